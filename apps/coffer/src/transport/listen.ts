import { chmodSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import type { Bytes } from '@coffer/core/bytes';
import { type CofferError, isCofferError } from '@coffer/core/error';
import { AppError } from '../config/error.ts';
import { removeLeftover } from '../daemon/lock.ts';
import { shortPath } from '../daemon/shortPath.ts';
import type { Endpoint } from './endpoint.ts';
import { decodeQuestion, encodeResponse, frame, type Response, readFrame } from './frame.ts';

/** Connections at a time; more are told to come back. */
export const MAX_CONNECTIONS = 32;

/** Part of its time that a silent connection has for sure, however many wait. */
const PATIENCE = 0.1;

/** A daemon that can be reached by others. */
export interface Listener {
  readonly endpoint: Endpoint;
  close(): Promise<void>;
}

/** How a listener behaves. */
export interface ListenOptions {
  readonly endpoint: Endpoint;
  /** Milliseconds that a peer has for its question. */
  readonly timeout: number;
  /** What to do with a payment. Its errors are told to the peer by code and message. */
  readonly onPayment: (message: Bytes) => Promise<Response>;
  /** Takes failures that are not the peer's. */
  readonly report: (text: string) => void;
}

function refusal(error: CofferError): Response {
  return { type: 'refused', code: error.code.slice(0, 64), message: error.message.slice(0, 600) };
}

async function serve(
  socket: Socket,
  options: ListenOptions,
  busy: boolean,
  heard: () => void,
): Promise<void> {
  let answer: Uint8Array;
  try {
    if (busy) throw new AppError('PEER_BUSY', 'This wallet is busy; try again.');
    const question = decodeQuestion(await readFrame(socket, options.timeout).finally(heard));
    answer = encodeResponse(await options.onPayment(question.message));
  } catch (error) {
    if (!isCofferError(error)) options.report(error instanceof Error ? (error.stack ?? '') : String(error));
    answer = encodeResponse(
      refusal(isCofferError(error) ? error : new AppError('INTERNAL', 'This wallet failed; try again.')),
    );
  }
  socket.end(frame(answer));
  // A peer that never reads must not hold the connection.
  socket.setTimeout(options.timeout, () => socket.destroy());
}

/** Takes payments from other daemons. @throws AppError `LISTEN_NOT_LOCAL` when it cannot bind */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { endpoint } = options;
  const sockets = new Set<Socket>();
  /** Connections that have not asked yet, oldest first, and since when. */
  const silent = new Map<Socket, number>();
  /** A wallet asks at once: whoever connects and says nothing gives way when there is no room. */
  const makeRoom = (): boolean => {
    const [oldest] = silent;
    if (oldest === undefined || performance.now() - oldest[1] < options.timeout * PATIENCE) return false;
    silent.delete(oldest[0]);
    oldest[0].destroy();
    return true;
  };
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      silent.delete(socket);
    });
    const busy = sockets.size >= MAX_CONNECTIONS && !makeRoom();
    sockets.add(socket);
    silent.set(socket, performance.now());
    void serve(socket, options, busy, () => silent.delete(socket));
  });
  const short = endpoint.type === 'unix' ? shortPath(endpoint.path) : undefined;
  if (endpoint.type === 'unix') removeLeftover(endpoint.path);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause) =>
        reject(
          new AppError('LISTEN_NOT_LOCAL', 'The address for direct payments is taken or not allowed.', {
            next: 'Choose another: --listen 127.0.0.1:0.',
            cause,
          }),
        ),
      );
      if (short !== undefined) server.listen(short.path, resolve);
      else if (endpoint.type === 'tcp') server.listen(endpoint.port, endpoint.host, resolve);
    });
    if (short !== undefined) chmodSync(short.path, 0o600);
  } finally {
    short?.release();
  }
  const bound = server.address();
  return {
    endpoint:
      endpoint.type === 'tcp' && bound !== null && typeof bound === 'object'
        ? { type: 'tcp', host: endpoint.host, port: bound.port }
        : endpoint,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
