import type { TxOutput } from '../../transaction/transaction.ts';
import type { TxRecord } from './record.ts';
import { programOf, redeemScript, sigOps, tapscriptSigOps } from './script.ts';

/**
 * How much the judge would have to hash for a transaction: bounded before it begins. Bitcoin Core bounds the same by caches that
 * bitcore-lib does not have, so a few monstrous transactions are refused here and not there.
 */

/** Most bytes that judging one transaction may hash: some seconds. A standard transaction stays far below. */
export const MAX_EFFORT = 300_000_000;
/** Longest Tapscript that is judged: its operations are not counted by any other rule, and nested conditions cost the square of them. */
const MAX_TAPSCRIPT_BYTES = 100_000;
/** Bytes hashed for the time that a legacy check takes to look for its signature in one byte of script. */
const SEARCH = 50;

/** Bytes that judging a transaction hashes at most, for signatures. Infinite when a script is too long to be judged. */
export function effortOf(record: TxRecord, spent: readonly TxOutput[]): number {
  const { inputs, outputs } = record.tx;
  const paid = outputs.reduce((sum, { script }) => sum + 9 + script.length, 0);
  const spentBytes = spent.reduce((sum, { script }) => sum + 9 + script.length, 0);
  let effort = 0;
  for (const [i, { script }] of spent.entries()) {
    const input = inputs[i]!;
    const witness = programOf(input, script);
    const last = input.witness.at(-1) ?? new Uint8Array(0);
    if (witness === undefined) {
      const redeem = redeemScript(input, script);
      const checks =
        sigOps(input.scriptSig, true) + sigOps(script, true) + (redeem ? sigOps(redeem, true) : 0);
      const longest = Math.max(input.scriptSig.length, script.length);
      effort += checks * (record.strippedSize + SEARCH * longest);
    } else if (witness.version === 0) {
      const checks = witness.program.length === 20 ? 1 : sigOps(last, true);
      effort += checks * (40 * inputs.length + paid + last.length);
    } else if (witness.version === 1) {
      const leaf = input.witness.length < 2 ? undefined : longestOf(input.witness);
      if (leaf !== undefined && leaf.length > MAX_TAPSCRIPT_BYTES) return Number.POSITIVE_INFINITY;
      const checks = leaf === undefined ? 1 : tapscriptSigOps(leaf);
      effort += checks * (40 * inputs.length + paid + spentBytes);
    }
  }
  return effort;
}

/** The script of a Taproot spend is one of the last three items; the longest stands for it, whatever the others are. */
function longestOf(witness: readonly Uint8Array[]): Uint8Array {
  return witness.slice(-3).reduce((most, item) => (item.length > most.length ? item : most));
}
