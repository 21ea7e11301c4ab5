import { wei } from '@coffer/core/amount';
import { type Bytes, fromHex, toHex } from '@coffer/core/bytes';
import { offlineVaultAbi } from '@coffer/ethereum/bindings/offline-vault';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OfflineNetwork } from '../messages/network.ts';
import { type Deployed, type Devnet, deployNetwork, makeParty, startDevnet } from './testing/devnet.ts';

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(async () => devnet.stop());

/** What a wallet says that wants to deposit there. Nothing may have gone there. */
async function depositInto(network: OfflineNetwork, name: string) {
  const { wallet } = await makeParty(devnet.withNetwork(network), name);
  const failure: unknown = await wallet
    .deposit({ amount: wei(5n), idempotencyKey: 'd' })
    .catch((error) => error);
  const ether = await devnet.chain.call((client) => client.getBalance({ address: toHex(network.vault) }));
  expect(ether).toBe(0n);
  expect((await wallet.activity())[0]).toMatchObject({ state: 'failed', reason: 'NETWORK_VAULT_DIFFERS' });
  return failure;
}

test('no money goes to a vault that enforces something else than its network says', async () => {
  const { offlineLimit, settleWindow, exitDelay } = devnet.network.facts.parameters;
  const cases: readonly (readonly [Deployed, string])[] = [
    [{ network: `0x${'17'.repeat(32)}` }, 'network id'],
    [{ offlineLimit: offlineLimit + 1 }, 'offline limit'],
    [{ settleWindow: settleWindow - 1 }, 'settlement window'],
    [{ exitDelay: exitDelay - 1 }, 'exit delay'],
  ];
  for (const [deployed, word] of cases) {
    const network = await deployNetwork(devnet.chain, devnet.network.facts, deployed);
    expect(await depositInto(network, word), word).toMatchObject({
      code: 'NETWORK_VAULT_DIFFERS',
      message: expect.stringContaining(word),
      details: { expected: expect.anything(), found: expect.anything() },
    });
  }
});

test('no money goes where no vault is, nor to a contract that is none', async () => {
  const nowhere: Bytes = new Uint8Array(20).fill(7);
  expect(await depositInto({ ...devnet.network, vault: nowhere }, 'nowhere')).toMatchObject({
    code: 'NETWORK_VAULT_DIFFERS',
    message: expect.stringContaining('no contract'),
  });
  // The deployer's first contract is the registry, which has an id too, but no windows.
  const address = await devnet.chain.call((client) =>
    client.readContract({
      address: toHex(devnet.network.vault),
      abi: offlineVaultAbi,
      functionName: 'registry',
    }),
  );
  const registry = fromHex(address.toLowerCase(), 20);
  expect(await depositInto({ ...devnet.network, vault: registry }, 'registry')).toMatchObject({
    code: 'NETWORK_VAULT_DIFFERS',
    message: expect.stringContaining('another contract'),
  });
});
