import { type Bytes, concat } from '@coffer/core/bytes';
import type { BitcoinNetwork } from '../../chain/network.ts';
import { addressOf, mustBeAddress } from './address.ts';
import { notFound } from './error.ts';
import { hex } from './json.ts';
import { typeOf } from './script.ts';

/** Output descriptors (BIP380 ff.), as far as they need no key derivation: one address, script or key each. */

const INPUT =
  '0123456789()[],\'/*abcdefgh@:$%{}IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~ijklmnopqrstuvwxyzABCDEFGH`#"\\ ';
const CHECKSUM = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0xf5dee51989n, 0xa9fdca3312n, 0x1bab10e32dn, 0x3706b1677an, 0x644d626ffdn];

function polymod(sum: bigint, value: number): bigint {
  const top = sum >> 35n;
  let next = ((sum & 0x7ffffffffn) << 5n) ^ BigInt(value);
  GENERATOR.forEach((generator, i) => {
    if ((top >> BigInt(i)) & 1n) next ^= generator;
  });
  return next;
}

/** The checksum of a descriptor (BIP380): 8 characters; nothing when it has characters that none may have. */
export function checksum(descriptor: string): string | undefined {
  let sum = 1n;
  let group = 0;
  let count = 0;
  for (const char of descriptor) {
    const at = INPUT.indexOf(char);
    if (at < 0) return undefined;
    sum = polymod(sum, at & 31);
    group = group * 3 + (at >> 5);
    count += 1;
    if (count === 3) {
      sum = polymod(sum, group);
      group = 0;
      count = 0;
    }
  }
  if (count > 0) sum = polymod(sum, group);
  for (let i = 0; i < 8; i++) sum = polymod(sum, 0);
  sum ^= 1n;
  return Array.from({ length: 8 }, (_, i) => CHECKSUM[Number((sum >> BigInt(5 * (7 - i))) & 31n)]).join('');
}

function withChecksum(descriptor: string): string {
  return `${descriptor}#${checksum(descriptor)}`;
}

/** The descriptor of a script of which nothing else is known, as Bitcoin Core infers it. */
export function describeScript(script: Bytes, network: BitcoinNetwork): string {
  const type = typeOf(script);
  if (type === 'witness_v1_taproot') return withChecksum(`rawtr(${hex(script.subarray(2))})`);
  if (type === 'pubkey') return withChecksum(`pk(${hex(script.subarray(1, -1))})`);
  const address = addressOf(script, network);
  return withChecksum(address === undefined ? `raw(${hex(script)})` : `addr(${address})`);
}

/** What a descriptor stands for. */
export interface Described {
  readonly script: Bytes;
  /** With its checksum. */
  readonly descriptor: string;
}

const KEY = /^0[23][0-9a-f]{64}$/i;

function fromHex(text: string): Bytes {
  return new Uint8Array(Buffer.from(text, 'hex'));
}

// Loaded only here: curves and hashes take longer than the rest of the server.
const keys = () => import('../../script/keys.ts');
const taproot = () => import('../../script/taproot.ts');

async function scriptFor(name: string, content: string, network: BitcoinNetwork): Promise<Bytes> {
  if (name === 'addr') return mustBeAddress(content, network, 'Address is not valid');
  if (name === 'raw') {
    if (!/^([0-9a-f]{2}){0,10000}$/i.test(content)) throw notFound('Raw script is not hex');
    return fromHex(content);
  }
  if (name === 'sh') {
    const inner = /^wpkh\((.*)\)$/.exec(content)?.[1];
    if (inner === undefined) throw notFound('Only wpkh() is known inside of sh()');
    const { hash160 } = await import('@scure/btc-signer/utils.js');
    const redeem = await scriptFor('wpkh', inner, network);
    return concat(fromHex('a914'), hash160(redeem), fromHex('87'));
  }
  const wanted = name === 'tr' || name === 'rawtr' ? /^(0[23])?[0-9a-f]{64}$/i : KEY;
  if (!wanted.test(content)) {
    throw notFound(
      `${name}() takes one public key here, in hexadecimal: derivation paths and trees are not known`,
    );
  }
  const key = fromHex(content);
  const { keyHash, checkXOnly } = await keys();
  switch (name) {
    case 'pk':
      keyHash(key);
      return concat(Uint8Array.of(33), key, Uint8Array.of(0xac));
    case 'pkh':
      return concat(fromHex('76a914'), keyHash(key), fromHex('88ac'));
    case 'wpkh':
      return concat(fromHex('0014'), keyHash(key));
    case 'rawtr':
      return concat(fromHex('5120'), checkXOnly(key.subarray(-32)));
    default: {
      const { NO_TREE, taprootScript } = await taproot();
      return taprootScript(key.subarray(-32), NO_TREE);
    }
  }
}

const KNOWN = ['addr', 'raw', 'pk', 'pkh', 'wpkh', 'sh', 'tr', 'rawtr'];

/**
 * The script of a descriptor. Its checksum may be left out; one that is there is checked.
 * @throws RpcError -5
 */
export async function parseDescriptor(text: string, network: BitcoinNetwork): Promise<Described> {
  const [descriptor = '', given, ...rest] = text.split('#');
  const right = checksum(descriptor);
  if (right === undefined || rest.length > 0 || (given !== undefined && given !== right)) {
    const wanted = right === undefined ? '' : `: '${right}' belongs to it`;
    throw notFound(`The descriptor or its checksum has a wrong character${wanted}`);
  }
  const [, name = '', content = ''] = /^([a-z]+)\((.*)\)$/.exec(descriptor) ?? [];
  if (!KNOWN.includes(name)) {
    throw notFound(
      `'${descriptor.slice(0, 100)}' is not a descriptor that this chain knows: ${KNOWN.join(', ')}`,
    );
  }
  try {
    return { script: await scriptFor(name, content, network), descriptor: withChecksum(descriptor) };
  } catch (error) {
    if (error instanceof Error && error.name === 'BitcoinError') throw notFound(error.message);
    throw error;
  }
}
