import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openFileStore } from './file-store.ts';
import { memoryStore } from './memory-store.ts';
import { storeCompliance } from './store.compliance.ts';

const root = await mkdtemp(join(tmpdir(), 'coffer-store-'));
afterAll(() => rm(root, { recursive: true }));
let made = 0;
const directory = () => join(root, String(made++));

describe('in memory', () => {
  storeCompliance(async () => {
    const store = memoryStore(new Uint8Array(randomBytes(32)));
    return { open: async () => store };
  });
});

describe('in files', () => {
  storeCompliance(async () => {
    const path = directory();
    return { open: () => openFileStore(path) };
  });

  it('is for one process at a time', async () => {
    const path = directory();
    const store = await openFileStore(path);
    await expect(openFileStore(path)).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    await store.close();
    await (await openFileStore(path)).close();
  });

  it('is readable by its owner only', async () => {
    const path = directory();
    const store = await openFileStore(path);
    await store.append(0, Uint8Array.of(1));
    await store.snapshot(1, Uint8Array.of(1));
    await store.append(0, Uint8Array.of(1));
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    for (const name of ['instance', 'snapshot-1', 'journal-1']) {
      expect([name, (await stat(join(path, name))).mode & 0o777]).toEqual([name, 0o600]);
    }
    await store.close();
  });

  it('gives the old pair or the new one after a crash in the middle of a snapshot', async () => {
    const path = directory();
    const store = await openFileStore(path);
    await store.append(0, Uint8Array.of(1, 2));
    await store.close();
    const early = directory();
    await cp(path, early, { recursive: true });
    await writeFile(join(early, 'snapshot-9.tmp'), 'half');
    const before = await openFileStore(early);
    expect(await before.read()).toEqual({ snapshot: undefined, journal: Uint8Array.of(1, 2) });
    await before.close();
    await writeFile(join(path, 'snapshot-9'), Uint8Array.of(7));
    const after = await openFileStore(path);
    expect(await after.read()).toEqual({ snapshot: Uint8Array.of(7), journal: Uint8Array.of() });
    await after.close();
    expect((await readdir(path)).sort()).toEqual(['instance', 'lock', 'snapshot-9']);
  });
});
