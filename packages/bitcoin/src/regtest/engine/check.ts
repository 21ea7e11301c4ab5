import { MAX_SAT } from '@coffer/core/amount';
import { type Bytes, equal } from '@coffer/core/bytes';
import { commitmentTo, witnessCommitment } from '../../chain/check-block.ts';
import { type Header, hashNumber, targetOf } from '../../chain/header.ts';
import { merkleRoot } from '../../chain/merkle.ts';
import { MAX_FUTURE_SECONDS } from '../../chain/network.ts';
import { compactSize } from '../../encoding/bytes.ts';
import { isCoinbase } from '../../transaction/transaction.ts';
import { isFinal } from './locks.ts';
import type { TxRecord } from './record.ts';
import { legacySigOps } from './script.ts';

/**
 * What must hold of a block before its coins are looked at, in Bitcoin Core's order. Every function gives Bitcoin Core's reject
 * reason, or nothing.
 */

/** Most weight of a block (BIP141). */
export const MAX_BLOCK_WEIGHT = 4_000_000;
/** Most cost of the signature checks in a block (BIP141). */
export const MAX_BLOCK_SIGOP_COST = 80_000;

/** `CheckTransaction`: what holds of every transaction, wherever it is. */
export function checkTx({ tx, strippedSize, spends }: TxRecord): string | undefined {
  if (tx.outputs.length === 0) return 'bad-txns-vout-empty';
  if (strippedSize * 4 > MAX_BLOCK_WEIGHT) return 'bad-txns-oversize';
  let total = 0n;
  for (const { value } of tx.outputs) {
    total += value;
    if (total > MAX_SAT) return 'bad-txns-txouttotal-toolarge';
  }
  if (new Set(spends).size !== spends.length) return 'bad-txns-inputs-duplicate';
  if (isCoinbase(tx)) {
    const { length } = tx.inputs[0]!.scriptSig;
    return length < 2 || length > 100 ? 'bad-cb-length' : undefined;
  }
  const empty = ({ hash, index }: { hash: Bytes; index: number }) =>
    index === 0xffff_ffff && hash.every((byte) => byte === 0);
  return tx.inputs.some(({ outpoint }) => empty(outpoint)) ? 'bad-txns-prevout-null' : undefined;
}

/** Whether a header has the work that it says, and says enough. */
export function hasWork(header: Header, hash: Bytes, powLimit: bigint): boolean {
  let target: bigint;
  try {
    target = targetOf(header.bits);
  } catch {
    return false;
  }
  return target <= powLimit && hashNumber(hash) <= target;
}

/** `CheckBlock`: what holds of a block by itself. */
export function checkBlock(
  header: Header,
  hash: Bytes,
  records: readonly TxRecord[],
  powLimit: bigint,
): string | undefined {
  if (!hasWork(header, hash, powLimit)) return 'high-hash';
  const { root, mutated } = merkleRoot(records.map((record) => record.hash));
  if (!equal(root, header.merkleRoot)) return 'bad-txnmrklroot';
  if (mutated) return 'bad-txns-duplicate';
  const stripped = records.reduce((sum, { strippedSize }) => sum + strippedSize, overhead(records.length));
  if (records.length === 0 || stripped * 4 > MAX_BLOCK_WEIGHT) return 'bad-blk-length';
  if (!isCoinbase(records[0]!.tx)) return 'bad-cb-missing';
  if (records.slice(1).some(({ tx }) => isCoinbase(tx))) return 'bad-cb-multiple';
  for (const record of records) {
    const reason = checkTx(record);
    if (reason !== undefined) return reason;
  }
  const sigOps = records.reduce((sum, { tx }) => sum + legacySigOps(tx), 0);
  return sigOps * 4 > MAX_BLOCK_SIGOP_COST ? 'bad-blk-sigops' : undefined;
}

/** Bytes of a block beside its transactions. */
export function overhead(transactions: number): number {
  return 80 + compactSize(transactions).length;
}

/** What a block has to follow from. */
export interface Before {
  /** Height that the block comes to. */
  readonly height: number;
  readonly medianTime: number;
  /** Bits that it must have. */
  readonly bits: number;
}

/** `ContextualCheckBlockHeader`. @param now Unix seconds, or nothing when the time of arrival is long past */
export function checkHeader(header: Header, before: Before, now: number | undefined): string | undefined {
  if (header.bits !== before.bits) return 'bad-diffbits';
  if (header.time <= before.medianTime) return 'time-too-old';
  if (now !== undefined && header.time > now + MAX_FUTURE_SECONDS) return 'time-too-new';
  // BIP34, BIP66 and BIP65, all in force from the first block on.
  if (header.version < 4) {
    return `bad-version(0x${(header.version >>> 0).toString(16).padStart(8, '0')})`;
  }
  return undefined;
}

/** `ContextualCheckBlock`: what holds of a block at its place in the chain. */
export function checkInContext(records: readonly TxRecord[], before: Before): string | undefined {
  if (records.some(({ tx }) => !isFinal(tx, before.height, before.medianTime))) return 'bad-txns-nonfinal';
  const { scriptSig } = records[0]!.tx.inputs[0]!;
  const height = heightPush(before.height);
  if (!equal(scriptSig.subarray(0, height.length), height)) return 'bad-cb-height';
  const reason = checkCommitment(records);
  if (reason !== undefined) return reason;
  const weight = records.reduce((sum, record) => sum + record.weight, 4 * overhead(records.length));
  return weight > MAX_BLOCK_WEIGHT ? 'bad-blk-weight' : undefined;
}

/** A height as a coinbase begins with it (BIP34): the script that pushes the number. */
export function heightPush(height: number): Bytes {
  if (height === 0) return Uint8Array.of(0);
  if (height <= 16) return Uint8Array.of(0x50 + height);
  const digits: number[] = [];
  for (let rest = height; rest > 0; rest = Math.floor(rest / 256)) digits.push(rest & 0xff);
  // The top bit is a sign.
  if (digits.at(-1)! & 0x80) digits.push(0);
  return Uint8Array.of(digits.length, ...digits);
}

function checkCommitment(records: readonly TxRecord[]): string | undefined {
  const [coinbase, ...others] = records;
  const commitment = witnessCommitment(coinbase!.tx);
  if (commitment === undefined) {
    const some = records.some(({ tx }) => tx.inputs.some(({ witness }) => witness.length > 0));
    return some ? 'unexpected-witness' : undefined;
  }
  const { witness } = coinbase!.tx.inputs[0]!;
  if (witness.length !== 1 || witness[0]!.length !== 32) return 'bad-witness-nonce-size';
  const { hash } = commitmentTo(
    others.map((other) => other.witnessHash),
    witness[0]!,
  );
  return equal(hash, commitment) ? undefined : 'bad-witness-merkle-match';
}
