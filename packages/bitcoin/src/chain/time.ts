/** What a header's time may be: later than the median of those before, and not far ahead of the clock. */

/** Of how many blocks the median is taken. */
export const MEDIAN_BLOCKS = 11;

/** The median of the times of up to eleven blocks (BIP113): what the next header's time must be above. */
export function medianTime(times: readonly number[]): number {
  const sorted: number[] = [];
  for (const time of times) {
    let at = sorted.length;
    for (; at > 0 && sorted[at - 1]! > time; at--) sorted[at] = sorted[at - 1]!;
    sorted[at] = time;
  }
  return sorted[sorted.length >> 1]!;
}
