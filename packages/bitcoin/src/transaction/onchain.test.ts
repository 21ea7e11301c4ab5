import type { Sat } from '@coffer/core/amount';
import { describe, expect, test } from 'vitest';
import { hashOf, idOf } from '../encoding/bytes.ts';
import { RegtestReject } from '../regtest/engine/error.ts';
import { Regtest } from '../regtest/engine/regtest.ts';
import type { LockForm } from '../script/cashout.ts';
import { type CoinForm, coinScript } from '../script/deposit.ts';
import { networkPublicKey } from '../script/keys.ts';
import { planCashOut } from './cash-out.ts';
import { planCashOuts } from './cash-out-plan.ts';
import type { NetworkCoin } from './coin.ts';
import { FEE_RULES } from './fees.ts';
import { planPayment } from './payment.ts';
import { planRemedies } from './remedy.ts';
import { sign } from './spend.ts';
import { planSweep } from './sweep.ts';
import { AUX, BASE, OWNER, OWNER_SECRET, part, STRANGER, SYSTEM, signed } from './testing/world.ts';
import { type Tx, txHash } from './transaction.ts';

/** The life of the network's money on the embedded chain, under the rules of blocks and of relay. */

const NOBODY = coinScript('p2wpkh', STRANGER);
const id = (tx: Tx) => idOf(txHash(tx));

/** A chain on which deposits were mined, and are mature. */
function chainWith(forms: readonly CoinForm[]): { chain: Regtest; coins: readonly NetworkCoin[] } {
  const chain = new Regtest({ now: () => 1_750_000_000 });
  const coins = forms.map((form, index): NetworkCoin => {
    const use = { type: 'deposit', index } as const;
    const [block] = chain.mine(1, coinScript(form, networkPublicKey(SYSTEM, BASE, use)));
    const coinbase = chain.block(block!)!.transactions[0]!;
    return {
      outpoint: { hash: hashOf(id(coinbase)), index: 0 },
      value: coinbase.outputs[0]!.value,
      form,
      base: BASE,
      use,
    };
  });
  chain.mine(100, NOBODY);
  return { chain, coins };
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return error instanceof RegtestReject ? error.reason : String(error);
  }
  return 'accepted';
}

const facts = {
  system: SYSTEM,
  owner: OWNER,
  delay: 144,
  counter: 5n,
  rules: FEE_RULES,
  fee: { rate: 1_000n },
};
const third = (value: Sat) => part(0n, value / 3n);

describe.each<LockForm>(['p2tr', 'p2wsh'])('a cash-out in form %s', (form) => {
  const { chain, coins } = chainWith(['p2tr', 'p2wpkh']);
  const plan = { ...facts, form, coins: coins.map((coin) => ({ coin, claims: [third(coin.value)] })) };
  const first = planCashOut(plan);

  test('is relayed at the lowest fee there is, and replaced by one that pays a little more', () => {
    const one = signed(first.unsigned, coins);
    expect(chain.accept(one).fee).toBe(first.unsigned.fee);
    const { fee, vsize } = first.unsigned;
    const bumped = planCashOut({ ...plan, fee: { rate: 1_000n, replaces: { fee, vsize } } });
    expect(
      refusal(() => chain.accept(signed(planCashOut({ ...plan, fee: { rate: 1_500n } }).unsigned, coins))),
    ).toMatch(/insufficient fee/);
    chain.accept(signed(bumped.unsigned, coins));
    expect(chain.mempool().map(({ txid }) => txid)).toEqual([id(bumped.unsigned.tx)]);
  });

  test('carries others, who pay for it, and all confirm in one block', () => {
    const parent = planCashOut({ ...plan, fee: { rate: 3_000n } });
    chain.accept(signed(parent.unsigned, coins));
    const { fee, vsize } = parent.unsigned;
    const child = planCashOut({
      ...facts,
      form,
      coins: [{ coin: parent.change!, claims: [third(parent.change!.value)] }],
      fee: { rate: 9_000n, parents: { fee, vsize } },
    });
    chain.accept(signed(child.unsigned, [parent.change!]));
    chain.mine(1, NOBODY);
    expect(chain.mempool()).toEqual([]);
    expect(chain.locate(id(child.unsigned.tx))?.blockId).toBe(chain.tip.id);
    const sweep = planSweep({ ...facts, locked: [parent.locked, child.locked], to: NOBODY });
    const swept = sign(sweep, [OWNER_SECRET, OWNER_SECRET], AUX);
    expect(refusal(() => chain.accept(swept))).toMatch(/non-BIP68-final/);
    chain.mine(142, NOBODY);
    expect(refusal(() => chain.accept(swept))).toMatch(/non-BIP68-final/);
    chain.mine(1, NOBODY);
    expect(refusal(() => chain.accept(swept))).toBe('accepted');
    // The network's branch never expires: it could replace the sweep even now, so the program must not sign.
    const { remedies } = planRemedies({
      ...facts,
      items: [{ locked: child.locked, defended: [part(0n, child.locked.claimed)] }],
      fee: { rate: 20_000n },
    });
    expect(refusal(() => chain.accept(signed(remedies[0]!.unsigned, [child.locked])))).toBe('accepted');
    expect(chain.mempool().map(({ txid }) => txid)).toEqual([id(remedies[0]!.unsigned.tx)]);
  });
});

test('a series of cash-outs from one deposit is relayed as a chain, and a remedy takes all of it back', () => {
  const { chain, coins } = chainWith(['p2tr']);
  const claims = Array.from({ length: 30 }, (_, i) => part(BigInt(i) * 100_000_000n, 90_000_000n));
  const { cashOuts } = planCashOuts({ ...facts, coins: [{ coin: coins[0]!, claims }] });
  let held: readonly NetworkCoin[] = coins;
  for (const { unsigned, change } of cashOuts) {
    chain.accept(signed(unsigned, held));
    held = [change!];
  }
  const items = cashOuts.map(({ locked }) => ({ locked, defended: [part(0n, locked.claimed)] }));
  const {
    remedies: [remedy, ...more],
    left,
  } = planRemedies({ ...facts, items });
  expect([more, left]).toEqual([[], []]);
  chain.accept(
    signed(
      remedy!.unsigned,
      items.map(({ locked }) => locked),
    ),
  );
  chain.mine(1, NOBODY);
  expect(chain.mempool()).toEqual([]);
  expect(chain.coin({ txid: id(remedy!.unsigned.tx), index: 0 }, false)?.value).toBe(remedy!.coin.value);
  // What came back is a coin like any other.
  const { coin } = remedy!;
  const payment = planPayment({
    ...facts,
    coins: [{ coin, claims: [part(0n, coin.value)] }],
    payments: [],
    rest: NOBODY,
  });
  expect(refusal(() => chain.accept(signed(payment.unsigned, [coin])))).toBe('accepted');
});

test('a rest of a few satoshi is not in the way: what fills it up is relayed', () => {
  const { chain, coins } = chainWith(['p2wpkh']);
  const [coin] = coins;
  const dusty = planCashOut({ ...facts, coins: [{ coin: coin!, claims: [part(7n, coin!.value - 7n)] }] });
  expect(refusal(() => chain.accept(signed(dusty.unsigned, coins)))).toBe('accepted');
});
