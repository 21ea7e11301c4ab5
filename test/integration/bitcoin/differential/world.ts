import type { Block } from '@coffer/bitcoin/chain/block';
import { subsidyAt } from '@coffer/bitcoin/regtest/engine/connect';
import type { Policy } from '@coffer/bitcoin/regtest/engine/types';
import type { Tx } from '@coffer/bitcoin/transaction/transaction';
import { type Bytes, utf8 } from '@coffer/core/bytes';
import { launchBtcd } from '../btcd.ts';
import { blockOf } from './blocks.ts';
import { type Kind, kindOf } from './kinds.ts';
import { type Held, heldIn, make, paying, placeOf } from './make.ts';
import { Pair } from './pair.ts';

/** A pair of chains with money on it. */

/** btcd keeps its mempool only while the tip is younger than a day: this long before the present it begins. */
const HEAD_START = 20 * 60 * 60;
/** Ripe coinbases to begin with, 50 bitcoins each. */
const RIPE = 20;

/** Both chains, and who has the money. */
export interface World {
  readonly pair: Pair;
  /** Who mines. */
  readonly miner: Kind;
  readonly treasury: Held[];
  readonly stop: () => Promise<void>;
}

/** Starts both, with the same first blocks. */
export async function startWorld(policy: Partial<Policy> = {}): Promise<World> {
  const btcd = await launchBtcd();
  const pair = new Pair(btcd, Math.floor(Date.now() / 1000) - HEAD_START, policy);
  const miner = kindOf('p2wpkh');
  const nobody: Bytes = kindOf('anchor').script;
  pair.where = 'the first blocks';
  // Stands still unless it is moved: the machine's own clock would make runs differ.
  pair.chain.setTime(pair.chain.now());
  await pair.mine(RIPE, miner.script);
  await pair.mine(100, nobody);
  const treasury = pair.chain.scan([miner.script]).map(
    ({ outpoint, value }): Held => ({
      outpoint: placeOf(outpoint.txid, outpoint.index),
      output: { value, script: miner.script },
      kind: miner,
    }),
  );
  return { pair, miner, treasury: treasury.slice(0, RIPE), stop: btcd.stop };
}

/** Pays amounts to kinds from the treasury, and confirms it. */
export async function fund(
  { pair, miner, treasury }: World,
  wanted: readonly { readonly kind: Kind; readonly value: bigint }[],
): Promise<Held[]> {
  const sum = wanted.reduce((total, { value }) => total + value, 0n);
  const coin = treasury.find(({ output }) => output.value > sum + 100_000n);
  if (coin === undefined) throw new Error('the treasury is empty');
  treasury.splice(treasury.indexOf(coin), 1);
  const fee = 20_000n;
  const outputs = [
    ...wanted.map(({ kind, value }) => paying(kind, value)),
    paying(miner, coin.output.value - sum - fee),
  ];
  const tx: Tx = make({ uses: [{ coin, way: coin.kind.ways[0]! }], outputs });
  if (!(await pair.transaction(tx))) throw new Error('the treasury cannot pay');
  await pair.mine(1, miner.script);
  const held = heldIn(tx, [...wanted.map(({ kind }) => kind), miner]);
  treasury.push(held.pop()!);
  return held;
}

/** The next block, with these transactions after its coinbase. */
export function nextBlock({ pair, miner }: World, transactions: readonly Tx[], time?: number): Block {
  const { chain } = pair;
  const previous = chain.tip;
  return blockOf({
    previous,
    time: time ?? Math.max(chain.now(), previous.medianTime + 1),
    transactions,
    claim: subsidyAt(previous.height + 1, chain.network.halvingInterval),
    script: miner.script,
    extra: utf8(`${chain.tips().length}`),
  });
}
