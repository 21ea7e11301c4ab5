import { bitsOf, targetOf } from './header.ts';
import {
  type BitcoinNetwork,
  MINIMUM_DIFFICULTY_SECONDS,
  RETARGET_INTERVAL,
  RETARGET_SECONDS,
} from './network.ts';

/** The difficulty rule: which target the next header must state. */

/** An interval of 2016 blocks, by what the next target is made of. */
export interface Interval {
  /** Of its last block. */
  readonly bits: number;
  /** Unix seconds of its first and of its last block. */
  readonly firstTime: number;
  readonly lastTime: number;
}

/**
 * The bits of the interval after this one: as much easier as it took longer than two weeks, at most four times either way.
 * From first to last block there are only 2015 spaces, measured against the time for 2016: Bitcoin has it so.
 * @throws BitcoinError `BITCOIN_MALFORMED` when the interval's own bits stand for no target
 */
export function retarget(network: BitcoinNetwork, interval: Interval): number {
  const { bits, firstTime, lastTime } = interval;
  const taken = Math.max(RETARGET_SECONDS / 4, Math.min(RETARGET_SECONDS * 4, lastTime - firstTime));
  const target = (targetOf(bits) * BigInt(taken)) / BigInt(RETARGET_SECONDS);
  return bitsOf(target > network.powLimit ? network.powLimit : target);
}

/** What the next bits depend on. */
export interface DifficultyContext {
  /** Of the block that the next one follows. */
  readonly height: number;
  readonly time: number;
  readonly bits: number;
  /** Time of the first block of the interval that this block is in. */
  readonly intervalTime: number;
  /** Bits of the last block in this interval that was not mined late at the easiest target (testnet). */
  readonly ordinaryBits: number;
}

/** The bits that the next header must have. `time` is that header's own: on testnet a late one may be easy. */
export function nextBits(network: BitcoinNetwork, context: DifficultyContext, time: number): number {
  if ((context.height + 1) % RETARGET_INTERVAL === 0) {
    if (!network.retargets) return context.bits;
    return retarget(network, {
      bits: context.bits,
      firstTime: context.intervalTime,
      lastTime: context.time,
    });
  }
  if (!network.minimumDifficultyBlocks) return context.bits;
  return time > context.time + MINIMUM_DIFFICULTY_SECONDS ? bitsOf(network.powLimit) : context.ordinaryBits;
}
