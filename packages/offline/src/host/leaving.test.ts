import { wei } from '@coffer/core/amount';
import { type Bytes, toHex } from '@coffer/core/bytes';
import { type Codec, decode } from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import { address } from '@coffer/crypto/secp256k1';
import { rpc } from '@coffer/ethereum/anvil/rpc';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { REQUEST_LIMITS, type Request, requestCodec } from '../messages/command.ts';
import { secretOf } from '../testing/world.ts';
import type { ChainPort, VaultCall } from './chain.ts';
import { ask, type EnclavePort } from './enclave.ts';
import { type Devnet, makeParty, startDevnet, type TestParty } from './testing/devnet.ts';

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(async () => devnet.stop());

let serial = 0;
async function funded(name: string, net = devnet): Promise<TestParty> {
  const party = await makeParty(net, `${name} ${serial++}`);
  await party.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
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

const target = (): Bytes => address(secretOf(`receiver ${serial++}`));
const balanceOf = (account: Bytes, net = devnet): Promise<bigint> =>
  net.chain.call((client) => client.getBalance({ address: toHex(account) }));

/** A chain on which something happens just before a call of this kind is signed, once. */
function before(chain: ChainPort, type: VaultCall['type'], work: () => Promise<unknown>): ChainPort {
  let done = false;
  return {
    ...chain,
    prepare: async (call, signer) => {
      if (call.type === type && !done) {
        done = true;
        await work();
      }
      return chain.prepare(call, signer);
    },
  };
}

test('a cancelled account pays everything out, is forgotten, and makes room for another one', async () => {
  const [alice, bob] = [await funded('alice'), await makeParty(devnet, 'bob')];
  const { uri: request } = await bob.wallet.request({ amount: wei(300n) });
  const { file } = await alice.wallet.pay({ request, idempotencyKey: 'p' });
  await alice.wallet.takeAnswer({ answer: (await bob.wallet.receive({ payment: file })).file });
  const account = toHex(alice.enclave.account);
  const to = target();
  const done = await alice.wallet.cancel({ to, idempotencyKey: 'c' });
  expect(done).toMatchObject({ amount: 700n, account, to: toHex(to) });
  expect(await balanceOf(to)).toBe(700n);
  expect((await alice.wallet.show()).certificate).toBeUndefined();
  expect((await alice.chain.account(bob.enclave.account)).balance).toBe(300n);
  expect((await alice.wallet.activity())[0]).toMatchObject({
    what: 'cancellation',
    state: 'settled',
    amount: 700n,
    tx: done.tx,
  });
  expect(await alice.wallet.cancel({ to, idempotencyKey: 'c' })).toEqual(done);
  await alice.wallet.createAccount({ recovery: address(secretOf('again')) });
  expect(await alice.wallet.cancel({ to, idempotencyKey: 'c' })).toEqual(done);
  await alice.wallet.deposit({ amount: wei(5n), idempotencyKey: 'd2' });
  expect((await alice.wallet.show()).status).toMatchObject({ onChain: 5n, nextSerial: 0 });
});

test('what is open keeps an account from being cancelled, and is named with its deadline', async () => {
  const [alice, bob] = [await funded('alice'), await makeParty(devnet, 'bob 2')];
  const { uri: request } = await bob.wallet.request({ amount: wei(300n) });
  const { file, id } = await alice.wallet.pay({ request, idempotencyKey: 'p' });
  const to = target();
  const error = await failure(alice.wallet.cancel({ to, idempotencyKey: 'c' }));
  expect(error).toMatchObject({ code: 'UNSETTLED', details: { payments: id } });
  expect(error.message).toContain('1 payment without an answer');
  const until = (await alice.wallet.payment(id)).settleBy! + devnet.network.facts.parameters.reorgMargin;
  expect(error.details.until).toBe(until);
  expect(error.next).toContain(new Date(until * 1_000).toISOString().slice(0, 10));
  expect((await alice.wallet.show()).status).toMatchObject({ leaving: false, nextSerial: 1 });
  await alice.wallet.takeAnswer({ answer: (await bob.wallet.receive({ payment: file })).file });
  expect(await alice.wallet.cancel({ to, idempotencyKey: 'c' })).toMatchObject({ amount: 700n });
});

test('a receiver that refuses is told of before anything is signed, and the key is still free', async () => {
  const alice = await funded('alice');
  const refuses = target();
  await rpc(devnet.anvil.url, 'anvil_setCode', [toHex(refuses), '0x60006000fd']);
  const error = await failure(alice.wallet.cancel({ to: refuses, idempotencyKey: 'c' }));
  expect(error.code).toBe('RECIPIENT_REFUSES');
  expect((await alice.wallet.show()).status).toMatchObject({
    leaving: false,
    spendable: 1_000n,
    nextSerial: 0,
  });
  expect(await alice.wallet.cancel({ to: target(), idempotencyKey: 'c' })).toMatchObject({ amount: 1_000n });
});

test('once it is signed it is not undone by asking for something else', async () => {
  const alice = await funded('alice');
  const to = target();
  const away = await alice.reopen({
    chain: {
      ...alice.chain,
      prepare: async () => {
        throw new CofferError('CHAIN_UNREACHABLE', 'The public chain does not answer.');
      },
    },
  });
  const error = await failure(away.cancel({ to, idempotencyKey: 'c' }));
  expect(error.code).toBe('CHAIN_UNREACHABLE');
  expect(error.money).toMatch(/set aside/);
  const status = (await away.show()).status;
  expect(status).toMatchObject({ leaving: true, spendable: 0n });
  const wallet = await alice.reopen();
  expect((await failure(wallet.cancel({ to: target(), idempotencyKey: 'c2' }))).code).toBe('ACCOUNT_LEAVING');
  expect((await failure(wallet.cancel({ to: target(), idempotencyKey: 'c' }))).code).toBe(
    'IDEMPOTENCY_CONFLICT',
  );
  expect((await failure(wallet.withdraw({ amount: wei(1n), to, idempotencyKey: 'w' }))).code).toBe(
    'ACCOUNT_LEAVING',
  );
  const deposit = wallet.deposit({ amount: wei(1n), idempotencyKey: 'late' });
  expect((await failure(deposit)).code).toBe('ACCOUNT_LEAVING');
  const entry = (await wallet.activity()).find(({ what }) => what === 'cancellation');
  expect(entry).toMatchObject({ state: 'pending' });
  // A reconciliation brings it to its end just as well.
  const reconciled = await wallet.reconcile();
  expect(reconciled.accountStatus).toBe('closed');
  expect(await balanceOf(to)).toBe(1_000n);
  expect((await wallet.show()).certificate).toBeUndefined();
  expect(await wallet.cancel({ to, idempotencyKey: 'c' })).toMatchObject({ amount: 1_000n });
});

test('money that comes after the signature is paid out too, and whoever else sends it does no harm', async () => {
  const [alice, bob] = [await funded('alice'), await funded('bob')];
  const to = target();
  const meddling = before(alice.chain, 'cancel', async () => {
    const late = await bob.chain.prepare({ type: 'deposit', account: alice.enclave.account, value: wei(1n) });
    await bob.chain.broadcast(late);
    const { cancellation: signed } = await ask(alice.port, { type: 'onchainUpdate' }, 'settlement');
    await settled(bob.chain, late.hash);
    const sent = await bob.chain.prepare({ type: 'cancel', ...signed! });
    await bob.chain.broadcast(sent);
    await settled(bob.chain, sent.hash);
  });
  const wallet = await alice.reopen({ chain: meddling });
  expect(await wallet.cancel({ to, idempotencyKey: 'c' })).toMatchObject({ amount: 1_001n });
  expect(await balanceOf(to)).toBe(1_001n);
  expect((await wallet.show()).certificate).toBeUndefined();
});

async function settled(chain: ChainPort, hash: `0x${string}`): Promise<void> {
  for (;;) {
    const outcome = await chain.outcome({ hash, raw: '0x', nonce: Number.MAX_SAFE_INTEGER });
    if (outcome.type === 'mined') return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('a cancellation that nobody could send lapses: the account is as before', async () => {
  const late = await startDevnet();
  try {
    const alice = await funded('alice', late);
    const to = target();
    await rpc(late.anvil.url, 'anvil_setCode', [toHex(to), '0x60006000fd']);
    const unable = { ...alice.chain, tryPaying: async () => undefined };
    const wallet = await alice.reopen({ chain: unable });
    const error = await failure(wallet.cancel({ to, idempotencyKey: 'c' }));
    expect(error.code).toBe('VAULT_REFUSES');
    expect(error.next).toMatch(/Reconcile after/);
    expect((await wallet.reconcile()).skipped).toMatchObject([{ reason: 'VAULT_REFUSES' }]);
    await late.pass(30 * 86_400, [alice]);
    await wallet.reconcile();
    expect((await wallet.show()).status).toMatchObject({ leaving: false, spendable: 1_000n });
    expect((await wallet.activity())[0]).toMatchObject({ what: 'cancellation', state: 'refunded' });
    const other = target();
    expect(await wallet.cancel({ to: other, idempotencyKey: 'c2' })).toMatchObject({ amount: 1_000n });
    expect(await balanceOf(other, late)).toBe(1_000n);
  } finally {
    await late.stop();
  }
});

test('a closed account that cannot be forgotten yet is told as paid out, and the same key forgets it', async () => {
  const alice = await funded('alice');
  const to = target();
  let away = true;
  const port: EnclavePort = {
    request: async (body) => {
      const { type } = decode(requestCodec as Codec<Request>, body, REQUEST_LIMITS);
      if (away && type === 'clean') throw new CofferError('CHAIN_UNREACHABLE', 'No answer.');
      return alice.port.request(body);
    },
  };
  const wallet = await alice.reopen({ port });
  for (let run = 0; run < 2; run++) {
    const error = await failure(wallet.cancel({ to, idempotencyKey: 'c' }));
    expect(error.money).toContain(`paid to ${toHex(to)}`);
    expect(error.money).not.toMatch(/set aside/);
    expect(error.next).toMatch(/Repeat the same command/);
  }
  expect(await balanceOf(to)).toBe(1_000n);
  away = false;
  expect(await wallet.cancel({ to, idempotencyKey: 'c' })).toMatchObject({ amount: 1_000n });
  expect((await wallet.show()).certificate).toBeUndefined();
});

test('whoever has seen an account closed does not pay to it, and signs nothing', async () => {
  const [alice, bob] = [await funded('alice'), await funded('bob')];
  const { uri: request } = await alice.wallet.request({ amount: wei(100n) });
  await alice.wallet.cancel({ to: target(), idempotencyKey: 'c' });
  await bob.wallet.reconcile();
  const error = await failure(bob.wallet.pay({ request, idempotencyKey: 'p' }));
  expect(error.code).toBe('ACCOUNT_CLOSED');
  expect(error.money).toMatch(/Nothing was signed/);
  expect((await bob.wallet.show()).status).toMatchObject({ spendable: 1_000n, nextSerial: 0 });
});

test('the key of an account that is not closed is kept', async () => {
  const alice = await funded('alice');
  expect((await failure(alice.wallet.clean())).code).toBe('NOT_CLOSED');
  expect((await alice.wallet.show()).status.spendable).toBe(1_000n);
});

test('an account that is on no chain has nothing to end', async () => {
  const alice = await makeParty(devnet, 'never');
  expect((await failure(alice.wallet.cancel({ to: target(), idempotencyKey: 'c' }))).code).toBe(
    'ACCOUNT_NOT_OPEN',
  );
});

test('a recharge settles first, and happens once', async () => {
  const [alice, bob] = [await funded('alice'), await funded('bob')];
  const { uri: request } = await bob.wallet.request({ amount: wei(300n) });
  const { file } = await alice.wallet.pay({ request, idempotencyKey: 'p' });
  await bob.wallet.receive({ payment: file });
  const asked = { amount: wei(50n), idempotencyKey: 'r' };
  const done = await bob.wallet.recharge(asked);
  expect(done).toMatchObject({ booked: 50n });
  expect(done.reconciled.finalized.settledIn).toHaveLength(1);
  expect(await bob.wallet.recharge(asked)).toMatchObject({ tx: done.tx });
  expect((await bob.wallet.show()).status).toMatchObject({ onChain: 1_350n, depositTotal: 1_050n });
});
