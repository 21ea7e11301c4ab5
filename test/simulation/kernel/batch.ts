import { addFaults, type FaultCounts } from './fault.ts';
import { runSchedule, type ScheduleResult, type Violation, type WorldFactory } from './run.ts';

/** Which schedules to run. */
export interface BatchOptions {
  readonly rail: string;
  /** The first seed. */
  readonly seed: number;
  readonly seeds: number;
  readonly events: number;
  /** Stop at the first violation. */
  readonly bail: boolean;
}

/** The outcome of one seed's schedule. */
export interface SeedResult extends ScheduleResult {
  readonly seed: number;
}

/** The sum of some schedules, as `--json` prints it. */
export interface BatchResult {
  schedules: number;
  events: number;
  readonly faults: FaultCounts;
  readonly violations: Violation[];
  /** SHA-256 of the trace, by seed. */
  readonly digests: Record<string, string>;
}

/** Nothing yet. */
export function emptyBatch(): BatchResult {
  return { schedules: 0, events: 0, faults: {}, violations: [], digests: {} };
}

/** Adds a schedule to the sum. */
export function addSchedule(total: BatchResult, result: SeedResult): void {
  total.schedules++;
  total.events += result.events;
  addFaults(total.faults, result.faults);
  total.digests[result.seed] = result.digest;
  if (result.violation !== undefined) total.violations.push(result.violation);
}

/** Runs one seed. */
export function runSeed(factory: WorldFactory, seed: number, events: number): SeedResult {
  return { seed, ...runSchedule(factory, seed, events) };
}

/** Runs consecutive seeds. */
export function runBatch(factory: WorldFactory, options: BatchOptions): BatchResult {
  const total = emptyBatch();
  for (let seed = options.seed; seed < options.seed + options.seeds; seed++) {
    addSchedule(total, runSeed(factory, seed, options.events));
    if (options.bail && total.violations.length > 0) break;
  }
  return total;
}

/** The command that replays a schedule exactly. */
export function replayCommand(rail: string, violation: Violation, events: number): string {
  return `npm run -s simulate -- ${rail} --seed ${violation.seed} --events ${events} --trace`;
}
