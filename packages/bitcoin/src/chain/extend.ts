import { type Bytes, concat, equal } from '@coffer/core/bytes';
import { BitcoinError } from '../encoding/error.ts';
import { BITS_AT, bitsOf, HEADER_BYTES, PREVIOUS_AT, TIME_AT } from './header.ts';
import {
  type BlockRef,
  type ChainRules,
  type HeaderChain,
  hashAt,
  heightOf,
  type Side,
  timesUpTo,
  tipHeight,
  tipOf,
} from './headers.ts';
import { RETARGET_INTERVAL } from './network.ts';
import { append, bytesFrom, fieldAt, firstOf, headerBytes, u32At, withoutFirst } from './run.ts';
import { heaviest, lengthOf, reroot, sideHeader, workAbove } from './sides.ts';
import { MEDIAN_BLOCKS } from './time.ts';
import { type Context, checkHeaders } from './validate.ts';
import { workOfAll } from './work.ts';

/** What a batch of headers did to a chain: what the books must undo, and from where they must go on. */
export interface ChainChange {
  /** `none`: all was known. `side`: a branch without enough work was kept. */
  readonly type: 'none' | 'side' | 'extended' | 'reorganised';
  /** The last block now. */
  readonly tip: BlockRef;
  /** The last block that the chain had before and has still: those above it, up to the tip, are new and all held. */
  readonly fork: BlockRef;
  /** Blocks that are no longer on the chain, the highest first. Only for `reorganised`. */
  readonly undone: readonly BlockRef[];
}

/** A chain after a batch. */
export interface Extended {
  readonly chain: HeaderChain;
  readonly change: ChainChange;
}

/** A place in what is known: on a branch, or on the chain. */
interface Place {
  readonly height: number;
  readonly side: Side | undefined;
}

/**
 * Takes headers in and goes over to the branch with most work; of equals the one first seen stays. Each call costs at most
 * one batch of hashing and keeps no more than the rules allow, whatever it is given. All of a batch is taken, or nothing.
 * @param headers bytes of headers that follow one another, as `getheaders` gives them; known ones may come first
 * @param now Unix seconds
 * @throws BitcoinError `BITCOIN_MALFORMED`, `BITCOIN_TOO_LARGE`, `HEADER_LINK`, `HEADER_VERSION`, `HEADER_BITS`,
 * `HEADER_TIME_OLD`, `HEADER_TIME_FUTURE`, `HEADER_WORK`, `HEADER_FORK_DEPTH`, `HEADER_BRANCHES`
 */
export function extend(rules: ChainRules, chain: HeaderChain, headers: Bytes, now: number): Extended {
  const batch = headers.length / HEADER_BYTES;
  if (!Number.isSafeInteger(batch)) {
    throw new BitcoinError('BITCOIN_MALFORMED', `Headers are ${HEADER_BYTES} bytes each.`);
  }
  if (batch > rules.maxBatch) {
    throw new BitcoinError('BITCOIN_TOO_LARGE', `More than ${rules.maxBatch} headers at once.`, {
      next: 'Send them in smaller batches.',
    });
  }
  const tip = tipOf(chain);
  if (batch === 0) return { chain, change: { type: 'none', tip, fork: tip, undone: [] } };
  const { place, known } = walkKnown(chain, headers);
  if (known === batch) return { chain, change: { type: 'none', tip, fork: tip, undone: [] } };

  const fork = place.side?.fork ?? place.height;
  if (tip.height - fork > rules.maxFork) {
    throw new BitcoinError('HEADER_FORK_DEPTH', `A branch would undo more than ${rules.maxFork} blocks.`, {
      next: 'What is so deep is final here. If the branch is true, this chain must be started anew.',
      details: { fork, tip: tip.height },
    });
  }
  // A copy: nobody may write into what is held.
  const fresh = headers.slice(known * HEADER_BYTES);
  const checked = checkHeaders(rules.network, contextAt(rules, chain, place), fresh, now);
  if (place.side === undefined && place.height === tip.height) {
    const longer = {
      ...chain,
      main: append(chain.main, fresh),
      tip: checked.tip,
      work: chain.work + checked.work,
    };
    return settle(rules, longer, { type: 'extended', fork: tip, undone: [] });
  }
  const before = place.side?.headers.subarray(0, (place.height - fork) * HEADER_BYTES);
  const side: Side = {
    fork,
    headers: before === undefined ? fresh : concat(before, fresh),
    tip: checked.tip,
  };
  const work = workOfAll(side.headers) - workAbove(chain, fork);
  const grown =
    place.side !== undefined && place.height === fork + lengthOf(place.side) ? place.side : undefined;
  if (work > 0n) return reorganise(rules, chain, side, work);
  return keep(rules, chain, side, grown);
}

/** How far a batch is known already, and where its first new header belongs. */
function walkKnown(chain: HeaderChain, headers: Bytes): { readonly place: Place; readonly known: number } {
  let place = find(chain, headers.subarray(PREVIOUS_AT, PREVIOUS_AT + 32));
  let known = 0;
  for (; known * HEADER_BYTES < headers.length; known++) {
    const next = child(chain, place, headers.subarray(known * HEADER_BYTES, (known + 1) * HEADER_BYTES));
    if (next === undefined) break;
    place = next;
  }
  return { place, known };
}

function find(chain: HeaderChain, hash: Bytes): Place {
  const height = heightOf(chain, hash);
  if (height !== undefined) return { height, side: undefined };
  for (const side of chain.sides) {
    const last = side.fork + lengthOf(side);
    if (equal(side.tip, hash)) return { height: last, side };
    for (let at = last; at > side.fork + 1; at--) {
      if (equal(sideHeader(side, at).subarray(PREVIOUS_AT, PREVIOUS_AT + 32), hash))
        return { height: at - 1, side };
    }
  }
  throw new BitcoinError('HEADER_LINK', 'The headers follow no block that is known here.', {
    next: 'Send headers from a block of the locator on.',
  });
}

/** Where a header is, if it is known, that follows a known place. */
function child(chain: HeaderChain, place: Place, header: Bytes): Place | undefined {
  const height = place.height + 1;
  if (place.side === undefined) {
    const index = height - chain.base;
    if (index < chain.main.length && equal(headerBytes(chain.main, index), header))
      return { height, side: undefined };
  }
  // Branches may share their first headers: any that holds this one will do.
  const side = chain.sides.find(
    (one) =>
      (place.side === undefined ? one.fork === place.height : one.fork === place.side.fork) &&
      equal(sideHeader(one, height), header),
  );
  return side && { height, side };
}

function contextAt(rules: ChainRules, chain: HeaderChain, { height, side }: Place): Context {
  const fork = side?.fork ?? height;
  const at = (wanted: number, field: number): number =>
    wanted > fork ? u32At(sideHeader(side!, wanted), field) : fieldAt(chain.main, wanted - chain.base, field);
  const times = timesUpTo(chain, fork);
  for (let own = fork + 1; own <= height; own++) times.push(at(own, TIME_AT));
  const interval = height - (height % RETARGET_INTERVAL);
  const easiest = bitsOf(rules.network.powLimit);
  let ordinary = height;
  while (rules.network.minimumDifficultyBlocks && ordinary > interval && at(ordinary, BITS_AT) === easiest)
    ordinary--;
  const hash =
    side === undefined
      ? hashAt(chain, height)!
      : height === fork + lengthOf(side)
        ? side.tip
        : sideHeader(side, height + 1).subarray(PREVIOUS_AT, PREVIOUS_AT + 32);
  return {
    height,
    hash,
    time: at(height, TIME_AT),
    bits: at(height, BITS_AT),
    times: times.slice(-MEDIAN_BLOCKS),
    intervalTime: at(interval, TIME_AT),
    ordinaryBits: at(ordinary, BITS_AT),
  };
}

function reorganise(rules: ChainRules, chain: HeaderChain, branch: Side, gained: bigint): Extended {
  const { fork } = branch;
  const undone: BlockRef[] = [];
  for (let height = tipHeight(chain); height > fork; height--)
    undone.push({ height, hash: hashAt(chain, height)! });
  const left: Side = { fork, headers: bytesFrom(chain.main, fork + 1 - chain.base), tip: chain.tip };
  const after: HeaderChain = {
    ...chain,
    main: append(firstOf(chain.main, fork + 1 - chain.base), branch.headers),
    tip: branch.tip,
    work: chain.work + gained,
  };
  const sides = [left, ...chain.sides]
    .map((side) => reroot(chain, after, fork, side))
    .filter((side) => side !== undefined);
  return settle(
    rules,
    { ...after, sides },
    { type: 'reorganised', fork: { height: fork, hash: hashAt(chain, fork)! }, undone },
  );
}

/** Keeps a branch beside the chain, if there is room for it. */
function keep(rules: ChainRules, chain: HeaderChain, side: Side, grown: Side | undefined): Extended {
  const candidates =
    grown === undefined
      ? [...chain.sides, side]
      : chain.sides.map((other) => (other === grown ? side : other));
  const sides = heaviest(rules, chain, candidates);
  if (!sides.includes(side)) {
    throw new BitcoinError(
      'HEADER_BRANCHES',
      'A branch has less work than all those that there is room for.',
      {
        next: 'Send the branch with most work, in one batch from where it leaves the chain.',
      },
    );
  }
  const tip = tipOf(chain);
  return { chain: { ...chain, sides }, change: { type: 'side', tip, fork: tip, undone: [] } };
}

/** Drops what is no longer needed: branches, and headers that are older than anything that can still be undone. */
function settle(rules: ChainRules, chain: HeaderChain, change: Omit<ChainChange, 'tip'>): Extended {
  const tip = tipOf(chain);
  const sides = chain.sides.length === 0 ? chain.sides : heaviest(rules, chain, chain.sides);
  // What a batch has just brought is held as well, so that the books can be carried on over it.
  const needed = tip.height - Math.max(rules.maxFork, rules.maxBatch);
  const base = needed - (needed % RETARGET_INTERVAL);
  if (base <= chain.base) return { chain: { ...chain, sides }, change: { ...change, tip } };
  return {
    chain: {
      ...chain,
      base,
      earlierTimes: timesUpTo(chain, base - 1).slice(1 - MEDIAN_BLOCKS),
      main: withoutFirst(chain.main, base - chain.base),
      sides,
    },
    change: { ...change, tip },
  };
}
