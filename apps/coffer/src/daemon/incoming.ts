import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import { type Codec, decode } from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import { recover } from '@coffer/crypto/secp256k1';
import { EXPIRED } from '@coffer/offline/host/receiving';
import type { OfflineWallet } from '@coffer/offline/host/wallet';
import { policyOf, verifyAccountCertificate } from '@coffer/offline/messages/certificate';
import { type PaymentMessage, paymentMessageCodec } from '@coffer/offline/messages/message';
import { type OfflineNetwork, vaultDomain } from '@coffer/offline/messages/network';
import { paymentDigest } from '@coffer/offline/messages/payment';
import { AppError } from '../config/error.ts';
import { MAX_FRAME, type Response } from '../transport/frame.ts';

/** Payments that wait for their user at a time; more are turned away, unsigned, so that their payers can send again. */
export const MAX_HELD = 64;

const LIMITS = { maxBytes: MAX_FRAME, maxDepth: 8, maxItems: 1 << 12 };

function refuse(message: string, cause?: unknown): AppError {
  return new AppError('PEER_PROTOCOL', message, { cause });
}

/**
 * Lets in what can be a payment to this wallet from an enclave of this network. The enclave judges again and in full;
 * this only keeps strangers from filling the list of what waits for the user.
 * @throws AppError `PEER_PROTOCOL`
 */
function admit(network: OfflineNetwork, own: Bytes, bytes: Bytes): string {
  let message: PaymentMessage;
  try {
    message = decode(paymentMessageCodec as Codec<PaymentMessage>, bytes, LIMITS);
  } catch (cause) {
    throw refuse('This is not a payment.', cause);
  }
  const { payment, signature, certificates } = message;
  const id = paymentDigest(vaultDomain(network), payment);
  if (!equal(payment.payee, own)) throw refuse('This payment is for another account.');
  const payer = certificates[0];
  if (payer === undefined || !equal(payer.account, payment.payer)) {
    throw refuse('This payment does not say who pays.');
  }
  try {
    verifyAccountCertificate(network, policyOf(network), payer);
    if (!equal(recover(signature, id), payment.payer)) throw refuse('The payer has not signed this.');
  } catch (cause) {
    if (cause instanceof CofferError)
      throw refuse('This payment does not come from an enclave of this network.', cause);
    throw cause;
  }
  return toHex(id);
}

/**
 * What a wallet does with a payment that arrives directly: hold it for its user, or take it.
 * A payment that was answered gets the same answer again (SAFETY O5).
 */
export async function takeDirectPayment(
  wallet: OfflineWallet,
  network: OfflineNetwork,
  accept: 'ask' | 'auto',
  bytes: Bytes,
): Promise<Response> {
  const { certificate } = await wallet.show();
  if (certificate === undefined) throw refuse('This wallet has no account yet.');
  const id = admit(network, certificate.account, bytes);
  const entries = await wallet.activity();
  const known = entries.find((entry) => entry.id === id);
  // An answer of the enclave can have the same reason: that one is repeated.
  const expired = known?.state === 'lapsed' && known.reason === EXPIRED;
  const answered = known !== undefined && known.state !== 'waiting' && known.state !== 'failed' && !expired;
  if (answered || accept === 'auto') {
    const { answer } = await wallet.receive({ payment: bytes });
    return { type: 'answer', answer };
  }
  if (known === undefined && entries.filter(({ state }) => state === 'waiting').length >= MAX_HELD) {
    throw new AppError(
      'HELD_FULL',
      'Too many payments wait for this wallet’s user already; try again later.',
    );
  }
  await wallet.hold({ payment: bytes });
  return { type: 'held' };
}
