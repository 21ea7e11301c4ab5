import { type Bytes, concat } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import { base58check, bech32, bech32m } from '@scure/base';
import { type BitcoinNetwork, MAINNET, REGTEST, TESTNET } from '../chain/network.ts';
import { BitcoinError } from '../encoding/error.ts';
import { publicKeyOf } from './keys.ts';

/** What people type and read: segwit addresses (BIP173, BIP350) and secret keys in wallet import format. */

const NETWORKS: readonly BitcoinNetwork[] = [MAINNET, TESTNET, REGTEST];
/** BIP173: an address is at most so long. */
const MAX_ADDRESS = 90;
const OP_1 = 0x51;

/** A segwit output's version and program. */
interface Program {
  readonly version: number;
  readonly program: Bytes;
}

function bad(message: string, next?: string): BitcoinError {
  return new BitcoinError('BITCOIN_ADDRESS', message, next === undefined ? {} : { next });
}

/** BIP141, BIP350: version 0 to 16, 2 to 40 bytes, 20 or 32 for version 0. */
function isProgram({ version, program }: Program): boolean {
  if (version > 16 || program.length < 2 || program.length > 40) return false;
  return version !== 0 || program.length === 20 || program.length === 32;
}

function programOf(script: Bytes): Program | undefined {
  const [first, length] = script;
  if (first === undefined || length !== script.length - 2) return undefined;
  if (first !== 0 && (first < OP_1 || first > OP_1 + 15)) return undefined;
  const found = { version: first === 0 ? 0 : first - OP_1 + 1, program: script.subarray(2) };
  return isProgram(found) ? found : undefined;
}

/** The address of a segwit output script on a network. @throws BitcoinError `BITCOIN_ADDRESS` for other scripts */
export function addressOf(network: BitcoinNetwork, script: Bytes): string {
  const found = programOf(script);
  if (found === undefined) throw bad('Only segwit scripts have an address here.');
  const words = bech32.toWords(found.program);
  return (found.version === 0 ? bech32 : bech32m).encode(network.bech32, [found.version, ...words]);
}

function decodeWords(text: string): {
  readonly prefix: string;
  readonly words: readonly number[];
  m: boolean;
} {
  const plain = bech32.decodeUnsafe(text, MAX_ADDRESS);
  if (plain !== undefined) return { ...plain, m: false };
  const modified = bech32m.decodeUnsafe(text, MAX_ADDRESS);
  if (modified !== undefined) return { ...modified, m: true };
  throw bad('This is not a segwit address, or a character of it is wrong.', 'Copy the address again.');
}

/**
 * The output script that an address stands for.
 * @throws BitcoinError `BITCOIN_ADDRESS`: mistyped, of another kind, or of another network, which is named
 */
export function scriptOf(network: BitcoinNetwork, address: string): Bytes {
  if (address.length > MAX_ADDRESS) throw bad('No segwit address is so long.');
  const { prefix, words, m } = decodeWords(address);
  if (prefix !== network.bech32) {
    const other = NETWORKS.find(({ bech32: name }) => name === prefix);
    throw bad(
      `This address belongs to ${other?.name ?? `another chain (“${prefix}”)`}, not to ${network.name}.`,
      `Use an address that begins with ${network.bech32}1.`,
    );
  }
  const [version, ...data] = words;
  const program = bech32.fromWordsUnsafe(data);
  if (version === undefined || !program || !isProgram({ version, program }) || m !== version > 0) {
    throw bad('This is not a segwit address.', 'Copy the address again.');
  }
  return concat(Uint8Array.of(version === 0 ? 0 : OP_1 + version - 1, program.length), program);
}

const checked = base58check(sha256);

/** A secret key (32 bytes, of a compressed public key) as wallets import it. @throws BitcoinError `BITCOIN_KEY` */
export function encodeWif(network: BitcoinNetwork, secret: Bytes): string {
  publicKeyOf(secret);
  return checked.encode(concat(Uint8Array.of(network.wif), secret, Uint8Array.of(1)));
}

/**
 * The secret key of a wallet's text. Test networks share one form.
 * @throws BitcoinError `BITCOIN_ADDRESS` when mistyped, uncompressed or of another network; `BITCOIN_KEY`
 */
export function decodeWif(network: BitcoinNetwork, text: string): Bytes {
  let bytes: Bytes;
  try {
    bytes = checked.decode(text.slice(0, MAX_ADDRESS));
  } catch {
    throw bad('This is not a secret key, or a character of it is wrong.', 'Copy the key again.');
  }
  if (bytes.length !== 34 || bytes[33] !== 1)
    throw bad('This is not the secret key of a compressed public key.');
  if (bytes[0] !== network.wif) {
    const other = NETWORKS.find(({ wif }) => wif === bytes[0]);
    throw bad(`This key belongs to ${other?.name ?? 'another chain'}, not to ${network.name}.`);
  }
  const secret = bytes.subarray(1, 33);
  publicKeyOf(secret);
  return secret;
}
