import { decode as cborDecode, encode as cborEncode, type DecodeOptions } from 'cborg';
import { type Bytes, equal, fromBytesBE, toBytesBE } from './bytes.ts';
import { CofferError } from './error.ts';

/**
 * Canonical codec (DESIGN §4): deterministic CBOR, records as arrays, one encoding per value. Decoding is total:
 * any bytes give a value or a typed error, and size, depth and count are bounded before anything is allocated (A3).
 */

/** Stable codes of what can be wrong with encoded bytes. */
export type CodecCode = 'CODEC_TOO_LARGE' | 'CODEC_TOO_DEEP' | 'CODEC_MALFORMED' | 'CODEC_SHAPE';
/** Bytes are not the canonical encoding of the expected value. */
export class CodecError extends CofferError<CodecCode> {}

/** What the encoding is made of. Integers are `bigint` or safe `number`; money and anything above 64 bits is bytes. */
export type Cbor = null | boolean | number | bigint | string | Bytes | readonly Cbor[];

/** Bounds on foreign bytes. */
export interface Limits {
  /** Whole input, bytes. */
  readonly maxBytes: number;
  /** Nesting of arrays. */
  readonly maxDepth: number;
  /** Items of all arrays together. */
  readonly maxItems: number;
}

/** Enough for any message of the product, small enough that a hostile one costs nothing. */
export const DEFAULT_LIMITS: Limits = { maxBytes: 1 << 20, maxDepth: 12, maxItems: 1 << 16 };

function malformed(message: string): CodecError {
  return new CodecError('CODEC_MALFORMED', `Malformed bytes: ${message}.`);
}

/** Smallest value that needs a length of 1, 2, 4 or 8 bytes: anything less has a shorter encoding. */
const LEAST = [24, 1 << 8, 1 << 16, 2 ** 32] as const;

/**
 * Walks the tokens without building anything, so that hostile counts and depths are refused before allocation, and every
 * length and integer that could be written shorter.
 * @returns whether it holds text of more than ASCII, which alone could still have a second encoding
 */
function scan(bytes: Bytes, limits: Limits): boolean {
  if (bytes.length > limits.maxBytes) {
    throw new CodecError(
      'CODEC_TOO_LARGE',
      `${bytes.length} bytes are more than the ${limits.maxBytes} allowed here.`,
    );
  }
  let offset = 0;
  let items = 0;
  let wide = false;
  const open: number[] = [];
  do {
    const initial = bytes[offset++];
    if (initial === undefined) throw malformed('they end in the middle');
    const major = initial >> 5;
    const info = initial & 31;
    let value = info;
    if (info >= 24) {
      const width = info === 24 ? 1 : info === 25 ? 2 : info === 26 ? 4 : info === 27 ? 8 : 0;
      if (width === 0 || offset + width > bytes.length) throw malformed('a length is missing or indefinite');
      value = 0;
      for (let i = 0; i < width; i++) value = value * 256 + bytes[offset + i]!;
      offset += width;
      // The limits of 8 bytes are exact: what is lost above 53 bits is far from them.
      if (major !== 7 && value < LEAST[info - 24]!) throw malformed('this is not the canonical encoding');
    }
    if (major === 2 || major === 3) {
      if (value > bytes.length - offset) throw malformed('a string is longer than its message');
      if (major === 3) for (let i = 0; i < value; i++) wide ||= bytes[offset + i]! > 0x7f;
      offset += value;
    } else if (major === 4) {
      items += value;
      if (items > limits.maxItems || value > bytes.length - offset) {
        throw new CodecError(
          'CODEC_TOO_LARGE',
          `More than ${limits.maxItems} items, or more items than bytes.`,
        );
      }
      if (value > 0) {
        if (open.length >= limits.maxDepth)
          throw new CodecError('CODEC_TOO_DEEP', `Nested deeper than ${limits.maxDepth}.`);
        open.push(value);
        continue;
      }
    } else if (major === 5 || major === 6) {
      throw malformed('maps and tags are not used');
    } else if (major === 7 && (initial < 0xf4 || initial > 0xf6)) {
      throw malformed('only true, false and null are allowed as simple values');
    }
    while (open.length > 0) {
      const left = open[open.length - 1]! - 1;
      if (left > 0) {
        open[open.length - 1] = left;
        break;
      }
      open.pop();
    }
  } while (open.length > 0);
  if (offset !== bytes.length) throw malformed('something follows after the end');
  return wide;
}

const DECODE: DecodeOptions = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  rejectDuplicateMapKeys: true,
};

function unencodable(reason: string): CodecError {
  return new CodecError('CODEC_SHAPE', `This cannot be encoded: ${reason}.`);
}

/** What cannot be read again must not be written: a journal or a payment in such bytes would be lost. */
function checkEncodable(value: Cbor): void {
  if (value === null || typeof value === 'boolean' || value instanceof Uint8Array) return;
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw unencodable('text holds half a character');
  } else if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw unencodable(`${value} is not a whole number of at most 53 bits`);
  } else if (typeof value === 'bigint') {
    if (value >= 1n << 64n || value < -(1n << 64n)) throw unencodable('an integer is larger than 64 bits');
  } else if (Array.isArray(value)) {
    for (const entry of value as readonly Cbor[]) checkEncodable(entry);
  } else {
    throw unencodable(`a value of type ${typeof value} has no encoding`);
  }
}

/** Canonical bytes of a value. @throws CodecError `CODEC_SHAPE` when no bytes would decode to it */
export function encodeCbor(value: Cbor): Bytes {
  checkEncodable(value);
  return cborEncode(value);
}

/** The value of canonical bytes. @throws CodecError */
export function decodeCbor(bytes: Bytes, limits: Limits = DEFAULT_LIMITS): Cbor {
  const wide = scan(bytes, limits);
  let value: Cbor;
  try {
    value = cborDecode(bytes, DECODE) as Cbor;
  } catch (cause) {
    throw new CodecError('CODEC_MALFORMED', 'Malformed bytes.', { cause });
  }
  // Everything else was seen to be canonical; text that is not UTF-8 is only seen when it is written again.
  if (wide && !equal(cborEncode(value), bytes)) throw malformed('this is not the canonical encoding');
  return value;
}

/** Translates between a TypeScript value and its canonical form. Compose with the functions below. */
export interface Codec<T> {
  readonly to: (value: T) => Cbor;
  /** @throws CodecError `CODEC_SHAPE` */
  readonly from: (cbor: Cbor, path: string) => T;
}

/** A codec of any type: the constraint of what is composed of codecs. */
export interface AnyCodec {
  readonly to: (value: never) => Cbor;
  readonly from: (cbor: Cbor, path: string) => unknown;
}

/** The TypeScript type of a codec. */
export type Typed<C> = C extends Codec<infer T> ? T : never;

function shape(path: string, expected: string): CodecError {
  return new CodecError('CODEC_SHAPE', `${path || 'The value'}: expected ${expected}.`);
}

/** Canonical bytes of `value`. @throws CodecError `CODEC_SHAPE` when `decode` would refuse it */
export function encode<T>(codec: Codec<T>, value: T): Bytes {
  return encodeCbor(codec.to(value));
}

/** Decodes and checks shape. @throws CodecError */
export function decode<T>(codec: Codec<T>, bytes: Bytes, limits: Limits = DEFAULT_LIMITS): T {
  return codec.from(decodeCbor(bytes, limits), '');
}

/** A value that is its own encoding. Checked both ways: what could not be read back must never be written. */
function leaf<T extends Cbor>(check: (cbor: Cbor) => cbor is T, expected: string): Codec<T> {
  const from = (cbor: Cbor, path: string): T => {
    if (!check(cbor)) throw shape(path, expected);
    return cbor;
  };
  return { to: (value) => from(value, ''), from };
}

/** A boolean. */
export const bool: Codec<boolean> = leaf((cbor) => typeof cbor === 'boolean', 'true or false');

/** Text of at most `max` UTF-16 units. */
export function text(max: number): Codec<string> {
  return leaf(
    (cbor): cbor is string => typeof cbor === 'string' && cbor.length <= max,
    `text of at most ${max} characters`,
  );
}

/** Bytes of exactly `length`. */
export function fixed(length: number): Codec<Bytes> {
  return leaf(
    (cbor): cbor is Bytes => cbor instanceof Uint8Array && cbor.length === length,
    `${length} bytes`,
  );
}

/** Bytes of at most `max`. */
export function blob(max: number): Codec<Bytes> {
  return leaf(
    (cbor): cbor is Bytes => cbor instanceof Uint8Array && cbor.length <= max,
    `at most ${max} bytes`,
  );
}

/** A non-negative integer of at most 53 bits, as `number`: counts, indexes, times in seconds. Never money. */
export function count(max: number = Number.MAX_SAFE_INTEGER): Codec<number> {
  return leaf(
    (cbor): cbor is number =>
      typeof cbor === 'number' && Number.isSafeInteger(cbor) && cbor >= 0 && cbor <= max,
    `a whole number from 0 to ${max}`,
  );
}

/** A non-negative integer of at most `bits` bits as minimal big-endian bytes: money, and numbers a contract holds. */
export function uint(bits: number): Codec<bigint>;
export function uint<T extends bigint>(bits: number): Codec<T>;
export function uint<T extends bigint>(bits: number): Codec<T> {
  const maxBytes = Math.ceil(bits / 8);
  const expected = `a whole number of at most ${bits} bits`;
  const fits = (value: bigint): boolean => value >= 0n && value >> BigInt(bits) === 0n;
  return {
    to: (value) => {
      if (!fits(value)) throw shape('', expected);
      return toBytesBE(value, value === 0n ? 0 : Math.ceil(value.toString(16).length / 2));
    },
    from: (cbor, path) => {
      if (!(cbor instanceof Uint8Array) || cbor.length > maxBytes || cbor[0] === 0)
        throw shape(path, expected);
      const value = fromBytesBE(cbor);
      if (!fits(value)) throw shape(path, expected);
      return value as T;
    },
  };
}

/** One of some literal texts. */
export function oneOf<const T extends string>(...values: readonly T[]): Codec<T> {
  return leaf(
    (cbor): cbor is T => typeof cbor === 'string' && values.includes(cbor as T),
    `one of ${values.join(', ')}`,
  );
}

/** A list of at most `max` items. */
export function list<T>(item: Codec<T>, max: number): Codec<readonly T[]> {
  const expected = `a list of at most ${max}`;
  return {
    to: (value) => {
      if (value.length > max) throw shape('', expected);
      return value.map((entry) => item.to(entry));
    },
    from: (cbor, path) => {
      if (!Array.isArray(cbor) || cbor.length > max) throw shape(path, expected);
      return cbor.map((entry: Cbor, index) => item.from(entry, `${path}[${index}]`));
    },
  };
}

/** A value or nothing. */
export function optional<T>(item: Codec<T>): Codec<T | undefined> {
  return {
    to: (value) => (value === undefined ? null : item.to(value)),
    from: (cbor, path) => (cbor === null ? undefined : item.from(cbor, path)),
  };
}

/** A record, encoded as an array in the order of the fields' declaration: the order is part of the format. */
export function record<F extends Record<string, AnyCodec>>(
  fields: F,
): Codec<{ readonly [K in keyof F]: Typed<F[K]> }> {
  type T = { readonly [K in keyof F]: Typed<F[K]> };
  const names = Object.keys(fields) as (keyof F & string)[];
  return {
    to: (value) => names.map((name) => (fields[name] as unknown as Codec<unknown>).to(value[name])),
    from: (cbor, path) => {
      if (!Array.isArray(cbor) || cbor.length !== names.length)
        throw shape(path, `a record of ${names.length} fields`);
      const out: Partial<Record<keyof F, unknown>> = {};
      names.forEach((name, index) => {
        out[name] = (fields[name] as unknown as Codec<unknown>).from(
          cbor[index] as Cbor,
          path === '' ? name : `${path}.${name}`,
        );
      });
      return out as T;
    },
  };
}

/**
 * A tagged union, encoded as `[tag, …]`: `variants({ pay: record({…}), abort: record({…}) })` gives
 * `{ type: 'pay', … } | { type: 'abort', … }`.
 */
export function variants<V extends Record<string, AnyCodec>>(
  options: V,
): Codec<{ [K in keyof V & string]: { readonly type: K } & Typed<V[K]> }[keyof V & string]> {
  type T = { [K in keyof V & string]: { readonly type: K } & Typed<V[K]> }[keyof V & string];
  return {
    to: (value) => {
      if (!Object.hasOwn(options, value.type)) throw shape('', `one of ${Object.keys(options).join(', ')}`);
      return [value.type, (options[value.type] as unknown as Codec<unknown>).to(value)];
    },
    from: (cbor, path) => {
      const tag = Array.isArray(cbor) && cbor.length === 2 ? cbor[0] : undefined;
      if (typeof tag !== 'string' || !Object.hasOwn(options, tag)) {
        throw shape(path, `one of ${Object.keys(options).join(', ')}`);
      }
      const body = (options[tag] as unknown as Codec<object>).from(
        (cbor as readonly Cbor[])[1]!,
        `${path}(${tag})`,
      );
      return { type: tag, ...body } as T;
    },
  };
}
