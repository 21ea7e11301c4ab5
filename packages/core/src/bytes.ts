import { CofferError } from './error.ts';

/** Raw bytes. Treated as immutable everywhere: nobody writes into bytes that somebody else may hold. */
export type Bytes = Uint8Array;
/** `0x`-prefixed lower-case hexadecimal. */
export type Hex = `0x${string}`;

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

/** Bytes as `0x…`. */
export function toHex(bytes: Bytes): Hex {
  let out = '';
  for (const byte of bytes) out += HEX[byte];
  return `0x${out}`;
}

/**
 * Parses `0x…` (or bare) hexadecimal, of exactly `length` bytes when given.
 * @throws CofferError `BAD_HEX`
 */
export function fromHex(hex: string, length?: number): Bytes {
  const digits = hex.startsWith('0x') ? hex.slice(2) : hex;
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) {
    throw new CofferError('BAD_HEX', 'This is not hexadecimal.');
  }
  if (length !== undefined && digits.length !== length * 2) {
    throw new CofferError('BAD_HEX', `Expected ${length} bytes of hexadecimal, got ${digits.length / 2}.`);
  }
  const out = new Uint8Array(digits.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return out;
}

/** All parts, one after the other. */
export function concat(...parts: readonly Bytes[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

/** Equality of public bytes. Not constant time: never compare secrets or MACs with it. */
export function equal(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Big-endian unsigned integer of exactly `length` bytes. @throws CofferError `BAD_NUMBER` when it does not fit. */
export function toBytesBE(value: bigint, length: number): Bytes {
  if (value < 0n || value >= 1n << BigInt(8 * length)) {
    throw new CofferError('BAD_NUMBER', `${value} does not fit ${length} bytes.`);
  }
  const out = new Uint8Array(length);
  let rest = value;
  for (let i = length - 1; i >= 0 && rest > 0n; i--) {
    out[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return out;
}

/** Big-endian unsigned integer. */
export function fromBytesBE(bytes: Bytes): bigint {
  return bytes.length === 0 ? 0n : BigInt(toHex(bytes));
}

/** UTF-8. */
export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** Lexicographic order, for canonical sorting. */
export function compare(a: Bytes, b: Bytes): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
