import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CofferError, isCofferError } from '@coffer/core/error';
import { afterEach, describe, expect, test } from 'vitest';
import { deliver } from './dial.ts';
import { type Endpoint, formatEndpoint, parseEndpoint, parseListen } from './endpoint.ts';
import { decodeResponse, encodeQuestion, encodeResponse, frame, MAX_FRAME, type Response } from './frame.ts';
import { type Listener, listen, MAX_CONNECTIONS } from './listen.ts';

const open: Listener[] = [];
afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close();
});

async function start(
  onPayment: (message: Uint8Array) => Promise<Response>,
  endpoint: Endpoint = { type: 'tcp', host: '127.0.0.1', port: 0 },
  timeout = 500,
): Promise<Listener> {
  const listener = await listen({ endpoint, timeout, onPayment, report: () => undefined });
  open.push(listener);
  return listener;
}

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'none';
  } catch (error) {
    if (isCofferError(error)) return error.code;
    throw error;
  }
}

const echo = async (message: Uint8Array): Promise<Response> => ({ type: 'answer', answer: message });

describe('delivery', () => {
  test('a payment goes there and its answer comes back, over TCP and over a Unix socket with a long path', async () => {
    const message = new Uint8Array(4_000).map((_, i) => i);
    const tcp = await start(echo);
    expect(await deliver(tcp.endpoint, message, 1_000)).toEqual({ type: 'answer', answer: message });
    const folder = mkdtempSync(join(tmpdir(), `coffer-${'long'.repeat(40)}-`));
    const unix = await start(echo, { type: 'unix', path: join(folder, 'peer.sock') });
    expect(await deliver(unix.endpoint, message, 1_000)).toEqual({ type: 'answer', answer: message });
    rmSync(folder, { recursive: true });
  });

  test('the payee’s refusal and its failure arrive as words, not as answers', async () => {
    const refusing = await start(async () => {
      throw new CofferError('HELD_FULL', 'Full.');
    });
    expect(await deliver(refusing.endpoint, new Uint8Array(1), 1_000)).toEqual({
      type: 'refused',
      code: 'HELD_FULL',
      message: 'Full.',
    });
    const failing = await start(async () => {
      throw new TypeError('secret');
    });
    const response = await deliver(failing.endpoint, new Uint8Array(1), 1_000);
    expect(response).toMatchObject({ type: 'refused', code: 'INTERNAL' });
    expect(JSON.stringify(response)).not.toContain('secret');
  });

  test('nobody there, and somebody who never answers', async () => {
    const listener = await start(echo);
    const { endpoint } = listener;
    await listener.close();
    expect(await codeOf(() => deliver(endpoint, new Uint8Array(1), 500))).toBe('PEER_UNREACHABLE');
    const silent = await start(() => new Promise(() => undefined));
    expect(await codeOf(() => deliver(silent.endpoint, new Uint8Array(1), 200))).toBe('PEER_PROTOCOL');
  });
});

describe('hostile peers', () => {
  function send(endpoint: Endpoint, bytes: Uint8Array, end = true): Promise<Uint8Array> {
    if (endpoint.type !== 'tcp') throw new Error('tcp only');
    return new Promise((resolve) => {
      const parts: Buffer[] = [];
      const socket = connect(endpoint.port, endpoint.host, () => {
        if (end) socket.end(bytes);
        else socket.write(bytes);
      });
      socket.on('data', (part: Buffer) => parts.push(part));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(Buffer.concat(parts)));
    });
  }
  const refused = (bytes: Uint8Array): string => {
    const response = decodeResponse(new Uint8Array(bytes.subarray(4)));
    return response.type === 'refused' ? response.code : response.type;
  };

  test('a frame that announces more than is allowed is refused before anything is stored', async () => {
    let asked = 0;
    const listener = await start(async (message) => {
      asked += 1;
      return echo(message);
    });
    const header = Buffer.alloc(4);
    header.writeUInt32BE(MAX_FRAME + 1);
    const response = await send(listener.endpoint, header, false);
    expect(refused(response)).toBe('PEER_PROTOCOL');
    expect(new TextDecoder().decode(response)).toContain(`announced ${MAX_FRAME + 1} bytes`);
    expect(asked).toBe(0);
  });

  test('half a frame, a late frame, two frames and 300 seeded heaps of garbage', async () => {
    const listener = await start(echo, undefined, 300);
    const good = frame(encodeQuestion({ type: 'payment', protocol: 'coffer/1', message: new Uint8Array(9) }));
    await send(listener.endpoint, good.subarray(0, 10));
    expect(refused(await send(listener.endpoint, good.subarray(0, 10), false))).toBe('PEER_PROTOCOL');
    expect(refused(await send(listener.endpoint, Buffer.concat([good, good]), false))).toBe('PEER_PROTOCOL');
    let seed = 11;
    for (let i = 0; i < 300; i++) {
      const body = new Uint8Array(1 + (i % 90)).map(() => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        return seed >> 8;
      });
      expect(refused(await send(listener.endpoint, frame(body), false))).toBe('PEER_PROTOCOL');
    }
    expect(await deliver(listener.endpoint, new Uint8Array(2), 1_000)).toMatchObject({ type: 'answer' });
  });

  test('more connections than allowed are told to come back', async () => {
    const listener = await start(() => new Promise(() => undefined), undefined, 5_000);
    const { endpoint } = listener;
    const waiting = Array.from({ length: MAX_CONNECTIONS }, () =>
      deliver(endpoint, new Uint8Array(1), 5_000).catch(() => undefined),
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await deliver(endpoint, new Uint8Array(1), 1_000)).toMatchObject({
      type: 'refused',
      code: 'PEER_BUSY',
    });
    await listener.close();
    await Promise.all(waiting);
  });

  test('connections that say nothing do not keep out who asks', async () => {
    const listener = await start(echo, undefined, 20_000);
    const { endpoint } = listener;
    if (endpoint.type !== 'tcp') throw new Error('tcp only');
    const idle = Array.from({ length: MAX_CONNECTIONS }, () => connect(endpoint.port, endpoint.host));
    for (const socket of idle) socket.on('error', () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await deliver(endpoint, new Uint8Array(1), 10_000)).toMatchObject({ type: 'answer' });
    expect(await deliver(endpoint, new Uint8Array(1), 10_000)).toMatchObject({ type: 'answer' });
    for (const socket of idle) socket.destroy();
  });

  test('a hostile payee’s words do nothing to the payer’s terminal', async () => {
    const message = '\u001b[2J\u001b[HPaid.\r\nNothing is left to do.\u009b31m\u202e\u2028\u0007';
    const said = frame(encodeResponse({ type: 'refused', code: 'X\u001b[31m', message }));
    const payee = createServer((socket) => socket.on('error', () => undefined).end(said));
    await new Promise<void>((resolve) => payee.listen(0, '127.0.0.1', resolve));
    const { port } = payee.address() as AddressInfo;
    const response = await deliver({ type: 'tcp', host: '127.0.0.1', port }, new Uint8Array(1), 1_000);
    payee.close();
    expect(response).toEqual({
      type: 'refused',
      code: 'X [31m',
      message: '[2J [HPaid. Nothing is left to do. 31m',
    });
  });

  test('an answer of a hostile payee is bounded and typed', async () => {
    const tooLong = Buffer.alloc(4);
    tooLong.writeUInt32BE(MAX_FRAME + 1);
    for (const said of [tooLong, frame(new Uint8Array(9)), Buffer.alloc(3)]) {
      const payee = createServer((socket) => socket.on('error', () => undefined).end(said));
      await new Promise<void>((resolve) => payee.listen(0, '127.0.0.1', resolve));
      const { port } = payee.address() as AddressInfo;
      const endpoint: Endpoint = { type: 'tcp', host: '127.0.0.1', port };
      expect(await codeOf(() => deliver(endpoint, new Uint8Array(1), 1_000))).toBe('PEER_PROTOCOL');
      payee.close();
    }
    expect(await codeOf(() => decodeResponse(new Uint8Array([0x80])))).toBe('PEER_PROTOCOL');
    expect(encodeResponse({ type: 'held' }).length).toBeLessThan(16);
  });
});

describe('endpoints', () => {
  test.each(['tcp:127.0.0.1:4000', 'tcp:[::1]:4000', 'unix:/run/x/peer.sock'])(
    '%s is read and written',
    (text) => {
      expect(formatEndpoint(parseEndpoint(text))).toBe(text);
    },
  );

  test.each([
    'tcp:10.0.0.1:80',
    'tcp:evil.example:80',
    'tcp:127.0.0.1.evil.example:80',
    'tcp:127.0.0.1:0',
    'tcp:127.0.0.1:99999',
    'http://127.0.0.1:80',
    'unix:/var/run/docker.sock',
    'unix:peer.sock',
    'unix:/x\0/peer.sock',
    '',
  ])('a request cannot make a wallet call %j', async (text) => {
    expect(await codeOf(() => parseEndpoint(text))).toBe('ENDPOINT_INVALID');
  });

  test.each(['0.0.0.0:80', '192.168.1.5:80', ':::80', 'unix:/etc/passwd', 'nonsense'])(
    'a wallet does not listen on %j',
    async (text) => {
      expect(await codeOf(() => parseListen(text))).toBe('LISTEN_NOT_LOCAL');
    },
  );

  test('listening can be off', () => {
    expect(parseListen('off')).toBeUndefined();
    expect(parseListen('127.0.0.1:0')).toEqual({ type: 'tcp', host: '127.0.0.1', port: 0 });
  });
});
