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
export const LISTED: readonly Listed[] = [];

/** The entry that explains a difference, or nothing. */
export function listedFor(judged: Judged, { embedded, btcd }: Words): Listed | undefined {
  return LISTED.find(
    (each) => each.judged === judged && each.embedded.test(embedded) && each.btcd.test(btcd),
  );
}
