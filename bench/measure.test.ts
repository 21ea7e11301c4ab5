import { expect, test } from 'vitest';
import { reachesGoal } from './figure.ts';
import { median, microseconds, milliseconds, significant } from './measure.ts';

test('the median is the middle, whatever the order and the outliers', () => {
  expect(median([3, 1, 1_000_000])).toBe(3);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(() => median([])).toThrow(RangeError);
});

test('a busy wait is measured as long as it is', async () => {
  const wait = (ms: number) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  };
  expect(microseconds(() => wait(0.1), { runs: 20 })).toBeGreaterThan(99);
  expect(await milliseconds(async () => wait(1), { runs: 5 })).toBeGreaterThan(0.99);
});

test('a goal is an upper one, unless more is better', () => {
  const figure = { name: 'x', value: 5, unit: 'us' };
  expect(reachesGoal(figure)).toBe(true);
  expect(reachesGoal({ ...figure, goal: 4 })).toBe(false);
  expect(reachesGoal({ ...figure, goal: 4, better: 'higher' })).toBe(true);
  expect(reachesGoal({ ...figure, goal: 6, better: 'higher' })).toBe(false);
  expect(significant(123.456)).toBe(123.5);
});
