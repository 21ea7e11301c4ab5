import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { type Bytes, fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { address, isSecret } from '@coffer/crypto/secp256k1';
import { AppError } from '../config/error.ts';
import { readText, writeWhole } from '../config/files.ts';

/** The key that pays for transactions. It holds only what was sent to it; the account's money is in the vault. */
export interface GasKey {
  readonly secret: Bytes;
  readonly address: Hex;
}

function invalid(file: string, message: string): AppError {
  return new AppError('CONFIG_INVALID', `The key in ${file} ${message}.`, {
    next: 'The file has 64 hexadecimal digits and is readable by its owner only (chmod 600).',
  });
}

/** Loads the gas key; a wallet’s own is made when it is not there yet. @throws AppError `CONFIG_INVALID` */
export function loadGasKey(own: string, configured: string | undefined): GasKey {
  const file = configured ?? own;
  let text = readText(file, 200)?.trim();
  if (text === undefined) {
    if (configured !== undefined) throw invalid(file, 'is not there');
    let secret: Bytes;
    do secret = new Uint8Array(randomBytes(32));
    while (!isSecret(secret));
    text = toHex(secret).slice(2);
    writeWhole(file, `${text}\n`);
  }
  const secret = secretOf(file, text);
  return { secret, address: toHex(address(secret)) };
}

/** The key in a file that only its owner can read. @throws AppError `CONFIG_INVALID` */
export function readSecret(file: string): Bytes {
  const text = readText(file, 200)?.trim();
  if (text === undefined) throw invalid(file, 'is not there');
  return secretOf(file, text);
}

function secretOf(file: string, text: string): Bytes {
  if ((statSync(file).mode & 0o077) !== 0) throw invalid(file, 'can be read by others');
  if (!/^(0x)?[0-9a-fA-F]{64}$/.test(text)) throw invalid(file, 'is not a key');
  const secret = fromHex(text.toLowerCase(), 32);
  if (!isSecret(secret)) throw invalid(file, 'is not a key');
  return secret;
}
