import { figures as chain } from './bitcoin/chain.ts';
import { figures as regtest } from './bitcoin/regtest.ts';
import { figures as transactions } from './bitcoin/transactions.ts';
import type { BenchOptions, Figure } from './figure.ts';

/** The Bitcoin package: what an enclave checks, what its transactions weigh, and the embedded chain. */
export async function figures(options: BenchOptions): Promise<readonly Figure[]> {
  return [...chain(options), ...transactions(), ...(await regtest(options))];
}
