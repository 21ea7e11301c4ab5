import { type Bytes, concat, toBytesBE, utf8 } from '@coffer/core/bytes';
import {
  blob,
  count,
  decode,
  encode,
  fixed,
  list,
  optional,
  record,
  type Typed,
  variants,
} from '@coffer/core/codec';
import { seal, unseal } from '@coffer/crypto/aead';
import { sha256 } from '@coffer/crypto/hash';
import { MAX_FRAME } from '../channel/frames.ts';
import { launchType, MAX_BODY, MAX_ORDER, MAX_SNAPSHOT } from '../channel/messages.ts';
import { EnclaveError, MONEY_STAYS } from '../errors.ts';

/**
 * The sealed journal (DESIGN §4). One entry per batch, so that a batch is whole or absent; each entry is sealed with a
 * context that names the instance, its number and the hash of the chain before it. On disk: u32 length, then the sealed
 * bytes. The chain's hash, its *head*, is what the counter holds: head = SHA-256(previous head ‖ sealed entry).
 */

/** Most requests in one batch. */
export const MAX_BATCH = 256;

const step = record({ time: count(), seed: fixed(32), request: blob(MAX_BODY) });
/** A journalled request with everything that its replay needs. */
export type StepRecord = Typed<typeof step>;

const birth = {
  time: count(),
  seed: fixed(32),
  secret: fixed(32),
  evidence: blob(4096),
  owner: optional(fixed(20)),
};

const entryCodec = variants({
  /** First entry of an enclave that begins with a new state. */
  genesis: record({ ...birth, config: blob(MAX_BODY) }),
  /** First entry of a successor, which waits for its predecessor's state. */
  await: record(birth),
  /** A piece of the predecessor's state. */
  piece: record({ body: blob(MAX_BODY) }),
  /** The pieces are complete. */
  adopt: record({ time: count(), predecessor: fixed(20) }),
  /** Every start of a process, before it answers anything. */
  launch: record({ launch: launchType }),
  steps: record({ records: list(step, MAX_BATCH) }),
  /** The state was handed over to this attestation key; nothing follows but launches. */
  stop: record({ time: count(), successor: fixed(20), order: blob(MAX_ORDER) }),
});
/** One journal entry. */
export type Entry = Typed<typeof entryCodec>;

const ENTRY_LIMITS = { maxBytes: MAX_FRAME, maxDepth: 8, maxItems: 1 << 14 };
/** The chain's head before the first entry. */
export const NO_HEAD: Bytes = new Uint8Array(32);

/** What seals and binds a journal. */
export interface Seals {
  /** AES-256 key of this instance. */
  readonly key: Bytes;
  /** 32-byte id of this instance. */
  readonly instance: Bytes;
}

const JOURNAL = utf8('coffer.journal.1');
const SNAPSHOT = utf8('coffer.snapshot.1');

function context(seals: Seals, seq: number, previous: Bytes): Bytes {
  return concat(JOURNAL, seals.instance, toBytesBE(BigInt(seq), 8), previous);
}

/** An entry as it goes to the store, with the chain's head after it. @param nonce 12 fresh random bytes */
export function sealEntry(
  seals: Seals,
  nonce: Bytes,
  seq: number,
  previous: Bytes,
  entry: Entry,
): { bytes: Bytes; head: Bytes } {
  const sealed = seal(seals.key, nonce, encode(entryCodec, entry), context(seals, seq, previous));
  return { bytes: concat(toBytesBE(BigInt(sealed.length), 4), sealed), head: sha256(previous, sealed) };
}

/** One entry read back. */
export interface ReadEntry {
  readonly entry: Entry;
  readonly seq: number;
  readonly previous: Bytes;
  readonly head: Bytes;
}

/** A journal read back. */
export interface ReadJournal {
  readonly entries: readonly ReadEntry[];
  /** Bytes of the journal that the entries fill; what follows is a torn write. */
  readonly length: number;
  /**
   * What follows the entries. `torn`: the begin of an entry, or zeros where one would be, as a crash leaves it.
   * `damaged`: a last entry of full length that does not open; only a counter can tell a torn write from an attack.
   */
  readonly tail: 'none' | 'torn' | 'damaged';
}

function broken(message: string, cause?: unknown): EnclaveError {
  return new EnclaveError('JOURNAL_BROKEN', message, {
    money: MONEY_STAYS,
    next: 'Put the newest copy of the files back, or take the way for lost devices.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * Reads the journal that follows (`seq`, `head`).
 * @throws EnclaveError `JOURNAL_BROKEN` when anything but the last entry is not as it was written
 */
export function readJournal(seals: Seals, bytes: Bytes, seq: number, head: Bytes): ReadJournal {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: ReadEntry[] = [];
  let offset = 0;
  let previous = head;
  for (let next = seq + 1; offset < bytes.length; next++) {
    const rest = bytes.length - offset;
    const length = rest < 4 ? 0 : view.getUint32(offset);
    if (rest < 4 || rest < 4 + length) return { entries, length: offset, tail: 'torn' };
    if (bytes.subarray(offset).every((byte) => byte === 0)) return { entries, length: offset, tail: 'torn' };
    const sealed = bytes.subarray(offset + 4, offset + 4 + length);
    let entry: Entry;
    try {
      entry = decode(entryCodec, unseal(seals.key, sealed, context(seals, next, previous)), ENTRY_LIMITS);
    } catch (cause) {
      if (rest === 4 + length) return { entries, length: offset, tail: 'damaged' };
      throw broken(
        `Entry ${next} of the enclave's journal was altered, or belongs to another enclave.`,
        cause,
      );
    }
    const after = sha256(previous, sealed);
    entries.push({ entry, seq: next, previous, head: after });
    previous = after;
    offset += 4 + length;
  }
  return { entries, length: offset, tail: 'none' };
}

const snapshotCodec = record({
  seq: count(),
  head: fixed(32),
  last: count(),
  phase: variants({
    awaiting: record({ pieces: list(blob(MAX_BODY), 64) }),
    running: record({ state: blob(MAX_SNAPSHOT) }),
    stopped: record({ state: blob(MAX_SNAPSHOT), successor: fixed(20), order: blob(MAX_ORDER) }),
  }),
  secret: fixed(32),
  evidence: blob(4096),
  owner: optional(fixed(20)),
});
/** The whole enclave at one place of its chain. */
export type Snapshot = Typed<typeof snapshotCodec>;

const SNAPSHOT_LIMITS = { maxBytes: MAX_SNAPSHOT, maxDepth: 8, maxItems: 1 << 10 };
const snapshotContext = (seals: Seals): Bytes => concat(SNAPSHOT, seals.instance);

/** A sealed snapshot. @param nonce 12 fresh random bytes */
export function sealSnapshot(seals: Seals, nonce: Bytes, snapshot: Snapshot): Bytes {
  return seal(seals.key, nonce, encode(snapshotCodec, snapshot), snapshotContext(seals));
}

/** The inverse of {@link sealSnapshot}. @throws EnclaveError `JOURNAL_BROKEN` */
export function openSnapshot(seals: Seals, sealed: Bytes): Snapshot {
  try {
    return decode(snapshotCodec, unseal(seals.key, sealed, snapshotContext(seals)), SNAPSHOT_LIMITS);
  } catch (cause) {
    throw broken("The enclave's snapshot was altered, or belongs to another enclave.", cause);
  }
}
