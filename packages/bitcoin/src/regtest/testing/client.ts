import { request } from 'node:http';
import type { Served } from '../serve.ts';

/** Raw HTTP for tests: nothing of it is shared with the server. */

// biome-ignore lint/suspicious/noExplicitAny: whatever a server answers
export type Any = any;

/** What came back. */
export interface Raw {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

type Door = Pick<Served, 'port' | 'user' | 'password'>;

/** The header that lets one in. */
export function authorization({ user, password }: Pick<Served, 'user' | 'password'>): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** Sends a request as given. @param headers replace those that a client would send; an empty one is left out */
export function send(
  door: Door,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
  method = 'POST',
  path = '/',
): Promise<Raw> {
  const all = { authorization: authorization(door), 'content-type': 'application/json', ...headers };
  const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: door.port, method, path, headers: kept }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(parts).toString(),
          headers: response.headers,
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends JSON and reads JSON. */
export async function post(door: Door, body: unknown): Promise<{ status: number; value: Any }> {
  const { status, text } = await send(door, JSON.stringify(body));
  return { status, value: text === '' ? undefined : JSON.parse(text) };
}

/** Calls a method that has to work. */
export async function call(door: Door, method: string, ...params: unknown[]): Promise<Any> {
  const { value } = await post(door, { jsonrpc: '2.0', id: 1, method, params });
  if (value.error !== undefined) throw new Error(`${method}: ${value.error.code} ${value.error.message}`);
  return value.result;
}

/** Calls a method that has to be refused. */
export async function refused(
  door: Door,
  method: string,
  ...params: unknown[]
): Promise<{ code: number; message: string }> {
  const { value } = await post(door, { jsonrpc: '2.0', id: 1, method, params });
  if (value.error === undefined) throw new Error(`${method} was not refused: ${JSON.stringify(value)}`);
  return value.error;
}
