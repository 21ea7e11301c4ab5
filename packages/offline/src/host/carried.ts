import { type Bytes, fromBytesBE, fromHex } from '@coffer/core/bytes';
import { offlineVaultAbi } from '@coffer/ethereum/bindings/offline-vault';
import { type Hex, type Log, parseEventLogs, toFunctionSelector } from 'viem';
import { type BatchItem, decodeBatch } from './batch.ts';

/**
 * Payments that a transaction brought to the vault: where the other payment of a serial is found. The vault writes a batch
 * into its log when it does not come straight from a plain account, so that nobody can hide one.
 */

const SETTLE = toFunctionSelector(
  offlineVaultAbi.find((item) => item.type === 'function' && item.name === 'settle') as Extract<
    (typeof offlineVaultAbi)[number],
    { type: 'function' }
  >,
);
/** Where certificates begin in the call data of `settle`, and their size: the vault takes no other layout. */
const OPENS = 100;
const CERTIFICATE = 544;

/** A transaction as a node tells it. */
export interface SeenTransaction {
  readonly to: Hex | null;
  readonly input: Hex;
  readonly logs: readonly Log[];
}

/** What of a transaction can be read as payments to `vault`. Nothing is checked. */
export function readPayments(vault: Hex, { to, input, logs }: SeenTransaction): readonly BatchItem[] {
  const theirs = logs.filter((log) => log.address.toLowerCase() === vault);
  const batches = parseEventLogs({ abi: offlineVaultAbi, eventName: 'Carried', logs: theirs }).map((log) =>
    fromHex(log.args.batch),
  );
  if (to?.toLowerCase() === vault && input.toLowerCase().startsWith(SETTLE))
    batches.push(settled(fromHex(input)));
  return batches.flatMap((batch) => {
    try {
      return decodeBatch(batch);
    } catch {
      // The vault refuses what is not canonical: this is no batch.
      return [];
    }
  });
}

/** The batch in the call data of `settle`, or nothing. */
function settled(data: Bytes): Bytes {
  const length = (offset: number): number => Number(fromBytesBE(data.subarray(offset - 32, offset)));
  const start = OPENS + length(OPENS) * CERTIFICATE + 32;
  return start > data.length ? new Uint8Array() : data.subarray(start, start + length(start));
}
