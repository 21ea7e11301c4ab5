import { wei } from '@coffer/core/amount';
import { toHex } from '@coffer/core/bytes';
import { type Codec, encode } from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import { address } from '@coffer/crypto/secp256k1';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PaymentMessage, paymentMessageCodec } from '../messages/message.ts';
import { vaultDomain } from '../messages/network.ts';
import { paymentDigest } from '../messages/payment.ts';
import { repeatSerial } from '../testing/broken/enclave.ts';
import { brokenProgram } from '../testing/broken/program.ts';
import { secretOf } from '../testing/world.ts';
import { tell } from './payment-view.ts';
import { type Entry, type EntryState, OPEN_STATES } from './records.ts';
import { type Devnet, makeParty, startDevnet, type TestParty } from './testing/devnet.ts';

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(async () => devnet.stop());

let serial = 0;
async function pair(): Promise<{ alice: TestParty; bob: TestParty }> {
  const [alice, bob] = [
    await makeParty(devnet, `alice ${serial}`),
    await makeParty(devnet, `bob ${serial++}`),
  ];
  await alice.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
  return { alice, bob };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    return error.code;
  }
}

test('a swallowed acknowledgement resolves itself: the same bytes, the same answer, then settled', async () => {
  const { alice, bob } = await pair();
  const { uri: request } = await bob.wallet.request({ amount: wei(300n) });
  const { id, message } = await alice.wallet.pay({ request, idempotencyKey: 'p' });
  await bob.wallet.receive({ payment: message });
  // The answer never arrives.
  const hanging = await alice.wallet.payment(id);
  expect(hanging).toMatchObject({ state: 'in-flight', action: 'deliver', kind: 'payment', amount: 300n });
  expect(hanging.file).toContain('BEGIN COFFER PAYMENT');
  expect(hanging.deadline).toBeGreaterThan(0);
  const unanswered = await alice.wallet.resolve(id, { deliver: async () => undefined });
  expect(unanswered).toMatchObject({ settled: false, payment: { state: 'in-flight' } });
  expect((await alice.wallet.resolve(id)).did).toMatch(/hand the payment over/);
  const delivered: Uint8Array[] = [];
  const resolved = await alice.wallet.resolve(id, {
    deliver: async (payment) => {
      delivered.push(payment.message);
      return (await bob.wallet.receive({ payment: payment.message })).answer;
    },
  });
  expect(delivered).toEqual([message]);
  expect(resolved.payment).toMatchObject({ state: 'acknowledged', action: 'reconcile' });
  const done = await alice.wallet.resolve(id);
  expect(done).toMatchObject({ settled: true, payment: { state: 'settled', action: 'none' } });
  expect(done.reconciled?.settled).toEqual([id]);
  expect(await alice.wallet.resolve(id)).toMatchObject({ settled: true });
  expect((await bob.wallet.payment(id)).file).toContain('BEGIN COFFER ANSWER');
  expect(await bob.wallet.resolve(id)).toMatchObject({ settled: true, payment: { state: 'settled' } });
});

test('a payee is asked to decide, and a refusal frees the payer’s money', async () => {
  const { alice, bob } = await pair();
  const { uri: request } = await bob.wallet.request({ amount: wei(300n) });
  const { id, message } = await alice.wallet.pay({ request, idempotencyKey: 'p' });
  await bob.wallet.hold({ payment: message });
  expect(await bob.wallet.payment(id)).toMatchObject({ state: 'waiting', action: 'decide' });
  expect(await codeOf(bob.wallet.resolve(id))).toBe('DECISION_NEEDED');
  await bob.wallet.reject({ payment: id });
  const resolved = await alice.wallet.resolve(id, {
    deliver: async (payment) => (await bob.wallet.receive({ payment: payment.message })).answer,
  });
  expect(resolved).toMatchObject({ settled: true, payment: { state: 'rejected', action: 'none' } });
  expect((await alice.wallet.show()).status.spendable).toBe(1_000n);
});

test('what nobody answers comes back by resolving it after its deadline', async () => {
  const late = await startDevnet();
  try {
    const [alice, bob] = [await makeParty(late, 'alice'), await makeParty(late, 'bob')];
    await alice.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
    const { uri: request } = await bob.wallet.request({ amount: wei(300n) });
    const { id } = await alice.wallet.pay({ request, idempotencyKey: 'p' });
    await late.pass(30 * 86_400, [alice, bob]);
    let now = alice.enclave.time;
    const wallet = await alice.reopen({ clock: { now: () => now++, sleep: async () => undefined } });
    expect(await wallet.payment(id)).toMatchObject({ state: 'in-flight', action: 'reconcile' });
    expect(await wallet.resolve(id)).toMatchObject({ settled: true, payment: { state: 'refunded' } });
    expect((await wallet.show()).status.spendable).toBe(1_000n);
  } finally {
    await late.stop();
  }
});

test('an unknown id is told so, and a withdrawal and a deposit are told like payments', async () => {
  const { alice } = await pair();
  expect(await codeOf(alice.wallet.payment(`0x${'00'.repeat(32)}`))).toBe('MESSAGE_UNKNOWN');
  expect(await codeOf(alice.wallet.payment('nonsense'))).toBe('BAD_HEX');
  const to = address(secretOf('takes'));
  const { id } = await alice.wallet.withdraw({ amount: wei(10n), to, idempotencyKey: 'w' });
  expect(await alice.wallet.payment(id)).toMatchObject({ kind: 'withdrawal', action: 'reconcile' });
  expect(await alice.wallet.resolve(id)).toMatchObject({ settled: true, payment: { state: 'settled' } });
  const deposit = alice.book.entries().find(({ kind }) => kind === 'deposit');
  expect(await alice.wallet.payment(deposit!.id)).toMatchObject({ state: 'settled', action: 'none' });
});

test('a payment to somebody else, and one that proves a broken payer, are told apart from a damaged copy', async () => {
  const { alice, bob } = await pair();
  const { uri: request } = await bob.wallet.request({ amount: wei(300n) });
  const { id, message } = await alice.wallet.pay({ request, idempotencyKey: 'p' });
  const carol = await makeParty(devnet, `carol ${serial++}`);
  expect(await codeOf(carol.wallet.receive({ payment: message }))).toBe('NOT_FOR_THIS_ACCOUNT');
  const stray = await carol.wallet.payment(id);
  expect(stray).toMatchObject({ state: 'failed', reason: 'NOT_FOR_THIS_ACCOUNT', action: 'none' });
  expect(stray.money).toMatch(/another account/);
  expect(stray.next).not.toMatch(/send it again/);

  const mallory = await makeParty(devnet, `mallory ${serial++}`, brokenProgram);
  await mallory.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
  const { uri } = await bob.wallet.request({ amount: wei(200n) });
  await bob.wallet.receive({
    payment: (await mallory.wallet.pay({ request: uri, idempotencyKey: 'p' })).file,
  });
  const twice = { amount: wei(1n), payee: bob.enclave.certificate };
  const { message: second } = await repeatSerial(mallory.port, twice);
  const payment = encode(paymentMessageCodec as Codec<PaymentMessage>, second);
  expect(await codeOf(bob.wallet.receive({ payment }))).toBe('SERIAL_CONFLICT');
  const proof = toHex(paymentDigest(vaultDomain(devnet.network), second.payment));
  const kept = await bob.wallet.payment(proof);
  expect(kept).toMatchObject({ state: 'failed', reason: 'SERIAL_CONFLICT', action: 'keep-proof' });
  expect(kept.next).toMatch(/^Keep/);
  expect((await bob.wallet.resolve(proof)).did).toMatch(/keep the record as proof/);

  const entry: Entry = { id: '0x00', kind: 'receipt', state: 'failed', amount: wei(1n), time: 0 };
  expect(tell({ ...entry, reason: 'SIGNATURE_INVALID' }, 0, 0).money).toMatch(/not genuine/);
  expect(tell({ ...entry, reason: 'PAYMENT_LAPSED' }, 0, 0).money).toMatch(/too late/);
});

test('every state of every kind has plain sentences, and an open one something to do', () => {
  const states: readonly EntryState[] = [
    ...OPEN_STATES,
    'settled',
    'rejected',
    'refunded',
    'lapsed',
    'disputed',
    'failed',
  ];
  const kinds: readonly Entry['kind'][] = ['deposit', 'payment', 'receipt', 'withdrawal', 'cancellation'];
  for (const kind of kinds) {
    for (const state of states) {
      for (const now of [0, 50, 150, 10_000]) {
        const entry: Entry = {
          id: '0x00',
          kind,
          state,
          amount: wei(1n),
          expiry: 10,
          settleBy: 100,
          time: 0,
        };
        const told = tell(entry, now, 20);
        expect(told.money, `${kind} ${state}`).toMatch(/^[A-Z0-9].*[.”]$/);
        expect(told.next, `${kind} ${state}`).toMatch(/^[A-Z].*\.$/);
        if (OPEN_STATES.includes(state)) expect(told.action, `${kind} ${state}`).not.toBe('none');
      }
    }
  }
});
