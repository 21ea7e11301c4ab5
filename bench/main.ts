import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bench, type Figure, reachesGoal } from './figure.ts';
import { faults, PAGE, page, strangers, withTable } from './report.ts';

/**
 * `npm run -s bench [-- NAME…] [--json]`: the figures of every `bench/<name>.ts`. Never fails because of a figure.
 * `--write` measures everything and writes `docs/benchmarks.md` and README's table; `--check` compares these two and the
 * names of all figures, and measures nothing.
 */

const ROOT = join(import.meta.dirname, '..');
const README = join(ROOT, 'README.md');
const PARTS = new Set(['main', 'measure', 'figure', 'notes', 'report']);
/** Benches that a rail's name asks for besides its own. */
const WITH: Readonly<Record<string, readonly string[]>> = { offline: ['vault'] };

function names(): string[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.replace(/\.ts$/, ''))
    .filter((name) => !PARTS.has(name))
    .sort();
}

/** A figure and the bench that it came from. */
type Row = Figure & { readonly bench: string };

function print(rows: readonly Row[]): void {
  const cells = rows.map((row) => [
    `${row.bench}: ${row.name}`,
    String(row.value),
    row.unit,
    [
      row.reference === undefined ? '' : `reference ${row.reference}`,
      row.bound === undefined ? '' : `bound ${row.bound}`,
      row.goal === undefined ? '' : `goal ${row.goal}${reachesGoal(row) ? '' : ' MISSED'}`,
    ]
      .filter((text) => text !== '')
      .join(', '),
  ]);
  const width = (column: number) => Math.max(...cells.map((row) => row[column]!.length));
  for (const [name, value, unit, note] of cells)
    console.log(
      `${name!.padEnd(width(0))}  ${value!.padStart(width(1))} ${unit!.padEnd(width(2))}  ${note}`.trimEnd(),
    );
}

function complain(problems: readonly string[]): boolean {
  for (const problem of problems) console.error(problem);
  return problems.length === 0;
}

function write(figures: readonly Figure[]): boolean {
  if (!complain(strangers(figures))) return false;
  writeFileSync(join(ROOT, PAGE), page(figures, new Date().toISOString().slice(0, 10)));
  writeFileSync(README, withTable(readFileSync(README, 'utf8'), figures));
  return true;
}

function check(): number {
  const ok = complain(faults(readFileSync(join(ROOT, PAGE), 'utf8'), readFileSync(README, 'utf8')));
  if (!ok) console.error('Run: npm run bench -- --write');
  return ok ? 0 : 1;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      runs: { type: 'string', default: '50' },
      write: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
    allowPositionals: true,
  });
  const known = names();
  const runs = /^[1-9]\d{0,5}$/.test(values.runs) ? Number(values.runs) : undefined;
  const unknown = positionals.filter((name) => !known.includes(name));
  const whole = values.write || values.check;
  if (values.help || unknown.length > 0 || runs === undefined || (whole && positionals.length > 0)) {
    const usage = `usage: npm run -s bench [-- [NAME…] [--json] [--runs N]]\n       npm run -s bench -- --write | --check\n\nnames: ${known.join(', ')}`;
    if (unknown.length > 0) console.error(`no such bench: ${unknown.join(', ')}`);
    if (values.help) console.log(usage);
    else console.error(usage);
    return values.help ? 0 : 2;
  }
  if (values.check) return check();
  const rows: Row[] = [];
  const wanted = new Set(positionals.flatMap((name) => [name, ...(WITH[name] ?? [])]));
  for (const bench of known.filter((name) => wanted.size === 0 || wanted.has(name))) {
    if (!values.json && process.stderr.isTTY) console.error(`${bench} …`);
    const { figures } = (await import(`./${bench}.ts`)) as Bench;
    for (const figure of await figures({ runs })) rows.push({ bench, ...figure });
  }
  if (values.json) console.log(JSON.stringify({ figures: rows.map(({ bench: _, ...figure }) => figure) }));
  else print(rows);
  if (values.write && !write(rows)) return 1;
  const missed = rows.filter((row) => !reachesGoal(row));
  if (missed.length > 0) console.error(`goals missed: ${missed.map(({ name }) => name).join(', ')}`);
  return 0;
}

process.exitCode = await main();
