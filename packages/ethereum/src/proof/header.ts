import { type Bytes, toHex } from '@coffer/core/bytes';
import { CofferError } from '@coffer/core/error';
import { keccak256 } from '@coffer/crypto/hash';
import { decodeRlp, encodeRlp, isBytes, type Rlp, readFixed, readInteger, rlpInteger } from './rlp.ts';

/**
 * Execution block headers (Yellow Paper §4.4; London EIP-1559, Shanghai EIP-4895, Cancun EIP-4844 and EIP-4788, Prague
 * EIP-7685). A header is identified by the hash of its bytes, so the bytes are what travels; the fields are read from them.
 */

/** The bytes are not an execution block header. */
export class HeaderError extends CofferError<'HEADER_MALFORMED'> {}

/** The longest header that is accepted, bytes. Mainnet's have about 650. */
export const MAX_HEADER_BYTES = 2048;

/** A parsed header. That it parses says nothing about whether it is on the chain: see `trust/verify`. */
export interface Header {
  /** Keccak-256 of the RLP: the block hash. 32 bytes. */
  readonly hash: Bytes;
  readonly parentHash: Bytes;
  /** Root of the account trie after the block. 32 bytes. */
  readonly stateRoot: Bytes;
  /** Root of the receipt trie of the block. 32 bytes. */
  readonly receiptsRoot: Bytes;
  /** Height. */
  readonly number: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** Wei per gas, from London on. */
  readonly baseFee?: bigint;
}

// Forks only append; these lengths were never a header: London appended 1 field, Shanghai 1, Cancun 3.
const FIRST = 15;
const LONDON = 16;
const NEVER = [18, 19];
const MOST = 32;

/** Fields with an exact length, by position. */
const FIXED: readonly (readonly [index: number, length: number, name: string])[] = [
  [0, 32, 'parentHash'],
  [1, 32, 'ommersHash'],
  [2, 20, 'beneficiary'],
  [3, 32, 'stateRoot'],
  [4, 32, 'transactionsRoot'],
  [5, 32, 'receiptsRoot'],
  [6, 256, 'logsBloom'],
  [13, 32, 'mixHash'],
  [14, 8, 'nonce'],
  [16, 32, 'withdrawalsRoot'],
  [19, 32, 'parentBeaconBlockRoot'],
  [20, 32, 'requestsHash'],
];
/** Integer fields, by position. */
const INTEGERS: readonly (readonly [index: number, maxBytes: number, name: string])[] = [
  [7, 32, 'difficulty'],
  [8, 8, 'number'],
  [9, 8, 'gasLimit'],
  [10, 8, 'gasUsed'],
  [11, 8, 'timestamp'],
  [15, 32, 'baseFee'],
  [17, 8, 'blobGasUsed'],
  [18, 8, 'excessBlobGas'],
];

function safeNumber(value: bigint, name: string): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new HeaderError('HEADER_MALFORMED', `Not a block header: ${name} is absurdly large.`);
  }
  return Number(value);
}

/**
 * Parses the RLP of a header of any fork. Fields that a later fork appends are accepted as byte strings: the hash
 * covers them, and nothing here depends on them.
 * @throws HeaderError `HEADER_MALFORMED`
 */
export function parseHeader(rlp: Bytes): Header {
  try {
    const fields = decodeRlp(rlp, { maxBytes: MAX_HEADER_BYTES, maxDepth: 1, maxItems: MOST });
    if (isBytes(fields) || fields.length < FIRST || NEVER.includes(fields.length) || !fields.every(isBytes)) {
      throw new HeaderError('HEADER_MALFORMED', 'Not a block header: wrong number or kind of fields.');
    }
    for (const [index, length, name] of FIXED)
      if (index < fields.length) readFixed(fields[index], length, name);
    for (const [index, maxBytes, name] of INTEGERS) {
      if (index < fields.length) readInteger(fields[index], maxBytes, name);
    }
    return {
      hash: keccak256(rlp),
      parentHash: readFixed(fields[0], 32, 'parentHash'),
      stateRoot: readFixed(fields[3], 32, 'stateRoot'),
      receiptsRoot: readFixed(fields[5], 32, 'receiptsRoot'),
      number: safeNumber(readInteger(fields[8], 8, 'number'), 'number'),
      timestamp: safeNumber(readInteger(fields[11], 8, 'timestamp'), 'timestamp'),
      ...(fields.length >= LONDON ? { baseFee: readInteger(fields[15], 32, 'baseFee') } : {}),
    };
  } catch (cause) {
    if (cause instanceof HeaderError) throw cause;
    throw new HeaderError('HEADER_MALFORMED', 'Not a block header.', { cause });
  }
}

/** What goes into a header, up to Prague. A field that is absent ends the list, as in the fork before it came. */
export interface HeaderFields {
  readonly parentHash: Bytes;
  readonly ommersHash: Bytes;
  readonly beneficiary: Bytes;
  readonly stateRoot: Bytes;
  readonly transactionsRoot: Bytes;
  readonly receiptsRoot: Bytes;
  readonly logsBloom: Bytes;
  readonly difficulty: bigint;
  readonly number: bigint;
  readonly gasLimit: bigint;
  readonly gasUsed: bigint;
  readonly timestamp: bigint;
  readonly extraData: Bytes;
  readonly mixHash: Bytes;
  readonly nonce: Bytes;
  readonly baseFee?: bigint | undefined;
  readonly withdrawalsRoot?: Bytes | undefined;
  readonly blobGasUsed?: bigint | undefined;
  readonly excessBlobGas?: bigint | undefined;
  readonly parentBeaconBlockRoot?: Bytes | undefined;
  readonly requestsHash?: Bytes | undefined;
}

const ORDER = [
  'parentHash',
  'ommersHash',
  'beneficiary',
  'stateRoot',
  'transactionsRoot',
  'receiptsRoot',
  'logsBloom',
  'difficulty',
  'number',
  'gasLimit',
  'gasUsed',
  'timestamp',
  'extraData',
  'mixHash',
  'nonce',
  'baseFee',
  'withdrawalsRoot',
  'blobGasUsed',
  'excessBlobGas',
  'parentBeaconBlockRoot',
  'requestsHash',
] as const satisfies readonly (keyof HeaderFields)[];

/**
 * The RLP of a header with these fields. The caller compares its hash with the block's.
 * @throws HeaderError `HEADER_MALFORMED` when a field is missing in the middle
 */
export function encodeHeader(fields: HeaderFields): Bytes {
  const items: Rlp[] = [];
  for (const [index, name] of ORDER.entries()) {
    const value = fields[name];
    if (value === undefined) continue;
    if (items.length !== index) {
      throw new HeaderError('HEADER_MALFORMED', `A header with ${name} has all fields before it too.`);
    }
    items.push(typeof value === 'bigint' ? rlpInteger(value) : value);
  }
  return encodeRlp(items);
}

/** `keccak256(rlp([]))`: the hash of no ommers, in every header since the merge. */
export const EMPTY_OMMERS: Bytes = keccak256(encodeRlp([]));

/** The RLP of a header that has nothing but a parent, a state, a height and a time: for simulators and tests. */
export function buildHeader(fields: {
  readonly parentHash: Bytes;
  readonly stateRoot: Bytes;
  readonly number: number;
  readonly timestamp: number;
}): Bytes {
  const emptyTrie = keccak256(encodeRlp(new Uint8Array()));
  return encodeHeader({
    parentHash: fields.parentHash,
    ommersHash: EMPTY_OMMERS,
    beneficiary: new Uint8Array(20),
    stateRoot: fields.stateRoot,
    transactionsRoot: emptyTrie,
    receiptsRoot: emptyTrie,
    logsBloom: new Uint8Array(256),
    difficulty: 0n,
    number: BigInt(fields.number),
    gasLimit: 30_000_000n,
    gasUsed: 0n,
    timestamp: BigInt(fields.timestamp),
    extraData: new Uint8Array(),
    mixHash: new Uint8Array(32),
    nonce: new Uint8Array(8),
    baseFee: 0n,
    withdrawalsRoot: emptyTrie,
  });
}

/** A header as people name it in messages: height and start of the hash. */
export function describeHeader(header: { readonly number: number; readonly hash: Bytes }): string {
  return `block ${header.number} (${toHex(header.hash).slice(0, 14)}…)`;
}
