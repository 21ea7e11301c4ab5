import { wei } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import { address, sign } from '@coffer/crypto/secp256k1';
import { describe, expect, test } from 'vitest';
import { accountCertificateDigest } from '../messages/certificate.ts';
import type { PaymentMessage } from '../messages/message.ts';
import { networkId } from '../messages/network.ts';
import { acknowledgementDigest, type Payment, paymentDigest } from '../messages/payment.ts';
import { ETH, LEAST, refusal, secretOf, TestWallet, testNetwork, testWorld } from '../testing/world.ts';
import {
  type Incoming,
  incomingBook,
  MAX_ENTRIES,
  MAX_LUGGAGE,
  MAX_REJECTIONS_PER_PAYER,
  type OfflineState,
  outgoingBook,
  restore,
  snapshot,
} from './state.ts';

/** What a broken or merely hostile party can do to somebody else's books: each attack is made, and comes to nothing. */

function world(change: Parameters<typeof testWorld>[1] = {}) {
  const { wallets, ...rest } = testWorld(['alice', 'bob', 'carol', 'dave'], change);
  const [alice, bob, carol, dave] = wallets as [TestWallet, TestWallet, TestWallet, TestWallet];
  return { alice, bob, carol, dave, ...rest };
}

/** What only a broken enclave can make: the payment changed, and signed again. */
function resigned(payer: TestWallet, message: PaymentMessage, change: Partial<Payment>): PaymentMessage {
  const payment = { ...message.payment, ...change };
  const signature = sign(payer.state.account!.secret, paymentDigest(payer.state.domain, payment));
  return { ...message, payment, signature };
}

/** Another acknowledged form of a support, by broken enclaves of payer and payee. */
function reaccepted(payer: TestWallet, payee: TestWallet, message: PaymentMessage, change: Partial<Payment>) {
  const { payment, signature } = resigned(payer, message, change);
  const id = paymentDigest(payer.state.domain, payment);
  const acknowledgement = sign(payee.state.account!.secret, acknowledgementDigest(payer.state.domain, id));
  return { id, accepted: { payment, signature, acknowledgement } };
}

function withIncoming(wallet: TestWallet, change: (entry: Incoming) => Incoming): void {
  const incoming = incomingBook(Array.from(wallet.state.incoming.values(), change));
  wallet.state = { ...wallet.state, incoming };
}

describe('a leaked attestation key', () => {
  test('cannot name the heir of an account whose own key did not agree', () => {
    const { alice, bob, network } = world();
    const recovery = address(secretOf('thief'));
    const digest = accountCertificateDigest(network, bob.account, recovery);
    const stolen = secretOf('attestation carol');
    const forged = { ...bob.certificate, recovery, signature: sign(stolen, digest) };
    const pay = (payee: typeof forged) =>
      refusal(() => alice.ask({ type: 'transfer', amount: wei(ETH), payee }, 'payment'));
    const evidence = world().carol.certificate.evidence;
    expect(pay({ ...forged, evidence })).toBe('CERTIFICATE_INVALID');
    expect(pay({ ...forged, evidence, consent: sign(stolen, digest) })).toBe('CERTIFICATE_INVALID');
  });

  test('an account that was opened with another heir is not used', () => {
    const { alice, chain } = world();
    chain.standing(alice.account).recovery = address(secretOf('thief'));
    chain.deposit(alice.account, ETH);
    chain.pass(12);
    expect(refusal(() => alice.bookDeposit())).toBe('BOOKS_DIFFER');
  });
});

describe('a network', () => {
  test('has another id with another vault, so that a copied file with a false vault is another network', () => {
    const network = testNetwork();
    expect(networkId({ ...network, vault: address(secretOf('thief')) })).not.toEqual(networkId(network));
  });

  test('whose parameters contradict each other gets no enclave', () => {
    const faults = [
      { settleWindow: 4_000 },
      { exitDelay: 21 * 86_400 },
      { minimumPayment: wei(11n * ETH) },
      { paymentLimit: wei(101n * ETH) },
      { maxUnsettled: 3 },
    ];
    for (const fault of faults) expect(() => testWorld(['alice'], fault)).toThrow(/parameters/);
  });

  test('gives one account to one enclave', () => {
    const { alice } = world();
    expect(refusal(() => alice.init())).toBe('ALREADY_INITIALISED');
  });
});

describe('a flood', () => {
  test('of expired payments leaves nothing in the payee’s books, and the answer is the same for ever', () => {
    const { alice, bob } = world();
    const { message } = alice.transfer(bob, LEAST);
    bob.time += 3_600;
    const first = bob.receive(message);
    expect(first).toMatchObject({ status: 'rejected', reason: 'expired' });
    expect(bob.state.answers.size).toBe(0);
    expect(bob.receive(message)).toEqual(first);
    expect(bob.reject(message)).toEqual(first);
    expect(bob.state.steps).toBeGreaterThan(1);
  });

  test('of payments that must be remembered ends for that payer alone', () => {
    const { alice, bob, carol } = world();
    for (let i = 0; i < MAX_REJECTIONS_PER_PAYER; i++) {
      const answer = bob.reject(alice.transfer(bob, LEAST).message);
      alice.take(answer);
    }
    expect(refusal(() => bob.reject(alice.transfer(bob, LEAST).message))).toBe('BOOKS_FULL');
    alice.pay(carol, ETH);
    expect(bob.receive(carol.transfer(bob, LEAST).message).status).toBe('acknowledged');
  });

  test('of small payments fills a quarter of the books at most, and too small ones none of it', () => {
    const { alice, bob, carol } = world({ maxUnsettled: 16 });
    for (let i = 0; i < 4; i++) alice.pay(bob, LEAST);
    expect(bob.receive(alice.transfer(bob, LEAST).message).reason).toBe('too-many-unsettled');
    alice.pay(carol, ETH);
    expect(bob.receive(carol.transfer(bob, LEAST).message).status).toBe('acknowledged');
    expect(refusal(() => alice.transfer(bob, LEAST - 1n))).toBe('UNDER_MINIMUM');
    const small = resigned(alice, alice.transfer(bob, LEAST).message, { amount: wei(LEAST - 1n) });
    expect(bob.receive(small).reason).toBe('under-minimum');
  });

  test('of a payer without rollback protection is limited in sum', () => {
    const { bob, chain, network } = world();
    const mallory = new TestWallet('mallory', network, chain, { counterClass: 'none' });
    mallory.init();
    chain.deposit(mallory.account, ETH);
    chain.pass(12);
    mallory.bookDeposit();
    mallory.pay(bob, 6n * 10n ** 15n);
    expect(bob.receive(mallory.transfer(bob, 6n * 10n ** 15n).message).reason).toBe('unprotected-payer');
  });

  test('of one’s own payments ends before the books can no longer be read back', () => {
    const { alice, bob } = world();
    const made = alice.transfer(bob, LEAST);
    const entry = alice.state.outgoing.get(made.message.payment.serial)!;
    let outgoing = outgoingBook();
    for (let serial = 0; serial < MAX_ENTRIES; serial++) {
      if (entry.type !== 'payment') throw new Error('not a payment');
      const message = { ...entry.message, payment: { ...entry.message.payment, serial } };
      outgoing = outgoing.with(serial, { ...entry, message });
    }
    alice.state = { ...alice.state, outgoing, nextSerial: MAX_ENTRIES };
    expect(refusal(() => alice.transfer(bob, LEAST))).toBe('BOOKS_FULL');
    const withdraw = { type: 'withdraw', amount: wei(LEAST), to: alice.account } as const;
    expect(refusal(() => alice.ask({ ...withdraw }, 'withdrawal'))).toBe('BOOKS_FULL');
    expect(alice.ask({ type: 'payments' }, 'payments').outgoing).toHaveLength(MAX_ENTRIES);
    alice.ask({ type: 'onchainUpdate' }, 'settlement');
    expect(restore(snapshot(alice.state)).outgoing.size).toBe(MAX_ENTRIES);
  });

  test('of what travels with payments never keeps the owner from taking the money out', () => {
    const { alice, bob, chain, tick } = world();
    alice.pay(bob, ETH);
    const entry = bob.state.incoming.values().next().value!;
    const heavy = Array.from({ length: MAX_LUGGAGE / 16 }, (_, i) => {
      const id = new Uint8Array(32);
      new DataView(id.buffer).setUint32(0, i);
      return { ...entry, id, closure: Array(16).fill(entry.accepted), free: 0n, disputed: true };
    });
    chain.deposit(bob.account, ETH);
    chain.pass(12);
    tick(12);
    bob.bookDeposit();
    bob.state = { ...bob.state, incoming: incomingBook(heavy) };
    expect(refusal(() => bob.transfer(alice, LEAST))).toBe('BOOKS_FULL');
    const withdraw = { type: 'withdraw', amount: wei(ETH), to: secretOf('bob').subarray(0, 20) } as const;
    expect(bob.ask(withdraw, 'withdrawal').withdrawal.amount).toBe(ETH);
  });
});

describe('a broken payer', () => {
  test('cannot make its payee accept what the vault would refuse', () => {
    const { alice, bob, network } = world();
    const { message } = alice.transfer(bob, ETH);
    const { drift } = network.facts.parameters;
    const { tGen } = message.payment;
    expect(refusal(() => bob.receive(resigned(alice, message, { provedAt: 2 ** 40 - 1 })))).toBe(
      'PAYMENT_MALFORMED',
    );
    expect(refusal(() => bob.receive(resigned(alice, message, { provedAt: tGen + 2 * drift + 1 })))).toBe(
      'PAYMENT_MALFORMED',
    );
    const late = { settleBy: tGen + 600 + 30 };
    expect(bob.receive(resigned(alice, message, late)).reason).toBe('margin');
    const tired = {
      provedAt: tGen - network.facts.parameters.offlineLimit - drift - 1,
      settleBy: tGen + 86_400,
    };
    expect(bob.receive(resigned(alice, message, tired)).reason).toBe('payer-offline-too-long');
    expect(bob.receive(resigned(alice, message, { amount: wei(10n * ETH + 1n) })).reason).toBe(
      'over-payment-limit',
    );
    expect(refusal(() => bob.receive(resigned(alice, message, { payee: alice.account })))).toBe(
      'NOT_FOR_THIS_ACCOUNT',
    );
    expect(bob.state.incoming.size).toBe(0);
  });

  test('nor, further on, with supports whose times leave the rules', () => {
    const { alice, bob, carol, network } = world();
    const first = alice.pay(bob, 3n * ETH);
    const genuine = bob.transfer(carol, 2n * ETH).message;
    const { tGen, settleBy } = first.message.payment;
    const future = tGen + 10 * 86_400;
    const changes: [Partial<Payment>, string][] = [
      [{ settleBy: settleBy - 1 }, 'SUPPORTS_INVALID'],
      [{ settleBy: settleBy + 1 }, 'PAYMENT_MALFORMED'],
      [{ provedAt: 2 ** 40 - 1 }, 'PAYMENT_MALFORMED'],
      [
        { tGen: future, expiry: future + 600, settleBy: future + 1_209_600, provedAt: future },
        'PAYMENT_FROM_THE_FUTURE',
      ],
      [{ amount: wei(0n) }, 'SUPPORTS_INVALID'],
      [{ payee: carol.account }, 'SIGNATURE_INVALID'],
    ];
    for (const [change, code] of changes) {
      const { id, accepted } = reaccepted(alice, bob, first.message, change);
      const message = { ...resigned(bob, genuine, { supports: [id] }), supports: [accepted] };
      expect(
        refusal(() => carol.receive(message)),
        JSON.stringify(Object.keys(change)),
      ).toBe(code);
    }
    expect(network.facts.parameters.drift).toBe(30);
    expect(carol.receive(genuine).status).toBe('acknowledged');
  });

  test('nor with supports that were paid to somebody else, or named twice', () => {
    const { alice, bob, carol, dave } = world();
    const toBob = alice.pay(bob, ETH);
    const toDave = alice.pay(dave, ETH);
    const genuine = bob.transfer(carol, ETH).message;
    const foreign = dave.state.incoming.values().next().value!.accepted;
    const elsewhere = { ...resigned(bob, genuine, { supports: [toDave.id] }), supports: [foreign] };
    expect(refusal(() => carol.receive(elsewhere))).toBe('SUPPORTS_INVALID');
    const twice = resigned(bob, genuine, { supports: [toBob.id, toBob.id] });
    expect(refusal(() => carol.receive(twice))).toBe('SUPPORTS_INVALID');
  });

  test('that pays two payees with one serial is found out where the two coins meet', () => {
    const { alice, bob, carol } = world();
    const before: OfflineState = alice.state;
    alice.pay(bob, 2n * ETH);
    alice.state = before;
    alice.pay(carol, 2n * ETH);
    const { message } = carol.transfer(bob, ETH);
    expect(refusal(() => bob.receive(message))).toBe('SERIAL_CONFLICT');
    expect(bob.status().spendable).toBe(2n * ETH);
  });

  test('cannot make its payee’s next payment undeliverable', () => {
    const { alice, bob, carol, dave } = world();
    const before: OfflineState = alice.state;
    alice.pay(carol, 2n * ETH);
    const viaCarol = carol.pay(bob, 2n * ETH);
    alice.state = before;
    // The first coin came to Bob through Carol, so that his answers do not know its serial.
    alice.pay(bob, 2n * ETH);
    expect(viaCarol.message.supports).toHaveLength(1);
    expect(refusal(() => bob.transfer(dave, 4n * ETH))).toBe('SERIAL_CONFLICT');
    expect(bob.status()).toMatchObject({ spendable: 4n * ETH, inFlight: 0n });
    expect(dave.receive(bob.transfer(dave, 2n * ETH).message).status).toBe('acknowledged');
  });

  test('leaves disputed payments for a while, not for ever', () => {
    const { alice, bob, carol, chain, network } = world({ maxUnsettled: 4 });
    alice.pay(carol, ETH);
    const { id } = alice.pay(bob, ETH);
    chain.use(alice.account, 1);
    chain.pass(12);
    expect(bob.finalize([]).disputed).toEqual([id]);
    // Its payer has had its share of the books; nobody else has.
    expect(bob.receive(alice.transfer(bob, LEAST).message)).toMatchObject({ reason: 'too-many-unsettled' });
    expect(bob.receive(carol.transfer(bob, LEAST).message).status).toBe('acknowledged');
    const { settleWindow, reorgMargin } = network.facts.parameters;
    chain.pass(settleWindow + reorgMargin + 1);
    bob.finalize([]);
    expect(bob.state.incoming.size).toBe(0);
  });
});

describe('what comes in never replaces what is one’s own', () => {
  test('the account’s certificate in settlements and onward payments', () => {
    const { alice, bob, carol } = world();
    alice.pay(bob, 2n * ETH);
    bob.pay(alice, ETH);
    const foreign: Bytes = address(secretOf('thief'));
    withIncoming(alice, (entry) => ({
      ...entry,
      certificates: entry.certificates.map((c) => ({ ...c, recovery: foreign })),
    }));
    const settlement = alice.ask({ type: 'onchainUpdate' }, 'settlement');
    const own = settlement.certificates.filter((c) => c.account.join() === alice.account.join());
    expect(own).toEqual([alice.certificate]);
    const { message } = alice.transfer(carol, 9n * ETH);
    expect(message.certificates[0]).toEqual(alice.certificate);
  });
});

test('a negative chain balance cannot spend', () => {
  const { alice, bob, carol } = world();
  alice.pay(bob, 3n * ETH);
  bob.state = { ...bob.state, chainFree: -2n * ETH };
  expect(bob.status()).toMatchObject({ spendable: ETH, withdrawable: 0n });
  expect(refusal(() => bob.transfer(carol, 2n * ETH))).toBe('BALANCE_TOO_LOW');
  expect(bob.transfer(carol, ETH).message.supports).toHaveLength(1);
});

test('a payer does not pay a payee whose enclave it knows to be revoked', () => {
  const { alice, bob } = world();
  alice.ask({ type: 'revoke', keys: [address(secretOf('device bob'))], measurements: [] }, 'done');
  expect(refusal(() => alice.transfer(bob, ETH))).toBe('EVIDENCE_REFUSED');
});

test('supports are bounded in number and bytes, by payer and by payee', () => {
  const { alice, bob, carol, network } = world();
  for (let i = 0; i < 17; i++) alice.pay(bob, LEAST);
  expect(refusal(() => bob.transfer(carol, 17n * LEAST))).toBe('SUPPORTS_TOO_MANY');
  const { message } = bob.transfer(carol, 16n * LEAST);
  expect(message.supports).toHaveLength(16);
  const parameters = { ...network.facts.parameters, maxSupportBytes: 1_000 };
  const facts = { ...network.facts, parameters };
  carol.state = { ...carol.state, network: { ...network, facts } };
  expect(refusal(() => carol.receive(message))).toBe('SUPPORTS_INVALID');
});
