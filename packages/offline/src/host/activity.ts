import { type Wei, wei } from '@coffer/core/amount';
import { type Bytes, fromHex, type Hex, toHex } from '@coffer/core/bytes';
import type { Finalized, IncomingView, OutgoingView } from '../messages/command.ts';
import type { WalletContext } from './context.ts';
import { disputesOf } from './disputes.ts';
import { ask } from './enclave.ts';
import { recordPayment } from './paying.ts';
import { tell } from './payment-view.ts';
import type { History } from './receipts.ts';
import { EXPIRED, isExpired } from './receiving.ts';
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

/** Everything that happened, newest first. Works offline. */
export async function activity(context: WalletContext): Promise<readonly ActivityEntry[]> {
  await adoptFromEnclave(context);
  const now = context.clock.now();
  const { reorgMargin } = context.network.facts.parameters;
  const disputes = new Map(disputesOf(context).map((dispute) => [dispute.id, dispute]));
  return context.book.entries().map((known) => {
    // Told and not recorded: this machine's clock may be wrong, and the enclave judges by its own.
    const entry: Entry = isExpired(known, now) ? { ...known, state: 'lapsed', reason: EXPIRED } : known;
    const { id, state, amount, other, time, reason, memo, tx } = entry;
    const { next, deadline } = tell(entry, now, reorgMargin, disputes.get(id));
    return {
      id,
      what: entry.kind,
      state,
      amount,
      time,
      next,
      ...(other === undefined || entry.kind === 'deposit' ? {} : { other }),
      ...(deadline === undefined ? {} : { deadline }),
      ...(reason === undefined ? {} : { reason }),
      ...(memo === undefined ? {} : { memo }),
      ...(tx === undefined ? {} : { tx }),
    };
  });
}

/** Entries that the enclave has and the book has not: the book was lost, or an answer arrived by another way. */
export async function adoptFromEnclave(context: WalletContext): Promise<void> {
  const { outgoing, incoming } = await ask(context.enclave, { type: 'payments' }, 'payments');
  for (const view of outgoing) await adoptOutgoing(context, view);
  for (const view of incoming) adoptIncoming(context, view);
}

async function adoptOutgoing(context: WalletContext, view: OutgoingView): Promise<void> {
  const id = toHex(view.id);
  if (context.book.entry(id) === undefined) {
    if (view.kind !== 'payment') {
      context.book.putEntry({
        id,
        kind: view.kind,
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
  const { certificate } = await ask(context.enclave, { type: 'status' }, 'status');
  const account = certificate?.account ?? new Uint8Array(20);
  const set = (ids: readonly Bytes[], state: EntryState): void => {
    for (const id of ids) {
      const entry = context.book.entry(toHex(id));
      if (entry === undefined) continue;
      const settled = state === 'settled' ? settledEntry(history, account, entry) : undefined;
      context.book.putEntry(settled ?? { ...entry, state });
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
  const listed = new Set([...outgoing, ...incoming].map(({ id }) => toHex(id)));
  for (const { id, kind } of open) {
    const entry = context.book.entry(id);
    if (entry === undefined || kind === 'deposit' || listed.has(id)) continue;
    const lost = kind === 'receipt' ? 'lapsed' : 'refunded';
    context.book.putEntry(settledEntry(history, account, entry) ?? { ...entry, state: lost });
  }
}

/** The entry as settled, if the chain shows it done. @param account whose entry it is */
export function settledEntry(history: History, account: Bytes, entry: Entry): Entry | undefined {
  const { reason: _, ...plain } = entry;
  if (entry.kind === 'cancellation') {
    const ended = history.ended(account);
    if (ended === undefined) return undefined;
    return { ...plain, state: 'settled', amount: wei(ended.amount), tx: ended.tx };
  }
  const place =
    entry.kind === 'withdrawal'
      ? history.withdrawn(account, entry.serial ?? -1)
      : history.settled(fromHex(entry.id, 32));
  return place === undefined ? undefined : { ...plain, state: 'settled', tx: place.tx };
}
