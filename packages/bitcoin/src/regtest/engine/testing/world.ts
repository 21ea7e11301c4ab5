import { sat } from '@coffer/core/amount';
import { type Bytes, concat, utf8 } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { p2pk, p2pkh, p2sh, p2tr, p2wpkh, Transaction } from '@scure/btc-signer';
import { hashOf, type Id } from '../../../encoding/bytes.ts';
import { parseTx, type Tx } from '../../../transaction/transaction.ts';
import { RegtestReject } from '../error.ts';
import { Regtest } from '../regtest.ts';
import type { Coin, OutpointId, RegtestOptions } from '../types.ts';
import { recorded, START } from './record.ts';

/** A development chain with people on it, for tests: keys are seeded, time stands still unless moved, transactions are made by btc-signer. */

export { START };

/** A chain of which the clock stands at `START`. */
export function newChain(options: Partial<RegtestOptions> = {}): Regtest {
  return recorded(new Regtest({ now: () => START, ...options }), options.policy);
}

/** Numbers that look random and are the same in every run. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One who holds a key, and the output scripts to pay them by. */
export function person(name: string) {
  const secret = sha256(utf8(`regtest ${name}`));
  const key = secp256k1.getPublicKey(secret, true);
  return {
    secret,
    key,
    xOnly: key.slice(1),
    wpkh: p2wpkh(key),
    tr: p2tr(key.slice(1)),
    pkh: p2pkh(key),
    pk: p2pk(key),
    nested: p2sh(p2wpkh(key)),
  };
}
export type Person = ReturnType<typeof person>;

/** An output that somebody can spend, and how. */
export interface Purse extends OutpointId {
  readonly value: bigint;
  readonly script: Bytes;
}

/** What `pay` makes. */
export interface Order {
  readonly from: readonly (Purse | Coin)[];
  readonly to: readonly { readonly script: Bytes; readonly value: bigint }[];
  readonly signer: Person;
  readonly sequence?: number;
  readonly lockTime?: number;
  readonly version?: number;
}

/** Says where an input's money is. */
export function purse(coin: Purse | Coin): Purse {
  return 'outpoint' in coin ? { ...coin.outpoint, value: coin.value, script: coin.script } : coin;
}

/** A signed transaction from outputs of one person. */
export function pay({ from, to, signer, sequence = 0xffff_fffd, lockTime = 0, version = 2 }: Order): Tx {
  const tx = new Transaction({
    version,
    lockTime,
    allowUnknownOutputs: true,
    allowUnknownInputs: true,
    allowLegacyWitnessUtxo: true,
    disableScriptCheck: true,
  });
  for (const coin of from.map(purse)) {
    const isTaproot = coin.script[0] === 0x51;
    const isNested = coin.script[0] === 0xa9;
    tx.addInput({
      txid: coin.txid,
      index: coin.index,
      sequence,
      witnessUtxo: { script: coin.script, amount: coin.value },
      ...(isTaproot ? { tapInternalKey: signer.xOnly } : {}),
      ...(isNested ? { redeemScript: signer.nested.redeemScript! } : {}),
    });
  }
  for (const { script, value } of to) tx.addOutput({ script, amount: value });
  tx.sign(signer.secret, undefined, new Uint8Array(32));
  tx.finalize();
  return parseTx(tx.extract());
}

/** The outputs of a transaction that was made here, before anybody asks a chain for them. */
export function outputsOf(txid: Id, tx: Tx): Purse[] {
  return tx.outputs.map(({ value, script }, index) => ({ txid, index, value, script }));
}

/** Coins of so many ripe coinbases, 50 bitcoins each at first. */
export function ripe(chain: Regtest, script: Bytes, count: number): Coin[] {
  const ids = chain.mine(count, script);
  chain.mine(100, person('nobody').wpkh.script);
  return ids.map((id) => {
    const coin = chain.scan([script]).find(({ height }) => height === chain.entry(id)!.height);
    return coin!;
  });
}

/** Why the chain refuses a transaction. */
export function refusal(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (!(error instanceof RegtestReject)) throw error;
    return error.reason;
  }
  throw new Error('It was not refused.');
}

/** Spoils nothing of a transaction but what `change` says. */
export function changed(tx: Tx, change: Partial<Tx>): Tx {
  return { ...tx, ...change };
}

/** A transaction without signatures, for what is refused before any is looked at. */
export function unsigned(from: readonly OutpointId[], to: readonly { script: Bytes; value: bigint }[]): Tx {
  return {
    version: 2,
    inputs: from.map(({ txid, index }) => ({
      outpoint: { hash: hashOf(txid), index },
      scriptSig: new Uint8Array(0),
      sequence: 0xffff_fffd,
      witness: [],
    })),
    outputs: to.map(({ script, value }) => ({ script, value: sat(value) })),
    lockTime: 0,
  };
}

/** An output for data: OP_RETURN and one push. */
export function dataScript(bytes: Bytes): Bytes {
  const push = bytes.length < 0x4c ? Uint8Array.of(bytes.length) : Uint8Array.of(0x4c, bytes.length);
  return concat(Uint8Array.of(0x6a), push, bytes);
}
