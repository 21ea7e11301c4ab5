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
