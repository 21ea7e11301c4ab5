import { sat } from '@coffer/core/amount';
import type { Block } from '../../../chain/block.ts';
import { commitmentFor } from '../../../chain/check-block.ts';
import type { Header } from '../../../chain/header.ts';
import { merkleRoot } from '../../../chain/merkle.ts';
import { REGTEST } from '../../../chain/network.ts';
import { type Tx, txHash } from '../../../transaction/transaction.ts';
import { mineHeader } from '../coinbase.ts';
import { Regtest } from '../regtest.ts';
import { recorded, START } from './record.ts';
import { person } from './world.ts';

/** Blocks that are spoiled in one place and right in all others, with their proof of work. */

/** What to change in a block. Roots and commitments are made anew unless they are given. */
export interface Forgery {
  readonly header?: Partial<Header>;
  /** The transactions after the coinbase. */
  readonly others?: readonly Tx[];
  readonly coinbase?: (coinbase: Tx) => Tx;
  /** Leaves the commitment to witnesses as it was. */
  readonly oldCommitment?: boolean;
}

/** The next block of a chain, changed. */
export function forge(chain: Regtest, change: Forgery): Block {
  const { block } = chain.template(person('forger').wpkh.script);
  const [first, ...rest] = block.transactions;
  const others = change.others ?? rest;
  let coinbase = first!;
  if (change.oldCommitment !== true) {
    const { script } = commitmentFor([coinbase, ...others], new Uint8Array(32));
    coinbase = {
      ...coinbase,
      outputs: [coinbase.outputs[0]!, { value: sat(0n), script }],
    };
  }
  coinbase = change.coinbase?.(coinbase) ?? coinbase;
  const transactions = [coinbase, ...others];
  const { root } = merkleRoot(transactions.map(txHash));
  return { header: work({ ...block.header, merkleRoot: root, ...change.header }), transactions };
}

/** A header with its proof of work, when its bits stand for a target. */
export function work(header: Header): Header {
  if (header.bits === 0) return header;
  return mineHeader(header, (1n << 256n) - 1n) ?? header;
}

/** The same chain once more, to mine what competes with the first. */
export function twin(chain: Regtest): Regtest {
  return recorded(Regtest.load(chain.dump(), { now: () => START, network: REGTEST, judgeScripts: false }));
}

/** Gives one chain what another has above a height, oldest first; tells the verdicts. */
export function submitAll(from: Regtest, to: Regtest, above: number): string[] {
  const verdicts: string[] = [];
  for (let height = above + 1; height <= from.tip.height; height++) {
    const verdict = to.submitBlock(from.block(from.idAt(height)!)!);
    verdicts.push(verdict.type === 'rejected' ? verdict.reason : verdict.type);
  }
  return verdicts;
}

/** The reject reason of a block, or what else became of it. */
export function verdictOf(chain: Regtest, block: Block): string {
  const verdict = chain.submitBlock(block);
  return verdict.type === 'rejected' ? verdict.reason : verdict.type;
}
