import { type FaultCounts, type Faults, faults } from './fault.ts';
import { type Random, random } from './random.ts';
import { type Scheduler, scheduler } from './scheduler.ts';
import { type Trace, trace } from './trace.ts';

/** Everything that a world may lean on. There is no other time and no other chance. */
export interface Kernel {
  readonly time: Scheduler;
  readonly random: Random;
  readonly faults: Faults;
  readonly trace: Trace;
}

/** What a rail builds on the kernel. Rails differ in nothing else. */
export interface World {
  /** Throws when anything that must hold does not. Called after every event. */
  readonly check: () => void;
  /** Ends all faults; from now on everybody finishes what is under way. */
  readonly heal: () => void;
  /** True when nothing is left to do. */
  readonly quiet: () => boolean;
  /** The last word, at quiescence: the oracle. Throws when the books do not add up. */
  readonly close: () => void;
}

/** A rail's entry: builds a world, which schedules its own first events. */
export type WorldFactory = (kernel: Kernel) => World;

/** A rule was broken. */
export interface Violation {
  readonly seed: number;
  /** Number of the event after which it showed. */
  readonly event: number;
  readonly message: string;
  /** Where in the simulator it was noticed. */
  readonly stack: string;
  /** The last lines of the trace. */
  readonly tail: readonly string[];
}

/** The outcome of one schedule. */
export interface ScheduleResult {
  readonly events: number;
  readonly faults: FaultCounts;
  readonly violation: Violation | undefined;
  /** SHA-256 of the trace. */
  readonly digest: string;
}

/** Virtual start of every schedule: 2026-01-01T00:00:00Z. */
export const START = 1_767_225_600;
/** A healed world that is still busy after this many events hangs. */
const MAX_CLOSING_EVENTS = 100_000;

/**
 * Runs one schedule: `events` events under faults, then a healed world until it is quiet, then the closing of the books.
 * The same seed and number of events give the same trace, byte for byte.
 */
export function runSchedule(
  factory: WorldFactory,
  seed: number,
  events: number,
  show?: (line: string) => void,
): ScheduleResult {
  const kernel: Kernel = {
    time: scheduler(START),
    random: random(seed),
    faults: faults(),
    trace: trace(show),
  };
  let done = 0;
  let violation: Violation | undefined;
  try {
    const world = factory(kernel);
    const step = (): boolean => {
      const event = kernel.time.next();
      if (event === undefined) return false;
      done++;
      kernel.trace.write(`${done} t=${event.at - START} ${event.label}`);
      event.run();
      world.check();
      return true;
    };
    world.check();
    while (done < events && step());
    kernel.trace.write('heal');
    world.heal();
    for (let closing = 0; !world.quiet() && step(); closing++) {
      if (closing === MAX_CLOSING_EVENTS) throw new Error('The healed world does not come to rest.');
    }
    kernel.trace.write('close');
    world.close();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    violation = { seed, event: done, message, stack, tail: kernel.trace.tail() };
  }
  return { events: done, faults: kernel.faults.counts(), violation, digest: kernel.trace.digest() };
}
