import type { Bytes } from '@coffer/core/bytes';
import type { OfflineNetwork } from '../messages/network.ts';
import type { ChainPort } from './chain.ts';
import type { HostClock } from './clock.ts';
import type { EnclavePort } from './enclave.ts';
import { keyConflict } from './error.ts';
import type { WalletBook } from './records.ts';

/** How long and how often the wallet waits for the chain. */
export interface Patience {
  /** Between two looks, milliseconds. */
  readonly interval: number;
  /** For one transaction or header, seconds. Afterwards the same call can be made again and goes on. */
  readonly limit: number;
  /** After how long a transaction that no block takes is offered a higher fee, seconds. Default 120. */
  readonly raiseFeeAfter?: number;
}

/** What every operation of a wallet works on. */
export interface WalletContext {
  readonly network: OfflineNetwork;
  /** `vaultDomain(network)`. */
  readonly domain: Bytes;
  readonly enclave: EnclavePort;
  readonly chain: ChainPort;
  readonly book: WalletBook;
  readonly clock: HostClock;
  readonly patience: Patience;
  /** Operations that use up a serial: one at a time, so that the serial tells whether an interrupted one was done. */
  readonly spending: Lane;
  /** Transactions: signed, recorded and sent one at a time, so that two never share a nonce. */
  readonly sending: Lane;
  /** Reconciliations: one at a time. */
  readonly reconciling: Lane;
  /** Operations under an idempotency key: a second call joins the first. */
  readonly running: Map<string, { readonly asked: string; readonly outcome: Promise<unknown> }>;
}

/** Runs work one at a time, in the order of the calls. */
export type Lane = <T>(work: () => Promise<T>) => Promise<T>;

/** A new lane. */
export function makeLane(): Lane {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}

/**
 * One run at a time per key: who asks for the same meanwhile gets the same outcome.
 * @param asked what exactly is asked under the key: whoever asks for something else meanwhile is refused
 * @throws WalletError `IDEMPOTENCY_CONFLICT`
 */
export function joined<T>(
  context: WalletContext,
  key: string,
  work: () => Promise<T>,
  asked = '',
): Promise<T> {
  const running = context.running.get(key);
  if (running !== undefined) {
    return running.asked === asked ? (running.outcome as Promise<T>) : Promise.reject(keyConflict(key));
  }
  const outcome = work().finally(() => context.running.delete(key));
  context.running.set(key, { asked, outcome });
  return outcome;
}
