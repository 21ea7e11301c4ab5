import { type Bytes, concat } from '@coffer/core/bytes';
import * as real from '@coffer/crypto/hash';
import { Table } from './table.ts';

/** `@coffer/crypto/hash`, each distinct input computed once. */

export const { sha256 } = real;

const hashes = new Table(17);
/** Longer inputs are rare, and hashing them is not what a schedule spends its time on. */
const MAX_KEPT = 1024;

/** See `@coffer/crypto/hash`. */
export function keccak256(...parts: readonly Bytes[]): Bytes {
  const input = parts.length === 1 ? parts[0]! : concat(...parts);
  if (input.length > MAX_KEPT) return real.keccak256(input);
  const known = hashes.get(input);
  if (known !== undefined) return known;
  const hash = real.keccak256(input);
  hashes.set(input, hash);
  return hash;
}
