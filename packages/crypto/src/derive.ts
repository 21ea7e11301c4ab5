import { type Bytes, utf8 } from '@coffer/core/bytes';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';

/**
 * HKDF-SHA256 (RFC 5869): independent secrets from one, told apart by `label`. Every use has its own label.
 * @param secret at least 16 unpredictable bytes
 */
export function derive(secret: Bytes, label: string, length = 32, salt?: Bytes): Bytes {
  return hkdf(sha256, secret, salt, utf8(label), length);
}
