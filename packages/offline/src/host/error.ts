import { CofferError } from '@coffer/core/error';

/** Stable codes of the wallet around the enclave. Documented with remedy in `packages/offline/README.md`. */
export type WalletCode =
  // what a person handed to the wallet
  | 'ARMOUR_MISSING'
  | 'ARMOUR_KIND'
  | 'ARMOUR_MALFORMED'
  | 'ARMOUR_CHECKSUM'
  | 'ARMOUR_TOO_LARGE'
  | 'REQUEST_SYNTAX'
  | 'REQUEST_UNSUPPORTED'
  | 'REQUEST_PLAIN_ADDRESS'
  | 'REQUEST_OTHER_CHAIN'
  | 'REQUEST_OTHER_VAULT'
  | 'REQUEST_UNKNOWN_REQUIREMENT'
  | 'REQUEST_NO_CERTIFICATE'
  | 'REQUEST_AMOUNT'
  | 'MESSAGE_MALFORMED'
  | 'MESSAGE_UNKNOWN'
  | 'TOO_MANY_HELD'
  | 'NETWORK_FILE_INVALID'
  | 'NETWORK_VAULT_DIFFERS'
  // the wallet's own records
  | 'IDEMPOTENCY_CONFLICT'
  | 'BOOK_INVALID'
  | 'BOOK_STORAGE'
  | 'BOOK_DENIED'
  | 'BOOK_BUSY'
  | 'BOOK_OTHER_NETWORK'
  | 'ENCLAVE_ANSWER'
  // the chain
  | 'GAS_MONEY_LOW'
  | 'CHAIN_ANSWER'
  | 'HISTORY_INCOMPLETE'
  | 'RECIPIENT_REFUSES'
  | 'VAULT_REFUSES'
  | 'TRANSACTION_FAILED'
  | 'TRANSACTION_WAITS'
  | 'HEADER_WAITS'
  // leaving and disputes
  | 'NOT_RECOVERY_KEY'
  | 'EXIT_NOT_ANNOUNCED'
  | 'EXIT_NOT_DUE'
  | 'ACCOUNT_UNKNOWN'
  | 'ACCOUNT_CLOSED'
  | 'DECISION_NEEDED';

/** The wallet cannot do what was asked. The enclave, which holds the money, was not part of the failure. */
export class WalletError extends CofferError<WalletCode> {}

/** The key stands for another operation already. */
export function keyConflict(key: string, details: { readonly was?: string } = {}): WalletError {
  return new WalletError('IDEMPOTENCY_CONFLICT', 'This idempotency key was used for another operation.', {
    next: 'Use a new key for a new operation; the same key only repeats the same one.',
    details: { key: key.slice(0, 80), ...details },
  });
}
