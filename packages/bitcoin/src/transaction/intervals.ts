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
 * The same positions and some between them, in at most `most` intervals: where the gap is smallest, two become one.
 * @param most at least 1
 */
export function coarsen(intervals: readonly Interval[], most: number): readonly Interval[] {
  const coarse = [...intervals];
  while (coarse.length > Math.max(most, 1)) {
    let at = 1;
    const gap = (i: number): bigint => coarse[i]!.start - endOf(coarse[i - 1]!);
    for (let i = 2; i < coarse.length; i++) if (gap(i) < gap(at)) at = i;
    const from = coarse[at - 1]!;
    coarse.splice(at - 1, 2, { start: from.start, amount: sat(endOf(coarse[at]!) - from.start) });
  }
  return coarse;
}
