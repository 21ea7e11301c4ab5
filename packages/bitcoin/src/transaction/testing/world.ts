import { type Sat, sat } from '@coffer/core/amount';
import { type Bytes, equal } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import type { CoinForm } from '../../script/deposit.ts';
import { type KeyUse, networkSecretKey, publicKeyOf } from '../../script/keys.ts';
import type { LockedCoin, NetworkCoin } from '../coin.ts';
import { FEE_RULES } from '../fees.ts';
import type { Interval } from '../intervals.ts';
import type { CashOutView } from '../read-cash-out.ts';
import { sign, type Unsigned } from '../spend.ts';
import type { Outpoint, Tx } from '../transaction.ts';

/** A network of enclaves whose keys the tests know. */

/** 32 bytes that depend on the numbers only. */
export function bytes32(...numbers: readonly number[]): Bytes {
  return sha256(new TextEncoder().encode(`test ${numbers.join(' ')}`));
}

export const SYSTEM = bytes32(0);
/** The base key of the member who made all deposits. */
export const BASE_SECRET = bytes32(1);
export const BASE = publicKeyOf(BASE_SECRET);
export const OWNER_SECRET = bytes32(2);
export const OWNER = publicKeyOf(OWNER_SECRET);
export const STRANGER_SECRET = bytes32(3);
export const STRANGER = publicKeyOf(STRANGER_SECRET);
export const AUX = new Uint8Array(32);

/** A deposit of its own, told apart by `n`. */
export function deposit(n: number, value: bigint, form: CoinForm = 'p2tr'): NetworkCoin {
  return {
    outpoint: { hash: bytes32(100, n), index: n % 3 },
    value: sat(value),
    form,
    base: BASE,
    use: { type: 'deposit', index: n },
  };
}

/** An interval. */
export function part(start: bigint, amount: bigint): Interval {
  return { start: sat(start), amount: sat(amount) };
}

/** The secret that spends a coin or lock of the network. */
export function secretOf({ use }: { readonly use: KeyUse }): Bytes {
  return networkSecretKey(SYSTEM, BASE_SECRET, use);
}

/** Signs with the network's keys of these coins. */
export function signed(unsigned: Unsigned, coins: readonly { readonly use: KeyUse }[]): Tx {
  return sign(unsigned, coins.map(secretOf), AUX);
}

/** The outputs that a planned transaction spends. */
export const spentBy = (unsigned: Unsigned) => unsigned.inputs.map(({ output }) => output);

const at = <T extends { readonly outpoint: Outpoint }>(coins: readonly T[], place: Outpoint): T | undefined =>
  coins.find(({ outpoint }) => outpoint.index === place.index && equal(outpoint.hash, place.hash));

/** What a watcher knows who knows these coins and locks. */
export function view(coins: readonly NetworkCoin[], locked: readonly LockedCoin[] = []): CashOutView {
  return {
    system: SYSTEM,
    coinAt: (place) => at(coins, place),
    lockedAt: (place) => at(locked, place),
    rules: FEE_RULES,
    owners: [STRANGER, OWNER],
    delay: 144,
  };
}

export const ZERO: Sat = sat(0n);
