import { describe, expect, test } from 'vitest';
import { headerHash } from '../../chain/header.ts';
import { RegtestError } from './error.ts';
import { Regtest } from './regtest.ts';
import { forge, submitAll, twin, verdictOf } from './testing/forge.ts';
import { newChain, pay, person, ripe, START, unsigned } from './testing/world.ts';
import type { Dump } from './types.ts';

const alice = person('alice');
const bob = person('bob');
const options = { now: () => START };

/** A chain with side branches, an invalidated block, unconfirmed transactions and a moved clock. */
function world() {
  const chain = newChain();
  const coins = ripe(chain, alice.wpkh.script, 3);
  const send = (i: number, fee: bigint) =>
    pay({
      from: [coins[i]!],
      to: [{ script: alice.tr.script, value: coins[i]!.value - fee }],
      signer: alice,
    });
  const rival = twin(chain);
  const { height } = chain.tip;
  chain.accept(send(0, 1000n));
  chain.mine(3, bob.wpkh.script);
  rival.mine(2, alice.tr.script);
  submitAll(rival, chain, height);
  chain.invalidate(chain.tip.id);
  chain.increaseTime(60);
  chain.accept(send(1, 2000n));
  chain.accept(send(2, 500n));
  return { chain, rival };
}

/** All that can be seen of a chain. */
function sights(chain: Regtest) {
  return {
    tips: chain.tips(),
    entry: chain.tip,
    mempool: chain.mempool(),
    coins: chain.coinStats(),
    now: chain.now(),
    scan: chain.scan([alice.tr.script, alice.wpkh.script, bob.wpkh.script]),
  };
}

test('a chain is as it was after JSON and back, and goes on in the same way', () => {
  const { chain } = world();
  const text = JSON.stringify(chain.dump());
  for (const judgeScripts of [true, false]) {
    const loaded = Regtest.load(JSON.parse(text), { ...options, judgeScripts });
    expect(sights(loaded)).toEqual(sights(chain));
    expect(JSON.stringify(loaded.dump())).toBe(text);
  }
  const loaded = Regtest.load(JSON.parse(text), options);
  expect(loaded.mine(3, bob.wpkh.script)).toEqual(chain.mine(3, bob.wpkh.script));
  const [invalid] = chain.tips().filter(({ status }) => status === 'invalid');
  for (const each of [loaded, chain]) each.reconsider(invalid!.id);
  expect(sights(loaded)).toEqual(sights(chain));
});

test('a stopped clock stays stopped', () => {
  const chain = newChain();
  chain.setTime(START + 5);
  chain.mine(1, bob.wpkh.script);
  expect(Regtest.load(chain.dump(), { now: () => START + 999 }).now()).toBe(START + 5);
});

describe('a damaged dump gives a typed error', () => {
  const dump = world().chain.dump();
  const spoil: [string, unknown][] = [
    ['nothing', undefined],
    ['a list', []],
    ['text', 'dump'],
    ['another format', { ...dump, format: 'anvil' }],
    ['another version', { ...dump, version: 2 }],
    ['another network', { ...dump, network: 'mainnet' }],
    ['no clock', { ...dump, clock: null }],
    ['a clock before time', { ...dump, clock: { at: -1 } }],
    ['blocks that are none', { ...dump, blocks: 7 }],
    ['a block that is no hex', { ...dump, blocks: ['zz'] }],
    ['half a block', { ...dump, blocks: [dump.blocks[0]!.slice(0, 100)] }],
    ['a block missing', { ...dump, blocks: dump.blocks.slice(1) }],
    ['a block twice', { ...dump, blocks: [dump.blocks[0]!, dump.blocks[0]!] }],
    ['a block with a bit changed', { ...dump, blocks: [dump.blocks[0]!.replace(/.$/, '1')] }],
    ['an unknown block invalidated', { ...dump, invalidated: ['00'.repeat(32)] }],
    ['an id that is none', { ...dump, invalidated: [5] }],
    ['the mempool a number', { ...dump, mempool: 1 }],
    ['a transaction that is none', { ...dump, mempool: [{ tx: '00', time: 1, height: 1 }] }],
    ['a transaction of no time', { ...dump, mempool: [{ ...dump.mempool[0]!, time: 'now' }] }],
  ];
  test.each(spoil)('%s', (_name, value) => {
    expect(() => Regtest.load(value, options)).toThrow(
      expect.objectContaining({ constructor: RegtestError, code: 'REGTEST_DUMP_INVALID' }),
    );
  });

  test('a theft in its blocks is found when scripts are judged', () => {
    const chain = newChain();
    const [coin] = ripe(chain, alice.wpkh.script, 1);
    const tx = pay({ from: [coin!], to: [{ script: bob.tr.script, value: 1000n }], signer: alice });
    const [input] = tx.inputs;
    const theft = { ...tx, inputs: [{ ...input!, witness: [new Uint8Array(71).fill(1), alice.key] }] };
    const fooled = Regtest.load(chain.dump(), { ...options, judgeScripts: false });
    expect(() => fooled.mineExactly(bob.wpkh.script, [theft])).toThrow(/script-verify-flag/);
    const before: Dump = chain.dump();
    expect(() => Regtest.load({ ...before, blocks: [...before.blocks, 'ff'] }, options)).toThrow(
      RegtestError,
    );
  });
});

test('a branch that was never judged is judged when it wins, also where blocks are taken over unjudged', () => {
  const chain = newChain();
  const [coin] = ripe(chain, alice.wpkh.script, 1);
  const [before, beside] = [twin(chain), twin(chain)];
  chain.mine(1, alice.wpkh.script);
  const theft = unsigned([coin!.outpoint], [{ script: bob.wpkh.script, value: coin!.value - 1000n }]);
  const robbing = forge(before, { others: [theft] });
  expect(verdictOf(chain, robbing)).toBe('inconclusive');
  beside.mine(1, bob.wpkh.script);
  const after = forge(beside, { header: { previous: headerHash(robbing.header) } });
  for (const judgeScripts of [true, false]) {
    const loaded = Regtest.load(JSON.parse(JSON.stringify(chain.dump())), { ...options, judgeScripts });
    expect(verdictOf(loaded, after)).toBe('bad-prevblk');
    expect(loaded.tip.id).toBe(chain.tip.id);
    expect(loaded.coin(coin!.outpoint, false)).toEqual(coin);
  }
});

test('the last moment that a header can tell is the end: nothing is mined that could not be kept', () => {
  const chain = newChain();
  chain.setTime(0xffff_ffff);
  chain.mine(1, bob.wpkh.script);
  expect(() => chain.mine(1, bob.wpkh.script)).toThrow('time-too-new');
  expect(chain.tip).toMatchObject({ height: 1, header: { time: 0xffff_ffff } });
  expect(Regtest.load(chain.dump(), options).tip).toEqual(chain.tip);
});
