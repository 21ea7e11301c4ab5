import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What must fail when a defence is taken out. */
export type Probe =
  /** Tests of one file, all of them or those whose name contains `name`. */
  | { readonly type: 'test'; readonly file: string; readonly name: string | undefined }
  /** A command that exits with another code than 0 and prints something that matches `verdict`. */
  | { readonly type: 'command'; readonly words: readonly string[]; readonly verdict: RegExp };

/** A planted bug: a patch that takes one defence out, and the test that must notice. */
export interface Mutant {
  readonly name: string;
  /** Path of the patch. */
  readonly path: string;
  /** What is taken out, in words. */
  readonly defence: string;
  /** The rule of SAFETY that stands behind it, such as `O1`. */
  readonly rule: string;
  readonly probe: Probe;
}

/** A patch whose header does not say what it is for. */
export interface Malformed {
  readonly name: string;
  readonly problem: string;
}

/** Words of a command line; double quotes hold a word together. Nothing is expanded: no shell is involved. */
export function splitWords(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!);
}

/** A pattern that matches this very text. */
export function literally(text: string): RegExp {
  return new RegExp(text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
}

/** How the commands that we have say "refuted", as opposed to a crash: a crash is no proof of a defence. */
const VERDICTS: readonly { readonly command: string; readonly verdict: RegExp }[] = [
  { command: 'tools/forge.ts', verdict: /\[FAIL/ },
  { command: 'test/simulation/main.ts', verdict: /VIOLATIONS?: [1-9]|"violations": ?(?:[1-9]|\[\s*[^\]\s])/ },
];

function probeOf(header: ReadonlyMap<string, string>): Probe | string {
  const test = header.get('test');
  const command = header.get('command');
  if ((test === undefined) === (command === undefined)) return 'needs one of “Test:” and “Command:”';
  if (test !== undefined) {
    const [file, flag, name, ...rest] = splitWords(test);
    const named = flag === '-t' && name !== undefined;
    if (file === undefined || rest.length > 0 || (flag !== undefined && !named))
      return '“Test:” is a file, or a file and -t "name"';
    return { type: 'test', file, name: named ? name : undefined };
  }
  const words = splitWords(command!);
  const expected = header.get('expect');
  const verdict =
    expected === undefined
      ? VERDICTS.find((entry) => words.includes(entry.command))?.verdict
      : literally(expected);
  if (verdict === undefined) return '“Command:” needs “Expect:”, the text that says it failed for its reason';
  return { type: 'command', words, verdict };
}

/** Reads the header of a patch: `Key: value` lines before the diff; a line that starts with blanks continues one. */
export function parseMutant(path: string, name: string, text: string): Mutant | Malformed {
  const header = new Map<string, string>();
  let last: string | undefined;
  for (const line of text.split('\n')) {
    if (/^(diff |--- |Index: )/.test(line)) break;
    const match = /^([A-Z][a-z]+): +(.+)$/.exec(line);
    if (match !== null) {
      last = match[1]!.toLowerCase();
      header.set(last, match[2]!.trim());
    } else if (last !== undefined && /^\s+\S/.test(line)) {
      header.set(last, `${header.get(last)} ${line.trim()}`);
    }
  }
  const defence = header.get('defence');
  const rule = header.get('rule');
  if (defence === undefined || rule === undefined) return { name, problem: 'needs “Defence:” and “Rule:”' };
  const probe = probeOf(header);
  return typeof probe === 'string' ? { name, problem: probe } : { name, path, defence, rule, probe };
}

/** All patches of a folder, by name. */
export function readMutants(folder: string): (Mutant | Malformed)[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.patch'))
    .sort()
    .map((file) => {
      const path = join(folder, file);
      return parseMutant(path, file.replace(/\.patch$/, ''), readFileSync(path, 'utf8'));
    });
}

/** One line that says what a probe runs. */
export function describeProbe(probe: Probe): string {
  if (probe.type === 'command') return probe.words.join(' ');
  return probe.name === undefined ? probe.file : `${probe.file} -t "${probe.name}"`;
}
