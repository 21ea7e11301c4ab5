/** What the judge uses of bitcore-lib, which has no types of its own. */
declare module 'bitcore-lib' {
  interface BitcoreScript {
    readonly chunks: readonly { readonly opcodenum: number }[];
  }
  interface BitcoreTransaction {
    version: number;
    readonly inputs: {
      output: object;
      readonly script: BitcoreScript;
      readonly witnesses: Buffer[] | undefined;
    }[];
  }
  interface BitcoreInterpreter {
    errstr: string;
    readonly flags: number;
    readonly sigversion: number;
    readonly pc: number;
    readonly script: BitcoreScript;
    readonly stack: readonly Buffer[];
    readonly vfExec: readonly boolean[];
    readonly tx: BitcoreTransaction;
    checkSequence(operand: object): boolean;
    checkSignatureEncoding(signature: Buffer): boolean;
    checkPubkeyEncoding(key: Buffer): boolean;
    step(): boolean;
    verify(
      scriptSig: BitcoreScript,
      script: BitcoreScript,
      tx: BitcoreTransaction,
      input: number,
      flags: number,
      witnesses: Buffer[],
      satoshis: number,
    ): boolean;
  }
  const bitcore: {
    readonly Script: {
      new (bytes: Buffer): BitcoreScript;
      readonly Interpreter: new () => BitcoreInterpreter;
    };
    readonly Transaction: {
      new (bytes: Buffer): BitcoreTransaction;
      readonly Output: new (output: { script: Buffer; satoshis: number }) => object;
    };
  };
  export default bitcore;
}
