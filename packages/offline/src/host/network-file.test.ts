import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testNetwork } from '../testing/world.ts';
import { WalletError } from './error.ts';
import { formatNetwork, parseNetwork, readNetwork, writeNetwork } from './network-file.ts';

const network = testNetwork();
const text = formatNetwork(network);

test('a network is the same after the way through its file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-network-'));
  const file = join(folder, 'network.json');
  writeNetwork(file, network);
  expect(readNetwork(file)).toEqual(network);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  rmSync(folder, { recursive: true });
  expect(() => readNetwork(file)).toThrow(expect.objectContaining({ code: 'NETWORK_FILE_INVALID' }));
});

test('a fact that was changed no longer fits the id', () => {
  for (const [from, to] of [
    ['"k": 1', '"k": 2'],
    ['"chainId": "31337"', '"chainId": "1"'],
    ['"lockTime": 600', '"lockTime": 6000'],
    ['"paymentLimit": "1', '"paymentLimit": "2'],
    ['"version": 1', '"version": 2'],
  ] as const) {
    expect(text).toContain(from);
    expect(() => parseNetwork(text.replace(from, to)), from).toThrow(
      expect.objectContaining({ code: 'NETWORK_FILE_INVALID' }),
    );
  }
});

test('a network in which an exit overtakes payments is refused', () => {
  const unsafe = testNetwork({ exitDelay: 10 });
  expect(() => parseNetwork(formatNetwork(unsafe))).toThrow(/exitDelay/);
});

test('3,000 damaged files: typed errors, or the same network', () => {
  fc.assert(
    fc.property(fc.nat(text.length), fc.string({ maxLength: 4 }), fc.nat(6), (at, insert, remove) => {
      const damaged = text.slice(0, at) + insert + text.slice(at + remove);
      try {
        const read = parseNetwork(damaged);
        expect(read.facts).toEqual(network.facts);
      } catch (error) {
        if (!(error instanceof WalletError)) throw error;
        expect(error.code).toBe('NETWORK_FILE_INVALID');
      }
    }),
    { seed: 4, numRuns: 3_000 },
  );
});
