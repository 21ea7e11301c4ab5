import { type Bytes, equal, type Hex, toHex } from '@coffer/core/bytes';
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
  readonly settled: (payment: Bytes) => SettledAt | undefined;
  /** Where a withdrawal was paid. */
  readonly withdrawn: (
    account: Bytes,
    serial: number,
  ) => { readonly tx: Hex; readonly block: number } | undefined;
}

/** Where a payment was settled. */
export interface SettledAt {
  readonly payee: Bytes;
  /** Number of its receipt at the payee. */
  readonly index: number;
  readonly block: number;
  readonly tx: Hex;
}

/** What is known before the first event: no receipts at all. */
export const NO_HISTORY: History = {
  upTo: -1,
  receipts: () => [],
  settled: () => undefined,
  withdrawn: () => undefined,
};

/** `before`, and after it these events, as far as block `upTo`. */
export function extendHistory(before: History, events: readonly VaultEvent[], upTo: number): History {
  const receipts = new Map<string, Bytes[]>();
  const settled = new Map<string, SettledAt>();
  const withdrawn = new Map<string, { tx: Hex; block: number }>();
  for (const event of events) {
    if (event.block > upTo || event.block <= before.upTo) continue;
    if (event.type === 'withdrawn') {
      const { account, serial, tx, block } = event;
      withdrawn.set(`${toHex(account)}/${serial}`, { tx, block });
    } else if (event.type === 'settled') {
      const { payee, payment, block, tx } = event;
      const leaves = receipts.get(toHex(payee)) ?? [...before.receipts(payee)];
      receipts.set(toHex(payee), leaves);
      settled.set(toHex(payment), { payee, index: leaves.length, block, tx });
      leaves.push(payment);
    }
  }
  return {
    upTo,
    receipts: (account) => receipts.get(toHex(account)) ?? before.receipts(account),
    settled: (payment) => settled.get(toHex(payment)) ?? before.settled(payment),
    withdrawn: (account, serial) =>
      withdrawn.get(`${toHex(account)}/${serial}`) ?? before.withdrawn(account, serial),
  };
}

/** Proves that `payment` is among the receipts of `account`, or `undefined` when history does not have it there. */
export function proveReceipt(history: History, account: Bytes, payment: Bytes): ReceiptProof | undefined {
  const place = history.settled(payment);
  if (place === undefined || !equal(place.payee, account)) return undefined;
  return { payment, index: place.index, path: receiptPath(history.receipts(account), place.index) };
}
