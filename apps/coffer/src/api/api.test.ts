import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CofferError, isCofferError } from '@coffer/core/error';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { shortPath } from '../daemon/shortPath.ts';
import { createClient } from './client.ts';
import { openApi } from './openapi.ts';
import { devRoutes, type RouteTable, walletRoutes } from './routes.ts';
import { amountWei, typedAddress } from './schemas.ts';
import { createServer, listenPrivately, MAX_BODY } from './server.ts';

const routes = {
  add: {
    method: 'POST',
    path: '/v1/add',
    money: true,
    about: 'Adds.',
    body: z.strictObject({ amountWei, note: z.string().max(10).optional(), to: typedAddress.optional() }),
    reply: z.object({ amountWei, key: z.string() }),
  },
  fail: {
    method: 'POST',
    path: '/v1/fail',
    money: false,
    about: 'Fails.',
    body: z.strictObject({ how: z.string() }),
    reply: z.object({}),
  },
  slow: {
    method: 'GET',
    path: '/v1/slow',
    money: false,
    about: 'Takes its time.',
    body: z.strictObject({}),
    reply: z.object({}),
  },
} as const satisfies RouteTable;

let folder: string;
let socket: string;
let server: FastifyInstance;
const reported: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-api-'));
  // Far longer than the address of a Unix socket can be.
  const deep = join(folder, ...Array.from({ length: 8 }, (_, i) => `a-rather-long-folder-name-${i}`));
  mkdirSync(deep, { recursive: true });
  socket = join(deep, 'daemon.sock');
  server = createServer(
    routes,
    {
      add: async (body, { idempotencyKey }) => ({ amountWei: body.amountWei, key: idempotencyKey }),
      fail: async ({ how }) => {
        if (how === 'typed')
          throw new CofferError('BALANCE_TOO_LOW', 'Too low.', { details: { missing: 5n } });
        if (how === 'chain') throw new CofferError('CHAIN_UNREACHABLE', 'Away.');
        throw new TypeError('secret: the journal');
      },
      slow: async () => {
        await new Promise((resolve) => setTimeout(resolve, 500));
        return {};
      },
    },
    (text) => reported.push(text),
  );
  await listenPrivately(server, socket);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function raw(
  method: string,
  path: string,
  body: string | Buffer | undefined,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const short = shortPath(socket);
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const call = request({ socketPath: short.path, method, path, agent: false, headers }, (reply) => {
      let text = '';
      reply.on('data', (part: Buffer) => {
        text += part.toString();
      });
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, text }));
    });
    call.on('error', reject);
    call.end(body);
  }).finally(() => short.release());
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (isCofferError(error)) return error.code;
    throw error;
  }
}

describe('route tables', () => {
  test.each([
    ['wallet', walletRoutes],
    ['dev', devRoutes],
  ])(
    '%s: every route has a path of its own, money calls are POST, money has its unit in its name',
    (_name, table) => {
      const all = Object.values(table as RouteTable);
      expect(new Set(all.map(({ method, path }) => `${method} ${path}`)).size).toBe(all.length);
      for (const route of all) {
        if (route.money) expect(route.method).toBe('POST');
        for (const name of [...Object.keys(route.body.shape), ...Object.keys(route.reply.shape)]) {
          if (/amount|balance|deposit(?!s)/i.test(name)) expect(name).toMatch(/Wei$/);
        }
      }
    },
  );
});

describe('the OpenAPI description', () => {
  const described = JSON.parse(JSON.stringify(openApi(walletRoutes, 'Wallet', '1.0.0')));

  test('has every route with the schemas that the server checks', () => {
    const names = Object.values(described.paths).flatMap((path) =>
      Object.values(path as Record<string, { operationId: string }>).map(({ operationId }) => operationId),
    );
    expect(names.toSorted()).toEqual(Object.keys(walletRoutes).toSorted());
    for (const [name, route] of Object.entries(walletRoutes as RouteTable)) {
      const operation = described.paths[route.path][route.method.toLowerCase()];
      const fields = (schema: { properties?: object }) => Object.keys(schema.properties ?? {}).toSorted();
      const reply = operation.responses[200].content['application/json'].schema;
      expect(fields(reply), name).toEqual(Object.keys(route.reply.shape).toSorted());
      const body = operation.requestBody?.content['application/json'].schema;
      if (route.method === 'POST') {
        expect(fields(body), name).toEqual(Object.keys(route.body.shape).toSorted());
        expect(body.additionalProperties, name).toBe(false);
      } else expect(body).toBeUndefined();
      expect(operation.parameters?.[0].name, name).toBe(route.money ? 'Idempotency-Key' : undefined);
    }
  });

  test('amounts are decimal strings, and errors are described', () => {
    const { schema } = described.paths['/v1/offline/deposit'].post.requestBody.content['application/json'];
    expect(schema.properties.amountWei).toMatchObject({ type: 'string', pattern: '^(0|[1-9][0-9]{0,26})$' });
    expect(described.paths['/v1/status'].get.responses[503].content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/Error',
    });
    expect(described.components.schemas.Error.properties.error.required).toContain('money');
  });
});

describe('server and client', () => {
  const client = () => createClient(routes, socket);

  test('the socket is its owner’s only', () => {
    expect(statSync(socket).mode & 0o777).toBe(0o600);
  });

  test('a call goes through, its key too', async () => {
    const reply = await client().add({ amountWei: '12' }, { idempotencyKey: 'abcdefgh' });
    expect(reply).toEqual({ amountWei: '12', key: 'abcdefgh' });
  });

  test('a money call without a key is refused', async () => {
    expect(await codeOf(client().add({ amountWei: '12' }))).toBe('IDEMPOTENCY_KEY_MISSING');
    expect(await codeOf(client().add({ amountWei: '12' }, { idempotencyKey: 'a b' }))).toBe(
      'IDEMPOTENCY_KEY_MISSING',
    );
  });

  test('typed errors keep code, money and details', async () => {
    const error = await client()
      .fail({ how: 'typed' })
      .catch((caught: unknown) => caught);
    expect(isCofferError(error, 'BALANCE_TOO_LOW')).toBe(true);
    expect((error as CofferError).details).toEqual({ missing: '5' });
    expect((error as CofferError).money).toContain('No money moved');
    expect(
      (await raw('POST', '/v1/fail', '{"how":"typed"}', { 'content-type': 'application/json' })).status,
    ).toBe(422);
    expect(
      (await raw('POST', '/v1/fail', '{"how":"chain"}', { 'content-type': 'application/json' })).status,
    ).toBe(503);
  });

  test('unexpected errors tell the client nothing and the operator everything', async () => {
    const { status, text } = await raw('POST', '/v1/fail', '{"how":"x"}', {
      'content-type': 'application/json',
    });
    expect(status).toBe(500);
    expect(JSON.parse(text).error.code).toBe('INTERNAL');
    expect(text).not.toContain('secret');
    expect(reported.join()).toContain('secret: the journal');
  });

  test('a daemon that is slow, absent or of another kind gives typed errors', async () => {
    expect(await codeOf(client().slow({}, { timeout: 50 }))).toBe('DAEMON_TIMEOUT');
    expect(await codeOf(createClient(routes, join(folder, 'none.sock')).slow({}))).toBe('DAEMON_NOT_RUNNING');
    const other = { slow: { ...routes.slow, reply: z.object({ missing: z.string() }) } } as const;
    expect(await codeOf(createClient(other, socket).slow({}))).toBe('REPLY_INVALID');
    const absent = { no: { ...routes.slow, path: '/v1/no' } } as const;
    expect(await codeOf(createClient(absent, socket).no({}))).toBe('ROUTE_UNKNOWN');
  });
});

describe('hostile requests', () => {
  const json = { 'content-type': 'application/json', 'idempotency-key': 'abcdefgh' };

  test.each([
    ['no JSON', '{"amountWei":'],
    ['a number', '{"amountWei":5}'],
    ['a negative amount', '{"amountWei":"-5"}'],
    ['an exponent', '{"amountWei":"1e18"}'],
    ['leading zeros', '{"amountWei":"007"}'],
    ['a fraction', '{"amountWei":"0.5"}'],
    ['an amount of a thousand digits', `{"amountWei":"${'9'.repeat(1_000)}"}`],
    ['an unknown field', '{"amountWei":"5","admin":true}'],
    ['a prototype', '{"amountWei":"5","__proto__":{"money":false}}'],
    ['an array', '[]'],
    ['null', 'null'],
    ['deep nesting', '['.repeat(100_000)],
    ['too much text', `{"amountWei":"5","note":"${'x'.repeat(MAX_BODY)}"}`],
    ['binary', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
  ])('%s', async (_what, body) => {
    const { status, text } = await raw('POST', '/v1/add', body, json);
    expect(status).toBe(400);
    const { error } = JSON.parse(text);
    expect(error.code).toBe('REQUEST_INVALID');
    expect(error.money).toContain('No money moved');
    expect(text).not.toMatch(/node_modules|\.ts:/);
  });

  test('a mistyped address is told as such, as on the command line', async () => {
    const good = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
    for (const to of [good, good.toLowerCase(), `0x${good.slice(2).toUpperCase()}`]) {
      expect((await raw('POST', '/v1/add', JSON.stringify({ amountWei: '5', to }), json)).status).toBe(200);
    }
    const mistyped = JSON.stringify({ amountWei: '5', to: good.replace('C8', 'c8') });
    const { status, text } = await raw('POST', '/v1/add', mistyped, json);
    expect([status, JSON.parse(text).error.code]).toEqual([400, 'ADDRESS_CHECKSUM']);
    const short = JSON.stringify({ amountWei: '5', to: '0x12' });
    expect(JSON.parse((await raw('POST', '/v1/add', short, json)).text).error.code).toBe('REQUEST_INVALID');
  });

  test('other methods, paths and content types', async () => {
    expect((await raw('DELETE', '/v1/add', undefined)).status).toBe(404);
    expect((await raw('GET', '/v1/../../etc/passwd', undefined)).status).toBe(404);
    expect(
      (await raw('POST', '/v1/add', 'a=b', { 'content-type': 'text/plain', 'idempotency-key': 'abcdefgh' }))
        .status,
    ).toBe(400);
  });

  test('200 seeded heaps of garbage on the raw socket leave it alive', async () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let i = 0; i < 200; i++) {
      const short = shortPath(socket);
      const garbage = Buffer.from(Array.from({ length: 1 + random(300) }, () => random(256)));
      const start = i % 2 === 0 ? 'POST /v1/add HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n' : '';
      await new Promise<void>((resolve) => {
        const peer = connect(short.path, () => {
          short.release();
          peer.write(start);
          peer.end(garbage);
        });
        peer.on('error', () => undefined);
        peer.on('close', () => resolve());
        peer.resume();
        setTimeout(() => peer.destroy(), 20);
      });
    }
    const alive = await raw('POST', '/v1/add', '{"amountWei":"5"}', json);
    expect(alive.status).toBe(200);
  });
});
