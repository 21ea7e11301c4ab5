import type { BitcoinNetwork } from './network.ts';

/** The least version that a header at this height may have (BIP34, BIP66, BIP65). Versions are signed. */
export function leastVersion(network: BitcoinNetwork, height: number): number {
  let least = Number.NEGATIVE_INFINITY;
  for (const rule of network.versions) if (height >= rule.height) least = rule.least;
  return least;
}
