import type { Wei } from '@coffer/core/amount';
import { type Bytes, concat, type Hex, toBytesBE, toHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { offlineVaultAbi } from '@coffer/ethereum/bindings/offline-vault';
import fc from 'fast-check';
import {
  type ContractFunctionArgs,
  encodeAbiParameters,
  encodeFunctionData,
  type Log,
  toEventSelector,
} from 'viem';
import { expect, test } from 'vitest';
import { type BatchItem, encodeBatch } from './batch.ts';
import { readPayments } from './carried.ts';

const VAULT: Hex = `0x${'ab'.repeat(20)}`;
const OTHER: Hex = `0x${'cd'.repeat(20)}`;
const CARRIED = toEventSelector('event Carried(bytes batch)');

const payment = (serial: number): BatchItem => ({
  payment: {
    payer: new Uint8Array(20).fill(1),
    payee: new Uint8Array(20).fill(2),
    amount: 5n as Wei,
    serial,
    tGen: 1,
    expiry: 2,
    settleBy: 3,
    provedAt: 4,
    supports: [],
    state: new Uint8Array(32).fill(9),
  },
  signature: new Uint8Array(64).fill(3),
  acknowledgement: new Uint8Array(64).fill(4),
  supports: [],
});
const batchOf = (...serials: number[]): Bytes => encodeBatch(serials.map(payment));

type Certificate = ContractFunctionArgs<typeof offlineVaultAbi, 'nonpayable', 'settle'>[0][number];
const zero = toHex(new Uint8Array(32));
const nobody = toHex(new Uint8Array(20));
const signature = { r: zero, vs: zero };
const certificate: Certificate = {
  device: { device: nobody, platform: zero },
  deviceSignature: signature,
  attestation: { key: nobody, measurement: zero, program: zero, abiVersion: 1, counterClass: 1 },
  attestationSignature: signature,
  account: nobody,
  recovery: nobody,
  accountSignature: signature,
  accountConsent: signature,
};

function settling(batch: Bytes, certificates = 0): Hex {
  const opens = Array<Certificate>(certificates).fill(certificate);
  return encodeFunctionData({ abi: offlineVaultAbi, functionName: 'settle', args: [opens, toHex(batch)] });
}

function log(address: Hex, topic: Hex, data: Hex): Log {
  const place = { blockHash: zero, blockNumber: 1n, transactionHash: zero, transactionIndex: 0 };
  return { ...place, address, topics: [topic], data, logIndex: 0, removed: false, blockTimestamp: 1n } as Log;
}
const carrying = (batch: Bytes, by: Hex = VAULT): Log =>
  log(by, CARRIED, encodeAbiParameters([{ type: 'bytes' }], [toHex(batch)]));

const serials = (tx: { to: Hex | null; input: Hex; logs?: readonly Log[] }): number[] =>
  readPayments(VAULT, { logs: [], ...tx }).map((item) => item.payment.serial);

test.each([0, 1, 3, 64])('a batch in the transaction itself is found behind %d certificates', (count) => {
  const input = settling(batchOf(1, 2), count);
  expect(serials({ to: VAULT, input })).toEqual([1, 2]);
  const loud = `0x${input.slice(2).toUpperCase()}` as Hex;
  expect(serials({ to: VAULT.toUpperCase().replace('0X', '0x') as Hex, input: loud })).toEqual([1, 2]);
  expect(readPayments(VAULT, { to: VAULT, input, logs: [] })).toEqual([payment(1), payment(2)]);
});

test('only what this vault was told counts', () => {
  const input = settling(batchOf(1));
  expect(serials({ to: OTHER, input })).toEqual([]);
  expect(serials({ to: null, input })).toEqual([]);
  const claim = encodeFunctionData({
    abi: offlineVaultAbi,
    functionName: 'claim',
    args: [toHex(batchOf(1))],
  });
  expect(serials({ to: VAULT, input: claim })).toEqual([]);
  expect(serials({ to: OTHER, input: '0x', logs: [carrying(batchOf(1), OTHER)] })).toEqual([]);
});

test('a batch in the log is found, whoever was called, and one that cannot be read hides no other', () => {
  const logs = [
    log(VAULT, toEventSelector('event Settled(address indexed,bytes)'), '0x'),
    log(VAULT, CARRIED, '0x'),
    log(VAULT, CARRIED, `0x${'ff'.repeat(64)}`),
    carrying(new Uint8Array(300).fill(7)),
    carrying(batchOf(3)),
    carrying(new Uint8Array()),
    carrying(batchOf(4, 5)),
    carrying(batchOf(6), OTHER),
  ];
  expect(serials({ to: OTHER, input: '0x', logs })).toEqual([3, 4, 5]);
  expect(serials({ to: null, input: '0x6001', logs })).toEqual([3, 4, 5]);
  expect(serials({ to: VAULT, input: settling(batchOf(9)), logs })).toEqual([3, 4, 5, 9]);
});

test('call data that is cut off tells of no payment, or of all', () => {
  const input = settling(batchOf(1, 2), 1);
  for (let end = 2; end < input.length; end += 2) {
    const told = serials({ to: VAULT, input: input.slice(0, end) as Hex });
    // The padding behind the batch may be missing: the vault refuses that, but nothing false is told.
    expect([[], [1, 2]], `${end}`).toContainEqual(told);
  }
});

test('counts and lengths of any size are read as none', () => {
  const input = settling(batchOf(1));
  const words = [1n, 2n, 64n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 64n, 2n ** 255n, 2n ** 256n - 1n];
  // The number of certificates, and the batch's length.
  for (const at of [100 - 32, 132 - 32]) {
    for (const word of words) {
      const start = 2 + 2 * at;
      const bent = `${input.slice(0, start)}${toHex(toBytesBE(word, 32)).slice(2)}${input.slice(start + 64)}`;
      expect(serials({ to: VAULT, input: bent as Hex }), `${at} ${word}`).toEqual([]);
    }
  }
});

test('any call data and any log are read or told to be no hexadecimal', () => {
  const selector = settling(batchOf(1)).slice(0, 10) as Hex;
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 700 }),
    fc
      .array(fc.integer({ min: 0, max: 600 }), { maxLength: 12 })
      .map((list) => concat(...list.map((value) => toBytesBE(BigInt(value), 32)))),
  );
  fc.assert(
    fc.property(piece, piece, (data, told) => {
      const logs = [log(VAULT, CARRIED, toHex(told)), carrying(told)];
      const input = `${selector}${toHex(data).slice(2)}` as Hex;
      expect(Array.isArray(serials({ to: VAULT, input, logs }))).toBe(true);
    }),
    { seed: 1, numRuns: 1_000 },
  );
  for (const input of [`${selector}0`, `${selector}zz`] as const) {
    try {
      serials({ to: VAULT, input });
      expect.unreachable();
    } catch (error) {
      expect(isCofferError(error, 'BAD_HEX')).toBe(true);
    }
  }
});
