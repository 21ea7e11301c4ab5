import { NodeError, words } from './error.ts';

/** Why a node does not take a transaction, in words that Bitcoin Core, btcd and the embedded chain share. */
export type Refusal =
  /** It pays less than nodes relay. */
  | 'fee-too-low'
  /** It would replace another transaction, and does not pay enough more for that, or may not. */
  | 'replacement'
  /** Another waiting transaction spends the same money, and may not be replaced. */
  | 'conflict'
  /** A lock time or relative lock (BIP68, BIP113) has not passed yet. */
  | 'locked'
  /** It spends what does not exist or is spent. */
  | 'missing-inputs'
  /** It spends a block's reward before 100 blocks have passed. */
  | 'immature'
  /** Too many unconfirmed transactions hang together. */
  | 'chain-too-long'
  /** An output is worth less than it costs to spend. */
  | 'dust'
  /** It is valid, but nodes do not relay such a transaction. */
  | 'non-standard'
  /** No block may contain it: a wrong signature, a wrong script, a wrong sum. */
  | 'invalid'
  /** Its fee is far above what the node takes for sane. */
  | 'fee-too-high'
  /** The node has it already, in its mempool or in its chain. */
  | 'known'
  /** None of these. */
  | 'other';

interface Rule {
  readonly reason: Refusal;
  /** Bitcoin Core's tokens and btcd's sentences. */
  readonly says: RegExp;
}

/** First match wins: the particular before the general. */
const RULES: readonly Rule[] = [
  {
    reason: 'known',
    says: /already in (?:block chain|utxo set|mempool)|txn-already-(?:known|in-mempool)|already have transaction|transaction already exists|same-nonwitness-data/i,
  },
  {
    reason: 'replacement',
    says: /insufficient fee|insufficient absolute fee|insufficient fee rate|rejecting replacement|replacement-adds|replacement transaction|too many potential replacements|bad-txns-spends-conflicting-tx|replacement-failed/i,
  },
  {
    reason: 'fee-too-low',
    says: /min relay fee|mempool min fee|min-fee-not-met|under the required amount|insufficient priority|rate limiter|mempool full/i,
  },
  { reason: 'fee-too-high', says: /max-fee-exceeded|maxfeerate|absurdly-high-fee|fee exceeds maximum/i },
  { reason: 'conflict', says: /mempool-conflict|output already spent in mempool|already spent by/i },
  {
    reason: 'locked',
    says: /non-bip68-final|non-final|sequence locks|not finalized|unfinalized/i,
  },
  {
    reason: 'immature',
    says: /premature-spend-of-coinbase|immature|spend coinbase|before required maturity/i,
  },
  {
    reason: 'missing-inputs',
    says: /missingorspent|missing-?inputs|missing inputs|orphan transaction|unknown or fully-spent|does not exist or has already been spent|inputs-spent/i,
  },
  {
    reason: 'chain-too-long',
    says: /too-long-mempool-chain|too-large-cluster|too many (?:unconfirmed|descendants|ancestors)/i,
  },
  { reason: 'dust', says: /\bdust\b/i },
  {
    reason: 'non-standard',
    says: /standard|truc-violation|scriptpubkey|scriptsig|datacarrier|multi-op-return|tx-size|too small|weight of|^version|nulldata|sigop|bare-multisig|not in the currently/i,
  },
  {
    reason: 'invalid',
    says: /(?:mandatory|mempool|block)-script-verify|failed to validate|bad-txns|signature|script (?:execution|evaluation)|less than the amount spent|total value of all|in-belowout|coinbase/i,
  },
];

/** Sorts a node's words. */
export function reasonOf(text: string): Refusal {
  return RULES.find(({ says }) => says.test(text))?.reason ?? 'other';
}

const NEXT: Readonly<Record<Refusal, string>> = {
  'fee-too-low': 'Make it again with a higher fee; nodes relay nothing below their floor.',
  replacement: 'Raise the fee: a replacement pays more than all that it replaces, and a higher rate.',
  conflict:
    'Another transaction spends the same money. Look at that one, and replace it if it may be replaced.',
  locked: 'Wait until the lock has passed, then broadcast the same transaction.',
  'missing-inputs':
    'What it spends is spent, or not known to this node yet. Look who spent it before anything is made anew.',
  immature: 'Wait until the block’s reward is 100 blocks deep.',
  'chain-too-long': 'Wait for a block: too many unconfirmed transactions hang together.',
  dust: 'Leave the small output out, or make it larger.',
  'non-standard': 'Nodes do not relay such a transaction. It needs another form.',
  invalid: 'It can never be mined as it is. Its signatures or sums are wrong; report it.',
  'fee-too-high': 'The node takes its fee for a mistake. Check the fee.',
  known: 'Nothing: the node has it already.',
  other: 'The node’s own words are in the details.',
};

/** The refusal of a transaction as an error. @param text the node's words @param rpc its JSON-RPC error code */
export function transactionRefused(text: string, rpc: number | undefined, cause?: unknown): NodeError {
  const reason = reasonOf(text);
  return new NodeError('NODE_REFUSED', `The Bitcoin node refuses the transaction: ${words(text)}`, {
    money: 'It was not sent: the money is where it was.',
    next: NEXT[reason],
    details: { reason, node: words(text), ...(rpc === undefined ? {} : { rpc }) },
    cause,
  });
}
