import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Home, type Json, makeHome, type Running } from '../testing/world.ts';

/** Whoever repeats a money command after an unclear end, with the key that it told, moves the money once. */

const ETH = 10n ** 18n;
let home: Home;
let dev: Running;

beforeAll(async () => {
  home = makeHome();
  dev = home.start(['dev']);
  await dev.says('Ready:');
  await ok('offline', 'account', 'create', '--yes');
});
afterAll(async () => {
  dev.child.kill('SIGINT');
  await dev.ended;
  home.remove();
});

async function ok(...args: string[]): Promise<Json> {
  const { code, value } = await home.json([...args, '--wallet', 'alice']);
  expect(code, JSON.stringify(value)).toBe(0);
  return value;
}

/** All money that the wallet has and everything that it ever deposited, in wei. */
async function holdings(): Promise<{ spendable: bigint; deposits: number }> {
  await ok('offline', 'reconcile');
  const { spendableWei } = await ok('offline', 'account', 'show');
  const { entries } = await ok('offline', 'activity');
  const deposits = entries.filter((entry: Json) => entry.what === 'deposit' && entry.state !== 'failed');
  return { spendable: BigInt(spendableWei), deposits: deposits.length };
}

const DEPOSIT = ['offline', 'deposit', '1eth', '--yes'];

test('a deposit without a chain names its key, and both forms of the error tell it', async () => {
  await ok('dev', 'stop-chain');
  const inWords = await home.run([...DEPOSIT, '--wallet', 'alice']);
  expect(inWords.code).toBe(3);
  const told = /^idempotency key: ([0-9a-f]{32})$/m.exec(inWords.stderr)?.[1];
  expect(told, inWords.stderr).toBeDefined();
  const advice = inWords.stderr.slice(inWords.stderr.indexOf('next:')).replace(/\s+/g, ' ');
  expect(advice).toContain(`epeat it with --idempotency-key ${told}: then it is never done twice.`);
  expect(advice).toContain(`idempotencyKey: ${told}`);
  const again = await home.json([...DEPOSIT, '--wallet', 'alice', '--idempotency-key', told!]);
  expect(again.value.error).toMatchObject({ code: 'CHAIN_UNREACHABLE', details: { idempotencyKey: told } });
  await ok('dev', 'start-chain');
  const first = await ok(...DEPOSIT, '--idempotency-key', told!);
  const second = await ok(...DEPOSIT, '--idempotency-key', told!);
  expect(second.tx).toBe(first.tx);
  expect(await holdings()).toEqual({ spendable: ETH, deposits: 1 });
});

test('a deposit whose command is killed in the middle is finished by its key, not done again', async () => {
  const before = await holdings();
  const command = home.start([...DEPOSIT, '--wallet', 'alice']);
  await command.says('Waiting until block');
  command.child.kill('SIGKILL');
  const { stderr } = await command.ended;
  const key = /^idempotency key: ([0-9a-f]{32})$/m.exec(stderr)![1]!;
  await ok(...DEPOSIT, '--idempotency-key', key);
  expect(await holdings()).toEqual({ spendable: before.spendable + ETH, deposits: before.deposits + 1 });
});

test('a deposit whose chain goes away in the middle is finished by the key of its error', async () => {
  const before = await holdings();
  const command = home.start([...DEPOSIT, '--json', '--wallet', 'alice']);
  await command.says('idempotency key: ');
  await new Promise((resolve) => setTimeout(resolve, 300));
  await ok('dev', 'stop-chain');
  await ok('dev', 'start-chain');
  const { stdout, stderr } = await command.ended;
  const { error } = JSON.parse(stdout) as Json;
  const key = /^idempotency key: ([0-9a-f]{32})$/m.exec(stderr)![1]!;
  if (error !== undefined) expect(error.details.idempotencyKey).toBe(key);
  await ok(...DEPOSIT, '--idempotency-key', key);
  expect(await holdings()).toEqual({ spendable: before.spendable + ETH, deposits: before.deposits + 1 });
});

test('what is wrong before anything began carries no key', async () => {
  const { stdout, stderr } = await home.run([
    'offline',
    'deposit',
    '1',
    '--yes',
    '--json',
    '--wallet',
    'alice',
  ]);
  expect(JSON.parse(stdout).error.details).toBeUndefined();
  expect(stderr).toBe('');
});
