import { describe, expect, test } from 'vitest';
import { MAINNET, REGTEST } from '../../chain/network.ts';
import { addressOf, scriptOfAddress } from './address.ts';
import { checksum, describeScript, parseDescriptor } from './descriptor.ts';
import { RpcError } from './error.ts';
import { hex } from './json.ts';
import { asm, typeOf } from './script.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
/** The generator of the curve. */
const KEY = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';

describe('scripts in words, as Core shows them', () => {
  test.each([
    [
      '76a914751e76e8199196d454941c45d1b3a323f1433bd688ac',
      'OP_DUP OP_HASH160 751e76e8199196d454941c45d1b3a323f1433bd6 OP_EQUALVERIFY OP_CHECKSIG',
      'pubkeyhash',
    ],
    [
      'a914751e76e8199196d454941c45d1b3a323f1433bd687',
      'OP_HASH160 751e76e8199196d454941c45d1b3a323f1433bd6 OP_EQUAL',
      'scripthash',
    ],
    [
      '0014751e76e8199196d454941c45d1b3a323f1433bd6',
      '0 751e76e8199196d454941c45d1b3a323f1433bd6',
      'witness_v0_keyhash',
    ],
    [`0020${'ab'.repeat(32)}`, `0 ${'ab'.repeat(32)}`, 'witness_v0_scripthash'],
    [`5120${'ab'.repeat(32)}`, `1 ${'ab'.repeat(32)}`, 'witness_v1_taproot'],
    [`5220${'ab'.repeat(32)}`, `2 ${'ab'.repeat(32)}`, 'witness_unknown'],
    ['51024e73', '1 29518', 'anchor'],
    ['6a', 'OP_RETURN', 'nulldata'],
    ['6a0548656c6c6f', 'OP_RETURN 48656c6c6f', 'nulldata'],
    [`21${KEY}ac`, `${KEY} OP_CHECKSIG`, 'pubkey'],
    [`5121${KEY}21${KEY}52ae`, `1 ${KEY} ${KEY} 2 OP_CHECKMULTISIG`, 'multisig'],
    ['029000b275', '144 OP_CHECKSEQUENCEVERIFY OP_DROP', 'nonstandard'],
    ['0181', '-1', 'nonstandard'],
    ['4f60', '-1 16', 'nonstandard'],
    ['0500', '[error]', 'nonstandard'],
    ['4dffff', '[error]', 'nonstandard'],
    ['ff', 'OP_UNKNOWN', 'nonstandard'],
    ['', '', 'nonstandard'],
    ['ba', 'OP_CHECKSIGADD', 'nonstandard'],
    ['63516867', 'OP_IF 1 OP_ENDIF OP_ELSE', 'nonstandard'],
  ])('%s', (script, words, type) => {
    expect(asm(bytes(script))).toBe(words);
    expect(typeOf(bytes(script))).toBe(type);
  });

  test('a signature shows what it signs', () => {
    const signature = `3006${'020101'}${'020101'}`;
    expect(asm(bytes(`09${signature}01`), true)).toBe(`${signature}[ALL]`);
    expect(asm(bytes(`09${signature}83`), true)).toBe(`${signature}[SINGLE|ANYONECANPAY]`);
    expect(asm(bytes(`09${signature}01`))).toBe(`${signature}01`);
  });
});

describe('addresses', () => {
  test.each([
    ['BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4', '0014751e76e8199196d454941c45d1b3a323f1433bd6'],
    ['bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0', `5120${KEY.slice(2)}`],
    ['bc1sw50qgdz25j', '6002751e'],
    ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', '76a91477bff20c60e522dfaa3350c39b030a5d004e839a88ac'],
    ['3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy', 'a914b472a266d0bd89c13706a4132ccfb16f7c3b9fcb87'],
  ])('%s', (address, script) => {
    expect(hex(scriptOfAddress(address, MAINNET)!)).toBe(script);
    expect(addressOf(bytes(script), MAINNET)?.toLowerCase()).toBe(address.toLowerCase());
    expect(scriptOfAddress(address, REGTEST)).toBeUndefined();
  });

  // BIP350's list of invalid ones, and some of our own.
  test.each([
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd',
    'BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL',
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh',
    'bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4',
    'BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R',
    'bc1pw5dgrnzv',
    'BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P',
    'bc1gmk9yu',
    '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3',
    '',
    'a'.repeat(10_000),
  ])('%s is none', (address) => expect(scriptOfAddress(address, MAINNET)).toBeUndefined());
});

describe('descriptors', () => {
  test('the checksum of BIP380', () => {
    expect(checksum('raw(deadbeef)')).toBe('89f8spxm');
    expect(checksum('raw(dead\u00fcbeef)')).toBeUndefined();
  });

  test.each([
    [`pk(${KEY})`, `21${KEY}ac`],
    [`pkh(${KEY})`, '76a914751e76e8199196d454941c45d1b3a323f1433bd688ac'],
    [`wpkh(${KEY})`, '0014751e76e8199196d454941c45d1b3a323f1433bd6'],
    [`sh(wpkh(${KEY}))`, 'a914bcfeb728b584253d5f3f70bcb780e9ef218a68f487'],
    [`rawtr(${KEY.slice(2)})`, `5120${KEY.slice(2)}`],
    // BIP86's tweak of the generator.
    [`tr(${KEY.slice(2)})`, '5120da4710964f7852695de2da025290e24af6d8c281de5a0b902b7135fd9fd74d21'],
    ['raw(deadbeef)#89f8spxm', 'deadbeef'],
    ['addr(bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080)', '0014751e76e8199196d454941c45d1b3a323f1433bd6'],
  ])('%s', async (text, script) => {
    const { script: found, descriptor } = await parseDescriptor(text, REGTEST);
    expect(hex(found)).toBe(script);
    expect(descriptor.slice(0, -9)).toBe(text.split('#')[0]);
  });

  test('an inferred descriptor is read back', async () => {
    for (const script of [
      `5120${KEY.slice(2)}`,
      `21${KEY}ac`,
      '0014751e76e8199196d454941c45d1b3a323f1433bd6',
      '029000b275',
    ]) {
      expect(hex((await parseDescriptor(describeScript(bytes(script), REGTEST), REGTEST)).script)).toBe(
        script,
      );
    }
  });

  test.each([
    'raw(deadbeef)#89f8spxn',
    'raw(deadbee)',
    'raw(deadbeef)#89f8spxm#',
    `wpkh(xpub${'a'.repeat(100)}/0/*)`,
    `wpkh(02${'ff'.repeat(32)})`,
    `tr(${KEY},pk(${KEY}))`,
    `tr(${'ff'.repeat(32)})`,
    'addr(bcrt1qw508)',
    'sh(pkh(1))',
    'combo(1)',
    '',
    'ü',
  ])('%s is refused', async (text) => {
    await expect(parseDescriptor(text, REGTEST)).rejects.toMatchObject({ name: 'RpcError', code: -5 });
    await expect(parseDescriptor(text, REGTEST)).rejects.toBeInstanceOf(RpcError);
  });
});
