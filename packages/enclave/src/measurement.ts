import type { Bytes } from '@coffer/core/bytes';
import { encodeCbor } from '@coffer/core/codec';
import { sha256 } from '@coffer/crypto/hash';
import { RUNTIME_ABI } from './channel/messages.ts';

/** What an enclave is: the hash over everything that decides what it does (DESIGN §4), without the sandbox around it. */

/**
 * Flags of the enclave's Node process; part of the measurement, equal on every machine. The bundle comes on stdin (`-`),
 * so that the hashed bytes are the executed bytes.
 */
export const NODE_FLAGS: readonly string[] = [
  '--permission',
  '--disallow-code-generation-from-strings',
  '--no-experimental-sqlite',
  '--disable-proto=throw',
  '--no-addons',
  '--disable-sigusr1',
  '--frozen-intrinsics',
  '--no-warnings',
  '--secure-heap=65536',
  '--secure-heap-min=64',
  '--max-old-space-size=256',
  '--input-type=module',
  '-',
];

/**
 * SHA-256 over bundle, Node binary, flags and runtime version. 32 bytes.
 * @param bundle SHA-256 of the bundle's bytes
 * @param node SHA-256 of the Node binary
 */
export function measurementOf(bundle: Bytes, node: Bytes): Bytes {
  return sha256(encodeCbor(['coffer.measurement', RUNTIME_ABI, bundle, node, [...NODE_FLAGS]]));
}
