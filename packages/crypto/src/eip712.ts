import { type Bytes, utf8 } from '@coffer/core/bytes';
import { CofferError } from '@coffer/core/error';
import { keccak256 } from './hash.ts';

/**
 * EIP-712 typed structured data, as far as the product's own types need it: flat structs of addresses, 32-byte words
 * and unsigned integers. What a contract verifies is hashed this way, so that enclave and contract agree byte for byte.
 */

/** The Solidity types that our structs are made of. */
export type FieldType = 'address' | 'bytes32' | `uint${number}`;
/** A field's value: bytes for `address` and `bytes32`, `bigint` or `number` for integers. */
export type FieldValue<T extends FieldType> = T extends 'address' | 'bytes32' ? Bytes : bigint | number;
/** Fields in the order of the type's declaration. */
export type Fields = Readonly<Record<string, FieldType>>;
/** The TypeScript value of a struct with these fields. */
export type StructValue<F extends Fields> = { readonly [K in keyof F]: FieldValue<F[K]> };

/** A value does not fit its Solidity type. */
export class TypedDataError extends CofferError<'BAD_TYPED_DATA'> {}

/** Writes a value as a 32-byte word, big-endian, into bytes that are zero. */
function write(out: Bytes, at: number, type: FieldType, value: Bytes | bigint | number, name: string): void {
  if (type === 'address' || type === 'bytes32') {
    const length = type === 'address' ? 20 : 32;
    if (!(value instanceof Uint8Array) || value.length !== length) {
      throw new TypedDataError('BAD_TYPED_DATA', `${name} must have ${length} bytes.`);
    }
    out.set(value, at + 32 - length);
    return;
  }
  const bits = BigInt(type.slice(4));
  const number = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof number !== 'bigint' || number < 0n || number >> bits !== 0n) {
    throw new TypedDataError('BAD_TYPED_DATA', `${name} does not fit ${type}.`);
  }
  let rest = number;
  for (let end = at + 28; rest > 0n; end -= 4) {
    const part = Number(rest & 0xffff_ffffn);
    out[end] = part >>> 24;
    out[end + 1] = part >>> 16;
    out[end + 2] = part >>> 8;
    out[end + 3] = part;
    rest >>= 32n;
  }
}

function word(type: FieldType, value: Bytes | bigint | number, name: string): Bytes {
  const out = new Uint8Array(32);
  write(out, 0, type, value, name);
  return out;
}

/** A struct type: its EIP-712 declaration, type hash, and `hashStruct`. */
export interface StructType<F extends Fields> {
  /** Such as `Payment(address payer,address payee,…)`. */
  readonly declaration: string;
  readonly typeHash: Bytes;
  /** @throws TypedDataError `BAD_TYPED_DATA` */
  readonly hash: (value: StructValue<F>) => Bytes;
}

/** Declares a struct type. The order of `fields` is part of the type. */
export function structType<const F extends Fields>(name: string, fields: F): StructType<F> {
  const entries = Object.entries(fields) as [keyof F & string, FieldType][];
  const declaration = `${name}(${entries.map(([field, type]) => `${type} ${field}`).join(',')})`;
  const typeHash = keccak256(utf8(declaration));
  return {
    declaration,
    typeHash,
    hash: (value) => {
      const out = new Uint8Array(32 + 32 * entries.length);
      out.set(typeHash);
      for (const [index, [field, type]] of entries.entries()) {
        write(out, 32 + 32 * index, type, value[field], `${name}.${field}`);
      }
      return keccak256(out);
    },
  };
}

/** What a signature is bound to besides its content (SAFETY A2): product part and version, chain, contract, network. */
export interface Domain {
  readonly name: string;
  readonly version: string;
  readonly chainId?: bigint;
  /** 20 bytes. */
  readonly verifyingContract?: Bytes;
  /** 32 bytes: the id of the Coffer network. */
  readonly salt?: Bytes;
}

/** EIP-712 domain separator. Absent fields are absent from the type, as the standard demands. 32 bytes. */
export function domainSeparator(domain: Domain): Bytes {
  const types = ['string name', 'string version'];
  const words = [keccak256(utf8(domain.name)), keccak256(utf8(domain.version))];
  if (domain.chainId !== undefined) {
    types.push('uint256 chainId');
    words.push(word('uint256', domain.chainId, 'chainId'));
  }
  if (domain.verifyingContract !== undefined) {
    types.push('address verifyingContract');
    words.push(word('address', domain.verifyingContract, 'verifyingContract'));
  }
  if (domain.salt !== undefined) {
    types.push('bytes32 salt');
    words.push(word('bytes32', domain.salt, 'salt'));
  }
  return keccak256(keccak256(utf8(`EIP712Domain(${types.join(',')})`)), ...words);
}

/** The 32 bytes that are signed: `keccak256(0x1901 ‖ domainSeparator ‖ hashStruct)`. */
export function typedDigest(separator: Bytes, structHash: Bytes): Bytes {
  return keccak256(Uint8Array.of(0x19, 0x01), separator, structHash);
}
