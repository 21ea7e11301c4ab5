import { CofferError } from '@coffer/core/error';
import { expect, describe as group, test } from 'vitest';
import { createOutput, describe } from './output.ts';

const HOSTILE = '\u001b[2J\u001b[HPaid. Nothing is left to do.\r\n\u009b31m\u202e';

function printed(json: boolean, work: (output: ReturnType<typeof createOutput>) => void): string {
  let all = '';
  const write = (text: string): void => {
    all += text;
  };
  work(createOutput(json, write, write));
  return all;
}

group('what others said', () => {
  const error = new CofferError('CHAIN_ANSWER', `The node says ${HOSTILE}`, {
    money: 'None moved.',
    details: { said: HOSTILE },
  });

  test('does nothing to the terminal, in errors and in results', () => {
    for (const json of [false, true]) {
      const text = printed(json, (output) => {
        output.error(error);
        output.result({ data: { said: HOSTILE }, text: `said ${HOSTILE}` });
      });
      expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e]/u);
      expect(text).toContain('Paid. Nothing');
    }
  });

  test('makes no line of its own in an error', () => {
    for (const line of describe(error).split('\n')) expect(line).toMatch(/^(error:|money:| {7})/);
  });

  test('is read by programs as it was said', () => {
    const text = printed(true, (output) => output.error(error));
    expect(JSON.parse(text).error.details.said).toBe(HOSTILE);
  });
});

test('times in errors are dates, and amounts of seconds are not', () => {
  const text = describe(new CofferError('X', 'No.', { details: { until: 1_796_461_282, limitSeconds: 60 } }));
  expect(text).toContain('until: 2026-12-05 09:01:22 UTC');
  expect(text).toContain('limitSeconds: 60');
});
