import { type Random, random } from '../../../simulation/kernel/random.ts';
import { bank } from './bank.ts';
import { BLOCK_STEPS } from './block-steps.ts';
import { KINDS } from './kinds.ts';
import type { Scene } from './payments.ts';
import { STEPS } from './steps.ts';
import { fund, type World } from './world.ts';

/** Random histories: a seed is a history, on whatever chain it begins. */

/** Every so many histories begin with the bank's transactions. */
const BANK_EVERY = 5;
const ALL_STEPS = [...STEPS, ...BLOCK_STEPS];
const TOTAL = ALL_STEPS.reduce((sum, [weight]) => sum + weight, 0);

function pickStep(random: Random): (typeof ALL_STEPS)[number] {
  let left = random.int(TOTAL);
  for (const step of ALL_STEPS) {
    left -= step[0];
    if (left < 0) return step;
  }
  throw new RangeError('weights do not add up');
}

/** Plays one history on both chains. @throws Error when they cannot go on together */
export async function play(world: World, seed: number): Promise<void> {
  const { pair, miner } = world;
  const chance = random(seed);
  pair.where = `history ${seed}, funding`;
  const coins = await fund(
    world,
    Array.from({ length: chance.between(3, 6) }, (_, i) => ({
      kind: chance.pick(KINDS),
      value: BigInt(i === 0 ? 3_000_000 : chance.between(20_000, 600_000)),
    })),
  );
  const scene: Scene = { world, random: chance, held: coins, taken: [], floor: pair.chain.tip.height };
  if (seed % BANK_EVERY === 0) {
    pair.where = `history ${seed}, the bank`;
    await bank(scene);
  }
  for (let i = chance.between(6, 12); i > 0; i--) {
    const [, name, step] = pickStep(chance);
    pair.where = `history ${seed}, ${name}`;
    await step(scene);
    await pair.compareMempools(miner.script);
    if (!pair.together) throw new Error(`${pair.where}: the chains are no longer together`);
  }
  pair.where = `history ${seed}, its end`;
  await pair.mine(1, miner.script);
  await pair.compareMempools(miner.script);
  const { total, subsidies, burnt } = pair.chain.coinStats();
  if (total !== subsidies - burnt) throw new Error(`${pair.where}: money was made or lost`);
}
