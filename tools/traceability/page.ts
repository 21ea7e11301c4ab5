/**
 * Tables of `docs/` that name code. In a column `code` or `tests` everything between backticks is a reference; in a column
 * `mutants` it is the name of a patch of `test/mutants`. Other columns are prose.
 */

/** A row of a table whose header names at least one of our columns. */
export interface Row {
  /** 1-based line in the page. */
  readonly line: number;
  /** By header: the cell as it is written. */
  readonly cells: ReadonlyMap<string, string>;
}

const REFERENCES = ['code', 'tests', 'mutants'] as const;
/** A column whose names are resolved. */
export type Column = (typeof REFERENCES)[number];

function cellsOf(line: string): string[] {
  return line
    .replace(/^\s*\|/, '')
    .replace(/\|\s*$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

/** All rows of the page's tables that have references. */
export function readRows(markdown: string): Row[] {
  const rows: Row[] = [];
  let header: readonly string[] | undefined;
  markdown.split('\n').forEach((line, index) => {
    if (!line.trimStart().startsWith('|')) {
      header = undefined;
      return;
    }
    const cells = cellsOf(line);
    if (header === undefined) header = cells;
    else if (
      !cells.every((cell) => /^:?-+:?$/.test(cell)) &&
      REFERENCES.some((name) => header!.includes(name))
    ) {
      rows.push({ line: index + 1, cells: new Map(header.map((name, i) => [name, cells[i] ?? ''])) });
    }
  });
  return rows;
}

/** What stands between backticks in a column of the row. */
export function namesIn(row: Row, column: Column): string[] {
  return [...(row.cells.get(column) ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
}
