import { type Sat, sat } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import { BitcoinError } from '../encoding/error.ts';
import { MAX_DELAY } from '../script/cashout.ts';
import { BitReader, BitWriter } from './bits.ts';
import { checkIntervals, endOf, type Interval, totalOf } from './intervals.ts';

/**
 * What a transaction of the network says about its inputs (§V-B4, SAFETY B4): the state counter, and which intervals of each
 * input it claims. This is the plain form; `data-output.ts` encrypts it. docs/bitcoin-data-output.md is its specification.
 */

/** What a transaction of the network is. */
export type DataKind =
  /** Emergency cash-out: the claimed intervals are locked for their owner. */
  | 'cash-out'
  /** External transaction, withdrawal, payout: the claimed intervals leave. */
  | 'payment'
  /** Breach remedy: the intervals of locked outputs that are defended. */
  | 'remedy';

/** What the data output of a transaction says. */
export interface NetworkData {
  readonly kind: DataKind;
  /** σ, the state counter: below 2^48. */
  readonly counter: bigint;
  /** Blocks of the lock of a cash-out; 0 for the others. */
  readonly delay: number;
  /** For each input of the network, in order, the claimed intervals in their one form. */
  readonly claims: readonly (readonly Interval[])[];
}

/** State counters are below this. */
export const COUNTER_LIMIT = 1n << 48n;
const VERSION = 1n;
const KINDS: readonly DataKind[] = ['cash-out', 'payment', 'remedy'];
const COUNTER_BITS = 48;
const DELAY_BITS = 16;

function bad(message: string): BitcoinError {
  return new BitcoinError('BITCOIN_DATA', message);
}

function writeInterval(writer: BitWriter, { start, amount }: Interval, least: bigint, length: Sat): void {
  writer.upTo(start - least, length - 1n - least);
  writer.upTo(amount - 1n, length - 1n - start);
}

function readInterval(reader: BitReader, least: bigint, length: Sat): Interval {
  if (least >= length) throw bad('There is no room for another interval.');
  const start = least + reader.upTo(length - 1n - least);
  return { start: sat(start), amount: sat(1n + reader.upTo(length - 1n - start)) };
}

function isWhole(intervals: readonly Interval[], length: Sat): boolean {
  return intervals.length === 1 && intervals[0]!.amount === length;
}

/** Prefix of an input: 0 one interval, 10 the whole coin, 110 nothing, 111 several. */
function writeClaims(writer: BitWriter, intervals: readonly Interval[], length: Sat): void {
  if (isWhole(intervals, length)) {
    writer.bits(0b10n, 2);
    return;
  }
  if (intervals.length === 0) writer.bits(0b110n, 3);
  else if (intervals.length === 1) writer.bits(0n, 1);
  else {
    writer.bits(0b111n, 3);
    writer.gamma(intervals.length - 1);
  }
  // Between two intervals at least one position is free, or they would be one.
  let least = 0n;
  for (const interval of intervals) {
    writeInterval(writer, interval, least, length);
    least = endOf(interval) + 1n;
  }
}

function readCount(reader: BitReader): number | 'whole' {
  if (reader.bits(1) === 0n) return 1;
  if (reader.bits(1) === 0n) return 'whole';
  return reader.bits(1) === 0n ? 0 : reader.gamma() + 1;
}

function readClaims(reader: BitReader, length: Sat): readonly Interval[] {
  const count = readCount(reader);
  if (count === 'whole') return [{ start: sat(0n), amount: length }];
  const intervals: Interval[] = [];
  let least = 0n;
  for (let i = 0; i < count; i++) {
    const interval = readInterval(reader, least, length);
    intervals.push(interval);
    least = endOf(interval) + 1n;
  }
  if (isWhole(intervals, length)) throw bad('A whole coin has a form of its own.');
  return intervals;
}

/**
 * The plain form of a transaction's data.
 * @param lengths the values of the inputs of the network, in order; of locked outputs, what was claimed for them
 * @throws BitcoinError `BITCOIN_INTERVALS`; `BITCOIN_DATA` for a counter, delay or number of inputs that cannot be written
 */
export function encodeData(data: NetworkData, lengths: readonly Sat[]): Bytes {
  if (data.counter < 0n || data.counter >= COUNTER_LIMIT) throw bad('A state counter has 48 bits.');
  if (data.claims.length !== lengths.length || lengths.length === 0)
    throw bad('Each input of the network has its list of intervals.');
  const locks = data.kind === 'cash-out';
  if (!Number.isInteger(data.delay) || data.delay > MAX_DELAY || data.delay > 0 !== locks || data.delay < 0)
    throw bad('A cash-out has a lock, and nothing else has.');
  const writer = new BitWriter();
  writer.bits(VERSION, 4);
  writer.bits(BigInt(KINDS.indexOf(data.kind)), 4);
  writer.bits(data.counter, COUNTER_BITS);
  if (locks) writer.bits(BigInt(data.delay), DELAY_BITS);
  for (const [i, intervals] of data.claims.entries()) {
    checkIntervals(intervals, lengths[i]!);
    writeClaims(writer, intervals, lengths[i]!);
  }
  return writer.bytes();
}

/** The inverse of {@link encodeData}: one form only, so encoding again gives the same bytes. @throws BitcoinError `BITCOIN_DATA` */
export function decodeData(bytes: Bytes, lengths: readonly Sat[]): NetworkData {
  const reader = new BitReader(bytes);
  if (reader.bits(4) !== VERSION) throw bad('The data is of a version that is not known here.');
  const kind = KINDS[Number(reader.bits(4))];
  if (kind === undefined) throw bad('The data is of a kind that is not known here.');
  const counter = reader.bits(COUNTER_BITS);
  const delay = kind === 'cash-out' ? Number(reader.bits(DELAY_BITS)) : 0;
  if (kind === 'cash-out' && delay === 0) throw bad('A cash-out has a lock.');
  const claims = lengths.map((length) => {
    if (length === 0n) throw bad('A coin is worth something.');
    return readClaims(reader, length);
  });
  reader.end();
  return { kind, counter, delay, claims };
}

/** What all intervals of a transaction hold together. */
export function claimedBy({ claims }: Pick<NetworkData, 'claims'>): Sat {
  return sat(claims.reduce((sum, intervals) => sum + totalOf(intervals), 0n));
}
