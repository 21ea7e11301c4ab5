import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gitEnv } from '../files.ts';
import { run } from '../run.ts';
import { parseMutant } from './patch.ts';

const SOURCE = `export function add(a: bigint, b: bigint): bigint {
  if (a < 0n || b < 0n) throw new Error('negative');
  return a + b;
}
`;
const HEADER = 'Defence: no negative amounts\nRule: O1\n';
const diff = (from: string, to: string) => `diff --git a/packages/money/src/add.ts b/packages/money/src/add.ts
--- a/packages/money/src/add.ts
+++ b/packages/money/src/add.ts
@@ -1,4 +1,4 @@
 export function add(a: bigint, b: bigint): bigint {
-${from}
+${to}
   return a + b;
 }
`;
const GUARD = "  if (a < 0n || b < 0n) throw new Error('negative');";
const TEST = 'Test: test/add.test.ts';

/** A project of one package, whose test imports it by its name as ours do. */
const PROJECT: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module" }\n',
  '.gitignore': 'node_modules\ntmp\n',
  'packages/money/package.json':
    '{ "name": "@toy/money", "type": "module", "exports": { "./*": "./src/*.ts" } }\n',
  'packages/money/src/add.ts': SOURCE,
  'test/add.test.ts': `import { add } from '@toy/money/add';
import { expect, test } from 'vitest';
test('adds', () => expect(add(1n, 2n)).toBe(3n));
test('refuses (negative)', () => expect(() => add(-1n, 2n)).toThrow('negative'));
`,
  'test/red.test.ts': `import { expect, test } from 'vitest';\ntest('is red', () => expect(1).toBe(2));\n`,
  'test/probe.ts': `import { add } from '@toy/money/add';
try { add(-1n, 1n); console.log('VERDICT: stolen'); process.exitCode = 1; } catch {}
`,
  'test/mutants/caught.patch': `${HEADER}${TEST}\n\n${diff(GUARD, '')}`,
  'test/mutants/caught-by-name.patch': `${HEADER}${TEST} -t "refuses (negative)"\n${diff(GUARD, '')}`,
  'test/mutants/caught-by-command.patch': `${HEADER}Command: node test/probe.ts\nExpect: VERDICT: stolen\n${diff(GUARD, '')}`,
  'test/mutants/survived.patch': `${HEADER}${TEST} -t "adds"\n${diff(GUARD, '')}`,
  'test/mutants/survived-command.patch': `${HEADER}Command: node test/probe.ts\nExpect: VERDICT\n${diff(GUARD, `${GUARD} // kept`)}`,
  'test/mutants/stale.patch': `${HEADER}${TEST}\n${diff('  if (a < 1n) throw 1;', '')}`,
  'test/mutants/broken-syntax.patch': `${HEADER}${TEST}\n${diff(GUARD, '  if (')}`,
  'test/mutants/broken-crash.patch': `${HEADER}Command: node test/probe.ts\nExpect: VERDICT\n${diff(GUARD, '  if (')}`,
  'test/mutants/broken-red.patch': `${HEADER}Test: test/red.test.ts\n${diff(GUARD, '')}`,
  'test/mutants/broken-no-such-test.patch': `${HEADER}${TEST} -t "no such"\n${diff(GUARD, '')}`,
  'test/mutants/broken-header.patch': `Rule: O1\n${TEST}\n${diff(GUARD, '')}`,
};

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'coffer-mutants-'));
  for (const [file, text] of Object.entries(PROJECT)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  mkdirSync(join(root, 'tmp'));
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
  execFileSync('git', ['init', '--quiet'], { cwd: root, env: gitEnv() });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const mutants = (...args: string[]) =>
  run(process.execPath, ['tools/mutants/main.ts', '--root', root, ...args], {
    cwd: process.cwd(),
    env: { ...process.env, TMPDIR: join(root, 'tmp') },
  });

test('each planted bug gets the fate that it deserves, and only caught ones give exit code 0', async () => {
  const all = await mutants('--json');
  expect(all.code).toBe(1);
  const {
    mutants: results,
    caught,
    total,
  } = JSON.parse(all.stdout) as {
    mutants: { name: string; fate: string; reason?: string }[];
    caught: number;
    total: number;
  };
  for (const { name, fate } of results) expect(`${name}: ${fate}`).toBe(`${name}: ${name.split('-')[0]}`);
  expect([caught, total]).toEqual([3, 11]);
  const reason = (name: string) => results.find((entry) => entry.name === name)?.reason;
  expect(reason('survived')).toMatch(/passes with the bug: test\/add\.test\.ts -t "adds"/);
  expect(reason('stale')).toMatch(/does not apply/);
  expect(reason('broken-red')).toMatch(/fails without the bug too: is red/);
  expect(reason('broken-no-such-test')).toMatch(/no test has that name/);
  expect(reason('broken-header')).toMatch(/Defence/);

  const good = await mutants('caught', 'caught-by-command');
  expect(good.output).toMatch(/2 of 2 planted bugs caught/);
  expect(good.code).toBe(0);
  expect(readdirSync(join(root, 'tmp'))).toEqual([]);
}, 180_000);

test('lists what it would do, and knows its names', async () => {
  const list = await mutants('--list', 'caught');
  expect(list.stdout).toBe('caught\n  O1: no negative amounts\n  test/add.test.ts\n');
  const unknown = await mutants('nonsense');
  expect(unknown.code).toBe(2);
});

test('a header says what to run', () => {
  const parse = (header: string) => parseMutant('x.patch', 'x', `${HEADER}${header}\n${diff(GUARD, '')}`);
  expect(parse('Command: node tools/forge.ts test --match-test "a b"')).toMatchObject({
    probe: { type: 'command', words: ['node', 'tools/forge.ts', 'test', '--match-test', 'a b'] },
  });
  expect(parse('Command: node x.ts')).toMatchObject({ problem: expect.stringMatching(/Expect/) });
  expect(parse('Test: a.test.ts\nCommand: node x.ts')).toMatchObject({
    problem: expect.stringMatching(/one of/),
  });
  expect(parse('Test: a.test.ts --bail')).toMatchObject({ problem: expect.any(String) });
  expect(parse('')).toMatchObject({ problem: expect.any(String) });
});
