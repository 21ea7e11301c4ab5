import type { TxOutput } from '@coffer/bitcoin/transaction/transaction';
import { encodeTx } from '@coffer/bitcoin/transaction/transaction';
import { sat } from '@coffer/core/amount';
import { type Bytes, concat } from '@coffer/core/bytes';
import { KINDS, kindOf } from './kinds.ts';
import { type Held, idPlace, REPLACEABLE, type Use } from './make.ts';
import {
  coinbases,
  contested,
  data,
  payment,
  type Scene,
  send,
  someCoins,
  spendable,
  spentCoins,
} from './payments.ts';

/** What can happen to a mempool. Every step gives what it makes to both chains. */

type Step = (scene: Scene) => Promise<void>;

const bytes = (...codes: readonly number[]): Bytes => Uint8Array.from(codes);
const out = (script: Bytes, value: bigint): TxOutput => ({ script, value: sat(value) });

/** An ordinary payment. */
const pay: Step = async (scene) => {
  const coins = someCoins(scene, 3);
  if (coins.length > 0) await send(scene, payment(scene, { coins }));
};

/** Payments that each spend the one before. */
const row: Step = async (scene) => {
  let coins = someCoins(scene, 1);
  for (let i = scene.random.between(2, 5); i > 0 && coins.length > 0; i--) {
    const made = payment(scene, { coins });
    if (!(await send(scene, made))) return;
    coins = scene.held.slice(-made.kinds.length).slice(0, 1);
  }
};

/** Another transaction for coins that the mempool spends: enough fee or not, allowed or not. */
const replace: Step = async (scene) => {
  const { random, world } = scene;
  const coins = contested(scene);
  if (coins.length === 0) return;
  const coin = random.pick(coins);
  const { chain } = world.pair;
  const old = chain.mempoolEntry(chain.spender(idPlace(coin.outpoint))!.txid)!;
  const also = random.chance(0.3) ? someCoins(scene, 1) : [];
  const way = random.pick(coin.kind.ways);
  const uses: Use[] = [{ coin, way }, ...also.map((each) => ({ coin: each, way: each.kind.ways[0]! }))];
  const fee = random.pick([
    old.fee,
    old.fee + 1n,
    old.fee + BigInt(old.vsize),
    old.descendantFees + BigInt(old.vsize),
    old.descendantFees + BigInt(random.between(0, 1_000)),
    old.descendantFees * 3n + 2_000n,
    old.descendantFees * 3n + 2_000n,
  ]);
  await send(scene, payment(scene, { uses, fee }));
};

/** Outputs at the borders of what is relayed. */
const oddOutputs: Step = async (scene) => {
  const { random } = scene;
  const coins = someCoins(scene, 1);
  if (coins.length === 0) return;
  const key = random.bytes(32);
  const limits: readonly (readonly [string, bigint])[] = [
    ['p2wpkh', 294n],
    ['p2tr', 330n],
    ['p2pkh', 546n],
    ['p2sh-p2wpkh', 540n],
    ['p2pk', 576n],
    ['anchor', 240n],
  ];
  const [name, limit] = random.pick(limits);
  const choices: (() => TxOutput[])[] = [
    () => [data(random.bytes(random.pick([0, 1, 40, 75, 76, 79, 80, 81, 82, 83, 100, 300])))],
    () => [data(random.bytes(3)), data(random.bytes(3))],
    () => [data(random.bytes(20), BigInt(random.pick([0, 1, 5000])))],
    () => [out(bytes(0x6a), 0n)],
    () => [out(concat(bytes(0x6a), bytes(random.pick([0x00, 0x4f, 0x50, 0x51, 0x60, 0x61, 0xac]))), 0n)],
    () => [out(concat(bytes(0x6a, 2), random.bytes(2), bytes(2), random.bytes(2)), 0n)],
    () => [out(concat(bytes(0x6a, 5), random.bytes(2)), 0n)],
    () => [out(kindOf(name).script, limit + BigInt(random.between(-1, 1)))],
    () => [out(random.bytes(random.between(0, 40)), 5_000n)],
    () => [out(bytes(random.int(256), random.int(256), random.int(256)), 5_000n)],
    () => [out(concat(bytes(0, 20), random.bytes(20)), BigInt(random.between(280, 300)))],
    () => [out(concat(bytes(0, 19), random.bytes(19)), 5_000n)],
    () => [out(concat(bytes(0x21), bytes(random.pick([2, 3, 4, 5])), key, bytes(0xac)), 5_000n)],
    () => [out(concat(bytes(0x41), bytes(random.pick([4, 6, 7])), key, key, bytes(0xac)), 5_000n)],
  ];
  await send(scene, payment(scene, { coins, outputs: random.pick(choices)() }));
};

/** Fees at the border, none, and more out than in. */
const oddFees: Step = async (scene) => {
  const { random } = scene;
  const coins = someCoins(scene, 2);
  if (coins.length === 0) return;
  const [tx] = [payment(scene, { coins, fee: 1_000n }).tx];
  const size = BigInt(
    Math.ceil(
      (3 * encodeTx({ ...tx, inputs: tx.inputs.map((i) => ({ ...i, witness: [] })) }).length +
        encodeTx(tx).length) /
        4,
    ),
  );
  const fee = random.pick([0n, 1n, size - 1n, size, size, size + 1n, size / 2n, -1n]);
  const all = coins.reduce((sum, { output }) => sum + output.value, 0n);
  const uses = coins.map((coin) => ({ coin, way: coin.kind.ways[0]! }));
  const one = [out(random.pick(KINDS).script, fee < 0n ? all + 1n : all - fee)];
  const made = payment(scene, { uses, fee: 0n });
  await send(
    scene,
    random.chance(0.5)
      ? payment(scene, { uses, fee: fee < 0n ? 0n : fee })
      : { tx: { ...made.tx, outputs: one }, kinds: [] },
  );
};

const oddVersions: Step = async (scene) => {
  const coins = someCoins(scene, 1);
  const version = scene.random.pick([-(2 ** 31), -1, 0, 1, 2, 3, 4, 2 ** 31 - 1]);
  // Nobody signs negative versions the same way: what is said of these is said before.
  if (coins.length > 0 && version < 0) await send(scene, spoilt(scene, coins, version));
  else if (coins.length > 0) await send(scene, payment(scene, { coins, version }));
};

function spoilt(scene: Scene, coins: readonly Held[], version: number): ReturnType<typeof payment> {
  const { tx, kinds } = payment(scene, { coins });
  return { tx: { ...tx, version }, kinds };
}

/** Lock times around the present height and median time. */
const lockTimes: Step = async (scene) => {
  const { random, world } = scene;
  const { height, medianTime } = world.pair.chain.tip;
  const coins = someCoins(scene, 2);
  if (coins.length === 0) return;
  const lockTime = random.pick([
    height - 1,
    height,
    height + 1,
    height + 2,
    medianTime - 1,
    medianTime,
    medianTime + 1,
    499_999_999,
    500_000_000,
    0xffff_ffff,
  ]);
  const sequence = random.pick([0xffff_ffff, 0xffff_fffe, 0]);
  const uses = coins.map((coin) => ({ coin, way: coin.kind.ways[0]!, sequence }));
  await send(scene, payment(scene, { uses, lockTime }));
};

/** Relative locks around the age of a coin. */
const relativeLocks: Step = async (scene) => {
  const { random, world } = scene;
  const { chain } = world.pair;
  const coins = someCoins(scene, 1);
  const [coin] = coins;
  if (coin === undefined) return;
  const height = chain.coin(idPlace(coin.outpoint), true)!.height ?? chain.tip.height + 1;
  const age = Math.max(0, chain.tip.height + 1 - height);
  const since =
    chain.entry(chain.idAt(Math.max(0, height - 1)) ?? chain.tip.id)?.medianTime ?? chain.tip.medianTime;
  const units = Math.max(0, Math.floor((chain.tip.medianTime - since) / 512));
  const sequence = random.pick([
    age - 1,
    age,
    age + 1,
    0x40_0000 + units,
    0x40_0000 + units + 1,
    0x8000_0000 + age + 9,
    0x3f_0000 + age,
    0x3f_0000 + age + 1,
  ]);
  const way = random.pick(coin.kind.ways);
  const uses = [{ coin, way, sequence: Math.max(0, sequence) }];
  await send(scene, payment(scene, { uses, version: random.pick([1, 2, 2]) }));
};

/** Coinbases that are not ripe, by any number of blocks. */
const unripe: Step = async (scene) => {
  const found = coinbases(scene, 98).filter(({ output }) => output.value > 2_000n);
  if (found.length === 0) return;
  const coin = scene.random.pick([found[0]!, scene.random.pick(found)]);
  await send(scene, payment(scene, { coins: [coin] }));
};

/** What was never there, or is spent already. */
const missing: Step = async (scene) => {
  const { random } = scene;
  const coins = spentCoins(scene);
  if (coins.length > 0 && random.chance(0.6)) {
    await send(scene, payment(scene, { coins: [random.pick(coins)] }));
    return;
  }
  const [coin] = someCoins(scene, 1);
  if (coin === undefined) return;
  const hash = random.chance(0.5) ? random.bytes(32) : coin.outpoint.hash;
  const outpoint = {
    hash,
    index: coin.outpoint.index + random.pick([1, 7, 0x1000, 0xffff_ffff - coin.outpoint.index]),
  };
  await send(scene, payment(scene, { coins: [{ ...coin, outpoint }] }));
};

/** Something that was sent before, as it was or with another witness. */
const again: Step = async (scene) => {
  const { random } = scene;
  if (scene.taken.length === 0) return;
  const tx = random.pick(scene.taken);
  const witness = [random.bytes(64)];
  const other = { ...tx, inputs: tx.inputs.map((input) => ({ ...input, witness })) };
  await send(scene, { tx: random.chance(0.6) ? tx : other, kinds: [] });
};

/** The same input twice, none at all, no outputs, too much money. */
const malformed: Step = async (scene) => {
  const { random } = scene;
  const coins = someCoins(scene, 1);
  if (coins.length === 0) return;
  const { tx } = payment(scene, { coins });
  const rich = { ...tx.outputs[0]!, value: sat(2_100_000_000_000_000n) };
  const made = random.pick([
    { ...tx, inputs: [tx.inputs[0]!, tx.inputs[0]!] },
    { ...tx, outputs: [] },
    { ...tx, outputs: [rich] },
    { ...tx, outputs: [rich, rich] },
    {
      ...tx,
      inputs: [
        ...tx.inputs,
        { ...tx.inputs[0]!, outpoint: { hash: new Uint8Array(32), index: 0xffff_ffff } },
      ],
    },
    {
      ...tx,
      inputs: [
        {
          ...tx.inputs[0]!,
          outpoint: { hash: new Uint8Array(32), index: 0xffff_ffff },
          scriptSig: random.bytes(4),
        },
      ],
    },
  ]);
  const raw = encodeTx(made);
  if (random.chance(0.3)) await scene.world.pair.transaction(raw.subarray(0, random.int(raw.length)));
  else if (random.chance(0.2)) await scene.world.pair.transaction(concat(raw, random.bytes(1)));
  else await send(scene, { tx: made, kinds: [] });
};

/** More bytes than are relayed, and fewer. */
const sizes: Step = async (scene) => {
  const { random } = scene;
  const coins = spendable(scene).filter(({ output }) => output.value > 1_500_000n);
  if (coins.length === 0) return;
  const coin = random.pick(coins);
  const uses = [{ coin, way: coin.kind.ways[0]!, sequence: REPLACEABLE }];
  if (random.chance(0.5)) {
    const small = out(
      random.pick([
        bytes(0x6a),
        bytes(0x6a, 0),
        concat(bytes(0x6a, 3), bytes(1, 2, 3)),
        concat(bytes(0x6a, 4), bytes(1, 2, 3, 4)),
        concat(bytes(0x6a, 5), bytes(1, 2, 3, 4, 5)),
      ]),
      0n,
    );
    const made = payment(scene, { uses });
    await send(scene, { tx: { ...made.tx, outputs: [small] }, kinds: [] });
    return;
  }
  const many = random.pick([3_000, 3_100, 3_200, 3_300]);
  const outputs = Array.from({ length: many }, () => out(kindOf('p2wpkh').script, 294n));
  await send(scene, payment(scene, { uses, outputs, fee: 110_000n }));
};

/** What chance picks from, each as often as it is named. */
export const STEPS: readonly (readonly [number, string, Step])[] = [
  [6, 'a payment', pay],
  [3, 'a row of payments', row],
  [5, 'a replacement', replace],
  [4, 'odd outputs', oddOutputs],
  [3, 'odd fees', oddFees],
  [2, 'an odd version', oddVersions],
  [3, 'a lock time', lockTimes],
  [3, 'a relative lock', relativeLocks],
  [2, 'an unripe coinbase', unripe],
  [2, 'missing inputs', missing],
  [2, 'the same again', again],
  [2, 'malformed', malformed],
  [1, 'large or small', sizes],
];
