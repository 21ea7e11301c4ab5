import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import { peakOf, receiptPath } from '@coffer/offline/enclave/receipts';
import { accountSlots, peakSlot, serialSlot } from '@coffer/offline/enclave/storage';
import { type History, NO_HISTORY, type SettledAt } from '@coffer/offline/host/receipts';
import type { ReceiptProof, Reply } from '@coffer/offline/messages/command';
import type { Block } from './chain.ts';
import { accountIn, type ModelAccount, type VaultState } from './vault-model.ts';

/** What a wallet would rebuild from the vault's events, read off the model. */
export interface ModelHistory extends History {
  /** Proof that a payment is among an account's receipts; empty when it is not. */
  readonly prove: (account: Bytes, payment: Bytes) => readonly ReceiptProof[];
}

const known = new WeakMap<VaultState, ModelHistory>();

/** The history that led to this state. */
export function historyOf(vault: VaultState): ModelHistory {
  let history = known.get(vault);
  if (history === undefined) {
    history = read(vault);
    known.set(vault, history);
  }
  return history;
}

// Receipts are appended to lists that are never changed: an account's places are those of the list that it grew from.
const placesOf = new WeakMap<readonly Bytes[], ReadonlyMap<string, number>>();

function places({ receipts }: ModelAccount): ReadonlyMap<string, number> {
  let known = placesOf.get(receipts);
  if (known === undefined) {
    known = new Map(receipts.map((id, index) => [toHex(id), index]));
    placesOf.set(receipts, known);
  }
  return known;
}

function read(vault: VaultState): ModelHistory {
  const settled = (payment: Bytes): SettledAt | undefined => {
    const key = toHex(payment);
    for (const account of vault.accounts.values()) {
      const index = places(account).get(key);
      if (index !== undefined) return { payee: account.address, index, block: 0, tx: '0x' };
    }
    return undefined;
  };
  const receipts = (account: Bytes): readonly Bytes[] => accountIn(vault, account)?.receipts ?? [];
  return {
    ...NO_HISTORY,
    upTo: 0,
    receipts,
    settled,
    prove: (account, payment) => {
      const place = settled(payment);
      if (place === undefined || !equal(place.payee, account)) return [];
      return [{ payment, index: place.index, path: receiptPath(receipts(account), place.index) }];
    },
  };
}

/** The slots that an enclave's books depend on, as of a block: what a host must prove for a `finalize`. */
export function slotsFor(
  block: Block,
  own: Bytes,
  books: Extract<Reply, { type: 'payments' }> | undefined,
): readonly Bytes[] {
  const slots = new Map<string, Bytes>();
  const add = (slot: Bytes): unknown => slots.set(toHex(slot), slot);
  accountSlots(own).forEach(add);
  for (const { serial } of books?.outgoing ?? []) add(serialSlot(own, serial));
  const received = accountIn(block.vault, own)?.receipts.length ?? 0;
  for (const { from, serial, id } of books?.incoming ?? []) {
    add(serialSlot(from, serial));
    const place = historyOf(block.vault).settled(id);
    if (place !== undefined) add(peakSlot(own, peakOf(place.index, received)!.height));
  }
  return [...slots.values()];
}
