import { type Sat, sat } from '@coffer/core/amount';
import fc from 'fast-check';
import type { Claim, NetworkCoin } from '../coin.ts';
import { totalOf } from '../intervals.ts';
import { intervalsOf } from './arbitrary.ts';
import { deposit } from './world.ts';

/** Random coins with claims on them, of which something is claimed. */

const value: fc.Arbitrary<Sat> = fc.oneof(
  fc.bigInt(20_000n, 500_000n).map(sat),
  fc.bigInt(1_000_000n, 2_000_000_000n).map(sat),
);

function claimOn(n: number, most: number): fc.Arbitrary<Claim> {
  return fc.tuple(value, fc.constantFrom('p2tr', 'p2wpkh')).chain(([worth, form]) => {
    const coin: NetworkCoin = deposit(n, worth, form);
    return intervalsOf(worth, most).map((claims) => ({ coin, claims }));
  });
}

/** One to `coins` coins with at most `most` intervals each; together at least 20,000 sat are claimed. */
export function claimsOn(coins: number, most: number): fc.Arbitrary<readonly Claim[]> {
  return fc
    .integer({ min: 1, max: coins })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, n) => claimOn(n, most))))
    .map((claims): readonly Claim[] => claims)
    .filter((claims) => claims.reduce((sum, claim) => sum + totalOf(claim.claims), 0n) >= 20_000n);
}
