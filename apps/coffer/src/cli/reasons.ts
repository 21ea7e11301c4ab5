import type { RejectionReason } from '@coffer/offline/messages/message';

const WORDS: Readonly<Record<RejectionReason, string>> = {
  refused: 'you said so',
  expired: 'the time to answer it is over; let it be paid again',
  margin: 'it could hardly be settled in time; its payer should reconcile first',
  'payer-offline-too-long': 'its payer has not looked at the chain for too long and should reconcile first',
  'under-minimum': 'it is below the smallest payment of this network',
  'over-payment-limit': 'it is above the largest payment of this network; let it be paid in parts',
  'over-holding-limit': 'this wallet would hold more than the network allows; withdraw first',
  'unprotected-payer': 'its payer is not protected against rollback and owes too much; reconcile first',
  revoked: 'its payer’s device or program is revoked',
  'too-many-unsettled': 'too many payments are unsettled here, or too many of this payer; reconcile first',
  'too-many-hops': 'the money passed through too many hands; its payer should reconcile first',
  'account-leaving': 'this account is being closed',
};

/** Why a payment was refused, for people. An unknown reason is shown as it is. */
export function reasonWords(reason: string): string {
  return Object.hasOwn(WORDS, reason) ? WORDS[reason as RejectionReason] : reason;
}

const SKIPPED: Readonly<Record<string, string>> = {
  'serial-used': 'another payment has used its number',
  SerialUsed: 'another payment has used its number',
  'balance-too-low': 'its payer’s account does not hold enough now',
  BalanceTooLow: 'its payer’s account does not hold enough now',
  lapsed: 'its settle-by time is over',
  TooLate: 'its settle-by time is over',
  'support-missing': 'a payment that funds it cannot be settled any more',
  SupportUnsettled: 'a payment that funds it is not settled',
  PayerClosed: 'its payer’s account is closed',
  PayeeClosed: 'its payee’s account is closed',
  PayeeFull: 'its payee has no room for more receipts',
};

/** Why the vault did not settle a payment, for people. An unknown reason is shown as it is. */
export function skippedWords(reason: string): string {
  return SKIPPED[reason] ?? reason;
}
