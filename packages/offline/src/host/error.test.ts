import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

test('the README names every error code of the rail, and no other', () => {
  const source = [text('./error.ts'), text('../messages/error.ts')].join('\n');
  const declared = [...source.matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code]) => code);
  const documented = text('../../README.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...line.split('|')[1]!.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code));
  // Of the client of the chain, which the wallet passes on.
  const passedOn = ['CHAIN_UNREACHABLE'];
  expect([...documented].sort()).toEqual([...declared, ...passedOn].sort());
  expect(declared.length).toBeGreaterThan(40);
});
