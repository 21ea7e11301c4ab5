import { type Bytes, fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { address } from '@coffer/crypto/secp256k1';
import { programId } from '@coffer/enclave/attestation/certificates';
import { findAnvil } from '@coffer/ethereum/anvil/binary';
import { type Anvil, launchAnvil } from '@coffer/ethereum/anvil/launch';
import { rpc } from '@coffer/ethereum/anvil/rpc';
import { deviceRegistryAbi, deviceRegistryBytecode } from '@coffer/ethereum/bindings/device-registry';
import { offlineVaultAbi, offlineVaultBytecode } from '@coffer/ethereum/bindings/offline-vault';
import { decodeOutcomes } from '@coffer/offline/host/batch';
import { REASONS } from '@coffer/offline/host/vault-abi';
import { PROGRAM } from '@coffer/offline/messages/certificate';
import { networkId, type OfflineNetwork } from '@coffer/offline/messages/network';
import {
  decodeErrorResult,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  parseEventLogs,
  type TransactionReceipt,
} from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Random, random } from '../simulation/kernel/random.ts';
import { EMPTY_VAULT, VaultRevert } from '../simulation/offline/vault-model.ts';
import { storageOf } from '../simulation/offline/vault-storage.ts';

import { type Operation, operations, parameters, person } from './vault-operations.ts';

/**
 * The simulator's vault against the contract: random operations on both, and the same outcome, reasons, storage words and
 * ether each time. The simulator proves nothing about the product unless this holds.
 */

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const OPERATIONS = 220;
const HOUR = 3_600;
function anvilIsMissing(): boolean {
  try {
    findAnvil();
    return false;
  } catch (error) {
    if (isCofferError(error, 'ANVIL_MISSING')) return true;
    throw error;
  }
}
const missing = anvilIsMissing();
const seen = { reasons: new Set<string>(), reverts: new Set<string>(), done: new Set<string>() };

let anvil: Anvil | undefined;
beforeAll(async () => {
  if (!missing) anvil = await launchAnvil({ blockMs: 0 });
});
afterAll(() => anvil?.stop());

async function send(from: Bytes, call: { to?: Hex; data: Hex; value?: bigint }): Promise<TransactionReceipt> {
  const { url } = anvil!;
  const hash = await rpc(url, 'eth_sendTransaction', [
    { from: toHex(from), gas: '0x1c9c380', ...call, value: `0x${(call.value ?? 0n).toString(16)}` },
  ]);
  for (;;) {
    const receipt = (await rpc(url, 'eth_getTransactionReceipt', [hash])) as TransactionReceipt | null;
    if (receipt !== null) return receipt;
  }
}

async function become(account: Bytes): Promise<void> {
  await rpc(anvil!.url, 'anvil_impersonateAccount', [toHex(account)]);
  await rpc(anvil!.url, 'anvil_setBalance', [toHex(account), '0xffffffffffffffffffffffff']);
}

/** Deploys registry and vault for a network of this seed. */
async function deploy(
  chance: Random,
  root: Bytes,
  measurement: Bytes,
): Promise<{ network: OfflineNetwork; owner: Bytes }> {
  const owner = chance.bytes(20);
  await become(owner);
  const facts = {
    chainId: BigInt(anvil!.chainId),
    genesis: fromHex(anvil!.genesisHash),
    trust: { k: 1, signers: [chance.bytes(20)] },
    roots: [address(root)],
    measurements: [measurement],
    parameters,
  };
  // Registry, root, measurement, vault: the network's id commits to the vault's address, so that is known before.
  const vaultAddress = getContractAddress({ from: toHex(owner), nonce: 3n });
  const network: OfflineNetwork = { facts, vault: fromHex(vaultAddress.toLowerCase(), 20) };
  const id = toHex(networkId(network));
  const registry = await send(owner, {
    data: encodeDeployData({
      abi: deviceRegistryAbi,
      bytecode: deviceRegistryBytecode,
      args: [id, toHex(owner)],
    }),
  });
  const to = registry.contractAddress!;
  const abi = deviceRegistryAbi;
  await send(owner, {
    to,
    data: encodeFunctionData({ abi, functionName: 'addRoot', args: [toHex(address(root))] }),
  });
  const allow = [toHex(programId(PROGRAM)), toHex(measurement)] as const;
  await send(owner, { to, data: encodeFunctionData({ abi, functionName: 'allowMeasurement', args: allow }) });
  const { offlineLimit, settleWindow, exitDelay } = parameters;
  const vault = await send(owner, {
    data: encodeDeployData({
      abi: offlineVaultAbi,
      bytecode: offlineVaultBytecode,
      args: [to, id, offlineLimit, settleWindow, exitDelay],
    }),
  });
  expect(vault.contractAddress?.toLowerCase()).toBe(vaultAddress.toLowerCase());
  return { network, owner };
}

test.skipIf(missing).for(SEEDS)(
  'the model and the contract agree on random operations, seed %i',
  {
    timeout: 120_000,
  },
  async (seed) => {
    const chance = random(seed);
    const { url } = anvil!;
    const [root, measurement] = [chance.bytes(32), chance.bytes(32)];
    const { network, owner } = await deploy(chance, root, measurement);
    const people = Array.from({ length: 8 }, (_, i) => person(chance, network, root, measurement, i < 7));
    for (const { recovery } of people) await become(recovery);
    const next = operations(chance, network, people);
    const to = toHex(network.vault);
    const slots = new Set<Hex>();
    let vault = EMPTY_VAULT;
    let now = Number(
      ((await rpc(url, 'eth_getBlockByNumber', ['latest', false])) as { timestamp: Hex }).timestamp,
    );

    for (let i = 0; i < OPERATIONS; i++) {
      now += chance.pick([1, 12, 60, HOUR, 5 * HOUR]);
      const operation = next(vault, now, owner);
      await rpc(url, 'evm_setNextBlockTimestamp', [now]);
      const receipt = await send(operation.from, { to, data: operation.data, value: operation.value });
      const where = `seed ${seed}, operation ${i}: ${operation.name}`;
      let expected: ReturnType<Operation['model']> | undefined;
      let reverted: string | undefined;
      try {
        expected = operation.model(vault, now);
      } catch (error) {
        if (!(error instanceof VaultRevert)) throw error;
        reverted = error.message;
      }
      if (expected === undefined) {
        expect(receipt.status as string, `${where} reverts with ${reverted}`).toBe('0x0');
        expect(await revertName(operation, to, now), where).toBe(reverted);
        seen.reverts.add(reverted!);
        continue;
      }
      expect(receipt.status as string, where).toBe('0x1');
      seen.done.add(operation.name);
      vault = expected.vault;
      if (expected.outcomes !== undefined) {
        const [event] = parseEventLogs({ abi: offlineVaultAbi, eventName: 'Settled', logs: receipt.logs });
        const told = decodeOutcomes(fromHex(event!.args.outcomes)).map(
          ({ payment, reason }) => `${toHex(payment)} ${REASONS[reason]}`,
        );
        expect(told, where).toEqual(expected.outcomes.map(({ id, reason }) => `${toHex(id)} ${reason}`));
        for (const { reason } of expected.outcomes) seen.reasons.add(reason);
      }
      for (const [slot] of storageOf(vault)) slots.add(toHex(slot));
      const words = new Map(storageOf(vault).map(([slot, word]) => [toHex(slot), toHex(word)]));
      const stored = await Promise.all(
        [...slots].map((slot) => rpc(url, 'eth_getStorageAt', [to, slot, 'latest'])),
      );
      const zero = toHex(new Uint8Array(32));
      expect(stored, where).toEqual([...slots].map((slot) => words.get(slot) ?? zero));
      expect(BigInt((await rpc(url, 'eth_getBalance', [to, 'latest'])) as Hex), where).toBe(vault.ether);
    }
  },
);

test.skipIf(missing)('the comparison met nearly every rule', () => {
  const rare = ['PayeeFull', 'Settled'];
  expect(REASONS.filter((reason) => !rare.includes(reason) && !seen.reasons.has(reason))).toEqual([]);
  const calls = [
    'announceExit',
    'cancel',
    'cancelExit',
    'claim',
    'deposit',
    'executeExit',
    'freezePayee',
    'freezePayer',
    'open',
    'settle',
    'withdraw',
  ];
  expect([...seen.done].sort()).toEqual(calls);
  expect(seen.reverts.size).toBeGreaterThan(6);
});

/** The name of the custom error with which an operation reverts, found by calling it again under the same time. */
async function revertName({ from, data, value }: Operation, to: Hex, now: number): Promise<string> {
  const response = await fetch(anvil!.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'eth_call',
      params: [
        { from: toHex(from), to, data, value: `0x${value.toString(16)}`, gas: '0x1c9c380' },
        'latest',
        {},
        { time: `0x${now.toString(16)}` },
      ],
    }),
  });
  const { error } = (await response.json()) as { error?: { data?: Hex } };
  if (error?.data === undefined) return 'none';
  return decodeErrorResult({ abi: offlineVaultAbi, data: error.data }).errorName;
}
