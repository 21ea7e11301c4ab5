import { type Bytes, concat, equal } from '@coffer/core/bytes';
import { hash256 } from '../../encoding/bytes.ts';

/**
 * The Merkle root of hashes in the order of their transactions, and whether a pair of equal hashes stands beside each other in
 * the tree: then another list has the same root, and the block may not be judged by it (CVE-2012-2459).
 */
export function merkleRoot(hashes: readonly Bytes[]): { readonly root: Bytes; readonly mutated: boolean } {
  let mutated = false;
  let level = hashes;
  while (level.length > 1) {
    const above: Bytes[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i]!;
      const right = level[i + 1];
      if (right !== undefined && equal(left, right)) mutated = true;
      above.push(hash256(concat(left, right ?? left)));
    }
    level = above;
  }
  return { root: level[0] ?? new Uint8Array(32), mutated };
}
