import { describe, expect, test } from 'vitest';
import type { Config } from '../config/config.ts';
import { auditBroken, auditOffline, type BrokenAccount, type ChainBooks } from './books.ts';
import type { Actor } from './rail.ts';

/** The books of the story, with one wei too much or too little in each place where it could hide. */

const MALLORY = `0x${'66'.repeat(20)}`;
const broken: BrokenAccount = { name: 'mallory', account: MALLORY, deposited: 500n };

interface Line {
  readonly id: string;
  readonly what: 'payment' | 'receipt';
  readonly state: string;
  readonly amount: bigint;
  readonly party?: string;
}

/** A wallet that answers what the books ask. */
function actor(name: string, spendable: bigint, lines: readonly Line[], pending = 0n): Actor {
  const daemon = {
    account: async () => ({
      account: `0x${name.charCodeAt(0).toString(16).repeat(20)}`,
      spendableWei: spendable.toString(),
      pendingWithdrawalsWei: pending.toString(),
    }),
    activity: async () => ({
      entries: lines.map(({ id, what, state, amount, party }) => ({
        ...{ id, what, state },
        amountWei: amount.toString(),
        party: party ?? null,
      })),
    }),
  };
  return { name, config: {} as Config, daemon: daemon as unknown as Actor['daemon'] };
}

describe('while the chain is away', () => {
  const fromMallory = (id: string): Line => ({
    id,
    what: 'receipt',
    state: 'acknowledged',
    amount: 200n,
    party: MALLORY,
  });
  const audit = (bob: bigint, deposited = 500n) =>
    auditOffline(
      [
        actor('alice', 500n, [
          { id: '0x1', what: 'payment', state: 'in-flight', amount: 100n },
          { id: '0x2', what: 'payment', state: 'in-flight', amount: 50n },
        ]),
        // Bob has taken one of the two: it is not in flight any more.
        actor(
          'bob',
          bob,
          [{ id: '0x2', what: 'receipt', state: 'acknowledged', amount: 50n }, fromMallory('0x3')],
          30n,
        ),
        actor('carol', 200n, [fromMallory('0x4')]),
      ],
      850n,
      { broken: { ...broken, deposited } },
    );

  test('what a broken enclave gave is counted apart, as far as its deposit goes', async () => {
    expect((await audit(420n)).conserved).toBe(true);
    expect((await audit(420n, 400n)).conserved).toBe(true);
    expect((await audit(420n, 399n)).conserved).toBe(false);
  });

  test('a wei more or less is found out', async () => {
    for (const wrong of [419n, 421n]) expect((await audit(wrong)).conserved).toBe(false);
  });
});

describe('with the chain', () => {
  const chain = (left: bigint): ChainBooks => ({
    vault: 0n,
    allAccounts: 0n,
    accounts: new Map([[MALLORY, left]]),
  });
  const bob = (state: string): Actor =>
    actor('bob', 0n, [{ id: '0x3', what: 'receipt', state, amount: 200n, party: MALLORY }]);
  const closed = { name: 'carol', account: '0x0', to: '0x0', amount: 0n, fromBroken: 200n };

  test('the frozen account and what was paid out of it make its deposit', async () => {
    expect((await auditBroken(chain(100n), [bob('settled')], { broken, closed })).conserved).toBe(true);
    for (const left of [99n, 101n]) {
      expect((await auditBroken(chain(left), [bob('settled')], { broken, closed })).conserved).toBe(false);
    }
    // What is only promised is not paid.
    expect((await auditBroken(chain(100n), [bob('disputed')], { broken, closed })).conserved).toBe(false);
    expect((await auditBroken(chain(300n), [bob('disputed')], { broken, closed })).conserved).toBe(true);
  });

  test('without a broken enclave there is nothing to compare', async () => {
    expect(await auditBroken(chain(1n), [], {})).toEqual({ conserved: true, lines: [] });
  });
});
