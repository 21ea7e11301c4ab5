import { describe, expect, test } from 'vitest';
import { findProgram } from './btcd.ts';
import { KINDS } from './differential/kinds.ts';
import { atTheLimits } from './differential/limits.ts';
import { make, paying } from './differential/make.ts';
import { mutate } from './differential/mutate.ts';
import type { Pair } from './differential/pair.ts';
import { play } from './differential/scenario.ts';
import { runScripts } from './differential/scripts.ts';
import { fund, startWorld } from './differential/world.ts';

/**
 * The embedded chain against btcd. `DIFFERENTIAL_HISTORIES`, `DIFFERENTIAL_MUTATIONS` and `DIFFERENTIAL_PROGRAMS` say how many,
 * `DIFFERENTIAL_SEED` where they begin.
 */

const missing = findProgram('btcd') === undefined;
const setting = (name: string, otherwise: number) => Number(process.env[`DIFFERENTIAL_${name}`] ?? otherwise);
const FIRST = setting('SEED', 1);
const HISTORIES = setting('HISTORIES', 60);
const MUTATIONS = setting('MUTATIONS', 300);
const PROGRAMS = setting('PROGRAMS', 100);

/** Only against hanging for ever: full runs are long, and machines slow when others use them too. */
const PATIENCE_MS = 3_600_000;

function report(title: string, { counts, differences }: Pair): void {
  const listed = new Map<string, number>();
  for (const { listed: name } of differences) {
    if (name !== undefined) listed.set(name, (listed.get(name) ?? 0) + 1);
  }
  const known = [...listed].map(([name, count]) => `${name} ${count}`).join(', ');
  console.log(
    `${title}: ${counts.transactions} transactions (${counts.transactionsAccepted} accepted), ` +
      `${counts.blocks} blocks (${counts.blocksAccepted} accepted, ${counts.reorganisations} reorganisations), ` +
      `${counts.mempools} mempools compared. ` +
      `Refused by both: ${counts.refused}, for the same kind of rule ${counts.sameRule}. Known differences met: ${known === '' ? 'none' : known}.`,
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

  test(`in ${HISTORIES} random histories`, { timeout: PATIENCE_MS }, async () => {
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

  test(`of ${MUTATIONS} mutated spends, for the mempool and in a block`, {
    timeout: PATIENCE_MS,
  }, async () => {
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

  test(`of ${PROGRAMS} random scripts, for the mempool and in a block`, {
    timeout: PATIENCE_MS,
  }, async () => {
    const world = await startWorld();
    const { pair } = world;
    try {
      await runScripts(world, FIRST, FIRST + PROGRAMS);
      report('Scripts', pair);
      expect(pair.unexplained()).toEqual([]);
    } finally {
      await world.stop();
    }
  });

  test('of blocks at the limits of weight and signature checks', async () => {
    const world = await startWorld();
    try {
      expect(await atTheLimits(world)).toEqual([false, true, false, true]);
      expect(world.pair.unexplained()).toEqual([]);
    } finally {
      await world.stop();
    }
  });

  test('of blocks that btcd mines', async () => {
    const world = await startWorld();
    const { pair, miner } = world;
    try {
      const coins = await fund(
        world,
        KINDS.map((kind) => ({ kind, value: 100_000n })),
      );
      for (const coin of coins.slice(0, 5)) {
        const uses = [{ coin, way: coin.kind.ways[0]! }];
        await pair.transaction(make({ uses, outputs: [paying(miner, 90_000n)] }));
      }
      // btcd's blocks have the time of the machine.
      pair.chain.setTime(Math.floor(Date.now() / 1000));
      for (let i = 0; i < 3; i++) await pair.take((await pair.btcd.generate(1))[0]!);
      expect(pair.chain.tip.transactions).toBe(1);
      expect(pair.chain.mempoolInfo().count).toBe(0);
      await pair.compareMempools(miner.script);
      expect(pair.unexplained()).toEqual([]);
    } finally {
      await world.stop();
    }
  });
});
