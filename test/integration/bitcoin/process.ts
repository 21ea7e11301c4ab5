import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { isNodeError } from '@coffer/bitcoin/node/error';
import type { Rpc } from '@coffer/bitcoin/node/rpc';

/** A node in a process of its own. */
export interface NodeProcess {
  /** Starts it, also after it was killed, and waits until it answers. @throws Error with its last words */
  readonly start: () => Promise<void>;
  /** Ends it as a power cut does. */
  readonly kill: () => Promise<void>;
}

const START_MS = 60_000;

/** Ends a process that is ours, and waits for it. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/**
 * Prepares a node that does not outlive this process.
 * @param home its home folder: nobody's own settings are read or written
 * @param probe opens a client that asks once
 */
export function nodeProcess(
  binary: string,
  flags: readonly string[],
  home: string,
  probe: () => Rpc,
): NodeProcess {
  let child: ChildProcess | undefined;
  const killed = (): void => void child?.kill('SIGKILL');
  const kill = async (): Promise<void> => {
    process.off('exit', killed);
    if (child !== undefined) await end(child);
  };

  const answers = async (): Promise<boolean> => {
    const rpc = probe();
    try {
      await rpc.call('getblockcount');
      return true;
    } catch (error) {
      // Until its certificate or cookie is written, it cannot be asked either.
      if (!isNodeError(error, 'NODE_UNREACHABLE', 'NODE_UNAUTHORIZED')) throw error;
      return false;
    } finally {
      rpc.close();
    }
  };

  const start = async (): Promise<void> => {
    const current = spawn(binary, flags, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: home },
    });
    child = current;
    process.once('exit', killed);
    let said = '';
    const hear = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-2_000);
    };
    current.stdout.on('data', hear);
    current.stderr.on('data', hear);
    current.on('error', (error) => hear(Buffer.from(error.message)));
    const deadline = Date.now() + START_MS;
    while (!(await answers())) {
      if (current.exitCode !== null || current.pid === undefined || Date.now() > deadline) {
        await kill();
        throw new Error(`${binary} does not start: ${said}`);
      }
      await sleep(50);
    }
  };
  return { start, kill };
}
