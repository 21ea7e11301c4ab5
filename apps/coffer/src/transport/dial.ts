import { connect, type Socket } from 'node:net';
import type { Bytes } from '@coffer/core/bytes';
import { AppError } from '../config/error.ts';
import { shortPath } from '../daemon/shortPath.ts';
import { type Endpoint, formatEndpoint } from './endpoint.ts';
import { decodeResponse, encodeQuestion, frame, type Response, readFrame } from './frame.ts';

function open(endpoint: Endpoint, timeout: number): Promise<Socket> {
  const short = endpoint.type === 'unix' ? shortPath(endpoint.path) : undefined;
  const socket =
    endpoint.type === 'unix'
      ? connect({ path: short?.path ?? endpoint.path })
      : connect({ host: endpoint.host, port: endpoint.port });
  return new Promise<Socket>((resolve, reject) => {
    const fail = (cause?: unknown): void => {
      socket.destroy();
      reject(
        new AppError('PEER_UNREACHABLE', 'The payee’s wallet cannot be reached directly.', {
          money: 'The payment is in flight and stays so until its payee answers.',
          next: 'The wallet tries again by itself; or give the payment to the payee as a file.',
          details: { endpoint: formatEndpoint(endpoint) },
          cause,
        }),
      );
    };
    const timer = setTimeout(fail, timeout);
    socket.once('error', fail);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      resolve(socket);
    });
    socket.once('close', () => clearTimeout(timer));
  }).finally(() => short?.release());
}

/**
 * Delivers a payment to its payee's daemon.
 * @param timeout milliseconds for connection and answer each
 * @throws AppError `PEER_UNREACHABLE`, `PEER_PROTOCOL`
 */
export async function deliver(endpoint: Endpoint, message: Bytes, timeout: number): Promise<Response> {
  const socket = await open(endpoint, timeout);
  try {
    const answer = readFrame(socket, timeout);
    socket.write(frame(encodeQuestion({ type: 'payment', protocol: 'coffer/1', message })));
    return decodeResponse(await answer);
  } finally {
    socket.destroy();
  }
}
