import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deviceRegistryBytecode } from '@coffer/ethereum/bindings/device-registry';
import { offlineVaultBytecode } from '@coffer/ethereum/bindings/offline-vault';
import { describe, expect, test } from 'vitest';
import { forgeBinary, runForge } from '../tools/forge.ts';

/** The Solidity tests, as part of `npm test`. Skipped by name where npm has no forge for the platform. */

const forge = forgeBinary();

const SNAPSHOT = [
  'snapshot',
  '--match-contract',
  'OfflineVault(Cancel|Claim|Freeze|Settle|Supports)Test',
  '--no-match-test',
  'Fuzz|largest',
  '--check',
  'gas-snapshot.txt',
  '--tolerance',
  '3',
];

describe.skipIf(forge === undefined)('forge', () => {
  test('every Solidity test passes', { timeout: 300_000 }, () => {
    const { status, output } = runForge(forge!, ['test'], true);
    expect(status, output).toBe(0);
    expect(Number(/(\d+) tests passed/.exec(output)?.[1])).toBeGreaterThan(100);
  });

  test.each([
    ['DeviceRegistry', deviceRegistryBytecode],
    ['OfflineVault', offlineVaultBytecode],
  ])('%s is tested as it is deployed: forge and the bindings compile it alike', (contract, bytecode) => {
    const file = fileURLToPath(new URL(`out/${contract}.sol/${contract}.json`, import.meta.url));
    const artifact = JSON.parse(readFileSync(file, 'utf8')) as { bytecode: { object: string } };
    expect(artifact.bytecode.object === bytecode, 'run: npm run bindings').toBe(true);
  });

  /** Written by `node tools/forge.ts` with the same arguments and `--snap` instead of `--check`. */
  test('what people do costs no more gas than the snapshot says', { timeout: 120_000 }, () => {
    const { status, output } = runForge(forge!, SNAPSHOT, true);
    expect(status, output).toBe(0);
  });

  test('sources are formatted', () => {
    const { status, output } = runForge(forge!, ['fmt', '--check'], true);
    expect(status, output).toBe(0);
  });
});
