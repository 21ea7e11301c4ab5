import { REPOSITORY } from '@coffer/enclave/host/bundle';
import { describe, expect, it } from 'vitest';
import { differences, PROGRAMS } from './main.ts';

describe('the check of measurements', () => {
  it('names what differs from the committed file', async () => {
    const [program] = PROGRAMS;
    const renamed = { ...program!, program: 'coffer.other', abi: 77 };
    const found = await differences(renamed, REPOSITORY);
    expect(found).toContain(`program: committed ${program!.program}, is coffer.other`);
    expect(found.some((line) => line.startsWith('abi:'))).toBe(true);
  });

  it('names a file that is missing, and another program under the same name', async () => {
    const [program] = PROGRAMS;
    const missing = { ...program!, measurements: 'packages/none/measurements.json' };
    expect(await differences(missing, REPOSITORY)).toEqual(['packages/none/measurements.json is missing']);
    const swapped = { ...program!, entry: 'packages/enclave/src/testing/toy-bundle.ts' };
    const found = await differences(swapped, REPOSITORY);
    expect(found.some((line) => line.startsWith('bundle: committed'))).toBe(true);
  });
});
