import type { Wei } from '@coffer/core/amount';
import type { WalletContext } from './context.ts';
import { type Deposited, deposit } from './funding.ts';
import { type Reconciled, reconcile } from './reconciling.ts';
import type { Progress } from './sending.ts';

/** A recharge: what was settled first, and what was deposited. */
export interface Recharged extends Deposited {
  readonly reconciled: Reconciled;
}

/** "recharge" (§IV-A): reconciles, then deposits. Resumable with the same key, like a deposit. */
export async function recharge(
  context: WalletContext,
  options: { readonly amount: Wei; readonly idempotencyKey: string; readonly onProgress?: Progress },
): Promise<Recharged> {
  const reconciled = await reconcile(context, options.onProgress);
  return { ...(await deposit(context, options)), reconciled };
}
