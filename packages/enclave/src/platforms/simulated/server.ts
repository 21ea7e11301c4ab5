import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { type Bytes, concat, toHex } from '@coffer/core/bytes';
import type { CounterClass } from '@coffer/core/program';
import { sha256 } from '@coffer/crypto/hash';
import { type Connection, connect } from '../../channel/connection.ts';
import {
  type PlatformMessage,
  type PlatformRequest,
  platformMessage,
  platformRequest,
  toErrorFields,
} from '../../channel/messages.ts';
import { openSoftwareCounter, type SoftwareCounter } from '../../counter/software.ts';
import { asEnclaveError, EnclaveError } from '../../errors.ts';
import { lockFile } from '../../host/lock.ts';
import { measurementOf } from '../../measurement.ts';
import type { LaunchRequest } from '../platform.ts';
import { certify, type Device, loadDevice, sealingKey } from './device.ts';
import { type ControlMessage, type ControlRequest, controlMessage, controlRequest } from './protocol.ts';
import { findSandbox, type Sandbox } from './sandbox.ts';

/**
 * The simulated platform: a process of its own that holds the device key, measures bundles, starts enclaves and keeps
 * their counters. It protects the host from the enclave, not the enclave from the host.
 */

/** A running platform. */
export interface PlatformServer {
  /** Path of its Unix socket. */
  readonly socket: string;
  /** Connections at the moment. */
  readonly connections: () => number;
  /** Ends every enclave, then the server. */
  readonly close: () => Promise<void>;
}

/** How to run a platform. */
export interface PlatformOptions {
  /** Its state: made by `provisionDevice`. */
  readonly directory: string;
  /** The Node binary for enclaves; default: the one that this process runs on. */
  readonly node?: string;
  /** Leaves bubblewrap out, for measurements and tests. */
  readonly bare?: boolean;
  /** Called whenever a connection comes or goes. */
  readonly onConnections?: (count: number) => void;
}

const MAX_BUNDLE = 32 << 20;
const MAX_WORDS = 2048;

/** Path of a platform's socket. */
export function socketPath(directory: string): string {
  return join(directory, 'socket');
}

function hashFile(path: string): Promise<Bytes> {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256');
    createReadStream(path, { highWaterMark: 1 << 20 })
      .on('data', (chunk) => hash.update(chunk))
      .on('error', reject)
      .on('end', () => resolve(new Uint8Array(hash.digest())));
  });
}

/**
 * Serves enclaves until it is closed.
 * @throws EnclaveError `STORE_LOCKED` when the directory has a running platform, `PLATFORM_FAILED`
 */
export async function servePlatform(options: PlatformOptions): Promise<PlatformServer> {
  const { directory, node = process.execPath } = options;
  const path = socketPath(directory);
  // sun_path holds 108 bytes; what is longer is cut off silently by some systems.
  if (Buffer.byteLength(path) > 103) {
    throw new EnclaveError('PLATFORM_FAILED', `The path ${path} is too long for a socket.`, {
      next: 'Use a shorter data directory.',
    });
  }
  const lock = lockFile(join(directory, 'lock'), `the platform in ${directory}`);
  try {
    const device = await loadDevice(directory);
    const counters = join(directory, 'counters');
    await mkdir(counters, { recursive: true, mode: 0o700 });
    const [nodeHash, sandbox] = await Promise.all([
      hashFile(node),
      findSandbox(node, directory, options.bare),
    ]);
    const machine = new Machine(device, counters, nodeHash, sandbox);
    await rm(path, { force: true });
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      options.onConnections?.(sockets.size);
      socket.on('close', () => {
        sockets.delete(socket);
        options.onConnections?.(sockets.size);
      });
      machine.serve(socket);
    });
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
    await chmod(path, 0o600);
    return {
      socket: path,
      connections: () => sockets.size,
      close: async () => {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => server.close(resolve));
        await machine.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw asEnclaveError(error, 'PLATFORM_FAILED');
  }
}

class Machine {
  readonly #device: Device;
  readonly #counters: string;
  readonly #node: Bytes;
  readonly #sandbox: Sandbox;
  readonly #open = new Map<string, Promise<SoftwareCounter>>();
  readonly #channels = new Map<string, Socket>();
  readonly #children = new Set<ChildProcess>();

  constructor(device: Device, counters: string, node: Bytes, sandbox: Sandbox) {
    this.#device = device;
    this.#counters = counters;
    this.#node = node;
    this.#sandbox = sandbox;
  }

  /** One connection: it becomes a channel, or it launches one enclave and lives as long as that. */
  serve(socket: Socket): void {
    const pieces: Bytes[] = [];
    let size = 0;
    let child: ChildProcess | undefined;
    let launched = false;
    const fail = (error: unknown): void =>
      control.send({ type: 'failed', error: toErrorFields(asEnclaveError(error, 'PLATFORM_FAILED')) });
    const measure = (): Bytes => measurementOf(sha256(concat(...pieces)), this.#node);
    const receive = (message: ControlRequest): void => {
      switch (message.type) {
        case 'attach': {
          const token = toHex(message.token);
          if (launched || size > 0 || this.#channels.has(token)) {
            throw new EnclaveError('PLATFORM_FAILED', 'This connection cannot become a channel.');
          }
          this.#channels.set(token, socket);
          socket.once('close', () => this.#channels.delete(token));
          control.send({ type: 'attached' });
          return;
        }
        case 'bundle':
          size += message.body.length;
          if (size > MAX_BUNDLE) throw new EnclaveError('PLATFORM_FAILED', 'The program is too large.');
          pieces.push(message.body);
          return;
        case 'measure':
          control.send({ type: 'measured', measurement: measure(), node: this.#node });
          return;
        case 'kill':
          child?.kill('SIGKILL');
          return;
        case 'launch': {
          const token = toHex(message.token);
          const channel = this.#channels.get(token);
          if (launched || channel === undefined) {
            throw new EnclaveError('PLATFORM_FAILED', 'There is no channel for this launch, or it was used.');
          }
          launched = true;
          this.#channels.delete(token);
          const { instance, counter } = message;
          child = this.#launch({ bundle: concat(...pieces), instance, counter }, measure(), channel, control);
        }
      }
    };
    const control: Connection<ControlMessage> = connect(socket, controlRequest, controlMessage, {
      message: (message) => {
        try {
          receive(message);
        } catch (error) {
          fail(error);
        }
      },
      closed: () => child?.kill('SIGKILL'),
    });
  }

  #launch(
    request: LaunchRequest,
    measurement: Bytes,
    channel: Socket,
    control: Connection<ControlMessage>,
  ): ChildProcess {
    const { counter } = request;
    if (counter !== 'none' && counter !== 'software') {
      throw new EnclaveError('PLATFORM_FAILED', `This machine has no counter of class ${counter}.`);
    }
    const { command, arguments: words, filter, layers } = this.#sandbox;
    const descriptor = filter === undefined ? undefined : openSync(filter, 'r');
    const child = spawn(command, words, {
      env: {},
      stdio: ['pipe', 'ignore', 'pipe', channel, 'pipe', descriptor ?? 'ignore'],
    });
    if (descriptor !== undefined) closeSync(descriptor);
    // The child has its own copy; ours would keep the channel open after its death.
    channel.destroy();
    this.#children.add(child);
    let said = '';
    child.stderr!.on('data', (chunk: Buffer) => {
      if (said.length < MAX_WORDS) said += chunk.toString('utf8');
    });
    child.stdin!.on('error', () => {});
    child.stdin!.end(request.bundle);
    this.#attend(child, request, measurement);
    child.on('error', (error) => {
      this.#children.delete(child);
      control.send({ type: 'failed', error: toErrorFields(asEnclaveError(error, 'LAUNCH_FAILED')) });
    });
    child.on('close', (code, signal) => {
      this.#children.delete(child);
      control.send({
        type: 'exited',
        code: code ?? undefined,
        signal: signal ?? undefined,
        words: said.slice(0, MAX_WORDS),
      });
    });
    if (child.pid !== undefined) {
      control.send({ type: 'launched', measurement, pid: child.pid, layers });
    }
    return child;
  }

  /** Descriptor 4: what an enclave is told and may ask. It can name no instance but its own. */
  #attend(child: ChildProcess, request: LaunchRequest, measurement: Bytes): void {
    const { instance, counter } = request;
    const guest: Connection<PlatformMessage> = connect(
      child.stdio[4] as Socket,
      platformRequest,
      platformMessage,
      {
        message: (message) => {
          this.#answer(message, measurement, instance, counter).then(
            (answer) => guest.send(answer),
            (error: unknown) =>
              guest.send({ type: 'failed', error: toErrorFields(asEnclaveError(error, 'COUNTER_FAILED')) }),
          );
        },
        closed: () => child.kill('SIGKILL'),
      },
    );
    const key = sealingKey(this.#device, measurement, instance, counter);
    guest.send({
      type: 'init',
      measurement,
      instance,
      network: this.#device.network,
      sealingKey: key,
      counter,
    });
  }

  async #answer(
    message: PlatformRequest,
    measurement: Bytes,
    instance: Bytes,
    counterClass: CounterClass,
  ): Promise<PlatformMessage> {
    if (message.type === 'certify') {
      const { key, program, abi } = message;
      return {
        type: 'certified',
        evidence: certify(this.#device, measurement, counterClass, { key, program, abi }),
      };
    }
    if (counterClass === 'none') throw new EnclaveError('COUNTER_FAILED', 'This enclave has no counter.');
    const counter = await this.#counter(toHex(sha256(measurement, instance)));
    if (message.type === 'read') return { type: 'counter', ...(await counter.read()) };
    const value = await counter.advance(message.from, message.to);
    return value === undefined ? { type: 'mismatch' } : { type: 'advanced', value };
  }

  #counter(name: string): Promise<SoftwareCounter> {
    const known = this.#open.get(name);
    if (known !== undefined) return known;
    const opened = openSoftwareCounter(join(this.#counters, name));
    this.#open.set(name, opened);
    opened.catch(() => this.#open.delete(name));
    return opened;
  }

  async close(): Promise<void> {
    const ends = [...this.#children].map((child) => new Promise((resolve) => child.once('close', resolve)));
    for (const child of this.#children) child.kill('SIGKILL');
    await Promise.all(ends);
    for (const counter of this.#open.values()) await (await counter).close();
  }
}
