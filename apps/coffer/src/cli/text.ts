import { formatAmount } from '@coffer/core/amount';

/** How results look on a terminal: 80 columns, amounts with their unit, times in UTC. */
export const WIDTH = 80;

/**
 * Breaks text at spaces; continuation lines are indented by `indent`. Spaces in front stay, words longer than a line
 * stay whole.
 */
export function wrap(text: string, indent = '', width = WIDTH): string {
  return text
    .split('\n')
    .map((paragraph) => wrapLine(paragraph, indent, width))
    .join('\n');
}

function wrapLine(text: string, indent: string, width: number): string {
  const lines: string[] = [];
  let line = /^ */.exec(text)![0];
  let empty = true;
  for (const word of text.trimStart().split(' ')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = empty ? line + word : `${line} ${word}`;
    empty = false;
  }
  return [...lines, line].join('\n');
}

/** Names and values in two columns. Long values are wrapped under themselves; what cannot be broken gets its own line. */
export function facts(rows: readonly (readonly [string, string])[], indent = '  '): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const hanging = ' '.repeat(indent.length + width);
  return rows
    .map(([name, value]) => {
      const fits = hanging.length + (value.split(' ')[0]?.length ?? 0) <= WIDTH;
      return fits
        ? wrap(`${indent}${name.padEnd(width)}${value}`, hanging)
        : `${indent}${name}\n${indent}  ${value}`;
    })
    .join('\n');
}

/** A number of things: `1 payment`, `2 payments`. */
export function plural(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

/** Wei for people: exact ether. */
export function ether(wei: bigint | string): string {
  return formatAmount(BigInt(wei), 'eth');
}

/** A time for people. */
export function when(seconds: number): string {
  return `${new Date(seconds * 1_000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** An id or address, shortened for tables. */
export function short(hex: string): string {
  return hex.length <= 14 ? hex : `${hex.slice(0, 10)}…${hex.slice(-4)}`;
}

/** A span of time for people: the largest unit that fits, with at most one decimal. */
export function duration(seconds: number): string {
  const [size, unit] = (
    [
      [86_400, 'day'],
      [3_600, 'hour'],
      [60, 'minute'],
      [1, 'second'],
    ] as const
  ).find(([length]) => seconds >= length) ?? [1, 'second'];
  const count = Math.round((seconds / size) * 10) / 10;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
