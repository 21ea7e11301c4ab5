import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../api/client.ts';
import { walletRoutes } from '../api/routes.ts';
import { type Home, type Json, makeHome, type Running } from '../testing/world.ts';

/** Daemons that are killed in the middle of what they do: nothing is lost, nothing happens twice. */

const ETH = 10n ** 18n;
let home: Home;
let dev: Running;

async function ok(wallet: string, ...args: string[]): Promise<Json> {
  const { code, value } = await home.json([...args, '--wallet', wallet, '--yes']);
  expect(value.error, JSON.stringify(value)).toBeUndefined();
  expect(code).toBe(0);
  return value;
}

async function balance(wallet: string): Promise<bigint> {
  return BigInt((await ok(wallet, 'offline', 'account', 'show')).spendableWei);
}

function socketOf(wallet: string): string {
  return join(home.env.XDG_DATA_HOME!, 'coffer', 'dev', 'wallets', wallet, 'daemon.sock');
}

beforeAll(async () => {
  home = makeHome();
  dev = home.start(['dev']);
  await dev.says('Ready:');
  await ok('alice', 'offline', 'account', 'create');
  await ok('carol', 'offline', 'account', 'create');
  await ok('alice', 'offline', 'deposit', '1eth');
});
afterAll(async () => {
  dev.child.kill('SIGINT');
  await dev.ended;
  home.remove();
});

test('killed again and again while it pays: every payment exists once', async () => {
  const { uri } = await ok('carol', 'offline', 'request', '0.001eth');
  const before = await balance('alice');
  const ids = new Map<string, string>();
  const keys = Array.from({ length: 12 }, (_, i) => `killed-payment-${i}`);
  const pay = async (key: string): Promise<void> => {
    const daemon = createClient(walletRoutes, socketOf('alice'));
    const { id } = await daemon.pay({ request: uri, deliver: 'file' }, { idempotencyKey: key });
    expect(ids.get(key) ?? id).toBe(id);
    ids.set(key, id);
  };
  for (let round = 0; round < 3; round++) {
    const { processId } = await ok('alice', 'daemon', 'start');
    const running = keys.map((key) => pay(key).catch(() => undefined));
    await new Promise((resolve) => setTimeout(resolve, 5 + round * 23));
    process.kill(processId, 'SIGKILL');
    await Promise.all(running);
  }
  await ok('alice', 'daemon', 'start');
  for (const key of keys) await pay(key);
  expect(new Set(ids.values()).size).toBe(keys.length);
  expect(await balance('alice')).toBe(before - BigInt(keys.length) * (ETH / 1_000n));
  const { entries } = await ok('alice', 'offline', 'activity');
  const made = entries.filter((entry: Json) => entry.amountWei === (ETH / 1_000n).toString());
  expect(made).toHaveLength(keys.length);
});

test('killed during a deposit: the same command finds it, once', async () => {
  const { processId } = await ok('carol', 'daemon', 'status');
  const before = await balance('carol');
  const depositing = home.start(['offline', 'deposit', '0.3eth', '--wallet', 'carol', '--yes', '--json']);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  process.kill(processId, 'SIGKILL');
  const { code, stdout } = await depositing.ended;
  expect(code, stdout).toBe(0);
  expect(await balance('carol')).toBe(before + (3n * ETH) / 10n);
});

test('a first start that was interrupted while it made the device is simply made again', async () => {
  const interrupted: readonly [string, (root: string) => void][] = [
    ['folder-only', (root) => mkdirSync(join(root, 'device'))],
    [
      'empty-file',
      (root) => {
        mkdirSync(join(root, 'device'));
        writeFileSync(join(root, 'device', 'device'), '');
      },
    ],
    [
      'half-made',
      (root) => {
        mkdirSync(join(root, 'device.new'));
        writeFileSync(join(root, 'device.new', 'device'), 'half');
      },
    ],
  ];
  for (const [wallet, leave] of interrupted) {
    const root = dirname(socketOf(wallet));
    mkdirSync(root, { recursive: true, mode: 0o700 });
    leave(root);
    await ok(wallet, 'offline', 'account', 'create');
    expect(readdirSync(root)).not.toContain('device.new');
  }
});

test('a device that is lost later is not replaced by another, which could not unseal the wallet', async () => {
  await ok('folder-only', 'daemon', 'stop');
  const file = join(dirname(socketOf('folder-only')), 'device', 'device');
  const away = join(home.root, 'device.away');
  renameSync(file, away);
  const { code } = await home.json(['offline', 'account', 'show', '--wallet', 'folder-only']);
  expect(code).not.toBe(0);
  expect(existsSync(file)).toBe(false);
  renameSync(away, file);
  expect(await balance('folder-only')).toBe(0n);
});
