import { sat } from '@coffer/core/amount';
import { type Bytes, equal } from '@coffer/core/bytes';
import { type Lock, type LockForm, lockOutput } from '../script/cashout.ts';
import { lockOf } from './cash-out.ts';
import { claimedBy, type DataKind, type NetworkData } from './claims.ts';
import { type Claim, type LockedCoin, type NetworkCoin, placeIn, useAfter } from './coin.ts';
import { dueChange, type Fault, inputsOf, type NetworkView, notesOf, tryOpen } from './seen.ts';
import type { Tx, TxOutput } from './transaction.ts';

/** Judges a transaction that was seen on the chain: is it an emergency cash-out of this network, and what does it claim? */

/** What a watcher knows of cash-outs. */
export interface CashOutView extends NetworkView {
  /** Emergency keys of all members, also of those who left: compressed, 33 bytes each. */
  readonly owners: readonly Bytes[];
  /** Blocks that a lock must have at least. */
  readonly delay: number;
}

/** A cash-out as it was seen. Whether its owner owned what it claims is for the books to say. */
export interface SeenCashOut {
  readonly coins: readonly Claim[];
  readonly counter: bigint;
  /** The owner's emergency key. */
  readonly owner: Bytes;
  readonly locked: LockedCoin;
  readonly change?: NetworkCoin;
}

/** What a transaction is, to a watcher. */
export type CashOutVerdict =
  | { readonly type: 'cash-out'; readonly cashOut: SeenCashOut }
  /** It spends no coin of the network. */
  | { readonly type: 'unrelated' }
  /** It says to be something else of the network. */
  | { readonly type: 'other'; readonly kind: Exclude<DataKind, 'cash-out'> }
  /**
   * It spends coins of the network and is no valid cash-out: no enclave of this network makes such. `data` is there when it
   * was written by this network; `locked` when a lock was found that a remedy can take back; `cashOut` when everything is where
   * it should be, and only its lock is too short, its fee too high or an output too many.
   */
  | {
      readonly type: 'wrong';
      readonly fault: Fault;
      readonly data?: NetworkData;
      readonly locked?: LockedCoin;
      readonly cashOut?: SeenCashOut;
    };

function formOf({ script }: TxOutput): LockForm {
  return script[0] === 0 ? 'p2wsh' : 'p2tr';
}

function findLock(view: CashOutView, first: NetworkCoin, output: TxOutput, delay: number): Lock | undefined {
  for (const owner of view.owners) {
    const lock = lockOf(view.system, first, { form: formOf(output), owner, delay });
    if (equal(lockOutput(lock), output.script)) return lock;
  }
  return undefined;
}

/** What is wrong with the amounts of a cash-out whose lock was found. */
function faultOf(view: CashOutView, tx: Tx, seen: SeenCashOut & { padding: bigint }): Fault | undefined {
  const { lock, claimed, value } = seen.locked;
  if (lock.delay < view.delay) return 'short-lock';
  if (value > claimed) return 'takes-more';
  // The cap by rate was checked when it was signed; by share it holds whatever it paid for.
  if ((claimed - seen.padding - value) * 1000n > claimed * view.rules.maximumShare) return 'fee';
  const known = seen.change === undefined ? 2 : 3;
  const funded = tx.inputs.length > seen.coins.length;
  return tx.outputs.length > known + (funded ? 1 : 0) ? 'foreign-output' : undefined;
}

/**
 * Reads a cash-out. Total: every transaction gets a verdict.
 * @throws BitcoinError `BITCOIN_KEY` only when the view itself is wrong
 */
export function readCashOut(tx: Tx, view: CashOutView): CashOutVerdict {
  const coins = inputsOf(tx, view.coinAt);
  if (coins === 'inputs') return { type: 'wrong', fault: 'inputs' };
  const first = coins[0];
  if (first === undefined) return { type: 'unrelated' };
  const places = coins.map(({ outpoint, value }) => ({ outpoint, length: value }));
  const data = tryOpen(view.system, places, notesOf(tx));
  if (typeof data === 'string') return { type: 'wrong', fault: data };
  if (data.kind !== 'cash-out') return { type: 'other', kind: data.kind };
  const [output] = tx.outputs;
  const lock = output && findLock(view, first, output, data.delay);
  if (output === undefined || lock === undefined) return { type: 'wrong', fault: 'no-lock', data };
  const claimed = claimedBy(data);
  const locked: LockedCoin = {
    outpoint: placeIn(tx, 0),
    value: output.value,
    claimed,
    lock,
    base: first.base,
    use: useAfter('lock', first),
  };
  const claims = coins.map((coin, i): Claim => ({ coin, claims: data.claims[i]! }));
  const change = dueChange(view, tx, claims, claimed, 1);
  if (change === 'change') return { type: 'wrong', fault: 'change', data, locked };
  const cashOut: SeenCashOut = {
    coins: claims,
    counter: data.counter,
    owner: lock.owner,
    locked,
    ...(change === undefined ? {} : { change: change.coin }),
  };
  const fault = faultOf(view, tx, { ...cashOut, padding: change?.padding ?? sat(0n) });
  if (fault === undefined) return { type: 'cash-out', cashOut };
  return { type: 'wrong', fault, data, locked, ...(locked.value > claimed ? {} : { cashOut }) };
}
