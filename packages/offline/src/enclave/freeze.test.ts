import { fromHex } from '@coffer/core/bytes';
import { sign } from '@coffer/crypto/secp256k1';
import { describe, expect, test } from 'vitest';
import { acknowledgementDigest, rejectionDigest } from '../messages/payment.ts';
import { TestVault } from '../testing/vault.ts';
import { ETH, flipped, LEAST, refusal, type TestWallet, testWorld } from '../testing/world.ts';
import { chainDraws } from './books.ts';
import { restore, snapshot } from './state.ts';
import { accountSlots } from './storage.ts';

/** What follows for an enclave whose account was proved broken, and for those who dealt with it. */

const TO = fromHex('0x00000000000000000000000000000000000000aa');

function world() {
  const { wallets, ...rest } = testWorld(['alice', 'bob', 'carol', 'dave']);
  const [alice, bob, carol, dave] = wallets as [TestWallet, TestWallet, TestWallet, TestWallet];
  const { settleWindow, reorgMargin } = rest.network.facts.parameters;
  const vault = new TestVault(rest.network, rest.chain);
  return { alice, bob, carol, dave, vault, lapse: settleWindow + reorgMargin + 1, ...rest };
}

function freeze(wallet: TestWallet) {
  const evidence = wallet.chain.evidence(accountSlots(wallet.account));
  return wallet.ask({ type: 'freeze', evidence }, 'done');
}

/** Two payments of a broken enclave with one serial, unacknowledged. */
function conflict(payer: TestWallet, payee: TestWallet) {
  const before = payer.state;
  const first = payer.transfer(payee, ETH).message;
  payer.state = before;
  return [first, payer.transfer(payee, 2n * ETH).message] as const;
}

/** Both answers of a broken payee. */
function bothAnswers(payee: TestWallet, id: Uint8Array) {
  const { secret } = payee.state.account!;
  return {
    acknowledgement: sign(secret, acknowledgementDigest(payee.state.domain, id)),
    rejection: sign(secret, rejectionDigest(payee.state.domain, id)),
  };
}

describe('a frozen account', () => {
  for (const way of ['freeze', 'deposit', 'finalize'] as const) {
    test(`pays, withdraws, cancels and acknowledges nothing more once “${way}” proved it`, () => {
      const { alice, bob, carol, chain, vault } = world();
      chain.deposit(carol.account, ETH);
      chain.pass(12);
      carol.bookDeposit();
      vault.freezePayer(...conflict(alice, bob));
      chain.pass(12);
      if (way === 'freeze') freeze(alice);
      else if (way === 'deposit') alice.bookDeposit();
      else alice.finalize();
      const before = alice.state;
      const withdraw = { type: 'withdraw', amount: LEAST as never, to: TO } as const;
      expect(refusal(() => alice.transfer(bob, LEAST))).toBe('EXIT_ANNOUNCED');
      expect(refusal(() => alice.ask(withdraw, 'withdrawal'))).toBe('EXIT_ANNOUNCED');
      expect(refusal(() => alice.ask({ type: 'logout', to: TO }, 'cancellation'))).toBe('EXIT_ANNOUNCED');
      expect(alice.state).toBe(before);
      const { message } = carol.transfer(alice, LEAST);
      expect(alice.receive(message)).toMatchObject({ status: 'rejected', reason: 'account-leaving' });
      expect(alice.status()).toMatchObject({ accountStatus: 'frozen' });
      expect(restore(snapshot(alice.state))).toEqual(alice.state);
    });
  }

  test('stays frozen: no later proof makes it pay again', () => {
    const { alice, bob, chain, vault } = world();
    vault.freezePayer(...conflict(alice, bob));
    chain.pass(12);
    freeze(alice);
    chain.deposit(bob.account, ETH);
    chain.pass(12);
    freeze(alice);
    alice.finalize();
    expect(refusal(() => alice.transfer(bob, LEAST))).toBe('EXIT_ANNOUNCED');
  });

  test('still settles what it was paid, and its other payments', () => {
    const { alice, bob, carol, chain, vault } = world();
    chain.deposit(carol.account, 5n * ETH);
    chain.pass(12);
    carol.bookDeposit();
    const incoming = carol.pay(alice, 2n * ETH);
    const earlier = alice.pay(bob, 4n * ETH);
    vault.freezePayer(...conflict(alice, bob));
    const fromCarol = alice.state.incoming.values().next().value!.accepted;
    const toBob = bob.state.incoming.values().next().value!.accepted;
    vault.settle(fromCarol);
    vault.settle(toBob);
    chain.pass(12);
    const finalized = alice.finalize();
    expect(finalized.settledIn).toEqual([incoming.id]);
    expect(finalized.settledOut).toContainEqual(earlier.id);
    expect(bob.finalize().settledIn).toEqual([earlier.id]);
    expect(bob.status().withdrawable).toBe(4n * ETH);
    expect(alice.status().onChain).toBe(8n * ETH);
  });

  test('is not held up by books that its payees have emptied: what is left, the vault knows', () => {
    const { alice, bob, carol, chain, vault } = world();
    const before = alice.state;
    const one = alice.pay(bob, 6n * ETH);
    alice.state = before;
    const two = alice.pay(carol, 4n * ETH);
    const first = bob.state.incoming.values().next().value!.accepted;
    const second = carol.state.incoming.values().next().value!.accepted;
    vault.freezePayer(first, second);
    vault.settle(first);
    vault.settle(second);
    chain.pass(12);
    expect(alice.finalize().settledOut).toEqual([two.id]);
    expect(alice.status()).toMatchObject({ onChain: 0n, spendable: 0n });
    expect(bob.finalize().settledIn).toEqual([one.id]);
  });
});

describe('freezing needs proof', () => {
  test('an account that is not frozen is not booked as frozen', () => {
    const { alice, bob, chain } = world();
    chain.pass(12);
    const before = alice.state;
    for (const wallet of [alice, bob]) expect(refusal(() => freeze(wallet))).toBe('NOT_FROZEN');
    chain.standing(alice.account).status = 3;
    chain.pass(12);
    expect(refusal(() => freeze(alice))).toBe('NOT_FROZEN');
    expect(alice.state).toBe(before);
  });

  test('and a false proof, an old one, or one of another account’s freezing changes nothing', () => {
    const { alice, bob, carol, chain, vault } = world();
    chain.deposit(carol.account, 5n * ETH);
    chain.pass(12);
    carol.bookDeposit();
    const old = chain.evidence(accountSlots(alice.account));
    vault.freezePayer(...conflict(carol, bob));
    chain.pass(12);
    const before = alice.state;
    const ask = (evidence: typeof old) => refusal(() => alice.ask({ type: 'freeze', evidence }, 'done'));
    const [first, second] = accountSlots(alice.account);
    const others = chain.evidence(accountSlots(carol.account));
    const relabelled = others.slots.map(({ nodes }, i) => ({ slot: [first, second][i]!, nodes }));
    expect(ask(old)).toBe('NOT_FROZEN');
    expect(ask(others)).toBe('PROOF_INCOMPLETE');
    expect(ask({ ...others, slots: relabelled })).not.toBe('accepted');
    expect(ask({ ...others, header: flipped(others.header, 999) })).not.toBe('accepted');
    expect(alice.state).toBe(before);
    expect(alice.transfer(bob, ETH).message.payment.amount).toBe(ETH);
  });

  test('a deposit that came with the freeze is not lost from the books', () => {
    const { alice, bob, chain, vault } = world();
    vault.freezePayer(...conflict(alice, bob));
    chain.standing(alice.account).balance += ETH;
    chain.standing(alice.account).depositTotal += ETH;
    chain.pass(12);
    freeze(alice);
    expect(alice.bookDeposit()).toBe(0n);
    alice.finalize();
    expect(alice.state.chainFree + chainDraws(alice.state)).toBe(11n * ETH);
  });
});

describe('a payee that signed both answers to one payment', () => {
  test('is frozen, and the payer is compensated for what it settled: the books equal the vault', () => {
    const { alice, bob, chain, vault } = world();
    const { message, id } = alice.transfer(bob, 3n * ETH);
    const { acknowledgement, rejection } = bothAnswers(bob, id);
    alice.take({ status: 'rejected', payment: id, signature: rejection, reason: 'refused' });
    expect(alice.status().spendable).toBe(10n * ETH);
    vault.settle({ payment: message.payment, signature: message.signature, acknowledgement });
    expect(vault.freezePayee(message.payment, acknowledgement, rejection)).toBe(3n * ETH);
    chain.pass(12);
    expect(alice.finalize()).toMatchObject({ disputed: [id], deposited: 3n * ETH });
    expect(alice.status()).toMatchObject({ spendable: 10n * ETH, onChain: 10n * ETH });
    expect(alice.state.chainFree + chainDraws(alice.state)).toBe(chain.standing(alice.account).balance);
  });

  test('is frozen with a proof that shows no settlement too, and the payer’s money stays where it is', () => {
    const { alice, bob, chain, vault } = world();
    const { message, id } = alice.transfer(bob, 3n * ETH);
    const { acknowledgement, rejection } = bothAnswers(bob, id);
    alice.take({ status: 'rejected', payment: id, signature: rejection, reason: 'refused' });
    chain.deposit(bob.account, ETH);
    expect(vault.freezePayee(message.payment, acknowledgement, rejection)).toBe(0n);
    chain.pass(12);
    alice.finalize();
    expect(alice.status().spendable).toBe(10n * ETH);
  });
});

describe('a payment planted to get its payee frozen', () => {
  test('whatever is delivered, refused, redelivered and altered, an honest enclave signs one answer for each', () => {
    const { alice, bob, chain, lapse, tick } = world();
    chain.deposit(bob.account, ETH);
    const signed = new Map<string, Set<string>>();
    const note = (answer: ReturnType<TestWallet['receive']>): void => {
      const id = answer.payment.join();
      signed.set(id, (signed.get(id) ?? new Set()).add(answer.status));
    };
    const messages = [alice.transfer(bob, ETH).message, alice.transfer(bob, LEAST).message];
    const expired = alice.transfer(bob, 2n * LEAST).message;
    note(bob.receive(messages[0]!));
    note(bob.reject(messages[1]!));
    tick(3_600);
    note(bob.receive(expired));
    const offer = (): void => {
      for (const message of [...messages, expired]) {
        for (const deliver of [() => bob.receive(message), () => bob.reject(message)]) {
          // Refused, it is without a signature: nothing that could freeze anybody.
          refusal(() => note(deliver()));
        }
      }
    };
    offer();
    bob.state = restore(snapshot(bob.state));
    offer();
    chain.pass(3_600);
    chain.settle({ payment: messages[0]!.payment });
    chain.pass(12);
    bob.finalize();
    offer();
    bob.ask({ type: 'logout', to: TO }, 'cancellation');
    offer();
    chain.pass(lapse);
    tick(lapse);
    bob.finalize();
    offer();
    expect([...signed.values()].map((statuses) => statuses.size)).toEqual([1, 1, 1]);
  });

  test('a conflict that a broken payer made freezes the payer alone', () => {
    const { alice, bob, carol, chain, vault } = world();
    const [first, second] = conflict(alice, bob);
    bob.receive(first);
    expect(refusal(() => bob.receive(second))).toBe('SERIAL_CONFLICT');
    vault.freezePayer(first, second);
    chain.deposit(bob.account, ETH);
    chain.pass(12);
    bob.finalize();
    expect(refusal(() => freeze(bob))).toBe('NOT_FROZEN');
    expect(bob.pay(carol, ETH).message.supports).toEqual([]);
  });
});
