import type { Bytes } from '@coffer/core/bytes';
import type { Tx, TxInput } from '../../transaction/transaction.ts';

/** What kind of script an output has and how many signatures it may check: counted as consensus and relay count, by reading only. */

/** The kinds of output scripts, with Bitcoin Core's names. */
export type ScriptKind =
  | 'pubkey'
  | 'pubkeyhash'
  | 'scripthash'
  | 'multisig'
  | 'nulldata'
  | 'witness_v0_keyhash'
  | 'witness_v0_scripthash'
  | 'witness_v1_taproot'
  | 'anchor'
  | 'witness_unknown'
  | 'nonstandard';

const OP_1 = 0x51;
const OP_16 = 0x60;
const OP_RESERVED = 0x50;
const OP_RETURN = 0x6a;
const OP_PUSHDATA1 = 0x4c;
const OP_PUSHDATA4 = 0x4e;
const OP_1NEGATE = 0x4f;
const OP_CHECKSIG = 0xac;
const OP_CHECKSIGVERIFY = 0xad;
const OP_CHECKMULTISIG = 0xae;
const OP_CHECKMULTISIGVERIFY = 0xaf;
const OP_CHECKSIGADD = 0xba;
/** Scripts that are longer can never be spent. */
const MAX_SCRIPT_BYTES = 10_000;
/** Signature checks that a CHECKMULTISIG counts as when nothing says how many keys it has. */
const MULTISIG_WORST = 20;

/** One operation, with what it pushes. */
interface Op {
  readonly code: number;
  readonly data: Bytes | undefined;
}

/** The operations of a script, up to where it is malformed; gives whether it was read to its end. */
function* opsOf(script: Bytes): Generator<Op, boolean> {
  let at = 0;
  while (at < script.length) {
    const code = script[at++]!;
    if (code > OP_PUSHDATA4) {
      yield { code, data: undefined };
      continue;
    }
    let length = code;
    if (code >= OP_PUSHDATA1) {
      const digits = 1 << (code - OP_PUSHDATA1);
      if (at + digits > script.length) return false;
      length = 0;
      for (let i = digits - 1; i >= 0; i--) length = length * 256 + script[at + i]!;
      at += digits;
    }
    if (length > script.length - at) return false;
    yield { code, data: script.subarray(at, at + length) };
    at += length;
  }
  return true;
}

/** What the last operation pushes, when the script is whole and only pushes. An empty script pushes nothing. */
function lastPush(script: Bytes): Bytes | undefined {
  const ops = opsOf(script);
  let last: Bytes | undefined;
  for (let next = ops.next(); ; next = ops.next()) {
    if (next.done) return next.value ? last : undefined;
    if (next.value.code > OP_16) return undefined;
    last = next.value.data ?? new Uint8Array(0);
  }
}

/** Whether a script is whole and only pushes. */
export function isPushOnly(script: Bytes): boolean {
  return script.length === 0 || lastPush(script) !== undefined;
}

/** Whether nobody can ever spend an output of this script, so that it is no coin. */
export function isUnspendable(script: Bytes): boolean {
  return script[0] === OP_RETURN || script.length > MAX_SCRIPT_BYTES;
}

/** Version and program of a witness script (BIP141), or nothing. */
export function witnessProgram(
  script: Bytes,
): { readonly version: number; readonly program: Bytes } | undefined {
  if (script.length < 4 || script.length > 42 || script[1] !== script.length - 2) return undefined;
  const code = script[0]!;
  if (code !== 0 && (code < OP_1 || code > OP_16)) return undefined;
  return { version: code === 0 ? 0 : code - OP_1 + 1, program: script.subarray(2) };
}

/** Whether a script is the anchor that anyone may spend (BIP433). */
export function isAnchor(script: Bytes): boolean {
  return (
    script.length === 4 && script[0] === OP_1 && script[1] === 2 && script[2] === 0x4e && script[3] === 0x73
  );
}

/** Whether a script pays to the hash of a script (BIP16). */
export function isScriptHash(script: Bytes): boolean {
  return script.length === 23 && script[0] === 0xa9 && script[1] === 20 && script[22] === 0x87;
}

/** By size and mark only, as relay looks at keys: compressed, both coordinates, or both and a mark that says which the second is (hybrid). */
function isKey(data: Bytes | undefined): boolean {
  const mark = data?.[0];
  if (data?.length === 33) return mark === 2 || mark === 3;
  return data?.length === 65 && (mark === 4 || mark === 6 || mark === 7);
}

/** At most three keys, as relay wants it. */
function isMultisig(script: Bytes): boolean {
  if (script.at(-1) !== OP_CHECKMULTISIG) return false;
  const ops = [...opsOf(script.subarray(0, 256))];
  const [first, last] = [ops[0], ops.at(-2)];
  if (ops.length < 4 || first === undefined || last === undefined) return false;
  const needed = first.code - OP_1 + 1;
  const keys = last.code - OP_1 + 1;
  return (
    needed >= 1 &&
    needed <= keys &&
    keys <= 3 &&
    ops.length === keys + 3 &&
    ops.slice(1, -2).every((op) => isKey(op.data))
  );
}

/** OP_RETURN alone, or with one push of at most `maxData` bytes: btcd's rule, the stricter one. */
function isNullData(script: Bytes, maxData: number): boolean {
  if (script[0] !== OP_RETURN) return false;
  if (script.length === 1) return true;
  const ops = opsOf(script.subarray(1, maxData + 8));
  const only = ops.next();
  if (only.done) return false;
  const { code, data } = only.value;
  if (code > OP_16 || code === OP_1NEGATE || code === OP_RESERVED) return false;
  if ((data?.length ?? 0) > maxData) return false;
  const end = ops.next();
  return end.done === true && end.value && script.length <= maxData + 7;
}

/** What kind of output a script makes. @param maxData most bytes that a `nulldata` script may push */
export function kindOf(script: Bytes, maxData: number): ScriptKind {
  if (isScriptHash(script)) return 'scripthash';
  const witness = witnessProgram(script);
  if (witness !== undefined) {
    const { version, program } = witness;
    if (version === 0) {
      if (program.length === 20) return 'witness_v0_keyhash';
      return program.length === 32 ? 'witness_v0_scripthash' : 'nonstandard';
    }
    if (version === 1 && program.length === 32) return 'witness_v1_taproot';
    return isAnchor(script) ? 'anchor' : 'witness_unknown';
  }
  if (isNullData(script, maxData)) return 'nulldata';
  if (
    script.length === 25 &&
    script[0] === 0x76 &&
    script[1] === 0xa9 &&
    script[2] === 20 &&
    script[23] === 0x88 &&
    script[24] === OP_CHECKSIG
  ) {
    return 'pubkeyhash';
  }
  if (script.at(-1) === OP_CHECKSIG && script[0] === script.length - 2) {
    if (isKey(script.subarray(1, -1))) return 'pubkey';
  }
  return isMultisig(script) ? 'multisig' : 'nonstandard';
}

/** Signature checks in a script. `accurate`: a CHECKMULTISIG counts the keys that it names (BIP16). */
export function sigOps(script: Bytes, accurate: boolean): number {
  let count = 0;
  let before = 0xff;
  for (const { code } of opsOf(script)) {
    if (code === OP_CHECKSIG || code === OP_CHECKSIGVERIFY) count += 1;
    else if (code === OP_CHECKMULTISIG || code === OP_CHECKMULTISIGVERIFY) {
      count += accurate && before >= OP_1 && before <= OP_16 ? before - OP_1 + 1 : MULTISIG_WORST;
    }
    before = code;
  }
  return count;
}

/** Signature checks that a Taproot script could do at most. */
export function tapscriptSigOps(script: Bytes): number {
  let count = 0;
  for (const { code } of opsOf(script)) {
    if (code === OP_CHECKSIG || code === OP_CHECKSIGVERIFY || code === OP_CHECKSIGADD) count += 1;
  }
  return count;
}

/** Operations that do more than push: at most so many are done, as conditions only skip. */
export function operations(script: Bytes): number {
  let count = 0;
  for (const { code } of opsOf(script)) if (code > OP_16) count += 1;
  return count;
}

/** The script that an input reveals for an output that pays to its hash (BIP16), or nothing. */
export function redeemScript(input: TxInput, spent: Bytes): Bytes | undefined {
  return isScriptHash(spent) ? lastPush(input.scriptSig) : undefined;
}

/** Signature checks of the revealed script. */
export function redeemSigOps(input: TxInput, spent: Bytes): number {
  const redeem = redeemScript(input, spent);
  return redeem === undefined ? 0 : sigOps(redeem, true);
}

/** The witness program that an input satisfies: of the output, or of the revealed script. */
export function programOf(
  input: TxInput,
  spent: Bytes,
): { readonly version: number; readonly program: Bytes; readonly nested: boolean } | undefined {
  const bare = witnessProgram(spent);
  if (bare !== undefined) return { ...bare, nested: false };
  const redeem = redeemScript(input, spent);
  const nested = redeem === undefined ? undefined : witnessProgram(redeem);
  return nested === undefined ? undefined : { ...nested, nested: true };
}

function witnessSigOps(input: TxInput, spent: Bytes): number {
  const witness = programOf(input, spent);
  if (witness?.version !== 0) return 0;
  if (witness.program.length === 20) return 1;
  const script = input.witness.at(-1);
  return witness.program.length === 32 && script !== undefined ? sigOps(script, true) : 0;
}

/** Signature checks as written in the transaction itself, counted in the old way. */
export function legacySigOps(tx: Tx): number {
  let count = 0;
  for (const { scriptSig } of tx.inputs) count += sigOps(scriptSig, false);
  for (const { script } of tx.outputs) count += sigOps(script, false);
  return count;
}

/** Cost of a transaction's signature checks (BIP141), four for each that is not in a witness. @param spent scripts of the outputs that it spends, one an input; none for a coinbase */
export function sigOpCost(tx: Tx, spent: readonly Bytes[]): number {
  let cost = 4 * legacySigOps(tx);
  spent.forEach((script, i) => {
    const input = tx.inputs[i]!;
    cost += 4 * redeemSigOps(input, script) + witnessSigOps(input, script);
  });
  return cost;
}
