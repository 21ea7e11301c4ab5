import type { Wei } from '@coffer/core/amount';
import { type Bytes, fromHex, type Hex, toHex } from '@coffer/core/bytes';
import type { Finalized, IncomingView, OutgoingView } from '../messages/command.ts';
import type { WalletContext } from './context.ts';
import { ask } from './enclave.ts';
import { recordPayment } from './paying.ts';
import type { History } from './receipts.ts';
import { isExpired } from './receiving.ts';
import { type Entry, type EntryState, OPEN_STATES } from './records.ts';

/** A line of the activity list. */
export interface ActivityEntry {
  readonly id: Hex;
  readonly what: Entry['kind'];
  readonly state: EntryState;
  readonly amount: Wei;
  /** The other party's account or address. */
  readonly other?: Hex;
  /** When it was recorded, seconds since 1970. */
  readonly time: number;
  /** Until when `next` must have happened, seconds since 1970. */
  readonly deadline?: number;
  /** What happens to the money, and what to do next. */
  readonly next: string;
  readonly reason?: string;
  readonly memo?: string;
  readonly tx?: Hex;
}

/** Reason of a payment that lapsed because nobody decided on it in time. */
export const EXPIRED = 'expired';

/** Everything that happened, newest first. Works offline. */
export async function activity(context: WalletContext): Promise<readonly ActivityEntry[]> {
  await adoptFromEnclave(context);
  const now = context.clock.now();
  return context.book.entries().map((known) => {
    // Told and not recorded: this machine's clock may be wrong, and the enclave judges by its own.
    const entry: Entry = isExpired(known, now) ? { ...known, state: 'lapsed', reason: EXPIRED } : known;
    const { id, state, amount, other, time, reason, memo, tx } = entry;
    const deadline = deadlineOf(entry);
    return {
      id,
      what: entry.kind,
      state,
      amount,
      time,
      next: nextOf(entry),
      ...(other === undefined ? {} : { other }),
      ...(deadline === undefined ? {} : { deadline }),
      ...(reason === undefined ? {} : { reason }),
      ...(memo === undefined ? {} : { memo }),
      ...(tx === undefined ? {} : { tx }),
    };
  });
}

function deadlineOf({ state, expiry, settleBy }: Entry): number | undefined {
  if (state === 'waiting') return expiry;
  return state === 'in-flight' || state === 'acknowledged' || state === 'pending' ? settleBy : undefined;
}

function nextOf({ kind, state, reason }: Entry): string {
  switch (state) {
    case 'started':
      return 'Not done yet. Repeat the same command: it goes on where it stopped.';
    case 'in-flight':
      return 'The payee has not answered. Send the same payment again, or wait: unsettled money comes back after the deadline when you reconcile.';
    case 'waiting':
      return 'Receive or reject it before the deadline.';
    case 'acknowledged':
      return kind === 'receipt'
        ? 'Yours to spend. Reconcile before the deadline, or the claim is gone.'
        : 'Done. Reconciling settles it for the payee too.';
    case 'pending':
      if (kind === 'deposit') return 'On chain. It is booked when its block is final.';
      return reason !== undefined
        ? 'The vault cannot pay it to this receiver. The amount is set aside; it comes back when you reconcile after the deadline.'
        : 'Signed; the amount is set aside. Reconciling sends it and books it when its block is final.';
    case 'settled':
      return 'Done, for good.';
    case 'rejected':
      return kind === 'receipt'
        ? 'You refused it. The money is the payer’s.'
        : 'The payee refused it. The money is yours again.';
    case 'refunded':
      return 'Nobody settled it in time. The money is yours again.';
    case 'lapsed':
      return reason === EXPIRED
        ? 'Nobody decided on it in time: it cannot be taken any more. The money goes back to the payer.'
        : 'Nobody settled it in time. The money went back to the payer.';
    case 'disputed':
      return 'Another payment used its number: an enclave is broken. Keep this record as proof.';
    case 'failed':
      return kind === 'receipt'
        ? 'This copy is not genuine and was not taken. A genuine one is taken when its payer sends it again.'
        : 'It was not done. No money moved.';
  }
}

/** Entries that the enclave has and the book has not: the book was lost, or an answer arrived by another way. */
async function adoptFromEnclave(context: WalletContext): Promise<void> {
  const { outgoing, incoming } = await ask(context.enclave, { type: 'payments' }, 'payments');
  for (const view of outgoing) await adoptOutgoing(context, view);
  for (const view of incoming) adoptIncoming(context, view);
}

async function adoptOutgoing(context: WalletContext, view: OutgoingView): Promise<void> {
  const id = toHex(view.id);
  if (context.book.entry(id) === undefined) {
    if (view.kind === 'withdrawal') {
      context.book.putEntry({
        id,
        kind: 'withdrawal',
        state: 'pending',
        amount: view.amount,
        other: toHex(view.to),
        serial: view.serial,
        settleBy: view.settleBy,
        time: view.tGen,
      });
    } else {
      const { message } = await ask(context.enclave, { type: 'resend', serial: view.serial }, 'payment');
      recordPayment(context, message, view.id);
    }
  }
  const entry = context.book.entry(id);
  const state = ENCLAVE_STATES[view.state];
  if (entry !== undefined && entry.state !== state && isOpen(entry))
    context.book.putEntry({ ...entry, state });
}

const ENCLAVE_STATES = {
  'in-flight': 'in-flight',
  acknowledged: 'acknowledged',
  aborted: 'rejected',
  pending: 'pending',
} as const satisfies Record<OutgoingView['state'], EntryState>;

function adoptIncoming(context: WalletContext, view: IncomingView): void {
  const id = toHex(view.id);
  const state = view.state === 'disputed' ? 'disputed' : 'acknowledged';
  const known = context.book.entry(id);
  if (known !== undefined) {
    if (known.state !== state && isOpen(known)) context.book.putEntry({ ...known, state });
    return;
  }
  context.book.putEntry({
    id,
    kind: 'receipt',
    state,
    amount: view.amount,
    other: toHex(view.from),
    serial: view.serial,
    settleBy: view.settleBy,
    time: view.tGen,
  });
}

function isOpen(entry: Entry): boolean {
  return OPEN_STATES.includes(entry.state);
}

/**
 * Brings the entries up to what a reconciliation booked. What an interrupted one left open is decided here too: it is
 * gone from the enclave's books, and the chain shows whether it was settled.
 */
export async function updateEntries(
  context: WalletContext,
  history: History,
  finalized: Finalized,
): Promise<void> {
  const set = (ids: readonly Bytes[], state: EntryState): void => {
    for (const id of ids) {
      const entry = context.book.entry(toHex(id));
      const tx = history.settled(id)?.tx;
      if (entry !== undefined)
        context.book.putEntry({ ...entry, state, ...(tx === undefined ? {} : { tx }) });
    }
  };
  set(finalized.settledOut, 'settled');
  set(finalized.settledIn, 'settled');
  set(finalized.refunded, 'refunded');
  set(finalized.writtenOff, 'lapsed');
  set(finalized.disputed, 'disputed');
  // Before the enclave is asked: what is made meanwhile is in its books and not in this list.
  const open = context.book.entriesIn(['in-flight', 'acknowledged', 'pending']);
  await adoptFromEnclave(context);
  const { outgoing, incoming } = await ask(context.enclave, { type: 'payments' }, 'payments');
  const { certificate } = await ask(context.enclave, { type: 'status' }, 'status');
  const listed = new Set([...outgoing, ...incoming].map(({ id }) => toHex(id)));
  for (const { id, kind, serial } of open) {
    const entry = context.book.entry(id);
    if (entry === undefined || kind === 'deposit' || listed.has(id)) continue;
    const tx =
      kind === 'withdrawal'
        ? history.withdrawn(certificate?.account ?? new Uint8Array(20), serial ?? -1)?.tx
        : history.settled(fromHex(id, 32))?.tx;
    const lost = kind === 'receipt' ? 'lapsed' : 'refunded';
    context.book.putEntry({
      ...entry,
      state: tx === undefined ? lost : 'settled',
      ...(tx === undefined ? {} : { tx }),
    });
  }
}
