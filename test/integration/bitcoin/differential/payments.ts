import type { Tx, TxOutput } from '@coffer/bitcoin/transaction/transaction';
import { type Bytes, concat } from '@coffer/core/bytes';
import type { Random } from '../../../simulation/kernel/random.ts';
import { KINDS, type Kind, push, type Way } from './kinds.ts';
import { type Held, heldIn, idPlace, make, paying, placeOf, REPLACEABLE, txidOf, type Use } from './make.ts';
import type { World } from './world.ts';

/** What a scenario knows, and the payments that it can make of it. */

/** One history in the making. */
export interface Scene {
  readonly world: World;
  readonly random: Random;
  /** Every output that was ever made here of which the kind is known, spent or not. */
  readonly held: Held[];
  /** Every transaction that both took. */
  readonly taken: Tx[];
  /** Height that no branch of the scenario leaves from below. */
  readonly floor: number;
}

const FINAL = 0xffff_ffff;

/** The outputs that can be spent now. @param confirmed only those in blocks */
export function spendable({ world, held }: Scene, confirmed = false): Held[] {
  const { chain } = world.pair;
  return held.filter(({ outpoint }) => {
    const place = idPlace(outpoint);
    return chain.coin(place, true) !== undefined && (!confirmed || chain.coin(place, false) !== undefined);
  });
}

/** Fee for a size at a rate in satoshi for 1,000 bytes, rounded up. */
const feeOf = (vsize: number, rate: bigint): bigint => (BigInt(vsize) * rate + 999n) / 1000n;

/** How a coin is spent: any way, with a lock that may not have passed. */
function useOf({ random }: Scene, coin: Held): Use {
  const way: Way = random.pick(coin.kind.ways);
  if (way.sequence !== undefined) return { coin, way };
  const sequence = random.pick([REPLACEABLE, REPLACEABLE, REPLACEABLE, 0xffff_fffe, FINAL]);
  return { coin, way, sequence };
}

/** What a payment is to be like, where chance does not decide. */
interface Wish {
  readonly coins?: readonly Held[];
  readonly uses?: readonly Use[];
  readonly outputs?: readonly TxOutput[];
  readonly rate?: bigint;
  readonly fee?: bigint;
  readonly version?: number;
  readonly lockTime?: number;
}

/** A payment from some coins to some kinds. */
export function payment(scene: Scene, wish: Wish = {}): { readonly tx: Tx; readonly kinds: readonly Kind[] } {
  const { random } = scene;
  const uses = wish.uses ?? wish.coins!.map((coin) => useOf(scene, coin));
  const value = uses.reduce((sum, { coin }) => sum + coin.output.value, 0n);
  const kinds = Array.from({ length: random.between(1, 3) }, () => random.pick(KINDS));
  const extra = wish.outputs ?? [];
  const given = extra.reduce((sum, output) => sum + output.value, 0n);
  const build = (fee: bigint): Tx => {
    const rest = value - given - fee;
    const share = rest > 0n ? rest / BigInt(kinds.length) : 0n;
    const outputs = [...kinds.map((kind) => paying(kind, share)), ...extra];
    return make({
      uses,
      outputs,
      ...(wish.version === undefined ? {} : { version: wish.version }),
      ...(wish.lockTime === undefined ? {} : { lockTime: wish.lockTime }),
    });
  };
  if (wish.fee !== undefined) return { tx: build(wish.fee), kinds };
  const size =
    90 * uses.length + 45 * (kinds.length + 1) + extra.reduce((n, o) => n + o.script.length + 9, 0);
  return { tx: build(feeOf(size, wish.rate ?? BigInt(random.between(1_500, 9_000)))), kinds };
}

/** Gives a payment to both chains, and remembers it. */
export async function send(
  scene: Scene,
  { tx, kinds }: { readonly tx: Tx; readonly kinds: readonly Kind[] },
): Promise<boolean> {
  const taken = await scene.world.pair.transaction(tx);
  if (taken) remember(scene, tx, kinds);
  return taken;
}

/** Keeps a transaction that was taken, and its outputs. */
export function remember(scene: Scene, tx: Tx, kinds: readonly (Kind | undefined)[]): void {
  scene.taken.push(tx);
  scene.held.push(...heldIn(tx, kinds));
}

/** Some coins that can be spent now; none when there are none. */
export function someCoins(scene: Scene, most = 2): Held[] {
  const coins = spendable(scene);
  return scene.random.shuffle(coins).slice(0, scene.random.between(1, most));
}

/** Coins that transactions in the mempool spend. */
export function contested({ world, held }: Scene): Held[] {
  const { chain } = world.pair;
  return held.filter(({ outpoint }) => {
    const spender = chain.spender(idPlace(outpoint));
    return spender !== undefined && spender.blockId === undefined;
  });
}

/** Coins that blocks have spent. */
export function spentCoins({ world, held }: Scene): Held[] {
  const { chain } = world.pair;
  return held.filter(({ outpoint }) => chain.spender(idPlace(outpoint))?.blockId !== undefined);
}

/** An output for data. */
export const data = (bytes: Bytes, value = 0n): TxOutput => ({
  value: value as TxOutput['value'],
  script: concat(Uint8Array.of(0x6a), push(bytes)),
});

/** The coinbases of the latest blocks, most of them unripe. */
export function coinbases({ world }: Scene, depth: number): Held[] {
  const { chain } = world.pair;
  const found: Held[] = [];
  for (let height = chain.tip.height - depth; height <= chain.tip.height; height++) {
    const tx = chain.block(chain.idAt(height)!)!.transactions[0]!;
    const output = tx.outputs[0]!;
    const kind = KINDS.find(
      ({ script }) =>
        script.length === output.script.length && script.every((b, i) => b === output.script[i]),
    );
    if (kind !== undefined) found.push({ outpoint: placeOf(txidOf(tx), 0), output, kind });
  }
  return found;
}
