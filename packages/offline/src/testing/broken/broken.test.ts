import { fileURLToPath } from 'node:url';
import { wei } from '@coffer/core/amount';
import { equal, toHex } from '@coffer/core/bytes';
import { buildBundle } from '@coffer/enclave/host/bundle';
import { describe, expect, test } from 'vitest';
import { snapshot } from '../../enclave/state.ts';
import { checkSignature } from '../../enclave/supports.ts';
import { acknowledgementDigest, paymentDigest, rejectionDigest } from '../../messages/payment.ts';
import { TestVault } from '../vault.ts';
import { ETH, refusal, secretOf, TestWallet, testWorld } from '../world.ts';
import { answerBoth, brokenBundle, leakedState, repeatSerial } from './enclave.ts';
import { brokenProgram } from './program.ts';

/** The broken enclave does what an honest one never does, and none of it is in what is published. */

function world() {
  const { wallets, network, chain } = testWorld(['alice', 'bob', 'carol']);
  const [alice, bob, carol] = wallets as [TestWallet, TestWallet, TestWallet];
  const mallory = new TestWallet('mallory', network, chain, { program: brokenProgram });
  mallory.init();
  chain.deposit(mallory.account, 5n * ETH);
  chain.pass(12);
  mallory.bookDeposit();
  const port = { request: async (body: Uint8Array) => mallory.request(body) };
  return { alice, bob, carol, mallory, port, network, chain, vault: new TestVault(network, chain) };
}

describe('the bundles', () => {
  test('leakState and what else a broken enclave does occur in the broken bundle, and never in the published one', async () => {
    const entry = fileURLToPath(new URL('../../enclave/bundle.ts', import.meta.url));
    const decoder = new TextDecoder();
    const published = decoder.decode(await buildBundle(entry));
    const broken = decoder.decode(await brokenBundle());
    for (const name of ['leakState', 'repeatSerial', 'answerBoth']) {
      expect(broken).toContain(name);
      expect(published.toLowerCase()).not.toContain(name.toLowerCase());
    }
    for (const known of ['onchainUpdate', 'logout', 'finalize']) expect(published).toContain(known);
  });

  test('the published program refuses these requests as malformed, and changes nothing', async () => {
    const { alice, bob } = world();
    const port = { request: async (body: Uint8Array) => alice.request(body) };
    const { message } = alice.transfer(bob, ETH);
    const before = alice.state;
    await expect(leakedState(port)).rejects.toMatchObject({ code: 'CODEC_SHAPE' });
    await expect(repeatSerial(port, { amount: wei(ETH), payee: bob.certificate })).rejects.toMatchObject({
      code: 'CODEC_SHAPE',
    });
    await expect(answerBoth(port, message)).rejects.toMatchObject({ code: 'CODEC_SHAPE' });
    expect(alice.state).toBe(before);
  });
});

describe('the broken enclave', () => {
  test('pays, takes and reconciles like an honest one when nobody asks for more', () => {
    const { alice, bob, mallory, chain } = world();
    const out = mallory.pay(bob, ETH);
    const back = alice.pay(mallory, ETH);
    for (const { message } of [out, back]) chain.settle(message);
    chain.pass(12);
    expect(mallory.finalize()).toMatchObject({ settledOut: [out.id], settledIn: [back.id] });
    expect(mallory.status()).toMatchObject({ spendable: 5n * ETH, withdrawable: 5n * ETH });
  });

  test('leaks everything but the secret of its attestation key', async () => {
    const { mallory, port } = world();
    const before = mallory.state;
    const leaked = await leakedState(port);
    expect(leaked.account?.secret).toEqual(mallory.state.account?.secret);
    expect(leaked).toEqual({ ...mallory.state, attestationSecret: new Uint8Array(32) });
    expect(toHex(snapshot(leaked))).not.toContain(toHex(secretOf('attestation mallory')).slice(2));
    expect(mallory.state).toBe(before);
  });

  test('signs two payments with one serial: whoever sees both proves it, and its account pays for it', async () => {
    const { bob, carol, mallory, port, vault, chain } = world();
    const first = mallory.pay(bob, 2n * ETH);
    const books = mallory.state;
    const second = await repeatSerial(port, { amount: wei(2n * ETH), payee: carol.certificate });
    expect(mallory.state).toBe(books);
    expect(second.message.payment.serial).toBe(first.message.payment.serial);
    expect(carol.receive(second.message).status).toBe('acknowledged');
    const again = await repeatSerial(port, { amount: wei(2n * ETH), payee: bob.certificate });
    expect(refusal(() => bob.receive(again.message))).toBe('SERIAL_CONFLICT');
    const toBob = bob.state.incoming.get(toHex(first.id))!.accepted;
    const toCarol = carol.state.incoming.get(toHex(second.id))!.accepted;
    vault.settle(toBob);
    chain.pass(12);
    expect(carol.finalize().disputed).toEqual([second.id]);
    vault.freezePayer(toBob, toCarol, chain.receipt(bob.account, first.id));
    vault.settle(toCarol);
    chain.pass(12);
    expect(carol.finalize().settledIn).toEqual([second.id]);
    mallory.finalize();
    expect(refusal(() => mallory.transfer(bob, ETH))).toBe('EXIT_ANNOUNCED');
  });

  test('repeats a serial also for the same payee and amount, as another payment', async () => {
    const { bob, mallory, port } = world();
    const first = mallory.transfer(bob, ETH);
    const second = await repeatSerial(port, { amount: wei(ETH), payee: bob.certificate });
    expect(second.message.payment.serial).toBe(first.message.payment.serial);
    expect(equal(second.id, first.id)).toBe(false);
    expect(second.id).toEqual(paymentDigest(mallory.state.domain, second.message.payment));
  });

  test('signs both answers to one payment: its payer proves it, and is compensated for what was settled', async () => {
    const { alice, mallory, port, vault, chain } = world();
    const { message, id } = alice.transfer(mallory, 3n * ETH);
    const { acknowledgement, rejection } = await answerBoth(port, message);
    checkSignature(acknowledgement.signature, acknowledgementDigest(alice.state.domain, id), mallory.account);
    checkSignature(rejection.signature, rejectionDigest(alice.state.domain, id), mallory.account);
    alice.take(rejection);
    expect(refusal(() => alice.ask({ type: 'save', answer: acknowledgement }, 'done'))).toBe(
      'ANSWER_CONFLICT',
    );
    vault.settle(mallory.state.incoming.get(toHex(id))!.accepted);
    expect(vault.freezePayee(message.payment, acknowledgement.signature, rejection.signature)).toBe(3n * ETH);
    chain.pass(12);
    alice.finalize();
    expect(alice.status().spendable).toBe(10n * ETH);
  });
});
