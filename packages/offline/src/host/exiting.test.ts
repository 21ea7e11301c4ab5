import { wei } from '@coffer/core/amount';
import { toHex } from '@coffer/core/bytes';
import { CofferError } from '@coffer/core/error';
import { address } from '@coffer/crypto/secp256k1';
import { createWalletClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { networkId } from '../messages/network.ts';
import { secretOf, TestChain, TestWallet } from '../testing/world.ts';
import { openBook } from './book.ts';
import { exitCall } from './exiting.ts';
import { recoverySigner } from './signer.ts';
import { type Devnet, fund, makeParty, startDevnet, type TestParty } from './testing/devnet.ts';
import { openWallet } from './wallet.ts';

let devnet: Devnet;
beforeAll(async () => {
  devnet = await startDevnet();
});
afterAll(async () => devnet.stop());

const DAY = 86_400;

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    return error.code;
  }
}

async function funded(name: string): Promise<{ party: TestParty; recovery: Uint8Array }> {
  const party = await makeParty(devnet, name);
  await party.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
  const recovery = secretOf(`recovery ${name}`);
  await fund(devnet.anvil.url, address(recovery));
  return { party, recovery };
}

const balanceOf = (account: Uint8Array): Promise<bigint> =>
  devnet.chain.call((client) => client.getBalance({ address: toHex(account) }));

test('only the recovery key announces an exit, it can be taken back, and it is told until when it lasts', async () => {
  const { party, recovery } = await funded('changes its mind');
  const signer = recoverySigner(recovery);
  expect(await codeOf(party.wallet.announceExit())).toBe('NOT_RECOVERY_KEY');
  expect(await codeOf(party.wallet.executeExit())).toBe('EXIT_NOT_ANNOUNCED');
  expect((await party.wallet.exit()).exitAt).toBeUndefined();
  const announced = await party.wallet.announceExit({ signer });
  expect(announced).toMatchObject({ status: 'open', balance: 1_000n, due: false });
  expect(announced.tx).toMatch(/^0x/);
  expect(announced.next).toContain(new Date(announced.exitAt! * 1_000).toISOString().slice(0, 10));
  // Done already: nothing is sent.
  expect((await party.wallet.announceExit({ signer })).tx).toBeUndefined();
  expect(await codeOf(party.wallet.executeExit())).toBe('EXIT_NOT_DUE');
  await party.wallet.reconcile();
  const { uri: request } = await (await makeParty(devnet, 'payee')).wallet.request({ amount: wei(1n) });
  expect(await codeOf(party.wallet.pay({ request, idempotencyKey: 'p' }))).toBe('EXIT_ANNOUNCED');
  const back = await party.wallet.cancelExit({ signer });
  expect([back.exitAt, back.tx !== undefined]).toEqual([undefined, true]);
  expect((await party.wallet.cancelExit({ signer })).tx).toBeUndefined();
  await party.wallet.reconcile();
  await party.wallet.pay({ request, idempotencyKey: 'p' });
  const again = await party.wallet.announceExit({ signer });
  expect(again.tx).not.toBe(announced.tx);
});

test('an exit pays everything to the recovery address, the key is deleted, and a new account can be made', async () => {
  const late = await startDevnet();
  try {
    const party = await makeParty(late, 'leaves');
    const other = await makeParty(late, 'other');
    await party.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
    const { uri: request } = await other.wallet.request({ amount: wei(300n) });
    const { file } = await party.wallet.pay({ request, idempotencyKey: 'p' });
    const answer = await other.wallet.receive({ payment: file });
    await party.wallet.takeAnswer({ answer: answer.file });
    const recovery = secretOf('recovery leaves');
    await fund(late.anvil.url, address(recovery));
    const account = party.enclave.account;
    await party.wallet.announceExit({ signer: recoverySigner(recovery) });
    // What the device signed before still settles.
    await other.wallet.reconcile();
    await late.pass(24 * DAY, [party, other]);
    const before = await late.chain.call((client) =>
      client.getBalance({ address: toHex(address(recovery)) }),
    );
    const done = await party.wallet.executeExit();
    expect(done).toMatchObject({
      status: 'closed',
      amount: 700n,
      cleaned: true,
      to: toHex(address(recovery)),
    });
    const after = await late.chain.call((client) => client.getBalance({ address: toHex(address(recovery)) }));
    expect(after - before).toBe(700n);
    expect((await party.wallet.show()).certificate).toBeUndefined();
    // Somebody asks again, by name, after it is all over.
    expect(await party.wallet.executeExit({ account })).toMatchObject({ amount: 700n, cleaned: false });
    expect((await party.wallet.payment(party.book.entries()[0]!.id)).money).toBeTruthy();
    const fresh = await party.wallet.createAccount({ recovery: address(recovery) });
    expect(toHex(fresh.account)).not.toBe(toHex(account));
    await party.wallet.deposit({ amount: wei(50n), idempotencyKey: 'd2' });
    expect((await party.wallet.show()).status).toMatchObject({ onChain: 50n, nextSerial: 0 });
  } finally {
    await late.stop();
  }
});

test('a lost device leaves with nothing but its address and the recovery key, by this wallet or any other', async () => {
  const { party, recovery } = await funded('lost');
  const account = party.enclave.account;
  // A machine that has no account of its own.
  const enclave = new TestWallet('empty', devnet.network, new TestChain(devnet.network));
  const wallet = await openWallet({
    network: devnet.network,
    enclave: { request: async (body) => enclave.request(body) },
    chain: party.chain,
    book: openBook(':memory:', networkId(devnet.network)),
    patience: { interval: 40, limit: 20 },
  });
  expect(await codeOf(wallet.exit())).toBe('NOT_INITIALISED');
  expect(await codeOf(wallet.exit({ account: address(secretOf('nobody')) }))).toBe('none');
  expect(await codeOf(wallet.announceExit({ account: address(secretOf('nobody')) }))).toBe('ACCOUNT_UNKNOWN');
  const { recovery: shown } = await wallet.exit({ account });
  expect(shown).toBe(toHex(address(recovery)));
  await wallet.announceExit({ account, signer: recoverySigner(recovery) });
  // The other one takes it back with any Ethereum wallet.
  const client = createWalletClient({
    account: privateKeyToAccount(toHex(recovery)),
    transport: http(devnet.anvil.url),
  });
  const call = exitCall(devnet.network, account, 'cancelExit');
  const hash = await client.sendTransaction({ ...call, chain: null });
  await devnet.chain.call((node) => node.waitForTransactionReceipt({ hash, pollingInterval: 20 }));
  expect((await wallet.exit({ account })).exitAt).toBeUndefined();
});

test('an exit that somebody else executes first is done', async () => {
  const late = await startDevnet();
  try {
    const party = await makeParty(late, 'slow');
    const quick = await makeParty(late, 'quick');
    await party.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
    const recovery = secretOf('recovery slow');
    await fund(late.anvil.url, address(recovery));
    const account = party.enclave.account;
    await party.wallet.announceExit({ signer: recoverySigner(recovery) });
    await late.pass(24 * DAY, [party]);
    const wallet = await party.reopen({
      chain: {
        ...party.chain,
        prepare: async (call, signer) => {
          if (call.type === 'executeExit') await quick.wallet.executeExit({ account });
          return party.chain.prepare(call, signer);
        },
      },
    });
    expect(await wallet.executeExit()).toMatchObject({ amount: 1_000n, cleaned: true });
    expect(await balanceOfOn(late, recovery)).toBeGreaterThan(0n);
    expect(party.book.unfinished()).toEqual([]);
  } finally {
    await late.stop();
  }
});

async function balanceOfOn(net: Devnet, secret: Uint8Array): Promise<bigint> {
  return net.chain.call((client) => client.getBalance({ address: toHex(address(secret)) }));
}

test('an exit that was announced before a crash and taken back since is announced anew', async () => {
  const { party, recovery } = await funded('stale');
  const signer = recoverySigner(recovery);
  const dying = await party.reopen({
    chain: {
      ...party.chain,
      outcome: async () => {
        throw new Error('killed');
      },
    },
  });
  await expect(dying.announceExit({ signer })).rejects.toThrow('killed');
  await devnet.pass(1);
  const wallet = await party.reopen();
  expect((await wallet.exit()).exitAt).toBeGreaterThan(0);
  const [stale] = party.book.unfinished();
  // From another machine that has the recovery key: this one knows nothing of it.
  const { wallet: elsewhere } = await makeParty(devnet, 'elsewhere');
  const account = party.enclave.account;
  expect((await elsewhere.cancelExit({ account, signer })).exitAt).toBeUndefined();
  const again = await wallet.announceExit({ signer });
  expect(again.exitAt).toBeGreaterThan(0);
  expect(again.tx).not.toBe(stale!.transactions.at(-1)!.hash);
  expect((await wallet.exit()).exitAt).toBe(again.exitAt);
  expect(party.book.unfinished()).toEqual([]);
});

test('an announcement that was signed and never sent is not sent after it was taken back', async () => {
  const { party, recovery } = await funded('unsent');
  const signer = recoverySigner(recovery);
  const broadcast = async (): Promise<never> => {
    throw new Error('killed');
  };
  const dying = await party.reopen({ chain: { ...party.chain, broadcast } });
  await expect(dying.announceExit({ signer })).rejects.toThrow('killed');
  const wallet = await party.reopen();
  expect((await wallet.cancelExit({ signer })).exitAt).toBeUndefined();
  expect(party.book.unfinished()).toEqual([]);
  await wallet.reconcile();
  await devnet.pass(1);
  expect((await wallet.exit()).exitAt).toBeUndefined();
});

test('an account that its own wallet cancelled paid no exit: whoever executes one is told who was paid', async () => {
  const { party } = await funded('cancelled');
  const account = party.enclave.account;
  const to = toHex(address(secretOf('heir')));
  const { tx } = await party.wallet.cancel({ to: address(secretOf('heir')), idempotencyKey: 'c' });
  const stranger = await makeParty(devnet, 'stranger');
  for (const wallet of [party.wallet, stranger.wallet]) {
    const error = await wallet.executeExit({ account }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ACCOUNT_CLOSED', details: { to, amount: 1_000n, tx } });
    expect((error as CofferError).money).toContain(to);
  }
});

test('what an exit paid is told when it is final, whoever executed it', async () => {
  const late = await startDevnet();
  try {
    const party = await makeParty(late, 'early');
    const quick = await makeParty(late, 'hasty');
    await party.wallet.deposit({ amount: wei(1_000n), idempotencyKey: 'd' });
    const recovery = secretOf('recovery early');
    await fund(late.anvil.url, address(recovery));
    const account = party.enclave.account;
    await party.wallet.announceExit({ signer: recoverySigner(recovery) });
    await late.pass(24 * DAY, [party]);
    const old = await party.chain.finalHeader();
    const { tx } = await quick.wallet.executeExit({ account });
    let asked = 0;
    const behind = { finalHeader: async () => (asked++ < 3 ? old : party.chain.finalHeader()) };
    const wallet = await party.reopen({ chain: { ...party.chain, ...behind } });
    const done = await wallet.executeExit();
    expect(done).toMatchObject({ amount: 1_000n, to: toHex(address(recovery)), tx, cleaned: true });
    expect(asked).toBeGreaterThan(3);
  } finally {
    await late.stop();
  }
});

test('a node that hides how an account was closed tells no amount', async () => {
  const { party } = await funded('hidden');
  const account = party.enclave.account;
  await party.wallet.cancel({ to: address(secretOf('heir')), idempotencyKey: 'c' });
  const stranger = await makeParty(devnet, 'hidden stranger');
  const wallet = await stranger.reopen({ chain: { ...stranger.chain, events: async () => [] } });
  expect(await codeOf(wallet.executeExit({ account }))).toBe('HISTORY_INCOMPLETE');
});

test('the call for another wallet goes to the vault and carries no ether', async () => {
  const account = address(secretOf('any'));
  const calls = (['announceExit', 'cancelExit', 'executeExit'] as const).map((step) =>
    exitCall(devnet.network, account, step),
  );
  for (const { to, value, data } of calls) {
    expect([to, value]).toEqual([toHex(devnet.network.vault), 0n]);
    expect(data.endsWith(toHex(account).slice(2))).toBe(true);
  }
  expect(new Set(calls.map(({ data }) => data)).size).toBe(3);
  expect(await balanceOf(account)).toBe(0n);
});
