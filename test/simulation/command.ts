import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import {
  addSchedule,
  type BatchOptions,
  type BatchResult,
  emptyBatch,
  replayCommand,
  runSeed,
  type SeedResult,
} from './kernel/batch.ts';
import { type RunJournal, runJournal } from './kernel/journal.ts';
import { runSchedule } from './kernel/run.ts';
import { RAILS } from './rails.ts';

const USAGE = `Usage: npm run -s simulate -- RAIL [options]

  RAIL          ${Object.keys(RAILS).join(', ')}
  --seeds N     how many schedules to run (default 100; 1 with --seed)
  --events M    events under faults per schedule (default 1000); healing and closing come on top
  --seed S      the first seed (default 1)
  --jobs J      threads (default: one per core)
  --bail        stop at the first violation
  --journal F   keep finished schedules in a file; those that it holds are not run again
  --trace       one schedule, with its whole trace on stderr
  --plain       every signature and hash computed anew: slow, and the same trace
  --json        the result as one JSON object

Exit code 0: every invariant held. 1: a violation. 2: wrong usage.`;

function wholeNumber(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new Error(`--${name} takes a whole number.`);
  return value;
}

/** What a thread is started with; seeds come one by one as messages. */
interface ThreadOptions {
  readonly rail: string;
  readonly events: number;
}

/** Runs seeds in threads, each of which takes the next seed when it is free. */
async function inThreads(
  options: BatchOptions,
  seeds: readonly number[],
  jobs: number,
  plain: boolean,
  finished: (result: SeedResult) => void,
): Promise<void> {
  let taken = 0;
  let stop = false;
  const workerData: ThreadOptions = { rail: options.rail, events: options.events };
  const thread = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const url = new URL('main.ts', import.meta.url);
      // Schedules make much short-lived garbage.
      const resourceLimits = { maxYoungGenerationSizeMb: 64 };
      const worker = new Worker(url, { workerData, argv: plain ? ['--plain'] : [], resourceLimits });
      const next = (): void => {
        const seed = stop ? undefined : seeds[taken++];
        if (seed === undefined) void worker.terminate().then(() => resolve(), reject);
        else worker.postMessage(seed);
      };
      worker.on('message', (result: SeedResult) => {
        finished(result);
        stop ||= options.bail && result.violation !== undefined;
        next();
      });
      worker.once('error', reject);
      next();
    });
  await Promise.all(Array.from({ length: Math.min(jobs, seeds.length) }, thread));
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

function printResult(result: BatchResult, perSecond: number, json: boolean): void {
  const { schedules, events, violations } = result;
  const faults = Object.fromEntries(Object.entries(result.faults).sort(([a], [b]) => (a < b ? -1 : 1)));
  if (json) {
    const violated = violations.map(({ seed, event, message }) => ({ seed, event, message }));
    const { digests } = result;
    const counts = { schedules, events, faults, violations: violations.length, events_per_s: perSecond };
    console.log(JSON.stringify({ ...counts, violated, digests }));
    return;
  }
  console.log(`${schedules} schedules, ${events} events, ${perSecond} events/s`);
  for (const [kind, count] of Object.entries(faults)) console.log(`  ${kind}: ${count}`);
  console.log(violations.length === 0 ? 'No violation.' : `VIOLATIONS: ${violations.length}`);
}

async function run(
  options: BatchOptions,
  jobs: number,
  plain: boolean,
  journal?: RunJournal,
): Promise<BatchResult> {
  const results = new Map<number, SeedResult>();
  const seeds: number[] = [];
  for (let seed = options.seed; seed < options.seed + options.seeds; seed++) {
    const known = journal?.done.get(seed);
    if (known === undefined) seeds.push(seed);
    else results.set(seed, known);
  }
  const finished = (result: SeedResult): void => {
    results.set(result.seed, result);
    journal?.add(result);
    if (result.violation !== undefined) console.error(`seed ${result.seed}: ${result.violation.message}`);
  };
  if (jobs > 1 && seeds.length > 1) await inThreads(options, seeds, jobs, plain, finished);
  else {
    for (const seed of seeds) {
      const result = runSeed(RAILS[options.rail]!, seed, options.events);
      finished(result);
      if (options.bail && result.violation !== undefined) break;
    }
  }
  const total = emptyBatch();
  for (const [, result] of [...results].sort(([a], [b]) => a - b)) addSchedule(total, result);
  return total;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seeds: { type: 'string' },
      events: { type: 'string' },
      seed: { type: 'string' },
      jobs: { type: 'string' },
      journal: { type: 'string' },
      bail: { type: 'boolean', default: false },
      trace: { type: 'boolean' },
      plain: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
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
    console.error(`trace ${one.digest}`);
    result = emptyBatch();
    addSchedule(result, { seed: options.seed, ...one });
  } else {
    const jobs = Math.max(1, Math.min(wholeNumber('jobs', values.jobs, availableParallelism()), 32));
    const { journal: file } = values;
    const journal = file === undefined ? undefined : runJournal(file, rail, options.events);
    result = await run(options, jobs, values.plain, journal);
  }
  printViolations(rail, result, options.events);
  printResult(result, Math.round(result.events / ((performance.now() - started) / 1000)), values.json);
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
  // Refusals are errors, and there are many; whoever wants to see where a violation was noticed replays its seed.
  Error.stackTraceLimit = 0;
  const { rail, events } = workerData as ThreadOptions;
  parentPort?.on('message', (seed: number) => {
    parentPort?.postMessage(runSeed(RAILS[rail]!, seed, events));
  });
}
