import { CofferError } from '@coffer/core/error';
import type { SignedTransaction, TransactionOutcome } from './chain.ts';
import type { WalletContext } from './context.ts';

/** The paper's two questions to the ledger (§IV-A), which every subroutine that needs the chain begins with. */

/** What of the chain can be reached. */
export interface Connection {
  /** Both the node and the header signers answer. */
  readonly connected: boolean;
  /** Number and time (seconds since 1970) of the newest block. */
  readonly head?: number;
  readonly headTime?: number;
  /** Number and time of the newest block that the header signers vouch for. */
  readonly final?: number;
  readonly finalTime?: number;
  /** Why not, when it is not connected. */
  readonly code?: string;
  readonly message?: string;
  readonly next?: string;
}

/** "checkConnection" (§IV-A): whether node and header signers answer. Throws nothing: to be offline is no failure. */
export async function checkConnection(context: WalletContext): Promise<Connection> {
  let seen: Partial<Connection> = {};
  try {
    const head = await context.chain.head();
    seen = { head: head.number, headTime: head.time };
    const header = await context.chain.finalHeader();
    return { connected: true, ...seen, final: header.number, finalTime: header.time };
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    const { code, message, next } = error;
    return { connected: false, ...seen, code, message, ...(next === undefined ? {} : { next }) };
  }
}

/**
 * Before anything is begun that only the chain can end.
 * @throws CofferError `CHAIN_UNREACHABLE` or whatever keeps the chain out of reach
 */
export async function mustBeConnected(context: WalletContext): Promise<void> {
  await context.chain.head();
  await context.chain.finalHeader();
}

/**
 * "checkStatus" (§IV-A): what became of a transaction. A node's word, for planning and waiting; what is booked is proved.
 */
export function checkStatus(
  context: WalletContext,
  transaction: SignedTransaction,
): Promise<TransactionOutcome> {
  return context.chain.outcome(transaction);
}
