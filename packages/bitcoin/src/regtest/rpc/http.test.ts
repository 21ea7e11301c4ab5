import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Served, serveRegtest } from '../serve.ts';
import { authorization, post, send } from '../testing/client.ts';

/** The way in: who may call, and what is said to everything that is no call. */

let served: Served;
const PAGE = 'http://localhost:5173';
beforeAll(async () => {
  served = await serveRegtest({ port: 0, accounts: 1, access: { origins: [PAGE] } });
});
afterAll(() => served.close());

const COUNT = JSON.stringify({ id: 1, method: 'getblockcount' });

describe('a web page cannot drive the chain, although everybody knows the password', () => {
  test.each([
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a page of another port of this machine', { origin: 'http://localhost:8080' }],
    ['a sandboxed frame', { origin: 'null' }],
    [
      'a form, which sends plain text without a question',
      { origin: 'https://evil.example', 'content-type': 'text/plain' },
    ],
    ['a browser that leaves the origin out', { 'sec-fetch-site': 'cross-site' }],
    ['a name that was rebound to this machine', { host: 'evil.example:18443' }],
    ['a name that begins like this machine', { host: 'localhost.evil.example' }],
    ['an address that begins like this machine', { host: '127.0.0.1.evil.example' }],
  ])('%s', async (_, headers) => {
    const { status, text, headers: answered } = await send(served, COUNT, headers);
    expect(status).toBe(403);
    expect(text).not.toContain('result');
    expect(answered['access-control-allow-origin']).toBeUndefined();
  });

  test('nor ask whether it may', async () => {
    const { status } = await send(served, '', { origin: 'https://evil.example' }, 'OPTIONS');
    expect(status).toBe(403);
  });

  test('but one that was allowed by name', async () => {
    const asked = await send(served, '', { origin: PAGE, authorization: '' }, 'OPTIONS');
    expect(asked.status).toBe(204);
    expect(asked.headers['access-control-allow-origin']).toBe(PAGE);
    const { status, text } = await send(served, COUNT, { origin: PAGE, 'sec-fetch-site': 'cross-site' });
    expect([status, JSON.parse(text).result]).toEqual([200, served.chain.tip.height]);
  });

  test('clients that are no browsers call it by its names', async () => {
    for (const host of ['localhost', `127.0.0.1:${served.port}`, '[::1]:18443', 'LOCALHOST:1']) {
      expect((await send(served, COUNT, { host })).status).toBe(200);
    }
  });
});

describe('user and password', () => {
  test('nobody gets in without', async () => {
    for (const header of ['', 'Bearer x', 'Basic', 'Basic !!!', `Basic ${'A'.repeat(5_000)}`]) {
      const { status, headers } = await send(served, COUNT, { authorization: header });
      expect(status).toBe(401);
      expect(headers['www-authenticate']).toBe('Basic realm="jsonrpc"');
    }
  });

  test.each([
    { user: 'coffer', password: 'wrong' },
    { user: 'wrong', password: 'coffer' },
    { user: 'coffer', password: '' },
    { user: '', password: '' },
    { user: 'coffer:', password: 'coffer' },
  ])('%o does not get in', async (wrong) => {
    expect((await send(served, COUNT, { authorization: authorization(wrong) })).status).toBe(401);
  });
});

describe('HTTP as Core has it', () => {
  test('only POST', async () => {
    const { status, text } = await send(served, '', {}, 'GET');
    expect([status, text.trim()]).toEqual([405, 'JSONRPC server handles only POST requests']);
  });

  test('no wallet under any path', async () => {
    expect((await send(served, COUNT, {}, 'POST', '/wallet/main')).status).toBe(404);
    expect((await send(served, COUNT, {}, 'POST', '//')).status).toBe(404);
  });

  test('without a version, errors have a status', async () => {
    const statuses: unknown[] = [];
    for (const body of [
      { id: 1, method: 'getblockcount' },
      { id: 2, method: 'getblockhash', params: [-1] },
      { id: 3, method: 'nonsense' },
      { id: 4 },
      { id: 5, method: 1 },
      { id: 6, method: 'getblockcount', params: 7 },
      { id: 7, method: 'getblockcount', jsonrpc: '3.0' },
    ]) {
      const { status, value } = await post(served, body);
      expect(Object.keys(value)).toEqual(['result', 'error', 'id']);
      expect(value.id).toBe(body.id);
      statuses.push([status, value.error?.code]);
    }
    expect(statuses).toEqual([
      [200, undefined],
      [500, -8],
      [404, -32601],
      [400, -32600],
      [400, -32600],
      [400, -32600],
      [400, -32600],
    ]);
  });

  test('with version 2.0, errors have status 200, and nothing is both result and error', async () => {
    const refused = await post(served, { jsonrpc: '2.0', id: 'a', method: 'nonsense' });
    expect(refused).toEqual({
      status: 200,
      value: { jsonrpc: '2.0', error: { code: -32601, message: 'Method not found' }, id: 'a' },
    });
    const done = await post(served, { jsonrpc: '2.0', id: null, method: 'getblockcount' });
    expect(done.value).toEqual({ jsonrpc: '2.0', result: served.chain.tip.height, id: null });
  });

  test('a notification is done and not answered', async () => {
    const before = served.chain.tip.height;
    const { status, text } = await send(
      served,
      JSON.stringify({ jsonrpc: '2.0', method: 'generate', params: [1] }),
    );
    expect([status, text]).toEqual([204, '']);
    expect(served.chain.tip.height).toBe(before + 1);
  });

  test('a batch is answered in order, errors among results', async () => {
    const { status, value } = await post(served, [
      { id: 1, method: 'getblockcount' },
      { jsonrpc: '2.0', method: 'getblockcount' },
      7,
      { jsonrpc: '2.0', id: 2, method: 'getblockhash', params: { height: 0 } },
      { id: 3, method: 'getblockhash', params: [-1] },
    ]);
    expect(status).toBe(200);
    expect(
      value.map((answer: { id: unknown; error?: { code: number } }) => [answer.id, answer.error?.code]),
    ).toEqual([
      [1, undefined],
      [null, -32600],
      [2, undefined],
      [3, -8],
    ]);
    expect((await post(served, [])).value).toEqual([]);
    expect((await post(served, [{ jsonrpc: '2.0', method: 'uptime' }])).status).toBe(204);
  });

  test('a long batch does not keep others waiting', async () => {
    const ended: string[] = [];
    let other: Promise<unknown> | undefined;
    const unsubscribe = served.chain.onBlock(() => {
      other ??= send(served, COUNT).then(() => ended.push('other'));
    });
    await post(
      served,
      Array.from({ length: 500 }, (_, id) => ({ id, method: 'generate', params: [1] })),
    );
    ended.push('batch');
    unsubscribe();
    await other;
    expect(ended).toEqual(['other', 'batch']);
  });

  test('a batch is bounded', async () => {
    const many = Array.from({ length: 1_001 }, (_, id) => ({ id, method: 'uptime' }));
    expect(await post(served, many)).toMatchObject({ status: 400, value: { error: { code: -32600 } } });
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a string', '"getblockcount"'],
    ['a number', '7'],
    ['bytes', Buffer.from([0xff, 0xfe, 0, 1])],
    ['deep nesting', '['.repeat(1_000_000)],
  ])('%s is a parse error', async (_, body) => {
    const { status, text } = await send(served, body);
    expect([status, JSON.parse(text).error.code]).toEqual([500, -32700]);
  });

  test('arguments by name, by position and both', async () => {
    const hash = served.chain.idAt(0);
    const ask = async (method: string, params: unknown) =>
      (await post(served, { jsonrpc: '2.0', id: 1, method, params })).value;
    expect((await ask('getblockhash', { height: 0 })).result).toBe(hash);
    expect((await ask('getblock', { blockhash: hash, verbose: 0 })).result).toMatch(/^01000000/);
    expect((await ask('getblock', { args: [hash], verbosity: 0 })).result).toMatch(/^01000000/);
    expect((await ask('getblock', { args: [hash], blockhash: hash })).error.code).toBe(-8);
    expect((await ask('getblock', { args: 1 })).error.code).toBe(-8);
    expect((await ask('gettxout', { n: 0 })).error.code).toBe(-3);
  });

  test('a body of any length is cut off, and the next caller is served', async () => {
    const length = 13 << 20;
    const status = await new Promise<string>((resolve, reject) => {
      const socket = connect(served.port, '127.0.0.1');
      let answer = '';
      socket.on('data', (part) => (answer += part.toString()));
      socket.on('close', () => resolve(answer.split(' ')[1] ?? 'closed'));
      socket.on('error', (error: NodeJS.ErrnoException) =>
        ['EPIPE', 'ECONNRESET'].includes(error.code ?? '') ? resolve('closed') : reject(error),
      );
      socket.write(
        `POST / HTTP/1.1\r\nhost: localhost\r\nauthorization: ${authorization(served)}\r\ncontent-length: ${length}\r\n\r\n`,
      );
      socket.write(Buffer.alloc(length, 0x20));
    });
    expect(['413', 'closed']).toContain(status);
    expect((await post(served, { id: 1, method: 'uptime' })).status).toBe(200);
  });
});
