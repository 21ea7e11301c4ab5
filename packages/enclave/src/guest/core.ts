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
  MAX_SNAPSHOT,
  type PlatformMessage,
  type PlatformRequest,
  platformMessage,
  RUNTIME_ABI,
} from '../channel/messages.ts';
import { asEnclaveError, EnclaveError, MAYBE_DONE } from '../errors.ts';
import { notRunning, runBatch } from './batch.ts';
import { applyEntry, type Chain, emptyChain, type PlatformFacts, toSnapshot } from './chain.ts';
import { boundTime, DEFAULT_DRIFT } from './clock.ts';
import { makePackage, openPackage, orderFor } from './handover.ts';
import {
  anotherInstance,
  type Begin,
  type HandOver,
  type Job,
  outOfStep,
  outOfTurn,
  type Request,
  storeFailed,
  type TakeOver,
  type Waiting,
} from './jobs.ts';
import { type Entry, type Seals, sealEntry, sealSnapshot } from './journal.ts';
import { judge, open } from './opening.ts';
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
  /** Journal entries between two snapshots. Default 256. */
  readonly snapshotEvery?: number;
}

const MAX_QUEUE = 4096;
const MAX_QUEUED_BYTES = 32 << 20;
const MAX_JOURNAL_BEFORE_SNAPSHOT = 8 << 20;

/** See the head of the file. One per process. */
export class GuestCore<State> {
  readonly #program: Program<State>;
  readonly #facts: PlatformFacts;
  readonly #seals: Seals;
  readonly #random: (length: number) => Bytes;
  readonly #drift: number;
  readonly #snapshotEvery: number;
  readonly #out = new Outbox();

  #stage: 'new' | 'loading' | 'busy' | 'idle' | 'ended' = 'new';
  /** Chunks on their way in: what the host kept, or a predecessor's package. */
  #incoming: { parts: Bytes[]; missing: number; done: (body: Bytes) => void } | undefined;
  #stored: { seq: number; done: () => void } | undefined;
  #answered: ((message: PlatformMessage) => void) | undefined;
  #chain: Chain<State> = emptyChain();
  /** Length of the journal after the newest snapshot, bytes. */
  #offset = 0;
  #sinceSnapshot = 0;
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
    this.#seals = { key: facts.sealingKey, instance: facts.instance };
    this.#random = random;
    this.#drift = settings.drift ?? DEFAULT_DRIFT;
    this.#snapshotEvery = settings.snapshotEvery ?? 256;
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
    return this.#guarded(() => {
      const message = decodeMessage(platformMessage, body);
      const answered = this.#answered;
      if (answered === undefined) throw outOfStep();
      this.#answered = undefined;
      if (message.type === 'failed') {
        throw new EnclaveError('COUNTER_FAILED', message.error.message, {
          money: MAYBE_DONE,
          next: 'Start the enclave again and repeat what has no answer.',
        });
      }
      answered(message);
    });
  }

  /** Whatever goes wrong outside a program's step ends the enclave: the journal is the truth, memory is not. */
  #guarded(work: () => void): GuestAction[] {
    if (this.#stage === 'ended') return [];
    try {
      work();
    } catch (error) {
      this.#out.end(asEnclaveError(error, 'ENCLAVE_ENDED', { money: MAYBE_DONE }));
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
        const open = this.#stage === 'busy' || this.#stage === 'idle';
        if (!open || this.#incoming !== undefined) this.#out.refuse(id, outOfTurn(message.type));
        else this.#expect(size, (body) => this.#enqueue({ type: 'takeOver', id, time, body }, body.length));
        break;
      }
      case 'stored': {
        const stored = this.#stored;
        if (stored?.seq !== message.seq) {
          this.#out.complain(outOfTurn(message.type));
          break;
        }
        this.#stored = undefined;
        stored.done();
        break;
      }
      case 'storeFailed':
        if (this.#stored !== undefined) throw storeFailed(message.message);
        this.#out.complain(outOfTurn(message.type));
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
      this.#stage = 'busy';
      this.#open(begin, body.subarray(0, begin.snapshot), body.subarray(begin.snapshot));
    });
  }

  #open(begin: Begin, snapshot: Bytes, journal: Bytes): void {
    const opened = open(this.#program, this.#facts, this.#seals, snapshot, journal);
    const { chain, read } = opened;
    this.#chain = chain;
    this.#offset = read.length;
    this.#sinceSnapshot = read.entries.length;
    const carryOn = (): void => {
      if (chain.phase.type === 'empty') this.#beBorn(begin);
      else this.#relaunch(begin);
    };
    if (this.#facts.counter === 'none') {
      carryOn();
      return;
    }
    this.#ask({ type: 'read' }, (message) => {
      if (message.type !== 'counter') throw outOfStep();
      if (judge(opened, message) === 'newest') carryOn();
      else this.#advance(message.head, chain.head, carryOn);
    });
  }

  #beBorn(begin: Begin): void {
    let secret = this.#random(32);
    while (!isSecret(secret)) secret = this.#random(32);
    const { name, abi } = this.#program;
    this.#ask({ type: 'certify', key: address(secret), program: programId(name), abi }, (message) => {
      if (message.type !== 'certified') throw outOfStep();
      const { time, owner, config } = begin;
      const birth = { time, seed: this.#random(32), secret, evidence: message.evidence, owner };
      const waits = begin.mode === 'succeed';
      const entry: Entry = waits ? { type: 'await', ...birth } : { type: 'genesis', ...birth, config };
      this.#commit(entry, () => this.#ready('fresh'));
    });
  }

  #relaunch({ time }: Begin): void {
    boundTime(time, { last: this.#chain.last, proved: this.#proved(), running: time, drift: this.#drift });
    const launch = this.#facts.counter === 'none' ? 'unproven' : 'restored';
    this.#commit({ type: 'launch', launch }, () => this.#ready(launch));
  }

  #ready(launch: Launch['type']): void {
    const { phase, seq } = this.#chain;
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

  // Commit

  /** Applies, stores and counts an entry, then goes on. */
  #commit(entry: Entry, then: () => void): void {
    this.#store(entry, applyEntry(this.#program, this.#facts, this.#chain, entry), then);
  }

  /** Stores and counts an entry whose outcome is known, then goes on. */
  #store(entry: Entry, outcome: Pick<Chain<State>, 'phase' | 'last'>, then: () => void): void {
    this.#stage = 'busy';
    const { head: previous } = this.#chain;
    const seq = this.#chain.seq + 1;
    const { bytes, head } = sealEntry(this.#seals, this.#random(12), seq, previous, entry);
    const committed = (): void => {
      this.#chain = { seq, head, ...outcome };
      this.#offset += bytes.length;
      this.#sinceSnapshot += 1;
      then();
    };
    this.#out.host({ type: 'append', seq, offset: this.#offset, body: bytes });
    this.#stored = {
      seq,
      done: () => {
        if (this.#facts.counter === 'none') committed();
        else this.#advance(previous, head, committed);
      },
    };
  }

  #advance(from: Bytes, to: Bytes, then: () => void): void {
    this.#ask({ type: 'advance', from, to }, (message) => {
      if (message.type !== 'advanced') throw anotherInstance();
      then();
    });
  }

  /** Before answers leave that no entry precedes: is this instance still the newest? A clone's reads would lie. */
  #check(then: () => void): void {
    if (this.#facts.counter === 'none') {
      then();
      return;
    }
    this.#stage = 'busy';
    this.#ask({ type: 'read' }, (message) => {
      if (message.type !== 'counter') throw outOfStep();
      if (!equal(message.head, this.#chain.head)) throw anotherInstance();
      then();
    });
  }

  #ask(request: PlatformRequest, then: (message: PlatformMessage) => void): void {
    this.#answered = then;
    this.#out.platform(request);
  }

  /** After a commit: a snapshot when one is due, then whatever waits. */
  #settle(): void {
    this.#stage = 'idle';
    const due = this.#sinceSnapshot >= this.#snapshotEvery || this.#offset > MAX_JOURNAL_BEFORE_SNAPSHOT;
    if (due) this.#snapshot();
    this.#pump();
  }

  #snapshot(): void {
    this.#sinceSnapshot = 0;
    const snapshot = toSnapshot(this.#program, this.#chain);
    if (snapshot === undefined) return;
    const sealed = sealSnapshot(this.#seals, this.#random(12), snapshot);
    if (sealed.length > MAX_SNAPSHOT) {
      this.#out.complain(new EnclaveError('PROGRAM_FAILED', 'The state is too large for a snapshot.'));
      return;
    }
    this.#stage = 'busy';
    this.#out.parts(sealed);
    this.#out.host({ type: 'snapshot', seq: snapshot.seq });
    this.#stored = {
      seq: snapshot.seq,
      done: () => {
        this.#offset = 0;
        this.#settle();
      },
    };
  }

  // Work

  #pump(): void {
    while (this.#stage === 'idle') {
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
    const batch = runBatch(this.#program, this.#chain, requests, this.#drift, this.#random);
    this.#queue.splice(0, batch.taken);
    const release = (): void => {
      for (const message of batch.answers) this.#out.host(message);
      this.#settle();
    };
    if (batch.records.length === 0) this.#check(release);
    else this.#store({ type: 'steps', records: batch.records }, batch.outcome, release);
  }

  #refuse(id: number, error: unknown): void {
    this.#check(() => {
      this.#out.refuse(id, error);
      this.#settle();
    });
  }

  #handOver(job: Waiting<HandOver>): void {
    const { phase, last } = this.#chain;
    const release = (): void => {
      const stopped = this.#chain.phase;
      if (stopped.type !== 'stopped') throw outOfStep();
      const made = makePackage(this.#program, this.#facts, stopped, this.#chain.last, this.#random(12));
      this.#out.parts(made);
      this.#out.host({ type: 'handedOver', id: job.id, size: made.length });
      this.#settle();
    };
    if (phase.type === 'stopped' && equal(phase.order, job.order)) {
      this.#check(release);
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
    this.#commit(entry, release);
  }

  #takeOver(job: Waiting<TakeOver>): void {
    const { phase, last } = this.#chain;
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
        this.#commit({ type: 'piece', body }, () => from(offset + body.length));
        return;
      }
      this.#commit({ type: 'adopt', time, predecessor }, () => {
        this.#out.host({ type: 'reply', id: job.id, body: new Uint8Array(0), sends: [] });
        this.#settle();
      });
    };
    from(0);
  }

  #proved(): number {
    const { phase } = this.#chain;
    return phase.type === 'running' || phase.type === 'stopped' ? this.#program.provedTime(phase.state) : 0;
  }
}
