import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

async function ran(stdout: 'pipe' | number): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [MAIN, 'version'], { stdio: ['ignore', stdout, 'pipe'] });
  // Closed before anything is written: the reader has gone.
  child.stdout?.destroy();
  let stderr = '';
  child.stderr!.on('data', (part: Buffer) => {
    stderr += part.toString();
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stderr })));
}

test('a full disk under the output is told in words', async () => {
  const full = openSync('/dev/full', 'w');
  const { code, stderr } = await ran(full);
  closeSync(full);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: .*OUTPUT_FAILED/s);
  expect(stderr).toContain('ENOSPC');
  expect(stderr).toContain('coffer offline resend');
  expect(stderr).not.toMatch(/\bat .*\.ts|node:/);
});

test('a reader that has gone is no error', async () => {
  expect(await ran('pipe')).toEqual({ code: 0, stderr: '' });
});
