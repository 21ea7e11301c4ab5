import { type Sat, sat } from '@coffer/core/amount';
import { invalidParameter, RPC, RpcError } from './error.ts';

/**
 * JSON whose numbers keep their digits. Bitcoin's RPC writes money as JSON numbers of bitcoins; a number that has been
 * floating point once is no money any more.
 */

/** A number as its digits. It is written into JSON as they are. */
export interface Numeral {
  readonly rawJSON: string;
}
/** What may stand in a request or a result. */
export type Json =
  | null
  | boolean
  | number
  | string
  | Numeral
  | readonly Json[]
  | { readonly [key: string]: Json };

// Node 24 has both, and the type library of its language level does not name them yet.
const exact = JSON as unknown as {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): Numeral;
  isRawJSON(value: unknown): value is Numeral;
};

/** How deep a request may be nested, and how many values it may have: what is parsed takes far more memory than text. */
const MAX_DEPTH = 512;
const MAX_VALUES = 200_000;

function checkSize(text: string): void {
  let depth = 0;
  let values = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (quoted) {
      if (char === 0x5c) at += 1;
      else if (char === 0x22) quoted = false;
    } else if (char === 0x22) quoted = true;
    else if (char === 0x5b || char === 0x7b) depth += 1;
    else if (char === 0x5d || char === 0x7d) depth -= 1;
    else if (char === 0x2c) values += 1;
    if (depth > MAX_DEPTH || values > MAX_VALUES) throw new RpcError(RPC.parse, 'Parse error');
  }
}

/** Reads JSON of any size: every number becomes a `Numeral`. @throws SyntaxError, RangeError when it is nested too deep */
export function jsonOf(text: string): Json {
  return exact.parse(text, (_key, value, { source }) =>
    typeof value === 'number' ? exact.rawJSON(source!) : value,
  ) as Json;
}

/** Reads a request. @throws RpcError -32700 */
export function parseJson(text: string): Json {
  checkSize(text);
  try {
    return jsonOf(text);
  } catch {
    throw new RpcError(RPC.parse, 'Parse error');
  }
}

/** Writes a result, numbers as they are. @param indent spaces, for people */
export function writeJson(value: Json, indent = 0): string {
  return JSON.stringify(value, null, indent);
}

/** Whether this is a number of a request. */
export function isNumeral(value: Json | undefined): value is Numeral {
  return exact.isRawJSON(value);
}

/** Whether this is a JSON object. */
export function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumeral(value);
}

/** The kind of a value, as Core names it in its errors. */
export function kindOf(value: Json | undefined): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return 'array';
  return isNumeral(value) ? 'number' : typeof value;
}

const COIN = 100_000_000n;

/** The digits of an amount in bitcoins: exactly eight behind the point. Negative ones too: what was taken away. */
export function bitcoins(amount: bigint): string {
  const size = amount < 0n ? -amount : amount;
  const fraction = (size % COIN).toString().padStart(8, '0');
  return `${amount < 0n ? '-' : ''}${size / COIN}.${fraction}`;
}

/** An amount as results have it: a number of bitcoins. */
export function btc(amount: bigint): Numeral {
  return exact.rawJSON(bitcoins(amount));
}

/** Digits with an exponent, as JSON writes numbers. */
const NUMBER = /^(-?)(\d{1,20})(?:\.(\d{1,30}))?(?:[eE]([+-]?\d{1,2}))?$/;

/**
 * Reads an amount of bitcoins, a number or a string, without rounding.
 * @throws RpcError -3, with Core's words
 */
export function amountOf(value: Json | undefined): Sat {
  if (!isNumeral(value) && typeof value !== 'string')
    throw new RpcError(RPC.type, 'Amount is not a number or string');
  const match = NUMBER.exec(isNumeral(value) ? value.rawJSON : value);
  if (match === null) throw new RpcError(RPC.type, 'Invalid amount');
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  const shift = 8 + Number(exponent) - fraction.length;
  const digits = BigInt(whole! + fraction);
  const divisor = shift < 0 ? 10n ** BigInt(-shift) : 1n;
  if (digits % divisor !== 0n) throw new RpcError(RPC.type, 'Invalid amount');
  const amount = shift < 0 ? digits / divisor : digits * 10n ** BigInt(shift);
  if ((sign === '-' && amount !== 0n) || amount > 21_000_000n * COIN) {
    throw new RpcError(RPC.type, 'Amount out of range');
  }
  return sat(amount);
}

/** Reads a whole number. @throws RpcError -1 as Core, when it is none or leaves the given range */
export function wholeOf(value: Json | undefined, least = -(2 ** 31), most = 2 ** 31 - 1): number {
  if (!isNumeral(value)) {
    throw new RpcError(RPC.type, `JSON value of type ${kindOf(value)} is not of expected type number`);
  }
  const number = /^-?\d{1,15}$/.test(value.rawJSON) ? Number(value.rawJSON) : Number.NaN;
  if (!(number >= least && number <= most)) throw new RpcError(RPC.misc, 'JSON integer out of range');
  return number;
}

/** Reads bytes from hexadecimal. @throws RpcError `code`, with the given words */
export function bytesOf(text: string, code: number, message: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) throw new RpcError(code, message);
  return new Uint8Array(Buffer.from(text, 'hex'));
}

/** Reads an id: 64 hexadecimal digits. @throws RpcError -8, with Core's words */
export function idFrom(text: string, name: string): string {
  if (text.length !== 64)
    throw invalidParameter(`${name} must be of length 64 (not ${text.length}, for '${text.slice(0, 200)}')`);
  if (!/^[0-9a-fA-F]{64}$/.test(text))
    throw invalidParameter(`${name} must be hexadecimal string (not '${text}')`);
  return text.toLowerCase();
}

/** Bytes in hexadecimal, bare as Bitcoin writes them. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
