import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
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
    writeSync(file, content);
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
  try {
    const { size } = statSync(path);
    if (size > max) {
      throw new AppError('FILE_UNREADABLE', `${path} is larger than ${max} bytes.`);
    }
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (cause instanceof AppError) throw cause;
    throw new AppError('FILE_UNREADABLE', `${path} cannot be read.`, { cause });
  }
}
