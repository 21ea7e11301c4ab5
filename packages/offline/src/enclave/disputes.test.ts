import { toHex } from '@coffer/core/bytes';
import { describe, expect, test } from 'vitest';
import type { AcceptedPayment } from '../messages/payment.ts';
import { TestVault } from '../testing/vault.ts';
import { ETH, refusal, type TestWallet, testWorld } from '../testing/world.ts';
import { chainDraws } from './books.ts';
import { restore, snapshot } from './state.ts';

/**
 * One serial, two payments: what the harmed payees' enclaves book (docs/decisions/0005-disputes.md). Alice's enclave is broken;
 * whatever is paid out of her account, everybody else's books equal the vault to the wei.
 */

function world() {
  const { wallets, ...rest } = testWorld(['alice', 'bob', 'carol', 'dave']);
  const [alice, bob, carol, dave] = wallets as [TestWallet, TestWallet, TestWallet, TestWallet];
  const { settleWindow, reorgMargin, exitDelay } = rest.network.facts.parameters;
  const vault = new TestVault(rest.network, rest.chain);
  const later = (seconds: number): void => {
    rest.chain.pass(seconds);
    rest.tick(seconds);
  };
  const lapse = settleWindow + reorgMargin + 1;
  return { alice, bob, carol, dave, vault, later, settleWindow, exitDelay, lapse, ...rest };
}

/** What the vault needs of a payment in its payee's books. */
function accepted(payee: TestWallet, id: Uint8Array): AcceptedPayment {
  return payee.state.incoming.get(toHex(id))!.accepted;
}

/** What only a broken enclave does: pays `first`, then `second`, with one serial. */
function payTwice(payer: TestWallet, first: TestWallet, second: TestWallet, amount: bigint) {
  const before = payer.state;
  const one = payer.pay(first, amount);
  payer.state = before;
  const two = payer.pay(second, amount);
  return { one: accepted(first, one.id), two: accepted(second, two.id), ids: [one.id, two.id] as const };
}

function expectBooksEqualVault(...parties: readonly TestWallet[]): void {
  for (const { state, chain, account, name } of parties) {
    expect(state.chainFree + chainDraws(state), name).toBe(chain.standing(account).balance);
  }
}

describe('a payment whose serial another payment used', () => {
  test('is disputed: nobody can spend it, and nothing else of its payee’s books changes', () => {
    const { alice, bob, carol, dave, vault, chain } = world();
    const { one, two, ids } = payTwice(alice, bob, carol, 3n * ETH);
    chain.deposit(carol.account, ETH);
    vault.settle(one);
    chain.pass(12);
    expect(() => vault.settle(two)).toThrow('SerialUsed');
    expect(carol.finalize()).toMatchObject({ disputed: [ids[1]], settledIn: [], deposited: ETH });
    expect(carol.status()).toMatchObject({ spendable: ETH, unsettledIncoming: 0n });
    expect(carol.ask({ type: 'payments' }, 'payments').incoming).toMatchObject([{ state: 'disputed' }]);
    expect(refusal(() => carol.transfer(dave, 2n * ETH))).toBe('BALANCE_TOO_LOW');
    expect(restore(snapshot(carol.state))).toEqual(carol.state);
    chain.pass(12);
    expect(carol.finalize().disputed).toEqual([]);
    expectBooksEqualVault(carol);
  });

  test('is settled once the receipt of the other one is shown, and its books equal the vault', () => {
    const { alice, bob, carol, vault, chain } = world();
    const { one, two, ids } = payTwice(alice, bob, carol, 3n * ETH);
    vault.settle(one);
    chain.pass(12);
    carol.finalize();
    vault.freezePayer(one, two);
    expect(() => vault.settle(two)).toThrow('SerialUsed');
    vault.freezePayer(one, two, chain.receipt(bob.account, ids[0]));
    vault.settle(two);
    for (const paid of [one, two]) expect(() => vault.settle(paid)).toThrow('SerialUsed');
    chain.pass(12);
    expect(carol.finalize()).toMatchObject({ settledIn: [ids[1]], disputed: [], deposited: 0n });
    expect(bob.finalize().settledIn).toEqual([ids[0]]);
    expect([bob, carol].map((wallet) => wallet.status().withdrawable)).toEqual([3n * ETH, 3n * ETH]);
    expectBooksEqualVault(bob, carol);
  });

  test('contested before anybody settled: both are settled, and what was passed on with one of them in the same batch', () => {
    const { alice, bob, carol, dave, vault, chain } = world();
    const { one, two, ids } = payTwice(alice, bob, carol, 3n * ETH);
    const onward = carol.pay(dave, 2n * ETH);
    vault.freezePayer(one, two);
    chain.pass(12);
    expect(carol.finalize().disputed).toEqual([ids[1]]);
    expect(carol.status()).toMatchObject({ spendable: 0n, outgoingUnsettled: 2n * ETH });
    expect(() => vault.settle(accepted(dave, onward.id))).toThrow('SupportUnsettled');
    for (const item of [one, two, accepted(dave, onward.id)]) vault.settle(item);
    chain.pass(12);
    expect(bob.finalize().settledIn).toEqual([ids[0]]);
    expect(carol.finalize()).toMatchObject({ settledIn: [ids[1]], settledOut: [onward.id] });
    expect(dave.finalize().settledIn).toEqual([onward.id]);
    expect([bob, carol, dave].map((wallet) => wallet.status().spendable)).toEqual([3n * ETH, ETH, 2n * ETH]);
    expectBooksEqualVault(bob, carol, dave);
  });

  test('freeze as a weapon: a second payment that nobody accepted, shown to hurt everybody downstream, hurts nobody', () => {
    const { alice, bob, carol, vault, chain } = world();
    const before = alice.state;
    const first = alice.pay(bob, 3n * ETH);
    const onward = bob.pay(carol, 3n * ETH);
    alice.state = before;
    const junk = alice.transfer(carol, 1n * ETH);
    vault.freezePayer(accepted(bob, first.id), junk.message);
    vault.settle(accepted(bob, first.id));
    vault.settle(accepted(carol, onward.id));
    chain.pass(12);
    expect(bob.finalize()).toMatchObject({ settledIn: [first.id], settledOut: [onward.id] });
    expect(carol.finalize().settledIn).toEqual([onward.id]);
    expectBooksEqualVault(bob, carol);
  });
});

describe('a culprit’s account that cannot pay everybody', () => {
  test('compensates after settleBy, in parts: booked as deposits, each once', () => {
    const { alice, bob, carol, vault, chain, later, lapse, settleWindow } = world();
    const { one, two, ids } = payTwice(alice, bob, carol, 7n * ETH);
    vault.settle(one);
    vault.freezePayer(one, two, chain.receipt(bob.account, ids[0]));
    chain.pass(12);
    expect(carol.finalize().disputed).toEqual([ids[1]]);
    expect(() => vault.settle(two)).toThrow('BalanceTooLow');
    expect(() => vault.claim(two)).toThrow('TooEarly');
    later(settleWindow);
    expect(vault.claim(two)).toBe(3n * ETH);
    expect(() => vault.claim(one)).toThrow('NothingToPay');
    chain.pass(12);
    expect(carol.finalize()).toMatchObject({ deposited: 3n * ETH, settledIn: [] });
    expect(carol.status()).toMatchObject({ spendable: 3n * ETH, unsettledIncoming: 0n });
    expectBooksEqualVault(carol);
    // The culprit is paid something more, and the rest is claimed.
    chain.standing(alice.account).balance += 5n * ETH;
    expect(vault.claim(two)).toBe(4n * ETH);
    expect(() => vault.claim(two)).toThrow('NothingToPay');
    later(lapse);
    expect(carol.finalize()).toMatchObject({ deposited: 4n * ETH, disputed: [ids[1]] });
    expect(carol.state.incoming.size).toBe(0);
    expect(carol.status().spendable).toBe(7n * ETH);
    expectBooksEqualVault(carol);
  });

  test('what was passed on with a compensated payment lapses, and its payer keeps the compensation alone', () => {
    const { alice, bob, carol, dave, vault, chain, later, lapse, settleWindow } = world();
    const { one, two, ids } = payTwice(alice, bob, carol, 7n * ETH);
    const onward = carol.pay(dave, 5n * ETH);
    vault.settle(one);
    vault.freezePayer(one, two, chain.receipt(bob.account, ids[0]));
    later(settleWindow + 1);
    vault.claim(two);
    later(lapse - settleWindow);
    expect(carol.finalize()).toMatchObject({
      deposited: 3n * ETH,
      refunded: [onward.id],
      disputed: [ids[1]],
    });
    expect(dave.finalize().writtenOff).toEqual([onward.id]);
    expect([carol, dave].map((wallet) => wallet.status().spendable)).toEqual([3n * ETH, 0n]);
    expectBooksEqualVault(carol, dave);
  });

  test('on a serial that nobody contests: written off first, compensated then, and not for ever', () => {
    for (const late of [false, true]) {
      const { alice, bob, carol, dave, vault, chain, later, lapse, exitDelay } = world();
      const honest = alice.pay(dave, 6n * ETH);
      const paid = accepted(dave, honest.id);
      alice.state = { ...alice.state, chainFree: 10n * ETH };
      const { one, two } = payTwice(alice, bob, carol, 7n * ETH);
      vault.settle(one);
      vault.freezePayer(one, two);
      expect(() => vault.settle(paid)).toThrow('BalanceTooLow');
      later(lapse);
      expect(dave.finalize()).toMatchObject({ writtenOff: [honest.id], disputed: [] });
      if (late) {
        later(exitDelay);
        expect(() => vault.claim(paid)).toThrow('TooLate');
        continue;
      }
      expect(vault.claim(paid)).toBe(3n * ETH);
      chain.pass(12);
      expect(dave.finalize().deposited).toBe(3n * ETH);
      expect(dave.status().spendable).toBe(3n * ETH);
      expectBooksEqualVault(dave);
    }
  });

  test('a payment whose own funding never settled is not compensated with the money of others', () => {
    const { alice, bob, carol, dave, vault, chain, later, settleWindow } = world();
    chain.deposit(dave.account, 10n * ETH);
    chain.pass(12);
    dave.bookDeposit();
    dave.pay(alice, 10n * ETH);
    const toBob = alice.pay(bob, 10n * ETH);
    const toCarol = alice.pay(carol, 10n * ETH);
    expect(toCarol.message.payment.supports).toHaveLength(1);
    const { one, two } = (() => {
      alice.state = { ...alice.state, chainFree: ETH };
      return payTwice(alice, bob, carol, ETH);
    })();
    vault.freezePayer(one, two);
    expect(() => vault.settle(accepted(carol, toCarol.id))).toThrow('SupportUnsettled');
    vault.settle(accepted(bob, toBob.id));
    later(settleWindow + 1);
    expect(() => vault.claim(accepted(carol, toCarol.id))).toThrow('SupportUnsettled');
    bob.finalize();
    expectBooksEqualVault(bob);
  });

  test('a payee that has closed its account is compensated outside of it, and its books stay empty', () => {
    const { alice, bob, carol, vault, chain, later, settleWindow } = world();
    const { one, two, ids } = payTwice(alice, bob, carol, 7n * ETH);
    vault.settle(one);
    vault.freezePayer(one, two, chain.receipt(bob.account, ids[0]));
    const standing = chain.standing(carol.account);
    standing.status = 3;
    later(settleWindow + 1);
    expect(vault.claim(two)).toBe(3n * ETH);
    chain.pass(12);
    expect(carol.finalize().deposited).toBe(0n);
    expect(carol.status()).toMatchObject({ onChain: 0n, spendable: 0n });
  });
});

describe('a settled payment is never called disputed', () => {
  test('when the host hides its receipt', () => {
    const { alice, bob, chain } = world();
    const { message } = alice.pay(bob, 3n * ETH);
    chain.settle(message);
    chain.pass(12);
    expect(refusal(() => bob.finalize([]))).toBe('BOOKS_DIFFER');
    expect([...bob.state.incoming.values()][0]!.disputed).toBe(false);
  });

  test('when it was passed on whole, so that the balance does not show it', () => {
    const { alice, bob, carol, chain, lapse } = world();
    const first = alice.pay(bob, 3n * ETH);
    const onward = bob.pay(carol, 3n * ETH);
    chain.settle(first.message);
    chain.settle(onward.message);
    chain.pass(12);
    expect(chain.standing(bob.account).balance).toBe(0n);
    expect(refusal(() => bob.finalize([]))).toBe('BOOKS_DIFFER');
    chain.pass(lapse);
    expect(refusal(() => bob.finalize([]))).toBe('BOOKS_DIFFER');
    expect(bob.finalize()).toMatchObject({ settledIn: [first.id], settledOut: [onward.id], disputed: [] });
  });

  test('when it was passed on together with chain money, and in two parts', () => {
    const { alice, bob, carol, dave, chain } = world();
    chain.deposit(bob.account, ETH);
    chain.pass(12);
    bob.bookDeposit();
    const first = alice.pay(bob, 3n * ETH);
    const onward = [bob.pay(carol, 2n * ETH), bob.pay(dave, 2n * ETH)];
    for (const { message } of [first, ...onward]) chain.settle(message);
    chain.pass(12);
    expect(chain.standing(bob.account).balance).toBe(0n);
    expect(refusal(() => bob.finalize([]))).toBe('BOOKS_DIFFER');
    expect(bob.finalize()).toMatchObject({ settledIn: [first.id], disputed: [] });
    expectBooksEqualVault(bob);
  });

  test('nor is anything booked when vault and books differ by a single wei', () => {
    const { alice, bob, chain } = world();
    alice.pay(bob, 3n * ETH);
    chain.use(alice.account, 0);
    chain.standing(bob.account).balance += 1n;
    chain.pass(12);
    const before = bob.state;
    expect(refusal(() => bob.finalize())).toBe('BOOKS_DIFFER');
    expect(bob.state).toBe(before);
  });

  test('while its serial is unused, and lapsed unused it is written off', () => {
    const { alice, bob, chain, lapse } = world();
    const { id } = alice.pay(bob, 3n * ETH);
    chain.pass(12);
    expect(bob.finalize()).toMatchObject({ disputed: [], writtenOff: [] });
    chain.pass(lapse);
    expect(bob.finalize()).toMatchObject({ disputed: [], writtenOff: [id] });
  });
});
