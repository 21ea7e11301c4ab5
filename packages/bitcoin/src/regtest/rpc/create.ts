import { sat } from '@coffer/core/amount';
import { type Bytes, concat } from '@coffer/core/bytes';
import type { BitcoinNetwork } from '../../chain/network.ts';
import { hashOf } from '../../encoding/bytes.ts';
import type { Tx, TxInput, TxOutput } from '../../transaction/transaction.ts';
import { mustBeAddress } from './address.ts';
import { invalidParameter, RPC, RpcError } from './error.ts';
import { amountOf, bytesOf, idFrom, isObject, type Json, wholeOf } from './json.ts';
import type { Args } from './method.ts';

/** `createrawtransaction`: a transaction from what clients say, not signed. */

const MAX_U32 = 0xffff_ffff;
/** Replaceable (BIP125), with lock time but not replaceable, and neither. */
const REPLACEABLE = 0xffff_fffd;
const LOCKED = 0xffff_fffe;

function inputFrom(given: Json, sequence: number): TxInput {
  if (!isObject(given)) throw new RpcError(RPC.type, 'Invalid parameter, inputs must be objects');
  const { txid = null, vout = null } = given;
  if (typeof txid !== 'string') throw invalidParameter('Invalid parameter, missing txid key');
  const hash = hashOf(idFrom(txid, 'txid'));
  if (vout === null) throw invalidParameter('Invalid parameter, missing vout key');
  const index = wholeOf(vout, -(2 ** 31), MAX_U32);
  if (index < 0) throw invalidParameter('Invalid parameter, vout cannot be negative');
  const own = given.sequence === undefined ? sequence : wholeOf(given.sequence, -(2 ** 53), 2 ** 53);
  if (own < 0 || own > MAX_U32) {
    throw invalidParameter('Invalid parameter, sequence number is out of range');
  }
  return { outpoint: { hash, index }, scriptSig: new Uint8Array(0), sequence: own, witness: [] };
}

function dataScript(data: Bytes): Bytes {
  if (data.length > 0xffff) throw invalidParameter('Data is too long');
  const { length } = data;
  const push =
    length < 0x4c ? [length] : length <= 0xff ? [0x4c, length] : [0x4d, length & 0xff, length >> 8];
  return concat(Uint8Array.of(0x6a, ...push), data);
}

function outputsFrom(given: Json | undefined, network: BitcoinNetwork): TxOutput[] {
  const list: readonly Json[] = Array.isArray(given) ? (given as readonly Json[]) : [given ?? null];
  const seen = new Set<string>();
  return list.flatMap((item) => {
    if (!isObject(item))
      throw invalidParameter('Invalid parameter, key-value pair not an object as expected');
    if (Array.isArray(given) && Object.keys(item).length !== 1) {
      throw invalidParameter('Invalid parameter, key-value pair must contain exactly one key');
    }
    return Object.entries(item).map(([name, value]): TxOutput => {
      if (seen.has(name)) {
        throw invalidParameter(
          `Invalid parameter, duplicated ${name === 'data' ? 'key: data' : `address: ${name}`}`,
        );
      }
      seen.add(name);
      if (name === 'data') {
        if (typeof value !== 'string') throw invalidParameter('Data must be hexadecimal string');
        const data = bytesOf(
          value,
          RPC.parameter,
          `Data must be hexadecimal string (not '${value.slice(0, 100)}')`,
        );
        return { value: sat(0n), script: dataScript(data) };
      }
      const script = mustBeAddress(name, network, `Invalid Bitcoin address: ${name.slice(0, 100)}`);
      return { value: amountOf(value), script };
    });
  });
}

/** Makes the transaction. @throws RpcError -1, -3, -5, -8 */
export function createTransaction(args: Args, network: BitcoinNetwork): Tx {
  const given = args.get('locktime');
  const lockTime = given === undefined ? 0 : wholeOf(given, -(2 ** 53), 2 ** 53);
  if (lockTime < 0 || lockTime > MAX_U32) throw invalidParameter('Invalid parameter, locktime out of range');
  const final = lockTime > 0 ? LOCKED : MAX_U32;
  const sequence = args.flag('replaceable', true) ? REPLACEABLE : final;
  return {
    version: 2,
    inputs: args.list('inputs').map((input) => inputFrom(input, sequence)),
    outputs: outputsFrom(args.get('outputs'), network),
    lockTime,
  };
}
