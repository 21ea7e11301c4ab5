import type { Bytes } from '@coffer/core/bytes';
import { Transaction } from '@scure/btc-signer';
import { encodeStripped, type Tx, type TxOutput } from './transaction.ts';

/** The digests that signatures sign: everything of the transaction, always (SIGHASH_ALL, SIGHASH_DEFAULT). */

/** BIP141's byte behind ECDSA signatures. */
export const SIGHASH_ALL = 1;
const SIGHASH_DEFAULT = 0;

/** Computes the digests of one transaction. */
export interface Digests {
  /** BIP143: `code` is the script that is executed. */
  readonly v0: (index: number, code: Bytes) => Bytes;
  /** BIP341, BIP342: with the leaf's script, or none for the key. */
  readonly v1: (index: number, leaf?: Bytes) => Bytes;
}

/** @param spent the outputs that the inputs spend, in their order: their values and scripts are signed too */
export function digestsOf(tx: Tx, spent: readonly TxOutput[]): Digests {
  const raw = Transaction.fromRaw(encodeStripped(tx), {
    allowUnknownInputs: true,
    allowUnknownOutputs: true,
    disableScriptCheck: true,
  });
  const scripts = spent.map(({ script }) => script);
  const values = spent.map(({ value }): bigint => value);
  return {
    v0: (index, code) => raw.preimageWitnessV0(index, code, SIGHASH_ALL, values[index]!),
    v1: (index, leaf) => raw.preimageWitnessV1(index, scripts, SIGHASH_DEFAULT, values, undefined, leaf),
  };
}
