import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, equal, fromHex, toHex } from './bytes.ts';
import {
  type AnyCodec,
  blob,
  bool,
  type Cbor,
  CodecError,
  count,
  DEFAULT_LIMITS,
  decode,
  decodeCbor,
  encode,
  encodeCbor,
  fixed,
  list,
  oneOf,
  optional,
  record,
  text,
  uint,
  variants,
} from './codec.ts';

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof CodecError) return error.code;
    throw error;
  }
  return 'accepted';
};

/** Mulberry32: small, seeded, the same everywhere, so that a failure names the input that repeats it. */
const generator = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return (t ^ (t >>> 14)) >>> 0;
};

const payment = record({
  payer: fixed(20),
  amount: uint(88),
  serial: uint(64),
  time: count(),
  memo: optional(text(40)),
  hops: list(record({ id: fixed(4), note: blob(8), last: bool }), 4),
  state: oneOf('open', 'closed'),
});
const message = variants({ pay: payment, abort: record({ reason: text(10) }) });

const anyPayment = fc.record({
  payer: fc.uint8Array({ minLength: 20, maxLength: 20 }),
  amount: fc.bigInt({ min: 0n, max: (1n << 88n) - 1n }),
  serial: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  time: fc.maxSafeNat(),
  memo: fc.option(fc.string({ unit: 'grapheme', maxLength: 8 }), { nil: undefined }),
  hops: fc.array(
    fc.record({
      id: fc.uint8Array({ minLength: 4, maxLength: 4 }),
      note: fc.uint8Array({ maxLength: 8 }),
      last: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
  state: fc.constantFrom('open' as const, 'closed' as const),
});
const anyMessage = fc
  .oneof(
    anyPayment.map((body) => ({ type: 'pay' as const, ...body })),
    fc
      .string({ unit: 'grapheme-ascii', maxLength: 10 })
      .map((reason) => ({ type: 'abort' as const, reason })),
  )
  .filter((value) => value.type !== 'pay' || (value.memo?.length ?? 0) <= 40);

/** Everything that the encoding can hold. */
const anyCbor: fc.Arbitrary<Cbor> = fc.letrec<{ tree: Cbor; leaf: Cbor }>((tie) => ({
  leaf: fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.bigInt({ min: -(1n << 64n), max: (1n << 64n) - 1n }),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.uint8Array({ maxLength: 300 }),
  ),
  tree: fc.oneof({ depthSize: 'small' }, tie('leaf'), fc.array(tie('tree'), { maxLength: 5 })),
})).tree;

/** Small numbers may be `bigint` when written and are `number` when read. */
const normal = (value: Cbor): Cbor => {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (Array.isArray(value)) return value.map(normal);
  return Object.is(value, -0) ? 0 : value;
};

describe('round trip', () => {
  test('of every value that has an encoding', () => {
    fc.assert(
      fc.property(anyCbor, (value) => {
        const limits = { ...DEFAULT_LIMITS, maxDepth: 64 };
        expect(decodeCbor(encodeCbor(value), limits)).toEqual(normal(value));
      }),
      { numRuns: 3000 },
    );
  });

  test('of messages', () => {
    fc.assert(
      fc.property(anyMessage, (value) => {
        expect(decode(message, encode(message, value))).toEqual(value);
      }),
      { numRuns: 2000 },
    );
  });

  test('gives plain bytes, not views of another type', () => {
    const value = decodeCbor(encodeCbor([Buffer.from('abc')])) as readonly Cbor[];
    expect(value[0]).toEqual(new Uint8Array([97, 98, 99]));
    expect(Object.getPrototypeOf(value[0])).toBe(Uint8Array.prototype);
  });
});

describe('one encoding per value', () => {
  test.each([
    ['a number in more bytes than needed', '1805'],
    ['a number in two bytes', '190005'],
    ['a number in eight bytes', '1b0000000000000005'],
    ['a negative number, too long', '3800'],
    ['a string with a long length', '7801 61'],
    ['bytes with a long length', '590001 00'],
    ['an array with a long length', '9801 00'],
    ['an indefinite array', '9f00ff'],
    ['indefinite bytes', '5f4100ff'],
    ['indefinite text', '7f6161ff'],
    ['a map', 'a0'],
    ['a map with a key', 'a10000'],
    ['a tag', 'c000'],
    ['a tagged bignum', 'c24101'],
    ['undefined', 'f7'],
    ['a simple value', 'e0'],
    ['a simple value in a byte', 'f8ff'],
    ['false in a byte', 'f814'],
    ['a half float', 'f93c00'],
    ['a float', 'fa3f800000'],
    ['a double', 'fb3ff0000000000000'],
    ['a break', 'ff'],
    ['reserved lengths', '1c'],
    ['two values', '0000'],
    ['nothing', ''],
    ['a truncated head', '19'],
    ['a truncated array', '8200'],
    ['truncated text', '6261'],
    ['text that is not UTF-8', '61ff'],
    ['text with an overlong character', '62c080'],
    ['text with half a character', '63eda080'],
  ])('%s is refused', (_, hex) => {
    const code = refusal(() => decodeCbor(fromHex(hex.replaceAll(' ', ''))));
    expect(['CODEC_MALFORMED', 'CODEC_TOO_LARGE']).toContain(code);
  });

  test('what is accepted is what the library writes again, for 200,000 inputs of few tokens', () => {
    const next = generator(7);
    // Initial bytes of every major type with every kind of length, so that most inputs are near to something canonical.
    const initials = [0, 1, 2, 3, 4, 7].flatMap((major) =>
      [0, 1, 20, 21, 22, 23, 24, 25, 26, 27].map((info) => (major << 5) | info),
    );
    let accepted = 0;
    for (let i = 0; i < 200_000; i++) {
      const bytes = Uint8Array.from({ length: 1 + (next() % 14) }, () => {
        const kind = next() % 4;
        return kind === 0 ? next() & 0xff : kind === 1 ? 0 : initials[next() % initials.length]!;
      });
      let value: Cbor;
      try {
        value = decodeCbor(bytes);
      } catch (error) {
        if (error instanceof CodecError) continue;
        throw error;
      }
      accepted += 1;
      if (!equal(encodeCbor(value), bytes)) throw new Error(`two encodings: ${toHex(bytes)}`);
    }
    expect(accepted).toBeGreaterThan(5_000);
  });

  test('an integer with leading zeros, and one that is too large, is refused as money', () => {
    expect(refusal(() => decode(uint(88), fromHex('0x4100')))).toBe('CODEC_SHAPE');
    expect(refusal(() => decode(uint(88), fromHex('0x420001')))).toBe('CODEC_SHAPE');
    expect(refusal(() => decode(uint(88), concat(fromHex('0x4c'), new Uint8Array(12).fill(255))))).toBe(
      'CODEC_SHAPE',
    );
    expect(refusal(() => decode(uint(7), fromHex('0x4180')))).toBe('CODEC_SHAPE');
    expect(refusal(() => decode(uint(88), fromHex('0x05')))).toBe('CODEC_SHAPE');
    expect(decode(uint(88), fromHex('0x40'))).toBe(0n);
  });
});

describe('what could not be read back is not written', () => {
  test.each<[string, unknown]>([
    ['a fraction', 1.5],
    ['not a number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a number of more than 53 bits', 2 ** 53],
    ['an integer of more than 64 bits', 1n << 64n],
    ['undefined', undefined],
    ['a map', { a: 1 }],
    ['an array of another type', new Uint16Array([1])],
    ['a function', () => 1],
    ['half a character', '\ud800'],
    ['any of these inside a list', [[1, [2, [0.5]]]]],
  ])('%s', (_, value) => {
    expect(refusal(() => encodeCbor(value as Cbor))).toBe('CODEC_SHAPE');
  });

  test.each<[string, AnyCodec, unknown]>([
    ['text', text(3), 'four'],
    ['fixed', fixed(20), new Uint8Array(21)],
    ['blob', blob(2), new Uint8Array(3)],
    ['count', count(9), 10],
    ['negative count', count(), -1],
    ['uint', uint(8), 256n],
    ['negative uint', uint(8), -1n],
    ['oneOf', oneOf('a'), 'b'],
    ['list', list(bool, 1), [true, true]],
    ['variants', variants({ a: record({}) }), { type: 'toString' }],
  ])('%s', (_, codec, value) => {
    expect(refusal(() => codec.to(value as never))).toBe('CODEC_SHAPE');
  });
});

describe('bombs are refused before anything is allocated', () => {
  const heap = (work: () => void): number => {
    const before = process.memoryUsage();
    work();
    const after = process.memoryUsage();
    return after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  };

  test.each([
    ['an array of 2^64 − 1', '9bffffffffffffffff', 'CODEC_TOO_LARGE'],
    ['an array of 2^32 − 1', '9affffffff', 'CODEC_TOO_LARGE'],
    ['bytes of 2^64 − 1', '5bffffffffffffffff', 'CODEC_MALFORMED'],
    ['bytes of 2^31', '5a80000000', 'CODEC_MALFORMED'],
    ['text of 2^53', '7b0020000000000000', 'CODEC_MALFORMED'],
    ['a map of 2^32 − 1', 'baffffffff', 'CODEC_MALFORMED'],
  ])('%s', (_, hex, code) => {
    const bytes = fromHex(hex);
    const used = heap(() => {
      for (let i = 0; i < 100; i++) expect(refusal(() => decodeCbor(bytes))).toBe(code);
    });
    expect(used).toBeLessThan(64 << 20);
  });

  test('depth', () => {
    const nested = (depth: number) => concat(new Uint8Array(depth).fill(0x81), Uint8Array.of(0));
    expect(refusal(() => decodeCbor(nested(DEFAULT_LIMITS.maxDepth)))).toBe('accepted');
    expect(refusal(() => decodeCbor(nested(DEFAULT_LIMITS.maxDepth + 1)))).toBe('CODEC_TOO_DEEP');
    expect(refusal(() => decodeCbor(nested((1 << 20) - 1)))).toBe('CODEC_TOO_DEEP');
  });

  test('count, of all arrays together', () => {
    const limits = { maxBytes: 1000, maxDepth: 3, maxItems: 10 };
    const pairs = (n: number) => encodeCbor(Array.from({ length: n }, () => [0]));
    expect(refusal(() => decodeCbor(pairs(5), limits))).toBe('accepted');
    expect(refusal(() => decodeCbor(pairs(6), limits))).toBe('CODEC_TOO_LARGE');
    const many = concat(fromHex('0x9a00010001'), new Uint8Array(65_537));
    expect(refusal(() => decodeCbor(many))).toBe('CODEC_TOO_LARGE');
  });

  test('size', () => {
    const bytes = encodeCbor(new Uint8Array(100));
    expect(refusal(() => decodeCbor(bytes, { ...DEFAULT_LIMITS, maxBytes: bytes.length }))).toBe('accepted');
    expect(refusal(() => decodeCbor(bytes, { ...DEFAULT_LIMITS, maxBytes: bytes.length - 1 }))).toBe(
      'CODEC_TOO_LARGE',
    );
  });
});

describe('hostile bytes', () => {
  const samples = fc.sample(anyMessage, { numRuns: 200, seed: 7 }).map((value) => encode(message, value));

  const mutate = (next: () => number): Uint8Array => {
    const sample = samples[next() % samples.length]!;
    const bytes = sample.slice();
    const at = next() % bytes.length;
    switch (next() % 6) {
      case 0:
        return Uint8Array.from({ length: next() % 64 }, () => next());
      case 1:
        bytes[at]! ^= 1 << (next() % 8);
        return bytes;
      case 2:
        return bytes.subarray(0, at);
      case 3:
        return concat(bytes, Uint8Array.of(next()));
      case 4:
        return concat(bytes.subarray(0, at), samples[next() % samples.length]!, bytes.subarray(at));
      default:
        for (let i = 0; i < 4; i++) bytes[next() % bytes.length] = next();
        return bytes;
    }
  };

  test('100,000 seeded inputs give a value with exactly these bytes, or a typed error', () => {
    const next = generator(20_261_121);
    const seen: Record<string, number> = {};
    for (let i = 0; i < 100_000; i++) {
      const bytes = mutate(next);
      let outcome = 'accepted';
      try {
        const value = decode(message, bytes);
        if (!equal(encode(message, value), bytes))
          throw new Error(`input ${i} has two encodings: ${toHex(bytes)}`);
      } catch (error) {
        if (!(error instanceof CodecError)) throw new Error(`input ${i}: ${toHex(bytes)}`, { cause: error });
        outcome = error.code;
      }
      seen[outcome] = (seen[outcome] ?? 0) + 1;
    }
    // Each kind of answer was reached, or the inputs were too tame to mean anything.
    for (const kind of ['accepted', 'CODEC_MALFORMED', 'CODEC_SHAPE', 'CODEC_TOO_LARGE'])
      expect(seen[kind], kind).toBeGreaterThan(50);
  });

  test('an error names the field', () => {
    const bytes = encodeCbor([
      'pay',
      [new Uint8Array(20), new Uint8Array(0), new Uint8Array(0), 0, null, [[1]], 'open'],
    ]);
    expect(() => decode(message, bytes)).toThrow('(pay).hops[0]: expected a record of 3 fields.');
  });

  test('names that every object has are no variants and no fields', () => {
    for (const tag of ['constructor', '__proto__', 'toString', 'hasOwnProperty'])
      expect(refusal(() => decode(message, encodeCbor([tag, []])))).toBe('CODEC_SHAPE');
  });
});
