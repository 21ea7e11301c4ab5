import type { TxOutput } from '../../transaction/transaction.ts';
import { effortOf, MAX_EFFORT } from './effort.ts';
import { interpreter, type ScriptLibrary } from './interpreter.ts';
import type { TxRecord } from './record.ts';
import { isAnchor, programOf } from './script.ts';
import { scriptError } from './script-error.ts';

/** Whether scripts hold. By whom they are judged, and where he is wrong: `interpreter.ts`. */

/** `consensus`: what blocks obey. `policy`: what relay obeys on top. */
export type ScriptRules = 'consensus' | 'policy';

/** Why an input's script does not hold. */
export interface ScriptFailure {
  readonly input: number;
  /** Bitcoin Core's words, such as `Locktime requirement not satisfied`. */
  readonly error: string;
}

/** A transaction as the interpreter reads it. */
type Parsed = InstanceType<ScriptLibrary['Transaction']>;

function judgeInput(
  record: TxRecord,
  tx: Parsed,
  i: number,
  spent: TxOutput,
  rules: ScriptRules,
): string | undefined {
  const { Judge, Script, CONSENSUS, POLICY } = interpreter();
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
  const { Transaction } = interpreter();
  let tx: Parsed;
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
