import { type Bytes, fromHex, toHex } from '@coffer/core/bytes';
import { programId } from '@coffer/enclave/attestation/certificates';
import { deviceRegistryAbi } from '@coffer/ethereum/bindings/device-registry';
import { offlineVaultAbi } from '@coffer/ethereum/bindings/offline-vault';
import { createSender } from '@coffer/ethereum/client/send';
import { PROGRAM } from '@coffer/offline/messages/certificate';
import { encodeFunctionData } from 'viem';
import { writeWhole } from '../config/files.ts';
import { DEPLOYER, devAccount } from './accounts.ts';
import type { DevNetwork } from './network.ts';

/**
 * Retires a measurement of a development network: in the registry, and for every wallet that starts from now on. Wallets
 * that run revoke it themselves.
 * @returns the registry's transaction
 */
export async function retireMeasurement(dev: DevNetwork, measurement: Bytes): Promise<string> {
  const chain = await dev.chain();
  const registry = await chain.call((client) =>
    client.readContract({
      address: toHex(dev.network.vault),
      abi: offlineVaultAbi,
      functionName: 'registry',
    }),
  );
  const sender = createSender(chain, fromHex(devAccount(DEPLOYER).secret, 32));
  const { transactionHash } = await sender.sendAndConfirm(
    {
      to: registry.toLowerCase() as `0x${string}`,
      data: encodeFunctionData({
        abi: deviceRegistryAbi,
        functionName: 'retireMeasurement',
        args: [toHex(programId(PROGRAM)), toHex(measurement)],
      }),
    },
    { confirmations: 0, pollMs: 25 },
  );
  writeWhole(dev.paths.revoked, `${toHex(measurement)}\n`);
  return transactionHash;
}
