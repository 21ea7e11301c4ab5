import { type Bytes, equal } from '@coffer/core/bytes';
import { BitcoinError } from '../encoding/error.ts';
import { encodeStripped, isCoinbase, parseTx, txHash } from '../transaction/transaction.ts';
import type { Block } from './block.ts';
import { encodeHeader, type Header, headerHash } from './header.ts';
import { baseOf, descend, type HeaderChain, heightOf, tipHeight } from './headers.ts';
import { buildProof, encodeProof, matchesOf, parseProof } from './proof.ts';

/**
 * That a transaction is in a block, proved with the block's coinbase beside it.
 *
 * Why the coinbase: a node of a Merkle tree is the hash of 64 bytes, and so is the name of a transaction of 64 bytes. Whoever
 * mines such a transaction, whose bytes are two hashes, proves a payment that never was one level below it; and a node may be
 * passed off as a transaction, one level above its children. Either way the tree that is shown is not as high as the real one,
 * and the coinbase stands at another height in it. There it would be the hash of 64 bytes that are two hashes and a coinbase
 * at once, of which 32 bytes in a row are zero: nobody finds a hash with 27 zero bytes. So where the coinbase is a leaf, all
 * leaves are transactions.
 */
export interface InclusionProof {
  /** `gettxoutproof` of the transaction and the coinbase. */
  readonly merkle: Bytes;
  /** The block's first transaction, without witnesses. */
  readonly coinbase: Bytes;
}

/** A proof for one of a block's transactions, or several. @throws BitcoinError `PROOF_ABSENT` */
export function proveTransactions(block: Block, hashes: readonly Bytes[]): InclusionProof {
  const all = block.transactions.map(txHash);
  const [coinbase] = block.transactions;
  if (coinbase === undefined)
    throw new BitcoinError('PROOF_ABSENT', 'A block without transactions proves nothing.');
  return {
    merkle: encodeProof(buildProof(block.header, all, [all[0]!, ...hashes])),
    coinbase: encodeStripped(coinbase),
  };
}

/**
 * Verifies that a transaction is in the block of this header, which the caller believes.
 * @param hash of the transaction: make it from the transaction's bytes, 32 bytes as hashed
 * @returns its place in the block
 * @throws BitcoinError `BITCOIN_…` and `PROOF_…`
 */
export function verifyInclusion(
  header: Header,
  proof: InclusionProof,
  hash: Bytes,
): { readonly index: number } {
  const merkle = parseProof(proof.merkle);
  if (!equal(encodeHeader(merkle.header), encodeHeader(header))) {
    throw new BitcoinError('PROOF_ROOT', 'A Merkle proof is of another block.');
  }
  const matches = matchesOf(merkle);
  const coinbase = parseTx(proof.coinbase);
  const first = matches[0];
  if (!isCoinbase(coinbase) || first?.index !== 0 || !equal(first.hash, txHash(coinbase))) {
    throw new BitcoinError(
      'PROOF_COINBASE',
      'A Merkle proof does not prove the coinbase of its block as well.',
      {
        next: 'Ask for the proof of both: the transaction, and the first one of its block.',
      },
    );
  }
  const match = matches.find((one) => equal(one.hash, hash));
  if (match === undefined) throw new BitcoinError('PROOF_ABSENT', 'A Merkle proof is of other transactions.');
  return { index: match.index };
}

/** Where a transaction is on a chain. */
export interface Confirmed {
  readonly height: number;
  /** Place in its block. */
  readonly index: number;
  /** Blocks from its own to the tip, both counted. */
  readonly confirmations: number;
}

/**
 * Verifies that a transaction is on the chain, as deep as is asked for.
 * @param depth least confirmations; 1 is the tip
 * @param ancestry for a block that is older than the chain holds: headers from that block up to the first one held, both
 * included (`headers.ts#descend`)
 * @throws BitcoinError `HEADER_UNKNOWN` when its block is not on the chain or no longer held, `HEADER_SHALLOW`, `HEADER_LINK`,
 * `BITCOIN_…`, `PROOF_…`
 */
export function verifyConfirmed(
  chain: HeaderChain,
  proof: InclusionProof,
  hash: Bytes,
  depth: number,
  ancestry?: Bytes,
): Confirmed {
  const { header } = parseProof(proof.merkle);
  const block = headerHash(header);
  const height = ancestry === undefined ? heightOf(chain, block) : heightBelow(chain, block, ancestry);
  if (height === undefined) {
    throw new BitcoinError('HEADER_UNKNOWN', 'The block of this proof is not on the chain.', {
      next: 'Send the newest headers first; a block that is older than those held needs the headers in between.',
    });
  }
  const confirmations = tipHeight(chain) - height + 1;
  if (confirmations < depth) {
    throw new BitcoinError('HEADER_SHALLOW', `The block has ${confirmations} of ${depth} confirmations.`, {
      next: 'Wait for more blocks.',
      details: { height, confirmations, depth },
    });
  }
  return { height, confirmations, ...verifyInclusion(header, proof, hash) };
}

function heightBelow(chain: HeaderChain, block: Bytes, ancestry: Bytes): number | undefined {
  const oldest = descend(baseOf(chain), ancestry);
  return equal(oldest.hash, block) ? oldest.height : undefined;
}
