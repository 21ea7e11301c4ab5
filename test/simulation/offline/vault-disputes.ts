import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import {
  type AcceptedPayment,
  acknowledgementDigest,
  claimDigest,
  type Payment,
  paymentDigest,
  rejectionDigest,
  type SignedPayment,
} from '@coffer/offline/messages/payment';
import {
  accountIn,
  book,
  isContested,
  isMember,
  isUsed,
  type ModelAccount,
  put,
  STATUS_CLOSED,
  STATUS_FROZEN,
  STATUS_OPEN,
  signedBy,
  VaultRevert,
  type VaultState,
  type VaultTerms,
  withConflict,
  withSerial,
} from './vault-model.ts';

/**
 * The disputes of `OfflineVault`, as pure functions of the model (docs/decisions/0005-disputes.md): who is frozen, and who
 * is paid out of a frozen account.
 */

const MAX_88 = (1n << 88n) - 1n;

function freeze(vault: VaultState, terms: VaultTerms, address: Bytes, now: number): VaultState {
  const account = accountIn(vault, address);
  if (account === undefined || (account.status !== STATUS_OPEN && account.status !== STATUS_FROZEN)) {
    throw new VaultRevert('OfflineVaultWrongStatus');
  }
  if (account.status === STATUS_FROZEN) return vault;
  const exitAt = account.exitAt === 0 ? 0 : now + terms.exitDelay;
  return put(vault, { ...account, status: STATUS_FROZEN, exitAt });
}

/** `freezePayer`: two different payments of one serial, both signed by their payer. By anybody. */
export function freezePayer(
  vault: VaultState,
  terms: VaultTerms,
  first: SignedPayment,
  second: SignedPayment,
  now: number,
): VaultState {
  const { payer, serial } = first.payment;
  const [a, b] = [first, second].map(({ payment }) => paymentDigest(terms.domain, payment)) as [Bytes, Bytes];
  if (!equal(payer, second.payment.payer) || serial !== second.payment.serial || equal(a, b)) {
    throw new VaultRevert('OfflineVaultNoConflict');
  }
  if (!signedBy(first.signature, a, payer) || !signedBy(second.signature, b, payer)) {
    throw new VaultRevert('OfflineVaultInvalidSignature');
  }
  const frozen = freeze(vault, terms, payer, now);
  if (isUsed(frozen, payer, serial)) return frozen;
  return put(frozen, withConflict(accountIn(frozen, payer)!, serial));
}

/** Pays what is there, and not yet paid, of a payment as compensation. */
function compensate(
  vault: VaultState,
  id: Bytes,
  amount: bigint,
  from: ModelAccount,
  to: ModelAccount | undefined,
): { readonly vault: VaultState; readonly paid: bigint } {
  const key = toHex(id);
  const before = vault.claims.get(key) ?? 0n;
  let part = amount - before;
  if (part > from.balance) part = from.balance;
  if (to === undefined || part === 0n || equal(from.address, to.address)) return { vault, paid: 0n };
  if (to.balance + part > MAX_88 || to.depositTotal + part > MAX_88) return { vault, paid: 0n };
  const debited = put(vault, { ...from, balance: from.balance - part });
  const credited = put(debited, {
    ...to,
    balance: to.balance + part,
    depositTotal: to.depositTotal + part,
  });
  return { vault: { ...credited, claims: new Map(vault.claims).set(key, before + part) }, paid: part };
}

/** `claim`: pays a payment of a frozen payer: until its `settleBy` whole, with a receipt; later what is there. */
export function claim(
  vault: VaultState,
  terms: VaultTerms,
  { payment, signature, acknowledgement }: AcceptedPayment,
  claimSignature: Bytes | undefined,
  now: number,
): { readonly vault: VaultState; readonly paid: bigint; readonly settled: boolean } {
  const id = paymentDigest(terms.domain, payment);
  const key = toHex(id);
  const { payer: from, payee: to, serial, amount } = payment;
  const payer = accountIn(vault, from);
  const payee = accountIn(vault, to);
  if (payer?.status !== STATUS_FROZEN) throw new VaultRevert('OfflineVaultWrongStatus');
  if (payee === undefined || payee.status === STATUS_CLOSED) throw new VaultRevert('OfflineVaultWrongStatus');
  checkClaimed(terms, payment, now);
  if (!signedBy(signature, id, from)) throw new VaultRevert('OfflineVaultInvalidSignature');
  if (!signedBy(acknowledgement, acknowledgementDigest(terms.domain, id), to)) {
    throw new VaultRevert('OfflineVaultInvalidSignature');
  }
  const inTime = now <= payment.settleBy;
  let current = vault;
  if (!isContested(vault, from, serial)) {
    if (isUsed(vault, from, serial)) {
      const digest = claimDigest(terms.domain, id);
      if (claimSignature === undefined || !signedBy(claimSignature, digest, to)) {
        throw new VaultRevert('OfflineVaultInvalidSignature');
      }
    } else {
      if (inTime) throw new VaultRevert('OfflineVaultNoConflict');
      current = put(vault, withSerial(payer, serial));
    }
  }
  const before = vault.claims.get(key) ?? 0n;
  if (before >= amount) throw new VaultRevert('OfflineVaultNothingToClaim');
  if (!inTime) {
    const done = compensate(current, id, amount, accountIn(current, from)!, payee);
    if (done.paid === 0n) throw new VaultRevert('OfflineVaultNothingToClaim');
    return { ...done, settled: false };
  }
  if (payer.balance < amount) throw new VaultRevert('OfflineVaultBalanceTooLow');
  const booked = book(current, payment, id);
  return {
    vault: { ...booked, claims: new Map(vault.claims).set(key, amount) },
    paid: amount,
    settled: true,
  };
}

/** The rules of settlement that hold for a claim, too. */
function checkClaimed(terms: VaultTerms, payment: Payment, now: number): void {
  const { tGen, expiry, settleBy, provedAt, amount, payer, payee } = payment;
  const ordered = tGen <= expiry && expiry <= settleBy && provedAt <= now;
  if (!ordered || settleBy > provedAt + terms.offlineLimit + terms.settleWindow) {
    throw new VaultRevert('OfflineVaultInvalidTimes');
  }
  if (amount === 0n || equal(payer, payee)) throw new VaultRevert('OfflineVaultInvalidAmount');
}

/** Where a payment stands among its payee's receipts. */
export interface Place {
  readonly index: number;
  readonly path: readonly Bytes[];
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
): { readonly vault: VaultState; readonly paid: bigint } {
  const id = paymentDigest(terms.domain, payment);
  const { payer, payee, amount } = payment;
  if (
    !signedBy(acknowledgement, acknowledgementDigest(terms.domain, id), payee) ||
    !signedBy(rejection, rejectionDigest(terms.domain, id), payee)
  ) {
    throw new VaultRevert('OfflineVaultInvalidSignature');
  }
  const frozen = freeze(vault, terms, payee, now);
  if (receipt === undefined) return { vault: frozen, paid: 0n };
  const culprit = accountIn(frozen, payee)!;
  if (!isMember(culprit, id, receipt.index, receipt.path)) return { vault: frozen, paid: 0n };
  const target = accountIn(frozen, payer);
  const closed = target?.status === STATUS_CLOSED;
  return compensate(frozen, id, amount, culprit, closed ? undefined : target);
}
