import { equal } from '@coffer/core/bytes';
import type { Cbor } from '@coffer/core/codec';
import * as real from 'cborg';

/**
 * `cborg`, for what `@coffer/core/codec` makes of it: values without maps, tags and floats, in bytes that it has looked
 * through before.
 */

const text = new TextEncoder();
const reader = new TextDecoder();
/** Texts are field names of variants and reasons: few. */
const written = new Map<string, Uint8Array>();
const MOST_TEXTS = 1_000;

function bytesOf(value: string): Uint8Array {
  let bytes = written.get(value);
  if (bytes === undefined) {
    if (written.size > MOST_TEXTS) written.clear();
    bytes = text.encode(value);
    written.set(value, bytes);
  }
  return bytes;
}

/** Where a value is written before its size is known. It only grows. */
let page = new Uint8Array(1 << 16);
let view = new DataView(page.buffer);
let at = 0;

function makeRoom(bytes: number): void {
  if (at + bytes <= page.length) return;
  const larger = new Uint8Array(Math.max(2 * page.length, at + bytes));
  larger.set(page.subarray(0, at));
  page = larger;
  view = new DataView(page.buffer);
}

function head(major: number, value: number | bigint): void {
  makeRoom(9);
  const first = major << 5;
  if (value < 24) page[at++] = first | Number(value);
  else if (value < 0x100) {
    page[at] = first | 24;
    page[at + 1] = Number(value);
    at += 2;
  } else if (value < 0x10000) {
    page[at] = first | 25;
    view.setUint16(at + 1, Number(value));
    at += 3;
  } else if (value < 0x100000000) {
    page[at] = first | 26;
    view.setUint32(at + 1, Number(value));
    at += 5;
  } else {
    page[at] = first | 27;
    view.setBigUint64(at + 1, BigInt(value));
    at += 9;
  }
}

function raw(major: number, bytes: Uint8Array): void {
  head(major, bytes.length);
  makeRoom(bytes.length);
  page.set(bytes, at);
  at += bytes.length;
}

function write(value: Cbor): void {
  if (value instanceof Uint8Array) raw(2, value);
  else if (typeof value === 'number') head(value < 0 ? 1 : 0, value < 0 ? -1 - value : value);
  else if (typeof value === 'string') raw(3, bytesOf(value));
  else if (value === null || typeof value === 'boolean') {
    makeRoom(1);
    page[at++] = value === null ? 0xf6 : value ? 0xf5 : 0xf4;
  } else if (typeof value === 'bigint') head(value < 0n ? 1 : 0, value < 0n ? -1n - value : value);
  else {
    head(4, value.length);
    for (const entry of value) write(entry);
  }
}

/** See `cborg`. */
export function encode(value: Cbor): Uint8Array {
  at = 0;
  write(value);
  return page.slice(0, at);
}

/** Short texts that were read before, one place per hash of their bytes. */
const texts = new Array<{ readonly bytes: Uint8Array; readonly value: string } | undefined>(1 << 10);
const SHORT = 32;

function textOf(bytes: Uint8Array): string {
  if (bytes.length > SHORT) return reader.decode(bytes);
  let hash = bytes.length;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  const place = (hash >>> 8) & 1023;
  const known = texts[place];
  if (known !== undefined && equal(known.bytes, bytes)) return known.value;
  const value = reader.decode(bytes);
  texts[place] = { bytes: Uint8Array.from(bytes), value };
  return value;
}

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  #argument(info: number): number | bigint {
    if (info < 24) return info;
    const bytes = this.#bytes;
    const width = 1 << (info - 24);
    let value = 0;
    if (width === 8) {
      let exact = 0n;
      for (let i = 0; i < 8; i++) exact = (exact << 8n) | BigInt(bytes[this.#at + i]!);
      this.#at += 8;
      return exact > SAFE ? exact : Number(exact);
    }
    for (let i = 0; i < width; i++) value = value * 256 + bytes[this.#at + i]!;
    this.#at += width;
    return value;
  }

  read(): Cbor {
    const initial = this.#bytes[this.#at++]!;
    const major = initial >> 5;
    if (major === 7) return initial === 0xf6 ? null : initial === 0xf5;
    const value = this.#argument(initial & 31);
    if (major === 0) return value;
    if (major === 1) {
      const negative = -1n - BigInt(value);
      return negative < -SAFE ? negative : Number(negative);
    }
    const length = Number(value);
    if (major === 4) {
      const out: Cbor[] = new Array<Cbor>(length);
      for (let i = 0; i < length; i++) out[i] = this.read();
      return out;
    }
    const { buffer, byteOffset } = this.#bytes;
    const start = byteOffset + this.#at;
    this.#at += length;
    // Copied, as the library does: nothing that is decoded changes with its message.
    const part = new Uint8Array(buffer, start, length);
    return major === 2 ? part.slice() : textOf(part);
  }
}

/** See `cborg`. What it refuses, it is left to refuse. */
export function decode(bytes: Uint8Array, options: real.DecodeOptions): Cbor {
  return bytes.length === 0 ? (real.decode(bytes, options) as Cbor) : new Reader(bytes).read();
}
