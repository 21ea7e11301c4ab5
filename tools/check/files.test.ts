import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatFinding } from './finding.ts';
import { checkLockfile } from './lockfile.ts';
import { checkWords } from './words.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'coffer-check-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): string[] {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return Object.keys(files);
}

describe('words', () => {
  // Put together here, so that this file itself holds none of them.
  const slash = '/';
  test.each([
    ['a home folder', `see ${slash}home/alice/coffer`],
    ['a Mac', `"${slash}Users/alice/x"`],
    ['root', `cd ${slash}root/x`],
    ['somebody’s scratch folder', `see ${slash}tmp/notes/findings.md`],
    ['a registry in .npmrc', `@scope:registry${'='}https:${slash}${slash}npm.example.com`],
    ['a registry in a lock', `"x": "https:${slash}${slash}registry.example.com/x.tgz"`],
    ['a credential', `${slash}${slash}example.com/:_auth${'Token'}=abc`],
  ])('%s is refused, with its line', (_, text) => {
    expect(checkWords(root, write({ 'a.md': `fine\n${text}\n` })).map(formatFinding)).toEqual([
      expect.stringMatching(/^a\.md:2 {2}/),
    ]);
  });

  test.each([
    'DeviceRegistry registry = DeviceRegistry(address(0));',
    `the route ${slash}workers, the folder src${slash}root${slash}x, ~${slash}home`,
    `https:${slash}${slash}example.com${slash}home${slash}page`,
    `writeFileSync('${slash}tmp/coffer-escaped')`,
  ])('%s is fine', (text) => {
    expect(checkWords(root, write({ 'a.md': text }))).toEqual([]);
  });
});

describe('lockfile', () => {
  const manifest = { dependencies: { a: '1.0.0' } };
  const own = { name: '@x/p', version: '0.1.0', dependencies: { a: '2.0.0' } };
  const packages = {
    '': manifest,
    'packages/p': own,
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' },
    'packages/p/node_modules/a': { version: '2.0.0', integrity: 'sha512-y' },
    'node_modules/@x/p': { resolved: 'packages/p', link: true },
  };
  const verdict = (changes: {
    root?: object;
    own?: object;
    packages?: Readonly<Record<string, object | undefined>>;
  }): string[] => {
    const files = write({
      'package.json': JSON.stringify(changes.root ?? manifest),
      'packages/p/package.json': JSON.stringify(changes.own ?? own),
      'package-lock.json': JSON.stringify({ packages: { ...packages, ...changes.packages } }, undefined, 2),
    });
    return checkLockfile(root, files).map(formatFinding);
  };

  test('a lock in step passes', () => expect(verdict({})).toEqual([]));

  test.each<[string, Parameters<typeof verdict>[0], RegExp]>([
    [
      'a dependency that the lock does not know',
      { root: { dependencies: { a: '1.0.0', b: '1.0.0' } } },
      /b is 1\.0\.0/,
    ],
    ['a dependency that is gone', { root: {} }, /a is absent here and 1\.0\.0/],
    [
      'another version than locked',
      { own: { dependencies: { a: '2.0.1' } } },
      /a is 2\.0\.1 here and 2\.0\.0/,
    ],
    [
      'a range',
      { root: { dependencies: { a: '^1.0.0' } }, packages: { '': { dependencies: { a: '^1.0.0' } } } },
      /not pinned/,
    ],
    [
      'a locked version that does not fit',
      { packages: { 'node_modules/a': { version: '1.0.1', integrity: 'x' } } },
      /holds a 1\.0\.1/,
    ],
    ['no hash', { packages: { 'packages/p/node_modules/a': { version: '2.0.0' } } }, /no integrity hash/],
    [
      'a registry',
      {
        packages: {
          'node_modules/a': {
            version: '1.0.0',
            integrity: 'x',
            resolved: `https:${'/'}/npm.example.com/a.tgz`,
          },
        },
      },
      /package-lock\.json:\d+ {2}names a registry/,
    ],
    ['an unknown workspace', { packages: { 'packages/p': undefined } }, /is not in package-lock\.json/],
  ])('%s is refused', (_, changes, reason) => {
    expect(verdict(changes).join('\n')).toMatch(reason);
  });
});
