import { hkdfSync } from 'node:crypto';
import { concat, equal, fromBytesBE, fromHex, toBytesBE, toHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, test } from 'vitest';
import { bytes32 } from '../transaction/testing/world.ts';
import {
  derivePublic,
  deriveSecret,
  type KeyUse,
  networkPublicKey,
  networkSecretKey,
  perCommitmentPoint,
  publicKeyOf,
  xOnly,
} from './keys.ts';

const hex = (bytes: Uint8Array) => toHex(bytes).slice(2);
const code = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return isCofferError(error) ? error.code : `not typed: ${error}`;
  }
  return 'nothing';
};

describe('BOLT-3, Appendix E', () => {
  const secret = fromHex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f');
  const point = fromHex('025f7117a78150fe2ef97db7cfc83bd57b2e2c0d0dd25eaf467a4a1c2a45ce1486');
  const base = '036d6caac248af96f6afa7f904f550253a0f3ef3f5aa2fe6838a95b216691468e2';

  test('the public key of a base point and a per-commitment point', () => {
    expect(hex(publicKeyOf(secret))).toBe(base);
    expect(hex(derivePublic(fromHex(base), point))).toBe(
      '0235f2dbfaa89b57ec7b055afe29849ef7ddfeb1cefdb9ebdc43f5494984db29e5',
    );
  });

  test('the secret key of a base secret and a per-commitment point', () => {
    expect(hex(deriveSecret(secret, point))).toBe(
      'cbced912d3b21bf196a766651e436aff192362621ce317704ea2f75d87e7be0f',
    );
  });
});

describe('keys of a network', () => {
  const system = bytes32(1);
  const secret = bytes32(2);
  const base = publicKeyOf(secret);
  const outpoint = { hash: bytes32(3), index: 1 };
  const uses: readonly KeyUse[] = [
    { type: 'deposit', index: 0 },
    { type: 'deposit', index: 1 },
    { type: 'deposit', index: 2 ** 53 - 1 },
    { type: 'change', outpoint },
    { type: 'change', outpoint: { ...outpoint, index: 2 } },
    { type: 'lock', outpoint },
  ];

  test.each(uses)('the secret belongs to the public key: %o', (use) => {
    expect(publicKeyOf(networkSecretKey(system, secret, use))).toEqual(networkPublicKey(system, base, use));
  });

  test('every use, index, outpoint, member and network has its own key', () => {
    const keys = uses.flatMap((use) => [
      networkPublicKey(system, base, use),
      networkPublicKey(bytes32(4), base, use),
      networkPublicKey(system, publicKeyOf(bytes32(5)), use),
    ]);
    expect(new Set(keys.map(hex)).size).toBe(3 * uses.length);
    expect(keys.some((key) => equal(key, base))).toBe(false);
  });

  test('the derivation never changes: coins depend on it', () => {
    expect(uses.map((use) => hex(networkPublicKey(system, base, use)))).toMatchInlineSnapshot(`
      [
        "02408bb2bd66bc2a332c4a0e2db1361db4861f3e190ea5f5859444e99c962bbab7",
        "03b2cbb99cd230d61eeeb2aa887651281c7e4e11cbc114ac236c47ff32f34b5e2d",
        "028f7aae37215646f32659f0ed4d1261416c7156c45a6ffa364589cba850f1421c",
        "02d6e8e295018106ad78fe0146c0d1d1b2b11c7f98e08d139f6f6ae0162c232b9f",
        "03a38d5584edd2a205cb8c80d6d5417287bab84fadb2d4309e18a532d2b07537e3",
        "03957b1295bb8893590773d64a6f8c218606dee73999b706b8032d693c229dfea1",
      ]
    `);
  });

  test('the per-commitment point is what its documentation says', () => {
    const index = new Uint8Array(8);
    index[0] = 7;
    const label = new TextEncoder().encode('coffer bitcoin key 1 deposit');
    const wide = new Uint8Array(hkdfSync('sha256', system, concat(base, index), label, 48));
    const scalar = 1n + (fromBytesBE(wide) % (secp256k1.Point.Fn.ORDER - 1n));
    expect(hex(perCommitmentPoint(system, base, { type: 'deposit', index: 7 }))).toBe(
      hex(publicKeyOf(toBytesBE(scalar, 32))),
    );
  });

  test.each<[string, () => unknown]>([
    [
      'a base key that is no point',
      () => networkPublicKey(system, concat(Uint8Array.of(2), new Uint8Array(32).fill(255)), uses[0]!),
    ],
    ['a base key of 32 bytes', () => networkPublicKey(system, base.subarray(1), uses[0]!)],
    [
      'an uncompressed base key',
      () => networkPublicKey(system, secp256k1.getPublicKey(secret, false), uses[0]!),
    ],
    ['a secret of zero', () => networkSecretKey(system, new Uint8Array(32), uses[0]!)],
    [
      'a secret of the order',
      () => networkSecretKey(system, toBytesBE(secp256k1.Point.Fn.ORDER, 32), uses[0]!),
    ],
    ['a short network secret', () => networkPublicKey(system.subarray(1), base, uses[0]!)],
    ['a negative index', () => networkPublicKey(system, base, { type: 'deposit', index: -1 })],
    ['half an index', () => networkPublicKey(system, base, { type: 'deposit', index: 0.5 })],
    ['an x coordinate of nothing', () => xOnly(new Uint8Array(33))],
  ])('refuses %s', (_, act) => expect(code(act)).toBe('BITCOIN_KEY'));
});
