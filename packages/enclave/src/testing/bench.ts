import { randomBytes } from 'node:crypto';
import { type Bytes, concat, equal, fromHex } from '@coffer/core/bytes';
import type { CounterClass, Program } from '@coffer/core/program';
import { sha256 } from '@coffer/crypto/hash';
import { address } from '@coffer/crypto/secp256k1';
import { certifyDevice, platformId } from '../attestation/certificates.ts';
import {
  decodeMessage,
  encodeMessage,
  type GuestMessage,
  guestMessage,
  type HostMessage,
  hostMessage,
  type PlatformMessage,
  platformMessage,
  platformRequest,
} from '../channel/messages.ts';
import type { PlatformFacts } from '../guest/chain.ts';
import { type GuestAction, GuestCore, type GuestSettings } from '../guest/core.ts';
import { certify, type Device, sealingKey } from '../platforms/simulated/device.ts';

/** A machine in memory for guest cores: disk, counter and device in the hands of a test, which may do what it likes. */

/** 32-byte id of the network that tests live in. */
export const TEST_NETWORK = sha256(fromHex('c0ffee'));
/** Secret of the root that tests trust. */
export const TEST_ROOT = sha256(fromHex('0700'));

/** A device that the root certified. */
export function testDevice(secret: Bytes = sha256(fromHex('de')), network = TEST_NETWORK): Device {
  const fields = { device: address(secret), platform: platformId('simulated') };
  return {
    network,
    secret,
    sealing: sha256(secret, fromHex('5ea1')),
    root: address(TEST_ROOT),
    certificate: certifyDevice(TEST_ROOT, network, fields),
  };
}

/** What a machine's disk and counter hold for one instance. Copy it, to roll back or to clone. */
export interface Disk {
  snapshot: Bytes;
  journal: Bytes;
}

/** The part of a machine that no host can roll back. */
export interface TestCounter {
  value: number;
  head: Bytes;
}

/** How to start a guest on a bench. */
export interface BenchOptions<State> {
  readonly program: Program<State>;
  readonly disk: Disk;
  readonly counter: TestCounter;
  readonly counterClass?: CounterClass;
  readonly measurement?: Bytes;
  readonly instance?: Bytes;
  readonly device?: Device;
  readonly owner?: Bytes;
  readonly succeed?: boolean;
  readonly time?: number;
  readonly settings?: GuestSettings;
  /** Appends and snapshots are written but not confirmed until `release`. */
  readonly hold?: boolean;
  /** Does not write at all: the store fails. */
  readonly failStore?: boolean;
}

/** An empty disk and counter. */
export const freshDisk = (): Disk => ({ snapshot: new Uint8Array(0), journal: new Uint8Array(0) });
/** A counter before anything was counted. */
export const freshCounter = (): TestCounter => ({ value: 0, head: new Uint8Array(32) });

/** One guest core on a machine in memory. */
export class Bench<State> {
  /** Everything that left the guest for its host, in order. */
  readonly said: GuestMessage[] = [];
  readonly #core: GuestCore<State>;
  readonly #options: BenchOptions<State>;
  readonly #facts: PlatformFacts;
  readonly #held: HostMessage[] = [];
  #parts: Bytes[] = [];
  #nextId = 1;
  hold: boolean;
  /** What a power failure would leave of a counter that answers before its disk does: without the newest step, unless read. */
  safe: TestCounter = freshCounter();
  /** The guest's monotonic clock, seconds. */
  elapsed = 0;
  ended = false;

  constructor(options: BenchOptions<State>) {
    const { counterClass = 'software', device = testDevice() } = options;
    const { measurement = sha256(fromHex('11')), instance = sha256(fromHex('22')) } = options;
    this.#options = options;
    this.#facts = {
      measurement,
      instance,
      network: device.network,
      sealingKey: sealingKey(device, measurement, instance, counterClass),
      counter: counterClass,
    };
    this.hold = options.hold ?? false;
    const random = (length: number): Bytes => new Uint8Array(randomBytes(length));
    this.#core = new GuestCore(options.program, this.#facts, random, options.settings);
    this.perform(this.#core.start());
    const { snapshot, journal } = options.disk;
    this.host({
      type: 'begin',
      time: options.time ?? 1000,
      config: new Uint8Array(0),
      owner: options.owner,
      mode: options.succeed === true ? 'succeed' : 'run',
      snapshot: snapshot.length,
      journal: journal.length,
    });
    const all = concat(snapshot, journal);
    for (let offset = 0; offset < all.length; offset += 1 << 20) {
      this.host({ type: 'chunk', body: all.slice(offset, offset + (1 << 20)) });
    }
  }

  /** Code of the error that ended the guest. */
  get fatal(): string | undefined {
    const last = this.said.findLast((message) => message.type === 'fatal');
    return last?.error.code;
  }

  get ready(): Extract<GuestMessage, { type: 'ready' }> | undefined {
    return this.said.find((message) => message.type === 'ready');
  }

  /** One message to the guest. */
  host(message: HostMessage): void {
    this.raw(encodeMessage(hostMessage, message));
  }

  /** One frame to the guest. */
  raw(body: Bytes): void {
    this.perform(this.#core.fromHost(body, this.elapsed));
  }

  turn(): void {
    this.perform(this.#core.turn());
  }

  /** Requests in one batch. @returns what the guest said to each, `undefined` where it said nothing yet */
  batch(bodies: readonly Bytes[], time = 1000): (GuestMessage | undefined)[] {
    const ids = bodies.map((body) => {
      const id = this.#nextId++;
      this.host({ type: 'request', id, time, body });
      return id;
    });
    this.turn();
    return ids.map((id) => this.answerTo(id));
  }

  /** One request. */
  ask(body: Bytes, time = 1000): GuestMessage | undefined {
    return this.batch([body], time)[0];
  }

  /** Sends a message that has an id of its own and looks for the answer. */
  special(message: (id: number) => HostMessage, chunks: Bytes = new Uint8Array(0)): GuestMessage | undefined {
    const id = this.#nextId++;
    this.host(message(id));
    for (let offset = 0; offset < chunks.length; offset += 1 << 20) {
      this.host({ type: 'chunk', body: chunks.slice(offset, offset + (1 << 20)) });
    }
    this.turn();
    return this.answerTo(id);
  }

  answerTo(id: number): GuestMessage | undefined {
    return this.said.find((message) => 'id' in message && message.id === id);
  }

  /** Pieces that no message has completed, such as a hand-over's package. */
  takeParts(): Bytes {
    const parts = concat(...this.#parts);
    this.#parts = [];
    return parts;
  }

  /** Confirms what was held. */
  release(): void {
    this.hold = false;
    for (const message of this.#held.splice(0)) this.host(message);
  }

  perform(actions: readonly GuestAction[]): void {
    for (const action of actions) {
      if (action.type === 'end') this.ended = true;
      else if (action.type === 'platform') this.#platform(action.body);
      else this.#host(decodeMessage(guestMessage, action.body));
    }
  }

  #host(message: GuestMessage): void {
    this.said.push(message);
    const { disk } = this.#options;
    if (message.type === 'part') this.#parts.push(message.body);
    if (message.type !== 'append' && message.type !== 'snapshot') return;
    if (this.#options.failStore === true) {
      this.host({ type: 'storeFailed', message: 'no space left' });
      return;
    }
    if (message.type === 'append') {
      disk.journal = concat(disk.journal.subarray(0, message.offset), message.body);
    } else {
      disk.snapshot = this.takeParts();
      disk.journal = new Uint8Array(0);
    }
    const stored: HostMessage = { type: 'stored', seq: message.seq };
    if (this.hold) this.#held.push(stored);
    else this.host(stored);
  }

  #platform(body: Bytes): void {
    const message = decodeMessage(platformRequest, body);
    const { counter, device = testDevice() } = this.#options;
    const { measurement, counter: counterClass } = this.#facts;
    let answer: PlatformMessage;
    if (message.type === 'certify') {
      const { key, program, abi } = message;
      answer = {
        type: 'certified',
        evidence: certify(device, measurement, counterClass, { key, program, abi }),
      };
    } else if (message.type === 'read') {
      this.safe = { ...counter };
      answer = { type: 'counter', ...counter };
    } else if (!equal(message.from, counter.head)) answer = { type: 'mismatch' };
    else {
      this.safe = { ...counter };
      counter.head = message.to;
      counter.value += 1;
      answer = { type: 'advanced', value: counter.value };
    }
    this.perform(this.#core.fromPlatform(encodeMessage(platformMessage, answer)));
  }
}
