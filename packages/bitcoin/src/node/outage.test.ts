import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bech32 } from '@scure/base';
import { afterEach, expect, test } from 'vitest';
import { REGTEST } from '../chain/network.ts';
import { idOf } from '../encoding/bytes.ts';
import { type Served, serveRegtest } from '../regtest/serve.ts';
import type { NodeClock } from './clock.ts';
import { ANYONE } from './compliance.ts';
import { openNode } from './node.ts';
import type { ChainEvent } from './port.ts';
import { openRpc } from './rpc.ts';
import { fakeNode } from './testing/servers.ts';

const CHILD = fileURLToPath(new URL('./testing/regtest-child.ts', import.meta.url));
const HOUR = 3_600_000;

const folders: string[] = [];
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-outage-'));
  folders.push(folder);
  return folder;
}

/** Starts a chain in a process of its own, and waits until it is served. */
async function start(port: number, state: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [CHILD, String(port), state], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [said] = await once(child.stdout!, 'data');
  return { child, port: Number(said) };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

test('an outage of an hour is survived: nothing is lost, and the node is not asked without end', async () => {
  const began = 1_800_000_000_000;
  let now = began;
  let back: (() => Promise<void>) | undefined;
  const pauses: number[] = [];
  const clock: NodeClock = {
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
      pauses.push(milliseconds);
      if (back !== undefined && now >= began + HOUR) {
        const come = back;
        back = undefined;
        await come();
      }
    },
  };
  const options = { accounts: 0, state: join(scratch(), 'chain.json') };
  let served: Served = await serveRegtest({ ...options, port: 0 });
  const { port, url, user, password } = served;
  const node = openNode({ url, user, password, network: REGTEST, clock, wake: 'none' });
  const tip = await node.tip();
  const events = node.events({ after: [tip], pollMs: 500 })[Symbol.asyncIterator]();
  expect(await node.health()).toMatchObject({ reachable: true, tip, lag: undefined });

  await served.close();
  const down = await node.health();
  expect(down).toMatchObject({ reachable: false, error: 'NODE_UNREACHABLE', lag: 'unreachable', tip });
  expect(down.lastContact).toBe(began);
  await expect(node.tip()).rejects.toMatchObject({ code: 'NODE_UNREACHABLE' });

  back = async () => {
    served = await serveRegtest({ ...options, port });
    served.chain.mine(3, ANYONE);
  };
  pauses.length = 0;
  const next: ChainEvent[] = [];
  for (let i = 0; i < 3; i++) next.push((await events.next()).value as ChainEvent);
  expect(next.map((event) => event.type === 'block' && event.height)).toEqual(
    [1, 2, 3].map((more) => tip.height + more),
  );
  expect(now - began).toBeGreaterThanOrEqual(HOUR);
  // Within half a minute of its coming back, and asked some hundreds of times in the hour.
  expect(now - began).toBeLessThan(HOUR + 60_000);
  expect(pauses.length).toBeLessThan(600);
  const healthy = await node.health();
  expect(healthy).toMatchObject({ reachable: true, lag: undefined, tip: { height: tip.height + 3 } });
  expect(healthy.lastContact).toBeGreaterThanOrEqual(began + HOUR);
  node.close();
  expect(await events.next()).toMatchObject({ done: true });
  await served.close();
});

test('a node that is killed and comes back, with less than it had, is followed on', async () => {
  const state = join(scratch(), 'chain.json');
  const first = await start(0, state);
  const url = `http://127.0.0.1:${first.port}`;
  const options = { url, user: 'coffer', password: 'coffer' };
  const rpc = openRpc(options);
  const node = openNode({ ...options, network: REGTEST, retries: 0 });
  const anyone = bech32.encode('bcrt', [0, ...bech32.toWords(ANYONE.subarray(2))]);
  const mine = (count: number) => rpc.call('generatetoaddress', [count, anyone], { once: true });

  const tip = await node.tip();
  const stop = new AbortController();
  const chain = [tip];
  let heard = Promise.withResolvers<void>();
  const listening = (async () => {
    for await (const event of node.events({ after: [tip], pollMs: 20, signal: stop.signal })) {
      if (event.type === 'disconnected') {
        expect([...chain].reverse().slice(0, event.blocks.length)).toEqual(event.blocks);
        chain.splice(chain.length - event.blocks.length);
      } else {
        expect(idOf(event.header.previous)).toBe(chain.at(-1)!.id);
        chain.push({ id: event.id, height: event.height });
      }
      heard.resolve();
      heard = Promise.withResolvers<void>();
    }
  })();
  await mine(3);
  while (chain.length < 4) await heard.promise;
  await kill(first.child);
  await expect(node.tip()).rejects.toMatchObject({ code: 'NODE_UNREACHABLE' });

  // What it had not kept yet is gone: it is behind until it has as much of a chain again.
  await start(first.port, state);
  await mine(5);
  const now = await node.tip();
  while (chain.at(-1)?.id !== now.id) await heard.promise;
  stop.abort();
  await listening;
  expect(chain.map(({ height }) => height)).toEqual(chain.map((_, i) => tip.height + i));
  node.close();
  rpc.close();
});

test('health tells why a view may be old', async () => {
  const genesis = '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206';
  const raw =
    '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4adae5494dffff7f2002000000';
  const base = { blocks: 0, headers: 0, bestblockhash: genesis };
  let told: object = base;
  const fake = await fakeNode({
    getblockhash: () => genesis,
    getblockheader: () => raw,
    getblockchaininfo: () => told,
  });
  const now = 1_296_688_602 + 600;
  const clock: NodeClock = { now: () => now * 1_000, sleep: async () => {} };
  const node = openNode({ url: fake.url, network: REGTEST, clock, retries: 0, maxTipAge: 900 });
  expect(await node.health()).toMatchObject({ lag: undefined, tipAge: 600, missingBlocks: 0 });
  told = { ...base, initialblockdownload: true };
  expect(await node.health()).toMatchObject({ lag: 'syncing' });
  told = { ...base, headers: 7 };
  expect(await node.health()).toMatchObject({ lag: 'syncing', missingBlocks: 7 });
  told = { ...base, headers: 1 };
  expect(await node.health()).toMatchObject({ lag: undefined, missingBlocks: 1 });
  told = { blocks: 'many' };
  expect(await node.health()).toMatchObject({
    reachable: false,
    error: 'NODE_BAD_ANSWER',
    lag: 'unreachable',
  });
  told = base;
  const strict = openNode({ url: fake.url, network: REGTEST, clock, retries: 0, maxTipAge: 599 });
  expect(await strict.health()).toMatchObject({ lag: 'old-tip', reachable: true });
  node.close();
  strict.close();
  await fake.close();
});
