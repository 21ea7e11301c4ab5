import { sat } from '@coffer/core/amount';
import { concat } from '@coffer/core/bytes';
import { describe, expect, test } from 'vitest';
import { hash256, hashOf } from '../encoding/bytes.ts';
import type { BitcoinCode } from '../encoding/error.ts';
import { parseTx, type Tx, txHash } from '../transaction/transaction.ts';
import { type Block, encodeBlock, parseBlock } from './block.ts';
import { checkBlock, witnessCommitment } from './check-block.ts';
import { merkleRoot } from './merkle.ts';
import { MAINNET } from './network.ts';
import { blockOf, coinbase, payment, witnessBlock } from './testing/blocks.ts';

const refused = (code: BitcoinCode) => expect.objectContaining({ code });
const SECRET = Uint8Array.of(1, 2, 3);
const PLAIN = blockOf([coinbase(), payment(1), payment(2)]);
const SEGWIT = witnessBlock([payment(1, [SECRET]), payment(2), payment(3, [SECRET, SECRET])]);

/** The block with one transaction changed, and its root as it was. */
function withTx({ header, transactions }: Block, index: number, change: (tx: Tx) => Tx): Block {
  return { header, transactions: transactions.with(index, change(transactions[index]!)) };
}
const withWitness =
  (...witness: Uint8Array[]) =>
  (tx: Tx): Tx => ({
    ...tx,
    inputs: [{ ...tx.inputs[0]!, witness }],
  });

test('the first block of all', () => {
  const raw =
    '01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000';
  const tx = parseTx(Uint8Array.from(raw.match(/../g)!, (byte) => Number.parseInt(byte, 16)));
  expect(checkBlock({ header: MAINNET.genesis, transactions: [tx] })).toEqual([
    hashOf('4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b'),
  ]);
});

describe('a block', () => {
  test.each([
    ['without witnesses', PLAIN],
    ['with witnesses', SEGWIT],
    ['with a commitment to none', witnessBlock([payment(1)])],
    ['of its coinbase alone', blockOf([coinbase()])],
  ])('%s is the one that its header names', (_, block) => {
    expect(checkBlock(parseBlock(encodeBlock(block)))).toEqual(block.transactions.map(txHash));
  });

  test.each<[string, BitcoinCode, Block]>([
    ['nothing in it', 'BLOCK_COINBASE', { ...PLAIN, transactions: [] }],
    ['no coinbase', 'BLOCK_COINBASE', blockOf([payment(1)])],
    ['two coinbases', 'BLOCK_COINBASE', blockOf([coinbase(), coinbase({ lockTime: 1 })])],
    ['a transaction changed', 'BLOCK_ROOT', withTx(PLAIN, 1, (tx) => ({ ...tx, lockTime: 1 }))],
    ['a transaction left out', 'BLOCK_ROOT', { ...PLAIN, transactions: PLAIN.transactions.slice(0, 2) }],
    ['transactions swapped', 'BLOCK_ROOT', { ...PLAIN, transactions: [coinbase(), payment(2), payment(1)] }],
    [
      'a transaction twice (CVE-2012-2459)',
      'BLOCK_DUPLICATE',
      { ...PLAIN, transactions: [...PLAIN.transactions, payment(2)] },
    ],
    ['a witness changed', 'BLOCK_WITNESS', withTx(SEGWIT, 1, withWitness(SECRET.with(0, 9)))],
    ['a witness taken away', 'BLOCK_WITNESS', withTx(SEGWIT, 1, withWitness())],
    ['a witness added', 'BLOCK_WITNESS', withTx(SEGWIT, 2, withWitness(SECRET))],
    [
      'a witness split in two',
      'BLOCK_WITNESS',
      withTx(SEGWIT, 1, withWitness(SECRET.subarray(0, 1), SECRET.subarray(1))),
    ],
    ['a witness that nothing commits to', 'BLOCK_WITNESS', withTx(PLAIN, 1, withWitness(SECRET))],
    ['no reserved value', 'BLOCK_WITNESS', withTx(SEGWIT, 0, withWitness())],
    ['another reserved value', 'BLOCK_WITNESS', withTx(SEGWIT, 0, withWitness(new Uint8Array(32)))],
    ['a reserved value too long', 'BLOCK_WITNESS', withTx(SEGWIT, 0, withWitness(new Uint8Array(33)))],
    [
      'two reserved values',
      'BLOCK_WITNESS',
      withTx(SEGWIT, 0, withWitness(new Uint8Array(32).fill(7), SECRET)),
    ],
  ])('with %s is refused: %s', (_, code, block) => {
    expect(() => checkBlock(block)).toThrow(refused(code));
  });

  test('commits with the last output that has the form, which may go on', () => {
    const script = (fill: number, length = 38) =>
      concat(Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed), new Uint8Array(length - 6).fill(fill));
    const outputs = [script(1), script(2, 50), script(3, 37), Uint8Array.of(0x51)];
    const tx = coinbase({ outputs: outputs.map((one) => ({ value: sat(0n), script: one })) });
    expect(witnessCommitment(tx)).toEqual(new Uint8Array(32).fill(2));
    expect(witnessCommitment(coinbase())).toBeUndefined();
  });

  // Mainnet's rule is two levels deep: the tree of the witness hashes, then the root with the reserved value.
  test('commits to the root of its witness hashes, with zeros for the coinbase', () => {
    const block = witnessBlock([payment(1)]);
    const root = merkleRoot([new Uint8Array(32), txHash(payment(1))]).root;
    expect(witnessCommitment(block.transactions[0]!)).toEqual(
      hash256(concat(root, new Uint8Array(32).fill(7))),
    );
  });
});
