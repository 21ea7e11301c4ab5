import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Served, serveRegtest } from '../serve.ts';
import { post } from '../testing/client.ts';
import type { ParamType } from './method.ts';
import { METHODS } from './table.ts';

/** Every method of the table with wrong arguments: always Core's code, and the chain goes on. */

let served: Served;
beforeAll(async () => {
  served = await serveRegtest({ port: 0, accounts: 1, report: (error) => expect.unreachable(String(error)) });
});
afterAll(() => served.close());

async function codeOf(method: string, params: unknown): Promise<number | undefined> {
  const { status, value } = await post(served, { jsonrpc: '2.0', id: 7, method, params });
  expect(status).toBe(200);
  expect(value.id).toBe(7);
  return value.error?.code;
}

/** Never run with arguments that it accepts: `stop` would end the server under the test. */
const methods = [...METHODS.values()].filter(({ name }) => name !== 'stop');
const WRONG: Partial<Record<ParamType, unknown>> = {
  number: 'x',
  string: 1,
  bool: 'x',
  array: {},
  object: [],
  amount: [],
  verbosity: 'x',
};
const RIGHT: Partial<Record<ParamType, unknown>> = {
  number: 1,
  string: '00',
  bool: true,
  array: [],
  object: {},
  amount: 1,
  verbosity: 1,
  any: {},
};

describe.each(methods.map((method) => [method.name, method] as const))('%s', (name, method) => {
  const required = method.params.filter((param) => param.default === undefined);

  test('too many arguments: its help, with code -1', async () => {
    const many = [...method.params.map(({ type }) => RIGHT[type]), 1];
    const { value } = await post(served, { id: 1, method: name, params: many });
    expect(value.error.code).toBe(-1);
    expect(value.error.message).toContain(method.about);
  });

  test('too few arguments: its help, with code -1', async () => {
    if (required.length === 0) return;
    const few = required.slice(1).map(({ type }) => RIGHT[type]);
    expect(await codeOf(name, few)).toBe(-1);
  });

  test('each argument of a wrong type: code -3', async () => {
    for (const [index, { type }] of method.params.entries()) {
      if (WRONG[type] === undefined) continue;
      const params = method.params
        .slice(0, Math.max(index + 1, required.length))
        .map((param) => RIGHT[param.type]);
      params[index] = WRONG[type];
      // Amounts and verbosities are read by the method itself, after what stands before them.
      const late = type === 'amount' || type === 'verbosity';
      const code = await codeOf(name, params);
      if (late) expect([-3, -5, -8, -22]).toContain(code);
      else expect(code, JSON.stringify(params)).toBe(-3);
    }
  });

  test('an unknown name: code -8', async () => {
    expect(await codeOf(name, { no_such_parameter: 1 })).toBe(-8);
  });

  test('null where something has to be: refused', async () => {
    if (required.length === 0) return;
    const code = await codeOf(
      name,
      required.map(() => null),
    );
    expect([-1, -3, -8]).toContain(code);
  });

  test('is explained by help', async () => {
    const { value } = await post(served, { id: 1, method: 'help', params: [name] });
    expect(value.result).toContain(method.about);
    for (const param of method.params) {
      expect(value.result).toContain(param.name.split('|')[0]);
      expect(value.result).toContain(param.about);
    }
  });
});

test('help lists every method', async () => {
  const { value } = await post(served, { id: 1, method: 'help' });
  for (const { name } of METHODS.values()) expect(value.result).toMatch(new RegExp(`^${name}\\b`, 'm'));
  const { value: unknown } = await post(served, { id: 1, method: 'help', params: ['nonsense'] });
  expect(unknown.result).toBe('help: unknown command: nonsense');
});
