/**
 * Where the embedded chain and btcd are known to judge differently. Each name is a row of docs/bitcoin-differences.md and has a
 * test that shows that it is so.
 */

/** What one chain said. `accepted`, or why not. */
export interface Words {
  readonly embedded: string;
  readonly btcd: string;
}

/** What was judged. */
export type Judged = 'transaction' | 'block' | 'mempool';

/** What a known difference looks like. */
interface Shape {
  readonly judged: Judged;
  readonly embedded: RegExp;
  readonly btcd: RegExp;
}

const ACCEPTED = /^accepted$/;
const HAS = /^has it$/;

const transaction = (embedded: RegExp, btcd = ACCEPTED): Shape => ({
  judged: 'transaction',
  embedded,
  btcd,
});
const block = (embedded: RegExp, btcd: RegExp): Shape => ({ judged: 'block', embedded, btcd });
const mempool = (embedded: RegExp, btcd = HAS): Shape => ({ judged: 'mempool', embedded, btcd });

/** Every known difference, by the name that the document gives it. */
export const LISTED = {
  'long chains': [transaction(/^too-long-mempool-chain$/)],
  'weight of signature checks': [transaction(/^min relay fee not met$/)],
  'cost of signature checks': [transaction(/^bad-txns-too-many-sigops$/)],
  'signature checks before segwit': [transaction(/^bad-txns-nonstandard-inputs$/)],
  'new unconfirmed inputs': [transaction(/^replacement-adds-unconfirmed$/)],
  'standard witnesses': [transaction(/^bad-witness-nonstandard$/)],
  'keys of multisig': [transaction(/^scriptpubkey$/)],
  'empty signatures': [transaction(/Signature is found in scriptCode/)],
  'bytes behind a transaction': [transaction(/^malformed: BITCOIN_MALFORMED$/)],
  'full mempool': [mempool(/^has it not: mempool min fee not met$/)],
  'old transactions': [mempool(/^has it not: accepted$/)],
  'locks after a reorganisation': [
    mempool(/^has it not: (non-BIP68-final|non-final|bad-txns-premature-spend-of-coinbase)$/),
  ],
  'fees after a reorganisation': [mempool(/^has it not: (min relay fee not met|nor what it builds on)$/)],
  'branches of equal work': [block(/^(in|re)\w+: own tip$/, /another tip of equal work$/)],
  'marks after reconsiderblock': [
    block(/^reconsiderblock: own tip$/, /another tip of other work$/),
    block(/^accepted/, /previous block … is known to be invalid/),
  ],
  'orphan blocks': [block(/^prev-blk-not-found$/, ACCEPTED)],
  'the clock': [block(/^time-too-new/, /^accepted/)],
  'undefined opcodes': [block(/^mandatory-script-verify-flag-failed/, /^accepted/)],
  'long scripts beside Taproot': [block(/^mandatory-script-verify-flag-failed/, /^accepted/)],
  'too much to hash': [block(/more to hash than this development chain judges/, /^accepted/)],
} as const satisfies Readonly<Record<string, readonly Shape[]>>;

/** The name of a known difference. */
export type ListedName = keyof typeof LISTED;

/** Those that random histories meet. The others look like mistakes, and are only known where a test makes them. */
const MET: readonly ListedName[] = [
  'locks after a reorganisation',
  'fees after a reorganisation',
  'branches of equal work',
  'bytes behind a transaction',
  'empty signatures',
];

/** The known difference that explains one, or nothing. @param among those that may be met */
export function listedFor(
  judged: Judged,
  { embedded, btcd }: Words,
  among: readonly ListedName[] = MET,
): ListedName | undefined {
  return among.find((name) =>
    LISTED[name].some(
      (shape) => shape.judged === judged && shape.embedded.test(embedded) && shape.btcd.test(btcd),
    ),
  );
}
