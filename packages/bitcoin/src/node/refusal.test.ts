import { expect, test } from 'vitest';
import { type Refusal, reasonOf, transactionRefused } from './refusal.ts';

/** The forms in which Bitcoin Core, over its versions, and btcd say it. */
const SAID: readonly [Refusal, string][] = [
  ['fee-too-low', 'min relay fee not met, 100 < 141'],
  ['fee-too-low', 'mempool min fee not met, 141 < 1000'],
  ['fee-too-low', 'TX rejected: transaction ab has 1 fees which is under the required amount of 94'],
  ['replacement', 'insufficient fee, rejecting replacement ab, less fees than conflicting txs; 0.00 < 0.01'],
  ['replacement', 'replacement-adds-unconfirmed, replacement ab adds unconfirmed input, idx 1'],
  ['replacement', 'bad-txns-spends-conflicting-tx, ab spends conflicting transaction cd'],
  [
    'replacement',
    'TX rejected: ab: replacement transaction has an insufficient fee rate: needs more than 10, has 9',
  ],
  [
    'replacement',
    'replacement transaction spends new unconfirmed input ab:0 not found in conflicting transactions',
  ],
  ['conflict', 'txn-mempool-conflict'],
  ['conflict', 'TX rejected: output already spent in mempool: output=ab:0, tx=cd'],
  ['locked', 'non-BIP68-final'],
  ['locked', 'non-final'],
  ['locked', "TX rejected: transaction's sequence locks on inputs not met"],
  ['locked', 'TX rejected: transaction ab is not standard: transaction is not finalized'],
  ['missing-inputs', 'bad-txns-inputs-missingorspent'],
  ['missing-inputs', 'missing-inputs'],
  [
    'missing-inputs',
    'TX rejected: orphan transaction ab references outputs of unknown or fully-spent transaction cd',
  ],
  ['immature', 'bad-txns-premature-spend-of-coinbase, tried to spend coinbase at depth 3'],
  [
    'immature',
    'TX rejected: tried to spend coinbase transaction output ab:0 from height 1 at height 9 before required maturity of 100 blocks',
  ],
  ['chain-too-long', 'too-long-mempool-chain, too many unconfirmed ancestors [limit: 25]'],
  ['chain-too-long', 'too-large-cluster'],
  ['dust', 'dust'],
  ['dust', 'dust, tx with dust output must be 0-fee'],
  ['dust', 'TX rejected: transaction ab is not standard: transaction output 1: payment is dust: 100'],
  ['non-standard', 'scriptpubkey'],
  ['non-standard', 'bad-txns-nonstandard-inputs'],
  ['non-standard', 'bad-witness-nonstandard'],
  ['non-standard', 'datacarrier'],
  ['non-standard', 'multi-op-return'],
  ['non-standard', 'tx-size'],
  ['non-standard', 'version'],
  ['non-standard', 'TRUC-violation, non-version=3 tx ab cannot spend from version=3 tx cd'],
  [
    'non-standard',
    'TX rejected: transaction ab is not standard: more than one transaction output in a nulldata script',
  ],
  ['invalid', 'mandatory-script-verify-flag-failed (Invalid Schnorr signature)'],
  ['invalid', 'mempool-script-verify-flag-failed (Witness program hash mismatch)'],
  // The transaction's own lock is too short for its script: waiting does not help.
  ['invalid', 'non-mandatory-script-verify-flag (Locktime requirement not satisfied)'],
  ['invalid', 'bad-txns-in-belowout, value in (1.00) < value out (2.00)'],
  ['invalid', 'TX rejected: failed to validate input ab:0 which references output cd:0'],
  ['fee-too-high', 'Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)'],
  ['fee-too-high', 'max-fee-exceeded'],
  ['known', 'Transaction outputs already in utxo set'],
  ['known', 'Transaction already in block chain'],
  ['known', 'txn-already-known'],
  ['known', 'txn-already-in-mempool'],
  ['known', 'TX rejected: already have transaction in mempool ab'],
  ['known', 'TX rejected: transaction already exists in blockchain'],
  ['other', 'the moon is in the wrong phase'],
];

test.each(SAID)('%s: %s', (reason, said) => expect(reasonOf(said)).toBe(reason));

test('a refusal says that nothing was sent, and what to do', () => {
  expect(transactionRefused('non-BIP68-final', -26).toJSON()).toEqual({
    code: 'NODE_REFUSED',
    message: 'The Bitcoin node refuses the transaction: non-BIP68-final',
    money: 'It was not sent: the money is where it was.',
    next: 'Wait until the lock has passed, then broadcast the same transaction.',
    details: { reason: 'locked', node: 'non-BIP68-final', rpc: -26 },
  });
});
