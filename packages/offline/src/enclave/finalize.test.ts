import { fromHex, toHex } from '@coffer/core/bytes';
import { sign } from '@coffer/crypto/secp256k1';
import { describe, expect, test } from 'vitest';
import { acknowledgementDigest } from '../messages/payment.ts';
import {
  ETH,
  flipped,
  LEAST,
  refusal,
  SIGNER,
  secretOf,
  TestChain,
  type TestWallet,
  testNetwork,
  testWorld,
} from '../testing/world.ts';
import { restore, snapshot } from './state.ts';
import { accountSlots, serialSlot } from './storage.ts';

function world() {
  const { wallets, ...rest } = testWorld();
  const [alice, bob, carol] = wallets as [TestWallet, TestWallet, TestWallet];
  const { settleWindow, reorgMargin } = rest.network.facts.parameters;
  return { alice, bob, carol, lapse: settleWindow + reorgMargin + 1, ...rest };
}

const TO = fromHex('0x00000000000000000000000000000000000000aa');

describe('deposits are believed only when proved', () => {
  test('and credited once, however often they are shown', () => {
    const { alice, chain } = world();
    expect(alice.status().spendable).toBe(10n * ETH);
    expect(alice.bookDeposit()).toBe(0n);
    chain.pass(12);
    expect(alice.bookDeposit()).toBe(0n);
    chain.deposit(alice.account, ETH);
    chain.pass(12);
    expect(alice.bookDeposit()).toBe(ETH);
    alice.finalize();
    expect(alice.status().spendable).toBe(11n * ETH);
  });

  test('never from another chain, another signer, another vault, or a changed proof', () => {
    const { alice, bob, chain, network } = world();
    chain.pass(12);
    chain.deposit(alice.account, ETH);
    chain.pass(12);
    const good = chain.evidence(accountSlots(alice.account));
    const ask = (evidence: typeof good) =>
      refusal(() => alice.ask({ type: 'deposit', evidence }, 'deposited'));
    expect(ask(chain.evidence(accountSlots(alice.account), secretOf('mallory')))).toBe(
      'HEADER_BAD_SIGNATURE',
    );
    const elsewhere = new TestChain({ ...network, facts: { ...network.facts, chainId: 1n } });
    elsewhere.number = chain.number + 10;
    elsewhere.deposit(alice.account, 1_000n * ETH);
    expect(ask(elsewhere.evidence(accountSlots(alice.account), SIGNER))).toBe('HEADER_BAD_SIGNATURE');
    const otherVault = new TestChain({ ...network, vault: TO });
    otherVault.number = chain.number + 10;
    otherVault.deposit(alice.account, 1_000n * ETH);
    expect(ask({ ...otherVault.evidence(accountSlots(alice.account)) })).not.toBe('accepted');
    expect(ask(chain.evidence(accountSlots(bob.account)))).toBe('PROOF_INCOMPLETE');
    const relabelled = chain.evidence(accountSlots(alice.account)).slots.map(({ nodes }, i) => ({
      slot: accountSlots(bob.account)[i]!,
      nodes,
    }));
    // In so small a trie these nodes may honestly prove that Bob has nothing; they must never prove more.
    refusal(() => bob.ask({ type: 'deposit', evidence: { ...good, slots: relabelled } }, 'deposited'));
    expect(bob.status()).toMatchObject({ spendable: 0n, accountStatus: 'absent' });
    const [first, ...rest] = good.slots;
    for (let bit = 0; bit < 8 * first!.nodes[0]!.length; bit += 37) {
      const nodes = [flipped(first!.nodes[0]!, bit), ...first!.nodes.slice(1)];
      expect(ask({ ...good, slots: [{ slot: first!.slot, nodes }, ...rest] })).not.toBe('accepted');
    }
    expect(ask({ ...good, slots: [...good.slots, ...good.slots] })).toBe('PROOF_INVALID');
    expect(alice.status().spendable).toBe(10n * ETH);
    expect(ask(good)).toBe('accepted');
    expect(alice.status().spendable).toBe(11n * ETH);
  });

  test('an older header, or another block at the same height, is refused', () => {
    const { alice, chain } = world();
    const old = chain.evidence(accountSlots(alice.account));
    chain.pass(12);
    alice.bookDeposit();
    expect(refusal(() => alice.ask({ type: 'deposit', evidence: old }, 'deposited'))).toBe('HEADER_STALE');
    chain.fork();
    expect(refusal(() => alice.bookDeposit())).toBe('HEADER_EQUIVOCATION');
  });
});

describe('O2 money comes back only on a final proof', () => {
  test('that the serial is unused later than settleBy and the margin, answered or not', () => {
    const { alice, bob, chain, network, lapse } = world();
    alice.transfer(bob, ETH);
    const acknowledged = alice.pay(bob, 2n * ETH);
    chain.pass(network.facts.parameters.settleWindow);
    expect(alice.finalize().refunded).toHaveLength(0);
    chain.pass(network.facts.parameters.reorgMargin - 12);
    expect(alice.finalize().refunded).toHaveLength(0);
    chain.pass(13 + lapse - network.facts.parameters.settleWindow - network.facts.parameters.reorgMargin);
    expect(alice.finalize().refunded).toHaveLength(2);
    expect(alice.status()).toMatchObject({ spendable: 10n * ETH, inFlight: 0n, outgoingUnsettled: 0n });
    expect(bob.finalize().writtenOff).toEqual([acknowledged.id]);
    expect(bob.status().spendable).toBe(0n);
  });

  test('never for a settled payment, also when its acknowledgement was swallowed', () => {
    const { alice, bob, chain, lapse } = world();
    const { message, id } = alice.transfer(bob, ETH);
    bob.receive(message);
    chain.settle(message);
    chain.pass(lapse);
    expect(alice.finalize()).toMatchObject({ settledOut: [id], refunded: [] });
    expect(alice.status()).toMatchObject({ spendable: 9n * ETH, inFlight: 0n });
    expect(bob.finalize().settledIn).toEqual([id]);
    expect(bob.status()).toMatchObject({ spendable: ETH, withdrawable: ETH });
  });

  test('and the host cannot leave out the serial that was used', () => {
    const { alice, bob, chain, lapse } = world();
    const { message } = alice.transfer(bob, ETH);
    chain.settle(message);
    chain.pass(lapse);
    const evidence = chain.evidence(accountSlots(alice.account));
    expect(refusal(() => alice.ask({ type: 'finalize', evidence, receipts: [] }, 'finalized'))).toBe(
      'PROOF_INCOMPLETE',
    );
    const word = serialSlot(bob.account, 0);
    const swapped = chain.evidence([...accountSlots(alice.account), word]);
    const slots = swapped.slots.map((entry) =>
      toHex(entry.slot) === toHex(word) ? { ...entry, slot: serialSlot(alice.account, 0) } : entry,
    );
    expect(
      refusal(() =>
        alice.ask({ type: 'finalize', evidence: { ...swapped, slots }, receipts: [] }, 'finalized'),
      ),
    ).not.toBe('accepted');
  });

  test('refunds go back through the hands: what is funded first, then what funds', () => {
    const { alice, bob, carol, chain, lapse } = world();
    alice.pay(bob, 3n * ETH);
    bob.pay(carol, 2n * ETH);
    chain.pass(lapse);
    const judged = bob.finalize();
    expect(judged.refunded).toHaveLength(1);
    expect(judged.writtenOff).toHaveLength(1);
    for (const wallet of [alice, carol]) wallet.finalize();
    expect([alice, bob, carol].map((wallet) => wallet.status().spendable)).toEqual([10n * ETH, 0n, 0n]);
  });
});

describe('O3 withdrawals', () => {
  test('take only what is proved on chain and promised to nobody', () => {
    const { alice, bob, carol, chain } = world();
    alice.pay(bob, 5n * ETH);
    expect(refusal(() => bob.ask({ type: 'withdraw', amount: ETH as never, to: TO }, 'withdrawal'))).toBe(
      'ACCOUNT_NOT_OPEN',
    );
    bob.pay(alice, 5n * ETH);
    expect(alice.status()).toMatchObject({ spendable: 10n * ETH, withdrawable: 5n * ETH });
    expect(
      refusal(() => alice.ask({ type: 'withdraw', amount: (5n * ETH + 1n) as never, to: TO }, 'withdrawal')),
    ).toBe('WITHDRAWABLE_TOO_LOW');
    const made = alice.ask({ type: 'withdraw', amount: (5n * ETH) as never, to: TO }, 'withdrawal');
    expect(alice.status()).toMatchObject({ withdrawable: 0n, pendingWithdrawals: 5n * ETH });
    expect(made.withdrawal.serial).toBe(1);
    chain.use(alice.account, 1);
    chain.standing(alice.account).balance -= 5n * ETH;
    chain.pass(12);
    expect(alice.finalize().settledOut).toEqual([made.id]);
    expect(carol.status().spendable).toBe(0n);
  });

  test('never go where the vault cannot pay', () => {
    const { alice, network } = world();
    for (const to of [new Uint8Array(20), network.vault]) {
      expect(refusal(() => alice.ask({ type: 'withdraw', amount: ETH as never, to }, 'withdrawal'))).toBe(
        'RECIPIENT_INVALID',
      );
    }
    expect(alice.status().pendingWithdrawals).toBe(0n);
  });

  test('that never reached the chain come back on proof only', () => {
    const { alice, chain, lapse } = world();
    alice.ask({ type: 'withdraw', amount: ETH as never, to: TO }, 'withdrawal');
    chain.pass(60);
    alice.finalize();
    expect(alice.status().spendable).toBe(9n * ETH);
    chain.pass(lapse);
    expect(alice.finalize().refunded).toHaveLength(1);
    expect(alice.status().spendable).toBe(10n * ETH);
  });
});

describe('O6, O7 an incoming payment is booked only on a receipt of its own hash', () => {
  test('settled support turns into chain money, also where it was passed on', () => {
    const { alice, bob, carol, chain } = world();
    const first = alice.pay(bob, 3n * ETH);
    bob.pay(carol, 2n * ETH);
    chain.settle(first.message);
    chain.pass(12);
    expect(bob.finalize().settledIn).toEqual([first.id]);
    expect(bob.status()).toMatchObject({ spendable: ETH, withdrawable: ETH, outgoingUnsettled: 2n * ETH });
  });

  test('a used serial without that receipt makes it disputed: not spendable', () => {
    const { alice, bob, carol, chain } = world();
    const { id } = alice.pay(bob, 3n * ETH);
    chain.use(alice.account, 0); // a second payment of a broken enclave used the serial
    chain.pass(12);
    expect(bob.finalize([]).disputed).toEqual([id]);
    expect(bob.status().spendable).toBe(0n);
    expect(refusal(() => bob.transfer(carol, LEAST))).toBe('BALANCE_TOO_LOW');
  });

  test('a host that hides a receipt, or shows a false one, is found out', () => {
    const { alice, bob, chain } = world();
    const { message } = alice.pay(bob, 3n * ETH);
    chain.settle(message);
    chain.pass(12);
    expect(refusal(() => bob.finalize([]))).toBe('BOOKS_DIFFER');
    const [receipt] = bob.receipts();
    for (const wrong of [
      { ...receipt!, index: 1 },
      { ...receipt!, path: [new Uint8Array(32)] },
    ]) {
      expect(refusal(() => bob.finalize([wrong]))).toBe('PROOF_INVALID');
    }
    chain.standing(bob.account).receipts[0] = new Uint8Array(32).fill(9);
    chain.pass(12);
    expect(refusal(() => bob.finalize([receipt!]))).toBe('PROOF_INVALID');
  });

  test('a rejected payment that a broken payee settled all the same is a loss that the books show', () => {
    const { alice, bob, chain } = world();
    const { message, id } = alice.transfer(bob, ETH);
    alice.take(bob.reject(message));
    expect(alice.status().spendable).toBe(10n * ETH);
    expect(sign(bob.state.account!.secret, acknowledgementDigest(bob.state.domain, id))).toHaveLength(64);
    chain.settle(message);
    chain.pass(12);
    expect(alice.finalize().disputed).toEqual([id]);
    expect(alice.status().spendable).toBe(9n * ETH);
  });

  test('the books must be those of the chain, to the wei', () => {
    const { alice, chain } = world();
    chain.standing(alice.account).balance -= 1n;
    chain.pass(12);
    expect(refusal(() => alice.finalize())).toBe('BOOKS_DIFFER');
  });
});

describe('an announced exit', () => {
  test('ends payments and withdrawals as soon as the enclave proves its account', () => {
    const { alice, bob, chain } = world();
    chain.standing(alice.account).exitAt = chain.time + 1_000;
    chain.pass(12);
    alice.bookDeposit();
    expect(refusal(() => alice.transfer(bob, LEAST))).toBe('EXIT_ANNOUNCED');
    expect(refusal(() => alice.ask({ type: 'withdraw', amount: 1n as never, to: TO }, 'withdrawal'))).toBe(
      'EXIT_ANNOUNCED',
    );
    const { message } = testPayment(bob, alice, chain);
    expect(alice.receive(message).reason).toBe('account-leaving');
  });
});

function testPayment(payer: TestWallet, payee: TestWallet, chain: TestChain) {
  chain.deposit(payer.account, ETH);
  chain.pass(12);
  payer.bookDeposit();
  return payer.transfer(payee, LEAST);
}

describe('O8 an enclave that may be an old copy', () => {
  test('signs nothing any more, but reconciles', () => {
    const { alice, bob, chain } = world();
    const { message } = bob.status() && alice.transfer(bob, ETH);
    bob.launch({ type: 'unproven' });
    expect(refusal(() => bob.receive(message))).toBe('RESTORED_WITHOUT_COUNTER');
    expect(refusal(() => bob.reject(message))).toBe('RESTORED_WITHOUT_COUNTER');
    alice.launch({ type: 'unproven' });
    alice.launch({ type: 'restored' });
    expect(refusal(() => alice.transfer(bob, LEAST))).toBe('RESTORED_WITHOUT_COUNTER');
    expect(refusal(() => alice.ask({ type: 'withdraw', amount: 1n as never, to: TO }, 'withdrawal'))).toBe(
      'RESTORED_WITHOUT_COUNTER',
    );
    chain.pass(12);
    alice.finalize();
    expect(alice.status().mode).toBe('restored-without-counter');
  });
});

test('a snapshot gives the same state back', () => {
  const { alice, bob, carol, chain } = world();
  alice.pay(bob, 3n * ETH);
  bob.pay(carol, 2n * ETH);
  bob.transfer(carol, LEAST);
  chain.pass(12);
  for (const wallet of [alice, bob, carol]) {
    wallet.finalize();
    expect(restore(snapshot(wallet.state))).toEqual(wallet.state);
  }
  expect(() => restore(snapshot(alice.state).subarray(1))).toThrow();
  expect(testNetwork()).toEqual(alice.state.network);
});
