import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wei } from '@coffer/core/amount';
import { toHex } from '@coffer/core/bytes';
import { address } from '@coffer/crypto/secp256k1';
import { expect, test } from 'vitest';
import { ETH, secretOf } from '../testing/world.ts';
import { makeParty, startDevnet, type TestParty } from './testing/devnet.ts';

test('the chain stops, coins move on, the chain comes back with its state and its header signer, and all settles', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-restart-'));
  const devnet = await startDevnet({
    stateFile: join(folder, 'chain.json'),
    signerDir: join(folder, 'signer'),
  });
  try {
    const party = (name: string) => makeParty(devnet, name);
    const [alice, bob, carol] = [await party('alice'), await party('bob'), await party('carol')];
    await alice.wallet.deposit({ amount: wei(ETH), idempotencyKey: 'd' });

    await devnet.anvil.stop();
    const pay = async (payer: TestParty, payee: TestParty, amount: bigint): Promise<void> => {
      const { file: request } = await payee.wallet.request({ amount: wei(amount) });
      const { file } = await payer.wallet.pay({ request, idempotencyKey: `${payer.name} ${amount}` });
      await payer.wallet.takeAnswer({ answer: (await payee.wallet.receive({ payment: file })).file });
    };
    await pay(alice, bob, ETH / 2n);
    await pay(bob, carol, ETH / 4n);
    await expect(carol.wallet.reconcile()).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' });

    await devnet.restart();
    for (const { wallet } of [carol, bob, alice]) expect((await wallet.reconcile()).skipped).toEqual([]);
    const to = address(secretOf('target'));
    await bob.wallet.withdraw({ amount: wei(ETH / 4n), to, idempotencyKey: 'w' });
    await bob.wallet.reconcile();

    const views = await Promise.all(
      [alice, bob, carol].map(async ({ wallet }) => (await wallet.show()).status),
    );
    expect(views.map(({ onChain }) => onChain)).toEqual([ETH / 2n, 0n, ETH / 4n]);
    expect(views.map(({ spendable }) => spendable)).toEqual([ETH / 2n, 0n, ETH / 4n]);
    expect(await devnet.vaultEther()).toBe((ETH * 3n) / 4n);
    const got = await devnet.chain.call((client) => client.getBalance({ address: toHex(to) }));
    expect(got).toBe(ETH / 4n);
  } finally {
    await devnet.stop();
    rmSync(folder, { recursive: true });
  }
});
