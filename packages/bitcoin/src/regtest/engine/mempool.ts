import type { Sat } from '@coffer/core/amount';
import type { Id } from '../../encoding/bytes.ts';
import { type Arrival, type Candidate, judge, rateOf } from './accept.ts';
import type { Chain, Change } from './chain.ts';
import { RegtestReject } from './error.ts';
import { feesOf, isReplaceable, Pool, type PoolEntry, relativesOf, sizeOf } from './pool.ts';
import type { TxRecord } from './record.ts';
import type { Accepted, MempoolEntry, MempoolInfo, Policy, TxEvent } from './types.ts';

/** The mempool beside its chain: what comes in, what goes when blocks come and go, and what goes when it is full. */

/** Why a transaction left. */
type Why = Extract<TxEvent, { type: 'removed' }>['why'];

/** A full mempool is emptied down to this share of its size, so that not every newcomer pays for it. */
const FULL_PERCENT = 95;

/** Unconfirmed transactions under the rules of relay. */
export class Mempool {
  readonly pool = new Pool();
  readonly #chain: Chain;
  readonly #policy: Policy;
  readonly #tell: (event: TxEvent) => void;
  #floor = 0n;
  /** No transaction came before. */
  #oldest = Number.POSITIVE_INFINITY;

  constructor(chain: Chain, policy: Policy, tell: (event: TxEvent) => void) {
    this.#chain = chain;
    this.#policy = policy;
    this.#tell = tell;
  }

  /** @throws RegtestReject */
  accept(record: TxRecord, arrival: Arrival, test: boolean, maxFeeRate?: Sat): Accepted {
    if (!test) this.#expire(arrival.time);
    let candidate = this.#judge(record, arrival, maxFeeRate);
    if (!test && this.pool.vsize + candidate.entry.vsize > this.#policy.maxPoolSize) {
      this.#trim();
      // What it builds on may be gone now.
      candidate = this.#judge(record, arrival, maxFeeRate);
    }
    const { entry, replaced } = candidate;
    if (!test) {
      for (const other of replaced) this.#remove(other, 'replaced');
      this.#add(entry);
    }
    return {
      txid: record.txid,
      wtxid: record.wtxid,
      vsize: entry.vsize,
      fee: entry.fee as Sat,
      feeRate: rateOf(entry.fee, entry.vsize) as Sat,
      replaced: replaced.map((other) => other.record.txid),
    };
  }

  #judge(record: TxRecord, arrival: Arrival, maxFeeRate?: Sat): Candidate {
    const rules = { chain: this.#chain, pool: this.pool, policy: this.#policy, floor: this.#floor };
    return judge(record, maxFeeRate === undefined ? rules : { ...rules, maxFeeRate }, arrival);
  }

  #add(entry: PoolEntry): void {
    this.pool.add(entry);
    this.#oldest = Math.min(this.#oldest, entry.time);
    this.#tell({ type: 'added', txid: entry.record.txid, tx: entry.record.tx });
  }

  #remove(entry: PoolEntry, why: Why): void {
    this.pool.remove(entry);
    this.#tell({ type: 'removed', txid: entry.record.txid, tx: entry.record.tx, why });
  }

  /** Follows the main chain. @param now the time at which transactions of blocks that left come back */
  follow({ disconnected, connected }: Change, now: number): void {
    if (disconnected.length > 0) this.#rebuild(disconnected, now);
    else for (const node of connected) this.#confirm(node.records);
  }

  #confirm(records: readonly TxRecord[]): void {
    if (this.pool.count === 0) return;
    for (const { txid, spends } of records) {
      const same = this.pool.get(txid);
      if (same !== undefined) this.#remove(same, 'block');
      for (const key of spends) {
        const other = this.pool.spender(key);
        if (other === undefined) continue;
        for (const gone of relativesOf([other], 'children')) this.#remove(gone, 'conflict');
      }
    }
    if (this.pool.vsize < this.#policy.maxPoolSize / 2) this.#floor = 0n;
  }

  /** After a reorganisation everything is judged anew: what the blocks that left held first, as others may build on it. */
  #rebuild(disconnected: Change['disconnected'], now: number): void {
    const before = this.pool.clear();
    const arrival = { time: now, height: this.#chain.tip.height };
    this.#oldest = Number.POSITIVE_INFINITY;
    const again = [...disconnected]
      .sort((a, b) => a.height - b.height)
      .flatMap(({ records }) => records.slice(1).map((record) => ({ record, ...arrival })));
    const kept = new Set<Id>(before.map(({ record }) => record.txid));
    for (const { record, time, height } of [...again, ...before]) {
      if (this.#chain.place(record.txid) !== undefined) continue;
      try {
        const { entry } = this.#judge(record, { time, height });
        this.pool.add(entry);
        this.#oldest = Math.min(this.#oldest, time);
        if (!kept.has(record.txid)) this.#tell({ type: 'added', txid: record.txid, tx: record.tx });
      } catch (error) {
        if (!(error instanceof RegtestReject)) throw error;
      }
    }
    for (const { record } of before) {
      if (this.pool.get(record.txid) !== undefined) continue;
      const why = this.#chain.place(record.txid) === undefined ? 'reorganised' : 'block';
      this.#tell({ type: 'removed', txid: record.txid, tx: record.tx, why });
    }
  }

  /** Makes room: whatever earns least, with all that depends on it, goes first. Later ones must pay more than it did. */
  #trim(): void {
    const score = (entry: PoolEntry) => {
      const all = relativesOf([entry], 'children');
      const [own, together] = [rateOf(entry.fee, entry.vsize), rateOf(feesOf(all), sizeOf(all))];
      return own > together ? own : together;
    };
    const scored = [...this.pool.all()].map((entry) => ({ entry, rate: score(entry) }));
    scored.sort((a, b) => (a.rate < b.rate ? -1 : a.rate > b.rate ? 1 : 0));
    const most = (this.#policy.maxPoolSize * FULL_PERCENT) / 100;
    for (const { entry, rate } of scored) {
      if (this.pool.vsize <= most) return;
      if (this.pool.get(entry.record.txid) !== entry) continue;
      for (const gone of relativesOf([entry], 'children')) this.#remove(gone, 'evicted');
      const floor = rate + this.#policy.incrementalFee;
      if (floor > this.#floor) this.#floor = floor;
    }
  }

  #expire(now: number): void {
    const { expiry } = this.#policy;
    if (this.#oldest + expiry >= now) return;
    this.#oldest = Number.POSITIVE_INFINITY;
    for (const entry of [...this.pool.all()]) {
      if (this.pool.get(entry.record.txid) !== entry) continue;
      if (entry.time + expiry >= now) this.#oldest = Math.min(this.#oldest, entry.time);
      else for (const gone of relativesOf([entry], 'children')) this.#remove(gone, 'expired');
    }
  }

  info(): MempoolInfo {
    const { minRelayFee } = this.#policy;
    return {
      count: this.pool.count,
      vsize: this.pool.vsize,
      fees: this.pool.fees as Sat,
      minFee: (this.#floor > minRelayFee ? this.#floor : minRelayFee) as Sat,
    };
  }
}

/** An entry as it is shown. */
export function viewOf(entry: PoolEntry): MempoolEntry {
  const { record, fee, vsize, time, height } = entry;
  const ancestors = relativesOf([entry], 'parents');
  const descendants = relativesOf([entry], 'children');
  const ids = (entries: Iterable<PoolEntry>) => Array.from(entries, (each) => each.record.txid);
  return {
    tx: record.tx,
    txid: record.txid,
    wtxid: record.wtxid,
    fee: fee as Sat,
    vsize,
    weight: record.weight,
    time,
    height,
    ancestorCount: ancestors.size,
    ancestorSize: sizeOf(ancestors),
    ancestorFees: feesOf(ancestors) as Sat,
    descendantCount: descendants.size,
    descendantSize: sizeOf(descendants),
    descendantFees: feesOf(descendants) as Sat,
    depends: ids(entry.parents),
    spentBy: ids(entry.children),
    replaceable: isReplaceable(entry),
  };
}
