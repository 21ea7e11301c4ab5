import type { Sat } from '@coffer/core/amount';
import { type Bytes, concat } from '@coffer/core/bytes';
import { commitmentTo } from '../../chain/check-block.ts';
import { type Header, headerHash } from '../../chain/header.ts';
import { merkleRoot } from '../../chain/merkle.ts';
import { hashOf, u32 } from '../../encoding/bytes.ts';
import type { Tx } from '../../transaction/transaction.ts';
import { hasWork, heightPush } from './check.ts';
import type { BlockNode } from './node.ts';
import { recordOf, type TxRecord } from './record.ts';

/** Makes blocks: the coinbase, the header and its proof of work. */

/** BIP9's mark, with no deployment signalled. */
const BLOCK_VERSION = 0x2000_0000;
/** Longest extra data, so that a coinbase's script stays within its 100 bytes. */
export const MAX_EXTRA = 90;

/** What a block is made of. */
export interface Ingredients {
  readonly previous: BlockNode;
  /** Paid all that the block may make. */
  readonly script: Bytes;
  /** Satoshi that it may make: subsidy and fees. */
  readonly reward: bigint;
  readonly records: readonly TxRecord[];
  readonly time: number;
  readonly bits: number;
  /** Makes coinbases of one height differ. */
  readonly counter: number;
  readonly extra: Bytes;
}

/** A block without its proof of work. */
export interface Draft {
  readonly header: Header;
  readonly records: readonly TxRecord[];
}

function coinbase({ previous, script, reward, records, counter, extra }: Ingredients): Tx {
  const reserved = new Uint8Array(32);
  const commitment = commitmentTo(
    records.map(({ witnessHash }) => witnessHash),
    reserved,
  );
  return {
    version: 2,
    inputs: [
      {
        outpoint: { hash: reserved, index: 0xffff_ffff },
        scriptSig: concat(heightPush(previous.height + 1), Uint8Array.of(4), u32(counter), extra),
        sequence: 0xffff_ffff,
        witness: [reserved],
      },
    ],
    outputs: [
      { value: reward as Sat, script },
      { value: 0n as Sat, script: commitment.script },
    ],
    lockTime: 0,
  };
}

/** A block that pays its reward to a script, but for the proof of work. */
export function draft(ingredients: Ingredients): Draft {
  const { previous, time, bits } = ingredients;
  const records = [recordOf(coinbase(ingredients)), ...ingredients.records];
  return {
    header: {
      version: BLOCK_VERSION,
      previous: hashOf(previous.id),
      merkleRoot: merkleRoot(records.map(({ hash }) => hash)).root,
      time,
      bits,
      nonce: 0,
    },
    records,
  };
}

/** Finds the nonce: two attempts on the average, on regtest. Nothing when no nonce of 32 bits will do. */
export function mineHeader(header: Header, powLimit: bigint): Header | undefined {
  for (let nonce = 0; nonce < 2 ** 32; nonce++) {
    const attempt = { ...header, nonce };
    if (hasWork(attempt, headerHash(attempt), powLimit)) return attempt;
  }
  return undefined;
}
