import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type BatchOptions, type BatchResult, replayCommand, runBatch } from './kernel/batch.ts';
import { addFaults } from './kernel/fault.ts';
import { runSchedule } from './kernel/run.ts';
import { RAILS } from './rails.ts';

const USAGE = `Usage: npm run -s simulate -- RAIL [options]

  RAIL          ${Object.keys(RAILS).join(', ')}
  --seeds N     how many schedules to run (default 100; 1 with --seed)
  --events M    events under faults per schedule (default 1000); healing and closing come on top
  --seed S      the first seed (default 1)
  --jobs J      threads (default: one per core)
  --bail        stop at the first violation
  --trace       one schedule, with its whole trace on stderr
  --json        the result as one JSON object

Exit code 0: every invariant held. 1: a violation. 2: wrong usage.`;

function wholeNumber(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new Error(`--${name} takes a whole number.`);
  return value;
}

async function inThreads(options: BatchOptions, jobs: number): Promise<BatchResult> {
  const total: BatchResult = { schedules: 0, events: 0, faults: {}, violations: [] };
  const share = Math.ceil(options.seeds / jobs);
  const parts: Promise<BatchResult>[] = [];
  for (let first = 0; first < options.seeds; first += share) {
    const part = { ...options, seed: options.seed + first, seeds: Math.min(share, options.seeds - first) };
    parts.push(
      new Promise((resolve, reject) => {
        const worker = new Worker(new URL(import.meta.url), { workerData: part });
        worker.once('message', resolve);
        worker.once('error', reject);
      }),
    );
  }
  for (const part of await Promise.all(parts)) {
    total.schedules += part.schedules;
    total.events += part.events;
    addFaults(total.faults, part.faults);
    total.violations.push(...part.violations);
  }
  return total;
}

function printViolations(rail: string, result: BatchResult, events: number): void {
  for (const violation of result.violations.slice(0, 5)) {
    console.error(`\nViolation: seed ${violation.seed}, event ${violation.event}`);
    console.error(violation.stack || violation.message);
    console.error(`Last events:\n  ${violation.tail.slice(-25).join('\n  ')}`);
    console.error(`Replay: ${replayCommand(rail, violation, events)}`);
  }
  if (result.violations.length > 5) console.error(`\n… and ${result.violations.length - 5} more.`);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seeds: { type: 'string' },
      events: { type: 'string' },
      seed: { type: 'string' },
      jobs: { type: 'string' },
      bail: { type: 'boolean', default: false },
      trace: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const rail = positionals[0];
  const factory = rail !== undefined && Object.hasOwn(RAILS, rail) ? RAILS[rail] : undefined;
  if (values.help || rail === undefined || factory === undefined || positionals.length !== 1) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const options: BatchOptions = {
    rail,
    seed: wholeNumber('seed', values.seed, 1),
    seeds: values.trace ? 1 : wholeNumber('seeds', values.seeds, values.seed === undefined ? 100 : 1),
    events: wholeNumber('events', values.events, 1000),
    bail: values.bail,
  };
  const started = performance.now();
  let result: BatchResult;
  if (values.trace) {
    const one = runSchedule(factory, options.seed, options.events, (line) => console.error(line));
    const violations = one.violation === undefined ? [] : [one.violation];
    console.error(`trace ${one.digest}`);
    result = { schedules: 1, events: one.events, faults: one.faults, violations };
  } else {
    const jobs = Math.max(1, Math.min(wholeNumber('jobs', values.jobs, availableParallelism()), 32));
    result = jobs === 1 || options.seeds === 1 ? runBatch(factory, options) : await inThreads(options, jobs);
  }
  const perSecond = Math.round(result.events / ((performance.now() - started) / 1000));
  printViolations(rail, result, options.events);
  const faults = Object.fromEntries(Object.entries(result.faults).sort(([a], [b]) => (a < b ? -1 : 1)));
  if (values.json) {
    const { schedules, events, violations } = result;
    const listed = violations.map(({ seed, event, message }) => ({
      seed,
      event,
      message,
    }));
    console.log(
      JSON.stringify({
        schedules,
        events,
        faults,
        violations: violations.length,
        events_per_s: perSecond,
        violated: listed,
      }),
    );
  } else {
    console.log(`${result.schedules} schedules, ${result.events} events, ${perSecond} events/s`);
    for (const [kind, count] of Object.entries(faults)) console.log(`  ${kind}: ${count}`);
    console.log(result.violations.length === 0 ? 'No violation.' : `VIOLATIONS: ${result.violations.length}`);
  }
  return result.violations.length === 0 ? 0 : 1;
}

if (isMainThread) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
} else {
  const part = workerData as BatchOptions;
  parentPort?.postMessage(runBatch(RAILS[part.rail]!, part));
}
