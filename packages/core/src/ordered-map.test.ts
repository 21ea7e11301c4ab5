import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OrderedMap } from './ordered-map.ts';

/** A change: set a key, or take it out. */
const change = fc.record({
  key: fc.integer({ min: 0, max: 60 }),
  value: fc.option(fc.integer({ min: -9, max: 9 })),
});
const weigh = (value: number): number => value * 3 + 1;

function both(changes: readonly { readonly key: number; readonly value: number | null }[]) {
  const model = new Map<number, number>();
  let map = OrderedMap.of<number, number>([], weigh);
  for (const { key, value } of changes) {
    if (value === null) model.delete(key);
    else model.set(key, value);
    map = value === null ? map.without(key) : map.with(key, value);
  }
  return { model, map };
}

test('holds what a Map holds, in the order of a Map, with the sum of all weights', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 400 }), (changes) => {
      const { model, map } = both(changes);
      expect([...map]).toEqual([...model]);
      expect([...map.keys()]).toEqual([...model.keys()]);
      expect([...map.values()]).toEqual([...model.values()]);
      const visited: [number, number][] = [];
      map.forEach((value, key) => {
        visited.push([key, value]);
      });
      expect(visited).toEqual([...model]);
      const even = (value: number): boolean => value % 2 === 0;
      expect(map.findLast(even)).toBe([...model.values()].findLast(even));
      expect(map.size).toBe(model.size);
      expect(map.weight).toBe([...model.values()].reduce((sum, value) => sum + weigh(value), 0));
      for (let key = 0; key <= 60; key++) {
        expect(map.get(key)).toBe(model.get(key));
        expect(map.has(key)).toBe(model.has(key));
      }
    }),
  );
});

test('a change leaves the old map as it was', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 100 }),
      fc.array(change, { maxLength: 20 }),
      (changes, more) => {
        const { model, map } = both(changes);
        for (const { key, value } of more) {
          if (value === null) map.without(key);
          else map.with(key, value);
          expect([...map]).toEqual([...model]);
        }
      },
    ),
  );
});

test('stays shallow, whatever the order of the keys: 100,000 changes in a row are no deep recursion', () => {
  let map = OrderedMap.of<string, number>();
  for (let i = 0; i < 50_000; i++) map = map.with(`key ${i}`, i);
  for (let i = 0; i < 50_000; i += 2) map = map.without(`key ${i}`);
  expect(map.size).toBe(25_000);
  expect(map.get('key 49999')).toBe(49_999);
  expect([...map.values()].every((value, index) => value === 2 * index + 1)).toBe(true);
});
