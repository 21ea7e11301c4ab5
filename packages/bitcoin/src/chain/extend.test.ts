import { concat } from '@coffer/core/bytes';
import { describe, expect, test } from 'vitest';
import type { BitcoinCode } from '../encoding/error.ts';
import { retarget } from './difficulty.ts';
import { extend } from './extend.ts';
import { encodeHeader, HEADER_BYTES, headerHash, workOf } from './header.ts';
import {
  type ChainRules,
  confirmations,
  type HeaderChain,
  hashAt,
  heightOf,
  locator,
  medianTimePast,
  rulesOf,
  startChain,
  tipHeight,
  tipOf,
} from './headers.ts';
import { MAINNET, RETARGET_INTERVAL, TESTNET } from './network.ts';
import {
  branch,
  EASY,
  EASY_BITS,
  easyChain,
  heights,
  LATER,
  mined,
  START,
  type Tip,
  tipAt,
} from './testing/mine.ts';

const RULES: ChainRules = { ...rulesOf(EASY), maxBatch: 2100 };
const GENESIS = tipAt(EASY.genesis);
const grow = (chain: HeaderChain, bytes: Uint8Array, rules: ChainRules = RULES) =>
  extend(rules, chain, bytes, LATER);
const refused = (code: BitcoinCode) => expect.objectContaining({ code });

describe('the most work', () => {
  const trunk = branch(GENESIS, 5);
  const left = branch(trunk.tip, 3, { salt: 1 });
  const right = branch(trunk.tip, 4, { salt: 2 });
  const start = grow(easyChain(), trunk.bytes).chain;
  const onLeft = grow(start, left.bytes).chain;

  test('wins, and what it undoes is named', () => {
    const { chain, change } = grow(onLeft, right.bytes);
    expect(change).toMatchObject({ type: 'reorganised', tip: { height: 9 }, fork: tipOf(start) });
    expect(change.undone).toEqual(
      [2, 1, 0].map((i) => ({ height: 6 + i, hash: headerHash(left.headers[i]!) })),
    );
    expect(chain.tip).toEqual(right.tip.hash);
    expect(chain.work).toBe(9n * workOf(EASY_BITS));
    expect(heightOf(chain, left.tip.hash)).toBeUndefined();
    expect([confirmations(chain, trunk.tip.hash), confirmations(chain, left.tip.hash)]).toEqual([5, 0]);
  });

  test('decides, and of equals the one first seen stays', () => {
    const equals = right.bytes.subarray(0, 3 * HEADER_BYTES);
    const { chain, change } = grow(onLeft, equals);
    expect(change).toMatchObject({ type: 'side', tip: tipOf(onLeft), undone: [] });
    expect(chain.tip).toEqual(left.tip.hash);
    // One more header, sent alone, makes the branch the chain.
    const last = right.bytes.subarray(3 * HEADER_BYTES);
    expect(grow(chain, last).change).toMatchObject({ type: 'reorganised', tip: { hash: right.tip.hash } });
  });

  test('goes back to a branch that was left, and forth', () => {
    let { chain } = grow(onLeft, right.bytes);
    const more = branch(left.tip, 2, { salt: 3 });
    const back = grow(chain, more.bytes);
    expect(heights(back.change.undone)).toEqual([9, 8, 7, 6]);
    expect(back.change.tip).toEqual({ height: 10, hash: more.tip.hash });
    chain = grow(back.chain, branch(right.tip, 2, { salt: 4 }).bytes).chain;
    expect([tipHeight(chain), heightOf(chain, right.tip.hash)]).toEqual([11, 9]);
    expect(chain.sides.map(({ fork, headers }) => [fork, headers.length / HEADER_BYTES])).toEqual([[5, 5]]);
  });

  test('of branches of branches', () => {
    // A branch beside `left` from its first header on, and one beside `right` from its second.
    const low = branch(tipAt(left.headers[0]!), 1, { salt: 5 });
    const high = branch(tipAt(right.headers[1]!), 3, { salt: 6 });
    let chain = grow(onLeft, low.bytes).chain;
    chain = grow(chain, right.bytes.subarray(0, 2 * HEADER_BYTES)).chain;
    expect(chain.sides.map(({ fork }) => fork)).toEqual([6, 5]);
    const { chain: after, change } = grow(chain, high.bytes);
    expect(heights(change.undone)).toEqual([8, 7, 6]);
    expect([hashAt(after, 7), after.tip]).toEqual([headerHash(right.headers[1]!), high.tip.hash]);
    // All that was left can still become the chain again.
    expect(after.sides.map(({ fork, headers }) => [fork, headers.length / HEADER_BYTES])).toEqual([
      [5, 3],
      [5, 2],
    ]);
    const again = branch(low.tip, 5, { salt: 7 });
    expect(grow(after, again.bytes).change).toMatchObject({ type: 'reorganised', fork: { height: 5 } });
  });

  test('is not the most headers: a long branch of little work is not gone over to', () => {
    // The first interval was quick, so that the next is four times harder; a forger stretches its end to keep it easy.
    const common = branch(GENESIS, RETARGET_INTERVAL - 21, { step: 1 });
    const quick = branch(common.tip, 20, { step: 1 });
    const hard = retarget(EASY, { bits: EASY_BITS, firstTime: START, lastTime: quick.tip.time });
    expect(workOf(hard)).toBeGreaterThanOrEqual(4n * workOf(EASY_BITS) - 4n);
    const honest = branch(quick.tip, 10, { bits: hard, step: 1 });
    const slow = branch(common.tip, 20, { step: 100_000, salt: 1 });
    const forged = branch(slow.tip, 25, { step: 1, salt: 1 });
    const chain = grow(grow(easyChain(), common.bytes).chain, concat(quick.bytes, honest.bytes)).chain;
    const { chain: after, change } = grow(chain, concat(slow.bytes, forged.bytes));
    expect(change.type).toBe('side');
    expect(after.tip).toEqual(honest.tip.hash);
    // It wins when it has the work, and not one header sooner: 10 × 64 hashes against 25 × 16 and what is added.
    const added = branch(forged.tip, 16, { step: 1, salt: 1 });
    const almost = grow(after, added.bytes.subarray(0, 15 * HEADER_BYTES));
    expect(almost.change.type).toBe('side');
    expect(grow(almost.chain, added.bytes.subarray(15 * HEADER_BYTES)).change).toMatchObject({
      type: 'reorganised',
      tip: { height: RETARGET_INTERVAL + 40 },
    });
  });
});

describe('headers with proof of work that break a rule', () => {
  const trunk = branch(GENESIS, 12);
  const chain = grow(easyChain(), trunk.bytes).chain;
  const next = (special: Parameters<typeof branch>[2]) => branch(trunk.tip, 1, special).bytes;

  test.each<[string, BitcoinCode, Parameters<typeof branch>[2]]>([
    ['harder than the rule', 'HEADER_BITS', { bits: 0x200f_fffe }],
    ['easier than the rule', 'HEADER_BITS', { bits: 0x207f_ffff }],
    ['as old as the median', 'HEADER_TIME_OLD', { step: -5 * 600 }],
    ['of an old version', 'HEADER_VERSION', { version: 3 }],
  ])('%s', (_, code, special) => {
    expect(() => grow(chain, next(special))).toThrow(refused(code));
  });

  test('a second later than the median of eleven is late enough', () => {
    expect(medianTimePast(chain)).toBe(trunk.tip.time - 5 * 600);
    expect(grow(chain, next({ step: 1 - 5 * 600 })).change.type).toBe('extended');
  });

  test('two hours ahead of the clock, and not a second more', () => {
    const bytes = next({});
    const time = trunk.tip.time + 600;
    expect(extend(RULES, chain, bytes, time - 7200).change.type).toBe('extended');
    expect(() => extend(RULES, chain, bytes, time - 7201)).toThrow(refused('HEADER_TIME_FUTURE'));
  });

  test('a header that follows nothing known', () => {
    const lost = branch({ ...trunk.tip, hash: new Uint8Array(32).fill(9) }, 2);
    expect(() => grow(chain, lost.bytes)).toThrow(refused('HEADER_LINK'));
    expect(() => grow(chain, concat(next({}), lost.bytes))).toThrow(refused('HEADER_LINK'));
  });

  test('without proof of work', () => {
    const [header] = branch(trunk.tip, 1).headers;
    let nonce = header!.nonce;
    let bytes = encodeHeader(header!);
    while (headerHash({ ...header!, nonce })[31]! < 16) bytes = encodeHeader({ ...header!, nonce: ++nonce });
    expect(() => grow(chain, bytes)).toThrow(refused('HEADER_WORK'));
  });

  test('the first of an interval, with the target of the last or one that was made of 2016 spaces', () => {
    const interval = branch(trunk.tip, RETARGET_INTERVAL - 13, { step: 300 });
    const full = grow(chain, interval.bytes).chain;
    const { time } = interval.tip;
    const right = retarget(EASY, { bits: EASY_BITS, firstTime: START, lastTime: time });
    const spaced = retarget(EASY, { bits: EASY_BITS, firstTime: START, lastTime: time + 300 });
    expect(new Set([EASY_BITS, right, spaced]).size).toBe(3);
    for (const bits of [EASY_BITS, spaced]) {
      expect(() => grow(full, branch(interval.tip, 1, { bits }).bytes)).toThrow(refused('HEADER_BITS'));
    }
    const hard = branch(interval.tip, 2, { bits: right });
    expect(grow(full, hard.bytes).chain.work).toBe(2015n * workOf(EASY_BITS) + 2n * workOf(right));
    // Also when the batch is cut there, and on a branch.
    const one = grow(full, hard.bytes.subarray(0, HEADER_BYTES)).chain;
    expect(grow(one, hard.bytes.subarray(HEADER_BYTES)).chain.tip).toEqual(hard.tip.hash);
    const other = branch(tipAt(interval.headers.at(-2)!), 1, { step: 299, salt: 1 });
    const bits = retarget(EASY, { bits: EASY_BITS, firstTime: START, lastTime: other.tip.time });
    expect(grow(one, concat(other.bytes, branch(other.tip, 2, { bits }).bytes)).change.type).toBe(
      'reorganised',
    );
  });
});

describe('testnet: a block that comes twenty minutes late', () => {
  const network = { ...EASY, minimumDifficultyBlocks: true };
  const rules: ChainRules = { ...RULES, network };
  // An interval that was quick, so that the target of the next is not the easiest.
  const first = branch(GENESIS, RETARGET_INTERVAL - 1, { step: 1 });
  const hard = retarget(network, { bits: EASY_BITS, firstTime: START, lastTime: first.tip.time });
  const second = branch(first.tip, 2, { bits: hard, step: 1 });
  const chain = [first, second].reduce((to, { bytes }) => grow(to, bytes, rules).chain, easyChain(rules));
  const from = (tip: Tip, bits: number, step: number) => branch(tip, 1, { bits, step });

  test('may be easy, and only that one', () => {
    const easy = from(second.tip, EASY_BITS, 1201);
    const after = grow(chain, easy.bytes, rules).chain;
    expect(tipHeight(after)).toBe(RETARGET_INTERVAL + 2);
    expect(grow(after, from(easy.tip, hard, 1).bytes, rules).change.type).toBe('extended');
    expect(() => grow(after, from(easy.tip, EASY_BITS, 1200).bytes, rules)).toThrow(refused('HEADER_BITS'));
    expect(() => grow(chain, from(second.tip, EASY_BITS, 1200).bytes, rules)).toThrow(refused('HEADER_BITS'));
    expect(() => grow(chain, from(second.tip, hard, 1201).bytes, rules)).toThrow(refused('HEADER_BITS'));
    expect(() => grow(chain, easy.bytes)).toThrow(refused('HEADER_BITS'));
    // Several in a row, in one batch and one by one.
    const again = from(easy.tip, EASY_BITS, 1201);
    const usual = from(again.tip, hard, 1);
    const both = concat(easy.bytes, again.bytes, usual.bytes);
    const at = grow(chain, both, rules).chain;
    expect(grow(grow(after, again.bytes, rules).chain, usual.bytes, rules).chain.tip).toEqual(at.tip);
  });
});

test('batches may overlap what is known, on the chain and on a branch', () => {
  const trunk = branch(GENESIS, 6);
  const side = branch(tipAt(trunk.headers[1]!), 3, { salt: 1 });
  const chain = grow(easyChain(), trunk.bytes).chain;
  const known = grow(chain, trunk.bytes.subarray(HEADER_BYTES));
  expect([known.chain, known.change]).toEqual([
    chain,
    { type: 'none', tip: tipOf(chain), fork: tipOf(chain), undone: [] },
  ]);
  expect(grow(chain, new Uint8Array(0)).change.type).toBe('none');
  const all = concat(trunk.bytes.subarray(0, 2 * HEADER_BYTES), side.bytes);
  const withSide = grow(chain, all).chain;
  expect(grow(withSide, all).chain).toBe(withSide);
  const longer = concat(all, branch(side.tip, 2, { salt: 1 }).bytes);
  expect(grow(withSide, longer).change).toMatchObject({ type: 'reorganised', tip: { height: 7 } });
});

test('a locator leads from the tip to the first header that is held', () => {
  const chain = grow(easyChain(), branch(GENESIS, 100).bytes).chain;
  expect(locator(chain).map((hash) => heightOf(chain, hash))).toEqual([
    ...[100, 99, 98, 97, 96, 95, 94, 93, 92, 91, 89, 85, 77, 61, 29],
    0,
  ]);
});

test('a chain is not started from what makes no sense', () => {
  const { genesis } = EASY;
  const checkpoint = { height: 0, header: genesis, earlierTimes: [] };
  const wrong: [ChainRules, Parameters<typeof startChain>[1]][] = [
    [RULES, { ...checkpoint, height: 2015 }],
    [RULES, { ...checkpoint, height: -2016 }],
    [RULES, { ...checkpoint, earlierTimes: [1] }],
    [RULES, { ...checkpoint, height: 2016, earlierTimes: [0.5] }],
    [RULES, { ...checkpoint, header: { ...genesis, bits: 0x1d00_ffff } }],
    [{ ...RULES, maxFork: 2100 }, checkpoint],
    [{ ...RULES, maxSides: 0 }, checkpoint],
    [{ ...RULES, maxSideHeaders: 2099 }, checkpoint],
  ];
  for (const [rules, start] of wrong) expect(() => startChain(rules, start)).toThrow(refused('HEADER_START'));
  for (const network of [MAINNET, TESTNET]) {
    const chain = startChain(rulesOf(network), { ...checkpoint, header: network.genesis });
    expect(tipOf(chain)).toEqual({ height: 0, hash: headerHash(network.genesis) });
  }
  expect(mined(genesis)).toEqual(genesis);
});
