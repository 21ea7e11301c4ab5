import type { Sat } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import { equal } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { coinScript } from '../script/deposit.ts';
import { networkPublicKey } from '../script/keys.ts';
import type { NetworkData } from './claims.ts';
import { type Claim, type LockedCoin, type NetworkCoin, placeIn, useAfter } from './coin.ts';
import { type DataInput, dataOf, MAX_DATA_INPUTS, openData } from './data-output.ts';
import { dustLimit, type FeeRules } from './fees.ts';
import type { Outpoint, Tx, TxOutput } from './transaction.ts';

/** What readers of transactions that were seen on the chain have in common. Nothing here believes a transaction. */

/** What a watcher knows of its network. */
export interface NetworkView {
  /** K_System. */
  readonly system: Bytes;
  /** The coin of the network at a place, spent or not, or nothing. */
  readonly coinAt: (outpoint: Outpoint) => NetworkCoin | undefined;
  /** The locked output of a cash-out at a place, or nothing. */
  readonly lockedAt: (outpoint: Outpoint) => LockedCoin | undefined;
  readonly rules: FeeRules;
}

/** What is wrong with a transaction that spends coins of the network. */
export type Fault =
  /** An input of the network comes behind one from outside, or there are more than can be. */
  | 'inputs'
  /** It has no data output, or several. */
  | 'no-data'
  /** The data was not written by this network for this transaction, or is malformed. */
  | 'bad-data'
  /** The first output is not the lock of any owner. */
  | 'no-lock'
  /** The owner would wait for fewer blocks than the network demands. */
  | 'short-lock'
  /** More is taken out than its intervals are worth. */
  | 'takes-more'
  /** More of the claims is fee than the network allows. */
  | 'fee'
  /** What nobody claimed does not come back. */
  | 'change'
  /** An output that nothing accounts for. */
  | 'foreign-output'
  /** Coins of the network are mixed with locked outputs. */
  | 'mixed';

/** The inputs of the network, which come first, or a fault. */
export function inputsOf<T>(tx: Tx, at: (outpoint: Outpoint) => T | undefined): readonly T[] | 'inputs' {
  const found = tx.inputs.map(({ outpoint }) => at(outpoint));
  const ours = found.filter((coin) => coin !== undefined);
  const first = found.slice(0, ours.length).every((coin) => coin !== undefined);
  return first && ours.length <= MAX_DATA_INPUTS ? ours : 'inputs';
}

/** The one data output's data, or nothing when there is none; several are a fault. */
export function notesOf(tx: Tx): readonly Bytes[] {
  return tx.outputs.map(({ script }) => dataOf(script)).filter((data) => data !== undefined);
}

/** Opens data. Whatever the bytes are, the answer is data or a fault. */
export function tryOpen(
  system: Bytes,
  inputs: readonly DataInput[],
  notes: readonly Bytes[],
): NetworkData | 'no-data' | 'bad-data' {
  const [note, ...others] = notes;
  if (note === undefined || others.length > 0) return 'no-data';
  try {
    return openData(system, inputs, note);
  } catch (error) {
    if (isCofferError(error, 'BITCOIN_DATA')) return 'bad-data';
    throw error;
  }
}

/** The change that a transaction must have: where, and how much. */
export interface DueChange {
  readonly coin: NetworkCoin;
  readonly output: TxOutput;
  /** Satoshi of the claims that fill it up. */
  readonly padding: bigint;
}

/** The change of a transaction out of these coins, if it is at `index`; nothing when all is claimed. */
export function dueChange(
  { system, rules }: Pick<NetworkView, 'system' | 'rules'>,
  tx: Tx,
  coins: readonly Claim[],
  claimed: Sat,
  index: number,
): DueChange | 'change' | undefined {
  const held = coins.reduce((sum, { coin }) => sum + coin.value, 0n);
  if (held === claimed) return undefined;
  const first = coins[0]!.coin;
  const use = useAfter('change', first);
  const script = coinScript('p2tr', networkPublicKey(system, first.base, use));
  const least = dustLimit(script, rules);
  const value = held - claimed < least ? least : held - claimed;
  const output = tx.outputs[index];
  if (output === undefined || output.value !== value || !equal(output.script, script)) return 'change';
  const coin: NetworkCoin = {
    outpoint: placeIn(tx, index),
    value: output.value,
    form: 'p2tr',
    base: first.base,
    use,
  };
  return { coin, output, padding: value - (held - claimed) };
}
