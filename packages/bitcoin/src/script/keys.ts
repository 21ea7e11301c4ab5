import { type Bytes, concat, fromBytesBE, toBytesBE } from '@coffer/core/bytes';
import { derive } from '@coffer/crypto/derive';
import { sha256 } from '@coffer/crypto/hash';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hash160, pubECDSA } from '@scure/btc-signer/utils.js';
import { u32, u64 } from '../encoding/bytes.ts';
import { BitcoinError } from '../encoding/error.ts';
import type { Outpoint } from '../transaction/transaction.ts';

/**
 * Keys of a network of enclaves (§V-B2): every coin has its own key, derived from a member's base key with the algorithm of
 * the Lightning Network (BOLT-3, "localpubkey"). Who knows base *public* keys and K_System can tell all keys of the network
 * apart; who also knows a base *secret* key can spend.
 *
 * BOLT-3 asks for a *per-commitment point*. Here it is `c·G` with
 *
 *     c = 1 + (HKDF-SHA256(secret K_System, salt base ‖ place, info "coffer bitcoin key 1 " ‖ use; 48 bytes) mod (n − 1))
 *
 * where the place is the deposit index (u64) or an outpoint (36 bytes as on the wire). So c is never zero, and 48 bytes
 * make it uniform. Keys that do not depend on an index depend on an outpoint, which can be spent only once: whoever sees
 * the transaction can derive them, and nothing has to be counted.
 */

/** What a key is for. */
export type KeyUse =
  /** Money that comes in: the deposit index δ of its member, 0 to 2^53 − 1. */
  | { readonly type: 'deposit'; readonly index: number }
  /** What the network keeps of a transaction, by the outpoint of its first input. */
  | { readonly type: 'change'; readonly outpoint: Outpoint }
  /** The network's branch of an emergency cash-out, by the outpoint of its first input. */
  | { readonly type: 'lock'; readonly outpoint: Outpoint };

const { Point } = secp256k1;
const ORDER = Point.Fn.ORDER;
/** Bytes of K_System (§IV-A). */
export const SYSTEM_BYTES = 32;

type CurvePoint = InstanceType<typeof Point>;

function decodePoint(key: Bytes): CurvePoint {
  if (key.length === 33) {
    try {
      return Point.fromBytes(key);
    } catch {
      // Told below, without the library's words.
    }
  }
  throw new BitcoinError('BITCOIN_KEY', 'This is not a compressed public key.');
}

function decodeScalar(secret: Bytes): bigint {
  const scalar = secret.length === 32 ? fromBytesBE(secret) : 0n;
  if (scalar === 0n || scalar >= ORDER)
    throw new BitcoinError('BITCOIN_KEY', 'This is not a secret key of the curve.');
  return scalar;
}

/** The compressed public key (33 bytes) of a secret key. @throws BitcoinError `BITCOIN_KEY` */
export function publicKeyOf(secret: Bytes): Bytes {
  decodeScalar(secret);
  return pubECDSA(secret);
}

/** The x coordinate (32 bytes, BIP340) of a compressed public key. @throws BitcoinError `BITCOIN_KEY` */
export function xOnly(key: Bytes): Bytes {
  decodePoint(key);
  return key.subarray(1);
}

/** Checks 32 bytes to be the x coordinate of a point (BIP340). @throws BitcoinError `BITCOIN_KEY` */
export function checkXOnly(key: Bytes): Bytes {
  if (key.length !== 32) throw new BitcoinError('BITCOIN_KEY', 'A key of Taproot has 32 bytes.');
  decodePoint(concat(Uint8Array.of(2), key));
  return key;
}

/** RIPEMD-160 of SHA-256 of a compressed key: 20 bytes. @throws BitcoinError `BITCOIN_KEY` */
export function keyHash(key: Bytes): Bytes {
  decodePoint(key);
  return hash160(key);
}

/**
 * BOLT-3: `basepoint + SHA256(per_commitment_point || basepoint)·G`. Compressed keys, 33 bytes.
 * @throws BitcoinError `BITCOIN_KEY`
 */
export function derivePublic(base: Bytes, point: Bytes): Bytes {
  decodePoint(point);
  const tweak = decodeScalar(sha256(point, base));
  const sum = decodePoint(base).add(Point.BASE.multiply(tweak));
  if (sum.is0()) throw new BitcoinError('BITCOIN_KEY', 'The keys cancel each other out.');
  return sum.toBytes(true);
}

/**
 * BOLT-3: `basepoint_secret + SHA256(per_commitment_point || basepoint)`. 32 bytes.
 * @throws BitcoinError `BITCOIN_KEY`
 */
export function deriveSecret(baseSecret: Bytes, point: Bytes): Bytes {
  decodePoint(point);
  const tweak = decodeScalar(sha256(point, publicKeyOf(baseSecret)));
  const sum = (decodeScalar(baseSecret) + tweak) % ORDER;
  if (sum === 0n) throw new BitcoinError('BITCOIN_KEY', 'The keys cancel each other out.');
  return toBytesBE(sum, 32);
}

function placeOf(use: KeyUse): Bytes {
  if (use.type !== 'deposit') return outpointBytes(use.outpoint);
  if (!Number.isSafeInteger(use.index) || use.index < 0)
    throw new BitcoinError('BITCOIN_KEY', 'A deposit index is a whole number from 0.');
  return u64(BigInt(use.index));
}

/** An outpoint as on the wire: hash and index, 36 bytes. @throws BitcoinError `BITCOIN_MALFORMED` */
export function outpointBytes({ hash, index }: Outpoint): Bytes {
  if (hash.length !== 32)
    throw new BitcoinError('BITCOIN_MALFORMED', 'The hash of an outpoint has 32 bytes.');
  return concat(hash, u32(index));
}

/**
 * The per-commitment point of a key: K_System, base key and use bound into one point. Compressed, 33 bytes.
 * @throws BitcoinError `BITCOIN_KEY` when K_System has not 32 bytes or `base` is no key
 */
export function perCommitmentPoint(system: Bytes, base: Bytes, use: KeyUse): Bytes {
  if (system.length !== SYSTEM_BYTES)
    throw new BitcoinError('BITCOIN_KEY', `The network's secret has ${SYSTEM_BYTES} bytes.`);
  decodePoint(base);
  const wide = derive(system, `coffer bitcoin key 1 ${use.type}`, 48, concat(base, placeOf(use)));
  return Point.BASE.multiply(1n + (fromBytesBE(wide) % (ORDER - 1n))).toBytes(true);
}

/** A key of the network, public part: 33 bytes. @throws BitcoinError `BITCOIN_KEY` */
export function networkPublicKey(system: Bytes, base: Bytes, use: KeyUse): Bytes {
  return derivePublic(base, perCommitmentPoint(system, base, use));
}

/** A key of the network, secret part: 32 bytes. @throws BitcoinError `BITCOIN_KEY` */
export function networkSecretKey(system: Bytes, baseSecret: Bytes, use: KeyUse): Bytes {
  return deriveSecret(baseSecret, perCommitmentPoint(system, publicKeyOf(baseSecret), use));
}
