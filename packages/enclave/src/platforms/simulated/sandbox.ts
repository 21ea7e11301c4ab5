import { execFile, spawn } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { NODE_FLAGS } from '../../measurement.ts';
import type { Layer } from '../platform.ts';
import { seccompFilter } from './seccomp.ts';

/** The walls around an enclave process on this machine: which ones stand, and the command line that builds them. */

/** How enclaves are started on this machine. */
export interface Sandbox {
  readonly command: string;
  readonly arguments: readonly string[];
  /** File with the seccomp filter, to be given as descriptor {@link SECCOMP_FD}. */
  readonly filter: string | undefined;
  readonly layers: readonly Layer[];
}

/** Descriptor on which bubblewrap reads the filter. */
export const SECCOMP_FD = 5;

function find(name: string): string | undefined {
  const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/bin', '/usr/local/bin'];
  return places
    .filter((place) => place.startsWith('/'))
    .map((place) => join(place, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** The shared libraries of a binary: all that its sandbox needs to see of the file system. */
async function libraries(binary: string): Promise<string[]> {
  const ldd = find('ldd');
  if (ldd === undefined) return ['/lib', '/lib64', '/usr/lib'];
  const { stdout } = await promisify(execFile)(ldd, [binary]);
  return [...new Set(stdout.match(/\/[^\s()]+/g) ?? [])];
}

/** Starts the hardened command with a program that only leaves, to see whether these walls stand here. */
function stands(sandbox: Omit<Sandbox, 'layers'>): Promise<boolean> {
  return new Promise((resolve) => {
    const descriptor = sandbox.filter === undefined ? undefined : openSync(sandbox.filter, 'r');
    const child = spawn(sandbox.command, sandbox.arguments, {
      env: {},
      stdio: ['pipe', 'ignore', 'ignore', 'ignore', 'ignore', descriptor ?? 'ignore'],
    });
    if (descriptor !== undefined) closeSync(descriptor);
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    child.on('error', () => resolve(false));
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 7);
    });
    child.stdin!.on('error', () => {});
    child.stdin!.end('process.exit(7)');
  });
}

/**
 * Finds the strongest sandbox that works here: bubblewrap with seccomp, bubblewrap alone, or none. Always tried for
 * real, because user namespaces can be switched off where bubblewrap is installed.
 * @param node the Node binary that enclaves run on
 * @param directory where the filter's file may be written
 * @param bare leaves bubblewrap out, for measurements and tests
 */
export async function findSandbox(node: string, directory: string, bare = false): Promise<Sandbox> {
  const prlimit = find('prlimit');
  const limits = prlimit === undefined ? [] : [prlimit, '--core=0', '--nofile=64'];
  const assemble = (words: readonly string[], filter?: string): Omit<Sandbox, 'layers'> => {
    const [command, ...rest] = [...limits, ...words];
    return { command: command!, arguments: rest, filter };
  };
  const plain = assemble([node, ...NODE_FLAGS]);
  const bwrap = bare ? undefined : find('bwrap');
  if (bwrap !== undefined) {
    const binds = (await libraries(node)).flatMap((path) => ['--ro-bind-try', path, path]);
    const wrap = (...extra: readonly string[]): string[] => [
      ...[bwrap, '--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL'],
      ...['--uid', '65534', '--gid', '65534', '--ro-bind', node, '/node', ...binds, ...extra],
      ...['/node', ...NODE_FLAGS],
    ];
    const bytes = seccompFilter(process.arch);
    if (bytes !== undefined) {
      const filter = join(directory, 'seccomp.bpf');
      writeFileSync(filter, bytes, { mode: 0o600 });
      const full = assemble(wrap('--seccomp', String(SECCOMP_FD)), filter);
      if (await stands(full)) return { ...full, layers: layers(limits.length > 0, true, true) };
    }
    const half = assemble(wrap());
    if (await stands(half)) return { ...half, layers: layers(limits.length > 0, true, false) };
  }
  return { ...plain, layers: layers(limits.length > 0, false, false) };
}

function layers(limited: boolean, wrapped: boolean, filtered: boolean): Layer[] {
  const node = (name: string, stops: string): Layer => ({ name, on: true, stops });
  return [
    node('own process', 'access to the memory of host and enclave through one heap'),
    node('empty environment', 'variables such as NODE_OPTIONS that would loosen the other layers'),
    node('permission model', 'files by path, child processes, workers, the inspector; not sockets (Node 24)'),
    node('no code from strings', 'eval and new Function'),
    node('no native addons', 'loading of machine code'),
    node('no node:sqlite', 'file writes past the permission model'),
    node('frozen intrinsics', 'changes to built-in objects that would reach other code'),
    {
      name: 'core dumps off',
      on: limited,
      stops: limited ? 'secrets in crash files' : 'off: prlimit is not installed',
    },
    {
      name: 'bubblewrap, no network',
      on: wrapped,
      stops: wrapped
        ? 'every network, every file but Node and its libraries, sight of other processes, all capabilities'
        : 'off: bubblewrap is not installed, or user namespaces are not allowed here',
    },
    {
      name: 'seccomp filter',
      on: filtered,
      stops: filtered
        ? 'new sockets, processes, signals, tracing, writing files, kernel features without use'
        : 'off: needs bubblewrap on Linux x86-64',
    },
    {
      name: 'hardware isolation',
      on: false,
      stops: 'off: this platform is simulated, so root or the same user on this machine can read its memory',
    },
  ];
}
