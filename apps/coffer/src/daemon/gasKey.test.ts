import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex } from '@coffer/core/bytes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadGasKey, readSecret } from './gasKey.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-key-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SECRET = `0x${'5a'.repeat(32)}`;
const invalid = expect.objectContaining({ code: 'CONFIG_INVALID' });

test('a wallet’s own key is made once, for its owner only', () => {
  const file = join(folder, 'gas.key');
  const made = loadGasKey(file, undefined);
  expect(loadGasKey(file, undefined)).toEqual(made);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8').trim()).toHaveLength(64);
});

test('a key that is readable by others, absent or no key is refused', () => {
  const file = join(folder, 'recovery.key');
  writeFileSync(file, `${SECRET}\n`, { mode: 0o600 });
  expect(readSecret(file)).toEqual(fromHex(SECRET, 32));
  for (const mode of [0o640, 0o604, 0o660]) {
    chmodSync(file, mode);
    expect(() => readSecret(file), mode.toString(8)).toThrow(invalid);
  }
  expect(() => readSecret(join(folder, 'none'))).toThrow(invalid);
  for (const text of ['', 'key', SECRET.slice(0, -1), `0x${'00'.repeat(32)}`, `0x${'ff'.repeat(32)}`]) {
    writeFileSync(join(folder, 'bad.key'), text, { mode: 0o600 });
    expect(() => readSecret(join(folder, 'bad.key')), text).toThrow(invalid);
  }
});
