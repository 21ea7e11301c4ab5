import { fromHex } from '@coffer/core/bytes';
import { sign } from '@coffer/crypto/secp256k1';
import { describe, expect, test } from 'vitest';
import { paymentDigest } from '../messages/payment.ts';
import { TestVault } from '../testing/vault.ts';
import { ETH, LEAST, refusal, TestWallet, testWorld } from '../testing/world.ts';
import { offlineProgram } from './program.ts';
import { restore, snapshot } from './state.ts';

/** Attacks that forge nothing: what is genuine comes twice, too late, in another order, or not at all. */

const TO = fromHex('0x00000000000000000000000000000000000000aa');

function world(change: Parameters<typeof testWorld>[1] = {}) {
  const { wallets, ...rest } = testWorld(['alice', 'bob', 'carol', 'dave', 'erin'], change);
  const [alice, bob, carol, dave, erin] = wallets as [
    TestWallet,
    TestWallet,
    TestWallet,
    TestWallet,
    TestWallet,
  ];
  const { settleWindow, reorgMargin } = rest.network.facts.parameters;
  const vault = new TestVault(rest.network, rest.chain);
  return { alice, bob, carol, dave, erin, vault, lapse: settleWindow + reorgMargin + 1, ...rest };
}

/** All that these accounts could spend or get back, and what is on its way: money that exists twice shows here. */
function total(...parties: readonly TestWallet[]): bigint {
  return parties.reduce((sum, party) => {
    const { spendable, inFlight } = party.status();
    return sum + spendable + inFlight;
  }, 0n);
}

describe('double spend', () => {
  test('the same money to two payees: the second payment is not made', () => {
    const { alice, bob, carol } = world();
    bob.receive(alice.transfer(bob, 6n * ETH).message);
    expect(refusal(() => alice.transfer(carol, 6n * ETH))).toBe('BALANCE_TOO_LOW');
    expect(
      refusal(() => alice.ask({ type: 'withdraw', amount: (6n * ETH) as never, to: TO }, 'withdrawal')),
    ).toBe('WITHDRAWABLE_TOO_LOW');
  });

  test('received money passed on twice, or passed on and withdrawn', () => {
    const { alice, bob, carol, dave, chain } = world();
    const first = alice.pay(bob, 6n * ETH);
    bob.transfer(carol, 4n * ETH);
    expect(refusal(() => bob.transfer(dave, 4n * ETH))).toBe('BALANCE_TOO_LOW');
    chain.settle(first.message);
    chain.pass(12);
    bob.finalize();
    expect(bob.status()).toMatchObject({ spendable: 2n * ETH, withdrawable: 2n * ETH, inFlight: 4n * ETH });
    expect(refusal(() => bob.transfer(dave, 4n * ETH))).toBe('BALANCE_TOO_LOW');
  });

  test('after the payee’s refusal the money is there once, also when the refusal is booked again and again', () => {
    const { alice, bob } = world();
    const { message } = alice.transfer(bob, 6n * ETH);
    const answer = bob.reject(message);
    for (let again = 0; again < 3; again++) alice.take(answer);
    expect(alice.status()).toMatchObject({ spendable: 10n * ETH, inFlight: 0n });
  });

  test('a copy of the enclave’s state that runs without a counter signs nothing', () => {
    const { alice, bob, carol } = world();
    const copy = snapshot(alice.state);
    bob.receive(alice.transfer(bob, 6n * ETH).message);
    const clone = alice;
    clone.state = offlineProgram.launched(restore(copy), { type: 'unproven' });
    expect(clone.status().spendable).toBe(10n * ETH);
    expect(refusal(() => clone.transfer(carol, 6n * ETH))).toBe('RESTORED_WITHOUT_COUNTER');
  });
});

describe('double deposit', () => {
  test('the same payment twice: the answer is repeated, the money is there once', () => {
    const { alice, bob } = world();
    const { message } = alice.transfer(bob, 3n * ETH);
    const answer = bob.receive(message);
    for (let again = 0; again < 3; again++) expect(bob.receive(message)).toEqual(answer);
    expect(bob.status().spendable).toBe(3n * ETH);
  });

  test('the same payment again after a crash that lost the reply', () => {
    const { alice, bob } = world();
    const { message } = alice.transfer(bob, 3n * ETH);
    const answer = bob.receive(message);
    bob.state = offlineProgram.launched(restore(snapshot(bob.state)), { type: 'restored' });
    expect(bob.receive(message)).toEqual(answer);
    expect(bob.status().spendable).toBe(3n * ETH);
  });

  test('the same payment by two devices: the other one’s account was not paid', () => {
    const { alice, bob, carol, network, chain } = world();
    const { message } = alice.transfer(bob, 3n * ETH);
    bob.receive(message);
    expect(refusal(() => carol.receive(message))).toBe('NOT_FOR_THIS_ACCOUNT');
    const second = new TestWallet('bob on another device', network, chain);
    second.init();
    expect(refusal(() => second.receive(message))).toBe('NOT_FOR_THIS_ACCOUNT');
    // A copy of the whole device is a restored state: without the counter it answers nothing.
    second.state = offlineProgram.launched(restore(snapshot(bob.state)), { type: 'unproven' });
    expect(refusal(() => second.receive(message))).toBe('RESTORED_WITHOUT_COUNTER');
  });

  test('the same payment after finalize: settled, and again when the answer is forgotten', () => {
    const { alice, bob, chain, lapse, tick } = world();
    const { message } = alice.transfer(bob, 3n * ETH);
    const answer = bob.receive(message);
    chain.settle(message);
    chain.pass(12);
    bob.finalize();
    expect(bob.receive(message)).toEqual(answer);
    expect(bob.status()).toMatchObject({ spendable: 3n * ETH, unsettledIncoming: 0n });
    chain.pass(lapse);
    tick(lapse);
    bob.finalize();
    expect(bob.state.answers.size).toBe(0);
    expect(refusal(() => bob.receive(message))).not.toBe('accepted');
    expect(bob.status()).toMatchObject({ spendable: 3n * ETH, unsettledIncoming: 0n });
  });

  test('the same receipt at two reconciliations, and twice in one', () => {
    const { alice, bob, chain } = world();
    const { message } = alice.pay(bob, 3n * ETH);
    chain.settle(message);
    chain.pass(12);
    const [receipt] = bob.receipts();
    expect(bob.finalize([receipt!, receipt!]).settledIn).toHaveLength(1);
    chain.pass(12);
    expect(bob.finalize([receipt!]).settledIn).toHaveLength(0);
    expect(bob.status()).toMatchObject({ spendable: 3n * ETH, onChain: 3n * ETH });
  });
});

describe('answers that do not arrive', () => {
  test('a swallowed acknowledgement: the payer finds the payment settled, or gets the money back when nobody settles', () => {
    for (const settles of [true, false]) {
      const { alice, bob, chain, vault, lapse, tick } = world();
      const { message } = alice.transfer(bob, 3n * ETH);
      bob.receive(message);
      expect(total(alice, bob)).toBe(13n * ETH); // in flight and received: A1 counts it once, the payer cannot know
      if (settles) vault.settle([...bob.state.incoming.values()][0]!.accepted);
      chain.pass(lapse);
      tick(lapse);
      for (const wallet of [alice, bob]) wallet.finalize();
      expect([alice, bob].map((wallet) => wallet.status().spendable)).toEqual(
        settles ? [7n * ETH, 3n * ETH] : [10n * ETH, 0n],
      );
      expect(total(alice, bob)).toBe(10n * ETH);
    }
  });

  test('a swallowed rejection: redelivery repeats it, otherwise the money comes back after settleBy', () => {
    const { alice, bob, chain, lapse, tick } = world();
    const { message } = alice.transfer(bob, 3n * ETH);
    const second = alice.transfer(bob, ETH);
    const rejection = bob.reject(message);
    bob.reject(second.message);
    expect(alice.status()).toMatchObject({ spendable: 6n * ETH, inFlight: 4n * ETH });
    tick(3_600);
    expect(bob.receive(message)).toEqual(rejection);
    alice.take(rejection);
    expect(alice.status()).toMatchObject({ spendable: 9n * ETH, inFlight: ETH });
    chain.pass(lapse);
    tick(lapse);
    expect(alice.finalize().refunded).toEqual([second.id]);
    expect(alice.status().spendable).toBe(10n * ETH);
  });

  test('reject, then redeliver: the payment that was refused is never taken, and never credited', () => {
    const { alice, bob, vault } = world();
    const { message } = alice.transfer(bob, 3n * ETH);
    const rejection = bob.reject(message);
    alice.take(rejection);
    expect(bob.receive(message)).toEqual(rejection);
    expect(bob.status().spendable).toBe(0n);
    const { payment, signature } = message;
    expect(() => vault.settle({ payment, signature, acknowledgement: rejection.signature })).toThrow(
      'PayeeSignature',
    );
  });

  test('a tampered copy for a signed rejection: the copy gets none, and the payment stays good', () => {
    const { alice, bob } = world();
    const { message } = alice.transfer(bob, 3n * ETH);
    const copy = { ...message, payment: { ...message.payment, expiry: message.payment.expiry - 1 } };
    for (const deliver of [() => bob.receive(copy), () => bob.reject(copy)]) {
      expect(refusal(deliver)).not.toBe('accepted');
    }
    expect(bob.receive(message).status).toBe('acknowledged');
  });
});

describe('time', () => {
  const HOUR = 3_600;

  test('an expired payment is refused for ever, with a signature that frees the money', () => {
    const { alice, bob } = world();
    const { message } = alice.transfer(bob, ETH);
    bob.time += message.payment.expiry - message.payment.tGen - 29;
    const answer = bob.receive(message);
    expect(answer).toMatchObject({ status: 'rejected', reason: 'expired' });
    alice.take(answer);
    expect(alice.status().spendable).toBe(10n * ETH);
  });

  test('told wrong by hours to the payer: no payee takes the payment, and the money comes back', () => {
    for (const [wrong, outcome] of [
      [3 * HOUR, 'PAYMENT_FROM_THE_FUTURE'],
      [-3 * HOUR, 'rejected'],
    ] as const) {
      const { alice, bob, chain, lapse, tick } = world();
      tick(3 * HOUR);
      alice.time += wrong;
      const { message } = alice.transfer(bob, ETH);
      if (outcome === 'rejected') {
        expect(bob.receive(message).reason).toBe('expired');
        expect(bob.state.incoming.size).toBe(0);
        continue;
      }
      expect(refusal(() => bob.receive(message))).toBe(outcome);
      expect(refusal(() => bob.reject(message))).toBe(outcome);
      chain.pass(lapse + 6 * HOUR);
      expect(alice.finalize().refunded).toHaveLength(1);
      expect(alice.status().spendable).toBe(10n * ETH);
    }
  });

  test('told wrong by hours to the payee: ahead it refuses what is good, behind it answers nothing', () => {
    const ahead = world();
    const first = ahead.alice.transfer(ahead.bob, ETH);
    ahead.bob.time += 3 * HOUR;
    expect(ahead.bob.receive(first.message).reason).toBe('expired');
    const behind = world();
    behind.tick(3 * HOUR);
    const second = behind.alice.transfer(behind.bob, ETH);
    behind.bob.time -= 3 * HOUR;
    expect(refusal(() => behind.bob.receive(second.message))).toBe('PAYMENT_FROM_THE_FUTURE');
    behind.bob.time += 3 * HOUR;
    expect(behind.bob.receive(second.message).status).toBe('acknowledged');
  });

  test('told wrong, it refunds nothing: only the header’s time counts there', () => {
    const { alice, bob, chain, lapse, tick } = world();
    alice.pay(bob, ETH);
    const cancelled = alice.status();
    tick(10 * lapse);
    chain.pass(12);
    expect(alice.finalize()).toMatchObject({ refunded: [], writtenOff: [] });
    expect(bob.finalize()).toMatchObject({ refunded: [], writtenOff: [] });
    expect(alice.status().outgoingUnsettled).toBe(cancelled.outgoingUnsettled);
  });

  test('backwards: floor and ceiling that the program gives the guest’s clock follow what was proved', () => {
    const { alice, chain, network } = world();
    const { offlineLimit, settleWindow } = network.facts.parameters;
    const before = offlineProgram.provedTime(alice.state);
    chain.pass(HOUR);
    alice.finalize();
    expect(offlineProgram.provedTime(alice.state)).toBe(before + HOUR);
    expect(offlineProgram.latestTime(alice.state)).toBe(before + HOUR + offlineLimit + settleWindow);
  });

  test('hop after hop close to settleBy: every payee can still settle, and at the end nobody takes the coin', () => {
    const { alice, bob, carol, dave, network, chain, tick } = world();
    const { settleWindow, settleMargin, lockTime, drift } = network.facts.parameters;
    const later = (seconds: number): void => {
      tick(seconds);
      chain.pass(seconds);
    };
    const first = alice.pay(bob, 4n * ETH);
    const { settleBy } = first.message.payment;
    later(settleWindow - settleMargin - lockTime - drift - 100);
    bob.finalize();
    const second = bob.pay(carol, 3n * ETH);
    expect(second.message.payment.settleBy).toBe(settleBy);
    later(60);
    carol.finalize();
    const third = carol.transfer(dave, 2n * ETH);
    // Its payee looks at it as late as it may: what is left is the margin.
    dave.time += lockTime - drift;
    expect(dave.receive(third.message).status).toBe('acknowledged');
    expect(settleBy - dave.time).toBeGreaterThanOrEqual(settleMargin + drift);
    later(41);
    expect(refusal(() => carol.transfer(dave, LEAST))).toBe('COINS_EXPIRE_SOON');
  });

  test('hop after hop close to settleBy: a broken payer’s late coin is rejected by its payee', () => {
    const { alice, bob, network } = world();
    const { lockTime, drift, settleMargin } = network.facts.parameters;
    const { message } = alice.transfer(bob, ETH);
    const { tGen } = message.payment;
    const late = (settleBy: number) => {
      const payment = { ...message.payment, settleBy };
      const signature = sign(alice.state.account!.secret, paymentDigest(alice.state.domain, payment));
      return { ...message, payment, signature };
    };
    expect(bob.receive(late(tGen + lockTime)).reason).toBe('margin');
    expect(bob.receive(late(tGen + settleMargin + drift - 1)).reason).toBe('margin');
    expect(bob.receive(late(tGen + settleMargin + drift)).reason).toBe('none');
  });
});

describe('a withdrawal that starves a payee', () => {
  test('10 on chain and 5 incoming; pay 5; withdraw 10: only what is on chain and promised to nobody leaves', () => {
    const { alice, bob, carol, chain, vault } = world();
    chain.deposit(bob.account, 5n * ETH);
    chain.pass(12);
    bob.bookDeposit();
    bob.pay(alice, 5n * ETH);
    const paid = alice.pay(carol, 5n * ETH);
    expect(alice.status()).toMatchObject({ spendable: 10n * ETH, withdrawable: 5n * ETH });
    const withdraw = (amount: bigint) =>
      alice.ask({ type: 'withdraw', amount: amount as never, to: TO }, 'withdrawal');
    expect(refusal(() => withdraw(10n * ETH))).toBe('WITHDRAWABLE_TOO_LOW');
    const { withdrawal, signature } = withdraw(5n * ETH);
    vault.withdraw(withdrawal, signature);
    vault.settle([...carol.state.incoming.values()][0]!.accepted);
    chain.pass(12);
    expect(carol.finalize().settledIn).toEqual([paid.id]);
  });

  test('nor does a cancellation: with a payment that is not settled the account cannot end', () => {
    const { alice, bob } = world();
    alice.pay(bob, 5n * ETH);
    expect(refusal(() => alice.ask({ type: 'logout', to: TO }, 'cancellation'))).toBe('UNSETTLED');
  });
});
