import { type Bytes, equal, utf8 } from '@coffer/core/bytes';
import type { CounterClass } from '@coffer/core/program';
import { domainSeparator, type StructValue, structType, typedDigest } from '@coffer/crypto/eip712';
import { keccak256 } from '@coffer/crypto/hash';
import { recover, sign } from '@coffer/crypto/secp256k1';

/**
 * The key chain root → device → attestation key (the papers' G_att and mpk), as EIP-712 types, so that a contract checks
 * the same bytes. The account certificate below it belongs to each rail.
 */

/** Platform kinds, by the name that is hashed into a device certificate. */
export type PlatformKind = 'simulated' | 'sgx' | 'tdx' | 'sev-snp';

const KINDS: readonly PlatformKind[] = ['simulated', 'sgx', 'tdx', 'sev-snp'];
const CLASSES: readonly CounterClass[] = ['none', 'software', 'tpm', 'peers', 'ledger'];

const DEVICE = { device: 'address', platform: 'bytes32' } as const;
const ATTESTATION = {
  key: 'address',
  measurement: 'bytes32',
  program: 'bytes32',
  abi: 'uint32',
  counterClass: 'uint8',
} as const;
const RELEASE = { program: 'bytes32', measurement: 'bytes32' } as const;

/** `DeviceCertificate(address device,bytes32 platform)`, signed by the root key. */
export const DeviceCertificate = structType('DeviceCertificate', DEVICE);
/**
 * `AttestationCertificate(address key,bytes32 measurement,bytes32 program,uint32 abi,uint8 counterClass)`, signed by the
 * device key: this key was born in an enclave that runs exactly this.
 */
export const AttestationCertificate = structType('AttestationCertificate', ATTESTATION);
/**
 * `Release(bytes32 program,bytes32 measurement)`, signed by the root key: this measurement is a published version of
 * the program, fit to take over or to have handed over its state.
 */
export const Release = structType('Release', RELEASE);

/** The fields of a {@link DeviceCertificate}. */
export type DeviceFields = StructValue<typeof DEVICE>;
/** The fields of an {@link AttestationCertificate}. */
export type AttestationFields = StructValue<typeof ATTESTATION>;
/** The fields of a {@link Release}. */
export type ReleaseFields = StructValue<typeof RELEASE>;

/** EIP-712 domain separator of everything in this file. @param network 32-byte id of the Coffer network */
export function attestationDomain(network: Bytes): Bytes {
  return domainSeparator({ name: 'Coffer Attestation', version: '1', salt: network });
}

const PLATFORMS = new Map<PlatformKind, Bytes>(KINDS.map((kind) => [kind, keccak256(utf8(kind))]));

/** `keccak256` of a platform's name, as certificates carry it. */
export function platformId(kind: PlatformKind): Bytes {
  return PLATFORMS.get(kind)!;
}

/** The platform with this id, or nothing when the id is none of ours. */
export function platformOf(id: Bytes): PlatformKind | undefined {
  return KINDS.find((kind) => equal(platformId(kind), id));
}

// There are as many programs as rails; every certificate that is judged asks for one of them.
const programs = new Map<string, Bytes>();

/** `keccak256` of a program's name, as certificates carry it. */
export function programId(name: string): Bytes {
  const known = programs.get(name);
  if (known !== undefined) return known;
  const id = keccak256(utf8(name));
  if (programs.size < 64) programs.set(name, id);
  return id;
}

/** Number of a counter class in certificates: 0 none, 1 software, 2 tpm, 3 peers, 4 ledger. */
export function counterClassNumber(name: CounterClass): number {
  return CLASSES.indexOf(name);
}

/** The counter class of this number, or nothing when there is none. */
export function counterClassName(number: bigint | number): CounterClass | undefined {
  return CLASSES[Number(number)];
}

/** Digest of a device certificate. 32 bytes. */
export function deviceDigest(network: Bytes, fields: DeviceFields): Bytes {
  return typedDigest(attestationDomain(network), DeviceCertificate.hash(fields));
}

/** Digest of an attestation certificate. 32 bytes. */
export function attestationDigest(network: Bytes, fields: AttestationFields): Bytes {
  return typedDigest(attestationDomain(network), AttestationCertificate.hash(fields));
}

/** Digest of a release. 32 bytes. */
export function releaseDigest(network: Bytes, fields: ReleaseFields): Bytes {
  return typedDigest(attestationDomain(network), Release.hash(fields));
}

/** Certifies a device. @param rootSecret the root's secp256k1 secret. @returns 64-byte signature (EIP-2098) */
export function certifyDevice(rootSecret: Bytes, network: Bytes, fields: DeviceFields): Bytes {
  return sign(rootSecret, deviceDigest(network, fields));
}

/** Certifies an attestation key. @param deviceSecret the device's secret. @returns 64-byte signature (EIP-2098) */
export function certifyAttestation(deviceSecret: Bytes, network: Bytes, fields: AttestationFields): Bytes {
  return sign(deviceSecret, attestationDigest(network, fields));
}

/** Publishes a measurement. @param rootSecret the root's secret. @returns 64-byte signature (EIP-2098) */
export function signRelease(rootSecret: Bytes, network: Bytes, fields: ReleaseFields): Bytes {
  return sign(rootSecret, releaseDigest(network, fields));
}

/** The root that signed a device certificate. @throws SignatureError `BAD_SIGNATURE` */
export function deviceSigner(network: Bytes, fields: DeviceFields, signature: Bytes): Bytes {
  return recover(signature, deviceDigest(network, fields));
}

/** The device that signed an attestation certificate. @throws SignatureError `BAD_SIGNATURE` */
export function attestationSigner(network: Bytes, fields: AttestationFields, signature: Bytes): Bytes {
  return recover(signature, attestationDigest(network, fields));
}
