import type { Bytes } from '@coffer/core/bytes';
import { BitcoinError } from '../encoding/error.ts';

/** Numbers in as few bits as they need, most significant bit first. */

/** How many bits the numbers from 0 to `max` need. */
export function widthOf(max: bigint): number {
  return max === 0n ? 0 : max.toString(2).length;
}

/** Collects bits. */
export class BitWriter {
  readonly #bits: number[] = [];

  /** How many bits there are. */
  get length(): number {
    return this.#bits.length;
  }

  bits(value: bigint, width: number): void {
    for (let i = width - 1; i >= 0; i--) this.#bits.push(Number((value >> BigInt(i)) & 1n));
  }

  /** A number from 0 to `max`. */
  upTo(value: bigint, max: bigint): void {
    this.bits(value, widthOf(max));
  }

  /** A number from 1 on (Elias gamma): as many zeros as it has further bits, then the number. */
  gamma(value: number): void {
    const width = value.toString(2).length;
    this.bits(0n, width - 1);
    this.bits(BigInt(value), width);
  }

  /** The bits, filled up to bytes with zeros. */
  bytes(): Bytes {
    const out = new Uint8Array(Math.ceil(this.#bits.length / 8));
    for (const [i, bit] of this.#bits.entries()) out[i >> 3]! |= bit << (7 - (i & 7));
    return out;
  }
}

/** Reads bits. Every method throws `BITCOIN_DATA` when there are not enough of them or a number is impossible. */
export class BitReader {
  readonly #bytes: Bytes;
  #at = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  bits(width: number): bigint {
    if (this.#at + width > 8 * this.#bytes.length)
      throw new BitcoinError('BITCOIN_DATA', 'The data ends in the middle.');
    let value = 0n;
    for (let i = 0; i < width; i++, this.#at++) {
      value = (value << 1n) | BigInt((this.#bytes[this.#at >> 3]! >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }

  upTo(max: bigint): bigint {
    const value = this.bits(widthOf(max));
    if (value > max) throw new BitcoinError('BITCOIN_DATA', 'A number of the data is larger than it can be.');
    return value;
  }

  /** At most 2^16 − 1. */
  gamma(): number {
    let zeros = 0;
    while (this.bits(1) === 0n) {
      if (++zeros > 15) throw new BitcoinError('BITCOIN_DATA', 'A count of the data is too large.');
    }
    return Number((1n << BigInt(zeros)) | this.bits(zeros));
  }

  /** Nothing but zeros may be left, and less than a byte of them. */
  end(): void {
    const left = 8 * this.#bytes.length - this.#at;
    if (left >= 8 || this.bits(left) !== 0n)
      throw new BitcoinError('BITCOIN_DATA', 'The data goes on too long.');
  }
}
