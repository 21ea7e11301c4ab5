import { chmodSync } from 'node:fs';
import { type CofferError, isCofferError } from '@coffer/core/error';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import type { z } from 'zod';
import { AppError } from '../config/error.ts';
import { removeLeftover } from '../daemon/lock.ts';
import { shortPath } from '../daemon/shortPath.ts';
import type { Body, Reply, Route, RouteTable } from './routes.ts';
import { idempotencyKey } from './schemas.ts';

/** What a handler learns about a call besides its body. */
export interface Call {
  /** Empty for calls that move no money. */
  readonly idempotencyKey: string;
  /** Name of the route, such as `deposit`. */
  readonly route: string;
}
/** One function per route. */
export type Handlers<T extends RouteTable> = {
  readonly [K in keyof T]: (body: Body<T[K]>, call: Call) => Promise<Reply<T[K]>>;
};

/** Largest request body, bytes. */
export const MAX_BODY = 512 * 1024;

const STATUS: Readonly<Record<string, number>> = {
  REQUEST_INVALID: 400,
  ADDRESS_CHECKSUM: 400,
  IDEMPOTENCY_KEY_MISSING: 400,
  ROUTE_UNKNOWN: 404,
  UNKNOWN_PAYMENT: 404,
  MESSAGE_UNKNOWN: 404,
  ACCOUNT_UNKNOWN: 404,
  IDEMPOTENCY_CONFLICT: 409,
  WALLET_BUSY: 409,
  CHAIN_UNREACHABLE: 503,
  INTERNAL: 500,
};

function send(reply: FastifyReply, error: CofferError): FastifyReply {
  return reply.status(STATUS[error.code] ?? 422).send({ error: error.toJSON() });
}

function invalid(problem: z.ZodError): AppError {
  const issue = problem.issues[0];
  const given = issue?.code === 'custom' ? issue.params?.code : undefined;
  if (given === 'ADDRESS_CHECKSUM') {
    return new AppError(given, `${issue?.path.join('.')}: ${issue?.message}.`, {
      next: 'Copy it again from where it comes from, and compare every digit. Money sent to a wrong address is lost.',
    });
  }
  const where = issue === undefined || issue.path.length === 0 ? 'The request' : issue.path.join('.');
  return new AppError('REQUEST_INVALID', `${where}: ${issue?.message ?? 'not valid'}.`);
}

function typed(error: unknown, report: (text: string) => void): CofferError {
  if (isCofferError(error)) return error;
  const { code, statusCode } = error as Partial<FastifyError>;
  if (statusCode !== undefined && statusCode < 500) {
    return new AppError('REQUEST_INVALID', 'The request is not JSON of an allowed size.', {
      details: { reason: code ?? 'unknown' },
    });
  }
  report(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return new AppError('INTERNAL', 'Something failed that should not have.', {
    money: 'It is not known what happened. Repeating the call with the same idempotency key is safe.',
    next: 'Look at the activity, then repeat the call. The daemon’s log has the details.',
  });
}

/**
 * Serves a route table.
 * @param report takes what must be known to the operator but not to the client
 */
export function createServer<T extends RouteTable>(
  table: T,
  handlers: Handlers<T>,
  report: (text: string) => void,
): FastifyInstance {
  const server = fastify({ bodyLimit: MAX_BODY, logger: false, forceCloseConnections: true });
  server.setErrorHandler((error, _request, reply) => send(reply, typed(error, report)));
  server.setNotFoundHandler((_request, reply) =>
    send(reply, new AppError('ROUTE_UNKNOWN', 'There is no such call.')),
  );
  for (const [name, route] of Object.entries<Route>(table)) {
    const handler = handlers[name as keyof T] as (body: unknown, call: Call) => Promise<unknown>;
    server.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        const parsed = route.body.safeParse(request.body ?? {});
        if (!parsed.success) throw invalid(parsed.error);
        let key = '';
        if (route.money) {
          const given = idempotencyKey.safeParse(request.headers['idempotency-key']);
          if (!given.success) {
            throw new AppError(
              'IDEMPOTENCY_KEY_MISSING',
              'A call that moves money needs the header Idempotency-Key: 8 to 64 letters, digits, dashes and underlines.',
            );
          }
          key = given.data;
        }
        const result = route.reply.parse(await handler(parsed.data, { idempotencyKey: key, route: name }));
        return reply.send(result);
      },
    });
  }
  return server;
}

/** Listens on a Unix socket that only its owner can use. Call with the lock held: a leftover socket is removed. */
export async function listenPrivately(server: FastifyInstance, socket: string): Promise<void> {
  removeLeftover(socket);
  const short = shortPath(socket);
  // Between bind and chmod the socket would have the process's mask; its folder is closed, and the mask is too.
  const mask = process.umask(0o177);
  try {
    await server.listen({ path: short.path });
    chmodSync(short.path, 0o600);
  } finally {
    process.umask(mask);
    short.release();
  }
}
