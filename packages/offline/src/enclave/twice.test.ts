import { expect, test } from 'vitest';
import { ETH, type TestWallet, testWorld } from '../testing/world.ts';

/** What comes twice, or after the fact, is booked once. */

function world() {
  const { wallets, ...rest } = testWorld();
  const [alice, bob, carol] = wallets as [TestWallet, TestWallet, TestWallet];
  return { alice, bob, carol, ...rest };
}

test('the same rejection again frees nothing more', () => {
  const { alice, bob } = world();
  alice.transfer(bob, 3n * ETH);
  const { message } = alice.transfer(bob, ETH);
  const rejection = bob.reject(message);
  for (let times = 0; times < 3; times++) alice.take(rejection);
  expect(alice.status()).toMatchObject({ spendable: 7n * ETH, inFlight: 3n * ETH });
});

test('a swallowed rejection, shown when the money came back by proof, frees nothing more', () => {
  const { alice, bob, chain, network } = world();
  const { message, id } = alice.transfer(bob, ETH);
  const rejection = bob.reject(message);
  const { settleWindow, reorgMargin } = network.facts.parameters;
  chain.pass(settleWindow + reorgMargin + 13);
  expect(alice.finalize().refunded).toEqual([id]);
  expect(alice.status()).toMatchObject({ spendable: 10n * ETH, inFlight: 0n });
  expect(() => alice.take(rejection)).toThrow(/no unsettled payment/);
  alice.finalize();
  expect(alice.status().spendable).toBe(10n * ETH);
});

test('a rejected payment is not refunded a second time when it lapses', () => {
  const { alice, bob, chain, network } = world();
  alice.take(bob.reject(alice.transfer(bob, ETH).message));
  const { settleWindow, reorgMargin } = network.facts.parameters;
  chain.pass(settleWindow + reorgMargin + 13);
  expect(alice.finalize().refunded).toEqual([]);
  expect(alice.status().spendable).toBe(10n * ETH);
});

test('the same acknowledgement again debits nothing more, and books no second payment', () => {
  const { alice, bob } = world();
  const { message } = alice.transfer(bob, ETH);
  const answer = bob.receive(message);
  for (let times = 0; times < 3; times++) alice.take(answer);
  expect(alice.status()).toMatchObject({ spendable: 9n * ETH, inFlight: 0n, outgoingUnsettled: ETH });
  expect(alice.ask({ type: 'onchainUpdate' }, 'settlement').payments).toHaveLength(1);
});

test('two devices that show the payee the same payment get it credited once', () => {
  const { alice, bob } = world();
  const { message } = alice.transfer(bob, ETH);
  const copy = structuredClone(message);
  expect(bob.receive(copy)).toEqual(bob.receive(message));
  bob.launch({ type: 'restored' });
  bob.receive(message);
  expect(bob.status()).toMatchObject({ spendable: ETH, unsettledIncoming: ETH });
});
