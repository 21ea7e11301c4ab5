import { sat } from '@coffer/core/amount';
import { type Bytes, concat } from '@coffer/core/bytes';
import { describe, expect, test } from 'vitest';
import { hash256, u32 } from '../encoding/bytes.ts';
import type { BitcoinCode } from '../encoding/error.ts';
import { encodeStripped, encodeTx, parseTx, type Tx, txHash } from '../transaction/transaction.ts';
import { extend } from './extend.ts';
import { encodeHeader, HEADER_BYTES } from './header.ts';
import { rulesOf, startChain, tipHeight } from './headers.ts';
import { type InclusionProof, proveTransactions, verifyConfirmed, verifyInclusion } from './inclusion.ts';
import { parentOf } from './merkle.ts';
import { REGTEST } from './network.ts';
import { buildProof, encodeProof, type MerkleProof, matchesOf, parseProof } from './proof.ts';
import { blockOf, coinbase, payment } from './testing/blocks.ts';
import { branch, EASY, easyChain, LATER, mined, tipAt } from './testing/mine.ts';

const refused = (code: BitcoinCode) => expect.objectContaining({ code });
const FIRST = coinbase();

describe('a transaction in a block', () => {
  const payments = [1, 2, 3, 4].map((seed) => payment(seed));
  const block = blockOf([FIRST, ...payments]);
  const [one, two] = payments.map(txHash);

  test('is proved with its place', () => {
    for (const [i, tx] of block.transactions.entries()) {
      const proof = proveTransactions(block, [txHash(tx)]);
      expect(verifyInclusion(block.header, proof, txHash(tx))).toEqual({ index: i });
    }
    const both = proveTransactions(block, [two!, one!]);
    expect([one!, two!].map((hash) => verifyInclusion(block.header, both, hash).index)).toEqual([1, 2]);
  });

  test('is not proved by a proof of another, of another block, or with bytes spoiled', () => {
    const proof = proveTransactions(block, [one!]);
    expect(() => verifyInclusion(block.header, proof, two!)).toThrow(refused('PROOF_ABSENT'));
    const other = { ...block.header, nonce: 77 };
    expect(() => verifyInclusion(other, proof, one!)).toThrow(refused('PROOF_ROOT'));
    expect(() => proveTransactions(block, [hash256(one!)])).toThrow(refused('PROOF_ABSENT'));
    expect(() => proveTransactions({ ...block, transactions: [] }, [])).toThrow(refused('PROOF_ABSENT'));
    const moved = { ...block.header, merkleRoot: parentOf(one!, two!) };
    const forged = { ...proof, merkle: concat(encodeHeader(moved), proof.merkle.subarray(80)) };
    expect(() => verifyInclusion(moved, forged, one!)).toThrow(refused('PROOF_ROOT'));
  });

  test('is not proved without the coinbase', () => {
    const all = block.transactions.map(txHash);
    const alone = encodeProof(buildProof(block.header, all, [one!]));
    const proof = proveTransactions(block, [one!]);
    for (const wrong of [
      { ...proof, merkle: alone },
      { ...proof, coinbase: encodeStripped(payments[0]!) },
      { ...proof, coinbase: encodeTx(coinbase({ lockTime: 1 })) },
    ]) {
      expect(() => verifyInclusion(block.header, wrong, one!)).toThrow(refused('PROOF_COINBASE'));
    }
  });
});

/**
 * Bytes of 64 that are two hashes and read as a transaction at once: one input, no outputs. Such hashes are found in 2^16 trials;
 * with an output, as a block asks for, it takes some 2^20 times more, which a miner has.
 */
function ambiguous(left: Bytes, right: Bytes): Tx | undefined {
  const bytes = concat(left, right);
  return bytes[4] === 1 && bytes[41] === 13 && bytes[59] === 0 ? parseTx(bytes) : undefined;
}

/** A payment whose hash can stand in one half of such a transaction. */
function found(fits: (hash: Bytes) => boolean): Tx {
  for (let lockTime = 0; ; lockTime++) {
    const tx = { ...payment(1), lockTime };
    if (fits(txHash(tx))) return tx;
  }
}

describe('a transaction of 64 bytes', () => {
  const left = found((hash) => hash[4] === 1);
  const right = found((hash) => hash[9] === 13 && hash[27] === 0);
  const both = ambiguous(txHash(left), txHash(right))!;

  test('is the parent of two transactions: same bytes, same hash', () => {
    expect(encodeStripped(both).length).toBe(64);
    expect(txHash(both)).toEqual(parentOf(txHash(left), txHash(right)));
  });

  test('in a block, does not prove a payment that was never mined', () => {
    // The miner mines `both`. Nobody ever mined `right`, which pays the victim.
    const block = blockOf([FIRST, both]);
    const victim = txHash(right);
    const forged: MerkleProof = {
      header: block.header,
      total: 4,
      hashes: [txHash(FIRST), txHash(left), victim],
      flags: [true, false, true, false, true],
    };
    // The tree alone says that the payment is there.
    expect(matchesOf(parseProof(encodeProof(forged)))).toEqual([{ index: 3, hash: victim }]);
    const coinbaseOf = (tx: Tx, merkle: MerkleProof): InclusionProof => ({
      merkle: encodeProof(merkle),
      coinbase: encodeStripped(tx),
    });
    // With the coinbase named as it is, as the first leaf of a made-up pair, or as the half of the transaction that stands there.
    expect(() => verifyInclusion(block.header, coinbaseOf(FIRST, forged), victim)).toThrow(
      refused('PROOF_COINBASE'),
    );
    const marked = { ...forged, flags: [true, true, true, false, true] };
    expect(() => verifyInclusion(block.header, coinbaseOf(FIRST, marked), victim)).toThrow(
      refused('PROOF_MALFORMED'),
    );
    const paired = {
      ...forged,
      hashes: [txHash(FIRST), txHash(FIRST), txHash(left), victim],
      flags: [true, true, true, false, true, false, true],
    };
    expect(() => verifyInclusion(block.header, coinbaseOf(FIRST, paired), victim)).toThrow(
      refused('PROOF_DUPLICATE'),
    );
    const swapped: MerkleProof = { ...forged, flags: [true, false, true, true, true] };
    expect(() => verifyInclusion(block.header, coinbaseOf(left, swapped), victim)).toThrow(
      refused('PROOF_COINBASE'),
    );
    // What was mined is proved.
    expect(verifyInclusion(block.header, proveTransactions(block, [txHash(both)]), txHash(both)).index).toBe(
      1,
    );
  });

  test('is not made of two that are side by side in a block', () => {
    // Mined are `left` and `right`; their parent is passed off as a transaction, one level higher.
    const block = blockOf([FIRST, payment(9), left, right]);
    const node = txHash(both);
    const top = parentOf(txHash(FIRST), txHash(payment(9)));
    const forged: MerkleProof = {
      header: block.header,
      total: 2,
      hashes: [top, node],
      flags: [true, false, true],
    };
    expect(matchesOf(parseProof(encodeProof(forged)))).toEqual([{ index: 1, hash: node }]);
    for (const flags of [forged.flags, [true, true, true]]) {
      const proof = { merkle: encodeProof({ ...forged, flags }), coinbase: encodeStripped(FIRST) };
      expect(() => verifyInclusion(block.header, proof, node)).toThrow(refused('PROOF_COINBASE'));
    }
    expect(
      verifyInclusion(block.header, proveTransactions(block, [txHash(right)]), txHash(right)).index,
    ).toBe(3);
  });
});

describe('a transaction on the chain', () => {
  const rules = rulesOf(EASY);
  const paid = payment(5);
  const block = blockOf([FIRST, paid]);
  const trunk = branch(tipAt(EASY.genesis), 3);
  const header = mined({ ...block.header, previous: trunk.tip.hash, time: trunk.tip.time + 600, version: 4 });
  const after = branch(tipAt(header), 5);
  const bytes = concat(trunk.bytes, encodeHeader(header), after.bytes);
  const chain = extend(rules, easyChain(), bytes, LATER).chain;
  const proof = proveTransactions({ ...block, header }, [txHash(paid)]);

  test('is as deep as it is', () => {
    expect(verifyConfirmed(chain, proof, txHash(paid), 6)).toEqual({ height: 4, index: 1, confirmations: 6 });
    expect(() => verifyConfirmed(chain, proof, txHash(paid), 7)).toThrow(refused('HEADER_SHALLOW'));
    expect(() => verifyConfirmed(chain, proof, txHash(payment(6)), 1)).toThrow(refused('PROOF_ABSENT'));
  });

  test('is proved for good, also when its block is older than what is held', () => {
    const network = REGTEST;
    const small = { ...rules, network, maxBatch: 2200, maxFork: 20 };
    const before = branch(tipAt(network.genesis), 3);
    const early = mined({
      ...block.header,
      previous: before.tip.hash,
      time: before.tip.time + 600,
      version: 4,
      bits: before.tip.bits,
    });
    const rest = branch(tipAt(early), 2196);
    const start = startChain(small, { height: 0, header: network.genesis, earlierTimes: [] });
    const all = concat(before.bytes, encodeHeader(early), rest.bytes);
    let grown = extend(small, start, all, LATER).chain;
    for (let on = rest; grown.base === 0; ) {
      on = branch(on.tip, 2100);
      grown = extend(small, grown, on.bytes, LATER).chain;
    }
    const old = proveTransactions({ ...block, header: early }, [txHash(paid)]);
    expect(() => verifyConfirmed(grown, old, txHash(paid), 6)).toThrow(refused('HEADER_UNKNOWN'));
    const between = all.subarray(3 * HEADER_BYTES, 2016 * HEADER_BYTES);
    expect(verifyConfirmed(grown, old, txHash(paid), 6, between)).toMatchObject({ height: 4, index: 1 });
    // Headers of a block that is not this one, and headers that do not lead up to the chain.
    const later = between.subarray(HEADER_BYTES);
    expect(() => verifyConfirmed(grown, old, txHash(paid), 6, later)).toThrow(refused('HEADER_UNKNOWN'));
    const cut = between.subarray(0, -HEADER_BYTES);
    expect(() => verifyConfirmed(grown, old, txHash(paid), 6, cut)).toThrow(refused('HEADER_LINK'));
  });

  test('is not when its block was left for another, or never was on the chain', () => {
    const other = branch(trunk.tip, 7, { salt: 1 });
    const left = extend(rules, chain, other.bytes, LATER).chain;
    expect(tipHeight(left)).toBe(10);
    expect(() => verifyConfirmed(left, proof, txHash(paid), 1)).toThrow(refused('HEADER_UNKNOWN'));
    const alone = proveTransactions(block, [txHash(paid)]);
    expect(() => verifyConfirmed(chain, alone, txHash(paid), 1)).toThrow(refused('HEADER_UNKNOWN'));
  });

  test('is its bytes: an output more is another transaction', () => {
    const richer = { ...paid, outputs: [{ value: sat(6n), script: u32(0) }] };
    expect(() => verifyConfirmed(chain, proof, txHash(richer), 1)).toThrow(refused('PROOF_ABSENT'));
  });
});
