import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BIN } from '../testing/world.ts';

/** The wrapper that makes the command run on Node 24 whatever Node it is started with. */

let folder: string;
let pretend: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-wrapper-'));
  pretend = join(folder, 'old-node.mjs');
  writeFileSync(
    pretend,
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.0.0' } });",
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(
  bin: string,
  args: readonly string[],
  meanwhile?: (kill: (signal: NodeJS.Signals) => void) => void,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', pretend, bin, ...args], {
      env: { PATH: process.env.PATH ?? '', HOME: folder },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (part: Buffer) => {
      stdout += part.toString();
      meanwhile?.((signal) => child.kill(signal));
    });
    child.stderr.on('data', (part: Buffer) => {
      stderr += part.toString();
    });
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

test('an older Node hands over to the packaged one, exit code included', async () => {
  const good = await run(BIN, ['version', '--json']);
  expect(good.code).toBe(0);
  expect(JSON.parse(good.stdout).node).toMatch(/^24\./);
  expect((await run(BIN, ['offline', 'nonsense'])).code).toBe(2);
});

test('without a packaged Node it says what to do, as JSON too', async () => {
  // Somewhere where no package can be found.
  const alone = join(folder, 'bin');
  cpSync(BIN, join(alone, 'coffer.mjs'));
  const { code, stderr } = await run(join(alone, 'coffer.mjs'), ['version']);
  expect(code).toBe(1);
  expect(stderr).toContain('NODE_TOO_OLD');
  expect(stderr).toContain('npm ci');
  const json = await run(join(alone, 'coffer.mjs'), ['version', '--json']);
  expect(JSON.parse(json.stdout).error.code).toBe('NODE_TOO_OLD');
});

test('signals and their effect go through', async () => {
  const fake = join(folder, 'signals');
  cpSync(BIN, join(fake, 'bin', 'coffer.mjs'));
  const packaged = join(fake, 'node_modules', `node-${process.platform}-${process.arch}`);
  cpSync(pretend, join(packaged, 'placeholder.mjs'));
  writeFileSync(join(packaged, 'package.json'), '{"name":"node"}');
  cpSync(pretend, join(packaged, 'bin', 'placeholder.mjs'));
  symlinkSync(process.execPath, join(packaged, 'bin', 'node'));
  cpSync(pretend, join(fake, 'src', 'placeholder.mjs'));
  writeFileSync(
    join(fake, 'src', 'main.ts'),
    "process.on('SIGTERM', () => { console.log('told'); process.exit(7); }); console.log('up'); setTimeout(() => {}, 20_000);",
  );
  let sent = false;
  const { code, stdout } = await run(join(fake, 'bin', 'coffer.mjs'), [], (kill) => {
    if (!sent) kill('SIGTERM');
    sent = true;
  });
  expect([stdout, code]).toEqual(['up\ntold\n', 7]);
});
