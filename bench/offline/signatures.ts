import { availableParallelism } from 'node:os';
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

const SECONDS = 1;

/** Payments a second whose signatures all cores of this machine together can make and verify, when they do nothing else. */
export async function paymentsBound(): Promise<number> {
  const counts = await Promise.all(
    Array.from(
      { length: availableParallelism() },
      () =>
        new Promise<number>((resolve, reject) => {
          const worker = new Worker(fileURLToPath(import.meta.url), { execArgv: process.execArgv });
          worker.once('message', resolve).once('error', reject);
        }),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

if (!isMainThread) {
  for (let warm = 0; warm < 500; warm++) signatures(PAYMENT.made, PAYMENT.verified);
  const start = performance.now();
  let payments = 0;
  for (; performance.now() - start < SECONDS * 1_000; payments++) signatures(PAYMENT.made, PAYMENT.verified);
  parentPort?.postMessage((payments * 1_000) / (performance.now() - start));
}
