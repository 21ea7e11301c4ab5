import { type Bytes, equal, fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { type Codec, decode, encode } from '@coffer/core/codec';
import { CofferError, isCofferError } from '@coffer/core/error';
import { recover } from '@coffer/crypto/secp256k1';
import { type Answer, type PaymentMessage, paymentMessageCodec } from '../messages/message.ts';
import {
  acknowledgementDigest,
  paymentDigest,
  rejectionDigest,
  type SignedPayment,
  signedPaymentCodec,
} from '../messages/payment.ts';
import { MAX_ARMOURED_BYTES } from './armour.ts';
import type { WalletContext } from './context.ts';
import { ask } from './enclave.ts';
import type { History } from './receipts.ts';

/**
 * Proofs against broken enclaves: two payments of one serial, two answers to one payment (SAFETY O6, O5). Whatever comes by
 * is kept before anything else is done with it; what is not genuinely signed is not kept.
 */

const signedCodec = signedPaymentCodec as Codec<SignedPayment>;
const messageCodec = paymentMessageCodec as Codec<PaymentMessage>;
const LIMITS = { maxBytes: MAX_ARMOURED_BYTES, maxDepth: 8, maxItems: 1 << 12 };

/** Payments of one serial that are worth keeping: two prove everything. */
const MAX_KEPT = 4;

/** Whether a signature over `digest` is by `signer`. */
function isBy(signature: Bytes, digest: Bytes, signer: Bytes): boolean {
  try {
    return equal(recover(signature, digest), signer);
  } catch (error) {
    if (error instanceof CofferError) return false;
    throw error;
  }
}

/** Keeps a payment as possible proof, if its payer signed it. */
export function keepSigned(context: WalletContext, { payment, signature }: SignedPayment): void {
  const id = paymentDigest(context.domain, payment);
  const payer = toHex(payment.payer);
  if (context.book.signed(payer, payment.serial).length >= MAX_KEPT) return;
  if (!isBy(signature, id, payment.payer)) return;
  context.book.putSigned({
    payment: toHex(id),
    payer,
    serial: payment.serial,
    content: encode(signedCodec, { payment, signature }),
  });
}

/** Keeps an answer as possible proof, if its payee signed it. */
export function keepAnswer(context: WalletContext, payee: Bytes, answer: Omit<Answer, 'reason'>): void {
  const digest = answer.status === 'acknowledged' ? acknowledgementDigest : rejectionDigest;
  if (!isBy(answer.signature, digest(context.domain, answer.payment), payee)) return;
  context.book.putAnswer({
    payment: toHex(answer.payment),
    status: answer.status,
    signature: answer.signature,
  });
}

/** Two payments of one payer with one serial, `id` among them when it is given. */
export function knownConflict(
  context: WalletContext,
  payer: Hex,
  serial: number,
  id?: Hex,
): { readonly first: SignedPayment; readonly second: SignedPayment } | undefined {
  const kept = context.book.signed(payer, serial);
  const first = id === undefined ? kept[0] : kept.find(({ payment }) => payment === id);
  const second = kept.find(({ payment }) => payment !== first?.payment);
  if (first === undefined || second === undefined) return undefined;
  return {
    first: decode(signedCodec, first.content, LIMITS),
    second: decode(signedCodec, second.content, LIMITS),
  };
}

/** Keeps both payments of a `SERIAL_CONFLICT` that a message caused: one is in it, the other in the books. */
export async function keepConflict(
  context: WalletContext,
  error: unknown,
  message: PaymentMessage | undefined,
): Promise<void> {
  if (!isCofferError(error, 'SERIAL_CONFLICT')) return;
  const named = [error.details.first, error.details.second];
  const { payments } = await ask(context.enclave, { type: 'onchainUpdate' }, 'settlement');
  const seen: SignedPayment[] = [
    ...(message === undefined ? [] : [message, ...message.supports]),
    ...payments,
  ];
  for (const signed of seen) {
    if (named.includes(toHex(paymentDigest(context.domain, signed.payment)))) keepSigned(context, signed);
  }
  for (const id of named) if (typeof id === 'string') keepFromEntry(context, id as Hex);
}

/** A received payment of the book, kept as possible proof. */
function keepFromEntry(context: WalletContext, id: Hex): void {
  const message = context.book.entry(id)?.message;
  if (message === undefined) return;
  keepSigned(context, decode(messageCodec, message, LIMITS));
}

/** Keeps every pair of payments with one serial among these, and with what the book has received. */
export function keepPairs(context: WalletContext, payments: readonly SignedPayment[]): void {
  const first = new Map<string, SignedPayment>();
  for (const signed of payments) {
    const { payer, serial } = signed.payment;
    const key = `${toHex(payer)}/${serial}`;
    const other = first.get(key);
    if (other === undefined) first.set(key, signed);
    else if (
      !equal(paymentDigest(context.domain, other.payment), paymentDigest(context.domain, signed.payment))
    ) {
      keepSigned(context, other);
      keepSigned(context, signed);
    }
  }
}

/** A serial whose second payment is looked for. */
export interface Wanted {
  readonly payer: Bytes;
  readonly serial: number;
  /** The payment that is known. */
  readonly id: Bytes;
  /** Block up to which the chain was searched before. */
  readonly searched: number;
}

/** Most transactions fetched at once. */
const PARALLEL = 16;

/**
 * Looks for the other payments of these serials: among what the book has received, then in what was brought to the vault,
 * newest first. What is found is kept.
 */
export async function searchConflicts(
  context: WalletContext,
  wanted: readonly Wanted[],
  history: History,
): Promise<void> {
  const open = new Map(
    wanted
      .filter(
        ({ payer, serial, id }) => knownConflict(context, toHex(payer), serial, toHex(id)) === undefined,
      )
      .map((want) => [`${toHex(want.payer)}/${want.serial}`, want]),
  );
  if (open.size === 0) return;
  for (const { kind, other, serial, id } of context.book.entries()) {
    const want = kind === 'receipt' ? open.get(`${other}/${serial}`) : undefined;
    if (want === undefined || id === toHex(want.id)) continue;
    keepFromEntry(context, id);
    open.delete(`${other}/${serial}`);
  }
  const after = Math.min(...[...open.values()].map(({ searched }) => searched));
  const places = open.size === 0 ? [] : history.transactions(after);
  for (let at = 0; at < places.length && open.size > 0; at += PARALLEL) {
    const part = places.slice(at, at + PARALLEL);
    const carried = await Promise.all(part.map(({ tx }) => context.chain.carried(tx)));
    for (const signed of carried.flat()) {
      const { payer, serial } = signed.payment;
      const key = `${toHex(payer)}/${serial}`;
      const want = open.get(key);
      if (want === undefined || equal(paymentDigest(context.domain, signed.payment), want.id)) continue;
      keepSigned(context, { payment: signed.payment, signature: signed.signature });
      if (knownConflict(context, toHex(payer), serial, toHex(want.id)) !== undefined) open.delete(key);
    }
  }
}

/** The acknowledgement with which a payment was brought to the vault, kept as possible proof. */
export async function searchAcknowledgement(
  context: WalletContext,
  payment: Bytes,
  payee: Bytes,
  history: History,
): Promise<void> {
  const place = history.settled(payment);
  if (place === undefined) return;
  for (const carried of await context.chain.carried(place.tx)) {
    if (!equal(paymentDigest(context.domain, carried.payment), payment)) continue;
    keepAnswer(context, payee, { status: 'acknowledged', payment, signature: carried.acknowledgement });
  }
}

/** The answers to a payment that prove its payee broken, when both are known. */
export function knownAnswers(
  context: WalletContext,
  payment: Hex,
): { readonly acknowledgement: Bytes; readonly rejection: Bytes } | undefined {
  const kept = context.book.answers(payment);
  const acknowledgement = kept.find(({ status }) => status === 'acknowledged')?.signature;
  const rejection = kept.find(({ status }) => status === 'rejected')?.signature;
  return acknowledgement === undefined || rejection === undefined
    ? undefined
    : { acknowledgement, rejection };
}

/** The payment of an outgoing or received entry, with its payer's signature. */
export function signedOf(context: WalletContext, id: Hex): SignedPayment | undefined {
  const message = context.book.entry(toHex(fromHex(id, 32)))?.message;
  if (message === undefined) return undefined;
  const { payment, signature } = decode(messageCodec, message, LIMITS);
  return { payment, signature };
}
