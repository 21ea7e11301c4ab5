import type { Bytes } from '@coffer/core/bytes';
import { hash256, type Id, idOf } from '../../encoding/bytes.ts';
import { BitcoinError } from '../../encoding/error.ts';
import { encodeStripped, encodeTx, parseTx, type Tx } from '../../transaction/transaction.ts';

/** A transaction with what is asked of it again and again. */
export interface TxRecord {
  readonly tx: Tx;
  readonly txid: Id;
  readonly wtxid: Id;
  /** The hashes behind the two ids. */
  readonly hash: Bytes;
  readonly witnessHash: Bytes;
  /** Its bytes, with witnesses. */
  readonly bytes: Bytes;
  /** Length without witnesses. */
  readonly strippedSize: number;
  readonly weight: number;
  /** Keys of the outputs that it spends, one an input. */
  readonly spends: readonly string[];
}

/** What an output is filed under. */
export function coinKey(txid: Id, index: number): string {
  return `${txid}:${index}`;
}

/** Most inputs and outputs of a transaction together: far more than relay takes, and what the encoder can join at once. */
const MAX_PARTS = 20_000;

/** A transaction's record. It shares no memory with what it is given. @throws BitcoinError when it could not be on the wire, or has more than 20,000 inputs and outputs */
export function recordOf(given: Tx): TxRecord {
  const items = given.inputs.reduce((sum, { witness }) => sum + witness.length, 0);
  if (given.inputs.length + given.outputs.length + items > MAX_PARTS) {
    throw new BitcoinError(
      'BITCOIN_TOO_LARGE',
      'This development chain takes no transaction of so many parts.',
    );
  }
  const bytes = encodeTx(given);
  const tx = parseTx(bytes);
  const stripped = encodeStripped(tx);
  const hash = hash256(stripped);
  const witnessHash = stripped.length === bytes.length ? hash : hash256(bytes);
  const txid = idOf(hash);
  return {
    tx,
    txid,
    wtxid: witnessHash === hash ? txid : idOf(witnessHash),
    hash,
    witnessHash,
    bytes,
    strippedSize: stripped.length,
    weight: 3 * stripped.length + bytes.length,
    spends: tx.inputs.map(({ outpoint }) => coinKey(idOf(outpoint.hash), outpoint.index)),
  };
}
