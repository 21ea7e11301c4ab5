import { type Bytes, concat, equal } from '@coffer/core/bytes';
import { type Codec, decode, encode } from '@coffer/core/codec';
import type { Program } from '@coffer/core/program';
import {
  decodeMessage,
  encodeMessage,
  guestMessage,
  type HostMessage,
  hostMessage,
  type PlatformMessage,
  platformMessage,
  platformRequest,
} from '@coffer/enclave/channel/messages';
import type { PlatformFacts } from '@coffer/enclave/guest/chain';
import { type GuestAction, GuestCore } from '@coffer/enclave/guest/core';
import { offlineProgram } from '@coffer/offline/enclave/program';
import type { OfflineState } from '@coffer/offline/enclave/state';
import { type Reply, type Request, replyCodec, requestCodec } from '@coffer/offline/messages/command';
import type { Random } from '../kernel/random.ts';

/**
 * A computer with an enclave: the real guest core and the real program, on a disk and beside a platform that are
 * simulated, so that both can fail, tear and lie.
 */

/** What survives a crash. */
export interface Disk {
  readonly snapshot: Bytes;
  readonly journal: Bytes;
}

/** What an enclave said to a request. */
export type Said =
  | { readonly type: 'reply'; readonly reply: Reply }
  | { readonly type: 'refused'; readonly code: string; readonly message: string }
  /** No answer: the enclave ended. The request was carried out or not. */
  | { readonly type: 'silence'; readonly code: string };

/** The platform's part of a device: keys and counter. The host cannot touch it. */
export interface Platform {
  readonly facts: PlatformFacts;
  readonly certify: (key: Bytes, abi: number) => Bytes;
  /** The counter's value and the head of the chain that it holds. */
  counter: { value: number; head: Bytes };
}

/** When to crash: at this storage or counter operation from now on; how much of a write still reaches the disk. */
export interface CrashPlan {
  readonly operation: number;
  readonly torn: number;
}

class Crash extends Error {}

const EMPTY: Disk = { snapshot: new Uint8Array(0), journal: new Uint8Array(0) };

/** How much of a buffer is some journal: what lies behind that is free. */
const used = new WeakMap<ArrayBufferLike, number>();

/** A journal with `part` at `offset`, and nothing after it. Journals never change: what follows the longest one shares its buffer. */
function written(journal: Bytes, offset: number, part: Bytes): Bytes {
  const end = offset + part.length;
  let buffer = journal.buffer;
  if (used.get(buffer) !== offset || end > buffer.byteLength) {
    const copy = new Uint8Array(Math.max(4_096, 2 * end));
    copy.set(journal.subarray(0, offset));
    buffer = copy.buffer;
  }
  const bytes = new Uint8Array(buffer, 0, end);
  bytes.set(part, offset);
  used.set(buffer, end);
  return bytes;
}

/** One run of an enclave process. */
export interface Instance {
  readonly running: () => boolean;
  /** Why it ended. */
  readonly ended: () => string;
  readonly request: (request: Request, hostTime: number) => Said;
  /** Several requests that are there to read at once: one batch, one journal entry, one step of the counter. */
  readonly together: (requests: readonly Request[], hostTime: number) => readonly Said[];
  readonly disk: () => Disk;
  /** Its books, as of the newest step: for checks, no host could see them. */
  readonly state: () => OfflineState | undefined;
  /** Its books as of the newest answer, also when it ended after that. */
  readonly answered: () => OfflineState | undefined;
  readonly kill: () => void;
  readonly crashAt: (plan: CrashPlan | undefined) => void;
  /** True after a crash that {@link crashAt} planned. */
  readonly crashed: () => boolean;
}

/** What an instance is launched with. */
export interface LaunchOptions {
  readonly platform: Platform;
  readonly config: Bytes;
  readonly disk?: Disk;
  readonly hostTime: number;
  /** The guest's monotonic clock, seconds. */
  readonly elapsed: () => number;
  readonly chance: Random;
  readonly snapshotEvery: number;
}

/** Launches an enclave on a disk. Whether it came up, `running` says. */
export function launch(options: LaunchOptions): Instance {
  const { platform, elapsed, chance } = options;
  let disk = options.disk ?? EMPTY;
  let state: OfflineState | undefined;
  /** What a request would make of the state, until its answer leaves. */
  let candidate: OfflineState | undefined;
  let asking = false;
  let answeredWith: OfflineState | undefined;
  let ended: string | undefined;
  let crashed = false;
  let plan: CrashPlan | undefined;
  let parts: Bytes[] = [];
  let ready = false;
  let answers: { id: number; said: Said }[] = [];
  let nextId = 1;

  const seen = (next: OfflineState): OfflineState => {
    state = next;
    return next;
  };
  const observed: Program<OfflineState> = {
    ...offlineProgram,
    create: (...input) => seen(offlineProgram.create(...input)),
    launched: (...input) => seen(offlineProgram.launched(...input)),
    restore: (...input) => seen(offlineProgram.restore(...input)),
    step: (...input) => {
      const step = offlineProgram.step(...input);
      if (asking) candidate = step.state;
      else seen(step.state);
      return step;
    },
  };
  const core = new GuestCore(observed, platform.facts, (length) => chance.bytes(length), {
    drift: 30,
    snapshotEvery: options.snapshotEvery,
  });

  /** @returns true when the crash that was planned happens now */
  const crashesHere = (): boolean => {
    if (plan === undefined) return false;
    plan = { ...plan, operation: plan.operation - 1 };
    return plan.operation < 0;
  };
  const stopHere = (): never => {
    crashed = true;
    throw new Crash();
  };

  const answerPlatform = (body: Bytes): PlatformMessage => {
    const request = decodeMessage(platformRequest, body);
    if (request.type === 'certify')
      return { type: 'certified', evidence: platform.certify(request.key, request.abi) };
    if (request.type === 'read') return { type: 'counter', ...platform.counter };
    if (!equal(platform.counter.head, request.from)) return { type: 'mismatch' };
    const crash = crashesHere();
    if (crash && plan!.torn < 0.5) stopHere();
    platform.counter = { value: platform.counter.value + 1, head: request.to };
    if (crash) stopHere();
    return { type: 'advanced', value: platform.counter.value };
  };

  const store = (seq: number, next: Disk, torn: (share: number) => Disk): HostMessage => {
    if (crashesHere()) {
      disk = plan!.torn > 0.95 ? next : torn(plan!.torn);
      stopHere();
    }
    disk = next;
    return { type: 'stored', seq };
  };

  const toHost = (body: Bytes): HostMessage | undefined => {
    const message = decodeMessage(guestMessage, body);
    switch (message.type) {
      case 'append': {
        const { journal } = disk;
        const write = (part: Bytes): Disk => ({ ...disk, journal: written(journal, message.offset, part) });
        return store(message.seq, write(message.body), (share) =>
          write(message.body.subarray(0, Math.floor(message.body.length * share))),
        );
      }
      case 'part':
        parts.push(message.body);
        return undefined;
      case 'snapshot': {
        const next = { snapshot: concat(...parts), journal: new Uint8Array(0) };
        parts = [];
        // A snapshot is renamed into place: before that, a crash leaves the old one.
        return store(message.seq, next, () => disk);
      }
      case 'ready':
        ready = true;
        return undefined;
      case 'reply': {
        const reply = decode(replyCodec as Codec<Reply>, message.body);
        state = candidate ?? state;
        answeredWith = state;
        answers.push({ id: message.id, said: { type: 'reply', reply } });
        return undefined;
      }
      case 'refused':
        answers.push({
          id: message.id,
          said: { type: 'refused', code: message.error.code, message: message.error.message },
        });
        return undefined;
      case 'fatal':
        ended = message.error.code;
        return undefined;
      default:
        return undefined;
    }
  };

  const drive = (first: readonly GuestAction[]): void => {
    const queue = [...first];
    try {
      for (let action = queue.shift(); action !== undefined; action = queue.shift()) {
        if (action.type === 'end') ended ??= action.error.code;
        else if (action.type === 'platform') {
          const reply = encodeMessage(platformMessage, answerPlatform(action.body));
          queue.unshift(...core.fromPlatform(reply));
        } else {
          const message = toHost(action.body);
          if (message !== undefined) queue.push(...send(message));
        }
      }
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      ended = 'CRASH';
    }
  };
  const send = (message: HostMessage): GuestAction[] =>
    core.fromHost(encodeMessage(hostMessage, message), elapsed());

  drive(core.start());
  const { snapshot, journal } = disk;
  drive(
    send({
      type: 'begin',
      time: Math.max(0, options.hostTime),
      config: options.config,
      owner: undefined,
      mode: 'run',
      snapshot: snapshot.length,
      journal: journal.length,
    }),
  );
  const both = concat(snapshot, journal);
  for (let offset = 0; offset < both.length && ended === undefined; offset += 1 << 20) {
    drive(send({ type: 'chunk', body: both.subarray(offset, offset + (1 << 20)) }));
  }
  if (!ready && ended === undefined) ended = 'NOT_READY';

  const together = (requests: readonly Request[], hostTime: number): readonly Said[] => {
    const silence = (): Said => ({ type: 'silence', code: ended ?? 'NO_ANSWER' });
    if (ended !== undefined) return requests.map(silence);
    answers = [];
    candidate = undefined;
    asking = true;
    const ids = requests.map((request) => {
      const id = nextId++;
      const body = encode(requestCodec as Codec<Request>, request);
      drive(send({ type: 'request', id, time: Math.max(0, hostTime), body }));
      return id;
    });
    if (ended === undefined) drive(core.turn());
    return ids.map((id) => answers.find((answer) => answer.id === id)?.said ?? silence());
  };

  return {
    running: () => ended === undefined,
    ended: () => ended ?? '',
    disk: () => disk,
    state: () => (ended === undefined ? state : undefined),
    answered: () => answeredWith,
    kill: () => {
      ended ??= 'KILLED';
    },
    crashAt: (next) => {
      plan = next;
    },
    crashed: () => crashed,
    request: (request, hostTime) => together([request], hostTime)[0]!,
    together,
  };
}
