import type { Bytes } from '@coffer/core/bytes';
import { hex } from './json.ts';

/** Scripts in words and by their types, as Bitcoin Core names them. */

/** Codes from 0x61 on, in their order. Beyond them every code is unknown. */
const FROM_NOP =
  'NOP VER IF NOTIF VERIF VERNOTIF ELSE ENDIF VERIFY RETURN TOALTSTACK FROMALTSTACK 2DROP 2DUP 3DUP 2OVER 2ROT 2SWAP IFDUP DEPTH DROP DUP NIP OVER PICK ROLL ROT SWAP TUCK CAT SUBSTR LEFT RIGHT SIZE INVERT AND OR XOR EQUAL EQUALVERIFY RESERVED1 RESERVED2 1ADD 1SUB 2MUL 2DIV NEGATE ABS NOT 0NOTEQUAL ADD SUB MUL DIV MOD LSHIFT RSHIFT BOOLAND BOOLOR NUMEQUAL NUMEQUALVERIFY NUMNOTEQUAL LESSTHAN GREATERTHAN LESSTHANOREQUAL GREATERTHANOREQUAL MIN MAX WITHIN RIPEMD160 SHA1 SHA256 HASH160 HASH256 CODESEPARATOR CHECKSIG CHECKSIGVERIFY CHECKMULTISIG CHECKMULTISIGVERIFY NOP1 CHECKLOCKTIMEVERIFY CHECKSEQUENCEVERIFY NOP4 NOP5 NOP6 NOP7 NOP8 NOP9 NOP10 CHECKSIGADD'.split(
    ' ',
  );
const SIGHASH: Readonly<Record<number, string>> = {
  1: 'ALL',
  2: 'NONE',
  3: 'SINGLE',
  129: 'ALL|ANYONECANPAY',
  130: 'NONE|ANYONECANPAY',
  131: 'SINGLE|ANYONECANPAY',
};

/** One step of a script: what is pushed, or an operation. */
interface Step {
  readonly code: number;
  readonly data: Bytes | undefined;
}

/** The steps of a script; nothing when a push ends too early. */
function steps(script: Bytes): { readonly steps: readonly Step[]; readonly broken: boolean } {
  const found: Step[] = [];
  for (let at = 0; at < script.length; ) {
    const code = script[at++]!;
    if (code > 0x4e) {
      found.push({ code, data: undefined });
      continue;
    }
    const width = code < 0x4c ? 0 : 1 << (code - 0x4c);
    if (at + width > script.length) return { steps: found, broken: true };
    let length = code;
    if (width > 0) {
      length = 0;
      for (let i = width - 1; i >= 0; i--) length = length * 256 + script[at + i]!;
    }
    at += width;
    if (at + length > script.length) return { steps: found, broken: true };
    found.push({ code, data: script.subarray(at, at + length) });
    at += length;
  }
  return { steps: found, broken: false };
}

/** A pushed number of at most four bytes: little-endian, the top bit is its sign. */
function numberOf(data: Bytes): number {
  let value = 0;
  for (let i = data.length - 1; i >= 0; i--) value = value * 256 + data[i]!;
  const top = 2 ** (8 * data.length - 1);
  return value >= top ? -(value - top) : value;
}

function shown({ code, data }: Step, signatures: boolean): string {
  if (data !== undefined) {
    if (data.length <= 4) return String(data.length === 0 ? 0 : numberOf(data));
    const type = SIGHASH[data.at(-1)!];
    const looksSigned =
      signatures &&
      type !== undefined &&
      data.length <= 73 &&
      data[0] === 0x30 &&
      data[1] === data.length - 3;
    return looksSigned ? `${hex(data.subarray(0, -1))}[${type}]` : hex(data);
  }
  if (code === 0x4f) return '-1';
  if (code >= 0x51 && code <= 0x60) return String(code - 0x50);
  if (code === 0x50) return 'OP_RESERVED';
  const name = FROM_NOP[code - 0x61];
  return name === undefined ? 'OP_UNKNOWN' : `OP_${name}`;
}

/**
 * A script in words.
 * @param signatures shows the kind of hash that a signature signs: for scripts that spend
 */
export function asm(script: Bytes, signatures = false): string {
  const { steps: found, broken } = steps(script);
  const words = found.map((step) => shown(step, signatures));
  return [...words, ...(broken ? ['[error]'] : [])].join(' ');
}

/** The types that Bitcoin Core knows. */
export type ScriptType =
  | 'anchor'
  | 'multisig'
  | 'nonstandard'
  | 'nulldata'
  | 'pubkey'
  | 'pubkeyhash'
  | 'scripthash'
  | 'witness_unknown'
  | 'witness_v0_keyhash'
  | 'witness_v0_scripthash'
  | 'witness_v1_taproot';

/** Version and program of a witness script (BIP141). */
export function witnessProgram(
  script: Bytes,
): { readonly version: number; readonly program: Bytes } | undefined {
  const first = script[0];
  if (script.length < 4 || script.length > 42 || script[1] !== script.length - 2) return undefined;
  if (first === 0) return { version: 0, program: script.subarray(2) };
  if (first === undefined || first < 0x51 || first > 0x60) return undefined;
  return { version: first - 0x50, program: script.subarray(2) };
}

function isKey(data: Bytes | undefined): boolean {
  if (data === undefined) return false;
  return data.length === 33 ? data[0] === 2 || data[0] === 3 : data.length === 65 && data[0] === 4;
}

function isMultisig(found: readonly Step[]): boolean {
  const needed = (found[0]?.code ?? 0) - 0x50;
  const count = (found.at(-2)?.code ?? 0) - 0x50;
  return (
    found.at(-1)?.code === 0xae &&
    needed >= 1 &&
    needed <= count &&
    count <= 16 &&
    found.length === count + 3 &&
    found.slice(1, -2).every(({ data }) => isKey(data))
  );
}

/** The type of an output's script. */
export function typeOf(script: Bytes): ScriptType {
  const witness = witnessProgram(script);
  if (witness !== undefined) {
    const { version, program } = witness;
    if (version === 0 && program.length === 20) return 'witness_v0_keyhash';
    if (version === 0 && program.length === 32) return 'witness_v0_scripthash';
    if (version === 1 && program.length === 32) return 'witness_v1_taproot';
    if (version === 1 && hex(program) === '4e73') return 'anchor';
    return version === 0 ? 'nonstandard' : 'witness_unknown';
  }
  const text = hex(script);
  if (/^a914.{40}87$/.test(text)) return 'scripthash';
  if (/^76a914.{40}88ac$/.test(text)) return 'pubkeyhash';
  const { steps: found, broken } = steps(script);
  if (broken) return 'nonstandard';
  if (found[0]?.code === 0x6a && found.slice(1).every(({ code }) => code <= 0x60)) return 'nulldata';
  if (found.length === 2 && found[1]!.code === 0xac && isKey(found[0]!.data)) return 'pubkey';
  return isMultisig(found) ? 'multisig' : 'nonstandard';
}

/** Whether nobody can ever spend an output with this script. */
export function isUnspendable(script: Bytes): boolean {
  return script[0] === 0x6a || script.length > 10_000;
}
