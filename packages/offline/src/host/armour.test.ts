import { type Bytes, concat, toHex, utf8 } from '@coffer/core/bytes';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ArmourKind, armour, dearmour, MAX_ARMOUR_TEXT, MAX_ARMOURED_BYTES } from './armour.ts';
import { WalletError } from './error.ts';

const kind = fc.constantFrom<ArmourKind>('PAYMENT', 'ANSWER', 'REQUEST');
const content = fc.uint8Array({ maxLength: 700 });

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    if (!(error instanceof WalletError)) throw error;
    return error.code;
  }
}

test('what goes in comes out, also after mail has had its way with it', () => {
  fc.assert(
    fc.property(
      kind,
      content,
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.constantFrom('', '> ', '   ', '\t', '>> | '),
      (which, bytes, newline, prefix) => {
        const text = `Hello,\n\n${armour(which, bytes)}\nRegards`;
        const mailed = text
          .split('\n')
          .map((line) => `${prefix}${line} `)
          .join(newline);
        const read = dearmour(mailed, which);
        expect(read.kind).toBe(which);
        expect(toHex(read.content)).toBe(toHex(bytes));
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});

test('lines are 64 characters and the text is printable ASCII', () => {
  const text = armour('PAYMENT', new Uint8Array(1_000).fill(7));
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBe(64);
  expect(text).toMatch(/^[\x20-\x7e\n]+$/);
});

test('10,000 damaged texts are refused by name or read as what they were', () => {
  const original = Uint8Array.from({ length: 200 }, (_, i) => (i * 7) & 255);
  const text = armour('PAYMENT', original);
  const codes = new Set<string>();
  fc.assert(
    fc.property(
      fc.nat(text.length - 1),
      fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('', '=', '-----', '\n', 'A')),
      fc.nat(4),
      (at, insert, remove) => {
        const damaged = text.slice(0, at) + insert + text.slice(at + remove);
        const code = codeOf(() => {
          expect(toHex(dearmour(damaged).content)).toBe(toHex(original));
        });
        codes.add(code);
      },
    ),
    { seed: 2, numRuns: 10_000 },
  );
  expect([...codes].sort()).toEqual(
    expect.arrayContaining(['ARMOUR_CHECKSUM', 'ARMOUR_MALFORMED', 'ARMOUR_MISSING', 'none']),
  );
});

test('arbitrary text is never a message and never a crash', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(
        codeOf(() => dearmour(`-----BEGIN COFFER PAYMENT-----\n${text}\n-----END COFFER PAYMENT-----`)),
      ).toMatch(/^ARMOUR_/);
    }),
    { seed: 3, numRuns: 2_000 },
  );
});

test('each mistake has its name', () => {
  const text = armour('ANSWER', utf8('hello'));
  expect(codeOf(() => dearmour(''))).toBe('ARMOUR_MISSING');
  expect(codeOf(() => dearmour(text, 'PAYMENT'))).toBe('ARMOUR_KIND');
  expect(codeOf(() => dearmour(text + text))).toBe('ARMOUR_MALFORMED');
  expect(codeOf(() => dearmour(text.replace('END COFFER ANSWER', 'END COFFER PAYMENT')))).toBe(
    'ARMOUR_MALFORMED',
  );
  expect(codeOf(() => dearmour(text.replaceAll('ANSWER', 'PAYMENT')))).toBe('ARMOUR_CHECKSUM');
  expect(codeOf(() => dearmour(text.replaceAll('ANSWER', 'NONSENSE')))).toBe('ARMOUR_MALFORMED');
  expect(codeOf(() => dearmour('x'.repeat(MAX_ARMOUR_TEXT + 1)))).toBe('ARMOUR_TOO_LARGE');
  expect(codeOf(() => armour('PAYMENT', new Uint8Array(MAX_ARMOURED_BYTES + 1)))).toBe('ARMOUR_TOO_LARGE');
  // One content has one text: spare bits of base64 are not a second one.
  const spare = armour('ANSWER', concat(utf8('hell')) as Bytes).replace('aGVsbA==', 'aGVsbB==');
  expect(codeOf(() => dearmour(spare))).toBe('ARMOUR_MALFORMED');
});
