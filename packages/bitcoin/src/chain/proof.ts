import { type Bytes, concat, equal } from '@coffer/core/bytes';
import { compactSize, Reader, u32 } from '../encoding/bytes.ts';
import { BitcoinError } from '../encoding/error.ts';
import { encodeHeader, type Header, readHeader } from './header.ts';
import { levelsOf, parentOf } from './merkle.ts';

/**
 * Partial Merkle trees as `gettxoutproof` gives them (BIP37, `CMerkleBlock`): the block's header, the number of its
 * transactions, and, in the order of a walk from the root down, a flag for every node that was visited and the hash of every
 * node below which nothing was asked for, or which is a transaction.
 *
 * What such a tree proves by itself is that some hashes lead to the root, not that they are transactions: nodes of the tree
 * are 64 bytes hashed, and so is a transaction of 64 bytes. `inclusion.ts` closes that hole. Reading is total, and there is
 * one proof for each header and choice of transactions: nothing may be left over.
 */
export interface MerkleProof {
  readonly header: Header;
  /** How many transactions the block has, as it says; only the height of the tree follows from a root. */
  readonly total: number;
  readonly hashes: readonly Bytes[];
  /** One for each visited node: whether a transaction that was asked for is at or below it. */
  readonly flags: readonly boolean[];
}

/** A transaction that a proof proves. */
export interface Match {
  /** Place in the block, from 0. */
  readonly index: number;
  /** 32 bytes as hashed. */
  readonly hash: Bytes;
}

/** Most transactions in a block: its weight by that of the smallest, as Bitcoin Core has it. */
export const MAX_TRANSACTIONS = Math.floor(4_000_000 / 240);

function malformed(reason: string): BitcoinError {
  return new BitcoinError('PROOF_MALFORMED', `A Merkle proof ${reason}.`);
}

/** Levels above the leaves. */
function heightFor(total: number): number {
  let height = 0;
  while (1 << height < total) height++;
  return height;
}

/** How many nodes a tree has at a height above its leaves. */
function widthAt(total: number, height: number): number {
  return Math.ceil(total / (1 << height));
}

/**
 * A proof of some of a block's transactions.
 * @param all hashes of all transactions of the block, in its order
 * @param chosen those to prove; {@link inclusionProof} adds the coinbase that `verifyInclusion` asks for
 * @throws BitcoinError `PROOF_ABSENT` when one is not in the block
 */
export function buildProof(header: Header, all: readonly Bytes[], chosen: readonly Bytes[]): MerkleProof {
  const wanted = all.map((hash) => chosen.some((one) => equal(one, hash)));
  for (const one of chosen) {
    if (!all.some((hash) => equal(hash, one))) {
      throw new BitcoinError('PROOF_ABSENT', 'A transaction to be proved is not in this block.');
    }
  }
  const levels = levelsOf(all);
  const hashes: Bytes[] = [];
  const flags: boolean[] = [];
  const visit = (height: number, at: number): void => {
    const leads = wanted.slice(at << height, (at + 1) << height).includes(true);
    flags.push(leads);
    if (height === 0 || !leads) hashes.push(levels[height]![at]!);
    else {
      visit(height - 1, 2 * at);
      if (2 * at + 1 < levels[height - 1]!.length) visit(height - 1, 2 * at + 1);
    }
  };
  if (all.length > 0) visit(heightFor(all.length), 0);
  return { header, total: all.length, hashes, flags };
}

/** The bytes of a proof: what `gettxoutproof` answers. */
export function encodeProof({ header, total, hashes, flags }: MerkleProof): Bytes {
  const packed = new Uint8Array(Math.ceil(flags.length / 8));
  flags.forEach((flag, i) => {
    if (flag) packed[i >> 3]! |= 1 << (i & 7);
  });
  return concat(
    encodeHeader(header),
    u32(total),
    compactSize(hashes.length),
    ...hashes,
    compactSize(packed.length),
    packed,
  );
}

/** Parses exactly one proof. What it proves, {@link matchesOf} says. @throws BitcoinError `BITCOIN_MALFORMED`, `BITCOIN_TOO_LARGE` */
export function parseProof(bytes: Bytes): MerkleProof {
  const reader = new Reader(bytes);
  const header = readHeader(reader);
  const total = reader.u32();
  if (total > MAX_TRANSACTIONS) {
    throw new BitcoinError('BITCOIN_TOO_LARGE', `No block has more than ${MAX_TRANSACTIONS} transactions.`);
  }
  const hashes = Array.from({ length: reader.count(32) }, () => reader.take(32));
  const packed = reader.sized();
  reader.end();
  if (hashes.length > total) throw malformed('has more hashes than its block has transactions');
  // Every node has two children, but for one at the right edge of each level.
  if (packed.length > Math.ceil((2 * hashes.length + heightFor(total)) / 8)) {
    throw malformed('has more flags than its tree');
  }
  const flags: boolean[] = [];
  for (const byte of packed) for (let bit = 0; bit < 8; bit++) flags.push(((byte >> bit) & 1) === 1);
  return { header, total, hashes, flags };
}

/**
 * Walks a proof's tree.
 * @returns the proved hashes in the block's order, and the root that they lead to: the caller compares it
 * @throws BitcoinError `PROOF_MALFORMED`, `PROOF_DUPLICATE`
 */
export function walkProof(proof: MerkleProof): { readonly root: Bytes; readonly matches: readonly Match[] } {
  const { total, hashes, flags } = proof;
  if (total === 0 || total > MAX_TRANSACTIONS)
    throw malformed('is of a number of transactions that no block has');
  const matches: Match[] = [];
  let usedFlags = 0;
  let usedHashes = 0;
  const visit = (height: number, at: number): Bytes => {
    const leads = flags[usedFlags++];
    if (leads === undefined) throw malformed('has too few flags');
    if (height > 0 && leads) {
      const left = visit(height - 1, 2 * at);
      if (2 * at + 1 >= widthAt(total, height - 1)) return parentOf(left, left);
      const right = visit(height - 1, 2 * at + 1);
      // Only the last node of a level stands twice, and that one is not written: these would prove a place that is none.
      if (equal(left, right))
        throw new BitcoinError('PROOF_DUPLICATE', 'A Merkle proof has two equal nodes.');
      return parentOf(left, right);
    }
    const hash = hashes[usedHashes++];
    if (hash === undefined) throw malformed('has too few hashes');
    if (leads) matches.push({ index: at, hash });
    return hash;
  };
  const root = visit(heightFor(total), 0);
  if (usedHashes < hashes.length) throw malformed('has more hashes than its tree');
  if (Math.ceil(usedFlags / 8) * 8 < flags.length || flags.slice(usedFlags).includes(true)) {
    throw malformed('has more flags than its tree');
  }
  return { root, matches };
}

/**
 * The transactions that a proof proves under its own header.
 * @throws BitcoinError `PROOF_MALFORMED`, `PROOF_DUPLICATE`, `PROOF_ROOT`
 */
export function matchesOf(proof: MerkleProof): readonly Match[] {
  const { root, matches } = walkProof(proof);
  if (!equal(root, proof.header.merkleRoot)) {
    throw new BitcoinError('PROOF_ROOT', 'A Merkle proof leads to another root than its block has.');
  }
  return matches;
}
