import type { Wei } from '@coffer/core/amount';
import { accountSlots } from '@coffer/offline/enclave/storage';
import { secretOf } from '@coffer/offline/testing/world';
import type { BenchOptions, Figure } from '../figure.ts';
import { median, significant } from '../measure.ts';
import { PAYMENT, signatures } from './signatures.ts';
import { type Made, type Wallet, World } from './world.ts';

/**
 * The time inside the enclave (`inside.ts`) for the paper's operations P1 to P5 (§VI, Fig. 3), with nothing but the store
 * in memory. The bound of each is taken between its runs, so that a busy machine slows both alike.
 */

/** Payments between two settlements of the books: a payee takes 64 unsettled ones of one payer. */
const ROUND = 50;
/** Untimed runs of everything: an enclave's code is compiled while it runs. */
const WARM = 300;

/** Standing of a closed account, as the vault's storage has it. */
const CLOSED = 3;
const ETHER = 10n ** 18n;
const SMALL = 10n ** 12n;

/** Time so far, in ms, of which differences are taken. */
export type Clock = () => number;

/** The time that these spent inside. */
function within(...wallets: readonly Wallet[]): Clock {
  return () => wallets.reduce((sum, { enclave }) => sum + (enclave.spent ?? 0), 0);
}

/** Runs of one operation beside runs of its signatures alone. */
export class Series {
  readonly times: number[] = [];
  readonly bounds: number[] = [];
  readonly #signatures: { readonly made: number; readonly verified: number };
  #warm: number;

  constructor(signatures: { readonly made: number; readonly verified: number }, warm: number) {
    this.#signatures = signatures;
    this.#warm = warm;
  }

  async run<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
    const start = clock();
    const result = await work();
    const time = clock() - start;
    const bound = signatures(this.#signatures.made, this.#signatures.verified);
    if (this.#warm > 0) this.#warm -= 1;
    else {
      this.times.push(time);
      this.bounds.push(bound);
    }
    return result;
  }

  figure(name: string, reference: number, goal: (bound: number) => number): Figure {
    const bound = median(this.bounds);
    return {
      name: `offline.enclave.${name}_ms`,
      value: significant(median(this.times)),
      unit: 'ms',
      reference,
      bound: significant(bound),
      goal: significant(goal(bound)),
    };
  }
}

/** Whole payments: the payer makes one, the payee verifies and acknowledges it, the payer books that. */
export async function pay(
  world: World,
  [payer, payee]: readonly [Wallet, Wallet],
  { clock, runs, warm = WARM }: { readonly clock: Clock; readonly runs: number; readonly warm?: number },
): Promise<Series> {
  const series = new Series(PAYMENT, warm);
  while (series.times.length < runs) {
    const made: Made[] = [];
    for (let i = 0; i < ROUND; i++) {
      await series.run(clock, async () => {
        const reply = await payer.transfer(payee, SMALL);
        made.push(reply);
        await payer.finish(reply.message, payee);
      });
    }
    await world.settle([payer, payee], made);
  }
  return series;
}

/** P3, at the payee, for whom it is more work: three payments go to the chain, and come back proved by their receipts. */
async function upload(
  world: World,
  [payer, payee]: readonly [Wallet, Wallet],
  runs: number,
): Promise<Series> {
  const series = new Series({ made: 0, verified: 1 }, WARM / 3);
  while (series.times.length < runs) {
    const made: Made[] = [];
    for (let i = 0; i < 3; i++) {
      const reply = await payer.transfer(payee, SMALL);
      made.push(reply);
      await payer.finish(reply.message, payee);
    }
    for (const { message } of made) world.chain.settle(message);
    world.chain.pass(0);
    const request = await payee.finalizeRequest();
    await series.run(within(payee), async () => {
      await payee.ask({ type: 'onchainUpdate' }, 'settlement');
      await payee.ask(request, 'finalized');
    });
    await payer.ask(await payer.finalizeRequest(), 'finalized');
  }
  return series;
}

/** P4, both ways together: a recharge is proved and booked, and a withdrawal is signed. */
async function exchange(world: World, wallet: Wallet, runs: number): Promise<Series> {
  const series = new Series({ made: 1, verified: 1 }, WARM / 3);
  const to = secretOf('recipient').subarray(0, 20);
  while (series.times.length < runs) {
    world.chain.deposit(wallet.account, SMALL);
    world.chain.pass(0);
    const evidence = world.chain.evidence(accountSlots(wallet.account));
    const { withdrawal } = await series.run(within(wallet), async () => {
      await wallet.deposit(evidence);
      return wallet.ask({ type: 'withdraw', amount: SMALL as Wei, to }, 'withdrawal');
    });
    world.chain.use(wallet.account, withdrawal.serial);
    world.chain.standing(wallet.account).balance -= SMALL;
    world.chain.pass(0);
    await wallet.ask(await wallet.finalizeRequest(), 'finalized');
  }
  return series;
}

/** P1 and P5: an account begins and ends in one enclave, again and again. */
async function lives(world: World, wallet: Wallet, runs: number): Promise<readonly [Series, Series]> {
  const init = new Series({ made: 2, verified: 1 }, WARM / 3);
  const logout = new Series({ made: 1, verified: 0 }, WARM / 3);
  const to = secretOf('recipient').subarray(0, 20);
  while (init.times.length < runs) {
    const request = wallet.initRequest();
    await init.run(within(wallet), () => wallet.init(request));
    world.chain.deposit(wallet.account, SMALL);
    world.chain.pass(0);
    await wallet.deposit();
    await logout.run(within(wallet), () => wallet.ask({ type: 'logout', to }, 'cancellation'));
    const standing = world.chain.standing(wallet.account);
    Object.assign(standing, { status: CLOSED, balance: 0n });
    world.chain.pass(0);
    const evidence = world.chain.evidence(accountSlots(wallet.account));
    await wallet.ask({ type: 'clean', evidence }, 'done');
    // An account that never was takes no room in the next proofs.
    Object.assign(standing, { status: 0, depositTotal: 0n, recovery: new Uint8Array(20) });
    world.chain.pass(0);
  }
  return [init, logout];
}

/** `offline.enclave.*`. */
export async function figures({ runs }: BenchOptions): Promise<readonly Figure[]> {
  const world = await World.open();
  try {
    const pair = (await world.wallets(2, ETHER, 'inside')) as [Wallet, Wallet];
    const paid = await pay(world, pair, { clock: within(...pair), runs });
    const uploaded = await upload(world, pair, runs);
    const exchanged = await exchange(world, pair[0], runs);
    const [begun, ended] = await lives(world, await world.launch('inside'), runs);
    return [
      begun.figure('init', 46, () => 3),
      // Twice the signatures, and twenty times faster than the paper.
      paid.figure('pay', 32, (bound) => Math.min(2 * bound, 32 / 20)),
      uploaded.figure('upload3', 50, () => 3),
      exchanged.figure('exchange', 37, () => 3),
      ended.figure('logout', 55, () => 3),
    ];
  } finally {
    await world.close();
  }
}
