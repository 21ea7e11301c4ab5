/**
 * Where the embedded chain and btcd are known to judge differently. Each entry is a row of docs/bitcoin-differences.md and has a
 * test that shows that it is so.
 */

/** What one chain said. `accepted`, or why not. */
export interface Words {
  readonly embedded: string;
  readonly btcd: string;
}

/** What was judged. */
export type Judged = 'transaction' | 'block' | 'mempool';

/** A difference that is known, by its name in the document. */
export interface Listed {
  readonly name: string;
  readonly judged: Judged;
  /** What it looks like. */
  readonly embedded: RegExp;
  readonly btcd: RegExp;
}

/** Every one of them. */
export const LISTED: readonly Listed[] = [
  {
    name: 'branches of equal work',
    judged: 'block',
    embedded: /^(in|re)\w+: own tip$/,
    btcd: /another tip of equal work$/,
  },
  {
    name: 'anchor',
    judged: 'transaction',
    embedded: /Witness version reserved/,
    btcd: /^accepted$/,
  },
  {
    name: 'trailing bytes',
    judged: 'transaction',
    embedded: /^malformed/,
    btcd: /^accepted$/,
  },
  {
    name: 'anchor',
    judged: 'mempool',
    embedded: /Witness version reserved/,
    btcd: /^has it$/,
  },
  {
    name: 'small numbers as data',
    judged: 'transaction',
    embedded: /^accepted$/,
    btcd: /non-standard script form/,
  },
  {
    name: 'hybrid keys',
    judged: 'transaction',
    embedded: /^scriptpubkey$/,
    btcd: /^accepted$/,
  },
  {
    name: 'locks after a reorganisation',
    judged: 'mempool',
    embedded: /^has it not: (non-BIP68-final|non-final|bad-txns-premature-spend-of-coinbase)$/,
    btcd: /^has it$/,
  },
  {
    name: 'fees after a reorganisation',
    judged: 'mempool',
    embedded: /^has it not: min relay fee not met$/,
    btcd: /^has it$/,
  },
];

/** The entry that explains a difference, or nothing. */
export function listedFor(judged: Judged, { embedded, btcd }: Words): Listed | undefined {
  return LISTED.find(
    (each) => each.judged === judged && each.embedded.test(embedded) && each.btcd.test(btcd),
  );
}
