import { type Block, encodeBlock } from '../../chain/block.ts';
import { encodeHeader, type Header, targetOf } from '../../chain/header.ts';
import { idOf } from '../../encoding/bytes.ts';
import { txHash } from '../../transaction/transaction.ts';
import type { Regtest } from '../engine/regtest.ts';
import type { BlockEntry } from '../engine/types.ts';
import { notFound } from './error.ts';
import { hex, type Json } from './json.ts';
import { txHex, txView } from './transaction.ts';

/** Blocks as RPC shows them. */

type Fields = { readonly [key: string]: Json };

/** What is known of a block. @throws RpcError -5 */
export function mustKnow(chain: Regtest, id: string): BlockEntry {
  const entry = chain.entry(id);
  if (entry === undefined) throw notFound('Block not found');
  return entry;
}

/** How many times harder than the easiest target of Bitcoin. */
export function difficultyOf({ bits }: Header): number {
  return (0xffff / (bits & 0xff_ffff)) * 256 ** (0x1d - (bits >>> 24));
}

/** Compact bits, as eight hexadecimal digits. */
export function bitsText({ bits }: Header): string {
  return bits.toString(16).padStart(8, '0');
}

/** The target that a header's hash may not exceed, as 64 hexadecimal digits. */
export function targetText({ bits }: Header): string {
  return targetOf(bits).toString(16).padStart(64, '0');
}

/** A sum of work as 64 hexadecimal digits. */
export function workText(work: bigint): string {
  return work.toString(16).padStart(64, '0');
}

/** A header with its place in the chain. */
export function headerView(entry: BlockEntry): Fields {
  const { header } = entry;
  return {
    hash: entry.id,
    confirmations: entry.confirmations,
    height: entry.height,
    version: header.version,
    versionHex: (header.version >>> 0).toString(16).padStart(8, '0'),
    merkleroot: idOf(header.merkleRoot),
    time: header.time,
    mediantime: entry.medianTime,
    nonce: header.nonce,
    bits: bitsText(header),
    target: targetText(header),
    difficulty: difficultyOf(header),
    chainwork: workText(entry.chainwork),
    nTx: entry.transactions,
    ...(entry.previous === undefined ? {} : { previousblockhash: entry.previous }),
    ...(entry.next === undefined ? {} : { nextblockhash: entry.next }),
  };
}

/** A header's bytes in hexadecimal. */
export function headerHex(header: Header): string {
  return hex(encodeHeader(header));
}

/** A block's bytes in hexadecimal. */
export function blockHex(block: Block): string {
  return hex(encodeBlock(block));
}

/** A block with ids of its transactions (1), with all of them decoded (2), or with what they spend too (3). */
export function blockView(chain: Regtest, entry: BlockEntry, block: Block, verbosity: number): Fields {
  return {
    ...headerView(entry),
    strippedsize: entry.strippedSize,
    size: entry.size,
    weight: entry.weight,
    tx: block.transactions.map((tx) =>
      verbosity < 2
        ? idOf(txHash(tx))
        : { ...txView(tx, chain.network, chain, verbosity > 2), hex: txHex(tx) },
    ),
  };
}
