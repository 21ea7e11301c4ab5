import { subsidyAt } from '@coffer/bitcoin/regtest/engine/connect';
import { parseTx, type Tx } from '@coffer/bitcoin/transaction/transaction';
import type { Bytes } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { type Random, random } from '../../../simulation/kernel/random.ts';
import { blockOf } from './blocks.ts';
import { KINDS } from './kinds.ts';
import { type Held, idPlace, make, paying } from './make.ts';
import { MUTATIONS, type Subject } from './mutations.ts';
import { fund, type World } from './world.ts';

/** Spoils spends of every kind, and asks both chains: for their mempool, and in a block. */

const VALUE = 100_000n;
/** Of this many outputs is a batch of coins. */
const BATCH = 3 * KINDS.length;
/** Blocks until every relative lock of the kinds has passed. */
const RIPENING = 12;

function readable(given: Tx | Bytes): Tx | undefined {
  if (!(given instanceof Uint8Array)) return given;
  try {
    return parseTx(given);
  } catch (error) {
    if (!isCofferError(error)) throw error;
    return undefined;
  }
}

async function coinsFor({ pair, miner, ...world }: World): Promise<Held[]> {
  const wanted = Array.from({ length: BATCH }, (_, i) => ({ kind: KINDS[i % KINDS.length]!, value: VALUE }));
  const coins = await fund({ pair, miner, ...world }, wanted);
  for (let i = 0; i < RIPENING; i++) {
    pair.chain.increaseTime(120);
    await pair.mine(1, miner.script);
  }
  return coins;
}

function subjectOf(coins: readonly Held[], chance: Random): Subject {
  const coin = chance.pick(coins);
  const way = chance.pick(coin.kind.ways);
  const outputs = [paying(chance.pick(KINDS), VALUE - BigInt(chance.between(500, 3_000)))];
  return { coin, other: chance.pick(coins), tx: make({ uses: [{ coin, way }], outputs }) };
}

/** Tries mutations from one seed up to another. */
export async function mutate(world: World, from: number, to: number): Promise<void> {
  const { pair, miner } = world;
  const { chain } = pair;
  let coins: Held[] = [];
  for (let seed = from; seed < to && pair.together; seed++) {
    coins = coins.filter(({ outpoint }) => chain.coin(idPlace(outpoint), false) !== undefined);
    if (coins.length < BATCH / 2) {
      pair.where = `mutation ${seed}, funding`;
      coins = await coinsFor(world);
    }
    const chance = random(2 ** 40 + seed);
    const subject = subjectOf(coins, chance);
    const [name, mutation] = MUTATIONS[seed % MUTATIONS.length]!;
    pair.where = `mutation ${seed}, ${name} of ${subject.coin.kind.name}`;
    const mutated = mutation(subject, chance);
    await pair.transaction(mutated, { test: true });
    const tx = readable(mutated);
    if (tx === undefined) continue;
    const previous = chain.tip;
    await pair.block(
      blockOf({
        previous,
        time: Math.max(chain.now(), previous.medianTime + 1),
        transactions: [tx],
        claim: subsidyAt(previous.height + 1, chain.network.halvingInterval),
        script: miner.script,
        extra: chance.bytes(8),
      }),
    );
  }
}
