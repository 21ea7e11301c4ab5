// !!! THE RULES CHANGED at 06:46 (no claim signatures any more): read ./NOTICE-rules-of-disputes-changed-READ.md, then remove this line
import { equal, toHex } from '@coffer/core/bytes';
import { recover } from '@coffer/crypto/secp256k1';
import { describe, expect, test } from 'vitest';
import type { Finalized } from '../messages/command.ts';
import { type AcceptedPayment, claimDigest } from '../messages/payment.ts';
import { TestVault } from '../testing/vault.ts';
import { ETH, refusal, type TestWallet, testWorld } from '../testing/world.ts';
import { chainDraws } from './books.ts';
import { restore, snapshot } from './state.ts';

/**
 * One serial, two payments: what the harmed payees' enclaves book and sign. Alice's enclave is broken; whatever is paid out of
 * her account, everybody else's books equal the vault to the wei.
 */

function world() {
  const { wallets, ...rest } = testWorld(['alice', 'bob', 'carol', 'dave']);
  const [alice, bob, carol, dave] = wallets as [TestWallet, TestWallet, TestWallet, TestWallet];
  const { settleWindow, reorgMargin } = rest.network.facts.parameters;
  const vault = new TestVault(rest.network, rest.chain);
  const later = (seconds: number): void => {
    rest.chain.pass(seconds);
    rest.tick(seconds);
  };
  return {
    alice,
    bob,
    carol,
    dave,
    vault,
    later,
    settleWindow,
    lapse: settleWindow + reorgMargin + 1,
    ...rest,
  };
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

function claimOf(finalized: Finalized, id: Uint8Array): Uint8Array {
  return finalized.claims.find(({ payment }) => equal(payment, id))!.signature;
}

describe('a payment whose serial another payment used', () => {
  test('is claimed by its payee’s enclave, and paid in full before settleBy it counts as settled', () => {
    const { alice, bob, carol, vault, chain } = world();
    const { one, two, ids } = payTwice(alice, bob, carol, 3n * ETH);
    vault.settle(one);
    chain.pass(12);
    expect(() => vault.settle(two)).toThrow('SerialUsed');
    expect(bob.finalize()).toMatchObject({ settledIn: [ids[0]], claims: [] });
    const disputed = carol.finalize();
    expect(disputed.disputed).toEqual([ids[1]]);
    const claim = claimOf(disputed, ids[1]);
    expect(recover(claim, claimDigest(carol.state.domain, ids[1]))).toEqual(carol.account);
    expect(() => vault.claim(two, claim)).toThrow('NotFrozen');
    vault.freezePayer(one, two);
    expect(() => vault.claim(two)).toThrow('ClaimSignature');
    expect(vault.claim(two, claim)).toBe(3n * ETH);
    expect(() => vault.claim(two, claim)).toThrow('ClaimPaid');
    chain.pass(12);
    expect(carol.finalize()).toMatchObject({ settledIn: [ids[1]], disputed: [], claims: [], deposited: 0n });
    expect(carol.status()).toMatchObject({ spendable: 3n * ETH, withdrawable: 3n * ETH });
    expectBooksEqualVault(bob, carol);
  });

  test('and what its payee passed on with it settles after the claim', () => {
    const { alice, bob, carol, dave, vault, chain } = world();
    const { one, two, ids } = payTwice(alice, bob, carol, 3n * ETH);
    const onward = carol.pay(dave, 2n * ETH);
    vault.settle(one);
    vault.freezePayer(one, two);
    chain.pass(12);
    const claim = claimOf(carol.finalize(), ids[1]);
    expect(carol.status()).toMatchObject({ spendable: 0n, outgoingUnsettled: 2n * ETH });
    expect(() => vault.settle(accepted(dave, onward.id))).toThrow('SupportUnsettled');
    vault.claim(two, claim);
    vault.settle(accepted(dave, onward.id));
    chain.pass(12);
    expect(carol.finalize()).toMatchObject({ settledIn: [ids[1]], settledOut: [onward.id] });
    bob.finalize();
    expect(dave.finalize().settledIn).toEqual([onward.id]);
    expect([carol, dave].map((wallet) => wallet.status().spendable)).toEqual([ETH, 2n * ETH]);
    expectBooksEqualVault(bob, carol, dave);
  });

  test('contested before anybody settled, both payees are paid through claims', () => {
    const { alice, bob, carol, vault, chain } = world();
    const { one, two, ids } = payTwice(alice, bob, carol, 4n * ETH);
    vault.freezePayer(one, two);
    for (const both of [one, two]) expect(() => vault.settle(both)).toThrow('SerialUsed');
    chain.pass(12);
    for (const [payee, id] of [
      [bob, ids[0]],
      [carol, ids[1]],
    ] as const) {
      expect(payee.finalize().disputed).toEqual([id]);
      expect(payee.status().spendable).toBe(0n);
      expectBooksEqualVault(payee);
    }
    expect(vault.claim(one)).toBe(4n * ETH);
    expect(vault.claim(two)).toBe(4n * ETH);
    chain.pass(12);
    expect(bob.finalize().settledIn).toEqual([ids[0]]);
    expect(carol.finalize().settledIn).toEqual([ids[1]]);
    expectBooksEqualVault(bob, carol);
  });

  test('too large for what the culprit has: nothing before settleBy, compensation afterwards, booked as a deposit, once', () => {
    const { alice, bob, carol, vault, chain, later, lapse, settleWindow } = world();
    const { one, two, ids } = payTwice(alice, bob, carol, 7n * ETH);
    vault.settle(one);
    vault.freezePayer(one, two);
    chain.pass(12);
    const claim = claimOf(carol.finalize(), ids[1]);
    expect(() => vault.claim(two, claim)).toThrow('BalanceTooLow');
    later(settleWindow);
    expect(vault.claim(two, claim)).toBe(3n * ETH);
    chain.pass(12);
    expect(carol.finalize()).toMatchObject({ deposited: 3n * ETH, settledIn: [] });
    expect(carol.status()).toMatchObject({ spendable: 3n * ETH, unsettledIncoming: 0n });
    expectBooksEqualVault(carol);
    // The culprit is paid something more, and the rest is claimed.
    chain.deposit(alice.account, 5n * ETH);
    chain.standing(alice.account).status = 2;
    expect(vault.claim(two, claim)).toBe(4n * ETH);
    expect(() => vault.claim(two, claim)).toThrow('NothingToPay');
    later(lapse);
    expect(carol.finalize()).toMatchObject({ deposited: 4n * ETH, disputed: [ids[1]] });
    expect(carol.state.incoming.size).toBe(0);
    expect(carol.status().spendable).toBe(7n * ETH);
    expectBooksEqualVault(carol);
  });

  test('compensated: what was passed on with it lapses, and its payer keeps the compensation alone', () => {
    const { alice, bob, carol, dave, vault, chain, later, lapse, settleWindow } = world();
    const { one, two, ids } = payTwice(alice, bob, carol, 7n * ETH);
    const onward = carol.pay(dave, 5n * ETH);
    vault.settle(one);
    vault.freezePayer(one, two);
    chain.pass(12);
    const claim = claimOf(carol.finalize(), ids[1]);
    later(settleWindow);
    vault.claim(two, claim);
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

  test('of a frozen payer without enough money, on a serial that nobody contests, is written off and then compensated', () => {
    const { alice, bob, carol, dave, vault, chain, later, lapse } = world();
    const honest = alice.pay(dave, 6n * ETH);
    const paid = accepted(dave, honest.id);
    alice.state = { ...alice.state, chainFree: 10n * ETH };
    const { one, two } = payTwice(alice, bob, carol, 7n * ETH);
    vault.settle(one);
    vault.freezePayer(one, two);
    expect(() => vault.settle(paid)).toThrow('BalanceTooLow');
    expect(() => vault.claim(paid)).toThrow('NotContested');
    later(lapse);
    expect(dave.finalize()).toMatchObject({ writtenOff: [honest.id], claims: [] });
    expect(vault.claim(paid)).toBe(3n * ETH);
    chain.pass(12);
    expect(dave.finalize().deposited).toBe(3n * ETH);
    expect(dave.status().spendable).toBe(3n * ETH);
    expectBooksEqualVault(dave);
  });
});

describe('a claim is never signed', () => {
  test('for a payment that a receipt proves', () => {
    const { alice, bob, chain } = world();
    const { message, id } = alice.pay(bob, 3n * ETH);
    chain.settle(message);
    chain.pass(12);
    expect(bob.finalize()).toMatchObject({ settledIn: [id], disputed: [], claims: [] });
  });

  test('for a settled payment whose receipt the host hides', () => {
    const { alice, bob, chain } = world();
    const { message } = alice.pay(bob, 3n * ETH);
    chain.settle(message);
    chain.pass(12);
    expect(refusal(() => bob.finalize([]))).toBe('BOOKS_DIFFER');
    expect([...bob.state.incoming.values()][0]!.claim).toBeUndefined();
  });

  test('for a settled payment that was passed on whole, so that the balance does not show it', () => {
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
    expect(bob.finalize()).toMatchObject({ settledIn: [first.id], settledOut: [onward.id], claims: [] });
  });

  test('for a settled payment that was passed on together with chain money, or in two parts', () => {
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
    expect(bob.finalize().claims).toEqual([]);
    expectBooksEqualVault(bob);
  });

  test('when the books do not match by a single wei', () => {
    const { alice, bob, chain } = world();
    alice.pay(bob, 3n * ETH);
    chain.use(alice.account, 0);
    chain.standing(bob.account).balance += 1n;
    chain.pass(12);
    expect(refusal(() => bob.finalize())).toBe('BOOKS_DIFFER');
    expect([...bob.state.incoming.values()][0]).toMatchObject({ disputed: false, claim: undefined });
  });

  test('while the serial is unused, or lapsed unused', () => {
    const { alice, bob, chain, lapse } = world();
    const { id } = alice.pay(bob, 3n * ETH);
    chain.pass(12);
    expect(bob.finalize()).toMatchObject({ disputed: [], claims: [] });
    chain.pass(lapse);
    expect(bob.finalize()).toMatchObject({ writtenOff: [id], claims: [] });
  });

  test('by an enclave that was restored without a counter: its books may be old', () => {
    const { alice, bob, chain, lapse } = world();
    const { id } = alice.pay(bob, 3n * ETH);
    bob.launch({ type: 'unproven' });
    chain.use(alice.account, 0);
    chain.pass(12);
    expect(bob.finalize()).toMatchObject({ disputed: [id], claims: [] });
    chain.pass(lapse);
    expect(bob.finalize()).toMatchObject({ disputed: [id], claims: [] });
  });

  test('by a frozen or closed account, whose books are not compared', () => {
    for (const status of [2, 3]) {
      const { alice, bob, chain } = world();
      const { id } = alice.pay(bob, 3n * ETH);
      chain.use(alice.account, 0);
      const standing = chain.standing(bob.account);
      standing.recovery = bob.certificate.recovery;
      standing.status = status;
      chain.pass(12);
      expect(bob.finalize()).toMatchObject({ disputed: [id], claims: [] });
    }
  });

  test('for anything that is not in the books as acknowledged', () => {
    const { alice, bob, chain } = world();
    const { message } = alice.transfer(bob, 3n * ETH);
    bob.reject(message);
    chain.use(alice.account, 0);
    chain.pass(12);
    expect(bob.finalize()).toMatchObject({ disputed: [], claims: [] });
  });
});

describe('a claim that was signed', () => {
  test('is repeated as the same bytes at every reconciliation, also after a restart', () => {
    const { alice, bob, chain } = world();
    const { id } = alice.pay(bob, 3n * ETH);
    chain.use(alice.account, 0);
    chain.pass(12);
    const first = bob.finalize();
    expect(first.claims).toHaveLength(1);
    chain.pass(12);
    bob.state = restore(snapshot(bob.state));
    const again = bob.finalize();
    expect(again.disputed).toEqual([]);
    expect(again.claims).toEqual(first.claims);
    expect(bob.state.incoming.get(toHex(id))!.claim).toEqual(first.claims[0]!.signature);
  });

  test('outlives settleBy: whoever was offline until then gets it twice before the payment leaves the books', () => {
    const { alice, bob, chain, lapse } = world();
    const { id } = alice.pay(bob, 3n * ETH);
    chain.use(alice.account, 0);
    chain.pass(lapse);
    const first = bob.finalize();
    expect(first).toMatchObject({ disputed: [id], writtenOff: [] });
    expect(first.claims).toHaveLength(1);
    chain.pass(12);
    expect(bob.finalize()).toMatchObject({ disputed: [id], claims: first.claims });
    expect(bob.state.incoming.size).toBe(0);
    chain.pass(12);
    expect(bob.finalize()).toMatchObject({ disputed: [], claims: [] });
  });

  test('does not make the payment spendable', () => {
    const { alice, bob, carol, chain } = world();
    alice.pay(bob, 3n * ETH);
    chain.use(alice.account, 0);
    chain.pass(12);
    bob.finalize();
    expect(refusal(() => bob.transfer(carol, ETH))).toBe('BALANCE_TOO_LOW');
    expect(bob.status()).toMatchObject({ spendable: 0n, unsettledIncoming: 0n });
  });
});
