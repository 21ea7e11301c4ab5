import type { Bytes } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';

/** The random numbers that both ends of a fountain code draw alike (BCR-2020-005, BCR-2024-001). Not for secrets. */

const MASK = (1n << 64n) - 1n;

function rotate(value: bigint, bits: bigint): bigint {
  return ((value << bits) | (value >> (64n - bits))) & MASK;
}

/** Xoshiro256**, seeded with the SHA-256 of some bytes. */
export class Xoshiro {
  #s: [bigint, bigint, bigint, bigint];

  constructor(seed: Bytes) {
    const digest = sha256(seed);
    const view = new DataView(digest.buffer, digest.byteOffset, digest.length);
    this.#s = [view.getBigUint64(0), view.getBigUint64(8), view.getBigUint64(16), view.getBigUint64(24)];
  }

  /** The next 64 bits. */
  next(): bigint {
    const [a, b, c, d] = this.#s;
    const result = (rotate((b * 5n) & MASK, 7n) * 9n) & MASK;
    const x = c ^ a;
    const y = d ^ b;
    this.#s = [a ^ y, b ^ x, x ^ ((b << 17n) & MASK), rotate(y, 45n)];
    return result;
  }

  /** From 0 up to, not including, 1. */
  nextDouble(): number {
    return Number(this.next()) / 2 ** 64;
  }

  /** A whole number from 0 up to, not including, `bound`. */
  nextBelow(bound: number): number {
    return Math.floor(this.nextDouble() * bound);
  }
}

/** Draws from a distribution (Walker's alias method, in the order of work that the specification fixes). */
export function makeSampler(weights: readonly number[]): (random: Xoshiro) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const share = weights.map((weight) => (weight * weights.length) / total);
  const kept = new Array<number>(weights.length).fill(1);
  const alias = new Array<number>(weights.length).fill(0);
  const small: number[] = [];
  const large: number[] = [];
  for (let at = share.length - 1; at >= 0; at--) (share[at]! < 1 ? small : large).push(at);
  while (small.length > 0 && large.length > 0) {
    const less = small.pop()!;
    const more = large.pop()!;
    kept[less] = share[less]!;
    alias[less] = more;
    share[more] = share[more]! + share[less]! - 1;
    (share[more]! < 1 ? small : large).push(more);
  }
  return (random) => {
    const drawn = random.nextDouble();
    const coin = random.nextDouble();
    const at = Math.floor(weights.length * drawn);
    return coin < kept[at]! ? at : alias[at]!;
  };
}
