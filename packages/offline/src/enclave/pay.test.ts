import { wei } from '@coffer/core/amount';
import { concat, toHex } from '@coffer/core/bytes';
import { address, sign } from '@coffer/crypto/secp256k1';
import { describe, expect, test } from 'vitest';
import type { PaymentMessage } from '../messages/message.ts';
import { acknowledgementDigest, type Payment, paymentDigest, rejectionDigest } from '../messages/payment.ts';
import {
  ETH,
  flipped,
  LEAST,
  refusal,
  secretOf,
  TestChain,
  TestWallet,
  testNetwork,
  testWorld,
} from '../testing/world.ts';
import { offlineProgram } from './program.ts';
import { incomingBook } from './state.ts';

function world() {
  const { wallets, ...rest } = testWorld();
  const [alice, bob, carol] = wallets as [TestWallet, TestWallet, TestWallet];
  return { alice, bob, carol, ...rest };
}

describe('a payment', () => {
  test('moves the money once: debited when made, credited when acknowledged', () => {
    const { alice, bob } = world();
    const { message } = alice.transfer(bob, 3n * ETH);
    expect(alice.status()).toMatchObject({ spendable: 7n * ETH, inFlight: 3n * ETH });
    const answer = bob.receive(message);
    expect(answer.status).toBe('acknowledged');
    expect(bob.status()).toMatchObject({ spendable: 3n * ETH, withdrawable: 0n });
    alice.take(answer);
    expect(alice.status()).toMatchObject({ spendable: 7n * ETH, inFlight: 0n, outgoingUnsettled: 3n * ETH });
  });

  test('can be paid on at once, and carries what funds it', () => {
    const { alice, bob, carol } = world();
    alice.pay(bob, 3n * ETH);
    const onward = bob.transfer(carol, 2n * ETH);
    expect(onward.message.supports).toHaveLength(1);
    expect(carol.receive(onward.message).status).toBe('acknowledged');
    expect(carol.status().spendable).toBe(2n * ETH);
    expect(bob.status().spendable).toBe(ETH);
  });

  test('that is refused comes back to its payer, where it came from', () => {
    const { alice, bob, carol } = world();
    alice.pay(bob, 3n * ETH);
    const { message } = bob.transfer(carol, 2n * ETH);
    bob.take(carol.reject(message));
    expect(bob.status()).toMatchObject({ spendable: 3n * ETH, unsettledIncoming: 3n * ETH, inFlight: 0n });
  });
});

describe('O1 debit before release', () => {
  test('a host that swallows the acknowledgement cannot spend the money again', () => {
    const { alice, bob, carol } = world();
    bob.receive(alice.transfer(bob, 8n * ETH).message);
    expect(refusal(() => alice.transfer(carol, 8n * ETH))).toBe('BALANCE_TOO_LOW');
  });

  test('resending gives the same bytes', () => {
    const { alice, bob } = world();
    const first = alice.transfer(bob, ETH);
    alice.time += 60;
    expect(alice.ask({ type: 'resend', serial: 0 }, 'payment')).toEqual(first);
    expect(refusal(() => alice.ask({ type: 'resend', serial: 9 }, 'payment'))).toBe('UNKNOWN_PAYMENT');
  });
});

describe('O4 only certified keys', () => {
  test('the payer pays no key whose certificate does not hold', () => {
    const { alice, bob, network, chain } = world();
    const outside = { ...bob.certificate, account: alice.certificate.recovery };
    const pay = (payee: typeof outside) =>
      refusal(() => alice.ask({ type: 'transfer', amount: ETH as never, payee }, 'payment'));
    expect(pay(outside)).toBe('CERTIFICATE_INVALID');
    expect(pay({ ...bob.certificate, signature: flipped(bob.certificate.signature) })).not.toBe('accepted');
    expect(pay({ ...bob.certificate, evidence: flipped(bob.certificate.evidence, 300) })).not.toBe(
      'accepted',
    );
    const other = testNetwork({ lockTime: 601 });
    const foreign = new TestWallet('mallory', other, new TestChain(other));
    foreign.init();
    expect(pay(foreign.certificate)).toBe('EVIDENCE_REFUSED');
    expect(() => new TestWallet('eve', network, chain, { root: secretOf('own root') })).toThrow(/root/);
    expect(() => new TestWallet('eve', network, chain, { measurement: secretOf('own program') })).toThrow(
      /version/,
    );
  });

  test('an answer counts only with the signature of the account that was paid', () => {
    const { alice, bob, carol } = world();
    const { message, id } = alice.transfer(bob, ETH);
    const genuine = bob.receive(message);
    const forged = {
      ...genuine,
      signature: sign(secretOf('mallory'), acknowledgementDigest(alice.state.domain, id)),
    };
    expect(refusal(() => alice.ask({ type: 'pay', answer: forged }, 'done'))).toBe('SIGNATURE_INVALID');
    const asRejection = { ...genuine, status: 'rejected' as const };
    expect(refusal(() => alice.ask({ type: 'abort', answer: asRejection }, 'done'))).toBe(
      'SIGNATURE_INVALID',
    );
    expect(refusal(() => carol.ask({ type: 'pay', answer: genuine }, 'done'))).toBe('UNKNOWN_PAYMENT');
    expect(alice.status().inFlight).toBe(ETH);
  });

  test('a revoked payer is rejected by its payee, and others are not', () => {
    const { alice, bob } = world();
    bob.ask({ type: 'revoke', keys: [address(secretOf('attestation alice'))], measurements: [] }, 'done');
    expect(bob.receive(alice.transfer(bob, ETH).message)).toMatchObject({
      status: 'rejected',
      reason: 'revoked',
    });
  });
});

describe('O5 the first answer is final', () => {
  test('redelivery repeats it, also after a rejection', () => {
    const { alice, bob } = world();
    const { message } = alice.transfer(bob, ETH);
    const first = bob.reject(message);
    expect(bob.receive(message)).toEqual(first);
    expect(bob.status().spendable).toBe(0n);
    const second = alice.transfer(bob, ETH);
    const accepted = bob.receive(second.message);
    expect(bob.reject(second.message)).toEqual(accepted);
    expect(bob.receive(second.message)).toEqual(accepted);
    expect(bob.status().spendable).toBe(ETH);
  });

  test('every altered field makes an unsigned error, never a rejection that would refund the genuine payment', () => {
    const { alice, bob, carol } = world();
    alice.pay(bob, 3n * ETH);
    const { message } = bob.transfer(carol, 2n * ETH);
    const changed = (payment: Partial<Payment>): PaymentMessage => ({
      ...message,
      payment: { ...message.payment, ...payment },
    });
    const surplus = new TestWallet('dave', carol.state.network, carol.chain).init();
    const tampered: PaymentMessage[] = [
      changed({ payer: alice.account }),
      changed({ payee: alice.account }),
      changed({ amount: (2n * ETH + 1n) as never }),
      changed({ serial: 7 }),
      changed({ tGen: message.payment.tGen + 1, expiry: message.payment.expiry + 1 }),
      changed({ expiry: message.payment.expiry + 1 }),
      changed({ settleBy: message.payment.settleBy - 1 }),
      changed({ provedAt: message.payment.provedAt + 1 }),
      changed({ supports: [] }),
      changed({ state: flipped(message.payment.state) }),
      { ...message, signature: flipped(message.signature) },
      { ...message, supports: [] },
      { ...message, supports: [...message.supports, ...message.supports] },
      {
        ...message,
        supports: message.supports.map((s) => ({ ...s, acknowledgement: flipped(s.acknowledgement) })),
      },
      { ...message, supports: message.supports.map((s) => ({ ...s, signature: flipped(s.signature) })) },
      { ...message, certificates: [] },
      { ...message, certificates: [...message.certificates, surplus] },
      { ...message, certificates: message.certificates.slice(1) },
      { ...message, certificates: message.certificates.slice(0, 1) },
      { ...message, certificates: [...message.certificates, ...message.certificates] },
      {
        ...message,
        certificates: message.certificates.map((c) => ({ ...c, recovery: flipped(c.recovery) })),
      },
    ];
    for (const copy of tampered) expect(refusal(() => carol.receive(copy))).not.toBe('accepted');
    expect(carol.state.answers.size).toBe(0);
    expect(carol.receive(message).status).toBe('acknowledged');
  });

  test('two payments with one serial prove a broken payer; nothing is signed for the second', () => {
    const { alice, bob } = world();
    const before = alice.state;
    const first = alice.transfer(bob, ETH);
    alice.state = before; // what only a broken enclave does
    const second = alice.transfer(bob, 2n * ETH);
    expect(first.message.payment.state).not.toEqual(second.message.payment.state);
    bob.receive(first.message);
    expect(refusal(() => bob.receive(second.message))).toBe('SERIAL_CONFLICT');
    expect(bob.status().spendable).toBe(ETH);
  });

  test('both answers to one payment prove a broken payee; the first stands', () => {
    const { alice, bob } = world();
    const { message, id } = alice.transfer(bob, ETH);
    const answer = bob.receive(message);
    alice.take(answer);
    const secret = bob.state.account!.secret;
    const rejection = {
      status: 'rejected',
      payment: id,
      signature: sign(secret, rejectionDigest(bob.state.domain, id)),
      reason: 'refused',
    } as const;
    expect(refusal(() => alice.ask({ type: 'abort', answer: rejection }, 'done'))).toBe('ANSWER_CONFLICT');
    expect(alice.status()).toMatchObject({ spendable: 9n * ETH, outgoingUnsettled: ETH });
  });

  test('what is late, early, too large or from an unprotected payer is rejected with a reason', () => {
    const reasons = (setup: (w: ReturnType<typeof world>) => PaymentMessage) => {
      const w = world();
      return w.bob.receive(setup(w)).reason;
    };
    const later = ({ bob }: ReturnType<typeof world>, seconds: number): undefined => {
      bob.time += seconds;
    };
    const paid = ({ alice, bob }: ReturnType<typeof world>) => alice.transfer(bob, ETH).message;
    expect(reasons((w) => later(w, 571) ?? paid(w))).toBe('expired');
    expect(reasons((w) => later(w, 569) ?? paid(w))).toBe('none');
    expect(refusal(() => reasons((w) => later(w, -61) ?? paid(w)))).toBe('PAYMENT_FROM_THE_FUTURE');
    expect(refusal(() => world().alice.transfer(world().bob, 11n * ETH))).toBe('OVER_PAYMENT_LIMIT');

    const { alice, bob } = testWorldWith({ holdingLimit: wei(3n * ETH), paymentLimit: wei(2n * ETH) });
    alice.pay(bob, 2n * ETH);
    expect(bob.receive(alice.transfer(bob, ETH + LEAST).message).reason).toBe('over-holding-limit');

    const { network, chain, bob: payee } = world();
    const unprotected = new TestWallet('dave', network, chain, { counterClass: 'none' });
    unprotected.init();
    chain.deposit(unprotected.account, ETH);
    chain.pass(12);
    unprotected.bookDeposit();
    expect(payee.receive(unprotected.transfer(payee, 10n ** 16n + 1n).message).reason).toBe(
      'unprotected-payer',
    );
    expect(payee.receive(unprotected.transfer(payee, 10n ** 16n).message).reason).toBe('none');
  });

  test('after a final header past settleBy nothing is signed any more, and the record is gone', () => {
    const { alice, bob, chain, network } = world();
    const { message } = alice.transfer(bob, ETH);
    const later = alice.transfer(bob, ETH);
    bob.receive(message);
    chain.pass(network.facts.parameters.settleWindow + 1);
    bob.ask({ type: 'finalize', evidence: chain.evidence(bob.slots()), receipts: [] }, 'finalized');
    expect(bob.state.answers.size).toBe(0);
    expect(refusal(() => bob.receive(later.message))).toBe('PAYMENT_LAPSED');
    expect(refusal(() => bob.reject(later.message))).toBe('PAYMENT_LAPSED');
  });
});

function testWorldWith(change: Parameters<typeof testNetwork>[0]) {
  const { wallets } = testWorld(['alice', 'bob'], change);
  return { alice: wallets[0]!, bob: wallets[1]! };
}

describe('O2 times', () => {
  test('nobody pays on coins that a payee could hardly settle', () => {
    const { alice, bob, carol, network, tick } = world();
    alice.pay(bob, ETH);
    tick(network.facts.parameters.settleWindow - 3_600);
    bob.chain.pass(network.facts.parameters.settleWindow - 3_612);
    bob.finalize();
    expect(refusal(() => bob.transfer(carol, ETH))).toBe('COINS_EXPIRE_SOON');
  });

  test('settleBy is never later than that of what funds it, nor than the payer’s last look at the chain allows', () => {
    const { alice, bob, carol, network, tick } = world();
    const first = alice.pay(bob, ETH);
    tick(3 * 86_400);
    const onward = bob.transfer(carol, ETH);
    expect(onward.message.payment.settleBy).toBe(first.message.payment.settleBy);
    const { offlineLimit, settleWindow } = network.facts.parameters;
    expect(onward.message.payment.settleBy).toBeLessThanOrEqual(
      onward.message.payment.provedAt + offlineLimit + settleWindow,
    );
    tick(5 * 86_400);
    expect(refusal(() => bob.transfer(carol, LEAST))).toBe('OFFLINE_TOO_LONG');
  });

  test('a payee refuses a broken enclave’s payment whose times leave the rules', () => {
    const { alice, bob, network } = world();
    const { message } = alice.transfer(bob, ETH);
    const resigned = (payment: Partial<Payment>): PaymentMessage => {
      const altered = { ...message.payment, ...payment };
      const signature = sign(alice.state.account!.secret, paymentDigest(alice.state.domain, altered));
      return { ...message, payment: altered, signature };
    };
    const { tGen, settleBy } = message.payment;
    for (const wrong of [
      { expiry: tGen + 601 },
      { settleBy: settleBy + 1 },
      { settleBy: tGen },
      { provedAt: tGen - network.facts.parameters.offlineLimit - 1_000 },
    ]) {
      expect(refusal(() => bob.receive(resigned(wrong)))).toBe('PAYMENT_MALFORMED');
    }
    expect(refusal(() => bob.receive(resigned({ amount: 0n as never })))).toBe('PAYMENT_MALFORMED');
  });
});

describe('O6 supports are binding', () => {
  test('a chain of hands ends at the hop limit', () => {
    const names = ['w0', 'w1', 'w2', 'w3', 'w4', 'w5'];
    const { wallets } = testWorld(names);
    for (let hop = 0; hop < 4; hop++) wallets[hop]!.pay(wallets[hop + 1]!, ETH);
    expect(refusal(() => wallets[4]!.transfer(wallets[5]!, ETH))).toBe('SUPPORTS_TOO_MANY');
  });

  test('a broken payer’s longer chain is rejected by its payee', () => {
    const { wallets } = testWorld(['w0', 'w1', 'w2', 'w3', 'w4', 'w5']);
    for (let hop = 0; hop < 4; hop++) wallets[hop]!.pay(wallets[hop + 1]!, ETH);
    const last = wallets[4]!;
    last.state = {
      ...last.state,
      incoming: incomingBook(Array.from(last.state.incoming.values(), (entry) => ({ ...entry, hops: 0 }))),
    };
    const { message } = last.transfer(wallets[5]!, ETH);
    expect(wallets[5]!.receive(message).reason).toBe('too-many-hops');
  });

  test('supports out of order, missing, surplus or of another payee are refused', () => {
    const { wallets } = testWorld(['w0', 'w1', 'w2', 'w3']);
    const [w0, w1, w2, w3] = wallets as [TestWallet, TestWallet, TestWallet, TestWallet];
    w0.pay(w1, 2n * ETH);
    const side = w0.pay(w3, ETH);
    w1.pay(w2, ETH);
    const { message } = w2.transfer(w3, ETH);
    expect(message.supports).toHaveLength(2);
    const [first, second] = message.supports as [never, never];
    const extra = {
      payment: side.message.payment,
      signature: side.message.signature,
      acknowledgement: w3.state.incoming.get(toHex(side.id))!.accepted.acknowledgement,
    };
    for (const supports of [[second, first], [first], [second], [first, second, extra], []]) {
      expect(refusal(() => w3.receive({ ...message, supports }))).toBe('SUPPORTS_INVALID');
    }
    expect(w3.receive(message).status).toBe('acknowledged');
  });

  test('money promised from the chain is not promised again from incoming payments', () => {
    const { alice, bob, carol } = world();
    alice.pay(bob, 10n * ETH);
    bob.pay(alice, 5n * ETH);
    const onward = alice.transfer(carol, 5n * ETH);
    expect(onward.message.payment.supports).toHaveLength(1);
    expect(refusal(() => alice.transfer(carol, LEAST))).toBe('BALANCE_TOO_LOW');
  });
});

test('garbage never does anything', () => {
  const { alice } = world();
  const before = alice.state;
  for (const body of [
    new Uint8Array(),
    Uint8Array.of(0x80),
    concat(Uint8Array.of(0x82, 0x64), new Uint8Array(200)),
  ]) {
    expect(() =>
      offlineProgram.step(alice.state, body, { time: alice.time, seed: new Uint8Array(32) }),
    ).toThrow();
  }
  expect(alice.state).toBe(before);
});
