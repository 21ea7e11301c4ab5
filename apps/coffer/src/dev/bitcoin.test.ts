import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Home, type Json, makeHome, type Running } from '../testing/world.ts';

/** The Bitcoin chain beside the others of a development network. The tests follow each other. */

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => {
  for (const line of home.processes()) process.kill(Number(line.split(' ')[0]), 'SIGKILL');
  home.remove();
});

async function start(...args: string[]): Promise<{ dev: Running; url: string }> {
  const dev = home.start(['dev', ...args]);
  await dev.says('Ready:');
  const url = /Bitcoin RPC +(\S+)/.exec(dev.output().stderr)![1]!;
  return { dev, url };
}

async function stop(dev: Running): Promise<void> {
  dev.child.kill('SIGINT');
  expect((await dev.ended).code).toBe(0);
}

async function ask(url: string, ...args: string[]): Promise<Json> {
  return (await home.json(['bitcoin', ...args, '--url', url])).value;
}

let tip: string;

test('a Bitcoin chain runs beside anvil, and another network has its own', async () => {
  const { dev, url } = await start();
  const other = await start('--network', 'other');
  expect(other.url).not.toBe(url);
  await ask(url, 'mine', '2');
  tip = (await ask(url, 'rpc', 'getbestblockhash')).result;
  expect((await ask(other.url, 'rpc', 'getbestblockhash')).result).not.toBe(tip);
  await stop(other.dev);
  await stop(dev);
  expect((await ask(url, 'rpc', 'uptime')).error.code).toBe('CHAIN_UNREACHABLE');
});

test('it is kept with the network, a damaged state is told, and --fresh makes a new one', async () => {
  const { dev, url } = await start();
  expect((await ask(url, 'rpc', 'getbestblockhash')).result).toBe(tip);
  await stop(dev);
  writeFileSync(join(home.env.XDG_DATA_HOME!, 'coffer', 'dev', 'bitcoin.json'), '{');
  const broken = await home.json(['dev']);
  expect([broken.code, broken.value.error.code]).toEqual([5, 'NETWORK_RESET']);
  expect(home.processes()).toEqual([]);
  const fresh = await start('--fresh');
  expect((await ask(fresh.url, 'rpc', 'getblockcount')).result).toBe(130);
  await stop(fresh.dev);
});
