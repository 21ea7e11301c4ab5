import { createRequire } from 'node:module';
import { encodeTx, type Tx, type TxOutput } from '../transaction.ts';

/** Asks bitcore-lib's interpreter, which shares no code with what built the transaction, whether its spends are valid. */

interface Judged {
  verify(...args: readonly unknown[]): boolean;
  errstr: string;
}
interface Library {
  readonly Script: {
    new (bytes: Buffer): object;
    readonly Interpreter: (new () => Judged) & Readonly<Record<string, number>>;
  };
  readonly Transaction: {
    new (bytes: Buffer): { readonly inputs: { output: object; script: object; witnesses?: Buffer[] }[] };
    readonly Output: new (output: { script: Buffer; satoshis: number }) => object;
  };
}

const { Script, Transaction } = createRequire(import.meta.url)('bitcore-lib') as Library;
const { Interpreter } = Script;

// Never CLEANSTACK: this interpreter applies it to witness spends in a way that refuses valid ones.
const FLAGS = [
  ...['P2SH', 'STRICTENC', 'DERSIG', 'LOW_S', 'NULLDUMMY', 'MINIMALDATA', 'MINIMALIF', 'NULLFAIL', 'WITNESS'],
  ...['CHECKLOCKTIMEVERIFY', 'CHECKSEQUENCEVERIFY', 'WITNESS_PUBKEYTYPE', 'TAPROOT'],
].reduce((flags, name) => flags | Interpreter[`SCRIPT_VERIFY_${name}`]!, 0);

/** What is wrong with the inputs' scripts, one entry for each that is invalid; empty when all are valid. */
export function judge(tx: Tx, spent: readonly TxOutput[]): readonly string[] {
  const parsed = new Transaction(Buffer.from(encodeTx(tx)));
  for (const [i, { script, value }] of spent.entries()) {
    parsed.inputs[i]!.output = new Transaction.Output({
      script: Buffer.from(script),
      satoshis: Number(value),
    });
  }
  return spent.flatMap(({ script, value }, i) => {
    const interpreter = new Interpreter();
    const input = parsed.inputs[i]!;
    const valid = interpreter.verify(
      input.script,
      new Script(Buffer.from(script)),
      parsed,
      i,
      FLAGS,
      input.witnesses ?? [],
      Number(value),
    );
    return valid ? [] : [`${i}: ${interpreter.errstr}`];
  });
}
