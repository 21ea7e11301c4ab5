import { type Bytes, concat, equal } from '@coffer/core/bytes';
import { blob, type Codec, fixed, list, record } from '@coffer/core/codec';
import { keccak256 } from '@coffer/crypto/hash';
import { decodeRlp, isBytes, RlpError, readFixed, readInteger } from './rlp.ts';
import { MAX_NODE_BYTES, MAX_PROOF_NODES, ProofError, verifyProof } from './trie.ts';

/**
 * What a trusted header says of one account and its storage (EIP-1186), verified from the header's state root down.
 * The rails read deposits and settlements of their contracts through this.
 */

/** An account of the state trie (Yellow Paper §4.1). */
export interface Account {
  readonly nonce: bigint;
  /** Wei. */
  readonly balance: bigint;
  /** Root of the account's storage trie. 32 bytes. */
  readonly storageRoot: Bytes;
  /** Keccak-256 of the account's code. 32 bytes. */
  readonly codeHash: Bytes;
}

function valueError(what: string, cause?: unknown): ProofError {
  return new ProofError('PROOF_MALFORMED', `The proved value is not ${what}.`, { cause });
}

/**
 * Reads an account under a state root.
 * @returns `undefined` when the nodes prove that there is no such account
 * @throws ProofError
 */
export function verifyAccount(
  stateRoot: Bytes,
  address: Bytes,
  nodes: readonly Bytes[],
): Account | undefined {
  const value = verifyProof(stateRoot, keccak256(address), nodes);
  if (value === undefined) return undefined;
  try {
    const fields = decodeRlp(value, { maxBytes: MAX_NODE_BYTES, maxDepth: 1, maxItems: 4 });
    if (isBytes(fields) || fields.length !== 4) throw valueError('an account');
    return {
      nonce: readInteger(fields[0], 8, 'nonce'),
      balance: readInteger(fields[1], 32, 'balance'),
      storageRoot: readFixed(fields[2], 32, 'storageRoot'),
      codeHash: readFixed(fields[3], 32, 'codeHash'),
    };
  } catch (cause) {
    if (cause instanceof RlpError) throw valueError('an account', cause);
    throw cause;
  }
}

/**
 * Reads a storage slot under an account's storage root.
 * @param slot 32 bytes, not hashed
 * @returns 32 bytes; all zero when the nodes prove that the slot was never written or was cleared
 * @throws ProofError
 */
export function verifyStorage(storageRoot: Bytes, slot: Bytes, nodes: readonly Bytes[]): Bytes {
  const value = verifyProof(storageRoot, keccak256(slot), nodes);
  if (value === undefined) return new Uint8Array(32);
  try {
    const number = decodeRlp(value, { maxBytes: 33, maxDepth: 0, maxItems: 0 });
    // By the standard a slot with zero is not in the trie. Anvil puts it there, empty, when a transaction has only read it.
    if (!isBytes(number) || number.length > 32 || number[0] === 0) {
      throw valueError('the value of a slot');
    }
    return concat(new Uint8Array(32 - number.length), number);
  } catch (cause) {
    if (cause instanceof RlpError) throw valueError('the value of a slot', cause);
    throw cause;
  }
}

/** Most slots in one {@link StateProof}. */
export const MAX_SLOTS = 64;

/** The nodes that prove an account and some of its slots, as they travel. */
export interface StateProof {
  readonly account: readonly Bytes[];
  readonly slots: readonly { readonly slot: Bytes; readonly nodes: readonly Bytes[] }[];
}

const nodes: Codec<readonly Bytes[]> = list(blob(MAX_NODE_BYTES), MAX_PROOF_NODES);
/** Canonical form of a {@link StateProof}. */
export const stateProof: Codec<StateProof> = record({
  account: nodes,
  slots: list(record({ slot: fixed(32), nodes }), MAX_SLOTS),
});

/** What a {@link StateProof} proves. */
export interface ProvedState {
  /** `undefined`: the account does not exist under this root. */
  readonly account: Account | undefined;
  /** The 32-byte value of a slot. @throws ProofError `PROOF_INCOMPLETE` when the proof does not cover it */
  readonly at: (slot: Bytes) => Bytes;
}

/**
 * Verifies all of a {@link StateProof}.
 * @throws ProofError also when one slot is proved twice, or slots of an absent account come with nodes
 */
export function verifyState(stateRoot: Bytes, address: Bytes, proof: StateProof): ProvedState {
  const account = verifyAccount(stateRoot, address, proof.account);
  const values: { readonly slot: Bytes; readonly value: Bytes }[] = [];
  for (const { slot, nodes: path } of proof.slots) {
    if (values.some((known) => equal(known.slot, slot))) {
      throw new ProofError('PROOF_SURPLUS', 'The proof names one slot twice.');
    }
    if (account === undefined && path.length > 0) {
      throw new ProofError('PROOF_SURPLUS', 'The proof has storage of an account that does not exist.');
    }
    values.push({
      slot,
      value: account === undefined ? new Uint8Array(32) : verifyStorage(account.storageRoot, slot, path),
    });
  }
  return {
    account,
    at: (slot) => {
      const found = values.find((known) => equal(known.slot, slot));
      if (found === undefined)
        throw new ProofError('PROOF_INCOMPLETE', 'The proof does not cover a slot that is needed.');
      return found.value;
    },
  };
}
