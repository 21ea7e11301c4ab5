import type { Block } from '@coffer/bitcoin/chain/block';
import { commitmentFor } from '@coffer/bitcoin/chain/check-block';
import type { Header } from '@coffer/bitcoin/chain/header';
import { merkleRoot } from '@coffer/bitcoin/chain/merkle';
import { hashOf } from '@coffer/bitcoin/encoding/bytes';
import { heightPush } from '@coffer/bitcoin/regtest/engine/check';
import { mineHeader } from '@coffer/bitcoin/regtest/engine/coinbase';
import type { BlockEntry } from '@coffer/bitcoin/regtest/engine/types';
import { type Tx, txHash } from '@coffer/bitcoin/transaction/transaction';
import { sat } from '@coffer/core/amount';
import { type Bytes, concat } from '@coffer/core/bytes';

/** Blocks on any block that is known, right in all but what is asked to be wrong, with their proof of work. */

/** What to put into a block. */
export interface BlockPlan {
  readonly previous: Pick<BlockEntry, 'id' | 'height'>;
  readonly time: number;
  readonly transactions?: readonly Tx[];
  /** Satoshi that the coinbase takes. */
  readonly claim: bigint;
  readonly script: Bytes;
  /** Bytes that make blocks of one height differ. */
  readonly extra: Bytes;
  /** What the coinbase is turned into; roots are made after it. */
  readonly coinbase?: (coinbase: Tx) => Tx;
  /** Commits to these instead of the transactions' own witnesses. */
  readonly committed?: readonly Tx[];
  readonly header?: Partial<Header>;
}

const ANY_TARGET = (1n << 256n) - 1n;
const BITS = 0x207f_ffff;

/** A block's coinbase with its commitment (BIP34, BIP141). */
function coinbaseOf({ previous, claim, script, extra, committed, transactions = [] }: BlockPlan): Tx {
  const reserved = new Uint8Array(32);
  const coinbase: Tx = {
    version: 2,
    inputs: [
      {
        outpoint: { hash: reserved, index: 0xffff_ffff },
        scriptSig: concat(heightPush(previous.height + 1), Uint8Array.of(extra.length), extra),
        sequence: 0xffff_ffff,
        witness: [reserved],
      },
    ],
    outputs: [{ value: sat(claim), script }],
    lockTime: 0,
  };
  const commitment = commitmentFor([coinbase, ...(committed ?? transactions)], reserved);
  return { ...coinbase, outputs: [...coinbase.outputs, { value: sat(0n), script: commitment.script }] };
}

/** Finds the nonce for a header, whatever it says. A target that nothing meets is left unmet. */
function work(header: Header): Header {
  return mineHeader(header, ANY_TARGET) ?? header;
}

/** The block of a plan. */
export function blockOf(plan: BlockPlan): Block {
  const { previous, time, transactions = [], coinbase = (tx) => tx, header } = plan;
  const all = [coinbase(coinbaseOf(plan)), ...transactions];
  const made: Header = {
    version: 0x2000_0000,
    previous: hashOf(previous.id),
    merkleRoot: merkleRoot(all.map(txHash)).root,
    time,
    bits: BITS,
    nonce: 0,
    ...header,
  };
  return { header: made.bits === BITS ? work(made) : made, transactions: all };
}
