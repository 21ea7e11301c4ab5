/** One measured figure. */
export interface Figure {
  /** What was measured, such as `offline.enclave.pay_ms`. */
  readonly name: string;
  readonly value: number;
  /** Of `value`, `reference`, `bound` and `goal`: `us`, `ms`, `s`, `bytes`, `vbytes`, `1/s`, `gas`, `ratio`, `fsyncs`. */
  readonly unit: string;
  /** What the paper, or another implementation, needs for the same. */
  readonly reference?: number;
  /** What cannot be gone below (or beyond), measured in the same run: the signatures, or the script judge, alone. */
  readonly bound?: number;
  /** What is to be reached: at most, unless `better` says otherwise. */
  readonly goal?: number;
  /** Which way is better. Without it, lower is. */
  readonly better?: 'higher';
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

/** Whether a figure reaches its goal; true when it has none. */
export function reachesGoal({ value, goal, better }: Figure): boolean {
  if (goal === undefined) return true;
  return better === 'higher' ? value >= goal : value <= goal;
}
