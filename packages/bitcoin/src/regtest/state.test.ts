import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Regtest } from './engine/regtest.ts';
import { openState } from './state.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-state-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['by its blocks', 0],
  // Its blocks alone would fit.
  ['by a single byte', 1],
])(
  'a chain that is too long to be read again is not written, and the old file stays whole: %s',
  (_, bytes) => {
    const now = () => 1_700_000_000;
    const script = Uint8Array.of(0x51);
    const path = join(folder, 'chain.json');
    const chain = new Regtest({ now });
    chain.mine(3, script);
    const kept = chain.dump();
    chain.mine(1, script);
    const most = bytes === 0 ? JSON.stringify(kept).length : JSON.stringify(chain.dump()).length - bytes;
    const file = openState(path, most);
    file.save(kept);
    const whole = readFileSync(path, 'utf8');
    let error: unknown;
    try {
      file.save(chain.dump());
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({
      code: 'REGTEST_STATE_TOO_LARGE',
      money: expect.stringContaining('as it was when it was last kept'),
      next: expect.stringContaining('another file'),
    });
    expect(readFileSync(path, 'utf8')).toBe(whole);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(file.load(now)?.tip.height).toBe(3);
    file.release();
  },
);
