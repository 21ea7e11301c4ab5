import { concat } from '@coffer/core/bytes';
import { describe, expect, test } from 'vitest';
import vectors from '../../../../test/vectors/bitcoin-headers.json' with { type: 'json' };
import { retarget } from './difficulty.ts';
import { encodeHeader } from './header.ts';
import { MAINNET, REGTEST, TESTNET } from './network.ts';
import { medianTime } from './time.ts';
import { leastVersion } from './version.ts';
import { meetsTarget, targetBytes, workOfAll } from './work.ts';

describe('the difficulty rule', () => {
  test.each(vectors.retargets)(
    'gives what mainnet has at height $height',
    ({ bits, firstTime, lastTime, next }) => {
      expect(retarget(MAINNET, { bits: Number(bits), firstTime, lastTime })).toBe(Number(next));
    },
  );

  // Bitcoin Core, src/test/pow_tests.cpp.
  test.each([
    ['as usual', 0x1d00_ffff, 1_261_130_161, 1_262_152_739, 0x1d00_d86a],
    ['never easier than the limit', 0x1d00_ffff, 1_231_006_505, 1_233_061_996, 0x1d00_ffff],
    ['at most four times harder', 0x1c05_a3f4, 1_279_008_237, 1_279_297_671, 0x1c01_68fd],
    ['at most four times easier', 0x1c38_7f6f, 1_263_163_443, 1_269_211_443, 0x1d00_e1fd],
  ])('%s', (_, bits, firstTime, lastTime, next) => {
    expect(retarget(MAINNET, { bits, firstTime, lastTime })).toBe(next);
  });
});

describe('proof of work', () => {
  test('a hash at its target is enough, one above is not', () => {
    const target = targetBytes(0x1d00_ffff);
    const above = Uint8Array.from(target);
    above[0]! += 1;
    expect([meetsTarget(target, target), meetsTarget(above, target)]).toEqual([true, false]);
    const below = Uint8Array.from(target).fill(0xff, 0, 26);
    below[26] = 0xfe;
    expect(meetsTarget(below, target)).toBe(true);
  });

  test('work adds up over changes of the target', () => {
    const header = (bits: number) => encodeHeader({ ...MAINNET.genesis, bits });
    const mixed = concat(header(0x1d00_ffff), header(0x207f_ffff), header(0x207f_ffff), header(0x1d00_ffff));
    expect(workOfAll(mixed)).toBe(2n * 0x1_0001_0001n + 4n);
    expect(workOfAll(new Uint8Array(0))).toBe(0n);
  });
});

test('the median is of what there is, the upper one of an even number', () => {
  expect(medianTime([5])).toBe(5);
  expect(medianTime([9, 1])).toBe(9);
  expect(medianTime([11, 3, 7, 1, 9, 2, 10, 4, 8, 6, 5])).toBe(6);
});

test('versions that heights ask for', () => {
  const at = (height: number) => leastVersion(MAINNET, height);
  expect([
    at(227_930) <= -(2 ** 31),
    at(227_931),
    at(363_724),
    at(363_725),
    at(388_380),
    at(388_381),
  ]).toEqual([true, ...[2, 2, 3, 3, 4]]);
  expect([leastVersion(TESTNET, 581_885), leastVersion(REGTEST, 1)]).toEqual([4, 4]);
});
