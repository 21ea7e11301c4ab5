import { hash } from 'node:crypto';
import { type Bytes, concat } from '@coffer/core/bytes';
import { keccakP } from '@noble/hashes/sha3.js';
import { swap32IfBE } from '@noble/hashes/utils.js';

/** Bytes that Keccak-256 takes in between two permutations. */
const RATE = 136;
// Hashes are short and many: the library's permutation on one state costs half of what a new hasher for each does.
const state = new Uint8Array(200);
const lanes = new Uint32Array(state.buffer);

function permute(): void {
  swap32IfBE(lanes);
  keccakP(lanes);
  swap32IfBE(lanes);
}

/** Keccak-256, as Ethereum uses it (not SHA3-256). 32 bytes. */
export function keccak256(...parts: readonly Bytes[]): Bytes {
  state.fill(0);
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) {
      state[at++]! ^= part[i]!;
      if (at < RATE) continue;
      permute();
      at = 0;
    }
  }
  state[at]! ^= 0x01;
  state[RATE - 1]! ^= 0x80;
  permute();
  return state.slice(0, 32);
}

/** SHA-256 (FIPS 180-4). 32 bytes. */
export function sha256(...parts: readonly Bytes[]): Bytes {
  return new Uint8Array(hash('sha256', parts.length === 1 ? parts[0]! : concat(...parts), 'buffer'));
}
