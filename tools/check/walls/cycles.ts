import type { Finding } from '../finding.ts';
import type { Source } from './source.ts';

/**
 * Circles of imports between files, type-only imports included: two files that need each other's types are one thing in
 * two places. One finding for each circle's shortest path back to its first file.
 */
export function checkCycles(sources: readonly Source[]): Finding[] {
  const edges = new Map(
    sources.map((source) => [
      source.file,
      source.imports.flatMap(({ target, line }) => (target === undefined ? [] : [{ target, line }])),
    ]),
  );
  const findings: Finding[] = [];
  const reported = new Set<string>();
  for (const start of [...edges.keys()].sort()) {
    if (reported.has(start)) continue;
    const path = wayBack(start, edges);
    if (path === undefined) continue;
    for (const file of path) reported.add(file);
    const line = edges.get(start)!.find(({ target }) => target === (path[1] ?? start))!.line;
    findings.push({
      file: start,
      line,
      reason: `imports itself in a circle: ${[...path, start].join(' → ')}`,
    });
  }
  return findings;
}

function wayBack(
  start: string,
  edges: ReadonlyMap<string, readonly { readonly target: string }[]>,
): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    for (const { target } of edges.get(file) ?? []) {
      if (target === start) {
        const path = [file];
        while (path[0] !== start) path.unshift(cameFrom.get(path[0]!)!);
        return path;
      }
      if (!cameFrom.has(target)) {
        cameFrom.set(target, file);
        queue.push(target);
      }
    }
  }
  return undefined;
}
