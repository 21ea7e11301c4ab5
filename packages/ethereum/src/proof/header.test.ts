import { fromHex, toHex } from '@coffer/core/bytes';
import { describe, expect, test } from 'vitest';
import { buildHeader, EMPTY_OMMERS, encodeHeader, HeaderError, parseHeader } from './header.ts';
import { decodeRlp, encodeRlp, type Rlp } from './rlp.ts';
import { EMPTY_ROOT } from './trie.ts';

const zero = (length: number): Uint8Array => new Uint8Array(length);

const GENESIS = encodeHeader({
  parentHash: zero(32),
  ommersHash: EMPTY_OMMERS,
  beneficiary: zero(20),
  stateRoot: fromHex('0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544'),
  transactionsRoot: EMPTY_ROOT,
  receiptsRoot: EMPTY_ROOT,
  logsBloom: zero(256),
  difficulty: 17_179_869_184n,
  number: 0n,
  gasLimit: 5_000n,
  gasUsed: 0n,
  timestamp: 0n,
  extraData: fromHex('0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa'),
  mixHash: zero(32),
  nonce: fromHex('0x0000000000000042'),
});

const PLAIN = buildHeader({ parentHash: zero(32), stateRoot: EMPTY_ROOT, number: 7, timestamp: 1_000 });
const fieldsOf = (rlp: Uint8Array): Rlp[] => [
  ...(decodeRlp(rlp, { maxBytes: 4096, maxDepth: 1, maxItems: 64 }) as readonly Rlp[]),
];
const refused = (fields: readonly Rlp[]): void => {
  expect(() => parseHeader(encodeRlp(fields))).toThrow(HeaderError);
};

describe('execution headers', () => {
  test('mainnet block 0 hashes to its known hash', () => {
    const header = parseHeader(GENESIS);
    expect(toHex(header.hash)).toBe('0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3');
    expect(header.number).toBe(0);
    expect('baseFee' in header).toBe(false);
  });

  test('reads every fork, also one that appends fields unknown here', () => {
    const base = fieldsOf(GENESIS);
    const appended = [zero(0), zero(32), zero(0), zero(0), zero(32), zero(32), zero(32), zero(0)];
    for (const more of [0, 1, 2, 5, 6, 7, 8]) {
      const header = parseHeader(encodeRlp([...base, ...appended.slice(0, more)]));
      expect(header.baseFee).toBe(more === 0 ? undefined : 0n);
    }
    for (const more of [3, 4]) refused([...base, ...appended.slice(0, more)]);
    refused(base.slice(0, 14));
    refused([...base, ...Array.from({ length: 18 }, () => zero(0))]);
  });

  test('gives what was built', () => {
    expect(parseHeader(PLAIN)).toMatchObject({
      number: 7,
      timestamp: 1_000,
      stateRoot: EMPTY_ROOT,
      baseFee: 0n,
    });
  });

  test('is strict on the size of every field', () => {
    const base = fieldsOf(PLAIN);
    for (const index of [0, 1, 2, 3, 4, 5, 6, 13, 14, 16]) {
      const field = base[index] as Uint8Array;
      refused(base.with(index, field.subarray(1)));
      refused(base.with(index, zero(field.length + 1)));
      refused(base.with(index, [field]));
    }
    for (const index of [7, 8, 9, 10, 11, 15]) {
      refused(base.with(index, zero(1)));
      refused(base.with(index, zero(33).fill(1)));
    }
    refused(base.with(8, zero(8).fill(255)));
  });

  test('refuses whatever is no header', () => {
    for (const bytes of [
      zero(0),
      zero(1),
      PLAIN.subarray(1),
      PLAIN.subarray(0, -1),
      zero(2049),
      Uint8Array.of(0xc0),
    ]) {
      expect(() => parseHeader(bytes)).toThrow(HeaderError);
    }
  });

  test('refuses to leave out a field in the middle', () => {
    expect(() => encodeHeader({ ...headerFields(), withdrawalsRoot: zero(32) })).toThrow(HeaderError);
  });
});

function headerFields() {
  return {
    parentHash: zero(32),
    ommersHash: EMPTY_OMMERS,
    beneficiary: zero(20),
    stateRoot: EMPTY_ROOT,
    transactionsRoot: EMPTY_ROOT,
    receiptsRoot: EMPTY_ROOT,
    logsBloom: zero(256),
    difficulty: 0n,
    number: 1n,
    gasLimit: 0n,
    gasUsed: 0n,
    timestamp: 1n,
    extraData: zero(0),
    mixHash: zero(32),
    nonce: zero(8),
  };
}
