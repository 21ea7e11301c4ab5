import { equal, toHex } from '@coffer/core/bytes';
import { OfflineError } from '../messages/error.ts';
import type { Answer } from '../messages/message.ts';
import { acknowledgementDigest, rejectionDigest } from '../messages/payment.ts';
import { refund } from './books.ts';
import type { OfflineState, Outgoing } from './state.ts';
import { checkSignature } from './supports.ts';
import type { Outcome } from './transfer.ts';

type Payment = Extract<Outgoing, { type: 'payment' }>;

/** The payment that the answer is to, and the answer verified. */
function answered(state: OfflineState, answer: Answer): Payment {
  // Answers come soon: the newest are looked at first.
  const entry = state.outgoing.findLast(({ id }) => equal(id, answer.payment));
  if (entry?.type !== 'payment') {
    throw new OfflineError('UNKNOWN_PAYMENT', 'The answer is to no unsettled payment of this wallet.', {
      money: 'Nothing changed. A settled or refunded payment needs no answer any more.',
    });
  }
  const digest =
    answer.status === 'acknowledged'
      ? acknowledgementDigest(state.domain, answer.payment)
      : rejectionDigest(state.domain, answer.payment);
  checkSignature(answer.signature, digest, entry.message.payment.payee);
  if (entry.answer !== undefined && entry.answer.status !== answer.status) {
    throw new OfflineError(
      'ANSWER_CONFLICT',
      'The payee’s enclave signed both an acknowledgement and a rejection of one payment: it is broken, and this proves it.',
      {
        money: 'The first answer stands. Nothing changed.',
        next: 'Keep both answers: they are the proof that freezes the payee.',
        details: { payment: toHex(answer.payment) },
      },
    );
  }
  return entry;
}

function change(state: OfflineState, entry: Payment): OfflineState {
  return { ...state, outgoing: state.outgoing.with(entry.message.payment.serial, entry) };
}

/** "save" (§IV-A): keeps the answer for disputes and settlement; changes no balance. @throws OfflineError */
export function save(state: OfflineState, answer: Answer): Outcome {
  const entry = answered(state, answer);
  const known = entry.answer !== undefined;
  return { state: known ? state : change(state, { ...entry, answer }), reply: { type: 'done' } };
}

/** "pay" (§IV-A): the payee acknowledged. The money was debited when the payment was made. @throws OfflineError */
export function pay(state: OfflineState, answer: Answer): Outcome {
  if (answer.status !== 'acknowledged') throw wrongKind('an acknowledgement');
  const entry = answered(state, answer);
  if (entry.state === 'acknowledged') return { state, reply: { type: 'done' } };
  return {
    state: change(state, { ...entry, answer: entry.answer ?? answer, state: 'acknowledged' }),
    reply: { type: 'done' },
  };
}

/** "abort" (§IV-A): the payee rejected. The money is free again, where it came from. @throws OfflineError */
export function abort(state: OfflineState, answer: Answer): Outcome {
  if (answer.status !== 'rejected') throw wrongKind('a rejection');
  const entry = answered(state, answer);
  if (entry.state === 'aborted') return { state, reply: { type: 'done' } };
  return {
    state: change(refund(state, entry.draws), {
      ...entry,
      answer: entry.answer ?? answer,
      draws: [],
      state: 'aborted',
    }),
    reply: { type: 'done' },
  };
}

function wrongKind(expected: string): OfflineError {
  return new OfflineError('PAYMENT_MALFORMED', `This answer is not ${expected}.`);
}
