import { type Bytes, concat } from '@coffer/core/bytes';
import { keyHash, xOnly } from './keys.ts';
import { NO_TREE, taprootScript } from './taproot.ts';

/** The outputs that a network of enclaves holds its money in (§V-B2): its key spends them, and nothing else. */

/** The two forms: `p2tr` is smaller to spend, `p2wpkh` is smaller to make and known to old wallets. */
export type CoinForm = 'p2tr' | 'p2wpkh';

/** The output script that a key (compressed, 33 bytes) spends: BIP141, or BIP86. @throws BitcoinError `BITCOIN_KEY` */
export function coinScript(form: CoinForm, key: Bytes): Bytes {
  return form === 'p2tr' ? taprootScript(xOnly(key), NO_TREE) : concat(Uint8Array.of(0, 20), keyHash(key));
}
