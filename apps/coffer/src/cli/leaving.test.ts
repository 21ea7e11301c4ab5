import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex, toHex } from '@coffer/core/bytes';
import { address } from '@coffer/crypto/secp256k1';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Home, type Json, makeHome, type Running } from '../testing/world.ts';

/** What people ask when something did not go its way, and how money leaves for good. The tests follow each other. */

const ETH = 10n ** 18n;
const RECOVERY_SECRET = `0x${'5a'.repeat(32)}`;
const RECOVERY = toHex(address(fromHex(RECOVERY_SECRET, 32)));

let home: Home;
let dev: Running;
beforeAll(async () => {
  home = makeHome();
  dev = home.start(['dev']);
  await dev.says('Ready:');
  await ok('alice', 'offline', 'account', 'create');
  await ok('bob', 'offline', 'account', 'create', '--recovery', RECOVERY);
  await ok('alice', 'offline', 'recharge', '1eth');
});
afterAll(async () => {
  dev.child.kill('SIGINT');
  await dev.ended;
  home.remove();
});

async function ok(wallet: string, ...args: string[]): Promise<Json> {
  const { code, value } = await home.json([...args, '--wallet', wallet, '--yes']);
  expect(value.error, JSON.stringify(value)).toBeUndefined();
  expect(code).toBe(0);
  return value;
}
async function refused(wallet: string, ...args: string[]): Promise<Json> {
  const { code, value } = await home.json([...args, '--wallet', wallet, '--yes']);
  expect(value.error, JSON.stringify(value)).toBeDefined();
  return { code, ...value.error };
}
/** The same for people: words in 80 columns, but for what cannot be broken. */
async function words(wallet: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await home.run([...args, '--wallet', wallet, '--yes']);
  expect(code, stderr).toBe(0);
  for (const line of stdout.split('\n')) {
    if (line.length > 80) expect(line, line).toMatch(/^ *\S{60,}$/);
  }
  return stdout;
}
/** A payment that nobody delivers. */
async function pay(amount: string): Promise<Json> {
  const { uri } = await ok('bob', 'offline', 'request', amount);
  const folder = mkdtempSync(join(home.root, 'pay-'));
  return ok('alice', 'offline', 'pay', uri, '--out', join(folder, 'payment'));
}
async function rpc(method: string, ...params: unknown[]): Promise<void> {
  const { rpcUrl } = JSON.parse(
    readFileSync(join(home.env.XDG_DATA_HOME!, 'coffer', 'dev', 'endpoints.json'), 'utf8'),
  );
  const answer = await fetch(rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  expect(((await answer.json()) as Json).error).toBeUndefined();
}

describe('limits', () => {
  test('show what is used and what is left, in words with units', async () => {
    const { limits } = await ok('alice', 'offline', 'limits');
    const holding = limits.find(({ name }: Json) => name === 'holding');
    expect(holding).toMatchObject({ unit: 'wei', limit: (100n * ETH).toString(), used: ETH.toString() });
    expect(BigInt(holding.left)).toBe(99n * ETH);
    const text = await words('alice', 'offline', 'limits');
    expect(text).toContain('holding: 100 ETH (1 ETH used, 99 ETH left)');
    expect(text).toMatch(/exit-delay: 23 days/);
  });
});

test('whether the chain is there is told, and its absence is no error', async () => {
  expect(await ok('alice', 'offline', 'connection')).toMatchObject({ connected: true, code: null });
  await ok('alice', 'dev', 'stop-chain');
  expect(await ok('alice', 'offline', 'connection')).toMatchObject({
    connected: false,
    code: 'CHAIN_UNREACHABLE',
  });
  expect(await words('alice', 'offline', 'connection')).toContain('Not connected');
  await ok('alice', 'dev', 'start-chain');
});

describe('one payment', () => {
  test('in flight: its money waits, and resolving it cannot spend it twice', async () => {
    const paid = await pay('0.1eth');
    const shown = await ok('alice', 'offline', 'payment', 'show', paid.id);
    expect(shown).toMatchObject({ id: paid.id, kind: 'payment', state: 'in-flight', file: paid.file });
    expect(shown.deadline).toBeGreaterThan(Date.now() / 1_000);
    const text = await words('alice', 'offline', 'payment', 'show', paid.id);
    for (const part of ['payment 0.1 ETH: in-flight', 'money:', 'next:', 'Until 20'])
      expect(text).toContain(part);
    // Handed over as a file: nobody has been asked, and nothing is claimed.
    const byHand = await ok('alice', 'offline', 'payment', 'resolve', paid.id);
    expect(byHand).toMatchObject({ settled: false, payment: { state: 'in-flight' } });
    expect(byHand.did).not.toMatch(/[Dd]elivered/);
    // The payee takes it, and its answer is lost: settling is enough, nothing is paid again.
    await ok('bob', 'offline', 'receive', paid.writtenTo, '--out', '-');
    await ok('bob', 'offline', 'reconcile');
    const resolved = await ok('alice', 'offline', 'payment', 'resolve', paid.id);
    expect(resolved).toMatchObject({ id: paid.id });
    await ok('alice', 'offline', 'reconcile');
    expect(await ok('alice', 'offline', 'payment', 'show', paid.id)).toMatchObject({
      state: 'settled',
      action: 'none',
    });
    expect(await ok('alice', 'offline', 'payment', 'resolve', paid.id)).toMatchObject({ settled: true });
    const { spendableWei } = await ok('alice', 'offline', 'account', 'show');
    expect(BigInt(spendableWei)).toBe((9n * ETH) / 10n);
  });

  test('held: only its user can decide', async () => {
    const { uri } = await ok('bob', 'offline', 'request', '0.1eth');
    const { id } = await ok('alice', 'offline', 'pay', uri);
    expect(await ok('bob', 'offline', 'payment', 'show', id)).toMatchObject({
      state: 'waiting',
      action: 'decide',
    });
    expect(await refused('bob', 'offline', 'payment', 'resolve', id)).toMatchObject({
      code: 'DECISION_NEEDED',
    });
    await ok('bob', 'offline', 'receive', id);
    // Delivered directly: resolving fetches the answer.
    const resolved = await ok('alice', 'offline', 'payment', 'resolve', id);
    expect(['acknowledged', 'settled']).toContain(resolved.payment.state);
  });

  test('not delivered: said as such, when its payee’s wallet cannot be reached', async () => {
    const { uri } = await ok('bob', 'offline', 'request', '0.01eth');
    await ok('bob', 'daemon', 'stop');
    const { id, writtenTo } = await ok('alice', 'offline', 'pay', uri);
    const resolved = await ok('alice', 'offline', 'payment', 'resolve', id);
    expect(resolved).toMatchObject({ settled: false, payment: { state: 'in-flight' } });
    expect(resolved.did).toContain('It was not delivered');
    const { writtenTo: answer } = await ok('bob', 'offline', 'receive', writtenTo);
    await ok('alice', 'offline', 'answer', answer);
  });

  test('an id of nobody, and what is no id', async () => {
    const unknown = await refused('alice', 'offline', 'payment', 'show', `0x${'ab'.repeat(32)}`);
    expect(unknown.code).toMatch(/UNKNOWN/);
    expect(await refused('alice', 'offline', 'payment', 'resolve', '0x12')).toMatchObject({ code: 'USAGE' });
  });
});

test('a revoked program or key is refused from then on', async () => {
  const { measurement } = await ok('alice', 'attest', 'show');
  const other = `0x${'77'.repeat(32)}`;
  const device = `0x${'78'.repeat(20)}`;
  expect(await ok('bob', 'offline', 'revoke', other, device)).toEqual({
    keys: [device],
    measurements: [other],
  });
  await ok('carol', 'offline', 'account', 'create');
  await ok('carol', 'offline', 'revoke', measurement);
  const { uri } = await ok('carol', 'offline', 'request', '0.01eth');
  const paid = await ok('alice', 'offline', 'pay', uri, '--out', join(home.root, 'revoked.coffer'));
  const answer = await home.json([
    'offline',
    'receive',
    paid.writtenTo,
    '--out',
    join(home.root, 'no.coffer'),
    '--wallet',
    'carol',
  ]);
  expect(answer).toMatchObject({ code: 1, value: { status: 'rejected', reason: 'revoked' } });
  await ok('alice', 'offline', 'answer', join(home.root, 'no.coffer'));
  expect(await refused('bob', 'offline', 'revoke', '0x12')).toMatchObject({ code: 'USAGE' });
});

test('what the network’s operators revoked is refused by a new wallet from its first moment', async () => {
  const { measurement } = await ok('alice', 'attest', 'show');
  const list = join(home.env.XDG_DATA_HOME!, 'coffer', 'dev', 'revoked');
  writeFileSync(list, `${measurement}\n`);
  await ok('erin', 'offline', 'account', 'create');
  rmSync(list);
  const { uri } = await ok('erin', 'offline', 'request', '0.01eth');
  const paid = await ok('alice', 'offline', 'pay', uri, '--out', join(home.root, 'refused.coffer'));
  const out = join(home.root, 'refusal.coffer');
  const answer = await home.json(['offline', 'receive', paid.writtenTo, '--out', out, '--wallet', 'erin']);
  expect(answer).toMatchObject({ code: 1, value: { status: 'rejected', reason: 'revoked' } });
  await ok('alice', 'offline', 'answer', out);
});

describe('cancel', () => {
  const to = `0x${'c4'.repeat(20)}`;

  test('names where the money goes, and waits for what is unsettled', async () => {
    expect(await refused('alice', 'offline', 'account', 'cancel')).toMatchObject({ code: 'USAGE' });
    const open = await pay('0.05eth');
    const waits = await refused('alice', 'offline', 'account', 'cancel', '--to', to);
    expect(waits).toMatchObject({ code: 'UNSETTLED' });
    await ok('bob', 'offline', 'receive', open.writtenTo, '--out', '-');
    await ok('bob', 'offline', 'reconcile');
    await ok('alice', 'offline', 'reconcile');
  });

  test('pays everything out, once, and the wallet can begin anew', async () => {
    const { onChainWei, account } = await ok('alice', 'offline', 'account', 'show');
    const args = ['offline', 'account', 'cancel', '--to', to, '--idempotency-key', 'cancel-0001'];
    const done = await ok('alice', ...args);
    expect(done).toMatchObject({ to, account, amountWei: onChainWei });
    expect(await ok('alice', ...args)).toEqual(done);
    expect(await refused('alice', 'offline', 'account', 'show')).toMatchObject({ code: 'NOT_INITIALISED' });
    const fresh = await ok('alice', 'offline', 'account', 'create');
    expect(fresh.account).not.toBe(account);
    expect(fresh.spendableWei).toBe('0');
  });
});

describe('recover', () => {
  const key = (): string[] => ['--key-file', join(home.root, 'recovery.key')];
  let account: string;
  let left: string;

  test('only the recovery address can announce, and everybody can look', async () => {
    writeFileSync(join(home.root, 'recovery.key'), `${RECOVERY_SECRET}\n`, { mode: 0o600 });
    await rpc('anvil_setBalance', RECOVERY, '0xde0b6b3a7640000');
    const shown = await ok('bob', 'offline', 'account', 'show');
    account = shown.account;
    left = shown.onChainWei;
    const exit = await ok('carol', 'offline', 'account', 'recover', '--account', account);
    expect(exit).toMatchObject({
      account,
      recovery: RECOVERY,
      status: 'open',
      onChainWei: left,
      exitAt: null,
      due: false,
    });
    const stranger = await refused(
      'carol',
      'offline',
      'account',
      'recover',
      'announce',
      '--account',
      account,
    );
    expect(stranger).toMatchObject({ code: 'NOT_RECOVERY_KEY' });
    const loose = join(home.root, 'loose.key');
    writeFileSync(loose, RECOVERY_SECRET, { mode: 0o644 });
    const open = await refused(
      'carol',
      'offline',
      'account',
      'recover',
      'announce',
      '--account',
      account,
      '--key-file',
      loose,
    );
    expect(open).toMatchObject({ code: 'CONFIG_INVALID' });
    expect(await refused('carol', 'offline', 'account', 'recover', 'now')).toMatchObject({ code: 'USAGE' });
  });

  test('a step can be made by any other Ethereum wallet', async () => {
    const call = await ok(
      'carol',
      'offline',
      'account',
      'recover',
      'announce',
      '--unsigned',
      '--account',
      account,
    );
    expect(call).toMatchObject({ valueWei: '0' });
    expect(call.data).toMatch(/^0x[0-9a-f]{8}0{24}/);
    expect(call.data.slice(-40)).toBe(account.slice(2));
  });

  test('announced, taken back, announced again: not before its time', async () => {
    const own = ['offline', 'account', 'recover'];
    const nothing = await words('carol', ...own, 'cancel', '--account', account, ...key());
    expect(nothing).toContain('No exit is announced: there was nothing to take back.');
    const first = await ok('carol', ...own, 'announce', '--account', account, ...key());
    expect(first).toMatchObject({ due: false });
    expect(first.exitAt).toBeGreaterThan(Date.now() / 1_000 + 22 * 86_400);
    const again = await ok('carol', ...own, 'announce', '--account', account, ...key());
    expect(again).toMatchObject({ tx: null, exitAt: first.exitAt });
    expect(await ok('carol', ...own, 'cancel', '--account', account, ...key())).toMatchObject({
      exitAt: null,
    });
    await ok('carol', ...own, 'announce', '--account', account, ...key());
    const early = await refused('carol', ...own, 'execute', '--account', account, ...key());
    expect(early).toMatchObject({ code: 'EXIT_NOT_DUE' });
  });

  test('its wallet promises nothing that it cannot do, and names the way out', async () => {
    await ok('bob', 'offline', 'reconcile');
    const view = await ok('bob', 'offline', 'account', 'show');
    expect(view).toMatchObject({ payableWei: '0', withdrawableWei: '0', spendableWei: left });
    expect(view.next).toContain('coffer offline account recover');
    const text = await words('bob', 'offline', 'account', 'show');
    expect(text).toMatch(/can be paid now +0 ETH/);
    expect(text).toContain('STOPPED');
    const { limits } = await ok('bob', 'offline', 'limits');
    expect(limits.find(({ name }: Json) => name === 'payable-now')).toMatchObject({ limit: '0' });
    for (const command of [
      ['offline', 'withdraw', '0.001eth'],
      ['offline', 'account', 'cancel', '--to', RECOVERY],
    ]) {
      const error = await refused('bob', ...command);
      expect(error).toMatchObject({ code: 'EXIT_ANNOUNCED' });
      expect(error.next).toContain('coffer offline account recover');
    }
  });

  test('when it is due, everything goes to the recovery address and nowhere else', async () => {
    // Nothing else happens on this chain afterwards: its clock is far ahead of everybody's.
    await rpc('evm_increaseTime', 24 * 86_400);
    await rpc('anvil_mine', '0x5');
    const text = await words('carol', 'offline', 'account', 'recover', '--account', account);
    expect(text).toContain('that is now');
    const done = await ok('carol', 'offline', 'account', 'recover', 'execute', '--account', account);
    expect(done).toMatchObject({ account, status: 'closed', paidTo: RECOVERY, paidWei: left });
  });
});
