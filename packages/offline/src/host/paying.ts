import { type Wei, wei } from '@coffer/core/amount';
import { type Bytes, fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { type Codec, encode } from '@coffer/core/codec';
import { isCofferError } from '@coffer/core/error';
import { type PaymentMessage, paymentMessageCodec } from '../messages/message.ts';
import type { Cancellation } from '../messages/payment.ts';
import { armour, dearmour, looksArmoured } from './armour.ts';
import { joined, type WalletContext } from './context.ts';
import { ask } from './enclave.ts';
import { WalletError } from './error.ts';
import { finishOperation, startOperation } from './operation.ts';
import type { Operation } from './records.ts';
import { type PaymentRequest, parseRequest } from './uri.ts';

/** A payment on its way to its payee. The same bytes as often as they are asked for. */
export interface Paid {
  /** Digest of the payment. */
  readonly id: Hex;
  /** Text armour, for a file or a paste. */
  readonly file: string;
  /** Encoded, for a direct connection. */
  readonly message: Bytes;
}

const messageCodec = paymentMessageCodec as Codec<PaymentMessage>;

/** Reads what a payer was given: a URI, or a URI in armour. */
export function readRequest(context: WalletContext, text: string): PaymentRequest {
  if (!looksArmoured(text)) return parseRequest(context.network, text);
  const { content } = dearmour(text, 'REQUEST');
  return parseRequest(context.network, new TextDecoder().decode(content));
}

/**
 * Pays a request offline. The same idempotency key gives the same payment, also after a crash at any point.
 * @throws WalletError `REQUEST_…`, `IDEMPOTENCY_CONFLICT`, `ACCOUNT_CLOSED`; OfflineError of the enclave
 */
export function pay(
  context: WalletContext,
  options: { readonly request: string; readonly amount?: Wei; readonly idempotencyKey: string },
): Promise<Paid> {
  const request = readRequest(context, options.request);
  const { certificate } = request;
  if (certificate === undefined) {
    throw new WalletError(
      'REQUEST_NO_CERTIFICATE',
      'The request has no certificate: it can only be paid on chain.',
      {
        next: 'Ask the payee for a request made by a Coffer wallet.',
      },
    );
  }
  const amount = amountOf(request, options.amount);
  const key = options.idempotencyKey;
  const asked = JSON.stringify({ payee: toHex(certificate.account), amount: amount.toString() });
  return joined(
    context,
    `pay ${key}`,
    () =>
      context.spending(async () => {
        const operation = startOperation(context, key, 'pay', asked);
        await settleInterrupted(context);
        const current = context.book.operation(key) ?? operation;
        if (current.result !== undefined) return paidOf(context, JSON.parse(current.result).id);
        mustBeThere(context, certificate.account);
        const { nextSerial } = await ask(context.enclave, { type: 'status' }, 'status');
        const begun: Operation = { ...current, serial: nextSerial };
        context.book.putOperation(begun);
        const reply = await ask(context.enclave, { type: 'transfer', amount, payee: certificate }, 'payment');
        recordPayment(context, reply.message, reply.id, request.memo);
        finishOperation(context, begun, { id: toHex(reply.id) });
        return paidOf(context, toHex(reply.id));
      }),
    asked,
  );
}

/**
 * Nobody answers for an account that is closed, and its payer would wait for the money until the deadline. Works offline:
 * the book has what the last reconciliation saw. @throws WalletError `ACCOUNT_CLOSED`
 */
function mustBeThere({ book }: WalletContext, payee: Bytes): void {
  if (book.history(book.scannedTo()).ended(payee) === undefined) return;
  throw new WalletError('ACCOUNT_CLOSED', 'The vault has closed the account of this request for good.', {
    money: 'Nothing was signed and no money moved.',
    next: 'Ask the payee for a request of a new account.',
    details: { account: toHex(payee) },
  });
}

function amountOf(request: PaymentRequest, given: Wei | undefined): Wei {
  if (request.amount === undefined && given === undefined) {
    throw new WalletError('REQUEST_AMOUNT', 'The request leaves the amount to you.', {
      next: 'Say how much to pay.',
    });
  }
  if (request.amount !== undefined && given !== undefined && given !== request.amount) {
    throw new WalletError('REQUEST_AMOUNT', 'The request asks for another amount than you gave.', {
      next: 'Leave the amount out to pay what is asked.',
      details: { asked: request.amount, given },
    });
  }
  return wei(given ?? request.amount ?? 0n);
}

/** Writes an outgoing payment to the book. */
export function recordPayment(
  context: WalletContext,
  message: PaymentMessage,
  id: Bytes,
  memo?: string,
): void {
  const { payment } = message;
  const known = context.book.entry(toHex(id));
  if (known !== undefined) return;
  context.book.putEntry({
    id: toHex(id),
    kind: 'payment',
    state: 'in-flight',
    amount: payment.amount,
    other: toHex(payment.payee),
    serial: payment.serial,
    expiry: payment.expiry,
    settleBy: payment.settleBy,
    ...(memo === undefined ? {} : { memo }),
    message: encode(messageCodec, message),
    time: context.clock.now(),
  });
}

/** Finishes or clears payments and withdrawals that were interrupted. To be called in the spending lane. */
export async function settleInterrupted(context: WalletContext): Promise<void> {
  const interrupted = context.book
    .unfinished()
    .filter(({ kind, serial }) => (kind === 'pay' || kind === 'withdraw') && serial !== undefined);
  if (interrupted.length === 0) return;
  const { nextSerial } = await ask(context.enclave, { type: 'status' }, 'status');
  for (const operation of interrupted) {
    if (nextSerial > operation.serial!) await finishInterrupted(context, operation, operation.serial!);
    else {
      const { serial: _, ...unbegun } = operation;
      context.book.putOperation(unbegun);
    }
  }
}

async function finishInterrupted(
  context: WalletContext,
  operation: Operation,
  serial: number,
): Promise<void> {
  try {
    if (operation.kind === 'pay') {
      const { id, message } = await ask(context.enclave, { type: 'resend', serial }, 'payment');
      recordPayment(context, message, id);
      finishOperation(context, operation, { id: toHex(id) });
    } else {
      const reply = await ask(context.enclave, { type: 'resend', serial }, 'withdrawal');
      recordWithdrawal(context, reply);
      finishOperation(context, operation, { id: toHex(reply.id) });
    }
  } catch (error) {
    // Reconciled in another life of this wallet: the chain has judged it, and the entry, if any, says how.
    if (!isCofferError(error, 'UNKNOWN_PAYMENT')) throw error;
    const entry = context.book.entries().find((known) => known.serial === serial && known.kind !== 'receipt');
    finishOperation(context, operation, { id: entry?.id ?? null });
  }
}

/** Writes a withdrawal to the book. */
export function recordWithdrawal(
  context: WalletContext,
  reply: {
    readonly id: Bytes;
    readonly withdrawal: {
      readonly amount: Wei;
      readonly to: Bytes;
      readonly serial: number;
      readonly settleBy: number;
    };
  },
): void {
  const { amount, to, serial, settleBy } = reply.withdrawal;
  if (context.book.entry(toHex(reply.id)) !== undefined) return;
  context.book.putEntry({
    id: toHex(reply.id),
    kind: 'withdrawal',
    state: 'pending',
    amount,
    other: toHex(to),
    serial,
    settleBy,
    time: context.clock.now(),
  });
}

/** Writes a cancellation to the book. @param amount what the account holds as far as is proved, wei */
export function recordCancellation(
  context: WalletContext,
  { id, cancellation }: { readonly id: Bytes; readonly cancellation: Cancellation },
  amount: Wei,
): void {
  if (context.book.entry(toHex(id)) !== undefined) return;
  context.book.putEntry({
    id: toHex(id),
    kind: 'cancellation',
    state: 'pending',
    amount,
    other: toHex(cancellation.to),
    serial: cancellation.serial,
    settleBy: cancellation.settleBy,
    time: context.clock.now(),
  });
}

function paidOf(context: WalletContext, id: unknown): Paid {
  const entry = typeof id === 'string' ? context.book.entry(id as Hex) : undefined;
  if (entry?.message === undefined) {
    throw new WalletError('MESSAGE_UNKNOWN', 'The book does not have this payment.', {
      next: 'Look at: coffer offline activity',
    });
  }
  return { id: entry.id, file: armour('PAYMENT', entry.message), message: entry.message };
}

/** A payment's message once more, byte for byte (SAFETY O9). @throws WalletError `MESSAGE_UNKNOWN` */
export function resend(context: WalletContext, id: string): Paid {
  const entry = context.book.entry(toHex(fromHex(id, 32)));
  if (entry?.kind !== 'payment') return paidOf(context, undefined);
  return paidOf(context, entry.id);
}
