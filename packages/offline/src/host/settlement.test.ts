import { wei } from '@coffer/core/amount';
import { type Bytes, toBytesBE, toHex } from '@coffer/core/bytes';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isReceipt, peakOf, peaksOf } from '../enclave/receipts.ts';
import type { VaultEvent } from './chain.ts';
import { extendHistory, NO_HISTORY } from './receipts.ts';
import { BATCH_LIMITS, type Candidate, firstBatch, planSettlement } from './settlement.ts';

const account = (n: number): Bytes => toBytesBE(BigInt(n + 1), 20);
const digest = (n: number): Bytes => toBytesBE(BigInt(n + 1_000), 32);
const NEVER = (): boolean => false;

function payment(
  n: number,
  from: number,
  to: number,
  supports: readonly number[] = [],
  settleBy = 1_000,
  amount = 1n,
): Candidate {
  return {
    id: digest(n),
    accepted: {
      payment: {
        payer: account(from),
        payee: account(to),
        amount: wei(amount),
        serial: n,
        tGen: 0,
        expiry: 0,
        settleBy,
        provedAt: 0,
        supports: supports.map(digest),
        state: digest(0),
      },
      signature: new Uint8Array(64),
      acknowledgement: new Uint8Array(64),
    },
  };
}

const settled = (n: number, to: number, block = 1): VaultEvent => ({
  type: 'settled',
  block,
  payment: digest(n),
  payee: account(to),
  tx: '0x',
});
const view = (events: readonly VaultEvent[] = [], used: readonly number[] = [], time = 0) => ({
  history: extendHistory(NO_HISTORY, events, 100),
  isUsed: (_: Bytes, serial: number) => used.includes(serial),
  time,
});
const numbers = (candidates: readonly { id: Bytes }[]): number[] =>
  candidates.map(({ id }) => Number(BigInt(toHex(id))) - 1_000);

test('what funds comes before what is funded, and what cannot wait comes first', () => {
  const plan = planSettlement(
    [payment(1, 0, 1), payment(2, 1, 2, [1], 500), payment(3, 5, 6, [], 100), payment(4, 2, 3, [2], 400)],
    view(),
  );
  expect(numbers(plan.ordered)).toEqual([3, 1, 2, 4]);
  expect(plan.leftOut).toEqual([]);
});

test('of what can wait, what is worth more goes first; dust waits, and is not forgotten', () => {
  const later = 10 * 86_400;
  const dust = Array.from({ length: 100 }, (_, n) => payment(100 + n, 0, 1, [], later - n));
  const plan = planSettlement(
    [
      ...dust,
      payment(1, 5, 6, [], later + 5, 10n ** 18n),
      payment(2, 6, 7, [], later, 1n),
      payment(3, 7, 8, [2], later, 5n * 10n ** 18n),
      payment(4, 8, 9, [], 86_400, 1n),
      payment(5, 8, 9, [], 86_399, 1n),
    ],
    view(),
  );
  expect(numbers(plan.ordered).slice(0, 5)).toEqual([5, 4, 2, 3, 1]);
  expect(plan.ordered).toHaveLength(105);
  expect(plan.leftOut).toEqual([]);
  // Nearer to their deadlines, they go by these.
  const late = planSettlement(
    [...dust, payment(1, 5, 6, [], later + 5, 10n ** 18n)],
    view([], [], later - 200),
  );
  expect(numbers(late.ordered).at(-1)).toBe(1);
});

test('each payment that cannot be settled is left out with its reason, and everything that leans on it', () => {
  const plan = planSettlement(
    [
      payment(1, 0, 1),
      payment(2, 0, 1, [], 10),
      payment(3, 0, 1),
      payment(4, 1, 2, [2]),
      payment(5, 1, 2, [1]),
      payment(6, 1, 2, [99]),
    ],
    view([settled(1, 1)], [3], 50),
  );
  expect(numbers(plan.ordered)).toEqual([5]);
  expect(plan.leftOut.map(({ reason }) => reason)).toEqual([
    'settled',
    'lapsed',
    'serial-used',
    'support-missing',
    'support-missing',
  ]);
});

test('a receipt of somebody else is no support', () => {
  const plan = planSettlement([payment(2, 1, 2, [1])], view([settled(1, 9)]));
  expect(plan.leftOut).toEqual([{ id: digest(2), reason: 'support-missing' }]);
});

test('payments that claim to fund each other do not hang the wallet', () => {
  const plan = planSettlement([payment(1, 0, 1, [2]), payment(2, 1, 0, [1])], view());
  expect(plan.ordered).toEqual([]);
});

test('batches keep to the vault’s bounds', () => {
  const many = Array.from({ length: 150 }, (_, n) => payment(n, 0, 1));
  const { ordered } = planSettlement(many, view());
  expect(firstBatch(ordered, view().history, NEVER).items).toHaveLength(64);
  const tight = { ...BATCH_LIMITS, maxGas: 200_000n };
  expect(firstBatch(ordered, view().history, NEVER, tight).items.length).toBeLessThan(6);
  expect(firstBatch(ordered, view().history, NEVER, { maxItems: 64, maxGas: 1n }).items).toHaveLength(1);
});

test('every support that a batch proves holds when the vault looks at it, after what the batch itself has settled', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(2), { maxLength: 40 }),
      fc.array(fc.record({ to: fc.nat(2), from: fc.nat(2), support: fc.nat(60) }), { maxLength: 30 }),
      (before, wanted) => {
        const history = extendHistory(
          NO_HISTORY,
          before.map((to, n) => settled(n, to)),
          100,
        );
        const candidates: Candidate[] = [];
        const payees: number[] = [...before];
        for (const { from, to, support } of wanted) {
          const n = payees.length;
          const owned = payees.flatMap((payee, index) => (payee === from ? [index] : []));
          const chosen = owned.length === 0 ? [] : [owned[support % owned.length]!];
          candidates.push(payment(n, from, to, chosen));
          payees.push(to);
        }
        const { ordered } = planSettlement(candidates, { ...view(), history });
        const { items } = firstBatch(ordered, history, NEVER);
        expect(items).toHaveLength(candidates.length);
        const leaves = new Map([0, 1, 2].map((to) => [to, [...history.receipts(account(to))]]));
        items.forEach(({ payment: { payer, payee }, supports, id }, at) => {
          for (const { payment: support, by } of supports) {
            if (by.type === 'item') {
              expect(by.item).toBeLessThan(at);
              expect(items[by.item]!.id).toEqual(support);
              continue;
            }
            const own = leaves.get(Number(BigInt(toHex(payer))) - 1)!;
            const peak = peaksOf(own).get(peakOf(by.index, own.length)!.height)!;
            expect(isReceipt(support, by.index, own.length, by.path, peak)).toBe(true);
          }
          leaves.get(Number(BigInt(toHex(payee))) - 1)!.push(id);
        });
      },
    ),
    { seed: 9, numRuns: 400 },
  );
});
