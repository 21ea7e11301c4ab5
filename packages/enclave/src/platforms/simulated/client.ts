import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createConnection, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Bytes } from '@coffer/core/bytes';
import { type Connection, connect } from '../../channel/connection.ts';
import { CHUNK, fromErrorFields } from '../../channel/messages.ts';
import { EnclaveError } from '../../errors.ts';
import type { EnclaveExit, LaunchRequest, Platform, RunningEnclave } from '../platform.ts';
import { type ControlMessage, type ControlRequest, controlMessage, controlRequest } from './protocol.ts';
import { socketPath } from './server.ts';

/** The host's side of the simulated platform. */

/** The simulated platform behind a socket. */
export interface SimulatedPlatform extends Platform {
  readonly kind: 'simulated';
  /** What would run: measurement of the bundle on this machine, and hash of its Node binary. */
  readonly measure: (bundle: Bytes) => Promise<{ readonly measurement: Bytes; readonly node: Bytes }>;
}

function unreachable(path: string, cause?: unknown): EnclaveError {
  return new EnclaveError('PLATFORM_FAILED', `The simulated platform at ${path} does not answer.`, {
    next: 'Start it, then repeat.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function dial(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once('error', (cause) => reject(unreachable(path, cause)));
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

/** A dialogue in which the next message answers the last one, until `then` takes over. */
interface Dialogue {
  readonly connection: Connection<ControlRequest>;
  readonly next: () => Promise<ControlMessage>;
}

function converse(path: string, socket: Socket): Dialogue {
  const arrived: ControlMessage[] = [];
  let waiting: { resolve: (message: ControlMessage) => void; reject: (error: unknown) => void } | undefined;
  let ended: EnclaveError | undefined;
  const connection = connect(socket, controlMessage, controlRequest, {
    message: (message: ControlMessage) => {
      if (waiting === undefined) arrived.push(message);
      else waiting.resolve(message);
      waiting = undefined;
    },
    closed: (error) => {
      ended = error ?? unreachable(path);
      waiting?.reject(ended);
    },
  });
  const next = (): Promise<ControlMessage> => {
    const message = arrived.shift();
    if (message !== undefined) return Promise.resolve(message);
    if (ended !== undefined) return Promise.reject(ended);
    return new Promise((resolve, reject) => {
      waiting = { resolve, reject };
    });
  };
  return { connection, next };
}

function expect<T extends ControlMessage['type']>(
  message: ControlMessage,
  type: T,
): Extract<ControlMessage, { type: T }> {
  if (message.type === 'failed') throw fromErrorFields(message.error);
  if (message.type !== type) {
    const words = message.type === 'exited' ? ` ${message.words}` : '';
    throw new EnclaveError('LAUNCH_FAILED', `The enclave could not be started.${words}`);
  }
  return message as Extract<ControlMessage, { type: T }>;
}

function sendBundle(connection: Connection<ControlRequest>, bundle: Bytes): void {
  for (let offset = 0; offset < bundle.length; offset += CHUNK) {
    connection.send({ type: 'bundle', body: bundle.subarray(offset, offset + CHUNK) });
  }
}

async function launch(path: string, request: LaunchRequest): Promise<RunningEnclave> {
  const token = new Uint8Array(randomBytes(32));
  const channel = await dial(path);
  let socket: Socket | undefined;
  try {
    const attaching = converse(path, channel);
    attaching.connection.send({ type: 'attach', token });
    expect(await attaching.next(), 'attached');
    attaching.connection.detach();
    // Nothing reads it until the host's session does: an early end must not pass unseen, nor an error crash the host.
    channel.on('error', () => channel.destroy());
    socket = await dial(path);
    const { connection, next } = converse(path, socket);
    sendBundle(connection, request.bundle);
    connection.send({ type: 'launch', token, instance: request.instance, counter: request.counter });
    const { measurement, pid, layers } = expect(await next(), 'launched');
    const exited = next().then(
      (message): EnclaveExit => {
        connection.destroy();
        if (message.type !== 'exited') return { code: undefined, signal: undefined, words: '' };
        return { code: message.code, signal: message.signal, words: message.words };
      },
      (): EnclaveExit => ({ code: undefined, signal: undefined, words: 'The platform process is gone.' }),
    );
    return {
      channel,
      measurement,
      pid,
      layers,
      exited,
      kill: () => connection.send({ type: 'kill' }),
    };
  } catch (error) {
    channel.destroy();
    socket?.destroy();
    throw error;
  }
}

/** Connects to a platform process. @param directory the platform's state directory */
export function simulatedPlatform(directory: string): SimulatedPlatform {
  const path = socketPath(directory);
  return {
    kind: 'simulated',
    launch: (request) => launch(path, request),
    measure: async (bundle) => {
      const { connection, next } = converse(path, await dial(path));
      try {
        sendBundle(connection, bundle);
        connection.send({ type: 'measure' });
        const { measurement, node } = expect(await next(), 'measured');
        return { measurement, node };
      } finally {
        connection.destroy();
      }
    },
  };
}

/** A platform process that was started here. */
export interface PlatformProcess {
  readonly platform: SimulatedPlatform;
  readonly pid: number;
  readonly exited: Promise<void>;
  /** Ends it and every enclave that it runs. Idempotent. */
  readonly close: () => Promise<void>;
}

/** How to start a platform process. */
export interface StartPlatformOptions {
  readonly directory: string;
  /** Leaves bubblewrap out, for measurements and tests. */
  readonly bare?: boolean;
  /**
   * Seconds to outlive the last connection. Without it the process ends with its parent; with it the parent may go,
   * and others find the process by its directory.
   */
  readonly linger?: number;
}

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

/** Starts a platform process. @throws EnclaveError `PLATFORM_FAILED` */
export async function startPlatform(options: StartPlatformOptions): Promise<PlatformProcess> {
  const { directory, bare = false, linger } = options;
  const words = ['--disable-warning=ExperimentalWarning', MAIN, '--directory', directory];
  if (bare) words.push('--bare');
  if (linger !== undefined) words.push('--linger', String(linger));
  const child = spawn(process.execPath, words, {
    detached: linger !== undefined,
    stdio: [linger === undefined ? 'pipe' : 'ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH ?? '' },
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const first = await new Promise<string>((resolve) => {
    let said = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (said.includes('\n')) resolve(said.trim());
    });
    child.once('error', (error) => resolve(`failed ${error.message}`));
    child.once('exit', () => resolve(said.trim() || 'failed without a word'));
  });
  if (first !== 'ready') {
    throw new EnclaveError('PLATFORM_FAILED', `The simulated platform did not start: ${first}`);
  }
  child.stdout!.destroy();
  if (linger !== undefined) child.unref();
  return {
    platform: simulatedPlatform(directory),
    pid: child.pid!,
    exited,
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
    },
  };
}

/**
 * The platform of this directory: the running one, or a new process that ends `linger` seconds after its last user.
 * @throws EnclaveError `PLATFORM_FAILED`
 */
export async function ensurePlatform(directory: string, linger = 2): Promise<SimulatedPlatform> {
  const path = socketPath(directory);
  for (let attempt = 0; ; attempt++) {
    try {
      (await dial(path)).destroy();
      return simulatedPlatform(directory);
    } catch (error) {
      if (attempt === 100) throw error;
    }
    try {
      return (await startPlatform({ directory, linger })).platform;
    } catch (error) {
      // Somebody else may be starting it at the same moment: then it answers soon.
      if (attempt === 100 || !(error instanceof EnclaveError) || !error.message.includes('STORE_LOCKED'))
        throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
