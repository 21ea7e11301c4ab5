import type { Sat } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import { BitcoinError } from '../encoding/error.ts';
import { type Lock, type LockForm, lockOutput } from '../script/cashout.ts';
import { networkPublicKey } from '../script/keys.ts';
import { build, type Funding } from './build.ts';
import { type Claim, type LockedCoin, type NetworkCoin, useAfter } from './coin.ts';
import type { FeeChoice, FeeRules } from './fees.ts';
import type { Unsigned } from './spend.ts';

/**
 * Emergency cash-out (§V-B4): coins of the network in; out come what their owner claims, locked, and the rest, back to the
 * network. Version 2, replaceable, no relative lock on its inputs; the fee comes from the owner's share.
 */

/** What a cash-out is made of. */
export interface CashOutPlan {
  /** K_System. */
  readonly system: Bytes;
  /**
   * The coins and what the owner claims of each. A coin may be the unconfirmed change of another's cash-out: then
   * `fee.parents` says what that one pays, and this one pays what it lacks.
   */
  readonly coins: readonly Claim[];
  /** The owner's emergency key, compressed, 33 bytes. */
  readonly owner: Bytes;
  /** Blocks of the lock, 1 to 65535. */
  readonly delay: number;
  /** σ: below 2^48. */
  readonly counter: bigint;
  /** `p2tr` unless said otherwise. */
  readonly form?: LockForm;
  readonly fee: FeeChoice;
  readonly rules: FeeRules;
  readonly funding?: Funding | undefined;
}

/** A cash-out that is ready to be signed with the keys of its coins. */
export interface CashOut {
  readonly unsigned: Unsigned;
  readonly locked: LockedCoin;
  readonly change?: NetworkCoin;
  /** Satoshi of the owner that fill the change up to the dust limit. */
  readonly padding: Sat;
}

/** The lock of a cash-out whose first input is this coin. @throws BitcoinError `BITCOIN_KEY` */
export function lockOf(
  system: Bytes,
  first: Pick<NetworkCoin, 'base' | 'outpoint'>,
  { form = 'p2tr', owner, delay }: Pick<CashOutPlan, 'form' | 'owner' | 'delay'>,
): Lock {
  return { form, owner, delay, network: networkPublicKey(system, first.base, useAfter('lock', first)) };
}

/**
 * Builds a cash-out. A higher fee: the same plan with `fee.replaces`.
 * @throws BitcoinError as {@link build} does; `BITCOIN_TOO_LARGE` when a plan of several is needed
 */
export function planCashOut(plan: CashOutPlan): CashOut {
  const { system, coins, delay, counter, fee, rules, funding } = plan;
  const first = coins[0]?.coin;
  // Coins that are only dragged along would raise the cap of the fee, and make everybody else's cash-out wait for this one.
  if (first === undefined || coins.some(({ claims }) => claims.length === 0))
    throw new BitcoinError('BITCOIN_INTERVALS', 'A cash-out claims something of each coin that it spends.');
  const lock = lockOf(system, first, plan);
  const { unsigned, claimed, rest, change, padding } = build({
    system,
    coins,
    data: { kind: 'cash-out', counter, delay },
    payments: [],
    rest: lockOutput(lock),
    fee,
    rules,
    funding,
  });
  return {
    unsigned,
    locked: { ...rest!, claimed, lock, base: first.base, use: useAfter('lock', first) },
    ...(change === undefined ? {} : { change }),
    padding,
  };
}
