import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCofferError } from '@coffer/core/error';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readText, writeWhole } from './files.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'coffer-files-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function codeOf(path: string, max?: number): string {
  try {
    readText(path, max);
    return 'none';
  } catch (error) {
    return isCofferError(error) ? error.code : 'untyped';
  }
}

test('what never ends is not read: devices, pipes, folders', () => {
  const pipe = join(root, 'pipe');
  execFileSync('mkfifo', [pipe]);
  for (const path of ['/dev/zero', '/dev/null', pipe, root])
    expect(codeOf(path), path).toBe('FILE_UNREADABLE');
});

test('a file is read up to its bound', () => {
  const path = join(root, 'text');
  writeFileSync(path, 'x'.repeat(100));
  expect(readText(path, 100)).toHaveLength(100);
  expect(codeOf(path, 99)).toBe('FILE_UNREADABLE');
  expect(readText(join(root, 'nothing'))).toBeUndefined();
  // Says that it is empty, and is not.
  expect(codeOf('/proc/self/status', 10)).toBe('FILE_UNREADABLE');
});

test('a file is written whole, over an older one, and nothing else stays', () => {
  const folder = mkdtempSync(join(root, 'whole-'));
  const path = join(folder, 'file');
  for (const text of ['old', 'ü€'.repeat(2_000_000), '']) {
    writeWhole(path, text);
    expect(readFileSync(path, 'utf8') === text).toBe(true);
  }
  expect(readdirSync(folder)).toEqual(['file']);
});
