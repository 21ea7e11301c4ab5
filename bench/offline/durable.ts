import type { Store } from '@coffer/enclave/host/store';
import type { BenchOptions, Figure } from '../figure.ts';
import { median, significant } from '../measure.ts';
import { pay } from './enclave.ts';
import { startBoundMeter } from './signatures.ts';
import { type Wallet, World } from './world.ts';

/** Payments between sandboxed enclave processes, their journals on this machine's disk. */

const ETHER = 10n ** 18n;
const SMALL = 10n ** 12n;
/** Payers, and as many payees. */
const PARTIES = 32;
/** Payments of each payer in a round, to one payee after the other. */
const EACH = 96;
/** Payments of each payer that are under way at a time: the next is made while the last is acknowledged. */
const LANES = 64;
const ROUNDS = 5;
/** Untimed rounds: everybody meets everybody for the first time, in code that is not compiled yet. */
const WARM_ROUNDS = 5;

/** One payment after the other between two wallets. */
async function latency({ runs }: BenchOptions): Promise<readonly Figure[]> {
  const world = await World.open();
  let syncs = 0;
  const counted = (store: Store): Store => ({
    ...store,
    append: (offset, bytes) => {
      syncs += 1;
      return store.append(offset, bytes);
    },
  });
  try {
    const pair = (await world.wallets(2, ETHER, 'disk', counted)) as [Wallet, Wallet];
    const clock = (): number => performance.now();
    const series = await pay(world, pair, { clock, runs, warm: 100 });
    const before = syncs;
    const { message } = await pair[0].transfer(pair[1], SMALL);
    await pair[0].finish(message, pair[1]);
    return [
      // Appends to the journals: each is synced, and waits for the one before it. The counters' files are synced beside
      // them, and no answer waits for that.
      { name: 'offline.pay_durable_fsyncs', value: syncs - before, unit: 'fsyncs', goal: 3 },
      { name: 'offline.pay_durable_ms', value: significant(median(series.times)), unit: 'ms' },
    ];
  } finally {
    await world.close();
  }
}

/** All pay all, several payments of each under way at once, so that what arrives together shares a batch and a sync. */
async function round(payers: readonly Wallet[], payees: readonly Wallet[]): Promise<number> {
  let paid = 0;
  const lane = async (payer: Wallet, at: number, first: number): Promise<void> => {
    for (let i = first; i < EACH; i += LANES) {
      const payee = payees[(at + i) % PARTIES]!;
      const { message } = await payer.transfer(payee, SMALL);
      await payer.finish(message, payee);
      paid += 1;
    }
  };
  await Promise.all(
    payers.flatMap((payer, at) => Array.from({ length: LANES }, (_, first) => lane(payer, at, first))),
  );
  return paid;
}

async function throughput(): Promise<readonly Figure[]> {
  // All rounds fit a payee's books: nobody settles in between. The default is 256.
  const world = await World.open({ maxUnsettled: 1_024 });
  try {
    const wallets = await world.wallets(2 * PARTIES, ETHER, 'disk');
    const payers = wallets.slice(0, PARTIES);
    const payees = wallets.slice(PARTIES);
    // One for every enclave.
    const meter = startBoundMeter(2 * PARTIES);
    await meter.measure();
    const rates: number[] = [];
    const shares: number[] = [];
    for (let i = 0; i < WARM_ROUNDS + ROUNDS; i++) {
      const before = await meter.measure();
      const start = performance.now();
      const paid = await round(payers, payees);
      const rate = (paid * 1_000) / (performance.now() - start);
      const bound = (before + (await meter.measure())) / 2;
      if (i < WARM_ROUNDS) continue;
      rates.push(rate);
      shares.push(rate / bound);
    }
    await meter.stop();
    const rate = median(rates);
    const share = median(shares);
    return [
      {
        name: 'offline.payments_per_s',
        value: significant(rate),
        unit: '1/s',
        bound: significant(rate / share),
        better: 'higher',
      },
      {
        name: 'offline.payments_of_bound',
        value: significant(share),
        unit: 'ratio',
        goal: 0.5,
        better: 'higher',
      },
    ];
  } finally {
    await world.close();
  }
}

/** `offline.pay_durable_*`, `offline.payments_*`. */
export async function figures(options: BenchOptions): Promise<readonly Figure[]> {
  return [...(await latency(options)), ...(await throughput())];
}
