import { hkdfSync } from 'node:crypto';
import { toHex, utf8 } from '@coffer/core/bytes';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { derive } from './derive.ts';

test('RFC 5869, test case 3 (no salt, no info)', () => {
  expect(toHex(derive(new Uint8Array(22).fill(0x0b), '', 42))).toBe(
    '0x8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  );
});

test('agrees with Node for any secret, label, length and salt', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 16, maxLength: 80 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.integer({ min: 1, max: 300 }),
      fc.option(fc.uint8Array({ maxLength: 80 }), { nil: undefined }),
      (secret, label, length, salt) => {
        const theirs = hkdfSync('sha256', secret, salt ?? new Uint8Array(0), utf8(label), length);
        expect(derive(secret, label, length, salt)).toEqual(new Uint8Array(theirs));
      },
    ),
    { numRuns: 300 },
  );
});

test('labels and salts tell secrets apart', () => {
  const secret = new Uint8Array(32).fill(1);
  const all = [
    derive(secret, 'a'),
    derive(secret, 'b'),
    derive(secret, 'a', 32, utf8('b')),
    derive(secret, 'ab'),
    derive(new Uint8Array(32).fill(2), 'a'),
  ].map(toHex);
  expect(new Set(all).size).toBe(all.length);
});
