import { fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { programId } from '@coffer/enclave/attestation/certificates';
import { deviceRegistryAbi, deviceRegistryBytecode } from '@coffer/ethereum/bindings/device-registry';
import { offlineVaultAbi, offlineVaultBytecode } from '@coffer/ethereum/bindings/offline-vault';
import type { Chain } from '@coffer/ethereum/client/connect';
import { createSender, type Sender } from '@coffer/ethereum/client/send';
import { PROGRAM } from '@coffer/offline/messages/certificate';
import { type NetworkFacts, networkId } from '@coffer/offline/messages/network';
import { encodeDeployData, encodeFunctionData } from 'viem';
import { AppError } from '../config/error.ts';

/** What was deployed for a network. */
export interface Deployed {
  readonly registry: Hex;
  readonly vault: Hex;
}

async function create(sender: Sender, name: string, data: Hex): Promise<Hex> {
  const { contractAddress } = await sender.sendAndConfirm({ data }, { confirmations: 0 });
  if (contractAddress === null || contractAddress === undefined) {
    throw new AppError('CHILD_DIED', `The chain did not create ${name}.`);
  }
  return contractAddress.toLowerCase() as Hex;
}

/** Deploys the contracts of a new development network with its facts. The deployer owns the registry. */
export async function deployContracts(
  chain: Chain,
  deployer: Hex,
  facts: NetworkFacts,
  say: (text: string) => void,
): Promise<Deployed> {
  const sender = createSender(chain, fromHex(deployer, 32));
  const network = toHex(networkId(facts));
  const { offlineLimit, settleWindow, exitDelay } = facts.parameters;
  say('Deploying DeviceRegistry …');
  const registry = await create(
    sender,
    'DeviceRegistry',
    encodeDeployData({
      abi: deviceRegistryAbi,
      bytecode: deviceRegistryBytecode,
      args: [network, sender.address],
    }),
  );
  const configure = [
    ...facts.roots.map((root) =>
      encodeFunctionData({ abi: deviceRegistryAbi, functionName: 'addRoot', args: [toHex(root)] }),
    ),
    ...facts.measurements.map((measurement) =>
      encodeFunctionData({
        abi: deviceRegistryAbi,
        functionName: 'allowMeasurement',
        args: [toHex(programId(PROGRAM)), toHex(measurement)],
      }),
    ),
  ];
  for (const data of configure) await sender.sendAndConfirm({ to: registry, data }, { confirmations: 0 });
  say('Deploying OfflineVault …');
  const vault = await create(
    sender,
    'OfflineVault',
    encodeDeployData({
      abi: offlineVaultAbi,
      bytecode: offlineVaultBytecode,
      args: [registry, network, offlineLimit, settleWindow, exitDelay],
    }),
  );
  return { registry, vault };
}
