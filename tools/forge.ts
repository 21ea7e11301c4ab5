import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Runs forge from npm in `contracts/`: `node tools/forge.ts test`. The binary is a platform package; where there is none
 * for this platform the call is skipped, by name, with exit code 0.
 */

const CONTRACTS = join(dirname(fileURLToPath(import.meta.url)), '..', 'contracts');

/** Path of the forge binary that npm installed for this platform, or `undefined` when there is none. */
export function forgeBinary(): string | undefined {
  const name = `@foundry-rs/forge-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    const binary = join(folder, 'bin', process.platform === 'win32' ? 'forge.exe' : 'forge');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

/** Runs forge with these arguments in `contracts/`. `output` holds what it printed when `capture` is set. */
export function runForge(
  binary: string,
  args: readonly string[],
  capture = false,
): { readonly status: number; readonly output: string } {
  const result = spawnSync(binary, args, {
    cwd: CONTRACTS,
    stdio: capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    env: {
      ...process.env,
      // The solc shim is started through `env node`: let that be the Node that runs this.
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
      FOUNDRY_DISABLE_NIGHTLY_WARNING: '1',
    },
  });
  return { status: result.status ?? 1, output: `${result.stdout ?? ''}${result.stderr ?? ''}` };
}

if (import.meta.main) {
  const binary = forgeBinary();
  if (binary === undefined) {
    console.log(`skipped: forge (no @foundry-rs/forge package for ${process.platform} ${process.arch})`);
  } else {
    process.exitCode = runForge(binary, process.argv.slice(2)).status;
  }
}
