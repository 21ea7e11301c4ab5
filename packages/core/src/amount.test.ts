import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AmountError,
  DENOMINATIONS,
  type Denomination,
  formatAmount,
  MAX_SAT,
  MAX_WEI,
  parseAmount,
  sat,
  wei,
  ZERO,
} from './amount.ts';

const code = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof AmountError) return error.code;
    throw error;
  }
  return 'accepted';
};

const names = Object.keys(DENOMINATIONS) as Denomination[];

test('what is written is read back, in every unit that people use', () => {
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.bigInt({ min: 0n, max: MAX_WEI }), (name, value) => {
      const { base } = DENOMINATIONS[name];
      const amount = base === 'sat' ? value % (MAX_SAT + 1n) : value;
      expect(parseAmount(formatAmount(amount, name), base)).toBe(amount);
    }),
    { numRuns: 5000 },
  );
});

test.each([
  ['0.5 eth', 'wei', 5n * 10n ** 17n],
  ['1eth', 'wei', 10n ** 18n],
  [' 250000  GWEI ', 'wei', 250_000n * 10n ** 9n],
  ['0.000000000000000001 ETH', 'wei', 1n],
  ['1.50 gwei', 'wei', 1_500_000_000n],
  ['7.000 wei', 'wei', 7n],
  ['0.00000001btc', 'sat', 1n],
  ['21000000 BTC', 'sat', MAX_SAT],
  ['007 sat', 'sat', 7n],
] as const)('%s', (text, base, amount) => {
  expect(parseAmount(text, base)).toBe(amount);
});

describe('refused, and never guessed at', () => {
  test.each([
    ...[
      '',
      ' ',
      '1',
      '0.5',
      'eth',
      '.5 eth',
      '5. eth',
      '-1 eth',
      '+1 eth',
      '1e18 wei',
      '0x10 wei',
      '1,5 eth',
    ],
    ...['1.5.5 eth', '1_000 wei', '1 000 wei', '1 eth 2', '١ eth', '１ eth', '1 ｅth', '½ eth', 'NaN eth'],
    ...['Infinity eth', '1 satoshi', '1 constructor', '1 __proto__', '1 toString', '1 eth\0', '1\neth\nwei'],
    ...['0.5 wei', '1.0000000000000000001 eth', '1 sat', '1 btc', `${'9'.repeat(41)} wei`],
    ...[`1${' '.repeat(100_000)}x`, ' '.repeat(1_000_000), '9'.repeat(1_000_000)],
  ])('%#', (text) => {
    expect(code(() => parseAmount(text, 'wei'))).toBe('AMOUNT_SYNTAX');
  });

  test('whatever was typed: an amount in range, or a typed error of bounded length', () => {
    const piece = fc.constantFrom(
      '0',
      '9',
      '.',
      '-',
      ' ',
      'eth',
      'wei',
      'sat',
      '\u212a',
      '\u202e',
      '\t',
      'e',
    );
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 90 }),
      fc.array(piece).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(typed, fc.constantFrom('wei', 'sat'), (text, base) => {
        try {
          const amount = parseAmount(text, base);
          expect(amount >= 0n && amount <= (base === 'wei' ? MAX_WEI : MAX_SAT)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(AmountError);
          expect((error as AmountError).message.length).toBeLessThan(160);
        }
      }),
      { numRuns: 20_000 },
    );
  });

  test('more than there is', () => {
    expect(code(() => parseAmount('309485010 eth', 'wei'))).toBe('AMOUNT_RANGE');
    expect(code(() => parseAmount('21000000.00000001 btc', 'sat'))).toBe('AMOUNT_RANGE');
    expect(code(() => wei(MAX_WEI + 1n))).toBe('AMOUNT_RANGE');
    expect(code(() => sat(MAX_SAT + 1n))).toBe('AMOUNT_RANGE');
    expect(code(() => wei(-1n))).toBe('AMOUNT_NEGATIVE');
    expect([wei(MAX_WEI), sat(MAX_SAT), wei(ZERO), sat(ZERO)]).toEqual([MAX_WEI, MAX_SAT, 0n, 0n]);
  });

  test('says what to write instead, and that no money moved', () => {
    try {
      parseAmount('1', 'wei');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        next: expect.stringContaining('0.5eth'),
        money: expect.stringMatching(/^No money/),
      });
    }
  });
});

test('amounts are written exactly, also where a float would round', () => {
  expect(formatAmount(5n * 10n ** 17n, 'eth')).toBe('0.5 ETH');
  expect(formatAmount(2n ** 53n + 1n, 'wei')).toBe('9007199254740993 wei');
  expect(formatAmount(10n ** 26n + 1n, 'eth')).toBe('100000000.000000000000000001 ETH');
  expect(formatAmount(0n, 'btc')).toBe('0 BTC');
  expect(formatAmount(-1n, 'btc')).toBe('-0.00000001 BTC');
});
