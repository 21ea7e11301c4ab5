import { wei } from '@coffer/core/amount';
import { type Hex, toHex } from '@coffer/core/bytes';
import { type Codec, encode } from '@coffer/core/codec';
import { sign } from '@coffer/crypto/secp256k1';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PaymentMessage, paymentMessageCodec } from '../messages/message.ts';
import { acknowledgementDigest, type Payment, paymentDigest } from '../messages/payment.ts';
import { leakedState, repeatSerial } from '../testing/broken/enclave.ts';
import { brokenProgram } from '../testing/broken/program.ts';
import { flipped } from '../testing/world.ts';
import type { ChainPort, SettleItem } from './chain.ts';
import { WalletError } from './error.ts';
import { type Devnet, makeParty, startDevnet, type TestParty } from './testing/devnet.ts';

/** A broken payer hides the one payment that makes its victims’ payable: behind others, and behind what cannot be read. */

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(async () => devnet.stop());

let made = 0;
const honest = (name: string): Promise<TestParty> => makeParty(devnet, `${name} ${made++}`);
async function broken(amount: bigint): Promise<TestParty> {
  const party = await makeParty(devnet, `mallory ${made++}`, brokenProgram);
  await party.wallet.deposit({ amount: wei(amount), idempotencyKey: 'd' });
  return party;
}

async function paid(payer: TestParty, payee: TestParty, amount: bigint): Promise<void> {
  const { uri: request } = await payee.wallet.request({ amount: wei(amount) });
  const { file } = await payer.wallet.pay({ request, idempotencyKey: `p ${made++}` });
  const answer = await payee.wallet.receive({ payment: file });
  await payer.wallet.takeAnswer({ answer: answer.file });
}

/** Another payment with the serial of the last one, as its payee takes it. */
async function repeated(payer: TestParty, payee: TestParty, amount: bigint): Promise<Hex> {
  const { id, message } = await repeatSerial(payer.port, {
    amount: wei(amount),
    payee: payee.enclave.certificate,
  });
  await payee.wallet.receive({ payment: encode(paymentMessageCodec as Codec<PaymentMessage>, message) });
  return toHex(id);
}

/** Mallory has paid Bob 400 and Carol 300 with one serial. Bob has settled, Carol not yet. */
async function robbed() {
  const [mallory, bob, carol] = [await broken(1_000n), await honest('bob'), await honest('carol')];
  await paid(mallory, bob, 400n);
  const second = await repeated(mallory, carol, 300n);
  return { mallory, bob, carol, second };
}

/** Brings items to the vault in which every payment is from Mallory to Eve and both have signed. */
async function bring(
  mallory: TestParty,
  eve: TestParty,
  payments: readonly Pick<Payment, 'serial' | 'amount' | 'supports'>[],
): Promise<void> {
  const { message } = await repeatSerial(mallory.port, { amount: wei(1n), payee: eve.enclave.certificate });
  const secret = (await leakedState(mallory.port)).account!.secret;
  const { account, domain } = eve.enclave.state;
  const items = payments.map((changed): SettleItem => {
    const payment = { ...message.payment, ...changed };
    const id = paymentDigest(domain, payment);
    return {
      id,
      payment,
      signature: sign(secret, id),
      acknowledgement: sign(account!.secret, acknowledgementDigest(domain, id)),
      supports: payment.supports.map((support) => ({
        payment: support,
        by: { type: 'receipt', index: 0, path: [] },
      })),
    };
  });
  const opens = (await eve.chain.account(eve.enclave.account)).status === 'absent';
  const tx = await eve.chain.prepare({
    type: 'settle',
    opens: opens ? [eve.enclave.certificate] : [],
    items,
  });
  await eve.chain.broadcast(tx);
  await devnet.pass(1, []);
  expect(await eve.chain.outcome(tx)).toMatchObject({ type: 'mined', ok: true });
}

const onChain = (party: TestParty) => party.chain.account(party.enclave.account);

async function expectPaid(carol: TestParty, mallory: TestParty, second: Hex): Promise<void> {
  const { disputes, failures } = await carol.wallet.reconcile();
  expect(failures).toEqual([]);
  expect(disputes).toMatchObject([{ id: second, state: 'settled' }]);
  expect((await carol.wallet.show()).status).toMatchObject({ onChain: 300n, withdrawable: 300n });
  expect(await onChain(mallory)).toMatchObject({ status: 'frozen', balance: 300n });
  expect(await carol.wallet.reconcile()).toMatchObject({ txs: [], failures: [] });
}

describe('a broken payer that signs decoys', () => {
  test('sends its victim a third payment with the serial: the settled one is looked for all the same', async () => {
    const { mallory, bob, carol, second } = await robbed();
    await expect(repeated(mallory, carol, 1n)).rejects.toMatchObject({ code: 'SERIAL_CONFLICT' });
    await bob.wallet.reconcile();
    await expectPaid(carol, mallory, second);
  });

  test('sends more of them than are kept: the settled one has room all the same', async () => {
    const { mallory, bob, carol, second } = await robbed();
    for (let i = 1n; i <= 6n; i++) {
      await expect(repeated(mallory, carol, i)).rejects.toMatchObject({ code: 'SERIAL_CONFLICT' });
    }
    expect(carol.book.signed(toHex(mallory.enclave.account), 0)).toHaveLength(4);
    await bob.wallet.reconcile();
    await expectPaid(carol, mallory, second);
    expect(carol.book.signed(toHex(mallory.enclave.account), 0)).toHaveLength(5);
  });

  test('has the vault skip them, newest of all: the search goes on behind them', async () => {
    const { mallory, bob, carol, second } = await robbed();
    await bob.wallet.reconcile();
    const eve = await honest('eve');
    const decoys = Array.from({ length: 6 }, (_, i) => ({
      serial: 0,
      amount: wei(BigInt(i + 2)),
      supports: [],
    }));
    await bring(mallory, eve, [{ serial: 77, amount: wei(1n), supports: [] }, ...decoys]);
    const { disputes } = await carol.wallet.reconcile();
    expect(disputes).toMatchObject([{ id: second, state: 'settled' }]);
    expect((await carol.wallet.show()).status.onChain).toBe(300n);
    expect(await onChain(mallory)).toMatchObject({ status: 'frozen', balance: 299n });
  });

  test('is frozen for one before anybody has settled: both victims are paid', async () => {
    const { mallory, bob, carol, second } = await robbed();
    await expect(repeated(mallory, carol, 1n)).rejects.toMatchObject({ code: 'SERIAL_CONFLICT' });
    await carol.wallet.reconcile();
    expect((await carol.wallet.payment(second)).state).toBe('settled');
    await bob.wallet.reconcile();
    expect((await bob.wallet.show()).status.onChain).toBe(400n);
    expect(await onChain(mallory)).toMatchObject({ status: 'frozen', balance: 300n });
  });
});

describe('what cannot be read or seen', () => {
  test('a skipped payment with more supports than any enclave takes does not end the search', async () => {
    const { mallory, bob, carol, second } = await robbed();
    await bob.wallet.reconcile();
    const supports = Array.from({ length: 17 }, (_, i) => new Uint8Array(32).fill(i));
    await bring(mallory, await honest('eve'), [
      { serial: 77, amount: wei(1n), supports: [] },
      { serial: 0, amount: wei(1n), supports },
    ]);
    const { disputes, failures } = await carol.wallet.reconcile();
    expect(failures).toEqual([]);
    expect(disputes).toMatchObject([{ id: second, state: 'settled' }]);
    expect((await carol.wallet.show()).status.onChain).toBe(300n);
    expect((await onChain(mallory)).status).toBe('frozen');
  });

  test('a transaction that the node cannot tell of hides neither the others nor another culprit', async () => {
    const { mallory, bob, carol, second } = await robbed();
    await bob.wallet.reconcile();
    const other = await broken(1_000n);
    await paid(other, bob, 400n);
    const third = await repeated(other, carol, 300n);
    const { txs } = await bob.wallet.reconcile();
    const hiding: ChainPort = {
      ...carol.chain,
      carried: async (tx) => {
        if (txs.includes(tx)) throw new WalletError('CHAIN_ANSWER', 'The node’s answer cannot be used.');
        return carol.chain.carried(tx);
      },
    };
    const wallet = await carol.reopen({ chain: hiding });
    const { disputes, failures } = await wallet.reconcile();
    expect(disputes).toMatchObject([
      { id: second, state: 'settled' },
      { id: third, state: 'proof-missing', code: 'CHAIN_ANSWER' },
    ]);
    expect(failures.map(({ id }) => id)).toContain(third);
    expect((await onChain(mallory)).status).toBe('frozen');
    const seeing = await carol.reopen();
    expect((await seeing.reconcile()).disputes.map(({ state }) => state)).toEqual(['settled', 'settled']);
  });

  test('a transaction that a node lacks once is asked for again', async () => {
    const { mallory, bob, carol, second } = await robbed();
    await bob.wallet.reconcile();
    const blind = await carol.reopen({ chain: { ...carol.chain, carried: async () => undefined } });
    expect(await blind.reconcile()).toMatchObject({
      failures: [],
      disputes: [{ id: second, state: 'proof-missing' }],
    });
    const seeing = await carol.reopen();
    expect((await seeing.reconcile()).disputes).toMatchObject([{ id: second, state: 'settled' }]);
    expect((await onChain(mallory)).status).toBe('frozen');
  });

  test('a transaction that a node shows with a forged signature once is asked for again', async () => {
    const { mallory, bob, carol, second } = await robbed();
    await bob.wallet.reconcile();
    const forging: ChainPort = {
      ...carol.chain,
      carried: async (tx) =>
        (await carol.chain.carried(tx))?.map((one) => ({ ...one, signature: flipped(one.signature, 100) })),
    };
    const misled = await carol.reopen({ chain: forging });
    expect(await misled.reconcile()).toMatchObject({
      failures: [],
      disputes: [{ id: second, state: 'proof-missing' }],
    });
    const seeing = await carol.reopen();
    expect((await seeing.reconcile()).disputes).toMatchObject([{ id: second, state: 'settled' }]);
    expect((await onChain(mallory)).status).toBe('frozen');
  });

  test('a proof that froze without the settled payment is completed when that is found', async () => {
    const { mallory, bob, carol, second } = await robbed();
    await expect(repeated(mallory, carol, 1n)).rejects.toMatchObject({ code: 'SERIAL_CONFLICT' });
    await bob.wallet.reconcile();
    const blind = await carol.reopen({ chain: { ...carol.chain, carried: async () => undefined } });
    expect((await blind.reconcile()).disputes).toMatchObject([{ id: second, state: 'frozen', paid: 0n }]);
    expect(await carol.chain.isContested(mallory.enclave.account, 0)).toBe(false);
    expect(await blind.reconcile()).toMatchObject({ txs: [] });
    const seeing = await carol.reopen();
    expect((await seeing.reconcile()).disputes).toMatchObject([{ id: second, state: 'settled' }]);
    expect((await seeing.show()).status.onChain).toBe(300n);
  });
});

test('a payee whom the vault does not know yet is compensated after the deadline: its account is opened first', async () => {
  const late = await startDevnet();
  const early = devnet;
  devnet = late;
  try {
    const { mallory, bob, carol, second } = await robbed();
    await bob.wallet.reconcile();
    await late.pass(23 * 86_400, [mallory, bob, carol]);
    expect((await onChain(carol)).status).toBe('absent');
    const { disputes, failures } = await carol.wallet.reconcile();
    expect(failures).toEqual([]);
    expect(disputes).toMatchObject([{ id: second, state: 'claimed', paid: 300n }]);
    expect((await carol.wallet.show()).status).toMatchObject({ onChain: 300n, depositTotal: 300n });
  } finally {
    devnet = early;
    await late.stop();
  }
});
