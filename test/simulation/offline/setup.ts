import type { Wei } from '@coffer/core/amount';
import { type Bytes, utf8 } from '@coffer/core/bytes';
import type { CounterClass } from '@coffer/core/program';
import { keccak256, sha256 } from '@coffer/crypto/hash';
import { address } from '@coffer/crypto/secp256k1';
import {
  certifyAttestation,
  certifyDevice,
  counterClassNumber,
  platformId,
  programId,
} from '@coffer/enclave/attestation/certificates';
import { encodeEvidence } from '@coffer/enclave/attestation/evidence';
import { PROGRAM } from '@coffer/offline/messages/certificate';
import { networkId, type OfflineNetwork, type OfflineParameters } from '@coffer/offline/messages/network';
import type { Random } from '../kernel/random.ts';
import { type Signers, VAULT_ADDRESS } from './chain.ts';

/** What a schedule's network is made of; limits and windows differ from seed to seed. */

/** Stands for the hash of the enclave bundle. */
export const MEASUREMENT: Bytes = sha256(utf8('simulated bundle'));
const HOUR = 3_600;
const ETHER = 10n ** 18n;

/** Limits and windows of a schedule: short, so that deadlines pass within it. */
export function chooseParameters(chance: Random): OfflineParameters {
  const offlineLimit = chance.pick([6, 12, 30]) * HOUR;
  const settleWindow = chance.pick([8, 16, 48]) * HOUR;
  return {
    lockTime: 600,
    drift: 30,
    delivery: 5,
    offlineLimit,
    settleWindow,
    settleMargin: HOUR,
    reorgMargin: HOUR,
    exitDelay: offlineLimit + settleWindow + chance.pick([2, 4]) * HOUR,
    confirmations: chance.between(1, 4),
    maxHops: chance.between(2, 5),
    maxSupports: chance.pick([4, 16]),
    maxSupportBytes: 32 * 1024,
    maxUnsettled: chance.pick([8, 64]),
    minimumPayment: 1n as Wei,
    paymentLimit: (10n * ETHER) as Wei,
    holdingLimit: (40n * ETHER) as Wei,
    unprotectedLimit: (ETHER / 2n) as Wei,
  };
}

/** The manufacturer and the network of a schedule. */
export interface Setup {
  readonly network: OfflineNetwork;
  readonly id: Bytes;
  /** Certifies an attestation key, as the platform process of a device does. */
  readonly certify: (device: Bytes, key: Bytes, counter: CounterClass, abi: number) => Bytes;
  /** The same by a root of an attacker's own. */
  readonly forge: (device: Bytes, key: Bytes) => Bytes;
}

/** Fixes the network around the chain's genesis. */
export function makeSetup(
  chance: Random,
  signers: Signers,
  genesis: Bytes,
  chosen: OfflineParameters,
): Setup {
  const root = chance.bytes(32);
  const network: OfflineNetwork = {
    facts: {
      chainId: BigInt(chance.between(1, 1_000_000)),
      genesis,
      trust: { k: signers.k, signers: signers.secrets.map((secret) => address(secret)) },
      roots: [address(root)],
      measurements: [MEASUREMENT],
      parameters: chosen,
    },
    vault: VAULT_ADDRESS,
  };
  const id = networkId(network);
  const evidence = (
    by: Bytes,
    deviceSecret: Bytes,
    key: Bytes,
    counter: CounterClass,
    abi: number,
  ): Bytes => {
    const device = { device: address(deviceSecret), platform: platformId('simulated') };
    const attestation = {
      key,
      measurement: MEASUREMENT,
      program: programId(PROGRAM),
      abi,
      counterClass: counterClassNumber(counter),
    };
    return encodeEvidence({
      root: address(root),
      device,
      deviceSignature: certifyDevice(by, id, device),
      attestation,
      attestationSignature: certifyAttestation(deviceSecret, id, attestation),
    });
  };
  return {
    network,
    id,
    certify: (device, key, counter, abi) => evidence(root, device, key, counter, abi),
    forge: (device, key) => evidence(device, device, key, 'ledger', 1),
  };
}

/** An address that nobody has a key for: where a person's withdrawals or exits go. */
export function payoutAddress(purpose: string, party: number): Bytes {
  return keccak256(utf8(`${purpose} ${party}`)).subarray(12);
}
