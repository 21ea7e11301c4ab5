import { sat } from '@coffer/core/amount';
import { describe, expect, test } from 'vitest';
import { coinScript } from '../script/deposit.ts';
import { planCashOut } from './cash-out.ts';
import { type NetworkCoin, placeName } from './coin.ts';
import { FEE_RULES } from './fees.ts';
import { follow, type Holdings, NO_HOLDINGS, withDeposit } from './holdings.ts';
import { checkLine, type Line, lengthOf, positionsOf } from './line.ts';
import { planPayment } from './payment.ts';
import { planRemedy } from './remedy.ts';
import { withWitness } from './spend.ts';
import { planSweep } from './sweep.ts';
import { judge } from './testing/judge.ts';
import { deposit, OWNER, part, STRANGER, SYSTEM, signed, spentBy, view } from './testing/world.ts';
import { txHash } from './transaction.ts';

const facts = { ...view([]), owners: [OWNER, STRANGER] };
const one = deposit(1, 10_000_000n);
const two = deposit(2, 6_000_000n);
const start = withDeposit(withDeposit(NO_HOLDINGS, one), two);
const [d1, d2] = [placeName(one.outpoint), placeName(two.outpoint)];
const piece = (name: string, from: bigint, amount: bigint): Line => [
  { deposit: name, start: sat(from), amount: sat(amount) },
];
const bob: Line = [...piece(d1, 0n, 4_000_000n), ...piece(d2, 5_000_000n, 1_000_000n)];
const rules = { system: SYSTEM, rules: FEE_RULES, fee: { rate: 2_000n } };

/** A cash-out of what is asked for, as far as these coins hold it. */
function cashOut(holdings: Holdings, owner: Uint8Array, pieces: Line, counter: bigint) {
  const coins = [...holdings.coins.values()]
    .map(({ coin, line }) => ({ coin, claims: positionsOf(line, pieces) }))
    .filter(({ claims }) => claims.length > 0);
  return planCashOut({ ...rules, owner, delay: 144, counter, coins });
}
const coinsOf = (holdings: Holdings): readonly NetworkCoin[] =>
  [...holdings.coins.values()].map(({ coin }) => coin);
const has = (line: Line, pieces: Line) =>
  positionsOf(line, pieces).reduce((sum, { amount }) => sum + amount, 0n);

describe('the network follows its coins', () => {
  test('a rolled-back owner claims what is Bob’s: his enclave names it and takes it back, and it is his still', () => {
    // Alice once owned the first deposit, and gave 4,000,000 of it to Bob.
    const cheat = cashOut(start, STRANGER, piece(d1, 0n, 10_000_000n), 3n);
    const seen = follow(start, cheat.unsigned.tx, facts);
    expect(seen.what.type).toBe('cash-out');
    const [lock] = [...seen.holdings.locks.values()];
    const defended = positionsOf(lock!.line, bob);
    expect(defended).toEqual([part(0n, 4_000_000n)]);
    const remedy = planRemedy({ ...rules, items: [{ locked: lock!.locked, defended }], counter: 9n });
    const after = follow(seen.holdings, signed(remedy.unsigned, [lock!.locked]), facts);
    expect(after.what.type).toBe('remedy');
    expect(after.holdings.locks.size).toBe(0);
    const back = after.holdings.coins.get(placeName(remedy.coin.outpoint))!;
    // All that was Bob's, at the front; both fees are missing from what was Alice's.
    expect(has(back.line, bob)).toBe(4_000_000n);
    expect(has(back.line, piece(d1, 4_000_000n, 6_000_000n))).toBe(
      6_000_000n - cheat.unsigned.fee - remedy.unsigned.fee,
    );
    // And Bob cashes out alone, from two coins that he never saw before.
    const out = cashOut(after.holdings, OWNER, bob, 9n);
    expect(out.locked.claimed).toBe(5_000_000n);
    expect(follow(after.holdings, signed(out.unsigned, [two, remedy.coin]), facts).what.type).toBe(
      'cash-out',
    );
  });

  test('an interval has one life: who cashed out finds nothing of it in the change', () => {
    const first = cashOut(start, OWNER, bob, 5n);
    const { holdings } = follow(start, first.unsigned.tx, facts);
    for (const { line } of holdings.coins.values()) expect(has(line, bob)).toBe(0n);
    expect(() => cashOut(holdings, OWNER, bob, 5n)).toThrow(
      expect.objectContaining({ code: 'BITCOIN_INTERVALS' }),
    );
    // Rolled back, its enclave does not know the first and claims other positions as if they were the same: they are
    // somebody else's, and Ω says whose.
    const [change] = coinsOf(holdings);
    const again = planCashOut({
      ...rules,
      owner: OWNER,
      delay: 144,
      counter: 4n,
      coins: [{ coin: change!, claims: [part(0n, 4_000_000n)] }],
    });
    const seen = follow(holdings, again.unsigned.tx, facts);
    const lock = seen.holdings.locks.get(placeName(again.locked.outpoint))!;
    expect(has(lock.line, bob)).toBe(0n);
    expect(positionsOf(lock.line, piece(d1, 4_000_000n, 6_000_000n))).toEqual([part(0n, 4_000_000n)]);
  });

  test('everybody leaves, in any order, with exactly what is theirs', () => {
    const owners: readonly Line[] = [
      bob,
      piece(d1, 4_000_000n, 100_000n),
      [...piece(d1, 4_100_000n, 5_900_000n), ...piece(d2, 0n, 70_000n)],
      piece(d2, 70_000n, 4_930_000n),
    ];
    const orders = [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [1, 3, 0, 2],
      [2, 0, 3, 1],
    ];
    for (const order of orders) {
      let holdings = start;
      let claimed = 0n;
      for (const who of order) {
        const out = cashOut(holdings, OWNER, owners[who]!, 5n);
        expect(out.locked.claimed).toBe(lengthOf(owners[who]!));
        claimed += out.locked.claimed;
        const next = follow(holdings, out.unsigned.tx, facts);
        expect(next.what.type).toBe('cash-out');
        holdings = next.holdings;
        for (const { line } of holdings.coins.values()) checkLine(line);
      }
      expect(claimed).toBe(16_000_000n);
      expect(holdings.coins.size).toBe(0);
    }
  });

  test('a cash-out of before the network grew, whose lock is too short, is taken back; and nobody else loses the change', () => {
    const cheat = planCashOut({
      ...rules,
      owner: STRANGER,
      delay: 143,
      counter: 3n,
      coins: [{ coin: one, claims: [part(0n, 3_000_000n)] }],
    });
    const seen = follow(start, cheat.unsigned.tx, facts);
    expect(seen.what).toMatchObject({ type: 'wrong', fault: 'short-lock' });
    const change = seen.holdings.coins.get(placeName(cheat.change!.outpoint))!;
    expect(change.line).toEqual(piece(d1, 3_000_000n, 7_000_000n));
    const lock = seen.holdings.locks.get(placeName(cheat.locked.outpoint))!;
    const items = [{ locked: lock.locked, defended: positionsOf(lock.line, bob) }];
    const remedy = planRemedy({ ...rules, items, counter: 9n });
    const after = follow(seen.holdings, signed(remedy.unsigned, [lock.locked]), facts);
    expect(after.what.type).toBe('remedy');
    const back = after.holdings.coins.get(placeName(remedy.coin.outpoint))!;
    expect(lengthOf(back.line)).toBe(3_000_000n - cheat.unsigned.fee - remedy.unsigned.fee);
  });

  test('a remedy whose branch a miner selects by other bytes, which no signature covers, is a remedy still', () => {
    const cheat = planCashOut({
      ...rules,
      form: 'p2wsh',
      owner: STRANGER,
      delay: 144,
      counter: 3n,
      coins: [{ coin: one, claims: [part(0n, 10_000_000n)] }],
    });
    const { holdings } = follow(start, cheat.unsigned.tx, facts);
    const items = [{ locked: cheat.locked, defended: [part(0n, 10_000_000n)] }];
    const remedy = planRemedy({ ...rules, items, counter: 9n });
    const honest = signed(remedy.unsigned, [cheat.locked]);
    const [signature, , script] = honest.inputs[0]!.witness;
    const selecting = (...bytes: number[]) =>
      withWitness(honest, 0, [signature!, Uint8Array.from(bytes), script!]);
    const other = selecting(0, 1);
    expect(txHash(other)).toEqual(txHash(honest));
    // Only relays ask for the shortest form of what IF reads; blocks need not keep to it (BIP143).
    expect(judge(other, spentBy(remedy.unsigned))).toEqual(['0: SCRIPT_ERR_MINIMALIF']);
    for (const tx of [honest, other, selecting(2), selecting(0x80, 0)]) {
      const after = follow(holdings, tx, facts);
      expect(after.what.type).toBe('remedy');
      expect(after.holdings.coins.has(placeName(remedy.coin.outpoint))).toBe(true);
    }
    // And zeros of any length, also a negative one, select the owner's branch.
    for (const tx of [selecting(), selecting(0), selecting(0, 0), selecting(0x80), selecting(0, 0x80)]) {
      expect(follow(holdings, tx, facts).what.type).toBe('sweep');
    }
  });

  test('payments and sweeps; what no enclave would make takes the coins away, and says so', () => {
    const payment = planPayment({
      ...rules,
      coins: [{ coin: two, claims: [part(0n, 500_000n)] }],
      payments: [],
      rest: coinScript('p2tr', STRANGER),
      counter: 2n,
    });
    const paid = follow(start, payment.unsigned.tx, facts);
    const change = paid.holdings.coins.get(placeName(payment.change!.outpoint))!;
    expect(change.line).toEqual(piece(d2, 500_000n, 5_500_000n));
    const out = cashOut(paid.holdings, OWNER, bob, 3n);
    const locked = follow(paid.holdings, out.unsigned.tx, facts).holdings;
    const sweep = planSweep({ ...rules, locked: [out.locked], to: coinScript('p2tr', STRANGER) });
    expect(follow(locked, sweep.tx, facts)).toMatchObject({
      what: { type: 'sweep' },
      holdings: { locks: new Map() },
    });
    expect(follow(NO_HOLDINGS, sweep.tx, facts)).toEqual({
      what: { type: 'unrelated' },
      holdings: NO_HOLDINGS,
    });
    const stolen = { ...payment.unsigned.tx, outputs: payment.unsigned.tx.outputs.slice(0, 1) };
    const gone = follow(start, stolen, facts);
    expect(gone.what).toEqual({ type: 'wrong', fault: 'no-data' });
    expect([...gone.holdings.coins.keys()]).toEqual([d1]);
  });
});
