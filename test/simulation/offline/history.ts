import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import { receiptPath } from '@coffer/offline/enclave/receipts';
import type { History, SettledAt } from '@coffer/offline/host/receipts';
import type { ReceiptProof } from '@coffer/offline/messages/command';
import { accountIn, type VaultState } from './vault-model.ts';

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

function read(vault: VaultState): ModelHistory {
  const settled = new Map<string, SettledAt>();
  for (const account of vault.accounts.values()) {
    account.receipts.forEach((id, index) => {
      settled.set(toHex(id), { payee: account.address, index, block: 0, tx: '0x' });
    });
  }
  const receipts = (account: Bytes): readonly Bytes[] => accountIn(vault, account)?.receipts ?? [];
  return {
    upTo: 0,
    receipts,
    settled: (payment) => settled.get(toHex(payment)),
    withdrawn: () => undefined,
    prove: (account, payment) => {
      const place = settled.get(toHex(payment));
      if (place === undefined || !equal(place.payee, account)) return [];
      return [{ payment, index: place.index, path: receiptPath(receipts(account), place.index) }];
    },
  };
}
