import { type Bytes, concat } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import { base58check, bech32, bech32m } from '@scure/base';
import type { BitcoinNetwork } from '../../chain/network.ts';
import { RPC, RpcError } from './error.ts';
import { hex } from './json.ts';
import { typeOf, witnessProgram } from './script.ts';

/** Addresses of every kind that wallets use, the legacy ones too (BIP13, BIP173, BIP350). */

const checked = base58check(sha256);
/** Longer ones are none. */
const MAX_ADDRESS = 90;

/** The address of an output's script, when there is one for its kind. */
export function addressOf(script: Bytes, network: BitcoinNetwork): string | undefined {
  const witness = witnessProgram(script);
  if (witness !== undefined) {
    const { version, program } = witness;
    if (version === 0 && program.length !== 20 && program.length !== 32) return undefined;
    return (version === 0 ? bech32 : bech32m).encode(network.bech32, [version, ...bech32.toWords(program)]);
  }
  switch (typeOf(script)) {
    case 'pubkeyhash':
      return checked.encode(concat(Uint8Array.of(network.pubKeyHash), script.subarray(3, 23)));
    case 'scripthash':
      return checked.encode(concat(Uint8Array.of(network.scriptHash), script.subarray(2, 22)));
    default:
      return undefined;
  }
}

function segwitScript(address: string, network: BitcoinNetwork): Bytes | undefined {
  const plain = bech32.decodeUnsafe(address, MAX_ADDRESS);
  const decoded = plain ?? bech32m.decodeUnsafe(address, MAX_ADDRESS);
  if (decoded === undefined || decoded.prefix !== network.bech32) return undefined;
  const [version, ...words] = decoded.words;
  const program = bech32.fromWordsUnsafe(words);
  if (version === undefined || version > 16 || !program) return undefined;
  const fits =
    version === 0 ? [20, 32].includes(program.length) : program.length >= 2 && program.length <= 40;
  if (!fits || (version === 0) !== (plain !== undefined)) return undefined;
  return concat(Uint8Array.of(version === 0 ? 0 : 0x50 + version, program.length), program);
}

function legacyScript(address: string, network: BitcoinNetwork): Bytes | undefined {
  try {
    const bytes = checked.decode(address);
    if (bytes.length !== 21) return undefined;
    const hash = hex(bytes.subarray(1));
    if (bytes[0] === network.pubKeyHash) return new Uint8Array(Buffer.from(`76a914${hash}88ac`, 'hex'));
    return bytes[0] === network.scriptHash ? new Uint8Array(Buffer.from(`a914${hash}87`, 'hex')) : undefined;
  } catch {
    return undefined;
  }
}

/** The output script of an address, or nothing when it is none of this network. */
export function scriptOfAddress(address: string, network: BitcoinNetwork): Bytes | undefined {
  if (address.length > MAX_ADDRESS) return undefined;
  return segwitScript(address, network) ?? legacyScript(address, network);
}

/** The output script of an address. @throws RpcError -5 */
export function mustBeAddress(address: string, network: BitcoinNetwork, message: string): Bytes {
  const script = scriptOfAddress(address, network);
  if (script === undefined) throw new RpcError(RPC.address, message);
  return script;
}
