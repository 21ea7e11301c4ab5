import { wei } from '@coffer/core/amount';
import { type Codec, encode } from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import { address } from '@coffer/crypto/secp256k1';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PaymentMessage, paymentMessageCodec } from '../messages/message.ts';
import { repeatSerial } from '../testing/broken/enclave.ts';
import { brokenProgram } from '../testing/broken/program.ts';
import { secretOf } from '../testing/world.ts';
import type { ChainPort } from './chain.ts';
import { recoverySigner } from './signer.ts';
import { type Devnet, fund, makeParty, startDevnet, type TestParty } from './testing/devnet.ts';

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(async () => devnet.stop());

let serial = 0;
const fresh = (name: string): Promise<TestParty> => makeParty(devnet, `${name} ${serial++}`);
const asked = { amount: wei(1_000n), idempotencyKey: 'd' };
const more = { amount: wei(500n), idempotencyKey: 'more' };

async function failure(work: Promise<unknown>): Promise<CofferError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CofferError)) throw error ?? new Error('It was done.');
  return error;
}

/** Proves a broken enclave to the vault. */
async function freeze(mallory: TestParty): Promise<void> {
  const [bob, carol] = [await fresh('bob'), await fresh('carol')];
  const { uri: request } = await bob.wallet.request({ amount: wei(200n) });
  const { file } = await mallory.wallet.pay({ request, idempotencyKey: 'p' });
  await mallory.wallet.takeAnswer({ answer: (await bob.wallet.receive({ payment: file })).file });
  const twice = { amount: wei(300n), payee: carol.enclave.certificate };
  const { message } = await repeatSerial(mallory.port, twice);
  await carol.wallet.receive({ payment: encode(paymentMessageCodec as Codec<PaymentMessage>, message) });
  await bob.wallet.reconcile();
  await carol.wallet.reconcile();
  expect((await mallory.chain.account(mallory.enclave.account)).status).toBe('frozen');
}

async function broken(): Promise<TestParty> {
  const mallory = await makeParty(devnet, `mallory ${serial++}`, brokenProgram);
  await mallory.wallet.deposit(asked);
  return mallory;
}

/** A chain that shows a mined transaction to nobody until `work` was done. */
function lateToTell(chain: ChainPort, work: () => Promise<unknown>): ChainPort {
  let done = false;
  return {
    ...chain,
    outcome: async (transaction) => {
      const outcome = await chain.outcome(transaction);
      if (!done && outcome.type === 'mined') {
        done = true;
        await work();
      }
      return outcome;
    },
  };
}

const dies = async (): Promise<never> => {
  throw new Error('killed');
};

describe('no money goes into an account that does nothing more', () => {
  test('a frozen account takes neither deposit nor recharge, whether its wallet knows or not', async () => {
    const mallory = await broken();
    await freeze(mallory);
    const before = await devnet.vaultEther();
    const untold = await failure(mallory.wallet.deposit(more));
    expect((await mallory.wallet.show()).status.accountStatus).toBe('open');
    for (const error of [
      untold,
      await failure(mallory.wallet.recharge(more)),
      await failure(mallory.wallet.deposit(more)),
    ]) {
      expect(error).toMatchObject({ code: 'EXIT_ANNOUNCED' });
      expect(error.message).toContain('frozen');
      expect(error.money).toMatch(/^Nothing was sent/);
      expect(error.next).toContain('account recover');
    }
    expect((await mallory.wallet.show()).status.accountStatus).toBe('frozen');
    expect(mallory.book.operation('more')?.transactions).toEqual([]);
    expect(await devnet.vaultEther()).toBe(before);
    expect((await mallory.wallet.activity())[0]).toMatchObject({ what: 'deposit', state: 'failed' });
  });

  test('a deposit that was sent before its account was frozen is brought to its end', async () => {
    const mallory = await broken();
    const dying = await mallory.reopen({ chain: { ...mallory.chain, outcome: dies } });
    await expect(dying.deposit(more)).rejects.toThrow('killed');
    await freeze(mallory);
    const wallet = await mallory.reopen();
    await wallet.reconcile();
    expect(await wallet.deposit(more)).toMatchObject({ booked: 500n });
    expect((await failure(wallet.deposit({ ...more, idempotencyKey: 'again' }))).code).toBe('EXIT_ANNOUNCED');
  });

  test('an account that is leaving by its recovery address takes none until that is taken back', async () => {
    const party = await fresh('leaves');
    await party.wallet.deposit(asked);
    const recovery = secretOf(`recovery ${party.name}`);
    await fund(devnet.anvil.url, address(recovery));
    const signer = recoverySigner(recovery);
    const { exitAt } = await party.wallet.announceExit({ signer });
    const error = await failure(party.wallet.deposit(more));
    expect(error.code).toBe('EXIT_ANNOUNCED');
    expect(error.money).toContain(new Date(exitAt! * 1_000).toISOString().slice(0, 10));
    expect((await failure(party.wallet.recharge(more))).code).toBe('EXIT_ANNOUNCED');
    await party.wallet.cancelExit({ signer });
    expect(await party.wallet.recharge(more)).toMatchObject({ booked: 500n });
  });

  test('a closed account takes none', async () => {
    const party = await fresh('closed');
    const account: ChainPort['account'] = async (named) => ({
      ...(await party.chain.account(named)),
      status: 'closed',
    });
    const wallet = await party.reopen({ chain: { ...party.chain, account } });
    const error = await failure(wallet.deposit(asked));
    expect(error).toMatchObject({ code: 'ACCOUNT_CLOSED', money: 'Nothing was sent.' });
    expect(error.next).toContain('new account');
  });
});

describe('a deposit beside a reconciliation', () => {
  test('is done when the reconciliation books it first, and no node is blamed for it', async () => {
    const party = await fresh('both');
    await party.wallet.deposit(asked);
    const wallet = await party.reopen({
      chain: lateToTell(party.chain, async () => {
        await devnet.pass(1);
        await wallet.reconcile();
        expect(party.book.entriesIn(['settled'])).toHaveLength(2);
      }),
    });
    expect(await wallet.deposit(more)).toMatchObject({ booked: 500n });
    expect((await wallet.show()).status).toMatchObject({ onChain: 1_500n, depositTotal: 1_500n });
    expect(party.book.entries().map(({ state }) => state)).toEqual(['settled', 'settled']);
  });

  test('stays booked when the deposit itself dies afterwards', async () => {
    const party = await fresh('dies');
    let dead = false;
    const wallet = await party.reopen({
      chain: lateToTell(
        { ...party.chain, finalHeader: () => (dead ? dies() : party.chain.finalHeader()) },
        async () => {
          await devnet.pass(1);
          await wallet.reconcile();
          dead = true;
        },
      ),
    });
    await expect(wallet.deposit(asked)).rejects.toThrow('killed');
    expect(party.book.entries().map(({ state }) => state)).toEqual(['settled']);
    expect(await (await party.reopen()).deposit(asked)).toMatchObject({ booked: 1_000n });
  });

  test('is not booked by a node’s word alone', async () => {
    const party = await fresh('lied to');
    await party.wallet.deposit(asked);
    const { number: block } = await party.chain.finalHeader();
    const lying: ChainPort = {
      ...party.chain,
      broadcast: async () => undefined,
      outcome: async () => ({ type: 'mined', ok: true, block }),
    };
    const wallet = await party.reopen({ chain: lying });
    expect((await failure(wallet.deposit(more))).code).toBe('CHAIN_ANSWER');
    await wallet.reconcile();
    expect(party.book.operation('more')?.result).toBeUndefined();
    expect(await (await party.reopen()).deposit(more)).toMatchObject({ booked: 500n });
  });
});

describe('an interrupted deposit is told as it is', () => {
  test('sent and in no block yet: on its way, and reconciling books it', async () => {
    const party = await fresh('waits');
    const wallet = await party.reopen({
      chain: { ...party.chain, outcome: async () => ({ type: 'waiting' }) },
      patience: { interval: 20, limit: 0 },
    });
    expect((await failure(wallet.deposit(asked))).code).toBe('TRANSACTION_WAITS');
    for (const open of [wallet, await party.reopen()]) {
      const view = await open.payment(party.book.entries()[0]!.id);
      expect(view).toMatchObject({ state: 'pending', action: 'reconcile' });
      expect(view.money).toMatch(/it was sent/);
    }
    await devnet.pass(1);
    const resolved = await (await party.reopen()).resolve(party.book.entries()[0]!.id);
    expect(resolved).toMatchObject({ settled: true, payment: { state: 'settled' } });
  });

  test('died before anything was signed: nothing was sent, and the same key makes it', async () => {
    const party = await fresh('early');
    const dying = await party.reopen({ chain: { ...party.chain, prepare: dies } });
    await expect(dying.deposit(asked)).rejects.toThrow('killed');
    const wallet = await party.reopen();
    const { id } = party.book.entries()[0]!;
    const resolved = await wallet.resolve(id);
    expect(resolved).toMatchObject({ settled: false, payment: { state: 'failed', action: 'repeat' } });
    expect(resolved.payment.money).toMatch(/was not made/);
    expect(await wallet.deposit(asked)).toMatchObject({ booked: 1_000n });
    expect(await wallet.payment(id)).toMatchObject({ state: 'settled' });
  });

  test('refused several times: its key has ended, and both say so', async () => {
    const party = await fresh('refused');
    let nonce = 0;
    const wallet = await party.reopen({
      chain: {
        ...party.chain,
        prepare: async () => ({ hash: `0x${'00'.repeat(32)}`, raw: '0x01', nonce: nonce++ }),
        broadcast: async () => undefined,
        outcome: async () => ({ type: 'void' }),
      },
    });
    const error = await failure(wallet.deposit(asked));
    expect(error).toMatchObject({ code: 'TRANSACTION_FAILED' });
    expect(error.next).toContain('new key');
    const resolved = await wallet.resolve(party.book.entries()[0]!.id);
    expect(resolved).toMatchObject({ settled: true, payment: { state: 'failed', action: 'none' } });
    expect(resolved.payment.next).toContain('new key');
  });
});
