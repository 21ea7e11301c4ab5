import { type Bytes, compare, equal } from '@coffer/core/bytes';
import { CofferError } from '@coffer/core/error';
import { keccak256 } from '@coffer/crypto/hash';
import { encodeRlp, type Rlp, rlpInteger } from './rlp.ts';
import type { Account } from './state.ts';
import { EMPTY_ROOT, toNibbles } from './trie.ts';

/**
 * Builds Merkle-Patricia tries in memory, with proofs: what a node does, small and synchronous. The simulator's chain
 * and the tests stand on it; nothing that runs for money does.
 */

/** Entries cannot make a trie: one key twice, or an empty value. */
export class TrieError extends CofferError<'TRIE_BAD_ENTRY'> {}

/** A finished trie. */
export interface Trie {
  /** 32 bytes. */
  readonly root: Bytes;
  /** The nodes that prove the value of `key`, or its absence. */
  readonly prove: (key: Bytes) => readonly Bytes[];
}

interface Entry {
  readonly path: Bytes;
  readonly value: Bytes;
}

interface Node {
  readonly encoded: Bytes;
  /** What stands for this node in its parent: itself when shorter than 32 bytes, otherwise its hash. */
  readonly reference: Rlp;
  /** Nibbles that an extension or a leaf consumes; a branch has none. */
  readonly path: Bytes;
  readonly children: readonly (Node | undefined)[];
}

function finish(fields: readonly Rlp[], path: Bytes, children: Node['children']): Node {
  const encoded = encodeRlp(fields);
  return { encoded, reference: encoded.length < 32 ? fields : keccak256(encoded), path, children };
}

function hexPrefix(path: Bytes, leaf: boolean): Bytes {
  const odd = path.length % 2;
  const out = new Uint8Array(1 + (path.length >> 1));
  out[0] = (leaf ? 0x20 : 0) | (odd ? 0x10 | path[0]! : 0);
  for (let i = 1; i < out.length; i++) out[i] = (path[2 * i - 2 + odd]! << 4) | path[2 * i - 1 + odd]!;
  return out;
}

/** Builds the node of sorted, distinct entries that share their first `depth` nibbles. */
function build(entries: readonly Entry[], depth: number): Node {
  const first = entries[0]!;
  if (entries.length === 1) {
    const path = first.path.subarray(depth);
    return finish([hexPrefix(path, true), first.value], path, []);
  }
  const last = entries[entries.length - 1]!;
  let shared = depth;
  while (shared < first.path.length && first.path[shared] === last.path[shared]) shared++;
  if (shared > depth) {
    const path = first.path.subarray(depth, shared);
    const branch = build(entries, shared);
    return finish([hexPrefix(path, false), branch.reference], path, [branch]);
  }
  const ends = first.path.length === depth;
  const children: (Node | undefined)[] = Array.from({ length: 16 }, () => undefined);
  for (let start = ends ? 1 : 0; start < entries.length; ) {
    const nibble = entries[start]!.path[depth]!;
    let end = start + 1;
    while (end < entries.length && entries[end]!.path[depth] === nibble) end++;
    children[nibble] = build(entries.slice(start, end), depth + 1);
    start = end;
  }
  const empty = new Uint8Array();
  const fields = children.map((child) => child?.reference ?? empty);
  return finish([...fields, ends ? first.value : empty], empty, children);
}

/**
 * Builds a trie whose paths are the keys as given.
 * @throws TrieError `TRIE_BAD_ENTRY`
 */
export function buildTrie(entries: Iterable<readonly [key: Bytes, value: Bytes]>): Trie {
  const sorted = [...entries].map(([key, value]) => ({ path: toNibbles(key), value }));
  sorted.sort((a, b) => compare(a.path, b.path));
  sorted.forEach((entry, i) => {
    if (entry.value.length === 0) throw new TrieError('TRIE_BAD_ENTRY', 'A trie does not hold empty values.');
    if (i > 0 && equal(entry.path, sorted[i - 1]!.path)) {
      throw new TrieError('TRIE_BAD_ENTRY', 'A trie holds every key once.');
    }
  });
  if (sorted.length === 0) return { root: EMPTY_ROOT, prove: () => [] };
  const top = build(sorted, 0);
  return {
    root: keccak256(top.encoded),
    prove: (key) => {
      const out: Bytes[] = [top.encoded];
      let rest = toNibbles(key);
      for (let node: Node = top; ; ) {
        const branch = node.children.length === 16;
        if (branch ? rest.length === 0 : !equal(node.path, rest.subarray(0, node.path.length))) return out;
        const next: Node | undefined = branch ? node.children[rest[0]!] : node.children[0];
        if (next === undefined) return out;
        rest = rest.subarray(branch ? 1 : node.path.length);
        if (next.encoded.length >= 32) out.push(next.encoded);
        node = next;
      }
    },
  };
}

/** Builds a trie whose paths are the hashes of its keys, as state and storage are kept. */
export function buildSecureTrie(entries: Iterable<readonly [key: Bytes, value: Bytes]>): Trie {
  const trie = buildTrie([...entries].map(([key, value]) => [keccak256(key), value] as const));
  return { root: trie.root, prove: (key) => trie.prove(keccak256(key)) };
}

/** Builds the storage trie of an account. Slots with zero are left out, as the standard demands. */
export function buildStorage(slots: Iterable<readonly [slot: Bytes, value: Bytes]>): Trie {
  const entries: (readonly [Bytes, Bytes])[] = [];
  for (const [slot, value] of slots) {
    const start = value.findIndex((byte) => byte !== 0);
    if (start >= 0) entries.push([slot, encodeRlp(value.subarray(start))]);
  }
  return buildSecureTrie(entries);
}

/** Builds the state trie of some accounts. */
export function buildState(accounts: Iterable<readonly [address: Bytes, account: Account]>): Trie {
  return buildSecureTrie(
    [...accounts].map(
      ([address, { nonce, balance, storageRoot, codeHash }]) =>
        [address, encodeRlp([rlpInteger(nonce), rlpInteger(balance), storageRoot, codeHash])] as const,
    ),
  );
}
