import { type Hex, toHex } from '@coffer/core/bytes';
import { deviceRegistryAbi } from '@coffer/ethereum/bindings/device-registry';
import { offlineVaultAbi } from '@coffer/ethereum/bindings/offline-vault';
import {
  AbiDecodingDataSizeTooSmallError,
  BaseError,
  ContractFunctionRevertedError,
  ContractFunctionZeroDataError,
  type PublicClient,
} from 'viem';
import { networkId, type OfflineNetwork } from '../messages/network.ts';
import { WalletError } from './error.ts';

/**
 * Compares the vault at the network's address with the network (SAFETY A4): enclaves count on the windows that the
 * contract enforces. What it is compared by is immutable in the contract. A lying node can pretend that all is well, but
 * then nothing that it says holds in a proof.
 * @throws WalletError `NETWORK_VAULT_DIFFERS`
 */
export async function checkVault(client: PublicClient, network: OfflineNetwork): Promise<void> {
  const address = toHex(network.vault);
  const { offlineLimit, settleWindow, exitDelay } = network.facts.parameters;
  const id = toHex(networkId(network));
  if ((await client.getCode({ address })) === undefined) throw differs('there is no contract', address);
  const vault = { address, abi: offlineVaultAbi } as const;
  try {
    const registry = await client.readContract({ ...vault, functionName: 'registry' });
    const found = {
      'network id': await client.readContract({ ...vault, functionName: 'network' }),
      'offline limit': await client.readContract({ ...vault, functionName: 'offlineLimit' }),
      'settlement window': await client.readContract({ ...vault, functionName: 'settleWindow' }),
      'exit delay': await client.readContract({ ...vault, functionName: 'exitDelay' }),
      'network id of its registry': await client.readContract({
        address: registry,
        abi: deviceRegistryAbi,
        functionName: 'network',
      }),
    };
    const wanted: Record<keyof typeof found, Hex | number> = {
      'network id': id,
      'offline limit': offlineLimit,
      'settlement window': settleWindow,
      'exit delay': exitDelay,
      'network id of its registry': id,
    };
    for (const name of Object.keys(wanted) as (keyof typeof found)[]) {
      if (found[name] === wanted[name]) continue;
      throw differs(`the contract has another ${name}`, address, {
        expected: wanted[name],
        found: found[name],
      });
    }
  } catch (error) {
    if (isOtherContract(error)) throw differs('there is another contract', address, {}, error);
    throw error;
  }
}

function isOtherContract(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false;
  const found = error.walk(
    (cause) =>
      cause instanceof ContractFunctionZeroDataError ||
      cause instanceof ContractFunctionRevertedError ||
      cause instanceof AbiDecodingDataSizeTooSmallError,
  );
  return found !== null;
}

function differs(
  what: string,
  vault: Hex,
  details: Readonly<Record<string, string | number>> = {},
  cause?: unknown,
): WalletError {
  return new WalletError('NETWORK_VAULT_DIFFERS', `This is not the vault of this network: ${what}.`, {
    money: 'Nothing was sent to it and nothing was booked.',
    next: 'If the node has caught up with its chain, do not use this network: its operator deployed something else.',
    details: { vault, ...details },
    cause,
  });
}
