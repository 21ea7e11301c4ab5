import { fixed, list, oneOf, record, type Typed } from '@coffer/core/codec';
import { accountCertificateCodec } from './certificate.ts';
import { acceptedPaymentCodec, paymentCodec } from './payment.ts';

/** What travels from payer to payee: the payment with everything that the payee needs to settle it alone (SAFETY O6). */
export const paymentMessageCodec = record({
  payment: paymentCodec,
  signature: fixed(64),
  /** Every unsettled payment that funds it, directly or through others; what funds comes before what is funded. */
  supports: list(acceptedPaymentCodec, 16),
  /** Of the payer first, then of every further account that occurs in `supports`, each once. */
  certificates: list(accountCertificateCodec, 34),
});
/** A payment under way. */
export type PaymentMessage = Typed<typeof paymentMessageCodec>;

/** Why a genuine payment was refused. A rejection is signed and final: the payer's money is free again (SAFETY O5). */
export const REJECTION_REASONS = [
  'refused', // by the person who was to be paid
  'expired',
  'margin',
  'payer-offline-too-long',
  'under-minimum',
  'over-payment-limit',
  'over-holding-limit',
  'unprotected-payer',
  'revoked',
  'too-many-unsettled',
  'too-many-hops',
  'account-leaving',
] as const;
/** Why a genuine payment was refused. */
export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** What travels back: ack_win or ack_fail. `reason` is for people and not signed. */
export const answerCodec = record({
  status: oneOf('acknowledged', 'rejected'),
  payment: fixed(32),
  signature: fixed(64),
  reason: oneOf('none', ...REJECTION_REASONS),
});
/** The payee's first and final answer to a payment (SAFETY O5). */
export type Answer = Typed<typeof answerCodec>;
