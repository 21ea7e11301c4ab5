import { readFileSync } from 'node:fs';
import { deviceRegistryStorageLayout } from '@coffer/ethereum/bindings/device-registry';
import { offlineVaultAbi, offlineVaultStorageLayout } from '@coffer/ethereum/bindings/offline-vault';
import { expect, test } from 'vitest';
import { compile, type StorageEntry } from '../tools/bindings/compile.ts';

/** The storage layout is frozen: enclaves prove these words. What is written here stands in README.md, too. */

const place = ({ label, type, slot, offset }: StorageEntry) => `${slot}.${offset} ${type} ${label}`;

test('OfflineVault stores what enclaves read where they read it', () => {
  const { storage, structs } = compile('OfflineVault').storageLayout;
  expect(storage.map(place)).toEqual([
    '0.0 mapping(address => struct Account) _accounts',
    '1.0 mapping(address => mapping(uint256 => uint256)) _serials',
    '2.0 mapping(address => mapping(uint256 => bytes32)) _peaks',
    '3.0 mapping(address => mapping(uint256 => uint256)) _conflicts',
    '4.0 mapping(bytes32 => uint256) _claims',
  ]);
  expect(Object.keys(structs)).toEqual(['struct Account']);
  expect(structs['struct Account']!.map(place)).toEqual([
    '0.0 uint88 balance',
    '0.11 uint88 depositTotal',
    '0.22 uint48 received',
    '0.28 enum Status status',
    '1.0 address recovery',
    '1.20 uint40 exitAt',
  ]);
  expect(offlineVaultStorageLayout).toEqual({ storage, structs });
});

test('DeviceRegistry stores what later enclaves will read', () => {
  const layout = compile('DeviceRegistry').storageLayout;
  expect(layout.storage.map(place)).toEqual([
    '0.0 address _owner',
    '1.0 address _pendingOwner',
    '2.0 mapping(address => enum DeviceRegistry.Standing) _roots',
    '3.0 mapping(bytes32 => mapping(bytes32 => enum DeviceRegistry.Standing)) _measurements',
    '4.0 mapping(address => bool) _revoked',
  ]);
  expect(deviceRegistryStorageLayout).toEqual(layout);
});

/** The order of an enum is its encoding, in storage and in events. */
test('enums keep their order', () => {
  const source = readFileSync(new URL('src/OfflineTypes.sol', import.meta.url), 'utf8');
  const members = (name: string) =>
    new RegExp(`enum ${name} \\{([^}]*)\\}`)
      .exec(source)![1]!
      .replaceAll(/\/\/\/.*/g, '')
      .split(',')
      .map((member) => member.trim());
  expect(members('Status')).toEqual(['None', 'Open', 'Frozen', 'Closed']);
  expect(members('Reason')).toEqual([
    'Settled',
    'PayerUnknown',
    'PayerClosed',
    'PayeeUnknown',
    'PayeeClosed',
    'AmountZero',
    'PayeeIsPayer',
    'TimesDisordered',
    'TooLate',
    'ProvedInFuture',
    'SettleByTooLate',
    'TooManySupports',
    'SupportUnsettled',
    'SupportEndsEarlier',
    'PayerSignature',
    'PayeeSignature',
    'SerialUsed',
    'BalanceTooLow',
    'PayeeFull',
  ]);
});

test('nobody administers the vault', () => {
  const functions = offlineVaultAbi.flatMap((item) =>
    item.type === 'function' && item.stateMutability !== 'view' ? [item.name] : [],
  );
  expect(functions.sort()).toEqual([
    'announceExit',
    'cancel',
    'cancelExit',
    'claim',
    'deposit',
    'executeExit',
    'freezePayee',
    'freezePayer',
    'open',
    'settle',
    'withdraw',
  ]);
  expect(
    offlineVaultAbi.some(
      (item) => (item.type as string) === 'receive' || (item.type as string) === 'fallback',
    ),
  ).toBe(false);
});
