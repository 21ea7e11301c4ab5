import { planCashOut } from '@coffer/bitcoin/transaction/cash-out';
import { type CashOutSeriesPlan, planCashOuts } from '@coffer/bitcoin/transaction/cash-out-plan';
import type { Claim } from '@coffer/bitcoin/transaction/coin';
import { FEE_RULES } from '@coffer/bitcoin/transaction/fees';
import { planRemedy } from '@coffer/bitcoin/transaction/remedy';
import { deposit, OWNER, part, SYSTEM, signed } from '@coffer/bitcoin/transaction/testing/world';
import { vsizeOf } from '@coffer/bitcoin/transaction/transaction';
import type { Sat } from '@coffer/core/amount';
import type { Figure } from '../figure.ts';

const COIN = 100_000_000n;
const plan: Omit<CashOutSeriesPlan, 'coins'> = {
  system: SYSTEM,
  owner: OWNER,
  delay: 144,
  counter: 1n,
  fee: { rate: 1_000n },
  rules: FEE_RULES,
};

/** One deposit of a bitcoin each: half of it claimed, or all. */
function claims(count: number, amount: bigint): Claim[] {
  return Array.from({ length: count }, (_, n) => ({ coin: deposit(n, COIN), claims: [part(0n, amount)] }));
}

/** Virtual bytes of all transactions of a cash-out. */
function cashOut(coins: readonly Claim[]): number {
  const { cashOuts } = planCashOuts({ ...plan, coins });
  return cashOuts.reduce((sum, { unsigned }) => sum + unsigned.vsize, 0);
}

/** What leaving alone, and taking back what was stolen, cost on chain. Exact: sizes are those of the signed transactions. */
export function figures(): readonly Figure[] {
  const { locked } = planCashOut({ ...plan, coins: claims(1, COIN) });
  const defended: readonly { readonly start: Sat; readonly amount: Sat }[] = [part(0n, COIN)];
  const items = [{ locked, defended }];
  const remedy = planRemedy({ system: SYSTEM, items, counter: 2n, fee: { rate: 1_000n }, rules: FEE_RULES });
  return [
    ...[1, 10, 50].flatMap((count): Figure[] => [
      {
        name: `bitcoin.cashout_vbytes.${count}`,
        value: cashOut(claims(count, COIN / 2n)),
        unit: 'vbytes',
      },
      { name: `bitcoin.cashout_whole_vbytes.${count}`, value: cashOut(claims(count, COIN)), unit: 'vbytes' },
    ]),
    {
      name: 'bitcoin.remedy_vbytes',
      value: vsizeOf(signed(remedy.unsigned, [locked])),
      unit: 'vbytes',
      goal: 100,
    },
  ];
}
