import { type Bytes, fromHex, toHex } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import { BitcoinError } from './error.ts';

/**
 * Bitcoin's wire encoding: little-endian integers, CompactSize counts in their shortest form. Reading is total: any bytes
 * give a value or a `BitcoinError`, and no count is believed before the bytes for it are there.
 */

/** An id of a block or transaction as people and RPC write it: 64 lower-case hex digits, the hash's bytes reversed. */
export type Id = string;

/** SHA-256 of SHA-256: what ids and Merkle trees of Bitcoin are made of. 32 bytes. */
export function hash256(bytes: Bytes): Bytes {
  return sha256(sha256(bytes));
}

/** The id of a hash. */
export function idOf(hash: Bytes): Id {
  return toHex(Uint8Array.from(hash).reverse()).slice(2);
}

/** The 32 hashed bytes of an id. @throws BitcoinError `BITCOIN_MALFORMED` */
export function hashOf(id: Id): Bytes {
  if (!/^[0-9a-f]{64}$/i.test(id)) throw new BitcoinError('BITCOIN_MALFORMED', 'An id is 64 hex digits.');
  return fromHex(id).reverse();
}

/** Reads bytes from the front. Every method throws `BITCOIN_MALFORMED` when there are not enough of them. */
export class Reader {
  readonly #bytes: Bytes;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** How many bytes have been read. */
  get offset(): number {
    return this.#offset;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#bytes.length - this.#offset;
  }

  /** The next `length` bytes: a view, not a copy. */
  take(length: number): Bytes {
    const from = this.#advance(length);
    return this.#bytes.subarray(from, from + length);
  }

  /** The next byte, without moving on, or nothing at the end. */
  peek(ahead = 0): number | undefined {
    return this.#bytes[this.#offset + ahead];
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true);
  }

  /** A CompactSize in its shortest form, at most 2^32 − 1. */
  compactSize(): number {
    const first = this.u8();
    if (first < 0xfd) return first;
    const value = first === 0xfd ? this.u16() : first === 0xfe ? this.u32() : Number.POSITIVE_INFINITY;
    if (value < (first === 0xfd ? 0xfd : 0x1_0000)) {
      throw new BitcoinError('BITCOIN_MALFORMED', 'A count is not written in its shortest form.');
    }
    if (value === Number.POSITIVE_INFINITY) {
      throw new BitcoinError('BITCOIN_TOO_LARGE', 'A count is larger than any message of Bitcoin.');
    }
    return value;
  }

  /** The number of items that follow, each of at least `least` bytes: refused when these cannot be there. */
  count(least: number): number {
    const count = this.compactSize();
    if (count * least > this.left)
      throw new BitcoinError('BITCOIN_MALFORMED', 'More is announced than is there.');
    return count;
  }

  /** Bytes with their length before them. */
  sized(): Bytes {
    return this.take(this.count(1));
  }

  /** Nothing may be left. */
  end(): void {
    if (this.left !== 0) throw new BitcoinError('BITCOIN_MALFORMED', `${this.left} bytes too many.`);
  }

  #advance(length: number): number {
    if (length > this.left) throw new BitcoinError('BITCOIN_MALFORMED', 'The bytes end in the middle.');
    const from = this.#offset;
    this.#offset += length;
    return from;
  }
}

/** Unsigned 16 bits, little-endian. */
export function u16(value: number): Bytes {
  const out = new Uint8Array(2);
  new DataView(out.buffer).setUint16(0, value, true);
  return out;
}

/** 32 bits, little-endian; signed values as their two's complement. */
export function u32(value: number): Bytes {
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, value, true);
  return out;
}

/** Unsigned 64 bits, little-endian. */
export function u64(value: bigint): Bytes {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, value, true);
  return out;
}

/** A count in its shortest form. */
export function compactSize(value: number): Bytes {
  if (value < 0xfd) return Uint8Array.of(value);
  if (value <= 0xffff) return Uint8Array.of(0xfd, ...u16(value));
  return Uint8Array.of(0xfe, ...u32(value));
}

/** All parts, one after the other, however many: as arguments, some ten thousand exhaust the stack. */
export function join(parts: readonly Bytes[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}
