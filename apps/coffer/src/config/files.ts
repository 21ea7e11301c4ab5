import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from './error.ts';

/** A folder that only its owner can enter, with its parents. */
export function privateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  // An existing folder keeps its mode in mkdir; ours must be closed all the same.
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o700);
}

/** Writes a file as a whole or not at all, durably. */
export function writeWhole(path: string, content: string, mode = 0o600): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = openSync(temporary, 'wx', mode);
  try {
    const bytes = Buffer.from(content, 'utf8');
    // A write may take only a part, on a nearly full disk for instance; the next one then says why.
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** The text of a file of at most `max` bytes, or `undefined` when there is none. @throws AppError `FILE_UNREADABLE` */
export function readText(path: string, max = 1 << 20): string | undefined {
  const bytes = readBytes(path, max);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}

/** The bytes of a file, at most `max`, or `undefined` when there is none. @throws AppError `FILE_UNREADABLE` */
export function readBytes(path: string, max: number): Uint8Array | undefined {
  try {
    // Opening a pipe would otherwise wait for its writer.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return readRegular(file, path, max);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (cause instanceof AppError) throw cause;
    throw new AppError('FILE_UNREADABLE', `${path} cannot be read.`, { cause });
  }
}

/** Devices and pipes may never end, and a file may grow while it is read: both the kind and what is read are bounded. */
function readRegular(file: number, path: string, max: number): Uint8Array {
  const found = fstatSync(file);
  if (!found.isFile()) {
    throw new AppError('FILE_UNREADABLE', `${path} is not a file but a folder, a device or a pipe.`, {
      next: 'Give a file; where the command takes one, - reads from standard input.',
    });
  }
  let bytes = new Uint8Array(Math.min(max, found.size) + 1);
  let length = 0;
  while (length <= max) {
    const read = readSync(file, bytes, length, bytes.length - length, null);
    if (read === 0) return bytes.subarray(0, length);
    length += read;
    if (length < bytes.length) continue;
    // More than its size said: it has grown, or is made up while it is read.
    const longer = new Uint8Array(Math.min(max + 1, bytes.length * 2));
    longer.set(bytes);
    bytes = longer;
  }
  throw new AppError('FILE_UNREADABLE', `${path} is larger than ${max} bytes.`);
}
