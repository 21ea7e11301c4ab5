import { CofferError } from '@coffer/core/error';

/** Stable codes of the offline rail. Documented with remedy in `packages/offline/README.md`. */
export type OfflineCode =
  // asked for something that cannot be done now
  | 'ALREADY_INITIALISED'
  | 'NOT_INITIALISED'
  | 'BALANCE_TOO_LOW'
  | 'WITHDRAWABLE_TOO_LOW'
  | 'NETWORK_INVALID'
  | 'UNDER_MINIMUM'
  | 'RECIPIENT_INVALID'
  | 'OVER_PAYMENT_LIMIT'
  | 'PAYMENT_TO_SELF'
  | 'OFFLINE_TOO_LONG'
  | 'COINS_EXPIRE_SOON'
  | 'SUPPORTS_TOO_MANY'
  | 'EXIT_ANNOUNCED'
  | 'ACCOUNT_NOT_OPEN'
  | 'RESTORED_WITHOUT_COUNTER'
  | 'UNKNOWN_PAYMENT'
  | 'BOOKS_FULL'
  | 'UNSETTLED'
  | 'ACCOUNT_LEAVING'
  | 'NOT_CLOSED'
  | 'NOT_FROZEN'
  // what came from outside is not genuine
  | 'CERTIFICATE_INVALID'
  | 'SIGNATURE_INVALID'
  | 'NOT_FOR_THIS_ACCOUNT'
  | 'PAYMENT_MALFORMED'
  | 'SUPPORTS_INVALID'
  | 'SERIAL_CONFLICT'
  | 'ANSWER_CONFLICT'
  | 'PAYMENT_LAPSED'
  | 'PAYMENT_FROM_THE_FUTURE'
  // what came from the chain does not prove what it should
  | 'PROOF_INCOMPLETE'
  | 'PROOF_INVALID'
  | 'BOOKS_DIFFER';

/** An operation of the offline rail was refused. */
export class OfflineError extends CofferError<OfflineCode> {}
