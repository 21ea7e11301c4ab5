import type { Sat } from '@coffer/core/amount';
import { type Bytes, toHex } from '@coffer/core/bytes';
import type { Block } from '../../chain/block.ts';
import { type BitcoinNetwork, REGTEST } from '../../chain/network.ts';
import type { Id } from '../../encoding/bytes.ts';
import type { Tx } from '../../transaction/transaction.ts';
import { recordOrReject } from './accept.ts';
import { Chain, type Change } from './chain.ts';
import { ChainClock, LATEST } from './clock.ts';
import { type Draft, draft, MAX_EXTRA, mineHeader } from './coinbase.ts';
import { subsidyAt } from './connect.ts';
import { readDump, takeOver, writeDump } from './dump.ts';
import { RegtestError, RegtestReject } from './error.ts';
import { Events } from './events.ts';
import { Mempool, viewOf } from './mempool.ts';
import type { BlockNode } from './node.ts';
import { DEFAULT_POLICY } from './policy.ts';
import { relativesOf } from './pool.ts';
import { coinKey, type TxRecord } from './record.ts';
import { selectTransactions } from './template.ts';
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
import { entryOf, tipsOf } from './view.ts';

/** Most blocks that one call mines. */
const MAX_COUNT = 1_000_000;
/** After the clock was moved back. */
const AHEAD =
  'the last blocks are hours ahead of the clock: move it forward with setmocktime or increasetime';

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
  readonly #chain: Chain;
  readonly #mempool: Mempool;
  readonly #clock: ChainClock;
  readonly #events = new Events();

  /** A chain with its genesis block only. @throws RegtestError `REGTEST_ARGUMENT` when blocks of the network cannot be mined here */
  constructor({ now, network = REGTEST, policy = {} }: RegtestOptions) {
    if (network.retargets) {
      throw new RegtestError('REGTEST_ARGUMENT', `Blocks of ${network.name} cannot be mined here.`);
    }
    this.network = network;
    this.policy = { ...DEFAULT_POLICY, ...policy };
    this.#clock = new ChainClock(now);
    this.#chain = new Chain(network);
    this.#mempool = new Mempool(this.#chain, this.policy, (event) => this.#events.tx(event));
  }

  /**
   * A chain as it was dumped. Every block is judged as if it arrived now, but for the clock. Unconfirmed transactions that are
   * no longer taken are dropped, as nodes do.
   * @throws RegtestError `REGTEST_DUMP_INVALID`
   */
  static load(dump: unknown, { judgeScripts = true, ...options }: LoadOptions): Regtest {
    const chain = new Regtest(options);
    const state = readDump(dump, chain.network.name);
    chain.#clock.restore(state.clock);
    takeOver(state, chain.#chain, chain.#mempool, judgeScripts);
    return chain;
  }

  /** The state as plain JSON: `load` goes on from it. */
  dump(): Dump {
    return writeDump(this.#chain, this.#mempool.pool.all(), this.network.name, this.#clock.state);
  }

  /** The last block of the chain with the most work. */
  get tip(): BlockEntry {
    return entryOf(this.#chain, this.#chain.tip);
  }

  /** Judges a block and, when it has the most work, follows its branch. Never throws, whatever the block. */
  submitBlock(block: Block): BlockVerdict {
    const { verdict, change } = this.#chain.submit(block, this.now());
    this.#settle(change);
    return verdict;
  }

  /**
   * Mines `count` blocks to `script`, with all of the mempool that fits; best fee rate first, parents before children.
   * Gives their ids. @throws RegtestError `REGTEST_ARGUMENT`; RegtestReject `time-too-new` when blocks ran two hours ahead of the clock
   */
  mine(count: number, script: Bytes, options: MineOptions = {}): Id[] {
    if (!Number.isSafeInteger(count) || count < 0 || count > MAX_COUNT) {
      throw new RegtestError('REGTEST_ARGUMENT', `Between 0 and ${MAX_COUNT} blocks can be mined at once.`);
    }
    return Array.from({ length: count }, () => {
      const { records, fees } = selectTransactions(this.#mempool.pool);
      return this.#extend(this.#mined(script, records, fees, options));
    });
  }

  /**
   * Mines one block with exactly these transactions, in this order (`generateblock`). They need not be in the mempool.
   * @throws RegtestReject when the block would not be valid
   */
  mineExactly(script: Bytes, transactions: readonly Tx[], options: MineOptions = {}): Id {
    const records = transactions.map(recordOrReject);
    const block = this.#mined(script, records, this.#feesOf(records), options);
    const reason = this.#chain.test(block.header, block.records, this.now());
    if (reason !== undefined) throw new RegtestReject(reason);
    return this.#extend(block);
  }

  /** The block that `mine` would make now, but for its proof of work. */
  template(script: Bytes, options: MineOptions = {}): Template {
    const { records, fees } = selectTransactions(this.#mempool.pool);
    const { header, records: all } = this.#draft(script, records, fees, options, this.#chain.orders);
    return {
      block: { header, transactions: all.map(({ tx }) => tx) },
      height: this.#chain.tip.height + 1,
      fees: fees as Sat,
      medianTimePast: this.#chain.tip.medianTime,
    };
  }

  /** Treats a block and all after it as invalid (`invalidateblock`). @throws RegtestError `REGTEST_UNKNOWN_BLOCK`, `REGTEST_ARGUMENT` for the first block */
  invalidate(id: Id): void {
    const node = this.#node(id);
    if (node.previous === undefined) {
      throw new RegtestError('REGTEST_ARGUMENT', 'The first block cannot be invalidated.');
    }
    this.#settle(this.#chain.ban(node));
  }

  /** Forgets that a block, those before it and those after it are invalid, and judges again (`reconsiderblock`). @throws RegtestError `REGTEST_UNKNOWN_BLOCK` */
  reconsider(id: Id): void {
    this.#settle(this.#chain.pardon(this.#node(id)));
  }

  /** What is known of a block, or nothing. */
  entry(id: Id): BlockEntry | undefined {
    const node = this.#chain.node(id);
    return node === undefined ? undefined : entryOf(this.#chain, node);
  }

  /** A block, of any branch. */
  block(id: Id): Block | undefined {
    return this.#chain.node(id)?.block;
  }

  /** The id of the block at a height of the main chain. */
  idAt(height: number): Id | undefined {
    return this.#chain.at(height)?.id;
  }

  /** The ends of all branches, highest first. */
  tips(): ChainTip[] {
    return tipsOf(this.#chain);
  }

  /** Finds a transaction on the main chain or in the mempool. */
  locate(txid: Id): Located | undefined {
    const place = this.#chain.place(txid);
    if (place !== undefined) {
      return { tx: place.node.records[place.position]!.tx, blockId: place.node.id, inMempool: false };
    }
    const entry = this.#mempool.pool.get(txid);
    return entry && { tx: entry.record.tx, blockId: undefined, inMempool: true };
  }

  /** An unspent output. With the mempool: also unconfirmed ones, and not those that it spends. */
  coin({ txid, index }: OutpointId, withMempool: boolean): Coin | undefined {
    const key = coinKey(txid, index);
    const { pool } = this.#mempool;
    if (!withMempool) return this.#chain.coins.get(key);
    return pool.spender(key) === undefined
      ? (this.#chain.coins.get(key) ?? pool.output(txid, index))
      : undefined;
  }

  /** Who spent an output, on the main chain or in the mempool. */
  spender({ txid, index }: OutpointId): Spender | undefined {
    const key = coinKey(txid, index);
    const spend = this.#chain.spend(key);
    if (spend !== undefined) return { txid: spend.txid, input: spend.input, blockId: spend.node.id };
    const record = this.#mempool.pool.spender(key)?.record;
    return record && { txid: record.txid, input: record.spends.indexOf(key), blockId: undefined };
  }

  /** All unspent outputs of the main chain that pay one of these scripts, oldest first. */
  scan(scripts: readonly Bytes[]): Coin[] {
    const wanted = new Set(scripts.map(toHex));
    const found = [...this.#chain.coins.all()].filter(({ script }) => wanted.has(toHex(script)));
    const position = (coin: Coin) => this.#chain.place(coin.outpoint.txid)!.position;
    return found.sort(
      (a, b) => a.height - b.height || position(a) - position(b) || a.outpoint.index - b.outpoint.index,
    );
  }

  /** Count and total of all unspent outputs of the main chain. */
  coinStats(): CoinStats {
    const { coins, accounts, tip } = this.#chain;
    return {
      height: tip.height,
      tip: tip.id,
      count: coins.count,
      total: coins.total,
      subsidies: accounts.subsidies as Sat,
      burnt: accounts.burnt as Sat,
    };
  }

  /**
   * Takes a transaction into the mempool.
   * @throws RegtestReject with Bitcoin Core's reason
   */
  accept(tx: Tx, { maxFeeRate, test = false }: AcceptOptions = {}): Accepted {
    const arrival = { time: this.now(), height: this.#chain.tip.height };
    const accepted = this.#mempool.accept(recordOrReject(tx), arrival, test, maxFeeRate);
    this.#events.tell();
    return accepted;
  }

  /** All unconfirmed transactions, oldest first. */
  mempool(): MempoolEntry[] {
    return Array.from(this.#mempool.pool.all(), viewOf);
  }

  /** An unconfirmed transaction. */
  mempoolEntry(txid: Id): MempoolEntry | undefined {
    const entry = this.#mempool.pool.get(txid);
    return entry && viewOf(entry);
  }

  /** The unconfirmed ancestors of an unconfirmed transaction, without itself. */
  ancestors(txid: Id): Id[] {
    const parents = this.#mempool.pool.get(txid)?.parents ?? [];
    return Array.from(relativesOf(parents, 'parents'), ({ record }) => record.txid);
  }

  /** The unconfirmed descendants of an unconfirmed transaction, without itself. */
  descendants(txid: Id): Id[] {
    const children = this.#mempool.pool.get(txid)?.children ?? [];
    return Array.from(relativesOf(children, 'children'), ({ record }) => record.txid);
  }

  /** The mempool as a whole. */
  mempoolInfo(): MempoolInfo {
    return this.#mempool.info();
  }

  /** The present time of this chain. */
  now(): number {
    return this.#clock.now();
  }

  /** Stops the clock at a moment (`setmocktime`), or lets the machine's run again when given nothing. @throws RegtestError `REGTEST_ARGUMENT` */
  setTime(time: number | undefined): void {
    this.#clock.set(time);
  }

  /** Moves the clock forward, stopped or not. @throws RegtestError `REGTEST_ARGUMENT` */
  increaseTime(seconds: number): void {
    this.#clock.increase(seconds);
  }

  /** Calls `listener` after every change of the main chain, block by block. Gives what ends it. */
  onBlock(listener: (event: BlockEvent) => void): () => void {
    return this.#events.onBlock(listener);
  }

  /** Calls `listener` after every change of the mempool. Gives what ends it. */
  onTx(listener: (event: TxEvent) => void): () => void {
    return this.#events.onTx(listener);
  }

  #node(id: Id): BlockNode {
    const node = this.#chain.node(id);
    if (node !== undefined) return node;
    throw new RegtestError('REGTEST_UNKNOWN_BLOCK', 'No block of this id is known.', {
      next: 'Ask for the best block, or for the block at a height.',
    });
  }

  /** After the chain has changed: the mempool follows, and whoever listens is told. */
  #settle(change: Change): void {
    for (const node of change.disconnected) this.#tellBlock('disconnected', node);
    for (const node of change.connected) this.#tellBlock('connected', node);
    this.#mempool.follow(change, this.now());
    this.#events.tell();
  }

  #tellBlock(type: BlockEvent['type'], { id, height, block }: BlockNode): void {
    this.#events.block({ type, id, height, block });
  }

  /** What transactions pay that spend coins of the chain or of each other. What spends nothing known pays nothing. */
  #feesOf(records: readonly TxRecord[]): bigint {
    const made = new Map<string, bigint>();
    let fees = 0n;
    for (const { txid, tx, spends } of records) {
      for (const key of spends) fees += this.#chain.coins.get(key)?.value ?? made.get(key) ?? 0n;
      for (const [index, { value }] of tx.outputs.entries()) {
        made.set(coinKey(txid, index), value);
        fees -= value;
      }
    }
    return fees < 0n ? 0n : fees;
  }

  #draft(
    script: Bytes,
    records: readonly TxRecord[],
    fees: bigint,
    { time, extra = new Uint8Array(0) }: MineOptions,
    counter: number,
  ): Draft {
    const previous = this.#chain.tip;
    if (extra.length > MAX_EXTRA) {
      throw new RegtestError('REGTEST_ARGUMENT', `A coinbase has room for ${MAX_EXTRA} extra bytes.`);
    }
    const mined = time ?? Math.max(this.now(), previous.medianTime + 1);
    // A header has 32 bits for it: a later one would be another block on the wire, and in a dump.
    if (mined > LATEST) throw new RegtestReject('time-too-new', 'a header tells no later time');
    return draft({
      previous,
      script,
      reward: fees + subsidyAt(previous.height + 1, this.network.halvingInterval),
      records,
      time: mined,
      bits: this.#chain.bits,
      counter,
      extra,
    });
  }

  /** A block with its proof of work, and one that is not known yet. */
  #mined(script: Bytes, records: readonly TxRecord[], fees: bigint, options: MineOptions): Draft {
    for (let counter = this.#chain.orders; ; counter++) {
      const block = this.#draft(script, records, fees, options, counter);
      const header = mineHeader(block.header, this.network.powLimit);
      if (header !== undefined && !this.#chain.knows(header)) return { header, records: block.records };
    }
  }

  #extend({ header, records }: Draft): Id {
    const { verdict, change } = this.#chain.add(header, records, this.now());
    this.#settle(change);
    if (verdict.type !== 'accepted') {
      const reason = verdict.type === 'rejected' ? verdict.reason : verdict.type;
      throw new RegtestReject(reason, reason === 'time-too-new' ? AHEAD : '');
    }
    return this.#chain.tip.id;
  }
}
