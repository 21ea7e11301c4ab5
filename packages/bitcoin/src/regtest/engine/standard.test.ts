import { describe, expect, test } from 'vitest';
import { idOf } from '../../encoding/bytes.ts';
import { txHash } from '../../transaction/transaction.ts';
import { newChain, pay, person, refusal, ripe } from './testing/world.ts';

const alice = person('alice');

describe('output scripts at the border of what relay knows', () => {
  const at = (...parts: readonly (readonly number[])[]) => Uint8Array.from(parts.flat());
  const coordinate: readonly number[] = Array(32).fill(7);
  const key = (mark: number) => [0x41, mark, ...coordinate, ...coordinate];

  test.each([
    ['a key in its hybrid form', at(key(6), [0xac]), undefined],
    ['a key with an unknown mark', at(key(5), [0xac]), 'scriptpubkey'],
    ['multisig with a hybrid key', at([0x51], key(7), [0x51, 0xae]), undefined],
    ['multisig with an unknown mark', at([0x51], key(5), [0x51, 0xae]), 'scriptpubkey'],
    ['a small number as data', at([0x6a, 0x60]), undefined],
    ['minus one as data', at([0x6a, 0x4f]), 'scriptpubkey'],
    ['OP_RESERVED as data', at([0x6a, 0x50]), 'scriptpubkey'],
    ['an anchor', at([0x51, 2, 0x4e, 0x73]), undefined],
    ['a witness program of the future', at([0x52, 32], coordinate), 'scriptpubkey'],
  ])('%s', (_, script, reason) => {
    const chain = newChain();
    const from = ripe(chain, alice.wpkh.script, 1);
    const to = [
      { script, value: 1000n },
      { script: alice.tr.script, value: 1000n },
    ];
    const tx = pay({ from, to, signer: alice });
    if (reason === undefined) expect(chain.accept(tx).txid).toBe(idOf(txHash(tx)));
    else expect(refusal(() => chain.accept(tx))).toBe(reason);
  });
});
