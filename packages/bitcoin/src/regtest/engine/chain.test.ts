import { sat } from '@coffer/core/amount';
import { concat } from '@coffer/core/bytes';
import { describe, expect, test } from 'vitest';
import { encodeHeader, headerHash } from '../../chain/header.ts';
import { merkleRoot } from '../../chain/merkle.ts';
import { MAINNET, REGTEST } from '../../chain/network.ts';
import { idOf } from '../../encoding/bytes.ts';
import { txHash, weightOf } from '../../transaction/transaction.ts';
import { MAX_BLOCK_WEIGHT } from './check.ts';
import { GENESIS_TX } from './genesis.ts';
import { Regtest } from './regtest.ts';
import { forge, verdictOf, work } from './testing/forge.ts';
import {
  changed,
  newChain,
  outputsOf,
  pay,
  person,
  refusal,
  ripe,
  START,
  unsigned,
} from './testing/world.ts';

const alice = person('alice');
const bob = person('bob');
const BTC = 100_000_000n;

describe('mining', () => {
  test('the first block is that of every regtest, down to its one transaction', () => {
    const chain = newChain();
    expect(chain.tip.id).toBe('0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206');
    expect(merkleRoot([txHash(GENESIS_TX)]).root).toEqual(REGTEST.genesis.merkleRoot);
    expect(chain.block(chain.tip.id)!.transactions).toEqual([GENESIS_TX]);
    expect(chain.coinStats()).toMatchObject({ count: 0, total: 0n, subsidies: 0n, burnt: 0n });
  });

  test('blocks follow each other, pay the subsidy, and have real headers', () => {
    const chain = newChain();
    const ids = chain.mine(3, alice.wpkh.script);
    expect(chain.tip).toMatchObject({ id: ids[2], height: 3, confirmations: 1, previous: ids[1] });
    expect(chain.entry(ids[0]!)).toMatchObject({ next: ids[1], confirmations: 3, chainwork: 4n });
    for (const id of ids) expect(idOf(headerHash(chain.block(id)!.header))).toBe(id);
    expect(encodeHeader(chain.tip.header)).toHaveLength(80);
    expect(chain.scan([alice.wpkh.script]).map(({ value }) => value)).toEqual(
      [50n, 50n, 50n].map((n) => n * BTC),
    );
  });

  test('the same calls give the same blocks', () => {
    const [one, other] = [newChain(), newChain()];
    expect(one.mine(20, alice.tr.script)).toEqual(other.mine(20, alice.tr.script));
  });

  test('the subsidy halves after 150 blocks, and again', () => {
    const chain = newChain();
    chain.mine(301, alice.wpkh.script);
    const paid = (height: number) => chain.block(chain.idAt(height)!)!.transactions[0]!.outputs[0]!.value;
    expect([149, 150, 299, 300].map(paid)).toEqual([50n * BTC, 25n * BTC, 25n * BTC, (25n * BTC) / 2n]);
    const { total, subsidies, burnt } = chain.coinStats();
    expect(total).toBe(subsidies);
    expect(total).toBe(149n * 50n * BTC + 150n * 25n * BTC + 2n * ((25n * BTC) / 2n));
    expect(burnt).toBe(0n);
  });

  test('a coinbase is spent after 100 blocks, not after 99', () => {
    const chain = newChain();
    chain.mine(1, alice.wpkh.script);
    const [coin] = chain.scan([alice.wpkh.script]);
    const tx = pay({
      from: [coin!],
      to: [{ script: bob.wpkh.script, value: coin!.value - 1000n }],
      signer: alice,
    });
    chain.mine(98, bob.wpkh.script);
    expect(refusal(() => chain.accept(tx))).toBe('bad-txns-premature-spend-of-coinbase');
    expect(verdictOf(chain, forge(chain, { others: [tx] }))).toBe('bad-txns-premature-spend-of-coinbase');
    chain.mine(1, bob.wpkh.script);
    expect(chain.accept(tx).fee).toBe(1000n);
    chain.mine(1, bob.wpkh.script);
    expect(chain.locate(idOf(txHash(tx)))).toMatchObject({ blockId: chain.tip.id, inMempool: false });
  });

  test('a miner gets the fees', () => {
    const chain = newChain();
    const [coin] = ripe(chain, alice.tr.script, 1);
    chain.accept(
      pay({ from: [coin!], to: [{ script: bob.tr.script, value: coin!.value - 7000n }], signer: alice }),
    );
    expect(chain.template(bob.wpkh.script).fees).toBe(7000n);
    const [id] = chain.mine(1, bob.wpkh.script);
    expect(chain.block(id!)!.transactions[0]!.outputs[0]!.value).toBe(50n * BTC + 7000n);
  });

  test('exactly the given transactions are mined, or nothing', () => {
    const chain = newChain();
    const [coin] = ripe(chain, alice.wpkh.script, 1);
    const first = pay({
      from: [coin!],
      to: [{ script: alice.tr.script, value: coin!.value }],
      signer: alice,
    });
    const [output] = outputsOf(idOf(txHash(first)), first);
    const second = pay({
      from: [output!],
      to: [{ script: bob.tr.script, value: output!.value - 5n }],
      signer: alice,
    });
    const before = chain.tip.id;
    expect(refusal(() => chain.mineExactly(bob.wpkh.script, [second, first]))).toBe(
      'bad-txns-inputs-missingorspent',
    );
    expect(chain.tip.id).toBe(before);
    expect(chain.coinStats().count).toBe(101);
    const id = chain.mineExactly(bob.wpkh.script, [first, second]);
    expect(chain.block(id)!.transactions.slice(1)).toEqual([first, second]);
    expect(chain.spender(output!)).toMatchObject({ txid: idOf(txHash(second)), input: 0, blockId: id });
  });

  test('a network on which work costs something is not mined here', () =>
    expect(() => new Regtest({ now: () => START, network: MAINNET })).toThrow(/cannot be mined/));
});

describe('time', () => {
  test('headers follow the clock, and never stand behind the median', () => {
    const chain = newChain();
    chain.mine(30, alice.wpkh.script);
    const times = Array.from({ length: 30 }, (_, i) => chain.entry(chain.idAt(i + 1)!)!);
    for (const { header, previous } of times) {
      expect(header.time).toBeGreaterThan(chain.entry(previous!)!.medianTime);
      expect(header.time).toBeGreaterThanOrEqual(START);
    }
    expect(chain.tip.header.time).toBeLessThan(START + 10);
    chain.increaseTime(3600);
    chain.mine(1, alice.wpkh.script);
    expect(chain.tip.header.time).toBe(START + 3600);
    chain.setTime(START + 9000);
    chain.mine(1, alice.wpkh.script);
    expect(chain.tip.header.time).toBe(START + 9000);
    chain.setTime(undefined);
    expect(chain.now()).toBe(START);
    expect(() => chain.setTime(-1)).toThrow(/Unix seconds/);
    expect(() => chain.increaseTime(2 ** 40)).toThrow(/Unix seconds/);
  });

  test('blocks too old and too new are refused, those at the bounds are not', () => {
    const chain = newChain();
    chain.mine(20, alice.wpkh.script);
    const { medianTime } = chain.tip;
    expect(verdictOf(chain, forge(chain, { header: { time: medianTime } }))).toBe('time-too-old');
    expect(verdictOf(chain, forge(chain, { header: { time: START + 7201 } }))).toBe('time-too-new');
    expect(verdictOf(chain, forge(chain, { header: { time: medianTime + 1 } }))).toBe('accepted');
    expect(verdictOf(chain, forge(chain, { header: { time: START + 7200 } }))).toBe('accepted');
  });
});

describe('a block is refused', () => {
  function world() {
    const chain = newChain();
    const [coin, other] = ripe(chain, alice.wpkh.script, 2);
    const tx = pay({
      from: [coin!],
      to: [{ script: bob.tr.script, value: coin!.value - 500n }],
      signer: alice,
    });
    return { chain, coin: coin!, other: other!, tx };
  }

  test('for nothing when nothing is wrong; and is known from then on', () => {
    const { chain, tx } = world();
    const block = forge(chain, { others: [tx] });
    expect(verdictOf(chain, block)).toBe('accepted');
    expect(verdictOf(chain, block)).toBe('duplicate');
  });

  test('without its proof of work', () => {
    const { chain } = world();
    const block = forge(chain, {});
    for (let nonce = 0; ; nonce++) {
      const header = { ...block.header, nonce };
      if (headerHash(header)[31]! < 0x80) continue;
      expect(verdictOf(chain, { ...block, header })).toBe('high-hash');
      break;
    }
  });

  test('with other bits, an old version, or an unknown block before it', () => {
    const { chain } = world();
    expect(verdictOf(chain, forge(chain, { header: { bits: 0x207f_fffe } }))).toBe('bad-diffbits');
    expect(verdictOf(chain, forge(chain, { header: { bits: 0 } }))).toBe('high-hash');
    expect(verdictOf(chain, forge(chain, { header: { version: 3 } }))).toBe('bad-version(0x00000003)');
    expect(verdictOf(chain, forge(chain, { header: { previous: new Uint8Array(32) } }))).toBe(
      'prev-blk-not-found',
    );
  });

  test('with a Merkle root of other transactions', () => {
    const { chain, tx } = world();
    const block = forge(chain, {});
    expect(verdictOf(chain, { ...block, transactions: [...block.transactions, tx] })).toBe('bad-txnmrklroot');
  });

  test('with a transaction twice, under the same root (CVE-2012-2459)', () => {
    const { chain, tx, other } = world();
    const second = pay({ from: [other], to: [{ script: bob.tr.script, value: 5000n }], signer: alice });
    const block = forge(chain, { others: [tx, second] });
    const twice = { ...block, transactions: [...block.transactions, second] };
    expect(merkleRoot(twice.transactions.map(txHash)).root).toEqual(block.header.merkleRoot);
    expect(verdictOf(chain, twice)).toBe('bad-txns-duplicate');
    expect(verdictOf(chain, block)).toBe('accepted');
  });

  test('without a coinbase, and with two', () => {
    const { chain, tx } = world();
    const block = forge(chain, { others: [tx] });
    const root = txHash(tx);
    const header = work({ ...block.header, merkleRoot: root });
    expect(verdictOf(chain, { header, transactions: [tx] })).toBe('bad-cb-missing');
    expect(verdictOf(chain, forge(chain, { others: [block.transactions[0]!] }))).toBe('bad-cb-multiple');
    const nothing = work({ ...block.header, merkleRoot: new Uint8Array(32) });
    expect(verdictOf(chain, { header: nothing, transactions: [] })).toBe('bad-blk-length');
  });

  test('when its coinbase names another height (BIP34)', () => {
    const { chain } = world();
    const spoil = (scriptSig: Uint8Array) =>
      forge(chain, {
        coinbase: (coinbase) => changed(coinbase, { inputs: [{ ...coinbase.inputs[0]!, scriptSig }] }),
      });
    expect(verdictOf(chain, spoil(Uint8Array.of(1, chain.tip.height + 2, 0)))).toBe('bad-cb-height');
    expect(verdictOf(chain, spoil(Uint8Array.of(1)))).toBe('bad-cb-length');
    expect(verdictOf(chain, spoil(new Uint8Array(101)))).toBe('bad-cb-length');
  });

  test('when it claims one satoshi too many', () => {
    const { chain, tx } = world();
    const more = (extra: bigint) =>
      forge(chain, {
        others: [tx],
        coinbase: (coinbase) => {
          const [first, ...rest] = coinbase.outputs;
          return changed(coinbase, { outputs: [{ ...first!, value: sat(first!.value + extra) }, ...rest] });
        },
      });
    expect(verdictOf(chain, more(501n))).toBe('bad-cb-amount');
    expect(verdictOf(chain, more(500n))).toBe('accepted');
    expect(chain.coinStats().burnt).toBe(0n);
  });

  test('what its miner does not claim is lost, and counted', () => {
    const { chain, tx } = world();
    const before = chain.coinStats();
    expect(verdictOf(chain, forge(chain, { others: [tx] }))).toBe('accepted');
    const after = chain.coinStats();
    expect(after.burnt - before.burnt).toBe(500n);
    expect(after.total).toBe(after.subsidies - after.burnt);
  });

  test('when a transaction makes money, spends what is not there, or spends twice', () => {
    const { chain, coin, tx } = world();
    const more = changed(tx, { outputs: [{ script: bob.tr.script, value: sat(coin.value + 1n) }] });
    expect(verdictOf(chain, forge(chain, { others: [more] }))).toBe('bad-txns-in-belowout');
    const nowhere = unsigned([{ txid: 'ab'.repeat(32), index: 0 }], [{ script: bob.tr.script, value: 1n }]);
    expect(verdictOf(chain, forge(chain, { others: [nowhere] }))).toBe('bad-txns-inputs-missingorspent');
    const again = pay({ from: [coin], to: [{ script: bob.tr.script, value: 1000n }], signer: alice });
    expect(verdictOf(chain, forge(chain, { others: [tx, again] }))).toBe('bad-txns-inputs-missingorspent');
    const double = changed(tx, { inputs: [tx.inputs[0]!, tx.inputs[0]!] });
    expect(verdictOf(chain, forge(chain, { others: [double] }))).toBe('bad-txns-inputs-duplicate');
    const huge = changed(tx, {
      outputs: Array(2).fill({ script: bob.tr.script, value: 2_000_000_000_000_000n }),
    });
    expect(verdictOf(chain, forge(chain, { others: [huge] }))).toBe('bad-txns-txouttotal-toolarge');
    const none = changed(tx, { outputs: [] });
    expect(verdictOf(chain, forge(chain, { others: [none] }))).toBe('bad-txns-vout-empty');
    const nullIn = unsigned([{ txid: '00'.repeat(32), index: 0xffff_ffff }, coin.outpoint], []);
    const nullTx = changed(nullIn, { outputs: tx.outputs });
    expect(verdictOf(chain, forge(chain, { others: [nullTx] }))).toBe('bad-txns-prevout-null');
    expect(chain.coinStats().total).toBe(chain.coinStats().subsidies);
  });

  test('when a signature does not hold, and is remembered as invalid with all that follows it', () => {
    const { chain, tx } = world();
    const [input] = tx.inputs;
    const witness = [Uint8Array.from(input!.witness[0]!), input!.witness[1]!];
    witness[0]![40]! ^= 1;
    const before = chain.coinStats();
    const block = forge(chain, { others: [changed(tx, { inputs: [{ ...input!, witness }] })] });
    expect(verdictOf(chain, block)).toMatch(/^mandatory-script-verify-flag-failed/);
    expect(verdictOf(chain, block)).toBe('duplicate-invalid');
    expect(chain.coinStats()).toEqual(before);
    const next = work({ ...block.header, previous: headerHash(block.header) });
    expect(verdictOf(chain, { ...block, header: next })).toBe('bad-prevblk');
    expect(chain.tips().map(({ status }) => status)).toEqual(['invalid', 'active']);
  });

  test('when its commitment is not to its witnesses (BIP141)', () => {
    const { chain, tx } = world();
    expect(verdictOf(chain, forge(chain, { others: [tx], oldCommitment: true }))).toBe(
      'bad-witness-merkle-match',
    );
    const noReserve = forge(chain, {
      others: [tx],
      coinbase: (coinbase) => changed(coinbase, { inputs: [{ ...coinbase.inputs[0]!, witness: [] }] }),
    });
    expect(verdictOf(chain, noReserve)).toBe('bad-witness-nonce-size');
    const uncommitted = forge(chain, {
      others: [tx],
      coinbase: (coinbase) =>
        changed(coinbase, {
          inputs: [{ ...coinbase.inputs[0]!, witness: [] }],
          outputs: [coinbase.outputs[0]!],
        }),
    });
    expect(verdictOf(chain, uncommitted)).toBe('unexpected-witness');
  });

  test('when it is too heavy, or checks too many signatures', () => {
    const { chain, coin } = world();
    const filler = (script: Uint8Array, count: number) =>
      unsigned([coin.outpoint], Array(count).fill({ script, value: 0n }));
    const big = filler(concat(Uint8Array.of(0x6a), new Uint8Array(9000)), 110);
    const witness = [new Uint8Array(MAX_BLOCK_WEIGHT - weightOf(big))];
    const heavy = changed(big, { inputs: [{ ...big.inputs[0]!, witness }] });
    expect(verdictOf(chain, forge(chain, { others: [heavy] }))).toBe('bad-blk-weight');
    expect(verdictOf(chain, forge(chain, { others: [filler(new Uint8Array(9990), 101)] }))).toBe(
      'bad-blk-length',
    );
    const checks = filler(new Uint8Array(2001).fill(0xac), 10);
    expect(verdictOf(chain, forge(chain, { others: [checks] }))).toBe('bad-blk-sigops');
  });

  test('when it has more parts than are judged here', () => {
    const { chain, coin } = world();
    const wide = unsigned([coin.outpoint], Array(100_000).fill({ script: new Uint8Array(0), value: 0n }));
    const block = forge(chain, {});
    expect(verdictOf(chain, { ...block, transactions: [...block.transactions, wide] })).toBe(
      'bad-blk-length',
    );
  });

  test('when a transaction of it has the id of one with unspent outputs (BIP30)', () => {
    const { chain, tx } = world();
    expect(verdictOf(chain, forge(chain, { others: [tx] }))).toBe('accepted');
    expect(verdictOf(chain, forge(chain, { others: [tx] }))).toBe('bad-txns-BIP30');
  });
});
