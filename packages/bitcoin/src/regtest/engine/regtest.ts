import type { Bytes } from '@coffer/core/bytes';
import type { Block } from '../../chain/block.ts';
import type { BitcoinNetwork } from '../../chain/network.ts';
import type { Id } from '../../encoding/bytes.ts';
import type { Tx } from '../../transaction/transaction.ts';
import type {
  Accepted,
  AcceptOptions,
  BlockEntry,
  BlockEvent,
  BlockVerdict,
  ChainTip,
  Coin,
  CoinStats,
  Dump,
  LoadOptions,
  Located,
  MempoolEntry,
  MempoolInfo,
  MineOptions,
  OutpointId,
  Policy,
  RegtestOptions,
  Spender,
  Template,
  TxEvent,
} from './types.ts';

function missing(): never {
  throw new Error('not implemented yet');
}

/**
 * A Bitcoin chain for development, in this process: blocks, coins and mempool under the rules of consensus and of relay that
 * Bitcoin Core and btcd share, with scripts judged by bitcore-lib. Deterministic: the same calls at the same times give the
 * same blocks. Not for money: regtest's proof of work proves nothing, and nothing is stored unless `dump` is.
 *
 * Ids of blocks and transactions are as people write them. Blocks and transactions that are handed out are shared: do not
 * change them.
 */
export class Regtest {
  readonly network: BitcoinNetwork;
  readonly policy: Policy;

  /** A chain with its genesis block only. @throws RegtestError `REGTEST_ARGUMENT` when blocks of the network cannot be mined here */
  constructor(_options: RegtestOptions) {
    missing();
  }

  /**
   * A chain as it was dumped. Every block and transaction is judged as if it arrived now, but for the clock.
   * @throws RegtestError `REGTEST_DUMP_INVALID`
   */
  static load(_dump: unknown, _options: LoadOptions): Regtest {
    return missing();
  }

  /** The state as plain JSON: `load` goes on from it. */
  dump(): Dump {
    return missing();
  }

  /** The last block of the chain with the most work. */
  get tip(): BlockEntry {
    return missing();
  }

  /** Judges a block and, when it has the most work, follows its branch. Never throws, whatever the block. */
  submitBlock(_block: Block): BlockVerdict {
    return missing();
  }

  /**
   * Mines `count` blocks to `script`, with all of the mempool that fits; best fee rate first, parents before children.
   * Gives their ids. @throws RegtestError `REGTEST_ARGUMENT`
   */
  mine(_count: number, _script: Bytes, _options?: MineOptions): Id[] {
    return missing();
  }

  /**
   * Mines one block with exactly these transactions, in this order (`generateblock`). They need not be in the mempool.
   * @throws RegtestReject when the block would not be valid
   */
  mineExactly(_script: Bytes, _transactions: readonly Tx[], _options?: MineOptions): Id {
    return missing();
  }

  /** The block that `mine` would make now, but for its proof of work. */
  template(_script: Bytes, _options?: MineOptions): Template {
    return missing();
  }

  /** Treats a block and all after it as invalid (`invalidateblock`). @throws RegtestError `REGTEST_UNKNOWN_BLOCK`, `REGTEST_ARGUMENT` for the first block */
  invalidate(_id: Id): void {
    missing();
  }

  /** Forgets that a block, those before it and those after it are invalid, and judges again (`reconsiderblock`). @throws RegtestError `REGTEST_UNKNOWN_BLOCK` */
  reconsider(_id: Id): void {
    missing();
  }

  /** What is known of a block, or nothing. */
  entry(_id: Id): BlockEntry | undefined {
    return missing();
  }

  /** A block, of any branch. */
  block(_id: Id): Block | undefined {
    return missing();
  }

  /** The id of the block at a height of the main chain. */
  idAt(_height: number): Id | undefined {
    return missing();
  }

  /** The ends of all branches, highest first. */
  tips(): ChainTip[] {
    return missing();
  }

  /** Finds a transaction on the main chain or in the mempool. */
  locate(_txid: Id): Located | undefined {
    return missing();
  }

  /** An unspent output. With the mempool: also unconfirmed ones, and not those that it spends. */
  coin(_outpoint: OutpointId, _withMempool: boolean): Coin | undefined {
    return missing();
  }

  /** Who spent an output, on the main chain or in the mempool. */
  spender(_outpoint: OutpointId): Spender | undefined {
    return missing();
  }

  /** All unspent outputs of the main chain that pay one of these scripts, oldest first. */
  scan(_scripts: readonly Bytes[]): Coin[] {
    return missing();
  }

  /** Count and total of all unspent outputs of the main chain. */
  coinStats(): CoinStats {
    return missing();
  }

  /**
   * Takes a transaction into the mempool.
   * @throws RegtestReject with Bitcoin Core's reason
   */
  accept(_tx: Tx, _options?: AcceptOptions): Accepted {
    return missing();
  }

  /** All unconfirmed transactions, oldest first. */
  mempool(): MempoolEntry[] {
    return missing();
  }

  /** An unconfirmed transaction. */
  mempoolEntry(_txid: Id): MempoolEntry | undefined {
    return missing();
  }

  /** The unconfirmed ancestors of an unconfirmed transaction, without itself. */
  ancestors(_txid: Id): Id[] {
    return missing();
  }

  /** The unconfirmed descendants of an unconfirmed transaction, without itself. */
  descendants(_txid: Id): Id[] {
    return missing();
  }

  /** The mempool as a whole. */
  mempoolInfo(): MempoolInfo {
    return missing();
  }

  /** The present time of this chain. */
  now(): number {
    return missing();
  }

  /** Stops the clock at a moment (`setmocktime`), or lets the machine's run again when given nothing. @throws RegtestError `REGTEST_ARGUMENT` */
  setTime(_time: number | undefined): void {
    missing();
  }

  /** Moves the clock forward, stopped or not. @throws RegtestError `REGTEST_ARGUMENT` */
  increaseTime(_seconds: number): void {
    missing();
  }

  /** Calls `listener` after every change of the main chain, block by block. Gives what ends it. */
  onBlock(_listener: (event: BlockEvent) => void): () => void {
    return missing();
  }

  /** Calls `listener` after every change of the mempool. Gives what ends it. */
  onTx(_listener: (event: TxEvent) => void): () => void {
    return missing();
  }
}
