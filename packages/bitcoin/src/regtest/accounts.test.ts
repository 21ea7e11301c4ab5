import { WIF } from '@scure/btc-signer';
import { getAddress } from '@scure/btc-signer/payment.js';
import { describe, expect, test } from 'vitest';
import { MAINNET, REGTEST } from '../chain/network.ts';
import { accountOf, devAccounts, minerAccount, secretAt } from './accounts.ts';

/** BIP84's test vectors. */
const ABANDON = `${'abandon '.repeat(11)}about`;
const LIKE_REGTEST = { bech32: 'bcrt', pubKeyHash: 0x6f, scriptHash: 0xc4, wif: 0xef };

describe('development keys', () => {
  test('are derived as BIP39, BIP32 and BIP84 say', () => {
    const account = accountOf(secretAt(ABANDON, "84'/0'/0'/0/0"), { ...MAINNET });
    expect(account.wif).toBe('KyZpNDKnfs94vbrwhJneDi77V6jF64PWPF8x5cdJb8ifgg2DUc9d');
    expect(account.segwit).toBe('bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu');
    const second = accountOf(secretAt(ABANDON, "84'/0'/0'/0/1"), MAINNET);
    expect(second.segwit).toBe('bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g');
  });

  test('have the taproot address of BIP86', () => {
    const account = accountOf(secretAt(ABANDON, "86'/0'/0'/0/0"), MAINNET);
    expect(account.taproot).toBe('bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr');
  });

  test('another library finds the same addresses and the same text for wallets', () => {
    for (const account of [...devAccounts(10, REGTEST), minerAccount(REGTEST)]) {
      expect(getAddress('wpkh', account.secret, LIKE_REGTEST)).toBe(account.segwit);
      expect(getAddress('tr', account.secret, LIKE_REGTEST)).toBe(account.taproot);
      expect(WIF(LIKE_REGTEST).decode(account.wif)).toEqual(account.secret);
    }
  });
});
