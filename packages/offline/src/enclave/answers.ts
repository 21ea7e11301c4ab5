import { type Bytes, toHex } from '@coffer/core/bytes';
import type { Answer } from '../messages/message.ts';
import type { Payment } from '../messages/payment.ts';
import { answerKey, countRejections, type OfflineState } from './state.ts';

/** The answers that this enclave gave (SAFETY O5), with a count of each payer's rejections beside them. */

/** The books with one answer more. */
export function remember(state: OfflineState, payment: Payment, answer: Answer): OfflineState {
  const answers = state.answers.with(answerKey(payment.payer, payment.serial), {
    answer,
    settleBy: payment.settleBy,
  });
  if (answer.status !== 'rejected') return { ...state, answers };
  const rejections = state.rejections.with(toHex(payment.payer), rejectionsOf(state, payment.payer) + 1);
  return { ...state, answers, rejections };
}

/** Rejections of this payer that the books remember. */
export function rejectionsOf(state: OfflineState, payer: Bytes): number {
  return state.rejections.get(toHex(payer)) ?? 0;
}

/** An answer is repeated until a final header is past the payment's `settleBy`: afterwards nothing is signed. */
export function forgetAnswers(state: OfflineState): OfflineState {
  const newest = state.anchor?.timestamp ?? 0;
  let { answers } = state;
  state.answers.forEach(({ settleBy }, key) => {
    if (settleBy < newest) answers = answers.without(key);
  });
  return answers === state.answers ? state : { ...state, answers, rejections: countRejections(answers) };
}
