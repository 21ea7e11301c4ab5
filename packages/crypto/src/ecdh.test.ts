import { toBytesBE, toHex } from '@coffer/core/bytes';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sharedSecret } from './ecdh.ts';
import { publicKey, SignatureError } from './secp256k1.ts';

const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const secret = (value: bigint) => toBytesBE(value, 32);

test('both sides get the same 32 bytes: the x coordinate of the product', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: N - 1n }), fc.bigInt({ min: 1n, max: N - 1n }), (a, b) => {
      const shared = sharedSecret(secret(a), publicKey(secret(b)));
      expect(shared).toEqual(sharedSecret(secret(b), publicKey(secret(a))));
      expect(shared).toEqual(publicKey(secret((a * b) % N)).subarray(1, 33));
    }),
    { numRuns: 40 },
  );
});

test('what is no secret or no point of the curve is refused', () => {
  const point = publicKey(secret(5n));
  const off = point.slice();
  off[64]! ^= 1;
  const bad: [Uint8Array, Uint8Array][] = [
    [secret(0n), point],
    [secret(N), point],
    [new Uint8Array(0), point],
    [secret(1n), off],
    [secret(1n), point.subarray(0, 64)],
    [secret(1n), new Uint8Array(65)],
    [secret(1n), new Uint8Array(0)],
    [secret(1n), Uint8Array.of(0)],
  ];
  for (const [own, other] of bad)
    expect(() => sharedSecret(own, other), toHex(other)).toThrow(SignatureError);
});
