import type { BenchOptions, Figure } from './figure.ts';
import { figures as durable } from './offline/durable.ts';
import { figures as enclave } from './offline/enclave.ts';

/** The offline rail: time in the enclave, and payments that survive a crash. Gas is in `vault.ts`. */
export async function figures(options: BenchOptions): Promise<readonly Figure[]> {
  return [...(await enclave(options)), ...(await durable(options))];
}
