import { decode, encode, fixed, list, record, uint } from '@coffer/core/codec';
import { seal, unseal } from '@coffer/crypto/aead';
import { keccak256 } from '@coffer/crypto/hash';
import { address, recover, sign } from '@coffer/crypto/secp256k1';
import type { BenchOptions, Figure } from './figure.ts';
import { microseconds, significant } from './measure.ts';

/** A record of the size of a payment with four supports. */
const payment = record({
  payer: fixed(20),
  payee: fixed(20),
  amount: uint(88),
  serial: uint(64),
  supports: list(fixed(32), 16),
});

/** What every payment is made of: the canonical codec, hashing, sealing, signing and recovering. */
export async function figures(options: BenchOptions): Promise<readonly Figure[]> {
  const key = new Uint8Array(32).fill(7);
  const digest = keccak256(key);
  const value = {
    payer: address(key),
    payee: address(digest),
    amount: 5n * 10n ** 17n,
    serial: 41n,
    supports: Array.from({ length: 4 }, () => digest),
  };
  const bytes = encode(payment, value);
  const signature = sign(key, digest);
  const nonce = new Uint8Array(12);
  const kibibyte = new Uint8Array(1024);
  const sealed = seal(key, nonce, kibibyte, digest);
  const figure = (name: string, body: () => unknown, reference?: number): Figure => ({
    name,
    value: significant(microseconds(body, options)),
    unit: 'us',
    ...(reference === undefined ? {} : { reference }),
  });
  return [
    figure('codec encode payment', () => encode(payment, value)),
    figure('codec decode payment', () => decode(payment, bytes)),
    figure('keccak256 of 32 bytes', () => keccak256(digest)),
    figure('keccak256 of 1 KiB', () => keccak256(kibibyte)),
    figure('sign', () => sign(key, digest), 75),
    figure('recover', () => recover(signature, digest), 120),
    figure('seal 1 KiB', () => seal(key, nonce, kibibyte, digest)),
    figure('unseal 1 KiB', () => unseal(key, sealed, digest)),
    { name: 'payment, encoded', value: bytes.length, unit: 'bytes' },
  ];
}
