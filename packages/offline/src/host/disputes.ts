import type { Wei } from '@coffer/core/amount';
import { wei } from '@coffer/core/amount';
import { type Bytes, equal, fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { type Codec, decode, encode } from '@coffer/core/codec';
import type { Finalized } from '../messages/command.ts';
import { type Answer, answerCodec } from '../messages/message.ts';
import { type AcceptedPayment, acceptedPaymentCodec } from '../messages/payment.ts';
import { keepAnswer, keepPairs, keepSigned, knownAnswers, knownConflict, signedOf } from './conflicts.ts';
import type { WalletContext } from './context.ts';
import type { History } from './receipts.ts';
import type { DisputeRecord, Entry } from './records.ts';
import type { Candidate } from './settlement.ts';
import { dayOf } from './words.ts';

/** What is contested, found out and told. What is done about it: `disputing.ts`. */

/** Something contested, for people. */
export interface Dispute {
  /** The payment. */
  readonly id: Hex;
  /** `payee`: its payer used one serial twice. `payer`: its payee both accepted and refused it. */
  readonly role: 'payee' | 'payer';
  readonly culprit: Hex;
  readonly amount: Wei;
  /** Paid for it by the vault so far, wei. */
  readonly paid: Wei;
  readonly state: /** What proves the culprit broken is not known in full. */
    | 'proof-missing'
    /** It is known, and not brought to the vault yet. */
    | 'proved'
    /** The culprit's account is frozen; not all is paid. */
    | 'frozen'
    /** Paid out of the culprit's account, wholly. */
    | 'claimed'
    /** The payment itself was settled after all; or it cost nothing. */
    | 'settled'
    /** The culprit's account is closed, or the time for claims is over. */
    | 'lost';
  readonly txs: readonly Hex[];
  readonly next: string;
  /** Until when `next` matters, seconds since 1970. */
  readonly deadline?: number;
  /** Why the last step failed. */
  readonly code?: string;
}

const acceptedCodec = acceptedPaymentCodec as Codec<AcceptedPayment>;
const LIMITS = { maxBytes: 1 << 12, maxDepth: 6, maxItems: 256 };

/** What a reconciliation has seen. */
export interface Seen {
  readonly own: Bytes;
  readonly candidates: readonly Candidate[];
  readonly finalized: Finalized;
  /** What was not settled, and why. */
  readonly skipped: readonly { readonly id: Hex; readonly reason: string }[];
  readonly history: History;
}

/** Writes down what this reconciliation shows to be contested. Whatever it finds, it finds again next time. */
export function collectDisputes(context: WalletContext, seen: Seen): void {
  keepPairs(
    context,
    seen.candidates.map(({ accepted }) => accepted),
  );
  const known = new Map(context.book.disputes().map((dispute) => [dispute.id, dispute]));
  collectIncoming(context, seen, known);
  collectOutgoing(context, seen, known);
}

/** How a payment is left out whose serial another one used: by the plan, or by the vault. */
const SERIAL_USED: ReadonlySet<string> = new Set(['serial-used', 'SerialUsed']);

type Known = ReadonlyMap<Hex, DisputeRecord>;

function collectIncoming(
  context: WalletContext,
  { own, candidates, finalized, skipped, history }: Seen,
  known: Known,
): void {
  const disputed = new Set<Hex>([
    ...finalized.disputed.map(toHex),
    ...skipped.filter(({ reason }) => SERIAL_USED.has(reason)).map(({ id }) => id),
  ]);
  const accepted = new Map<Hex, AcceptedPayment>(
    candidates
      .filter(({ accepted: { payment } }) => !equal(payment.payer, own))
      .map((candidate) => [toHex(candidate.id), candidate.accepted]),
  );
  // What is gone from the enclave's books, because it lapsed, may be claimed all the same.
  for (const entry of context.book.entriesIn(['lapsed', 'disputed'])) {
    const whole = accepted.has(entry.id) ? undefined : acceptedOf(context, entry);
    if (whole !== undefined) accepted.set(entry.id, whole);
  }
  for (const [id, { payment, signature, acknowledgement }] of accepted) {
    const payer = toHex(payment.payer);
    const conflict = knownConflict(context, payer, payment.serial) !== undefined;
    const contested = disputed.has(id) || conflict || history.frozen(payment.payer);
    const before = known.get(id);
    if (before?.ended !== undefined) continue;
    if (before === undefined && (!contested || history.settled(fromHex(id, 32)) !== undefined)) continue;
    keepSigned(context, { payment, signature }, true);
    context.book.putDispute({
      id,
      role: 'payee',
      culprit: payer,
      serial: payment.serial,
      amount: payment.amount,
      settleBy: payment.settleBy,
      txs: [],
      time: context.clock.now(),
      ...before,
      accepted: encode(acceptedCodec, { payment, signature, acknowledgement }),
    });
  }
}

/** A received payment with both signatures, as far as the book has it. */
function acceptedOf(context: WalletContext, entry: Entry): AcceptedPayment | undefined {
  const answer = entry.kind === 'receipt' ? answerOf(entry) : undefined;
  const signed = signedOf(context, entry.id);
  if (signed === undefined || answer?.status !== 'acknowledged') return undefined;
  return { ...signed, acknowledgement: answer.signature };
}

function answerOf(entry: Entry): Answer | undefined {
  return entry.answer === undefined ? undefined : decode(answerCodec as Codec<Answer>, entry.answer, LIMITS);
}

/** Payments that were refused and are settled all the same, or were answered twice. */
function collectOutgoing(context: WalletContext, { history }: Seen, known: Known): void {
  const suspects = new Set(context.book.answeredTwice());
  for (const entry of context.book.entriesIn(['rejected', 'disputed'])) {
    const answer = entry.kind === 'payment' ? answerOf(entry) : undefined;
    if (answer?.status !== 'rejected' || history.settled(fromHex(entry.id, 32)) === undefined) continue;
    keepAnswer(context, fromHex(entry.other!, 20), answer);
    suspects.add(entry.id);
  }
  for (const id of suspects) {
    const entry = context.book.entry(id);
    if (known.has(id) || entry?.kind !== 'payment' || entry.other === undefined) continue;
    context.book.putDispute({
      id,
      role: 'payer',
      culprit: entry.other,
      serial: entry.serial ?? 0,
      amount: entry.amount,
      settleBy: entry.settleBy ?? 0,
      txs: [],
      time: context.clock.now(),
    });
  }
}

/** Why an entry that was contested is paid. */
export const COMPENSATED = 'compensated';

/** Brings entries up to what became of their disputes. */
export function updateDisputed(context: WalletContext): void {
  for (const { id, ended, role, txs } of context.book.disputes()) {
    const entry = context.book.entry(id);
    if (entry === undefined || ended === undefined) continue;
    if (ended === 'claimed' && entry.reason !== COMPENSATED) {
      const tx = txs.at(-1);
      context.book.putEntry({
        ...entry,
        state: 'disputed',
        reason: COMPENSATED,
        ...(tx === undefined ? {} : { tx }),
      });
    }
    if (ended === 'settled' && role === 'payee' && entry.state === 'disputed') {
      context.book.putEntry({ ...entry, state: 'settled' });
    }
  }
}

/** Everything contested that is known, oldest first. Works offline, as of what the book has seen. */
export function disputesOf(context: WalletContext, history?: History): readonly Dispute[] {
  const seen = history ?? context.book.history(context.book.scannedTo());
  return context.book.disputes().map((dispute) => viewOf(context, dispute, seen));
}

function viewOf(context: WalletContext, dispute: DisputeRecord, history: History): Dispute {
  const { id, role, culprit, amount, settleBy, txs, code } = dispute;
  const paid = history.paid(fromHex(id, 32)).reduce((sum, part) => sum + part.amount, 0n);
  const state = stateOf(context, dispute, history);
  return {
    id,
    role,
    culprit,
    amount,
    paid: wei(paid),
    state,
    txs,
    next: nextOf(dispute, state, paid > 0n),
    ...(role === 'payee' && state !== 'claimed' && state !== 'settled' && state !== 'lost'
      ? { deadline: settleBy }
      : {}),
    ...(code === undefined ? {} : { code }),
  };
}

function stateOf(context: WalletContext, dispute: DisputeRecord, history: History): Dispute['state'] {
  const { id, role, culprit, serial, ended } = dispute;
  if (ended === 'void') return 'settled';
  if (ended !== undefined) return ended;
  if (history.frozen(fromHex(culprit, 20))) return 'frozen';
  const proved =
    role === 'payee'
      ? knownConflict(context, culprit, serial, id) !== undefined
      : knownAnswers(context, id) !== undefined;
  return proved ? 'proved' : 'proof-missing';
}

function nextOf({ role, settleBy, ended }: DisputeRecord, state: Dispute['state'], part: boolean): string {
  switch (state) {
    case 'proof-missing':
      return role === 'payee'
        ? 'Another payment used its number, and which one is not known. Whoever has it proves the payer broken. Each reconciliation searches what came to the vault since; resolving this payment searches all of it again.'
        : 'The payee refused it, and it is settled all the same. What the payee signed is not known yet. Reconcile with a node that has the transaction.';
    case 'proved':
      return 'The proof is complete. Reconcile: the vault freezes the culprit and pays what was lost, as far as its account goes.';
    case 'frozen':
      if (role === 'payer')
        return 'The payee’s account is frozen. Reconcile: what its account holds is paid back.';
      return part
        ? 'A part was paid out of the payer’s account. Reconcile again when the account has received more.'
        : `The payer’s account is frozen. It does not hold enough, or which payment used the number is not known yet. Reconcile again before ${dayOf(settleBy)} to have all of it settled, and after that for what is there.`;
    case 'claimed':
      return 'Paid out of the culprit’s account. Nothing is left to do.';
    case 'settled':
      return ended === 'void'
        ? 'Nobody can settle it any more, and nothing was lost.'
        : 'Settled after all. Nothing is left to do.';
    case 'lost':
      return 'Nothing more can be had: the culprit’s account is closed and paid out, or the time for claims is over. Keep the record as proof.';
  }
}
