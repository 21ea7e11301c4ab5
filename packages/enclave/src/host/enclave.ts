import type { Bytes } from '@coffer/core/bytes';
import { concat } from '@coffer/core/bytes';
import type { CofferError } from '@coffer/core/error';
import type { CounterClass, Launch } from '@coffer/core/program';
import { type Connection, connect } from '../channel/connection.ts';
import {
  CHUNK,
  fromErrorFields,
  type GuestMessage,
  guestMessage,
  type HostMessage,
  hostMessage,
  MAX_BODY,
  MAX_ORDER,
  MAX_SNAPSHOT,
  RUNTIME_ABI,
} from '../channel/messages.ts';
import { EnclaveError, MAYBE_DONE, type RemoteError } from '../errors.ts';
import type { Layer, Platform, RunningEnclave } from '../platforms/platform.ts';
import type { Store } from './store.ts';

/** The host's side of an enclave: starts it, keeps its files, carries requests in and answers out. */

/** How to start an enclave. */
export interface LaunchOptions {
  readonly platform: Platform;
  /** From `loadBundle`. */
  readonly bundle: Bytes;
  /** Its sealed files. Closed together with the enclave. */
  readonly store: Store;
  readonly counter: CounterClass;
  /** The program's configuration. Used at the first launch only, and kept for life. */
  readonly config: Bytes;
  /** Address (20 bytes) that may approve an upgrade hand-over. Used at the first launch only; without it there is none. */
  readonly owner?: Bytes;
  /** Starts a successor, which waits for `takeOver`. First launch only. */
  readonly succeed?: boolean;
  /** Seconds since 1970. Default: this machine's clock. */
  readonly now?: () => number;
  /** What the program wants delivered, such as a message to another enclave. Delivery is the host's job, or nobody's. */
  readonly onSend?: (to: string, body: Bytes) => void;
  /** Frames that the enclave refused and that belong to no request. For logs. */
  readonly onComplaint?: (error: RemoteError) => void;
  /** Seconds that a launch may take. Default 30. */
  readonly timeout?: number;
}

/** How an enclave ended. */
export interface EnclaveEnd {
  /** `closed` on demand; otherwise a stable code such as `ANOTHER_INSTANCE`, or `ENCLAVE_ENDED` for a process that died. */
  readonly code: string;
  /** For people. */
  readonly message: string;
}

/** A running enclave. */
export interface Enclave {
  /** Encoded evidence for its attestation key. */
  readonly evidence: Bytes;
  /** Uncompressed public key of the attestation key, 65 bytes. */
  readonly publicKey: Bytes;
  readonly measurement: Bytes;
  readonly layers: readonly Layer[];
  readonly launch: Launch['type'];
  readonly phase: 'running' | 'awaiting' | 'stopped';
  /** Process id of the enclave, or of the sandbox around it. */
  readonly pid: number;
  /**
   * Carries out one request. The answer comes when what caused it is durable.
   * @throws CofferError what the program or the guest refused, by its own code; `ENCLAVE_ENDED` when it died meanwhile:
   * repeat the request with the same idempotency key
   */
  readonly request: (body: Bytes, options?: { readonly time?: number }) => Promise<Bytes>;
  /** Hands the state over (`guest/handover.ts`). Repeatable with the same order. @returns the package for the successor */
  readonly handOver: (order: Bytes) => Promise<Bytes>;
  /** Gives a successor its predecessor's package. */
  readonly takeOver: (handed: Bytes) => Promise<void>;
  /** Resolves when the process is gone and the store is closed. */
  readonly exited: Promise<EnclaveEnd>;
  /** Waits up to two seconds for open requests, then ends the process. Idempotent. */
  readonly close: () => Promise<EnclaveEnd>;
}

type Ready = Extract<GuestMessage, { type: 'ready' }>;

/** Requests that the guest holds at a time; further ones wait here, in order. */
const WINDOW = 1024;

interface Pending {
  readonly resolve: (body: Bytes) => void;
  readonly reject: (error: CofferError) => void;
}

/**
 * Starts an enclave and restores its state. Takes the store: it is closed when this fails.
 * @throws CofferError `JOURNAL_ROLLED_BACK`, `JOURNAL_BROKEN`, `TIME_REFUSED`, `ANOTHER_INSTANCE`, `LAUNCH_FAILED`,
 * `PLATFORM_FAILED`, `STORE_BROKEN`
 */
export async function launchEnclave(options: LaunchOptions): Promise<Enclave> {
  const { platform, bundle, store, counter, config } = options;
  let running: RunningEnclave;
  try {
    if (config.length > MAX_BODY) throw tooLarge(config.length, MAX_BODY);
    running = await platform.launch({ bundle, instance: store.instance, counter });
  } catch (error) {
    await store.close();
    throw error;
  }
  const session = new Session(running, options);
  const ready = await session.ready;
  const { evidence, publicKey, launch, phase } = ready;
  const { measurement, layers, pid } = running;
  return {
    ...{ evidence, publicKey, launch, phase, measurement, layers, pid },
    request: (body, { time } = {}) => session.request(body, time),
    handOver: (order) => session.handOver(order),
    takeOver: (handed) => session.takeOver(handed),
    exited: session.exited,
    close: () => session.close(),
  };
}

function tooLarge(size: number, limit: number): EnclaveError {
  return new EnclaveError(
    'FRAME_TOO_LARGE',
    `${size} bytes are more than the ${limit} that an enclave takes.`,
  );
}

/** Whole, not negative: what the channel carries. */
function seconds(time: number): number {
  return Number.isFinite(time) ? Math.max(0, Math.floor(time)) : 0;
}

class Session {
  readonly ready: Promise<Ready>;
  readonly exited: Promise<EnclaveEnd>;
  readonly #options: LaunchOptions;
  readonly #running: RunningEnclave;
  readonly #connection: Connection<HostMessage>;
  readonly #pending = new Map<number, Pending>();
  readonly #waiting: (() => void)[] = [];
  readonly #now: () => number;
  #launched: { resolve: (ready: Ready) => void; reject: (error: CofferError) => void } | undefined;
  #parts: Bytes[] = [];
  #nextId = 1;
  #fatal: RemoteError | undefined;
  #closing = false;
  #ended = false;
  #idle: (() => void) | undefined;

  constructor(running: RunningEnclave, options: LaunchOptions) {
    this.#running = running;
    this.#options = options;
    this.#now = options.now ?? (() => Math.floor(Date.now() / 1000));
    const launched = new Promise<Ready>((resolve, reject) => {
      this.#launched = { resolve, reject };
    });
    this.#connection = connect(running.channel, guestMessage, hostMessage, {
      message: (message) => this.#receive(message),
      closed: () => running.kill(),
    });
    const timer = setTimeout(() => running.kill(), (options.timeout ?? 30) * 1000);
    this.exited = running.exited.then(async ({ code, signal, words }) => {
      clearTimeout(timer);
      this.#ended = true;
      this.#connection.destroy();
      await options.store.close();
      const end = this.#end(code, signal, words);
      this.#fail(end);
      return end;
    });
    this.ready = launched.finally(() => clearTimeout(timer));
  }

  #end(code: number | undefined, signal: string | undefined, words: string): EnclaveEnd {
    if (this.#fatal !== undefined) return { code: this.#fatal.code, message: this.#fatal.message };
    if (this.#closing) return { code: 'closed', message: 'The enclave was closed.' };
    const how = signal ?? (code === undefined ? 'for an unknown reason' : `with code ${code}`);
    const last = words.trim().split('\n').slice(0, 8).join(' ');
    return { code: 'ENCLAVE_ENDED', message: `The enclave's process ended (${how}). ${last}`.trim() };
  }

  #fail(end: EnclaveEnd): void {
    this.#launched?.reject(
      this.#fatal ?? new EnclaveError('LAUNCH_FAILED', `The enclave could not be started. ${end.message}`),
    );
    for (const { reject } of this.#pending.values()) reject(this.#gone(end));
    this.#pending.clear();
    // What waits was never sent; it joins the pending ones only to be told so.
    for (const go of this.#waiting.splice(0)) go();
    for (const { reject } of this.#pending.values()) reject(this.#gone(end));
    this.#pending.clear();
    this.#idle?.();
  }

  #gone(end?: EnclaveEnd): EnclaveError {
    return new EnclaveError('ENCLAVE_ENDED', end?.message ?? 'The enclave is not running.', {
      money: MAYBE_DONE,
      next: 'Start the enclave again and repeat the request with the same id.',
      details: end === undefined ? {} : { reason: end.code },
    });
  }

  #receive(message: GuestMessage): void {
    const { store, onSend, onComplaint } = this.#options;
    switch (message.type) {
      case 'hello':
        if (message.runtime === RUNTIME_ABI) this.#begin().catch(() => this.#running.kill());
        else this.#running.kill();
        break;
      case 'append':
        this.#keep(message.seq, store.append(message.offset, message.body));
        break;
      case 'part':
        this.#parts.push(message.body);
        break;
      case 'snapshot':
        this.#keep(message.seq, store.snapshot(message.seq, this.#takeParts()));
        break;
      case 'ready':
        this.#launched?.resolve(message);
        this.#launched = undefined;
        break;
      case 'reply':
        for (const { to, body } of message.sends) onSend?.(to, body);
        this.#settle(message.id, ({ resolve }) => resolve(message.body));
        break;
      case 'refused': {
        const error = fromErrorFields(message.error);
        this.#settle(message.id, ({ reject }) => reject(error));
        break;
      }
      case 'handedOver': {
        const handed = this.#takeParts();
        this.#settle(message.id, ({ resolve }) => resolve(handed));
        break;
      }
      case 'complaint':
        onComplaint?.(fromErrorFields(message.error));
        break;
      case 'fatal':
        this.#fatal = fromErrorFields(message.error);
    }
  }

  #takeParts(): Bytes {
    const all = concat(...this.#parts);
    this.#parts = [];
    return all;
  }

  #settle(id: number, how: (pending: Pending) => void): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    how(pending);
    this.#waiting.shift()?.();
    if (this.#pending.size === 0) this.#idle?.();
  }

  #keep(seq: number, work: Promise<void>): void {
    work.then(
      () => this.#connection.send({ type: 'stored', seq }),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        this.#connection.send({ type: 'storeFailed', message: message.slice(0, 1024) });
      },
    );
  }

  async #begin(): Promise<void> {
    const { store, config, owner, succeed } = this.#options;
    const { snapshot = new Uint8Array(0), journal } = await store.read();
    this.#connection.send({
      type: 'begin',
      time: seconds(this.#now()),
      config,
      owner,
      mode: succeed === true ? 'succeed' : 'run',
      snapshot: snapshot.length,
      journal: journal.length,
    });
    this.#sendChunks(concat(snapshot, journal));
  }

  #sendChunks(bytes: Bytes): void {
    for (let offset = 0; offset < bytes.length; offset += CHUNK) {
      this.#connection.send({ type: 'chunk', body: bytes.subarray(offset, offset + CHUNK) });
    }
  }

  #ask(send: (id: number) => void): Promise<Bytes> {
    if (this.#ended || this.#closing) return Promise.reject(this.#gone());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const go = (): void => {
        this.#pending.set(id, { resolve, reject });
        try {
          send(id);
        } catch (error) {
          this.#settle(id, () => reject(error));
        }
      };
      if (this.#pending.size < WINDOW) go();
      else this.#waiting.push(go);
    });
  }

  request(body: Bytes, time?: number): Promise<Bytes> {
    if (body.length > MAX_BODY) return Promise.reject(tooLarge(body.length, MAX_BODY));
    return this.#ask((id) =>
      this.#connection.send({ type: 'request', id, time: seconds(time ?? this.#now()), body }),
    );
  }

  handOver(order: Bytes): Promise<Bytes> {
    if (order.length > MAX_ORDER) return Promise.reject(tooLarge(order.length, MAX_ORDER));
    return this.#ask((id) =>
      this.#connection.send({ type: 'handOver', id, time: seconds(this.#now()), order }),
    );
  }

  async takeOver(handed: Bytes): Promise<void> {
    if (handed.length > MAX_SNAPSHOT) throw tooLarge(handed.length, MAX_SNAPSHOT);
    await this.#ask((id) => {
      this.#connection.send({ type: 'takeOver', id, time: seconds(this.#now()), size: handed.length });
      this.#sendChunks(handed);
    });
  }

  async close(): Promise<EnclaveEnd> {
    if (!this.#closing && !this.#ended) {
      this.#closing = true;
      if (this.#pending.size > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, 2000);
          this.#idle = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      this.#running.kill();
    }
    return this.exited;
  }
}
