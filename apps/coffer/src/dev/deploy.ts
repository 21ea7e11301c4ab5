import { fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { programId } from '@coffer/enclave/attestation/certificates';
import { deviceRegistryAbi, deviceRegistryBytecode } from '@coffer/ethereum/bindings/device-registry';
import { offlineVaultAbi, offlineVaultBytecode } from '@coffer/ethereum/bindings/offline-vault';
import type { Chain } from '@coffer/ethereum/client/connect';
import { createSender, type Sender } from '@coffer/ethereum/client/send';
import { PROGRAM } from '@coffer/offline/messages/certificate';
import { OfflineError } from '@coffer/offline/messages/error';
import {
  type NetworkFacts,
  networkId,
  type OfflineNetwork,
  parameterFault,
} from '@coffer/offline/messages/network';
import { encodeDeployData, encodeFunctionData, getContractAddress } from 'viem';
import { AppError } from '../config/error.ts';

/** A development chain makes a block at once. */
const SOON = { confirmations: 0, pollMs: 25 };

async function create(sender: Sender, name: string, data: Hex): Promise<Hex> {
  const { contractAddress } = await sender.sendAndConfirm({ data }, SOON);
  if (contractAddress === null || contractAddress === undefined) {
    throw new AppError('CHILD_DIED', `The chain did not create ${name}.`);
  }
  return contractAddress.toLowerCase() as Hex;
}

/**
 * Creates a development network on a chain: deploys its contracts. The network's id commits to the vault's address, so
 * the address is computed first, from the deployer and its next nonces. The deployer owns the registry and must send
 * nothing else meanwhile.
 * @throws OfflineError `NETWORK_INVALID`; AppError `CHILD_DIED`; ChainError
 */
export async function deployContracts(
  chain: Chain,
  deployer: Hex,
  facts: NetworkFacts,
  say: (text: string) => void,
): Promise<OfflineNetwork> {
  const fault = parameterFault(facts.parameters);
  if (fault !== undefined) throw new OfflineError('NETWORK_INVALID', `The parameters do not fit: ${fault}.`);
  const sender = createSender(chain, fromHex(deployer, 32));
  const nonce = await chain.call((client) =>
    client.getTransactionCount({ address: sender.address, blockTag: 'pending' }),
  );
  // The registry is created first, the vault next.
  const promised = getContractAddress({ from: sender.address, nonce: BigInt(nonce) + 1n });
  const network: OfflineNetwork = { facts, vault: fromHex(promised.toLowerCase(), 20) };
  const id = toHex(networkId(network));
  const { offlineLimit, settleWindow, exitDelay } = facts.parameters;
  say('Deploying DeviceRegistry …');
  const registry = await create(
    sender,
    'DeviceRegistry',
    encodeDeployData({
      abi: deviceRegistryAbi,
      bytecode: deviceRegistryBytecode,
      args: [id, sender.address],
    }),
  );
  say('Deploying OfflineVault …');
  const vault = await create(
    sender,
    'OfflineVault',
    encodeDeployData({
      abi: offlineVaultAbi,
      bytecode: offlineVaultBytecode,
      args: [registry, id, offlineLimit, settleWindow, exitDelay],
    }),
  );
  if (vault !== toHex(network.vault)) {
    throw new AppError('CHILD_DIED', 'The vault was created at another address than its network names.', {
      next: 'Did somebody else send transactions of the deployer meanwhile? Try again: coffer dev --fresh.',
      details: { promised: toHex(network.vault), created: vault },
    });
  }
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
  for (const data of configure) await sender.sendAndConfirm({ to: registry, data }, SOON);
  return network;
}
