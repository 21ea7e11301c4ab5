import type { Bytes, Hex } from '@coffer/core/bytes';
import { adoptFromEnclave } from './activity.ts';
import type { WalletContext } from './context.ts';
import { WalletError } from './error.ts';
import { resend } from './paying.ts';
import { type PaymentView, viewPayment } from './payment-view.ts';
import { takeAnswer } from './receiving.ts';
import { type Reconciled, reconcile } from './reconciling.ts';
import type { EntryState } from './records.ts';
import type { Progress } from './sending.ts';

/** Whatever hangs is resolved: what can be done about one payment, and doing it. */

/** What a wallet may use to resolve. */
export interface ResolveOptions {
  /**
   * Brings a payment to its payee. Gives the encoded answer, or `undefined` when there is none yet. Absent: there is no
   * connection, and the payment is to be handed over by hand.
   */
  readonly deliver?: (payment: { readonly id: Hex; readonly message: Bytes }) => Promise<Bytes | undefined>;
  readonly onProgress?: Progress;
}

/** What was done about a payment. */
export interface Resolution {
  readonly id: Hex;
  /** What was done, in words. */
  readonly did: string;
  /** It has ended, for good. */
  readonly settled: boolean;
  /** How it is now. */
  readonly payment: PaymentView;
  readonly reconciled?: Reconciled;
}

/** What happened to one payment. Works offline. @throws WalletError `MESSAGE_UNKNOWN` */
export async function payment(context: WalletContext, id: string): Promise<PaymentView> {
  await adoptFromEnclave(context);
  return viewPayment(context, id);
}

const ENDED: ReadonlySet<EntryState> = new Set(['settled', 'rejected', 'refunded', 'lapsed', 'failed']);

/**
 * Does what there is to do about one payment: delivers the same bytes again and books the answer, settles, claims, sends.
 * Never signs anything anew.
 * @throws WalletError `MESSAGE_UNKNOWN`, `DECISION_NEEDED`, and whatever keeps the chain out of reach
 */
export async function resolve(
  context: WalletContext,
  id: string,
  options: ResolveOptions = {},
): Promise<Resolution> {
  const before = await payment(context, id);
  const told = (did: string, reconciled?: Reconciled): Resolution => {
    const after = viewPayment(context, before.id);
    const open = after.dispute !== undefined && after.action === 'reconcile';
    return {
      id: before.id,
      did,
      settled: ((ENDED.has(after.state) && after.action !== 'repeat') || after.action === 'none') && !open,
      payment: after,
      ...(reconciled === undefined ? {} : { reconciled }),
    };
  };
  switch (before.action) {
    case 'decide':
      throw new WalletError('DECISION_NEEDED', 'This payment waits for your decision.', {
        money: 'It is the payer’s, set aside for you until you decide.',
        next: 'Receive or reject it.',
        details: { payment: before.id },
      });
    case 'deliver':
      return told(await deliverAgain(context, before, options));
    case 'reconcile': {
      searchAgain(context, before.id);
      const reconciled = await reconcile(context, options.onProgress);
      return told(`Reconciled under block ${reconciled.header}.`, reconciled);
    }
    case 'repeat':
      return told('Nothing: only the command that began it, with the same key, can go on with it.');
    case 'wait':
      return told(
        'Nothing yet: the vault cannot pay this receiver. Reconciling after the deadline gives the amount back.',
      );
    case 'keep-proof':
      return told('Nothing: keep the record as proof.');
    case 'none':
      return told('Nothing: there is nothing left to do.');
  }
}

/** An earlier node may have left out what proves a payer broken: asked for by name, all of the chain is searched again. */
function searchAgain(context: WalletContext, id: Hex): void {
  const dispute = context.book.disputes().find((known) => known.id === id && known.ended === undefined);
  if (dispute === undefined) return;
  const { searched: _, ...anew } = dispute;
  context.book.putDispute(anew);
}

async function deliverAgain(
  context: WalletContext,
  { id }: PaymentView,
  { deliver }: ResolveOptions,
): Promise<string> {
  const { message } = resend(context, id);
  if (deliver === undefined) return 'Nothing yet: hand the payment over once more, and take the answer.';
  const answer = await deliver({ id, message });
  if (answer === undefined) return 'Delivered the same payment again. There is no answer yet.';
  const { status } = await takeAnswer(context, answer);
  return status === 'acknowledged'
    ? 'Delivered the same payment again: the payee has accepted it.'
    : 'Delivered the same payment again: the payee has refused it, and the money is yours again.';
}
