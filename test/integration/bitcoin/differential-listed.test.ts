import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findProgram } from './btcd.ts';
import { LISTED, type ListedName, listedFor } from './differential/listed.ts';
import { CASES, worldFor } from './differential/listed-cases.ts';

const missing = findProgram('btcd') === undefined;
const NAMES = Object.keys(LISTED) as ListedName[];
const document = new URL('../../../docs/bitcoin-differences.md', import.meta.url);

test('the document names every known difference, and no other', () => {
  const rows = readFileSync(document, 'utf8').matchAll(/^\| \*\*(.+?)\*\* \|/gm);
  expect(Array.from(rows, ([, name]) => name)).toEqual(NAMES);
});

describe.skipIf(missing)('the embedded chain and btcd differ', () => {
  test.each(NAMES)('in %s', async (name) => {
    const world = await worldFor(name);
    const { pair } = world;
    try {
      pair.where = name;
      await CASES[name](world);
      const met = pair.differences.map((each) => ({ ...each, is: listedFor(each.judged, each, [name]) }));
      expect(met.filter(({ is }) => is === undefined).map(({ what: _, ...each }) => each)).toEqual([]);
      expect(met).not.toEqual([]);
    } finally {
      await world.stop();
    }
  });
});
