import { describe, expect, test } from 'vitest';
import { findProgram } from './btcd.ts';
import { KINDS } from './differential/kinds.ts';
import { make, paying } from './differential/make.ts';
import { fund, startWorld } from './differential/world.ts';

const missing = findProgram('btcd') === undefined;

describe.skipIf(missing)('the embedded chain and btcd', () => {
  test('agree on every kind of spend', async () => {
    const world = await startWorld();
    const { pair, miner } = world;
    try {
      const coins = await fund(
        world,
        KINDS.flatMap((kind) => kind.ways.map(() => ({ kind, value: 100_000n }))),
      );
      for (let i = 0; i < 12; i++) {
        pair.chain.increaseTime(600);
        await pair.mine(1, miner.script);
      }
      let at = 0;
      for (const kind of KINDS) {
        for (const way of kind.ways) {
          pair.where = `${kind.name} by ${way.name}`;
          const tx = make({ uses: [{ coin: coins[at++]!, way }], outputs: [paying(miner, 99_000n)] });
          expect(await pair.transaction(tx), `${pair.where} ${JSON.stringify([...pair.reasons])}`).toBe(true);
        }
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
});
