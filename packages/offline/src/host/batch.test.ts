import type { Wei } from '@coffer/core/amount';
import { type Bytes, concat, equal, toHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BatchItem, decodeBatch, decodeOutcomes, encodeBatch, itemSize } from './batch.ts';
import type { SupportProof } from './chain.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const uint = (bits: number) => fc.maxSafeNat().map((value) => value % 2 ** bits);
const hash = bytes(32);

const support: fc.Arbitrary<SupportProof> = fc.record({
  payment: hash,
  by: fc.oneof(
    fc.record({
      type: fc.constant('receipt' as const),
      index: uint(47),
      path: fc.array(hash, { maxLength: 4 }),
    }),
    fc.record({ type: fc.constant('item' as const), item: uint(8) }),
  ),
});

/** Few accounts, so that payments share them. */
const account = fc.integer({ min: 0, max: 5 }).map((i) => new Uint8Array(20).fill(i * 41));

const item: fc.Arbitrary<BatchItem> = fc
  .record({
    payer: account,
    payee: account,
    amount: fc.bigInt({ min: 0n, max: (1n << 88n) - 1n }).map((value) => value as Wei),
    serial: fc.maxSafeNat(),
    tGen: uint(40),
    expiry: uint(40),
    settleBy: uint(40),
    provedAt: uint(40),
    state: hash,
    signature: bytes(64),
    acknowledgement: bytes(64),
    supports: fc.array(support, { maxLength: 3 }),
  })
  .map(({ signature, acknowledgement, supports, ...fields }) => ({
    payment: { ...fields, supports: supports.map(({ payment }) => payment) },
    signature,
    acknowledgement,
    supports,
  }));
const items = fc.array(item, { maxLength: 6 });
const plain: BatchItem = {
  payment: {
    payer: new Uint8Array(20).fill(2),
    payee: new Uint8Array(20).fill(1),
    amount: 5n as Wei,
    serial: 7,
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
};
const withSupports = (supports: readonly SupportProof[]): BatchItem => ({
  ...plain,
  payment: { ...plain.payment, supports: supports.map(({ payment }) => payment) },
  supports,
});
const receipt = (hashes: number): SupportProof => ({
  payment: new Uint8Array(32).fill(5),
  by: { type: 'receipt', index: 6, path: Array.from({ length: hashes }, () => new Uint8Array(32).fill(8)) },
});

/** The code of what `work` throws. Anything that is no error of ours fails the test. */
function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    if (!isCofferError(error)) throw error;
    return error.code;
  }
}

/** Everything that a decoded batch holds. */
function size(decoded: readonly BatchItem[]): number {
  return decoded.reduce((sum, one) => sum + itemSize(one), 0);
}

describe('a batch', () => {
  test('comes out as it went in, with its accounts once and in order', () => {
    fc.assert(
      fc.property(items, (list) => {
        const batch = encodeBatch(list);
        const names = new Set(list.flatMap(({ payment }) => [toHex(payment.payer), toHex(payment.payee)]));
        expect(decodeBatch(batch)).toEqual(list);
        expect(batch.length).toBe(2 + 20 * names.size + size(list));
        const table = Array.from({ length: names.size }, (_, i) =>
          toHex(batch.subarray(2 + 20 * i, 22 + 20 * i)),
        );
        expect(table).toEqual([...names].sort());
        expect([batch[0], batch[1]]).toEqual([names.size, list.length]);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('has every field at its place', () => {
    const batch = encodeBatch([
      withSupports([receipt(1), { ...receipt(0), by: { type: 'item', item: 10 } }]),
    ]);
    expect(toHex(batch)).toBe(
      [
        '0x0201',
        '01'.repeat(20),
        '02'.repeat(20),
        `0100${'02'}${'05'.padStart(22, '0')}${'07'.padStart(16, '0')}`,
        ...['01', '02', '03', '04'].map((time) => time.padStart(10, '0')),
        '09'.repeat(32),
        '03'.repeat(64),
        '04'.repeat(64),
        `${'05'.repeat(32)}000000000006${'01'}${'08'.repeat(32)}`,
        `${'05'.repeat(32)}80000000000a${'00'}`,
      ].join(''),
    );
  });

  test('is as large as its counts can say, and no larger', () => {
    /** Payments of two accounts each, none twice, and one account more if `odd`. */
    const people = (pairs: number, odd: boolean): BatchItem[] =>
      Array.from({ length: pairs + (odd ? 1 : 0) }, (_, i) => {
        const payer = new Uint8Array(20).fill(1);
        const payee = new Uint8Array(20).fill(2);
        [payer[19], payee[19]] = [i, i === pairs ? 0 : i];
        return { ...plain, payment: { ...plain.payment, payer, payee } };
      });
    const proof = receipt(0);
    const cases: readonly [string, BatchItem[], BatchItem[]][] = [
      ['items', Array<BatchItem>(255).fill(plain), Array<BatchItem>(256).fill(plain)],
      ['accounts', people(127, true), people(128, false)],
      [
        'supports',
        [withSupports(Array<SupportProof>(255).fill(proof))],
        [withSupports(Array<SupportProof>(256).fill(proof))],
      ],
      ['hashes', [withSupports([receipt(255)])], [withSupports([receipt(256)])]],
    ];
    for (const [what, most, tooMany] of cases) {
      expect(decodeBatch(encodeBatch(most)), what).toEqual(most);
      expect(
        codeOf(() => encodeBatch(tooMany)),
        what,
      ).toBe('BAD_NUMBER');
    }
  });

  test.each([
    ['amount', { amount: (1n << 88n) as Wei }],
    ['serial', { serial: 2 ** 64 }],
    ['tGen', { tGen: 2 ** 40 }],
    ['expiry', { expiry: 2 ** 40 }],
    ['settleBy', { settleBy: -1 }],
    ['provedAt', { provedAt: 2 ** 40 }],
  ])('with a %s that does not fit is not made', (_, change) => {
    expect(codeOf(() => encodeBatch([{ ...plain, payment: { ...plain.payment, ...change } }]))).toBe(
      'BAD_NUMBER',
    );
  });

  test('with a payment whose serial no enclave can make tells of the others', () => {
    const least = { ...plain, payment: { ...plain.payment, serial: 2 ** 53 } };
    const last = { ...plain, payment: { ...plain.payment, serial: Number.MAX_SAFE_INTEGER } };
    expect(decodeBatch(encodeBatch([plain, least, last]))).toEqual([plain, last]);
  });

  test('cut off anywhere, or longer by a byte, is none', () => {
    const batch = encodeBatch([withSupports([receipt(2)]), plain]);
    for (let length = 0; length < batch.length; length++) {
      expect(codeOf(() => decodeBatch(batch.subarray(0, length)))).toBe('CHAIN_ANSWER');
    }
    expect(codeOf(() => decodeBatch(concat(batch, new Uint8Array(1))))).toBe('CHAIN_ANSWER');
  });

  test('naming an account that it does not have is none', () => {
    const batch = encodeBatch([plain]);
    for (const at of [42, 43]) {
      const bent = batch.slice();
      bent[at] = 2;
      expect(codeOf(() => decodeBatch(bent))).toBe('CHAIN_ANSWER');
    }
  });

  /** What an item takes of a batch bounds what reading it can cost: nothing is allocated for a count alone. */
  test('of any bytes is read or refused, and never becomes more than those bytes', () => {
    const read = (batch: Bytes): void => {
      let decoded: readonly BatchItem[] = [];
      const code = codeOf(() => {
        decoded = decodeBatch(batch);
      });
      expect(['none', 'CHAIN_ANSWER']).toContain(code);
      expect(size(decoded)).toBeLessThanOrEqual(batch.length);
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 1_500 }), read), { seed: 2, numRuns: 2_000 });
    for (const fill of [0, 1, 2, 127, 128, 255]) {
      for (const length of [0, 1, 2, 22, 224, 1 << 16]) read(new Uint8Array(length).fill(fill));
    }
  });

  /** One reading, one form: but for the order of accounts, which `encodeBatch` sorts and the vault demands. */
  test('damaged anywhere is none, or says something else', () => {
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (list, where, change) => {
          const batch = encodeBatch(list);
          const bent = batch.slice();
          bent[where % bent.length] = bent[where % bent.length]! ^ change;
          let decoded: readonly BatchItem[] | undefined;
          const code = codeOf(() => {
            decoded = decodeBatch(bent);
          });
          if (code === 'CHAIN_ANSWER') return;
          expect(code).toBe('none');
          expect(decoded).not.toEqual(list);
        },
      ),
      { seed: 3, numRuns: 500 },
    );
  });
});

describe('outcomes', () => {
  const outcome = fc.record({ payment: hash, payee: bytes(20), reason: fc.integer({ min: 0, max: 255 }) });

  test('are read in order', () => {
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 64 }), (list) => {
        const told = concat(
          ...list.map(({ payment, payee, reason }) => concat(payment, payee, Uint8Array.of(reason))),
        );
        expect(decodeOutcomes(told)).toEqual(list);
      }),
      { seed: 4, numRuns: 100 },
    );
  });

  test('of any bytes are read whole or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (told) => {
        if (told.length % 53 !== 0) {
          expect(codeOf(() => decodeOutcomes(told))).toBe('CHAIN_ANSWER');
          return;
        }
        const read = decodeOutcomes(told);
        const again = concat(
          ...read.map(({ payment, payee, reason }) => concat(payment, payee, Uint8Array.of(reason))),
        );
        expect(equal(again, told)).toBe(true);
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});
