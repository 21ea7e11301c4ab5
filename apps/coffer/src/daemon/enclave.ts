import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bytes, equal, fromHex, toHex } from '@coffer/core/bytes';
import { type Codec, encode } from '@coffer/core/codec';
import { sha256 } from '@coffer/crypto/hash';
import { loadBundle } from '@coffer/enclave/host/bundle';
import { type Enclave, launchEnclave } from '@coffer/enclave/host/enclave';
import { openFileStore } from '@coffer/enclave/host/file-store';
import { measurementOf } from '@coffer/enclave/measurement';
import { type PlatformProcess, startPlatform } from '@coffer/enclave/platforms/simulated/client';
import { provisionDevice } from '@coffer/enclave/platforms/simulated/device';
import { networkCodec, networkId, type OfflineNetwork } from '@coffer/offline/messages/network';
import { AppError } from '../config/error.ts';
import { privateFolder, readText } from '../config/files.ts';
import type { NetworkPaths, WalletPaths } from '../config/paths.ts';
import { type AwakeEnclave, keepAwake } from './awake.ts';
import { shortFolder } from './shortPath.ts';

/** The wallet's enclave on its simulated device: one device per wallet, as one phone per person. */

const source = (path: string): string =>
  fileURLToPath(new URL(`../../../../packages/offline/${path}`, import.meta.url));

/** The offline rail's published bundle. @throws EnclaveError `BUNDLE_DIFFERS` */
export function offlineBundle(): Promise<Bytes> {
  return loadBundle({ entry: source('src/enclave/bundle.ts'), measurements: source('measurements.json') });
}

let nodeHash: Promise<Bytes> | undefined;

/** The binary is large and does not change while it runs. */
function hashOfNode(): Promise<Bytes> {
  nodeHash ??= hashBinary();
  return nodeHash;
}

async function hashBinary(): Promise<Bytes> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(process.execPath)) hash.update(part as Buffer);
  return new Uint8Array(hash.digest());
}

/** Measurement of a bundle on this machine's Node: what its simulated platforms will say. 32 bytes. */
export async function measurementOfBundle(bundle: Bytes): Promise<Bytes> {
  return measurementOf(sha256(bundle), await hashOfNode());
}

/** Measurement of the offline rail on this machine's Node. 32 bytes. */
export async function offlineMeasurement(): Promise<Bytes> {
  return measurementOfBundle(await offlineBundle());
}

/** A running enclave with the device that vouches for it. */
export interface WalletEnclave {
  readonly enclave: AwakeEnclave;
  /** Resolves with what happened when either ends without being asked to. */
  readonly died: Promise<string>;
  close(): Promise<void>;
}

async function ensureDevice(
  network: OfflineNetwork,
  paths: NetworkPaths,
  wallet: WalletPaths,
): Promise<void> {
  const file = join(wallet.device, 'device');
  const made = statSync(file, { throwIfNoEntry: false });
  // Once something is sealed to a device, no other may take its place: it could not unseal it. Before that, an empty
  // file was left by a start that was interrupted.
  if (existsSync(wallet.enclave) || (made?.size ?? 0) > 0) return;
  const secret = readText(paths.rootKey, 200);
  if (secret === undefined) {
    throw new AppError(
      'NETWORK_OUTDATED',
      'The network’s simulated root is gone: it certifies no new devices.',
      {
        next: 'Use a wallet that exists already, or make a new network: coffer dev --fresh.',
      },
    );
  }
  // Made beside its place and moved there as a whole: an interrupted first start leaves no half device behind.
  const fresh = `${wallet.device}.new`;
  await rm(fresh, { recursive: true, force: true });
  await provisionDevice(fresh, networkId(network), fromHex(secret.trim(), 32));
  if (made !== undefined) await rm(file);
  await rename(fresh, wallet.device);
  const folder = await open(wallet.root, 'r');
  await folder.sync().finally(() => folder.close());
}

/**
 * Starts device and enclave of a wallet, and restores its state.
 * @param owner address that may approve handing the wallet over to a later version of the program; fixed at the first launch
 * @param program the bundle; the published one without it
 * @throws AppError `NETWORK_OUTDATED` when the network does not admit this program; EnclaveError
 */
export async function openWalletEnclave(
  network: OfflineNetwork,
  paths: NetworkPaths,
  wallet: WalletPaths,
  owner: Bytes,
  report: (text: string) => void,
  program?: Bytes,
): Promise<WalletEnclave> {
  privateFolder(wallet.root);
  const bundle = program ?? (await offlineBundle());
  await ensureDevice(network, paths, wallet);
  const device: PlatformProcess = await startPlatform({ directory: shortFolder(wallet.device) });
  try {
    const { measurement } = await device.platform.measure(bundle);
    if (!network.facts.measurements.some((allowed) => equal(allowed, measurement))) {
      throw new AppError(
        'NETWORK_OUTDATED',
        'The network admits other versions of the enclave program than this one.',
        {
          money: 'Nothing is lost: what the wallet holds stays in its enclave’s sealed state.',
          next: 'Run the version of Coffer and Node that the network was made with, or make a new network: coffer dev --fresh.',
          details: { measurement: toHex(measurement), node: process.versions.node },
        },
      );
    }
    const launch = async (): Promise<Enclave> =>
      launchEnclave({
        platform: device.platform,
        bundle,
        store: await openFileStore(wallet.enclave),
        counter: 'software',
        owner,
        config: encode(networkCodec as Codec<OfflineNetwork>, network),
        onComplaint: (error) => report(`The enclave complains: ${error.code} ${error.message}`),
      });
    const enclave = await keepAwake(launch, report);
    let closing = false;
    const died = Promise.race([enclave.died, device.exited.then(() => 'the simulated device ended')]).then(
      (why) => (closing ? new Promise<string>(() => undefined) : why),
    );
    return {
      enclave,
      died,
      close: async () => {
        closing = true;
        await enclave.close();
        await device.close();
      },
    };
  } catch (error) {
    await device.close();
    throw error;
  }
}
