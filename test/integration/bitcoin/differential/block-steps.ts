import { encodeBlock } from '@coffer/bitcoin/chain/block';
import { type Header, headerHash } from '@coffer/bitcoin/chain/header';
import { idOf } from '@coffer/bitcoin/encoding/bytes';
import { subsidyAt } from '@coffer/bitcoin/regtest/engine/connect';
import type { BlockEntry } from '@coffer/bitcoin/regtest/engine/types';
import type { Tx } from '@coffer/bitcoin/transaction/transaction';
import { sat } from '@coffer/core/amount';
import { concat } from '@coffer/core/bytes';
import { type BlockPlan, blockOf } from './blocks.ts';
import { coinbases, payment, remember, type Scene, someCoins, spendable, spentCoins } from './payments.ts';

/** What can happen to a chain. Every step gives its blocks to both. */

type Step = (scene: Scene) => Promise<void>;

/** Most blocks that a branch leaves behind. */
const DEEPEST = 4;

/** A plan for the next block of any block, with nothing wrong. */
function planOn({ world, random }: Scene, previous: BlockEntry, transactions: readonly Tx[] = []): BlockPlan {
  const { chain } = world.pair;
  return {
    previous,
    time: Math.max(chain.now(), previous.medianTime + 1),
    transactions,
    claim: subsidyAt(previous.height + 1, chain.network.halvingInterval),
    script: world.miner.script,
    extra: random.bytes(8),
  };
}

/** Time passes. */
const wait: Step = async ({ world, random }) => {
  world.pair.chain.increaseTime(random.pick([1, 10, 60, 120]));
};

/** Some blocks with all of the mempool. */
const mine: Step = async ({ world, random }) => {
  await world.pair.mine(random.pick([1, 1, 1, 2, 3]), world.miner.script);
};

/** The mempool's transactions, parents first. */
const pooled = ({ world }: Scene): Tx[] => world.pair.chain.mempool().map(({ tx }) => tx);

/** A block of its own choice: part of the mempool, and what no mempool takes. */
const choose: Step = async (scene) => {
  const { random, world } = scene;
  const some = pooled(scene).filter(() => random.chance(0.7));
  const coins = someCoins(scene, 1);
  const free =
    coins.length > 0 && random.chance(0.7)
      ? [payment(scene, { coins, fee: 0n, version: random.pick([1, 2, 3]) })]
      : [];
  const all = [...some, ...free.map(({ tx }) => tx)];
  const before = world.pair.chain.tip;
  if (!(await world.pair.block(blockOf(planOn(scene, before, all))))) return;
  for (const { tx, kinds } of free) remember(scene, tx, kinds);
};

/** A block that breaks one rule, or stands at its border. */
const spoil: Step = async (scene) => {
  const { random, world } = scene;
  const { chain } = world.pair;
  const { tip } = chain;
  const coins = someCoins(scene, 1);
  const good = coins.length > 0 ? [payment(scene, { coins, fee: 0n }).tx] : pooled(scene);
  const plan = planOn(scene, tip, good);
  const header = (change: Partial<Header>) => () => blockOf({ ...plan, header: change });
  const coinbase = (change: (tx: Tx) => Tx) => () => blockOf({ ...plan, coinbase: change });
  const scriptSig = (bytes: Uint8Array) =>
    coinbase((tx) => ({ ...tx, inputs: [{ ...tx.inputs[0]!, scriptSig: bytes }] }));
  const witness = (...items: Uint8Array[]) =>
    coinbase((tx) => ({ ...tx, inputs: [{ ...tx.inputs[0]!, witness: items }] }));
  const spoiltTx = (change: (tx: Tx) => Tx) => () => blockOf({ ...plan, transactions: good.map(change) });
  const unripe = coinbases(scene, 90).filter(({ output }) => output.value > 2_000n);
  const spent = spentCoins(scene);
  const free = spendable(scene, true);
  const choices: (() => ReturnType<typeof blockOf>)[] = [
    header({ merkleRoot: random.bytes(32) }),
    header({ time: tip.medianTime }),
    header({ time: tip.medianTime + 1 }),
    header({ time: 0xf000_0000 }),
    header({ version: random.pick([0, 1, 2, 3, 4, -1, 0x7fff_ffff]) }),
    header({ bits: 0x207f_fffe }),
    header({ bits: random.pick([0, 0x1d00_ffff, 0x2100_ffff, 0xff7f_ffff, 0x2080_ffff]) }),
    () => {
      const block = blockOf(plan);
      return { ...block, header: { ...block.header, nonce: random.int(2 ** 32) } };
    },
    () => blockOf({ ...plan, claim: plan.claim + BigInt(random.pick([0, 1, 1, 1000])) }),
    () => blockOf({ ...plan, claim: plan.claim / 2n }),
    () => blockOf({ ...plan, claim: 2_100_000_000_000_000n }),
    () => blockOf({ ...plan, previous: { ...tip, height: tip.height + random.pick([-1, 1, 500]) } }),
    () => blockOf({ ...plan, committed: [] }),
    witness(),
    witness(new Uint8Array(31)),
    witness(random.bytes(32)),
    witness(new Uint8Array(32), new Uint8Array(32)),
    coinbase((tx) => ({ ...tx, outputs: [tx.outputs[0]!] })),
    coinbase((tx) => ({ ...tx, inputs: [{ ...tx.inputs[0]!, witness: [] }], outputs: [tx.outputs[0]!] })),
    coinbase((tx) => ({
      ...tx,
      outputs: [
        ...tx.outputs,
        {
          value: sat(0n),
          script: concat(Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed), random.bytes(32)),
        },
      ],
    })),
    coinbase((tx) => ({ ...tx, outputs: [] })),
    coinbase((tx) => ({ ...tx, inputs: [...tx.inputs, ...tx.inputs] })),
    coinbase((tx) => ({ ...tx, lockTime: tip.height + 5, inputs: [{ ...tx.inputs[0]!, sequence: 0 }] })),
    coinbase((tx) => ({ ...tx, version: random.pick([-1, 0, 1, 3]) })),
    scriptSig(random.bytes(random.pick([0, 1, 2, 101]))),
    () => {
      const block = blockOf(plan);
      return { ...block, transactions: [] };
    },
    () => {
      const block = blockOf(plan);
      return { ...block, transactions: [...block.transactions, ...block.transactions.slice(-1)] };
    },
    () => blockOf({ ...plan, transactions: [...good, ...good] }),
    () => blockOf({ ...plan, transactions: [...good, chain.block(tip.id)!.transactions[0]!] }),
    spoiltTx((tx) => ({ ...tx, outputs: [] })),
    spoiltTx((tx) => ({
      ...tx,
      lockTime: tip.height + 2,
      inputs: tx.inputs.map((i) => ({ ...i, sequence: 1 })),
    })),
    spoiltTx((tx) => ({ ...tx, outputs: [{ ...tx.outputs[0]!, value: sat(4_000_000_000n) }] })),
    spoiltTx((tx) => ({
      ...tx,
      inputs: [...tx.inputs, { ...tx.inputs[0]!, outpoint: { hash: random.bytes(32), index: 0 } }],
    })),
    spoiltTx((tx) => ({ ...tx, inputs: [tx.inputs[0]!, tx.inputs[0]!] })),
    () => {
      if (unripe.length === 0) return blockOf(plan);
      return blockOf({ ...plan, transactions: [payment(scene, { coins: [random.pick(unripe)] }).tx] });
    },
    () => {
      if (spent.length === 0) return blockOf(plan);
      return blockOf({ ...plan, transactions: [payment(scene, { coins: [random.pick(spent)] }).tx] });
    },
    () => {
      if (free.length === 0) return blockOf(plan);
      const coin = random.pick(free);
      const twice = [payment(scene, { coins: [coin] }).tx, payment(scene, { coins: [coin], fee: 0n }).tx];
      return blockOf({ ...plan, transactions: twice });
    },
    () => blockOf({ ...plan, transactions: pooled(scene).reverse() }),
  ];
  const block = random.pick(choices)();
  const bytes = encodeBlock(block);
  if (random.chance(0.05)) await world.pair.block(bytes.subarray(0, random.int(bytes.length)));
  else await world.pair.block(block);
  if (random.chance(0.2)) await world.pair.block(block);
};

/** The block of the main chain so far below the tip, never below the scenario's own beginning. */
function below(scene: Scene, depth: number): BlockEntry {
  const { chain } = scene.world.pair;
  return chain.entry(chain.idAt(Math.max(scene.floor, chain.tip.height - depth))!)!;
}

/** A competing branch: as long as the chain or longer, with some of the same and some other transactions. */
const branch: Step = async (scene) => {
  const { random, world } = scene;
  const { chain } = world.pair;
  const depth = random.between(1, DEEPEST);
  let previous = below(scene, depth);
  const undone: Tx[] = [];
  for (let height = previous.height + 1; height <= chain.tip.height; height++) {
    undone.push(...chain.block(chain.idAt(height)!)!.transactions.slice(1));
  }
  const count = chain.tip.height - previous.height + random.pick([0, 1, 1, 1, 2]);
  let open = [...undone, ...pooled(scene)];
  for (let i = 0; i < count; i++) {
    const now = open.filter(() => random.chance(0.4));
    open = open.filter((tx) => !now.includes(tx));
    if (i === 0 && random.chance(0.3)) {
      now.push(payment(scene, { coins: [random.pick(scene.held)], fee: 300n }).tx);
    }
    const block = blockOf(planOn(scene, previous, now));
    await world.pair.block(block);
    const entry = chain.entry(idOf(headerHash(block.header)));
    if (entry === undefined || entry.status === 'invalid') return;
    previous = entry;
  }
};

/** A block is invalidated, another branch may grow, and the block may be reconsidered. */
const decree: Step = async (scene) => {
  const { random, world } = scene;
  const { chain } = world.pair;
  const target = below(scene, random.between(0, DEEPEST - 1));
  if (target.height <= scene.floor) return;
  await world.pair.decree('invalidateblock', target.id, world.miner.script);
  await world.pair.compareMempools(world.miner.script);
  if (random.chance(0.7)) await world.pair.mine(random.between(1, 3), world.miner.script);
  if (random.chance(0.7)) await world.pair.decree('reconsiderblock', target.id, world.miner.script);
  if (chain.tip.height < scene.floor) throw new Error('the chain fell below where it began');
};

/** What chance picks from, each as often as it is named. */
export const BLOCK_STEPS: readonly (readonly [number, string, Step])[] = [
  [4, 'time passes', wait],
  [6, 'blocks', mine],
  [3, 'a block of its own choice', choose],
  [6, 'a spoilt block', spoil],
  [3, 'a branch', branch],
  [1, 'a decree', decree],
];
