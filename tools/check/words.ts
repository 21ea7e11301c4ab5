import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './finding.ts';

const RULES: readonly { readonly pattern: RegExp; readonly reason: string }[] = [
  {
    pattern: /(?:^|[^\w.~/-])\/(?:home|Users|root|work)\/[\w.-]+/,
    reason: "holds a path of a developer's machine",
  },
  // Files that tests leave there on purpose bear the project's name.
  { pattern: /(?:^|[^\w.~/-])\/tmp\/(?!coffer-)[\w.-]+/, reason: "holds a path of a developer's machine" },
  { pattern: /(?:^|[^\w])[A-Z]:\\Users\\/, reason: "holds a path of a developer's machine" },
  {
    pattern: /https?:\/\/(?:registry|npm|pypi|proxy|mirror|artifactory|nexus)[\w-]*\./i,
    reason: 'names a registry',
  },
  { pattern: /registry\s*=\s*["']?https?:/, reason: 'names a registry' },
  { pattern: /_auth(?:Token)?\s*=|_password\s*=/, reason: 'holds a credential for a registry' },
];

/** The host of the registry that this machine installs from, unless it is the one that everybody knows. */
function localRegistry(): string | undefined {
  const url = process.env.npm_config_registry;
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  return ['registry.npmjs.org', 'localhost', '127.0.0.1'].includes(hostname) ? undefined : hostname;
}

/** Refuses what belongs to one machine: absolute paths of a developer, addresses of a registry. */
export function checkWords(root: string, files: readonly string[]): Finding[] {
  const host = localRegistry();
  const findings: Finding[] = [];
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    if (text.includes('\0')) continue;
    text.split('\n').forEach((line, index) => {
      const rule = RULES.find(({ pattern }) => pattern.test(line));
      const reason =
        rule?.reason ?? (host !== undefined && line.includes(host) ? 'names a registry' : undefined);
      if (reason !== undefined) findings.push({ file, line: index + 1, reason });
    });
  }
  return findings;
}
