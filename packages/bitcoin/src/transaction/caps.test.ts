import { sat } from '@coffer/core/amount';
import { isCofferError } from '@coffer/core/error';
import { describe, expect, test } from 'vitest';
import { coinScript } from '../script/deposit.ts';
import { type CashOutPlan, planCashOut } from './cash-out.ts';
import { FEE_RULES, type FeeChoice } from './fees.ts';
import { planPayment } from './payment.ts';
import { planRemedy } from './remedy.ts';
import { bytes32, deposit, OWNER, part, STRANGER, SYSTEM } from './testing/world.ts';

/** SAFETY B5: what a cheat, who mines or has a friend who does, can turn into fees. */

const code = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return isCofferError(error) ? error.code : `not typed: ${error}`;
  }
  return 'nothing';
};

const coin = deposit(1, 1_000_000_000n);
const coins = [{ coin, claims: [part(0n, 900_000_000n)] }];
const facts = { system: SYSTEM, counter: 7n, rules: FEE_RULES };
const cashOut = (change: Partial<CashOutPlan>) =>
  planCashOut({ ...facts, owner: OWNER, delay: 144, coins, fee: { rate: 200_000n }, ...change });
const script = coinScript('p2tr', STRANGER);
const funding = {
  outpoint: { hash: bytes32(5), index: 0 },
  output: { value: sat(330n), script },
  change: script,
};
/** What a transaction of the network of this size may cost. */
const most = (vsize: number) => (FEE_RULES.maximumRate * BigInt(vsize)) / 1_000n;

describe('a fee out of the network’s coins does not grow', () => {
  test('with the witness that somebody says its added input will have', () => {
    expect(code(() => cashOut({ funding: { ...funding, sizes: [390_000] } }))).toBe('BITCOIN_FEE');
    const honest = cashOut({ funding: { ...funding, sizes: [64] }, fee: { rate: 100_000n } });
    expect(honest.locked.claimed - honest.locked.value < most(honest.unsigned.vsize)).toBe(true);
  });

  test('with parents that it is said to pay for', () => {
    const fee = (vsize: number): FeeChoice => ({ rate: 100_000n, parents: { fee: sat(0n), vsize } });
    expect(code(() => cashOut({ fee: fee(440_000) }))).toBe('BITCOIN_FEE');
    // A parent as large as itself is paid for at half the highest rate.
    const child = cashOut({ fee: fee(180) });
    expect(child.unsigned.fee <= most(child.unsigned.vsize)).toBe(true);
    const items = [{ locked: child.locked, defended: [part(0n, child.locked.claimed)] }];
    expect(code(() => planRemedy({ ...facts, items, fee: fee(440_000) }))).toBe('BITCOIN_FEE');
    expect(code(() => planRemedy({ ...facts, items, fee: fee(90) }))).toBe('nothing');
    const withdrawal = { ...facts, coins, payments: [], rest: script };
    expect(code(() => planPayment({ ...withdrawal, fee: fee(440_000) }))).toBe('BITCOIN_FEE');
  });

  test('with coins of others that a cash-out drags along and claims nothing of', () => {
    const others = Array.from({ length: 100 }, (_, i) => ({ coin: deposit(10 + i, 1_000_000n), claims: [] }));
    expect(code(() => cashOut({ coins: [...coins, ...others] }))).toBe('BITCOIN_INTERVALS');
  });
});

test('the size of another transaction that is none is an error with a type', () => {
  for (const vsize of [0, -1, 1.5, Number.NaN]) {
    const other = { fee: sat(1n), vsize };
    expect(code(() => cashOut({ fee: { rate: 1_000n, replaces: other } }))).toBe('BITCOIN_FEE');
    expect(code(() => cashOut({ fee: { rate: 1_000n, parents: other } }))).toBe('BITCOIN_FEE');
  }
});

test('a remedy is possible where a cheat has anything to gain: at 100 sat/vB, of more than its own fees', () => {
  const rate = 100_000n;
  // The cheat's fees come from outside, so that they take nothing of what it steals.
  const output = { value: sat(1_000_000n), script };
  for (const form of ['p2tr', 'p2wsh'] as const) {
    for (const share of [1n, 2n]) {
      const value = 48_000n;
      const claims = [part(0n, value / share)];
      const cheat = planCashOut({
        ...facts,
        owner: STRANGER,
        delay: 144,
        form,
        coins: [{ coin: deposit(2, value), claims }],
        fee: { rate },
        funding: { ...funding, output, sizes: [64] },
      });
      const items = [{ locked: cheat.locked, defended: [part(0n, cheat.locked.claimed)] }];
      const possible = code(() => planRemedy({ ...facts, items, fee: { rate } })) === 'nothing';
      expect(possible || cheat.unsigned.fee >= cheat.locked.value).toBe(true);
    }
  }
});
