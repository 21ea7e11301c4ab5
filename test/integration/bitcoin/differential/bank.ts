import { type CoinForm, coinScript } from '@coffer/bitcoin/script/deposit';
import { type KeyUse, networkPublicKey } from '@coffer/bitcoin/script/keys';
import { planCashOut } from '@coffer/bitcoin/transaction/cash-out';
import type { NetworkCoin } from '@coffer/bitcoin/transaction/coin';
import { FEE_RULES } from '@coffer/bitcoin/transaction/fees';
import { planPayment } from '@coffer/bitcoin/transaction/payment';
import { planRemedy } from '@coffer/bitcoin/transaction/remedy';
import { sign, type Unsigned } from '@coffer/bitcoin/transaction/spend';
import { planSweep } from '@coffer/bitcoin/transaction/sweep';
import {
  AUX,
  BASE,
  OWNER,
  OWNER_SECRET,
  part,
  SYSTEM,
  signed,
} from '@coffer/bitcoin/transaction/testing/world';
import type { Outpoint, Tx } from '@coffer/bitcoin/transaction/transaction';
import { sat } from '@coffer/core/amount';
import type { Kind } from './kinds.ts';
import type { Scene } from './payments.ts';
import { fund } from './world.ts';

/** The bank's own transactions, from deposits to sweeps, as its builders make them. */

/** Blocks of the owners' locks here. */
const DELAY = 4;

async function deposits({ world, random }: Scene, count: number): Promise<NetworkCoin[]> {
  const plans = Array.from({ length: count }, () => {
    const use: KeyUse = { type: 'deposit', index: random.int(2 ** 31) };
    const form: CoinForm = random.pick(['p2tr', 'p2wpkh']);
    const script = coinScript(form, networkPublicKey(SYSTEM, BASE, use));
    return { use, form, value: BigInt(random.between(60_000, 400_000)), script };
  });
  const kind = (script: Kind['script']): Kind => ({ name: 'deposit', script, ways: [] });
  const held = await fund(
    world,
    plans.map(({ script, value }) => ({ kind: kind(script), value })),
  );
  return held.map(({ outpoint }: { outpoint: Outpoint }, i) => ({
    outpoint,
    value: sat(plans[i]!.value),
    form: plans[i]!.form,
    base: BASE,
    use: plans[i]!.use,
  }));
}

/** Deposits, a cash-out, its replacement, another out of its change, and what becomes of the locked output. */
export async function bank(scene: Scene): Promise<void> {
  const { world, random } = scene;
  const { pair, miner } = world;
  const coins = await deposits(scene, random.between(1, 3));
  const form = random.pick(['p2tr', 'p2wsh'] as const);
  const facts = { system: SYSTEM, owner: OWNER, delay: DELAY, form, rules: FEE_RULES };
  const rate = BigInt(random.between(1_000, 8_000));
  const plan = {
    ...facts,
    counter: BigInt(random.int(2 ** 31)),
    coins: coins.map((coin) => ({
      coin,
      claims: [part(0n, coin.value - BigInt(random.pick([0, 0, 20_000])))],
    })),
  };
  const send = async (unsigned: Unsigned, by: readonly { readonly use: KeyUse }[]): Promise<Tx> => {
    const tx = signed(unsigned, by);
    await pair.transaction(tx);
    scene.taken.push(tx);
    return tx;
  };
  let cashOut = planCashOut({ ...plan, fee: { rate } });
  await send(cashOut.unsigned, coins);
  if (random.chance(0.5)) {
    const replaces = { fee: cashOut.unsigned.fee, vsize: cashOut.unsigned.vsize };
    cashOut = planCashOut({ ...plan, fee: { rate, replaces } });
    await send(cashOut.unsigned, coins);
  }
  if (cashOut.change !== undefined && random.chance(0.7)) {
    const { change } = cashOut;
    const next = planPayment({
      system: SYSTEM,
      coins: [{ coin: change, claims: [part(0n, change.value)] }],
      payments: [],
      rest: miner.script,
      counter: plan.counter + 1n,
      fee: { rate },
      rules: FEE_RULES,
    });
    await send(next.unsigned, [change]);
  }
  if (random.chance(0.5)) await pair.mine(1, miner.script);
  const { locked } = cashOut;
  const taken = random.chance(0.4);
  if (taken) {
    const defended = [random.chance(0.5) ? part(0n, locked.claimed) : part(5_000n, 10_000n)];
    const remedy = planRemedy({
      system: SYSTEM,
      items: [{ locked, defended }],
      counter: plan.counter + 2n,
      fee: { rate },
      rules: FEE_RULES,
    });
    await send(remedy.unsigned, [locked]);
  }
  for (let i = 0; i < DELAY + 1; i++) {
    const sweep = planSweep({ locked: [locked], to: miner.script, fee: { rate }, rules: FEE_RULES });
    await pair.transaction(sign(sweep, [OWNER_SECRET], AUX));
    await pair.mine(1, miner.script);
  }
  await pair.compareMempools(miner.script);
}
