import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { externalFunctions, fieldsOf, solidity, testTitles, typescript } from './declarations.ts';
import { namesIn, readRows } from './page.ts';
import { formatFindings, resolver } from './resolve.ts';

const ROOT = process.cwd();
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const PAPER = 'docs/papers/offline-payments.md';
const ATTACKS = 'docs/attacks.md';
const { check, mutants } = resolver(ROOT);
const missing = (names: readonly string[], code: ReadonlySet<string>): string[] =>
  names.filter((name) => !code.has(name));
const findings = (markdown: string): string[] => formatFindings('page', readRows(markdown).flatMap(check));

describe('the page of the paper', () => {
  const rows = readRows(read(PAPER));
  const code = new Set(rows.flatMap((row) => namesIn(row, 'code')));

  test('names nothing that is not there', () => {
    expect(formatFindings(PAPER, rows.flatMap(check))).toEqual([]);
    expect(rows.length).toBeGreaterThan(50);
  });

  test.each([
    ['commands of the enclave program', 'messages/command.ts', 'requestCodec'],
    ['fields of a payment', 'messages/payment.ts', 'paymentCodec'],
    ['fields of a withdrawal', 'messages/payment.ts', 'withdrawalCodec'],
    ['fields of a cancellation', 'messages/payment.ts', 'cancellationCodec'],
  ])('forgets none of the %s', (_, path, codec) => {
    const names = fieldsOf(read(`packages/offline/src/${path}`), codec).map(
      (field) => `${path}#${codec}.${field}`,
    );
    expect(missing(names, code)).toEqual([]);
  });

  test('forgets no function of the vault', () => {
    const sources = readdirSync(join(ROOT, 'contracts/src')).filter((file) => file !== 'DeviceRegistry.sol');
    const names = sources.flatMap((file) =>
      externalFunctions(read(`contracts/src/${file}`)).map((name) => `/contracts/src/${file}#${name}`),
    );
    expect(names.length).toBeGreaterThan(10);
    expect(missing(names, code)).toEqual([]);
  });
});

describe('the page of attacks', () => {
  const rows = readRows(read(ATTACKS));

  test('names nothing that is not there, and each patch beside its test', () => {
    expect(formatFindings(ATTACKS, rows.flatMap(check))).toEqual([]);
  });

  test.each([
    ...[
      'invented deposit',
      'too large',
      'unconfirmed',
      'reorganisation',
      'another account',
      'another contract',
    ],
    ...[
      'another chain',
      'Any field of a payment',
      'same money to two payees',
      'same payment twice, by two devices',
    ],
    ...[
      'Redirect',
      'Substitute the payee’s key',
      'Relay evidence',
      'Swallowed acknowledgement',
      'Swallowed rejection',
    ],
    ...['Reject, then redeliver', 'tampered copy for a signed rejection', 'payee key outside any enclave'],
    ...['old sealed state, with a counter', 'old sealed state, without a counter', 'Wrong measurement'],
    ...[
      'Unknown root',
      'Revoked key',
      'expired payment',
      'close to settleBy',
      'withdrawal that starves a payee',
    ],
    ...['Signing the end, then paying', 'planted to get its payee frozen', 'weapon against 100 payees'],
    ...['time wrong: backwards', 'time wrong: ahead', 'Supports that do not fit', 'Batch poisoning'],
    ...[
      'Signature malleability',
      'Replay across chains and contracts',
      'Reentrancy',
      'refuses ether or burns gas',
    ],
  ])('has a test and a planted bug for “%s”', (attack) => {
    const own = rows.filter((row) => row.cells.get('attack')?.includes(attack));
    expect(own).not.toEqual([]);
    for (const column of ['tests', 'mutants'] as const) {
      expect(own.flatMap((row) => namesIn(row, column))).not.toEqual([]);
    }
  });

  test('has a test for every attack', () => {
    const untested = rows.filter((row) => namesIn(row, 'tests').length === 0);
    expect(untested.map(({ line }) => line)).toEqual([]);
  });

  test('forgets no planted bug of test/mutants', () => {
    const named = new Set(rows.flatMap((row) => namesIn(row, 'mutants')));
    expect(mutants.filter((name) => !named.has(name))).toEqual([]);
  });

  test.each([...Array.from({ length: 9 }, (_, i) => `O${i + 1}`), ...['A1', 'A2', 'A3', 'A4', 'A5']])(
    'has an attack on rule %s, with a planted bug',
    (rule) => {
      const own = rows.filter((row) => row.cells.get('rule') === rule);
      expect(own.length).toBeGreaterThan(0);
      // A5 says how far the damage goes where no rule prevents it: there is nothing to take out.
      if (rule !== 'A5') expect(own.flatMap((row) => namesIn(row, 'mutants')).length).toBeGreaterThan(0);
    },
  );
});

describe('a wrong name is found', () => {
  const table = (code: string, tests = '–', mutants = '–'): string[] =>
    findings(
      `text\n\n| paper | code | tests | mutants |\n|---|---|---|---|\n| x | ${code} | ${tests} | ${mutants} |\n`,
    );

  test.each([
    ['a file', '`enclave/nothing.ts#transfer`', /does not exist/],
    ['a folder as a file', '`enclave#transfer`', /does not exist/],
    ['a function', '`enclave/transfer.ts#transfers`', /declares no transfers/],
    ['a name that only occurs inside', '`enclave/transfer.ts#debited`', /declares no debited/],
    ['an import', '`enclave/transfer.ts#sign`', /declares no sign/],
    ['a field', '`messages/payment.ts#paymentCodec.price`', /with price/],
    ['a function of a contract', '`/contracts/src/OfflineVault.sol#steal`', /declares no steal/],
    ['a field of a struct', '`/contracts/src/OfflineTypes.sol#Payment.price`', /with price/],
    ['no path at all', '`transfer`', /does not exist/],
    ['an empty cell', '', /column code is empty/],
  ])('%s', (_, code, problem) => {
    expect(table(code)).toEqual([expect.stringMatching(problem)]);
  });

  test.each([
    ['a title', '`enclave/pay.test.ts "resending gives other bytes"`', /has no test/],
    ['a group', '`enclave/pay.test.ts "O9 debit > resending gives the same bytes"`', /has no test/],
    ['part of a title', '`enclave/pay.test.ts "resending gives"`', /has no test/],
    ['a group in place of a test', '`enclave/pay.test.ts "O1 debit before release"`', /has no test/],
    ['a file without tests', '`enclave/transfer.ts "transfer"`', /no test file/],
    ['a Solidity test', '`/contracts/test/OfflineVaultSettle.t.sol "test_nothing"`', /has no test/],
    ['no title', '`enclave/pay.test.ts`', /no path "title"/],
  ])('%s', (_, tests, problem) => {
    expect(table('–', tests)).toEqual([expect.stringMatching(problem)]);
  });

  test('a mutant that is not there, or that another test catches', () => {
    expect(table('–', '–', '`no-such`')).toEqual([expect.stringMatching(/no-such\.patch does not exist/)]);
    const other = '`enclave/pay.test.ts "resending gives the same bytes"`';
    expect(table('–', other, '`signature-high-s`')).toEqual([
      expect.stringMatching(/which the row does not name/),
    ]);
    const own = '`/packages/crypto/src/secp256k1.test.ts "the twin with a high s is refused (EIP-2)"`';
    expect(table('–', own, '`signature-high-s`')).toEqual([]);
  });

  test('right names are right', () => {
    const good =
      '`enclave/transfer.ts#transfer`, `messages/payment.ts#paymentCodec.amount`, `/contracts/src/OfflineVault.sol`';
    expect(
      table(good, '`enclave/pay.test.ts "O1 debit before release > resending gives the same bytes"`'),
    ).toEqual([]);
    expect(readRows('| a | b |\n|---|---|\n| `x` | `y` |\n')).toEqual([]);
  });
});

test('a declaration is known by syntax, not by its text', () => {
  const source = `/** function ghost() */
export const codec = record({ amount: wei, 'odd-name': x });
type Way = 'left' | 'right';
class Box { value = 1; open() {} }
function run() { const inner = 'left'; }`;
  const { has } = typescript(source);
  expect(['codec', 'Way', 'Box', 'run', 'ghost', 'inner'].map((name) => has(name))).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
  expect([
    has('codec', 'amount'),
    has('codec', 'odd-name'),
    has('Way', 'right'),
    has('Box', 'open'),
    has('Way', 'up'),
  ]).toEqual([true, true, true, true, false]);
  expect(fieldsOf(source, 'codec')).toEqual(['amount', "'odd-name'"]);
  const contract = solidity(
    'contract A { // function ghost()\n struct S { uint88 amount; } enum E { One, Two } }',
  );
  expect([
    contract.has('ghost'),
    contract.has('S', 'amount'),
    contract.has('E', 'Two'),
    contract.has('S', 'Two'),
  ]).toEqual([false, true, true, false]);
  expect(
    externalFunctions(
      'function a() external {} function b() private {} function c(uint x)\n public view returns (uint) {}',
    ),
  ).toEqual(['a', 'c']);
  expect([...testTitles(`describe('g', () => { test('t', f); it.skip(\`u\`, f); })`)]).toEqual([
    't',
    'g > t',
    'u',
    'g > u',
  ]);
});
