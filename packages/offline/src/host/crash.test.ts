import { wei } from '@coffer/core/amount';
import { fromHex, toHex } from '@coffer/core/bytes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Devnet, makeParty, startDevnet, type TestParty } from './testing/devnet.ts';
import { killEverywhere } from './testing/reaper.ts';

/** The machine dies at every single point where the wallet touches enclave, chain or book; then it starts again. */

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(async () => devnet.stop());

let serial = 0;
const fresh = (name: string): Promise<TestParty> => makeParty(devnet, `${name} ${serial++}`);

test('a deposit that dies anywhere is made once', async () => {
  const deaths = await killEverywhere(
    () => fresh('depositor'),
    (wallet) => wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'k' }),
    async (party, run) => {
      const { status } = await (await party.reopen()).show();
      expect(status, run).toMatchObject({ onChain: 1_000n, spendable: 1_000n });
      expect(
        party.book.entries().map(({ state }) => state),
        run,
      ).toEqual(['settled']);
    },
  );
  expect(deaths).toBeGreaterThan(6);
}, 240_000);

test('a payment that dies anywhere is made once, and its bytes stay the same', async () => {
  const payee = await fresh('payee');
  const { uri: request } = await payee.wallet.request({ amount: wei(400n) });
  const files = new Map<string, Set<string>>();
  const deaths = await killEverywhere(
    async () => {
      const payer = await fresh('payer');
      await payer.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
      return payer;
    },
    async (wallet, run) => {
      const { file } = await wallet.pay({ request, idempotencyKey: 'k' });
      files.set(run, (files.get(run) ?? new Set()).add(file));
    },
    async (party, run) => {
      const { status } = await (await party.reopen()).show();
      expect(status, run).toMatchObject({ spendable: 600n, inFlight: 400n, nextSerial: 1 });
      expect(files.get(run)!.size, run).toBe(1);
    },
  );
  expect(deaths).toBeGreaterThan(3);
}, 240_000);

test('a receipt, its answer and a reconciliation that die anywhere end well', async () => {
  let payee: TestParty;
  let payer: TestParty;
  let payment = '';
  const deaths = await killEverywhere(
    async () => {
      [payer, payee] = [await fresh('payer'), await fresh('payee')];
      await payer.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
      const { uri: request } = await payee.wallet.request({ amount: wei(400n) });
      payment = (await payer.wallet.pay({ request, idempotencyKey: 'k' })).file;
      return payee;
    },
    async (wallet) => {
      await wallet.receive({ payment });
      await wallet.reconcile();
    },
    async (party, run) => {
      const { status } = await (await party.reopen()).show();
      expect(status, run).toMatchObject({ onChain: 400n, spendable: 400n, withdrawable: 400n });
      expect(
        party.book.entries().map(({ state }) => state),
        run,
      ).toEqual(['settled']);
    },
  );
  expect(deaths).toBeGreaterThan(12);
}, 400_000);

test('a withdrawal that dies anywhere is paid once', async () => {
  const target = fromHex('0x00000000000000000000000000000000000b0b02');
  let paid = 0n;
  const deaths = await killEverywhere(
    async () => {
      const party = await fresh('withdrawer');
      await party.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
      return party;
    },
    (wallet) => wallet.withdraw({ amount: wei(300n), to: target, idempotencyKey: 'k' }),
    async (party, run) => {
      paid += 300n;
      const balance = await devnet.chain.call((client) => client.getBalance({ address: toHex(target) }));
      expect(balance, run).toBe(paid);
      const wallet = await party.reopen();
      await wallet.reconcile();
      expect((await wallet.show()).status, run).toMatchObject({ onChain: 700n, pendingWithdrawals: 0n });
    },
  );
  expect(deaths).toBeGreaterThan(6);
}, 240_000);

test('a cancellation that dies anywhere is paid once, and its account is forgotten', async () => {
  const target = fromHex('0x00000000000000000000000000000000000b0b03');
  let paid = 0n;
  const deaths = await killEverywhere(
    async () => {
      const party = await fresh('leaver');
      await party.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
      return party;
    },
    (wallet) => wallet.cancel({ to: target, idempotencyKey: 'k' }),
    async (party, run) => {
      paid += 1_000n;
      const balance = await devnet.chain.call((client) => client.getBalance({ address: toHex(target) }));
      expect(balance, run).toBe(paid);
      const wallet = await party.reopen();
      expect((await wallet.show()).certificate, run).toBeUndefined();
      expect(
        party.book.entries().map(({ kind, state }) => `${kind} ${state}`),
        run,
      ).toEqual(['cancellation settled', 'deposit settled']);
    },
  );
  expect(deaths).toBeGreaterThan(12);
}, 400_000);
