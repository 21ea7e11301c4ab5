import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { NodeClock } from './clock.ts';
import { NodeError } from './error.ts';
import { MAX_PAUSE_MS, openRpc, pauseAfter, type Rpc, type RpcOptions } from './rpc.ts';
import { type Fake, fakeHttp, fakeTcp } from './testing/servers.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const hurried: NodeClock = { now: () => 7, sleep: async () => {} };
const SECRET = 'correct horse';

function client(fake: Fake, options: Partial<RpcOptions> = {}): Rpc {
  const rpc = openRpc({
    url: fake.url,
    user: 'coffer',
    password: SECRET,
    retries: 0,
    clock: hurried,
    ...options,
  });
  open.push(rpc.close);
  return rpc;
}

async function serve(answer: Parameters<typeof fakeHttp>[0]): Promise<Fake> {
  const fake = await fakeHttp(answer);
  open.push(fake.close);
  return fake;
}

const json = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};
const idsOf = (body: string): number[] => [JSON.parse(body)].flat().map(({ id }: { id: number }) => id);

/** What comes of one question, as a code; never anything but a NodeError. */
async function codeOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
    return 'answered';
  } catch (error) {
    expect(error).toBeInstanceOf(NodeError);
    expect(JSON.stringify(error)).not.toContain(SECRET);
    expect(String((error as Error).stack)).not.toContain(SECRET);
    return (error as NodeError).code;
  }
}

describe('a node that answers', () => {
  test('gets user and password, and its result comes back', async () => {
    let seen: string | undefined;
    const fake = await serve((body, response, { headers }) => {
      seen = headers.authorization;
      json(response, { result: 5, error: null, id: idsOf(body)[0] });
    });
    const rpc = client(fake);
    expect(await rpc.call('getblockcount')).toBe(5);
    expect(Buffer.from(seen!.slice(6), 'base64').toString()).toBe(`coffer:${SECRET}`);
    expect(rpc.lastContact()).toBe(7);
    expect(rpc.origin).toBe(fake.url);
  });

  test('may have its credentials in the address, which is never printed with them', async () => {
    let seen: string | undefined;
    const fake = await serve((_, response, { headers }) => {
      seen = headers.authorization;
      json(response, 'no', 401);
    });
    const rpc = openRpc({ url: fake.url.replace('//', '//us%65r:p%40ss@') });
    open.push(rpc.close);
    expect(await codeOf(rpc.call('x'))).toBe('NODE_UNAUTHORIZED');
    expect(Buffer.from(seen!.slice(6), 'base64').toString()).toBe('user:p@ss');
    expect(rpc.origin).toBe(fake.url);
  });

  test('its cookie file is read again for every request', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coffer-cookie-'));
    open.push(() => rmSync(folder, { recursive: true }));
    const cookieFile = join(folder, '.cookie');
    const seen: string[] = [];
    const fake = await serve((body, response, { headers }) => {
      seen.push(Buffer.from(headers.authorization!.slice(6), 'base64').toString());
      json(response, { result: 1, error: null, id: idsOf(body)[0] });
    });
    const rpc = client(fake, { cookieFile });
    expect(await codeOf(rpc.call('x'))).toBe('NODE_UNREACHABLE');
    for (const cookie of ['__cookie__:one', '__cookie__:two']) {
      writeFileSync(cookieFile, `${cookie}\n`);
      await rpc.call('x');
    }
    expect(seen).toEqual(['__cookie__:one', '__cookie__:two']);
  });

  test('may answer a batch in any order, and refuse single questions', async () => {
    const fake = await serve((body, response) => {
      const [a, b, c] = idsOf(body);
      json(response, [
        { result: 'c', error: null, id: c },
        { result: null, error: { code: -8, message: 'Block height out of range' }, id: b },
        { result: 'a', error: null, id: a },
      ]);
    });
    const answers = await client(fake).batch([{ method: 'x' }, { method: 'y' }, { method: 'z' }]);
    expect(answers).toEqual([
      { result: 'a' },
      {
        error: expect.objectContaining({
          code: 'NODE_REFUSED',
          details: { rpc: -8, node: 'Block height out of range' },
        }),
      },
      { result: 'c' },
    ]);
  });

  test('is asked again, with growing pauses up to a bound, when it does not answer', async () => {
    let requests = 0;
    const fake = await serve((body, response) => {
      requests += 1;
      if (requests < 3) json(response, 'Work queue depth exceeded', 503);
      else json(response, { result: 1, error: null, id: idsOf(body)[0] });
    });
    const pauses: number[] = [];
    const clock: NodeClock = { now: () => 0, sleep: async (pause) => void pauses.push(pause) };
    const rpc = client(fake, { retries: 5, clock });
    expect(await rpc.call('x')).toBe(1);
    expect(pauses).toEqual([200, 400]);
    expect(rpc.outages()).toBe(2);
    expect(Math.max(...Array.from({ length: 2_000 }, (_, i) => pauseAfter(i + 1)))).toBe(MAX_PAUSE_MS);

    requests = 0;
    expect(await codeOf(rpc.call('x', [], { once: true }))).toBe('NODE_UNREACHABLE');
    expect(requests).toBe(1);
  });

  test('a question that is given up ends at once', async () => {
    const fake = await serve(() => {});
    const giveUp = new AbortController();
    const asked = codeOf(client(fake, { retries: 9 }).call('x', [], { signal: giveUp.signal }));
    giveUp.abort();
    expect(await asked).toBe('NODE_UNREACHABLE');
  });
});

describe('a hostile or broken node', () => {
  const huge = Buffer.alloc(1 << 16, 0x20);
  const cases: Readonly<Record<string, [string, (response: ServerResponse, id: number) => void]>> = {
    'unknown user': ['NODE_UNAUTHORIZED', (response) => json(response, '', 401)],
    forbidden: ['NODE_UNAUTHORIZED', (response) => json(response, '', 403)],
    'a web page': ['NODE_BAD_ANSWER', (response) => response.end('<html>Hello</html>')],
    'a web page of a proxy': [
      'NODE_UNREACHABLE',
      (response) => response.writeHead(502).end('<html>Bad gateway</html>'),
    ],
    'not found': ['NODE_BAD_ANSWER', (response) => response.writeHead(404).end('nothing here')],
    'no content': ['NODE_BAD_ANSWER', (response) => response.writeHead(204).end()],
    'nothing at all': ['NODE_BAD_ANSWER', (response) => response.end()],
    'half of the answer': [
      'NODE_UNREACHABLE',
      (response) => {
        response.writeHead(200, { 'content-length': 5_000 });
        response.write('{"result":');
        setImmediate(() => response.destroy());
      },
    ],
    'half of the JSON': ['NODE_BAD_ANSWER', (response) => json(response, '{"result":1,"id":')],
    'more than was asked for': [
      'NODE_BAD_ANSWER',
      (response, id) => json(response, { result: 'x'.repeat(2 << 20), id }),
    ],
    'a stream without an end': [
      'NODE_BAD_ANSWER',
      (response) => {
        const more = (): void => {
          while (!response.destroyed && response.write(huge));
        };
        response.on('drain', more);
        more();
      },
    ],
    'packed bytes': [
      'NODE_BAD_ANSWER',
      (response, id) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end(gzipSync(JSON.stringify({ result: 1, id })));
      },
    ],
    'bytes that are no text': [
      'NODE_BAD_ANSWER',
      (response) => response.end(Buffer.of(0x22, 0xff, 0xfe, 0x22)),
    ],
    'lists within lists': [
      'NODE_BAD_ANSWER',
      (response) => json(response, `${'['.repeat(250_000)}${']'.repeat(250_000)}`),
    ],
    'objects within objects': [
      'NODE_BAD_ANSWER',
      (response) => json(response, `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
    ],
    'the answer to another question': [
      'NODE_BAD_ANSWER',
      (response, id) => json(response, { result: 1, id: id - 1 }),
    ],
    'an answer without an id': ['NODE_BAD_ANSWER', (response) => json(response, { result: 1 })],
    'an answer without a result': ['NODE_BAD_ANSWER', (response, id) => json(response, { id })],
    'a result by inheritance': [
      'NODE_BAD_ANSWER',
      (response, id) => json(response, `{"__proto__":{"result":1},"id":${id}}`),
    ],
    'an error that is a word': ['NODE_BAD_ANSWER', (response, id) => json(response, { error: 'no', id })],
    'an error without a code': ['NODE_BAD_ANSWER', (response, id) => json(response, { error: {}, id }, 500)],
    'a list for one question': ['NODE_BAD_ANSWER', (response, id) => json(response, [{ result: 1, id }])],
    null: ['NODE_BAD_ANSWER', (response) => json(response, 'null')],
    'a refusal': [
      'NODE_REFUSED',
      (response, id) => json(response, { error: { code: -1, message: 'no' }, id }, 500),
    ],
    'a node that is starting': [
      'NODE_UNREACHABLE',
      (response, id) => json(response, { error: { code: -28, message: 'Loading' }, id }, 500),
    ],
  };
  test.each(Object.entries(cases))('%s', async (_name, [code, answer]) => {
    const fake = await serve((body, response) => answer(response, idsOf(body)[0]!));
    expect(await codeOf(client(fake).call('x'))).toBe(code);
  });

  test('a silent one is left after the time that was given', async () => {
    const silent = await serve(() => {});
    expect(await codeOf(client(silent, { timeoutMs: 50 }).call('x'))).toBe('NODE_UNREACHABLE');
    const slow = await serve((_, response) => {
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(timer));
    });
    expect(await codeOf(client(slow, { timeoutMs: 100 }).call('x'))).toBe('NODE_UNREACHABLE');
  });

  test('one that does not speak HTTP', async () => {
    for (const [bytes, code] of [
      ['SSH-2.0-OpenSSH_9.9\r\n', 'NODE_BAD_ANSWER'],
      ['HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n', 'NODE_BAD_ANSWER'],
      [`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`, 'NODE_BAD_ANSWER'],
      ['', 'NODE_UNREACHABLE'],
    ] as const) {
      const fake = await fakeTcp((socket) => socket.end(bytes));
      open.push(fake.close);
      expect(await codeOf(client(fake).call('x'))).toBe(code);
    }
  });

  test('one that is not there', async () => {
    const gone = await fakeHttp(() => {});
    await gone.close();
    expect(await codeOf(client(gone).call('x'))).toBe('NODE_UNREACHABLE');
  });

  test('does not get the credentials sent to another address', async () => {
    const seen: unknown[] = [];
    const thief = await serve((body, response, { headers }) => {
      seen.push([headers.authorization, body]);
      json(response, { result: 1, id: idsOf(body)[0] });
    });
    for (const status of [301, 302, 303, 307, 308]) {
      const fake = await serve((_, response) => response.writeHead(status, { location: thief.url }).end());
      expect(await codeOf(client(fake).call('x'))).toBe('NODE_BAD_ANSWER');
    }
    expect(seen).toEqual([]);
  });

  test('does not have its words printed as they are, nor our secrets in them', async () => {
    const fake = await serve((body, response, { headers }) => {
      const message = `\u001b[2J${SECRET} ${headers.authorization}\r\n\u202e${'x'.repeat(5_000)}`;
      json(response, { error: { code: -1, message }, id: idsOf(body)[0] });
    });
    const error = await client(fake)
      .call('x')
      .catch((caught: NodeError) => caught);
    expect((error as NodeError).details.node).toMatch(/^\[2J… Basic … x{200,}$/);
    expect((error as NodeError).details.node).toHaveLength(300);
  });

  test.each([
    ['too few', (ids: number[]) => ids.slice(1)],
    ['too many', (ids: number[]) => [...ids, 99]],
    ['one twice', (ids: number[]) => [ids[0]!, ids[0]!, ids[2]!]],
    ['of another batch', (ids: number[]) => ids.map((id) => id + 100)],
  ])('a batch with answers %s', async (_name, spoil) => {
    const fake = await serve((body, response) =>
      json(
        response,
        spoil(idsOf(body)).map((id) => ({ result: id, error: null, id })),
      ),
    );
    const asked = client(fake)
      .batch([{ method: 'x' }, { method: 'y' }, { method: 'z' }])
      .then((answers) => {
        for (const answer of answers) if ('error' in answer) throw answer.error;
      });
    expect(await codeOf(asked)).toBe('NODE_BAD_ANSWER');
  });
});

test.each(['127.0.0.1:8332', 'ftp://x', '', 'http://', `file://${SECRET}`])(
  'the address “%s” is refused without repeating it',
  (url) => {
    let error: unknown;
    try {
      openRpc({ url });
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ code: 'NODE_SETTINGS' });
    expect(String(error)).not.toContain(SECRET);
  },
);
