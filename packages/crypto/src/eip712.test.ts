import { fromHex, toHex } from '@coffer/core/bytes';
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
