import type { Bytes } from '@coffer/core/bytes';
import { type Built, build, type Funding } from './build.ts';
import type { Claim } from './coin.ts';
import type { FeeChoice, FeeRules } from './fees.ts';
import type { TxOutput } from './transaction.ts';

/**
 * External transaction and withdrawal (§V-B5): money that leaves without a lock, which is signed only once everybody knows
 * (SAFETY B1). With a payment of everything, it spends deposits whole; with no payment at all, it joins coins of the network
 * into one, and what is claimed is the fee.
 */

/** What a payment is made of. */
export interface PaymentPlan {
  /** K_System. */
  readonly system: Bytes;
  readonly coins: readonly Claim[];
  /** Fixed amounts. */
  readonly payments: readonly TxOutput[];
  /** Output script of who gets what the claims leave after payments and fee: a withdrawal names only this. */
  readonly rest?: Bytes;
  /** σ: below 2^48. */
  readonly counter: bigint;
  readonly fee: FeeChoice;
  readonly rules: FeeRules;
  readonly funding?: Funding | undefined;
}

/**
 * Builds a payment. Without `rest`, the claims must be worth the payments and the fee.
 * @throws BitcoinError as {@link build} does
 */
export function planPayment({ counter, ...plan }: PaymentPlan): Built {
  return build({ ...plan, data: { kind: 'payment', counter, delay: 0 } });
}
