import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { keccak256 } from '@coffer/crypto/hash';
import { recover, sign } from '@coffer/crypto/secp256k1';
import { secretOf } from '@coffer/offline/testing/world';

/** What cannot be gone below: the signatures alone, by the library that the enclave uses. */

const key = secretOf('bench');
const digest = keccak256(key);
const signature = sign(key, digest);

/** Makes and verifies so many signatures, and nothing else. @returns ms */
export function signatures(made: number, verified: number): number {
  const start = performance.now();
  for (let i = 0; i < made; i++) sign(key, digest);
  for (let i = 0; i < verified; i++) recover(signature, digest);
  return performance.now() - start;
}

/**
 * Signatures of a payment between wallets that know each other's certificates: the payer makes one and the payee verifies
 * it; the payee makes the acknowledgement and the payer verifies it.
 */
export const PAYMENT = { made: 2, verified: 2 } as const;

const MS = 1_000;

/** Threads that make and verify the signatures of payments, and nothing else. */
export interface BoundMeter {
  /** Payments a second whose signatures all cores together can make and verify. */
  readonly measure: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/**
 * @param threads as many as the processes that the figure is compared with, so that a machine that others use as well gives
 * both the same share of itself; more than cores changes nothing on a machine that nobody else uses
 */
export function startBoundMeter(threads: number): BoundMeter {
  const workers = Array.from(
    { length: threads },
    () => new Worker(fileURLToPath(import.meta.url), { execArgv: process.execArgv }),
  );
  const one = (worker: Worker): Promise<number> =>
    new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', (count: number) => {
        worker.off('error', reject);
        resolve(count);
      });
      worker.postMessage('measure');
    });
  return {
    measure: async () => {
      const counts = await Promise.all(workers.map(one));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

if (!isMainThread) {
  for (let warm = 0; warm < 100; warm++) signatures(PAYMENT.made, PAYMENT.verified);
  parentPort?.on('message', () => {
    const start = performance.now();
    let payments = 0;
    for (; performance.now() - start < MS; payments++) signatures(PAYMENT.made, PAYMENT.verified);
    parentPort?.postMessage((payments * 1_000) / (performance.now() - start));
  });
}
