import { type Block, encodeBlock } from '@coffer/bitcoin/chain/block';
import { encodeStripped } from '@coffer/bitcoin/transaction/transaction';
import { sat } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import { blockOf } from './blocks.ts';
import { nextBlock, type World } from './world.ts';

/** Blocks at the limits of weight and of signature checks, and one step beyond. */

const MAX_WEIGHT = 4_000_000;
const MAX_CHECKS = 20_000;

function withOutput(world: World, script: Bytes): Block {
  const { chain } = world.pair;
  const { header } = nextBlock(world, []);
  return blockOf({
    previous: chain.tip,
    time: header.time,
    claim: 0n,
    script: world.miner.script,
    extra: Uint8Array.of(script.length % 256),
    coinbase: (tx) => ({ ...tx, outputs: [...tx.outputs, { value: sat(0n), script }] }),
  });
}

function weightOf(block: Block): number {
  const stripped = block.transactions.reduce((sum, tx) => sum + encodeStripped(tx).length, 81);
  return 3 * stripped + encodeBlock(block).length;
}

/** Whether both took: a block of the most weight, one above, one with the most signature checks, one with one more. */
export async function atTheLimits(world: World): Promise<boolean[]> {
  const filler = (length: number) =>
    withOutput(
      world,
      Uint8Array.from({ length }, (_, i) => (i === 0 ? 0x6a : 0)),
    );
  const room = Math.floor((MAX_WEIGHT - weightOf(filler(70_000))) / 4) + 70_000;
  const checks = (count: number) => withOutput(world, new Uint8Array(count).fill(0xac));
  const taken: boolean[] = [];
  for (const make of [
    () => filler(room + 1),
    () => filler(room),
    () => checks(MAX_CHECKS + 1),
    () => checks(MAX_CHECKS),
  ]) {
    taken.push(await world.pair.block(make()));
  }
  return taken;
}
