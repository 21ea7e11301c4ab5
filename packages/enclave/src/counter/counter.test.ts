import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@coffer/crypto/hash';
import { afterAll, describe, expect, it } from 'vitest';
import { counterCompliance } from './compliance.ts';
import { memoryCounter } from './memory.ts';
import { openSoftwareCounter, type SoftwareCounter } from './software.ts';

const directory = await mkdtemp(join(tmpdir(), 'coffer-counter-'));
afterAll(() => rm(directory, { recursive: true }));
let files = 0;
const path = () => join(directory, String(files++));

describe('in memory', () => {
  counterCompliance(async () => {
    const counter = memoryCounter();
    return { open: async () => counter, crash: async () => {} };
  });
});

describe('software (test double)', () => {
  counterCompliance(async () => {
    const file = path();
    let open: SoftwareCounter | undefined;
    return {
      open: async () => {
        open = await openSoftwareCounter(file);
        return open;
      },
      crash: async () => open?.close(),
    };
  });

  it('falls back by at most the one advance that a torn write cut off', async () => {
    const file = path();
    const counter = await openSoftwareCounter(file);
    const head = (i: number) => (i === 0 ? new Uint8Array(32) : sha256(Uint8Array.of(i)));
    for (let i = 0; i < 7; i++) await counter.advance(head(i), head(i + 1));
    await counter.close();
    const whole = await readFile(file);
    for (let place = 0; place < whole.length; place += 5) {
      const torn = Buffer.from(whole);
      torn.fill(0xee, place, Math.min(place + 5, whole.length));
      await writeFile(file, torn);
      const again = await openSoftwareCounter(file);
      expect((await again.read()).value).toBeGreaterThanOrEqual(6);
      await again.close();
    }
  });

  it('refuses a file with no whole slot', async () => {
    const file = path();
    await writeFile(file, Buffer.alloc(256, 1));
    await expect(openSoftwareCounter(file)).rejects.toMatchObject({ code: 'COUNTER_FAILED' });
  });
});
