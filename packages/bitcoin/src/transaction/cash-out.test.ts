import { sat } from '@coffer/core/amount';
import { describe, expect, test } from 'vitest';
import { coinScript } from '../script/deposit.ts';
import { type CashOutPlan, planCashOut } from './cash-out.ts';
import { FEE_RULES } from './fees.ts';
import { planRemedy } from './remedy.ts';
import { sign, withWitness } from './spend.ts';
import { planSweep } from './sweep.ts';
import { judge } from './testing/judge.ts';
import {
  AUX,
  deposit,
  OWNER,
  OWNER_SECRET,
  part,
  STRANGER,
  STRANGER_SECRET,
  SYSTEM,
  secretOf,
  signed,
  spentBy,
} from './testing/world.ts';
import { type Tx, vsizeOf } from './transaction.ts';

const coins = [
  { coin: deposit(1, 100_000_000n), claims: [part(0n, 30_000_000n), part(60_000_000n, 10_000_000n)] },
  { coin: deposit(2, 5_000_000n, 'p2wpkh'), claims: [part(0n, 5_000_000n)] },
];

function plan(change: Partial<CashOutPlan> = {}): CashOutPlan {
  return {
    system: SYSTEM,
    coins,
    owner: OWNER,
    delay: 144,
    counter: 77n,
    fee: { rate: 5_000n },
    rules: FEE_RULES,
    ...change,
  };
}

const sum = (tx: Tx): bigint => tx.outputs.reduce((total, { value }) => total + value, 0n);
/** Changes one bit of an item of a witness. */
function spoiled(tx: Tx, index: number, item: number, byte = 5): Tx {
  const witness = tx.inputs[index]!.witness.map((bytes) => Uint8Array.from(bytes));
  witness[item]![byte]! ^= 1;
  return withWitness(tx, index, witness);
}

describe.each(['p2tr', 'p2wsh'] as const)('an emergency cash-out with a lock in form %s', (form) => {
  const made = planCashOut(plan({ form }));
  const tx = signed(
    made.unsigned,
    coins.map(({ coin }) => coin),
  );

  test('is valid, has the size that was predicted, and pays its fee from the share of its owner', () => {
    expect(judge(tx, spentBy(made.unsigned))).toEqual([]);
    expect(vsizeOf(tx)).toBe(made.unsigned.vsize);
    expect(tx.version).toBe(2);
    expect(tx.inputs.every(({ sequence }) => sequence === 0xffff_fffd)).toBe(true);
    expect(made.locked.claimed).toBe(45_000_000n);
    expect(made.locked.value).toBe(45_000_000n - made.unsigned.fee);
    expect(made.change!.value).toBe(60_000_000n);
    expect(sum(tx) + made.unsigned.fee).toBe(105_000_000n);
    expect(made.unsigned.fee).toBe(BigInt(5 * made.unsigned.vsize));
  });

  test('is refused with a bit of a signature, an amount or a key changed', () => {
    expect(judge(spoiled(tx, 0, 0), spentBy(made.unsigned))).toHaveLength(1);
    expect(judge(spoiled(tx, 1, 0, 10), spentBy(made.unsigned))).toHaveLength(1);
    expect(judge(spoiled(tx, 1, 1), spentBy(made.unsigned))).toHaveLength(1);
    const [first, ...others] = spentBy(made.unsigned);
    expect(judge(tx, [{ ...first!, value: sat(first!.value + 1n) }, ...others])).not.toEqual([]);
    expect(judge({ ...tx, lockTime: 1 }, spentBy(made.unsigned))).toHaveLength(2);
    expect(() => sign(made.unsigned, [secretOf(coins[0]!.coin), STRANGER_SECRET], AUX)).toThrow(
      /does not spend/,
    );
  });

  test('lets its owner spend after the lock, and not one block earlier', () => {
    const sweep = planSweep({
      locked: [made.locked],
      to: coinScript('p2tr', STRANGER),
      fee: { rate: 2_000n },
      rules: FEE_RULES,
    });
    const swept = sign(sweep, [OWNER_SECRET], AUX);
    expect(judge(swept, spentBy(sweep))).toEqual([]);
    expect(vsizeOf(swept)).toBe(sweep.vsize);
    const early = { ...sweep, tx: { ...sweep.tx, inputs: [{ ...sweep.tx.inputs[0]!, sequence: 143 }] } };
    expect(judge(sign(early, [OWNER_SECRET], AUX), spentBy(sweep))).toEqual([
      '0: SCRIPT_ERR_UNSATISFIED_LOCKTIME',
    ]);
    const never = {
      ...sweep,
      tx: { ...sweep.tx, inputs: [{ ...sweep.tx.inputs[0]!, sequence: 0xffff_fffd }] },
    };
    expect(judge(sign(never, [OWNER_SECRET], AUX), spentBy(sweep))).not.toEqual([]);
    const old = { ...sweep, tx: { ...sweep.tx, version: 1 } };
    expect(judge(sign(old, [OWNER_SECRET], AUX), spentBy(sweep))).not.toEqual([]);
    expect(() => sign(sweep, [STRANGER_SECRET], AUX)).toThrow(/does not spend/);
  });

  test('lets the network take it back at once, by its own branch only', () => {
    const remedy = planRemedy({
      system: SYSTEM,
      items: [{ locked: made.locked, defended: [part(0n, 45_000_000n)] }],
      counter: 78n,
      fee: { rate: 5_000n },
      rules: FEE_RULES,
    });
    const taken = signed(remedy.unsigned, [made.locked]);
    expect(judge(taken, spentBy(remedy.unsigned))).toEqual([]);
    expect(vsizeOf(taken)).toBe(remedy.unsigned.vsize);
    if (form === 'p2tr') {
      expect(vsizeOf(taken)).toBeLessThanOrEqual(100);
      return;
    }
    const witness = taken.inputs[0]!.witness;
    const wrongBranch = withWitness(taken, 0, [witness[0]!, new Uint8Array(0), witness[2]!]);
    expect(judge(wrongBranch, spentBy(remedy.unsigned))).toHaveLength(1);
    const two = withWitness(taken, 0, [witness[0]!, Uint8Array.of(2), witness[2]!]);
    expect(judge(two, spentBy(remedy.unsigned))).toEqual(['0: SCRIPT_ERR_MINIMALIF']);
  });
});
