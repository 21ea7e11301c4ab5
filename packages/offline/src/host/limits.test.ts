import { wei } from '@coffer/core/amount';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Limit, LimitName } from './limits.ts';
import { type Devnet, makeParty, startDevnet, type TestParty } from './testing/devnet.ts';

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(async () => devnet.stop());

async function limitsOf({ wallet }: TestParty): Promise<ReadonlyMap<LimitName, Limit>> {
  const { limits } = await wallet.limits();
  return new Map(limits.map((limit) => [limit.name, limit]));
}

let serial = 0;
async function pay(payer: TestParty, payee: TestParty, amount: bigint): Promise<void> {
  const { uri: request } = await payee.wallet.request({ amount: wei(amount) });
  const { file } = await payer.wallet.pay({ request, idempotencyKey: `p${serial++}` });
  const answer = await payee.wallet.receive({ payment: file });
  await payer.wallet.takeAnswer({ answer: answer.file });
}

test('what is left of each limit follows the books', async () => {
  const { parameters: p } = devnet.network.facts;
  const [alice, bob, carol] = [
    await makeParty(devnet, 'alice'),
    await makeParty(devnet, 'bob'),
    await makeParty(devnet, 'carol'),
  ];
  const empty = await limitsOf(bob);
  expect(empty.get('holding')).toMatchObject({ limit: p.holdingLimit, used: 0n, left: p.holdingLimit });
  expect(empty.get('payable-now')).toMatchObject({ limit: 0n });
  expect(empty.get('hops')).toMatchObject({ limit: p.maxHops, used: 0, left: p.maxHops });
  expect(empty.get('earliest-deadline')).toMatchObject({ limit: 0 });
  await alice.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
  await pay(alice, bob, 100n);
  await pay(alice, bob, 200n);
  await pay(bob, carol, 250n);
  const bobs = await limitsOf(bob);
  expect(bobs.get('holding')).toMatchObject({ used: 50n, left: p.holdingLimit - 50n });
  expect(bobs.get('payable-now')).toMatchObject({ limit: 50n });
  expect(bobs.get('unsettled')).toMatchObject({ used: 2, left: p.maxUnsettled - 2 });
  expect(bobs.get('unsettled-of-one-payer')).toMatchObject({ used: 2, left: p.maxUnsettled / 4 - 2 });
  expect(bobs.get('hops')).toMatchObject({ used: 1 });
  expect((await limitsOf(carol)).get('hops')).toMatchObject({ used: 2, left: p.maxHops - 2 });
  const deadline = bobs.get('earliest-deadline')!;
  expect(deadline.left).toBeGreaterThan(p.settleWindow - 3_600);
  expect(deadline.note).toMatch(/Reconcile before/);
  expect(bobs.get('offline')!.left).toBeGreaterThan(p.offlineLimit - 3_600);
  await bob.wallet.reconcile();
  const settled = await limitsOf(bob);
  expect(settled.get('unsettled')).toMatchObject({ used: 0 });
  expect(settled.get('earliest-deadline')!.left).toBeUndefined();
});

test('the parameters are told as they are', async () => {
  const { parameters: p } = devnet.network.facts;
  const limits = await limitsOf(await makeParty(devnet, 'asks'));
  const expected = [
    ['payment', p.paymentLimit],
    ['smallest-payment', p.minimumPayment],
    ['unprotected-payer', p.unprotectedLimit],
    ['supports', p.maxSupports],
    ['settle-window', p.settleWindow],
    ['lock-time', p.lockTime],
    ['drift', p.drift],
    ['settle-margin', p.settleMargin],
    ['reorg-margin', p.reorgMargin],
    ['exit-delay', p.exitDelay],
    ['confirmations', p.confirmations],
  ] as const;
  expect(expected.map(([name]) => [name, limits.get(name)?.limit])).toEqual(expected);
  expect(limits.size).toBe(19);
});
