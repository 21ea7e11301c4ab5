import type { Bytes } from '@coffer/core/bytes';
import { hash256 } from '../encoding/bytes.ts';
import { BitcoinError } from '../encoding/error.ts';
import { type DifficultyContext, nextBits } from './difficulty.ts';
import { BITS_AT, bitsOf, HEADER_BYTES, PREVIOUS_AT, TIME_AT, VERSION_AT } from './header.ts';
import { type BitcoinNetwork, MAX_FUTURE_SECONDS, RETARGET_INTERVAL } from './network.ts';
import { u32At } from './run.ts';
import { MEDIAN_BLOCKS, medianTime } from './time.ts';
import { leastVersion } from './version.ts';
import { meetsTarget, targetBytes, WorkSum } from './work.ts';

/** All rules of headers, applied to many in a row. What a block holds is judged elsewhere, and not all of it. */

/** A block, by all that the rules ask of the one after it. */
export interface Context extends DifficultyContext {
  readonly hash: Bytes;
  /** Times of the last eleven blocks that there are, oldest first, its own the last; 0 for what is not known. */
  readonly times: readonly number[];
}

/** What headers that follow all rules amount to. */
export interface Checked {
  /** Hash of the last. */
  readonly tip: Bytes;
  /** Expected number of hashes. */
  readonly work: bigint;
}

/**
 * Checks that headers follow a block and each other by every rule. The cheap rules come first; hashing is most of the cost.
 * @param headers bytes of one or more headers
 * @param now Unix seconds
 * @throws BitcoinError `HEADER_…`, with height and index of the header in its details
 */
export function checkHeaders(network: BitcoinNetwork, from: Context, headers: Bytes, now: number): Checked {
  const work = new WorkSum();
  const times = [...from.times];
  let { hash, height, time, bits, intervalTime, ordinaryBits } = from;
  let targetBits = bits;
  let target = targetBytes(bits);
  const easiest = bitsOf(network.powLimit);
  const refuse = (code: RefusedCode, next?: string): BitcoinError =>
    new BitcoinError(code, `${REASONS[code]} (height ${height + 1}).`, {
      details: { height: height + 1, index: height - from.height },
      ...(next === undefined ? {} : { next }),
    });

  for (let at = 0; at < headers.length; at += HEADER_BYTES) {
    for (let i = 0; i < 32; i++) {
      if (headers[at + PREVIOUS_AT + i] !== hash[i]) throw refuse('HEADER_LINK');
    }
    if ((u32At(headers, at + VERSION_AT) | 0) < leastVersion(network, height + 1))
      throw refuse('HEADER_VERSION');
    const ownTime = u32At(headers, at + TIME_AT);
    const expected = nextBits(network, { height, time, bits, intervalTime, ordinaryBits }, ownTime);
    if (u32At(headers, at + BITS_AT) !== expected) throw refuse('HEADER_BITS');
    if (ownTime <= medianTime(times)) throw refuse('HEADER_TIME_OLD');
    if (ownTime > now + MAX_FUTURE_SECONDS) throw refuse('HEADER_TIME_FUTURE', 'Try again later.');
    if (expected !== targetBits) {
      targetBits = expected;
      target = targetBytes(expected);
    }
    const own = hash256(headers.subarray(at, at + HEADER_BYTES));
    if (!meetsTarget(own, target)) throw refuse('HEADER_WORK');

    work.add(expected);
    hash = own;
    height++;
    time = ownTime;
    bits = expected;
    times.push(ownTime);
    if (times.length > MEDIAN_BLOCKS) times.shift();
    const first = height % RETARGET_INTERVAL === 0;
    if (first) intervalTime = ownTime;
    if (first || expected !== easiest) ordinaryBits = expected;
  }
  return { tip: hash, work: work.total };
}

const REASONS = {
  HEADER_LINK: 'A header does not follow the one before it',
  HEADER_VERSION: 'A header has a version that its height no longer allows',
  HEADER_BITS: 'A header states another target than the difficulty rule gives',
  HEADER_TIME_OLD: 'A header is not later than the median of the eleven before it',
  HEADER_TIME_FUTURE: 'A header is more than two hours ahead of the clock',
  HEADER_WORK: 'A header has no proof of work',
} as const;
type RefusedCode = keyof typeof REASONS;
