import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from './compile.ts';
import { bindingsFile, render } from './render.ts';

/** `npm run bindings` writes the TypeScript bindings of the contracts; with `--check` it only compares them. */

const TARGET = fileURLToPath(new URL('../../packages/ethereum/src/bindings', import.meta.url));
const CONTRACTS = ['DeviceRegistry', 'OfflineVault'] as const;

const check = process.argv.includes('--check');
const stale: string[] = [];
mkdirSync(TARGET, { recursive: true });
for (const contract of CONTRACTS) {
  const file = join(TARGET, bindingsFile(contract));
  const source = render(contract, compile(contract));
  if (existsSync(file) && readFileSync(file, 'utf8') === source) continue;
  stale.push(bindingsFile(contract));
  if (!check) writeFileSync(file, source);
}

if (!check) {
  console.log(stale.length === 0 ? 'bindings: up to date' : `bindings: wrote ${stale.join(', ')}`);
} else if (stale.length > 0) {
  console.error(`bindings: ${stale.join(', ')} differ from contracts/src. Run: npm run bindings`);
  process.exitCode = 1;
} else {
  console.log('bindings: up to date');
}
