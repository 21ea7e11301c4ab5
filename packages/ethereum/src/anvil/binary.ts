import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { CofferError } from '@coffer/core/error';

/** Stable codes of what can be wrong with the embedded development chain. */
export type AnvilCode = 'ANVIL_MISSING' | 'ANVIL_FAILED' | 'ANVIL_FOREIGN' | 'ANVIL_STATE_BROKEN';
/** The embedded development chain does not run. */
export class AnvilError extends CofferError<AnvilCode> {}

const CPU: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64' };

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Finds anvil: in the npm package of this platform, otherwise on the PATH.
 * @throws AnvilError `ANVIL_MISSING`
 */
export function findAnvil(
  path: string = process.env.PATH ?? '',
  platform: NodeJS.Platform = process.platform,
): string {
  const cpu = CPU[process.arch];
  const name = platform === 'win32' ? 'anvil.exe' : 'anvil';
  if (cpu !== undefined) {
    try {
      const manifest = createRequire(import.meta.url).resolve(
        `@foundry-rs/anvil-${platform}-${cpu}/package.json`,
      );
      const binary = join(dirname(manifest), 'bin', name);
      if (executable(binary)) return binary;
    } catch {
      // Not installed for this platform: the PATH is next.
    }
  }
  for (const folder of path.split(delimiter)) {
    if (folder !== '' && executable(join(folder, name))) return join(folder, name);
  }
  throw new AnvilError(
    'ANVIL_MISSING',
    `There is no development chain for ${platform}-${process.arch}: anvil is not installed.`,
    {
      next: 'Install Foundry (getfoundry.sh) so that “anvil” is on the PATH, or name the node of another chain.',
    },
  );
}
