import { type Bytes, concat } from '@coffer/core/bytes';
import { tagSchnorr, taprootTweakPrivKey, taprootTweakPubkey } from '@scure/btc-signer/utils.js';
import { compactSize } from '../encoding/bytes.ts';
import { BitcoinError } from '../encoding/error.ts';
import { checkXOnly, publicKeyOf } from './keys.ts';

/** Taproot (BIP341) with no script, or with one. */

const LEAF_VERSION = 0xc0;
/** The tree of an output that only its key spends (BIP86). */
export const NO_TREE: Bytes = new Uint8Array(0);

/** The output script of an internal key (32 bytes) and the root of its tree. @throws BitcoinError `BITCOIN_KEY` */
export function taprootScript(internal: Bytes, root: Bytes): Bytes {
  return concat(Uint8Array.of(0x51, 32), tweaked(internal, root)[0]);
}

function tweaked(internal: Bytes, root: Bytes): readonly [Bytes, number] {
  checkXOnly(internal);
  return taprootTweakPubkey(internal, root);
}

/** BIP341's hash of a script as a leaf: the whole tree, when it is the only one. 32 bytes. */
export function leafHash(script: Bytes): Bytes {
  return tagSchnorr('TapLeaf', Uint8Array.of(LEAF_VERSION), compactSize(script.length), script);
}

/** What the witness of a spend by the only script ends with: version, parity and internal key. 33 bytes. */
export function controlBlock(internal: Bytes, script: Bytes): Bytes {
  const [, parity] = tweaked(internal, leafHash(script));
  return concat(Uint8Array.of(LEAF_VERSION | parity), internal);
}

/** The secret that spends an output by its key. @throws BitcoinError `BITCOIN_KEY` */
export function taprootSecret(secret: Bytes, root: Bytes): Bytes {
  publicKeyOf(secret);
  try {
    return taprootTweakPrivKey(secret, root);
  } catch {
    throw new BitcoinError('BITCOIN_KEY', 'The key and its tree cancel each other out.');
  }
}
