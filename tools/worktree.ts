import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gitEnv, projectFiles } from './files.ts';

/** A copy of the project in a folder of its own, to be changed and thrown away. */
export interface Worktree {
  readonly root: string;
  readonly remove: () => void;
}

/**
 * Links everything that was installed, one by one: the workspaces' own names must lead into the copy, and a link to
 * the whole folder would lead them back to the original.
 */
function linkModules(from: string, to: string, own: ReadonlyMap<string, string>): void {
  mkdirSync(join(to, 'node_modules'), { recursive: true });
  for (const entry of readdirSync(join(from, 'node_modules'))) {
    if (own.has(entry)) continue;
    const names = entry.startsWith('@')
      ? readdirSync(join(from, 'node_modules', entry)).map((name) => `${entry}/${name}`)
      : [entry];
    // The root's caches belong to the original.
    for (const name of names.filter((name) => !own.has(name) && !/^\.(vite|cache)/.test(name))) {
      mkdirSync(dirname(join(to, 'node_modules', name)), { recursive: true });
      symlinkSync(realpathSync(join(from, 'node_modules', name)), join(to, 'node_modules', name));
    }
  }
  for (const [name, folder] of own) {
    mkdirSync(dirname(join(to, 'node_modules', name)), { recursive: true });
    symlinkSync(join(to, folder), join(to, 'node_modules', name));
    const nested = join(from, folder, 'node_modules');
    if (existsSync(nested)) symlinkSync(realpathSync(nested), join(to, folder, 'node_modules'));
  }
}

/** Copies the project's files as they are now, tracked and new, and makes the installed packages usable there. */
export function createWorktree(from: string): Worktree {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'coffer-copy-')));
  const files = projectFiles(from);
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    copyFileSync(join(from, file), join(root, file));
  }
  const own = new Map(
    files
      .filter((file) => /^(packages|apps)\/[^/]+\/package\.json$/.test(file))
      .map((file) => [
        (JSON.parse(readFileSync(join(from, file), 'utf8')) as { name: string }).name,
        dirname(file),
      ]),
  );
  linkModules(from, root, own);
  execFileSync('git', ['init', '--quiet'], { cwd: root, env: gitEnv() });
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
