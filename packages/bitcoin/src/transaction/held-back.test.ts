import { sat } from '@coffer/core/amount';
import { expect, test } from 'vitest';
import { coinScript } from '../script/deposit.ts';
import { planCashOut } from './cash-out.ts';
import { planCashOuts } from './cash-out-plan.ts';
import type { Claim } from './coin.ts';
import { FEE_RULES } from './fees.ts';
import { totalOf } from './intervals.ts';
import { planRemedies } from './remedy.ts';
import { bytes32, deposit, OWNER, part, STRANGER, SYSTEM } from './testing/world.ts';

/** What others can do to an owner's emergency cash-out by giving it money, and to a remedy by stealing little: nothing. */

const plan = (coins: readonly Claim[], rate: bigint) =>
  planCashOuts({
    system: SYSTEM,
    owner: OWNER,
    delay: 144,
    counter: 7n,
    rules: FEE_RULES,
    coins,
    fee: { rate },
  });
const total = (claims: readonly Claim[]) => claims.reduce((sum, one) => sum + totalOf(one.claims), 0n);

test('paid in single satoshi that lie before what is worth something, an owner leaves with all but these', () => {
  const dust = Array.from({ length: 40 }, (_, i) => part(BigInt(2 * i), 1n));
  const worth = [part(1_000n, 5_000_000n), part(6_000_000n, 3_000_000n)];
  const { cashOuts, left } = plan([{ coin: deposit(1, 10_000_000n), claims: [...dust, ...worth] }], 2_000n);
  expect(cashOuts).toHaveLength(1);
  expect(cashOuts[0]!.locked.claimed >= 8_000_000n).toBe(true);
  expect(cashOuts[0]!.locked.claimed + total(left)).toBe(8_000_040n);
});

test('deposits of dust that strangers made do not hold back the deposit that is worth something', () => {
  const dust = Array.from({ length: 60 }, (_, i) => ({
    coin: deposit(2 + i, 546n, 'p2wpkh'),
    claims: [part(0n, 546n)],
  }));
  const worth = { coin: deposit(1, 1_000_000n), claims: [part(0n, 1_000_000n)] };
  const { cashOuts, left } = plan([...dust.slice(0, 30), worth, ...dust.slice(30)], 40_000n);
  expect(cashOuts.map(({ locked }) => locked.claimed)).toEqual([1_000_000n]);
  expect(left).toEqual(dust);
});

test('a satoshi of a coin that is too small for any change is left, and stops nothing else', () => {
  const tiny = { coin: deposit(2, 294n, 'p2wpkh'), claims: [part(0n, 1n)] };
  expect(plan([tiny], 1_000n)).toEqual({ cashOuts: [], left: [tiny] });
  const split = Array.from({ length: 20 }, (_, i) => part(BigInt(100_000 * i), 50_000n));
  const { cashOuts, left } = plan([{ coin: deposit(1, 10_000_000n), claims: split }, tiny], 1_000n);
  const leaves = cashOuts.reduce((sum, { locked }) => sum + locked.claimed, 0n);
  expect(leaves + total(left)).toBe(1_000_001n);
  expect(leaves >= 1_000_000n).toBe(true);
});

test('thefts of dust hold back no remedy of what is worth something, and cost its owner nothing', () => {
  const script = coinScript('p2tr', STRANGER);
  const facts = { system: SYSTEM, counter: 7n, rules: FEE_RULES };
  const theft = (n: number, claimed: bigint) => {
    const { locked } = planCashOut({
      ...facts,
      owner: STRANGER,
      delay: 144,
      coins: [{ coin: deposit(n, 10_000_000n), claims: [part(0n, claimed)] }],
      fee: { rate: 1_000n },
      // What dust could not pay itself, the cheat adds.
      funding: {
        outpoint: { hash: bytes32(60, n), index: 0 },
        output: { value: sat(100_000n), script },
        sizes: [64],
        change: script,
      },
    });
    return { locked, defended: [part(1n, 3n), part(7n, claimed - 7n)] };
  };
  const dust = Array.from({ length: 20 }, (_, n) => theft(n, 400n));
  const worth = theft(30, 9_000_000n);
  const items = [...dust.slice(0, 10), worth, ...dust.slice(10)];
  const series = planRemedies({ ...facts, items, fee: { rate: 50_000n } });
  expect(series.left).toEqual(dust);
  expect(series.remedies.map(({ unsigned }) => unsigned.tx.inputs.map(({ outpoint }) => outpoint))).toEqual([
    [worth.locked.outpoint],
  ]);
  // Alone, and where the fee is low, dust is tried as well; what costs too much is left.
  expect(planRemedies({ ...facts, items: dust.slice(0, 1), fee: { rate: 2_000n } })).toEqual({
    remedies: [],
    left: dust.slice(0, 1),
  });
  expect(planRemedies({ ...facts, items, fee: { rate: 1_000n } }).left).toEqual([]);
});
