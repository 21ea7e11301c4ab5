/**
 * What kind of rule a refusal names. Bitcoin Core's words and btcd's differ, and so does the order in which they look: that both name
 * the same kind of rule nearly always shows that they refuse for the same reason, and not by chance.
 */

/** A kind of rule. */
type RuleClass =
  | 'known'
  | 'encoding'
  | 'header'
  | 'structure'
  | 'commitment'
  | 'coinbase'
  | 'inputs'
  | 'amount'
  | 'ripeness'
  | 'lock'
  | 'fee'
  | 'conflict'
  | 'standard'
  | 'script';

/** The first that fits counts. */
const CLASSES: readonly (readonly [RuleClass, RegExp])[] = [
  ['encoding', /^malformed|decode failed/],
  ['script', /script-verify-flag|failed to (validate|parse) input/],
  ['known', /^duplicate|txn-already|txn-same-nonwitness|already (have|exists)/],
  ['fee', /insufficient (fee|absolute)|fee not met|rate limiter/],
  ['conflict', /mempool-conflict|spent in mempool|replacement|conflicting/],
  ['ripeness', /premature|maturity/],
  ['lock', /non-?final|not finalized|unfinalized|sequence lock|non-BIP68/],
  [
    'amount',
    /belowout|amount spent|outtotal|vout-toolarge|(higher than|exceeds) max allowed value|cb-amount|pays \d+/,
  ],
  ['inputs', /missing|unknown or fully-spent|has already been spent|is null|prevout-null|duplicate/],
  [
    'commitment',
    /witness-merkle|witness commitment|nonce|unexpected-witness|witness data, yet|items in its witness/,
  ],
  ['coinbase', /bad-cb|coinbase/],
  [
    'header',
    /high-hash|diffbits|time-too|bad-version|prevblk|difficulty|block hash|timestamp|no longer valid|previous block/,
  ],
  ['standard', /standard|scriptpubkey|dust|^version|tx-size|too small|multi-op-return|scriptsig-/],
  ['structure', /merkle|txnmrklroot|bad-txns|bad-blk|transaction|block/],
];

/** The kind of rule that words name. */
export function classOf(words: string): RuleClass | 'other' {
  return CLASSES.find(([, pattern]) => pattern.test(words))?.[0] ?? 'other';
}
