import { sat } from '@coffer/core/amount';
import { isCofferError } from '@coffer/core/error';
import { describe, expect, test } from 'vitest';
import { coinScript } from '../script/deposit.ts';
import { publicKeyOf } from '../script/keys.ts';
import { type CashOutPlan, planCashOut } from './cash-out.ts';
import { planCashOuts } from './cash-out-plan.ts';
import { FEE_RULES, feeAt } from './fees.ts';
import { planPayment } from './payment.ts';
import { planRemedies, planRemedy } from './remedy.ts';
import { assemble, coinInput, sign, withWitness } from './spend.ts';
import { planSweep } from './sweep.ts';
import { judge } from './testing/judge.ts';
import {
  AUX,
  bytes32,
  deposit,
  OWNER,
  part,
  STRANGER,
  STRANGER_SECRET,
  SYSTEM,
  secretOf,
  signed,
  spentBy,
} from './testing/world.ts';
import { type Tx, vsizeOf } from './transaction.ts';

const code = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return isCofferError(error) ? error.code : `not typed: ${error}`;
  }
  return 'nothing';
};

const coin = deposit(1, 10_000_000n);
const coins = [{ coin, claims: [part(0n, 4_000_000n)] }];
const facts = { system: SYSTEM, owner: OWNER, delay: 144, counter: 7n, rules: FEE_RULES };
const plan = (rate: bigint, change: Partial<CashOutPlan> = {}): CashOutPlan => ({
  ...facts,
  coins,
  fee: { rate },
  ...change,
});

describe('a higher fee', () => {
  const first = planCashOut(plan(2_000n));
  const paid = { fee: first.unsigned.fee, vsize: first.unsigned.vsize };

  test('spends the same, says the same, and pays for what it replaces and for its own relay', () => {
    const second = planCashOut(plan(2_000n, { fee: { rate: 2_000n, replaces: paid } }));
    expect(second.unsigned.fee).toBe(first.unsigned.fee + feeAt(1_000n, second.unsigned.vsize));
    expect(second.unsigned.tx.inputs).toEqual(first.unsigned.tx.inputs);
    expect(second.unsigned.tx.outputs.slice(1)).toEqual(first.unsigned.tx.outputs.slice(1));
    expect(judge(signed(second.unsigned, [coin]), spentBy(second.unsigned))).toEqual([]);
  });

  test('stops at the cap: a cheat cannot bump until all that it stole is a fee for a friendly miner', () => {
    let last = paid;
    let bumps = 0;
    for (;;) {
      const next = (rate: bigint) => planCashOut(plan(rate, { fee: { rate, replaces: last } }));
      const rate = (last.fee * 2_000n) / BigInt(last.vsize);
      if (code(() => next(rate)) !== 'nothing') {
        expect(code(() => next(rate))).toBe('BITCOIN_FEE');
        break;
      }
      const made = next(rate);
      last = { fee: made.unsigned.fee, vsize: made.unsigned.vsize };
      bumps++;
    }
    expect(bumps).toBeGreaterThan(3);
    expect(last.fee <= feeAt(FEE_RULES.maximumRate, last.vsize)).toBe(true);
    expect(last.fee * 1_000n <= 4_000_000n * FEE_RULES.maximumShare).toBe(true);
  });

  test('above the cap comes from an input that the owner adds, whose signature comes later', () => {
    const value = sat(2_000_000n);
    const added = coinInput({ hash: bytes32(50), index: 3 }, value, 'p2wpkh', STRANGER);
    const funding = {
      outpoint: added.outpoint,
      output: added.output,
      sizes: [71, 33],
      change: coinScript('p2wpkh', STRANGER),
    };
    expect(code(() => planCashOut(plan(1_000_000n)))).toBe('BITCOIN_FEE');
    const made = planCashOut(plan(1_000_000n, { funding }));
    // The claims pay nothing, and what is left of the input goes back.
    expect(made.locked.value).toBe(4_000_000n);
    expect(made.unsigned.tx.outputs[3]!.value).toBe(value - made.unsigned.fee);
    const ours = sign(made.unsigned, [secretOf(coin)], AUX);
    expect(ours.inputs[1]!.witness).toEqual([]);
    const theirs = sign(
      { ...made.unsigned, inputs: [made.unsigned.inputs[0]!, added] },
      [secretOf(coin), STRANGER_SECRET],
      AUX,
    );
    const whole = withWitness(ours, 1, theirs.inputs[1]!.witness);
    expect(judge(whole, spentBy(made.unsigned))).toEqual([]);
    expect(vsizeOf(whole)).toBe(made.unsigned.vsize);
  });

  test('an added input that is too small is helped out by the claims, up to the cap', () => {
    const funding = {
      outpoint: { hash: bytes32(51), index: 0 },
      output: { value: sat(1_000n), script: coinScript('p2tr', STRANGER) },
      sizes: [64],
      change: coinScript('p2tr', STRANGER),
    };
    const made = planCashOut(plan(10_000n, { funding }));
    expect(made.locked.value).toBe(4_000_000n - (made.unsigned.fee - 1_000n));
    // What would be dust is fee.
    const near = planCashOut(
      plan(1_000n, { funding: { ...funding, output: { ...funding.output, value: sat(400n) } } }),
    );
    expect([near.unsigned.fee, near.unsigned.tx.outputs.length, near.locked.value]).toEqual([
      400n,
      3,
      4_000_000n,
    ]);
  });
});

describe('cash-outs that depend on another', () => {
  const parent = planCashOut(plan(1_000n));
  const claims = [part(0n, 3_000_000n)];

  test('pay what their parent lacks', () => {
    const parents = { fee: parent.unsigned.fee, vsize: parent.unsigned.vsize };
    const child = planCashOut(
      plan(1n, { coins: [{ coin: parent.change!, claims }], fee: { rate: 20_000n, parents } }),
    );
    const together = child.unsigned.fee + parents.fee;
    expect(together).toBe(feeAt(20_000n, child.unsigned.vsize + parents.vsize));
    expect(judge(signed(child.unsigned, [parent.change!]), spentBy(child.unsigned))).toEqual([]);
  });

  test('of any length: everybody takes part of the change of the one before', () => {
    let change = parent.change!;
    for (let i = 0; i < 5; i++) {
      const next = planCashOut(plan(1_000n, { coins: [{ coin: change, claims: [part(1_000n, 900_000n)] }] }));
      expect(judge(signed(next.unsigned, [change]), spentBy(next.unsigned))).toEqual([]);
      change = next.change!;
    }
    expect(change.value).toBe(6_000_000n - 5n * 900_000n);
  });
});

test('a series is replaced as a whole: the same claims, in the same order, each at a higher fee', () => {
  const many = (n: number, count: number) => ({
    coin: deposit(n, 100_000_000n),
    claims: Array.from({ length: count }, (_, i) => part(BigInt(i) * 2_000_000n, 1_000_000n)),
  });
  const series = plan(2_000n, { coins: [many(2, 20), many(3, 3)] });
  const before = planCashOuts(series).cashOuts;
  // They are one chain: whoever replaces the first replaces all.
  const chain = before.map(({ unsigned }) => unsigned);
  const sum = { fee: sat(chain.reduce((total, { fee }) => total + fee, 0n)), vsize: chain[0]!.vsize };
  const after = planCashOuts({ ...series, fees: [{ rate: 4_000n, replaces: sum }] }).cashOuts;
  expect(after.map(({ locked }) => locked.claimed)).toEqual(before.map(({ locked }) => locked.claimed));
  expect(after[0]!.unsigned.fee > sum.fee).toBe(true);
  expect(after[0]!.unsigned.tx.inputs).toEqual(before[0]!.unsigned.tx.inputs);
});

test('hundreds of claimed and thousands of defended intervals are planned all the same', () => {
  const coin = deposit(8, 10_000_000_000n);
  const claims = Array.from({ length: 10_000 }, (_, i) => part(BigInt(i) * 1_000_000n, 900_000n));
  const one = planCashOuts(plan(1_000n, { coins: [{ coin, claims: claims.slice(0, 700) }] }));
  expect(one.left).toEqual([]);
  expect(one.cashOuts).toHaveLength(100);
  const { locked } = planCashOut(plan(1_000n, { coins: [{ coin, claims: [part(0n, coin.value)] }] }));
  const { remedies } = planRemedies({
    system: SYSTEM,
    items: [{ locked, defended: claims }],
    counter: 1n,
    fee: { rate: 1_000n },
    rules: FEE_RULES,
  });
  expect(remedies[0]!.unsigned.vsize).toBeLessThan(190);
});

describe('what cannot be built', () => {
  const p2tr = coinScript('p2tr', STRANGER);
  test.each<[string, string, () => unknown]>([
    [
      'a claim that is dust after its fee',
      'BITCOIN_DUST',
      () => planCashOut(plan(1_000n, { coins: [{ coin, claims: [part(0n, 500n)] }] })),
    ],
    [
      'a claim whose fee is too large a share',
      'BITCOIN_FEE',
      () => planCashOut(plan(5_000n, { coins: [{ coin, claims: [part(0n, 3_000n)] }] })),
    ],
    [
      'a payment of dust',
      'BITCOIN_DUST',
      () =>
        planPayment({
          ...facts,
          coins,
          payments: [{ value: sat(329n), script: p2tr }],
          rest: p2tr,
          fee: { rate: 1_000n },
        }),
    ],
    [
      'a payment of more than is claimed',
      'BITCOIN_SUM',
      () =>
        planPayment({
          ...facts,
          coins,
          payments: [{ value: sat(4_000_001n), script: p2tr }],
          rest: p2tr,
          fee: { rate: 1_000n },
        }),
    ],
    [
      'a payment that leaves no fee',
      'BITCOIN_FEE',
      () =>
        planPayment({
          ...facts,
          coins,
          payments: [{ value: sat(4_000_000n), script: p2tr }],
          fee: { rate: 1_000n },
        }),
    ],
    [
      'a payment that leaves too much fee',
      'BITCOIN_FEE',
      () =>
        planPayment({
          ...facts,
          coins,
          payments: [{ value: sat(3_000_000n), script: p2tr }],
          fee: { rate: 1_000n },
        }),
    ],
    [
      'a claim twice',
      'BITCOIN_INTERVALS',
      () =>
        planCashOut(plan(1_000n, { coins: [{ coin, claims: [part(0n, 400_000n), part(399_999n, 9n)] }] })),
    ],
    ['a coin twice', 'BITCOIN_SUM', () => planCashOut(plan(1_000n, { coins: [...coins, ...coins] }))],
    ['nothing', 'BITCOIN_INTERVALS', () => planCashOut(plan(1_000n, { coins: [{ coin, claims: [] }] }))],
    ['nothing at all', 'BITCOIN_INTERVALS', () => planCashOut(plan(1_000n, { coins: [] }))],
    ['a series of nothing', 'BITCOIN_INTERVALS', () => planCashOuts(plan(1_000n, { coins: [] }))],
    ['a lock of no blocks', 'BITCOIN_MALFORMED', () => planCashOut(plan(1_000n, { delay: 0 }))],
    ['a lock of too many blocks', 'BITCOIN_MALFORMED', () => planCashOut(plan(1_000n, { delay: 65_536 }))],
    [
      'a sweep of nothing',
      'BITCOIN_SUM',
      () => planSweep({ locked: [], to: p2tr, fee: { rate: 1_000n }, rules: FEE_RULES }),
    ],
  ])('%s: %s', (_, expected, act) => expect(code(act)).toBe(expected));

  test('a payee who is paid with data: a watcher could not tell it from the network’s own', () => {
    const script = Uint8Array.of(0x6a, 1, 7);
    const payment = { ...facts, coins, fee: { rate: 1_000n } };
    const payments = [{ value: sat(0n), script }];
    expect(code(() => planPayment({ ...payment, payments, rest: p2tr }))).toBe('BITCOIN_DATA');
    expect(code(() => planPayment({ ...payment, payments: [], rest: script }))).toBe('BITCOIN_DATA');
    const output = { value: sat(1_000_000n), script: p2tr };
    const funding = { outpoint: { hash: bytes32(52), index: 0 }, output, sizes: [64], change: script };
    expect(code(() => planCashOut(plan(1_000n, { funding })))).toBe('BITCOIN_DATA');
  });

  test('what is too large to be relayed', () => {
    const payments = Array.from({ length: 3_000 }, () => ({ value: sat(400n), script: p2tr }));
    const payment = { ...facts, coins, payments, rest: p2tr, fee: { rate: 1_000n } };
    expect(code(() => planPayment(payment))).toBe('BITCOIN_TOO_LARGE');
    expect(code(() => planPayment({ ...payment, payments: payments.slice(0, 1_000) }))).toBe('nothing');
  });

  test('money out of nothing, or into nothing', () => {
    const input = coinInput(coin.outpoint, coin.value, 'p2tr', publicKeyOf(secretOf(coin)));
    const output = (value: bigint) => [{ value: sat(value), script: p2tr }];
    expect(code(() => assemble([input], output(10_000_001n), sat(0n)))).toBe('BITCOIN_SUM');
    expect(code(() => assemble([input], output(9_999_000n), sat(999n)))).toBe('BITCOIN_SUM');
    expect(code(() => assemble([input], output(10_000_000n + 5n), -5n as never))).toBe('BITCOIN_SUM');
    expect(code(() => assemble([input], output(9_999_000n), sat(1_000n)))).toBe('nothing');
  });

  test('what is too small to leave by itself is left to its owner, and the rest leaves', () => {
    const tiny = { coin: deposit(2, 10_000n), claims: [part(0n, 400n), part(500n, 60n)] };
    const large = {
      coin: deposit(3, 100_000_000n),
      claims: Array.from({ length: 9 }, (_, i) => part(BigInt(2 * i + 1), BigInt(i === 8 ? 9_000_000 : 1))),
    };
    const { cashOuts, left } = planCashOuts(plan(2_000n, { coins: [large, tiny] }));
    expect(cashOuts).toHaveLength(1);
    expect(left).toEqual([tiny]);
  });
});

describe('payments', () => {
  const to = coinScript('p2wpkh', STRANGER);

  test('spend a deposit whole', () => {
    for (const form of ['p2tr', 'p2wpkh'] as const) {
      const whole = deposit(4, 300_000n, form);
      const made = planPayment({
        ...facts,
        coins: [{ coin: whole, claims: [part(0n, 300_000n)] }],
        payments: [],
        rest: to,
        fee: { rate: 3_000n },
      });
      expect(made.change).toBeUndefined();
      const tx = signed(made.unsigned, [whole]);
      expect(judge(tx, spentBy(made.unsigned))).toEqual([]);
      expect(vsizeOf(tx)).toBe(made.unsigned.vsize);
    }
  });

  test('join coins of the network: what is claimed is the fee', () => {
    const others = [deposit(5, 300_000n), deposit(6, 200_000n, 'p2wpkh')];
    const made = planPayment({
      ...facts,
      coins: [
        { coin: others[0]!, claims: [part(299_000n, 1_000n)] },
        { coin: others[1]!, claims: [] },
      ],
      payments: [],
      fee: { rate: 1_000n },
    });
    expect([made.unsigned.fee, made.change!.value]).toEqual([1_000n, 499_000n]);
    expect(judge(signed(made.unsigned, others), spentBy(made.unsigned))).toEqual([]);
  });

  test('signatures of ECDSA have one length, so that fees are exact', () => {
    const lengths = new Set<number>();
    const made = planPayment({
      ...facts,
      coins: [{ coin: deposit(7, 300_000n, 'p2wpkh'), claims: [part(0n, 300_000n)] }],
      payments: [],
      rest: to,
      fee: { rate: 3_000n },
    });
    for (let i = 0; i < 60; i++) {
      const tx: Tx = signed({ ...made.unsigned, tx: { ...made.unsigned.tx, lockTime: i } }, [
        deposit(7, 300_000n),
      ]);
      lengths.add(tx.inputs[0]!.witness[0]!.length);
    }
    expect([...lengths]).toEqual([71]);
  });
});

test('a remedy pays its fee out of what it takes back, up to the cap', () => {
  const { locked } = planCashOut(plan(1_000n));
  const remedy = (rate: bigint) =>
    planRemedy({
      system: SYSTEM,
      items: [{ locked, defended: [part(0n, 1_000n)] }],
      counter: 8n,
      fee: { rate },
      rules: FEE_RULES,
    });
  expect(remedy(50_000n).coin.value).toBe(locked.value - feeAt(50_000n, 131));
  expect(code(() => remedy(300_000n))).toBe('BITCOIN_FEE');
});
