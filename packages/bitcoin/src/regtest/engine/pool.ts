import type { Id } from '../../encoding/bytes.ts';
import type { TxRecord } from './record.ts';
import type { Coin } from './types.ts';

/** Unconfirmed transactions and how they hang together. What may come in is `accept.ts`. */

/** An unconfirmed transaction. */
export interface PoolEntry {
  readonly record: TxRecord;
  readonly fee: bigint;
  /** Virtual bytes, with signature checks weighed in. */
  readonly vsize: number;
  readonly sigOpCost: number;
  readonly time: number;
  readonly height: number;
  readonly parents: ReadonlySet<PoolEntry>;
  readonly children: Set<PoolEntry>;
}

/** Whether a transaction says that it may be replaced (BIP125). */
function signals({ record }: PoolEntry): boolean {
  return record.tx.inputs.some(({ sequence }) => sequence <= 0xffff_fffd);
}

/** Whether it or an unconfirmed ancestor says so. */
export function isReplaceable(entry: PoolEntry): boolean {
  return signals(entry) || [...relativesOf(entry.parents, 'parents')].some(signals);
}

/** These and all above or below them. */
export function relativesOf(from: Iterable<PoolEntry>, side: 'parents' | 'children'): Set<PoolEntry> {
  const found = new Set(from);
  // A set that grows while it is walked is walked to its new end.
  for (const entry of found) for (const next of entry[side]) found.add(next);
  return found;
}

/** Virtual bytes of several together. */
export function sizeOf(entries: Iterable<PoolEntry>): number {
  let size = 0;
  for (const { vsize } of entries) size += vsize;
  return size;
}

/** Fees of several together. */
export function feesOf(entries: Iterable<PoolEntry>): bigint {
  let fees = 0n;
  for (const { fee } of entries) fees += fee;
  return fees;
}

/** All unconfirmed transactions. */
export class Pool {
  readonly #entries = new Map<Id, PoolEntry>();
  readonly #spends = new Map<string, PoolEntry>();
  #vsize = 0;
  #fees = 0n;

  get count(): number {
    return this.#entries.size;
  }

  get vsize(): number {
    return this.#vsize;
  }

  get fees(): bigint {
    return this.#fees;
  }

  get(txid: Id): PoolEntry | undefined {
    return this.#entries.get(txid);
  }

  /** Oldest first; parents before children. */
  all(): Iterable<PoolEntry> {
    return this.#entries.values();
  }

  spender(key: string): PoolEntry | undefined {
    return this.#spends.get(key);
  }

  /** The output of an unconfirmed transaction, whether it is spent or not. */
  output(txid: Id, index: number): Coin | undefined {
    const output = this.#entries.get(txid)?.record.tx.outputs[index];
    if (output === undefined) return undefined;
    return { outpoint: { txid, index }, ...output, height: undefined, coinbase: false };
  }

  add(entry: PoolEntry): void {
    const { txid, spends } = entry.record;
    this.#entries.set(txid, entry);
    for (const key of spends) this.#spends.set(key, entry);
    for (const parent of entry.parents) parent.children.add(entry);
    this.#vsize += entry.vsize;
    this.#fees += entry.fee;
  }

  /** Takes one out; those that spend it are the caller's business, unless its outputs are confirmed now. */
  remove(entry: PoolEntry): void {
    const { txid, spends } = entry.record;
    if (this.#entries.get(txid) !== entry) return;
    this.#entries.delete(txid);
    for (const key of spends) this.#spends.delete(key);
    for (const parent of entry.parents) parent.children.delete(entry);
    for (const child of entry.children) (child.parents as Set<PoolEntry>).delete(entry);
    this.#vsize -= entry.vsize;
    this.#fees -= entry.fee;
  }

  /** Takes one out with all that depends on it. Gives them all, parents first. */
  removeWithDescendants(entry: PoolEntry): PoolEntry[] {
    const gone = [...relativesOf([entry], 'children')];
    for (const each of gone) this.remove(each);
    return gone;
  }

  /** The unconfirmed transactions whose outputs a transaction spends. */
  parentsOf({ spends }: TxRecord): Set<PoolEntry> {
    const parents = new Set<PoolEntry>();
    for (const key of spends) {
      const parent = this.#entries.get(key.slice(0, 64));
      if (parent !== undefined) parents.add(parent);
    }
    return parents;
  }

  /** Takes all out. Gives them, oldest first. */
  clear(): PoolEntry[] {
    const all = [...this.#entries.values()];
    this.#entries.clear();
    this.#spends.clear();
    this.#vsize = 0;
    this.#fees = 0n;
    return all;
  }
}
