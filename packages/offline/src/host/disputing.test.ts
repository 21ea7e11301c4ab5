import { wei } from '@coffer/core/amount';
import { fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { type Codec, encode } from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, answerCodec, type PaymentMessage, paymentMessageCodec } from '../messages/message.ts';
import { networkId } from '../messages/network.ts';
import { answerBoth, repeatSerial } from '../testing/broken/enclave.ts';
import { brokenProgram } from '../testing/broken/program.ts';
import { flipped } from '../testing/world.ts';
import { openBook } from './book.ts';
import type { ChainPort, VaultCall } from './chain.ts';
import { WalletError } from './error.ts';
import { type Devnet, makeParty, startDevnet, type TestParty } from './testing/devnet.ts';

/** Broken enclaves are found out, frozen, and made to pay, whoever else is at it. */

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(async () => devnet.stop());

let serial = 0;
const honest = (name: string, net = devnet): Promise<TestParty> => makeParty(net, `${name} ${serial++}`);
async function broken(amount: bigint, net = devnet): Promise<TestParty> {
  const party = await makeParty(net, `mallory ${serial++}`, brokenProgram);
  await party.wallet.deposit({ amount: wei(amount), idempotencyKey: 'd' });
  return party;
}

/** An honest payment, acknowledged. */
async function paid(payer: TestParty, payee: TestParty, amount: bigint): Promise<Hex> {
  const { uri: request } = await payee.wallet.request({ amount: wei(amount) });
  const { file, id } = await payer.wallet.pay({ request, idempotencyKey: `p ${serial++}` });
  const answer = await payee.wallet.receive({ payment: file });
  expect(answer.status).toBe('acknowledged');
  await payer.wallet.takeAnswer({ answer: answer.file });
  return id;
}

/** A second payment with the serial of the last one, acknowledged by a payee who cannot know. */
async function paidTwice(payer: TestParty, payee: TestParty, amount: bigint): Promise<Hex> {
  const { message } = await repeatSerial(payer.port, {
    amount: wei(amount),
    payee: payee.enclave.certificate,
  });
  const answer = await payee.wallet.receive({
    payment: encode(paymentMessageCodec as Codec<PaymentMessage>, message),
  });
  expect(answer.status).toBe('acknowledged');
  return answer.id;
}

/** A payment of 400 wei, which its payee both accepts and refuses. */
async function answeredTwice(payer: TestParty, payee: TestParty) {
  await payer.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
  const { uri: request } = await payee.wallet.request({ amount: wei(400n) });
  const { id } = await payer.wallet.pay({ request, idempotencyKey: 'p' });
  const made = payer.enclave.ask({ type: 'resend', serial: 0 }, 'payment');
  const { acknowledgement, rejection } = await answerBoth(payee.port, made.message);
  const answers = {
    acknowledged: encode(answerCodec as Codec<Answer>, acknowledgement),
    rejected: encode(answerCodec as Codec<Answer>, rejection),
  };
  return { id, answers };
}

const onChain = (party: TestParty) => party.chain.account(party.enclave.account);
const statusOf = async (party: TestParty) => (await onChain(party)).status;

/** A chain on which something happens just before each call of this kind is signed. */
function before(chain: ChainPort, type: VaultCall['type'], work: () => Promise<unknown>): ChainPort {
  let at = false;
  return {
    ...chain,
    prepare: async (call, signer) => {
      if (call.type === type && !at) {
        at = true;
        await work();
        at = false;
      }
      return chain.prepare(call, signer);
    },
  };
}

describe('a payer that uses one serial twice', () => {
  test('is found in the chain’s history by the second payee, frozen, and pays both', async () => {
    const [mallory, bob, carol] = [await broken(1_000n), await honest('bob'), await honest('carol')];
    await paid(mallory, bob, 400n);
    const second = await paidTwice(mallory, carol, 300n);
    await bob.wallet.reconcile();
    expect((await bob.wallet.show()).status.onChain).toBe(400n);
    const reconciled = await carol.wallet.reconcile();
    expect(reconciled.finalized.settledIn.map(toHex)).toEqual([second]);
    expect(reconciled.failures).toEqual([]);
    expect(reconciled.disputes).toMatchObject([
      { id: second, role: 'payee', culprit: toHex(mallory.enclave.account), state: 'settled' },
    ]);
    expect((await carol.wallet.show()).status).toMatchObject({ onChain: 300n, withdrawable: 300n });
    expect(await carol.wallet.payment(second)).toMatchObject({ state: 'settled', action: 'none' });
    expect(await onChain(mallory)).toMatchObject({ status: 'frozen', balance: 300n });
    // Once more changes nothing.
    expect(await carol.wallet.reconcile()).toMatchObject({ txs: [], failures: [] });
    // Its own wallet hears of it, and it pays nothing more.
    expect((await mallory.wallet.reconcile()).accountStatus).toBe('frozen');
    const { uri: request } = await bob.wallet.request({ amount: wei(1n) });
    await expect(mallory.wallet.pay({ request, idempotencyKey: 'more' })).rejects.toMatchObject({
      code: 'EXIT_ANNOUNCED',
    });
  });

  test('is proved by one payee that gets both, and frozen although nothing is lost', async () => {
    const [mallory, bob] = [await broken(1_000n), await honest('bob')];
    const first = await paid(mallory, bob, 400n);
    const refused = paidTwice(mallory, bob, 300n);
    await expect(refused).rejects.toMatchObject({ code: 'SERIAL_CONFLICT' });
    const { settled, failures } = await bob.wallet.reconcile();
    expect([settled, failures]).toEqual([[first], []]);
    expect(await statusOf(mallory)).toBe('frozen');
    expect((await bob.wallet.reconcile()).txs).toEqual([]);
  });

  test('and has passed the money on: whoever was paid with it settles all the same', async () => {
    const [mallory, bob, carol, dave] = [
      await broken(1_000n),
      await honest('bob'),
      await honest('carol'),
      await honest('dave'),
    ];
    await paid(mallory, bob, 400n);
    await paidTwice(mallory, carol, 300n);
    const onward = await paid(bob, dave, 350n);
    await carol.wallet.reconcile();
    const reconciled = await dave.wallet.reconcile();
    expect(reconciled.finalized.settledIn.map(toHex)).toEqual([onward]);
    expect((await dave.wallet.show()).status.onChain).toBe(350n);
    expect(await onChain(mallory)).toMatchObject({ status: 'frozen', balance: 300n });
    await bob.wallet.reconcile();
    expect((await bob.wallet.show()).status.onChain).toBe(50n);
  });

  test('whose account is too low pays what is there after the deadline, and the rest when there is more', async () => {
    const late = await startDevnet();
    try {
      const [mallory, bob, carol] = [
        await broken(500n, late),
        await honest('bob', late),
        await honest('carol', late),
      ];
      await paid(mallory, bob, 400n);
      const second = await paidTwice(mallory, carol, 300n);
      await bob.wallet.reconcile();
      const short = await carol.wallet.reconcile();
      expect(short.disputes).toMatchObject([{ id: second, state: 'frozen', paid: 0n }]);
      expect(short.skipped).toMatchObject([{ id: second, reason: 'BalanceTooLow' }]);
      expect((await carol.wallet.payment(second)).action).toBe('reconcile');
      await late.pass(23 * 86_400, [mallory, bob, carol]);
      const part = await carol.wallet.reconcile();
      expect(part.disputes).toMatchObject([{ id: second, state: 'frozen', paid: 100n }]);
      expect((await carol.wallet.show()).status).toMatchObject({
        onChain: 100n,
        depositTotal: 100n,
        spendable: 100n,
      });
      expect((await carol.wallet.reconcile()).txs).toEqual([]);
      // Somebody pays the culprit, of all people.
      const more = await bob.chain.prepare({
        type: 'deposit',
        account: mallory.enclave.account,
        value: wei(900n),
      });
      await bob.chain.broadcast(more);
      await late.pass(1, []);
      const rest = await carol.wallet.resolve(second);
      expect(rest).toMatchObject({ settled: true, payment: { action: 'none', reason: 'compensated' } });
      expect(rest.payment.dispute).toMatchObject({ state: 'claimed', paid: 300n });
      expect((await carol.wallet.show()).status).toMatchObject({ onChain: 300n, depositTotal: 300n });
      expect(await onChain(mallory)).toMatchObject({ status: 'frozen', balance: 700n });
    } finally {
      await late.stop();
    }
  });

  test('when somebody else does each step first, it is done all the same', async () => {
    const [mallory, bob, carol, dave] = [
      await broken(1_000n),
      await honest('bob'),
      await honest('carol'),
      await honest('dave'),
    ];
    await paid(mallory, bob, 400n);
    const second = await paidTwice(mallory, carol, 300n);
    await bob.wallet.reconcile();
    const meddled: string[] = [];
    /** Another wallet with the same books sends the same call first. */
    const first = (chain: ChainPort, type: VaultCall['type']): ChainPort => ({
      ...chain,
      prepare: async (call, signer) => {
        if (call.type === type && !meddled.includes(type)) {
          meddled.push(type);
          const other = await dave.chain.prepare(call);
          await dave.chain.broadcast(other);
          while ((await dave.chain.outcome(other)).type !== 'mined')
            await new Promise((r) => setTimeout(r, 20));
        }
        return chain.prepare(call, signer);
      },
    });
    const wallet = await carol.reopen({ chain: first(first(carol.chain, 'freezePayer'), 'settle') });
    const { finalized } = await wallet.reconcile();
    expect(finalized.settledIn.map(toHex)).toEqual([second]);
    expect(meddled).toEqual(expect.arrayContaining(['freezePayer', 'settle']));
    expect((await wallet.reconcile()).disputes).toMatchObject([{ state: 'settled' }]);
  });

  test('keeps nothing else from being settled when it cannot be proved, and is asked for again', async () => {
    const [mallory, alice, bob, carol] = [
      await broken(1_000n),
      await broken(1_000n),
      await honest('bob'),
      await honest('carol'),
    ];
    await paid(mallory, bob, 400n);
    const second = await paidTwice(mallory, carol, 300n);
    const good = await paid(alice, carol, 50n);
    await bob.wallet.reconcile();
    const failing: readonly (readonly [string, Partial<ChainPort>, number])[] = [
      [
        'the node fails',
        {
          carried: async () => {
            throw new WalletError('CHAIN_ANSWER', 'The node’s answer cannot be used.');
          },
        },
        1,
      ],
      ['nothing is found', { carried: async () => [] }, 0],
      [
        'the node forges',
        {
          carried: async (tx) =>
            (await carol.chain.carried(tx))?.map((one) => ({
              ...one,
              signature: flipped(one.signature, 100),
            })),
        },
        0,
      ],
    ];
    for (const [what, change, failed] of failing) {
      const wallet = await carol.reopen({ chain: { ...carol.chain, ...change } });
      // What was searched in vain is searched again when it is asked for by name.
      const { reconciled } = await wallet.resolve(second);
      expect(reconciled?.disputes, what).toMatchObject([{ id: second, paid: 0n, state: 'proof-missing' }]);
      expect(reconciled?.failures.length, what).toBe(failed);
      expect((await wallet.show()).status.onChain, what).toBe(50n);
      expect((await wallet.payment(good)).state).toBe('settled');
      expect(await wallet.payment(second)).toMatchObject({ state: 'disputed', action: 'reconcile' });
    }
    const refused = await carol.reopen({
      chain: {
        ...carol.chain,
        prepare: async (call, signer) => {
          if (call.type === 'freezePayer')
            throw new WalletError('VAULT_REFUSES', 'The vault would refuse this.');
          return carol.chain.prepare(call, signer);
        },
      },
    });
    const { reconciled } = await refused.resolve(second);
    expect(reconciled).toMatchObject({
      failures: [{ code: 'VAULT_REFUSES' }],
      disputes: [{ state: 'proved' }],
    });
    const wallet = await carol.reopen();
    expect((await wallet.reconcile()).disputes).toMatchObject([{ state: 'settled' }]);
    expect((await wallet.show()).status.onChain).toBe(350n);
  });
});

describe('a payee that answers twice', () => {
  async function refusedAndSettled() {
    const [alice, mallory] = [await honest('alice'), await broken(200n)];
    return { alice, mallory, ...(await answeredTwice(alice, mallory)) };
  }

  test('refuses and settles all the same: it is frozen and pays back', async () => {
    const { alice, mallory, id, answers } = await refusedAndSettled();
    await alice.wallet.takeAnswer({ answer: answers.rejected });
    expect((await alice.wallet.show()).status.spendable).toBe(1_000n);
    await mallory.wallet.reconcile();
    expect(await onChain(mallory)).toMatchObject({ status: 'open', balance: 600n });
    const { disputes, failures, finalized } = await alice.wallet.reconcile();
    expect(failures).toEqual([]);
    expect(finalized.disputed.map(toHex)).toEqual([id]);
    expect(disputes).toMatchObject([{ id, role: 'payer', state: 'claimed', paid: 400n }]);
    expect(await onChain(mallory)).toMatchObject({ status: 'frozen', balance: 200n });
    expect((await alice.wallet.show()).status).toMatchObject({ onChain: 1_000n, spendable: 1_000n });
    expect(await alice.wallet.payment(id)).toMatchObject({ reason: 'compensated', action: 'none' });
    expect(await alice.wallet.reconcile()).toMatchObject({ txs: [], failures: [] });
  });

  test('has sent both answers: it is frozen at once, and pays back when it settles', async () => {
    const { alice, mallory, id, answers } = await refusedAndSettled();
    await alice.wallet.takeAnswer({ answer: answers.rejected });
    await expect(alice.wallet.takeAnswer({ answer: answers.acknowledged })).rejects.toBeInstanceOf(
      CofferError,
    );
    const { disputes } = await alice.wallet.reconcile();
    expect(disputes).toMatchObject([{ id, role: 'payer', state: 'frozen', paid: 0n }]);
    expect(await statusOf(mallory)).toBe('frozen');
    expect((await alice.wallet.reconcile()).txs).toEqual([]);
    await mallory.wallet.reconcile();
    expect((await alice.wallet.reconcile()).disputes).toMatchObject([{ id, state: 'claimed', paid: 400n }]);
    expect((await alice.wallet.show()).status).toMatchObject({ onChain: 1_000n, spendable: 1_000n });
  });

  test('a forged second answer is no proof of anything', async () => {
    const { alice, mallory, answers } = await refusedAndSettled();
    await alice.wallet.takeAnswer({ answer: answers.rejected });
    const forged = Uint8Array.from(answers.acknowledged);
    // Somewhere in the signature.
    forged[forged.length - 20]! ^= 1;
    await expect(alice.wallet.takeAnswer({ answer: forged })).rejects.toBeInstanceOf(CofferError);
    expect((await alice.wallet.reconcile()).disputes).toEqual([]);
    expect(await statusOf(mallory)).toBe('open');
  });
});

test('a dispute survives the loss of nothing but the book: the enclave and the chain know enough', async () => {
  const [mallory, bob, carol] = [await broken(1_000n), await honest('bob'), await honest('carol')];
  await paid(mallory, bob, 400n);
  const second = await paidTwice(mallory, carol, 300n);
  await bob.wallet.reconcile();
  const wallet = await carol.reopen({ book: openBook(':memory:', networkId(devnet.network)) });
  const { finalized } = await wallet.reconcile();
  expect(finalized.settledIn.map(toHex)).toEqual([second]);
  expect(fromHex(second, 32)).toHaveLength(32);
});

test('interference at each call does not stop the others', async () => {
  const [mallory, bob, carol] = [await broken(1_000n), await honest('bob'), await honest('carol')];
  await paid(mallory, bob, 400n);
  await paidTwice(mallory, carol, 300n);
  const wallet = await carol.reopen({
    chain: before(carol.chain, 'settle', async () => bob.wallet.reconcile()),
  });
  const { finalized } = await wallet.reconcile();
  expect(finalized.settledIn).toHaveLength(1);
  expect((await wallet.show()).status.onChain).toBe(300n);
});

test('a payment that lapsed long before its payer was frozen is not raised from the dead, and not asked for again', async () => {
  const late = await startDevnet();
  try {
    const [mallory, bob, carol] = [
      await broken(1_000n, late),
      await honest('bob', late),
      await honest('carol', late),
    ];
    const lapsed = await paid(mallory, carol, 50n);
    await late.pass(40 * 86_400, [mallory, bob, carol]);
    for (const { wallet } of [mallory, carol]) await wallet.reconcile();
    expect((await carol.wallet.payment(lapsed)).state).toBe('lapsed');
    await paid(mallory, bob, 400n);
    await expect(paidTwice(mallory, bob, 300n)).rejects.toMatchObject({ code: 'SERIAL_CONFLICT' });
    await bob.wallet.reconcile();
    expect(await statusOf(mallory)).toBe('frozen');
    const { txs, failures, disputes } = await carol.wallet.reconcile();
    expect([txs, failures]).toEqual([[], []]);
    expect(disputes).toMatchObject([{ id: lapsed, state: 'lost', paid: 0n }]);
    expect((await onChain(mallory)).balance).toBe(600n);
    expect(await carol.wallet.payment(lapsed)).toMatchObject({ state: 'lapsed', action: 'none' });
  } finally {
    await late.stop();
  }
});

test('a payment given up as lapsed is payable again once its payer uses the number for another one', async () => {
  const late = await startDevnet();
  try {
    const [mallory, alice, bob, carol] = [
      await broken(1_000n, late),
      await honest('alice', late),
      await honest('bob', late),
      await honest('carol', late),
    ];
    const lapsed = await paid(mallory, carol, 50n);
    await late.pass(40 * 86_400, [mallory, alice, bob, carol]);
    for (const { wallet } of [mallory, carol]) await wallet.reconcile();
    // Frozen for something else: there is nothing to be had for what lapsed.
    const { answers } = await answeredTwice(alice, mallory);
    await alice.wallet.takeAnswer({ answer: answers.rejected });
    await expect(alice.wallet.takeAnswer({ answer: answers.acknowledged })).rejects.toBeInstanceOf(
      CofferError,
    );
    await alice.wallet.reconcile();
    expect(await statusOf(mallory)).toBe('frozen');
    expect((await carol.wallet.reconcile()).disputes).toMatchObject([{ id: lapsed, state: 'lost' }]);

    await paidTwice(mallory, bob, 300n);
    await bob.wallet.reconcile();
    const { disputes, failures } = await carol.wallet.reconcile();
    expect(failures).toEqual([]);
    expect(disputes).toMatchObject([{ id: lapsed, state: 'claimed', paid: 50n }]);
    expect((await carol.wallet.show()).status).toMatchObject({ onChain: 50n });
  } finally {
    await late.stop();
  }
});
