import { CofferError } from '@coffer/core/error';

/** Stable codes of what can be wrong with anything of Bitcoin that somebody gave us. */
export type BitcoinCode =
  /** The bytes end too early, go on too long, or are not in their one canonical form. */
  | 'BITCOIN_MALFORMED'
  /** More bytes, items or depth than is read here. */
  | 'BITCOIN_TOO_LARGE'
  /** An amount of more than all bitcoins. */
  | 'BITCOIN_AMOUNT';

/** Something of Bitcoin is not what it is said to be. Nothing changed. */
export class BitcoinError extends CofferError<BitcoinCode> {}
