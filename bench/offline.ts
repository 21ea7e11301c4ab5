import { keccak256 } from '@coffer/crypto/hash';
import { recover, sign } from '@coffer/crypto/secp256k1';
import { secretOf } from '@coffer/offline/testing/world';
import type { BenchOptions, Figure } from './figure.ts';
import { median, microseconds, significant } from './measure.ts';
import { type Made, type Wallet, World } from './offline/world.ts';

/**
 * The offline rail's enclave: the production bundle, in its sandbox, as a wallet asks it, from the request's first byte to
 * the answer's last. References are the paper's (§VI, Fig. 3: P1 to P5), which count the time inside SGX only.
 */

/** Payments between two settlements of the books: a payee takes 64 unsettled ones of one payer. */
const ROUND = 50;
/** Rounds before anything is timed: the enclave's code is compiled while it runs. */
const WARM = 6;

/** Time of one signature made, and of one verified, in ms. */
export interface Signatures {
  readonly made: number;
  readonly verified: number;
}

/** What signatures cost on this machine, in the same library and on the same kind of thread as in the enclave. */
export function signatures(options: BenchOptions): Signatures {
  const key = secretOf('bench');
  const digest = keccak256(key);
  const signature = sign(key, digest);
  return {
    made: microseconds(() => sign(key, digest), options) / 1000,
    verified: microseconds(() => recover(signature, digest), options) / 1000,
  };
}

/** Ms so far, of which differences are taken. */
type Clock = () => number;

/** The time that these spent inside. */
function within(...wallets: readonly Wallet[]): Clock {
  return () => wallets.reduce((sum, { enclave }) => sum + (enclave.spent ?? 0), 0);
}

async function timed(clock: Clock, work: () => Promise<unknown>): Promise<number> {
  const start = clock();
  await work();
  return clock() - start;
}

/** Brings everything unsettled of both to the chain and back into their books. */
async function settle(world: World, wallets: readonly Wallet[], made: readonly Made[]): Promise<void> {
  for (const { message } of made) world.chain.settle(message);
  world.chain.pass(0);
  for (const wallet of wallets) await wallet.ask(await wallet.finalizeRequest(), 'finalized');
}

/** Times of whole payments between two enclaves that know each other. */
export async function payments(
  world: World,
  [payer, payee]: readonly [Wallet, Wallet],
  clock: Clock,
  runs: number,
): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < WARM || times.length < runs; round++) {
    const made: Made[] = [];
    for (let i = 0; i < ROUND; i++) {
      const time = await timed(clock, async () => {
        const reply = await payer.transfer(payee, 10n ** 12n);
        made.push(reply);
        await payer.finish(reply.message, payee);
      });
      if (round >= WARM) times.push(time);
    }
    await settle(world, [payer, payee], made);
  }
  return times;
}

/** Figures of the enclave, with nothing but its store in memory. */
export async function figures(options: BenchOptions): Promise<readonly Figure[]> {
  const { made, verified } = signatures(options);
  const world = await World.open();
  try {
    const pair = (await world.wallets(2, 10n ** 18n, 'inside')) as [Wallet, Wallet];
    const pay = median(await payments(world, pair, within(...pair), options.runs));
    const apart = (await world.wallets(2, 10n ** 18n, 'memory')) as [Wallet, Wallet];
    const process = median(await payments(world, apart, () => performance.now(), options.runs));
    console.log({ process });
    return [
      {
        name: 'offline.enclave.pay_ms',
        value: significant(pay),
        unit: 'ms',
        reference: 32,
        bound: significant(2 * made + 2 * verified),
        goal: significant(Math.min(32 / 20, 2 * (2 * made + 2 * verified))),
      },
    ];
  } finally {
    await world.close();
  }
}
