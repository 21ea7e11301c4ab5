import { type Bytes, equal } from '@coffer/core/bytes';
import type { SupportProof } from '@coffer/offline/host/chain';
import {
  type AcceptedPayment,
  acknowledgementDigest,
  type Payment,
  paymentDigest,
  rejectionDigest,
  type SignedPayment,
} from '@coffer/offline/messages/payment';
import {
  accountIn,
  claimed,
  isContested,
  isMember,
  isUsed,
  put,
  STATUS_CLOSED,
  STATUS_FROZEN,
  STATUS_OPEN,
  signedBy,
  VaultRevert,
  type VaultState,
  type VaultTerms,
  withClaim,
  withConflict,
} from './vault-model.ts';

/**
 * The disputes of `OfflineVault`, as pure functions of the model (docs/decisions/0005-disputes.md): who is frozen, and who
 * is paid out of a frozen account.
 */

const MAX_88 = (1n << 88n) - 1n;
const MAX_SUPPORTS = 16;

/** Where a payment stands among its payee's receipts. */
export interface Place {
  readonly index: number;
  readonly path: readonly Bytes[];
}

/** Ether that left the vault. */
export interface Payout {
  readonly to: Bytes;
  readonly amount: bigint;
}

function freeze(vault: VaultState, terms: VaultTerms, address: Bytes, now: number): VaultState {
  const account = accountIn(vault, address);
  if (account === undefined || (account.status !== STATUS_OPEN && account.status !== STATUS_FROZEN)) {
    throw new VaultRevert('OfflineVaultWrongStatus');
  }
  if (account.status === STATUS_FROZEN) return vault;
  const exitAt = account.exitAt === 0 ? 0 : now + terms.exitDelay;
  return put(vault, { ...account, status: STATUS_FROZEN, exitAt });
}

function isReceipt(vault: VaultState, payment: Payment, id: Bytes, place: Place | undefined): boolean {
  const payee = accountIn(vault, payment.payee);
  return payee !== undefined && place !== undefined && isMember(payee, id, place.index, place.path);
}

/**
 * `freezePayer`: two different payments of one serial, both signed by their payer. By anybody. A serial that was used before
 * becomes contested when `receipt` shows that it was used by `first`.
 */
export function freezePayer(
  vault: VaultState,
  terms: VaultTerms,
  first: SignedPayment,
  second: SignedPayment,
  receipt: Place | undefined,
  now: number,
): VaultState {
  const { payer, serial, amount } = first.payment;
  const [a, b] = [first, second].map(({ payment }) => paymentDigest(terms.domain, payment)) as [Bytes, Bytes];
  if (!equal(payer, second.payment.payer) || serial !== second.payment.serial || equal(a, b)) {
    throw new VaultRevert('OfflineVaultNoConflict');
  }
  if (!signedBy(first.signature, a, payer) || !signedBy(second.signature, b, payer)) {
    throw new VaultRevert('OfflineVaultInvalidSignature');
  }
  const frozen = freeze(vault, terms, payer, now);
  if (isContested(frozen, payer, serial)) return frozen;
  const contested = put(frozen, withConflict(accountIn(frozen, payer)!, serial));
  if (!isUsed(frozen, payer, serial)) return contested;
  return isReceipt(frozen, first.payment, a, receipt) ? withClaim(contested, a, amount) : frozen;
}

/** Pays what is there, and not yet paid, of a payment; to the recovery address of who is closed. */
function compensate(
  vault: VaultState,
  id: Bytes,
  amount: bigint,
  from: Bytes,
  to: Bytes,
): { readonly vault: VaultState; readonly paid: bigint; readonly payout?: Payout } {
  const before = claimed(vault, id);
  const culprit = accountIn(vault, from)!;
  const target = accountIn(vault, to);
  const open = amount - before;
  const part = open < culprit.balance ? open : culprit.balance;
  if (target === undefined || part <= 0n || equal(from, to)) return { vault, paid: 0n };
  const debited = withClaim(put(vault, { ...culprit, balance: culprit.balance - part }), id, before + part);
  if (target.status === STATUS_CLOSED) {
    if (target.recovery.every((byte) => byte === 0)) return { vault, paid: 0n };
    const ether = vault.ether - part;
    return { vault: { ...debited, ether }, paid: part, payout: { to: target.recovery, amount: part } };
  }
  const balance = target.balance + part;
  const depositTotal = target.depositTotal + part;
  if (balance > MAX_88 || depositTotal > MAX_88) return { vault, paid: 0n };
  return { vault: put(debited, { ...target, balance, depositTotal }), paid: part };
}

/** What came of a claim or of a payee's freeze. */
export type Compensated = ReturnType<typeof compensate>;

/**
 * `claim`: compensates the payee of a frozen payer's payment after its `settleBy`. By anybody, in parts if need be. Its
 * supports must all be receipts of its payer.
 */
export function claim(
  vault: VaultState,
  terms: VaultTerms,
  accepted: Pick<AcceptedPayment, 'payment' | 'signature' | 'acknowledgement'>,
  supports: readonly SupportProof[],
  now: number,
): Compensated {
  const payment = { ...accepted.payment, supports: supports.map((support) => support.payment) };
  const id = paymentDigest(terms.domain, payment);
  const { payer, payee, serial, amount, settleBy } = payment;
  const culprit = accountIn(vault, payer);
  if (culprit?.status !== STATUS_FROZEN || accountIn(vault, payee) === undefined) {
    throw new VaultRevert('OfflineVaultWrongStatus');
  }
  if (now <= settleBy) throw new VaultRevert('OfflineVaultInvalidTimes');
  const demand = (holds: boolean): void => {
    if (!holds) throw new VaultRevert('OfflineVaultNotClaimable');
  };
  demand(amount > 0n && !equal(payer, payee));
  demand(payment.tGen <= payment.expiry && payment.expiry <= settleBy && payment.provedAt <= now);
  demand(settleBy <= payment.provedAt + terms.offlineLimit + terms.settleWindow);
  demand(supports.length <= MAX_SUPPORTS);
  for (const { payment: hash, by } of supports) {
    demand(by.type === 'receipt' && isMember(culprit, hash, by.index, by.path));
  }
  demand(signedBy(accepted.signature, id, payer));
  demand(signedBy(accepted.acknowledgement, acknowledgementDigest(terms.domain, id), payee));
  let current = vault;
  if (!isContested(vault, payer, serial)) {
    demand(!isUsed(vault, payer, serial) && now <= settleBy + terms.exitDelay);
    current = put(vault, withConflict(culprit, serial));
  }
  const done = compensate(current, id, amount, payer, payee);
  if (done.paid === 0n) throw new VaultRevert('OfflineVaultNothingPaid');
  return done;
}

/** `freezePayee`: both answers to one payment, signed by its payee. With its receipt, the payer is paid back what is there. */
export function freezePayee(
  vault: VaultState,
  terms: VaultTerms,
  payment: Payment,
  acknowledgement: Bytes,
  rejection: Bytes,
  receipt: Place | undefined,
  now: number,
): Compensated {
  const id = paymentDigest(terms.domain, payment);
  const { payer, payee, amount } = payment;
  if (
    !signedBy(acknowledgement, acknowledgementDigest(terms.domain, id), payee) ||
    !signedBy(rejection, rejectionDigest(terms.domain, id), payee)
  ) {
    throw new VaultRevert('OfflineVaultInvalidSignature');
  }
  const frozen = freeze(vault, terms, payee, now);
  if (!isReceipt(frozen, payment, id, receipt)) return { vault: frozen, paid: 0n };
  return compensate(frozen, id, amount, payee, payer);
}
