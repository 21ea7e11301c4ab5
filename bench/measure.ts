import type { BenchOptions } from './figure.ts';

/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('The median of nothing.');
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[upper]! : (sorted[upper - 1]! + sorted[upper]!) / 2;
}

/** A run shorter than this, in ms, says more about the timer than about the work. */
const SHORTEST_RUN = 0.5;

/**
 * Median time of one call, in microseconds. Warms up until the time of a run is known, puts as many calls into a run as
 * give the timer something to see, and takes the median of `runs` runs, which one pause of the machine does not move.
 */
export function microseconds(body: () => unknown, { runs }: BenchOptions): number {
  let calls = 1;
  const timed = (): number => {
    const start = performance.now();
    for (let i = 0; i < calls; i++) body();
    return performance.now() - start;
  };
  const warm = performance.now() + 50;
  while (performance.now() < warm || timed() < SHORTEST_RUN) if (timed() < SHORTEST_RUN) calls *= 2;
  return median(Array.from({ length: runs }, () => (timed() / calls) * 1000));
}

/** Median time of one call that returns a promise, in milliseconds. Calls do not overlap. */
export async function milliseconds(body: () => Promise<unknown>, { runs }: BenchOptions): Promise<number> {
  for (let i = 0; i < Math.min(5, runs); i++) await body();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await body();
    times.push(performance.now() - start);
  }
  return median(times);
}

/** Rounds to four significant digits, so that figures promise no more than was measured. */
export function significant(value: number): number {
  return Number(value.toPrecision(4));
}
