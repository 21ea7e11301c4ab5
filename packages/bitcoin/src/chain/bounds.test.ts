import { concat } from '@coffer/core/bytes';
import { decode, encode } from '@coffer/core/codec';
import { describe, expect, test } from 'vitest';
import type { BitcoinCode } from '../encoding/error.ts';
import { extend } from './extend.ts';
import { HEADER_BYTES, headerHash } from './header.ts';
import {
  baseOf,
  type ChainRules,
  type HeaderChain,
  hashAt,
  headerAt,
  medianTimePast,
  rulesOf,
  tipHeight,
  tipOf,
} from './headers.ts';
import { REGTEST } from './network.ts';
import { append, bytesFrom, EMPTY_RUN, firstOf, headerBytes, PIECE, withoutFirst } from './run.ts';
import { headerChain } from './snapshot.ts';
import { branch, EASY, easyChain, LATER, type Mined, tipAt } from './testing/mine.ts';

const RULES: ChainRules = { ...rulesOf(EASY), maxBatch: 21, maxFork: 20, maxSides: 3, maxSideHeaders: 40 };
const GENESIS = tipAt(EASY.genesis);
const grow = (chain: HeaderChain, bytes: Uint8Array, rules = RULES) => extend(rules, chain, bytes, LATER);
const refused = (code: BitcoinCode) => expect.objectContaining({ code });
const first = (mined: Mined, count: number) => mined.bytes.subarray(0, count * HEADER_BYTES);
const sizes = ({ sides }: HeaderChain) => sides.map(({ headers }) => headers.length / HEADER_BYTES);

const TRUNK = branch(GENESIS, 30);
const chainOf = (rules: ChainRules, { bytes }: Mined): HeaderChain => {
  let chain = easyChain(rules);
  for (let at = 0; at < bytes.length; at += rules.maxBatch * HEADER_BYTES) {
    chain = grow(chain, bytes.subarray(at, at + rules.maxBatch * HEADER_BYTES), rules).chain;
  }
  return chain;
};
const CHAIN = chainOf(RULES, TRUNK);

test('more headers than a batch, and pieces of headers, are refused before any is looked at', () => {
  expect(() => grow(easyChain(), first(TRUNK, 22))).toThrow(refused('BITCOIN_TOO_LARGE'));
  expect(() => grow(easyChain(), TRUNK.bytes.subarray(1))).toThrow(refused('BITCOIN_MALFORMED'));
});

describe('how deep a branch may reach', () => {
  // Headers 10 and 9 of the chain: twenty and twenty-one blocks would be undone.
  const from = (height: number, salt: number) => branch(tipAt(TRUNK.headers[height - 1]!), 21, { salt });

  test('deeper is final, also for a branch with more work', () => {
    expect(grow(CHAIN, from(10, 1).bytes).change).toMatchObject({
      type: 'reorganised',
      fork: { height: 10 },
    });
    expect(() => grow(CHAIN, from(9, 1).bytes)).toThrow(refused('HEADER_FORK_DEPTH'));
    expect(() => grow(CHAIN, branch(GENESIS, 1, { salt: 1 }).bytes)).toThrow(refused('HEADER_FORK_DEPTH'));
  });

  test('a branch that has become too deep is let go of, and cannot come back', () => {
    const side = from(10, 1);
    const kept = grow(CHAIN, first(side, 5)).chain;
    expect(sizes(kept)).toEqual([5]);
    const after = grow(kept, branch(TRUNK.tip, 1).bytes).chain;
    expect(after.sides).toEqual([]);
    expect(() => grow(after, side.bytes)).toThrow(refused('HEADER_FORK_DEPTH'));
    expect(() => grow(after, side.bytes.subarray(5 * HEADER_BYTES))).toThrow(refused('HEADER_LINK'));
  });
});

describe('a flood of branches', () => {
  const beside = (height: number, count: number, salt: number) =>
    branch(tipAt(TRUNK.headers[height - 1]!), count, { salt });

  test('is bounded in number, and the one with most work stays, whatever comes after it', () => {
    const honest = beside(20, 9, 1);
    let chain = grow(CHAIN, honest.bytes).chain;
    let refusals = 0;
    for (let salt = 2; salt < 60; salt++) {
      try {
        // One header each, of which none reaches more work than the honest branch.
        chain = grow(chain, beside(11 + (salt % 18), 1, salt).bytes).chain;
      } catch (error) {
        expect(error).toEqual(refused('HEADER_BRANCHES'));
        refusals++;
      }
      expect(chain.sides.length).toBeLessThanOrEqual(3);
      expect(chain.sides).toContainEqual({ fork: 20, headers: honest.bytes, tip: honest.tip.hash });
    }
    expect(refusals).toBeGreaterThan(30);
    const more = branch(honest.tip, 2, { salt: 1 });
    expect(grow(chain, more.bytes).change).toMatchObject({ type: 'reorganised', tip: { height: 31 } });
  });

  test('is bounded in size', () => {
    let chain = CHAIN;
    for (const salt of [1, 2]) chain = grow(chain, beside(11, 19, salt).bytes).chain;
    expect(sizes(chain)).toEqual([19, 19]);
    expect(() => grow(chain, beside(11, 18, 3).bytes)).toThrow(refused('HEADER_BRANCHES'));
    expect(sizes(grow(chain, beside(28, 2, 4).bytes).chain)).toEqual([19, 19, 2]);
    expect(() => grow(chain, beside(27, 3, 5).bytes)).toThrow(refused('HEADER_BRANCHES'));
  });

  test('cannot keep out the branch that wins, sent in one batch', () => {
    let chain = CHAIN;
    for (const salt of [1, 2, 3]) chain = grow(chain, beside(17, 13, salt).bytes).chain;
    expect(chain.sides.length).toBe(3);
    expect(() => grow(chain, beside(11, 18, 9).bytes)).toThrow(refused('HEADER_BRANCHES'));
    const { chain: after, change } = grow(chain, beside(11, 20, 9).bytes);
    expect([change.type, tipHeight(after)]).toEqual(['reorganised', 31]);
    // What was the chain is among what is kept, and comes back with the next two blocks.
    expect(after.sides.length).toBeLessThanOrEqual(3);
    expect(grow(after, branch(TRUNK.tip, 2).bytes).change.tip.height).toBe(32);
  });

  test('where blocks cost nothing (regtest)', () => {
    const network = REGTEST;
    const rules: ChainRules = { ...RULES, network };
    const trunk = branch(tipAt(network.genesis), 20);
    let chain = grow(easyChain(rules), trunk.bytes, rules).chain;
    for (let salt = 1; salt < 200; salt++) {
      try {
        chain = grow(chain, branch(tipAt(trunk.headers[salt % 18]!), 2, { salt }).bytes, rules).chain;
      } catch (error) {
        expect(error).toEqual(refused('HEADER_BRANCHES'));
      }
    }
    expect(chain.sides.length).toBe(3);
    expect(encode(headerChain, chain).length).toBeLessThan(30 * HEADER_BYTES);
    const winner = branch(tipAt(network.genesis), 21, { salt: 200 });
    expect(grow(chain, winner.bytes, rules).chain.tip).toEqual(winner.tip.hash);
  });
});

test('what a chain holds does not grow with its length, and all goes on as before', () => {
  const rules: ChainRules = { ...RULES, network: REGTEST, maxBatch: 400, maxSideHeaders: 400 };
  const long = branch(tipAt(REGTEST.genesis), 6 * 2016);
  let chain = easyChain(rules);
  let most = 0;
  for (let at = 0; at < long.headers.length; at += 336) {
    const bytes = long.bytes.subarray(at * HEADER_BYTES, (at + 336) * HEADER_BYTES);
    const { chain: after, change } = grow(chain, bytes, rules);
    // All that is new is there for the books.
    expect([hashAt(after, change.fork.height + 1), change.tip.height]).toEqual([
      headerHash(long.headers[at]!),
      at + 336,
    ]);
    chain = after;
    most = Math.max(most, chain.main.length);
  }
  expect(most).toBeLessThan(400 + 2016 + 336);
  expect([chain.base, chain.base % 2016]).toEqual([5 * 2016, 0]);
  expect([headerAt(chain, chain.base - 1), hashAt(chain, chain.base)]).toEqual([
    undefined,
    headerHash(long.headers[chain.base - 1]!),
  ]);
  expect(baseOf(chain)).toEqual({ height: chain.base, hash: hashAt(chain, chain.base) });
  expect(chain.earlierTimes).toEqual(
    long.headers.slice(chain.base - 11, chain.base - 1).map(({ time }) => time),
  );
  expect(medianTimePast(chain)).toBe(long.tip.time - 5 * 600);
  expect(chain.work).toBe(BigInt(6 * 2016) * 2n);
});

describe('a snapshot', () => {
  const side = branch(tipAt(TRUNK.headers[20]!), 4, { salt: 1 });
  const full = grow(CHAIN, side.bytes).chain;

  test('gives the chain back, to the last byte', () => {
    for (const chain of [easyChain(), CHAIN, full]) {
      const bytes = encode(headerChain, chain);
      const back = decode(headerChain, bytes);
      expect(back).toEqual(chain);
      expect(encode(headerChain, back)).toEqual(bytes);
    }
    const next = concat(side.bytes, branch(side.tip, 6).bytes);
    expect(grow(decode(headerChain, encode(headerChain, full)), next)).toEqual(grow(full, next));
  });

  test('that does not hold together is refused', () => {
    const spoil = (chain: HeaderChain) => () => decode(headerChain, encode(headerChain, chain));
    const { main } = full;
    const flipped = main.pieces[0]!.slice();
    flipped[5 * HEADER_BYTES + 40]! ^= 1;
    const [kept] = full.sides;
    for (const wrong of [
      { ...full, base: 1 },
      { ...full, base: 2016 },
      { ...full, main: EMPTY_RUN },
      { ...full, main: { ...main, pieces: [flipped] } },
      { ...full, sides: [{ ...kept!, fork: 20 }] },
      { ...full, sides: [{ ...kept!, fork: 99 }] },
      { ...full, sides: [{ ...kept!, headers: new Uint8Array(0) }] },
      { ...full, sides: [{ ...kept!, headers: kept!.headers.subarray(0, 100) }] },
    ]) {
      expect(spoil(wrong)).toThrow(refused('BITCOIN_MALFORMED'));
    }
  });
});

test('a run shares its pieces and is the same however it was put together', () => {
  const all = new Uint8Array(400 * HEADER_BYTES).map((_, i) => (i * 31) % 251);
  const whole = append(EMPTY_RUN, all);
  let slow = EMPTY_RUN;
  for (let i = 0; i < 400; i += 7)
    slow = append(slow, all.subarray(i * HEADER_BYTES, (i + 7) * HEADER_BYTES));
  expect(slow).toEqual(whole);
  expect(append(whole, all).pieces[0]).toBe(whole.pieces[0]);
  for (const length of [0, 1, PIECE, PIECE + 1, 399]) {
    const head = firstOf(whole, length);
    expect(bytesFrom(head, 0)).toEqual(all.slice(0, length * HEADER_BYTES));
    expect(append(head, all.subarray(length * HEADER_BYTES))).toEqual(whole);
    expect(bytesFrom(whole, length)).toEqual(all.slice(length * HEADER_BYTES));
  }
  const tail = withoutFirst(whole, PIECE);
  expect(headerBytes(tail, 3)).toEqual(headerBytes(whole, PIECE + 3));
  expect(bytesFrom(tail, 0)).toEqual(all.slice(PIECE * HEADER_BYTES));
});

test('nothing of a batch is held that its sender could still write to', () => {
  const bytes = first(TRUNK, 3).slice();
  const { chain } = grow(easyChain(), bytes);
  const before = encode(headerChain, chain);
  bytes.fill(0);
  expect(encode(headerChain, chain)).toEqual(before);
  expect(tipOf(chain).height).toBe(3);
});
