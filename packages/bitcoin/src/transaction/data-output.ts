import { createCipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import type { Sat } from '@coffer/core/amount';
import { type Bytes, concat } from '@coffer/core/bytes';
import { derive } from '@coffer/crypto/derive';
import { u64 } from '../encoding/bytes.ts';
import { BitcoinError } from '../encoding/error.ts';
import { outpointBytes, SYSTEM_BYTES } from '../script/keys.ts';
import { decodeData, encodeData, type NetworkData } from './claims.ts';
import type { Outpoint } from './transaction.ts';

/**
 * The data output of a transaction of the network: one OP_RETURN of at most 80 bytes (§IV-E, footnote 1), encrypted with a
 * key that K_System gives (§VII), so that the chain does not tell who owns what.
 *
 * Synthetic IV: 8 bytes of HMAC-SHA256 over the inputs and the plain text are the tag and the nonce of AES-256-CTR. Keys are
 * separated by the first outpoint. No randomness is needed, and two transactions that spend the same outpoint with
 * different data do not share a key stream, which a nonce made of the outpoint alone would make them do. Data copied to
 * another transaction does not authenticate, because it is bound to the outpoints and values of all inputs of the network.
 */

/** An input of the network: where it is, and how many positions it has. */
export interface DataInput {
  readonly outpoint: Outpoint;
  /** The value of a coin; of a locked output, what was claimed for it. */
  readonly length: Sat;
}

/** The most that relays take in one output. */
export const MAX_DATA_BYTES = 80;
/** No transaction of the network has more inputs of it. */
export const MAX_DATA_INPUTS = 200;
/** Nor more intervals: each takes a bit at least. */
export const MAX_DATA_INTERVALS = 8 * MAX_DATA_BYTES;
const TAG_BYTES = 8;
/** What scripts of data begin with. */
export const OP_RETURN = 0x6a;
const OP_PUSHDATA1 = 0x4c;

interface Keys {
  readonly mac: Bytes;
  readonly stream: Bytes;
}

function keysOf(system: Bytes, inputs: readonly DataInput[]): Keys {
  if (system.length !== SYSTEM_BYTES)
    throw new BitcoinError('BITCOIN_KEY', `The network's secret has ${SYSTEM_BYTES} bytes.`);
  const first = inputs[0];
  if (first === undefined || inputs.length > MAX_DATA_INPUTS)
    throw new BitcoinError(
      'BITCOIN_DATA',
      `A transaction has 1 to ${MAX_DATA_INPUTS} inputs of the network.`,
    );
  const both = derive(system, 'coffer bitcoin data output 1', 64, outpointBytes(first.outpoint));
  return { mac: both.subarray(0, 32), stream: both.subarray(32) };
}

function tagOf({ mac }: Keys, inputs: readonly DataInput[], plain: Bytes): Bytes {
  const bound = inputs.flatMap(({ outpoint, length }) => [outpointBytes(outpoint), u64(length)]);
  const hmac = createHmac('sha256', mac).update(u64(BigInt(inputs.length)));
  return new Uint8Array(
    hmac
      .update(concat(...bound))
      .update(plain)
      .digest(),
  ).subarray(0, TAG_BYTES);
}

function crypt({ stream }: Keys, tag: Bytes, bytes: Bytes): Bytes {
  const cipher = createCipheriv('aes-256-ctr', stream, concat(tag, new Uint8Array(16 - TAG_BYTES)));
  return concat(cipher.update(bytes), cipher.final());
}

const lengthsOf = (inputs: readonly DataInput[]): readonly Sat[] => inputs.map(({ length }) => length);

/** How many bytes the data output of these claims has; a plan goes over several transactions when these are more than 80. */
export function dataSize(data: NetworkData, inputs: readonly DataInput[]): number {
  return TAG_BYTES + encodeData(data, lengthsOf(inputs)).length;
}

/**
 * Encrypts a transaction's data.
 * @param system K_System
 * @param inputs the inputs of the network, in order
 * @throws BitcoinError `BITCOIN_TOO_LARGE` above 80 bytes; `BITCOIN_INTERVALS`, `BITCOIN_DATA`
 */
export function sealData(system: Bytes, inputs: readonly DataInput[], data: NetworkData): Bytes {
  const keys = keysOf(system, inputs);
  const plain = encodeData(data, lengthsOf(inputs));
  if (TAG_BYTES + plain.length > MAX_DATA_BYTES) {
    throw new BitcoinError('BITCOIN_TOO_LARGE', 'The intervals do not fit the data of one transaction.', {
      next: 'Plan several transactions.',
    });
  }
  const tag = tagOf(keys, inputs, plain);
  return concat(tag, crypt(keys, tag, plain));
}

/**
 * Reads a transaction's data. Total: any bytes give the data that a member of the network wrote for exactly these inputs,
 * or an error.
 * @throws BitcoinError `BITCOIN_DATA`
 */
export function openData(system: Bytes, inputs: readonly DataInput[], sealed: Bytes): NetworkData {
  if (sealed.length <= TAG_BYTES || sealed.length > MAX_DATA_BYTES)
    throw new BitcoinError('BITCOIN_DATA', 'The data has an impossible length.');
  const keys = keysOf(system, inputs);
  const tag = sealed.subarray(0, TAG_BYTES);
  const plain = crypt(keys, tag, sealed.subarray(TAG_BYTES));
  if (!timingSafeEqual(tagOf(keys, inputs, plain), tag)) {
    throw new BitcoinError('BITCOIN_DATA', 'The data was not written by this network for this transaction.');
  }
  return decodeData(plain, lengthsOf(inputs));
}

/** The script of a data output: OP_RETURN and one push in its shortest form. */
export function dataScript(data: Bytes): Bytes {
  const push = data.length < OP_PUSHDATA1 ? [data.length] : [OP_PUSHDATA1, data.length];
  return concat(Uint8Array.of(OP_RETURN, ...push), data);
}

/** The data of a data output's script, or nothing for any other script. */
export function dataOf(script: Bytes): Bytes | undefined {
  if (script[0] !== OP_RETURN) return undefined;
  const from = script[1] === OP_PUSHDATA1 ? 3 : 2;
  const data = script.subarray(from);
  const length = script[from - 1];
  // OP_1 and its like are pushes too, but nobody who writes data uses them.
  const shortest = from === 3 ? data.length >= OP_PUSHDATA1 : data.length < OP_PUSHDATA1;
  return script.length >= from && length === data.length && shortest ? data : undefined;
}
