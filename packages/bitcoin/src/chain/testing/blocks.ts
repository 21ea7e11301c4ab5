import { sat } from '@coffer/core/amount';
import { type Bytes, concat } from '@coffer/core/bytes';
import { hash256, u32 } from '../../encoding/bytes.ts';
import { type Tx, txHash } from '../../transaction/transaction.ts';
import type { Block } from '../block.ts';
import { commitmentFor } from '../check-block.ts';
import { merkleRoot } from '../merkle.ts';
import { EASY } from './mine.ts';

/** Blocks for tests, of transactions that nobody signed. */

/** A payment that differs for each seed. */
export function payment(seed: number, witness: readonly Bytes[] = []): Tx {
  return {
    version: 2,
    inputs: [
      {
        outpoint: { hash: hash256(u32(seed)), index: seed & 3 },
        scriptSig: new Uint8Array(0),
        sequence: 0xffff_fffd,
        witness,
      },
    ],
    outputs: [
      { value: sat(BigInt(seed)), script: concat(Uint8Array.of(0x00, 0x14), new Uint8Array(20).fill(seed)) },
    ],
    lockTime: 0,
  };
}

/** A block's first transaction. */
export function coinbase(extra: Partial<Tx> = {}): Tx {
  return {
    version: 2,
    inputs: [
      {
        outpoint: { hash: new Uint8Array(32), index: 0xffff_ffff },
        scriptSig: Uint8Array.of(3, 1, 2, 3),
        sequence: 0xffff_ffff,
        witness: [],
      },
    ],
    outputs: [{ value: sat(5_000_000_000n), script: Uint8Array.of(0x51) }],
    lockTime: 0,
    ...extra,
  };
}

/** A block of these, under their root. */
export function blockOf(transactions: readonly Tx[]): Block {
  const { root } = merkleRoot(transactions.map(txHash));
  return { header: { ...EASY.genesis, merkleRoot: root }, transactions };
}

/** A block whose coinbase commits to the witnesses of the others (BIP141). */
export function witnessBlock(others: readonly Tx[], reserved: Bytes = new Uint8Array(32).fill(7)): Block {
  const plain = coinbase();
  const { script } = commitmentFor([plain, ...others], reserved);
  const first = {
    ...plain,
    inputs: [{ ...plain.inputs[0]!, witness: [reserved] }],
    outputs: [...plain.outputs, { value: sat(0n), script }],
  };
  return blockOf([first, ...others]);
}
