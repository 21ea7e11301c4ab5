import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isCofferError } from '@coffer/core/error';
import { Regtest } from './engine/regtest.ts';
import type { Dump } from './engine/types.ts';
import { ServeError } from './error.ts';

/** The file that a development chain goes on from. It is written as a whole or not at all. */
export interface StateFile {
  /** The chain as it was kept, or nothing when there is no file yet. @throws ServeError `REGTEST_STATE_BROKEN`, `REGTEST_STATE_UNREADABLE` */
  load(now: () => number): Regtest | undefined;
  /** Writes the state durably. @throws ServeError `REGTEST_STATE_UNREADABLE`, `REGTEST_STATE_TOO_LARGE`: the file is as it was */
  save(dump: Dump): void;
  /** Lets others work on the file. */
  release(): void;
}

/** Bytes. Longer ones are neither written nor read: they would not fit into memory as text. */
const MAX_STATE = 256 << 20;

function unreadable(path: string, what: string, cause: unknown): ServeError {
  return new ServeError('REGTEST_STATE_UNREADABLE', `${path} cannot be ${what}.`, {
    next: 'Check the path and its permissions, and that the disk is not full.',
    cause,
  });
}

/**
 * Held by this process until it ends, however it ends: the kernel keeps it. Node has no file locks, SQLite's exclusive
 * mode holds one.
 */
function lock(path: string): () => void {
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(`${path}.lock`, { timeout: 0 });
  } catch (cause) {
    throw unreadable(path, 'locked', cause);
  }
  try {
    database.exec('PRAGMA journal_mode=MEMORY; PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE;');
  } catch (cause) {
    database.close();
    throw new ServeError('REGTEST_STATE_BUSY', `Another chain works on ${path}.`, {
      next: 'Stop the other one first, or give this one a file of its own.',
      cause,
    });
  }
  return () => {
    // While it is still held: nobody else has it open then.
    rmSync(`${path}.lock`, { force: true });
    database.close();
  };
}

function read(path: string, most: number): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(path, 'read', cause);
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile() || found.size > most) throw new Error('not a file of this kind');
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw unreadable(path, 'read', cause);
  } finally {
    closeSync(file);
  }
}

function write(path: string, text: string): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(file, text);
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
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw unreadable(path, 'written', cause);
  }
}

/** A state as text of one byte a character. @throws ServeError `REGTEST_STATE_TOO_LARGE` */
function textOf(dump: Dump, path: string, most: number): string {
  const sizes = [...dump.blocks, ...dump.mempool.map(({ tx }) => tx)].map(({ length }) => length);
  // Counted first: text can be too long to be made at all.
  const text = sizes.reduce((sum, size) => sum + size, 0) > most ? undefined : JSON.stringify(dump);
  if (text !== undefined && text.length <= most) return text;
  throw new ServeError(
    'REGTEST_STATE_TOO_LARGE',
    `The chain has become too long to be kept: ${path} would be longer than ${most} bytes.`,
    {
      money: 'It is play money. The file holds the chain as it was when it was last kept.',
      next: 'Name another file for a new chain. What the file holds can be gone on from; what came after it is lost when this chain is stopped.',
      details: { mostBytes: most },
    },
  );
}

/**
 * Opens a state file, for this process alone.
 * @param most bytes that the file may have
 * @throws ServeError `REGTEST_STATE_BUSY`, `REGTEST_STATE_UNREADABLE`
 */
export function openState(path: string, most = MAX_STATE): StateFile {
  const release = lock(path);
  return {
    load: (now) => {
      const text = read(path, most);
      if (text === undefined) return undefined;
      try {
        // Its scripts were judged before they were written; blocks and coins are counted anew.
        return Regtest.load(JSON.parse(text), { now, judgeScripts: false });
      } catch (cause) {
        if (!(cause instanceof SyntaxError) && !isCofferError(cause, 'REGTEST_DUMP_INVALID')) throw cause;
        throw new ServeError('REGTEST_STATE_BROKEN', `${path} is not the state of a development chain.`, {
          next: 'It is left as it is. Name another file for a new chain, or put a good copy back.',
          details: { reason: cause.message.slice(0, 200) },
          cause,
        });
      }
    },
    save: (dump) => write(path, textOf(dump, path, most)),
    release,
  };
}
