import { sat } from '@coffer/core/amount';
import { fromHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { describe, expect, test } from 'vitest';
import { coinScript } from '../script/deposit.ts';
import { checkDust, checkFeeCap, dustLimit, FEE_RULES, feeAt, feeCap, feeOf } from './fees.ts';
import { STRANGER } from './testing/world.ts';

const code = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return isCofferError(error) ? error.code : `not typed: ${error}`;
  }
  return 'nothing';
};

describe("dust limits are Bitcoin Core's", () => {
  test.each([
    ['P2WPKH', coinScript('p2wpkh', STRANGER), 294n],
    ['P2TR', coinScript('p2tr', STRANGER), 330n],
    ['P2WSH', fromHex(`0020${'11'.repeat(32)}`), 330n],
    ['P2PKH', fromHex(`76a914${'11'.repeat(20)}88ac`), 546n],
    ['P2SH', fromHex(`a914${'11'.repeat(20)}87`), 540n],
    ['P2A', fromHex('51024e73'), 240n],
    ['OP_RETURN', fromHex('6a0100'), 0n],
  ])('%s: %s', (_, script, least) => {
    expect(dustLimit(script, FEE_RULES)).toBe(least);
    expect(code(() => checkDust(least, script, FEE_RULES))).toBe('nothing');
    if (least > 0n) expect(code(() => checkDust(least - 1n, script, FEE_RULES))).toBe('BITCOIN_DUST');
  });
});

describe('fees', () => {
  test('are rounded up, and never below what nodes relay', () => {
    expect(feeAt(1000n, 141)).toBe(141n);
    expect(feeAt(1001n, 141)).toBe(142n);
    expect(code(() => feeOf({ rate: 999n }, 100, FEE_RULES))).toBe('BITCOIN_FEE');
  });

  test('a replacement pays for what it replaces, for its own relay, and at a higher rate (BIP125)', () => {
    const replaces = { fee: sat(2_000n), vsize: 200 };
    expect(feeOf({ rate: 1_000n, replaces }, 200, FEE_RULES)).toBe(2_200n);
    expect(feeOf({ rate: 30_000n, replaces }, 200, FEE_RULES)).toBe(6_000n);
    // Larger than what it replaces: a higher rate, not only more.
    const fee = feeOf({ rate: 1_000n, replaces }, 1_000, FEE_RULES);
    expect(fee * 200n > replaces.fee * 1_000n).toBe(true);
  });

  test('a child pays what its parents lack', () => {
    const parents = { fee: sat(150n), vsize: 150 };
    expect(feeOf({ rate: 10_000n, parents }, 100, FEE_RULES)).toBe(2_350n);
    expect(feeOf({ rate: 1_000n, parents: { fee: sat(9_999n), vsize: 150 } }, 100, FEE_RULES)).toBe(100n);
  });

  test('out of coins of the network are capped by rate and by share', () => {
    expect(feeCap(100, sat(10_000_000n), FEE_RULES)).toBe(20_000n);
    expect(feeCap(100, sat(50_000n), FEE_RULES)).toBe(5_000n);
    expect(code(() => checkFeeCap(sat(5_000n), 100, sat(50_000n), FEE_RULES))).toBe('nothing');
    expect(code(() => checkFeeCap(sat(5_001n), 100, sat(50_000n), FEE_RULES))).toBe('BITCOIN_FEE');
    expect(code(() => checkFeeCap(sat(20_001n), 100, sat(10_000_000n), FEE_RULES))).toBe('BITCOIN_FEE');
  });
});
