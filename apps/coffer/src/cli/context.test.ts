import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { walletRoutes } from '../api/routes.ts';
import { loadConfig } from '../config/config.ts';
import { privateFolder } from '../config/files.ts';
import { networkPaths, walletPaths } from '../config/paths.ts';
import { type Context, longCall, moneyOperation, writeNewFile } from './context.ts';
import { createOutput } from './output.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'coffer-context-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('a new file is written, the same bytes are found there again, and anything else stays', () => {
  const path = join(home, 'payment');
  expect(writeNewFile(path, 'one')).toBe(path);
  expect(writeNewFile(path, 'one')).toBe(path);
  for (const other of ['two', 'on', 'one\n']) {
    expect(() => writeNewFile(path, other)).toThrow(expect.objectContaining({ code: 'FILE_EXISTS' }));
  }
  expect(() => writeNewFile(home, '')).toThrow(expect.objectContaining({ code: 'FILE_EXISTS' }));
  expect(readFileSync(path, 'utf8')).toBe('one');
});

const STATUS = {
  ...{ wallet: 'main', network: 'dev', networkId: '0x', version: '0', processId: 1, accept: 'ask' },
  ...{ endpoint: null, rpcUrl: '', gasAddress: `0x${'00'.repeat(20)}` },
  enclave: { platform: '', counter: '', launch: '', warning: '' },
};
const DONE = { keys: [], measurements: [] };

/** A daemon that dies in the first call, and whose socket looks alive for some connections more. */
function dyingDaemon(deaths: number): { server: Server; calls: () => number } {
  let left = deaths;
  let calls = 0;
  const replies = new Map<string, unknown>([
    [walletRoutes.status.path, STATUS],
    [walletRoutes.progress.path, { lines: [] }],
    [walletRoutes.revoke.path, DONE],
  ]);
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path === walletRoutes.revoke.path) calls += 1;
    if (calls > 0 && left > 0) {
      left -= 1;
      request.socket.destroy();
      return;
    }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(replies.get(path)));
  });
  return { server, calls: () => calls };
}

test('a call whose daemon dies is repeated until the dying socket is gone', async () => {
  const config = loadConfig({ 'data-home': home, network: 'dev', wallet: 'main' }, { HOME: home });
  const { root, socket } = walletPaths(networkPaths(home, 'dev'), 'main');
  privateFolder(root);
  writeFileSync(networkPaths(home, 'dev').network, '{}');
  const { server, calls } = dyingDaemon(4);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const context: Context = {
    config,
    output: createOutput(
      true,
      () => undefined,
      () => undefined,
    ),
    env: {},
    yes: true,
    operation: moneyOperation('context-test', () => undefined),
  };
  try {
    expect(await longCall(context, (daemon) => daemon.revoke(DONE))).toEqual(DONE);
    expect(calls()).toBe(2);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
