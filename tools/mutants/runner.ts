import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gitEnv } from '../files.ts';
import { run } from '../run.ts';
import { createWorktree, type Worktree } from '../worktree.ts';
import { describeProbe, literally, type Malformed, type Mutant, type Probe } from './patch.ts';

/**
 * What became of a planted bug. `caught`: a test that passes without it failed. `survived`: nothing noticed. `stale`:
 * the patch no longer applies. `broken`: nothing can be said, because the test fails without the bug too, cannot be
 * loaded with it, or does not end.
 */
export type Fate = 'caught' | 'survived' | 'stale' | 'broken';

/** A mutant's fate, and why when it is not `caught`. */
export interface Result {
  readonly name: string;
  readonly fate: Fate;
  readonly reason?: string;
  readonly seconds: number;
}

/** What a probe saw. */
type Seen =
  | { readonly type: 'ran'; readonly passed: ReadonlySet<string>; readonly failed: ReadonlySet<string> }
  | { readonly type: 'unusable'; readonly reason: string };

interface VitestReport {
  readonly testResults: readonly {
    readonly message?: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const TIMEOUT_MS = 300_000;

function tail(text: string): string {
  return text.trim().split('\n').slice(-12).join('\n');
}

type TestProbe = Probe & { type: 'test' };

/** Runs the tests of one file that have one of these names; all of them when no name is given. */
async function runTests(root: string, file: string, names: readonly string[]): Promise<Seen> {
  if (!existsSync(join(root, file))) return { type: 'unusable', reason: `${file} is not there` };
  const report = join(root, 'node_modules', '.mutant-report.json');
  rmSync(report, { force: true });
  const pattern = names.map((name) => literally(name).source).join('|');
  const args = ['run', file, ...(names.length === 0 ? [] : ['-t', pattern])];
  args.push('--reporter=json', `--outputFile=${report}`);
  const ended = await run(process.execPath, ['node_modules/vitest/vitest.mjs', ...args], {
    cwd: root,
    timeoutMs: TIMEOUT_MS,
  });
  if (ended.timedOut) return { type: 'unusable', reason: `no end after ${TIMEOUT_MS / 1000} s` };
  if (!existsSync(report)) return { type: 'unusable', reason: tail(ended.output) };
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
  const results = testResults.flatMap((file) => file.assertionResults);
  const named = (status: string) =>
    new Set(results.filter((entry) => entry.status === status).map((entry) => entry.fullName));
  const seen = { type: 'ran', passed: named('passed'), failed: named('failed') } as const;
  if (seen.passed.size + seen.failed.size > 0) return seen;
  const message = testResults.map((file) => file.message ?? '').join('\n');
  return { type: 'unusable', reason: message.trim() === '' ? 'no test has that name' : tail(message) };
}

async function runCommand(root: string, probe: Probe & { type: 'command' }): Promise<Seen> {
  const [program, ...args] = probe.words;
  const ended = await run(program === 'node' ? process.execPath : program!, args, {
    cwd: root,
    timeoutMs: TIMEOUT_MS,
  });
  const name = describeProbe(probe);
  if (ended.timedOut) return { type: 'unusable', reason: `no end after ${TIMEOUT_MS / 1000} s` };
  if (ended.code === 0) return { type: 'ran', passed: new Set([name]), failed: new Set() };
  if (!probe.verdict.test(ended.output))
    return { type: 'unusable', reason: `it ended without its verdict:\n${tail(ended.output)}` };
  return { type: 'ran', passed: new Set(), failed: new Set([name]) };
}

type CommandProbe = Probe & { type: 'command' };

/** Which Solidity tests a command runs, when it is one that runs some by name. */
function solidityTests({ words }: CommandProbe): string | undefined {
  const [program, tool, command, flag, pattern, ...rest] = words;
  const named =
    program === 'node' && tool === 'tools/forge.ts' && command === 'test' && flag === '--match-test';
  return named && rest.length === 0 ? pattern : undefined;
}

/** Runs the Solidity tests that match one of these patterns: compiling takes longer than all of them. */
async function runSolidity(root: string, patterns: readonly string[]): Promise<Seen> {
  const args = ['tools/forge.ts', 'test', '--match-test', `(${patterns.join('|')})`];
  const { output, timedOut } = await run(process.execPath, args, { cwd: root, timeoutMs: TIMEOUT_MS });
  const named = (verdict: string) =>
    new Set(
      [...output.matchAll(new RegExp(`^\\[${verdict}[^\\n]*\\] (\\w+)\\(`, 'gm'))].map((match) => match[1]!),
    );
  const seen = { type: 'ran', passed: named('PASS'), failed: named('FAIL') } as const;
  if (timedOut || seen.passed.size + seen.failed.size === 0)
    return { type: 'unusable', reason: tail(output) };
  return seen;
}

/** Of what all Solidity tests showed, what one command would have seen. */
function commandOf(seen: Seen, probe: CommandProbe, pattern: string): Seen {
  if (seen.type === 'unusable') return seen;
  const matches = (name: string): boolean => new RegExp(pattern).test(name);
  const failed = [...seen.failed].filter(matches);
  const name = new Set([describeProbe(probe)]);
  if (failed.length > 0) return { type: 'ran', passed: new Set(), failed: new Set(failed) };
  if ([...seen.passed].some(matches)) return { type: 'ran', passed: name, failed: new Set() };
  return { type: 'unusable', reason: 'no test has that name' };
}

function runProbe(root: string, probe: Probe): Promise<Seen> {
  if (probe.type === 'command') return runCommand(root, probe);
  return runTests(root, probe.file, probe.name === undefined ? [] : [probe.name]);
}

/** Of what a whole file showed, what one probe would have seen. */
function partOf(seen: Seen, { name }: TestProbe): Seen {
  if (seen.type === 'unusable' || name === undefined) return seen;
  const part = (titles: ReadonlySet<string>) => new Set([...titles].filter((title) => title.includes(name)));
  const seenPart = { type: 'ran', passed: part(seen.passed), failed: part(seen.failed) } as const;
  if (seenPart.passed.size + seenPart.failed.size > 0) return seenPart;
  return { type: 'unusable', reason: 'no test has that name' };
}

function applyPatch(copy: Worktree, mutant: Mutant, ...how: string[]): ReturnType<typeof run> {
  return run('git', ['apply', '--whitespace=nowarn', ...how, mutant.path], {
    cwd: copy.root,
    env: gitEnv(),
  });
}

/** Tries one mutant in a copy, and takes it out again. `baseline` is what its probe sees without the bug. */
async function tryMutant(copy: Worktree, mutant: Mutant, baseline: Seen): Promise<[Fate, string?]> {
  const applied = await applyPatch(copy, mutant);
  if (applied.code !== 0) return ['stale', tail(applied.output)];
  const verdict = await judge(copy, mutant, baseline);
  const undone = await applyPatch(copy, mutant, '--reverse');
  if (undone.code !== 0) throw new Error(`${mutant.name} cannot be taken out again: ${tail(undone.output)}`);
  return verdict;
}

async function judge(copy: Worktree, mutant: Mutant, baseline: Seen): Promise<[Fate, string?]> {
  if (baseline.type === 'unusable') return ['broken', `without the bug: ${baseline.reason}`];
  if (baseline.failed.size > 0)
    return ['broken', `fails without the bug too: ${[...baseline.failed].join(', ')}`];
  const seen = await runProbe(copy.root, mutant.probe);
  if (seen.type === 'unusable') return ['broken', seen.reason];
  const noticed = [...seen.failed].some((name) => baseline.passed.has(name));
  return noticed ? ['caught'] : ['survived', `passes with the bug: ${describeProbe(mutant.probe)}`];
}

/** Runs every mutant, `parallel` at a time. Without any bug, each test file runs once, all Solidity tests, and each
 * distinct command. */
export async function runMutants(
  root: string,
  mutants: readonly (Mutant | Malformed)[],
  options: { readonly parallel: number; readonly onResult?: (result: Result) => void },
): Promise<Result[]> {
  const baselines = new Map<string, Promise<Seen>>();
  // Copies are used again: making one costs more than most probes.
  const idle: Worktree[] = [];
  const inCopy = async <T>(work: (copy: Worktree) => Promise<T>): Promise<T> => {
    const copy = idle.pop() ?? createWorktree(root);
    try {
      return await work(copy);
    } finally {
      idle.push(copy);
    }
  };
  const once = (key: string, work: (copy: Worktree) => Promise<Seen>): Promise<Seen> => {
    const known = baselines.get(key) ?? inCopy(work);
    baselines.set(key, known);
    return known;
  };
  const probes = mutants.flatMap((mutant) => ('probe' in mutant ? [mutant.probe] : []));
  const namesIn = (file: string): string[] | undefined => {
    const ofFile = probes.filter((probe): probe is TestProbe => probe.type === 'test' && probe.file === file);
    const names = ofFile.flatMap(({ name }) => (name === undefined ? [] : [name]));
    return names.length === ofFile.length ? [...new Set(names)] : undefined;
  };
  const patterns = probes.flatMap((probe) => (probe.type === 'command' ? (solidityTests(probe) ?? []) : []));
  const baselineOf = async (probe: Probe): Promise<Seen> => {
    if (probe.type === 'command') {
      const pattern = solidityTests(probe);
      if (pattern === undefined) return once(describeProbe(probe), (copy) => runProbe(copy.root, probe));
      return commandOf(await once('Solidity', (copy) => runSolidity(copy.root, patterns)), probe, pattern);
    }
    const { file } = probe;
    return partOf(await once(file, (copy) => runTests(copy.root, file, namesIn(file) ?? [])), probe);
  };
  const attempt = async (mutant: Mutant | Malformed): Promise<Result> => {
    const start = performance.now();
    const [fate, reason] =
      'problem' in mutant
        ? (['broken', mutant.problem] as const)
        : await baselineOf(mutant.probe).then((seen) => inCopy((copy) => tryMutant(copy, mutant, seen)));
    const seconds = (performance.now() - start) / 1000;
    return { name: mutant.name, fate, seconds, ...(reason === undefined ? {} : { reason }) };
  };
  const results: Result[] = [];
  const queue = [...mutants];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const result = await attempt(next);
      results.push(result);
      options.onResult?.(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.parallel }, worker));
  } finally {
    for (const copy of idle) copy.remove();
  }
  return results.sort((a, b) => (a.name < b.name ? -1 : 1));
}
