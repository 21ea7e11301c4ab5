import { fromHex, toHex } from '@coffer/core/bytes';
import { sign } from '@coffer/crypto/secp256k1';
import { describe, expect, test } from 'vitest';
import { acknowledgementDigest } from '../messages/payment.ts';
import { TestVault } from '../testing/vault.ts';
import { ETH, LEAST, refusal, TestWallet, testWorld } from '../testing/world.ts';
import { restore, snapshot } from './state.ts';
import { accountSlots } from './storage.ts';

/** The end of an account: cancelled once for all, forgotten when that is proved. */

const TO = fromHex('0x00000000000000000000000000000000000000aa');
const ELSEWHERE = fromHex('0x00000000000000000000000000000000000000bb');

function world() {
  const { wallets, ...rest } = testWorld();
  const [alice, bob, carol] = wallets as [TestWallet, TestWallet, TestWallet];
  const { settleWindow, reorgMargin } = rest.network.facts.parameters;
  const vault = new TestVault(rest.network, rest.chain);
  return { alice, bob, carol, vault, lapse: settleWindow + reorgMargin + 1, ...rest };
}

function logout(wallet: TestWallet, to = TO) {
  return wallet.ask({ type: 'logout', to }, 'cancellation');
}

function clean(wallet: TestWallet) {
  const evidence = wallet.chain.evidence(accountSlots(wallet.account));
  return wallet.ask({ type: 'clean', evidence }, 'done');
}

/** An account with nothing but settled money. */
function settled({ alice, bob, chain }: ReturnType<typeof world>): TestWallet {
  const { message } = alice.pay(bob, 2n * ETH);
  chain.settle(message);
  chain.pass(12);
  bob.finalize();
  alice.finalize();
  return bob;
}

describe('cancelling an account', () => {
  test('pays all of it out and closes it: books and vault agree at every step', () => {
    const w = world();
    const bob = settled(w);
    const { cancellation, signature, id } = logout(bob);
    expect(bob.status()).toMatchObject({
      leaving: true,
      spendable: 0n,
      withdrawable: 0n,
      pendingWithdrawals: 2n * ETH,
      onChain: 2n * ETH,
    });
    expect(bob.ask({ type: 'payments' }, 'payments').outgoing).toMatchObject([
      { kind: 'cancellation', id, to: TO, amount: 2n * ETH, state: 'pending' },
    ]);
    expect(bob.ask({ type: 'onchainUpdate' }, 'settlement')).toMatchObject({
      payments: [],
      withdrawals: [],
      cancellation: { cancellation, signature },
    });
    w.chain.pass(12);
    bob.finalize();
    expect(w.vault.cancel(cancellation, signature)).toBe(2n * ETH);
    w.chain.pass(12);
    expect(bob.finalize()).toMatchObject({ settledOut: [id], refunded: [], disputed: [] });
    expect(bob.status()).toMatchObject({
      leaving: false,
      accountStatus: 'closed',
      spendable: 0n,
      onChain: 0n,
    });
    expect(bob.ask({ type: 'onchainUpdate' }, 'settlement').cancellation).toBeUndefined();
    expect(restore(snapshot(bob.state))).toEqual(bob.state);
  });

  test('that holds nothing works too', () => {
    const { alice, chain, vault } = world();
    const all = alice.ask({ type: 'withdraw', amount: (10n * ETH) as never, to: TO }, 'withdrawal');
    vault.withdraw(all.withdrawal, all.signature);
    chain.pass(12);
    alice.finalize();
    const { cancellation, signature, id } = logout(alice);
    expect(vault.cancel(cancellation, signature)).toBe(0n);
    chain.pass(12);
    expect(alice.finalize().settledOut).toEqual([id]);
  });

  test('takes 1 wei that was deposited after it was signed along', () => {
    const { alice, chain, vault } = world();
    const { cancellation, signature } = logout(alice);
    chain.deposit(alice.account, 1n);
    chain.pass(12);
    expect(alice.bookDeposit()).toBe(1n);
    expect(refusal(() => alice.ask({ type: 'withdraw', amount: 1n as never, to: TO }, 'withdrawal'))).toBe(
      'ACCOUNT_LEAVING',
    );
    alice.finalize();
    expect(vault.cancel(cancellation, signature)).toBe(10n * ETH + 1n);
    chain.pass(12);
    alice.finalize();
    expect(alice.status()).toMatchObject({ spendable: 0n, withdrawable: 0n, onChain: 0n });
  });

  test('signed, then paying, withdrawing, accepting or cancelling to another address: all refused', () => {
    const { alice, bob, chain } = world();
    chain.deposit(bob.account, 5n * ETH);
    chain.pass(12);
    bob.bookDeposit();
    const early = bob.transfer(alice, ETH);
    const first = logout(alice);
    const withdraw = { type: 'withdraw', amount: LEAST as never, to: TO } as const;
    expect(refusal(() => alice.transfer(bob, LEAST))).toBe('ACCOUNT_LEAVING');
    expect(refusal(() => alice.ask(withdraw, 'withdrawal'))).toBe('ACCOUNT_LEAVING');
    expect(refusal(() => logout(alice, ELSEWHERE))).toBe('ACCOUNT_LEAVING');
    expect(alice.receive(early.message)).toMatchObject({ status: 'rejected', reason: 'account-leaving' });
    expect(alice.state.incoming.size).toBe(0);
    expect(alice.state.nextSerial).toBe(first.cancellation.serial + 1);
  });

  test('asked for again gives the same bytes, also by its serial and after a restart', () => {
    const { alice } = world();
    const first = logout(alice);
    alice.time += 60;
    expect(logout(alice)).toEqual(first);
    alice.state = restore(snapshot(alice.state));
    expect(logout(alice)).toEqual(first);
    const { serial } = first.cancellation;
    expect(alice.ask({ type: 'resend', serial }, 'cancellation')).toEqual(first);
  });

  test('carried out twice, or replayed for a later account of the same enclave, moves nothing more', () => {
    const { alice, bob, chain, vault } = world();
    const { cancellation, signature } = logout(alice);
    vault.cancel(cancellation, signature);
    expect(() => vault.cancel(cancellation, signature)).toThrow('AccountNotOpen');
    chain.pass(12);
    clean(alice);
    alice.init();
    chain.deposit(alice.account, ETH);
    chain.pass(12);
    alice.bookDeposit();
    expect(() => vault.cancel({ ...cancellation, account: alice.account }, signature)).toThrow(
      'AccountSignature',
    );
    expect(alice.pay(bob, ETH).message.payment.serial).toBe(0);
  });
});

describe('an account with anything unsettled is not cancelled', () => {
  function refused(wallet: TestWallet): void {
    const before = wallet.state;
    expect(refusal(() => logout(wallet))).toBe('UNSETTLED');
    expect(wallet.state).toBe(before);
  }

  test('a payment in flight, acknowledged, or settled and not proved so', () => {
    const { alice, bob, chain } = world();
    const { message } = alice.transfer(bob, ETH);
    refused(alice);
    alice.take(bob.receive(message));
    refused(alice);
    chain.settle(message);
    refused(alice);
    chain.pass(12);
    alice.finalize();
    expect(logout(alice).cancellation.to).toEqual(TO);
  });

  test('a withdrawal that the chain has not shown', () => {
    const { alice, chain, vault } = world();
    const made = alice.ask({ type: 'withdraw', amount: ETH as never, to: TO }, 'withdrawal');
    refused(alice);
    vault.withdraw(made.withdrawal, made.signature);
    chain.pass(12);
    alice.finalize();
    logout(alice);
  });

  test('an incoming payment, disputed or not', () => {
    const w = world();
    const bob = settled(w);
    const { alice, chain, lapse, tick } = w;
    const { id } = alice.pay(bob, ETH);
    refused(bob);
    chain.use(alice.account, 1); // a second payment of a broken enclave used the serial
    chain.pass(12);
    expect(bob.finalize().disputed).toEqual([id]);
    refused(bob);
    chain.pass(lapse);
    tick(lapse);
    bob.finalize();
    logout(bob);
  });

  test('a payment that its payee refused does not hinder it; settled all the same, it only lowers what is left', () => {
    const { alice, bob, chain, vault } = world();
    const { message, id } = alice.transfer(bob, ETH);
    const rejection = bob.reject(message);
    alice.take(rejection);
    const { cancellation, signature } = logout(alice);
    // The payee is broken: its key signs the acknowledgement too.
    const acknowledgement = sign(bob.state.account!.secret, acknowledgementDigest(bob.state.domain, id));
    vault.settle({ payment: message.payment, signature: message.signature, acknowledgement });
    chain.pass(12);
    expect(alice.finalize().disputed).toEqual([id]);
    expect(alice.status()).toMatchObject({ spendable: 0n, leaving: true });
    expect(vault.cancel(cancellation, signature)).toBe(9n * ETH);
    chain.pass(12);
    alice.finalize();
    expect(alice.status()).toMatchObject({ onChain: 0n, spendable: 0n });
    // Compensated outside of the account, which is closed.
    expect(vault.freezePayee(message.payment, acknowledgement, rejection.signature)).toBe(ETH);
    chain.pass(12);
    alice.finalize();
    expect(alice.status()).toMatchObject({ onChain: 0n, spendable: 0n });
  });
});

describe('cancelling needs what a withdrawal needs', () => {
  test('a proved, open account, a recent look at the chain, and an address that the vault can pay', () => {
    const { alice, bob, chain, network } = world();
    expect(refusal(() => logout(bob))).toBe('ACCOUNT_NOT_OPEN');
    for (const to of [new Uint8Array(20), network.vault]) {
      expect(refusal(() => logout(alice, to))).toBe('RECIPIENT_INVALID');
    }
    const before = alice.state;
    alice.time += network.facts.parameters.offlineLimit + 13;
    expect(refusal(() => logout(alice))).toBe('OFFLINE_TOO_LONG');
    alice.time = chain.time;
    alice.launch({ type: 'unproven' });
    expect(refusal(() => logout(alice))).toBe('RESTORED_WITHOUT_COUNTER');
    alice.state = before;
    chain.standing(alice.account).exitAt = chain.time + 1_000;
    chain.pass(12);
    alice.bookDeposit();
    expect(refusal(() => logout(alice))).toBe('EXIT_ANNOUNCED');
  });
});

describe('a cancellation that never reached the vault', () => {
  test('lapses: the money comes back on a final proof later than settleBy and the margin, and not before', () => {
    const { alice, bob, chain, network, vault, tick } = world();
    const { settleWindow, reorgMargin } = network.facts.parameters;
    const { cancellation, signature, id } = logout(alice);
    expect(cancellation.settleBy).toBe(cancellation.tGen + settleWindow);
    chain.pass(settleWindow + reorgMargin - 12);
    tick(settleWindow + reorgMargin - 12);
    expect(alice.finalize().refunded).toHaveLength(0);
    expect(refusal(() => alice.transfer(bob, ETH))).toBe('ACCOUNT_LEAVING');
    chain.pass(13);
    tick(13);
    expect(alice.finalize().refunded).toEqual([id]);
    expect(alice.status()).toMatchObject({ spendable: 10n * ETH, leaving: false, pendingWithdrawals: 0n });
    expect(() => vault.cancel(cancellation, signature)).toThrow('TooLate');
    expect(alice.pay(bob, ETH).message.payment.serial).toBe(cancellation.serial + 1);
    expect(refusal(() => alice.ask({ type: 'resend', serial: cancellation.serial }, 'cancellation'))).toBe(
      'UNKNOWN_PAYMENT',
    );
  });

  test('a second one after that has its own serial, and the first stays dead', () => {
    const { alice, chain, vault, lapse, tick } = world();
    const first = logout(alice);
    chain.pass(lapse);
    tick(lapse);
    alice.finalize();
    const second = logout(alice, ELSEWHERE);
    expect(second.cancellation.serial).toBe(first.cancellation.serial + 1);
    expect(() => vault.cancel(first.cancellation, first.signature)).toThrow('TooLate');
    expect(vault.cancel(second.cancellation, second.signature)).toBe(10n * ETH);
  });
});

describe('cleaning', () => {
  test('without proof, or with a false one, keeps the key', () => {
    const { alice, bob, chain, vault } = world();
    const before = alice.state;
    expect(refusal(() => clean(alice))).toBe('NOT_CLOSED');
    const { cancellation, signature } = logout(alice);
    const leaving = alice.state;
    chain.pass(12);
    const early = chain.evidence(accountSlots(alice.account));
    expect(refusal(() => clean(alice))).toBe('NOT_CLOSED');
    vault.cancel(cancellation, signature);
    chain.pass(12);
    const good = chain.evidence(accountSlots(alice.account));
    const ask = (evidence: typeof good) => refusal(() => alice.ask({ type: 'clean', evidence }, 'done'));
    expect(ask(early)).toBe('NOT_CLOSED');
    expect(ask({ ...good, slots: good.slots.slice(1) })).toBe('PROOF_INCOMPLETE');
    expect(ask({ ...good, vault: [] })).not.toBe('accepted');
    // Another account's closure is not this one's.
    chain.standing(bob.account).status = 3;
    chain.pass(12);
    const [first, second] = accountSlots(alice.account);
    const other = chain.evidence(accountSlots(bob.account));
    const relabelled = other.slots.map(({ nodes }, i) => ({ slot: [first, second][i]!, nodes }));
    chain.standing(alice.account).status = 1;
    expect(ask({ ...other, slots: relabelled })).not.toBe('accepted');
    expect(alice.state).toBe(leaving);
    expect(before.account).toEqual(alice.state.account);
  });

  test('deletes the account key and the books, and keeps what is known of chain, revocations and rollback', () => {
    const { alice, bob, chain, vault } = world();
    alice.take(bob.reject(alice.transfer(bob, ETH).message));
    alice.ask({ type: 'revoke', keys: [TO], measurements: [] }, 'done');
    const { cancellation, signature } = logout(alice);
    const { secret } = alice.state.account!;
    vault.cancel(cancellation, signature);
    chain.pass(12);
    alice.launch({ type: 'unproven' });
    clean(alice);
    expect(toHex(snapshot(alice.state))).not.toContain(toHex(secret).slice(2));
    expect(alice.state).toMatchObject({
      account: undefined,
      revokedKeys: [TO],
      unproven: true,
      chainFree: 0n,
      nextSerial: 0,
    });
    expect(alice.state.anchor?.number).toBe(chain.number);
    expect(alice.status()).toMatchObject({ initialised: false, spendable: 0n, accountStatus: 'absent' });
    expect(refusal(() => alice.transfer(bob, ETH))).toBe('NOT_INITIALISED');
    expect(restore(snapshot(alice.state))).toEqual(alice.state);
  });

  test('then making an account gives another key, which pays and is paid', () => {
    const { alice, bob, chain, vault } = world();
    const old = alice.account;
    const paid = bob.certificate;
    const { cancellation, signature } = logout(alice);
    vault.cancel(cancellation, signature);
    chain.pass(12);
    clean(alice);
    expect(alice.init().account).not.toEqual(old);
    expect(paid).toEqual(bob.certificate);
    chain.deposit(alice.account, 3n * ETH);
    chain.pass(12);
    expect(alice.bookDeposit()).toBe(3n * ETH);
    alice.pay(bob, 2n * ETH);
    expect(bob.status().spendable).toBe(2n * ETH);
  });

  test('a payment to the account that was deleted gets no answer from the next one', () => {
    const { alice, bob, chain, vault } = world();
    chain.deposit(bob.account, ETH);
    chain.pass(12);
    bob.bookDeposit();
    const { message } = bob.transfer(alice, LEAST);
    const { cancellation, signature } = logout(alice);
    expect(alice.receive(message).reason).toBe('account-leaving');
    vault.cancel(cancellation, signature);
    chain.pass(12);
    clean(alice);
    expect(refusal(() => alice.receive(message))).toBe('NOT_INITIALISED');
    alice.init();
    expect(refusal(() => alice.receive(message))).toBe('NOT_FOR_THIS_ACCOUNT');
  });

  test('an account that left by its recovery address is cleaned too', () => {
    const { alice, chain } = world();
    const standing = chain.standing(alice.account);
    standing.status = 3;
    standing.balance = 0n;
    chain.pass(12);
    clean(alice);
    expect(alice.status().initialised).toBe(false);
  });
});

test('a recovery address that cannot be paid is refused when the account is made', () => {
  const { chain, network, bob } = world();
  const fresh = new TestWallet('dave', network, chain);
  const header = chain.header();
  for (const recovery of [new Uint8Array(20), network.vault]) {
    expect(refusal(() => fresh.ask({ type: 'init', recovery, header }, 'initialised'))).toBe(
      'RECIPIENT_INVALID',
    );
  }
  expect(fresh.state.account).toBeUndefined();
  expect(bob.status().initialised).toBe(true);
});
