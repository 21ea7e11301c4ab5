import { readFileSync } from 'node:fs';
import { sat } from '@coffer/core/amount';
import { concat, fromHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BitcoinError } from '../encoding/error.ts';
import { decodeData, encodeData, type NetworkData } from './claims.ts';
import {
  type DataInput,
  dataOf,
  dataScript,
  dataSize,
  MAX_DATA_BYTES,
  openData,
  sealData,
} from './data-output.ts';
import { checkIntervals } from './intervals.ts';
import { coinValue, intervalsOf } from './testing/arbitrary.ts';
import { CASES, cashOut, input, spread, vectors } from './testing/vectors.ts';
import { bytes32, part, SYSTEM } from './testing/world.ts';

const code = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return isCofferError(error) ? error.code : `not typed: ${error}`;
  }
  return 'nothing';
};
const lengths = (inputs: readonly DataInput[]) => inputs.map(({ length }) => length);
const bits = (...groups: readonly string[]) => {
  const all = groups.join('');
  return Uint8Array.from({ length: Math.ceil(all.length / 8) }, (_, i) =>
    Number.parseInt(all.slice(8 * i, 8 * i + 8).padEnd(8, '0'), 2),
  );
};

describe('vectors', () => {
  const file = JSON.parse(
    readFileSync(new URL('../../../../test/vectors/bitcoin-data-output.json', import.meta.url), 'utf8'),
  );

  test('the file says what is built', () => expect(file).toEqual(vectors()));

  test.each(CASES)('$name', ({ inputs, data }) => {
    const sealed = sealData(SYSTEM, inputs, data);
    expect(openData(SYSTEM, inputs, sealed)).toEqual(data);
    expect(dataOf(dataScript(sealed))).toEqual(sealed);
    expect(sealed.length).toBe(dataSize(data, inputs));
    expect(sealed.length).toBeLessThanOrEqual(MAX_DATA_BYTES);
  });
});

describe('how much fits', () => {
  const BTC = 100_000_000n;
  test.each([
    [1_000_000n, 12],
    [100_000_000n, 9],
    [100_000_000_000n, 6],
  ])('of a coin of %s sat, %s intervals wherever they lie', (value, most) => {
    // At the front of the coin, where every number needs all of its bits.
    const size = (count: number) =>
      dataSize(cashOut([Array.from({ length: count }, (_, i) => part(1n + BigInt(2 * i), 1n))]), [
        input(1, value),
      ]);
    expect(size(most)).toBeLessThanOrEqual(MAX_DATA_BYTES);
    expect(size(most + 1)).toBeGreaterThan(MAX_DATA_BYTES);
  });

  test('nine coins of one bitcoin with one interval each, and no tenth', () => {
    const size = (count: number) =>
      dataSize(
        cashOut(Array.from({ length: count }, () => [part(1n, 2n)])),
        Array.from({ length: count }, (_, i) => input(i, BTC)),
      );
    expect([size(9), size(10)]).toEqual([79, 86]);
  });

  test('a tenth interval is refused, not cut off', () => {
    expect(code(() => sealData(SYSTEM, [input(3, BTC)], cashOut([spread(9)])))).toBe('nothing');
    expect(code(() => sealData(SYSTEM, [input(3, BTC)], cashOut([spread(12)])))).toBe('BITCOIN_TOO_LARGE');
  });

  test('two hundred whole coins', () => {
    const inputs = Array.from({ length: 200 }, (_, i) => input(i, BTC));
    expect(dataSize(cashOut(inputs.map(() => [part(0n, BTC)])), inputs)).toBe(67);
    expect(code(() => sealData(SYSTEM, [...inputs, input(999, 1n)], cashOut([])))).toBe('BITCOIN_DATA');
  });
});

describe('data that was not written by this network for this transaction is refused', () => {
  const { inputs, data } = CASES[4]!;
  const sealed = sealData(SYSTEM, inputs, data);
  const [first, second, third, fourth] = inputs as [DataInput, DataInput, DataInput, DataInput];
  const moved = (change: Partial<DataInput['outpoint']>): DataInput => ({
    ...first,
    outpoint: { ...first.outpoint, ...change },
  });

  test.each<[string, readonly DataInput[]]>([
    ['another transaction’s first outpoint', [moved({ hash: bytes32(9) }), second, third, fourth]],
    ['another output of the same transaction', [moved({ index: 7 }), second, third, fourth]],
    ['another second input', [first, input(77, 1n), third, fourth]],
    ['another order', [first, second, fourth, third]],
    ['an input more', [...inputs, input(5, 5n)]],
    ['an input less', [first, second, third]],
    ['a coin of another value', [{ ...first, length: sat(5_000_001n) }, second, third, fourth]],
  ])('copied to %s', (_, others) =>
    expect(code(() => openData(SYSTEM, others, sealed))).toBe('BITCOIN_DATA'),
  );

  test('read by who is no member', () => {
    expect(code(() => openData(bytes32(99), inputs, sealed))).toBe('BITCOIN_DATA');
    // Nothing of the plain text shows.
    const plain = encodeData(data, lengths(inputs));
    expect(sealed.subarray(8)).not.toEqual(plain);
  });

  test('with any bit changed, cut off, or lengthened', () => {
    for (let bit = 0; bit < 8 * sealed.length; bit++) {
      const spoiled = Uint8Array.from(sealed);
      spoiled[bit >> 3]! ^= 1 << (bit & 7);
      expect(code(() => openData(SYSTEM, inputs, spoiled))).toBe('BITCOIN_DATA');
    }
    for (let length = 0; length < sealed.length; length++)
      expect(code(() => openData(SYSTEM, inputs, sealed.subarray(0, length)))).toBe('BITCOIN_DATA');
    expect(code(() => openData(SYSTEM, inputs, concat(sealed, Uint8Array.of(0))))).toBe('BITCOIN_DATA');
    expect(code(() => openData(SYSTEM, inputs, new Uint8Array(81)))).toBe('BITCOIN_DATA');
  });

  test('two transactions that spend the same outpoint do not share a key stream', () => {
    const one = input(1, 100_000_000n);
    const a = sealData(SYSTEM, [one], cashOut([[part(1n, 5n)]]));
    const b = sealData(SYSTEM, [one], cashOut([[part(2n, 5n)]]));
    const difference = (x: Uint8Array, y: Uint8Array) => x.map((byte, i) => byte ^ y[i]!);
    expect(difference(a.subarray(8), b.subarray(8))).not.toEqual(
      difference(
        encodeData(cashOut([[part(1n, 5n)]]), [one.length]),
        encodeData(cashOut([[part(2n, 5n)]]), [one.length]),
      ),
    );
  });
});

describe('the plain form is one', () => {
  const head = `00010000${'0'.repeat(47)}1`;
  const delay = '0000000000000001';
  const coin = [sat(8n)];

  test('what it looks like', () => {
    // Positions 0 to 7: a start has 3 bits; from position 2 on, 6 amounts, 3 bits.
    expect(encodeData(cashOut([[part(2n, 3n)]], 1n, 1), coin)).toEqual(bits(head, delay, '0', '010', '010'));
    expect(encodeData(cashOut([[part(0n, 8n)]], 1n, 1), coin)).toEqual(bits(head, delay, '10'));
    expect(encodeData(cashOut([[]], 1n, 1), coin)).toEqual(bits(head, delay, '110'));
    expect(encodeData(cashOut([[part(0n, 2n), part(7n, 1n)]], 1n, 1), coin)).toEqual(
      // Two intervals: gamma of 1. The second begins at 3 or later: 4 of 0 to 4, and has one amount: no bits.
      bits(head, delay, '111', '1', '000', '001', '100'),
    );
  });

  test.each([
    ['another version', bits('0010', head.slice(4), delay, '10')],
    ['another kind', bits('00010011', head.slice(8), delay, '10')],
    ['a cash-out without a lock', bits(head, '0'.repeat(16), '10')],
    ['a bit in the filling', bits(head, delay, '10', '000001')],
    ['a byte too many', bits(head, delay, '10', '000000', '00000000')],
    ['a whole coin as an interval', bits(head, delay, '0', '000', '111')],
    ['an amount that ends outside', bits(head, delay, '0', '010', '110')],
    ['a second interval where there is no room', bits(head, delay, '111', '1', '110', '1', '0')],
    ['a count that is too large', bits(head, delay, '111', '0'.repeat(16), '1')],
    ['an end in the middle', bits(head)],
    ['nothing', bits('')],
  ])('%s is refused', (_, plain) => expect(code(() => decodeData(plain, coin))).toBe('BITCOIN_DATA'));

  test('what cannot be written is refused', () => {
    const bad = (data: NetworkData) => code(() => encodeData(data, coin));
    expect(bad(cashOut([[part(0n, 5n), part(3n, 2n)]]))).toBe('BITCOIN_INTERVALS');
    expect(bad(cashOut([[part(0n, 9n)]]))).toBe('BITCOIN_INTERVALS');
    expect(bad(cashOut([[part(0n, 1n)]], 2n ** 48n))).toBe('BITCOIN_DATA');
    expect(bad(cashOut([[part(0n, 1n)]], -1n))).toBe('BITCOIN_DATA');
    expect(bad(cashOut([[part(0n, 1n)]], 1n, 0))).toBe('BITCOIN_DATA');
    expect(bad(cashOut([[part(0n, 1n)]], 1n, 65_536))).toBe('BITCOIN_DATA');
    expect(bad(cashOut([]))).toBe('BITCOIN_DATA');
    expect(bad({ ...cashOut([[part(0n, 1n)]]), kind: 'payment' })).toBe('BITCOIN_DATA');
  });
});

const someData = fc
  .array(coinValue, { minLength: 1, maxLength: 6 })
  .chain((values) =>
    fc.tuple(
      fc.constant(values),
      fc.tuple(...values.map((value) => intervalsOf(value, 4))),
      fc.bigInt(0n, 2n ** 48n - 1n),
      fc.integer({ min: 1, max: 65_535 }),
      fc.constantFrom('cash-out', 'payment', 'remedy'),
    ),
  )
  .map(([values, claims, counter, delay, kind]) => ({
    values,
    data: { kind, counter, delay: kind === 'cash-out' ? delay : 0, claims } as NetworkData,
  }));

test('whatever is written is read again, and bytes that are read are what would be written', () => {
  fc.assert(
    fc.property(someData, ({ values, data }) => {
      const plain = encodeData(data, values);
      expect(decodeData(plain, values)).toEqual(data);
    }),
    { seed: 5, numRuns: 3_000 },
  );
});

test('30,000 random and mutated data: a value in its one form, or a typed error', () => {
  let read = 0;
  const check = (
    bytes: Uint8Array,
    values: readonly (typeof coinValue extends fc.Arbitrary<infer T> ? T : never)[],
  ) => {
    try {
      const data = decodeData(bytes, values);
      for (const [i, claims] of data.claims.entries()) checkIntervals(claims, values[i]!);
      expect(encodeData(data, values)).toEqual(bytes);
      read++;
    } catch (error) {
      if (!(error instanceof BitcoinError) || error.code !== 'BITCOIN_DATA') throw error;
    }
  };
  const mutated = fc
    .tuple(someData, fc.nat(), fc.nat(255), fc.nat(3))
    .map(([{ values, data }, at, byte, how]) => {
      const plain = encodeData(data, values);
      const bytes = how === 0 ? plain.slice(0, at % plain.length) : Uint8Array.from(plain);
      if (how > 0)
        bytes[at % bytes.length] = how === 1 ? byte : bytes[at % bytes.length]! ^ (1 << (byte & 7));
      return { bytes, values };
    });
  fc.assert(
    fc.property(mutated, ({ bytes, values }) => check(bytes, values)),
    { seed: 6, numRuns: 15_000 },
  );
  const headed = fc.tuple(fc.uint8Array({ maxLength: 70 }), fc.nat(2), fc.array(coinValue, { maxLength: 4 }));
  fc.assert(
    fc.property(headed, ([tail, kind, values]) => check(Uint8Array.of(0x10 | kind, ...tail), values)),
    { seed: 7, numRuns: 10_000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 90 }), (bytes) => {
      expect(code(() => openData(SYSTEM, [input(1, 100n)], bytes))).toBe('BITCOIN_DATA');
      dataOf(bytes);
    }),
    { seed: 8, numRuns: 5_000 },
  );
  expect(read).toBeGreaterThan(2_000);
});

test('only one push in its shortest form is a data output', () => {
  for (const length of [0, 1, 75, 76, 80])
    expect(dataOf(dataScript(new Uint8Array(length)))).toHaveLength(length);
  for (const script of [
    '',
    '6a',
    '6a01',
    '6a4c',
    '6a4c0100',
    '6a4c4b',
    '6a0200',
    '6a010000',
    '00',
    '6a4d0100aa',
  ])
    expect(dataOf(fromHex(script))).toBeUndefined();
});
