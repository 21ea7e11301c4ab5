import { basename } from 'node:path';
import { AppError } from '../config/error.ts';

/** Where a daemon takes payments from other daemons. Only this machine: loopback or a Unix socket. */
export type Endpoint =
  | { readonly type: 'tcp'; readonly host: string; readonly port: number }
  | { readonly type: 'unix'; readonly path: string };

/** File name of every Unix socket of this kind: a request cannot point a wallet at other services' sockets. */
export const PEER_SOCKET = 'peer.sock';

const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|\[::1\])$/;

function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Reads `HOST:PORT`. */
function parseTcp(text: string): { host: string; port: number } | undefined {
  const at = text.lastIndexOf(':');
  const host = text.slice(0, at);
  const digits = text.slice(at + 1);
  if (at < 1 || !/^\d{1,5}$/.test(digits) || Number(digits) > 65_535) return undefined;
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(digits) };
}

/** Text form, as requests carry it: `tcp:127.0.0.1:4000`, `unix:/…/peer.sock`. */
export function formatEndpoint(endpoint: Endpoint): string {
  if (endpoint.type === 'unix') return `unix:${endpoint.path}`;
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return `tcp:${host}:${endpoint.port}`;
}

/**
 * Reads an endpoint that somebody else wrote. Refuses everything beyond this machine, so that a request can neither
 * make a wallet call out nor tell where it is.
 * @throws AppError `ENDPOINT_INVALID`
 */
export function parseEndpoint(text: string): Endpoint {
  if (text.startsWith('tcp:')) {
    const tcp = parseTcp(text.slice(4));
    if (tcp !== undefined && isLoopback(tcp.host) && tcp.port > 0) return { type: 'tcp', ...tcp };
  } else if (text.startsWith('unix:/') && basename(text) === PEER_SOCKET && !text.includes('\0')) {
    return { type: 'unix', path: text.slice(5) };
  }
  throw new AppError('ENDPOINT_INVALID', 'The request names an address that this wallet does not call.', {
    next: 'Pay by file instead: --file.',
    details: { endpoint: text.slice(0, 100) },
  });
}

/**
 * Reads the setting `listen`: `127.0.0.1:PORT` (0: any free one), `unix:/…/peer.sock`, or `off`.
 * @throws AppError `LISTEN_NOT_LOCAL`
 */
export function parseListen(text: string): Endpoint | undefined {
  if (text === 'off') return undefined;
  if (text.startsWith('unix:/') && basename(text) === PEER_SOCKET)
    return { type: 'unix', path: text.slice(5) };
  const tcp = parseTcp(text);
  if (tcp !== undefined && isLoopback(tcp.host)) return { type: 'tcp', ...tcp };
  throw new AppError('LISTEN_NOT_LOCAL', `A wallet does not listen on “${text.slice(0, 100)}”.`, {
    next: `Use 127.0.0.1:PORT, unix:/path/${PEER_SOCKET} or off.`,
  });
}
