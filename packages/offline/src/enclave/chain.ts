import { type Bytes, toHex } from '@coffer/core/bytes';
import { type Codec, decode } from '@coffer/core/codec';
import { verifyAccount, verifyStorage } from '@coffer/ethereum/proof/state';
import {
  type Anchor,
  advance,
  anchorOf,
  type TrustedHeader,
  trustedHeader,
  verifyHeader,
} from '@coffer/ethereum/trust/trust';
import type { ChainEvidence } from '../messages/command.ts';
import { OfflineError } from '../messages/error.ts';
import type { OfflineState } from './state.ts';
import { accountSlots, parseAccount, type VaultAccount } from './storage.ts';

/** What a final header proves about the vault. The host brings it; nothing of it is believed before it is checked. */
export interface ChainView {
  readonly anchor: Anchor;
  /** A storage word of the vault. @throws OfflineError `PROOF_INCOMPLETE` */
  readonly word: (slot: Bytes) => Bytes;
}

/** Verifies an encoded trusted header and moves the anchor on. @throws TrustError, CodecError */
export function verifyAnchor(state: OfflineState, header: Bytes): Anchor {
  const verified = verifyHeader(
    { type: 'signers', ...state.network.facts.trust },
    { chainId: state.network.facts.chainId, network: state.networkId },
    decode(trustedHeader as Codec<TrustedHeader>, header),
  );
  return state.anchor === undefined ? anchorOf(verified) : advance(state.anchor, verified);
}

/** Verifies header and proofs. @throws TrustError, ProofError, OfflineError `PROOF_INVALID` */
export function verifyEvidence(state: OfflineState, evidence: ChainEvidence): ChainView {
  const anchor = verifyAnchor(state, evidence.header);
  const vault = verifyAccount(anchor.stateRoot, state.network.vault, evidence.vault);
  if (vault === undefined) {
    throw new OfflineError('PROOF_INVALID', 'The vault does not exist under this header.', {
      next: 'Check that the wallet follows the chain on which its network was created.',
    });
  }
  const proofs = new Map<string, readonly Bytes[]>();
  for (const { slot, nodes } of evidence.slots) {
    if (proofs.has(toHex(slot))) throw new OfflineError('PROOF_INVALID', 'A storage slot is proved twice.');
    proofs.set(toHex(slot), nodes);
  }
  // Many entries of the books share a slot.
  const words = new Map<string, Bytes>();
  return {
    anchor,
    word: (slot) => {
      const key = toHex(slot);
      const known = words.get(key);
      if (known !== undefined) return known;
      const nodes = proofs.get(key);
      if (nodes === undefined) {
        throw new OfflineError(
          'PROOF_INCOMPLETE',
          'The evidence does not cover a storage slot that is needed.',
          {
            details: { slot: key },
            next: 'Fetch the evidence again, with all slots.',
          },
        );
      }
      const word = verifyStorage(vault.storageRoot, slot, nodes);
      words.set(key, word);
      return word;
    },
  };
}

/** This account in the vault, as of the view. */
export function viewAccount(view: ChainView, account: Bytes): VaultAccount {
  const [first, second] = accountSlots(account);
  return parseAccount(view.word(first), view.word(second));
}
