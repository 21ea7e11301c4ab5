import { MAX_SAT } from '@coffer/core/amount';
import { MAX_BLOCK_SIGOP_COST } from './check.ts';
import { type CoinSet, type ConfirmedCoin, coinsOf } from './coins.ts';
import { effortOf } from './effort.ts';
import type { ScriptCache, ScriptFailure } from './judge.ts';
import { relativeLocksPassed } from './locks.ts';
import type { BlockNode, Undo } from './node.ts';
import { coinKey, type TxRecord } from './record.ts';
import { isUnspendable, sigOpCost } from './script.ts';

/** Blocks until a coinbase may be spent. */
export const COINBASE_MATURITY = 100;
/** Halvings after which nothing is left to halve. */
const LAST_HALVING = 64;
/** Most bytes that judging one block may hash: see `effort.ts`. */
const MAX_BLOCK_EFFORT = 1_500_000_000;

/** What a block at a height may make, satoshi. */
export function subsidyAt(height: number, halvingInterval: number): bigint {
  const halvings = Math.floor(height / halvingInterval);
  return halvings >= LAST_HALVING ? 0n : 5_000_000_000n >> BigInt(halvings);
}

/** What `connect` needs to know of the chain. */
export interface ChainView {
  readonly coins: CoinSet;
  readonly scripts: ScriptCache;
  readonly halvingInterval: number;
  /** Median time of the main chain's block of a height. */
  medianTimeAt(height: number): number;
}

/** `Consensus::CheckTxInputs`: gives the fee, or Bitcoin Core's reject reason. @param height of the block that it comes into */
export function checkInputs(
  { tx }: TxRecord,
  spent: readonly {
    readonly value: bigint;
    readonly coinbase: boolean;
    readonly height: number | undefined;
  }[],
  height: number,
): bigint | string {
  let paidIn = 0n;
  for (const coin of spent) {
    if (coin.coinbase && height - coin.height! < COINBASE_MATURITY) {
      return 'bad-txns-premature-spend-of-coinbase';
    }
    paidIn += coin.value;
  }
  if (paidIn > MAX_SAT) return 'bad-txns-inputvalues-outofrange';
  const paidOut = tx.outputs.reduce((sum, { value }) => sum + value, 0n);
  return paidIn < paidOut ? 'bad-txns-in-belowout' : paidIn - paidOut;
}

/** One pass over a block: takes coins and makes coins, and remembers how to take that back. */
class Connection {
  readonly spent: ConfirmedCoin[] = [];
  readonly #coins: CoinSet;
  readonly #made: string[] = [];

  constructor(coins: CoinSet) {
    this.#coins = coins;
  }

  spend(record: TxRecord): ConfirmedCoin[] | undefined {
    const spent = record.spends.map((key) => this.#coins.get(key));
    if (spent.includes(undefined)) return undefined;
    for (const key of record.spends) this.#coins.remove(key);
    this.spent.push(...(spent as ConfirmedCoin[]));
    return spent as ConfirmedCoin[];
  }

  make(record: TxRecord, height: number, coinbase: boolean): void {
    for (const coin of coinsOf(record, height, coinbase)) {
      this.#coins.add(coin);
      this.#made.push(coinKey(coin.outpoint.txid, coin.outpoint.index));
    }
  }

  /** Coins first go back, then away: what the block made and spent again was never there. */
  undo(): void {
    for (const coin of this.spent) this.#coins.add(coin);
    for (const key of this.#made) this.#coins.remove(key);
  }
}

/**
 * `ConnectBlock`: judges a block's transactions on top of the present coins and applies them. Gives Bitcoin Core's reject reason,
 * with the coins as they were, or what it takes to undo it.
 */
export function connect(node: BlockNode, view: ChainView): Undo | string {
  const connection = new Connection(view.coins);
  const outcome = apply(node, view, connection);
  if (typeof outcome === 'string') connection.undo();
  return outcome;
}

function apply(node: BlockNode, view: ChainView, connection: Connection): Undo | string {
  const { records, height } = node;
  for (const { txid, tx } of records) {
    if (tx.outputs.some((_, index) => view.coins.get(coinKey(txid, index)) !== undefined))
      return 'bad-txns-BIP30';
  }
  let fees = 0n;
  let cost = 0;
  let effort = 0;
  const toJudge: { readonly record: TxRecord; readonly spent: readonly ConfirmedCoin[] }[] = [];
  for (const [position, record] of records.entries()) {
    let spent: readonly ConfirmedCoin[] = [];
    if (position > 0) {
      const found = connection.spend(record);
      if (found === undefined) return 'bad-txns-inputs-missingorspent';
      spent = found;
      const fee = checkInputs(record, spent, height);
      if (typeof fee === 'string') return fee;
      fees += fee;
      if (fees > MAX_SAT) return 'bad-txns-accumulated-fee-outofrange';
      const heights = spent.map((coin) => coin.height);
      if (!relativeLocksPassed(record.tx, heights, height, view.medianTimeAt)) return 'bad-txns-nonfinal';
      effort += effortOf(record, spent);
      toJudge.push({ record, spent });
    }
    cost += sigOpCost(
      record.tx,
      spent.map(({ script }) => script),
    );
    if (cost > MAX_BLOCK_SIGOP_COST) return 'bad-blk-sigops';
    connection.make(record, height, position === 0);
  }
  const claimed = records[0]!.tx.outputs.reduce((sum, { value }) => sum + value, 0n);
  const allowed = fees + subsidyAt(height, view.halvingInterval);
  if (claimed > allowed) return 'bad-cb-amount';
  if (effort > MAX_BLOCK_EFFORT)
    return scriptReason({ input: 0, error: 'more to hash than this development chain judges' });
  for (const { record, spent } of toJudge) {
    const failure = view.scripts.judge(record, spent, 'consensus');
    if (failure !== undefined) return scriptReason(failure);
  }
  const unspendable = records.flatMap(({ tx }) => tx.outputs).filter(({ script }) => isUnspendable(script));
  const lost = unspendable.reduce((sum, { value }) => sum + value, 0n);
  return { spent: connection.spent, burnt: allowed - claimed + lost };
}

/** How Bitcoin Core names a script in a block that does not hold. */
function scriptReason({ error }: ScriptFailure): string {
  return `mandatory-script-verify-flag-failed (${error})`;
}

/** `DisconnectBlock`: takes back what connecting a block changed. */
export function disconnect(node: BlockNode, undo: Undo, coins: CoinSet): void {
  for (const coin of undo.spent) coins.add(coin);
  for (const record of node.records) {
    for (const index of record.tx.outputs.keys()) coins.remove(coinKey(record.txid, index));
  }
}
