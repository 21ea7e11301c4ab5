import { type Bytes, equal } from '@coffer/core/bytes';
import { hash256 } from '../encoding/bytes.ts';

/** Bitcoin's Merkle trees: pairs are hashed level by level, the last of an odd number with itself. */

/** The parent of two nodes. */
export function parentOf(left: Bytes, right: Bytes): Bytes {
  const both = new Uint8Array(64);
  both.set(left);
  both.set(right, 32);
  return hash256(both);
}

/** The root of leaves, and whether another list of leaves has the same root. */
export interface Root {
  /** 32 bytes; zeros for no leaves. */
  readonly root: Bytes;
  /** A node has two equal children: leaves repeated at the end would give the same root (CVE-2012-2459). */
  readonly mutated: boolean;
}

/** All levels of the tree above the leaves, from the leaves up. The last is the root alone. */
export function levelsOf(leaves: readonly Bytes[]): readonly (readonly Bytes[])[] {
  const levels: (readonly Bytes[])[] = [leaves];
  for (let level = leaves; level.length > 1; levels.push(level)) {
    const below = level;
    level = Array.from({ length: Math.ceil(below.length / 2) }, (_, i) =>
      parentOf(below[2 * i]!, below[2 * i + 1] ?? below[2 * i]!),
    );
  }
  return levels;
}

/** The Merkle root of hashes, in the order of their transactions. */
export function merkleRoot(leaves: readonly Bytes[]): Root {
  const levels = levelsOf(leaves);
  return {
    root: levels.at(-1)![0] ?? new Uint8Array(32),
    mutated: levels.some((level) => level.some((node, i) => i % 2 === 1 && equal(node, level[i - 1]!))),
  };
}
