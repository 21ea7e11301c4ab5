import { createECDH, createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { type Bytes, concat, fromBytesBE, toBytesBE, utf8 } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import { base58check } from '@scure/base';
import type { BitcoinNetwork } from '../chain/network.ts';
import { addressOf } from './rpc/address.ts';

/**
 * Keys that everybody knows, funded on every new chain: BIP32 from the phrase that development chains of Ethereum use, at
 * the places where wallets look (BIP84). With the machine's own cryptography: a chain starts before a library is loaded.
 */

/** The phrase. Any wallet that takes it shows the accounts. */
export const MNEMONIC = 'test test test test test test test test test test test junk';

/** A key with its two addresses. */
export interface Account {
  /** 32 bytes. */
  readonly secret: Bytes;
  /** For wallets to import. */
  readonly wif: string;
  /** P2WPKH (BIP84). */
  readonly segwit: string;
  /** P2TR of the same key, without scripts (BIP86's tweak). */
  readonly taproot: string;
  readonly segwitScript: Bytes;
  readonly taprootScript: Bytes;
}

const ORDER = 0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n;
const HARDENED = 0x8000_0000;

interface Node {
  readonly secret: Bytes;
  readonly chainCode: Bytes;
}

function publicKeyOf(secret: Bytes): Bytes {
  const curve = createECDH('secp256k1');
  curve.setPrivateKey(secret);
  return new Uint8Array(curve.getPublicKey(null, 'compressed'));
}

function plus(secret: Bytes, tweak: Bytes): Bytes {
  return toBytesBE((fromBytesBE(secret) + fromBytesBE(tweak)) % ORDER, 32);
}

/** BIP32. That a child does not exist happens once in 2^127 times, and not to these. */
function child({ secret, chainCode }: Node, index: number): Node {
  const front = index >= HARDENED ? concat(Uint8Array.of(0), secret) : publicKeyOf(secret);
  const whole = new Uint8Array(
    createHmac('sha512', chainCode)
      .update(front)
      .update(toBytesBE(BigInt(index), 4))
      .digest(),
  );
  return { secret: plus(secret, whole.subarray(0, 32)), chainCode: whole.subarray(32) };
}

/**
 * The secret key of a phrase (BIP39, without a passphrase) at a path (BIP32).
 * @param path such as `84'/1'/0'/0/0`
 */
export function secretAt(mnemonic: string, path: string): Bytes {
  const seed = pbkdf2Sync(mnemonic, 'mnemonic', 2_048, 64, 'sha512');
  const root = new Uint8Array(createHmac('sha512', 'Bitcoin seed').update(seed).digest());
  let node: Node = { secret: root.subarray(0, 32), chainCode: root.subarray(32) };
  for (const step of path.split('/')) {
    node = child(node, Number.parseInt(step, 10) + (step.endsWith("'") ? HARDENED : 0));
  }
  return node.secret;
}

function tagged(tag: string, ...parts: readonly Bytes[]): Bytes {
  const prefix = sha256(utf8(tag));
  return sha256(prefix, prefix, ...parts);
}

/** The account of a secret key. */
export function accountOf(secret: Bytes, network: BitcoinNetwork): Account {
  const key = publicKeyOf(secret);
  const hash = new Uint8Array(createHash('ripemd160').update(sha256(key)).digest());
  const segwitScript = concat(Uint8Array.of(0, 20), hash);
  // BIP341: the output key is that of the secret whose point has an even y, plus the tweak.
  const even = key[0] === 2 ? secret : toBytesBE(ORDER - fromBytesBE(secret), 32);
  const output = publicKeyOf(plus(even, tagged('TapTweak', key.subarray(1)))).subarray(1);
  const taprootScript = concat(Uint8Array.of(0x51, 32), output);
  return {
    secret,
    wif: base58check(sha256).encode(concat(Uint8Array.of(network.wif), secret, Uint8Array.of(1))),
    segwit: addressOf(segwitScript, network)!,
    taproot: addressOf(taprootScript, network)!,
    segwitScript,
    taprootScript,
  };
}

/** Most accounts of a chain. */
export const MAX_ACCOUNTS = 100;

/** The first `count` accounts. */
export function devAccounts(count: number, network: BitcoinNetwork): Account[] {
  return Array.from({ length: count }, (_, i) => accountOf(secretAt(MNEMONIC, `84'/1'/0'/0/${i}`), network));
}

/** Whom blocks are mined for when nobody else is named, and who pays what is asked of the faucet. */
export function minerAccount(network: BitcoinNetwork): Account {
  return accountOf(secretAt(MNEMONIC, "84'/1'/1'/0/0"), network);
}
