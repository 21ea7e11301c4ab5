import type { Bytes } from '@coffer/core/bytes';
import { equal, toHex } from '@coffer/core/bytes';
import { count, decode, encode, fixed, record, type Typed } from '@coffer/core/codec';
import type { CounterClass } from '@coffer/core/program';
import { EnclaveError } from '../errors.ts';
import {
  attestationSigner,
  counterClassName,
  counterClassNumber,
  deviceSigner,
  type PlatformKind,
  platformOf,
  programId,
} from './certificates.ts';

/** Evidence for an attestation key, and its verification: pure, offline, against a stated policy. */

/** The chain root → device → attestation key. The layout is part of the format. */
export const evidenceCodec = record({
  /** Address of the root key. */
  root: fixed(20),
  device: record({ device: fixed(20), platform: fixed(32) }),
  deviceSignature: fixed(64),
  attestation: record({
    key: fixed(20),
    measurement: fixed(32),
    program: fixed(32),
    abi: count(0xffffffff),
    counterClass: count(255),
  }),
  attestationSignature: fixed(64),
});
/** See {@link evidenceCodec}. */
export type Evidence = Typed<typeof evidenceCodec>;

/** Canonical bytes of evidence: what {@link Identity.evidence} holds. */
export function encodeEvidence(evidence: Evidence): Bytes {
  return encode(evidenceCodec, evidence);
}

/** Evidence from bytes, not yet verified. @throws CodecError */
export function decodeEvidence(bytes: Bytes): Evidence {
  return decode(evidenceCodec, bytes, { maxBytes: 4096, maxDepth: 4, maxItems: 64 });
}

/** What a verifier accepts. Every field is the verifier's own choice, never taken from the evidence. */
export interface EvidencePolicy {
  /** 32-byte id of the Coffer network. */
  readonly network: Bytes;
  /** Addresses of trusted roots. */
  readonly roots: readonly Bytes[];
  /** Program name to the measurements that are allowed for it. */
  readonly programs: Readonly<Record<string, readonly Bytes[]>>;
  readonly revoked?: {
    readonly devices?: readonly Bytes[];
    readonly keys?: readonly Bytes[];
    readonly measurements?: readonly Bytes[];
  };
  /** Weakest acceptable rollback protection, in the order none, software, tpm, peers, ledger. Default `none`. */
  readonly minimumCounter?: CounterClass;
}

/** What verified evidence says. */
export interface EvidenceVerdict {
  /** `simulated` protects the host from the enclave, not the enclave from the host. Show it wherever trust is shown. */
  readonly platform: PlatformKind;
  readonly simulated: boolean;
  readonly root: Bytes;
  readonly device: Bytes;
  /** Address of the attestation key. */
  readonly key: Bytes;
  readonly measurement: Bytes;
  /** Name, as the policy has it. */
  readonly program: string;
  readonly abi: number;
  readonly counterClass: CounterClass;
  /** One line for people, which says "simulated" when it is. */
  readonly summary: string;
}

/** Why evidence was refused; in the error's details as `reason`. */
export type EvidenceReason =
  | 'malformed'
  | 'signature'
  | 'root'
  | 'platform'
  | 'program'
  | 'measurement'
  | 'revoked-device'
  | 'revoked-key'
  | 'revoked-measurement'
  | 'counter';

const has = (list: readonly Bytes[] | undefined, item: Bytes): boolean =>
  list?.some((entry) => equal(entry, item)) ?? false;

function refused(reason: EvidenceReason, why: string, cause?: unknown): EnclaveError {
  return new EnclaveError('EVIDENCE_REFUSED', `The other side's enclave is not accepted: ${why}.`, {
    next: 'Do not pay to or accept from it.',
    details: { reason },
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * Verifies evidence against a policy.
 * @throws EnclaveError `EVIDENCE_REFUSED` with an {@link EvidenceReason} as `details.reason`
 */
export function verifyEvidence(bytes: Bytes, policy: EvidencePolicy): EvidenceVerdict {
  return judgeEvidence(openEvidence(bytes, policy.network), policy);
}

/**
 * The half of {@link verifyEvidence} that never changes for the same bytes: the signatures. Says nothing about trust.
 * @throws EnclaveError `EVIDENCE_REFUSED` with `malformed` or `signature`
 */
export function openEvidence(bytes: Bytes, network: Bytes): Evidence {
  let evidence: Evidence;
  try {
    evidence = decodeEvidence(bytes);
  } catch (cause) {
    throw refused('malformed', 'its evidence is malformed', cause);
  }
  const { attestation, device } = evidence;
  try {
    if (!equal(deviceSigner(network, device, evidence.deviceSignature), evidence.root))
      throw refused('signature', "the root's signature does not fit, or is for another network");
    if (!equal(attestationSigner(network, attestation, evidence.attestationSignature), device.device))
      throw refused('signature', "the device's signature does not fit, or is for another network");
  } catch (cause) {
    if (cause instanceof EnclaveError) throw cause;
    throw refused('signature', 'a signature in its evidence is not valid', cause);
  }
  return evidence;
}

/**
 * The half of {@link verifyEvidence} that follows the policy: roots, program, revocations, counter. To be asked anew
 * whenever something depends on the answer.
 * @param evidence what {@link openEvidence} gave for the policy's network
 * @throws EnclaveError `EVIDENCE_REFUSED`
 */
export function judgeEvidence(evidence: Evidence, policy: EvidencePolicy): EvidenceVerdict {
  const { attestation, device } = evidence;
  if (!has(policy.roots, evidence.root)) {
    throw refused('root', `the root ${toHex(evidence.root)} is not one that you trust`);
  }
  const platform = platformOf(device.platform);
  if (platform === undefined) throw refused('platform', 'its platform is unknown');
  const program = Object.keys(policy.programs).find((name) => equal(programId(name), attestation.program));
  if (program === undefined) throw refused('program', 'it runs another program');
  const revoked = policy.revoked ?? {};
  if (has(revoked.devices, device.device)) throw refused('revoked-device', 'its device was revoked');
  if (has(revoked.keys, attestation.key)) throw refused('revoked-key', 'its attestation key was revoked');
  if (has(revoked.measurements, attestation.measurement)) {
    throw refused('revoked-measurement', 'its version of the program was revoked');
  }
  if (!has(policy.programs[program], attestation.measurement)) {
    throw refused('measurement', `its version of ${program} is not an allowed one`);
  }
  const counterClass = counterClassName(attestation.counterClass);
  const minimum = counterClassNumber(policy.minimumCounter ?? 'none');
  if (counterClass === undefined || attestation.counterClass < minimum) {
    throw refused('counter', `its rollback protection (${counterClass ?? 'unknown'}) is too weak`);
  }
  const simulated = platform === 'simulated';
  return {
    platform,
    simulated,
    root: evidence.root,
    device: device.device,
    key: attestation.key,
    measurement: attestation.measurement,
    program,
    abi: attestation.abi,
    counterClass,
    summary:
      `${program} (abi ${attestation.abi}) in ${simulated ? 'a simulated enclave' : `an enclave on ${platform}`}, ` +
      `rollback protection: ${counterClass}${counterClass === 'software' ? ' (test double)' : ''}`,
  };
}
