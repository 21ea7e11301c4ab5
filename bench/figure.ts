/** One measured figure. */
export interface Figure {
  /** What was measured, such as `sign`. */
  readonly name: string;
  readonly value: number;
  /** Of `value`, `reference` and `bound`: `us`, `ms`, `s`, `bytes`, `1/s`, `gas`, `ratio`. */
  readonly unit: string;
  /** What another implementation, or the paper, needs for the same. */
  readonly reference?: number;
  /** What must not be exceeded (or, when `goal` is `higher`, fallen short of): the run fails otherwise. */
  readonly bound?: number;
  /** Which way is better. Without it, less is. */
  readonly goal?: 'lower' | 'higher';
}

/** What a bench is asked for. */
export interface BenchOptions {
  /** Timed runs per figure, at least 50 for figures that are quoted. */
  readonly runs: number;
}

/** What every `bench/<name>.ts` exports. */
export interface Bench {
  readonly figures: (options: BenchOptions) => Promise<readonly Figure[]>;
}

/** True when a figure keeps its bound. */
export function keepsBound({ value, bound, goal }: Figure): boolean {
  if (bound === undefined) return true;
  return goal === 'higher' ? value >= bound : value <= bound;
}
