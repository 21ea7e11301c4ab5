import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { utf8 } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import type { Answer } from './execute.ts';

/**
 * The way in: HTTP on loopback. Whoever is on this machine and knows the password may do everything. Web pages may do
 * nothing: a browser sends where a page is from and which host it believes to speak with, and both are looked at before
 * anything else. The password alone would not do, as everybody knows it.
 */

/** Who may call. */
export interface Access {
  readonly user: string;
  readonly password: string;
  /** Origins of web pages that may call all the same, such as `http://localhost:5173`. */
  readonly origins: readonly string[];
}

/** Longest request: a block of the largest size in hexadecimal fits. */
const MAX_BODY = 12 << 20;
/** Milliseconds that a wrong password waits for its answer. */
const WRONG_DELAY = 250;

const LOCAL_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/** A refusal before anything of the request is read. */
export interface Refusal {
  readonly status: number;
  readonly text: string;
}

/** Whether a page, or a name that only pretends to be this machine, is behind a request. */
export function foreign(
  headers: IncomingMessage['headers'],
  origins: readonly string[],
): Refusal | undefined {
  const { host, origin } = headers;
  if (host === undefined || !LOCAL_HOST.test(host)) {
    return { status: 403, text: 'This chain is called localhost or 127.0.0.1 and nothing else.' };
  }
  const site = headers['sec-fetch-site'];
  const page = origin !== undefined || (site !== undefined && site !== 'none');
  if (page && (origin === undefined || !origins.includes(origin))) {
    return { status: 403, text: 'Web pages may not use this chain.' };
  }
  return undefined;
}

/** Whether user and password are right, in a time that does not tell how much of them is. */
export function authorised(header: string | undefined, { user, password }: Access): boolean {
  const given = /^Basic ([A-Za-z0-9+/=]{1,1024})$/.exec(header ?? '')?.[1];
  if (given === undefined) return false;
  const text = Buffer.from(given, 'base64').toString('utf8');
  return timingSafeEqual(sha256(utf8(text)), sha256(utf8(`${user}:${password}`)));
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > MAX_BODY) return undefined;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

function send(response: ServerResponse, status: number, text: string, type = 'text/plain'): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text === '' ? '' : `${text}\n`);
}

function cors(response: ServerResponse, origin: string): void {
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-headers', 'authorization, content-type');
  response.setHeader('access-control-allow-methods', 'POST');
  response.setHeader('vary', 'origin');
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  access: Access,
  answer: (body: string, signal: AbortSignal) => Promise<Answer>,
): Promise<void> {
  const refusal = foreign(request.headers, access.origins);
  if (refusal !== undefined) return send(response, refusal.status, refusal.text);
  const { origin } = request.headers;
  if (origin !== undefined) cors(response, origin);
  if (request.method === 'OPTIONS' && origin !== undefined) return send(response, 204, '');
  if (request.method !== 'POST') return send(response, 405, 'JSONRPC server handles only POST requests');
  if (!authorised(request.headers.authorization, access)) {
    if (request.headers.authorization !== undefined) await sleep(WRONG_DELAY);
    response.setHeader('www-authenticate', 'Basic realm="jsonrpc"');
    return send(response, 401, '');
  }
  const path = (request.url ?? '/').split('?')[0];
  // Clients put the name of a wallet there. This chain has none, and clients that name one want one.
  if (path !== '/') {
    return send(response, 404, 'There is no wallet here, and nothing else under this path.');
  }
  const body = await readBody(request);
  if (body === undefined) {
    response.setHeader('connection', 'close');
    return send(response, 413, `A request has at most ${MAX_BODY} bytes.`);
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { status, text } = await answer(body, gone.signal);
  if (!response.destroyed) send(response, status, text, 'application/json');
}

/**
 * A server that is not yet listening.
 * @param answer does what a body says
 * @param report takes errors that nobody else sees
 */
export function createRpcServer(
  access: Access,
  answer: (body: string, signal: AbortSignal) => Promise<Answer>,
  report: (error: unknown) => void,
): Server {
  const server = createServer(
    // Looked at every second: by itself Node looks every half minute, and slow clients could hold all connections so long.
    {
      requestTimeout: 30_000,
      headersTimeout: 10_000,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 8_192,
    },
    (request, response) => {
      handle(request, response, access, answer).catch((error: unknown) => {
        // A client that goes away in the middle is its own business.
        if (!request.readableAborted && !response.destroyed) report(error);
        response.destroy();
      });
    },
  );
  server.maxConnections = 128;
  return server;
}
