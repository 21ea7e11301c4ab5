import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { type Bytes, concat } from '@coffer/core/bytes';
import { CofferError } from '@coffer/core/error';

/** Sealed bytes were not made with this key and context, or were altered; or key or nonce have a wrong length. */
export class SealError extends CofferError<'SEAL_BROKEN' | 'SEAL_ARGUMENTS'> {}

const NONCE = 12;
const TAG = 16;

function checkLengths(key: Bytes, nonce: Bytes): void {
  // GCM takes a nonce of any length, but `unseal` could not tell where another one ends.
  if (key.length !== 32 || nonce.length !== NONCE)
    throw new SealError('SEAL_ARGUMENTS', `Sealing takes a key of 32 bytes and a nonce of ${NONCE}.`);
}

// Making one from bytes takes longer than sealing a journal entry with it.
const prepared = new WeakMap<Bytes, KeyObject>();

function keyOf(key: Bytes): KeyObject {
  const known = prepared.get(key);
  if (known !== undefined) return known;
  const made = createSecretKey(key);
  prepared.set(key, made);
  return made;
}

/**
 * AES-256-GCM (NIST SP 800-38D). `nonce` (12 bytes) must never repeat under one key: draw it at random inside the
 * enclave, because a host that rolls back storage would make a counter repeat.
 * @returns nonce ‖ ciphertext ‖ tag
 * @throws SealError `SEAL_ARGUMENTS`
 */
export function seal(key: Bytes, nonce: Bytes, plain: Bytes, context: Bytes): Bytes {
  checkLengths(key, nonce);
  const cipher = createCipheriv('aes-256-gcm', keyOf(key), nonce, { authTagLength: TAG });
  cipher.setAAD(context);
  return concat(nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag());
}

/** The inverse of {@link seal}. @throws SealError `SEAL_BROKEN`, `SEAL_ARGUMENTS` */
export function unseal(key: Bytes, sealed: Bytes, context: Bytes): Bytes {
  if (sealed.length < NONCE + TAG) throw new SealError('SEAL_BROKEN', 'The sealed data is too short.');
  const nonce = sealed.subarray(0, NONCE);
  checkLengths(key, nonce);
  const decipher = createDecipheriv('aes-256-gcm', keyOf(key), nonce, { authTagLength: TAG });
  decipher.setAAD(context);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  try {
    return concat(decipher.update(sealed.subarray(NONCE, sealed.length - TAG)), decipher.final());
  } catch (cause) {
    throw new SealError('SEAL_BROKEN', 'The sealed data was altered, or belongs to another enclave.', {
      cause,
    });
  }
}
