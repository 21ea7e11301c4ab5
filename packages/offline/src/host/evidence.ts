import { type Bytes, toHex } from '@coffer/core/bytes';
import { decode } from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import { type Account, verifyAccount, verifyStorage } from '@coffer/ethereum/proof/state';
import { trustedHeader, verifyHeader } from '@coffer/ethereum/trust/trust';
import { peakOf } from '../enclave/receipts.ts';
import { accountSlots, parseAccount, peakSlot, serialSlot, type VaultAccount } from '../enclave/storage.ts';
import type { ChainEvidence, IncomingView, ReceiptProof } from '../messages/command.ts';
import { networkId, type OfflineNetwork } from '../messages/network.ts';
import type { FinalHeader } from './chain.ts';
import type { WalletContext } from './context.ts';
import { WalletError } from './error.ts';

/**
 * Which storage slots a request to the enclave needs, and a check of what the node answered before the enclave is
 * bothered. The enclave checks again: this one only makes better errors.
 */

/** Distinct slots, in order. */
function distinct(slots: readonly Bytes[]): readonly Bytes[] {
  return [...new Map(slots.map((slot) => [toHex(slot), slot])).values()];
}

/** Slots that a `finalize` reads. */
export function finalizeSlots(
  own: Bytes,
  serials: { readonly from: number; readonly next: number },
  incoming: readonly IncomingView[],
  receipts: readonly ReceiptProof[],
  received: number,
): readonly Bytes[] {
  const slots: Bytes[] = [...accountSlots(own)];
  // Every word from the oldest open serial on: refused payments stay in the enclave's books a while, out of sight.
  for (let word = Math.floor(serials.from / 256); word * 256 < serials.next; word++) {
    slots.push(serialSlot(own, word * 256));
  }
  for (const { from, serial } of incoming) slots.push(serialSlot(from, serial));
  for (const { index } of receipts) {
    const place = peakOf(index, received);
    if (place !== undefined) slots.push(peakSlot(own, place.height));
  }
  return distinct(slots);
}

/** Evidence for slots, fetched and checked. @throws WalletError `CHAIN_ANSWER` */
export async function fetchEvidence(
  context: WalletContext,
  header: FinalHeader,
  slots: readonly Bytes[],
): Promise<{ readonly evidence: ChainEvidence; readonly word: (slot: Bytes) => Bytes }> {
  const evidence = await context.chain.evidence(header, slots);
  const words = readEvidence(context.network, evidence);
  return {
    evidence,
    word: (slot) => {
      const word = words.get(toHex(slot));
      if (word === undefined) throw wrong('does not cover a slot that was asked for');
      return word;
    },
  };
}

/** An account as of a final header, proved. */
export async function fetchAccount(
  context: WalletContext,
  header: FinalHeader,
  account: Bytes,
): Promise<{ readonly evidence: ChainEvidence; readonly account: VaultAccount }> {
  const [first, second] = accountSlots(account);
  const { evidence, word } = await fetchEvidence(context, header, [first, second]);
  return { evidence, account: parseAccount(word(first), word(second)) };
}

/** Checks header and proofs as the enclave will. @throws WalletError `CHAIN_ANSWER` */
function readEvidence(network: OfflineNetwork, evidence: ChainEvidence): ReadonlyMap<string, Bytes> {
  try {
    const header = verifyHeader(
      { type: 'signers', ...network.facts.trust },
      { chainId: network.facts.chainId, network: networkId(network) },
      decode(trustedHeader, evidence.header),
    );
    const vault: Account | undefined = verifyAccount(header.stateRoot, network.vault, evidence.vault);
    if (vault === undefined) throw wrong('shows no vault at the network’s address');
    return new Map(
      evidence.slots.map(({ slot, nodes }) => [toHex(slot), verifyStorage(vault.storageRoot, slot, nodes)]),
    );
  } catch (cause) {
    if (cause instanceof CofferError && !(cause instanceof WalletError)) {
      throw wrong('does not prove what it should', cause);
    }
    throw cause;
  }
}

function wrong(what: string, cause?: unknown): WalletError {
  return new WalletError('CHAIN_ANSWER', `The node’s answer ${what}.`, {
    money: 'Nothing was booked: the enclave believes only what is proved.',
    next: 'Check that the node follows the chain of this network, or use another node.',
    cause,
  });
}
