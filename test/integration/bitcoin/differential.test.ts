import { describe, expect, test } from 'vitest';
import { findProgram } from './btcd.ts';
import { KINDS } from './differential/kinds.ts';
import { make, paying } from './differential/make.ts';
import { mutate } from './differential/mutate.ts';
import type { Pair } from './differential/pair.ts';
import { play } from './differential/scenario.ts';
import { fund, startWorld } from './differential/world.ts';

/**
 * The embedded chain against btcd. `DIFFERENTIAL_HISTORIES` and `DIFFERENTIAL_MUTATIONS` say how many, `DIFFERENTIAL_SEED` where
 * they begin.
 */

const missing = findProgram('btcd') === undefined;
const setting = (name: string, otherwise: number) => Number(process.env[`DIFFERENTIAL_${name}`] ?? otherwise);
const FIRST = setting('SEED', 1);
const HISTORIES = setting('HISTORIES', 200);
const MUTATIONS = setting('MUTATIONS', 1_000);

function report(title: string, { counts, differences }: Pair): void {
  const listed = new Map<string, number>();
  for (const { listed: name } of differences) {
    if (name !== undefined) listed.set(name, (listed.get(name) ?? 0) + 1);
  }
  const known = [...listed].map(([name, count]) => `${name} ${count}`).join(', ');
  console.log(
    `${title}: ${counts.transactions} transactions (${counts.transactionsAccepted} accepted), ` +
      `${counts.blocks} blocks (${counts.blocksAccepted} accepted, ${counts.reorganisations} reorganisations), ` +
      `${counts.mempools} mempools compared. Known differences met: ${known === '' ? 'none' : known}.`,
  );
}

describe.skipIf(missing)('the embedded chain and btcd say the same', () => {
  test('of every kind of spend', async () => {
    const world = await startWorld();
    const { pair, miner } = world;
    try {
      const uses = KINDS.flatMap((kind) => kind.ways.map((way) => ({ kind, way })));
      const coins = await fund(
        world,
        uses.map(({ kind }) => ({ kind, value: 100_000n })),
      );
      for (let i = 0; i < 12; i++) {
        pair.chain.increaseTime(600);
        await pair.mine(1, miner.script);
      }
      for (const [i, { kind, way }] of uses.entries()) {
        pair.where = `${kind.name} by ${way.name}`;
        await pair.transaction(make({ uses: [{ coin: coins[i]!, way }], outputs: [paying(miner, 99_000n)] }));
      }
      await pair.compareMempools(miner.script);
      await pair.mine(1, miner.script);
      await pair.compareMempools(miner.script);
      expect(pair.chain.mempoolInfo().count).toBe(0);
      expect(pair.unexplained()).toEqual([]);
    } finally {
      await world.stop();
    }
  });

  test(`in ${HISTORIES} random histories`, async () => {
    const world = await startWorld();
    const { pair } = world;
    try {
      for (let seed = FIRST; seed < FIRST + HISTORIES; seed++) await play(world, seed);
      report('Histories', pair);
      expect(pair.unexplained()).toEqual([]);
    } finally {
      await world.stop();
    }
  });

  test(`of ${MUTATIONS} mutated spends, for the mempool and in a block`, async () => {
    const world = await startWorld();
    const { pair } = world;
    try {
      await mutate(world, FIRST, FIRST + MUTATIONS);
      report('Mutations', pair);
      expect(pair.unexplained()).toEqual([]);
    } finally {
      await world.stop();
    }
  });
});
