import { request } from 'node:http';
import { CofferError, isCofferError } from '@coffer/core/error';
import { z } from 'zod';
import { AppError } from '../config/error.ts';
import { shortPath } from '../daemon/shortPath.ts';
import type { Reply, RouteTable } from './routes.ts';

const MAX_REPLY = 8 << 20;

const errorReply = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    money: z.string(),
    next: z.string().optional(),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  }),
});

/** How one call is made. */
export interface CallOptions {
  /** Needed by money calls. */
  readonly idempotencyKey?: string;
  /** Milliseconds; none means as long as it takes. */
  readonly timeout?: number;
}
/** Calls of an API, one function per route. */
export type Client<T extends RouteTable> = {
  readonly [K in keyof T]: (body: z.input<T[K]['body']>, options?: CallOptions) => Promise<Reply<T[K]>>;
};

interface RawReply {
  readonly status: number;
  readonly text: string;
}

async function exchange(
  socket: string,
  method: string,
  path: string,
  body: string | undefined,
  options: CallOptions,
): Promise<RawReply> {
  const short = shortPath(socket);
  return new Promise<RawReply>((resolve, reject) => {
    const call = request(
      {
        socketPath: short.path,
        method,
        path,
        agent: false,
        headers: {
          host: 'localhost',
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
          ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
        },
        ...(options.timeout === undefined ? {} : { signal: AbortSignal.timeout(options.timeout) }),
      },
      (reply) => {
        const parts: Buffer[] = [];
        let size = 0;
        reply.on('data', (part: Buffer) => {
          size += part.length;
          if (size > MAX_REPLY) call.destroy(new Error('reply too large'));
          else parts.push(part);
        });
        reply.on('end', () =>
          resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
        );
        reply.on('error', reject);
      },
    );
    call.on('error', reject);
    call.end(body);
  }).finally(() => short.release());
}

function unreachable(cause: unknown, socket: string): AppError {
  const { code, name } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ECONNREFUSED') {
    return new AppError('DAEMON_NOT_RUNNING', 'Nobody listens there: the daemon does not run.', {
      next: 'Start it: coffer daemon start.',
      details: { socket },
      cause,
    });
  }
  const late = name === 'TimeoutError' || name === 'AbortError';
  return new AppError(
    late ? 'DAEMON_TIMEOUT' : 'DAEMON_FAILED',
    late ? 'The daemon did not answer in time.' : 'The connection to the daemon broke before it answered.',
    {
      money: 'The call may have been done. Nothing is lost: the daemon goes on where it was.',
      next: 'Look at coffer offline activity; repeating the call with the same idempotency key never does it twice.',
      cause,
    },
  );
}

/**
 * A client of the API that is served on a Unix socket.
 * @throws the API's own errors with their code; AppError `DAEMON_NOT_RUNNING`, `DAEMON_TIMEOUT`, `DAEMON_FAILED`,
 * `REPLY_INVALID`
 */
export function createClient<T extends RouteTable>(table: T, socket: string): Client<T> {
  const calls = Object.entries(table).map(([name, route]) => {
    const call = async (body: unknown, options: CallOptions = {}): Promise<unknown> => {
      const text = route.method === 'GET' ? undefined : JSON.stringify(body);
      const raw = await exchange(socket, route.method, route.path, text, options).catch((cause: unknown) => {
        throw isCofferError(cause) ? cause : unreachable(cause, socket);
      });
      let value: unknown;
      try {
        value = JSON.parse(raw.text);
      } catch {
        value = undefined;
      }
      const refused = errorReply.safeParse(value);
      if (refused.success) {
        const { code, message, money, next, details } = refused.data.error;
        throw new CofferError(code, message, {
          money,
          ...(next === undefined ? {} : { next }),
          ...(details === undefined ? {} : { details }),
        });
      }
      const parsed = route.reply.safeParse(value);
      if (raw.status !== 200 || !parsed.success) {
        throw new AppError(
          'REPLY_INVALID',
          'The daemon answered something that this program does not know.',
          {
            money: 'The call may have been done. Nothing is lost.',
            next: 'Stop the daemon of the other version and repeat: coffer daemon stop.',
          },
        );
      }
      return parsed.data;
    };
    return [name, call] as const;
  });
  return Object.fromEntries(calls) as unknown as Client<T>;
}
