import type { TxInput, TxOutput } from '../../transaction/transaction.ts';
import type { TxRecord } from './record.ts';
import { isAnchor, isPushOnly, kindOf, programOf, redeemSigOps, sigOps, witnessProgram } from './script.ts';
import type { Coin, Policy } from './types.ts';

/**
 * What relay calls standard: the strictest that Bitcoin Core 28 to 31 and btcd 0.26 share. Functions give Bitcoin Core's reject
 * reason, or nothing.
 */

const MAX_STANDARD_WEIGHT = 400_000;
/** Smaller transactions can be taken for an inner node of a Merkle tree (CVE-2017-12842). */
const LEAST_STRIPPED_SIZE = 65;
const MAX_SCRIPT_SIG = 1650;
const MAX_REDEEM_SIGOPS = 15;
const MAX_LEGACY_SIGOPS = 2500;
const MAX_WITNESS_SCRIPT = 3600;
const MAX_WITNESS_ITEMS = 100;
const MAX_WITNESS_ITEM = 80;
const ANNEX = 0x50;
const LEAF_MASK = 0xfe;
const TAPSCRIPT = 0xc0;
/** Most cost of the signature checks in one transaction. */
export const MAX_STANDARD_SIGOP_COST = 16_000;

/** Bytes that spending an output takes: the sum of outpoint, sequence and a typical signature, which is cheaper in a witness. */
const SPEND_SIZE = 32 + 4 + 1 + 107 + 4;
const WITNESS_SPEND_SIZE = 32 + 4 + 1 + 26 + 4;

/** The least value of an output that is worth spending, satoshi. */
export function dustLimit({ script }: TxOutput, dustFee: bigint): bigint {
  const length = 8 + (script.length < 0xfd ? 1 : 3) + script.length;
  const spend = witnessProgram(script) === undefined ? SPEND_SIZE : WITNESS_SPEND_SIZE;
  return (BigInt(length + spend) * dustFee) / 1000n;
}

/** `IsStandardTx`: what can be said without the outputs that it spends. */
export function checkStandard({ tx, weight, strippedSize }: TxRecord, policy: Policy): string | undefined {
  if (tx.version < 1 || tx.version > 2) return 'version';
  if (weight > MAX_STANDARD_WEIGHT) return 'tx-size';
  for (const { scriptSig } of tx.inputs) {
    if (scriptSig.length > MAX_SCRIPT_SIG) return 'scriptsig-size';
    if (!isPushOnly(scriptSig)) return 'scriptsig-not-pushonly';
  }
  let data = 0;
  for (const output of tx.outputs) {
    const kind = kindOf(output.script, policy.maxData);
    // Bitcoin Core relays payments to witness programs of the future, btcd does not.
    if (kind === 'nonstandard' || kind === 'witness_unknown') return 'scriptpubkey';
    if (kind === 'nulldata') data += 1;
    else if (output.value < dustLimit(output, policy.dustFee)) return 'dust';
  }
  if (data > 1) return 'multi-op-return';
  return strippedSize < LEAST_STRIPPED_SIZE ? 'tx-size-small' : undefined;
}

/** `AreInputsStandard` and `IsWitnessStandard`: what can be said of how it spends. */
export function checkSpending({ tx }: TxRecord, spent: readonly Coin[], policy: Policy): string | undefined {
  let legacy = 0;
  for (const [i, { script }] of spent.entries()) {
    const input = tx.inputs[i]!;
    const kind = kindOf(script, policy.maxData);
    if (kind === 'nonstandard' || kind === 'witness_unknown') return 'bad-txns-nonstandard-inputs';
    const redeem = redeemSigOps(input, script);
    legacy += sigOps(input.scriptSig, true) + sigOps(script, true) + redeem;
    if (redeem > MAX_REDEEM_SIGOPS || legacy > MAX_LEGACY_SIGOPS) return 'bad-txns-nonstandard-inputs';
  }
  const odd = spent.some(({ script }, i) => {
    const input = tx.inputs[i]!;
    return input.witness.length > 0 && !isWitnessStandard(input, script);
  });
  return odd ? 'bad-witness-nonstandard' : undefined;
}

function isWitnessStandard(input: TxInput, script: Coin['script']): boolean {
  const spent = programOf(input, script);
  if (spent === undefined || isAnchor(script)) return false;
  const { witness } = input;
  if (spent.version === 0 && spent.program.length === 32) {
    return (
      witness.at(-1)!.length <= MAX_WITNESS_SCRIPT &&
      witness.length - 1 <= MAX_WITNESS_ITEMS &&
      witness.slice(0, -1).every((item) => item.length <= MAX_WITNESS_ITEM)
    );
  }
  if (spent.version !== 1 || spent.program.length !== 32 || spent.nested) return true;
  const last = witness.at(-1)!;
  if (witness.length >= 2 && last[0] === ANNEX) return false;
  if (witness.length === 1) return true;
  if (last.length === 0) return false;
  return (
    (last[0]! & LEAF_MASK) !== TAPSCRIPT ||
    witness.slice(0, -2).every((item) => item.length <= MAX_WITNESS_ITEM)
  );
}
