import { MAX_SAT, type Sat, sat } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import { compactSize, hash256, join, Reader, u32, u64 } from '../encoding/bytes.ts';
import { BitcoinError } from '../encoding/error.ts';

/**
 * Transactions as they are on the wire (BIP144). Hashes are in the order in which they are hashed; people and RPC see them
 * reversed (`encoding/bytes#idOf`).
 */

/** A place that money is in. */
export interface Outpoint {
  /** Hash of the transaction, 32 bytes as hashed. */
  readonly hash: Bytes;
  readonly index: number;
}

/** Where money comes from. */
export interface TxInput {
  readonly outpoint: Outpoint;
  readonly scriptSig: Bytes;
  /** Replaceability (BIP125) and relative lock (BIP68). */
  readonly sequence: number;
  /** Empty when it has none. */
  readonly witness: readonly Bytes[];
}

/** Where money goes. */
export interface TxOutput {
  readonly value: Sat;
  readonly script: Bytes;
}

/** A transaction. */
export interface Tx {
  /** Signed 32 bits. */
  readonly version: number;
  readonly inputs: readonly TxInput[];
  readonly outputs: readonly TxOutput[];
  readonly lockTime: number;
}

/** No block, and so no transaction, is longer. */
export const MAX_TX_BYTES = 4_000_000;
/** Bytes of the smallest input and output. */
const LEAST_INPUT = 41;
const LEAST_OUTPUT = 9;

function readInput(reader: Reader): Omit<TxInput, 'witness'> {
  return {
    outpoint: { hash: reader.take(32), index: reader.u32() },
    scriptSig: reader.sized(),
    sequence: reader.u32(),
  };
}

function readOutput(reader: Reader): TxOutput {
  const value = reader.u64();
  if (value > MAX_SAT) throw new BitcoinError('BITCOIN_AMOUNT', 'An output holds more than all bitcoins.');
  return { value: sat(value), script: reader.sized() };
}

function readWitness(reader: Reader): Bytes[] {
  return Array.from({ length: reader.count(1) }, () => reader.sized());
}

/** Reads the transaction that comes next. @throws BitcoinError */
export function readTx(reader: Reader): Tx {
  const version = reader.i32();
  // BIP144: no inputs, then a flag. Nothing else begins so, as a transaction without inputs is none.
  const segwit = reader.peek() === 0 && reader.peek(1) === 1;
  if (segwit) reader.take(2);
  const bare = Array.from({ length: reader.count(LEAST_INPUT) }, () => readInput(reader));
  if (bare.length === 0) throw new BitcoinError('BITCOIN_MALFORMED', 'A transaction has inputs.');
  const outputs = Array.from({ length: reader.count(LEAST_OUTPUT) }, () => readOutput(reader));
  const inputs = bare.map((input): TxInput => ({ ...input, witness: segwit ? readWitness(reader) : [] }));
  if (segwit && inputs.every(({ witness }) => witness.length === 0)) {
    throw new BitcoinError(
      'BITCOIN_MALFORMED',
      'A transaction without witnesses is written without their mark.',
    );
  }
  return { version, inputs, outputs, lockTime: reader.u32() };
}

/** Parses exactly one transaction. @throws BitcoinError */
export function parseTx(bytes: Bytes): Tx {
  if (bytes.length > MAX_TX_BYTES) throw new BitcoinError('BITCOIN_TOO_LARGE', 'No transaction is so long.');
  const reader = new Reader(bytes);
  const tx = readTx(reader);
  reader.end();
  return tx;
}

function encode(tx: Tx, withWitness: boolean): Bytes {
  const segwit = withWitness && tx.inputs.some(({ witness }) => witness.length > 0);
  const parts: Bytes[] = [u32(tx.version)];
  if (segwit) parts.push(Uint8Array.of(0, 1));
  parts.push(compactSize(tx.inputs.length));
  for (const { outpoint, scriptSig, sequence } of tx.inputs) {
    parts.push(outpoint.hash, u32(outpoint.index), compactSize(scriptSig.length), scriptSig, u32(sequence));
  }
  parts.push(compactSize(tx.outputs.length));
  for (const { value, script } of tx.outputs) parts.push(u64(value), compactSize(script.length), script);
  if (segwit) {
    for (const { witness } of tx.inputs) {
      parts.push(compactSize(witness.length));
      for (const item of witness) parts.push(compactSize(item.length), item);
    }
  }
  parts.push(u32(tx.lockTime));
  return join(parts);
}

/** A transaction's bytes, with its witnesses. */
export function encodeTx(tx: Tx): Bytes {
  return encode(tx, true);
}

/** A transaction's bytes without witnesses: what its id is made of. */
export function encodeStripped(tx: Tx): Bytes {
  return encode(tx, false);
}

/** The hash that others spend its outputs by: without witnesses. */
export function txHash(tx: Tx): Bytes {
  return hash256(encodeStripped(tx));
}

/** The hash with witnesses (BIP141), which blocks commit to. */
export function witnessHash(tx: Tx): Bytes {
  return hash256(encodeTx(tx));
}

/** Weight (BIP141): four units a byte, one for a byte of witness. */
export function weightOf(tx: Tx): number {
  return 3 * encodeStripped(tx).length + encodeTx(tx).length;
}

/** Virtual size, which fees are paid for: a quarter of the weight, rounded up. */
export function vsizeOf(tx: Tx): number {
  return Math.ceil(weightOf(tx) / 4);
}

/** Whether this is a block's first transaction, which makes new money. */
export function isCoinbase(tx: Tx): boolean {
  const [first, ...others] = tx.inputs;
  return (
    others.length === 0 &&
    first!.outpoint.index === 0xffff_ffff &&
    first!.outpoint.hash.every((byte) => byte === 0)
  );
}
