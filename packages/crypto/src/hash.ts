import type { Bytes } from '@coffer/core/bytes';
import { concat } from '@coffer/core/bytes';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';

/** Keccak-256, as Ethereum uses it (not SHA3-256). 32 bytes. */
export function keccak256(...parts: readonly Bytes[]): Bytes {
  return keccak_256(parts.length === 1 ? parts[0]! : concat(...parts));
}

/** SHA-256 (FIPS 180-4). 32 bytes. */
export function sha256(...parts: readonly Bytes[]): Bytes {
  return nobleSha256(parts.length === 1 ? parts[0]! : concat(...parts));
}
