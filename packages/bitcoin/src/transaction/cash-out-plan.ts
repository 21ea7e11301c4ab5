import { sat } from '@coffer/core/amount';
import { isCofferError } from '@coffer/core/error';
import { BitcoinError } from '../encoding/error.ts';
import type { CoinForm } from '../script/deposit.ts';
import { type CashOut, type CashOutPlan, planCashOut } from './cash-out.ts';
import type { NetworkData } from './claims.ts';
import type { Claim } from './coin.ts';
import { dataSize, MAX_DATA_BYTES, MAX_DATA_INPUTS, MAX_DATA_INTERVALS } from './data-output.ts';
import { type FeeChoice, type FeeRate, type FeeRules, feeAt } from './fees.ts';
import { type Interval, mergeIntervals, moveToRemainder, totalOf } from './intervals.ts';

/**
 * Cash-outs whose intervals do not fit the data of one transaction: several, of which each claims as much as fits. The
 * intervals of one coin that need more than one go in a chain, each spending the change of the one before.
 */

/** Several cash-outs of one owner, in the order in which they are sent. */
export interface CashOutSeries {
  readonly cashOuts: readonly CashOut[];
  /**
   * What cannot leave by itself, because its fee or the dust limit is in the way: it stays the owner's (SAFETY B7), who may
   * take it along with an input of its own, or later at a lower fee.
   */
  readonly left: readonly Claim[];
}

function fits(plan: Omit<CashOutPlan, 'coins'>, coins: readonly Claim[]): boolean {
  const claims = coins.map((claim) => claim.claims);
  if (coins.length > MAX_DATA_INPUTS || claims.some(({ length }) => length > MAX_DATA_INTERVALS))
    return false;
  const data: NetworkData = { kind: 'cash-out', counter: plan.counter, delay: plan.delay, claims };
  const inputs = coins.map(({ coin }) => ({ outpoint: coin.outpoint, length: coin.value }));
  return dataSize(data, inputs) <= MAX_DATA_BYTES;
}

interface Dealt {
  readonly taken: readonly Interval[];
  readonly rest: readonly Interval[];
}

/**
 * Which of a coin's intervals fit behind what is there already: the largest. Whoever pays an owner in single satoshi could
 * otherwise make a first transaction of nothing but dust, and with it hold back all that comes after.
 */
function deal(plan: Omit<CashOutPlan, 'coins'>, there: readonly Claim[], claim: Claim): Dealt {
  const { coin, claims } = claim;
  if (fits(plan, [...there, claim])) return { taken: claims, rest: [] };
  const largest = [...claims].sort((a, b) => (a.amount < b.amount ? 1 : a.amount > b.amount ? -1 : 0));
  let taken: readonly Interval[] = [];
  for (const interval of largest) {
    const more = mergeIntervals([...taken, interval]);
    if (!fits(plan, [...there, { coin, claims: more }])) break;
    taken = more;
  }
  return { taken, rest: claims.filter((interval) => !taken.includes(interval)) };
}

/** What the next transaction claims, and what is left over for those after it. */
interface Batch {
  readonly now: readonly Claim[];
  /** Intervals of the last coin of `now` that come later, out of its change. */
  readonly rest: readonly Interval[];
  readonly later: readonly Claim[];
}

function nextBatch(plan: Omit<CashOutPlan, 'coins'>, open: readonly Claim[]): Batch {
  const now: Claim[] = [];
  for (const [i, claim] of open.entries()) {
    const { taken, rest } = deal(plan, now, claim);
    if (rest.length === 0) {
      now.push(claim);
      continue;
    }
    // A coin that fits a transaction of its own is not split: a chain is slower than two transactions side by side.
    if (now.length > 0 && (taken.length === 0 || fits(plan, [claim])))
      return { now, rest: [], later: open.slice(i) };
    now.push({ coin: claim.coin, claims: taken });
    return { now, rest, later: open.slice(i + 1) };
  }
  return { now, rest: [], later: [] };
}

/** Where the rest of a batch's last coin lies in the change: behind what the coins before it leave. */
function follow({ now, rest }: Batch, { change }: CashOut): readonly Claim[] {
  const last = now[now.length - 1]!;
  if (rest.length === 0 || change === undefined) return [];
  let before = 0n;
  for (const { coin, claims } of now.slice(0, -1)) {
    before += coin.value - claims.reduce((sum, { amount }) => sum + amount, 0n);
  }
  const moved = moveToRemainder(rest, last.claims, last.coin.value);
  const claims = moved.map(({ start, amount }) => ({ start: sat(start + before), amount }));
  return [{ coin: change, claims }];
}

/** The claims of an owner, and the fee of each cash-out that they need. */
export interface CashOutSeriesPlan extends CashOutPlan {
  /**
   * What the n-th pays; the rate of `fee`, where nothing is said. To bump a series, plan it again with what each cash-out
   * replaces: claims are dealt out alike whatever the fees are. What is evicted because it depends on another belongs to
   * that one's `replaces`.
   */
  readonly fees?: readonly (FeeChoice | undefined)[];
}

/**
 * Plans all cash-outs that claims need. The data of each says the same counter and lock. Nodes hold back chains of more than
 * 25 that are not in a block (Bitcoin Core): the rest is sent later.
 * @param plan an added input goes to the first
 * @throws BitcoinError as {@link planCashOut} does, except that what cannot pay its fee or is dust is left
 */
export function planCashOuts(plan: CashOutSeriesPlan): CashOutSeries {
  const cashOuts: CashOut[] = [];
  const left: Claim[] = [];
  let open: readonly Claim[] = plan.coins.filter(({ claims }) => claims.length > 0);
  if (open.length === 0) throw new BitcoinError('BITCOIN_INTERVALS', 'A cash-out claims something.');
  while (open.length > 0) {
    const batch = nextBatch(plan, open);
    const n = cashOuts.length;
    const fee = plan.fees?.[n] ?? (n === 0 ? plan.fee : { rate: plan.fee.rate });
    try {
      const next = planCashOut({
        ...plan,
        coins: batch.now,
        fee,
        funding: n === 0 ? plan.funding : undefined,
      });
      cashOuts.push(next);
      open = [...follow(batch, next), ...batch.later];
    } catch (error) {
      if (!isCofferError(error, 'BITCOIN_DUST') && !isCofferError(error, 'BITCOIN_FEE')) throw error;
      const all = withRest(batch);
      const worth = all.filter((claim) => paysItsWay(claim, fee.rate, plan.rules));
      const given = worth.length === all.length ? all : all.filter((claim) => !worth.includes(claim));
      left.push(...given);
      open = [...all.filter((claim) => !given.includes(claim)), ...batch.later];
    }
  }
  return { cashOuts, left };
}

function withRest({ now, rest }: Batch): readonly Claim[] {
  return now.map((claim, i) =>
    i === now.length - 1 ? { ...claim, claims: mergeIntervals([...claim.claims, ...rest]) } : claim,
  );
}

/** Virtual bytes of an input, rounded up. */
const INPUT_VSIZE: Readonly<Record<CoinForm, number>> = { p2tr: 58, p2wpkh: 68 };

/**
 * Whether what is claimed of a coin is worth its input. What strangers deposit in dust would otherwise hold back what is worth
 * something.
 */
function paysItsWay({ coin, claims }: Claim, rate: FeeRate, { maximumShare }: FeeRules): boolean {
  return feeAt(rate, INPUT_VSIZE[coin.form]) * 1000n <= totalOf(claims) * maximumShare;
}
