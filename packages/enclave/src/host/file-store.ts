import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes } from '@coffer/core/bytes';
import { EnclaveError, MONEY_STAYS } from '../errors.ts';
import { lockFile } from './lock.ts';
import type { Store } from './store.ts';

const MODE = 0o600;

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a whole file so that after a crash it is there complete or not at all. */
async function writeWhole(directory: string, name: string, bytes: Bytes): Promise<void> {
  const temporary = join(directory, `${name}.tmp`);
  const handle = await open(temporary, 'w', MODE);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, join(directory, name));
  await syncDirectory(directory);
}

async function readOrNothing(path: string): Promise<Bytes | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new EnclaveError('STORE_BROKEN', `${path} cannot be read.`, { money: MONEY_STAYS, cause: error });
  }
}

/**
 * Opens a store in a directory of its own, made with mode 0700 when absent: `instance`, `lock`, `snapshot-N`,
 * `journal-N` (what follows entry N).
 * @throws EnclaveError `STORE_LOCKED` when another process has it open, `STORE_BROKEN`
 */
export async function openFileStore(directory: string): Promise<Store> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = lockFile(join(directory, 'lock'), `the enclave's files in ${directory}`);
  try {
    return await unlockedStore(directory, lock.release);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function unlockedStore(directory: string, release: () => void): Promise<Store> {
  let instance = await readOrNothing(join(directory, 'instance'));
  if (instance === undefined) {
    instance = new Uint8Array(randomBytes(32));
    await writeWhole(directory, 'instance', instance);
  }
  if (instance.length !== 32) {
    throw new EnclaveError('STORE_BROKEN', `${join(directory, 'instance')} is damaged.`, {
      money: MONEY_STAYS,
      next: 'Put the newest copy of the files back.',
    });
  }
  const names = await readdir(directory);
  const numbers = names.flatMap((name) => /^snapshot-(\d+)$/.exec(name)?.[1] ?? []).map(Number);
  let generation = Math.max(0, ...numbers);

  /** What an earlier generation left behind when a crash came between. */
  const clear = async (): Promise<void> => {
    for (const name of await readdir(directory)) {
      const number = /^(?:snapshot|journal)-(\d+)$/.exec(name)?.[1];
      const old = number !== undefined && Number(number) !== generation;
      if (old || name.endsWith('.tmp')) await rm(join(directory, name));
    }
  };
  await clear();

  let file: FileHandle | undefined;
  let size = 0;
  const journal = async (): Promise<FileHandle> => {
    if (file === undefined) {
      const path = join(directory, `journal-${generation}`);
      const existed = (await readOrNothing(path)) !== undefined;
      file = await open(path, existed ? 'r+' : 'w+', MODE);
      if (!existed) await syncDirectory(directory);
      size = (await file.stat()).size;
    }
    return file;
  };

  return {
    instance,
    read: async () => ({
      snapshot: generation === 0 ? undefined : await readOrNothing(join(directory, `snapshot-${generation}`)),
      journal: (await readOrNothing(join(directory, `journal-${generation}`))) ?? new Uint8Array(0),
    }),
    append: async (offset, bytes) => {
      const handle = await journal();
      if (size > offset) await handle.truncate(offset);
      const { bytesWritten } = await handle.write(bytes, 0, bytes.length, offset);
      if (bytesWritten !== bytes.length) throw new Error('the disk took only a part of it');
      size = offset + bytes.length;
      await handle.datasync();
    },
    snapshot: async (seq, bytes) => {
      await writeWhole(directory, `snapshot-${seq}`, bytes);
      await file?.close();
      file = undefined;
      generation = seq;
      await clear();
    },
    close: async () => {
      await file?.close();
      file = undefined;
      release();
    },
  };
}
