import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describeProbe, type Malformed, type Mutant, readMutants } from '../mutants/patch.ts';
import { type Declarations, solidity, solidityTests, testTitles, typescript } from './declarations.ts';
import { type Column, namesIn, type Row } from './page.ts';

/**
 * Resolves what a page names. `code`: `path`, `path#name` or `path#name.member`; `tests`: `path "title"`, the title of a test
 * or `group > title`, in Solidity the function's name. A path starts at the project's root with `/`, otherwise in
 * {@link BASE}.
 */

/** Where paths without a leading `/` start. */
export const BASE = 'packages/offline/src';

/** A reference that leads nowhere. */
export interface Finding {
  readonly line: number;
  readonly problem: string;
}

/** Looks names up in the project below `root`. */
export interface Resolver {
  /** What is wrong with a row's references. */
  readonly check: (row: Row) => Finding[];
  /** Names of all mutants. */
  readonly mutants: readonly string[];
}

/** What a mutant's probe runs: a file, with the names of the tests. */
interface Target {
  readonly file: string;
  readonly hits: (title: string, source: string) => boolean;
}

function fileOf(path: string): string {
  return path.startsWith('/') ? path.slice(1) : `${BASE}/${path}`;
}

/** Longest end of `left` that `right` begins with. */
function overlap(left: string, right: string): number {
  let length = Math.min(left.length, right.length);
  while (length > 0 && !left.endsWith(right.slice(0, length))) length--;
  return length;
}

/** Whether a title, as it stands in the `source`, is one that a probe of this name runs. */
function matches(title: string, name: string, source: string): boolean {
  // A probe's name may be that of a group: vitest puts a blank between group and test.
  const parts = title.replaceAll(' > ', ' ').split(/\$\{[^}]*\}|%[a-z]/);
  const within = parts.some((part, i) => {
    const next = parts[i + 1];
    if (part.includes(name)) return true;
    return next !== undefined && overlap(part, name) > 0 && overlap(name, next) > 0;
  });
  // In a table of cases the words may stand in the case.
  return within || (parts.length > 1 && source.includes(name));
}

/** Which test of a page a mutant's probe is, or nothing when it runs the simulator. */
function targetOf({ probe }: Mutant): Target | undefined {
  if (probe.type === 'test')
    return {
      file: probe.file,
      hits: (title, source) => probe.name === undefined || matches(title, probe.name, source),
    };
  if (!probe.words.includes('tools/forge.ts')) return undefined;
  const pattern = probe.words[probe.words.indexOf('--match-test') + 1] ?? '';
  return { file: '.t.sol', hits: (title) => new RegExp(pattern).test(title) };
}

/** @param root folder of the project */
export function resolver(root: string): Resolver {
  const cache = new Map<string, unknown>();
  const once = <T>(key: string, make: () => T): T => {
    if (!cache.has(key)) cache.set(key, make());
    return cache.get(key) as T;
  };
  const mutants = new Map<string, Mutant | Malformed>(
    readMutants(join(root, 'test/mutants')).map((mutant) => [mutant.name, mutant]),
  );
  const isFile = (file: string): boolean =>
    existsSync(join(root, file)) && statSync(join(root, file)).isFile();
  const text = (file: string): string => once(`text ${file}`, () => readFileSync(join(root, file), 'utf8'));
  const declared = (file: string): Declarations =>
    once(`declared ${file}`, () => (file.endsWith('.sol') ? solidity : typescript)(text(file)));
  const titles = (file: string): Set<string> =>
    once(`titles ${file}`, () => (file.endsWith('.sol') ? solidityTests : testTitles)(text(file)));

  const code = (name: string): string | undefined => {
    const match = /^([^#\s]+)(?:#(\w+)(?:\.([\w-]+))?)?$/.exec(name);
    if (match === null) return `\`${name}\` is no path#name`;
    const [, path, symbol, member] = match;
    const file = fileOf(path!);
    if (symbol === undefined) return existsSync(join(root, file)) ? undefined : `${file} does not exist`;
    if (!isFile(file)) return `${file} does not exist`;
    if (declared(file).has(symbol, member)) return undefined;
    return `${file} declares no ${symbol}${member === undefined ? '' : ` with ${member}`}`;
  };
  const testOf = (name: string): { file: string; title: string } | undefined => {
    const match = /^(\S+) "(.+)"$/.exec(name);
    return match === null ? undefined : { file: fileOf(match[1]!), title: match[2]! };
  };
  const test = (name: string): string | undefined => {
    const found = testOf(name);
    if (found === undefined) return `\`${name}\` is no path "title"`;
    const { file, title } = found;
    if (!/\.(test\.ts|t\.sol)$/.test(file) || !isFile(file)) return `${file} is no test file`;
    return titles(file).has(title) ? undefined : `${file} has no test “${title}”`;
  };
  const mutant = (name: string, row: Row): string | undefined => {
    const found = mutants.get(name);
    if (found === undefined) return `test/mutants/${name}.patch does not exist`;
    if ('problem' in found) return `${name}: ${found.problem}`;
    const target = targetOf(found);
    if (target === undefined) return undefined;
    const named = namesIn(row, 'tests').flatMap((entry) => testOf(entry) ?? []);
    const hit = named.some(({ file, title }) => file.endsWith(target.file) && target.hits(title, text(file)));
    return hit
      ? undefined
      : `${name} is caught by ${describeProbe(found.probe)}, which the row does not name`;
  };

  const rules: Readonly<Record<Column, (name: string, row: Row) => string | undefined>> = {
    code,
    tests: test,
    mutants: mutant,
  };
  return {
    mutants: [...mutants.keys()],
    check: (row) =>
      (Object.keys(rules) as Column[])
        .filter((column) => row.cells.has(column))
        .flatMap((column) => {
          const names = namesIn(row, column);
          if (names.length === 0 && row.cells.get(column) === '')
            return [{ line: row.line, problem: `the column ${column} is empty` }];
          return names.flatMap((name) => {
            const problem = rules[column](name, row);
            return problem === undefined ? [] : [{ line: row.line, problem }];
          });
        }),
  };
}

/** `page:line  problem`. */
export function formatFindings(page: string, findings: readonly Finding[]): string[] {
  return findings.map(({ line, problem }) => `${basename(page)}:${line}  ${problem}`);
}
