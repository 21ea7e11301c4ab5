import { type Bytes, equal } from '@coffer/core/bytes';
import { hash256 } from '../encoding/bytes.ts';
import { BitcoinError } from '../encoding/error.ts';
import { encodeHeader, HEADER_BYTES, type Header, PREVIOUS_AT, parseHeader, TIME_AT } from './header.ts';
import { type BitcoinNetwork, RETARGET_INTERVAL } from './network.ts';
import { append, EMPTY_RUN, fieldAt, headerBytes, type Run } from './run.ts';
import { MEDIAN_BLOCKS, medianTime } from './time.ts';
import { meetsTarget, targetBytes } from './work.ts';

/**
 * The chain of headers that an enclave believes in: the one with most work of all that it was shown, from a checkpoint that
 * its network was created with. Plain data that never changes; `extend.ts` makes the next one.
 */

/** The network's rules, and bounds on what a hostile host can make an enclave hold and do. */
export interface ChainRules {
  readonly network: BitcoinNetwork;
  /** Most headers in one batch. */
  readonly maxBatch: number;
  /**
   * Most blocks that a reorganisation undoes: what is deeper is final here. Fewer than a batch, so that a branch that wins
   * fits one batch, and no flood of others can keep it out.
   */
  readonly maxFork: number;
  /** Most branches kept beside the chain, and most headers of all of them together: not fewer than a batch. */
  readonly maxSides: number;
  readonly maxSideHeaders: number;
}

/** Rules with the usual bounds: a week of blocks can be undone, and less than a megabyte is held. */
export function rulesOf(network: BitcoinNetwork): ChainRules {
  return { network, maxBatch: 2000, maxFork: 1000, maxSides: 16, maxSideHeaders: 4000 };
}

/** Where a chain starts: a block that is believed without proof. Fixed when a network is created. */
export interface Checkpoint {
  /** A multiple of 2016: there the next retarget needs nothing of before. */
  readonly height: number;
  readonly header: Header;
  /**
   * Times of the ten blocks before it (all, if there are fewer), oldest first. Those that are missing count as long ago: the
   * rule of the median is then weaker for the first ten headers, and never refuses a true one.
   */
  readonly earlierTimes: readonly number[];
}

/** A block by its place and name. */
export interface BlockRef {
  readonly height: number;
  /** 32 bytes as hashed. */
  readonly hash: Bytes;
}

/** A branch that is not the chain: it has less work, or as much and came later. */
export interface Side {
  /** Height of the last block that it shares with the chain. */
  readonly fork: number;
  /** Bytes of its own headers. Never empty. */
  readonly headers: Bytes;
  /** Hash of the last. */
  readonly tip: Bytes;
}

/** See the head of the file. */
export interface HeaderChain {
  /** Height of the first header that is still held: a multiple of 2016. */
  readonly base: number;
  /** Times of the ten blocks before that one, oldest first; 0 for what is not known. */
  readonly earlierTimes: readonly number[];
  readonly main: Run;
  /** Hash of the last header. */
  readonly tip: Bytes;
  /** Expected number of hashes since the checkpoint: comparable with that of the same checkpoint only. */
  readonly work: bigint;
  /** In the order in which they were first seen. */
  readonly sides: readonly Side[];
}

/**
 * A chain that consists of its checkpoint.
 * @throws BitcoinError `HEADER_START` when bounds or checkpoint make no sense; `BITCOIN_MALFORMED` when its bits do not
 */
export function startChain(rules: ChainRules, checkpoint: Checkpoint): HeaderChain {
  const { height, header, earlierTimes } = checkpoint;
  const wrong = (message: string): BitcoinError =>
    new BitcoinError('HEADER_START', `A chain of headers: ${message}.`);
  checkBounds(rules, wrong);
  if (!Number.isSafeInteger(height) || height < 0 || height % RETARGET_INTERVAL !== 0) {
    throw wrong(`a checkpoint's height is a multiple of ${RETARGET_INTERVAL}`);
  }
  const wanted = Math.min(MEDIAN_BLOCKS - 1, height);
  if (earlierTimes.length > wanted || earlierTimes.some((time) => !isTime(time))) {
    throw wrong(`a checkpoint has at most ${wanted} times of blocks before it, in seconds`);
  }
  const bytes = encodeHeader(header);
  const tip = hash256(bytes);
  if (bytes.length !== HEADER_BYTES || !meetsTarget(tip, targetBytes(header.bits))) {
    throw wrong('the checkpoint has no proof of work');
  }
  const unknown = Array.from({ length: wanted - earlierTimes.length }, () => 0);
  return {
    base: height,
    earlierTimes: [...unknown, ...earlierTimes],
    main: append(EMPTY_RUN, bytes),
    tip,
    work: 0n,
    sides: [],
  };
}

function checkBounds(rules: ChainRules, wrong: (message: string) => BitcoinError): void {
  const { maxBatch, maxFork, maxSides, maxSideHeaders } = rules;
  if (
    ![maxBatch, maxFork, maxSides, maxSideHeaders].every((bound) => Number.isSafeInteger(bound) && bound > 0)
  ) {
    throw wrong('its bounds are whole numbers above zero');
  }
  if (maxFork >= maxBatch) throw wrong('a batch must be able to hold more headers than can be undone');
  if (maxSideHeaders < maxBatch) throw wrong('there must be room for a batch beside the chain');
}

function isTime(time: number): boolean {
  return Number.isSafeInteger(time) && time >= 0 && time <= 0xffff_ffff;
}

/** The last block of the chain. */
export function tipOf(chain: HeaderChain): BlockRef {
  return { height: tipHeight(chain), hash: chain.tip };
}

/** Height of the last block. */
export function tipHeight(chain: HeaderChain): number {
  return chain.base + chain.main.length - 1;
}

function holds(chain: HeaderChain, height: number): boolean {
  return Number.isSafeInteger(height) && height >= chain.base && height <= tipHeight(chain);
}

/** The header at a height, or nothing when it is above the tip or no longer held: see {@link descend}. */
export function headerAt(chain: HeaderChain, height: number): Header | undefined {
  return holds(chain, height) ? parseHeader(headerBytes(chain.main, height - chain.base)) : undefined;
}

/** Name of the block at a height, or nothing: as {@link headerAt}. 32 bytes as hashed. */
export function hashAt(chain: HeaderChain, height: number): Bytes | undefined {
  if (!holds(chain, height)) return undefined;
  if (height === tipHeight(chain)) return chain.tip;
  return headerBytes(chain.main, height + 1 - chain.base).subarray(PREVIOUS_AT, PREVIOUS_AT + 32);
}

/** Height of a block of the chain, or nothing when it is not on it, or no longer held. */
export function heightOf(chain: HeaderChain, hash: Bytes): number | undefined {
  for (let height = tipHeight(chain); height >= chain.base; height--) {
    if (equal(hashAt(chain, height)!, hash)) return height;
  }
  return undefined;
}

/** How many blocks of the chain stand on this one, itself included: 1 for the tip, 0 when it is not on the chain. */
export function confirmations(chain: HeaderChain, hash: Bytes): number {
  const height = heightOf(chain, hash);
  return height === undefined ? 0 : tipHeight(chain) - height + 1;
}

/** Median time of the last eleven blocks: the clock that locks by time are judged by in the next block (BIP113). */
export function medianTimePast(chain: HeaderChain): number {
  return medianTime(timesUpTo(chain, tipHeight(chain)));
}

/** Times of the eleven blocks up to a height (all, near the genesis block), oldest first. */
export function timesUpTo(chain: HeaderChain, height: number): number[] {
  const times: number[] = [];
  const from = Math.max(0, height - MEDIAN_BLOCKS + 1);
  for (let at = from; at <= height; at++) {
    times.push(
      at < chain.base
        ? chain.earlierTimes[at - chain.base + chain.earlierTimes.length]!
        : fieldAt(chain.main, at - chain.base, TIME_AT),
    );
  }
  return times;
}

/**
 * Names of blocks by which a node finds what it shares with this chain (`getheaders`): ten in a row from the tip, then in
 * steps that double, and last the first one that is held.
 */
export function locator(chain: HeaderChain): Bytes[] {
  const out: Bytes[] = [];
  let step = 1;
  for (let height = tipHeight(chain); height > chain.base; height -= step) {
    out.push(hashAt(chain, height)!);
    if (out.length >= 10) step *= 2;
  }
  out.push(hashAt(chain, chain.base)!);
  return out;
}

/** The first block that is held: {@link descend} from here to reach one that is older. */
export function baseOf(chain: HeaderChain): BlockRef {
  return { height: chain.base, hash: hashAt(chain, chain.base)! };
}

/**
 * Follows the hashes back from a block that is believed, through headers that somebody brings: a block's ancestors are as
 * sure as it is. For what is older than a chain holds, or than its checkpoint.
 * @param headers bytes of one or more headers, oldest first, the last of them the one of `from` itself
 * @returns the first of them
 * @throws BitcoinError `BITCOIN_MALFORMED`, `HEADER_LINK`
 */
export function descend(from: BlockRef, headers: Bytes): BlockRef & { readonly header: Header } {
  if (headers.length === 0 || headers.length % HEADER_BYTES !== 0) {
    throw new BitcoinError('BITCOIN_MALFORMED', `Headers are ${HEADER_BYTES} bytes each.`);
  }
  const below = headers.length / HEADER_BYTES - 1;
  let hash = from.hash;
  for (let index = below; ; index--) {
    const bytes = headers.subarray(index * HEADER_BYTES, (index + 1) * HEADER_BYTES);
    if (index > from.height || !equal(hash256(bytes), hash)) {
      throw new BitcoinError('HEADER_LINK', 'A header is not the one that its child names.', {
        details: { index },
      });
    }
    const header = parseHeader(bytes);
    if (index === 0) return { height: from.height - below, hash, header };
    hash = header.previous;
  }
}
