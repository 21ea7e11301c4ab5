import { expect, test } from 'vitest';
import { CofferError, isCofferError, NOTHING_MOVED } from './error.ts';

class ToyError extends CofferError<'TOY'> {}

test('an error says what happened to the money, also when nobody said it', () => {
  const error = new ToyError('TOY', 'No.');
  expect(error.money).toBe(NOTHING_MOVED);
  expect(error.name).toBe('ToyError');
  expect(JSON.parse(JSON.stringify(error))).toEqual({ code: 'TOY', message: 'No.', money: NOTHING_MOVED });
});

test('the wire form holds amounts exactly, and neither stack nor cause', () => {
  const cause = new Error('secret path');
  const error = new ToyError('TOY', 'No.', {
    cause,
    money: 'It is in flight.',
    next: 'Wait.',
    details: { amount: 2n ** 80n, serial: 3, final: false, who: 'bob' },
  });
  const text = JSON.stringify({ error });
  expect(JSON.parse(text)).toEqual({
    error: {
      code: 'TOY',
      message: 'No.',
      money: 'It is in flight.',
      next: 'Wait.',
      details: { amount: '1208925819614629174706176', serial: 3, final: false, who: 'bob' },
    },
  });
  expect(text).not.toMatch(/secret|stack|error\.test/);
  expect(error.cause).toBe(cause);
});

test('errors are told apart by code', () => {
  const error: unknown = new ToyError('TOY', 'No.');
  expect([isCofferError(error), isCofferError(error, 'TOY'), isCofferError(error, 'OTHER')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(isCofferError({ code: 'TOY', message: 'x', money: 'y' }, 'TOY')).toBe(false);
});
