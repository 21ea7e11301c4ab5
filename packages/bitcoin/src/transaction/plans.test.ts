import { sat } from '@coffer/core/amount';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BitcoinError } from '../encoding/error.ts';
import { coinScript } from '../script/deposit.ts';
import { planCashOut } from './cash-out.ts';
import { planCashOuts } from './cash-out-plan.ts';
import type { Claim, NetworkCoin } from './coin.ts';
import { dustLimit, FEE_RULES, feeCap } from './fees.ts';
import { totalOf } from './intervals.ts';
import { changeLine, claimedLine, cut, type Line, lengthOf } from './line.ts';
import { planPayment } from './payment.ts';
import { readCashOut } from './read-cash-out.ts';
import { readMove } from './read-move.ts';
import { planRemedies, planRemedy } from './remedy.ts';
import type { Unsigned } from './spend.ts';
import { judge } from './testing/judge.ts';
import { claimsOn } from './testing/plans.ts';
import { deposit, OWNER, part, STRANGER, SYSTEM, signed, spentBy, view } from './testing/world.ts';
import { encodeTx, parseTx, vsizeOf } from './transaction.ts';

const cashOutFacts = { system: SYSTEM, owner: OWNER, delay: 144, counter: 77n, rules: FEE_RULES };
const rates = fc.bigInt(1_000n, 60_000n);
const claiming = (coins: readonly Claim[]) => coins.filter(({ claims }) => claims.length > 0);
const claimedOf = (claims: readonly Claim[]) =>
  claims.reduce((sum, claim) => sum + totalOf(claim.claims), 0n);

function mustConserve(unsigned: Unsigned): void {
  const into = spentBy(unsigned).reduce((sum, { value }) => sum + value, 0n);
  const out = unsigned.tx.outputs.reduce((sum, { value }) => sum + value, 0n);
  expect(into).toBe(out + unsigned.fee);
  for (const { value, script } of unsigned.tx.outputs) {
    expect(value >= dustLimit(script, FEE_RULES)).toBe(true);
  }
}

/** A refused plan is refused for a reason that its caller can act on. */
function orRefused<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof BitcoinError)) throw error;
    expect(['BITCOIN_FEE', 'BITCOIN_DUST', 'BITCOIN_TOO_LARGE', 'BITCOIN_SUM']).toContain(error.code);
    return undefined;
  }
}

describe('random plans', () => {
  test('a cash-out conserves money, caps its fee, has the size predicted, and is read as what it is', () => {
    let made = 0;
    fc.assert(
      fc.property(
        claimsOn(4, 3).map(claiming),
        rates,
        fc.constantFrom('p2tr', 'p2wsh'),
        (coins, rate, form) => {
          const cashOut = orRefused(() => planCashOut({ ...cashOutFacts, coins, form, fee: { rate } }));
          if (cashOut === undefined) return;
          made++;
          const { unsigned, locked, change, padding } = cashOut;
          mustConserve(unsigned);
          const claimed = claimedOf(coins);
          expect(unsigned.fee <= feeCap(unsigned.vsize, sat(claimed), FEE_RULES)).toBe(true);
          expect(locked.value + unsigned.fee + padding).toBe(claimed);
          const held = coins.reduce((sum, { coin }) => sum + coin.value, 0n);
          expect((change?.value ?? 0n) - padding).toBe(held - claimed);
          const tx = signed(
            unsigned,
            coins.map(({ coin }) => coin),
          );
          expect(vsizeOf(tx)).toBe(unsigned.vsize);
          const verdict = readCashOut(parseTx(encodeTx(tx)), view(coins.map(({ coin }) => coin)));
          expect(verdict).toEqual({
            type: 'cash-out',
            cashOut: {
              coins,
              counter: 77n,
              owner: OWNER,
              locked,
              ...(change === undefined ? {} : { change }),
            },
          });
        },
      ),
      { seed: 11, numRuns: 80 },
    );
    expect(made).toBeGreaterThan(50);
  });

  test('bitcore-lib accepts what is signed', () => {
    fc.assert(
      fc.property(claimsOn(3, 2).map(claiming), fc.constantFrom('p2tr', 'p2wsh'), (coins, form) => {
        const cashOut = orRefused(() => planCashOut({ ...cashOutFacts, coins, form, fee: { rate: 1_000n } }));
        if (cashOut === undefined) return;
        const tx = signed(
          cashOut.unsigned,
          coins.map(({ coin }) => coin),
        );
        expect(judge(tx, spentBy(cashOut.unsigned))).toEqual([]);
        const remedy = planRemedy({
          system: SYSTEM,
          items: [{ locked: cashOut.locked, defended: [part(0n, cashOut.locked.claimed)] }],
          counter: 78n,
          fee: { rate: 1_000n },
          rules: FEE_RULES,
        });
        const taken = signed(remedy.unsigned, [cashOut.locked]);
        expect(judge(taken, spentBy(remedy.unsigned))).toEqual([]);
        expect(vsizeOf(taken)).toBe(remedy.unsigned.vsize);
        mustConserve(remedy.unsigned);
      }),
      { seed: 12, numRuns: 40 },
    );
  });

  test('a payment gives exact amounts, and its change inherits the rest', () => {
    let made = 0;
    const payments = fc.array(fc.bigInt(546n, 15_000n), { maxLength: 3 });
    fc.assert(
      fc.property(claimsOn(4, 3), rates, payments, (coins, rate, amounts) => {
        const payment = orRefused(() =>
          planPayment({
            system: SYSTEM,
            coins,
            payments: amounts.map((value) => ({ value: sat(value), script: coinScript('p2wpkh', STRANGER) })),
            rest: coinScript('p2tr', STRANGER),
            counter: 9n,
            fee: { rate },
            rules: FEE_RULES,
          }),
        );
        if (payment === undefined) return;
        made++;
        mustConserve(payment.unsigned);
        const tx = signed(
          payment.unsigned,
          coins.map(({ coin }) => coin),
        );
        expect(vsizeOf(tx)).toBe(payment.unsigned.vsize);
        expect(tx.outputs.slice(1, 1 + amounts.length).map(({ value }) => value)).toEqual(amounts);
        const { change } = payment;
        expect(readMove(tx, view(coins.map(({ coin }) => coin)))).toEqual({
          type: 'payment',
          coins,
          counter: 9n,
          ...(change === undefined ? {} : { change }),
        });
      }),
      { seed: 13, numRuns: 80 },
    );
    expect(made).toBeGreaterThan(40);
  });

  test('a series of cash-outs claims every interval once, and its lines say what the books say', () => {
    fc.assert(
      fc.property(claimsOn(6, 14), (coins) => {
        const series = orRefused(() => planCashOuts({ ...cashOutFacts, coins, fee: { rate: 1_000n } }));
        if (series === undefined) return;
        const key = ({ outpoint }: Pick<NetworkCoin, 'outpoint'>) =>
          `${outpoint.hash.join()}:${outpoint.index}`;
        const lines = new Map<string, Line>(
          coins.map(({ coin }) => [key(coin), [{ deposit: key(coin), start: sat(0n), amount: coin.value }]]),
        );
        let known: NetworkCoin[] = coins.map(({ coin }) => coin);
        const claimed: Line[] = [];
        for (const { unsigned, change } of series.cashOuts) {
          mustConserve(unsigned);
          const spent = unsigned.inputs.map(
            ({ outpoint }) => known.find((coin) => key(coin) === key({ outpoint }))!,
          );
          const verdict = readCashOut(signed(unsigned, spent), view(known));
          expect(verdict.type).toBe('cash-out');
          if (verdict.type !== 'cash-out') return;
          const inputs = verdict.cashOut.coins.map(({ coin, claims }) => {
            const line = lines.get(key(coin))!;
            expect(lengthOf(line)).toBe(coin.value);
            return { line, claims };
          });
          claimed.push(claimedLine(inputs));
          if (change === undefined) continue;
          known = [...known, change];
          lines.set(key(change), changeLine(inputs, change.value, key(change)));
        }
        const wanted = coins.flatMap(({ coin, claims }) => cut(lines.get(key(coin))!, claims));
        const leftOver = series.left.flatMap(({ coin, claims }) => cut(lines.get(key(coin))!, claims));
        const ascending = (line: Line) =>
          line.map(({ deposit, start, amount }) => `${deposit} ${start} ${amount}`).sort();
        expect(ascending([...claimed.flat(), ...leftOver])).toEqual(ascending(wanted));
      }),
      { seed: 14, numRuns: 30 },
    );
  });
});

describe('sizes, virtual bytes', () => {
  const facts = { ...cashOutFacts, fee: { rate: 2_000n } };
  const BTC = 100_000_000n;
  const sizes = (coins: readonly Claim[]) =>
    planCashOuts({ ...facts, coins }).cashOuts.map(({ unsigned }) => unsigned.vsize);
  const split = (count: number): Claim[] => [
    {
      coin: deposit(1, BTC),
      claims: Array.from({ length: count }, (_, i) => part(BigInt(i) * 1_500_000n + 7n, 900_000n)),
    },
  ];
  const each = (count: number): Claim[] =>
    Array.from({ length: count }, (_, i) => ({ coin: deposit(i, BTC), claims: [part(5n, 50_000_000n)] }));
  const whole = (count: number): Claim[] =>
    Array.from({ length: count }, (_, i) => ({ coin: deposit(i, BTC), claims: [part(0n, BTC)] }));

  test('of cash-outs with 1, 10 and 50 intervals', () => {
    expect([1, 10, 50].map((count) => sizes(split(count)))).toEqual([
      [189],
      [245, 189],
      [245, 245, 244, 243, 243, 215],
    ]);
    expect([1, 10, 50].map((count) => sizes(each(count)))).toEqual([
      [189],
      [705, 189],
      [705, 705, 705, 705, 705, 447],
    ]);
    expect([1, 10, 50].map((count) => sizes(whole(count)))).toEqual([[140], [660], [2970]]);
  });

  test('of remedies: 99 for one, less for each of several', () => {
    const locked = each(20).map((claim) => planCashOuts({ ...facts, coins: [claim] }).cashOuts[0]!.locked);
    const remedies = (count: number, amount: bigint) =>
      planRemedies({
        system: SYSTEM,
        items: locked.slice(0, count).map((item) => ({ locked: item, defended: [part(0n, amount)] })),
        counter: 1n,
        fee: { rate: 2_000n },
        rules: FEE_RULES,
      }).remedies.map(({ unsigned }) => unsigned.vsize);
    expect([1, 2, 10, 20].map((count) => remedies(count, 50_000_000n))).toEqual([[99], [157], [617], [1192]]);
    expect([1, 2, 10].map((count) => remedies(count, 1_000_000n))).toEqual([[132], [197], [645, 132]]);
  });
});
