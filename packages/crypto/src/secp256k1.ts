import { instantiateSecp256k1 } from '@bitauth/libauth';
import { type Bytes, concat, equal } from '@coffer/core/bytes';
import { CofferError } from '@coffer/core/error';
import { keccak256 } from './hash.ts';

/**
 * secp256k1 ECDSA as Ethereum uses it: 64-byte compact signatures with the recovery bit in the top bit of `s`
 * (EIP-2098), low `s` only (EIP-2), deterministic nonces (RFC 6979). Keys are arguments.
 */

const wasm = await instantiateSecp256k1();

/** A secret key, signature or digest is not valid. */
export class SignatureError extends CofferError<'BAD_SIGNATURE' | 'BAD_SECRET' | 'BAD_DIGEST'> {}

/** The library pads a short digest with zeros, so that one signature would stand for two digests. */
function checkDigest(digest: Bytes): void {
  if (digest.length !== 32) throw new SignatureError('BAD_DIGEST', 'A digest has 32 bytes.');
}

/** True when the 32 bytes are a secret key (1 … n−1). */
export function isSecret(secret: Bytes): boolean {
  return secret.length === 32 && wasm.validatePrivateKey(secret);
}

/** Uncompressed public key, 65 bytes. @throws SignatureError `BAD_SECRET` */
export function publicKey(secret: Bytes): Bytes {
  const key = isSecret(secret) ? wasm.derivePublicKeyUncompressed(secret) : 'bad';
  if (typeof key === 'string') throw new SignatureError('BAD_SECRET', 'This is not a secret key.');
  return key;
}

/** Ethereum address of an uncompressed public key: the papers' `addr = H(pk)[20]`. 20 bytes. */
export function addressOf(uncompressed: Bytes): Bytes {
  return keccak256(uncompressed.subarray(1)).subarray(12);
}

/** Ethereum address of a secret key. @throws SignatureError `BAD_SECRET` */
export function address(secret: Bytes): Bytes {
  return addressOf(publicKey(secret));
}

/** Signs a 32-byte digest. @returns 64 bytes (EIP-2098). @throws SignatureError `BAD_SECRET`, `BAD_DIGEST` */
export function sign(secret: Bytes, digest: Bytes): Bytes {
  checkDigest(digest);
  const made = isSecret(secret) ? wasm.signMessageHashRecoverableCompact(secret, digest) : 'bad';
  if (typeof made === 'string') throw new SignatureError('BAD_SECRET', 'This is not a secret key.');
  const signature = concat(made.signature);
  if (made.recoveryId & 1) signature[32]! |= 0x80;
  return signature;
}

/**
 * The address that signed `digest`.
 * @throws SignatureError `BAD_SIGNATURE` when the bytes are not a canonical signature (length, range, high `s`),
 * `BAD_DIGEST`
 */
export function recover(signature: Bytes, digest: Bytes): Bytes {
  checkDigest(digest);
  if (signature.length !== 64) throw new SignatureError('BAD_SIGNATURE', 'A signature has 64 bytes.');
  const compact = concat(signature);
  const recoveryId = (compact[32]! >> 7) as 0 | 1;
  compact[32]! &= 0x7f;
  // Recovery accepts a high s, which would give every signature a twin: normalising must change nothing.
  const normal = wasm.normalizeSignatureCompact(compact);
  const key =
    typeof normal === 'string' || !equal(normal, compact)
      ? 'bad'
      : wasm.recoverPublicKeyUncompressed(compact, recoveryId, digest);
  if (typeof key === 'string') throw new SignatureError('BAD_SIGNATURE', 'The signature is not valid.');
  return addressOf(key);
}
