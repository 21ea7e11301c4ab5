import type { Cbor } from '@coffer/core/codec';
import * as real from 'cborg';

/**
 * `cborg`, for what `@coffer/core/codec` makes of it: values without maps, tags and floats, in bytes that it has looked
 * through before. Sizes first, then one buffer.
 */

const text = new TextEncoder();
const reader = new TextDecoder();
/** Texts are field names of variants and reasons: few. */
const texts = new Map<string, Uint8Array>();

function bytesOf(value: string): Uint8Array {
  let bytes = texts.get(value);
  if (bytes === undefined) {
    if (texts.size > 1_000) texts.clear();
    bytes = text.encode(value);
    texts.set(value, bytes);
  }
  return bytes;
}

function headSize(value: number | bigint): number {
  if (value < 24) return 1;
  if (value < 0x100) return 2;
  if (value < 0x10000) return 3;
  return value < 0x100000000 ? 5 : 9;
}

function sizeOf(value: Cbor): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'number') return headSize(value < 0 ? -1 - value : value);
  if (typeof value === 'bigint') return headSize(value < 0n ? -1n - value : value);
  if (typeof value === 'string') {
    const { length } = bytesOf(value);
    return headSize(length) + length;
  }
  if (value instanceof Uint8Array) return headSize(value.length) + value.length;
  let size = headSize(value.length);
  for (const entry of value) size += sizeOf(entry);
  return size;
}

class Writer {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
  }

  #head(major: number, value: number | bigint): void {
    const size = headSize(value);
    const first = major << 5;
    if (size === 1) this.bytes[this.#at] = first | Number(value);
    else {
      this.bytes[this.#at] = first | (size === 2 ? 24 : size === 3 ? 25 : size === 5 ? 26 : 27);
      if (size === 2) this.bytes[this.#at + 1] = Number(value);
      else if (size === 3) this.#view.setUint16(this.#at + 1, Number(value));
      else if (size === 5) this.#view.setUint32(this.#at + 1, Number(value));
      else this.#view.setBigUint64(this.#at + 1, BigInt(value));
    }
    this.#at += size;
  }

  #raw(major: number, bytes: Uint8Array): void {
    this.#head(major, bytes.length);
    this.bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  write(value: Cbor): void {
    if (value === null) this.bytes[this.#at++] = 0xf6;
    else if (typeof value === 'boolean') this.bytes[this.#at++] = value ? 0xf5 : 0xf4;
    else if (typeof value === 'number') this.#head(value < 0 ? 1 : 0, value < 0 ? -1 - value : value);
    else if (typeof value === 'bigint') this.#head(value < 0n ? 1 : 0, value < 0n ? -1n - value : value);
    else if (typeof value === 'string') this.#raw(3, bytesOf(value));
    else if (value instanceof Uint8Array) this.#raw(2, value);
    else {
      this.#head(4, value.length);
      for (const entry of value) this.write(entry);
    }
  }
}

/** See `cborg`. */
export function encode(value: Cbor): Uint8Array {
  const writer = new Writer(sizeOf(value));
  writer.write(value);
  return writer.bytes;
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
    const part = this.#bytes.slice(this.#at, this.#at + length);
    this.#at += length;
    return major === 2 ? new Uint8Array(part.buffer, part.byteOffset, part.length) : reader.decode(part);
  }
}

/** See `cborg`. What it refuses, it is left to refuse. */
export function decode(bytes: Uint8Array, options: real.DecodeOptions): Cbor {
  return bytes.length === 0 ? (real.decode(bytes, options) as Cbor) : new Reader(bytes).read();
}
