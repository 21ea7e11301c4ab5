import { closeSync, existsSync, openSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../config/error.ts';

/**
 * Unix sockets have addresses of at most 107 bytes (103 on macOS), and a data directory may be deeper. Where the
 * kernel offers it, the socket is then named through an open descriptor of its folder.
 */
const MAX_SOCKET_PATH = 100;

/** A name of a socket that fits into an address. */
export interface ShortPath {
  readonly path: string;
  /** Call when the socket has been bound or connected. */
  release(): void;
}

/** A short name of the socket `path`. @throws AppError `SOCKET_PATH`; the system’s `ENOENT` when its folder does not exist */
export function shortPath(path: string): ShortPath {
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH) return { path, release: () => undefined };
  if (!existsSync('/proc/self/fd')) {
    throw new AppError('SOCKET_PATH', `The path of the socket ${path} is too long for this system.`, {
      next: 'Use a shorter data folder: --data-home, COFFER_DATA_HOME or XDG_DATA_HOME.',
    });
  }
  const folder = openSync(dirname(path), 'r');
  return {
    path: join(`/proc/self/fd/${folder}`, basename(path)),
    release: () => closeSync(folder),
  };
}

/**
 * A name of a folder that is short enough for another process of the same user to bind sockets in it; valid as long as
 * this process lives. @throws AppError `SOCKET_PATH`
 */
export function shortFolder(folder: string): string {
  if (Buffer.byteLength(folder) + 20 <= MAX_SOCKET_PATH) return folder;
  if (!existsSync('/proc/self/fd')) {
    throw new AppError('SOCKET_PATH', `The path ${folder} is too long for sockets on this system.`, {
      next: 'Use a shorter data folder: --data-home, COFFER_DATA_HOME or XDG_DATA_HOME.',
    });
  }
  const descriptor = openSync(folder, 'r');
  return `/proc/${process.pid}/fd/${descriptor}`;
}
