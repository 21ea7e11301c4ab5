import { concat, fromHex, toHex } from '@coffer/core/bytes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SealError, seal, unseal } from './aead.ts';

const key = new Uint8Array(32).fill(1);
const nonce = new Uint8Array(12).fill(2);
const context = new Uint8Array([3]);

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof SealError) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('AES-256-GCM: test cases 13, 14 and 16 of the GCM specification', () => {
  const zeros = '0x0000000000000000000000000000000000000000000000000000000000000000';
  const strong = '0xfeffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308';
  test.each([
    [zeros, '0x000000000000000000000000', '0x', '0x', '0x530f8afbc74536b9a963b4f1c4cb738b'],
    [
      zeros,
      '0x000000000000000000000000',
      '0x00000000000000000000000000000000',
      '0x',
      '0xcea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919',
    ],
    [
      strong,
      '0xcafebabefacedbaddecaf888',
      '0xd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
      '0xfeedfacedeadbeeffeedfacedeadbeefabaddad2',
      '0x522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b',
    ],
  ])('%#', (k, n, plain, aad, expected) => {
    const sealed = seal(fromHex(k), fromHex(n), fromHex(plain), fromHex(aad));
    expect(toHex(sealed)).toBe(toHex(concat(fromHex(n), fromHex(expected))));
    expect(unseal(fromHex(k), sealed, fromHex(aad))).toEqual(fromHex(plain));
  });
});

test('what is sealed is unsealed, and only with its key and context', () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(bytes, bytes, (plain, aad) => {
      const sealed = seal(key, nonce, plain, aad);
      expect(sealed.length).toBe(plain.length + 28);
      expect(unseal(key, sealed, aad)).toEqual(plain);
      expect(refusal(() => unseal(key, sealed, concat(aad, Uint8Array.of(0))))).toBe('SEAL_BROKEN');
      expect(refusal(() => unseal(new Uint8Array(32).fill(9), sealed, aad))).toBe('SEAL_BROKEN');
    }),
  );
});

test('each flipped bit, each truncation and each extension is noticed', () => {
  const sealed = seal(key, nonce, new Uint8Array(40).fill(7), context);
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const bytes = sealed.slice();
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    expect(
      refusal(() => unseal(key, bytes, context)),
      `bit ${bit}`,
    ).toBe('SEAL_BROKEN');
  }
  for (let length = 0; length < sealed.length; length++)
    expect(
      refusal(() => unseal(key, sealed.subarray(0, length), context)),
      `length ${length}`,
    ).toBe('SEAL_BROKEN');
  expect(refusal(() => unseal(key, concat(sealed, Uint8Array.of(0)), context))).toBe('SEAL_BROKEN');
});

test('a key or nonce of another length is refused, before anything is sealed that nobody could unseal', () => {
  for (const length of [0, 11, 13, 16])
    expect(refusal(() => seal(key, new Uint8Array(length), key, context))).toBe('SEAL_ARGUMENTS');
  for (const length of [0, 16, 24, 31, 33]) {
    expect(refusal(() => seal(new Uint8Array(length), nonce, key, context))).toBe('SEAL_ARGUMENTS');
    const sealed = seal(key, nonce, key, context);
    expect(refusal(() => unseal(new Uint8Array(length), sealed, context))).toBe('SEAL_ARGUMENTS');
  }
});
