import { concat, fromHex, toHex } from '@coffer/core/bytes';
import { describe, expect, test } from 'vitest';
import { hash256, hashOf, idOf, u32 } from '../encoding/bytes.ts';
import { type BitcoinCode, BitcoinError } from '../encoding/error.ts';
import { headerHash } from './header.ts';
import { merkleRoot, parentOf } from './merkle.ts';
import {
  buildProof,
  encodeProof,
  MAX_TRANSACTIONS,
  type Match,
  type MerkleProof,
  matchesOf,
  parseProof,
} from './proof.ts';
import { EASY } from './testing/mine.ts';

const refused = (code: BitcoinCode) => expect.objectContaining({ code });
const leavesOf = (count: number) => Array.from({ length: count }, (_, i) => hash256(u32(i)));
const under = (leaves: readonly Uint8Array[]) => ({ ...EASY.genesis, merkleRoot: merkleRoot(leaves).root });

// gettxoutproof of a transaction of mainnet, as Bitcoin Core gave it (rust-bitcoin, merkle_tree/block.rs).
const MAINNET_PROOF =
  '01000000ba8b9cda965dd8e536670f9ddec10e53aab14b20bacad27b9137190000000000190760b278fe7b8565fda3b968b918d5fd997f993b23674c0af3b6fde300b38f33a5914ce6ed5b1b01e32f570200000002252bf9d75c4f481ebb6278d708257d1f12beb6dd30301d26c623f789b2ba6fc0e2d32adb5f8ca820731dff234a84e78ec30bce4ec69dbd562d0b2b8266bf4e5a0105';

test('a proof of Bitcoin Core is read, checked, and written again byte for byte', () => {
  const proof = parseProof(fromHex(MAINNET_PROOF));
  expect(matchesOf(proof)).toEqual([
    { index: 1, hash: hashOf('5a4ebf66822b0b2d56bd9dc64ece0bc38ee7844a23ff1d7320a88c5fdb2ad3e2') },
  ]);
  expect(toHex(encodeProof(buildProof(proof.header, proof.hashes, [proof.hashes[1]!])))).toBe(
    `0x${MAINNET_PROOF}`,
  );
  expect(idOf(headerHash(proof.header))).toMatch(/^0000000000/);
});

test('the root of a block of mainnet', () => {
  // Block 170: the coinbase, and the first payment ever.
  const { root, mutated } = merkleRoot([
    hashOf('b1fea52486ce0c62bb442b530a3f0132b826c74e473d1f2c220bfa78111c5082'),
    hashOf('f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16'),
  ]);
  expect([idOf(root), mutated]).toEqual([
    '7dac2c5666815c17a3b36427de37bb9d2e2c5ccec3f8633eb91a4205cb4c10ff',
    false,
  ]);
});

test('proofs of every choice, in blocks of one to nine transactions', () => {
  for (let count = 1; count <= 9; count++) {
    const leaves = leavesOf(count);
    for (let choice = 0; choice < 1 << count; choice++) {
      const chosen = leaves.filter((_, i) => ((choice >> i) & 1) === 1);
      const bytes = encodeProof(buildProof(under(leaves), leaves, chosen));
      const proof = parseProof(bytes);
      expect(matchesOf(proof)).toEqual(chosen.map((hash) => ({ index: leaves.indexOf(hash), hash })));
      expect(encodeProof(buildProof(proof.header, leaves, chosen))).toEqual(bytes);
    }
  }
});

test('what is not in a block cannot be proved', () => {
  const leaves = leavesOf(3);
  expect(() => buildProof(under(leaves), leaves, [hash256(u32(3))])).toThrow(refused('PROOF_ABSENT'));
});

describe('a proof that is not the one', () => {
  const leaves = leavesOf(7);
  const proof = buildProof(under(leaves), leaves, [leaves[2]!, leaves[6]!]);
  const again = (change: Partial<MerkleProof>) => () =>
    matchesOf(parseProof(encodeProof({ ...proof, ...change })));
  const { hashes, flags } = proof;

  test.each<[string, BitcoinCode, Partial<MerkleProof>]>([
    ['of another root', 'PROOF_ROOT', { header: EASY.genesis }],
    ['another hash', 'PROOF_ROOT', { hashes: hashes.with(1, leaves[5]!) }],
    ['hashes swapped', 'PROOF_ROOT', { hashes: hashes.with(0, hashes[1]!).with(1, hashes[0]!) }],
    ['a hash too few', 'PROOF_MALFORMED', { hashes: hashes.slice(0, -1) }],
    ['a hash too many', 'PROOF_MALFORMED', { hashes: [...hashes, leaves[0]!] }],
    ['no hashes', 'PROOF_MALFORMED', { hashes: [], flags: [] }],
    ['a flag too few', 'PROOF_MALFORMED', { flags: flags.slice(0, 8) }],
    [
      'a flag too many',
      'PROOF_MALFORMED',
      { flags: flags.concat(Array(16 - flags.length).fill(false), true) },
    ],
    ['a flag set in the padding', 'PROOF_MALFORMED', { flags: [...flags, true] }],
    ['flags for ever', 'PROOF_MALFORMED', { flags: Array(100_000).fill(true) }],
    ['a flag not set', 'PROOF_MALFORMED', { flags: flags.with(0, false) }],
    ['another flag set', 'PROOF_MALFORMED', { flags: flags.map(() => true) }],
    ['fewer transactions', 'PROOF_MALFORMED', { total: 3 }],
    ['more transactions', 'PROOF_ROOT', { total: 9 }],
    ['no transactions', 'PROOF_MALFORMED', { total: 0 }],
    ['more hashes than transactions', 'PROOF_MALFORMED', { total: 1 }],
    ['more transactions than fit', 'BITCOIN_TOO_LARGE', { total: MAX_TRANSACTIONS + 1 }],
    ['most transactions of all', 'BITCOIN_TOO_LARGE', { total: 0xffff_ffff }],
  ])('%s', (_, code, change) => {
    expect(again(change)).toThrow(refused(code));
  });

  test('cut short anywhere, or with a byte after its end', () => {
    const bytes = encodeProof(proof);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => parseProof(bytes.subarray(0, length))).toThrow(refused('BITCOIN_MALFORMED'));
    }
    expect(() => parseProof(concat(bytes, Uint8Array.of(0)))).toThrow(refused('BITCOIN_MALFORMED'));
  });

  test('of any flipped bit, proves nothing else', () => {
    const bytes = encodeProof(proof);
    for (let bit = 8 * 36; bit < 8 * bytes.length; bit++) {
      // Time, bits and nonce name another block: whoever asks compares the header.
      if (bit >= 8 * 68 && bit < 8 * 80) continue;
      const spoiled = bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7)));
      let found: readonly Match[];
      try {
        found = matchesOf(parseProof(spoiled));
      } catch (error) {
        expect(error).toBeInstanceOf(BitcoinError);
        continue;
      }
      // Flags may name other leaves, and how many there are is not proved: but all are leaves, at their places.
      for (const { index, hash } of found) expect(hash).toEqual(leaves[index]);
    }
  });
});

describe('a transaction that stands twice (CVE-2012-2459)', () => {
  const leaves = leavesOf(3);

  test('has the same root as once, and is seen', () => {
    const twice = [...leaves, leaves[2]!];
    expect(merkleRoot(twice).root).toEqual(merkleRoot(leaves).root);
    expect([merkleRoot(leaves).mutated, merkleRoot(twice).mutated]).toEqual([false, true]);
    // Also when it is a whole branch of the tree.
    const six = leavesOf(6);
    const eight = [...six, ...six.slice(4)];
    expect(merkleRoot(eight)).toEqual({ root: merkleRoot(six).root, mutated: true });
    expect(merkleRoot([])).toEqual({ root: new Uint8Array(32), mutated: false });
  });

  test('is not proved at a place where it is not', () => {
    const header = under(leaves);
    const forged: MerkleProof = {
      header,
      total: 4,
      hashes: [parentOf(leaves[0]!, leaves[1]!), leaves[2]!, leaves[2]!],
      flags: [true, false, true, false, true],
    };
    expect(() => matchesOf(parseProof(encodeProof(forged)))).toThrow(refused('PROOF_DUPLICATE'));
    expect(matchesOf(buildProof(header, leaves, [leaves[2]!]))).toEqual([{ index: 2, hash: leaves[2] }]);
  });
});
