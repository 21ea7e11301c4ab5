import { wei } from '@coffer/core/amount';
import { fromHex, toHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { offlineProgram } from '../enclave/program.ts';
import { flipped } from '../testing/world.ts';
import type { ChainPort } from './chain.ts';
import { type Devnet, makeParty, startDevnet, type TestParty } from './testing/devnet.ts';

/** An honest node that is asked in the middle of a block: once it answers out of another state than it should. */

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(async () => devnet.stop());

const stateOf = ({ enclave }: TestParty): string => toHex(offlineProgram.snapshot(enclave.state));

/** A node whose first `wrong` proofs are not of the block that was asked for. */
function hasty(chain: ChainPort, wrong: number): ChainPort & { readonly asked: () => number } {
  let asked = 0;
  return {
    ...chain,
    asked: () => asked,
    evidence: async (header, slots) => {
      const evidence = await chain.evidence(header, slots);
      if (asked++ >= wrong) return evidence;
      return { ...evidence, vault: evidence.vault.map((node) => flipped(node, 40)) };
    },
  };
}

async function withPayment(name: string): Promise<{ alice: TestParty; bob: TestParty; id: string }> {
  const [alice, bob] = [await makeParty(devnet, `${name} alice`), await makeParty(devnet, `${name} bob`)];
  await alice.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
  const { uri: request } = await bob.wallet.request({ amount: wei(400n) });
  const { file, id } = await alice.wallet.pay({ request, idempotencyKey: 'p' });
  const answer = await bob.wallet.receive({ payment: file });
  await alice.wallet.takeAnswer({ answer: answer.file });
  return { alice, bob, id };
}

test('evidence that proves nothing is fetched anew before anybody is told', async () => {
  const { alice, bob } = await withPayment('once');
  const chain = hasty(bob.chain, 1);
  const wallet = await bob.reopen({ chain });
  expect((await wallet.reconcile()).finalized.settledIn).toHaveLength(1);
  expect(chain.asked()).toBeGreaterThan(1);
  const deposits = await alice.reopen({ chain: hasty(alice.chain, 2) });
  expect(await deposits.deposit({ amount: wei(5n), idempotencyKey: 'd2' })).toMatchObject({ booked: 5n });
});

test('a node that always proves nothing is told of, and nothing changed', async () => {
  const { bob } = await withPayment('always');
  const chain = hasty(bob.chain, Number.POSITIVE_INFINITY);
  const wallet = await bob.reopen({ chain });
  const before = stateOf(bob);
  const error = await wallet.reconcile().catch((thrown: unknown) => thrown);
  expect(isCofferError(error, 'CHAIN_ANSWER')).toBe(true);
  expect(chain.asked()).toBe(4);
  expect(stateOf(bob)).toBe(before);
});

test('a serial that is read too early contradicts no log for long', async () => {
  const { alice, bob, id } = await withPayment('serial');
  await alice.wallet.reconcile();
  let asked = 0;
  const wallet = await bob.reopen({
    chain: {
      ...bob.chain,
      isUsed: async (account, serial) => asked++ > 0 && (await bob.chain.isUsed(account, serial)),
    },
  });
  const { finalized, txs } = await wallet.reconcile();
  expect([finalized.settledIn.map(toHex), txs]).toEqual([[toHex(fromHex(id))], []]);
});

test('logs that come a moment later than their block are waited for', async () => {
  const { alice, bob } = await withPayment('logs');
  await alice.wallet.reconcile();
  let asked = 0;
  const wallet = await bob.reopen({
    chain: {
      ...bob.chain,
      isUsed: async () => true,
      events: async (from, to) => (asked++ === 0 ? [] : bob.chain.events(from, to)),
    },
  });
  expect((await wallet.reconcile()).finalized.settledIn).toHaveLength(1);
});

test('an account that a stranger’s batch has only looked up is proved absent, and can be used', async () => {
  const { alice, bob } = await withPayment('looked up');
  const victim = await makeParty(devnet, 'looked up victim');
  const { uri: request } = await victim.wallet.request({ amount: wei(100n) });
  const { file } = await alice.wallet.pay({ request, idempotencyKey: 'v' });
  const answer = await victim.wallet.receive({ payment: file });
  await alice.wallet.takeAnswer({ answer: answer.file });
  const items = [bob, victim].map(({ enclave }) => {
    const { id, accepted } = enclave.state.incoming.values().next().value!;
    return { id, ...accepted, supports: [] };
  });
  // Without the victim's certificate: its item is skipped, its account only read, and anvil keeps an empty slot of it.
  const batch = { type: 'settle', opens: [bob.enclave.certificate], items } as const;
  await bob.chain.broadcast(await bob.chain.prepare(batch));
  await devnet.pass(1, []);
  expect((await victim.wallet.reconcile()).finalized.settledIn).toHaveLength(1);
  expect((await victim.wallet.show()).status.onChain).toBe(100n);
});
