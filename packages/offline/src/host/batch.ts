import type { Wei } from '@coffer/core/amount';
import { type Bytes, concat, fromBytesBE, toBytesBE, toHex } from '@coffer/core/bytes';
import type { Payment } from '../messages/payment.ts';
import type { SettleItem, SupportProof } from './chain.ts';
import { WalletError } from './error.ts';

/**
 * The packed batch of payments that the vault's `settle` takes. Big-endian, nothing between the fields:
 *
 * ```
 * batch    accounts u8 | items u8 | account 20 (× accounts, ascending) | item (× items)
 * item     payer u8 | payee u8 | supports u8 | amount u88 | serial u64 | tGen u40 | expiry u40 | settleBy u40 | provedAt u40
 *          | state 32 | payer's signature 64 | acknowledgement 64 | support (× supports)
 * support  payment 32 | index u48 | hashes u8 | hash 32 (× hashes)
 * ```
 * Payer and payee are numbers of accounts. A support's index is the number of its receipt, or 2^47 + an item of the batch.
 */

/** A payment of a batch, as far as the batch tells it: the vault computes its digest. */
export type BatchItem = Omit<SettleItem, 'id'>;

/** Set in a support's index when it names an item of the same batch. */
const IN_BATCH = 2 ** 47;
/** Bytes of an item without its supports, and of a support without its path. */
const ITEM = 202;
const SUPPORT = 39;

const number = (value: number, bytes: number): Bytes => toBytesBE(BigInt(value), bytes);

/** Bytes that an item takes in a batch, apart from its accounts. */
export function itemSize({ supports }: BatchItem): number {
  let size = ITEM;
  for (const { by } of supports) size += SUPPORT + (by.type === 'receipt' ? 32 * by.path.length : 0);
  return size;
}

function encodeSupport({ payment, by }: SupportProof): Bytes {
  return by.type === 'item'
    ? concat(payment, number(IN_BATCH + by.item, 6), number(0, 1))
    : concat(payment, number(by.index, 6), number(by.path.length, 1), ...by.path);
}

/**
 * Packs payments for `settle`.
 * @throws CofferError `BAD_NUMBER` when there are more than 255 items, accounts, supports or hashes, or a field is too large
 */
export function encodeBatch(items: readonly BatchItem[]): Bytes {
  const names = new Set(items.flatMap(({ payment }) => [toHex(payment.payer), toHex(payment.payee)]));
  // Hexadecimal of one length sorts as the bytes do.
  const sorted = [...names].sort();
  const place = new Map(sorted.map((name, index) => [name, index]));
  const accounts = new Map(
    items.flatMap(({ payment: { payer, payee } }) => [
      [toHex(payer), payer],
      [toHex(payee), payee],
    ]),
  );
  const parts: Bytes[] = [number(sorted.length, 1), number(items.length, 1)];
  for (const name of sorted) parts.push(accounts.get(name)!);
  for (const { payment, signature, acknowledgement, supports } of items) {
    parts.push(
      number(place.get(toHex(payment.payer))!, 1),
      number(place.get(toHex(payment.payee))!, 1),
      number(supports.length, 1),
      toBytesBE(payment.amount, 11),
      number(payment.serial, 8),
      number(payment.tGen, 5),
      number(payment.expiry, 5),
      number(payment.settleBy, 5),
      number(payment.provedAt, 5),
      payment.state,
      signature,
      acknowledgement,
      ...supports.map(encodeSupport),
    );
  }
  return concat(...parts);
}

/**
 * Unpacks a batch, such as one that somebody else once settled: every payment in it with its signatures, as the vault saw
 * them. Nothing is verified. A payment whose serial no enclave can make is left out, and does not hide the others.
 * @throws WalletError `CHAIN_ANSWER` when it cannot be read
 */
export function decodeBatch(batch: Bytes): readonly BatchItem[] {
  let offset = 0;
  const take = (length: number): Bytes => {
    if (length > batch.length - offset) throw malformed();
    offset += length;
    return batch.subarray(offset - length, offset);
  };
  const uint = (length: number): number => Number(fromBytesBE(take(length)));
  const times = <T>(count: number, read: () => T): readonly T[] => {
    const all: T[] = [];
    for (let i = 0; i < count; i++) all.push(read());
    return all;
  };
  const [accountCount, itemCount] = [uint(1), uint(1)];
  const accounts = times(accountCount, () => take(20));
  const party = (): Bytes => {
    const account = accounts[uint(1)];
    if (account === undefined) throw malformed();
    return account;
  };
  const support = (): SupportProof => {
    const payment = take(32);
    const index = uint(6);
    const path = times(uint(1), () => take(32));
    return index < IN_BATCH
      ? { payment, by: { type: 'receipt', index, path } }
      : { payment, by: { type: 'item', item: index - IN_BATCH } };
  };
  const items = times(itemCount, (): BatchItem => {
    const payer = party();
    const payee = party();
    const supportCount = uint(1);
    const fields: Omit<Payment, 'supports'> = {
      payer,
      payee,
      amount: fromBytesBE(take(11)) as Wei,
      serial: uint(8),
      tGen: uint(5),
      expiry: uint(5),
      settleBy: uint(5),
      provedAt: uint(5),
      state: take(32),
    };
    const [signature, acknowledgement] = [take(64), take(64)];
    const supports = times(supportCount, support);
    const payment = { ...fields, supports: supports.map(({ payment: digest }) => digest) };
    return { payment, signature, acknowledgement, supports };
  });
  if (offset !== batch.length) throw malformed();
  return items.filter(({ payment }) => Number.isSafeInteger(payment.serial));
}

/** Bytes of an outcome in `Settled`: digest, payee, reason. */
const OUTCOME = 53;

/** What `Settled` says of each item of its batch, in order. `reason` is a number of the vault's `Reason`. */
export function decodeOutcomes(
  outcomes: Bytes,
): readonly { readonly payment: Bytes; readonly payee: Bytes; readonly reason: number }[] {
  if (outcomes.length % OUTCOME !== 0) throw malformed();
  return Array.from({ length: outcomes.length / OUTCOME }, (_, i) => {
    const one = outcomes.subarray(i * OUTCOME, (i + 1) * OUTCOME);
    return { payment: one.slice(0, 32), payee: one.slice(32, 52), reason: one[52]! };
  });
}

function malformed(): WalletError {
  return new WalletError('CHAIN_ANSWER', 'A settled batch of payments cannot be read.');
}
