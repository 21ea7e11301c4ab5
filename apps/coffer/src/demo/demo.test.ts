import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { keccak256, toHex } from 'viem';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Home, type Json, makeHome } from '../testing/world.ts';

// A whole story takes half a minute, and much longer on a machine that does other things too.
vi.setConfig({ testTimeout: 240_000 });

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

async function rpc(url: string, method: string, params: readonly unknown[]): Promise<Json> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const { result, error } = (await answer.json()) as Json;
  if (error !== undefined) throw new Error(JSON.stringify(error));
  return result;
}

/** Temporary folders of this program. */
function leftovers(): string[] {
  return readdirSync(tmpdir()).filter((name) => /^coffer-(demo|story)-/.test(name));
}

test('the story is told, the books agree, and nothing is left behind', async () => {
  const { code, stdout, stderr } = await home.run(['demo', '--json']);
  expect(code, stderr).toBe(0);
  const report: Json = JSON.parse(stdout);
  expect(Object.keys(report)).toEqual(['rails']);
  expect(Object.keys(report.rails)).toEqual(['offline']);
  const { ok, conserved, steps, ...rest } = report.rails.offline;
  expect(rest).toEqual({});
  expect([ok, conserved]).toEqual([true, true]);
  for (const step of steps) {
    const { name, ok: good, amount, unit, tx, ...more } = step;
    expect(more).toEqual({});
    expect([typeof name, good]).toEqual(['string', true]);
    if (amount !== undefined) expect([/^\d+$/.test(amount), unit]).toEqual([true, 'wei']);
    if (tx !== undefined) expect(tx).toMatch(/^0x[0-9a-f]{64}$/);
  }
  const names = steps.map((step: Json) => step.name);
  for (const part of [
    'deposits',
    'stopped',
    'direct',
    'file',
    'carol',
    'refuses',
    'started again',
    'settles',
    'withdraws',
    'swallowed',
    'older files are put back, and refused',
    'BROKEN',
    'with one number',
    'caught, frozen and made to pay',
    'revoked',
    'closes her account',
  ]) {
    expect(names.join('\n')).toContain(part);
  }
  expect(names.indexOf('carol settles')).toBeLessThan(names.indexOf('bob settles'));
  expect(stderr).toContain('CHAIN_UNREACHABLE');
  expect(stderr).toContain('JOURNAL_ROLLED_BACK');
  expect(stderr).not.toMatch(/\bat .*\.ts:/);
  for (const line of stderr.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  expect(home.processes()).toEqual([]);
});

test('one wei stolen from the vault is found out', async () => {
  const running = home.start(['demo', '--json'], { input: '' });
  await running.says('books agree after the deposit', 120_000);
  await running.says('bob with a file', 120_000);
  // The chain is away now; the thief waits until it is back.
  await running.says('carol settles', 120_000);
  const url = /Chain at (\S+)/.exec(running.output().stderr)?.[1] ?? '';
  const topic = keccak256(toHex('AccountOpened(address,address,address,uint8,bool)'));
  const [opened] = await rpc(url, 'eth_getLogs', [{ fromBlock: '0x0', toBlock: 'latest', topics: [topic] }]);
  const vault = opened.address;
  const balance = BigInt(await rpc(url, 'eth_getBalance', [vault, 'latest']));
  // Alice's ether and mallory's half.
  expect(balance).toBe(15n * 10n ** 17n);
  await rpc(url, 'anvil_setBalance', [vault, `0x${(balance - 1n).toString(16)}`]);
  const { code, stdout, stderr } = await running.ended;
  expect(code).toBe(1);
  const { offline } = JSON.parse(stdout).rails;
  expect([offline.ok, offline.conserved]).toEqual([false, false]);
  expect(offline.steps.find((step: Json) => step.name === 'books agree after the deposit').ok).toBe(true);
  expect(offline.steps.find((step: Json) => step.name === 'books agree after settlement').ok).toBe(false);
  expect(stderr).toContain('MONEY IS NOT CONSERVED');
  expect(home.processes()).toEqual([]);
});

test('a demo that is interrupted cleans up too', async () => {
  const before = leftovers();
  const running = home.start(['demo'], { input: '', wrapped: true });
  await running.says('alice deposits');
  running.child.kill('SIGINT');
  const { code } = await running.ended;
  expect(code).not.toBe(0);
  for (let i = 0; i < 50 && home.processes().length > 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(home.processes()).toEqual([]);
  expect(leftovers().filter((name) => !before.includes(name))).toEqual([]);
});
