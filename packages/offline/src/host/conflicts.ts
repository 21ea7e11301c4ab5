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
import type { CarriedPayment } from './chain.ts';
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

/** Payments of one serial that are kept on the chance that they prove something: two freeze their payer. */
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

/**
 * Keeps a payment as possible proof, if its payer signed it.
 * @param needed for what no proof can do without, the own payment and the settled one: a broken payer signs any number of
 * others, and these do not take its place
 */
export function keepSigned(
  context: WalletContext,
  { payment, signature }: SignedPayment,
  needed = false,
): void {
  const id = paymentDigest(context.domain, payment);
  const payer = toHex(payment.payer);
  if (!needed && context.book.signed(payer, payment.serial).length >= MAX_KEPT) return;
  const content = encoded({ payment, signature });
  if (content === undefined || !isBy(signature, id, payment.payer)) return;
  context.book.putSigned({ payment: toHex(id), payer, serial: payment.serial, content });
}

/** Nothing for what no enclave signs and no vault settles, such as a payment with too many supports. */
function encoded(signed: SignedPayment): Bytes | undefined {
  try {
    return encode(signedCodec, signed);
  } catch (error) {
    if (error instanceof CofferError) return undefined;
    throw error;
  }
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

/**
 * Two payments of one payer with one serial, `id` among them when it is given, and the settled one when it is known: any two
 * freeze the payer, but of a used serial only the settled one makes the others payable.
 */
export function knownConflict(
  context: WalletContext,
  payer: Hex,
  serial: number,
  id?: Hex,
  history?: History,
): { readonly first: SignedPayment; readonly second: SignedPayment } | undefined {
  const kept = context.book.signed(payer, serial);
  const settled = kept.find(({ payment }) => payment !== id && isSettled(history, payment));
  const first = id === undefined ? (settled ?? kept[0]) : kept.find(({ payment }) => payment === id);
  const second =
    settled !== undefined && settled !== first
      ? settled
      : kept.find(({ payment }) => payment !== first?.payment);
  if (first === undefined || second === undefined) return undefined;
  return {
    first: decode(signedCodec, first.content, LIMITS),
    second: decode(signedCodec, second.content, LIMITS),
  };
}

function isSettled(history: History | undefined, payment: Hex): boolean {
  return history?.settled(fromHex(payment, 32)) !== undefined;
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
function keepFromEntry(context: WalletContext, id: Hex, needed?: boolean): void {
  const message = context.book.entry(id)?.message;
  if (message === undefined) return;
  keepSigned(context, decode(messageCodec, message, LIMITS), needed);
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

/** A payment in whose place another one with its serial was settled: that one is looked for. */
export interface Wanted {
  readonly payer: Bytes;
  readonly serial: number;
  /** The payment that is known. */
  readonly id: Bytes;
  /** Block up to which the chain was searched before. */
  readonly searched: number;
}

/** What a search could not see. */
export interface Unseen {
  /** The first block that is to be searched again. */
  readonly from: number;
  /** Why, unless the node merely does not have the transaction. */
  readonly error?: CofferError;
}

/** Most transactions fetched at once. */
const PARALLEL = 16;

/** Whether the settled payment of this serial is kept. Others prove something, too, but do not end the search for it. */
function isFound(context: WalletContext, { payer, serial, id }: Wanted, history: History): boolean {
  const own = toHex(id);
  return context.book
    .signed(toHex(payer), serial)
    .some(({ payment }) => payment !== own && isSettled(history, payment));
}

/**
 * Looks for the other payments of these serials, above all for the settled one: among what the book has received, then in
 * what was brought to the vault, newest first. What is found is kept. Nothing that anybody brought there ends the search.
 * @returns what could not be seen, if anything
 * @throws ChainError `CHAIN_UNREACHABLE`
 */
export async function searchConflicts(
  context: WalletContext,
  wanted: readonly Wanted[],
  history: History,
): Promise<Unseen | undefined> {
  const key = (payer: Hex, serial: number): string => `${payer}/${serial}`;
  const serials = new Set(wanted.map(({ payer, serial }) => key(toHex(payer), serial)));
  const open = (): readonly Wanted[] => wanted.filter((want) => !isFound(context, want, history));
  if (open().length === 0) return undefined;
  /** One settled payment for each of what is wanted: of a contested serial there may be any number. */
  const isNeeded = (id: Hex, payer: Hex, serial: number): boolean =>
    isSettled(history, id) &&
    open().some(
      (want) => id !== toHex(want.id) && key(toHex(want.payer), want.serial) === key(payer, serial),
    );
  for (const { kind, other, serial, id } of context.book.entries()) {
    if (kind !== 'receipt' || other === undefined || serial === undefined) continue;
    if (serials.has(key(other, serial))) keepFromEntry(context, id, isNeeded(id, other, serial));
  }
  const after = Math.min(...open().map(({ searched }) => searched));
  const places = after === Number.POSITIVE_INFINITY ? [] : history.transactions(after);
  let unseen: Unseen | undefined;
  for (let at = 0; at < places.length && open().length > 0; at += PARALLEL) {
    const part = places.slice(at, at + PARALLEL);
    const answers = await Promise.all(part.map(({ tx }) => carriedBy(context, tx)));
    for (const [i, carried] of answers.entries()) {
      const { block } = part[i]!;
      const missed = (error = unseen?.error): Unseen => ({
        from: Math.min(block, unseen?.from ?? block),
        ...(error === undefined ? {} : { error }),
      });
      if (carried === undefined || carried instanceof CofferError) {
        unseen = missed(carried);
        continue;
      }
      const ofThese = carried
        .map(({ payment, signature }) => ({ payment, signature, payer: toHex(payment.payer) }))
        .filter(({ payment, payer }) => serials.has(key(payer, payment.serial)))
        .map((item) => ({ ...item, id: toHex(paymentDigest(context.domain, item.payment)) }));
      for (const { id, payer, payment, signature } of ofThese) {
        keepSigned(context, { payment, signature }, isNeeded(id, payer, payment.serial));
      }
      // The vault has seen a signature that is good: this node has shown another one.
      if (ofThese.some(({ id, payer, payment }) => isNeeded(id, payer, payment.serial))) unseen = missed();
    }
  }
  return unseen;
}

/** What a transaction brought to the vault, or why that is not known: one that cannot be read does not hide the others. */
async function carriedBy(
  context: WalletContext,
  tx: Hex,
): Promise<readonly CarriedPayment[] | CofferError | undefined> {
  try {
    return await context.chain.carried(tx);
  } catch (error) {
    if (!(error instanceof CofferError) || error.code === 'CHAIN_UNREACHABLE') throw error;
    return error;
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
  for (const carried of (await context.chain.carried(place.tx)) ?? []) {
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
