import { sat } from '@coffer/core/amount';
import { concat } from '@coffer/core/bytes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BitcoinError } from '../encoding/error.ts';
import { coinScript } from '../script/deposit.ts';
import { type CashOutPlan, planCashOut } from './cash-out.ts';
import type { NetworkCoin } from './coin.ts';
import { dataScript, sealData } from './data-output.ts';
import { FEE_RULES } from './fees.ts';
import { planPayment } from './payment.ts';
import { type CashOutVerdict, readCashOut } from './read-cash-out.ts';
import { type Move, readMove } from './read-move.ts';
import { planRemedies, planRemedy } from './remedy.ts';
import { sign, withWitness } from './spend.ts';
import { planSweep } from './sweep.ts';
import { cashOut as dataOfCashOut } from './testing/vectors.ts';
import {
  AUX,
  BASE,
  bytes32,
  deposit,
  OWNER,
  OWNER_SECRET,
  part,
  STRANGER,
  SYSTEM,
  signed,
  view,
} from './testing/world.ts';
import { encodeTx, parseTx, type Tx, type TxOutput } from './transaction.ts';

const one = deposit(1, 100_000_000n);
const two = deposit(2, 5_000_000n, 'p2wpkh');
const coins = [
  { coin: one, claims: [part(10_000n, 30_000_000n)] },
  { coin: two, claims: [part(0n, 5_000_000n)] },
];
const facts = {
  system: SYSTEM,
  owner: OWNER,
  delay: 144,
  counter: 77n,
  rules: FEE_RULES,
  fee: { rate: 5_000n },
};
const plan = (change: Partial<CashOutPlan> = {}): CashOutPlan => ({ ...facts, coins, ...change });
const known = view([one, two]);
const made = planCashOut(plan());
const tx = signed(made.unsigned, [one, two]);

const read = (changed: Tx, watcher = known): CashOutVerdict => readCashOut(changed, watcher);
const faultOf = (verdict: CashOutVerdict | Move): string =>
  'fault' in verdict ? verdict.fault : verdict.type;
const withOutput = (index: number, change: Partial<TxOutput>): Tx => ({
  ...tx,
  outputs: tx.outputs.map((output, i) => (i === index ? { ...output, ...change } : output)),
});

describe('a watcher reads an emergency cash-out', () => {
  test('with form, owner, delay, counter, intervals and change', () => {
    for (const form of ['p2tr', 'p2wsh'] as const) {
      const other = planCashOut(plan({ form, delay: 1_000 }));
      const verdict = read(signed(other.unsigned, [one, two]));
      expect(verdict).toEqual({
        type: 'cash-out',
        cashOut: { coins, counter: 77n, owner: OWNER, locked: other.locked, change: other.change },
      });
      expect(other.locked.lock).toMatchObject({ form, delay: 1_000, owner: OWNER });
    }
  });

  test('that spends another one’s unconfirmed change', () => {
    const next = planCashOut(
      plan({ coins: [{ coin: made.change!, claims: [part(0n, 50_000_000n)] }], counter: 78n }),
    );
    const verdict = read(signed(next.unsigned, [made.change!]), view([made.change!]));
    expect(verdict.type).toBe('cash-out');
  });

  test('with everything claimed there is no change', () => {
    const all = planCashOut(plan({ coins: [{ coin: two, claims: [part(0n, 5_000_000n)] }] }));
    expect(all.change).toBeUndefined();
    expect(read(signed(all.unsigned, [two])).type).toBe('cash-out');
  });

  test('a rest below the dust limit is filled up by the owner, and found', () => {
    const dusty = planCashOut(plan({ coins: [{ coin: two, claims: [part(100n, 4_999_900n)] }] }));
    expect([dusty.padding, dusty.change!.value]).toEqual([230n, 330n]);
    expect(read(signed(dusty.unsigned, [two])).type).toBe('cash-out');
  });

  test('with an input that the owner added', () => {
    const funded = planCashOut(plan({ funding, fee: { rate: 100_000n } }));
    expect(read(signedWithFunding(funded.unsigned)).type).toBe('cash-out');
    const foreign = signedWithFunding(funded.unsigned);
    const more = {
      ...foreign,
      outputs: [...foreign.outputs, { value: sat(600n), script: coinScript('p2tr', STRANGER) }],
    };
    expect(faultOf(read(more))).toBe('foreign-output');
  });
});

const funding = {
  outpoint: { hash: bytes32(5), index: 0 },
  output: { value: sat(1_000_000n), script: coinScript('p2wpkh', STRANGER) },
  sizes: [71, 33],
  change: coinScript('p2wpkh', STRANGER),
};
function signedWithFunding(unsigned: ReturnType<typeof planCashOut>['unsigned']): Tx {
  const later = { use: { type: 'deposit', index: 0 } } as const;
  return withWitness(signed(unsigned, [one, two, later]), 2, [new Uint8Array(71), new Uint8Array(33)]);
}

describe('what is not a cash-out of this network is named', () => {
  const data = (claims: Parameters<typeof dataOfCashOut>[0], delay = 144) =>
    dataScript(
      sealData(
        SYSTEM,
        [one, two].map(({ outpoint, value }) => ({ outpoint, length: value })),
        dataOfCashOut(claims, 77n, delay),
      ),
    );
  const [mine, all] = [coins[0]!.claims, coins[1]!.claims];

  test.each<[string, string, Tx]>([
    [
      'it claims more value than its intervals',
      'takes-more',
      withOutput(0, { value: sat(made.locked.claimed + 1n) }),
    ],
    [
      'its data claims less than it takes',
      'change',
      withOutput(2, { script: data([[part(10_000n, 29_000_000n)], all]) }),
    ],
    [
      'its lock is shorter than the network demands',
      'short-lock',
      signed(planCashOut(plan({ delay: 143 })).unsigned, [one, two]),
    ],
    [
      'its data says another lock than its script has',
      'no-lock',
      withOutput(2, { script: data([mine, all], 145) }),
    ],
    ['its lock belongs to nobody', 'no-lock', withOutput(0, { script: coinScript('p2tr', OWNER) })],
    ['its change goes elsewhere', 'change', withOutput(1, { script: coinScript('p2tr', STRANGER) })],
    [
      'its change is less than what nobody claimed',
      'change',
      withOutput(1, { value: sat(made.change!.value - 1n) }),
    ],
    ['it has no change', 'change', { ...tx, outputs: [tx.outputs[0]!, tx.outputs[2]!] }],
    [
      'an output is added',
      'foreign-output',
      { ...tx, outputs: [...tx.outputs, { value: sat(330n), script: coinScript('p2tr', OWNER) }] },
    ],
    [
      'its fee is more than the network allows',
      'fee',
      withOutput(0, { value: sat((made.locked.claimed * 89n) / 100n) }),
    ],
    ['it has no data', 'no-data', { ...tx, outputs: tx.outputs.slice(0, 2) }],
    ['it has two data outputs', 'no-data', { ...tx, outputs: [...tx.outputs, tx.outputs[2]!] }],
    [
      'its data is another transaction’s',
      'bad-data',
      withOutput(2, {
        script: dataScript(
          sealData(SYSTEM, [{ outpoint: two.outpoint, length: two.value }], dataOfCashOut([all])),
        ),
      }),
    ],
    ['its inputs changed places', 'bad-data', { ...tx, inputs: [...tx.inputs].reverse() }],
    [
      'a stranger’s input comes first',
      'inputs',
      { ...tx, inputs: [{ ...tx.inputs[0]!, outpoint: funding.outpoint }, ...tx.inputs] },
    ],
  ])('%s: %s', (_, fault, changed) => expect(faultOf(read(changed))).toBe(fault));

  test('a lock that a remedy can take back is told along with the fault', () => {
    const verdict = read(withOutput(1, { script: coinScript('p2tr', STRANGER) }));
    expect(verdict).toMatchObject({
      type: 'wrong',
      locked: { value: made.locked.value },
      data: { counter: 77n },
    });
  });

  test('a network with another secret reads nothing', () => {
    expect(faultOf(read(tx, { ...known, system: bytes32(98) }))).toBe('bad-data');
  });

  test('a transaction of strangers is unrelated; other transactions of the network say what they are', () => {
    expect(read(tx, view([])).type).toBe('unrelated');
    const payment = planPayment({ ...facts, coins, payments: [], rest: coinScript('p2tr', OWNER) });
    expect(read(signed(payment.unsigned, [one, two]))).toEqual({ type: 'other', kind: 'payment' });
    expect(readMove(tx, known)).toEqual({ type: 'cash-out' });
  });
});

describe('payments, remedies and sweeps', () => {
  const locked = made.locked;
  const other = planCashOut(
    plan({ coins: [{ coin: deposit(9, 900_000n), claims: [part(0n, 800_000n)] }] }),
  ).locked;
  const watcher = view([one, two], [locked, other]);
  const remedy = (items: Parameters<typeof planRemedy>[0]['items']) =>
    planRemedy({ system: SYSTEM, items, counter: 80n, fee: { rate: 3_000n }, rules: FEE_RULES });

  test('a remedy of all that was claimed needs no data', () => {
    const items = [{ locked, defended: [part(0n, locked.claimed)] }];
    const taken = remedy(items);
    expect(taken.unsigned.tx.outputs).toHaveLength(1);
    expect(readMove(signed(taken.unsigned, [locked]), watcher)).toEqual({
      type: 'remedy',
      items,
      coin: taken.coin,
    });
  });

  test('a remedy names what it defends, of several cash-outs at once', () => {
    const items = [
      { locked, defended: [part(3n, 1_000n), part(5_000n, 9n)] },
      { locked: other, defended: [part(0n, other.claimed)] },
    ];
    const taken = remedy(items);
    const seen = readMove(signed(taken.unsigned, [locked, other]), watcher);
    expect(seen).toEqual({ type: 'remedy', items, coin: taken.coin, counter: 80n });
    expect(taken.coin.value).toBe(locked.value + other.value - taken.unsigned.fee);
  });

  test('an honest cash-out is not taken back', () => {
    for (const items of [
      [],
      [{ locked, defended: [] }],
      [
        { locked: other, defended: [part(0n, 1n)] },
        { locked, defended: [] },
      ],
    ])
      expect(() => remedy(items)).toThrow(expect.objectContaining({ code: 'BITCOIN_HONEST' }));
    expect(() =>
      planRemedies({
        system: SYSTEM,
        items: [{ locked, defended: [] }],
        counter: 1n,
        fee: { rate: 1_000n },
        rules: FEE_RULES,
      }),
    ).toThrow(expect.objectContaining({ code: 'BITCOIN_HONEST' }));
  });

  test('a remedy is possible however many intervals are defended', () => {
    const defended = Array.from({ length: 300 }, (_, i) => part(BigInt(i) * 7_000n + 1n, 5_000n));
    const { remedies, left } = planRemedies({
      system: SYSTEM,
      items: [{ locked, defended }],
      counter: 1n,
      fee: { rate: 1_000n },
      rules: FEE_RULES,
    });
    expect([remedies.length, left]).toEqual([1, []]);
    const seen = readMove(signed(remedies[0]!.unsigned, [locked]), watcher);
    if (seen.type !== 'remedy') throw new Error(seen.type);
    const named = seen.items[0]!.defended;
    expect(
      defended.every((item) =>
        named.some(({ start, amount }) => start <= item.start && item.start + item.amount <= start + amount),
      ),
    ).toBe(true);
  });

  test('an owner who pays to where a remedy would go makes no remedy', () => {
    const items = [{ locked, defended: [part(0n, locked.claimed)] }];
    const to = remedy(items).unsigned.tx.outputs[0]!.script;
    for (const form of ['p2tr', 'p2wsh'] as const) {
      const held = planCashOut(plan({ form })).locked;
      const sweep = planSweep({ locked: [held], to, fee: { rate: 1_000n }, rules: FEE_RULES });
      expect(readMove(sign(sweep, [OWNER_SECRET], AUX), view([], [held]))).toEqual({ type: 'sweep' });
    }
    const stolen = signed(remedy(items).unsigned, [locked]);
    const elsewhere = {
      ...stolen,
      outputs: [{ ...stolen.outputs[0]!, script: coinScript('p2tr', STRANGER) }],
    };
    expect(faultOf(readMove(elsewhere, watcher))).toBe('change');
  });

  test('an owner’s sweep is not a remedy', () => {
    const sweep = planSweep({
      locked: [locked],
      to: coinScript('p2tr', STRANGER),
      fee: { rate: 1_000n },
      rules: FEE_RULES,
    });
    expect(readMove(sweep.tx, watcher)).toEqual({ type: 'sweep' });
    expect(readMove(sweep.tx, view([]))).toEqual({ type: 'unrelated' });
    const mixed = { ...tx, inputs: [...tx.inputs, sweep.tx.inputs[0]!] };
    expect(faultOf(readMove(mixed, watcher))).toBe('mixed');
  });
});

test('30,000 mutated and random transactions: a verdict, never a crash', () => {
  const raw = encodeTx(tx);
  const payment = planPayment({
    ...facts,
    coins,
    payments: [{ value: sat(1_000n), script: coinScript('p2tr', OWNER) }],
    rest: coinScript('p2tr', STRANGER),
  });
  const paid = encodeTx(signed(payment.unsigned, [one, two]));
  const watcher = view([one, two], [made.locked]);
  const judgeBytes = (bytes: Uint8Array): void => {
    try {
      const parsed = parseTx(bytes);
      readCashOut(parsed, watcher);
      readMove(parsed, watcher);
    } catch (error) {
      if (!(error instanceof BitcoinError)) throw error;
    }
  };
  const mutated = (from: (whole: Uint8Array) => number, length: (whole: Uint8Array) => number) =>
    fc.tuple(fc.constantFrom(raw, paid), fc.nat(), fc.nat(255), fc.nat(4)).map(([whole, n, byte, how]) => {
      const at = from(whole) + (n % length(whole));
      if (how === 0) return whole.slice(0, at);
      if (how === 1) return concat(whole.slice(0, at), Uint8Array.of(byte), whole.slice(at));
      const changed = Uint8Array.from(whole);
      changed[at] = how === 2 ? byte : changed[at]! ^ (1 << (byte & 7));
      return changed;
    });
  // The data output comes last before the witnesses: there the bytes decide what is read.
  const note = (whole: Uint8Array): number => whole.findIndex((byte, i) => byte === 0x6a && i > 180);
  const anywhere = mutated(
    () => 0,
    ({ length }) => length,
  );
  const inData = mutated(note, () => 40);
  fc.assert(fc.property(anywhere, judgeBytes), { seed: 20, numRuns: 500 });
  fc.assert(fc.property(inData, judgeBytes), { seed: 22, numRuns: 19_500 });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), judgeBytes), { seed: 21, numRuns: 10_000 });
});

test('a coin at a place that says nonsense is an error of who says it, with a type', () => {
  const nonsense: NetworkCoin = { ...one, base: new Uint8Array(33) };
  expect(BASE).toHaveLength(33);
  expect(() => read(tx, view([nonsense, two]))).toThrow(BitcoinError);
});
