import type { BitcoinNetwork } from '../../chain/network.ts';
import { idOf } from '../../encoding/bytes.ts';
import {
  encodeTx,
  isCoinbase,
  type Tx,
  type TxInput,
  type TxOutput,
  txHash,
  weightOf,
  witnessHash,
} from '../../transaction/transaction.ts';
import type { Regtest } from '../engine/regtest.ts';
import { btc, hex, type Json } from './json.ts';
import { asm } from './script.ts';
import { scriptView } from './script-view.ts';

/** Transactions as RPC shows them. */

type Fields = { readonly [key: string]: Json };

/** The output that an input spends, and where it was made. */
export interface Spent {
  readonly output: TxOutput;
  readonly coinbase: boolean;
  /** Absent while unconfirmed. */
  readonly height: number | undefined;
}

/** What an input spends, where the chain knows it. */
export function spentBy(chain: Regtest, { outpoint }: TxInput): Spent | undefined {
  const found = chain.locate(idOf(outpoint.hash));
  const output = found?.tx.outputs[outpoint.index];
  if (found === undefined || output === undefined) return undefined;
  const height = found.blockId === undefined ? undefined : chain.entry(found.blockId)?.height;
  return { output, coinbase: isCoinbase(found.tx), height };
}

/** The fee of a transaction; nothing for those that make money, and where an input is not known. */
export function feeOf(chain: Regtest, tx: Tx): bigint | undefined {
  if (isCoinbase(tx)) return undefined;
  let sum = 0n;
  for (const input of tx.inputs) {
    const spent = spentBy(chain, input);
    if (spent === undefined) return undefined;
    sum += spent.output.value;
  }
  return sum - tx.outputs.reduce((total, { value }) => total + value, 0n);
}

function inputView(tx: Tx, input: TxInput, network: BitcoinNetwork, spent: Spent | undefined): Fields {
  const witness = input.witness.length === 0 ? {} : { txinwitness: input.witness.map((item) => hex(item)) };
  if (isCoinbase(tx)) return { coinbase: hex(input.scriptSig), ...witness, sequence: input.sequence };
  const prevout =
    spent === undefined
      ? {}
      : {
          prevout: {
            generated: spent.coinbase,
            ...(spent.height === undefined ? {} : { height: spent.height }),
            value: btc(spent.output.value),
            scriptPubKey: scriptView(spent.output.script, network),
          },
        };
  return {
    txid: idOf(input.outpoint.hash),
    vout: input.outpoint.index,
    scriptSig: { asm: asm(input.scriptSig, true), hex: hex(input.scriptSig) },
    ...witness,
    ...prevout,
    sequence: input.sequence,
  };
}

/**
 * A transaction, decoded.
 * @param prevouts shows what its inputs spend, where known
 */
export function txView(tx: Tx, network: BitcoinNetwork, chain?: Regtest, prevouts = false): Fields {
  const bytes = encodeTx(tx);
  const weight = weightOf(tx);
  const fee = chain === undefined ? undefined : feeOf(chain, tx);
  return {
    txid: idOf(txHash(tx)),
    hash: idOf(witnessHash(tx)),
    version: tx.version >>> 0,
    size: bytes.length,
    vsize: Math.ceil(weight / 4),
    weight,
    locktime: tx.lockTime,
    vin: tx.inputs.map((input) =>
      inputView(tx, input, network, prevouts && chain !== undefined ? spentBy(chain, input) : undefined),
    ),
    vout: tx.outputs.map(({ value, script }, n) => ({
      value: btc(value),
      n,
      scriptPubKey: scriptView(script, network),
    })),
    ...(fee === undefined ? {} : { fee: btc(fee) }),
  };
}

/** A transaction's bytes in hexadecimal. */
export function txHex(tx: Tx): string {
  return hex(encodeTx(tx));
}
