import type { Sat } from '@coffer/core/amount';
import { coinKey, type TxRecord } from './record.ts';
import { isUnspendable } from './script.ts';
import type { Coin } from './types.ts';

/** A coin of the main chain. */
export type ConfirmedCoin = Coin & { readonly height: number };

/** The outputs of a transaction that somebody can spend, as coins of a block. */
export function* coinsOf(record: TxRecord, height: number, coinbase: boolean): Generator<ConfirmedCoin> {
  for (const [index, { value, script }] of record.tx.outputs.entries()) {
    if (isUnspendable(script)) continue;
    yield { outpoint: { txid: record.txid, index }, value, script, height, coinbase };
  }
}

/** All unspent outputs, with their sum. */
export class CoinSet {
  readonly #coins = new Map<string, ConfirmedCoin>();
  #total = 0n;

  get count(): number {
    return this.#coins.size;
  }

  get total(): Sat {
    return this.#total as Sat;
  }

  get(key: string): ConfirmedCoin | undefined {
    return this.#coins.get(key);
  }

  add(coin: ConfirmedCoin): void {
    this.#coins.set(coinKey(coin.outpoint.txid, coin.outpoint.index), coin);
    this.#total += coin.value;
  }

  remove(key: string): void {
    const coin = this.#coins.get(key);
    if (coin === undefined) return;
    this.#coins.delete(key);
    this.#total -= coin.value;
  }

  all(): Iterable<ConfirmedCoin> {
    return this.#coins.values();
  }
}
