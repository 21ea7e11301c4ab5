import { isCofferError } from '@coffer/core/error';
import { expect, test } from 'vitest';
import { readAddress } from './address.ts';

const GOOD = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';

function codeOf(text: string | boolean): string | undefined {
  try {
    readAddress('--to', text);
    return undefined;
  } catch (error) {
    return isCofferError(error) ? error.code : 'untyped';
  }
}

test('an address with its checksum, or without any, is taken', () => {
  const digits = GOOD.slice(2);
  for (const text of [GOOD, `0x${digits.toLowerCase()}`, `0x${digits.toUpperCase()}`]) {
    expect(readAddress('--to', text)).toBe(text);
  }
  expect(readAddress('--to', undefined)).toBeUndefined();
});

test('one wrong digit or letter in it is refused, wherever it is', () => {
  for (let at = 2; at < GOOD.length; at++) {
    const char = GOOD[at]!;
    const digit = `${GOOD.slice(0, at)}${char === '1' ? '2' : '1'}${GOOD.slice(at + 1)}`;
    expect(codeOf(digit), digit).toBe('ADDRESS_CHECKSUM');
    const other = char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase();
    if (other === char) continue;
    const letter = `${GOOD.slice(0, at)}${other}${GOOD.slice(at + 1)}`;
    expect(codeOf(letter), letter).toBe('ADDRESS_CHECKSUM');
  }
});

test('what is no address at all is wrong usage', () => {
  for (const text of ['', true, '0x12', GOOD.slice(2), `0X${GOOD.slice(2)}`, `${GOOD}0`, `${GOOD}\n`]) {
    expect(codeOf(text), String(text)).toBe('USAGE');
  }
});
