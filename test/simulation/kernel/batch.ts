import { addFaults, type FaultCounts } from './fault.ts';
import { runSchedule, type Violation, type WorldFactory } from './run.ts';

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

/** The sum of some schedules, as `--json` prints it. */
export interface BatchResult {
  schedules: number;
  events: number;
  readonly faults: FaultCounts;
  readonly violations: Violation[];
}

/** Runs consecutive seeds. */
export function runBatch(factory: WorldFactory, options: BatchOptions): BatchResult {
  const total: BatchResult = { schedules: 0, events: 0, faults: {}, violations: [] };
  for (let seed = options.seed; seed < options.seed + options.seeds; seed++) {
    const result = runSchedule(factory, seed, options.events);
    total.schedules++;
    total.events += result.events;
    addFaults(total.faults, result.faults);
    if (result.violation === undefined) continue;
    total.violations.push(result.violation);
    if (options.bail) break;
  }
  return total;
}

/** The command that replays a schedule exactly. */
export function replayCommand(rail: string, violation: Violation, events: number): string {
  return `npm run -s simulate -- ${rail} --seed ${violation.seed} --events ${events} --trace`;
}
