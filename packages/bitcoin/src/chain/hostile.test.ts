import { type Bytes, concat } from '@coffer/core/bytes';
import { decode, encode } from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import { expect, test } from 'vitest';
import { txHash } from '../transaction/transaction.ts';
import { encodeBlock, parseBlock } from './block.ts';
import { checkBlock } from './check-block.ts';
import { extend } from './extend.ts';
import { BITS_AT, bitsOf, HEADER_BYTES, parseHeader, targetOf, workOf } from './header.ts';
import { type ChainRules, descend, type HeaderChain, rulesOf, tipOf } from './headers.ts';
import { proveTransactions, verifyConfirmed, verifyInclusion } from './inclusion.ts';
import { u32At } from './run.ts';
import { headerChain } from './snapshot.ts';
import { blockOf, coinbase, payment, witnessBlock } from './testing/blocks.ts';
import { branch, EASY, easyChain, LATER, tipAt } from './testing/mine.ts';

/** What a host may hand in: 100,000 times random bytes, and true ones with something done to them, always the same. */

/** A generator of whole numbers below a bound (xorshift). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const EDGES = [0x00, 0x01, 0x7f, 0x80, 0xfc, 0xfd, 0xfe, 0xff];

function mutate(next: (below: number) => number, bytes: Bytes): Bytes {
  if (next(16) === 0) return Uint8Array.from({ length: next(200) }, () => next(256));
  let out: Bytes = bytes.slice();
  for (let times = 1 + next(3); times > 0; times--) {
    const at = next(out.length + 1);
    const length = next(out.length - at + 1);
    const kind = next(6);
    if (kind === 0) out = out.slice(0, at);
    else if (kind === 1) out = concat(out.subarray(0, at), out.subarray(at + length));
    else if (kind === 2) out = concat(out.subarray(0, at + length), out.subarray(at));
    else if (kind === 3) out = concat(out.subarray(0, at), Uint8Array.of(next(256)), out.subarray(at));
    else if (at < out.length) out[at] = kind === 4 ? EDGES[next(EDGES.length)]! : out[at]! ^ (1 << next(8));
  }
  return out;
}

/** Typed errors only. @returns how often there was none */
function run(times: number, seed: number, one: (next: (below: number) => number) => void): number {
  const next = numbers(seed);
  let accepted = 0;
  for (let i = 0; i < times; i++) {
    try {
      one(next);
      accepted++;
    } catch (error) {
      if (!(error instanceof CofferError)) throw error;
    }
  }
  return accepted;
}

const TRUNK = branch(tipAt(EASY.genesis), 30);
const RULES: ChainRules = { ...rulesOf(EASY), maxBatch: 60, maxFork: 20, maxSides: 3, maxSideHeaders: 60 };
const BLOCK = witnessBlock([payment(1, [Uint8Array.of(1)]), payment(2), payment(3)]);

test('40,000 batches of headers', () => {
  const sides = [1, 2].map((salt) => branch(tipAt(TRUNK.headers[20 + salt]!), 4, { salt }).bytes);
  const batches = [TRUNK.bytes.subarray(20 * HEADER_BYTES), ...sides, branch(TRUNK.tip, 3).bytes];
  const start = extend(RULES, easyChain(), TRUNK.bytes, LATER).chain;
  const reach = new Set<string>();
  let chain: HeaderChain = start;
  const accepted = run(40_000, 1, (next) => {
    if (next(200) === 0) chain = start;
    // Cut at a header's edge half of the time, so that not all fails by its length.
    const spoiled = mutate(next, batches[next(batches.length)]!);
    const bytes =
      next(2) === 0 ? spoiled : spoiled.subarray(0, spoiled.length - (spoiled.length % HEADER_BYTES));
    const before = tipOf(chain);
    try {
      const { chain: after, change } = extend(RULES, chain, bytes, LATER);
      reach.add(change.type);
      expect(after.work).toBeGreaterThanOrEqual(chain.work);
      expect(after.sides.length).toBeLessThanOrEqual(RULES.maxSides);
      chain = after;
    } catch (error) {
      if (error instanceof CofferError) reach.add(error.code);
      expect(tipOf(chain)).toEqual(before);
      throw error;
    }
  });
  expect(accepted).toBeGreaterThan(1_000);
  for (const met of [
    'none',
    'side',
    'extended',
    'HEADER_LINK',
    'HEADER_WORK',
    'HEADER_BITS',
    'BITCOIN_MALFORMED',
  ]) {
    expect(reach).toContain(met);
  }
});

test('20,000 headers, their bits, and the headers that lead to a block', () => {
  const accepted = run(20_000, 2, (next) => {
    const bytes = mutate(next, TRUNK.bytes.subarray(0, HEADER_BYTES));
    if (bytes.length > BITS_AT + 4) {
      const bits = u32At(bytes, BITS_AT);
      // What stands for a target does so in more than one way; written again, it is the same target.
      expect(targetOf(bitsOf(targetOf(bits)))).toBe(targetOf(bits));
      expect(workOf(bits)).toBeGreaterThanOrEqual(0n);
    }
    const header = parseHeader(bytes);
    descend({ height: 5, hash: header.previous }, mutate(next, TRUNK.bytes.subarray(0, 3 * HEADER_BYTES)));
  });
  expect(accepted).toBeLessThan(20_000);
});

test('20,000 proofs', () => {
  const payments = Array.from({ length: 6 }, (_, i) => payment(i));
  const block = blockOf([coinbase(), ...payments]);
  const chain = easyChain();
  const hashes = block.transactions.map(txHash);
  const proof = proveTransactions(block, [hashes[3]!]);
  let proved = 0;
  run(20_000, 3, (next) => {
    const merkle = next(4) === 0 ? proof.merkle : mutate(next, proof.merkle);
    const first = next(4) > 0 ? proof.coinbase : mutate(next, proof.coinbase);
    const hash = hashes[next(hashes.length)]!;
    const spoiled = { merkle, coinbase: first };
    const { index } = verifyInclusion(block.header, spoiled, hash);
    expect(hashes[index]).toBe(hash);
    proved++;
    verifyConfirmed(chain, spoiled, hash, 1);
  });
  expect(proved).toBeGreaterThan(100);
});

test('15,000 blocks', () => {
  const bytes = encodeBlock(BLOCK);
  const accepted = run(15_000, 4, (next) => {
    const block = parseBlock(mutate(next, bytes));
    expect(checkBlock(block)).toEqual(BLOCK.transactions.map(txHash));
    // Only the header, but for its root, can differ.
    expect(encodeBlock({ ...block, header: BLOCK.header })).toEqual(bytes);
  });
  expect(accepted).toBeGreaterThan(0);
});

test('5,000 snapshots', () => {
  const side = branch(tipAt(TRUNK.headers[25]!), 2, { salt: 1 });
  const chain = [TRUNK, side].reduce((to, { bytes }) => extend(RULES, to, bytes, LATER).chain, easyChain());
  const stored = encode(headerChain, chain);
  const accepted = run(5_000, 5, (next) => {
    const bytes = mutate(next, stored);
    expect(encode(headerChain, decode(headerChain, bytes))).toEqual(bytes);
  });
  expect(accepted).toBeLessThan(5_000);
});
