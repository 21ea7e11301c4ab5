import { fromHex, toHex } from '@coffer/core/bytes';
import fc from 'fast-check';
import { hashTypedData } from 'viem';
import { expect, test } from 'vitest';
import { domainSeparator, structType, typedDigest } from './eip712.ts';

test('agrees with viem on domain, struct and digest', () => {
  const payment = structType('Payment', {
    payer: 'address',
    amount: 'uint88',
    hash: 'bytes32',
    serial: 'uint64',
  });
  const payer = '0x4a62316623ad457f02cdc5d997ded67a383ec569';
  const salt = `0x${'ab'.repeat(32)}` as const;
  const value = { payer: fromHex(payer), amount: 5n * 10n ** 18n, hash: fromHex(salt), serial: 7 };
  const ours = typedDigest(
    domainSeparator({
      name: 'N',
      version: '1',
      chainId: 31337n,
      verifyingContract: fromHex(payer),
      salt: fromHex(salt),
    }),
    payment.hash(value),
  );
  const theirs = hashTypedData({
    domain: { name: 'N', version: '1', chainId: 31337n, verifyingContract: payer, salt },
    types: {
      Payment: [
        { name: 'payer', type: 'address' },
        { name: 'amount', type: 'uint88' },
        { name: 'hash', type: 'bytes32' },
        { name: 'serial', type: 'uint64' },
      ],
    },
    primaryType: 'Payment',
    message: { payer, amount: value.amount, hash: salt, serial: 7n },
  });
  expect(toHex(ours)).toBe(theirs);
});

test('refuses what does not fit its type', () => {
  const type = structType('T', { a: 'uint8', b: 'address' });
  expect(() => type.hash({ a: 256, b: new Uint8Array(20) })).toThrow(/uint8/);
  expect(() => type.hash({ a: -1, b: new Uint8Array(20) })).toThrow(/uint8/);
  expect(() => type.hash({ a: 1, b: new Uint8Array(19) })).toThrow(/20 bytes/);
});

test('agrees with viem for any value of any of our types, with every part of the domain present or absent', () => {
  const word = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const account = fc.uint8Array({ minLength: 20, maxLength: 20 });
  const fields = { who: 'address', id: 'bytes32', small: 'uint8', money: 'uint88', wide: 'uint256' } as const;
  const ours = structType('Thing', fields);
  fc.assert(
    fc.property(
      fc.record({
        who: account,
        id: word,
        small: fc.nat(255),
        money: fc.bigInt({ min: 0n, max: (1n << 88n) - 1n }),
        wide: fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }),
      }),
      fc.record(
        { chainId: fc.bigInt({ min: 0n, max: 1n << 64n }), verifyingContract: account, salt: word },
        { requiredKeys: [] },
      ),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      (value, facts, name) => {
        const theirs = hashTypedData({
          domain: {
            name,
            version: '1',
            ...(facts.chainId === undefined ? {} : { chainId: facts.chainId }),
            ...(facts.verifyingContract === undefined
              ? {}
              : { verifyingContract: toHex(facts.verifyingContract) }),
            ...(facts.salt === undefined ? {} : { salt: toHex(facts.salt) }),
          },
          types: { Thing: Object.entries(fields).map(([field, type]) => ({ name: field, type })) },
          primaryType: 'Thing',
          message: { ...value, who: toHex(value.who), id: toHex(value.id) },
        });
        const separator = domainSeparator({ name, version: '1', ...facts });
        expect(toHex(typedDigest(separator, ours.hash(value)))).toBe(theirs);
      },
    ),
    { numRuns: 300 },
  );
});

test.each([1.5, Number.NaN, 2 ** 60, -0.1])('%d is not an integer', (value) => {
  expect(() => structType('T', { a: 'uint256' }).hash({ a: value })).toThrow(/does not fit uint256/);
});
