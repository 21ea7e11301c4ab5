import { extend } from '@coffer/bitcoin/chain/extend';
import { HEADER_BYTES } from '@coffer/bitcoin/chain/header';
import { rulesOf, startChain } from '@coffer/bitcoin/chain/headers';
import { proveTransactions, verifyInclusion } from '@coffer/bitcoin/chain/inclusion';
import { blockOf, coinbase, payment } from '@coffer/bitcoin/chain/testing/blocks';
import { branch, EASY, LATER, tipAt } from '@coffer/bitcoin/chain/testing/mine';
import { txHash } from '@coffer/bitcoin/transaction/transaction';
import type { BenchOptions, Figure } from '../figure.ts';
import { microseconds, significant } from '../measure.ts';

/** Four retargets, as many headers as eight weeks of mainnet. */
const HEADERS = 8_064;
const BATCH = 2_000;
/** Transactions in a busy block. */
const BLOCK = 3_000;

/** What the enclave's light client does: headers with every rule, and proofs that a transaction is in a block. */
export function figures({ runs }: BenchOptions): readonly Figure[] {
  const rules = rulesOf(EASY);
  const genesis = { height: 0, header: EASY.genesis, earlierTimes: [] };
  // A second late each: the rule runs at every retarget, and leaves the easiest target as it is.
  const { bytes } = branch(tipAt(EASY.genesis), HEADERS, { step: 601 });
  const follow = (): void => {
    let chain = startChain(rules, genesis);
    for (let at = 0; at < bytes.length; at += BATCH * HEADER_BYTES) {
      chain = extend(rules, chain, bytes.subarray(at, at + BATCH * HEADER_BYTES), LATER).chain;
    }
  };
  const block = blockOf([coinbase(), ...Array.from({ length: BLOCK - 1 }, (_, i) => payment(i))]);
  const wanted = txHash(block.transactions[BLOCK >> 1]!);
  const proof = proveTransactions(block, [wanted]);
  return [
    {
      name: 'bitcoin.headers_per_s',
      value: significant((HEADERS * 1e6) / microseconds(follow, { runs: Math.min(runs, 25) })),
      unit: '1/s',
      goal: 200_000,
      better: 'higher',
    },
    {
      name: 'bitcoin.proofs_per_s',
      value: significant(1e6 / microseconds(() => verifyInclusion(block.header, proof, wanted), { runs })),
      unit: '1/s',
      better: 'higher',
    },
  ];
}
