import { CofferError } from '@coffer/core/error';

/** Stable codes of what can be wrong with anything of Bitcoin that somebody gave us. */
export type BitcoinCode =
  /** The bytes end too early, go on too long, or are not in their one canonical form. */
  | 'BITCOIN_MALFORMED'
  /** More bytes, items or depth than is read here. */
  | 'BITCOIN_TOO_LARGE'
  /** An amount of more than all bitcoins. */
  | 'BITCOIN_AMOUNT'
  /** An address, key in text or script is not one of those that are used here, or belongs to another network. */
  | 'BITCOIN_ADDRESS'
  /** Bytes are not a key of the curve, or not the key that the coin asks for. */
  | 'BITCOIN_KEY'
  /** An output would hold less than what nodes relay. */
  | 'BITCOIN_DUST'
  /** The fee is more than the rules of the network allow to be taken from its coins, or less than nodes relay. */
  | 'BITCOIN_FEE'
  /** The money that goes in is not the money that comes out and the fee. */
  | 'BITCOIN_SUM'
  /** Intervals overlap, lie outside their coin, are out of order or empty. */
  | 'BITCOIN_INTERVALS'
  /** A transaction's data was not made by this network for this transaction, or is not in its one form. */
  | 'BITCOIN_DATA'
  /** The network has no claim against this cash-out. */
  | 'BITCOIN_HONEST'
  /** A chain cannot be started so: the checkpoint or the limits make no sense. */
  | 'HEADER_START'
  /** A header does not follow the one before it, or nothing that is known. */
  | 'HEADER_LINK'
  /** A header's hash is above its target. */
  | 'HEADER_WORK'
  /** A header's target is not the one that the difficulty rule gives. */
  | 'HEADER_BITS'
  /** A header's time is not above the median of the eleven before it. */
  | 'HEADER_TIME_OLD'
  /** A header's time is more than two hours ahead of the clock. */
  | 'HEADER_TIME_FUTURE'
  /** A header's version is older than its height allows (BIP34, BIP65, BIP66). */
  | 'HEADER_VERSION'
  /** A branch leaves the chain deeper than is undone here. */
  | 'HEADER_FORK_DEPTH'
  /** A branch of less work than all that there is room for. */
  | 'HEADER_BRANCHES'
  /** A block is not known to be on the chain. */
  | 'HEADER_UNKNOWN'
  /** A block is not as deep as was asked for. */
  | 'HEADER_SHALLOW'
  /** A Merkle proof is not what `gettxoutproof` gives: flags, hashes or counts too few or too many. */
  | 'PROOF_MALFORMED'
  /** A Merkle proof leads to another root than the header's. */
  | 'PROOF_ROOT'
  /** A Merkle proof does not prove its block's coinbase, so its depth is not known. */
  | 'PROOF_COINBASE'
  /** A Merkle proof says nothing of this transaction. */
  | 'PROOF_ABSENT'
  /** A tree's node has two equal children (CVE-2012-2459). */
  | 'PROOF_DUPLICATE'
  /** A block's transactions are not those of its header. */
  | 'BLOCK_ROOT'
  /** A block's first transaction is no coinbase, or another is one. */
  | 'BLOCK_COINBASE'
  /** A block holds one transaction twice. */
  | 'BLOCK_DUPLICATE'
  /** A block's witnesses are not those that it commits to (BIP141). */
  | 'BLOCK_WITNESS';

/** Something of Bitcoin is not what it is said to be. Nothing changed. */
export class BitcoinError extends CofferError<BitcoinCode> {}
