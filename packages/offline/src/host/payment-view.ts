import { fromHex, toHex } from '@coffer/core/bytes';
import { armour } from './armour.ts';
import type { WalletContext } from './context.ts';
import { COMPENSATED, type Dispute, disputesOf } from './disputes.ts';
import { WalletError } from './error.ts';
import { EXPIRED, isExpired } from './receiving.ts';
import type { Entry } from './records.ts';
import { dayOf } from './words.ts';

/** One payment, deposit, withdrawal or cancellation: where its money is, until when, and what to do (DESIGN §1.6). */

/** Why an open operation ended with its account. */
export const CLOSED = 'account-closed';

/** What resolving would do. */
export type PaymentAction =
  /** Bring the same bytes to the payee again. */
  | 'deliver'
  /** Its receiver decides: receive or reject. */
  | 'decide'
  | 'reconcile'
  /** The command that began it goes on where it stopped. */
  | 'repeat'
  | 'wait'
  | 'keep-proof'
  | 'none';

/** One payment, told whole. */
export interface PaymentView extends Omit<Entry, 'message' | 'decision' | 'answer'> {
  /** Where the money is now. */
  readonly money: string;
  /** What to do. */
  readonly next: string;
  readonly action: PaymentAction;
  /** Until when `next` must have happened. */
  readonly deadline?: number;
  /** To hand over by hand: a payer's payment, or a payee's answer, as text armour. */
  readonly file?: string;
  readonly dispute?: Dispute;
}

/** What happened, in words. */
interface Told {
  readonly money: string;
  readonly next: string;
  readonly action: PaymentAction;
  readonly deadline?: number;
}

/** Looks one up. Works offline. @throws WalletError `MESSAGE_UNKNOWN`; CofferError `BAD_HEX` */
export function viewPayment(context: WalletContext, id: string): PaymentView {
  const entry = context.book.entry(toHex(fromHex(id.trim().toLowerCase(), 32)));
  if (entry === undefined) {
    throw new WalletError('MESSAGE_UNKNOWN', 'The book has nothing with this id.', {
      next: 'Look at: coffer offline activity',
    });
  }
  const now = context.clock.now();
  const shown: Entry = isExpired(entry, now) ? { ...entry, state: 'lapsed', reason: EXPIRED } : entry;
  const { kind, state, amount, time, message, answer } = shown;
  const dispute = disputesOf(context).find((known) => known.id === shown.id);
  const file =
    kind === 'payment' && state === 'in-flight' && message !== undefined
      ? armour('PAYMENT', message)
      : kind === 'receipt' && answer !== undefined
        ? armour('ANSWER', answer)
        : undefined;
  const { other, serial, expiry, settleBy, reason, memo, tx } = shown;
  return {
    id: shown.id,
    kind,
    state,
    amount,
    time,
    ...(other === undefined || kind === 'deposit' ? {} : { other }),
    ...(serial === undefined ? {} : { serial }),
    ...(expiry === undefined ? {} : { expiry }),
    ...(settleBy === undefined ? {} : { settleBy }),
    ...(reason === undefined ? {} : { reason }),
    ...(memo === undefined ? {} : { memo }),
    ...(tx === undefined ? {} : { tx }),
    ...tell(shown, now, context.network.facts.parameters.reorgMargin, dispute),
    ...(file === undefined ? {} : { file }),
    ...(dispute === undefined ? {} : { dispute }),
  };
}

/** Every state of every kind, in words. @param margin how long after `settleBy` money comes back, seconds */
export function tell(entry: Entry, now: number, margin: number, dispute?: Dispute): Told {
  switch (entry.kind) {
    case 'payment':
      return tellPayment(entry, now, margin, dispute);
    case 'receipt':
      return tellReceipt(entry, now, margin, dispute);
    case 'withdrawal':
    case 'cancellation':
      return tellPayout(entry, now, margin);
    case 'deposit':
      return tellDeposit(entry);
  }
}

const DONE = { next: 'Nothing is left to do.', action: 'none' } as const;
const RECONCILE = 'reconcile' as const;

/** The payer's side. */
function tellPayment(entry: Entry, now: number, margin: number, dispute: Dispute | undefined): Told {
  const settleBy = entry.settleBy ?? 0;
  const back = settleBy + margin;
  const over = now > back;
  switch (entry.state) {
    case 'started':
      return {
        money: 'Yours: nothing was signed.',
        next: 'Repeat the same command: it goes on where it stopped.',
        action: 'repeat',
      };
    case 'in-flight': {
      if (over) {
        return {
          money: `Set aside. Nobody can settle it since ${dayOf(settleBy)}.`,
          next: 'Reconcile: unless the payee settled it in time, it is yours again.',
          action: RECONCILE,
        };
      }
      const late = entry.expiry !== undefined && now > entry.expiry;
      return {
        money: 'In flight: it left your balance, and the payee has not answered as far as this wallet knows.',
        next: late
          ? `The payee can no longer accept it, but may have before. Deliver the same bytes again to get its answer; a payee that did not accept it refuses it now. Without any answer it is yours again after ${dayOf(back)}, when you reconcile.`
          : `Deliver the same bytes again, as often as you like: it is paid once. Without any answer it is yours again after ${dayOf(back)}, when you reconcile.`,
        action: 'deliver',
        deadline: late ? settleBy : (entry.expiry ?? settleBy),
      };
    }
    case 'acknowledged':
      return over
        ? {
            money: 'The payee accepted it and can no longer settle it.',
            next: 'Reconcile: it is settled, or yours again.',
            action: RECONCILE,
          }
        : {
            money: 'The payee’s: it was accepted, and is settled when either of you reconciles.',
            next: 'Nothing has to be done. Reconciling settles it for the payee too.',
            action: RECONCILE,
            deadline: settleBy,
          };
    case 'settled':
      return { money: 'The payee’s, on chain and final.', ...DONE };
    case 'rejected':
      return { money: 'Yours again: the payee refused it with a signature.', ...DONE };
    case 'refunded':
      return {
        money:
          entry.reason === CLOSED
            ? 'Paid out with the account when it was closed.'
            : 'Yours again: nobody settled it in time.',
        ...DONE,
      };
    case 'disputed':
      return tellDisputed(
        entry,
        'The payee refused it and settled it all the same: it left your account.',
        dispute,
      );
    default:
      return tellOdd(entry);
  }
}

/** The payee's side. */
function tellReceipt(entry: Entry, now: number, margin: number, dispute: Dispute | undefined): Told {
  const settleBy = entry.settleBy ?? 0;
  switch (entry.state) {
    case 'waiting':
      return {
        money: 'The payer’s, set aside for you until you decide.',
        next: 'Receive or reject it. Afterwards hand the answer back.',
        action: 'decide',
        ...(entry.expiry === undefined ? {} : { deadline: entry.expiry }),
      };
    case 'acknowledged':
      if (dispute !== undefined) {
        return { money: 'Yours, and contested.', next: dispute.next, action: RECONCILE, deadline: settleBy };
      }
      return now > settleBy + margin
        ? {
            money: 'It can no longer be settled.',
            next: 'Reconcile: if nobody settled it in time, it is the payer’s.',
            action: RECONCILE,
          }
        : {
            money: 'Yours: you can pay on with it at once, and withdraw it when it is settled.',
            next: `Reconcile before ${dayOf(settleBy)}, or the claim is gone. If the payer has not got your answer, hand it over again.`,
            action: RECONCILE,
            deadline: settleBy,
          };
    case 'settled':
      return { money: 'Yours, on chain and final.', ...DONE };
    case 'rejected':
      return {
        money: 'The payer’s: you refused it.',
        next: 'If the payer has not got your answer, hand it over again: it frees the money.',
        action: 'none',
      };
    case 'lapsed':
      if (entry.reason === EXPIRED) {
        return { money: 'The payer’s: nobody decided on it in time. It comes back to the payer.', ...DONE };
      }
      if (entry.reason === CLOSED)
        return { money: 'Your account was closed before it was settled.', ...DONE };
      return dispute !== undefined && dispute.state !== 'lost'
        ? tellDisputed(entry, 'It was not settled in time.', dispute)
        : { money: 'The payer’s again: nobody settled it in time.', ...DONE };
    case 'disputed':
      return tellDisputed(entry, 'Another payment used its number: the payer’s enclave is broken.', dispute);
    case 'failed':
      return tellUntaken(entry);
    default:
      return tellOdd(entry);
  }
}

/** What the enclave gave no answer to. */
function tellUntaken({ reason }: Entry): Told {
  switch (reason) {
    case 'SERIAL_CONFLICT':
      return {
        money: 'Not yours: its payer has made another payment with the same number. Its enclave is broken.',
        next: 'Keep this record: both payments together are the proof. Reconcile: it is shown to the vault. Take no more from this payer.',
        action: 'keep-proof',
      };
    case 'NOT_FOR_THIS_ACCOUNT':
      return {
        money: 'Not yours: it is a payment to another account, and this wallet can do nothing with it.',
        next: 'If it was meant for you, ask its payer to pay a request of this account. Otherwise nothing is left to do.',
        action: 'none',
      };
    case 'PAYMENT_LAPSED':
      return { money: 'The payer’s: it came too late to be settled.', ...DONE };
    default:
      return {
        money: 'The payer’s: this copy is not genuine and was not taken.',
        next: 'Ask the payer to send it again: a genuine one is taken.',
        action: 'none',
      };
  }
}

function tellDisputed(entry: Entry, what: string, dispute: Dispute | undefined): Told {
  if (entry.reason === COMPENSATED)
    return { money: `${what} It was paid out of the culprit’s account.`, ...DONE };
  if (dispute === undefined) {
    return { money: what, next: 'Reconcile. Keep this record as proof.', action: RECONCILE };
  }
  const part = dispute.paid > 0n ? ` ${dispute.paid} of ${dispute.amount} wei are paid back.` : '';
  return {
    money: `${what}${part}`,
    next: dispute.next,
    action: dispute.state === 'lost' ? 'keep-proof' : RECONCILE,
    ...(dispute.deadline === undefined ? {} : { deadline: dispute.deadline }),
  };
}

/** Withdrawals and the account's cancellation. */
function tellPayout(entry: Entry, now: number, margin: number): Told {
  const back = (entry.settleBy ?? 0) + margin;
  const whole = entry.kind === 'cancellation';
  switch (entry.state) {
    case 'pending': {
      if (now > back) {
        return {
          money: 'Set aside. The vault can no longer pay it out.',
          next: 'Reconcile: it is yours again.',
          action: RECONCILE,
        };
      }
      const aside = whole ? 'Everything in the account is' : 'The amount is';
      return entry.reason === undefined
        ? {
            money: `${aside} set aside and signed over to the receiver.`,
            next: whole
              ? 'Repeat the cancellation with the same key, or reconcile: it is sent, and booked when it is final.'
              : 'Reconcile: it is sent, and booked when it is final.',
            action: RECONCILE,
            ...(entry.settleBy === undefined ? {} : { deadline: entry.settleBy }),
          }
        : {
            money: `${aside} set aside; the vault cannot pay this receiver.`,
            next: `It comes back: reconcile after ${dayOf(back)}, then it is yours again.`,
            action: 'wait',
            deadline: back,
          };
    }
    case 'settled':
      return { money: 'Paid out, on chain and final.', ...DONE };
    case 'refunded':
      return {
        money:
          entry.reason === CLOSED
            ? 'Paid out with the account when it was closed.'
            : 'Yours again: it was not paid out in time.',
        ...DONE,
      };
    default:
      return tellOdd(entry);
  }
}

function tellDeposit(entry: Entry): Told {
  switch (entry.state) {
    case 'started':
      return {
        money: 'With your gas account: nothing was sent.',
        next: 'Repeat the deposit with the same key: it goes on where it stopped.',
        action: 'repeat',
      };
    case 'pending':
      if (entry.tx === undefined) {
        return {
          money: 'On its way: it was sent, and is in no block as far as this wallet knows.',
          next: 'Reconcile: it is booked when its block is final. Or repeat the deposit with the same key: it is made once.',
          action: RECONCILE,
        };
      }
      return {
        money: 'In the vault, under your account; it can be paid with when its block is final.',
        next: 'Reconcile, or repeat the deposit with the same key.',
        action: RECONCILE,
      };
    case 'settled':
      return { money: 'In the vault, under your account.', ...DONE };
    default:
      if (entry.reason === 'TRANSACTION_FAILED') {
        return {
          money: 'With your gas account, but for fees: the vault refused the deposit.',
          next: 'This one has ended. Look at its transaction before you deposit anew, with a new key.',
          action: 'none',
        };
      }
      return {
        money: 'With your gas account: the deposit was not made.',
        next: 'Repeat the deposit with the same key to try again.',
        action: 'repeat',
      };
  }
}

/** A state that this kind never has: the book is older or newer than this wallet. */
function tellOdd(entry: Entry): Told {
  return {
    money: `Recorded as “${entry.state}”. The enclave’s own books decide.`,
    next: 'Reconcile.',
    action: RECONCILE,
  };
}
