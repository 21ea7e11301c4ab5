import type { Wei } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import { utf8 } from '@coffer/core/bytes';
import { type Codec, count, encode, fixed, list, record, type Typed, uint } from '@coffer/core/codec';
import { domainSeparator } from '@coffer/crypto/eip712';
import { keccak256 } from '@coffer/crypto/hash';

/**
 * What a network of offline wallets agrees on, fixed when it is created, shown to users, checked by both sides of every
 * payment and by the contract (SAFETY A4). Times in seconds, money in wei.
 */

const wei = uint<Wei>(88);

/** Limits and windows. */
export const parametersCodec = record({
  /** How long a payee may take to answer: `expiry = tGen + lockTime`. The paper's lock time (§III-A). */
  lockTime: count(86_400),
  /** How far any honest clock may be from true time (the paper's σ of F_CLOCK). */
  drift: count(3_600),
  /** How long a message may be under way on a direct connection (the paper's δ of F_BD-SMT). */
  delivery: count(3_600),
  /** How long after its last account proof an enclave may still pay. */
  offlineLimit: count(31_536_000),
  /** How long after its making a payment can be settled at most. */
  settleWindow: count(31_536_000),
  /** A payee refuses a payment that it could settle for a shorter time than this. */
  settleMargin: count(31_536_000),
  /** A refund or write-off needs a final header whose time is later than `settleBy` by this much. */
  reorgMargin: count(31_536_000),
  /** From the announcement of a lost-device exit to its payout; longer than offlineLimit + settleWindow. */
  exitDelay: count(63_072_000),
  /** Blocks on top of a block before the header signers sign it. */
  confirmations: count(10_000),
  /** How many hands a coin may pass before somebody settles. */
  maxHops: count(16),
  /** How many unsettled payments may travel with a payment. */
  maxSupports: count(16),
  /** How many bytes they may have. */
  maxSupportBytes: count(1 << 17),
  /** Unsettled incoming payments one enclave keeps at most; one payer may have a quarter of them. */
  maxUnsettled: count(1_024),
  /** Smallest payment: less is not worth settling, and would only fill the payee's books. */
  minimumPayment: wei,
  /** Largest single payment. */
  paymentLimit: wei,
  /** Most that one enclave may hold: the bound on what a broken enclave can spend twice. */
  holdingLimit: wei,
  /** Largest payment accepted from a payer without rollback protection (counter class `none`, SAFETY O8). */
  unprotectedLimit: wei,
});
/** Limits and windows of a network. */
export type OfflineParameters = Typed<typeof parametersCodec>;

const DAY = 86_400;
/** What `coffer dev` creates a network with. Two confirmations are for development only (SAFETY O9). */
export const DEFAULT_PARAMETERS: OfflineParameters = {
  lockTime: 600,
  drift: 30,
  delivery: 5,
  offlineLimit: 7 * DAY,
  settleWindow: 14 * DAY,
  settleMargin: DAY / 24,
  reorgMargin: DAY / 24,
  exitDelay: 23 * DAY,
  confirmations: 2,
  maxHops: 4,
  maxSupports: 16,
  maxSupportBytes: 32 * 1024,
  maxUnsettled: 256,
  minimumPayment: (10n ** 12n) as Wei,
  paymentLimit: (10n * 10n ** 18n) as Wei,
  holdingLimit: (100n * 10n ** 18n) as Wei,
  unprotectedLimit: (10n ** 16n) as Wei,
};

/** Whose headers an enclave believes: k of n signers (`@coffer/ethereum/trust`). */
const trustCodec = record({ k: count(32), signers: list(fixed(20), 32) });

/** What is decided before the vault is deployed. */
export const networkFactsCodec = record({
  chainId: uint(64),
  genesis: fixed(32),
  trust: trustCodec,
  /** Platform root keys (addresses) that certify devices. */
  roots: list(fixed(20), 32),
  /** Measurements of the offline program that this network admits. */
  measurements: list(fixed(32), 64),
  parameters: parametersCodec,
});
/** What is decided before the vault is deployed. */
export type NetworkFacts = Typed<typeof networkFactsCodec>;

/** A network: its facts, and the address of its vault, known before it is deployed (CREATE: deployer and nonce). */
export const networkCodec = record({ facts: networkFactsCodec, vault: fixed(20) });
/** A network of offline wallets. The enclave's configuration. */
export type OfflineNetwork = Typed<typeof networkCodec>;

/**
 * 32 bytes that name a network in every certificate and contract (SAFETY A2). They commit to all of it, the vault's
 * address included: a host that lies about any of it gets an enclave that nobody deals with.
 */
export function networkId(network: OfflineNetwork): Bytes {
  return known(ids, network, () =>
    keccak256(utf8('coffer network v1'), encode(networkCodec as Codec<OfflineNetwork>, network)),
  );
}

/** EIP-712 domain separator of everything that the vault verifies. */
export function vaultDomain(network: OfflineNetwork): Bytes {
  return known(domains, network, () =>
    domainSeparator({
      name: 'Coffer Offline',
      version: '1',
      chainId: network.facts.chainId,
      verifyingContract: network.vault,
    }),
  );
}

// Every certificate and every signature asks for them again: they cost more than the rest of the digest.
const ids = new WeakMap<OfflineNetwork, Bytes>();
const domains = new WeakMap<OfflineNetwork, Bytes>();

function known(results: WeakMap<OfflineNetwork, Bytes>, network: OfflineNetwork, make: () => Bytes): Bytes {
  const before = results.get(network);
  if (before !== undefined) return before;
  const made = make();
  results.set(network, made);
  return made;
}

/**
 * Why these parameters cannot work together, or `undefined`. Checked when a network is made, read, and by every enclave.
 */
export function parameterFault(p: OfflineParameters): string | undefined {
  if (p.settleWindow < p.lockTime + 2 * p.drift + p.settleMargin) {
    return 'settleWindow is shorter than lockTime, drift and settleMargin together: no payment could be accepted';
  }
  if (p.exitDelay <= p.offlineLimit + p.settleWindow + p.reorgMargin) {
    return 'exitDelay is not longer than offlineLimit, settleWindow and reorgMargin together: an exit could overtake payments';
  }
  if (p.maxUnsettled < 4 || p.maxHops < 1) return 'maxUnsettled must be at least 4 and maxHops at least 1';
  if (p.minimumPayment < 1n || p.minimumPayment > p.paymentLimit || p.paymentLimit > p.holdingLimit) {
    return 'minimumPayment, paymentLimit and holdingLimit must be in this order, from 1 wei';
  }
  return undefined;
}
