import type { Wei } from '@coffer/core/amount';
import { type Bytes, equal, fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { type Codec, decode, encode } from '@coffer/core/codec';
import { CofferError, isCofferError } from '@coffer/core/error';
import { type Answer, answerCodec, type PaymentMessage, paymentMessageCodec } from '../messages/message.ts';
import { paymentDigest } from '../messages/payment.ts';
import { type ArmourKind, armour, dearmour, MAX_ARMOURED_BYTES } from './armour.ts';
import { keepAnswer, keepConflict } from './conflicts.ts';
import { joined, type WalletContext } from './context.ts';
import { ask } from './enclave.ts';
import { WalletError } from './error.ts';
import type { Entry } from './records.ts';

/** What a payee's wallet answered. */
export interface Answered {
  readonly id: Hex;
  readonly status: Answer['status'];
  /** `none`, or why it was refused. */
  readonly reason: Answer['reason'];
  readonly amount: Wei;
  /** The payer's account. */
  readonly from: Hex;
  /** Encoded, for a direct connection. */
  readonly answer: Bytes;
  /** Text armour. */
  readonly file: string;
}

const messageCodec = paymentMessageCodec as Codec<PaymentMessage>;
const LIMITS = { maxBytes: MAX_ARMOURED_BYTES, maxDepth: 8, maxItems: 1 << 12 };

/** Bytes of a message that came as bytes or as text. */
function contentOf(input: Bytes | string, kind: ArmourKind): Bytes {
  return typeof input === 'string' ? dearmour(input, kind).content : input;
}

function read<T>(codec: Codec<T>, bytes: Bytes, what: string): T {
  try {
    return decode(codec, bytes, LIMITS);
  } catch (cause) {
    if (!(cause instanceof CofferError)) throw cause;
    throw new WalletError('MESSAGE_MALFORMED', `This is not ${what}.`, {
      next: 'Ask its sender for it again; sending it twice does no harm.',
      cause,
    });
  }
}

interface Received {
  readonly id: Hex;
  readonly bytes: Bytes;
  readonly message: PaymentMessage;
}

/** Reads a message from bytes, armour or, when it is held, by its id. */
function readPayment(context: WalletContext, payment: Bytes | string): Received {
  if (typeof payment === 'string' && /^0x[0-9a-f]{64}$/i.test(payment.trim())) {
    const held = context.book.entry(toHex(fromHex(payment.trim().toLowerCase(), 32)));
    if (held?.kind !== 'receipt' || held.message === undefined) {
      throw new WalletError('MESSAGE_UNKNOWN', 'No payment with this id has come in.', {
        next: 'Look at: coffer offline activity',
      });
    }
    return { id: held.id, bytes: held.message, message: read(messageCodec, held.message, 'a payment') };
  }
  const bytes = contentOf(payment, 'PAYMENT');
  const message = read(messageCodec, bytes, 'a payment');
  return { id: toHex(paymentDigest(context.domain, message.payment)), bytes, message };
}

/** Keeps an incoming payment for its receiver to decide on. @throws WalletError `MESSAGE_MALFORMED`, `TOO_MANY_HELD` */
export function hold(context: WalletContext, payment: Bytes | string): Entry {
  const received = readPayment(context, payment);
  if (context.book.entry(received.id) === undefined) mustHaveRoom(context, received.message.payment.payer);
  return keep(context, received);
}

/** Most payments that wait for a decision: anybody can send them. */
export const MAX_HELD = 256;
/** Most of one payer: nobody takes the room of everybody else. */
export const MAX_HELD_PER_PAYER = 8;

/** Reason of a payment that lapsed because nobody decided on it in time. */
export const EXPIRED = 'expired';

/** Whether it waited for a decision until it was too late for one. */
export function isExpired({ state, expiry }: Entry, now: number): boolean {
  return state === 'waiting' && expiry !== undefined && expiry < now;
}

function mustHaveRoom(context: WalletContext, payer: Bytes): void {
  const now = context.clock.now();
  const held = context.book.entriesIn(['waiting']);
  dropExpired(context, held, now);
  const waiting = held.filter((entry) => !isExpired(entry, now));
  const ofPayer = waiting.filter(({ other }) => other === toHex(payer)).length;
  if (waiting.length < MAX_HELD && ofPayer < MAX_HELD_PER_PAYER) return;
  const what =
    ofPayer < MAX_HELD_PER_PAYER ? `${MAX_HELD} payments` : `${MAX_HELD_PER_PAYER} payments of this payer`;
  throw new WalletError('TOO_MANY_HELD', `${what} wait for a decision: no more are kept.`, {
    money: 'The payment was not taken. Its payer can send it again.',
    next: 'Receive or reject what is waiting: coffer offline activity',
  });
}

/** What expired takes no room of what waits, so it needs a bound of its own; what expired first is forgotten first. */
function dropExpired(context: WalletContext, held: readonly Entry[], now: number): void {
  const expired = held.filter((entry) => isExpired(entry, now));
  const excess = expired.length - MAX_HELD;
  if (excess < 0) return;
  const oldest = [...expired].sort((a, b) => (a.expiry ?? 0) - (b.expiry ?? 0));
  context.book.dropEntries(oldest.slice(0, excess + 1).map(({ id }) => id));
}

/**
 * Stores a message before anything is done with it. One that was answered stays as it was answered, and one that waits
 * as it came first: the id does not cover certificates, so that anybody could put a broken copy in its place.
 */
function keep(context: WalletContext, received: Received, decision?: 'receive' | 'reject'): Entry {
  const { payment } = received.message;
  const known = context.book.entry(received.id);
  if (known !== undefined && known.state !== 'waiting' && known.state !== 'failed') return known;
  if (known?.state === 'waiting' && !isCopyOf(known, received)) return known;
  const entry: Entry = {
    id: received.id,
    kind: 'receipt',
    state: 'waiting',
    amount: payment.amount,
    other: toHex(payment.payer),
    serial: payment.serial,
    expiry: payment.expiry,
    settleBy: payment.settleBy,
    message: received.bytes,
    ...(decision === undefined ? {} : { decision }),
    time: known?.time ?? context.clock.now(),
  };
  context.book.putEntry(entry);
  return entry;
}

/** Byte for byte what is kept. */
function isCopyOf(entry: Entry, { bytes }: Received): boolean {
  return entry.message !== undefined && equal(entry.message, bytes);
}

/**
 * Takes a payment, or has the enclave refuse it for cause (`receive`), or refuses it because its receiver says so
 * (`reject`). The first answer is final; asking again repeats it (SAFETY O5).
 * @throws OfflineError of the enclave for what is not genuine: no answer is signed then
 */
export function decide(
  context: WalletContext,
  payment: Bytes | string,
  decision: 'receive' | 'reject',
): Promise<Answered> {
  const received = readPayment(context, payment);
  return joined(context, `decide ${received.id}`, async () => {
    const entry = keep(context, received, decision);
    let answer: Answer;
    try {
      ({ answer } = await ask(context.enclave, { type: decision, message: received.message }, 'answer'));
    } catch (error) {
      await keepConflict(context, error, received.message);
      // A refused copy of another message says nothing about the one that is kept.
      if (entry.state === 'waiting' && isCopyOf(entry, received) && isRefusal(error)) {
        context.book.putEntry({ ...entry, state: 'failed', reason: error.code });
      }
      throw error;
    }
    const bytes = encode(answerCodec as Codec<Answer>, answer);
    const acknowledged = answer.status === 'acknowledged';
    if (entry.state === 'waiting') {
      context.book.putEntry({
        ...entry,
        state: acknowledged ? 'acknowledged' : 'rejected',
        ...(acknowledged ? {} : { reason: answer.reason }),
        message: received.bytes,
        decision,
        answer: bytes,
      });
    }
    return {
      id: received.id,
      status: answer.status,
      reason: answer.reason,
      amount: received.message.payment.amount,
      from: toHex(received.message.payment.payer),
      answer: bytes,
      file: armour('ANSWER', bytes),
    };
  });
}

/** The enclave judged, as opposed to: could not be reached. */
function isRefusal(error: unknown): error is CofferError {
  return isCofferError(error) && !(error instanceof WalletError) && REFUSALS.has(error.code);
}
const REFUSALS: ReadonlySet<string> = new Set([
  'NOT_FOR_THIS_ACCOUNT',
  'PAYMENT_MALFORMED',
  'SIGNATURE_INVALID',
  'CERTIFICATE_INVALID',
  'SUPPORTS_INVALID',
  'SERIAL_CONFLICT',
  'PAYMENT_LAPSED',
  'BAD_SIGNATURE',
]);

/**
 * Takes the payee's answer to a payment: the paper's save, then pay or abort.
 * @throws OfflineError of the enclave, such as `UNKNOWN_PAYMENT`, `SIGNATURE_INVALID`, `ANSWER_CONFLICT`
 */
export function takeAnswer(
  context: WalletContext,
  input: Bytes | string,
): Promise<{ readonly id: Hex; readonly status: Answer['status'] }> {
  const bytes = contentOf(input, 'ANSWER');
  const answer = read(answerCodec as Codec<Answer>, bytes, 'an answer to a payment');
  const id = toHex(answer.payment);
  return joined(context, `answer ${toHex(bytes)}`, async () => {
    const before = context.book.entry(id);
    keepSecondAnswer(context, before, answer);
    if (before?.kind === 'payment' && before.answer === undefined) {
      context.book.putEntry({ ...before, answer: bytes });
    }
    try {
      await ask(context.enclave, { type: 'save', answer }, 'done');
      await ask(
        context.enclave,
        { type: answer.status === 'acknowledged' ? 'pay' : 'abort', answer },
        'done',
      );
    } catch (error) {
      // Forged: it must not keep the place of the genuine one.
      if (before !== undefined && before.answer === undefined && isRefusal(error)) {
        const { answer: _, ...without } = context.book.entry(id) ?? before;
        context.book.putEntry(without);
      }
      throw error;
    }
    const entry = context.book.entry(id);
    if (entry?.state === 'in-flight') {
      const acknowledged = answer.status === 'acknowledged';
      context.book.putEntry({
        ...entry,
        state: acknowledged ? 'acknowledged' : 'rejected',
        ...(acknowledged ? {} : { reason: answer.reason }),
        answer: bytes,
      });
    }
    return { id, status: answer.status };
  });
}

/** A second answer that says the opposite proves the payee broken, also when the enclave has forgotten the payment. */
function keepSecondAnswer(context: WalletContext, entry: Entry | undefined, answer: Answer): void {
  if (entry?.kind !== 'payment' || entry.answer === undefined || entry.other === undefined) return;
  const first = read(answerCodec as Codec<Answer>, entry.answer, 'an answer to a payment');
  if (first.status === answer.status) return;
  for (const one of [first, answer]) keepAnswer(context, fromHex(entry.other, 20), one);
}

/** Carries out decisions and books answers that were recorded before an interruption. */
export async function finishInterruptedDecisions(context: WalletContext): Promise<void> {
  for (const { kind, message, decision, answer, state } of context.book.entriesIn(['waiting', 'in-flight'])) {
    try {
      if (kind === 'receipt' && state === 'waiting' && message !== undefined && decision !== undefined) {
        await decide(context, message, decision);
      } else if (kind === 'payment' && answer !== undefined) await takeAnswer(context, answer);
    } catch (error) {
      // The enclave's refusal is its last word on it, and recorded; the wallet opens all the same.
      if (!isCofferError(error)) throw error;
    }
  }
}
