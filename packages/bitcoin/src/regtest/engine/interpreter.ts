import { createRequire } from 'node:module';
import type Bitcore from 'bitcore-lib';

/**
 * bitcore-lib's interpreter of scripts. It is good enough for a chain for development, and no consensus engine.
 *
 * Where the interpreter of bitcore-lib 11.5.1 is wrong, and what is done about it:
 * - With bn.js below 4.12.3 it refuses valid Taproot spends whose keys begin with a zero byte: the project overrides it.
 * - SCRIPT_VERIFY_CLEANSTACK breaks witness spends: it is never set, and `judge.ts` checks the rule.
 * - With LOW_S set, undefined hash types pass; public keys off the curve count as badly encoded: both rules are checked here.
 * - CHECKMULTISIG works in Tapscript, where BIP342 disables it: refused here.
 * - Opcodes that no rule defines swallow the rest of a script, also in branches that are not taken and outside of Tapscript: valid
 *   scripts of this kind are refused. Of Bitcoin Core's 1,109 legacy vectors 73 are judged differently, nearly all for this reason.
 * - The Taproot signature hash is wrong when any spent output has a script of 253 bytes or more. No standard output has.
 * - CHECKSEQUENCEVERIFY takes high versions, which are negative when read with a sign, for versions below 2: corrected here.
 * - Anchors that anyone may spend are taken for witness programs of the future, which relay does not spend: corrected by `judge.ts`.
 */

/** bitcore-lib's numbers for BIP143 and BIP342. */
const WITNESS_V0 = 1;
const TAPSCRIPT = 3;
const OP_CHECKMULTISIG = 0xae;
const OP_CHECKMULTISIGVERIFY = 0xaf;

function load() {
  // Not with this file: it is large, and a chain on which nobody spends anything starts without it.
  const { Script, Transaction } = createRequire(import.meta.url)('bitcore-lib') as typeof Bitcore;
  const { Interpreter } = Script;
  const known = Interpreter as unknown as Readonly<Record<string, number>>;
  const flags = (...names: readonly string[]): number =>
    names.reduce((sum, name) => {
      const flag = known[`SCRIPT_VERIFY_${name}`];
      if (flag === undefined) throw new RangeError(`bitcore-lib knows no rule ${name}.`);
      return sum | flag;
    }, 0);
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

  return { Script, Transaction, Judge, CONSENSUS, POLICY };
}

/** What scripts are judged with. */
export type ScriptLibrary = ReturnType<typeof load>;

let loaded: ScriptLibrary | undefined;

/** bitcore-lib, loaded when it is first asked for. */
export function interpreter(): ScriptLibrary {
  loaded ??= load();
  return loaded;
}
