import type { Tx } from '../../transaction/transaction.ts';

/** Absolute and relative lock times (BIP68, BIP112, BIP113). */

/** Lock times below are heights, others are Unix seconds. */
const TIME_THRESHOLD = 500_000_000;
const SEQUENCE_FINAL = 0xffff_ffff;
const SEQUENCE_DISABLE = 0x8000_0000;
const SEQUENCE_TIME = 0x40_0000;
const SEQUENCE_MASK = 0xffff;
/** Relative times are counted in units of 512 seconds. */
const SEQUENCE_GRANULARITY = 9;

/** Whether a transaction's lock time lets it into a block. @param medianTime median time of the block before */
export function isFinal(tx: Tx, height: number, medianTime: number): boolean {
  if (tx.lockTime === 0) return true;
  if (tx.lockTime < (tx.lockTime < TIME_THRESHOLD ? height : medianTime)) return true;
  return tx.inputs.every(({ sequence }) => sequence === SEQUENCE_FINAL);
}

/**
 * Whether all relative locks of a transaction have passed in a block.
 * @param heights of the blocks that its inputs are from; for unconfirmed ones that of the block it is to come into
 * @param height of that block
 * @param medianTimeAt median time of the main chain's block of a height
 */
export function relativeLocksPassed(
  tx: Tx,
  heights: readonly number[],
  height: number,
  medianTimeAt: (height: number) => number,
): boolean {
  if (tx.version >>> 0 < 2) return true;
  return tx.inputs.every(({ sequence }, i) => {
    if ((sequence & SEQUENCE_DISABLE) !== 0) return true;
    const value = sequence & SEQUENCE_MASK;
    const from = heights[i]!;
    if ((sequence & SEQUENCE_TIME) === 0) return from + value <= height;
    const until = medianTimeAt(Math.max(from - 1, 0)) + (value << SEQUENCE_GRANULARITY);
    return until <= medianTimeAt(height - 1);
  });
}
