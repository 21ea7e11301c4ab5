import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectFiles } from '../files.ts';
import { run } from '../run.ts';
import { type Finding, formatFinding } from './finding.ts';
import { checkLockfile } from './lockfile.ts';
import { checkCycles } from './walls/cycles.ts';
import { checkDirection } from './walls/direction.ts';
import { checkPurity } from './walls/purity.ts';
import { parseSources, workspaces } from './walls/source.ts';
import { checkWords } from './words.ts';

/** How a step ended: fine, refused with what was found, or not possible on this machine. */
export type Outcome =
  | { readonly type: 'ok' }
  | { readonly type: 'failed'; readonly output: string }
  | { readonly type: 'skipped'; readonly reason: string };

/** A named part of `npm run check`. */
export interface Step {
  readonly name: string;
  readonly purpose: string;
  readonly run: (root: string) => Promise<Outcome> | Outcome;
}

function fromFindings(findings: readonly Finding[]): Outcome {
  if (findings.length === 0) return { type: 'ok' };
  return { type: 'failed', output: findings.map(formatFinding).join('\n') };
}

async function command(root: string, file: string, args: readonly string[], env = {}): Promise<Outcome> {
  const { code, output, timedOut } = await run(file, args, { cwd: root, env: { ...process.env, ...env } });
  if (code === 0) return { type: 'ok' };
  return { type: 'failed', output: timedOut ? `${output}\nstopped: it took too long` : output };
}

function tool(root: string, file: string): Promise<Outcome> | Outcome {
  if (!existsSync(join(root, file))) return { type: 'failed', output: `${file} is missing` };
  return command(root, process.execPath, [file, '--check']);
}

async function biome(root: string): Promise<Outcome> {
  const platform = `${process.platform}-${process.arch}`;
  const file = join(root, `node_modules/@biomejs/cli-${platform}/biome`);
  if (existsSync(file))
    return command(root, file, ['check', '--colors=off', '--error-on-warnings', '--max-diagnostics=40']);
  if (platform === 'linux-x64' || process.env.CI === 'true')
    return { type: 'failed', output: 'biome is not installed: run npm ci' };
  return { type: 'skipped', reason: `biome is not among the dependencies for ${platform}` };
}

/** All steps, in the order in which they run. */
export const STEPS: readonly Step[] = [
  { name: 'format', purpose: 'formatting and lint (biome)', run: biome },
  {
    name: 'types',
    purpose: 'TypeScript, strict',
    run: (root) => command(root, process.execPath, ['node_modules/typescript/bin/tsc', '--pretty', 'false']),
  },
  {
    name: 'walls',
    purpose: 'pure folders stay pure, imports go one way (DESIGN §2)',
    run: (root) => {
      const files = projectFiles(root);
      const sources = parseSources(root, files);
      return fromFindings([...checkPurity(sources), ...checkDirection(sources, workspaces(root, files))]);
    },
  },
  {
    name: 'cycles',
    purpose: 'no circle of imports, of types either',
    run: (root) => fromFindings(checkCycles(parseSources(root, projectFiles(root)))),
  },
  {
    name: 'bindings',
    purpose: 'TypeScript bindings equal what the contracts generate',
    run: (root) => tool(root, 'tools/bindings/main.ts'),
  },
  {
    name: 'benchmarks',
    purpose: 'docs/benchmarks.md and README show the figures that the bench has; nothing is timed',
    run: (root) => tool(root, 'bench/main.ts'),
  },
  {
    name: 'measurements',
    purpose: 'enclave bundles build twice to the committed measurement',
    run: (root) => tool(root, 'tools/bundle/main.ts'),
  },
  {
    name: 'lockfile',
    purpose: 'exact versions, in step with every manifest, no registry named',
    run: (root) => fromFindings(checkLockfile(root, projectFiles(root))),
  },
  {
    name: 'words',
    purpose: 'no path of a machine and no registry in any file',
    run: (root) => fromFindings(checkWords(root, projectFiles(root))),
  },
];
