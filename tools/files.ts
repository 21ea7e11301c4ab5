import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The environment for `git` in a folder that we name: inside a hook, git's own variables would point it at
 * another repository.
 */
export function gitEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
}

/**
 * All files of the project below `root`: tracked ones and new ones that are not ignored, without those that are
 * deleted. Paths relative to `root`, with `/`, sorted.
 */
export function projectFiles(root: string): string[] {
  const out = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    env: gitEnv(),
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  return [...new Set(out.split('\0'))]
    .filter((path) => path !== '' && existsSync(join(root, path)) && lstatSync(join(root, path)).isFile())
    .sort();
}
