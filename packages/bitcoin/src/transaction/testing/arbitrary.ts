import { type Sat, sat } from '@coffer/core/amount';
import fc from 'fast-check';
import type { Interval } from '../intervals.ts';
import { mergeIntervals } from '../intervals.ts';

/** Random intervals in their one form. */

/** Values of coins: small, usual and all bitcoins. */
export const coinValue: fc.Arbitrary<Sat> = fc
  .oneof(fc.bigInt(1n, 40n), fc.bigInt(1_000n, 2_000_000_000n), fc.constant(2_100_000_000_000_000n))
  .map(sat);

/** At most `most` intervals of a coin, also none, also all of it. */
export function intervalsOf(value: Sat, most = 6): fc.Arbitrary<readonly Interval[]> {
  return fc.uniqueArray(fc.bigInt(0n, value), { maxLength: 2 * most, minLength: 0 }).map((cuts) => {
    const sorted = [...cuts].sort((a, b) => (a < b ? -1 : 1));
    const intervals: Interval[] = [];
    for (let i = 0; i + 1 < sorted.length; i += 2) {
      intervals.push({ start: sat(sorted[i]!), amount: sat(sorted[i + 1]! - sorted[i]!) });
    }
    return mergeIntervals(intervals);
  });
}
