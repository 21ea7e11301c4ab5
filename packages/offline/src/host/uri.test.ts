import { wei } from '@coffer/core/amount';
import { toHex } from '@coffer/core/bytes';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testWorld } from '../testing/world.ts';
import { WalletError } from './error.ts';
import { formatRequest, MAX_MEMO, MAX_URI, parseRequest } from './uri.ts';

const { network, wallets } = testWorld(['payee', 'other']);
const { certificate, account } = wallets[0]!;
const VAULT = toHex(network.vault);
const ACCOUNT = toHex(account);
const BASE = `ethereum:${VAULT}@31337/deposit?address=${ACCOUNT}`;

function codeOf(text: string): string {
  try {
    parseRequest(network, text);
    return 'none';
  } catch (error) {
    if (!(error instanceof WalletError)) throw error;
    return error.code;
  }
}

test('a request says the same after the way through its URI', () => {
  fc.assert(
    fc.property(
      fc.option(fc.bigInt(1n, (1n << 88n) - 1n), { nil: undefined }),
      fc.option(fc.string({ maxLength: 80, unit: 'grapheme' }), { nil: undefined }),
      fc.boolean(),
      (amount, memo, certified) => {
        const request = {
          account,
          ...(amount === undefined ? {} : { amount: wei(amount) }),
          ...(memo === undefined ? {} : { memo: memo.slice(0, MAX_MEMO) }),
          ...(certified ? { certificate } : {}),
        };
        expect(parseRequest(network, formatRequest(network, request))).toEqual(request);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

test('a wallet that knows only ERC-681 sees a deposit to the payee’s account', () => {
  const uri = formatRequest(network, { account, amount: wei(5n), certificate });
  expect(uri.startsWith(`ethereum:${VAULT}@31337/deposit?address=${ACCOUNT}&value=5&`)).toBe(true);
});

test('amounts are exact, with and without exponent', () => {
  const amount = (value: string) => parseRequest(network, `${BASE}&value=${value}`).amount;
  expect(amount('2.014e18')).toBe(2_014_000_000_000_000_000n);
  expect(amount('1e18')).toBe(10n ** 18n);
  expect(amount('0.000000000000000001e18')).toBe(1n);
  expect(amount('9007199254740993')).toBe(9_007_199_254_740_993n);
  for (const bad of [
    '0',
    '-1',
    '1.5',
    '',
    '.',
    'e18',
    '1e-3',
    '1e99',
    '0x10',
    '1,5',
    '1e27',
    'NaN',
    `${1n << 88n}`,
  ]) {
    expect(codeOf(`${BASE}&value=${bad}`), bad).toBe('REQUEST_AMOUNT');
  }
});

test.each([
  [
    'lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4js',
    'REQUEST_UNSUPPORTED',
  ],
  ['lightning:LNBC1PVJLUEZPP5QQQSYQ', 'REQUEST_UNSUPPORTED'],
  [
    'lno1pqps7sjqpgtyzm3qv4uxzmtsd3jjqer9wd3hy6tsw35k7msjzfpy7nz5yqcnygrfdej82um5wf5k2uckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg',
    'REQUEST_UNSUPPORTED',
  ],
  [
    'lnurl1dp68gurn8ghj7um9wfmxjcm99e3k7mf0v9cxj0m385ekvcenxc6r2c35xvukxefcv5mkvv34x5ekzd3ev56nyd3hxqurzepexejxxepnxscrvwfnv9nxzcn9xq6xyefhvgcxxcmyxymnserxfq5fns',
    'REQUEST_UNSUPPORTED',
  ],
  ['cashuBo2FteCJodHRwczovL21pbnQ', 'REQUEST_UNSUPPORTED'],
  ['creqApWF0gaNhdGVub3N0cmFheKlucHJvZmlsZTE', 'REQUEST_UNSUPPORTED'],
  ['bitcoin:bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq?amount=1', 'REQUEST_UNSUPPORTED'],
  ['bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', 'REQUEST_UNSUPPORTED'],
  [ACCOUNT, 'REQUEST_PLAIN_ADDRESS'],
  [`ethereum:${ACCOUNT}`, 'REQUEST_PLAIN_ADDRESS'],
  [`ethereum:${ACCOUNT}@31337?value=1`, 'REQUEST_PLAIN_ADDRESS'],
  [`ethereum:${VAULT}@1/deposit?address=${ACCOUNT}`, 'REQUEST_OTHER_CHAIN'],
  [`ethereum:${ACCOUNT}@31337/deposit?address=${ACCOUNT}`, 'REQUEST_OTHER_VAULT'],
  [`${BASE}&req-tip=5`, 'REQUEST_UNKNOWN_REQUIREMENT'],
  [`${BASE}&address=${ACCOUNT}`, 'REQUEST_SYNTAX'],
  [`${BASE}&coffer-memo=%ZZ`, 'REQUEST_SYNTAX'],
  [`${BASE}&coffer-certificate=AAAA`, 'REQUEST_SYNTAX'],
  [`ethereum:${VAULT}@31337/transfer?address=${ACCOUNT}`, 'REQUEST_SYNTAX'],
  [`ethereum:${VAULT}/deposit?address=${ACCOUNT}`, 'REQUEST_SYNTAX'],
  [`ethereum:vault.eth@31337/deposit?address=${ACCOUNT}`, 'REQUEST_SYNTAX'],
  [`ethereum:${VAULT}@31337/deposit`, 'REQUEST_SYNTAX'],
  ['', 'REQUEST_SYNTAX'],
  ['x'.repeat(MAX_URI + 1), 'REQUEST_SYNTAX'],
])('%.40s is refused as %s', (text, code) => {
  expect(codeOf(text)).toBe(code);
});

test('an unknown optional parameter does no harm', () => {
  expect(codeOf(`${BASE}&gas=21000&colour=blue`)).toBe('none');
});

test('a certificate of another account is refused: the money would go elsewhere than the plain part says', () => {
  const swapped = formatRequest(network, { account, certificate: wallets[1]!.certificate });
  expect(codeOf(swapped)).toBe('REQUEST_SYNTAX');
});

test('10,000 damaged URIs: typed errors only', () => {
  const uri = formatRequest(network, { account, amount: wei(10n ** 18n), certificate, memo: 'two coffees' });
  fc.assert(
    fc.property(
      fc.nat(uri.length),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.nat(12),
      (at, insert, remove) => {
        codeOf(uri.slice(0, at) + insert + uri.slice(at + remove));
      },
    ),
    { seed: 5, numRuns: 8_000 },
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      codeOf(text);
      expect(codeOf(`ethereum:${text}`)).not.toBe('none');
    }),
    { seed: 6, numRuns: 2_000 },
  );
});
