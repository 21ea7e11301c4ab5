import { type Bytes, equal } from '@coffer/core/bytes';
import { keccak256 } from '@coffer/crypto/hash';

/**
 * An account's receipts: the append-only Merkle mountain range that the vault keeps of every payment settled to the
 * account. A used serial does not say which payment used it; membership here does (SAFETY O6, O7), in O(log n), and
 * further receipts only ever extend a path, they never invalidate its beginning.
 */

/** Where a receipt's peak is: its height, and the receipt's place below it. */
export interface PeakPlace {
  readonly height: number;
  readonly local: number;
}

/** The peak above receipt `index` among `count` receipts, or `undefined` when there is no such receipt. */
export function peakOf(index: number, count: number): PeakPlace | undefined {
  let start = 0;
  for (let height = 47; height >= 0; height--) {
    const size = 2 ** height;
    if (Math.floor(count / size) % 2 === 0) continue;
    if (index < start + size) return index < start ? undefined : { height, local: index - start };
    start += size;
  }
  return undefined;
}

/** Folds a path from a leaf up to its peak. */
export function foldPath(leaf: Bytes, place: PeakPlace, path: readonly Bytes[]): Bytes | undefined {
  if (path.length !== place.height) return undefined;
  let node = leaf;
  let local = place.local;
  for (const sibling of path) {
    node = local % 2 === 1 ? keccak256(sibling, node) : keccak256(node, sibling);
    local = Math.floor(local / 2);
  }
  return node;
}

/** Whether `leaf` is receipt `index` of `count`, given the peak at `peakOf(index, count)`. */
export function isReceipt(
  leaf: Bytes,
  index: number,
  count: number,
  path: readonly Bytes[],
  peak: Bytes,
): boolean {
  const place = peakOf(index, count);
  const root = place === undefined ? undefined : foldPath(leaf, place, path);
  return root !== undefined && equal(root, peak);
}

/** The peaks by height after appending `leaves` in order: what the vault stores. Unset heights may hold old values there. */
export function peaksOf(leaves: readonly Bytes[]): ReadonlyMap<number, Bytes> {
  const peaks = new Map<number, Bytes>();
  for (const leaf of leaves) {
    let node = leaf;
    let height = 0;
    for (let below = peaks.get(height); below !== undefined; below = peaks.get(height)) {
      node = keccak256(below, node);
      peaks.delete(height);
      height++;
    }
    peaks.set(height, node);
  }
  return peaks;
}

/** The path that proves receipt `index` of `leaves`: for hosts, which rebuild the leaves from the vault's events. */
export function receiptPath(leaves: readonly Bytes[], index: number): readonly Bytes[] {
  const place = peakOf(index, leaves.length);
  if (place === undefined) return [];
  let level = leaves.slice(index - place.local, index - place.local + 2 ** place.height);
  let local = place.local;
  const path: Bytes[] = [];
  while (level.length > 1) {
    path.push(level[local % 2 === 1 ? local - 1 : local + 1]!);
    const next: Bytes[] = [];
    for (let i = 0; i < level.length; i += 2) next.push(keccak256(level[i]!, level[i + 1]!));
    level = next;
    local = Math.floor(local / 2);
  }
  return path;
}
