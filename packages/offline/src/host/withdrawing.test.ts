import { wei } from '@coffer/core/amount';
import { toHex } from '@coffer/core/bytes';
import { CofferError } from '@coffer/core/error';
import { address } from '@coffer/crypto/secp256k1';
import { rpc } from '@coffer/ethereum/anvil/rpc';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { secretOf } from '../testing/world.ts';
import type { ChainPort } from './chain.ts';
import { WalletError } from './error.ts';
import { type Devnet, makeParty, startDevnet, type TestParty } from './testing/devnet.ts';

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(async () => devnet.stop());

async function funded(name: string): Promise<TestParty> {
  const party = await makeParty(devnet, name);
  await party.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'deposit' });
  return party;
}

async function failure(work: Promise<unknown>): Promise<CofferError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CofferError)) throw error ?? new Error('It was done.');
  return error;
}

/** A contract that takes no ether. */
async function contract(name: string, code: `0x${string}`): Promise<Uint8Array> {
  const place = address(secretOf(name));
  await rpc(devnet.anvil.url, 'anvil_setCode', [toHex(place), code]);
  return place;
}

const unreachable = async (): Promise<never> => {
  throw new CofferError('CHAIN_UNREACHABLE', 'The public chain does not answer.');
};

test('nothing is signed for a receiver that takes no ether, and the key is still free', async () => {
  const party = await funded('hasty');
  for (const [name, code] of [
    ['reverts', '0x60006000fd'],
    ['halts', '0xfe'],
  ] as const) {
    const to = await contract(name, code);
    const error = await failure(party.wallet.withdraw({ amount: wei(400n), to, idempotencyKey: 'w' }));
    expect(error.code, name).toBe('RECIPIENT_REFUSES');
    expect(error.money).toMatch(/nothing was signed/i);
  }
  expect((await party.wallet.show()).status).toMatchObject({
    spendable: 1_000n,
    pendingWithdrawals: 0n,
    nextSerial: 0,
  });
  expect(party.book.entries().filter(({ kind }) => kind === 'withdrawal')).toEqual([]);
  const to = address(secretOf('takes ether'));
  await party.wallet.withdraw({ amount: wei(400n), to, idempotencyKey: 'w' });
  expect((await party.wallet.show()).status).toMatchObject({ spendable: 600n });
});

test('a withdrawal that the vault cannot pay says that it is set aside until when, and comes back', async () => {
  const late = await startDevnet();
  try {
    const party = await makeParty(late, 'stuck');
    await party.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
    const to = address(secretOf('rejects'));
    await rpc(late.anvil.url, 'anvil_setCode', [toHex(to), '0x60006000fd']);
    // Signed while the chain was away; then it is there.
    const wallet = await party.reopen({ chain: { ...party.chain, tryPaying: unreachable } });
    const error = await failure(wallet.withdraw({ amount: wei(400n), to, idempotencyKey: 'w' }));
    const [entry] = party.book.entriesIn(['pending']);
    const day = new Date(entry!.settleBy! * 1_000).toISOString().slice(0, 10);
    expect(error.code).toBe('VAULT_REFUSES');
    expect(error.money).toContain('set aside');
    expect(error.money).toContain(day);
    expect(error.next).toMatch(/second withdrawal/);
    expect((await wallet.reconcile()).skipped).toMatchObject([{ reason: 'VAULT_REFUSES' }]);
    const [shown] = await wallet.activity();
    expect(shown).toMatchObject({ state: 'pending', reason: 'VAULT_REFUSES' });
    expect(shown!.next).not.toMatch(/sends it/);
    expect(shown!.next).toMatch(/comes back/);
    await late.pass(30 * 86_400, [party]);
    await wallet.reconcile();
    expect((await wallet.show()).status).toMatchObject({ spendable: 1_000n, pendingWithdrawals: 0n });
    expect((await wallet.activity())[0]).toMatchObject({ state: 'refunded' });
  } finally {
    await late.stop();
  }
});

test('what keeps a signed withdrawal from the chain says that it is set aside, and the key repeats it', async () => {
  const party = await funded('unlucky');
  const to = address(secretOf('patient'));
  const asked = { amount: wei(400n), to, idempotencyKey: 'w' };
  const poor = async (): Promise<never> => {
    throw new WalletError('GAS_MONEY_LOW', 'The gas account has too little ether for this transaction.');
  };
  const broken: readonly (readonly [string, Partial<ChainPort>])[] = [
    ['CHAIN_UNREACHABLE', { tryPaying: unreachable, prepare: unreachable }],
    ['GAS_MONEY_LOW', { prepare: poor }],
  ];
  for (const [code, change] of broken) {
    const wallet = await party.reopen({ chain: { ...party.chain, ...change } });
    const error = await failure(wallet.withdraw(asked));
    expect(error.code).toBe(code);
    expect(error.money).toMatch(/set aside/);
    expect(error.money).not.toMatch(/no money moved|nothing was sent/i);
    expect(error.next).toMatch(/reconcile.*second withdrawal/s);
  }
  const wallet = await party.reopen();
  expect((await wallet.show()).status).toMatchObject({ pendingWithdrawals: 400n, nextSerial: 1 });
  expect((await wallet.reconcile()).finalized.settledOut).toHaveLength(1);
  expect((await wallet.activity())[0]).toMatchObject({ what: 'withdrawal', state: 'settled' });
});
