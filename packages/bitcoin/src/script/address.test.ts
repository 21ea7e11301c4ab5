import { fromHex, toHex } from '@coffer/core/bytes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAINNET, REGTEST, TESTNET } from '../chain/network.ts';
import { BitcoinError } from '../encoding/error.ts';
import { addressOf, decodeWif, encodeWif, scriptOf } from './address.ts';
import { coinScript } from './deposit.ts';
import { publicKeyOf } from './keys.ts';

const hex = (bytes: Uint8Array) => toHex(bytes).slice(2);

describe('BIP173 and BIP350', () => {
  test.each([
    ['BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4', '0014751e76e8199196d454941c45d1b3a323f1433bd6'],
    [
      'tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7',
      '00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262',
    ],
    [
      'bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y',
      '5128751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6',
    ],
    ['BC1SW50QGDZ25J', '6002751e'],
    ['bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs', '5210751e76e8199196d454941c45d1b3a323'],
    [
      'tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy',
      '0020000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433',
    ],
    [
      'tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c',
      '5120000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433',
    ],
    [
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
      '512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
    ],
  ])('%s', (address, script) => {
    const network = address.toLowerCase().startsWith('bc') ? MAINNET : TESTNET;
    expect(hex(scriptOf(network, address))).toBe(script);
    expect(addressOf(network, fromHex(script))).toBe(address.toLowerCase());
  });

  test.each([
    'tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty',
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd',
    'tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf',
    'BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL',
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh',
    'tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47',
    'bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4',
    'BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R',
    'bc1pw5dgrnzv',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav',
    'BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P',
    'tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf',
    'tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j',
    'bc1gmk9yu',
    '',
    '1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH',
  ])('refuses %s', (address) => {
    const network = address.toLowerCase().startsWith('tb') ? TESTNET : MAINNET;
    expect(() => scriptOf(network, address)).toThrow(BitcoinError);
  });
});

test('an address of another network is refused by its name', () => {
  const script = coinScript('p2tr', publicKeyOf(new Uint8Array(32).fill(7)));
  expect(() => scriptOf(MAINNET, addressOf(REGTEST, script))).toThrow(/belongs to regtest, not to mainnet/);
  expect(() => scriptOf(REGTEST, addressOf(MAINNET, script))).toThrow(/belongs to mainnet, not to regtest/);
  expect(() => scriptOf(TESTNET, addressOf(REGTEST, script))).toThrow(/belongs to regtest, not to testnet/);
  expect(scriptOf(REGTEST, addressOf(REGTEST, script))).toEqual(script);
});

test('only segwit scripts have an address', () => {
  for (const script of [
    '',
    '00',
    '6a',
    '76a914751e76e8199196d454941c45d1b3a323f1433bd688ac',
    '0015751e76e8199196d454941c45d1b3a323f1433bd600',
  ])
    expect(() => addressOf(MAINNET, fromHex(script))).toThrow(BitcoinError);
});

test('BIP86: the first address of the test mnemonic', () => {
  const script = coinScript(
    'p2tr',
    fromHex('02cc8a4bc64d897bddc5fbc2f670f7a8ba0b386779106cf1223c6fc5d7cd6fc115'),
  );
  expect(hex(script)).toBe('5120a60869f0dbcf1dc659c9cecbaf8050135ea9e8cdc487053f1dc6880949dc684c');
  expect(addressOf(MAINNET, script)).toBe('bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr');
});

test('BIP173: P2WPKH of the generator', () => {
  const script = coinScript(
    'p2wpkh',
    fromHex('0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'),
  );
  expect(addressOf(MAINNET, script)).toBe('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4');
});

describe('wallet import format', () => {
  const secret = fromHex('0c28fca386c7a227600b2fe50b7cae11ec86d3bf1fbe471be89827e19d72aa1d');
  const text = 'KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617';

  test('the known key', () => {
    expect(encodeWif(MAINNET, secret)).toBe(text);
    expect(decodeWif(MAINNET, text)).toEqual(secret);
    expect(decodeWif(REGTEST, encodeWif(REGTEST, secret))).toEqual(secret);
  });

  test('a key of another network, mistyped, or uncompressed, is refused', () => {
    expect(() => decodeWif(REGTEST, text)).toThrow(/belongs to mainnet/);
    expect(() => decodeWif(MAINNET, text.replace('K', 'L'))).toThrow(/character/);
    expect(() => decodeWif(MAINNET, '5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ')).toThrow(
      /compressed/,
    );
    expect(() => encodeWif(MAINNET, new Uint8Array(32))).toThrow(BitcoinError);
  });
});

test('any text gives a script or a typed error, and so does any key', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 120 }),
    fc.string({ maxLength: 80 }).map((tail) => `bcrt1${tail}`),
    fc
      .tuple(
        fc.uint8Array({ minLength: 20, maxLength: 32 }),
        fc.nat(80),
        fc.constantFrom(...'qpzry9x8gf2tvdw0s3jn54khce6mua7l'),
      )
      .map(([program, at, letter]) => {
        const address = addressOf(REGTEST, fromHex(`51${(32).toString(16)}${hex(program).padEnd(64, '0')}`));
        return address.slice(0, at) + letter + address.slice(at + 1);
      }),
  );
  const read = (value: string) => {
    for (const act of [() => scriptOf(REGTEST, value), () => decodeWif(REGTEST, value)]) {
      try {
        act();
      } catch (error) {
        if (!(error instanceof BitcoinError)) throw error;
      }
    }
  };
  fc.assert(fc.property(text, read), { seed: 1, numRuns: 5_000 });
});
