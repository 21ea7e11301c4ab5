import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Bench, type Figure, keepsBound } from './figure.ts';

/** `npm run -s bench [-- NAME…] [--json]`: the figures of every `bench/<name>.ts`. */

const PARTS = new Set(['main', 'measure', 'figure']);

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
      row.bound === undefined ? '' : `${keepsBound(row) ? 'within' : 'BEYOND'} ${row.bound}`,
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

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      runs: { type: 'string', default: '50' },
      help: { type: 'boolean', short: 'h', default: false },
    },
    allowPositionals: true,
  });
  const known = names();
  const runs = /^[1-9]\d{0,5}$/.test(values.runs) ? Number(values.runs) : undefined;
  const unknown = positionals.filter((name) => !known.includes(name));
  if (values.help || unknown.length > 0 || runs === undefined) {
    const usage = `usage: npm run -s bench [-- [NAME…] [--json] [--runs N]]\n\nnames: ${known.join(', ')}`;
    if (unknown.length > 0) console.error(`no such bench: ${unknown.join(', ')}`);
    if (values.help) console.log(usage);
    else console.error(usage);
    return values.help ? 0 : 2;
  }
  const rows: Row[] = [];
  for (const bench of known.filter((name) => positionals.length === 0 || positionals.includes(name))) {
    if (!values.json && process.stderr.isTTY) console.error(`${bench} …`);
    const { figures } = (await import(`./${bench}.ts`)) as Bench;
    for (const figure of await figures({ runs })) rows.push({ bench, ...figure });
  }
  if (values.json) console.log(JSON.stringify({ figures: rows }));
  else print(rows);
  const beyond = rows.filter((row) => !keepsBound(row));
  if (beyond.length > 0) console.error(`beyond their bound: ${beyond.map(({ name }) => name).join(', ')}`);
  return beyond.length === 0 ? 0 : 1;
}

process.exitCode = await main();
