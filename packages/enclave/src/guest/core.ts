import type { Bytes } from '@coffer/core/bytes';
import { concat, equal } from '@coffer/core/bytes';
import { type CofferError, isCofferError } from '@coffer/core/error';
import type { Effect, Launch, Program } from '@coffer/core/program';
import { address, isSecret, publicKey } from '@coffer/crypto/secp256k1';
import { programId } from '../attestation/certificates.ts';
import {
  CHUNK,
  decodeMessage,
  encodeMessage,
  type GuestMessage,
  guestMessage,
  type HostMessage,
  hostMessage,
  MAX_BODY,
  MAX_SNAPSHOT,
  type PlatformMessage,
  type PlatformRequest,
  platformMessage,
  platformRequest,
  RUNTIME_ABI,
  toErrorFields,
} from '../channel/messages.ts';
import { asEnclaveError, EnclaveError, MAYBE_DONE, MONEY_STAYS } from '../errors.ts';
import {
  applyEntry,
  type Chain,
  emptyChain,
  fromSnapshot,
  type PlatformFacts,
  replay,
  toSnapshot,
} from './chain.ts';
import { boundTime, DEFAULT_DRIFT } from './clock.ts';
import { makePackage, openPackage, orderFor } from './handover.ts';
import {
  type Entry,
  MAX_BATCH,
  openSnapshot,
  readJournal,
  type Seals,
  type StepRecord,
  sealEntry,
  sealSnapshot,
} from './journal.ts';

/**
 * The guest without IO: frames in, actions out. The process shell (`guest/main.ts`) and the simulator drive this same
 * code. Output commit (DESIGN §1.5): an answer leaves only when the entry that caused it is stored and counted.
 */

/** What the shell must do, in order. */
export type GuestAction =
  | { readonly type: 'host'; readonly body: Bytes }
  | { readonly type: 'platform'; readonly body: Bytes }
  /** End the process, after what was to be sent is sent. */
  | { readonly type: 'end'; readonly error: EnclaveError };

/** What a bundle fixes about its guest. Part of the measurement, because it is in the bundle. */
export interface GuestSettings {
  /** Seconds. Default {@link DEFAULT_DRIFT}. */
  readonly drift?: number;
  /** Journal entries between two snapshots. Default 256. */
  readonly snapshotEvery?: number;
}

const MAX_QUEUE = 4096;
const MAX_QUEUED_BYTES = 32 << 20;
const MAX_BATCH_BYTES = 2 << 20;
const MAX_JOURNAL_BEFORE_SNAPSHOT = 8 << 20;

type Job =
  | Extract<HostMessage, { type: 'request' | 'handOver' }>
  | { type: 'takeOver'; id: number; time: number; body: Bytes };
/** `running`: the latest time that the guest's own clock allows, before drift. */
type Queued = Job & { readonly running: number };

/** See the head of the file. One per process. */
export class GuestCore<State> {
  readonly #program: Program<State>;
  readonly #facts: PlatformFacts;
  readonly #seals: Seals;
  readonly #random: (length: number) => Bytes;
  readonly #drift: number;
  readonly #snapshotEvery: number;

  #out: GuestAction[] = [];
  #stage: 'new' | 'loading' | 'busy' | 'idle' | 'ended' = 'new';
  #begin: Extract<HostMessage, { type: 'begin' }> | undefined;
  /** Chunks on their way in: at launch, or of a predecessor's package. */
  #incoming: { parts: Bytes[]; missing: number; done: (body: Bytes) => void } | undefined;
  #stored: { seq: number; then: () => void } | undefined;
  #answered: ((message: PlatformMessage) => void) | undefined;
  #chain: Chain<State> = emptyChain();
  #offset = 0;
  #sinceSnapshot = 0;
  #queue: Queued[] = [];
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
    this.#toHost({
      type: 'hello',
      runtime: RUNTIME_ABI,
      program: this.#program.name,
      abi: this.#program.abi,
    });
    return this.#flush();
  }

  /**
   * One frame from the host. Requests only queue up: call {@link turn} after the last frame that was there to read.
   * @param elapsed the guest's monotonic clock, seconds
   */
  fromHost(body: Bytes, elapsed: number): GuestAction[] {
    if (this.#stage === 'ended') return [];
    this.#elapsed = Math.max(this.#elapsed, elapsed);
    let message: HostMessage;
    try {
      message = decodeMessage(hostMessage, body);
    } catch (error) {
      const why = isCofferError(error) ? error.message : 'It is not a message.';
      this.#complain(new EnclaveError('FRAME_MALFORMED', `The enclave dropped a message. ${why}`));
      return this.#flush();
    }
    return this.#guarded(() => this.#receive(message));
  }

  /** Something about the stream itself was refused before it became a frame. */
  refused(error: EnclaveError): GuestAction[] {
    if (this.#stage === 'ended') return [];
    if (error.code === 'FRAME_STREAM_BROKEN') this.#end(error);
    else this.#complain(error);
    return this.#flush();
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
      if (answered === undefined)
        throw new EnclaveError('PLATFORM_FAILED', 'The platform spoke out of turn.');
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
      this.#end(asEnclaveError(error, 'ENCLAVE_ENDED', { money: MAYBE_DONE }));
    }
    return this.#flush();
  }

  #receive(message: HostMessage): void {
    switch (message.type) {
      case 'begin':
        if (this.#stage !== 'new') return this.#unexpected(message.type);
        this.#begin = message;
        this.#stage = 'loading';
        this.#launchedAt = { time: message.time, elapsed: this.#elapsed };
        return this.#expect(message.snapshot + message.journal, (body) => {
          this.#stage = 'busy';
          this.#open(body.subarray(0, message.snapshot), body.subarray(message.snapshot));
        });
      case 'chunk': {
        const incoming = this.#incoming;
        if (incoming === undefined) return this.#unexpected(message.type);
        if (message.body.length === 0 || message.body.length > incoming.missing) {
          return this.#complain(
            new EnclaveError('FRAME_UNEXPECTED', 'A chunk is larger than was announced.'),
          );
        }
        incoming.parts.push(message.body);
        incoming.missing -= message.body.length;
        if (incoming.missing === 0) {
          this.#incoming = undefined;
          incoming.done(concat(...incoming.parts));
        }
        return;
      }
      case 'request':
        return this.#enqueue(message, message.body.length);
      case 'handOver':
        return this.#enqueue(message, message.order.length);
      case 'takeOver': {
        const early = this.#stage === 'new' || this.#stage === 'loading';
        if (early || this.#incoming !== undefined)
          return this.#refuse(message.id, this.#outOfTurn(message.type));
        const { id, time } = message;
        return this.#expect(message.size, (body) =>
          this.#enqueue({ type: 'takeOver', id, time, body }, body.length),
        );
      }
      case 'stored': {
        const stored = this.#stored;
        if (stored === undefined || stored.seq !== message.seq) return this.#unexpected(message.type);
        this.#stored = undefined;
        return stored.then();
      }
      case 'storeFailed':
        if (this.#stored === undefined) return this.#unexpected(message.type);
        throw new EnclaveError('STORE_FAILED', `The journal could not be written: ${message.message}`, {
          money: MAYBE_DONE,
          next: 'Make room or repair the disk, start the enclave again and repeat what has no answer.',
        });
    }
  }

  #expect(size: number, done: (body: Bytes) => void): void {
    if (size === 0) done(new Uint8Array(0));
    else this.#incoming = { parts: [], missing: size, done };
  }

  #enqueue(job: Job, bytes: number): void {
    if (this.#stage === 'new' || this.#stage === 'loading')
      return this.#refuse(job.id, this.#outOfTurn(job.type));
    if (this.#queue.length >= MAX_QUEUE || this.#queuedBytes + bytes > MAX_QUEUED_BYTES) {
      return this.#refuse(
        job.id,
        new EnclaveError('TOO_MANY_REQUESTS', 'The enclave has more waiting than it holds.', {
          next: 'Repeat the request a little later.',
        }),
      );
    }
    this.#queuedBytes += bytes;
    const running = this.#launchedAt.time + Math.floor(this.#elapsed - this.#launchedAt.elapsed);
    this.#queue.push({ ...job, running });
  }

  // ---- launch ----

  #open(sealedSnapshot: Bytes, journal: Bytes): void {
    const begin = this.#begin!;
    const start =
      sealedSnapshot.length === 0
        ? emptyChain<State>()
        : fromSnapshot(this.#program, openSnapshot(this.#seals, sealedSnapshot));
    const read = readJournal(this.#seals, journal, start.seq, start.head);
    const chain = replay(this.#program, this.#facts, start, read.entries);
    this.#chain = chain;
    this.#offset = read.length;
    this.#sinceSnapshot = read.entries.length;
    const damaged = new EnclaveError(
      'JOURNAL_BROKEN',
      "The last entry of the enclave's journal was altered.",
      {
        money: MONEY_STAYS,
        next: 'Put the newest copy of the files back, or take the way for lost devices.',
      },
    );
    const carryOn = (): void => {
      if (chain.phase.type === 'empty') this.#beBorn(begin);
      else this.#relaunch(begin);
    };
    if (this.#facts.counter === 'none') {
      if (read.tail === 'damaged') throw damaged;
      return carryOn();
    }
    const last = read.entries.at(-1);
    this.#ask({ type: 'read' }, (message) => {
      if (message.type !== 'counter') throw outOfStep();
      if (equal(message.head, chain.head)) return carryOn();
      // Stored but not counted: its answers never left, and nothing else was counted in its place.
      if (last !== undefined && read.tail !== 'damaged' && equal(message.head, last.previous)) {
        return this.#advance(last.previous, chain.head, carryOn);
      }
      if (read.tail === 'damaged' && message.value === chain.seq + 1) throw damaged;
      throw new EnclaveError(
        'JOURNAL_ROLLED_BACK',
        'These files are not the newest state of this enclave: the counter has seen a later one.',
        {
          money: MONEY_STAYS,
          next: 'Put the newest copy of the files back, or take the way for lost devices.',
          details: { entries: chain.seq, counted: message.value },
        },
      );
    });
  }

  #beBorn(begin: Extract<HostMessage, { type: 'begin' }>): void {
    let secret = this.#random(32);
    while (!isSecret(secret)) secret = this.#random(32);
    const { name, abi } = this.#program;
    const key = address(secret);
    this.#ask({ type: 'certify', key, program: programId(name), abi }, (message) => {
      if (message.type !== 'certified') throw outOfStep();
      const { time, owner, config } = begin;
      const life = { time, seed: this.#random(32), secret, evidence: message.evidence, owner };
      const entry: Entry =
        begin.mode === 'succeed' ? { type: 'await', ...life } : { type: 'genesis', ...life, config };
      this.#commit(entry, () => this.#ready('fresh'));
    });
  }

  #relaunch(begin: Extract<HostMessage, { type: 'begin' }>): void {
    const { chain, proved } = { chain: this.#chain, proved: this.#proved() };
    boundTime(begin.time, { last: chain.last, proved, running: begin.time, drift: this.#drift });
    const launch: Launch['type'] = this.#facts.counter === 'none' ? 'unproven' : 'restored';
    this.#commit({ type: 'launch', launch }, () => this.#ready(launch));
  }

  #ready(launch: Launch['type']): void {
    const { phase, seq } = this.#chain;
    if (phase.type === 'empty') throw outOfStep();
    this.#toHost({
      type: 'ready',
      launch,
      phase: phase.type,
      evidence: phase.life.evidence,
      publicKey: publicKey(phase.life.secret),
      seq,
    });
    this.#settle();
  }

  // ---- commit ----

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
    this.#toHost({ type: 'append', seq, offset: this.#offset, body: bytes });
    this.#await(seq, () => {
      const committed = (): void => {
        this.#chain = { seq, head, ...outcome };
        this.#offset += bytes.length;
        this.#sinceSnapshot += 1;
        then();
      };
      if (this.#facts.counter === 'none') committed();
      else this.#advance(previous, head, committed);
    });
  }

  #advance(from: Bytes, to: Bytes, then: () => void): void {
    this.#ask({ type: 'advance', from, to }, (message) => {
      if (message.type === 'advanced') return then();
      throw anotherInstance();
    });
  }

  /** Before answers leave that no entry precedes: is this instance still the newest? A clone's reads would lie. */
  #check(then: () => void): void {
    if (this.#facts.counter === 'none') return then();
    this.#stage = 'busy';
    this.#ask({ type: 'read' }, (message) => {
      if (message.type !== 'counter') throw outOfStep();
      if (!equal(message.head, this.#chain.head)) throw anotherInstance();
      then();
    });
  }

  /** After a commit: a snapshot when one is due, then whatever waits. */
  #settle(): void {
    const due = this.#sinceSnapshot >= this.#snapshotEvery || this.#offset > MAX_JOURNAL_BEFORE_SNAPSHOT;
    if (due && this.#snapshot()) return;
    this.#stage = 'idle';
    this.#pump();
  }

  #snapshot(): boolean {
    this.#sinceSnapshot = 0;
    const snapshot = toSnapshot(this.#program, this.#chain);
    if (snapshot === undefined) return false;
    const sealed = sealSnapshot(this.#seals, this.#random(12), snapshot);
    if (sealed.length > MAX_SNAPSHOT) {
      this.#complain(new EnclaveError('PROGRAM_FAILED', 'The state is too large for a snapshot.'));
      return false;
    }
    this.#stage = 'busy';
    this.#sendParts(sealed);
    this.#toHost({ type: 'snapshot', seq: snapshot.seq });
    this.#await(snapshot.seq, () => {
      this.#offset = 0;
      this.#settle();
    });
    return true;
  }

  // ---- work ----

  #pump(): void {
    while (this.#stage === 'idle' && this.#queue.length > 0) {
      const next = this.#queue[0]!;
      if (next.type === 'request') this.#runBatch();
      else {
        this.#queue.shift();
        if (next.type === 'handOver') this.#handOver(next);
        else this.#takeOver(next);
      }
    }
    if (this.#queue.length === 0) this.#queuedBytes = 0;
  }

  #runBatch(): void {
    const { phase } = this.#chain;
    const answers: GuestMessage[] = [];
    const records: StepRecord[] = [];
    let state = phase.type === 'running' ? phase.state : undefined;
    let last = this.#chain.last;
    let size = 0;
    let taken = 0;
    for (; taken < this.#queue.length && taken < MAX_BATCH && size < MAX_BATCH_BYTES; taken++) {
      const next = this.#queue[taken]!;
      if (next.type !== 'request') break;
      try {
        if (phase.type !== 'running') throw this.#notRunning();
        const proved = this.#program.provedTime(state!);
        const time = boundTime(next.time, { last, proved, running: next.running, drift: this.#drift });
        const seed = this.#random(32);
        const step = this.#program.step(state!, next.body, { time, seed });
        answers.push(answer(next.id, step.effects));
        size += next.body.length;
        if (step.unchanged === true) continue;
        records.push({ time, seed, request: next.body });
        state = step.state;
        last = time;
      } catch (error) {
        answers.push({ type: 'refused', id: next.id, error: toErrorFields(error) });
      }
    }
    this.#queue.splice(0, taken);
    const release = (): void => {
      for (const message of answers) this.#toHost(message);
      this.#settle();
    };
    if (phase.type !== 'running' || records.length === 0) return this.#check(release);
    this.#store({ type: 'steps', records }, { phase: { ...phase, state: state! }, last }, release);
  }

  #handOver(job: Extract<Queued, { type: 'handOver' }>): void {
    const { phase, last } = this.#chain;
    const release = (): void => {
      const stopped = this.#chain.phase;
      if (stopped.type !== 'stopped') throw outOfStep();
      const made = makePackage(this.#program, this.#facts, stopped, this.#chain.last, this.#random(12));
      this.#sendParts(made);
      this.#toHost({ type: 'handedOver', id: job.id, size: made.length });
      this.#settle();
    };
    let entry: Entry | undefined;
    try {
      if (phase.type === 'stopped' && equal(phase.order, job.order)) return this.#check(release);
      if (phase.type !== 'running') throw this.#notRunning();
      const proved = this.#proved();
      const time = boundTime(job.time, { last, proved, running: job.running, drift: this.#drift });
      const successor = orderFor(this.#program, this.#facts, phase.life, job.order);
      entry = { type: 'stop', time, successor, order: job.order };
    } catch (error) {
      return this.#check(() => {
        this.#refuse(job.id, error);
        this.#settle();
      });
    }
    this.#commit(entry, release);
  }

  #takeOver(job: Extract<Queued, { type: 'takeOver' }>): void {
    const { phase, last } = this.#chain;
    let opened: ReturnType<typeof openPackage>;
    let time: number;
    try {
      if (phase.type !== 'awaiting') {
        throw new EnclaveError('HANDOVER_REFUSED', 'This enclave already has a state and takes no other.');
      }
      opened = openPackage(this.#program, this.#facts, phase.life, job.body);
      time = boundTime(job.time, {
        last: Math.max(last, opened.last),
        proved: opened.proved,
        running: job.running,
        drift: this.#drift,
      });
    } catch (error) {
      return this.#check(() => {
        this.#refuse(job.id, error);
        this.#settle();
      });
    }
    const { state, predecessor } = opened;
    const next = (offset: number): void => {
      if (offset < state.length) {
        const body = state.slice(offset, offset + MAX_BODY);
        return this.#commit({ type: 'piece', body }, () => next(offset + body.length));
      }
      this.#commit({ type: 'adopt', time, predecessor }, () => {
        this.#toHost({ type: 'reply', id: job.id, body: new Uint8Array(0), sends: [] });
        this.#settle();
      });
    };
    next(0);
  }

  // ---- small things ----

  #proved(): number {
    const { phase } = this.#chain;
    return phase.type === 'running' || phase.type === 'stopped' ? this.#program.provedTime(phase.state) : 0;
  }

  #notRunning(): EnclaveError {
    if (this.#chain.phase.type === 'stopped') {
      return new EnclaveError('HANDED_OVER', 'This enclave handed its state over and answers nothing more.', {
        next: 'Use its successor.',
      });
    }
    return new EnclaveError('FRAME_UNEXPECTED', "This enclave waits for its predecessor's state.", {
      next: 'Complete the hand-over first.',
    });
  }

  #outOfTurn(what: string): EnclaveError {
    return new EnclaveError(
      'FRAME_UNEXPECTED',
      `A message of type ${what} came out of turn and was dropped.`,
    );
  }

  #unexpected(what: string): void {
    this.#complain(this.#outOfTurn(what));
  }

  #await(seq: number, then: () => void): void {
    this.#stored = { seq, then };
  }

  #ask(request: PlatformRequest, then: (message: PlatformMessage) => void): void {
    this.#answered = then;
    this.#out.push({ type: 'platform', body: encodeMessage(platformRequest, request) });
  }

  #sendParts(bytes: Bytes): void {
    for (let offset = 0; offset < bytes.length; offset += CHUNK) {
      this.#toHost({ type: 'part', body: bytes.subarray(offset, offset + CHUNK) });
    }
  }

  #refuse(id: number, error: unknown): void {
    this.#toHost({ type: 'refused', id, error: toErrorFields(error) });
  }

  #complain(error: CofferError): void {
    this.#toHost({ type: 'complaint', error: toErrorFields(error) });
  }

  #end(error: EnclaveError): void {
    this.#toHost({ type: 'fatal', error: toErrorFields(error) });
    this.#stage = 'ended';
    this.#queue = [];
    this.#out.push({ type: 'end', error });
  }

  #toHost(message: GuestMessage): void {
    this.#out.push({ type: 'host', body: encodeMessage(guestMessage, message) });
  }

  #flush(): GuestAction[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }
}

function outOfStep(): EnclaveError {
  return new EnclaveError('PLATFORM_FAILED', 'The platform gave another answer than was asked for.');
}

function anotherInstance(): EnclaveError {
  return new EnclaveError(
    'ANOTHER_INSTANCE',
    'Another instance of this enclave was started on the same state.',
    {
      money: MAYBE_DONE,
      next: 'Use the other instance, and repeat there what has no answer.',
    },
  );
}

/** The answer to an accepted request. @throws EnclaveError `PROGRAM_FAILED` when the effects are not exactly one reply */
function answer(id: number, effects: readonly Effect[]): GuestMessage {
  const replies = effects.filter((effect) => effect.type === 'reply');
  const sends = effects.filter((effect) => effect.type === 'send');
  const reply = replies[0];
  const size = effects.reduce((sum, effect) => sum + effect.body.length, 0);
  if (reply === undefined || replies.length > 1 || sends.length > 256 || size > MAX_BODY) {
    throw new EnclaveError(
      'PROGRAM_FAILED',
      'The program gave no answer, several, or one that is too large.',
      {
        next: 'Report this as a bug, with the request.',
      },
    );
  }
  return { type: 'reply', id, body: reply.body, sends: sends.map(({ to, body }) => ({ to, body })) };
}
