import { toBytesBE } from '@coffer/core/bytes';
import { expect, test } from 'vitest';
import { isReceipt, peakOf, peaksOf, receiptPath } from './receipts.ts';

const leaves = Array.from({ length: 70 }, (_, i) => toBytesBE(BigInt(i + 1), 32));

test('every receipt is proved at every size, and nothing else is', () => {
  for (let count = 1; count <= leaves.length; count++) {
    const present = leaves.slice(0, count);
    const peaks = peaksOf(present);
    for (let index = 0; index < count; index++) {
      const path = receiptPath(present, index);
      const peak = peaks.get(peakOf(index, count)!.height)!;
      expect(isReceipt(leaves[index]!, index, count, path, peak)).toBe(true);
      expect(isReceipt(leaves[(index + 1) % 70]!, index, count, path, peak)).toBe(false);
      if (index > 0) expect(isReceipt(leaves[index]!, index - 1, count, path, peak)).toBe(false);
      expect(isReceipt(leaves[index]!, index, count, [...path, leaves[0]!], peak)).toBe(false);
    }
    expect(peakOf(count, count)).toBeUndefined();
  }
});

test('an inner node does not pass for a receipt', () => {
  const four = leaves.slice(0, 4);
  const path = receiptPath(four, 0);
  const peaks = peaksOf(four);
  const inner = peaksOf(four.slice(0, 2)).get(1)!;
  expect(isReceipt(inner, 0, 4, path.slice(1), peaks.get(2)!)).toBe(false);
});

test('a path stays the beginning of every later path', () => {
  for (let count = 1; count < leaves.length; count++) {
    const before = receiptPath(leaves.slice(0, count), 0);
    const after = receiptPath(leaves.slice(0, count + 1), 0);
    expect(after.slice(0, before.length)).toEqual(before);
  }
});
