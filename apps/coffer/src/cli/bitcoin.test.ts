import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Home, type Json, makeHome, type Running } from '../testing/world.ts';
import { run } from './program.ts';

/** The Bitcoin chain for development from a terminal, and from another one. */

let home: Home;
let chain: Running;
let url: string;
const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

async function start(...args: string[]): Promise<Running> {
  const running = home.start(['bitcoin', 'regtest', '--port', '0', ...args], { wrapped: true });
  await running.says('Ready:');
  return running;
}

function urlOf(running: Running): string {
  return /Ready: (\S+)/.exec(running.output().stdout)![1]!;
}

beforeAll(async () => {
  home = makeHome();
  chain = await start('--state', 'chain.json', '--accounts', '3');
  url = urlOf(chain);
});
afterAll(async () => {
  for (const line of home.processes()) process.kill(Number(line.split(' ')[0]), 'SIGKILL');
  home.remove();
});

/** A command in this process: starting another takes longer than all that it does. */
async function cli(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const code = await run(args, {
    env: home.env,
    stdout: (part) => {
      stdout += part;
    },
    stderr: (part) => {
      stderr += part;
    },
  });
  return { code, stdout, stderr };
}

async function ok(command: string, ...args: string[]): Promise<Json> {
  const { code, stdout } = await cli('--json', 'bitcoin', command, '--url', url, ...args);
  expect([code, stdout]).toEqual([0, expect.not.stringMatching(/^\{"error"/)]);
  return JSON.parse(stdout);
}

async function refused(...args: string[]): Promise<Json> {
  const { code, stdout } = await cli('--json', 'bitcoin', ...args);
  const { error } = JSON.parse(stdout);
  expect(error.money).toBeTypeOf('string');
  return { exit: code, ...error };
}

async function text(command: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await cli('bitcoin', command, '--url', url, ...args);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

test('the banner says what it is, who may call, and which keys have money', async () => {
  const said = chain.output().stderr;
  expect(said).toContain('DEVELOPMENT CHAIN');
  expect(said).toContain('Play money only');
  expect(said.match(/bcrt1q/g)).toHaveLength(3);
  expect(said.match(/bcrt1p/g)).toHaveLength(3);
  expect(said).toMatch(/user +coffer/);
  // Commands are not broken: they are to be copied.
  const lines = said.split('\n').filter((line) => !line.includes(home.root) && !line.includes('npx'));
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
  const accounts = (await ok('rpc', 'accounts')).result;
  expect(accounts).toHaveLength(3);
  for (const { wif, segwit, taproot, balance } of accounts) {
    expect(said).toContain(`${wif}\n    ${segwit}\n    ${taproot}`);
    expect(balance).toBe(100);
  }
});

test('started, funded, mined, reorganised and queried from another terminal', async () => {
  const { height } = await ok('mine', '3');
  const paid = await ok('fund', ADDRESS, '0.12345678btc');
  expect(paid).toMatchObject({ amountSat: '12345678', address: ADDRESS, block: expect.any(String) });
  expect((await ok('rpc', 'getblockcount')).result).toBe(height + 1);
  const shown = await text('rpc', 'gettxout', paid.txid, '0').catch(() =>
    text('rpc', 'gettxout', paid.txid, '1'),
  );
  expect(shown).toContain('"value": 0.12345678');
  await ok('rpc', 'invalidateblock', paid.block);
  expect((await ok('rpc', 'getblockcount')).result).toBe(height);
  expect((await ok('rpc', 'getrawmempool')).result).toEqual([paid.txid]);
  const mined = await text('mine', '2', '--to', ADDRESS);
  expect(mined).toContain('Mined 2 blocks.');
  for (const line of mined.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  expect((await ok('rpc', 'getrawtransaction', paid.txid, 'true')).result.confirmations).toBe(2);
  await ok('rpc', 'reconsiderblock', paid.block);
  const tips = (await ok('rpc', 'getchaintips')).result;
  expect(tips.map(({ branchlen }: Json) => branchlen).toSorted()).toEqual([0, 1]);
  const later = await ok('fund', ADDRESS, '5000sat', '--unconfirmed');
  expect(later.block).toBeNull();
  expect((await ok('rpc', 'getrawmempool')).result).toContain(later.txid);
});

test('parameters are taken as bitcoin-cli does', async () => {
  const genesis = '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206';
  expect(await text('rpc', 'getblockhash', '0')).toBe(`${genesis}\n`);
  expect(await text('rpc', 'getblockhash', 'height=0')).toBe(`${genesis}\n`);
  expect((await ok('rpc', 'getblockheader', genesis, 'verbose=false')).result).toMatch(/^01000000/);
  expect((await ok('rpc', 'scantxoutset', 'start', `["addr(${ADDRESS})"]`)).result.success).toBe(true);
  expect((await ok('rpc', 'decodescript', '"51"')).result.asm).toBe('1');
  const wrong = await refused('rpc', '--url', url, 'decodescript', '51');
  expect(wrong).toMatchObject({ exit: 1, code: 'BITCOIN_RPC_REFUSED', details: { rpcCode: -3 } });
  expect(wrong.next).toContain('\'"51"\'');
  expect(await text('rpc', 'help', 'getblockhash')).toContain('The height of the block.');
});

describe('what goes wrong is told with what to do', () => {
  test.each([
    [['rpc', 'nonsense'], 1, 'BITCOIN_RPC_REFUSED'],
    [['rpc', 'getblockhash', '--', '-1'], 1, 'BITCOIN_RPC_REFUSED'],
    [['fund', ADDRESS, '1'], 2, 'AMOUNT_SYNTAX'],
    [['fund', ADDRESS, '1eth'], 2, 'AMOUNT_SYNTAX'],
    [['fund', 'nobody', '1btc'], 1, 'BITCOIN_RPC_REFUSED'],
    [['fund', ADDRESS, '20000000btc'], 1, 'BITCOIN_RPC_REFUSED'],
    [['mine', '0'], 2, 'USAGE'],
    [['mine', 'x'], 2, 'USAGE'],
    [['mine', '1', '--to', 'nobody'], 1, 'BITCOIN_RPC_REFUSED'],
    [['rpc'], 2, 'USAGE'],
  ])('%j', async (args, exit, code) => {
    const [command, ...rest] = args;
    const error = await refused(command!, '--url', url, ...rest);
    expect(error).toMatchObject({ exit, code });
    expect(error.next).toBeTypeOf('string');
  });

  test('nobody there, a wrong password, something else', async () => {
    expect(await refused('mine', '--url', 'http://127.0.0.1:1')).toMatchObject({
      exit: 3,
      code: 'CHAIN_UNREACHABLE',
    });
    const wrong = url.replace('//', '//coffer:wrong@');
    expect(await refused('mine', '--url', wrong)).toMatchObject({ exit: 1, code: 'BITCOIN_RPC_PASSWORD' });
    const percent = url.replace('//', '//coffer:100%zz@');
    const unlocked = await refused('mine', '--url', percent);
    expect(unlocked).toMatchObject({ exit: 1, code: 'BITCOIN_RPC_PASSWORD' });
    expect(unlocked.next).toContain(new URL(url).host);
    expect(await refused('mine', '--url', 'localhost')).toMatchObject({ exit: 2, code: 'USAGE' });
    const other = createServer((_request, response) => response.end('<html>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const at = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    expect(await refused('mine', '--url', at)).toMatchObject({ exit: 1, code: 'BITCOIN_RPC_PROTOCOL' });
    other.close();
  });

  test.each([
    [['--port', 'x'], 2, 'USAGE'],
    [['--port', '70000'], 2, 'REGTEST_OPTION'],
    [['--host', '0.0.0.0'], 2, 'REGTEST_ADDRESS'],
    [['--block-time', '0'], 2, 'REGTEST_OPTION'],
    [['--accounts', '1000'], 2, 'REGTEST_OPTION'],
    [['--state', 'no/such/folder/chain.json'], 2, 'REGTEST_STATE_UNREADABLE'],
    [['--port', '0', '--state', 'chain.json'], 1, 'REGTEST_STATE_BUSY'],
    [['--port', '0', '--state', 'broken.json'], 1, 'REGTEST_STATE_BROKEN'],
  ])('regtest %j', async (args, exit, code) => {
    writeFileSync(join(home.root, 'broken.json'), '{');
    const paths = args.map((arg) => (arg.endsWith('.json') ? join(home.root, arg) : arg));
    expect(await refused('regtest', ...paths)).toMatchObject({ exit, code });
    expect(readFileSync(join(home.root, 'broken.json'), 'utf8')).toBe('{');
  });

  test('a port that is taken', async () => {
    const error = await refused('regtest', '--port', new URL(url).port);
    expect(error).toMatchObject({
      exit: 1,
      code: 'REGTEST_PORT_TAKEN',
      next: expect.stringContaining('--port'),
    });
  });
});

test('Ctrl-C stops it, nothing is left, and it goes on from its state', async () => {
  const tip = (await ok('rpc', 'getbestblockhash')).result;
  chain.child.kill('SIGINT');
  const { code, stderr } = await chain.ended;
  expect([code, stderr.includes('Stopped. The chain is kept in')]).toEqual([0, true]);
  expect(home.processes()).toEqual([]);
  expect(existsSync(join(home.root, 'chain.json.lock'))).toBe(false);
  chain = await start('--state', 'chain.json');
  url = urlOf(chain);
  expect(chain.output().stderr).toContain('continued from its last run');
  expect((await ok('rpc', 'getbestblockhash')).result).toBe(tip);
  expect(await text('rpc', 'stop')).toContain('stopping');
  expect((await chain.ended).code).toBe(0);
});

test('every command has a help text with an example', async () => {
  for (const command of ['regtest', 'mine', 'fund', 'rpc']) {
    const { code, stdout: said } = await cli('bitcoin', command, '--help');
    expect([command, code]).toEqual([command, 0]);
    expect(said).toContain(`Example:\n  coffer bitcoin ${command}`);
    for (const line of said.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  }
});
