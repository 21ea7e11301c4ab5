import type { Bytes } from '@coffer/core/bytes';
import { concat } from '@coffer/core/bytes';
import { hash256, u32 } from '../../encoding/bytes.ts';
import { encodeHeader, HEADER_BYTES, type Header, headerHash, parseHeader } from '../header.ts';
import { type BlockRef, type ChainRules, type HeaderChain, rulesOf, startChain } from '../headers.ts';
import { type BitcoinNetwork, REGTEST } from '../network.ts';
import { meetsTarget, targetBytes } from '../work.ts';

/** Mining for tests: a network whose easiest block takes 16 hashes, and where the difficulty follows the time all the same. */

/** Target of the easiest block of {@link EASY}. */
export const EASY_BITS = 0x200f_ffff;
/** Unix seconds of its first block. */
export const START = 1_700_000_000;
/** A clock at which none of the tests' headers is ahead. */
export const LATER = START + 100_000_000;

/** Finds a nonce. */
export function mined(header: Header): Header {
  const bytes = encodeHeader(header);
  const target = targetBytes(header.bits);
  for (let nonce = 0; ; nonce++) {
    bytes.set(u32(nonce), HEADER_BYTES - 4);
    if (meetsTarget(hash256(bytes), target)) return parseHeader(bytes.slice());
  }
}

/** A network with rules as mainnet has them, and blocks as cheap as a test can pay. */
export const EASY: BitcoinNetwork = {
  ...REGTEST,
  powLimit: 0x0f_ffffn << 232n,
  retargets: true,
  minimumDifficultyBlocks: false,
  genesis: mined({ ...REGTEST.genesis, time: START, bits: EASY_BITS }),
};

/** A chain of the easy network that has only its first block. */
export function easyChain(rules: ChainRules = rulesOf(EASY)): HeaderChain {
  return startChain(rules, { height: 0, header: rules.network.genesis, earlierTimes: [] });
}

/** Where one mines on. */
export interface Tip {
  readonly hash: Bytes;
  readonly time: number;
  readonly bits: number;
}

/** The tip that a header is. */
export function tipAt(header: Header): Tip {
  return { hash: headerHash(header), time: header.time, bits: header.bits };
}

/** What is special about the headers of a {@link branch}. */
export interface Special {
  /** Seconds from one to the next. */
  readonly step?: number;
  readonly bits?: number;
  /** Makes branches differ. */
  readonly salt?: number;
  readonly version?: number;
}

/** Mined headers, one on the other. */
export interface Mined {
  readonly headers: readonly Header[];
  readonly bytes: Bytes;
  readonly tip: Tip;
}

/** Mines `count` headers in a row. */
export function branch(from: Tip, count: number, special: Special = {}): Mined {
  const { step = 600, bits = from.bits, salt = 0, version = 4 } = special;
  const headers: Header[] = [];
  let tip = from;
  for (let i = 0; i < count; i++) {
    const header = mined({
      version,
      previous: tip.hash,
      merkleRoot: new Uint8Array(32).fill(salt),
      time: tip.time + step,
      bits,
      nonce: 0,
    });
    headers.push(header);
    tip = tipAt(header);
  }
  return { headers, bytes: concat(...headers.map(encodeHeader)), tip };
}

/** Refs without bytes, for comparison. */
export function heights(refs: readonly BlockRef[]): number[] {
  return refs.map(({ height }) => height);
}
