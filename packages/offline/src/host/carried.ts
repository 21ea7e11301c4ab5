import { fromHex } from '@coffer/core/bytes';
import {
  decodeAbiParameters,
  type Hex,
  type Log,
  parseAbiParameters,
  toEventSelector,
  toFunctionSelector,
} from 'viem';
import { type BatchItem, decodeBatch } from './batch.ts';

/**
 * Payments that a transaction brought to the vault: where the other payment of a serial is found. The vault writes a batch
 * into its log when it does not come straight from a plain account, so that nobody can hide one.
 */

const SETTLE = toFunctionSelector('settle(bytes)');
const CARRIED = toEventSelector('Carried(bytes)');
const BYTES = parseAbiParameters('bytes');

/** A transaction as a node tells it. */
export interface SeenTransaction {
  readonly to: Hex | null;
  readonly input: Hex;
  readonly logs: readonly Log[];
}

/** What of a transaction can be read as payments to `vault`. Nothing is checked. */
export function readPayments(vault: Hex, { to, input, logs }: SeenTransaction): readonly BatchItem[] {
  const batches = logs
    .filter((log) => log.address.toLowerCase() === vault && log.topics[0] === CARRIED)
    .map((log) => log.data);
  if (to?.toLowerCase() === vault && input.startsWith(SETTLE))
    batches.push(`0x${input.slice(SETTLE.length)}`);
  return batches.flatMap((data) => readBatch(data));
}

function readBatch(data: Hex): readonly BatchItem[] {
  try {
    const [batch] = decodeAbiParameters(BYTES, data);
    return decodeBatch(fromHex(batch));
  } catch {
    // The vault refuses what is not canonical: this is no batch.
    return [];
  }
}
