/** How often each kind of fault was injected, by name. */
export type FaultCounts = Record<string, number>;

/** Counts faults, so that a run shows what it went through. */
export interface Faults {
  /** @param times default 1 */
  readonly count: (kind: string, times?: number) => void;
  readonly counts: () => FaultCounts;
}

/** A fresh count. */
export function faults(): Faults {
  const counts: FaultCounts = {};
  return {
    count: (kind, times = 1) => {
      if (times > 0) counts[kind] = (counts[kind] ?? 0) + times;
    },
    counts: () => counts,
  };
}

/** Adds `more` to `into`. */
export function addFaults(into: FaultCounts, more: FaultCounts): void {
  for (const [kind, count] of Object.entries(more)) into[kind] = (into[kind] ?? 0) + count;
}
