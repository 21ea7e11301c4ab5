import { type Bytes, equal } from '@coffer/core/bytes';
import { CofferError } from '@coffer/core/error';
import { keccak256 } from '@coffer/crypto/hash';
import { decodeRlp, encodeRlp, isBytes, type Rlp, RlpError } from './rlp.ts';

/**
 * Merkle-Patricia proofs (Yellow Paper, appendix D), as `eth_getProof` gives them (EIP-1186): the nodes from the root
 * down, each named by the hash in the one before it; nodes shorter than 32 bytes stand inside their parent.
 *
 * Verification is total. Any bytes give the proved value, the proved absence, or a typed error; and there is one proof
 * per root and key: surplus nodes are refused.
 */

/** Stable codes of what can be wrong with a proof. */
export type ProofCode =
  /** A node, an account or a slot's value is not what the standard allows. */
  | 'PROOF_MALFORMED'
  /** A node's hash is not the one that its parent, or the root, names. */
  | 'PROOF_MISMATCH'
  /** The nodes end before the key does. */
  | 'PROOF_INCOMPLETE'
  /** Nodes follow after the proof has ended. */
  | 'PROOF_SURPLUS'
  /** More or longer nodes than any proof needs. */
  | 'PROOF_TOO_LARGE';
/** The nodes do not prove anything about this key under this root. Nothing was believed. */
export class ProofError extends CofferError<ProofCode> {}

/** The longest node of the state and storage tries: a branch has at most 532 bytes, a leaf fewer. */
export const MAX_NODE_BYTES = 1024;
/** The deepest proof of a 32-byte key: 64 nibbles, each a branch, and the leaf below them. */
export const MAX_PROOF_NODES = 65;
/** `keccak256(rlp(''))`: the root of a trie without entries. */
export const EMPTY_ROOT: Bytes = keccak256(Uint8Array.of(0x80));

/** The two nibbles of every byte, high one first. */
export function toNibbles(bytes: Bytes): Bytes {
  const out = new Uint8Array(bytes.length * 2);
  bytes.forEach((byte, i) => {
    out[2 * i] = byte >> 4;
    out[2 * i + 1] = byte & 15;
  });
  return out;
}

function malformed(message: string): ProofError {
  return new ProofError('PROOF_MALFORMED', `Not a node of a trie: ${message}.`);
}

/** Hex-prefix encoding (appendix C), strictly: two flags, zero padding. */
function readPath(encoded: Bytes): { readonly leaf: boolean; readonly path: Bytes } {
  const flags = encoded[0];
  if (flags === undefined || flags >> 6 !== 0) throw malformed('its path has no valid prefix');
  const odd = (flags & 0x10) !== 0;
  if (!odd && (flags & 15) !== 0) throw malformed('its path is padded with something');
  return { leaf: (flags & 0x20) !== 0, path: toNibbles(encoded).subarray(odd ? 1 : 2) };
}

/** Where a node leads a key. */
type Turn =
  | { readonly type: 'value'; readonly value: Bytes }
  | { readonly type: 'absent' }
  | { readonly type: 'child'; readonly child: Rlp; readonly used: number; readonly branch: boolean };

function follow(node: readonly Rlp[], rest: Bytes): Turn {
  if (node.length === 17) {
    const value = node[16]!;
    if (!isBytes(value)) throw malformed('the value of a branch is a list');
    if (node.filter((entry) => !isBytes(entry) || entry.length > 0).length < 2) {
      throw malformed('a branch has fewer than two entries');
    }
    if (rest.length === 0) return value.length === 0 ? { type: 'absent' } : { type: 'value', value };
    const child = node[rest[0]!]!;
    if (isBytes(child) && child.length === 0) return { type: 'absent' };
    return { type: 'child', child, used: 1, branch: false };
  }
  const [encoded, target] = node;
  if (node.length !== 2 || encoded === undefined || target === undefined || !isBytes(encoded)) {
    throw malformed(`it has ${node.length} fields`);
  }
  const { leaf, path } = readPath(encoded);
  const matches = path.length <= rest.length && equal(path, rest.subarray(0, path.length));
  if (leaf) {
    if (!isBytes(target) || target.length === 0) throw malformed('a leaf has no value');
    return matches && path.length === rest.length ? { type: 'value', value: target } : { type: 'absent' };
  }
  if (path.length === 0) throw malformed('an extension has no path');
  if (isBytes(target) && target.length !== 32) throw malformed('an extension leads nowhere');
  return matches ? { type: 'child', child: target, used: path.length, branch: true } : { type: 'absent' };
}

function decodeNode(bytes: Bytes, maxBytes: number): Rlp {
  try {
    // A branch whose children are all embedded: 17 items and, at depth 2 to 10, fewer than 32 bytes each.
    return decodeRlp(bytes, { maxBytes, maxDepth: 10, maxItems: 17 * 32 });
  } catch (cause) {
    if (cause instanceof RlpError) {
      throw new ProofError('PROOF_MALFORMED', 'Not a node of a trie: it is not canonical RLP.', { cause });
    }
    throw cause;
  }
}

/**
 * Verifies a proof for `key`, the path in the trie (in the secure tries of state and storage, the hash of address or
 * slot: see `state.ts`).
 * @param root 32 bytes that the caller trusts
 * @param maxNodeBytes raise it only for tries with long values (receipts)
 * @returns the value, or `undefined` when the nodes prove that the key has none
 * @throws ProofError
 */
export function verifyProof(
  root: Bytes,
  key: Bytes,
  nodes: readonly Bytes[],
  maxNodeBytes: number = MAX_NODE_BYTES,
): Bytes | undefined {
  if (nodes.length > MAX_PROOF_NODES || nodes.some((node) => node.length > maxNodeBytes)) {
    throw new ProofError('PROOF_TOO_LARGE', 'The proof is longer than any proof of this kind.');
  }
  if (nodes.length === 0 && equal(root, EMPTY_ROOT)) return undefined;

  let used = 0;
  const take = (hash: Bytes): Rlp => {
    const bytes = nodes[used];
    if (bytes === undefined) throw new ProofError('PROOF_INCOMPLETE', 'The proof ends before its key does.');
    if (!equal(keccak256(bytes), hash)) {
      throw new ProofError(
        'PROOF_MISMATCH',
        `Node ${used} of the proof is not the one that its parent names.`,
      );
    }
    // Only the root may be that short: elsewhere a node of fewer than 32 bytes stands inside its parent.
    if (used > 0 && bytes.length < 32) throw malformed('it is too short to be named by a hash');
    used++;
    return decodeNode(bytes, maxNodeBytes);
  };
  const end = (value: Bytes | undefined): Bytes | undefined => {
    if (used !== nodes.length)
      throw new ProofError('PROOF_SURPLUS', 'Something follows after the end of the proof.');
    return value;
  };

  let node = take(root);
  if (isBytes(node)) {
    if (node.length !== 0) throw malformed('the root is a string');
    return end(undefined);
  }
  let rest = toNibbles(key);
  for (;;) {
    const turn: Turn = follow(node, rest);
    if (turn.type === 'absent') return end(undefined);
    if (turn.type === 'value') return end(turn.value);
    rest = rest.subarray(turn.used);
    const { child } = turn;
    if (isBytes(child)) {
      if (child.length !== 32) throw malformed('a child is neither a hash nor a node');
      const next = take(child);
      if (isBytes(next)) throw malformed('a child is a string');
      node = next;
    } else {
      if (encodeRlp(child).length >= 32) throw malformed('a node of 32 bytes or more stands inside another');
      node = child;
    }
    if (turn.branch && node.length !== 17) throw malformed('an extension does not lead to a branch');
  }
}
