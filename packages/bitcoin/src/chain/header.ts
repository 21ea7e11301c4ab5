import { type Bytes, concat, fromBytesBE } from '@coffer/core/bytes';
import { hash256, Reader, u32 } from '../encoding/bytes.ts';
import { BitcoinError } from '../encoding/error.ts';

/** Block headers: 80 bytes, named by the double SHA-256 of them. That one parses says nothing of any chain. */

/** A block header. */
export interface Header {
  /** Signed 32 bits. */
  readonly version: number;
  /** Hash of the block before, 32 bytes as hashed. */
  readonly previous: Bytes;
  readonly merkleRoot: Bytes;
  /** Unix seconds, as its miner says. */
  readonly time: number;
  /** The target in compact form ("nBits"). */
  readonly bits: number;
  readonly nonce: number;
}

/** Bytes of a header. */
export const HEADER_BYTES = 80;
/** Where in these bytes the fields are that a chain is judged by; each but the hash is 32 bits, little-endian. */
export const VERSION_AT = 0;
export const PREVIOUS_AT = 4;
export const TIME_AT = 68;
export const BITS_AT = 72;

/** Reads the header that comes next. @throws BitcoinError `BITCOIN_MALFORMED` */
export function readHeader(reader: Reader): Header {
  return {
    version: reader.i32(),
    previous: reader.take(32),
    merkleRoot: reader.take(32),
    time: reader.u32(),
    bits: reader.u32(),
    nonce: reader.u32(),
  };
}

/** Parses exactly one header. @throws BitcoinError `BITCOIN_MALFORMED` */
export function parseHeader(bytes: Bytes): Header {
  const reader = new Reader(bytes);
  const header = readHeader(reader);
  reader.end();
  return header;
}

/** A header's 80 bytes. */
export function encodeHeader(header: Header): Bytes {
  const { version, previous, merkleRoot, time, bits, nonce } = header;
  return concat(u32(version), previous, merkleRoot, u32(time), u32(bits), u32(nonce));
}

/** What names a block: the hash of its header's bytes, 32 bytes as hashed. */
export function headerHash(header: Header): Bytes {
  return hash256(encodeHeader(header));
}

/** A hash as the number that proof of work compares. */
export function hashNumber(hash: Bytes): bigint {
  return fromBytesBE(Uint8Array.from(hash).reverse());
}

/**
 * The target that compact bits stand for.
 * @throws BitcoinError `BITCOIN_MALFORMED` when it is zero, negative or above 256 bits
 */
export function targetOf(bits: number): bigint {
  const exponent = bits >>> 24;
  const mantissa = bits & 0x7f_ffff;
  const target =
    exponent <= 3
      ? BigInt(mantissa) >> BigInt(8 * (3 - exponent))
      : BigInt(mantissa) << BigInt(8 * (exponent - 3));
  if (target === 0n || (bits & 0x80_0000) !== 0 || target >= 1n << 256n) {
    throw new BitcoinError('BITCOIN_MALFORMED', 'The bits of a header stand for no target.');
  }
  return target;
}

/** The compact form of a target, rounded down as Bitcoin does. */
export function bitsOf(target: bigint): number {
  let size = Math.ceil(target.toString(16).length / 2);
  let mantissa = Number(size <= 3 ? target << BigInt(8 * (3 - size)) : target >> BigInt(8 * (size - 3)));
  // The top bit of the mantissa is a sign.
  if (mantissa & 0x80_0000) {
    mantissa >>= 8;
    size += 1;
  }
  return (size << 24) | mantissa;
}

/** Expected number of hashes that a block of these bits took. @throws BitcoinError `BITCOIN_MALFORMED` */
export function workOf(bits: number): bigint {
  return (1n << 256n) / (targetOf(bits) + 1n);
}
