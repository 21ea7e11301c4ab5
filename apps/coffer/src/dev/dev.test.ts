import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Home, makeHome, type Running } from '../testing/world.ts';

/** A development network from its first start over crashes and resets to its end. The tests follow each other. */

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => {
  for (const line of home.processes()) process.kill(Number(line.split(' ')[0]), 'SIGKILL');
  home.remove();
});

function root(): string {
  return join(home.env.XDG_DATA_HOME!, 'coffer', 'dev');
}

async function start(...args: string[]): Promise<Running> {
  const running = home.start(['dev', ...args], { wrapped: true });
  await running.says('Ready:');
  return running;
}

async function nothingLeft(): Promise<void> {
  for (let i = 0; i < 50 && home.processes().length > 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(home.processes()).toEqual([]);
}

let account: string;

test('Ctrl-C stops chain, signer and the daemons of wallets, and nothing is left', async () => {
  const running = await start();
  const said = running.output().stderr;
  expect(said).toContain('SIMULATED');
  const lines = said.split('\n').filter((line) => !line.includes(home.root));
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
  account = (await home.json(['offline', 'account', 'create', '--wallet', 'alice', '--yes'])).value.account;
  expect((await home.json(['offline', 'deposit', '1eth', '--wallet', 'alice', '--yes'])).code).toBe(0);
  const busy = await home.json(['dev']);
  expect([busy.code, busy.value.error.code]).toEqual([1, 'NETWORK_BUSY']);
  running.child.kill('SIGINT');
  const { code, stderr } = await running.ended;
  expect(code).toBe(0);
  expect(stderr).toContain('Stopped the daemons of alice.');
  await nothingLeft();
});

test('a wallet can be used while the network is stopped', async () => {
  const { code, value } = await home.json(['offline', 'account', 'show', '--wallet', 'alice']);
  expect(code).toBe(0);
  expect(value).toMatchObject({ account, spendableWei: (10n ** 18n).toString() });
  const waits = await home.json(['offline', 'reconcile', '--wallet', 'alice']);
  expect([waits.code, waits.value.error.code]).toEqual([3, 'CHAIN_UNREACHABLE']);
});

test('a leftover network is continued, at the same place, also after SIGKILL', async () => {
  const first = await start();
  const url = JSON.parse(readFileSync(join(root(), 'endpoints.json'), 'utf8')).rpcUrl;
  expect(first.output().stderr).toContain('continued');
  expect((await home.json(['offline', 'reconcile', '--wallet', 'alice'])).code).toBe(0);
  // The wrapper dies without a signal that it could forward: the rest must notice.
  first.child.kill('SIGKILL');
  await first.ended;
  await home.run(['daemon', 'stop', '--wallet', 'alice']);
  await nothingLeft();
  const second = await start();
  expect(JSON.parse(readFileSync(join(root(), 'endpoints.json'), 'utf8')).rpcUrl).toBe(url);
  const { value } = await home.json(['offline', 'account', 'show', '--wallet', 'alice']);
  expect(value).toMatchObject({ account, onChainWei: (10n ** 18n).toString() });
  second.child.kill('SIGTERM');
  expect((await second.ended).code).toBe(0);
  await nothingLeft();
});

test('a child that dies is told, and ends the network', async () => {
  const running = await start();
  const signer = home.processes().find((line) => line.includes('signer/process'));
  process.kill(Number(signer?.split(' ')[0]), 'SIGKILL');
  const { code, stderr } = await running.ended;
  expect(code).toBe(1);
  expect(stderr).toContain('the header signer has ended');
  expect(stderr).toContain('CHILD_DIED');
  await nothingLeft();
});

test('a chain that was reset is noticed and explained, by network and by wallet', async () => {
  const other = makeHome();
  const foreign = other.start(['dev']);
  onTestFinished(async () => {
    foreign.child.kill('SIGINT');
    await foreign.ended;
    other.remove();
  });
  await foreign.says('Ready:');
  const endpoints = JSON.parse(
    readFileSync(join(other.env.XDG_DATA_HOME!, 'coffer', 'dev', 'endpoints.json'), 'utf8'),
  );
  const moved = await home.json(['offline', 'reconcile', '--wallet', 'alice'], {
    env: { COFFER_RPC_URL: endpoints.rpcUrl, COFFER_HEADER_URL: endpoints.headerUrl },
  });
  expect([moved.code, moved.value.error.code]).toEqual([5, 'NETWORK_RESET']);
  expect(moved.value.error.next).toContain('coffer dev --fresh');
  await home.run(['daemon', 'stop', '--wallet', 'alice']);

  rmSync(join(root(), 'chain'), { recursive: true });
  const gone = await home.json(['dev']);
  expect([gone.code, gone.value.error.code]).toEqual([5, 'NETWORK_RESET']);
  const fresh = await start('--fresh');
  expect(existsSync(`${root()}.old-1`)).toBe(true);
  const { code, value } = await home.json(['offline', 'account', 'show', '--wallet', 'alice']);
  expect([code, value.error.code]).toEqual([1, 'NOT_INITIALISED']);
  fresh.child.kill('SIGINT');
  expect((await fresh.ended).code).toBe(0);
  await nothingLeft();
});
