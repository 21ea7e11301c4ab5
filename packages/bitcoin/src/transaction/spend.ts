import { type Sat, sat } from '@coffer/core/amount';
import { type Bytes, concat, equal } from '@coffer/core/bytes';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { signSchnorr } from '@scure/btc-signer/utils.js';
import { u32 } from '../encoding/bytes.ts';
import { BitcoinError } from '../encoding/error.ts';
import { type CoinForm, coinScript } from '../script/deposit.ts';
import { keyHash, publicKeyOf, xOnly } from '../script/keys.ts';
import { NO_TREE, taprootSecret } from '../script/taproot.ts';
import { type Digests, digestsOf, SIGHASH_ALL } from './sighash.ts';
import { type Outpoint, type Tx, type TxOutput, vsizeOf } from './transaction.ts';

/** Transactions before they are signed, how large they will be, and signing them. */

/** How an input is spent. Keys are compressed, 33 bytes. */
export type Spend =
  /** By the key of a Taproot output; `root` is its tree's, or empty. */
  | { readonly type: 'key'; readonly key: Bytes; readonly root: Bytes }
  /** By the only script of a Taproot output. */
  | { readonly type: 'leaf'; readonly key: Bytes; readonly script: Bytes; readonly control: Bytes }
  | { readonly type: 'p2wpkh'; readonly key: Bytes }
  /** A branch of a P2WSH output that ends with one signature; `selector` is what IF reads. */
  | { readonly type: 'p2wsh'; readonly key: Bytes; readonly script: Bytes; readonly selector: Bytes }
  /** By somebody else, who adds a witness with items of these sizes. */
  | { readonly type: 'later'; readonly sizes: readonly number[] };

/** An input before it is signed. */
export interface PlannedInput {
  readonly outpoint: Outpoint;
  /** The output that it spends. */
  readonly output: TxOutput;
  readonly sequence: number;
  readonly spend: Spend;
}

/** A transaction before it is signed. Its id is final already: nothing but witnesses is missing. */
export interface Unsigned {
  readonly tx: Tx;
  readonly inputs: readonly PlannedInput[];
  readonly fee: Sat;
  /** Virtual size once signed: exact, because signatures are made to one length. */
  readonly vsize: number;
}

/** Replaceable (BIP125), without relative lock (BIP68), and lets nLockTime count. */
export const REPLACEABLE = 0xffff_fffd;
/** The largest transaction that nodes relay, virtual bytes. */
export const MAX_RELAY_VSIZE = 100_000;
const SCHNORR_BYTES = 64;
/** DER with r and s of 32 bytes that begin with a zero bit, and the byte for SIGHASH_ALL. */
const ECDSA_BYTES = 71;

function witnessSizes(spend: Spend): readonly number[] {
  switch (spend.type) {
    case 'key':
      return [SCHNORR_BYTES];
    case 'leaf':
      return [SCHNORR_BYTES, spend.script.length, spend.control.length];
    case 'p2wpkh':
      return [ECDSA_BYTES, 33];
    case 'p2wsh':
      return [ECDSA_BYTES, spend.selector.length, spend.script.length];
    case 'later':
      return spend.sizes;
  }
}

function bare(inputs: readonly PlannedInput[], outputs: readonly TxOutput[]): Tx {
  return {
    version: 2,
    inputs: inputs.map(({ outpoint, sequence }) => ({
      outpoint,
      sequence,
      scriptSig: new Uint8Array(0),
      witness: [],
    })),
    outputs,
    lockTime: 0,
  };
}

/** The virtual size of a transaction once it is signed; values of outputs do not matter. */
export function signedSize(inputs: readonly PlannedInput[], outputs: readonly TxOutput[]): number {
  const tx = bare(inputs, outputs);
  const sized = inputs.map(({ spend }, i) => ({
    ...tx.inputs[i]!,
    witness: witnessSizes(spend).map((size) => new Uint8Array(size)),
  }));
  return vsizeOf({ ...tx, inputs: sized });
}

/**
 * Puts a transaction together.
 * @throws BitcoinError `BITCOIN_SUM` unless the inputs' values are the outputs' and the fee; `BITCOIN_TOO_LARGE` when nodes
 * would not relay it
 */
export function assemble(inputs: readonly PlannedInput[], outputs: readonly TxOutput[], fee: Sat): Unsigned {
  const into = inputs.reduce((sum, { output }) => sum + output.value, 0n);
  const out = outputs.reduce((sum, { value }) => sum + value, 0n);
  if (into !== out + fee || fee < 0n)
    throw new BitcoinError('BITCOIN_SUM', `${into} sat go in, ${out} and a fee of ${fee} come out.`);
  const places = new Set(inputs.map(({ outpoint }) => `${outpoint.hash.join()}:${outpoint.index}`));
  if (places.size !== inputs.length) throw new BitcoinError('BITCOIN_SUM', 'One coin is spent twice.');
  const vsize = signedSize(inputs, outputs);
  if (vsize > MAX_RELAY_VSIZE)
    throw new BitcoinError('BITCOIN_TOO_LARGE', `A transaction of ${vsize} vbytes is not relayed.`);
  return { tx: bare(inputs, outputs), inputs, fee: sat(fee), vsize };
}

/** An input that a key of the network, or of a member, spends. @throws BitcoinError `BITCOIN_KEY` */
export function coinInput(outpoint: Outpoint, value: Sat, form: CoinForm, key: Bytes): PlannedInput {
  const spend: Spend = form === 'p2tr' ? { type: 'key', key, root: NO_TREE } : { type: 'p2wpkh', key };
  return { outpoint, output: { value, script: coinScript(form, key) }, sequence: REPLACEABLE, spend };
}

/** A deterministic signature of exactly 70 bytes, so that sizes, and with them fees, are known before. */
function signEcdsa(digest: Bytes, secret: Bytes): Bytes {
  for (let attempt = 0; ; attempt++) {
    const extraEntropy = attempt === 0 ? false : concat(u32(attempt), new Uint8Array(28));
    const signature = secp256k1.sign(digest, secret, {
      prehash: false,
      lowS: true,
      format: 'der',
      extraEntropy,
    });
    if (signature.length === ECDSA_BYTES - 1) return concat(signature, Uint8Array.of(SIGHASH_ALL));
  }
}

function mustBeKey(right: boolean): void {
  if (!right) throw new BitcoinError('BITCOIN_KEY', 'This key does not spend this coin.');
}

function witnessOf(
  spend: Exclude<Spend, { type: 'later' }>,
  index: number,
  secret: Bytes,
  aux: Bytes,
  digests: Digests,
): readonly Bytes[] {
  const key = publicKeyOf(secret);
  switch (spend.type) {
    case 'key':
      mustBeKey(equal(xOnly(key), xOnly(spend.key)));
      return [signSchnorr(digests.v1(index), taprootSecret(secret, spend.root), aux)];
    case 'leaf':
      mustBeKey(equal(xOnly(key), xOnly(spend.key)));
      return [signSchnorr(digests.v1(index, spend.script), secret, aux), spend.script, spend.control];
    case 'p2wpkh': {
      mustBeKey(equal(key, spend.key));
      // BIP143: P2WPKH executes DUP HASH160 <hash> EQUALVERIFY CHECKSIG.
      const code = concat(Uint8Array.of(0x76, 0xa9, 20), keyHash(key), Uint8Array.of(0x88, 0xac));
      return [signEcdsa(digests.v0(index, code), secret), key];
    }
    case 'p2wsh':
      mustBeKey(equal(key, spend.key));
      return [signEcdsa(digests.v0(index, spend.script), secret), spend.selector, spend.script];
  }
}

/**
 * Signs. Inputs that others spend stay without witness: {@link withWitness} adds it.
 * @param secrets one for each input, 32 bytes; nothing where somebody else signs
 * @param aux 32 bytes that harden Schnorr's nonces against faults (BIP340): random, or zeros
 * @throws BitcoinError `BITCOIN_KEY` when a key is missing or another one
 */
export function sign(unsigned: Unsigned, secrets: readonly (Bytes | undefined)[], aux: Bytes): Tx {
  if (aux.length !== 32) throw new BitcoinError('BITCOIN_KEY', 'The auxiliary bytes are 32.');
  const digests = digestsOf(
    unsigned.tx,
    unsigned.inputs.map(({ output }) => output),
  );
  const inputs = unsigned.inputs.map(({ spend }, index) => {
    const input = unsigned.tx.inputs[index]!;
    if (spend.type === 'later') return input;
    const secret = secrets[index];
    if (secret === undefined) throw new BitcoinError('BITCOIN_KEY', `Input ${index} has no key.`);
    return { ...input, witness: witnessOf(spend, index, secret, aux, digests) };
  });
  return { ...unsigned.tx, inputs };
}

/** The transaction with the witness of one input: how an owner's own input joins. @throws BitcoinError `BITCOIN_MALFORMED` */
export function withWitness(tx: Tx, index: number, witness: readonly Bytes[]): Tx {
  if (tx.inputs[index] === undefined) throw new BitcoinError('BITCOIN_MALFORMED', 'There is no such input.');
  return { ...tx, inputs: tx.inputs.map((input, i) => (i === index ? { ...input, witness } : input)) };
}
