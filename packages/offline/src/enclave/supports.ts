import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import { encode } from '@coffer/core/codec';
import { recover } from '@coffer/crypto/secp256k1';
import { OfflineError } from '../messages/error.ts';
import type { OfflineNetwork } from '../messages/network.ts';
import {
  type AcceptedPayment,
  acceptedPaymentCodec,
  acknowledgementDigest,
  type Payment,
  paymentDigest,
} from '../messages/payment.ts';

/** The unsettled payments that travel with a payment: whoever is paid can settle all of them alone (SAFETY O6). */

function invalid(message: string): OfflineError {
  return new OfflineError('SUPPORTS_INVALID', `The payments that fund this one do not fit: ${message}.`, {
    next: 'Ask the payer to send the payment again.',
  });
}

/** Times that payer, payee and vault all check (SAFETY O2). @throws OfflineError `PAYMENT_MALFORMED` */
export function checkTimes(network: OfflineNetwork, payment: Payment): void {
  const { lockTime, drift, offlineLimit, settleWindow } = network.facts.parameters;
  const fits =
    payment.expiry === payment.tGen + lockTime &&
    payment.expiry <= payment.settleBy &&
    payment.provedAt <= payment.tGen + 2 * drift &&
    payment.settleBy <= payment.tGen + settleWindow &&
    payment.settleBy <= payment.provedAt + offlineLimit + settleWindow;
  if (!fits)
    throw new OfflineError(
      'PAYMENT_MALFORMED',
      'The times of the payment do not follow the network’s rules.',
    );
}

/** Signature of `signer` over `digest`. @throws OfflineError `SIGNATURE_INVALID`, SignatureError */
export function checkSignature(signature: Bytes, digest: Bytes, signer: Bytes): void {
  if (!equal(recover(signature, digest), signer)) {
    throw new OfflineError(
      'SIGNATURE_INVALID',
      'A signature was not made by the account that it should be of.',
    );
  }
}

/** The bytes that supports may have together are bounded: they must fit the slowest transport. */
export function supportBytes(supports: readonly AcceptedPayment[]): number {
  return supports.reduce((sum, support) => sum + encode(acceptedPaymentCodec, support).length, 0);
}

/** What {@link verifySupports} found. */
export interface SupportsFacts {
  /** Hands that the coin has passed with this payment; 1 when nothing unsettled funds it. */
  readonly hops: number;
  /** Accounts that must be certified: payers and payees of all supports. */
  readonly accounts: readonly Bytes[];
}

/**
 * Verifies that `supports` is exactly what `payment` needs: complete, in order, nothing besides, each signed and
 * acknowledged, each good for as long as what it funds.
 * @throws OfflineError `SUPPORTS_INVALID`, `SIGNATURE_INVALID`, `PAYMENT_MALFORMED`
 */
export function verifySupports(
  network: OfflineNetwork,
  domain: Bytes,
  payment: Payment,
  supports: readonly AcceptedPayment[],
): SupportsFacts {
  const { maxSupports, maxSupportBytes } = network.facts.parameters;
  if (supports.length > maxSupports || supportBytes(supports) > maxSupportBytes) {
    throw invalid(`there are more than ${maxSupports}, or more than ${maxSupportBytes} bytes`);
  }
  const known = new Map<string, { payment: Payment; hops: number; used: boolean }>();
  const serials = new Set<string>();
  const hopsOf = (funded: Payment): number => {
    let hops = 1;
    const direct = new Set<string>();
    for (const id of funded.supports) {
      const support = known.get(toHex(id));
      if (support === undefined) throw invalid('one is missing, or comes after what it funds');
      if (direct.has(toHex(id))) throw invalid('one is named twice');
      direct.add(toHex(id));
      if (!equal(support.payment.payee, funded.payer)) throw invalid('one was paid to somebody else');
      if (support.payment.settleBy < funded.settleBy) throw invalid('one lapses before what it funds');
      support.used = true;
      hops = Math.max(hops, support.hops + 1);
    }
    return hops;
  };
  for (const { payment: support, signature, acknowledgement } of supports) {
    const id = paymentDigest(domain, support);
    const serial = `${toHex(support.payer)}/${support.serial}`;
    if (known.has(toHex(id)) || serials.has(serial)) throw invalid('one serial occurs twice');
    serials.add(serial);
    if (support.amount === 0n || equal(support.payer, support.payee)) throw invalid('one pays nothing');
    checkTimes(network, support);
    checkSignature(signature, id, support.payer);
    checkSignature(acknowledgement, acknowledgementDigest(domain, id), support.payee);
    known.set(toHex(id), { payment: support, hops: hopsOf(support), used: false });
  }
  const hops = hopsOf(payment);
  if ([...known.values()].some((support) => !support.used)) throw invalid('one funds nothing here');
  const accounts = new Map<string, Bytes>();
  for (const { payment: support } of supports) {
    accounts.set(toHex(support.payer), support.payer);
    accounts.set(toHex(support.payee), support.payee);
  }
  return { hops, accounts: [...accounts.values()] };
}
