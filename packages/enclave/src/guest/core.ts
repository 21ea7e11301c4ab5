import { type Bytes, concat, equal } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import type { Launch, Program } from '@coffer/core/program';
import { address, isSecret, publicKey } from '@coffer/crypto/secp256k1';
import { programId } from '../attestation/certificates.ts';
import {
  decodeMessage,
  type HostMessage,
  hostMessage,
  MAX_BODY,
  platformMessage,
  RUNTIME_ABI,
} from '../channel/messages.ts';
import { asEnclaveError, EnclaveError, MAYBE_DONE } from '../errors.ts';
import { notRunning, runBatch } from './batch.ts';
import type { PlatformFacts } from './chain.ts';
import { boundTime, DEFAULT_DRIFT } from './clock.ts';
import { Commit } from './commit.ts';
import { makePackage, openPackage, orderFor } from './handover.ts';
import {
  type Begin,
  type HandOver,
  type Job,
  outOfStep,
  outOfTurn,
  type Request,
  type TakeOver,
  type Waiting,
} from './jobs.ts';
import type { Entry } from './journal.ts';
import { type GuestAction, Outbox } from './outbox.ts';

/**
 * The guest without IO: frames in, actions out. The process shell (`guest/main.ts`) and the simulator drive this same
 * code. Output commit (DESIGN §1.5): an answer leaves only when the entry that caused it is stored and counted.
 */

export type { GuestAction } from './outbox.ts';

/** What a bundle fixes about its guest. Part of the measurement, because it is in the bundle. */
export interface GuestSettings {
  /** How far the host's time may be off, seconds. Default {@link DEFAULT_DRIFT}. */
  readonly drift?: number;
  /** Journal entries between two snapshots, at least. Default 256. */
  readonly snapshotEvery?: number;
}

const MAX_QUEUE = 4096;
const MAX_QUEUED_BYTES = 32 << 20;

/** See the head of the file. One per process. */
export class GuestCore<State> {
  readonly #program: Program<State>;
  readonly #facts: PlatformFacts;
  readonly #random: (length: number) => Bytes;
  readonly #drift: number;
  readonly #out = new Outbox();
  readonly #commit: Commit<State>;

  #stage: 'new' | 'loading' | 'opening' | 'serving' | 'ended' = 'new';
  /** Chunks on their way in: what the host kept, or a predecessor's package. */
  #incoming: { parts: Bytes[]; missing: number; done: (body: Bytes) => void } | undefined;
  #queue: Waiting<Job>[] = [];
  #queuedBytes = 0;
  #elapsed = 0;
  #launchedAt = { time: 0, elapsed: 0 };

  /** @param random draws bytes inside the enclave; a parameter, so that the simulator can be exact */
  constructor(
    program: Program<State>,
    facts: PlatformFacts,
    random: (length: number) => Bytes,
    settings: GuestSettings = {},
  ) {
    this.#program = program;
    this.#facts = facts;
    this.#random = random;
    this.#drift = settings.drift ?? DEFAULT_DRIFT;
    this.#commit = new Commit(program, facts, random, settings.snapshotEvery ?? 256, this.#out);
  }

  /** The enclave's first words. */
  start(): GuestAction[] {
    const { name, abi } = this.#program;
    this.#out.host({ type: 'hello', runtime: RUNTIME_ABI, program: name, abi });
    return this.#out.take();
  }

  /**
   * One frame from the host. Requests only queue up: call {@link turn} after the last frame that was there to read.
   * @param elapsed the guest's monotonic clock, seconds
   */
  fromHost(body: Bytes, elapsed: number): GuestAction[] {
    return this.#guarded(() => {
      this.#elapsed = Math.max(this.#elapsed, elapsed);
      let message: HostMessage;
      try {
        message = decodeMessage(hostMessage, body);
      } catch (error) {
        const why = isCofferError(error) ? error.message : 'It is not a message.';
        this.#out.complain(new EnclaveError('FRAME_MALFORMED', `The enclave dropped a message. ${why}`));
        return;
      }
      this.#receive(message);
    });
  }

  /** Something about the stream itself was refused before it became a frame. */
  refused(error: EnclaveError): GuestAction[] {
    return this.#guarded(() => {
      if (error.code === 'FRAME_STREAM_BROKEN') throw error;
      this.#out.complain(error);
    });
  }

  /** All frames that were there to read have been given: carry the waiting requests out as one batch. */
  turn(): GuestAction[] {
    return this.#guarded(() => this.#pump());
  }

  /** One frame from the platform. */
  fromPlatform(body: Bytes): GuestAction[] {
    return this.#guarded(() => this.#commit.answered(decodeMessage(platformMessage, body)));
  }

  /** Whatever goes wrong outside a program's step ends the enclave: the journal is the truth, memory is not. */
  #guarded(work: () => void): GuestAction[] {
    if (this.#stage === 'ended') return [];
    try {
      work();
    } catch (error) {
      this.#out.end(
        isCofferError(error) ? error : asEnclaveError(error, 'ENCLAVE_ENDED', { money: MAYBE_DONE }),
      );
      this.#stage = 'ended';
      this.#queue = [];
    }
    return this.#out.take();
  }

  #receive(message: HostMessage): void {
    switch (message.type) {
      case 'begin':
        if (this.#stage === 'new') this.#load(message);
        else this.#out.complain(outOfTurn(message.type));
        break;
      case 'chunk':
        this.#takeChunk(message.body);
        break;
      case 'request':
        this.#enqueue(message, message.body.length);
        break;
      case 'handOver':
        this.#enqueue(message, message.order.length);
        break;
      case 'takeOver': {
        const { id, time, size } = message;
        const open = this.#stage === 'opening' || this.#stage === 'serving';
        if (!open || this.#incoming !== undefined) this.#out.refuse(id, outOfTurn(message.type));
        else this.#expect(size, (body) => this.#enqueue({ type: 'takeOver', id, time, body }, body.length));
        break;
      }
      case 'stored':
        if (!this.#commit.stored(message.seq)) this.#out.complain(outOfTurn(message.type));
        break;
      case 'storeFailed':
        if (!this.#commit.storeFailed(message.message)) this.#out.complain(outOfTurn(message.type));
    }
  }

  #expect(size: number, done: (body: Bytes) => void): void {
    if (size === 0) done(new Uint8Array(0));
    else this.#incoming = { parts: [], missing: size, done };
  }

  #takeChunk(body: Bytes): void {
    const incoming = this.#incoming;
    if (incoming === undefined || body.length === 0 || body.length > incoming.missing) {
      this.#out.complain(outOfTurn('chunk'));
      return;
    }
    incoming.parts.push(body);
    incoming.missing -= body.length;
    if (incoming.missing > 0) return;
    this.#incoming = undefined;
    incoming.done(concat(...incoming.parts));
  }

  #enqueue(job: Job, bytes: number): void {
    if (this.#stage === 'new' || this.#stage === 'loading') {
      this.#out.refuse(job.id, outOfTurn(job.type));
      return;
    }
    if (this.#queue.length >= MAX_QUEUE || this.#queuedBytes + bytes > MAX_QUEUED_BYTES) {
      const next = 'Repeat the request a little later.';
      const message = 'The enclave has more waiting than it holds.';
      this.#out.refuse(job.id, new EnclaveError('TOO_MANY_REQUESTS', message, { next }));
      return;
    }
    this.#queuedBytes += bytes;
    const running = this.#launchedAt.time + Math.floor(this.#elapsed - this.#launchedAt.elapsed);
    this.#queue.push({ ...job, running });
  }

  // Launch

  #load(begin: Begin): void {
    this.#stage = 'loading';
    this.#launchedAt = { time: begin.time, elapsed: this.#elapsed };
    this.#expect(begin.snapshot + begin.journal, (body) => {
      this.#stage = 'opening';
      this.#commit.open(body.subarray(0, begin.snapshot), body.subarray(begin.snapshot), () => {
        if (this.#commit.chain.phase.type === 'empty') this.#beBorn(begin);
        else this.#relaunch(begin);
      });
    });
  }

  #beBorn(begin: Begin): void {
    let secret = this.#random(32);
    while (!isSecret(secret)) secret = this.#random(32);
    const { name, abi } = this.#program;
    this.#commit.ask({ type: 'certify', key: address(secret), program: programId(name), abi }, (message) => {
      if (message.type !== 'certified') throw outOfStep();
      const { time, owner, config } = begin;
      const birth = { time, seed: this.#random(32), secret, evidence: message.evidence, owner };
      const waits = begin.mode === 'succeed';
      const entry: Entry = waits ? { type: 'await', ...birth } : { type: 'genesis', ...birth, config };
      this.#commit.commit(entry, () => this.#ready('fresh'));
    });
  }

  #relaunch({ time }: Begin): void {
    boundTime(time, {
      last: this.#commit.chain.last,
      proved: this.#proved(),
      running: time,
      drift: this.#drift,
    });
    const launch = this.#facts.counter === 'none' ? 'unproven' : 'restored';
    this.#commit.commit({ type: 'launch', launch }, () => this.#ready(launch));
  }

  #ready(launch: Launch['type']): void {
    this.#stage = 'serving';
    const { phase, seq } = this.#commit.chain;
    if (phase.type === 'empty') throw outOfStep();
    const { evidence, secret } = phase.life;
    this.#out.host({
      type: 'ready',
      launch,
      phase: phase.type,
      evidence,
      publicKey: publicKey(secret),
      seq,
    });
    this.#settle();
  }

  /** After answers have left: a snapshot when one is due, then whatever waits. */
  #settle(): void {
    this.#commit.rest(() => this.#pump());
  }

  // Work

  #pump(): void {
    while (this.#stage === 'serving' && !this.#commit.busy) {
      const next = this.#queue[0];
      if (next === undefined) {
        this.#queuedBytes = 0;
        return;
      }
      if (next.type === 'request') this.#runBatch();
      else {
        this.#queue.shift();
        if (next.type === 'handOver') this.#handOver(next);
        else this.#takeOver(next);
      }
    }
  }

  #runBatch(): void {
    const end = this.#queue.findIndex((job) => job.type !== 'request');
    const requests = this.#queue.slice(0, end === -1 ? this.#queue.length : end) as Waiting<Request>[];
    const batch = runBatch(this.#program, this.#commit.chain, requests, this.#drift, this.#random);
    this.#queue.splice(0, batch.taken);
    const release = (): void => {
      for (const message of batch.answers) this.#out.host(message);
      this.#settle();
    };
    if (batch.records.length === 0) this.#commit.check(release);
    else this.#commit.store({ type: 'steps', records: batch.records }, batch.outcome, release);
  }

  #refuse(id: number, error: unknown): void {
    this.#commit.check(() => {
      this.#out.refuse(id, error);
      this.#settle();
    });
  }

  #handOver(job: Waiting<HandOver>): void {
    const { phase, last } = this.#commit.chain;
    const release = (): void => {
      const stopped = this.#commit.chain.phase;
      if (stopped.type !== 'stopped') throw outOfStep();
      const made = makePackage(
        this.#program,
        this.#facts,
        stopped,
        this.#commit.chain.last,
        this.#random(12),
      );
      this.#out.parts(made);
      this.#out.host({ type: 'handedOver', id: job.id, size: made.length });
      this.#settle();
    };
    if (phase.type === 'stopped' && equal(phase.order, job.order)) {
      this.#commit.check(release);
      return;
    }
    let entry: Entry;
    try {
      if (phase.type !== 'running') throw notRunning(phase.type);
      const bounds = { last, proved: this.#proved(), running: job.running, drift: this.#drift };
      const time = boundTime(job.time, bounds);
      const successor = orderFor(this.#program, this.#facts, phase.life, job.order);
      entry = { type: 'stop', time, successor, order: job.order };
    } catch (error) {
      this.#refuse(job.id, error);
      return;
    }
    this.#commit.commit(entry, release);
  }

  #takeOver(job: Waiting<TakeOver>): void {
    const { phase, last } = this.#commit.chain;
    let opened: ReturnType<typeof openPackage>;
    let time: number;
    try {
      if (phase.type !== 'awaiting') {
        throw new EnclaveError(
          'HANDOVER_REFUSED',
          'This enclave does not wait for a state, or already has one.',
        );
      }
      opened = openPackage(this.#program, this.#facts, phase.life, job.body);
      const floor = Math.max(last, opened.last);
      const { running } = job;
      time = boundTime(job.time, { last: floor, proved: opened.proved, running, drift: this.#drift });
    } catch (error) {
      this.#refuse(job.id, error);
      return;
    }
    const { state, predecessor } = opened;
    const from = (offset: number): void => {
      if (offset < state.length) {
        const body = state.slice(offset, offset + MAX_BODY);
        this.#commit.commit({ type: 'piece', body }, () => from(offset + body.length));
        return;
      }
      this.#commit.commit({ type: 'adopt', time, predecessor }, () => {
        this.#out.host({ type: 'reply', id: job.id, body: new Uint8Array(0), sends: [] });
        this.#settle();
      });
    };
    from(0);
  }

  #proved(): number {
    const { phase } = this.#commit.chain;
    return phase.type === 'running' || phase.type === 'stopped' ? this.#program.provedTime(phase.state) : 0;
  }
}
