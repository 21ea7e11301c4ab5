import { MAX_BLOCK_SIGOP_COST, MAX_BLOCK_WEIGHT } from './check.ts';
import { feesOf, type Pool, type PoolEntry, relativesOf, sizeOf } from './pool.ts';
import type { TxRecord } from './record.ts';

/** Which transactions a block takes: the packages (a transaction with its unconfirmed ancestors) that pay best, first. */

/** Left for the header and the coinbase. */
const RESERVED_WEIGHT = 8_000;
const RESERVED_SIGOP_COST = 400;

interface Package {
  readonly entry: PoolEntry;
  readonly fee: bigint;
  readonly size: bigint;
  /** Place in the order of arrival, which decides between equals. */
  readonly order: number;
}

function isBetter(a: Package, b: Package): boolean {
  const difference = a.fee * b.size - b.fee * a.size;
  return difference === 0n ? a.order < b.order : difference > 0n;
}

/** A heap with the best package on top. */
class Heap {
  readonly #items: Package[] = [];

  push(item: Package): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBetter(item, items[above]!)) break;
      items[at] = items[above]!;
      at = above;
    }
    items[at] = item;
  }

  pop(): Package | undefined {
    const items = this.#items;
    const top = items[0];
    const item = items.pop();
    if (items.length === 0 || item === undefined) return top;
    let at = 0;
    for (let below = 1; below < items.length; below = 2 * at + 1) {
      if (below + 1 < items.length && isBetter(items[below + 1]!, items[below]!)) below += 1;
      if (!isBetter(items[below]!, item)) break;
      items[at] = items[below]!;
      at = below;
    }
    items[at] = item;
    return top;
  }
}

/** The transactions for the next block, parents before children, and their fees. */
export function selectTransactions(pool: Pool): { readonly records: TxRecord[]; readonly fees: bigint } {
  const chosen = new Set<PoolEntry>();
  const orders = new Map([...pool.all()].map((entry, order) => [entry, order]));
  const missing = (entry: PoolEntry) =>
    [...relativesOf([entry], 'parents')].filter((each) => !chosen.has(each));
  const heap = new Heap();
  // Only the newest package of an entry counts; older ones are passed over when they come up.
  const newest = new Map<PoolEntry, Package>();
  const offer = (entry: PoolEntry) => {
    const entries = missing(entry);
    const item = { entry, fee: feesOf(entries), size: BigInt(sizeOf(entries)), order: orders.get(entry)! };
    newest.set(entry, item);
    heap.push(item);
  };
  for (const entry of orders.keys()) offer(entry);
  let weight = RESERVED_WEIGHT;
  let cost = RESERVED_SIGOP_COST;
  for (let item = heap.pop(); item !== undefined; item = heap.pop()) {
    if (newest.get(item.entry) !== item || chosen.has(item.entry)) continue;
    const entries = missing(item.entry);
    const more = entries.reduce((sum, { record }) => sum + record.weight, 0);
    const moreCost = entries.reduce((sum, { sigOpCost }) => sum + sigOpCost, 0);
    if (weight + more > MAX_BLOCK_WEIGHT || cost + moreCost > MAX_BLOCK_SIGOP_COST) continue;
    weight += more;
    cost += moreCost;
    // The order of arrival has parents before children.
    entries.sort((a, b) => orders.get(a)! - orders.get(b)!);
    for (const entry of entries) chosen.add(entry);
    for (const entry of relativesOf(entries, 'children')) if (!chosen.has(entry)) offer(entry);
  }
  return { records: [...chosen].map(({ record }) => record), fees: feesOf(chosen) };
}
