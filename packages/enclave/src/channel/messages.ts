import type { Bytes } from '@coffer/core/bytes';
import {
  blob,
  type Codec,
  count,
  decode,
  encode,
  fixed,
  type Limits,
  list,
  oneOf,
  optional,
  record,
  type Typed,
  text,
  variants,
} from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import { RemoteError } from '../errors.ts';
import { MAX_FRAME } from './frames.ts';

/** The messages between host, guest and platform process. Canonical CBOR, one message per frame. */

/** Version of the channel, the journal format and the key schedule; part of every measurement. */
export const RUNTIME_ABI = 1;
/** Largest request or reply, bytes. */
export const MAX_BODY = 16 << 20;
/** Largest order of a hand-over, bytes. */
export const MAX_ORDER = 64 << 10;
/** Largest snapshot, sealed, bytes. */
export const MAX_SNAPSHOT = 64 << 20;
/** Largest part of a journal that a launch reads, bytes. */
export const MAX_JOURNAL = 256 << 20;
/** Size of the pieces in which snapshots and journals cross the channel, bytes. */
export const CHUNK = 1 << 20;

const LIMITS: Limits = { maxBytes: MAX_FRAME, maxDepth: 12, maxItems: 1 << 16 };

/** Strength of rollback protection, by name. */
export const counterClass = oneOf('none', 'software', 'tpm', 'peers', 'ledger');
/** What became of the state, told to the host. */
export const launchType = oneOf('fresh', 'restored', 'unproven');

const detail: Codec<string | number | boolean> = {
  to: (value) => value,
  from: (cbor, path) =>
    typeof cbor === 'number' || typeof cbor === 'boolean' ? cbor : text(1024).from(cbor, path),
};

/** A typed error as it crosses the channel: never a cause, never a stack. */
export const errorFields = record({
  code: text(64),
  message: text(4096),
  money: text(4096),
  next: optional(text(4096)),
  details: list(record({ key: text(64), value: detail }), 32),
});
/** See {@link errorFields}. */
export type ErrorFields = Typed<typeof errorFields>;

const send = record({ to: text(512), body: blob(MAX_BODY) });

/** Host to guest. */
export const hostMessage = variants({
  /** First message. The bytes of snapshot, then journal, follow in `chunk`s, exactly as many as announced. */
  begin: record({
    time: count(),
    config: blob(MAX_BODY),
    owner: optional(fixed(20)),
    mode: oneOf('run', 'succeed'),
    snapshot: count(MAX_SNAPSHOT),
    journal: count(MAX_JOURNAL),
  }),
  chunk: record({ body: blob(CHUNK) }),
  request: record({ id: count(), time: count(), body: blob(MAX_BODY) }),
  /** The `append` or `snapshot` of this number is durable. */
  stored: record({ seq: count() }),
  storeFailed: record({ message: text(1024) }),
  /** Hand the state over; answered with a package for the successor (`guest/handover.ts`). */
  handOver: record({ id: count(), time: count(), order: blob(MAX_ORDER) }),
  /** The package of a predecessor; only in mode `succeed`. Arrives in `chunk`s like a snapshot. */
  takeOver: record({ id: count(), time: count(), size: count(MAX_SNAPSHOT) }),
});
/** See {@link hostMessage}. */
export type HostMessage = Typed<typeof hostMessage>;

/** Guest to host. */
export const guestMessage = variants({
  hello: record({ runtime: count(), program: text(64), abi: count() }),
  /** Write at `offset` of the journal (cut what follows first), make it durable, answer `stored`. */
  append: record({ seq: count(), offset: count(), body: blob(MAX_FRAME) }),
  /** A piece of the snapshot that the next `snapshot` completes. */
  part: record({ body: blob(CHUNK) }),
  /** The parts so far are the snapshot at `seq`: make it durable, then start an empty journal after it. */
  snapshot: record({ seq: count() }),
  ready: record({
    launch: launchType,
    phase: oneOf('running', 'awaiting', 'stopped'),
    evidence: blob(4096),
    publicKey: fixed(65),
    seq: count(),
  }),
  reply: record({ id: count(), body: blob(MAX_BODY), sends: list(send, 256) }),
  refused: record({ id: count(), error: errorFields }),
  /** Answer to `handOver`: this many bytes of parts make the package. */
  handedOver: record({ id: count(), size: count() }),
  /** A frame that could not be answered by id. The enclave lives. */
  complaint: record({ error: errorFields }),
  /** The enclave ends after this. */
  fatal: record({ error: errorFields }),
});
/** See {@link guestMessage}. */
export type GuestMessage = Typed<typeof guestMessage>;

/** Guest to platform. */
export const platformRequest = variants({
  certify: record({ key: fixed(20), program: fixed(32), abi: count(0xffffffff) }),
  read: record({}),
  advance: record({ from: fixed(32), to: fixed(32) }),
});
/** See {@link platformRequest}. */
export type PlatformRequest = Typed<typeof platformRequest>;

/** Platform to guest. `init` comes once, unasked; everything else answers one request, in order. */
export const platformMessage = variants({
  init: record({
    measurement: fixed(32),
    instance: fixed(32),
    network: fixed(32),
    sealingKey: fixed(32),
    counter: counterClass,
  }),
  certified: record({ evidence: blob(4096) }),
  counter: record({ value: count(), head: fixed(32) }),
  advanced: record({ value: count() }),
  /** The counter's head is not the one named in `advance`. */
  mismatch: record({}),
  failed: record({ error: errorFields }),
});
/** See {@link platformMessage}. */
export type PlatformMessage = Typed<typeof platformMessage>;

/** Canonical bytes of a message. */
export function encodeMessage<T>(codec: Codec<T>, message: T): Bytes {
  return encode(codec, message);
}

/** A message from a frame. @throws CodecError */
export function decodeMessage<T>(codec: Codec<T>, body: Bytes): T {
  return decode(codec, body, LIMITS);
}

function clip(value: string, max: number): string {
  return value.length <= max ? value : `${value.slice(0, max - 1)}…`;
}

/** The wire form of anything thrown. What is not a typed error becomes `code`, without its internals. */
export function toErrorFields(error: unknown, code = 'PROGRAM_FAILED'): ErrorFields {
  const typed =
    error instanceof CofferError
      ? error
      : new CofferError(code, 'The program failed on this request and refused it.', {
          next: 'Report this as a bug, with the request.',
        });
  const json = typed.toJSON();
  return {
    code: clip(json.code, 64),
    message: clip(json.message, 4096),
    money: clip(json.money, 4096),
    next: json.next === undefined ? undefined : clip(json.next, 4096),
    details: Object.entries(json.details ?? {})
      .slice(0, 32)
      .map(([key, value]) => ({
        key: clip(key, 64),
        value:
          typeof value === 'string'
            ? clip(value, 1024)
            : typeof value === 'number' && !Number.isSafeInteger(value)
              ? String(value)
              : value,
      })),
  };
}

/** The error that {@link toErrorFields} described. */
export function fromErrorFields(fields: ErrorFields): RemoteError {
  return new RemoteError(fields.code, fields.message, {
    money: fields.money,
    ...(fields.next === undefined ? {} : { next: fields.next }),
    details: Object.fromEntries(fields.details.map(({ key, value }) => [key, value])),
  });
}
