import type { Bytes } from '@coffer/core/bytes';
import * as real from '@coffer/crypto/secp256k1';
import { joined, Table } from './table.ts';

/**
 * `@coffer/crypto/secp256k1`, each distinct input computed once; and what was signed here is recovered from memory,
 * because `recover(sign(secret, digest), digest) = address(secret)`. Refusals are computed anew each time.
 */

export const { SignatureError, addressOf, isSecret } = real;
export type SignatureError = real.SignatureError;

const keys = new Table(10);
const addresses = new Table(10);
const signatures = new Table(15);
const signers = new Table(16);

function remembered(table: Table, input: Bytes, compute: () => Bytes): Bytes {
  const known = table.get(input);
  if (known !== undefined) return known;
  const output = compute();
  table.set(input, output);
  return output;
}

/** See `@coffer/crypto/secp256k1`. */
export function publicKey(secret: Bytes): Bytes {
  return remembered(keys, secret, () => real.publicKey(secret));
}

/** See `@coffer/crypto/secp256k1`. */
export function address(secret: Bytes): Bytes {
  return remembered(addresses, secret, () => real.address(secret));
}

/** See `@coffer/crypto/secp256k1`. */
export function sign(secret: Bytes, digest: Bytes): Bytes {
  // The real function refuses secrets and digests of other lengths: they have no place in the memory.
  if (secret.length !== 32 || digest.length !== 32) return real.sign(secret, digest);
  return remembered(signatures, joined(secret, digest), () => {
    const signature = real.sign(secret, digest);
    signers.set(joined(signature, digest), address(secret));
    return signature;
  });
}

/** See `@coffer/crypto/secp256k1`. */
export function recover(signature: Bytes, digest: Bytes): Bytes {
  if (signature.length !== 64 || digest.length !== 32) return real.recover(signature, digest);
  return remembered(signers, joined(signature, digest), () => real.recover(signature, digest));
}
