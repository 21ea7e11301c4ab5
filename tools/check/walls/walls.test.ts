import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../run.ts';
import { createWorktree, type Worktree } from '../../worktree.ts';
import { formatFinding } from '../finding.ts';
import { checkCycles } from './cycles.ts';
import { checkDirection } from './direction.ts';
import { checkPurity } from './purity.ts';
import { parseSources, workspaces } from './source.ts';

const PACKAGES = ['core', 'crypto', 'enclave', 'ethereum', 'offline', 'bank'];

/** A small tree in which everything is as it should be. */
const CLEAN: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    PACKAGES.map((name) => [
      `packages/${name}/package.json`,
      JSON.stringify({
        name: `@coffer/${name}`,
        dependencies: {
          ...Object.fromEntries(PACKAGES.map((other) => [`@coffer/${other}`, '0.1.0'])),
          ...(name === 'ethereum' ? { viem: '2.57.1' } : {}),
        },
      }),
    ]),
  ),
  'apps/coffer/package.json': JSON.stringify({
    name: 'coffer',
    dependencies: { '@coffer/offline': '0.1.0' },
  }),
  'packages/core/src/bytes.ts': [
    'declare const brand: unique symbol;',
    'export type Stamp = Date & { readonly [brand]: true };',
    'export const size = (bytes: Uint8Array): number => Math.max(bytes.length, 0);',
    'export class Bad extends Error {}',
    'export const Table = { process: 1, fetch: 2 } as const;',
    'export const pick = ({ process, Date: day }: { process: number; Date: number }) => process + day;',
    'outer: for (const _ of []) break outer;',
  ].join('\n'),
  'packages/crypto/src/hash.ts': [
    "import { createHash } from 'node:crypto';",
    "import { size } from '@coffer/core/bytes';",
    "export const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest().subarray(size(bytes));",
  ].join('\n'),
  'packages/enclave/src/guest/core.ts': "export { hash } from '@coffer/crypto/hash';",
  'packages/enclave/src/guest/main.ts':
    "import { randomBytes } from 'node:crypto';\nimport { hash } from './core.ts';\nexport const draw = () => hash(randomBytes(32));",
  'packages/enclave/src/testing/toy.ts': 'export const toy = Date.now();',
  'packages/ethereum/src/proof/trie.ts':
    "import { hash } from '@coffer/crypto/hash';\nexport const root = hash;",
  'packages/ethereum/src/client/connect.ts':
    "import { createPublicClient } from 'viem';\nimport { root } from '../proof/trie.ts';\nexport const connect = [createPublicClient, root];",
  'packages/offline/src/enclave/program.ts':
    "import { root } from '@coffer/ethereum/proof/trie';\nexport const program = root;",
  'packages/offline/src/enclave/program.test.ts':
    "import { connect } from '@coffer/ethereum/client/connect';\nimport { toy } from '@coffer/enclave/testing/toy';\nexport const now = [Date.now(), connect, toy];",
  'packages/offline/src/host/wallet.ts':
    "import { connect } from '@coffer/ethereum/client/connect';\nimport { program } from '../enclave/program.ts';\nexport const wallet = [connect, program, Date.now()];",
  'packages/offline/src/testing/broken/enclave.ts': 'export const broken = Date.now();',
  'packages/bank/src/host/bank.ts': 'export const bank = Date.now();',
  'apps/coffer/src/demo/mallory.ts':
    "import { broken } from '@coffer/offline/testing/broken/enclave';\nexport const mallory = broken;",
  'apps/coffer/src/main.ts':
    "import { wallet } from '@coffer/offline/host/wallet';\nexport const app = wallet;",
};

const trees: string[] = [];
afterAll(() => {
  for (const tree of trees) rmSync(tree, { recursive: true, force: true });
});

/** Plants files into the clean tree and gives what the walls say, one line per finding. */
function verdict(planted: Readonly<Record<string, string>>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'coffer-walls-'));
  trees.push(root);
  const files = { ...CLEAN, ...planted };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const names = Object.keys(files).sort();
  const sources = parseSources(root, names);
  return [
    ...checkPurity(sources),
    ...checkDirection(sources, workspaces(root, names)),
    ...checkCycles(sources),
  ].map(formatFinding);
}

test('a tree without faults passes', () => {
  expect(verdict({})).toEqual([]);
});

const PURE = 'packages/offline/src/enclave/bad.ts';

describe('pure code is refused', () => {
  test.each([
    ['a clock', 'export const t = Date.now();', /uses Date, which is a clock/],
    ['a clock through globalThis', 'export const t = globalThis.Date.now();', /uses globalThis/],
    ['a clock through a literal key', "export const t = globalThis['Date'];", /uses globalThis/],
    [
      'a clock through a computed key',
      "export const t = (globalThis as any)['Da' + 'te'];",
      /uses globalThis/,
    ],
    ['an alias of globalThis', 'const g = globalThis;\nexport const t = g;', /uses globalThis/],
    ['a destructured global', 'export const { Date: D } = globalThis;', /uses globalThis/],
    ['a shorthand property', 'export const all = { Date };', /uses Date/],
    ['a default argument', 'export const f = (now = Date) => now;', /uses Date/],
    ['typeof on a global', "export const node = typeof process !== 'undefined';", /uses process/],
    ['a class that extends a global', 'export class D extends Date {}', /uses Date/],
    [
      'a global that is declared again',
      'declare const Date: { now(): number };\nexport const t = Date.now();',
      /Date/,
    ],
    [
      'a global that another scope shadows',
      'export const f = (Date: number) => Date;\nexport const t = new Date();',
      /bad\.ts:2 {2}pure code uses Date/,
    ],
    ['declare global', 'declare global { var tick: number }\nexport const t = tick;', /uses tick/],
    ['a re-exported global', 'export { performance };', /uses performance/],
    ['Math.random', 'export const r = Math.random();', /uses Math\.random/],
    ['Math.random by key', "export const r = Math['random']();", /uses Math other than/],
    [
      'Math.random, taken apart',
      'const { random } = Math;\nexport const r = random();',
      /uses Math other than/,
    ],
    ['an alias of Math', 'const m = Math;\nexport const r = m.random();', /uses Math other than/],
    ['crypto', 'export const r = crypto.getRandomValues(new Uint8Array(1));', /source of randomness/],
    ['a timer', 'setTimeout(() => {}, 1);\nexport {};', /uses setTimeout, which is a timer/],
    ['performance', 'export const t = performance.now();', /uses performance/],
    ['process', 'export const e = process.env.HOME;', /uses process/],
    ['fetch', "export const f = () => fetch('x');", /uses fetch/],
    ['console', "console.log('x');\nexport {};", /uses console/],
    ['Buffer', "export const b = Buffer.from('');", /uses Buffer/],
    ['new Function', "export const f = new Function('return Date')();", /uses Function/],
    ['eval', "export const f = eval('Date');", /uses eval/],
    ['an indirect eval', "export const f = (0, eval)('Date');", /uses eval/],
    ['a function constructor', "export const f = (() => 1).constructor('return Date')();", /\.constructor/],
    ['a function constructor by key', "export const f = (() => 1)['constructor'];", /\.constructor/],
    ['a function constructor, taken apart', 'export const { constructor: f } = () => 1;', /\.constructor/],
    ['Reflect', 'export const f = Reflect.get({}, "x");', /uses Reflect/],
    ['Object.getPrototypeOf', 'export const p = Object.getPrototypeOf({});', /Object\.getPrototypeOf/],
    ['the language of the machine', "export const c = 'a'.localeCompare('b');", /localeCompare/],
    ['Intl', 'export const c = new Intl.Collator();', /uses Intl/],
    ['import.meta', 'export const here = import.meta.url;', /import\.meta/],
    ['a computed import', "export const m = import('node' + ':fs');", /name is computed/],
    ['a literal import()', "export const m = import('node:fs');", /imports node:fs/],
    ['require', "const fs = require('node:fs');\nexport default fs;", /imports node:fs/],
    ['import = require', "import fs = require('node:fs');\nexport default fs;", /imports node:fs/],
    ['IO', "import { readFileSync } from 'node:fs';\nexport const r = readFileSync;", /imports node:fs: IO/],
    ['IO for its side effect', "import 'node:fs';\nexport {};", /imports node:fs/],
    ['a type of IO', "import type { Socket } from 'node:net';\nexport type S = Socket;", /imports node:net/],
    ['a type of IO, inline', "export type S = import('node:net').Socket;", /imports node:net/],
    ['IO, re-exported', "export * from 'node:fs';", /imports node:fs/],
    [
      'node:crypto',
      "import { createHash } from 'node:crypto';\nexport const h = createHash;",
      /imports node:crypto/,
    ],
    [
      'a package with IO',
      "import { createPublicClient } from 'viem';\nexport const c = createPublicClient;",
      /viem/,
    ],
    [
      'impure code of the project',
      "import { connect } from '@coffer/ethereum/client/connect';\nexport const c = connect;",
      /imports packages\/ethereum\/src\/client\/connect\.ts, which is not in a pure folder/,
    ],
    [
      'a test, which may do anything',
      "import { now } from './program.test.ts';\nexport const t = now;",
      /imports packages\/offline\/src\/enclave\/program\.test\.ts, which only tests may use/,
    ],
    ['the guest shell', "export { draw } from '@coffer/enclave/guest/main';", /not in a pure folder/],
    [
      'a variable of the module',
      'let count = 0;\nexport const next = () => ++count;',
      /module-level variable/,
    ],
    ['a promise', 'export const p = Promise.resolve(1);', /uses Promise/],
  ])('%s', (_, text, reason) => {
    const lines = verdict({ [PURE]: text });
    expect(lines.join('\n')).toMatch(reason);
    expect(lines[0]).toMatch(/^packages\/offline\/src\/enclave\/bad\.ts:\d+ {2}/);
  });

  test('randomness out of node:crypto, also where hashing from it is allowed', () => {
    const file = 'packages/crypto/src/bad.ts';
    for (const text of [
      "import { randomBytes } from 'node:crypto';\nexport const r = randomBytes;",
      "import * as all from 'node:crypto';\nexport const r = all;",
      "import all from 'node:crypto';\nexport const r = all;",
      "export { randomBytes } from 'node:crypto';",
      "export * from 'node:crypto';",
    ])
      expect(verdict({ [file]: text })).toEqual([
        expect.stringMatching(/bad\.ts:1 {2}.*more of node:crypto than its pure functions/),
      ]);
  });

  test('randomness out of a library that is pure otherwise', () => {
    const file = 'packages/crypto/src/bad.ts';
    const manifest = JSON.stringify({
      name: '@coffer/crypto',
      dependencies: { '@coffer/core': '0.1.0', '@noble/hashes': '2.4.0', '@bitauth/libauth': '3.0.0' },
    });
    for (const text of [
      "import { randomBytes } from '@noble/hashes/utils.js';\nexport const r = randomBytes;",
      "import { generatePrivateKey } from '@bitauth/libauth';\nexport const r = generatePrivateKey;",
      "import * as all from '@bitauth/libauth';\nexport const r = all;",
    ])
      expect(verdict({ [file]: text, 'packages/crypto/package.json': manifest })).toEqual([
        expect.stringMatching(/bad\.ts:1 {2}pure code imports (more of )?@/),
      ]);
    const good = "import { sha256 } from '@noble/hashes/sha2.js';\nexport const h = sha256;";
    expect(verdict({ [file]: good, 'packages/crypto/package.json': manifest })).toEqual([]);
  });

  test('a binary', () => {
    expect(
      verdict({
        'packages/core/src/bad.ts': "import x from './x.node';\nexport const y = x;",
        'packages/core/src/x.node': '\0',
      }),
    ).toEqual([expect.stringMatching(/which nobody can read/)]);
  });

  test.each([
    'packages/core/src/bad.ts',
    'packages/crypto/src/bad.ts',
    'packages/enclave/src/guest/bad.ts',
    'packages/enclave/src/attestation/deep/bad.ts',
    'packages/ethereum/src/proof/bad.ts',
    'packages/ethereum/src/trust/bad.ts',
    'packages/bitcoin/src/script/bad.ts',
    'packages/offline/src/messages/bad.ts',
    'packages/bank/src/enclave/bad.mts',
    'packages/guarantee/src/enclave/bad.js',
  ])('in %s', (file) => {
    expect(verdict({ [file]: 'export const t = Date.now();' })).toEqual([
      `${file}:1  pure code uses Date, which is a clock: time arrives in the input`,
    ]);
  });
});

describe('imports go one way', () => {
  test.each([
    [
      'a rail that imports a rail',
      'packages/offline/src/host/bad.ts',
      "import { bank } from '@coffer/bank/host/bank';\nexport const b = bank;",
      /bad\.ts:1 {2}the rail offline imports the rail bank/,
    ],
    [
      'a rail that imports a type of a rail',
      'packages/bank/src/host/bad.ts',
      "\nexport type P = import('@coffer/offline/enclave/program').Program;",
      /bad\.ts:2 {2}the rail bank imports the rail offline/,
    ],
    [
      'a test of a rail that imports a rail',
      'packages/bank/src/host/bad.test.ts',
      "import { wallet } from '@coffer/offline/host/wallet';\nexport const b = wallet;",
      /the rail bank imports the rail offline/,
    ],
    [
      'a host that imports an app',
      'packages/offline/src/host/bad.ts',
      "import { app } from '../../../../apps/coffer/src/main.ts';\nexport const a = app;",
      /imports an app/,
    ],
    [
      'an app by its name',
      'packages/offline/src/host/bad.ts',
      "import { app } from 'coffer/main';\nexport const a = app;",
      /imports an app/,
    ],
    [
      'core that imports crypto',
      'packages/core/src/bad.ts',
      "import { hash } from '@coffer/crypto/hash';\nexport const h = hash;",
      /core imports crypto/,
    ],
    [
      'a test of core that imports crypto',
      'packages/core/src/bad.test.ts',
      "import { hash } from '@coffer/crypto/hash';\nexport const h = hash;",
      /core imports crypto/,
    ],
    [
      'a client that imports an enclave',
      'packages/ethereum/src/client/bad.ts',
      "import { hash } from '@coffer/enclave/guest/core';\nexport const h = hash;",
      /ethereum imports enclave\/guest/,
    ],
    [
      'a runtime that imports a rail',
      'packages/enclave/src/host/bad.ts',
      "import { program } from '@coffer/offline/enclave/program';\nexport const p = program;",
      /enclave imports offline\/enclave/,
    ],
    [
      'a path into another package',
      'packages/offline/src/host/bad.ts',
      "import { hash } from '../../../crypto/src/hash.ts';\nexport const h = hash;",
      /leaves the package: import packages\/crypto by its package name/,
    ],
    [
      'a path to a file that is not of the project',
      'packages/offline/src/host/bad.ts',
      "import { x } from '../../dist/x.js';\nexport const y = x;",
      /is not a file of the project/,
    ],
    [
      'product code that imports test helpers',
      'packages/offline/src/host/bad.ts',
      "import { toy } from '@coffer/enclave/testing/toy';\nexport const t = toy;",
      /which only tests may use/,
    ],
    [
      'the broken enclave outside of the story',
      'apps/coffer/src/daemon/bad.ts',
      "import { broken } from '@coffer/offline/testing/broken/enclave';\nexport const b = broken;",
      /which only tests may use/,
    ],
    [
      'the story with other test helpers',
      'apps/coffer/src/demo/bad.ts',
      "import { toy } from '@coffer/enclave/testing/toy';\nexport const t = toy;",
      /which only tests may use/,
    ],
    [
      'a package that the manifest does not name',
      'packages/offline/src/host/bad.ts',
      "import { z } from 'zod';\nexport const s = z;",
      /zod is not a dependency in packages\/offline\/package\.json/,
    ],
    [
      'a workspace that the manifest does not name',
      'apps/coffer/src/bad.ts',
      "import { bank } from '@coffer/bank/host/bank';\nexport const b = bank;",
      /@coffer\/bank is not a dependency in apps\/coffer\/package\.json/,
    ],
    [
      'a node module without its prefix',
      'packages/offline/src/host/bad.ts',
      "import { readFileSync } from 'fs';\nexport const r = readFileSync;",
      /write node:fs/,
    ],
    ['a barrel', 'packages/core/src/index.ts', "export * from './bytes.ts';", /is a barrel/],
    ['a package without a layer', 'packages/extra/src/x.ts', 'export const x = 1;', /belongs to no layer/],
  ])('%s is refused', (_, file, text, reason) => {
    expect(verdict({ [file]: text }).join('\n')).toMatch(reason);
  });
});

describe('circles are refused', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => `packages/core/src/${name}.ts`) as [string, string, string];

  test('of three files', () => {
    expect(
      verdict({
        [a]: "\nimport { b } from './b.ts';\nexport const a = b;",
        [b]: "import { c } from '@coffer/core/c';\nexport const b = c;",
        [c]: "export { a as c } from './a.ts';",
      }),
    ).toEqual([`${a}:2  imports itself in a circle: ${a} → ${b} → ${c} → ${a}`]);
  });

  test('of types only', () => {
    expect(
      verdict({
        [a]: "import type { B } from './b.ts';\nexport type A = B[];",
        [b]: "export type B = { a: import('./a.ts').A };",
      }),
    ).toEqual([`${a}:1  imports itself in a circle: ${a} → ${b} → ${a}`]);
  });

  test('of one file', () => {
    expect(verdict({ [a]: "export { a as b } from './a.ts';\nexport const a = 1;" })).toEqual([
      `${a}:1  imports itself in a circle: ${a} → ${a}`,
    ]);
  });

  test('beside the way that leads into one', () => {
    const lines = verdict({
      [a]: "import { b } from './b.ts';\nexport const a = b;",
      [b]: "import { c } from './c.ts';\nexport const b = c;",
      [c]: "import { b } from './b.ts';\nexport const c = b;",
    });
    expect(lines).toEqual([`${b}:1  imports itself in a circle: ${b} → ${c} → ${b}`]);
  });
});

describe('npm run check on a copy of the project', () => {
  const PLANTED = {
    'packages/core/src/planted-io.ts':
      "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n",
    'packages/core/src/planted-clock.ts': 'export const now = (): number => Date.now();\n',
    'packages/core/src/planted-global.ts': 'export const now = (): number => globalThis.Date.now();\n',
    'packages/bank/package.json': '{ "name": "@coffer/bank", "version": "0.1.0" }\n',
    'packages/bank/src/ledger.ts':
      "import type { Planted } from '@coffer/offline/planted';\nexport type L = Planted;\n",
    'packages/offline/src/planted.ts': 'export type Planted = number;\n',
    'packages/core/src/planted-a.ts': "import type { B } from './planted-b.ts';\nexport type A = B | 1;\n",
    'packages/core/src/planted-b.ts': "import type { A } from './planted-a.ts';\nexport type B = A | 2;\n",
  };
  let copy: Worktree;
  beforeAll(() => {
    copy = createWorktree(process.cwd());
  });
  afterAll(() => copy.remove());

  test('what is planted is refused by the command, with its place and the reason', async () => {
    const before = await run(process.execPath, ['tools/check/main.ts', 'walls', 'cycles'], {
      cwd: copy.root,
    });
    expect(before.output).not.toMatch(/planted/);
    for (const [file, text] of Object.entries(PLANTED)) {
      mkdirSync(dirname(join(copy.root, file)), { recursive: true });
      writeFileSync(join(copy.root, file), text);
    }
    const { code, output } = await run(process.execPath, ['tools/check/main.ts'], { cwd: copy.root });
    expect(code).toBe(1);
    expect(output).toMatch(/^walls +FAILED/m);
    expect(output).toMatch(/^cycles +FAILED/m);
    expect(output).toMatch(/^words +(ok|FAILED)/m);
    expect(output).toMatch(/planted-io\.ts:1 {2}pure code imports node:fs/);
    expect(output).toMatch(/planted-clock\.ts:1 {2}pure code uses Date/);
    expect(output).toMatch(/planted-global\.ts:1 {2}pure code uses globalThis/);
    expect(output).toMatch(/ledger\.ts:1 {2}the rail bank imports the rail offline/);
    expect(output).toMatch(/planted-a\.ts:1 {2}imports itself in a circle/);
  }, 180_000);

  test('an unknown step is an error of usage', async () => {
    const { code, output } = await run(process.execPath, ['tools/check/main.ts', 'nonsense'], {
      cwd: copy.root,
    });
    expect(code).toBe(2);
    expect(output).toMatch(/no such check: nonsense/);
  });
});
