import { createECDH } from 'node:crypto';
import type { Bytes } from '@coffer/core/bytes';
import { SignatureError } from './secp256k1.ts';

/**
 * Diffie-Hellman on secp256k1 (SEC 1, §3.3.1): the x coordinate of `secret · publicKey`, 32 bytes. Not uniform: put it
 * through `derive` before use.
 * @param publicKey uncompressed, 65 bytes
 * @throws SignatureError `BAD_SECRET` when either is not a key of the curve
 */
export function sharedSecret(secret: Bytes, publicKey: Bytes): Bytes {
  try {
    const own = createECDH('secp256k1');
    own.setPrivateKey(secret);
    return new Uint8Array(own.computeSecret(publicKey));
  } catch (cause) {
    throw new SignatureError('BAD_SECRET', 'This is not a key of the curve.', { cause });
  }
}
