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
  readonly withdrawn: (account: Bytes, serial: number) => Place | undefined;
  /** Where an account was closed, and what was paid out, in wei. */
  readonly ended: (account: Bytes) => (Place & { readonly amount: bigint }) | undefined;
  /** Whether an account was proved to belong to a broken enclave. */
  readonly frozen: (account: Bytes) => boolean;
  /** What was paid for a disputed payment out of the culprit's account, in wei, in the order of the chain. */
  readonly paid: (payment: Bytes) => readonly Paid[];
  /** Transactions above block `after` that settled anything, newest first. */
  readonly transactions: (after: number) => readonly Place[];
}

/** A place on the chain. */
export interface Place {
  readonly tx: Hex;
  readonly block: number;
}

/** One payment out of a culprit's account. */
export interface Paid extends Place {
  /** Wei. */
  readonly amount: bigint;
}

/** Where a payment was settled. */
export interface SettledAt extends Place {
  readonly payee: Bytes;
  /** Number of its receipt at the payee. */
  readonly index: number;
}

/** An event as it is kept: what the history is made of. */
export interface BookedEvent extends Place {
  readonly type: 'settled' | 'withdrawn' | 'cancelled' | 'exitExecuted' | 'frozen' | 'compensated';
  /** Payee of a settlement; else whose account it is. */
  readonly account?: Bytes;
  readonly payment?: Bytes;
  readonly serial?: number;
  /** Wei. */
  readonly amount?: bigint;
}

/** Those events that the history is made of. */
export function bookedEvents(events: readonly VaultEvent[]): readonly BookedEvent[] {
  return events.flatMap((event): readonly BookedEvent[] => {
    const { block, tx } = event;
    switch (event.type) {
      case 'settled':
        return [{ type: 'settled', block, tx, account: event.payee, payment: event.payment }];
      case 'withdrawn':
        return [{ type: 'withdrawn', block, tx, account: event.account, serial: event.serial }];
      case 'frozen':
        return [{ type: 'frozen', block, tx, account: event.account }];
      case 'cancelled':
      case 'exitExecuted':
        return [{ type: event.type, block, tx, account: event.account, amount: event.amount }];
      case 'compensated':
        return [{ type: event.type, block, tx, payment: event.payment, amount: event.amount }];
      default:
        return [];
    }
  });
}

/** What is known before the first event: nothing. */
export const NO_HISTORY: History = {
  upTo: -1,
  receipts: () => [],
  settled: () => undefined,
  withdrawn: () => undefined,
  ended: () => undefined,
  frozen: () => false,
  paid: () => [],
  transactions: () => [],
};

/** `before`, and after it these events, as far as block `upTo`. */
export function extendHistory(before: History, events: readonly VaultEvent[], upTo: number): History {
  const receipts = new Map<string, Bytes[]>();
  const settled = new Map<string, SettledAt>();
  const withdrawn = new Map<string, Place>();
  const ended = new Map<string, Place & { readonly amount: bigint }>();
  const paid = new Map<string, Paid[]>();
  const frozen = new Set<string>();
  const transactions = new Map<Hex, Place>();
  for (const { type, block, tx, account, payment, serial, amount } of bookedEvents(events)) {
    if (block > upTo || block <= before.upTo) continue;
    if (type === 'withdrawn') withdrawn.set(`${toHex(account!)}/${serial}`, { tx, block });
    else if (type === 'frozen') frozen.add(toHex(account!));
    else if (type === 'cancelled' || type === 'exitExecuted') {
      ended.set(toHex(account!), { tx, block, amount: amount! });
    } else if (type === 'settled') {
      const payee = account!;
      const leaves = receipts.get(toHex(payee)) ?? [...before.receipts(payee)];
      receipts.set(toHex(payee), leaves);
      settled.set(toHex(payment!), { payee, index: leaves.length, block, tx });
      leaves.push(payment!);
      transactions.delete(tx);
      transactions.set(tx, { tx, block });
    } else {
      const key = toHex(payment!);
      paid.set(key, [...(paid.get(key) ?? []), { amount: amount!, tx, block }]);
    }
  }
  return {
    upTo,
    receipts: (account) => receipts.get(toHex(account)) ?? before.receipts(account),
    settled: (payment) => settled.get(toHex(payment)) ?? before.settled(payment),
    withdrawn: (account, serial) =>
      withdrawn.get(`${toHex(account)}/${serial}`) ?? before.withdrawn(account, serial),
    ended: (account) => ended.get(toHex(account)) ?? before.ended(account),
    frozen: (account) => frozen.has(toHex(account)) || before.frozen(account),
    paid: (payment) => [...before.paid(payment), ...(paid.get(toHex(payment)) ?? [])],
    transactions: (after) => [
      ...[...transactions.values()].reverse().filter(({ block }) => block > after),
      ...before.transactions(after),
    ],
  };
}

/** Proves that `payment` is among the receipts of `account`, or `undefined` when history does not have it there. */
export function proveReceipt(history: History, account: Bytes, payment: Bytes): ReceiptProof | undefined {
  const place = history.settled(payment);
  if (place === undefined || !equal(place.payee, account)) return undefined;
  return { payment, index: place.index, path: receiptPath(history.receipts(account), place.index) };
}
