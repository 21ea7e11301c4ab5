import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/** A machine's clock: off by a constant and by a rate, and now and then lying. */
export interface DriftingClock {
  /** What the clock shows, whole seconds since 1970. */
  readonly read: () => number;
  /** Shifts the clock until further notice; 0 heals it. */
  readonly shift: (seconds: number) => void;
}

/** A clock that stays within `drift` seconds of virtual time while it is not shifted. */
export function driftingClock(time: Scheduler, chance: Random, drift: number): DriftingClock {
  const offset = chance.between(-drift, drift);
  let shifted = 0;
  return {
    read: () => Math.floor(time.now()) + offset + shifted,
    shift: (seconds) => {
      shifted = seconds;
    },
  };
}
