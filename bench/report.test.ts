import { expect, test } from 'vitest';
import type { Figure } from './figure.ts';
import { HEADLINES } from './notes.ts';
import { faults, notedNames, page, strangers, withTable } from './report.ts';

const README = 'before\n<!-- bench: written by `npm run bench -- --write` -->\nold\n<!-- /bench -->\nafter\n';
const run = (value: number): readonly Figure[] =>
  notedNames().map((name) => ({ name, value, unit: 'ms', reference: 46, bound: 0.5, goal: 3 }));

test('page and README are written from one run, and fit together', () => {
  const written = page(run(0.6512), '2026-11-21');
  const readme = withTable(README, run(0.6512));
  expect(written).toContain('| `offline.enclave.pay_ms` | 0.6512 ms | 46 (71 ×) | 0.5 | ≤ 3 ✓ |');
  expect(readme.startsWith('before\n')).toBe(true);
  expect(readme.endsWith('<!-- /bench -->\nafter\n')).toBe(true);
  expect(readme).not.toContain('old');
  expect(readme.split('\n').filter((line) => line.startsWith('| `'))).toHaveLength(HEADLINES.length);
  expect(faults(written, readme)).toEqual([]);
  expect(withTable(readme, run(0.6512))).toBe(readme);
});

test('a goal that was missed is said, with its reason', () => {
  const written = page(run(3.1), '2026-11-21');
  expect(written).toContain('≤ 3 missed |');
  expect(written).toContain('- `offline.payments_of_bound` misses its goal. Payers, payees');
});

test('what was typed, renamed or forgotten is found', () => {
  const written = page(run(1), '2026-11-21');
  const readme = withTable(README, run(1));
  expect(faults(written, withTable(README, run(2)))).toHaveLength(HEADLINES.length);
  expect(faults(written.replaceAll('`sign`', '`signed`'), readme)).toEqual([
    'docs/benchmarks.md lacks sign',
    'docs/benchmarks.md has signed, which nothing measures',
  ]);
  expect(strangers([...run(1).slice(1), { name: 'new', value: 1, unit: 'ms' }])).toEqual([
    'new has no note in bench/notes.ts',
    'offline.enclave.init_ms has a note, but was not measured',
  ]);
  expect(() => withTable('no markers', run(1))).toThrow('no place');
});
