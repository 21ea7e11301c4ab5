import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import { receiptPath } from '../enclave/receipts.ts';
import type { ReceiptProof } from '../messages/command.ts';
import type { VaultEvent } from './chain.ts';

/**
 * What the vault's events tell, in the order of the chain: the receipts of every account, and which payments and
 * withdrawals are done. Events are a node's word; a proof made from them either verifies or is refused.
 */
export interface History {
  /** Block of the last event considered. */
  readonly upTo: number;
  /** Digests settled to an account, in the order of its receipts. */
  readonly receipts: (account: Bytes) => readonly Bytes[];
  /** Where a payment was settled. */
  readonly settled: (
    payment: Bytes,
  ) =>
    | { readonly payee: Bytes; readonly index: number; readonly block: number; readonly tx: string }
    | undefined;
  /** The transaction that paid a withdrawal. */
  readonly withdrawn: (account: Bytes, serial: number) => string | undefined;
}

/** Reads events up to a block. */
export function readHistory(events: readonly VaultEvent[], upTo: number): History {
  const receipts = new Map<string, Bytes[]>();
  const settled = new Map<string, { payee: Bytes; index: number; block: number; tx: string }>();
  const withdrawn = new Map<string, string>();
  for (const event of events) {
    if (event.block > upTo) continue;
    if (event.type === 'withdrawn') {
      withdrawn.set(`${toHex(event.account)}/${event.serial}`, event.tx);
    } else if (event.type === 'settled') {
      const account = toHex(event.payee);
      const leaves = receipts.get(account) ?? [];
      receipts.set(account, leaves);
      settled.set(toHex(event.payment), {
        payee: event.payee,
        index: leaves.length,
        block: event.block,
        tx: event.tx,
      });
      leaves.push(event.payment);
    }
  }
  return {
    upTo,
    receipts: (account) => receipts.get(toHex(account)) ?? [],
    settled: (payment) => settled.get(toHex(payment)),
    withdrawn: (account, serial) => withdrawn.get(`${toHex(account)}/${serial}`),
  };
}

/** Proves that `payment` is among the receipts of `account`, or `undefined` when history does not have it there. */
export function proveReceipt(history: History, account: Bytes, payment: Bytes): ReceiptProof | undefined {
  const place = history.settled(payment);
  if (place === undefined || !equal(place.payee, account)) return undefined;
  return { payment, index: place.index, path: receiptPath(history.receipts(account), place.index) };
}
