import { CofferError } from '@coffer/core/error';
import type { WalletContext } from './context.ts';

/** How often evidence is fetched anew when it was overtaken. */
const FETCHES = 10;
/** The header is older than what the enclave knows; or the node cannot prove this block any more, only newer ones. */
const OVERTAKEN: ReadonlySet<string> = new Set(['HEADER_STALE', 'CHAIN_REFUSED', 'CHAIN_NO_BLOCK']);

/** How often evidence is fetched anew when it proves nothing. */
const PROOFS = 4;
/** A node that is in the middle of a block may answer out of the next one's state; so may one of several behind a name. */
const UNPROVED: ReadonlySet<string> = new Set(['CHAIN_ANSWER', 'CHAIN_BAD_ANSWER']);

/**
 * Repeats work on the newest final header when that header was overtaken meanwhile, or when what the node gave with it
 * does not prove what it should: only a node that goes on like that is told of.
 */
export async function withNewestHeader<T>(context: WalletContext, work: () => Promise<T>): Promise<T> {
  for (let fetches = 1; ; fetches++) {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof CofferError ? error.code : '';
      const again = (OVERTAKEN.has(code) && fetches < FETCHES) || (UNPROVED.has(code) && fetches < PROOFS);
      if (!again) throw error;
      await context.clock.sleep(context.patience.interval);
    }
  }
}
