import type { Sat } from '@coffer/core/amount';
import { BitcoinError } from '../../encoding/error.ts';
import { isCoinbase, type Tx } from '../../transaction/transaction.ts';
import type { Chain } from './chain.ts';
import { checkTx } from './check.ts';
import { checkInputs } from './connect.ts';
import { RegtestReject } from './error.ts';
import { isFinal, relativeLocksPassed } from './locks.ts';
import { feesOf, isReplaceable, type Pool, type PoolEntry, relativesOf, sizeOf } from './pool.ts';
import { coinKey, recordOf, type TxRecord } from './record.ts';
import { sigOpCost } from './script.ts';
import { checkSpending, checkStandard, MAX_STANDARD_SIGOP_COST } from './standard.ts';
import type { Coin, Policy } from './types.ts';

/** What the mempool takes: Bitcoin Core's `MemPoolAccept`, one rule after the other, with its reasons. */

/** What is judged against. */
export interface PoolRules {
  readonly chain: Chain;
  readonly pool: Pool;
  readonly policy: Policy;
  /** Least fee for 1,000 virtual bytes while the mempool is full. */
  readonly floor: bigint;
  /** Most fee for 1,000 virtual bytes that the sender wants to pay. */
  readonly maxFeeRate?: Sat;
}

/** When a transaction came. */
export interface Arrival {
  readonly time: number;
  readonly height: number;
}

/** A transaction that may come in, once the others are out. */
export interface Candidate {
  readonly entry: PoolEntry;
  readonly replaced: readonly PoolEntry[];
}

/** Bytes that one signature check weighs as. */
const BYTES_PER_SIGOP = 20;

/** Fee rate for 1,000 virtual bytes, rounded down as nodes compare it. */
export function rateOf(fee: bigint, vsize: number): bigint {
  return (fee * 1000n) / BigInt(vsize);
}

/** Fee for so many bytes, rounded up. */
function feeFor(rate: bigint, vsize: number): bigint {
  return (rate * BigInt(vsize) + 999n) / 1000n;
}

/** Judges a transaction; changes nothing. @throws RegtestReject */
export function judge(record: TxRecord, rules: PoolRules, arrival: Arrival): Candidate {
  const { chain, pool, policy } = rules;
  const { tip } = chain;
  const alone = checkTx(record) ?? (isCoinbase(record.tx) ? 'coinbase' : checkStandard(record, policy));
  if (alone !== undefined) throw new RegtestReject(alone);
  const height = tip.height + 1;
  if (!isFinal(record.tx, height, tip.medianTime)) throw new RegtestReject('non-final');
  const conflicts = conflictsOf(record, pool);
  const spent = coinsSpent(record, rules);
  const heights = spent.map((coin) => coin.height ?? height);
  if (!relativeLocksPassed(record.tx, heights, height, chain.medianTimeAt)) {
    throw new RegtestReject('non-BIP68-final');
  }
  const fee = checkInputs(record, spent, height);
  if (typeof fee === 'string') throw new RegtestReject(fee);
  const odd = checkSpending(record, spent, policy);
  if (odd !== undefined) throw new RegtestReject(odd);
  const cost = sigOpCost(
    record.tx,
    spent.map(({ script }) => script),
  );
  if (cost > MAX_STANDARD_SIGOP_COST) throw new RegtestReject('bad-txns-too-many-sigops', `${cost}`);
  const vsize = Math.ceil(Math.max(record.weight, cost * BYTES_PER_SIGOP) / 4);
  const entry: PoolEntry = {
    record,
    fee,
    vsize,
    sigOpCost: cost,
    ...arrival,
    parents: pool.parentsOf(record),
    children: new Set(),
  };
  mustPay(entry, rules);
  const replaced = relativesOf(conflicts, 'children');
  mustFit(entry, replaced, policy);
  if (conflicts.size > 0) mustReplace(entry, conflicts, replaced, rules);
  mustVerify(record, spent, chain);
  return { entry, replaced: [...replaced] };
}

function conflictsOf(record: TxRecord, pool: Pool): Set<PoolEntry> {
  const same = pool.get(record.txid);
  if (same !== undefined) {
    const equal = same.record.wtxid === record.wtxid;
    throw new RegtestReject(equal ? 'txn-already-in-mempool' : 'txn-same-nonwitness-data-in-mempool');
  }
  const conflicts = new Set<PoolEntry>();
  for (const key of record.spends) {
    const other = pool.spender(key);
    if (other === undefined) continue;
    if (!isReplaceable(other)) throw new RegtestReject('txn-mempool-conflict');
    conflicts.add(other);
  }
  return conflicts;
}

function coinsSpent(record: TxRecord, { chain, pool }: PoolRules): Coin[] {
  return record.spends.map((key, i) => {
    const coin = chain.coins.get(key) ?? pool.output(key.slice(0, 64), record.tx.inputs[i]!.outpoint.index);
    if (coin !== undefined) return coin;
    const known = record.tx.outputs.some(
      (_, index) => chain.coins.get(coinKey(record.txid, index)) !== undefined,
    );
    if (known) throw new RegtestReject('txn-already-known', '', 'REGTEST_ALREADY_CONFIRMED');
    throw new RegtestReject('bad-txns-inputs-missingorspent', '', 'REGTEST_MISSING_INPUTS');
  });
}

function mustPay({ fee, vsize }: PoolEntry, { policy, floor, maxFeeRate }: PoolRules): void {
  if (fee < feeFor(floor, vsize)) {
    throw new RegtestReject('mempool min fee not met', `${fee} < ${feeFor(floor, vsize)}`);
  }
  const least = feeFor(policy.minRelayFee, vsize);
  if (fee < least) throw new RegtestReject('min relay fee not met', `${fee} < ${least}`);
  if (maxFeeRate !== undefined && maxFeeRate > 0n && fee > feeFor(maxFeeRate, vsize)) {
    throw new RegtestReject('max-fee-exceeded', '', 'REGTEST_FEE_TOO_HIGH');
  }
}

/** Ancestors and descendants stay few. What the transaction replaces does not count: it goes. */
function mustFit(entry: PoolEntry, replaced: ReadonlySet<PoolEntry>, policy: Policy): void {
  const { maxRelatives, maxRelativesSize } = policy;
  const ancestors = relativesOf(entry.parents, 'parents');
  const tooMany = (what: string, most: number) =>
    new RegtestReject('too-long-mempool-chain', `${what} [limit: ${most}]`);
  if (ancestors.size + 1 > maxRelatives) throw tooMany('too many unconfirmed ancestors', maxRelatives);
  if (sizeOf(ancestors) + entry.vsize > maxRelativesSize) {
    throw tooMany('exceeds ancestor size limit', maxRelativesSize);
  }
  for (const ancestor of ancestors) {
    const descendants = [...relativesOf([ancestor], 'children')].filter((each) => !replaced.has(each));
    if (descendants.length + 1 > maxRelatives) {
      throw tooMany(`too many descendants for tx ${ancestor.record.txid}`, maxRelatives);
    }
    if (sizeOf(descendants) + entry.vsize > maxRelativesSize) {
      throw tooMany(`exceeds descendant size limit for tx ${ancestor.record.txid}`, maxRelativesSize);
    }
  }
}

/** BIP125, as btcd reads it: the replacement pays a better rate than each transaction that goes, and more than all of them. */
function mustReplace(
  entry: PoolEntry,
  conflicts: ReadonlySet<PoolEntry>,
  replaced: ReadonlySet<PoolEntry>,
  { policy }: PoolRules,
): void {
  const { record, fee, vsize, parents } = entry;
  for (const ancestor of relativesOf(parents, 'parents')) {
    if (replaced.has(ancestor)) {
      throw new RegtestReject(
        'bad-txns-spends-conflicting-tx',
        `${record.txid} spends ${ancestor.record.txid}`,
      );
    }
  }
  if (replaced.size > policy.maxReplaced) {
    throw new RegtestReject('too many potential replacements', `${replaced.size} > ${policy.maxReplaced}`);
  }
  const known = new Set([...conflicts].flatMap((conflict) => [...conflict.parents]));
  for (const parent of parents) {
    if (!known.has(parent)) throw new RegtestReject('replacement-adds-unconfirmed', parent.record.txid);
  }
  const rate = rateOf(fee, vsize);
  for (const other of replaced) {
    const least = rateOf(other.fee, other.vsize);
    if (rate <= least) {
      throw new RegtestReject(
        'insufficient fee',
        `rejecting replacement ${record.txid}; new feerate ${rate} <= old feerate ${least}`,
      );
    }
  }
  const least = feesOf(replaced) + feeFor(policy.incrementalFee, vsize);
  if (fee < least) {
    throw new RegtestReject('insufficient fee', `rejecting replacement ${record.txid}; ${fee} < ${least}`);
  }
}

function mustVerify(record: TxRecord, spent: readonly Coin[], chain: Chain): void {
  const failure = chain.scripts.judge(record, spent, 'policy');
  if (failure === undefined) return;
  const where = `input ${failure.input} of ${record.txid}`;
  const consensus = chain.scripts.judge(record, spent, 'consensus');
  if (consensus !== undefined) {
    throw new RegtestReject(`mandatory-script-verify-flag-failed (${consensus.error})`, where);
  }
  throw new RegtestReject(`non-mandatory-script-verify-flag (${failure.error})`, where);
}

/** The record of a transaction from outside. @throws RegtestReject when it could not be on the wire */
export function recordOrReject(tx: Tx): TxRecord {
  try {
    return recordOf(tx);
  } catch (error) {
    if (!(error instanceof BitcoinError)) throw error;
    throw new RegtestReject(reasonOf(tx, error));
  }
}

function reasonOf(tx: Tx, error: BitcoinError): string {
  if (tx.inputs.length === 0) return 'bad-txns-vin-empty';
  if (error.code === 'BITCOIN_TOO_LARGE') return 'tx-size';
  return error.code === 'BITCOIN_AMOUNT' ? 'bad-txns-vout-toolarge' : 'tx-malformed';
}
