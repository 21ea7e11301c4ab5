import { arch, availableParallelism, cpus, platform } from 'node:os';
import { type Figure, reachesGoal } from './figure.ts';
import { GROUPS, HEADLINES, REASONS } from './notes.ts';

/** `docs/benchmarks.md` and the table in README: made from a run of the bench, and compared with each other without one. */

/** Where the page is, from the root of the repository. */
export const PAGE = 'docs/benchmarks.md';
const BEGIN = '<!-- bench: written by `npm run bench -- --write` -->';
const END = '<!-- /bench -->';
const HEAD = '| figure | here | paper | bound | goal |\n|---|---|---|---|---|';

/** A value as people read it: `46,394`, `0.65`. */
function printed(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 4, useGrouping: true });
}

function exact(value: number, unit: string): string {
  return unit === 'gas' ? value.toLocaleString('en-US') : printed(value);
}

/** How many times better than the reference, when that says something. */
function factor({ value, reference, better }: Figure): string {
  if (reference === undefined) return '';
  const times = better === 'higher' ? value / reference : reference / value;
  return times >= 1.05 ? ` (${printed(Number(times.toPrecision(2)))} ×)` : '';
}

function row(figure: Figure): string {
  const { name, value, unit, reference, bound, goal, better } = figure;
  const units = unit === 'ratio' ? '' : ` ${unit}`;
  const sign = better === 'higher' ? '≥' : '≤';
  const verdict = goal === undefined ? '' : reachesGoal(figure) ? ' ✓' : ' missed';
  return [
    `| \`${name}\``,
    `${exact(value, unit)}${units}`,
    reference === undefined ? '' : `${exact(reference, unit)}${factor(figure)}`,
    bound === undefined ? '' : exact(bound, unit),
    goal === undefined ? '' : `${sign} ${exact(goal, unit)}${verdict}`,
    '',
  ]
    .join(' | ')
    .trimEnd();
}

function byName(figures: readonly Figure[]): ReadonlyMap<string, Figure> {
  return new Map(figures.map((figure) => [figure.name, figure]));
}

/** Names of all figures that have a note. */
export function notedNames(): readonly string[] {
  return GROUPS.flatMap(({ figures }) => Object.keys(figures));
}

/** What is wrong with a run before it is written: figures without a note, and notes without a figure. */
export function strangers(figures: readonly Figure[]): readonly string[] {
  const noted = new Set(notedNames());
  const measured = byName(figures);
  return [
    ...figures
      .filter(({ name }) => !noted.has(name))
      .map(({ name }) => `${name} has no note in bench/notes.ts`),
    ...[...noted]
      .filter((name) => !measured.has(name))
      .map((name) => `${name} has a note, but was not measured`),
  ];
}

/** The whole page. @param date such as `2026-11-21` */
export function page(figures: readonly Figure[], date: string): string {
  const measured = byName(figures);
  const groups = GROUPS.map(({ title, how, figures: notes }) => {
    const own = Object.keys(notes).flatMap((name) => measured.get(name) ?? []);
    const explained = own.map(({ name }) => `- \`${name}\`: ${notes[name]}`).join('\n');
    const missed = own
      .filter((figure) => !reachesGoal(figure))
      .map(
        ({ name }) => `- \`${name}\` misses its goal. ${REASONS[name] ?? 'Nobody has written down why yet.'}`,
      );
    const reasons = missed.length === 0 ? '' : `\n\n${missed.join('\n')}`;
    return `## ${title}\n\n${how}\n\n${HEAD}\n${own.map(row).join('\n')}\n\n${explained}${reasons}\n`;
  });
  const model = cpus()[0]?.model.trim() ?? 'unknown';
  return `# Benchmarks

Written by \`npm run bench -- --write\` on ${date}, never by hand. Machine: ${availableParallelism()} cores of ${model}, ${platform()} ${arch()},
Node ${process.versions.node}. It is shared with others, so times differ from run to run: compare a time with its bound, which was taken in
the same minute. ✓ marks a goal that was reached. A goal for \`pay\` is twice its bound, and at least twenty times faster than the paper.

${groups.join('\n')}`;
}

/** README with its table replaced. @throws Error when it has no markers */
export function withTable(readme: string, figures: readonly Figure[]): string {
  const [begin, end] = place(readme);
  const measured = byName(figures);
  const rows = HEADLINES.flatMap((name) => measured.get(name) ?? []).map(row);
  return `${readme.slice(0, begin)}\n${HEAD}\n${rows.join('\n')}\n${readme.slice(end)}`;
}

function place(readme: string): readonly [number, number] {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`README.md has no place for figures: ${BEGIN} … ${END}`);
  return [begin + BEGIN.length, end];
}

/** What does not fit together, as far as it can be seen without measuring: names, and what README repeats. */
export function faults(written: string, readme: string): readonly string[] {
  const rows = written.split('\n').filter((line) => line.startsWith('| `'));
  const names = new Set(rows.map((line) => line.slice(3, line.indexOf('`', 3))));
  const noted = new Set(notedNames());
  const [begin, end] = place(readme);
  const shown = readme.slice(begin, end).split('\n');
  const repeated = shown.filter((line) => line.startsWith('| `'));
  return [
    ...[...noted].filter((name) => !names.has(name)).map((name) => `${PAGE} lacks ${name}`),
    ...[...names]
      .filter((name) => !noted.has(name))
      .map((name) => `${PAGE} has ${name}, which nothing measures`),
    ...repeated.filter((line) => !rows.includes(line)).map((line) => `README.md and ${PAGE} differ: ${line}`),
    ...(repeated.length === HEADLINES.length ? [] : ['README.md does not show all headlines']),
  ];
}
