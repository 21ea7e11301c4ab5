import { equal, toHex } from '@coffer/core/bytes';
import type { StepContext } from '@coffer/core/program';
import { sign } from '@coffer/crypto/secp256k1';
import type { EvidenceVerdict } from '@coffer/enclave/attestation/evidence';
import { policyOf, verifyAccountCertificate } from '../messages/certificate.ts';
import { OfflineError } from '../messages/error.ts';
import type { Answer, PaymentMessage, RejectionReason } from '../messages/message.ts';
import { acknowledgementDigest, paymentDigest, rejectionDigest } from '../messages/payment.ts';
import { spendable } from './books.ts';
import { accountOf, mustBeProven, mustHaveRoom } from './guard.ts';
import { answerKey, type OfflineState, put } from './state.ts';
import { checkSignature, checkTimes, verifySupports } from './supports.ts';
import { type Outcome, revoked } from './transfer.ts';

/** A payment that is what it says it is. */
interface Genuine {
  readonly payer: EvidenceVerdict;
  readonly hops: number;
}

/**
 * Checks that the payment was made by a certified enclave of this network and can be settled by its payee alone. What
 * fails here gets an unsigned error: a signed rejection of a tampered copy would refund the genuine one (SAFETY O5).
 */
function verifyMessage(state: OfflineState, message: PaymentMessage): Genuine {
  const { payment } = message;
  const account = accountOf(state);
  if (!equal(payment.payee, account.address)) {
    throw new OfflineError('NOT_FOR_THIS_ACCOUNT', 'The payment is to another account.', {
      details: { payee: toHex(payment.payee) },
    });
  }
  if (payment.amount === 0n || equal(payment.payer, payment.payee)) {
    throw new OfflineError('PAYMENT_MALFORMED', 'The payment pays nothing.');
  }
  checkTimes(state.network, payment);
  checkSignature(message.signature, paymentDigest(state.domain, payment), payment.payer);
  const { hops, accounts } = verifySupports(state.network, state.domain, payment, message.supports);

  // Revocation is left out: it decides whether we accept the direct payer, not whether the vault will settle (O4).
  const policy = policyOf(state.network);
  const needed = new Set([payment.payer, ...accounts].map(toHex));
  const verdicts = new Map<string, EvidenceVerdict>();
  for (const certificate of message.certificates) {
    const key = toHex(certificate.account);
    // Only what is needed: certificates travel on with the coin, and others would fill the onward payment up.
    if (verdicts.has(key) || !needed.has(key)) {
      throw new OfflineError(
        'CERTIFICATE_INVALID',
        'A certificate comes twice, or has nothing to do with the payment.',
      );
    }
    verdicts.set(key, verifyAccountCertificate(state.network, policy, certificate));
  }
  const first = message.certificates[0];
  const payer = verdicts.get(toHex(payment.payer));
  if (payer === undefined || first === undefined || !equal(first.account, payment.payer)) {
    throw new OfflineError('CERTIFICATE_INVALID', 'The payment comes without its payer’s certificate.');
  }
  if ([...needed].some((key) => !verdicts.has(key))) {
    throw new OfflineError(
      'CERTIFICATE_INVALID',
      'A payment that funds this one comes without its certificates.',
    );
  }
  return { payer, hops };
}

/** Why a genuine payment cannot be taken, by this clock's worst case; `none` when it can. */
function reasonToReject(
  state: OfflineState,
  message: PaymentMessage,
  genuine: Genuine,
  time: number,
): RejectionReason | 'none' {
  const { payment } = message;
  const { parameters } = state.network.facts;
  // A closed account cannot be paid, and an announced exit closes this one.
  if (state.vault.status === 'closed' || state.vault.exitAt !== 0) return 'account-leaving';
  if (time + parameters.drift > payment.expiry) return 'expired';
  if (payment.tGen > time + 2 * parameters.drift) return 'from-the-future';
  if (payment.settleBy < time + parameters.drift + parameters.settleMargin) return 'margin';
  if (time - parameters.drift > payment.provedAt + parameters.offlineLimit) return 'payer-offline-too-long';
  if (payment.amount > parameters.paymentLimit) return 'over-payment-limit';
  if (spendable(state, 0) + payment.amount > parameters.holdingLimit) return 'over-holding-limit';
  if (genuine.payer.counterClass === 'none' && payment.amount > parameters.unprotectedLimit)
    return 'unprotected-payer';
  if (isRevoked(state, genuine.payer)) return 'revoked';
  if (state.incoming.size >= parameters.maxUnsettled) return 'too-many-unsettled';
  if (genuine.hops > parameters.maxHops) return 'too-many-hops';
  return 'none';
}

function isRevoked(state: OfflineState, verdict: EvidenceVerdict): boolean {
  const { keys, measurements } = revoked(state);
  return (
    keys.some((key) => equal(key, verdict.key) || equal(key, verdict.device)) ||
    measurements.some((measurement) => equal(measurement, verdict.measurement))
  );
}

/**
 * "receive" and "reject" (§IV-A, Algorithm 4): the first answer is final (SAFETY O5). Redelivery repeats it.
 * @throws OfflineError for whatever is not genuine; nothing is signed then
 */
export function receive(
  state: OfflineState,
  message: PaymentMessage,
  context: StepContext,
  wanted: boolean,
): Outcome {
  const account = accountOf(state);
  mustBeProven(state);
  const { payment } = message;
  const id = paymentDigest(state.domain, payment);
  const key = answerKey(payment.payer, payment.serial);
  const before = state.answers.get(key);
  if (before !== undefined && equal(before.answer.payment, id)) {
    return { state, reply: { type: 'answer', answer: before.answer } };
  }
  mustHaveRoom(state.answers);
  const genuine = verifyMessage(state, message);
  if (before !== undefined) {
    throw new OfflineError(
      'SERIAL_CONFLICT',
      'The payer’s enclave made two different payments with one serial: it is broken, and this proves it.',
      {
        money: 'The first payment stays as it was answered. This one was not taken.',
        next: 'Keep both payments: they are the proof that freezes the payer.',
        details: {
          payer: toHex(payment.payer),
          serial: payment.serial,
          first: toHex(before.answer.payment),
          second: toHex(id),
        },
      },
    );
  }
  if (state.anchor !== undefined && state.anchor.timestamp > payment.settleBy) {
    throw new OfflineError('PAYMENT_LAPSED', 'The vault can no longer settle this payment.', {
      money: 'The payer gets the money back when it reconciles.',
    });
  }
  const reason = wanted ? reasonToReject(state, message, genuine, context.time) : 'refused';
  const digest =
    reason === 'none' ? acknowledgementDigest(state.domain, id) : rejectionDigest(state.domain, id);
  const answer: Answer = {
    status: reason === 'none' ? 'acknowledged' : 'rejected',
    payment: id,
    signature: sign(account.secret, digest),
    reason,
  };
  const answers = put(state.answers, key, { answer, settleBy: payment.settleBy });
  if (reason !== 'none') return { state: { ...state, answers }, reply: { type: 'answer', answer } };
  const incoming = put(state.incoming, toHex(id), {
    id,
    accepted: { payment, signature: message.signature, acknowledgement: answer.signature },
    closure: message.supports,
    certificates: message.certificates,
    hops: genuine.hops,
    free: payment.amount,
    disputed: false,
  });
  return { state: { ...state, answers, incoming }, reply: { type: 'answer', answer } };
}
