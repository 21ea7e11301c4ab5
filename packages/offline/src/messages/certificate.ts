import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import { blob, encode, fixed, record, type Typed } from '@coffer/core/codec';
import { structType, typedDigest } from '@coffer/crypto/eip712';
import { sha256 } from '@coffer/crypto/hash';
import { recover } from '@coffer/crypto/secp256k1';
import {
  type Evidence,
  type EvidencePolicy,
  type EvidenceVerdict,
  judgeEvidence,
  openEvidence,
} from '@coffer/enclave/attestation/evidence';
import { OfflineError } from './error.ts';
import { networkId, type OfflineNetwork, vaultDomain } from './network.ts';

/** The name of the program in attestation certificates and in the registry. */
export const PROGRAM = 'coffer.offline';

/**
 * Root → device → attestation key → account key (DESIGN §3): what makes an account one that an enclave of this network
 * holds. The recovery address is part of it, fixed at init (SAFETY O7).
 */
export const accountCertificateCodec = record({
  account: fixed(20),
  /** Only this Ethereum address can start the lost-device path. */
  recovery: fixed(20),
  /** By the attestation key, over {@link accountCertificateDigest}. */
  signature: fixed(64),
  /** By the account key, over the same: without it one leaked attestation key could name the heir of anybody's account. */
  consent: fixed(64),
  /** For the attestation key: `@coffer/enclave/attestation/evidence`. */
  evidence: blob(2_048),
});
/** Certificate of an account key. */
export type AccountCertificate = Typed<typeof accountCertificateCodec>;

const accountType = structType('AccountCertificate', {
  network: 'bytes32',
  account: 'address',
  recovery: 'address',
});

/** What the attestation key signs for an account. */
export function accountCertificateDigest(network: OfflineNetwork, account: Bytes, recovery: Bytes): Bytes {
  return typedDigest(
    vaultDomain(network),
    accountType.hash({ network: networkId(network), account, recovery }),
  );
}

/** What a wallet no longer accepts: keys of devices or attestation keys, and measurements. */
export interface Revocations {
  readonly keys: readonly Bytes[];
  readonly measurements: readonly Bytes[];
}

/** The policy of a network: its roots and measurements, less what is revoked. */
export function policyOf(
  network: OfflineNetwork,
  { keys, measurements }: Revocations = { keys: [], measurements: [] },
): EvidencePolicy {
  return {
    network: networkId(network),
    roots: network.facts.roots,
    programs: { [PROGRAM]: network.facts.measurements },
    revoked: { devices: keys, keys, measurements },
  };
}

/** Certificates that a {@link CertificateMemo} holds at most: more than anybody meets between two restarts. */
const MEMO_SIZE = 1_024;

/**
 * Certificates whose four signatures are good, so that nobody verifies the same bytes twice. Holds nothing that follows
 * from a policy: roots, measurements and revocations are asked every time. It changes no result, only the time of one,
 * so it belongs to no snapshot. The oldest goes when it is full.
 */
export class CertificateMemo {
  readonly #known = new Map<string, Evidence>();

  /** Of everything that was signed and every signature: what differs in one bit has another key. */
  static key(network: Bytes, certificate: AccountCertificate): string {
    return toHex(sha256(network, encode(accountCertificateCodec, certificate)));
  }

  get(key: string): Evidence | undefined {
    return this.#known.get(key);
  }

  add(key: string, evidence: Evidence): void {
    if (this.#known.size >= MEMO_SIZE) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(key, evidence);
  }
}

/**
 * Checks a certificate offline, down to a root of the network.
 * @param memo spares signatures that were verified before
 * @throws OfflineError `CERTIFICATE_INVALID`, or the evidence's own error
 */
export function verifyAccountCertificate(
  network: OfflineNetwork,
  policy: EvidencePolicy,
  certificate: AccountCertificate,
  memo?: CertificateMemo,
): EvidenceVerdict {
  const key = memo === undefined ? '' : CertificateMemo.key(policy.network, certificate);
  const before = memo?.get(key);
  if (before !== undefined) return judgeEvidence(before, policy);
  const evidence = openEvidence(certificate.evidence, policy.network);
  const verdict = judgeEvidence(evidence, policy);
  const digest = accountCertificateDigest(network, certificate.account, certificate.recovery);
  if (!equal(recover(certificate.signature, digest), verdict.key)) {
    throw new OfflineError(
      'CERTIFICATE_INVALID',
      'The account was not certified by the enclave that it names.',
    );
  }
  if (!equal(recover(certificate.consent, digest), certificate.account)) {
    throw new OfflineError('CERTIFICATE_INVALID', 'The account’s own key did not agree to its certificate.');
  }
  memo?.add(key, evidence);
  return verdict;
}
