import { sat } from '@coffer/core/amount';
import { p2ms, p2wsh } from '@scure/btc-signer';
import { describe, expect, test } from 'vitest';
import { idOf } from '../../encoding/bytes.ts';
import { type Tx, txHash, vsizeOf } from '../../transaction/transaction.ts';
import { RegtestReject } from './error.ts';
import type { Regtest } from './regtest.ts';
import {
  changed,
  dataScript,
  newChain,
  outputsOf,
  type Purse,
  pay,
  person,
  purse,
  refusal,
  ripe,
  START,
  unsigned,
} from './testing/world.ts';
import type { Policy } from './types.ts';

const alice = person('alice');
const bob = person('bob');
const id = (tx: Tx) => idOf(txHash(tx));

function world(policy: Partial<Policy> = {}, count = 1) {
  const chain = newChain({ policy });
  const coins = ripe(chain, alice.wpkh.script, count).map(purse);
  return { chain, coins, coin: coins[0]! };
}

function send(from: Purse, fee: bigint, options: { script?: Uint8Array; sequence?: number } = {}): Tx {
  const { script = alice.wpkh.script, sequence = 0xffff_fffd } = options;
  return pay({ from: [from], to: [{ script, value: from.value - fee }], signer: alice, sequence });
}

/** A row of transactions, each spending the one before. */
function row(from: Purse, length: number): Tx[] {
  const txs: Tx[] = [];
  let at = from;
  for (let i = 0; i < length; i++) {
    const tx = send(at, 1000n);
    txs.push(tx);
    at = outputsOf(id(tx), tx)[0]!;
  }
  return txs;
}

describe('every standard kind of output is paid and spent', () => {
  const kinds = ['wpkh', 'tr', 'pkh', 'nested', 'pk'] as const;
  test.each(kinds)('%s', (kind) => {
    const { chain, coin } = world();
    const first = send(coin, 1000n, { script: alice[kind].script });
    expect(chain.accept(first)).toMatchObject({ txid: id(first), fee: 1000n, vsize: vsizeOf(first) });
    const second = send(outputsOf(id(first), first)[0]!, 1000n, { script: bob.tr.script });
    chain.accept(second);
    chain.mine(1, bob.wpkh.script);
    expect(chain.locate(id(second))?.blockId).toBe(chain.tip.id);
  });

  test('a script behind its hash, of two keys', () => {
    const { chain, coin } = world();
    const multisig = p2wsh(p2ms(2, [alice.key, bob.key]));
    const first = send(coin, 1000n, { script: multisig.script });
    chain.accept(first);
    const spend = unsigned(outputsOf(id(first), first), [{ script: bob.tr.script, value: 1000n }]);
    expect(refusal(() => chain.accept(spend))).toMatch(
      /script-verify-flag.*\(Witness program was passed an empty witness\)/,
    );
  });
});

describe('what relay refuses', () => {
  const cases: [string, string, (coin: Purse, tx: Tx) => Tx][] = [
    ['version', 'version 3', (_, tx) => changed(tx, { version: 3 })],
    ['version', 'version 0', (_, tx) => changed(tx, { version: 0 })],
    [
      'coinbase',
      'a coinbase alone',
      (_, tx) =>
        changed(tx, {
          inputs: [
            {
              ...tx.inputs[0]!,
              outpoint: { hash: new Uint8Array(32), index: 0xffff_ffff },
              scriptSig: new Uint8Array(2),
              witness: [],
            },
          ],
        }),
    ],
    [
      'scriptpubkey',
      'an unknown output script',
      (_, tx) => changed(tx, { outputs: [{ script: Uint8Array.of(0x51), value: sat(1000n) }] }),
    ],
    [
      'scriptpubkey',
      '81 bytes of data',
      (coin) => unsigned([coin], [{ script: dataScript(new Uint8Array(81)), value: 0n }]),
    ],
    [
      'scriptpubkey',
      'data in two pushes',
      (coin) => unsigned([coin], [{ script: Uint8Array.of(0x6a, 1, 1, 1, 1), value: 0n }]),
    ],
    [
      'multi-op-return',
      'two outputs for data',
      (coin) =>
        unsigned(
          [coin],
          [1, 2].map((n) => ({ script: dataScript(new Uint8Array(n)), value: 0n })),
        ),
    ],
    [
      'scriptsig-not-pushonly',
      'an operation in scriptSig',
      (_, tx) => changed(tx, { inputs: [{ ...tx.inputs[0]!, scriptSig: Uint8Array.of(0x61) }] }),
    ],
    [
      'scriptsig-size',
      'a long scriptSig',
      (_, tx) => changed(tx, { inputs: [{ ...tx.inputs[0]!, scriptSig: new Uint8Array(1651) }] }),
    ],
    [
      'tx-size',
      'a heavy transaction',
      (_, tx) => changed(tx, { inputs: [{ ...tx.inputs[0]!, witness: [new Uint8Array(400_000)] }] }),
    ],
    [
      'tx-size',
      'more outputs than fit any block that is mined here',
      (coin) => unsigned([coin], Array(100_000).fill({ script: new Uint8Array(0), value: 0n })),
    ],
    [
      'tx-size-small',
      'a stripped size below 65',
      (coin) => unsigned([coin], [{ script: Uint8Array.of(0x6a), value: 0n }]),
    ],
    ['non-final', 'a lock time ahead', (_, tx) => changed(tx, { lockTime: 102 })],
    [
      'bad-txns-inputs-missingorspent',
      'money from nowhere',
      () => unsigned([{ txid: '11'.repeat(32), index: 0 }], [{ script: bob.tr.script, value: 1000n }]),
    ],
    [
      'bad-txns-in-belowout',
      'money made',
      (_, tx) => changed(tx, { outputs: [{ script: bob.tr.script, value: sat(5_000_000_001n) }] }),
    ],
    ['bad-txns-vin-empty', 'no inputs', (_, tx) => changed(tx, { inputs: [] })],
    ['bad-txns-vout-empty', 'no outputs', (_, tx) => changed(tx, { outputs: [] })],
    [
      'bad-txns-vout-toolarge',
      'more than all money',
      (_, tx) =>
        changed(tx, { outputs: [{ script: bob.tr.script, value: 2_100_000_000_000_001n as never }] }),
    ],
    ['bad-witness-nonstandard', 'a witness where none belongs', (_, tx) => tx],
  ];

  test.each(cases)('%s: %s', (reason, _name, spoil) => {
    const { chain, coin } = world();
    if (reason === 'bad-witness-nonstandard') {
      const legacy = send(coin, 1000n, { script: alice.pkh.script });
      chain.accept(legacy);
      const spend = send(outputsOf(id(legacy), legacy)[0]!, 1000n);
      const odd = changed(spend, { inputs: [{ ...spend.inputs[0]!, witness: [new Uint8Array(1)] }] });
      expect(refusal(() => chain.accept(odd))).toBe(reason);
      return;
    }
    expect(refusal(() => chain.accept(spoil(coin, send(coin, 1000n))))).toBe(reason);
    expect(chain.mempoolInfo().count).toBe(0);
  });

  test.each([
    ['wpkh', 294n],
    ['tr', 330n],
    ['pkh', 546n],
    ['nested', 540n],
  ] as const)('dust: %s below %d', (kind, least) => {
    const { chain, coin } = world();
    const { script } = alice[kind];
    const tx = (value: bigint) =>
      pay({
        from: [coin],
        to: [
          { script, value },
          { script: bob.tr.script, value: 1_000_000n },
        ],
        signer: alice,
      });
    expect(refusal(() => chain.accept(tx(least - 1n)))).toBe('dust');
    expect(chain.accept(tx(least), { test: true }).replaced).toEqual([]);
  });

  test('fees below one satoshi a byte, and above what the sender allows', () => {
    const { chain, coin } = world();
    const size = BigInt(vsizeOf(send(coin, 1000n)));
    expect(refusal(() => chain.accept(send(coin, size - 1n)))).toBe('min relay fee not met');
    expect(refusal(() => chain.accept(send(coin, size + 1n), { maxFeeRate: sat(1000n) }))).toBe(
      'max-fee-exceeded',
    );
    expect(chain.accept(send(coin, size), { maxFeeRate: sat(1000n) })).toMatchObject({
      fee: size,
      feeRate: 1000n,
    });
  });

  test('what it has, and what the chain has', () => {
    const { chain, coin } = world();
    const tx = send(coin, 1000n);
    chain.accept(tx);
    expect(refusal(() => chain.accept(tx))).toBe('txn-already-in-mempool');
    const [input] = tx.inputs;
    const other = changed(tx, { inputs: [{ ...input!, witness: [new Uint8Array(71), alice.key] }] });
    expect(refusal(() => chain.accept(other))).toBe('txn-same-nonwitness-data-in-mempool');
    chain.mine(1, bob.wpkh.script);
    expect(() => chain.accept(tx)).toThrow(
      expect.objectContaining({
        reason: 'txn-already-known',
        number: -27,
        code: 'REGTEST_ALREADY_CONFIRMED',
      }),
    );
  });

  test('a signature of somebody else, and one that relay alone minds', () => {
    const { chain, coin } = world();
    const tx = send(coin, 1000n);
    const [signature, key] = tx.inputs[0]!.witness;
    const withWitness = (...witness: Uint8Array[]) =>
      changed(tx, { inputs: [{ ...tx.inputs[0]!, witness }] });
    const theft = pay({ from: [coin], to: [{ script: bob.tr.script, value: 1000n }], signer: alice });
    expect(refusal(() => chain.accept(withWitness(theft.inputs[0]!.witness[0]!, key!)))).toBe(
      'mandatory-script-verify-flag-failed (Script evaluated without error but finished with a false/empty top stack element)',
    );
    expect(refusal(() => chain.accept(withWitness(signature!, bob.key)))).toMatch(/OP_EQUALVERIFY/);
    // A hash type that means SIGHASH_ALL to consensus, and is none to relay: its signature is of another digest.
    const odd = Uint8Array.from(signature!);
    odd[odd.length - 1] = 0x04;
    expect(refusal(() => chain.accept(withWitness(odd, key!)))).toMatch(/script-verify-flag/);
  });

  test('a judgement only changes nothing', () => {
    const { chain, coin } = world();
    const tx = send(coin, 1000n);
    expect(chain.accept(tx, { test: true }).txid).toBe(id(tx));
    expect(chain.mempoolInfo()).toMatchObject({ count: 0, vsize: 0, fees: 0n });
    expect(chain.coin(coin, true)).toBeDefined();
  });

  test('what is changed by its sender afterwards stays as it was judged', () => {
    const { chain, coin } = world();
    const tx = send(coin, 1000n);
    chain.accept(tx);
    tx.inputs[0]!.witness[0]![20]! ^= 1;
    const [block] = chain.mine(1, bob.wpkh.script);
    expect(chain.block(block!)!.transactions[1]).not.toEqual(tx);
    expect(newChainFrom(chain)).toBe(chain.tip.id);
  });
});

/** The tip of a chain that judges all blocks of another anew. */
function newChainFrom(chain: Regtest): string {
  const other = newChain();
  for (let height = 1; height <= chain.tip.height; height++) {
    other.submitBlock(chain.block(chain.idAt(height)!)!);
  }
  return other.tip.id;
}

describe('replacement (BIP125)', () => {
  test('a higher fee replaces what allowed it, and all that builds on it', () => {
    const { chain, coin } = world();
    const first = send(coin, 1000n);
    chain.accept(first);
    const child = send(outputsOf(id(first), first)[0]!, 2000n);
    chain.accept(child);
    expect(chain.mempoolEntry(id(first))).toMatchObject({ replaceable: true, descendantFees: 3000n });
    const size = BigInt(vsizeOf(first));
    expect(refusal(() => chain.accept(send(coin, 3000n + size - 1n)))).toBe('insufficient fee');
    const better = send(coin, 3000n + size);
    expect(chain.accept(better).replaced).toEqual([id(first), id(child)]);
    expect(chain.mempool().map(({ txid }) => txid)).toEqual([id(better)]);
    chain.mine(1, bob.wpkh.script);
    expect(chain.locate(id(first))).toBeUndefined();
  });

  test('not without the consent of what is replaced, or of what that builds on', () => {
    const { chain, coin } = world();
    chain.accept(send(coin, 1000n, { sequence: 0xffff_fffe }));
    expect(refusal(() => chain.accept(send(coin, 9000n)))).toBe('txn-mempool-conflict');
  });

  test('consent is inherited from an unconfirmed parent', () => {
    const { chain, coin } = world();
    const parent = send(coin, 1000n);
    chain.accept(parent);
    const [output] = outputsOf(id(parent), parent);
    chain.accept(send(output!, 1000n, { sequence: 0xffff_ffff }));
    expect(chain.accept(send(output!, 9000n)).replaced).toHaveLength(1);
  });

  test('not at a lower rate, however much it pays in all', () => {
    const { chain, coins } = world({}, 3);
    chain.accept(send(coins[0]!, 5000n));
    const wide = pay({ from: coins, to: [{ script: bob.tr.script, value: 1000n }], signer: alice });
    const rate = (fee: bigint) => (fee * 1000n) / BigInt(vsizeOf(wide));
    const total = coins.reduce((sum, { value }) => sum + value, 0n);
    const tx = pay({ from: coins, to: [{ script: bob.tr.script, value: total - 6000n }], signer: alice });
    expect(rate(6000n)).toBeLessThan((5000n * 1000n) / 110n);
    expect(refusal(() => chain.accept(tx))).toBe('insufficient fee');
  });

  test('not with another unconfirmed input, nor spending what it replaces', () => {
    const { chain, coins } = world({}, 2);
    const first = send(coins[0]!, 1000n);
    const other = send(coins[1]!, 1000n);
    chain.accept(first);
    chain.accept(other);
    const both = (from: Purse[]) =>
      pay({ from, to: [{ script: bob.tr.script, value: 1000n }], signer: alice });
    expect(refusal(() => chain.accept(both([coins[0]!, outputsOf(id(other), other)[0]!])))).toBe(
      'replacement-adds-unconfirmed',
    );
    expect(refusal(() => chain.accept(both([coins[0]!, outputsOf(id(first), first)[0]!])))).toBe(
      'bad-txns-spends-conflicting-tx',
    );
  });

  test('not of more than a hundred', () => {
    const { chain, coins } = world({ maxReplaced: 3 });
    for (const tx of row(coins[0]!, 4)) chain.accept(tx);
    expect(refusal(() => chain.accept(send(coins[0]!, 1_000_000n)))).toBe('too many potential replacements');
  });
});

describe('relatives', () => {
  test('a row of 25 is taken, the next is not; after a block it goes on', () => {
    const { chain, coin } = world();
    const txs = row(coin, 26);
    for (const tx of txs.slice(0, 25)) chain.accept(tx);
    expect(refusal(() => chain.accept(txs[25]!))).toBe('too-long-mempool-chain');
    expect(chain.mempoolEntry(id(txs[24]!))).toMatchObject({ ancestorCount: 25, ancestorFees: 25_000n });
    expect(chain.ancestors(id(txs[24]!))).toHaveLength(24);
    expect(chain.descendants(id(txs[0]!))).toHaveLength(24);
    chain.mine(1, bob.wpkh.script);
    chain.accept(txs[25]!);
  });

  test('nor has one more than 24 descendants', () => {
    const { chain, coin } = world();
    const value = 100_000n;
    const wide = pay({
      from: [coin],
      to: Array(26).fill({ script: alice.wpkh.script, value }),
      signer: alice,
    });
    chain.accept(wide);
    const outputs = outputsOf(id(wide), wide);
    for (const output of outputs.slice(0, 24)) chain.accept(send(output, 1000n));
    expect(refusal(() => chain.accept(send(outputs[24]!, 1000n)))).toBe('too-long-mempool-chain');
  });

  test('a child pays for its parent: the pair comes before what pays more than the parent alone', () => {
    const { chain, coins } = world({}, 2);
    const poor = send(coins[0]!, 120n);
    const middle = send(coins[1]!, 2000n);
    chain.accept(poor);
    chain.accept(middle);
    const child = send(outputsOf(id(poor), poor)[0]!, 50_000n);
    chain.accept(child);
    chain.mine(1, bob.wpkh.script);
    expect(chain.block(chain.tip.id)!.transactions.slice(1).map(id)).toEqual([poor, child, middle].map(id));
  });
});

describe('a full mempool', () => {
  test('what pays least goes, and later ones must pay more than it did', () => {
    const { chain, coins } = world({ maxPoolSize: 1000 }, 12);
    const taken = coins.slice(0, 9).map((coin, i) => send(coin, 1000n + BigInt(i) * 100n));
    for (const tx of taken) chain.accept(tx);
    expect(chain.mempoolInfo()).toMatchObject({ count: 9, minFee: 1000n });
    chain.accept(send(coins[9]!, 5000n));
    expect(chain.mempoolEntry(id(taken[0]!))).toBeUndefined();
    expect(chain.mempoolInfo().vsize).toBeLessThanOrEqual(1000);
    expect(chain.mempoolInfo().minFee).toBeGreaterThan(10_000n);
    expect(refusal(() => chain.accept(send(coins[10]!, 1000n)))).toBe('mempool min fee not met');
    chain.mine(1, bob.wpkh.script);
    expect(chain.mempoolInfo()).toMatchObject({ count: 0, minFee: 1000n });
    chain.accept(send(coins[10]!, 1000n));
  });

  test('after two weeks what nobody mined is forgotten', () => {
    const { chain, coins } = world({}, 2);
    const old = send(coins[0]!, 1000n);
    chain.accept(old);
    chain.setTime(START + 336 * 3600 + 10);
    chain.accept(send(coins[1]!, 1000n));
    expect(chain.mempool().map(({ txid }) => txid)).not.toContain(id(old));
  });
});

test('refusals are typed and say what to do', () => {
  const { chain, coin } = world();
  try {
    chain.accept(send(coin, 1n));
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(RegtestReject);
    expect(error).toMatchObject({ code: 'REGTEST_REJECTED', reason: 'min relay fee not met', number: -26 });
  }
});
