import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import { keccak256 } from '@coffer/crypto/hash';
import { recover } from '@coffer/crypto/secp256k1';
import { foldPath, peakOf } from '@coffer/offline/enclave/receipts';
import type { SettleItem } from '@coffer/offline/host/chain';
import type { REASONS } from '@coffer/offline/host/vault-abi';
import {
  acknowledgementDigest,
  type Cancellation,
  cancellationDigest,
  type Payment,
  paymentDigest,
  type Withdrawal,
  withdrawalDigest,
} from '@coffer/offline/messages/payment';

/**
 * `OfflineVault` as a pure value: the same rules, the same order of checks, the same storage words as the contract.
 * The differential test in `test/integration` holds the two together.
 */

/** What became of an item of a settlement. */
export type Reason = (typeof REASONS)[number];

/** A transaction failed as a whole and changed nothing: the contract's custom error, by name. */
export class VaultRevert extends Error {}

/** The vault's constructor arguments and domain. */
export interface VaultTerms {
  readonly domain: Bytes;
  readonly offlineLimit: number;
  readonly settleWindow: number;
  readonly exitDelay: number;
}

/** The contract's enum `Status`. */
export const STATUS_OPEN = 1;
/** See {@link STATUS_OPEN}. */
export const STATUS_FROZEN = 2;
/** See {@link STATUS_OPEN}. */
export const STATUS_CLOSED = 3;

/** An account of the vault. */
export interface ModelAccount {
  readonly address: Bytes;
  readonly balance: bigint;
  readonly depositTotal: bigint;
  readonly received: number;
  readonly status: number;
  readonly recovery: Bytes;
  readonly exitAt: number;
  /** By `serial >> 8`. */
  readonly serials: ReadonlyMap<number, bigint>;
  /** Serials of which two payments were shown: each of them is paid once. By `serial >> 8`. */
  readonly conflicts: ReadonlyMap<number, bigint>;
  /** By height. Heights that no current peak has keep their last value, as storage does, or none. */
  readonly peaks: readonly Bytes[];
  /** Digests settled to it, in order: not storage, what a host rebuilds from the events. */
  readonly receipts: readonly Bytes[];
}

/** All of the vault. Immutable. */
export interface VaultState {
  readonly accounts: ReadonlyMap<string, ModelAccount>;
  /** What was paid for a payment of a contested serial, or as compensation, wei, by digest. */
  readonly claims: ReadonlyMap<string, bigint>;
  /** The contract's own balance, wei. */
  readonly ether: bigint;
}

/** A vault as deployed. */
export const EMPTY_VAULT: VaultState = { accounts: new Map(), claims: new Map(), ether: 0n };

/** A certified account, as the registry has judged it: certified once is certified (SAFETY O4). */
export interface CertifiedAccount {
  readonly account: Bytes;
  readonly recovery: Bytes;
  /** False when the registry refuses the certificate. */
  readonly valid: boolean;
}

/** One payment to settle. As in the contract's ABI, the supports that are hashed are those that come with proofs. */
export type VaultItem = Pick<SettleItem, 'payment' | 'supports' | 'signature' | 'acknowledgement'>;

/** What became of an item. */
export interface Outcome {
  readonly id: Bytes;
  readonly reason: Reason;
}

/** Most items of a batch. */
export const MAX_ITEMS = 64;
const MAX_OPENS = 64;
const MAX_SUPPORTS = 16;
const MAX_88 = (1n << 88n) - 1n;

/** An account, or `undefined` when it was never opened. */
export function accountIn(vault: VaultState, address: Bytes): ModelAccount | undefined {
  return vault.accounts.get(toHex(address));
}

function hasBit(words: ReadonlyMap<number, bigint> | undefined, serial: number): boolean {
  const word = words?.get(Math.floor(serial / 256)) ?? 0n;
  return ((word >> BigInt(serial % 256)) & 1n) === 1n;
}

function withBit(words: ReadonlyMap<number, bigint>, serial: number): ReadonlyMap<number, bigint> {
  const index = Math.floor(serial / 256);
  return new Map(words).set(index, (words.get(index) ?? 0n) | (1n << BigInt(serial % 256)));
}

/** Whether a serial is used. */
export function isUsed(vault: VaultState, address: Bytes, serial: number): boolean {
  return hasBit(accountIn(vault, address)?.serials, serial);
}

/** Whether two payments of a serial were shown. */
export function isContested(vault: VaultState, address: Bytes, serial: number): boolean {
  return hasBit(accountIn(vault, address)?.conflicts, serial);
}

/** Changes an account that exists. */
export function put(vault: VaultState, account: ModelAccount): VaultState {
  return { ...vault, accounts: new Map(vault.accounts).set(toHex(account.address), account) };
}

/** With a serial used. */
export function withSerial(account: ModelAccount, serial: number): ModelAccount {
  return { ...account, serials: withBit(account.serials, serial) };
}

/** With a serial used and contested. */
export function withConflict(account: ModelAccount, serial: number): ModelAccount {
  return { ...withSerial(account, serial), conflicts: withBit(account.conflicts, serial) };
}

function withReceipt(account: ModelAccount, id: Bytes): ModelAccount {
  // A copy that keeps what is missing missing.
  const peaks = account.peaks.slice();
  let node = id;
  let height = 0;
  for (let n = account.received; n % 2 === 1; n = Math.floor(n / 2)) node = keccak256(peaks[height++]!, node);
  peaks[height] = node;
  return { ...account, peaks, received: account.received + 1, receipts: [...account.receipts, id] };
}

/** `open`: makes an account, with an optional first deposit. On an open account it only deposits. */
export function open(vault: VaultState, certificate: CertifiedAccount, value: bigint): VaultState {
  const account = accountIn(vault, certificate.account);
  if (account === undefined) {
    if (!certificate.valid) throw new VaultRevert('OfflineVaultInvalidCertificate');
  } else if (!equal(account.recovery, certificate.recovery))
    throw new VaultRevert('OfflineVaultOtherRecovery');
  const opened = account === undefined ? put(vault, fresh(certificate)) : vault;
  return value === 0n ? opened : deposit(opened, certificate.account, value);
}

function fresh(certificate: CertifiedAccount): ModelAccount {
  return {
    address: certificate.account,
    balance: 0n,
    depositTotal: 0n,
    received: 0,
    status: STATUS_OPEN,
    recovery: certificate.recovery,
    exitAt: 0,
    serials: new Map(),
    conflicts: new Map(),
    peaks: [],
    receipts: [],
  };
}

/** `deposit`: by anybody, to an account that is not closed. */
export function deposit(vault: VaultState, address: Bytes, value: bigint): VaultState {
  const account = accountIn(vault, address);
  if (value === 0n) throw new VaultRevert('OfflineVaultInvalidAmount');
  if (account === undefined || account.status === STATUS_CLOSED)
    throw new VaultRevert('OfflineVaultWrongStatus');
  if (account.depositTotal + value > MAX_88 || account.balance + value > MAX_88) {
    throw new VaultRevert('OfflineVaultInvalidAmount');
  }
  const { balance, depositTotal } = account;
  const next = put(vault, { ...account, balance: balance + value, depositTotal: depositTotal + value });
  return { ...next, ether: vault.ether + value };
}

/** Whether an account signed a digest. */
export function signedBy(signature: Bytes, digest: Bytes, signer: Bytes): boolean {
  try {
    return equal(recover(signature, digest), signer);
  } catch {
    return false;
  }
}

/** Whether a payment is among an account's receipts. */
export function isMember(account: ModelAccount, hash: Bytes, index: number, path: readonly Bytes[]): boolean {
  const place = peakOf(index, account.received);
  const root = place === undefined ? undefined : foldPath(hash, place, path);
  return root !== undefined && equal(root, account.peaks[place!.height]!);
}

/** `settle`: opens what is missing, then settles items in order; what cannot be settled is skipped and consumes nothing. */
export function settle(
  vault: VaultState,
  terms: VaultTerms,
  opens: readonly CertifiedAccount[],
  items: readonly VaultItem[],
  now: number,
): { readonly vault: VaultState; readonly outcomes: readonly Outcome[] } {
  if (items.length > MAX_ITEMS || opens.length > MAX_OPENS) throw new VaultRevert('OfflineVaultBatchTooLong');
  let current = vault;
  for (const certificate of opens) {
    if (certificate.valid && accountIn(current, certificate.account) === undefined) {
      current = put(current, fresh(certificate));
    }
  }
  const outcomes: Outcome[] = [];
  for (const item of items) {
    const payment = { ...item.payment, supports: item.supports.map((support) => support.payment) };
    const id = paymentDigest(terms.domain, payment);
    const reason = judge(current, terms, items, outcomes, { ...item, payment }, id, now);
    outcomes.push({ id, reason });
    if (reason !== 'Settled') continue;
    const contested = isContested(current, payment.payer, payment.serial);
    current = book(current, payment, id);
    if (contested) current = withClaim(current, id, payment.amount);
  }
  return { vault: withFinalPeaks(vault, current), outcomes };
}

/** Peaks that were made and merged within one settlement never reach storage. */
function withFinalPeaks(before: VaultState, after: VaultState): VaultState {
  let current = after;
  for (const account of after.accounts.values()) {
    const old = accountIn(before, account.address);
    if (old?.peaks === account.peaks) continue;
    const peaks: Bytes[] = [];
    account.peaks.forEach((peak, height) => {
      const counts = Math.floor(account.received / 2 ** height) % 2 === 1;
      const kept = counts ? peak : old?.peaks[height];
      if (kept !== undefined) peaks[height] = kept;
    });
    current = put(current, { ...account, peaks });
  }
  return current;
}

/** What was paid so far for a payment of a contested serial or a frozen account, wei. */
export function claimed(vault: VaultState, id: Bytes): bigint {
  return vault.claims.get(toHex(id)) ?? 0n;
}

/** With so much paid for a payment. */
export function withClaim(vault: VaultState, id: Bytes, total: bigint): VaultState {
  return { ...vault, claims: new Map(vault.claims).set(toHex(id), total) };
}

/** Moves a payment's money, marks its serial and appends its receipt. */
function book(vault: VaultState, payment: Payment, id: Bytes): VaultState {
  const payer = accountIn(vault, payment.payer)!;
  const debited = { ...withSerial(payer, payment.serial), balance: payer.balance - payment.amount };
  const between = put(vault, debited);
  const payee = accountIn(between, payment.payee)!;
  return put(between, { ...withReceipt(payee, id), balance: payee.balance + payment.amount });
}

function judge(
  vault: VaultState,
  terms: VaultTerms,
  items: readonly VaultItem[],
  outcomes: readonly Outcome[],
  { payment, supports, signature, acknowledgement }: VaultItem,
  id: Bytes,
  now: number,
): Reason {
  const payer = accountIn(vault, payment.payer);
  const payee = accountIn(vault, payment.payee);
  if (payer === undefined) return 'PayerUnknown';
  if (payer.status === STATUS_CLOSED) return 'PayerClosed';
  if (payee === undefined) return 'PayeeUnknown';
  if (payee.status === STATUS_CLOSED) return 'PayeeClosed';
  if (payment.amount === 0n) return 'AmountZero';
  if (equal(payment.payer, payment.payee)) return 'PayeeIsPayer';
  if (payment.tGen > payment.expiry || payment.expiry > payment.settleBy) return 'TimesDisordered';
  const deadline = judgeDeadline(terms, payment, now);
  if (deadline !== 'Settled') return deadline;
  if (supports.length > MAX_SUPPORTS) return 'TooManySupports';
  for (const { payment: hash, by } of supports) {
    if (by.type === 'receipt') {
      if (!isMember(payer, hash, by.index, by.path)) return 'SupportUnsettled';
      continue;
    }
    const outcome = outcomes[by.item];
    const funding = items[by.item]?.payment;
    const settled =
      outcome !== undefined &&
      funding !== undefined &&
      outcome.reason === 'Settled' &&
      equal(outcome.id, hash) &&
      equal(funding.payee, payment.payer);
    if (!settled) return 'SupportUnsettled';
    if (funding.settleBy < payment.settleBy) return 'SupportEndsEarlier';
  }
  if (!signedBy(signature, id, payment.payer)) return 'PayerSignature';
  if (!signedBy(acknowledgement, acknowledgementDigest(terms.domain, id), payment.payee))
    return 'PayeeSignature';
  if (isUsed(vault, payment.payer, payment.serial) && !isOwed(vault, payer, payment.serial, id))
    return 'SerialUsed';
  if (payer.balance < payment.amount) return 'BalanceTooLow';
  return payee.balance > MAX_88 - payment.amount ? 'PayeeFull' : 'Settled';
}

/** Whether two payments of the serial were shown, and this one was not paid yet. */
function isOwed(vault: VaultState, payer: ModelAccount, serial: number, id: Bytes): boolean {
  return payer.status === STATUS_FROZEN && hasBit(payer.conflicts, serial) && claimed(vault, id) === 0n;
}

/** Whether something signed can still be carried out, as far as its times say. */
export function judgeDeadline(
  terms: VaultTerms,
  signed: { readonly settleBy: number; readonly provedAt: number },
  now: number,
): Reason {
  if (now > signed.settleBy) return 'TooLate';
  if (signed.provedAt > now) return 'ProvedInFuture';
  return signed.settleBy > signed.provedAt + terms.offlineLimit + terms.settleWindow
    ? 'SettleByTooLate'
    : 'Settled';
}

/** What withdrawing and cancelling need. */
function debitable(
  vault: VaultState,
  terms: VaultTerms,
  signed: Withdrawal | Cancellation,
  digest: Bytes,
  signature: Bytes,
  now: number,
): ModelAccount {
  if ('amount' in signed && signed.amount === 0n) throw new VaultRevert('OfflineVaultInvalidAmount');
  const account = accountIn(vault, signed.account);
  if (account === undefined || account.status !== STATUS_OPEN)
    throw new VaultRevert('OfflineVaultWrongStatus');
  if (account.exitAt !== 0) throw new VaultRevert('OfflineVaultExitAnnounced');
  if (signed.tGen > signed.settleBy || judgeDeadline(terms, signed, now) !== 'Settled') {
    throw new VaultRevert('OfflineVaultInvalidTimes');
  }
  if (!signedBy(signature, digest, signed.account)) throw new VaultRevert('OfflineVaultInvalidSignature');
  if (isUsed(vault, signed.account, signed.serial)) throw new VaultRevert('OfflineVaultSerialUsed');
  return account;
}

function isNobody(address: Bytes): boolean {
  return address.every((byte) => byte === 0);
}

/** `withdraw`: by anybody, signed by the account. The ether leaves the vault. */
export function withdraw(
  vault: VaultState,
  terms: VaultTerms,
  withdrawal: Withdrawal,
  signature: Bytes,
  now: number,
): VaultState {
  const digest = withdrawalDigest(terms.domain, withdrawal);
  const account = debitable(vault, terms, withdrawal, digest, signature, now);
  const { amount, serial, to } = withdrawal;
  if (account.balance < amount) throw new VaultRevert('OfflineVaultBalanceTooLow');
  if (isNobody(to)) throw new VaultRevert('OfflineVaultPayoutFailed');
  const next = put(vault, { ...withSerial(account, serial), balance: account.balance - amount });
  return { ...next, ether: vault.ether - amount };
}

/** `cancel`: pays all that the account holds out and closes it for good. By anybody, signed by the account. */
export function cancel(
  vault: VaultState,
  terms: VaultTerms,
  cancellation: Cancellation,
  signature: Bytes,
  now: number,
): { readonly vault: VaultState; readonly to: Bytes; readonly amount: bigint } {
  const digest = cancellationDigest(terms.domain, cancellation);
  const account = debitable(vault, terms, cancellation, digest, signature, now);
  const { balance: amount } = account;
  const { to, serial } = cancellation;
  if (amount > 0n && isNobody(to)) throw new VaultRevert('OfflineVaultPayoutFailed');
  const closed = put(vault, { ...withSerial(account, serial), balance: 0n, status: STATUS_CLOSED });
  return { vault: { ...closed, ether: vault.ether - amount }, to, amount };
}

function leaving(vault: VaultState, address: Bytes, caller: Bytes): ModelAccount {
  const account = accountIn(vault, address);
  if (account === undefined || !equal(account.recovery, caller))
    throw new VaultRevert('OfflineVaultUnauthorized');
  return account;
}

/** `announceExit`: only by the recovery address of the certificate. */
export function announceExit(
  vault: VaultState,
  terms: VaultTerms,
  address: Bytes,
  caller: Bytes,
  now: number,
): VaultState {
  const account = leaving(vault, address, caller);
  if (account.status === STATUS_CLOSED) throw new VaultRevert('OfflineVaultWrongStatus');
  if (account.exitAt !== 0) throw new VaultRevert('OfflineVaultExitAnnounced');
  return put(vault, { ...account, exitAt: now + terms.exitDelay });
}

/** `cancelExit`. */
export function cancelExit(vault: VaultState, address: Bytes, caller: Bytes): VaultState {
  const account = leaving(vault, address, caller);
  if (account.exitAt === 0) throw new VaultRevert('OfflineVaultExitNotDue');
  return put(vault, { ...account, exitAt: 0 });
}

/** `executeExit`: pays everything to the recovery address and closes the account. */
export function executeExit(
  vault: VaultState,
  address: Bytes,
  now: number,
): { readonly vault: VaultState; readonly to: Bytes; readonly amount: bigint } {
  const account = accountIn(vault, address);
  if (account === undefined || account.exitAt === 0 || now < account.exitAt) {
    throw new VaultRevert('OfflineVaultExitNotDue');
  }
  const closed = put(vault, { ...account, balance: 0n, status: STATUS_CLOSED, exitAt: 0 });
  const { recovery: to, balance: amount } = account;
  return { vault: { ...closed, ether: vault.ether - amount }, to, amount };
}

/** Sum of all account balances, wei. */
export function totalBalance(vault: VaultState): bigint {
  let sum = 0n;
  for (const account of vault.accounts.values()) sum += account.balance;
  return sum;
}
