import { type Bytes, concat, fromBytesBE } from '@coffer/core/bytes';
import { CofferError } from '@coffer/core/error';

/**
 * Recursive length prefix (Ethereum Yellow Paper, appendix B). Decoding is total and strict: only the one canonical
 * encoding of a value is accepted, and size, depth and count are bounded before anything is allocated (SAFETY A3).
 */

/** A byte string, or a list of items. */
export type Rlp = Bytes | readonly Rlp[];

/** Stable codes of what can be wrong with RLP. */
export type RlpCode = 'RLP_MALFORMED' | 'RLP_TOO_LARGE' | 'RLP_TOO_DEEP';
/** Bytes are not canonical RLP within the bounds. */
export class RlpError extends CofferError<RlpCode> {}

/** Bounds on foreign RLP. */
export interface RlpLimits {
  /** Whole input, bytes. */
  readonly maxBytes: number;
  /** Nesting of lists; a flat list has depth 1. */
  readonly maxDepth: number;
  /** Items of all lists together. */
  readonly maxItems: number;
}

function malformed(message: string): RlpError {
  return new RlpError('RLP_MALFORMED', `Malformed RLP: ${message}.`);
}

interface Span {
  readonly list: boolean;
  readonly start: number;
  readonly end: number;
}

/** Reads one prefix at `offset` and gives where its content lies; the content ends within `limit`. */
function span(bytes: Bytes, offset: number, limit: number): Span {
  if (offset >= limit) throw malformed('it ends in the middle');
  const prefix = bytes[offset]!;
  if (prefix < 0x80) return { list: false, start: offset, end: offset + 1 };
  const list = prefix >= 0xc0;
  const info = prefix - (list ? 0xc0 : 0x80);
  let start = offset + 1;
  let length = info;
  if (info > 55) {
    const width = info - 55;
    // 4 bytes of length are more than any bound here, and stay exact as a number.
    if (width > 4 || start + width > limit) throw malformed('a length is too long');
    if (bytes[start] === 0) throw malformed('a length has leading zeros');
    length = 0;
    for (let i = 0; i < width; i++) length = length * 256 + bytes[start + i]!;
    if (length <= 55) throw malformed('a length is not in its shortest form');
    start += width;
  }
  if (length > limit - start) throw malformed('an item is longer than what contains it');
  if (!list && length === 1 && bytes[start]! < 0x80) throw malformed('a small byte is not its own encoding');
  return { list, start, end: start + length };
}

/**
 * Decodes exactly one item that fills `bytes`. Byte strings are views into the input.
 * @throws RlpError `RLP_MALFORMED`, `RLP_TOO_LARGE`, `RLP_TOO_DEEP`
 */
export function decodeRlp(bytes: Bytes, limits: RlpLimits): Rlp {
  if (bytes.length > limits.maxBytes) {
    throw new RlpError(
      'RLP_TOO_LARGE',
      `${bytes.length} bytes are more than the ${limits.maxBytes} allowed here.`,
    );
  }
  let items = 0;
  const read = (at: Span, depth: number): Rlp => {
    if (!at.list) return bytes.subarray(at.start, at.end);
    if (depth > limits.maxDepth) throw new RlpError('RLP_TOO_DEEP', `Nested deeper than ${limits.maxDepth}.`);
    const out: Rlp[] = [];
    for (let offset = at.start; offset < at.end; ) {
      if (++items > limits.maxItems)
        throw new RlpError('RLP_TOO_LARGE', `More than ${limits.maxItems} items.`);
      const item = span(bytes, offset, at.end);
      out.push(read(item, depth + 1));
      offset = item.end;
    }
    return out;
  };
  const whole = span(bytes, 0, bytes.length);
  if (whole.end !== bytes.length) throw malformed('something follows after the end');
  return read(whole, 1);
}

function prefixed(short: number, payload: Bytes): Bytes {
  if (payload.length <= 55) return concat(Uint8Array.of(short + payload.length), payload);
  const length: number[] = [];
  for (let rest = payload.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest % 256);
  return concat(Uint8Array.of(short + 55 + length.length, ...length), payload);
}

/** True when the item is a byte string. */
export function isBytes(item: Rlp): item is Bytes {
  return item instanceof Uint8Array;
}

/** Canonical RLP of a value. */
export function encodeRlp(value: Rlp): Bytes {
  if (!isBytes(value)) return prefixed(0xc0, concat(...value.map(encodeRlp)));
  return value.length === 1 && value[0]! < 0x80 ? value : prefixed(0x80, value);
}

/** A non-negative integer as RLP wants it: big-endian, without leading zeros; zero is the empty string. */
export function rlpInteger(value: bigint | number): Bytes {
  const out: number[] = [];
  for (let rest = BigInt(value); rest > 0n; rest >>= 8n) out.unshift(Number(rest & 0xffn));
  return Uint8Array.from(out);
}

/**
 * Reads an integer of at most `maxBytes` bytes out of a decoded item.
 * @throws RlpError `RLP_MALFORMED` when it is a list, too long, or has leading zeros
 */
export function readInteger(item: Rlp | undefined, maxBytes: number, name: string): bigint {
  if (item === undefined || !isBytes(item) || item.length > maxBytes || item[0] === 0) {
    throw malformed(`${name} is not a whole number of at most ${maxBytes} bytes`);
  }
  return fromBytesBE(item);
}

/** Reads bytes of exactly `length` out of a decoded item. @throws RlpError `RLP_MALFORMED` */
export function readFixed(item: Rlp | undefined, length: number, name: string): Bytes {
  if (item === undefined || !isBytes(item) || item.length !== length) {
    throw malformed(`${name} does not have ${length} bytes`);
  }
  return item;
}
