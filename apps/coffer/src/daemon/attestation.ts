import { toHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { counterClassName, platformOf } from '@coffer/enclave/attestation/certificates';
import { decodeEvidence, verifyEvidence } from '@coffer/enclave/attestation/evidence';
import type { Layer } from '@coffer/enclave/platforms/platform';
import { PROGRAM, policyOf } from '@coffer/offline/messages/certificate';
import type { OfflineNetwork } from '@coffer/offline/messages/network';
import type { z } from 'zod';
import type { attestationView } from '../api/schemas.ts';
import { SIMULATED } from './views.ts';

/** What evidence says, and whether it holds in this network. */
export type AttestationView = z.output<typeof attestationView>;

/** Reads evidence and judges it by the network’s own policy. @throws CodecError when it is not evidence */
export function describeEvidence(
  network: OfflineNetwork,
  bytes: Uint8Array,
  layers: readonly Layer[],
): AttestationView & { readonly problem: string | null } {
  const { root, device, attestation } = decodeEvidence(bytes);
  const platform = platformOf(device.platform) ?? 'unknown';
  let problem: string | null = null;
  try {
    verifyEvidence(bytes, policyOf(network));
  } catch (error) {
    if (!isCofferError(error)) throw error;
    problem = error.message;
  }
  const counter = counterClassName(attestation.counterClass) ?? 'unknown';
  return {
    platform,
    warning: platform === 'simulated' ? SIMULATED : '',
    verified: problem === null,
    problem,
    key: toHex(attestation.key),
    device: toHex(device.device),
    root: toHex(root),
    measurement: toHex(attestation.measurement),
    program: PROGRAM,
    abi: attestation.abi,
    counter: counter === 'software' ? 'software (a test double)' : counter,
    evidence: toHex(bytes),
    layers: layers.map(({ name, on, stops }) => ({ name, on, stops })),
  };
}
