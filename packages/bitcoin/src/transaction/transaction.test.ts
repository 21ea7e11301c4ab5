import { sat } from '@coffer/core/amount';
import { describe, expect, test } from 'vitest';
import { idOf } from '../encoding/bytes.ts';
import { encodeTx, parseTx, type Tx, txHash, weightOf } from './transaction.ts';

const empty = new Uint8Array(0);
const input = (n: number) => ({
  outpoint: { hash: new Uint8Array(32).fill(n), index: n },
  scriptSig: empty,
  sequence: 0xffff_ffff,
  witness: [],
});

describe('a transaction as long as a block', () => {
  const outputs = Array.from({ length: 100_000 }, () => ({ value: sat(1n), script: empty }));
  const tx: Tx = { version: 2, inputs: [input(1)], outputs, lockTime: 0 };

  test('is read, written and named: what a host shows exhausts no stack', () => {
    const bytes = encodeTx(tx);
    expect(bytes).toHaveLength(900_055);
    expect(weightOf(parseTx(bytes))).toBe(4 * bytes.length);
    expect(idOf(txHash(parseTx(bytes)))).toBe(idOf(txHash(tx)));
  });

  test('and so are as many items of witness', () => {
    const witness = Array.from({ length: 200_000 }, () => empty);
    const witnessed = { ...tx, inputs: [{ ...input(1), witness }], outputs: outputs.slice(0, 1) };
    const bytes = encodeTx(witnessed);
    expect(parseTx(bytes).inputs[0]!.witness).toHaveLength(200_000);
    expect(idOf(txHash(parseTx(bytes)))).toBe(idOf(txHash(witnessed)));
  });
});
