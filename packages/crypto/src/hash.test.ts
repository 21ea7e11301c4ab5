import { createHash } from 'node:crypto';
import { concat, toHex, utf8 } from '@coffer/core/bytes';
import fc from 'fast-check';
import { keccak256 as viemKeccak } from 'viem';
import { expect, test } from 'vitest';
import { keccak256, sha256 } from './hash.ts';

test('Keccak-256 vectors (not SHA3-256)', () => {
  expect(toHex(keccak256(utf8('')))).toBe(
    '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
  );
  expect(toHex(keccak256(utf8('abc')))).toBe(
    '0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45',
  );
  expect(keccak256()).toEqual(keccak256(new Uint8Array(0)));
});

test('SHA-256 vectors (FIPS 180-4)', () => {
  expect(toHex(sha256(utf8('abc')))).toBe(
    '0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  expect(toHex(sha256())).toBe('0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('agree with viem and Node at every length around the block sizes, in one part or several', () => {
  for (let length = 0; length < 300; length++) {
    const bytes = new Uint8Array(length).map((_, i) => i * 7 + length);
    expect(toHex(keccak256(bytes))).toBe(viemKeccak(bytes));
    expect(toHex(sha256(bytes))).toBe(`0x${createHash('sha256').update(bytes).digest('hex')}`);
  }
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 90 }), { maxLength: 5 }), (parts) => {
      expect(keccak256(...parts)).toEqual(keccak256(concat(...parts)));
      expect(sha256(...parts)).toEqual(sha256(concat(...parts)));
    }),
  );
});
