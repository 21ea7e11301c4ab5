import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './finding.ts';

type Ranges = Readonly<Record<string, string>>;
interface Manifest {
  readonly dependencies?: Ranges;
  readonly devDependencies?: Ranges;
  readonly optionalDependencies?: Ranges;
}
interface Locked extends Manifest {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;
const LOCK = 'package-lock.json';

function lockedVersion(packages: Readonly<Record<string, Locked>>, folder: string, name: string) {
  const nested = folder === '' ? undefined : packages[`${folder}/node_modules/${name}`];
  const entry = nested ?? packages[`node_modules/${name}`];
  const target = entry?.link === true && entry.resolved !== undefined ? packages[entry.resolved] : entry;
  return target?.version;
}

function checkManifest(
  folder: string,
  manifest: Manifest,
  packages: Readonly<Record<string, Locked>>,
): Finding[] {
  const file = folder === '' ? 'package.json' : `${folder}/package.json`;
  const findings: Finding[] = [];
  const locked = packages[folder];
  if (locked === undefined) return [{ file, line: 0, reason: `is not in ${LOCK}: run npm install` }];
  for (const kind of KINDS) {
    const wanted = manifest[kind] ?? {};
    const known = locked[kind] ?? {};
    for (const name of new Set([...Object.keys(wanted), ...Object.keys(known)])) {
      if (wanted[name] !== known[name]) {
        findings.push({
          file,
          line: 0,
          reason: `${name} is ${wanted[name] ?? 'absent'} here and ${known[name] ?? 'absent'} in ${LOCK}: run npm install`,
        });
      } else if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(wanted[name]!)) {
        findings.push({ file, line: 0, reason: `${name} is not pinned to one version: ${wanted[name]}` });
      } else if (lockedVersion(packages, folder, name) !== wanted[name]) {
        findings.push({
          file: LOCK,
          line: 0,
          reason: `holds ${name} ${lockedVersion(packages, folder, name) ?? '(none)'}, and ${file} wants ${wanted[name]}`,
        });
      }
    }
  }
  return findings;
}

/**
 * The lock is in step with every manifest, every version is exact and has an integrity hash, and nothing in it says
 * where somebody's registry is.
 */
export function checkLockfile(root: string, files: readonly string[]): Finding[] {
  const text = readFileSync(join(root, LOCK), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Record<string, Locked> };
  const findings = files
    .filter((file) => file === 'package.json' || /^(packages|apps)\/[^/]+\/package\.json$/.test(file))
    .flatMap((file) => {
      const manifest = JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest;
      return checkManifest(file.replace(/\/?package\.json$/, ''), manifest, packages);
    });
  text.split('\n').forEach((line, index) => {
    if (/"resolved": "https?:/.test(line))
      findings.push({ file: LOCK, line: index + 1, reason: 'names a registry: .npmrc must omit it' });
  });
  for (const [path, entry] of Object.entries(packages)) {
    if (path.includes('node_modules/') && entry.link !== true && entry.integrity === undefined)
      findings.push({ file: LOCK, line: 0, reason: `${path} has no integrity hash` });
  }
  return findings;
}
