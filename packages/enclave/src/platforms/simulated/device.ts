import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bytes, concat, utf8 } from '@coffer/core/bytes';
import { decode, encode, fixed, record, type Typed } from '@coffer/core/codec';
import type { CounterClass } from '@coffer/core/program';
import { derive } from '@coffer/crypto/derive';
import { address, isSecret } from '@coffer/crypto/secp256k1';
import {
  certifyAttestation,
  certifyDevice,
  counterClassNumber,
  platformId,
} from '../../attestation/certificates.ts';
import { encodeEvidence } from '../../attestation/evidence.ts';
import { EnclaveError, MONEY_STAYS } from '../../errors.ts';

/** The simulated device: the secrets that a real one has in hardware, in a file of the platform process. */

const deviceCodec = record({
  network: fixed(32),
  /** Secret of the device key, which signs attestation certificates. */
  secret: fixed(32),
  /** Root of all sealing keys. */
  sealing: fixed(32),
  root: fixed(20),
  certificate: fixed(64),
});
/** See {@link deviceCodec}. Never leaves the platform process. */
export type Device = Typed<typeof deviceCodec>;

const FILE = 'device';

function freshSecret(): Bytes {
  const secret = new Uint8Array(randomBytes(32));
  return isSecret(secret) ? secret : freshSecret();
}

/**
 * Makes a simulated device in a directory of its own (mode 0700), as a factory would: the root's secret is used here and
 * not kept.
 * @param network 32-byte id of the Coffer network
 * @param rootSecret secp256k1 secret of the network's root
 * @throws EnclaveError `PLATFORM_FAILED` when there is a device already
 */
export async function provisionDevice(directory: string, network: Bytes, rootSecret: Bytes): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const secret = freshSecret();
  const certificate = certifyDevice(rootSecret, network, {
    device: address(secret),
    platform: platformId('simulated'),
  });
  const sealing = new Uint8Array(randomBytes(32));
  const device: Device = { network, secret, sealing, root: address(rootSecret), certificate };
  try {
    const file = await open(join(directory, FILE), 'wx', 0o600);
    await file.writeFile(encode(deviceCodec, device));
    await file.sync();
    await file.close();
  } catch (cause) {
    throw new EnclaveError(
      'PLATFORM_FAILED',
      `There is a device in ${directory} already, or it cannot be written.`,
      {
        cause,
      },
    );
  }
}

/** Loads the device of a directory. @throws EnclaveError `PLATFORM_FAILED` */
export async function loadDevice(directory: string): Promise<Device> {
  try {
    return decode(deviceCodec, new Uint8Array(await readFile(join(directory, FILE))));
  } catch (cause) {
    throw new EnclaveError('PLATFORM_FAILED', `There is no usable device in ${directory}.`, {
      money: MONEY_STAYS,
      next: 'Put the file back; without it nothing on this machine can be unsealed.',
      cause,
    });
  }
}

/** Sealing key of an instance of a program: another program, instance or counter class has another key. */
export function sealingKey(
  device: Device,
  measurement: Bytes,
  instance: Bytes,
  counter: CounterClass,
): Bytes {
  const salt = concat(device.network, measurement, instance, utf8(counter));
  return derive(device.sealing, 'coffer.sealing.1', 32, salt);
}

/** Evidence for an attestation key that an enclave with this measurement asked for. */
export function certify(
  device: Device,
  measurement: Bytes,
  counter: CounterClass,
  request: { readonly key: Bytes; readonly program: Bytes; readonly abi: number },
): Bytes {
  const attestation = { ...request, measurement, counterClass: counterClassNumber(counter) };
  return encodeEvidence({
    root: device.root,
    device: { device: address(device.secret), platform: platformId('simulated') },
    deviceSignature: device.certificate,
    attestation: {
      key: request.key,
      measurement,
      program: request.program,
      abi: request.abi,
      counterClass: attestation.counterClass,
    },
    attestationSignature: certifyAttestation(device.secret, device.network, attestation),
  });
}
