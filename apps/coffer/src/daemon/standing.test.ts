import { CofferError } from '@coffer/core/error';
import { expect, test } from 'vitest';
import { pointingToRecovery, type Standing, stopped } from './standing.ts';

const GOOD: Standing = { accountStatus: 'open', exitAt: 0, leaving: false, mode: 'normal' };

test('an account in use, and one that is not opened yet, have not stopped', () => {
  expect(stopped(GOOD)).toBeUndefined();
  expect(stopped({ ...GOOD, accountStatus: 'absent' })).toBeUndefined();
});

test.each<[string, Partial<Standing>]>([
  ['frozen', { accountStatus: 'frozen' }],
  ['closed', { accountStatus: 'closed' }],
  ['leaving by its recovery address', { exitAt: 1_800_000_000 }],
  ['restored without a counter', { mode: 'restored-without-counter' }],
])('an account that is %s has stopped, and recovery is named', (_what, change) => {
  expect(stopped({ ...GOOD, ...change })?.next).toContain('coffer offline account recover');
});

test('one whose cancellation is signed has stopped, until that lapses', () => {
  expect(stopped({ ...GOOD, leaving: true })?.next).toContain('account cancel');
});

test('the enclave’s refusal is told with the way out', async () => {
  const refuse = (code: string) => async (): Promise<never> => {
    throw new CofferError(code, 'No.', { next: 'Receive to another account.' });
  };
  await expect(pointingToRecovery(refuse('EXIT_ANNOUNCED'))).rejects.toMatchObject({
    code: 'EXIT_ANNOUNCED',
    next: expect.stringContaining('coffer offline account recover'),
  });
  await expect(pointingToRecovery(refuse('UNSETTLED'))).rejects.toMatchObject({
    next: 'Receive to another account.',
  });
});
