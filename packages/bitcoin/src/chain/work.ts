import { type Bytes, toBytesBE } from '@coffer/core/bytes';
import { BITS_AT, HEADER_BYTES, targetOf, workOf } from './header.ts';
import { u32At } from './run.ts';

/** Proof of work: a header's hash, read as a number, is not above its target. */

/** A target as bytes in the order of a hash: the least significant first. @throws BitcoinError `BITCOIN_MALFORMED` */
export function targetBytes(bits: number): Bytes {
  return toBytesBE(targetOf(bits), 32).reverse();
}

/** Whether a hash is at or below a target; both are 32 bytes, the least significant first. */
export function meetsTarget(hash: Bytes, target: Bytes): boolean {
  for (let i = 31; i >= 0; i--) {
    if (hash[i] !== target[i]) return hash[i]! < target[i]!;
  }
  return true;
}

/** Adds up the work of headers, one division for each change of the target. */
export class WorkSum {
  #total = 0n;
  #bits = 0;
  #count = 0;

  /** Counts one more header. */
  add(bits: number): void {
    if (bits !== this.#bits) {
      this.#settle();
      this.#bits = bits;
    }
    this.#count++;
  }

  /** Expected number of hashes of all of them. */
  get total(): bigint {
    this.#settle();
    return this.#total;
  }

  #settle(): void {
    if (this.#count > 0) this.#total += workOf(this.#bits) * BigInt(this.#count);
    this.#count = 0;
  }
}

/** Work of headers that stand one after the other. */
export function workOfAll(headers: Bytes): bigint {
  const sum = new WorkSum();
  for (let at = 0; at < headers.length; at += HEADER_BYTES) sum.add(u32At(headers, at + BITS_AT));
  return sum.total;
}
