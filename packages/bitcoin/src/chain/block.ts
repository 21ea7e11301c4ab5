import type { Bytes } from '@coffer/core/bytes';
import { compactSize, join, Reader } from '../encoding/bytes.ts';
import { BitcoinError } from '../encoding/error.ts';
import { encodeTx, readTx, type Tx } from '../transaction/transaction.ts';
import { encodeHeader, type Header, readHeader } from './header.ts';

/** A block as it is on the wire. */
export interface Block {
  readonly header: Header;
  readonly transactions: readonly Tx[];
}

/** No block is longer (BIP141). */
export const MAX_BLOCK_BYTES = 4_000_000;
/** Bytes of the smallest transaction. */
const LEAST_TX = 60;

/** Parses exactly one block. That its transactions belong to its header is not checked here. @throws BitcoinError */
export function parseBlock(bytes: Bytes): Block {
  if (bytes.length > MAX_BLOCK_BYTES) throw new BitcoinError('BITCOIN_TOO_LARGE', 'No block is so long.');
  const reader = new Reader(bytes);
  const header = readHeader(reader);
  const transactions = Array.from({ length: reader.count(LEAST_TX) }, () => readTx(reader));
  reader.end();
  return { header, transactions };
}

/** A block's bytes. */
export function encodeBlock(block: Block): Bytes {
  return join([
    encodeHeader(block.header),
    compactSize(block.transactions.length),
    ...block.transactions.map(encodeTx),
  ]);
}
