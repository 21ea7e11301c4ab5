import { type Bytes, concat, equal } from '@coffer/core/bytes';
import { hash256 } from '../encoding/bytes.ts';
import { BitcoinError } from '../encoding/error.ts';
import { isCoinbase, type Tx, txHash, witnessHash } from '../transaction/transaction.ts';
import type { Block } from './block.ts';
import { merkleRoot } from './merkle.ts';

/** That a block's transactions, to the last byte of their witnesses, are those that its miner put under its header. */

/** Begins the output that commits to the witnesses (BIP141): OP_RETURN, 36 bytes, a mark. */
const COMMITMENT = Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed);

/** The hash by which a coinbase commits to the witnesses: of the last output that has the form of one. */
export function witnessCommitment(coinbase: Tx): Bytes | undefined {
  const output = coinbase.outputs.findLast(
    ({ script }) => script.length >= 38 && equal(script.subarray(0, 6), COMMITMENT),
  );
  return output?.script.subarray(6, 38);
}

/** What commits to a block's witnesses: the hash, and the script of the coinbase's output for it. */
export interface WitnessCommitment {
  readonly hash: Bytes;
  readonly script: Bytes;
}

/**
 * What a coinbase must commit to, from hashes that are there already.
 * @param others witness hashes of the transactions after the coinbase
 * @param reserved the coinbase's only witness, 32 bytes
 */
export function commitmentTo(others: readonly Bytes[], reserved: Bytes): WitnessCommitment {
  // The coinbase holds the commitment, so it counts as zeros in it.
  const hash = hash256(concat(merkleRoot([new Uint8Array(32), ...others]).root, reserved));
  return { hash, script: concat(COMMITMENT, hash) };
}

/** What a coinbase must commit to. @param transactions of the block, with the coinbase @param reserved the coinbase's only witness, 32 bytes */
export function commitmentFor(transactions: readonly Tx[], reserved: Bytes): WitnessCommitment {
  return commitmentTo(transactions.slice(1).map(witnessHash), reserved);
}

/**
 * Checks that a block is the one that its header names: one coinbase, the Merkle root, nothing twice, and the witnesses.
 * Not whether its header is on a chain (`headers.ts`), nor what only a full node can know: coins, scripts, subsidy.
 * @returns hashes of its transactions, in their order
 * @throws BitcoinError `BLOCK_COINBASE`, `BLOCK_ROOT`, `BLOCK_DUPLICATE`, `BLOCK_WITNESS`
 */
export function checkBlock({ header, transactions }: Block): readonly Bytes[] {
  const [coinbase, ...others] = transactions;
  // It also shows that these are no nodes of the tree, passed off as transactions: see `inclusion.ts`.
  if (coinbase === undefined || !isCoinbase(coinbase) || others.some(isCoinbase)) {
    throw new BitcoinError('BLOCK_COINBASE', 'A block begins with its coinbase, and has only one.');
  }
  const hashes = transactions.map(txHash);
  const { root, mutated } = merkleRoot(hashes);
  if (!equal(root, header.merkleRoot)) {
    throw new BitcoinError('BLOCK_ROOT', 'These transactions are not those of the block.');
  }
  if (mutated) throw new BitcoinError('BLOCK_DUPLICATE', 'The block holds transactions twice.');
  checkWitnesses(coinbase, transactions);
  return hashes;
}

function checkWitnesses(coinbase: Tx, transactions: readonly Tx[]): void {
  const wrong = (message: string): BitcoinError => new BitcoinError('BLOCK_WITNESS', message);
  const committed = witnessCommitment(coinbase);
  if (committed === undefined) {
    if (transactions.some(({ inputs }) => inputs.some(({ witness }) => witness.length > 0))) {
      throw wrong('The block has witnesses, and commits to none.');
    }
    return;
  }
  const [reserved, ...more] = coinbase.inputs[0]!.witness;
  if (reserved?.length !== 32 || more.length > 0) throw wrong('The coinbase has no witness of 32 bytes.');
  if (!equal(commitmentFor(transactions, reserved).hash, committed)) {
    throw wrong('The witnesses are not those that the block commits to.');
  }
}
