import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBundle } from '../../host/bundle.ts';
import { TEST_NETWORK, TEST_ROOT } from '../../testing/bench.ts';
import { seeded } from '../../testing/seeded.ts';
import { type PlatformProcess, startPlatform } from './client.ts';
import { provisionDevice } from './device.ts';

const DRIVER = fileURLToPath(new URL('../../testing/crash-driver.ts', import.meta.url));
const ENTRY = fileURLToPath(new URL('../../testing/toy-bundle.ts', import.meta.url));
const ROUNDS = 100;

let root: string;
let bundle: string;
let driver: string;
const platforms: PlatformProcess[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffer-crash-'));
  bundle = join(root, 'toy.mjs');
  await writeFile(bundle, await buildBundle(ENTRY));
  // In one file, because it starts 200 times.
  driver = join(root, 'driver.mjs');
  await writeFile(driver, await buildBundle(DRIVER));
});
afterAll(async () => {
  await Promise.all(platforms.map((platform) => platform.close()));
  await rm(root, { recursive: true });
});

interface Round {
  readonly lines: readonly string[];
  readonly signal: NodeJS.Signals | null;
}

function drive(words: readonly string[], memory: unknown): Promise<Round> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', driver, ...words], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    child.on('close', (_code, signal) => resolve({ lines: said.trim().split('\n'), signal }));
    child.stdin.on('error', () => {});
    child.stdin.end(JSON.stringify(memory));
  });
}

/** One chain of rounds over one store; every round begins with the recovery from the one before. */
async function chain(
  name: string,
  bare: boolean,
  seed: number,
): Promise<{ asked: number; victims: Set<string> }> {
  const directory = join(root, name);
  await provisionDevice(directory, TEST_NETWORK, TEST_ROOT);
  platforms.push(await startPlatform({ directory, bare }));
  const random = seeded(seed);
  const memory = { asked: 0, answered: {} as Record<string, string> };
  const victims = new Set<string>();
  for (let round = 0; round <= ROUNDS; round++) {
    const victim = ['enclave', 'host', 'both'][random(3)]!;
    const bytes = String(1 + random(random(4) === 0 ? 400 : 9000));
    const place = { round, victim, bytes };
    const words = ['--platform', directory, '--store', join(directory, 'store'), '--bundle', bundle];
    const { lines, signal } = await drive([...words, '--bytes', bytes, '--victim', victim], memory);
    for (const line of lines) {
      const [verb, first, second] = line.split(' ');
      if (verb === 'wrong') throw new Error(`${JSON.stringify(place)}: ${line}`);
      if (verb === 'asked') memory.asked = Number(first);
      if (verb === 'answered') memory.answered[first!] = second!;
    }
    const last = lines.at(-1) ?? '';
    expect({ ...place, struck: signal === 'SIGKILL' || last.startsWith('ended') }).toEqual({
      ...place,
      struck: true,
    });
    if (signal === 'SIGKILL' && victim === 'enclave') victims.add('host');
    else victims.add(victim);
  }
  return { asked: memory.asked, victims };
}

describe('killed at any byte of the journal, with traffic running', () => {
  it('loses nothing and doubles nothing, 200 times', { timeout: 240_000 }, async () => {
    const results = await Promise.all([chain('bare', true, 11), chain('boxed', false, 12)]);
    for (const { asked, victims } of results) {
      expect(asked).toBeGreaterThan(200);
      expect(victims).toEqual(new Set(['enclave', 'host', 'both']));
    }
  });
});
