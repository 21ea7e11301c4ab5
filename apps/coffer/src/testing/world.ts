import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Black-box tests: real commands in a home of their own. */

/** The command without its wrapper. */
export const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
/** The command as users call it. */
export const BIN = fileURLToPath(new URL('../../bin/coffer.mjs', import.meta.url));

/** What a command did. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that goes on. */
export interface Running {
  readonly child: ChildProcess;
  readonly output: () => { stdout: string; stderr: string };
  readonly ended: Promise<Ran>;
  /** Waits for a text on either stream. */
  readonly says: (text: string, timeout?: number) => Promise<void>;
}

/** A home directory, deep enough that socket paths in it do not fit into an address. */
export interface Home {
  readonly root: string;
  readonly env: Record<string, string>;
  readonly start: (args: readonly string[], options?: StartOptions) => Running;
  readonly run: (args: readonly string[], options?: StartOptions) => Promise<Ran>;
  /** Runs with `--json` and gives what stdout has, which must be exactly one object. */
  readonly json: (
    args: readonly string[],
    options?: StartOptions,
  ) => Promise<{ code: number | null; value: Json }>;
  /** Processes that work in this home. */
  readonly processes: () => string[];
  readonly remove: () => void;
}
/** What `--json` prints. */
// biome-ignore lint/suspicious/noExplicitAny: tests read whatever the command printed and compare it.
export type Json = any;

/** How to start a command. */
export interface StartOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Through the wrapper instead of directly. */
  readonly wrapped?: boolean;
  readonly cwd?: string;
}

/** Makes a home. */
export function makeHome(): Home {
  const root = mkdtempSync(join(tmpdir(), 'coffer-test-'));
  const data = join(
    root,
    'a-data-home-with-a-path',
    'that-is-longer-than-the-address',
    'of-any-unix-socket-can-be',
  );
  mkdirSync(data, { recursive: true });
  const env = { PATH: process.env.PATH ?? '', HOME: root, XDG_DATA_HOME: data };
  const start = (args: readonly string[], options: StartOptions = {}): Running => {
    const child = spawn(process.execPath, [options.wrapped === true ? BIN : MAIN, ...args], {
      env: { ...env, ...options.env },
      cwd: options.cwd ?? root,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (part: Buffer) => {
      stdout += part.toString();
    });
    child.stderr.on('data', (part: Buffer) => {
      stderr += part.toString();
    });
    child.stdin.on('error', () => undefined);
    if (options.input !== undefined) child.stdin.end(options.input);
    const ended = new Promise<Ran>((resolve) =>
      child.once('close', (code) => resolve({ code, stdout, stderr })),
    );
    const says = async (text: string, timeout = 40_000): Promise<void> => {
      const end = Date.now() + timeout;
      while (!stdout.includes(text) && !stderr.includes(text)) {
        if (Date.now() > end || child.exitCode !== null) {
          throw new Error(`It never said “${text}”:\n${stdout}\n${stderr}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    return { child, output: () => ({ stdout, stderr }), ended, says };
  };
  const run = (args: readonly string[], options: StartOptions = {}): Promise<Ran> =>
    start(args, { input: '', ...options }).ended;
  return {
    root,
    env,
    start,
    run,
    json: async (args, options) => {
      const { code, stdout, stderr } = await run([...args, '--json'], options);
      const lines = stdout.trim().split('\n');
      if (lines.length !== 1) throw new Error(`stdout is not one object:\n${stdout}\n${stderr}`);
      return { code, value: JSON.parse(stdout) };
    },
    processes: () => processesOf(root),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Command lines of processes whose environment or arguments name this folder. */
function processesOf(folder: string): string[] {
  const found: string[] = [];
  for (const id of readdirSync('/proc')) {
    if (!/^\d+$/.test(id) || Number(id) === process.pid) continue;
    try {
      const words = readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const environment = readFileSync(`/proc/${id}/environ`, 'utf8');
      if (words.includes(folder) || environment.includes(folder)) found.push(`${id} ${words}`);
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}
