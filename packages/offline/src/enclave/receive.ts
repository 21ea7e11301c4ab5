import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import type { StepContext } from '@coffer/core/program';
import { sign } from '@coffer/crypto/secp256k1';
import type { EvidenceVerdict } from '@coffer/enclave/attestation/evidence';
import { policyOf, verifyAccountCertificate } from '../messages/certificate.ts';
import { OfflineError } from '../messages/error.ts';
import type { Answer, PaymentMessage, RejectionReason } from '../messages/message.ts';
import { acknowledgementDigest, type Payment, paymentDigest, rejectionDigest } from '../messages/payment.ts';
import { rejectionsOf, remember } from './answers.ts';
import { spendable } from './books.ts';
import { accountOf, booksFull, isLeaving, luggageOf, mustBeProven } from './guard.ts';
import {
  answerKey,
  MAX_ANSWERS,
  MAX_LUGGAGE,
  MAX_REJECTIONS_PER_PAYER,
  type OfflineState,
  weigh,
} from './state.ts';
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
function verifyMessage(state: OfflineState, message: PaymentMessage, id: Bytes): Genuine {
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
  checkSignature(message.signature, id, payment.payer);
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
    verdicts.set(key, verifyAccountCertificate(state.network, policy, certificate, state.certified));
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

/**
 * Reasons that no later moment changes: they follow from what the payer signed, the network's constants, and a clock that
 * never goes back. Such a rejection is repeated by judging again, so that a flood of them fills no books.
 */
function lastingReason(
  state: OfflineState,
  payment: Payment,
  hops: number,
  time: number,
): RejectionReason | undefined {
  const { parameters } = state.network.facts;
  if (time + parameters.drift > payment.expiry) return 'expired';
  if (payment.settleBy < time + parameters.drift + parameters.settleMargin) return 'margin';
  if (time - parameters.drift > payment.provedAt + parameters.offlineLimit) return 'payer-offline-too-long';
  if (payment.amount < parameters.minimumPayment) return 'under-minimum';
  if (payment.amount > parameters.paymentLimit) return 'over-payment-limit';
  if (hops > parameters.maxHops) return 'too-many-hops';
  return undefined;
}

/** Reasons of the moment. */
function passingReason(
  state: OfflineState,
  message: PaymentMessage,
  payer: EvidenceVerdict,
): RejectionReason | undefined {
  const { payment } = message;
  const { parameters } = state.network.facts;
  // A closed account cannot be paid; an announced exit or a signed cancellation closes this one, and a frozen one is broken.
  const { status, exitAt } = state.vault;
  if (status === 'closed' || status === 'frozen' || exitAt !== 0 || isLeaving(state))
    return 'account-leaving';
  if (spendable(state, 0) + payment.amount > parameters.holdingLimit) return 'over-holding-limit';
  if (isRevoked(state, payer)) return 'revoked';
  let unsettled = 0;
  let ofPayer = 0;
  let owed: bigint = payment.amount;
  let carried = weigh(message.supports, message.certificates);
  const luggage = luggageOf(state) + carried;
  state.incoming.forEach(({ disputed, accepted, closure, certificates }) => {
    if (!disputed) unsettled += 1;
    if (!equal(accepted.payment.payer, payment.payer)) return;
    // Disputed ones count here: only a broken payer has any, and its luggage would fill the books otherwise.
    ofPayer += 1;
    owed += accepted.payment.amount;
    carried += weigh(closure, certificates);
  });
  if (isUnprotected(payer) && owed > parameters.unprotectedLimit) return 'unprotected-payer';
  const full = unsettled >= parameters.maxUnsettled || luggage > MAX_LUGGAGE;
  // A quarter each: one payer alone must not close a shop for everybody else.
  const share = ofPayer >= Math.floor(parameters.maxUnsettled / 4) || carried > MAX_LUGGAGE / 4;
  if (full || share) return 'too-many-unsettled';
  return undefined;
}

/** Without rollback protection that means something: the software counter is a test double, for simulated platforms. */
function isUnprotected(payer: EvidenceVerdict): boolean {
  return payer.counterClass === 'none' || (payer.counterClass === 'software' && !payer.simulated);
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
  const genuine = verifyMessage(state, message, id);
  if (before !== undefined) throw serialConflict(payment, before.answer.payment, id);
  for (const { payment: support } of message.supports) {
    const known = state.answers.get(answerKey(support.payer, support.serial))?.answer;
    const other = paymentDigest(state.domain, support);
    if (known?.status === 'acknowledged' && !equal(known.payment, other)) {
      throw serialConflict(support, known.payment, other);
    }
  }
  mustNotBeFromTheFuture(state, message, context.time);
  if (state.anchor !== undefined && state.anchor.timestamp > payment.settleBy) {
    throw new OfflineError('PAYMENT_LAPSED', 'The vault can no longer settle this payment.', {
      money: 'The payer gets the money back when it reconciles.',
    });
  }
  const lasting = lastingReason(state, payment, genuine.hops, context.time);
  const reason = lasting ?? (wanted ? passingReason(state, message, genuine.payer) : 'refused') ?? 'none';
  const digest =
    reason === 'none' ? acknowledgementDigest(state.domain, id) : rejectionDigest(state.domain, id);
  const answer: Answer = {
    status: reason === 'none' ? 'acknowledged' : 'rejected',
    payment: id,
    signature: sign(account.secret, digest),
    reason,
  };
  const reply = { type: 'answer', answer } as const;
  // A new state all the same: the journal must keep the time, which is what makes the reason last.
  if (lasting !== undefined) return { state: { ...state }, reply };
  mustHaveRoomToAnswer(state, payment);
  const answered = remember(state, payment, answer);
  if (reason !== 'none') return { state: answered, reply };
  const incoming = state.incoming.with(toHex(id), {
    id,
    accepted: { payment, signature: message.signature, acknowledgement: answer.signature },
    closure: message.supports,
    certificates: message.certificates,
    hops: genuine.hops,
    free: payment.amount,
    disputed: false,
  });
  return { state: { ...answered, incoming }, reply };
}

function serialConflict(payment: Payment, first: Bytes, second: Bytes): OfflineError {
  return new OfflineError(
    'SERIAL_CONFLICT',
    'An enclave made two different payments with one serial: it is broken, and this proves it.',
    {
      money: 'The first payment stays as it was answered. This one was not taken.',
      next: 'Keep both payments: they are the proof against the enclave that made them.',
      details: {
        payer: toHex(payment.payer),
        serial: payment.serial,
        first: toHex(first),
        second: toHex(second),
      },
    },
  );
}

/** Nothing is signed: the payment may become good, or a clock is wrong. Supports too: the vault looks at their times. */
function mustNotBeFromTheFuture(state: OfflineState, message: PaymentMessage, time: number): void {
  const latest = time + 2 * state.network.facts.parameters.drift;
  const all = [message.payment, ...message.supports.map(({ payment }) => payment)];
  if (all.every(({ tGen }) => tGen <= latest)) return;
  throw new OfflineError(
    'PAYMENT_FROM_THE_FUTURE',
    'The payment was made later than this device’s clock says it is.',
    {
      money: 'The payment was not answered: it can be delivered again.',
      next: 'Check the clocks of both devices.',
    },
  );
}

/** Rejections that must be remembered are few for each payer, so that one of them cannot fill the books. */
function mustHaveRoomToAnswer(state: OfflineState, payment: Payment): void {
  const few = rejectionsOf(state, payment.payer) < MAX_REJECTIONS_PER_PAYER;
  if (few && state.answers.size < MAX_ANSWERS) return;
  throw booksFull('This wallet remembers as many answers as it can, of this payer or of all.');
}
