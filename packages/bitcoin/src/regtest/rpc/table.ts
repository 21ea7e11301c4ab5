import type { Method } from './method.ts';
import { BLOCKS } from './methods/blocks.ts';
import { DEV } from './methods/dev.ts';
import { MEMPOOL } from './methods/mempool.ts';
import { MINING } from './methods/mining.ts';
import { NETWORK } from './methods/network.ts';
import { PROOFS } from './methods/proofs.ts';
import { TRANSACTIONS } from './methods/transactions.ts';
import { utilityMethods } from './methods/utility.ts';

const table = new Map<string, Method>();

/** Every method by its name, in the order of help. */
export const METHODS: ReadonlyMap<string, Method> = table;

for (const methods of [BLOCKS, TRANSACTIONS, PROOFS, MEMPOOL, MINING, NETWORK, utilityMethods(table), DEV]) {
  for (const method of methods) table.set(method.name, method);
}
