import { hashOf, type Id, idOf } from '@coffer/bitcoin/encoding/bytes';
import { type Outpoint, type Tx, type TxOutput, txHash } from '@coffer/bitcoin/transaction/transaction';
import { sat } from '@coffer/core/amount';
import type { Kind, Way } from './kinds.ts';

/** Makes transactions from coins whose kind is known. */

/** An output and how it can be spent. */
export interface Held {
  readonly outpoint: Outpoint;
  readonly output: TxOutput;
  readonly kind: Kind;
}

/** A coin that a transaction spends, and how. */
export interface Use {
  readonly coin: Held;
  readonly way: Way;
  /** Instead of the way's. */
  readonly sequence?: number;
  readonly hashType?: number;
}

/** What is to be made. */
interface Order {
  readonly uses: readonly Use[];
  readonly outputs: readonly TxOutput[];
  readonly version?: number;
  readonly lockTime?: number;
}

/** Replaceable, without relative lock. */
export const REPLACEABLE = 0xffff_fffd;

/** The id of a transaction. */
export const txidOf = (tx: Tx): Id => idOf(txHash(tx));

/** An output to a kind. */
export const paying = (kind: Kind, value: bigint): TxOutput => ({ value: sat(value), script: kind.script });

/** A signed transaction. */
export function make({ uses, outputs, version = 2, lockTime }: Order): Tx {
  const bare: Tx = {
    version,
    inputs: uses.map(({ coin, way, sequence }) => ({
      outpoint: coin.outpoint,
      scriptSig: new Uint8Array(0),
      sequence: sequence ?? way.sequence ?? REPLACEABLE,
      witness: [],
    })),
    outputs,
    lockTime: lockTime ?? Math.max(0, ...uses.map(({ way }) => way.lockTime ?? 0)),
  };
  const spent = uses.map(({ coin }) => coin.output);
  const inputs = uses.map(({ way, hashType }, index) => ({
    ...bare.inputs[index]!,
    ...way.unlock({ tx: bare, index, spent, ...(hashType === undefined ? {} : { hashType }) }),
  }));
  return { ...bare, inputs };
}

/** The outputs of a transaction whose kinds are known. */
export function heldIn(tx: Tx, kinds: readonly (Kind | undefined)[]): Held[] {
  const hash = txHash(tx);
  return kinds.flatMap((kind, index) =>
    kind === undefined ? [] : [{ outpoint: { hash, index }, output: tx.outputs[index]!, kind }],
  );
}

/** The same place with an id as RPC writes it. */
export const idPlace = ({ hash, index }: Outpoint): { txid: Id; index: number } => ({
  txid: idOf(hash),
  index,
});

/** An outpoint of an id. */
export const placeOf = (txid: Id, index: number): Outpoint => ({ hash: hashOf(txid), index });
