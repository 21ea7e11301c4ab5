import { type Sat, sat } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import { idOf } from '../encoding/bytes.ts';
import { type Lock, lockOutput } from '../script/cashout.ts';
import type { CoinForm } from '../script/deposit.ts';
import { type KeyUse, networkPublicKey } from '../script/keys.ts';
import { checkIntervals, type Interval, totalOf } from './intervals.ts';
import { coinInput, type PlannedInput, REPLACEABLE } from './spend.ts';
import { type Outpoint, type Tx, txHash } from './transaction.ts';

/** The coins of a network of enclaves: where they are, and by which keys they are spent. */

/** A coin of the network: a deposit, change, or what a remedy brought back. */
export interface NetworkCoin {
  readonly outpoint: Outpoint;
  readonly value: Sat;
  readonly form: CoinForm;
  /** The member's base key that its key derives from: compressed, 33 bytes. */
  readonly base: Bytes;
  readonly use: KeyUse;
}

/** A coin and the intervals of it that a transaction claims, in their one form. */
export interface Claim {
  readonly coin: NetworkCoin;
  readonly claims: readonly Interval[];
}

/** The locked output of an emergency cash-out. */
export interface LockedCoin {
  readonly outpoint: Outpoint;
  readonly value: Sat;
  /** What the cash-out claimed: the output holds this without the fee. */
  readonly claimed: Sat;
  readonly lock: Lock;
  /** What the network's key derives from. */
  readonly base: Bytes;
  readonly use: KeyUse;
}

/** What the claims of a transaction hold together, after a check. @throws BitcoinError `BITCOIN_INTERVALS` */
export function checkClaims(inputs: readonly Claim[]): Sat {
  let sum = 0n;
  for (const { coin, claims } of inputs) {
    checkIntervals(claims, coin.value);
    sum += totalOf(claims);
  }
  return sat(sum);
}

/** The input that spends a coin. @throws BitcoinError `BITCOIN_KEY` */
export function networkInput(system: Bytes, coin: NetworkCoin): PlannedInput {
  return coinInput(coin.outpoint, coin.value, coin.form, networkPublicKey(system, coin.base, coin.use));
}

/** The use of what the network keeps of a transaction whose first input is this: `change`, or `lock`. */
export function useAfter(type: 'change' | 'lock', first: { readonly outpoint: Outpoint }): KeyUse {
  return { type, outpoint: first.outpoint };
}

/** A place as people and RPC write it, `txid:index`: a key for maps, and the name of a deposit in lines. */
export function placeName({ hash, index }: Outpoint): string {
  return `${idOf(hash)}:${index}`;
}

/** An output of a transaction as a place. */
export function placeIn(tx: Tx, index: number): Outpoint {
  return { hash: txHash(tx), index };
}

/** A locked output, as the owner or the network spends it. */
export function lockedInput(
  { outpoint, value, lock }: Pick<LockedCoin, 'outpoint' | 'value' | 'lock'>,
  spend: PlannedInput['spend'],
  sequence = REPLACEABLE,
): PlannedInput {
  return { outpoint, output: { value, script: lockOutput(lock) }, sequence, spend };
}
