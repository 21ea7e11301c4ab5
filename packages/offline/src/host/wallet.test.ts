import { wei } from '@coffer/core/amount';
import { fromHex, toHex } from '@coffer/core/bytes';
import { address } from '@coffer/crypto/secp256k1';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ETH, secretOf } from '../testing/world.ts';
import { type Devnet, makeParty, startDevnet, type TestParty } from './testing/devnet.ts';

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(async () => devnet.stop());

/** A whole payment by file. */
async function payByFile(payer: TestParty, payee: TestParty, amount: bigint, key: string): Promise<string> {
  const { file: request } = await payee.wallet.request({ amount: wei(amount) });
  const { file, id } = await payer.wallet.pay({ request, idempotencyKey: key });
  const answer = await payee.wallet.receive({ payment: file });
  expect(answer).toMatchObject({ status: 'acknowledged', amount, from: toHex(payer.enclave.account) });
  expect(await payer.wallet.takeAnswer({ answer: answer.file })).toEqual({ id, status: 'acknowledged' });
  return id;
}

const balanceOf = (account: Uint8Array): Promise<bigint> =>
  devnet.chain.call((client) => client.getBalance({ address: toHex(account) }));

test('money goes from deposit over three hands to a withdrawal, and every wei is where the books say', async () => {
  const [alice, bob, carol] = [
    await makeParty(devnet, 'alice'),
    await makeParty(devnet, 'bob'),
    await makeParty(devnet, 'carol'),
  ];
  const deposited = await alice.wallet.deposit({ amount: wei(ETH), idempotencyKey: 'first' });
  expect(deposited.booked).toBe(ETH);
  expect(await alice.wallet.deposit({ amount: wei(ETH), idempotencyKey: 'first' })).toEqual(deposited);
  expect(await devnet.vaultEther()).toBe(ETH);

  await payByFile(alice, bob, ETH / 2n, 'a1');
  await payByFile(bob, carol, ETH / 4n, 'b1');

  // Carol settles for everybody: none of the accounts but alice's exists on chain.
  const settled = await carol.wallet.reconcile();
  expect(settled.skipped).toEqual([]);
  expect(settled.settled).toHaveLength(2);
  expect(settled.finalized.settledIn).toHaveLength(1);
  expect((await carol.wallet.show()).status).toMatchObject({ onChain: ETH / 4n, withdrawable: ETH / 4n });

  const bobs = await bob.wallet.reconcile();
  expect(bobs.txs).toEqual([]);
  expect(bobs.finalized.settledIn).toHaveLength(1);
  expect(bobs.finalized.settledOut).toHaveLength(1);
  await alice.wallet.reconcile();

  const target = fromHex('0x00000000000000000000000000000000000b0b01');
  const withdrawn = await bob.wallet.withdraw({ amount: wei(ETH / 4n), to: target, idempotencyKey: 'w1' });
  expect(await bob.wallet.withdraw({ amount: wei(ETH / 4n), to: target, idempotencyKey: 'w1' })).toEqual(
    withdrawn,
  );
  expect(await balanceOf(target)).toBe(ETH / 4n);
  const last = await bob.wallet.reconcile();
  expect(last.finalized.settledOut.map(toHex)).toEqual([withdrawn.id]);
  const status = (await bob.wallet.show()).status;
  expect(status).toMatchObject({ onChain: 0n, spendable: 0n, pendingWithdrawals: 0n });
  expect(await devnet.vaultEther()).toBe((ETH * 3n) / 4n);
  expect((await bob.wallet.activity()).map(({ what, state }) => `${what} ${state}`)).toEqual([
    'withdrawal settled',
    'payment settled',
    'receipt settled',
  ]);
  expect(address(secretOf('gas bob'))).toHaveLength(20);
});
