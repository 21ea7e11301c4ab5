import type { Bytes } from '@coffer/core/bytes';

/**
 * Seeded randomness: xoshiro128** (Blackman and Vigna 2018), its state filled by splitmix32. The only source of chance
 * in a schedule, so that a seed is a schedule.
 */
export interface Random {
  /** A whole number from 0 to `below` − 1. `below` is at most 2^32. */
  readonly int: (below: number) => number;
  /** True with this probability. */
  readonly chance: (probability: number) => boolean;
  /** One of the items. There must be one. */
  readonly pick: <T>(items: readonly T[]) => T;
  /** A whole number from `low` to `high`, both included. */
  readonly between: (low: number, high: number) => number;
  readonly bytes: (length: number) => Bytes;
  /** The items in another order. */
  readonly shuffle: <T>(items: readonly T[]) => T[];
  /** An independent stream that later draws from this one do not disturb. */
  readonly fork: (label: string) => Random;
}

function splitmix32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

function rotl(value: number, bits: number): number {
  return ((value << bits) | (value >>> (32 - bits))) >>> 0;
}

/** The stream of a seed: a whole number up to 2^53. */
export function random(seed: number): Random {
  const low = splitmix32(seed % 2 ** 32);
  const high = splitmix32(Math.floor(seed / 2 ** 32) ^ 0x5bf03635);
  let [a, b, c, d] = [low() ^ high(), low() ^ high(), low() ^ high(), low() ^ high()] as [
    number,
    number,
    number,
    number,
  ];

  const next = (): number => {
    const result = Math.imul(rotl(Math.imul(b, 5) >>> 0, 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotl(d >>> 0, 11);
    return result;
  };
  const int = (below: number): number => Math.floor((next() / 2 ** 32) * below);

  return {
    int,
    chance: (probability) => next() < probability * 2 ** 32,
    pick: (items) => items[int(items.length)]!,
    between: (from, to) => from + int(to - from + 1),
    bytes: (length) => {
      const out = new Uint8Array(length);
      for (let i = 0; i < length; i += 4) {
        const word = next();
        for (let j = 0; j < 4 && i + j < length; j++) out[i + j] = (word >>> (8 * j)) & 255;
      }
      return out;
    },
    shuffle: (items) => {
      const out = [...items];
      for (let i = out.length - 1; i > 0; i--) {
        const j = int(i + 1);
        [out[i], out[j]] = [out[j]!, out[i]!];
      }
      return out;
    },
    fork: (label) => {
      let mixed = next();
      for (let i = 0; i < label.length; i++) mixed = Math.imul(mixed ^ label.charCodeAt(i), 0x01000193) >>> 0;
      return random(mixed);
    },
  };
}
