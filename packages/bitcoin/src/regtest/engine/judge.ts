import bitcore from 'bitcore-lib';
import type { TxOutput } from '../../transaction/transaction.ts';
import { effortOf, MAX_EFFORT } from './effort.ts';
import type { TxRecord } from './record.ts';
import { isAnchor, programOf } from './script.ts';
import { scriptError } from './script-error.ts';

/**
 * Judges scripts with bitcore-lib's interpreter. It is good enough for a chain for development, and no consensus engine.
 *
 * Where the interpreter of bitcore-lib 11.5.1 is wrong, and what is done about it:
 * - With bn.js below 4.12.3 it refuses valid Taproot spends whose keys begin with a zero byte: the project overrides it.
 * - SCRIPT_VERIFY_CLEANSTACK breaks witness spends: it is never set, and the rule is checked here.
 * - With LOW_S set, undefined hash types pass; public keys off the curve count as badly encoded: both rules are checked here.
 * - CHECKMULTISIG works in Tapscript, where BIP342 disables it: refused here.
 * - Opcodes that no rule defines swallow the rest of a script, also in branches that are not taken and outside of Tapscript: valid
 *   scripts of this kind are refused. Of Bitcoin Core's 1,109 legacy vectors 73 are judged differently, nearly all for this reason.
 * - The Taproot signature hash is wrong when any spent output has a script of 253 bytes or more. No standard output has.
 * - CHECKSEQUENCEVERIFY takes high versions, which are negative when read with a sign, for versions below 2: corrected here.
 * - Anchors that anyone may spend are taken for witness programs of the future, which relay does not spend: corrected here.
 */

/** `consensus`: what blocks obey. `policy`: what relay obeys on top. */
export type ScriptRules = 'consensus' | 'policy';

/** Why an input's script does not hold. */
export interface ScriptFailure {
  readonly input: number;
  /** Bitcoin Core's words, such as `Locktime requirement not satisfied`. */
  readonly error: string;
}

const { Script, Transaction } = bitcore;
const { Interpreter } = Script;

const RULES = Interpreter as unknown as Readonly<Record<string, number>>;

function flags(...names: readonly string[]): number {
  return names.reduce((sum, name) => {
    const flag = RULES[`SCRIPT_VERIFY_${name}`];
    if (flag === undefined) throw new RangeError(`bitcore-lib knows no rule ${name}.`);
    return sum | flag;
  }, 0);
}

const CONSENSUS = flags(
  ...['P2SH', 'DERSIG', 'NULLDUMMY', 'CHECKLOCKTIMEVERIFY', 'CHECKSEQUENCEVERIFY', 'WITNESS', 'TAPROOT'],
);
const STRICTENC = flags('STRICTENC');
const WITNESS_PUBKEYTYPE = flags('WITNESS_PUBKEYTYPE');
const POLICY =
  CONSENSUS |
  STRICTENC |
  WITNESS_PUBKEYTYPE |
  flags('LOW_S', 'MINIMALDATA', 'MINIMALIF', 'NULLFAIL', 'CONST_SCRIPTCODE') |
  flags('DISCOURAGE_UPGRADABLE_NOPS', 'DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM', 'DISCOURAGE_OP_SUCCESS') |
  flags('DISCOURAGE_UPGRADABLE_TAPROOT_VERSION', 'DISCOURAGE_UPGRADABLE_PUBKEYTYPE');

/** bitcore-lib's numbers for BIP143 and BIP342. */
const WITNESS_V0 = 1;
const TAPSCRIPT = 3;
const OP_CHECKMULTISIG = 0xae;
const OP_CHECKMULTISIGVERIFY = 0xaf;

/** The interpreter with its known mistakes corrected. */
class Judge extends Interpreter {
  override checkSignatureEncoding(signature: Buffer): boolean {
    if (!super.checkSignatureEncoding(signature)) return false;
    if (signature.length === 0 || (this.flags & STRICTENC) === 0) return true;
    const type = signature.at(-1)! & ~0x80;
    if (type >= 1 && type <= 3) return true;
    this.errstr = 'SCRIPT_ERR_SIG_HASHTYPE';
    return false;
  }

  override checkPubkeyEncoding(key: Buffer): boolean {
    const compressed = key.length === 33 && (key[0] === 2 || key[0] === 3);
    if ((this.flags & STRICTENC) !== 0 && !compressed && !(key.length === 65 && key[0] === 4)) {
      this.errstr = 'SCRIPT_ERR_PUBKEYTYPE';
      return false;
    }
    if ((this.flags & WITNESS_PUBKEYTYPE) !== 0 && this.sigversion === WITNESS_V0 && !compressed) {
      this.errstr = 'SCRIPT_ERR_WITNESS_PUBKEYTYPE';
      return false;
    }
    return true;
  }

  override checkSequence(operand: object): boolean {
    const { tx } = this;
    const { version } = tx;
    // BIP68: versions have no sign.
    if (version < 0) tx.version = 2;
    try {
      return super.checkSequence(operand);
    } finally {
      tx.version = version;
    }
  }

  override step(): boolean {
    const code = this.script.chunks[this.pc]?.opcodenum;
    if (
      this.sigversion === TAPSCRIPT &&
      (code === OP_CHECKMULTISIG || code === OP_CHECKMULTISIGVERIFY) &&
      !this.vfExec.includes(false)
    ) {
      this.errstr = 'SCRIPT_ERR_TAPSCRIPT_CHECKMULTISIG';
      return false;
    }
    return super.step();
  }
}

function judgeInput(
  record: TxRecord,
  tx: InstanceType<typeof Transaction>,
  i: number,
  spent: TxOutput,
  rules: ScriptRules,
): string | undefined {
  const judge = new Judge();
  const isStrict = rules === 'policy' && !isAnchor(spent.script);
  try {
    const input = tx.inputs[i]!;
    const valid = judge.verify(
      input.script,
      new Script(Buffer.from(spent.script)),
      tx,
      i,
      isStrict ? POLICY : CONSENSUS,
      input.witnesses ?? [],
      Number(spent.value),
    );
    if (!valid) return scriptError(judge.errstr);
  } catch (error) {
    // Whatever bitcore-lib cannot even read, it does not hold to be valid.
    return scriptError(error instanceof Error ? error.message : String(error));
  }
  const witness = programOf(record.tx.inputs[i]!, spent.script) !== undefined;
  return rules === 'policy' && !witness && judge.stack.length !== 1
    ? scriptError('SCRIPT_ERR_CLEANSTACK')
    : undefined;
}

/**
 * Judges all inputs of a transaction. Never throws, and ends in bounded time: what would take too long is refused unread.
 * @param spent the outputs that it spends, one an input
 */
export function judgeScripts(
  record: TxRecord,
  spent: readonly TxOutput[],
  rules: ScriptRules,
): ScriptFailure | undefined {
  if (effortOf(record, spent) > MAX_EFFORT) return { input: 0, error: scriptError('TOO_MUCH_EFFORT') };
  let tx: InstanceType<typeof Transaction>;
  try {
    tx = new Transaction(Buffer.from(record.bytes));
    spent.forEach(({ script, value }, i) => {
      tx.inputs[i]!.output = new Transaction.Output({ script: Buffer.from(script), satoshis: Number(value) });
    });
  } catch (error) {
    return { input: 0, error: scriptError(error instanceof Error ? error.message : String(error)) };
  }
  for (const [input, output] of spent.entries()) {
    const error = judgeInput(record, tx, input, output, rules);
    if (error !== undefined) return { input, error };
  }
  return undefined;
}

/** Which transactions' scripts were found valid, so that a block does not judge again what the mempool has. */
export class ScriptCache {
  readonly #known = new Map<string, ScriptRules>();
  readonly #most: number;

  /** @param most transactions that are remembered; the oldest are forgotten */
  constructor(most = 50_000) {
    this.#most = most;
  }

  /**
   * Judges, or remembers. A witness id names all that scripts depend on: the outputs that are spent are named by the hash of what
   * made them.
   */
  judge(record: TxRecord, spent: readonly TxOutput[], rules: ScriptRules): ScriptFailure | undefined {
    const known = this.#known.get(record.wtxid);
    if (known === 'policy' || known === rules) return undefined;
    const failure = judgeScripts(record, spent, rules);
    if (failure === undefined) this.trust(record, rules);
    return failure;
  }

  /** Takes scripts to be valid. */
  trust({ wtxid }: { readonly wtxid: string }, rules: ScriptRules): void {
    this.#known.set(wtxid, rules);
    if (this.#known.size > this.#most) this.#known.delete(this.#known.keys().next().value!);
  }
}
