import { sat } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import { type Claim, type LockedCoin, type NetworkCoin, placeName } from './coin.ts';
import type { FeeRules } from './fees.ts';
import { type ClaimedLine, changeLine, claimedLine, type Line, remedyLine } from './line.ts';
import { type CashOutVerdict, readCashOut } from './read-cash-out.ts';
import { type Move, readMove } from './read-move.ts';
import type { Outpoint, Tx } from './transaction.ts';

/**
 * Follows the coins of a network through the chain (SAFETY B4): which there are, and which pieces of deposits each consists
 * of. Transactions are given in the order in which the chain has them; after a reorganisation, again from before it.
 */

/** A coin of the network and its line. */
export interface HeldCoin {
  readonly coin: NetworkCoin;
  readonly line: Line;
}

/** A locked output and the line of what its cash-out claimed. */
export interface HeldLock {
  readonly locked: LockedCoin;
  readonly line: Line;
}

/** What the network holds, by place (`txid:index`). */
export interface Holdings {
  readonly coins: ReadonlyMap<string, HeldCoin>;
  readonly locks: ReadonlyMap<string, HeldLock>;
}

/** What a watcher knows of its network besides its coins. */
export interface WatchFacts {
  /** K_System. */
  readonly system: Bytes;
  readonly rules: FeeRules;
  /** Emergency keys of all members, also of those who left: compressed, 33 bytes each. */
  readonly owners: readonly Bytes[];
  /** Blocks that a lock must have at least. */
  readonly delay: number;
}

/** What a transaction did. */
export interface Followed {
  readonly holdings: Holdings;
  readonly what:
    | Exclude<CashOutVerdict, { type: 'other' | 'unrelated' }>
    | Exclude<Move, { type: 'cash-out' }>;
}

/** Nothing yet. */
export const NO_HOLDINGS: Holdings = { coins: new Map(), locks: new Map() };

/** With a deposit, which is named after its place. */
export function withDeposit(holdings: Holdings, coin: NetworkCoin): Holdings {
  const name = placeName(coin.outpoint);
  const line: Line = [{ deposit: name, start: sat(0n), amount: coin.value }];
  return { ...holdings, coins: new Map(holdings.coins).set(name, { coin, line }) };
}

function without<T>(held: ReadonlyMap<string, T>, tx: Tx): Map<string, T> {
  const left = new Map(held);
  for (const { outpoint } of tx.inputs) left.delete(placeName(outpoint));
  return left;
}

/**
 * The holdings after a transaction, and what it was. Total: every transaction has an answer. What spends coins in a way that no
 * enclave of this network would (`wrong`) takes them all away, unless it is a cash-out of which lock and change are known: an
 * enclave that does not know the newest members makes one with too short a lock, and the change is everybody else's.
 */
export function follow(holdings: Holdings, tx: Tx, facts: WatchFacts): Followed {
  const at = (place: Outpoint): HeldCoin | undefined => holdings.coins.get(placeName(place));
  const view = {
    ...facts,
    coinAt: (place: Outpoint) => at(place)?.coin,
    lockedAt: (place: Outpoint) => holdings.locks.get(placeName(place))?.locked,
  };
  const verdict = readCashOut(tx, view);
  const move = verdict.type === 'other' || verdict.type === 'unrelated' ? readMove(tx, view) : verdict;
  // A verdict of 'other' or 'unrelated' means that the data names no cash-out.
  const what = move as Followed['what'];
  if (what.type === 'unrelated') return { holdings, what };
  const coins = without(holdings.coins, tx);
  const locks = without(holdings.locks, tx);

  const lined = (claims: readonly Claim[]): ClaimedLine[] =>
    claims.map((claim) => ({ line: at(claim.coin.outpoint)!.line, claims: claim.claims }));
  const keep = (coin: NetworkCoin, line: Line) => coins.set(placeName(coin.outpoint), { coin, line });
  const keepChange = (change: NetworkCoin | undefined, inputs: readonly ClaimedLine[]) => {
    if (change !== undefined) keep(change, changeLine(inputs, change.value, placeName(change.outpoint)));
  };
  const cashOut = 'cashOut' in what ? what.cashOut : undefined;
  if (cashOut !== undefined) {
    const { coins: claims, locked, change } = cashOut;
    const inputs = lined(claims);
    locks.set(placeName(locked.outpoint), { locked, line: claimedLine(inputs) });
    keepChange(change, inputs);
  } else if (what.type === 'payment') {
    keepChange(what.change, lined(what.coins));
  } else if (what.type === 'remedy') {
    const inputs = what.items.map(({ locked, defended }) => ({
      line: holdings.locks.get(placeName(locked.outpoint))!.line,
      claims: defended,
    }));
    keep(what.coin, remedyLine(inputs, what.coin.value));
  }
  return { holdings: { coins, locks }, what };
}
