import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare, concat, equal, fromBytesBE, fromHex, toBytesBE, toHex, utf8 } from './bytes.ts';
import { isCofferError } from './error.ts';

const bytes = fc.uint8Array({ maxLength: 80 });
const refusal = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    if (isCofferError(error)) return error.code;
    throw error;
  }
  return undefined;
};

test('hexadecimal round trip, prefixed and bare, in either case', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      const hex = toHex(value);
      expect(hex).toBe(`0x${Buffer.from(value).toString('hex')}`);
      expect(fromHex(hex, value.length)).toEqual(value);
      expect(fromHex(hex.slice(2).toUpperCase())).toEqual(value);
    }),
  );
});

test.each(['0x0', '0xgg', '0X00', '0x0x00', ' 00', '00 ', '0x-1', '0x٠٠', '0x\n', 'é0'])(
  '%j is not hexadecimal',
  (text) => {
    expect(refusal(() => fromHex(text))).toBe('BAD_HEX');
  },
);

test('hexadecimal of another length than asked for is refused', () => {
  expect(refusal(() => fromHex('0x0011', 1))).toBe('BAD_HEX');
  expect(refusal(() => fromHex('0x', 1))).toBe('BAD_HEX');
  expect(fromHex('', 0)).toEqual(new Uint8Array(0));
});

test('integers: round trip at every width, refused when they do not fit', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.bigInt({ min: -(1n << 330n), max: 1n << 330n }), (length, value) => {
      if (value < 0n || value >= 1n << BigInt(8 * length)) {
        expect(refusal(() => toBytesBE(value, length))).toBe('BAD_NUMBER');
      } else {
        const encoded = toBytesBE(value, length);
        expect(encoded.length).toBe(length);
        expect(fromBytesBE(encoded)).toBe(value);
      }
    }),
    { numRuns: 2000 },
  );
  expect(toBytesBE(0n, 0)).toEqual(new Uint8Array(0));
  expect(fromBytesBE(new Uint8Array(0))).toBe(0n);
  expect(toBytesBE(255n, 1)).toEqual(Uint8Array.of(255));
  expect(refusal(() => toBytesBE(256n, 1))).toBe('BAD_NUMBER');
});

test('concat, equal and compare agree with Buffer', () => {
  fc.assert(
    fc.property(fc.array(bytes), bytes, bytes, (parts, a, b) => {
      expect(Buffer.from(concat(...parts)).equals(Buffer.concat(parts))).toBe(true);
      expect(equal(a, b)).toBe(Buffer.from(a).equals(b));
      expect(equal(a, a.slice())).toBe(true);
      expect(Math.sign(compare(a, b))).toBe(Buffer.compare(a, b));
    }),
  );
  expect(compare(Uint8Array.of(1), Uint8Array.of(1, 0))).toBeLessThan(0);
});

test('concat copies: writing into a part later changes nothing', () => {
  const part = Uint8Array.of(1, 2);
  const joined = concat(part);
  part[0] = 9;
  expect(joined).toEqual(Uint8Array.of(1, 2));
});

test('text is UTF-8', () => {
  expect(toHex(utf8('é€😀'))).toBe('0xc3a9e282acf09f9880');
});
