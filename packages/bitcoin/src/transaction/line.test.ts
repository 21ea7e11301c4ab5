import { type Sat, sat } from '@coffer/core/amount';
import { isCofferError } from '@coffer/core/error';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkIntervals, mergeIntervals, moveToRemainder, remainder, totalOf } from './intervals.ts';
import {
  changeLine,
  checkLine,
  claimedLine,
  cut,
  type Line,
  lengthOf,
  positionsOf,
  remedyLine,
} from './line.ts';
import { coinValue, intervalsOf } from './testing/arbitrary.ts';
import { part } from './testing/world.ts';

const code = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return isCofferError(error) ? error.code : `not typed: ${error}`;
  }
  return 'nothing';
};

describe('intervals', () => {
  test.each([
    ['overlap', [part(0n, 10n), part(9n, 5n)]],
    ['are the same', [part(0n, 10n), part(0n, 10n)]],
    ['touch, and so are one', [part(0n, 10n), part(10n, 5n)]],
    ['descend', [part(20n, 5n), part(0n, 10n)]],
    ['are empty', [part(3n, 0n)]],
    ['end outside', [part(95n, 6n)]],
    ['lie outside', [part(100n, 1n)]],
  ])('that %s are refused', (_, intervals) => {
    expect(code(() => checkIntervals(intervals, sat(100n)))).toBe('BITCOIN_INTERVALS');
    expect(code(() => remainder(intervals, sat(100n)))).toBe('BITCOIN_INTERVALS');
  });

  test('are brought into one form, unless they overlap', () => {
    expect(mergeIntervals([part(10n, 5n), part(0n, 10n), part(20n, 1n)])).toEqual([
      part(0n, 15n),
      part(20n, 1n),
    ]);
    expect(code(() => mergeIntervals([part(0n, 10n), part(9n, 5n)]))).toBe('BITCOIN_INTERVALS');
  });

  test('what is left of a coin is the rest in order', () => {
    expect(remainder([part(10n, 5n), part(20n, 80n)], sat(100n))).toEqual([part(0n, 10n), part(15n, 5n)]);
    expect(remainder([], sat(100n))).toEqual([part(0n, 100n)]);
    expect(remainder([part(0n, 100n)], sat(100n))).toEqual([]);
  });

  test('a part that is claimed cannot move to the rest', () => {
    expect(code(() => moveToRemainder([part(12n, 1n)], [part(10n, 5n)], sat(100n)))).toBe(
      'BITCOIN_INTERVALS',
    );
    expect(moveToRemainder([part(15n, 5n), part(0n, 10n)].reverse(), [part(10n, 5n)], sat(100n))).toEqual([
      part(0n, 15n),
    ]);
  });

  test('claims and their remainder are the coin, exactly, and the remainder of the remainder is the claims', () => {
    const claimed = coinValue.chain((value) => fc.tuple(fc.constant(value), intervalsOf(value)));
    fc.assert(
      fc.property(claimed, ([value, claims]) => {
        const rest = remainder(claims, value);
        checkIntervals(rest, value);
        expect(totalOf(rest) + totalOf(claims)).toBe(value);
        expect(mergeIntervals([...rest, ...claims])).toEqual([part(0n, value)]);
        expect(remainder(rest, value)).toEqual(claims);
        expect(moveToRemainder(rest, claims, value)).toEqual(
          totalOf(rest) === 0n ? [] : [part(0n, totalOf(rest))],
        );
      }),
      { seed: 1, numRuns: 2_000 },
    );
  });
});

const whole = (deposit: string, amount: bigint): Line => [{ deposit, start: sat(0n), amount: sat(amount) }];

describe('lines', () => {
  test('Fig. 2: Alice owns 3 of a deposit of 5 and cashes out; the change is Bob’s', () => {
    const claimed = [{ line: whole('d1', 5n), claims: [part(0n, 3n)] }];
    const line = changeLine(claimed, sat(2n), 'change');
    expect(line).toEqual([{ deposit: 'd1', start: 3n, amount: 2n }]);
    expect(positionsOf(line, [{ deposit: 'd1', start: sat(3n), amount: sat(2n) }])).toEqual([part(0n, 2n)]);
  });

  test('a remedy gives back the defended positions first; fees come out of the rest, from its end', () => {
    const line = [...whole('a', 10n), ...whole('b', 10n)];
    const inputs = [{ line, claims: [part(12n, 4n)] }];
    expect(remedyLine(inputs, sat(17n))).toEqual([
      { deposit: 'b', start: 2n, amount: 4n },
      { deposit: 'a', start: 0n, amount: 10n },
      { deposit: 'b', start: 0n, amount: 2n },
      { deposit: 'b', start: 6n, amount: 1n },
    ]);
  });

  test('what fills the change up is behind the rest, so that the rests of further inputs stay where they are', () => {
    const first = changeLine([{ line: whole('a', 10n), claims: [part(0n, 9n)] }], sat(5n), 'c1');
    expect(first).toEqual([...whole('a', 1n).map((piece) => ({ ...piece, start: 9n })), ...whole('c1', 4n)]);
    const inputs = [
      { line: first, claims: [part(0n, 1n)] },
      { line: whole('b', 7n), claims: [part(6n, 1n)] },
    ];
    expect(changeLine(inputs, sat(10n), 'c2')).toEqual([...whole('c1', 4n), ...whole('b', 6n)]);
    expect(code(() => changeLine(inputs, sat(9n), 'c2'))).toBe('BITCOIN_INTERVALS');
  });

  test('through any transactions, every satoshi of a deposit is in one place', () => {
    const coin = fc.bigInt(1n, 400n).map(sat);
    const history = fc.tuple(
      fc.array(coin, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(1_000), { maxLength: 12 }),
    );
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.bigInt(0n, 10_000n)), ([values, steps], numbers) => {
        let coins: Line[] = values.map((value, i) => whole(`d${i}`, value));
        const gone: Line[] = [];
        let filled = 0n;
        let made = 0;
        const total = values.reduce((sum, value) => sum + value, 0n);
        const draw = (max: bigint): bigint => (numbers.next().value as bigint) % max;
        for (const step of steps) {
          if (coins.length === 0) break;
          const spent = coins.slice(0, 1 + (step % 3));
          const inputs = spent.map((line) => {
            const length = lengthOf(line);
            const start = draw(length);
            return { line, claims: [part(start, 1n + draw(length - start))] };
          });
          const rest = inputs.reduce((sum, { line, claims }) => sum + lengthOf(line) - totalOf(claims), 0n);
          // Small rests are filled up by the claims.
          const filling = rest > 0n && rest < 30n ? 30n - rest : 0n;
          filled += filling;
          const change = changeLine(inputs, sat(rest + filling), `c${++made}`);
          gone.push(claimedLine(inputs));
          coins = [...coins.slice(spent.length), ...(change.length === 0 ? [] : [change])];
          for (const line of [...coins, ...gone]) checkLine(line);
        }
        expect([...coins, ...gone].reduce((sum, line) => sum + lengthOf(line), 0n)).toBe(total + filled);
        checkLine([...coins, ...gone].flat());
      }),
      { seed: 2, numRuns: 1_000 },
    );
  });

  test('positions and pieces say the same', () => {
    const line: Line = [
      ...whole('a', 50n),
      { deposit: 'b', start: sat(20n), amount: sat(30n) },
      { deposit: 'a', start: sat(70n), amount: sat(20n) },
    ];
    fc.assert(
      fc.property(intervalsOf(lengthOf(line) as Sat), (claims) => {
        expect(positionsOf(line, cut(line, claims))).toEqual(claims);
      }),
      { seed: 3, numRuns: 500 },
    );
    expect(code(() => checkLine([...line, ...line]))).toBe('BITCOIN_INTERVALS');
  });
});
