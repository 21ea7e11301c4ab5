import { headerHash } from '@coffer/bitcoin/chain/header';
import { idOf } from '@coffer/bitcoin/encoding/bytes';
import { publicKeyOf, xOnly } from '@coffer/bitcoin/script/keys';
import { NO_TREE, taprootSecret } from '@coffer/bitcoin/script/taproot';
import { encodeTx, type Tx, type TxOutput } from '@coffer/bitcoin/transaction/transaction';
import { sat } from '@coffer/core/amount';
import { type Bytes, concat } from '@coffer/core/bytes';
import { blockOf } from './blocks.ts';
import { type Kind, kindOf, leafKind, p2sh, p2wsh, push, secretOf, witness } from './kinds.ts';
import type { ListedName } from './listed.ts';
import { type Held, heldIn, make, paying, type Use } from './make.ts';
import { signV1 } from './signing.ts';
import { fund, nextBlock, startWorld, type World } from './world.ts';

/** For every known difference, what shows it. */

const bytes = (...codes: readonly number[]): Bytes => Uint8Array.from(codes);
const out = (script: Bytes, value: bigint): TxOutput => ({ script, value: sat(value) });
const wpkh = kindOf('p2wpkh');
const use = (coin: Held, way = 0): Use => ({ coin, way: coin.kind.ways[way]! });
/** Spends one coin whole. */
const spend = (coin: Held, fee = 1_000n, way = 0): Tx =>
  make({ uses: [use(coin, way)], outputs: [paying(wpkh, coin.output.value - fee)] });

async function coinsOf(world: World, kind: Kind, count: number, value = 100_000n): Promise<Held[]> {
  return fund(
    world,
    Array.from({ length: count }, () => ({ kind, value })),
  );
}

/** A kind that a test makes up. */
const kind = (script: Bytes, unlock: Kind['ways'][0]['unlock']): Kind => ({
  name: 'made up',
  script,
  ways: [{ name: 'only', unlock }],
});

/** A P2WSH output of any script, with what satisfies it. */
const scripted = (script: Bytes, ...items: readonly Bytes[]): Kind =>
  kind(p2wsh(script), () => witness(...items, script));

/** What a case does: it begins on a new pair of chains, and both are given the same. */
type Case = (world: World) => Promise<void>;

const longChain: Case = async (world) => {
  let [coin] = await coinsOf(world, wpkh, 1);
  for (let i = 0; i < 26; i++) {
    const tx = spend(coin!, 200n);
    await world.pair.transaction(tx);
    [coin] = heldIn(tx, [wpkh]);
  }
};

/** 1-of-1 multisig as it was before P2SH: 20 signature checks by the old way of counting. */
const bare = concat(bytes(0x51), push(publicKeyOf(secretOf(9))), bytes(0x51, 0xae));

const weight: Case = async (world) => {
  const [coin] = await coinsOf(world, wpkh, 1);
  const outputs = [out(bare, 1_000n), paying(wpkh, 98_700n)];
  await world.pair.transaction(make({ uses: [use(coin!)], outputs }));
};

const cost: Case = async (world) => {
  const [coin] = await coinsOf(world, wpkh, 1, 2_000_000n);
  const outputs = Array.from({ length: 205 }, () => out(bare, 5_000n));
  await world.pair.transaction(make({ uses: [use(coin!)], outputs }));
};

const legacy: Case = async (world) => {
  // Fifteen checks that nobody makes: 1 IF 1 ELSE CHECKSIG … ENDIF.
  const script = concat(bytes(0x51, 0x63, 0x51, 0x67), new Uint8Array(15).fill(0xac), bytes(0x68));
  const odd = kind(p2sh(script), () => ({ scriptSig: push(script), witness: [] }));
  const coins = await coinsOf(world, odd, 167, 1_000n);
  await world.pair.transaction(
    make({ uses: coins.map((coin) => use(coin)), outputs: [paying(wpkh, 50_000n)] }),
  );
};

const newInputs: Case = async (world) => {
  const [a, b] = await coinsOf(world, wpkh, 2);
  // The parent of a descendant, not of what is replaced itself.
  const other = make({ uses: [use(b!)], outputs: [paying(wpkh, 40_000n), paying(wpkh, 59_000n)] });
  const first = spend(a!);
  const [left, right] = heldIn(other, [wpkh, wpkh]);
  const [change] = heldIn(first, [wpkh]);
  const child = make({ uses: [use(change!), use(left!)], outputs: [paying(wpkh, 130_000n)] });
  for (const tx of [other, first, child]) await world.pair.transaction(tx);
  const outputs = [paying(wpkh, 100_000n)];
  await world.pair.transaction(make({ uses: [use(a!), use(right!)], outputs }));
};

const witnesses: Case = async (world) => {
  // DROP 1, given 81 bytes.
  const [coin] = await coinsOf(world, scripted(bytes(0x75, 0x51), new Uint8Array(81).fill(7)), 1);
  await world.pair.transaction(spend(coin!));
  const [annex, secret] = [bytes(0x50, 1), taprootSecret(secretOf(0), NO_TREE)];
  const annexed = kind(kindOf('p2tr').script, (s) => witness(signV1(s, secret, undefined, annex), annex));
  const [other] = await coinsOf(world, annexed, 1);
  await world.pair.transaction(spend(other!));
};

const unknownKey: Case = async (world) => {
  const [coin] = await coinsOf(world, wpkh, 1);
  const key = new Uint8Array(65).fill(5);
  const multisig = concat(bytes(0x51), push(key), bytes(0x51, 0xae));
  await world.pair.transaction(make({ uses: [use(coin!)], outputs: [out(multisig, 50_000n)] }));
};

const empty: Case = async (world) => {
  // 0 DROP key CHECKSIG NOT, before segwit, with no signature.
  const key = publicKeyOf(secretOf(9));
  const script = concat(bytes(0x00, 0x75), push(key), bytes(0xac, 0x91));
  const odd = kind(p2sh(script), () => ({ scriptSig: concat(bytes(0), push(script)), witness: [] }));
  const [coin] = await coinsOf(world, odd, 1);
  await world.pair.transaction(spend(coin!), { test: true });
};

const behind: Case = async (world) => {
  const [coin] = await coinsOf(world, wpkh, 1);
  await world.pair.transaction(concat(encodeTx(spend(coin!)), bytes(0)), { test: true });
};

const full: Case = async (world) => {
  const coins = await coinsOf(world, wpkh, 12);
  for (const [i, coin] of coins.entries()) await world.pair.transaction(spend(coin, 500n + 100n * BigInt(i)));
  await world.pair.compareMempools(world.miner.script);
};

const old: Case = async (world) => {
  const [a, b] = await coinsOf(world, wpkh, 2);
  await world.pair.transaction(spend(a!));
  world.pair.chain.increaseTime(15 * 24 * 60 * 60);
  await world.pair.transaction(spend(b!));
  world.pair.chain.setTime(world.pair.chain.tip.header.time + 1);
  await world.pair.compareMempools(world.miner.script);
};

const locks: Case = async (world) => {
  const { pair, miner } = world;
  const [coin] = await coinsOf(world, kindOf('p2tr csv'), 1);
  await pair.mine(2, miner.script);
  await pair.transaction(spend(coin!, 1_000n, 1));
  await pair.decree('invalidateblock', pair.chain.tip.id, miner.script);
  await pair.compareMempools(miner.script);
};

const fees: Case = async (world) => {
  const { pair, miner } = world;
  const [coin] = await coinsOf(world, wpkh, 1);
  await pair.block(nextBlock(world, [spend(coin!, 0n)]));
  await pair.decree('invalidateblock', pair.chain.tip.id, miner.script);
  await pair.compareMempools(miner.script);
};

const equalWork: Case = async ({ pair, miner }) => {
  await pair.mine(1, miner.script);
  const { id } = pair.chain.tip;
  await pair.decree('invalidateblock', id, miner.script);
  await pair.mine(1, miner.script);
  await pair.decree('reconsiderblock', id, miner.script);
};

const marks: Case = async ({ pair, miner }) => {
  await pair.mine(2, miner.script);
  const { tip } = pair.chain;
  await pair.decree('invalidateblock', tip.id, miner.script);
  await pair.decree('invalidateblock', tip.previous!, miner.script);
  await pair.decree('reconsiderblock', tip.id, miner.script);
};

const orphans: Case = async (world) => {
  const { pair, miner } = world;
  const parent = nextBlock(world, []);
  const previous = { id: idOf(headerHash(parent.header)), height: pair.chain.tip.height + 1 };
  const time = parent.header.time + 1;
  await pair.block(blockOf({ previous, time, claim: 0n, script: miner.script, extra: bytes(1) }));
};

const clock: Case = async (world) => {
  await world.pair.block(nextBlock(world, [], world.pair.chain.now() + 3 * 60 * 60));
};

const opcodes: Case = async (world) => {
  // 1 IF 1 ELSE <no such operation> ENDIF
  const [coin] = await coinsOf(world, scripted(bytes(0x51, 0x63, 0x51, 0x67, 0xc8, 0x68)), 1);
  await world.pair.block(nextBlock(world, [spend(coin!)]));
};

const longScripts: Case = async (world) => {
  const long = concat(push(new Uint8Array(255)), bytes(0x75, 0x51));
  const odd = kind(long, () => ({ scriptSig: new Uint8Array(0), witness: [] }));
  const tr = kindOf('p2tr');
  const [coin] = await coinsOf(world, tr, 1);
  const made = make({
    uses: [use(coin!)],
    outputs: [out(long, 40_000n), paying(tr, 50_000n), out(long, 5_000n)],
  });
  await world.pair.block(nextBlock(world, [made]));
  const both = heldIn(made, [odd, tr]);
  const tx = make({ uses: both.map((each) => use(each)), outputs: [paying(wpkh, 80_000n)] });
  await world.pair.block(nextBlock(world, [tx]));
};

const effort: Case = async (world) => {
  // A leaf longer than is judged: 110,000 NOPs before its signature check.
  const key = xOnly(publicKeyOf(secretOf(1)));
  const script = concat(new Uint8Array(110_000).fill(0x61), push(key), bytes(0xac));
  const [coin] = await coinsOf(world, leafKind('long', script, {}, secretOf(1)), 1);
  await world.pair.block(nextBlock(world, [spend(coin!, 1_000n, 1)]));
};

/** Every known difference, made. */
export const CASES: Readonly<Record<ListedName, Case>> = {
  'long chains': longChain,
  'weight of signature checks': weight,
  'cost of signature checks': cost,
  'signature checks before segwit': legacy,
  'new unconfirmed inputs': newInputs,
  'standard witnesses': witnesses,
  'keys of multisig': unknownKey,
  'empty signatures': empty,
  'bytes behind a transaction': behind,
  'full mempool': full,
  'old transactions': old,
  'locks after a reorganisation': locks,
  'fees after a reorganisation': fees,
  'branches of equal work': equalWork,
  'marks after reconsiderblock': marks,
  'orphan blocks': orphans,
  'the clock': clock,
  'undefined opcodes': opcodes,
  'long scripts beside Taproot': longScripts,
  'too much to hash': effort,
};

/** A pair of chains for a case. */
export function worldFor(name: ListedName): Promise<World> {
  return startWorld(name === 'full mempool' ? { maxPoolSize: 1_000 } : {});
}
