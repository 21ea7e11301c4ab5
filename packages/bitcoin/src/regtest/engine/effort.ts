import type { TxOutput } from '../../transaction/transaction.ts';
import type { TxRecord } from './record.ts';
import { operations, programOf, redeemScript, sigOps, tapscriptSigOps } from './script.ts';

/**
 * How much the judge would have to do for a transaction: bounded before it begins. Bitcoin Core bounds the same by caches and by
 * speed that bitcore-lib does not have, so a few monstrous transactions are refused here and not there.
 */

/** Most effort to judge one transaction, in bytes hashed: some seconds. A standard transaction stays far below. */
export const MAX_EFFORT = 300_000_000;
/** Longest Tapscript that is judged: no rule bounds its operations, and nested conditions cost the square of them. */
const MAX_TAPSCRIPT_BYTES = 100_000;
/** Bytes hashed for the time that a legacy check takes to look for its signature in one byte of script. */
const SEARCH = 50;
/** Bytes hashed for the time that one operation takes, such as 1ADD or a nested IF: 18 microseconds. */
const OPERATION = 2_000;
/** Operations after which any script but a Tapscript ends in failure. */
const MAX_OPERATIONS = 201;

/** Effort of a script's operations, where their number is bounded by consensus. */
function boundedWork(script: Uint8Array): number {
  return OPERATION * Math.min(operations(script), MAX_OPERATIONS);
}

/** What judging a transaction takes at most, in bytes hashed. Infinite when a script is too long to be judged. */
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
      effort += boundedWork(input.scriptSig) + boundedWork(script) + (redeem ? boundedWork(redeem) : 0);
    } else if (witness.version === 0) {
      const isKeyHash = witness.program.length === 20;
      const checks = isKeyHash ? 1 : sigOps(last, true);
      effort += checks * (40 * inputs.length + paid + last.length) + (isKeyHash ? 0 : boundedWork(last));
    } else if (witness.version === 1) {
      // The script is one of the last three items; the worst stands for it, whatever the others are.
      const scripts = input.witness.length < 2 ? [] : input.witness.slice(-3);
      if (scripts.some(({ length }) => length > MAX_TAPSCRIPT_BYTES)) return Number.POSITIVE_INFINITY;
      const checks = scripts.length === 0 ? 1 : Math.max(...scripts.map(tapscriptSigOps));
      effort += checks * (40 * inputs.length + paid + spentBytes);
      effort += OPERATION * Math.max(0, ...scripts.map(operations));
    }
  }
  return effort;
}
