import { wei } from '@coffer/core/amount';
import { fromHex, toHex } from '@coffer/core/bytes';
import { address, sign } from '@coffer/crypto/secp256k1';
import { ChainError } from '@coffer/ethereum/client/error';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountSlots } from '../enclave/storage.ts';
import { accountCertificateDigest } from '../messages/certificate.ts';
import { acknowledgementDigest, type Payment } from '../messages/payment.ts';
import { ETH, flipped, refusal, secretOf, type TestWallet, testWorld } from '../testing/world.ts';
import { type Devnet, makeParty, startDevnet, type TestParty } from './testing/devnet.ts';

/** Table III of the paper, column “Ours”: every cell is tried, with the real program and, where it speaks of it, a real chain. */

function world() {
  const { wallets, ...rest } = testWorld(['alice', 'bob', 'carol', 'mallory']);
  const [alice, bob, carol, mallory] = wallets as [TestWallet, TestWallet, TestWallet, TestWallet];
  return { alice, bob, carol, mallory, ...rest };
}

describe('Table III, security', () => {
  test('“Coin forgery attack”: a deposit counts when the chain proves it, for what the chain proves', () => {
    const { alice, bob, chain } = world();
    const before = chain.evidence(accountSlots(bob.account));
    chain.deposit(bob.account, ETH);
    chain.pass(12);
    const proved = chain.evidence(accountSlots(bob.account));
    const book = (evidence: typeof proved) =>
      refusal(() => bob.ask({ type: 'deposit', evidence }, 'deposited'));
    // Without confirmation: under the header before it there is nothing to book.
    expect(book(before)).toBe('accepted');
    expect(bob.status().spendable).toBe(0n);
    // Without any transaction: a header of one's own making.
    chain.deposit(bob.account, 1_000n * ETH);
    expect(book(chain.evidence(accountSlots(bob.account), secretOf('mallory')))).toBe('HEADER_BAD_SIGNATURE');
    // A greater value: the words of another state under the genuine header.
    const greater = chain.evidence(accountSlots(bob.account));
    expect(book({ ...greater, header: proved.header })).toBe('PROOF_MISMATCH');
    // Somebody else's deposit.
    const others = chain.evidence(accountSlots(alice.account));
    const relabelled = others.slots.map(({ nodes }, i) => ({ slot: accountSlots(bob.account)[i]!, nodes }));
    expect(book({ ...others, slots: relabelled })).not.toBe('accepted');
    expect(bob.status().spendable).toBe(0n);

    expect(book(proved)).toBe('accepted');
    expect(bob.status().spendable).toBe(ETH);
  });

  test('“Offline transaction data forgery”: no field of a payment or its answer can be another one', () => {
    const { alice, bob, mallory } = world();
    const { message, id } = alice.transfer(bob, ETH);
    const { payment } = message;
    const forged: Partial<Payment>[] = [
      { payer: mallory.account },
      { amount: wei(2n * ETH) },
      { serial: payment.serial + 1 },
      { tGen: payment.tGen + 60, expiry: payment.expiry + 60 },
      { expiry: payment.expiry + 60 },
      { settleBy: payment.settleBy - 60 },
      { provedAt: payment.provedAt + 12 },
      { supports: [id] },
      { state: flipped(payment.state) },
    ];
    for (const change of forged) {
      const copy = { ...message, payment: { ...payment, ...change } };
      expect(
        refusal(() => bob.receive(copy)),
        Object.keys(change).join(),
      ).toMatch(/^(SIGNATURE_INVALID|BAD_SIGNATURE|PAYMENT_MALFORMED|SUPPORTS_INVALID)$/);
    }
    expect(bob.status().spendable).toBe(0n);
    const answer = bob.receive(message);
    for (const wrong of [
      { ...answer, status: 'rejected' as const },
      { ...answer, payment: flipped(answer.payment) },
      { ...answer, signature: flipped(answer.signature) },
    ]) {
      expect(refusal(() => alice.take(wrong))).not.toBe('accepted');
    }
    expect(alice.status()).toMatchObject({ spendable: 9n * ETH, inFlight: ETH });
    alice.take(answer);
    expect(alice.status()).toMatchObject({ inFlight: 0n, outgoingUnsettled: ETH });
  });

  test('“Double-spend and double-deposit attack”: a coin is paid once and booked once', () => {
    const { alice, bob, carol, chain } = world();
    const { message } = alice.transfer(bob, 6n * ETH);
    const first = bob.receive(message);
    // The same transaction again, to the payee and, swallowing its answer, to somebody else.
    expect(bob.receive(message)).toEqual(first);
    expect(bob.status().spendable).toBe(6n * ETH);
    expect(refusal(() => carol.receive(message))).toBe('NOT_FOR_THIS_ACCOUNT');
    expect(refusal(() => alice.transfer(carol, 6n * ETH))).toBe('BALANCE_TOO_LOW');
    // After its answer, after a restart, after settlement.
    alice.take(first);
    alice.take(first);
    for (const wallet of [alice, bob]) wallet.launch({ type: 'restored' });
    expect(bob.receive(message)).toEqual(first);
    chain.settle({ payment: message.payment });
    chain.pass(12);
    const receipt = bob.receipts();
    bob.finalize();
    expect(bob.receive(message)).toEqual(first);
    bob.finalize(receipt);
    expect(bob.bookDeposit()).toBe(0n);
    alice.finalize();
    expect([alice, bob, carol].map((wallet) => wallet.status().spendable)).toEqual([4n * ETH, 6n * ETH, 0n]);
  });

  test('“Man-in-the-middle attack”: who is in between is neither paid nor believed', () => {
    const { alice, bob, mallory, network } = world();
    const pay = (payee: typeof bob.certificate) =>
      refusal(() => alice.ask({ type: 'transfer', amount: wei(ETH), payee }, 'payment'));
    // In place of the payee's key: one's own, with the payee's evidence, or certified by nobody.
    expect(pay({ ...bob.certificate, account: mallory.account })).toBe('CERTIFICATE_INVALID');
    const own = address(secretOf('outside'));
    const digest = accountCertificateDigest(network, own, own);
    const outside = {
      account: own,
      recovery: own,
      signature: sign(secretOf('outside'), digest),
      consent: sign(secretOf('outside'), digest),
    };
    expect(pay({ ...outside, evidence: bob.certificate.evidence })).toBe('CERTIFICATE_INVALID');
    expect(pay({ ...bob.certificate, recovery: mallory.account })).toBe('CERTIFICATE_INVALID');
    // The payment on its way: redirected, or presented as one's own.
    const { message, id } = alice.transfer(bob, ETH);
    expect(refusal(() => mallory.receive(message))).toBe('NOT_FOR_THIS_ACCOUNT');
    const redirected = { ...message, payment: { ...message.payment, payee: mallory.account } };
    expect(refusal(() => mallory.receive(redirected))).toMatch(/SIGNATURE/);
    const substituted = { ...message, certificates: [mallory.certificate] };
    expect(refusal(() => bob.receive(substituted))).toBe('CERTIFICATE_INVALID');
    // The answer: given by the one in between.
    const secret = mallory.state.account!.secret;
    const signature = sign(secret, acknowledgementDigest(alice.state.domain, id));
    const answer = { status: 'acknowledged', payment: id, signature, reason: 'none' } as const;
    expect(refusal(() => alice.take(answer))).toBe('SIGNATURE_INVALID');
    expect([mallory.status().spendable, alice.status().inFlight]).toEqual([0n, ETH]);
    expect(bob.receive(message).status).toBe('acknowledged');
  });
});

describe('Table III, flexibility', () => {
  let devnet: Devnet;
  let parties: readonly TestParty[];
  beforeAll(async () => {
    devnet = await startDevnet();
    parties = [
      await makeParty(devnet, 'alice'),
      await makeParty(devnet, 'bob'),
      await makeParty(devnet, 'carol'),
    ];
    await parties[0]!.wallet.deposit({ amount: wei(ETH), idempotencyKey: 'deposit' });
  });
  afterAll(async () => devnet.stop());

  /** How many transactions the wallet of this name has ever sent. */
  const sent = (name: string) =>
    devnet.chain.call((client) =>
      client.getTransactionCount({ address: toHex(address(secretOf(`gas ${name}`))) }),
    );
  const exists = async ({ chain, enclave }: TestParty) => (await chain.account(enclave.account)).status;
  async function pay(payer: TestParty, payee: TestParty, amount: bigint): Promise<void> {
    const { file: request } = await payee.wallet.request({ amount: wei(amount) });
    const idempotencyKey = `${payer.name} ${payee.name} ${amount}`;
    const { file } = await payer.wallet.pay({ request, idempotencyKey });
    const answer = await payee.wallet.receive({ payment: file });
    await payer.wallet.takeAnswer({ answer: answer.file });
  }
  const spendable = async ({ wallet }: TestParty) => (await wallet.show()).status.spendable;

  test('“Open transaction”: strangers pay each other, with nothing on chain between them', async () => {
    const [alice, bob] = parties as [TestParty, TestParty];
    const onChain = async () => [await sent('alice'), await sent('bob'), await devnet.vaultEther()];
    const before = await onChain();
    expect(before).toEqual([1, 0, ETH]);
    expect(await exists(bob)).toBe('absent');
    await pay(alice, bob, ETH / 2n);
    expect(await onChain()).toEqual(before);
    expect(await exists(bob)).toBe('absent');
    expect(await spendable(bob)).toBe(ETH / 2n);
  });

  test('“Instant settlement for offline payments”: what is received is paid on at once, with the chain stopped', async () => {
    const [, bob, carol] = parties as [TestParty, TestParty, TestParty];
    const asked: string[] = [];
    const unreachable = new Proxy({} as TestParty['chain'], {
      get: (_, name) => async () => {
        asked.push(String(name));
        throw new ChainError('CHAIN_UNREACHABLE', 'The chain is stopped.');
      },
    });
    const [bobOffline, carolOffline] = [
      { ...bob, wallet: await bob.reopen({ chain: unreachable }) },
      { ...carol, wallet: await carol.reopen({ chain: unreachable }) },
    ];
    await pay(bobOffline, carolOffline, ETH / 4n);
    expect([await spendable(bob), await spendable(carol)]).toEqual([ETH / 4n, ETH / 4n]);
    expect(asked).toEqual([]);
    expect(await carolOffline.wallet.connection()).toMatchObject({ connected: false });
    expect(await carol.wallet.connection()).toMatchObject({ connected: true });
  });

  test('“Coin redistribution”: any part of a coin goes on to anybody, without a change address', async () => {
    const [alice, bob, carol] = parties as [TestParty, TestParty, TestParty];
    await pay(carol, alice, 1n);
    await pay(carol, bob, 12_345n);
    await pay(bob, alice, ETH / 4n + 12_345n);
    const spread = await Promise.all(parties.map(spendable));
    expect(spread).toEqual([(ETH * 3n) / 4n + 12_346n, 0n, ETH / 4n - 12_346n]);
  });

  test('“Interact with smart contracts”: deposit, settlement by a payee, and withdrawal, to the wei', async () => {
    const [alice, bob, carol] = parties as [TestParty, TestParty, TestParty];
    const settled = await carol.wallet.reconcile();
    expect(settled.skipped).toEqual([]);
    for (const { wallet } of [bob, alice]) await wallet.reconcile();
    const onChain = await Promise.all(
      parties.map(async ({ wallet }) => (await wallet.show()).status.onChain),
    );
    expect(onChain).toEqual(await Promise.all(parties.map(spendable)));
    const to = fromHex('0x00000000000000000000000000000000000ca401');
    const amount = wei(ETH / 4n - 12_346n);
    await carol.wallet.withdraw({ amount, to, idempotencyKey: 'withdraw' });
    expect(await devnet.chain.call((client) => client.getBalance({ address: toHex(to) }))).toBe(amount);
    expect(await devnet.vaultEther()).toBe(ETH - amount);
    await carol.wallet.recharge({ amount: wei(5n), idempotencyKey: 'recharge' });
    expect((await carol.wallet.show()).status).toMatchObject({ onChain: 5n, spendable: 5n });
    expect(await devnet.vaultEther()).toBe(ETH - amount + 5n);
  });
});
