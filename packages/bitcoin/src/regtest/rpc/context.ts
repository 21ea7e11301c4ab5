import type { Account } from '../accounts.ts';
import type { Regtest } from '../engine/regtest.ts';
import type { Faucet } from '../faucet.ts';

/** What methods work on. */
export interface RpcContext {
  readonly chain: Regtest;
  /** Who pays what is asked of it, and is paid for blocks that nobody else is. */
  readonly faucet: Faucet;
  /** The keys that everybody knows. */
  readonly accounts: readonly Account[];
  /** Called when something changed that is neither the tip nor the mempool: it is kept as well. */
  readonly changed: () => void;
  /** Called when a transaction was taken: where every transaction is mined at once, it is. */
  readonly accepted: () => void;
  /** Replaces the chain: what was dumped goes on. */
  readonly replace: (chain: Regtest) => void;
  /** The clock of the machine: Unix seconds. */
  readonly clock: () => number;
  /** When this server began. */
  readonly started: number;
  /** Ends the server, after the answer is out. */
  readonly stop: () => void;
  /** Aborted when the client is gone, or the server ends. */
  readonly signal: AbortSignal;
}
