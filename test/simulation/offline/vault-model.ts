import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import { keccak256 } from '@coffer/crypto/hash';
import { recover } from '@coffer/crypto/secp256k1';
import { foldPath, peakOf } from '@coffer/offline/enclave/receipts';
import type { SettleItem } from '@coffer/offline/host/chain';
import type { REASONS } from '@coffer/offline/host/vault-abi';
import {
  acknowledgementDigest,
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

/** The contract's enum `Status`; 2 is kept for the freeze of the next release. */
const STATUS_OPEN = 1;
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
  /** By height. Heights that no current peak has keep their last value, as storage does. */
  readonly peaks: readonly Bytes[];
  /** Digests settled to it, in order: not storage, what a host rebuilds from the events. */
  readonly receipts: readonly Bytes[];
}

/** All of the vault. Immutable. */
export interface VaultState {
  readonly accounts: ReadonlyMap<string, ModelAccount>;
  /** The contract's own balance, wei. */
  readonly ether: bigint;
}

/** A vault as deployed. */
export const EMPTY_VAULT: VaultState = { accounts: new Map(), ether: 0n };

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
const MAX_SUPPORTS = 16;
const MAX_88 = (1n << 88n) - 1n;

/** An account, or `undefined` when it was never opened. */
export function accountIn(vault: VaultState, address: Bytes): ModelAccount | undefined {
  return vault.accounts.get(toHex(address));
}

/** Whether a serial is used. */
export function isUsed(vault: VaultState, address: Bytes, serial: number): boolean {
  const word = accountIn(vault, address)?.serials.get(Math.floor(serial / 256)) ?? 0n;
  return ((word >> BigInt(serial % 256)) & 1n) === 1n;
}

function put(vault: VaultState, account: ModelAccount): VaultState {
  return { ...vault, accounts: new Map(vault.accounts).set(toHex(account.address), account) };
}

function withSerial(account: ModelAccount, serial: number): ModelAccount {
  const index = Math.floor(serial / 256);
  const word = (account.serials.get(index) ?? 0n) | (1n << BigInt(serial % 256));
  return { ...account, serials: new Map(account.serials).set(index, word) };
}

function withReceipt(account: ModelAccount, id: Bytes): ModelAccount {
  const peaks = [...account.peaks];
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

function signedBy(signature: Bytes, digest: Bytes, signer: Bytes): boolean {
  try {
    return equal(recover(signature, digest), signer);
  } catch {
    return false;
  }
}

function isMember(account: ModelAccount, hash: Bytes, index: number, path: readonly Bytes[]): boolean {
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
  if (items.length > MAX_ITEMS || opens.length > 2 * MAX_ITEMS)
    throw new VaultRevert('OfflineVaultBatchTooLong');
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
    const payer = accountIn(current, payment.payer)!;
    const debited = { ...withSerial(payer, payment.serial), balance: payer.balance - payment.amount };
    current = put(current, debited);
    const payee = accountIn(current, payment.payee)!;
    current = put(current, { ...withReceipt(payee, id), balance: payee.balance + payment.amount });
  }
  return { vault: current, outcomes };
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
  if (isUsed(vault, payment.payer, payment.serial)) return 'SerialUsed';
  if (payer.balance < payment.amount) return 'BalanceTooLow';
  return payee.balance > MAX_88 - payment.amount ? 'PayeeFull' : 'Settled';
}

function judgeDeadline(
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

/** `withdraw`: by anybody, signed by the account. The ether leaves the vault. */
export function withdraw(
  vault: VaultState,
  terms: VaultTerms,
  withdrawal: Withdrawal,
  signature: Bytes,
  now: number,
): VaultState {
  const account = accountIn(vault, withdrawal.account);
  const { amount, serial, tGen, settleBy } = withdrawal;
  if (account === undefined || account.status !== STATUS_OPEN)
    throw new VaultRevert('OfflineVaultWrongStatus');
  if (account.exitAt !== 0) throw new VaultRevert('OfflineVaultExitAnnounced');
  if (amount === 0n) throw new VaultRevert('OfflineVaultInvalidAmount');
  if (tGen > settleBy || judgeDeadline(terms, withdrawal, now) !== 'Settled') {
    throw new VaultRevert('OfflineVaultInvalidTimes');
  }
  if (!signedBy(signature, withdrawalDigest(terms.domain, withdrawal), withdrawal.account)) {
    throw new VaultRevert('OfflineVaultInvalidSignature');
  }
  if (isUsed(vault, withdrawal.account, serial)) throw new VaultRevert('OfflineVaultSerialUsed');
  if (account.balance < amount) throw new VaultRevert('OfflineVaultBalanceTooLow');
  if (withdrawal.to.every((byte) => byte === 0)) throw new VaultRevert('OfflineVaultPayoutFailed');
  const next = put(vault, { ...withSerial(account, serial), balance: account.balance - amount });
  return { ...next, ether: vault.ether - amount };
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
