import { hash256, u32, u64 } from '@coffer/bitcoin/encoding/bytes';
import { encodeStripped, type Tx, type TxOutput } from '@coffer/bitcoin/transaction/transaction';
import { type Bytes, concat } from '@coffer/core/bytes';
import { Transaction } from '@scure/btc-signer';
import { signECDSA, signSchnorr } from '@scure/btc-signer/utils.js';

/** Signatures of every kind and hash type, for one input of a transaction. */

const ALL = 1;
const SINGLE = 3;
const ANYONE_CAN_PAY = 0x80;
const AUX = new Uint8Array(32);

/** One input, about to be signed. */
export interface Signing {
  readonly tx: Tx;
  readonly index: number;
  /** The outputs that all inputs spend. */
  readonly spent: readonly TxOutput[];
  /** Hash type; where it is absent, SIGHASH_ALL, or Taproot's default. */
  readonly hashType?: number;
}

/** What a transaction's fields are hashed as before BIP143. Hash types as consensus reads them: the low five bits and 0x80. */
function legacyDigest({ tx, index }: Signing, code: Bytes, hashType: number): Bytes {
  const base = hashType & 0x1f;
  const one = Uint8Array.from([1, ...new Uint8Array(31)]);
  if (base === SINGLE && index >= tx.outputs.length) return one;
  const all = base !== 2 && base !== SINGLE;
  const inputs = tx.inputs.map((input, i) => ({
    ...input,
    scriptSig: i === index ? code : new Uint8Array(0),
    sequence: i === index || all ? input.sequence : 0,
    witness: [],
  }));
  // SIGHASH_SINGLE blanks the outputs before its own: a value of −1 and no script.
  const before = (count: number) =>
    Array.from({ length: count }, () => concat(u64(0xffff_ffff_ffff_ffffn), Uint8Array.of(0)));
  const signed: Tx = {
    ...tx,
    inputs: (hashType & ANYONE_CAN_PAY) === 0 ? inputs : [inputs[index]!],
    outputs: all ? tx.outputs : [],
  };
  const bytes = encodeStripped(signed);
  if (base !== SINGLE) return hash256(concat(bytes, u32(hashType)));
  const own = tx.outputs[index]!;
  const head = bytes.subarray(0, bytes.length - 5);
  const output = concat(u64(own.value), Uint8Array.of(own.script.length), own.script);
  return hash256(
    concat(head, Uint8Array.of(index + 1), ...before(index), output, u32(tx.lockTime), u32(hashType)),
  );
}

function raw(tx: Tx): Transaction {
  return Transaction.fromRaw(encodeStripped(tx), {
    allowUnknownInputs: true,
    allowUnknownOutputs: true,
    disableScriptCheck: true,
    allowUnknownVersion: true,
  });
}

function ecdsa(digest: Bytes, secret: Bytes, hashType: number): Bytes {
  return concat(signECDSA(digest, secret), Uint8Array.of(hashType));
}

/** DER and hash type, for scripts before segwit. */
export function signLegacy(signing: Signing, code: Bytes, secret: Bytes): Bytes {
  const hashType = signing.hashType ?? ALL;
  return ecdsa(legacyDigest(signing, code, hashType), secret, hashType);
}

/** DER and hash type, for segwit version 0 (BIP143). */
export function signV0(signing: Signing, code: Bytes, secret: Bytes): Bytes {
  const { tx, index, spent, hashType = ALL } = signing;
  return ecdsa(raw(tx).preimageWitnessV0(index, code, hashType, spent[index]!.value), secret, hashType);
}

/** Schnorr, for Taproot: by key, or for a leaf's script (BIP341, BIP342). @param annex that the witness ends with */
export function signV1(signing: Signing, secret: Bytes, leaf?: Bytes, annex?: Bytes): Bytes {
  const { tx, index, spent, hashType = 0 } = signing;
  const scripts = spent.map(({ script }) => script);
  const values = spent.map(({ value }): bigint => value);
  const digest = raw(tx).preimageWitnessV1(
    index,
    scripts,
    hashType,
    values,
    undefined,
    leaf,
    undefined,
    annex,
  );
  const signature = signSchnorr(digest, secret, AUX);
  return hashType === 0 ? signature : concat(signature, Uint8Array.of(hashType));
}
