import { formatAmount } from '@coffer/core/amount';

/** How results look on a terminal: 80 columns, amounts with their unit, times in UTC. */
export const WIDTH = 80;

/** Breaks text at spaces; continuation lines are indented by `indent`. Words longer than a line stay whole. */
export function wrap(text: string, indent = '', width = WIDTH): string {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      const room = lines.length === 0 ? width : width - indent.length;
      if (line !== '' && line.length + 1 + word.length > room) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines.map((line, at) => (at === 0 ? line : `${indent}${line}`)).join('\n');
}

/** Names and values in two columns. Values that do not fit are wrapped under themselves. */
export function facts(rows: readonly (readonly [string, string])[], indent = '  '): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows
    .map(([name, value]) => wrap(`${indent}${name.padEnd(width)}${value}`, ' '.repeat(indent.length + width)))
    .join('\n');
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
