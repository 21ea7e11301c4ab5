import { chmodSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignerError } from './record.ts';

/** Where to serve: `unix:/path/to/socket`, or `127.0.0.1:PORT` (0: any free one). */
export type ListenAddress = string;

/**
 * Serves on a Unix socket (0600) or on loopback, never anywhere else.
 * @returns the server and its address: `unix:/path` or `http://127.0.0.1:PORT`
 * @throws SignerError `SIGNER_ADDRESS`
 */
export async function serve(
  address: ListenAddress,
  handler: RequestListener,
): Promise<{ readonly server: Server; readonly address: string }> {
  const server = createServer({ requestTimeout: 10_000, maxHeaderSize: 8192 }, handler);
  server.maxConnections = 64;
  const socket = address.startsWith('unix:') ? address.slice('unix:'.length) : undefined;
  const loopback = /^(127\.0\.0\.1):(\d{1,5})$/.exec(address);
  if (socket === undefined && loopback === null) {
    throw new SignerError('SIGNER_ADDRESS', 'A header signer listens on a Unix socket or on loopback only.', {
      next: 'Give unix:/path/to/socket or 127.0.0.1:PORT.',
    });
  }
  if (socket !== undefined) rmSync(socket, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    if (socket !== undefined) server.listen(socket, resolve);
    else server.listen(Number(loopback![2]), '127.0.0.1', resolve);
  });
  if (socket !== undefined) chmodSync(socket, 0o600);
  return {
    server,
    address: socket === undefined ? `http://127.0.0.1:${(server.address() as AddressInfo).port}` : address,
  };
}
