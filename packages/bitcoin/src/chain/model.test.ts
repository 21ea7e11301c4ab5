import { concat, equal } from '@coffer/core/bytes';
import { decode, encode } from '@coffer/core/codec';
import { expect, test } from 'vitest';
import { idOf } from '../encoding/bytes.ts';
import { extend } from './extend.ts';
import { encodeHeader, type Header } from './header.ts';
import { type ChainRules, hashAt, heightOf, rulesOf, startChain, tipOf } from './headers.ts';
import { REGTEST } from './network.ts';
import { headerChain } from './snapshot.ts';
import { branch, LATER, tipAt } from './testing/mine.ts';

/** A block of a random tree. */
interface Node {
  readonly header: Header;
  readonly hash: Uint8Array;
  readonly parent: Node | undefined;
  readonly height: number;
}

const RULES: ChainRules = {
  ...rulesOf(REGTEST),
  maxFork: 200,
  maxBatch: 300,
  maxSides: 200,
  maxSideHeaders: 20_000,
};

function pathTo(node: Node): Node[] {
  return node.parent === undefined ? [node] : [...pathTo(node.parent), node];
}

test.each([1, 2, 4, 5, 6, 7, 8, 9, 10, 11])(
  'random trees, in any order and any batches, give what a plain model gives (seed %i)',
  (seed) => {
    let state = seed * 7919;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    const genesis: Node = {
      header: REGTEST.genesis,
      hash: tipAt(REGTEST.genesis).hash,
      parent: undefined,
      height: 0,
    };
    const tree = [genesis];
    for (let salt = 1; salt < 80; salt++) {
      // Mostly near the end, so that branches grow long and overtake one another.
      const parent = tree[Math.max(0, tree.length - 1 - next(next(3) === 0 ? tree.length : 6))]!;
      const [header] = branch(tipAt(parent.header), 1, { salt }).headers;
      tree.push({ header: header!, hash: tipAt(header!).hash, parent, height: parent.height + 1 });
    }

    let chain = startChain(RULES, { height: 0, header: REGTEST.genesis, earlierTimes: [] });
    const known = new Set<Node>([genesis]);
    let best = genesis;
    // What a book would keep: the blocks that it has applied.
    const book = [genesis.hash];
    let reorganisations = 0;
    while (known.size < tree.length) {
      const path = pathTo(tree[next(tree.length)]!);
      // From a known block on, with some known headers before, as a host that does not remember well.
      const first = path.findIndex((node) => !known.has(node));
      const sent = path.slice(Math.max(1, (first < 0 ? path.length : first) - next(4)));
      const { chain: after, change } = extend(
        RULES,
        chain,
        concat(...sent.map(({ header }) => encodeHeader(header))),
        LATER,
      );
      for (const node of sent) known.add(node);
      const last = path.at(-1)!;
      if (last.height > best.height) best = last;

      expect(idOf(after.tip)).toBe(idOf(best.hash));
      expect(after.work).toBe(2n * BigInt(best.height));
      for (const { height, hash } of change.undone) {
        expect([book.length - 1, idOf(book.pop()!)]).toEqual([height, idOf(hash)]);
      }
      expect(change.fork).toEqual({ height: book.length - 1, hash: book.at(-1) });
      for (let height = change.fork.height + 1; height <= change.tip.height; height++)
        book.push(hashAt(after, height)!);
      expect(book.length - 1).toBe(tipOf(after).height);
      expect(change.type === 'reorganised').toBe(change.undone.length > 0);
      if (change.type === 'reorganised') reorganisations++;
      chain = after;
    }
    // Every block is on the chain or on a branch.
    const leaves = tree.filter((node) => !tree.some(({ parent }) => parent === node));
    for (const { hash } of leaves) {
      expect([chain, ...chain.sides].some(({ tip }) => equal(tip, hash))).toBe(true);
    }
    expect(chain.sides.length).toBe(leaves.length - 1);
    const stored = encode(headerChain, chain);
    expect(encode(headerChain, decode(headerChain, stored))).toEqual(stored);
    expect(pathTo(best).map(({ hash }) => heightOf(chain, hash))).toEqual([...pathTo(best).keys()]);
    expect(reorganisations).toBeGreaterThan(0);
  },
);
