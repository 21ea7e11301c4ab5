import { toHex } from '@coffer/core/bytes';
import { describe, expect, test } from 'vitest';
import { encodeBlock } from '../../chain/block.ts';
import { idOf } from '../../encoding/bytes.ts';
import { type Tx, txHash } from '../../transaction/transaction.ts';
import { Regtest } from './regtest.ts';
import { forge, submitAll, twin, verdictOf } from './testing/forge.ts';
import { changed, newChain, outputsOf, pay, person, purse, ripe, START } from './testing/world.ts';
import type { BlockEvent, TxEvent } from './types.ts';

const alice = person('alice');
const bob = person('bob');
const carol = person('carol');
const id = (tx: Tx) => idOf(txHash(tx));

function world() {
  const chain = newChain();
  const [coin, other] = ripe(chain, alice.wpkh.script, 2);
  const to = (script: Uint8Array, fee: bigint, from = coin!) =>
    pay({ from: [from], to: [{ script, value: from.value - fee }], signer: alice });
  return { chain, coin: coin!, other: other!, to, height: chain.tip.height };
}

describe('a branch with more work', () => {
  test('of equal work the first seen stays, and one more block decides', () => {
    const { chain, height } = world();
    const rival = twin(chain);
    chain.mine(2, alice.tr.script);
    rival.mine(3, bob.tr.script);
    const before = chain.tip.id;
    expect(submitAll(rival, chain, height)).toEqual(['inconclusive', 'inconclusive', 'accepted']);
    expect(chain.tip.id).toBe(rival.tip.id);
    expect(chain.entry(before)).toMatchObject({ status: 'side', confirmations: -1, next: undefined });
    expect(chain.tips()).toEqual([
      { id: rival.tip.id, height: height + 3, branchLength: 0, status: 'active' },
      { id: before, height: height + 2, branchLength: 2, status: 'valid-fork' },
    ]);
    expect(chain.coinStats()).toEqual(rival.coinStats());
    expect(chain.scan([alice.tr.script])).toEqual([]);
  });

  test('confirmed transactions come back to the mempool, with what builds on them', () => {
    const { chain, coin, to, height } = world();
    const rival = twin(chain);
    const first = to(alice.tr.script, 1000n);
    const [output] = outputsOf(id(first), first);
    const second = pay({
      from: [output!],
      to: [{ script: bob.tr.script, value: output!.value - 700n }],
      signer: alice,
    });
    chain.accept(first);
    chain.mine(1, bob.wpkh.script);
    chain.accept(second);
    rival.mine(2, carol.wpkh.script);
    submitAll(rival, chain, height);
    expect(chain.mempool().map(({ txid }) => txid)).toEqual([id(first), id(second)]);
    expect(chain.mempoolEntry(id(second))).toMatchObject({ depends: [id(first)], ancestorCount: 2 });
    expect(chain.spender(purse(coin))).toEqual({ txid: id(first), input: 0, blockId: undefined });
    chain.mine(1, bob.wpkh.script);
    expect(chain.block(chain.tip.id)!.transactions.slice(1).map(id)).toEqual([id(first), id(second)]);
  });

  test('what conflicts with the new branch is dropped, with what builds on it', () => {
    const { chain, to, height } = world();
    const rival = twin(chain);
    const honest = to(alice.tr.script, 1000n);
    const child = pay({
      from: outputsOf(id(honest), honest),
      to: [{ script: bob.tr.script, value: 5000n }],
      signer: alice,
    });
    chain.accept(honest);
    chain.mine(1, bob.wpkh.script);
    chain.accept(child);
    rival.mineExactly(carol.wpkh.script, [to(carol.tr.script, 2000n)]);
    rival.mine(1, carol.wpkh.script);
    submitAll(rival, chain, height);
    expect(chain.mempool()).toEqual([]);
    expect(chain.locate(id(honest))).toBeUndefined();
    expect(chain.coinStats()).toEqual(rival.coinStats());
  });

  test('money of coinbases that are gone, or young again, cannot be spent', () => {
    const chain = newChain();
    chain.mine(1, alice.wpkh.script);
    const [coin] = chain.scan([alice.wpkh.script]);
    chain.mine(100, bob.wpkh.script);
    const tx = pay({ from: [coin!], to: [{ script: bob.tr.script, value: 10_000n }], signer: alice });
    chain.accept(tx);
    chain.invalidate(chain.tip.id);
    expect(chain.mempoolInfo().count).toBe(1);
    chain.invalidate(chain.tip.id);
    expect(chain.mempoolInfo().count).toBe(0);
  });

  test('one that is invalid far in is left again, and nothing of it stays', () => {
    const { chain, to, height } = world();
    const rival = twin(chain);
    const good = to(bob.tr.script, 1000n);
    chain.accept(good);
    chain.mine(2, alice.tr.script);
    const before = { tip: chain.tip, coins: chain.coinStats(), scan: chain.scan([alice.tr.script]) };
    rival.mine(1, carol.wpkh.script);
    const [input] = good.inputs;
    const thief = changed(good, {
      inputs: [{ ...input!, witness: [input!.witness[0]!, carol.key] }],
      outputs: [{ ...good.outputs[0]!, script: carol.tr.script }],
    });
    const bad = forge(rival, { others: [thief] });
    // The rival chain itself is made to follow it, by trusting scripts as a dump may.
    const dump = rival.dump();
    const blocks = [...dump.blocks, toHex(encodeBlock(bad)).slice(2)];
    const fooled = Regtest.load({ ...dump, blocks }, { now: () => START, judgeScripts: false });
    fooled.mine(2, carol.wpkh.script);
    const events: BlockEvent[] = [];
    chain.onBlock((event) => events.push(event));
    const verdicts = submitAll(fooled, chain, height);
    expect(verdicts.slice(0, 2)).toEqual(['inconclusive', 'inconclusive']);
    expect(verdicts[2]).toBe('bad-prevblk');
    expect({ tip: chain.tip, coins: chain.coinStats(), scan: chain.scan([alice.tr.script]) }).toEqual(before);
    expect(events).toEqual([]);
  });
});

describe('by decree', () => {
  test('an invalidated block is left, and taken again when reconsidered', () => {
    const { chain, to, height } = world();
    const tx = to(alice.tr.script, 1000n);
    chain.accept(tx);
    const [bad, next] = chain.mine(2, bob.wpkh.script);
    const stats = chain.coinStats();
    chain.invalidate(bad!);
    expect(chain.tip.height).toBe(height);
    expect(chain.entry(next!)).toMatchObject({ status: 'invalid' });
    expect(chain.mempool().map(({ txid }) => txid)).toEqual([id(tx)]);
    const [other] = chain.mine(1, bob.wpkh.script);
    expect(other).not.toBe(bad);
    chain.reconsider(next!);
    expect(chain.tip.id).toBe(next);
    expect(chain.entry(other!)?.status).toBe('side');
    expect(chain.coinStats()).toEqual(stats);
    expect(chain.mempool()).toEqual([]);
  });

  test('a block on an invalidated one is refused', () => {
    const { chain } = world();
    const rival = twin(chain);
    const [one, two] = rival.mine(2, bob.wpkh.script);
    chain.submitBlock(rival.block(one!)!);
    chain.invalidate(one!);
    expect(verdictOf(chain, rival.block(two!)!)).toBe('bad-prevblk');
    expect(verdictOf(chain, rival.block(one!)!)).toBe('duplicate-invalid');
  });

  test('neither the first block nor an unknown one is invalidated', () => {
    const { chain } = world();
    expect(() => chain.invalidate(chain.idAt(0)!)).toThrow(/first block/);
    expect(() => chain.invalidate('00'.repeat(32))).toThrow(/No block/);
    expect(() => chain.reconsider('00'.repeat(32))).toThrow(/No block/);
  });
});

test('listeners hear of everything, in order, after it has happened', () => {
  const { chain, to, height } = world();
  const rival = twin(chain);
  const heard: string[] = [];
  const names = new Map<string, string>();
  const nameOf = (each: string) => names.get(each) ?? each;
  const end = chain.onBlock((event: BlockEvent) => heard.push(`${event.type} ${event.height - height}`));
  chain.onTx((event: TxEvent) =>
    heard.push(`${event.type} ${nameOf(event.txid)}${event.type === 'removed' ? ` ${event.why}` : ''}`),
  );
  const cheap = to(alice.tr.script, 1000n);
  const dear = to(alice.tr.script, 9000n);
  names.set(id(cheap), 'cheap').set(id(dear), 'dear');
  chain.accept(cheap);
  chain.accept(dear);
  chain.mine(1, bob.wpkh.script);
  rival.mineExactly(bob.wpkh.script, [cheap]);
  rival.mine(1, bob.wpkh.script);
  submitAll(rival, chain, height);
  expect(heard).toEqual([
    ...['added cheap', 'removed cheap replaced', 'added dear', 'connected 1', 'removed dear block'],
    ...['disconnected 1', 'connected 1', 'connected 2'],
  ]);
  end();
  heard.length = 0;
  chain.mine(1, bob.wpkh.script);
  expect(heard).toEqual([]);
});
