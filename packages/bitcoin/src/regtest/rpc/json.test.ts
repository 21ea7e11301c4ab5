import { describe, expect, test } from 'vitest';
import { RpcError } from './error.ts';
import { amountOf, bitcoins, btc, jsonOf, kindOf, parseJson, wholeOf, writeJson } from './json.ts';

function codeOf(work: () => unknown): number {
  try {
    work();
  } catch (error) {
    if (error instanceof RpcError) return error.code;
    throw error;
  }
  throw new Error('It did not throw.');
}

describe('amounts are never floating point', () => {
  test.each([
    [0n, '0.00000000'],
    [1n, '0.00000001'],
    [10_000_000n, '0.10000000'],
    [2_099_999_999_999_999n, '20999999.99999999'],
    [-150_000_000n, '-1.50000000'],
  ])('%s sat is written as %s, and read as the same', (amount, text) => {
    expect(bitcoins(amount)).toBe(text);
    expect(writeJson([btc(amount)])).toBe(`[${text}]`);
    if (amount < 0n) return;
    expect(amountOf(parseJson(text))).toBe(amount);
    expect(amountOf(text)).toBe(amount);
  });

  test.each([
    ['1', 100_000_000n],
    ['1.0', 100_000_000n],
    ['1e-8', 1n],
    ['1E+2', 10_000_000_000n],
    ['0.00000001000000', 1n],
    ['21000000', 2_100_000_000_000_000n],
    ['-0.0', 0n],
  ])('%s is %s sat', (text, amount) => expect(amountOf(parseJson(text))).toBe(amount));

  test.each([
    ['0.000000001', 'Invalid amount'],
    ['0.100000000000000005', 'Invalid amount'],
    ['1e-9', 'Invalid amount'],
    ['-0.00000001', 'Amount out of range'],
    ['21000000.00000001', 'Amount out of range'],
    ['1e99', 'Amount out of range'],
    ['"0x10"', 'Invalid amount'],
    ['""', 'Invalid amount'],
    ['true', 'Amount is not a number or string'],
    ['{}', 'Amount is not a number or string'],
  ])('%s is refused: %s', (text, message) => {
    expect(() => amountOf(parseJson(text))).toThrow(message);
    expect(codeOf(() => amountOf(parseJson(text)))).toBe(-3);
  });
});

test('whole numbers are whole', () => {
  expect(wholeOf(parseJson('-2147483648'))).toBe(-(2 ** 31));
  for (const text of ['1.5', '1e3', '2147483648', '99999999999999999999999999']) {
    expect(codeOf(() => wholeOf(parseJson(text)))).toBe(-1);
  }
  expect(codeOf(() => wholeOf('1'))).toBe(-3);
});

test('kinds have the names of Core', () => {
  const value = parseJson('[null,true,1,"a",[],{}]') as never[];
  expect(value.map(kindOf)).toEqual(['null', 'bool', 'number', 'string', 'array', 'object']);
});

describe('hostile JSON', () => {
  test.each([
    ['depth', `${'['.repeat(600)}${']'.repeat(600)}`],
    ['great depth', '['.repeat(1_000_000)],
    ['very many values', `[${'1,'.repeat(300_000)}1]`],
    ['nothing', ''],
    ['not a number', '[NaN]'],
  ])('%s is a parse error', (_, text) => expect(codeOf(() => parseJson(text))).toBe(-32700));

  test('brackets and commas in strings count for nothing', () => {
    const text = JSON.stringify(['[{,"\\'.repeat(200_000)]);
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  test('__proto__ is a name like any other', () => {
    const value = jsonOf('{"__proto__":{"polluted":1}}') as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
