import { wei } from '@coffer/core/amount';
import { type Codec, encode } from '@coffer/core/codec';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, answerCodec, type PaymentMessage, paymentMessageCodec } from '../messages/message.ts';
import { answerBoth, repeatSerial } from '../testing/broken/enclave.ts';
import { brokenProgram } from '../testing/broken/program.ts';
import { type Devnet, makeParty, startDevnet, type TestParty } from './testing/devnet.ts';
import { killEverywhere } from './testing/reaper.ts';

/** Proving an enclave broken, and being paid out of its account, with a machine that dies at every step. */

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(async () => devnet.stop());

let serial = 0;

test('a payee that dies anywhere while it freezes its payer is paid once', async () => {
  const deaths = await killEverywhere(
    async () => {
      const mallory = await makeParty(devnet, `mallory ${serial++}`, brokenProgram);
      const [bob, carol] = [
        await makeParty(devnet, `bob ${serial++}`),
        await makeParty(devnet, `carol ${serial++}`),
      ];
      await mallory.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
      const { uri: request } = await bob.wallet.request({ amount: wei(400n) });
      const { file } = await mallory.wallet.pay({ request, idempotencyKey: 'p' });
      const { answer } = await bob.wallet.receive({ payment: file });
      await mallory.wallet.takeAnswer({ answer });
      const payee = carol.enclave.certificate;
      const { message } = await repeatSerial(mallory.port, { amount: wei(300n), payee });
      await carol.wallet.receive({ payment: encode(paymentMessageCodec as Codec<PaymentMessage>, message) });
      await bob.wallet.reconcile();
      return carol;
    },
    (wallet) => wallet.reconcile(),
    async (party, run) => {
      const wallet = await party.reopen();
      expect((await wallet.show()).status, run).toMatchObject({
        onChain: 300n,
        withdrawable: 300n,
        depositTotal: 0n,
      });
      expect(
        party.book.entries().map(({ state }) => state),
        run,
      ).toEqual(['settled']);
      expect(await wallet.reconcile(), run).toMatchObject({ txs: [], failures: [] });
      expect(party.book.unfinished(), run).toEqual([]);
    },
  );
  expect(deaths).toBeGreaterThan(24);
}, 600_000);

test('a payer that dies anywhere while it freezes its payee is paid back once', async () => {
  let mallory: TestParty;
  const deaths = await killEverywhere(
    async () => {
      mallory = await makeParty(devnet, `mallory ${serial++}`, brokenProgram);
      const alice = await makeParty(devnet, `alice ${serial++}`);
      await alice.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
      const { uri: request } = await mallory.wallet.request({ amount: wei(400n) });
      await alice.wallet.pay({ request, idempotencyKey: 'p' });
      const { message } = alice.enclave.ask({ type: 'resend', serial: 0 }, 'payment');
      const { rejection } = await answerBoth(mallory.port, message);
      await alice.wallet.takeAnswer({ answer: encode(answerCodec as Codec<Answer>, rejection) });
      await mallory.wallet.reconcile();
      return alice;
    },
    (wallet) => wallet.reconcile(),
    async (party, run) => {
      const wallet = await party.reopen();
      expect((await wallet.show()).status, run).toMatchObject({ onChain: 1_000n, spendable: 1_000n });
      expect((await party.chain.account(mallory.enclave.account)).status, run).toBe('frozen');
      expect(await wallet.reconcile(), run).toMatchObject({ txs: [], failures: [] });
      expect(party.book.unfinished(), run).toEqual([]);
    },
  );
  expect(deaths).toBeGreaterThan(12);
}, 600_000);
