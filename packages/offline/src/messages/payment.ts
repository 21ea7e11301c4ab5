import type { Wei } from '@coffer/core/amount';
import { type Bytes, concat } from '@coffer/core/bytes';
import { count, fixed, list, record, type Typed, uint } from '@coffer/core/codec';
import { structType, typedDigest } from '@coffer/crypto/eip712';
import { keccak256 } from '@coffer/crypto/hash';

/**
 * What an enclave signs and the vault verifies: the paper's tx_off, ack_win, ack_fail (§IV-A) and the withdrawal.
 * A payment's digest is its hash everywhere: in acknowledgements, in supports, in the vault's receipts.
 */

const amount = uint<Wei>(88);
/** Seconds since 1970, as the vault holds them (`uint40`). */
const time = count(2 ** 40 - 1);

/** tx_off. */
export const paymentCodec = record({
  /** Account that pays; its key signs. */
  payer: fixed(20),
  /** Account that is paid. */
  payee: fixed(20),
  amount,
  /** The payer's own number for this payment: used once, for ever (SAFETY O1). */
  serial: count(),
  /** When the payer made it (T_gen). */
  tGen: time,
  /** No payee accepts it later. */
  expiry: time,
  /** The vault does not settle it later (SAFETY O2). */
  settleBy: time,
  /** Header time of the payer's last account proof. */
  provedAt: time,
  /** Digests of the unsettled payments that fund it (SAFETY O6). */
  supports: list(fixed(32), 16),
  /** Digest of the payer's state after it: see {@link stateDigest}. */
  state: fixed(32),
});
/** An offline payment, unsigned. */
export type Payment = Typed<typeof paymentCodec>;

const paymentType = structType('Payment', {
  payer: 'address',
  payee: 'address',
  amount: 'uint88',
  serial: 'uint64',
  tGen: 'uint40',
  expiry: 'uint40',
  settleBy: 'uint40',
  provedAt: 'uint40',
  supports: 'bytes32',
  state: 'bytes32',
});
const acknowledgementType = structType('Acknowledgement', { payment: 'bytes32' });
const rejectionType = structType('Rejection', { payment: 'bytes32' });
const withdrawalType = structType('Withdrawal', {
  account: 'address',
  to: 'address',
  amount: 'uint88',
  serial: 'uint64',
  tGen: 'uint40',
  settleBy: 'uint40',
  provedAt: 'uint40',
  state: 'bytes32',
});
const cancellationType = structType('Cancellation', {
  account: 'address',
  to: 'address',
  serial: 'uint64',
  tGen: 'uint40',
  settleBy: 'uint40',
  provedAt: 'uint40',
  state: 'bytes32',
});
const stateType = structType('State', { balance: 'uint256', serial: 'uint64', steps: 'uint64' });

/** Commitment to a list of supports: zero when there are none. */
export function supportsHash(supports: readonly Bytes[]): Bytes {
  return supports.length === 0 ? new Uint8Array(32) : keccak256(concat(...supports));
}

/** What the payer signs, and the payment's name. `domain`: `vaultDomain(network)`. */
export function paymentDigest(domain: Bytes, payment: Payment): Bytes {
  return typedDigest(domain, paymentType.hash({ ...payment, supports: supportsHash(payment.supports) }));
}

/** What the payee signs to accept (ack_win). */
export function acknowledgementDigest(domain: Bytes, payment: Bytes): Bytes {
  return typedDigest(domain, acknowledgementType.hash({ payment }));
}

/** What the payee signs to refuse (ack_fail). */
export function rejectionDigest(domain: Bytes, payment: Bytes): Bytes {
  return typedDigest(domain, rejectionType.hash({ payment }));
}

/** Money from an account to any Ethereum address. Shares the serials of payments (SAFETY O3). */
export const withdrawalCodec = record({
  account: fixed(20),
  to: fixed(20),
  amount,
  serial: count(),
  tGen: time,
  settleBy: time,
  provedAt: time,
  state: fixed(32),
});
/** A withdrawal, unsigned. */
export type Withdrawal = Typed<typeof withdrawalCodec>;

/** What the account signs to withdraw. */
export function withdrawalDigest(domain: Bytes, withdrawal: Withdrawal): Bytes {
  return typedDigest(domain, withdrawalType.hash(withdrawal));
}

/**
 * The end of an account (the paper's "logout"): whatever it holds when the vault carries this out goes to one address, and
 * the account is closed for good. It names no amount, so that nothing deposited meanwhile is left behind (SAFETY O3).
 */
export const cancellationCodec = record({
  account: fixed(20),
  to: fixed(20),
  serial: count(),
  tGen: time,
  settleBy: time,
  provedAt: time,
  state: fixed(32),
});
/** A cancellation, unsigned. */
export type Cancellation = Typed<typeof cancellationCodec>;

/** What the account signs to be closed. */
export function cancellationDigest(domain: Bytes, cancellation: Cancellation): Bytes {
  return typedDigest(domain, cancellationType.hash(cancellation));
}

/**
 * The paper's "state metadata" (§III-A) without its leak: two states under one serial differ here, which proves a broken
 * enclave. `balance` after the payment in wei, `steps` the program's own count of changes.
 */
export function stateDigest(balance: bigint, serial: number, steps: number): Bytes {
  return stateType.hash({ balance, serial, steps });
}

/** A payment with its payer's signature (σ₁). */
export const signedPaymentCodec = record({ payment: paymentCodec, signature: fixed(64) });
/** A payment with its payer's signature. */
export type SignedPayment = Typed<typeof signedPaymentCodec>;

/** A payment that its payee acknowledged: all that the vault needs to settle it. */
export const acceptedPaymentCodec = record({
  payment: paymentCodec,
  signature: fixed(64),
  acknowledgement: fixed(64),
});
/** A payment with both signatures. */
export type AcceptedPayment = Typed<typeof acceptedPaymentCodec>;
