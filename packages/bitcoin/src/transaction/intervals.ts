import { type Sat, sat } from '@coffer/core/amount';
import { BitcoinError } from '../encoding/error.ts';

/**
 * Parts of a coin (§IV-E, Satoshi bookkeeping): a coin of `length` satoshi is a line of positions 0 to length − 1, and an
 * interval is `amount` of them from `start` on. A list of intervals is in its *one form* when they are not empty, ascend,
 * and neither overlap nor touch.
 */

/** Part of a coin, in satoshi. */
export interface Interval {
  readonly start: Sat;
  readonly amount: Sat;
}

function bad(message: string): BitcoinError {
  return new BitcoinError('BITCOIN_INTERVALS', message);
}

/** Where an interval ends: its first position that it does not hold. */
export function endOf({ start, amount }: Interval): bigint {
  return start + amount;
}

/** What intervals hold together. */
export function totalOf(intervals: readonly Interval[]): Sat {
  return sat(intervals.reduce((sum, { amount }) => sum + amount, 0n));
}

/** Refuses intervals that are not in their one form within a coin. @throws BitcoinError `BITCOIN_INTERVALS` */
export function checkIntervals(intervals: readonly Interval[], length: Sat): void {
  let end = -1n;
  for (const interval of intervals) {
    if (interval.amount <= 0n) throw bad('An interval holds nothing.');
    if (interval.start <= end)
      throw bad('Intervals overlap, touch or are out of order: one position has one owner.');
    end = endOf(interval);
  }
  if (end > length) throw bad('An interval ends outside its coin.');
}

/** Brings intervals into their one form. @throws BitcoinError `BITCOIN_INTERVALS` when two overlap or one is empty */
export function mergeIntervals(intervals: readonly Interval[]): readonly Interval[] {
  const sorted = [...intervals].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const merged: Interval[] = [];
  for (const interval of sorted) {
    const last = merged[merged.length - 1];
    if (interval.amount <= 0n) throw bad('An interval holds nothing.');
    if (last !== undefined && interval.start < endOf(last)) throw bad('Two intervals overlap.');
    if (last !== undefined && interval.start === endOf(last)) {
      merged[merged.length - 1] = { start: last.start, amount: sat(last.amount + interval.amount) };
    } else merged.push(interval);
  }
  return merged;
}

/**
 * What is left of a coin: the positions that `intervals` do not hold, in order, in one form. The change output of a
 * transaction is the remainders of its inputs, one after the other.
 * @throws BitcoinError `BITCOIN_INTERVALS`
 */
export function remainder(intervals: readonly Interval[], length: Sat): readonly Interval[] {
  checkIntervals(intervals, length);
  const left: Interval[] = [];
  let position = 0n;
  for (const interval of intervals) {
    if (interval.start > position)
      left.push({ start: sat(position), amount: sat(interval.start - position) });
    position = endOf(interval);
  }
  if (length > position) left.push({ start: sat(position), amount: sat(length - position) });
  return left;
}

/**
 * Where parts of a coin that are not claimed lie among what is left of it: `parts` in positions of the coin, the answer in
 * positions of its remainder. Both in one form.
 * @throws BitcoinError `BITCOIN_INTERVALS` when a part is claimed, even partly
 */
export function moveToRemainder(
  parts: readonly Interval[],
  claims: readonly Interval[],
  length: Sat,
): readonly Interval[] {
  checkIntervals(parts, length);
  checkIntervals(claims, length);
  return mergeIntervals(
    parts.map((part) => {
      let before = 0n;
      for (const claim of claims) {
        if (endOf(claim) <= part.start) before += claim.amount;
        else if (claim.start < endOf(part)) throw bad('An interval is claimed twice.');
      }
      return { start: sat(part.start - before), amount: part.amount };
    }),
  );
}

/**
 * The same positions and some between them, in at most `most` intervals: the smallest gaps are closed first.
 * @param intervals in their one form
 * @param most at least 1
 */
export function coarsen(intervals: readonly Interval[], most: number): readonly Interval[] {
  if (intervals.length <= most) return intervals;
  const gaps = intervals.slice(1).map(({ start }, i) => ({ at: i + 1, gap: start - endOf(intervals[i]!) }));
  gaps.sort((a, b) => (a.gap < b.gap ? 1 : a.gap > b.gap ? -1 : a.at - b.at));
  const cuts = new Set(gaps.slice(0, most - 1).map(({ at }) => at));
  const coarse: Interval[] = [];
  for (const [i, interval] of intervals.entries()) {
    const last = coarse[coarse.length - 1];
    if (last === undefined || cuts.has(i)) coarse.push(interval);
    else coarse[coarse.length - 1] = { start: last.start, amount: sat(endOf(interval) - last.start) };
  }
  return coarse;
}
