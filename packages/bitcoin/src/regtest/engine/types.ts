import type { Sat } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import type { Block } from '../../chain/block.ts';
import type { Header } from '../../chain/header.ts';
import type { BitcoinNetwork } from '../../chain/network.ts';
import type { Id } from '../../encoding/bytes.ts';
import type { Tx } from '../../transaction/transaction.ts';

/** What the development chain takes and tells. Amounts are satoshi, times Unix seconds, sizes virtual bytes unless they say else. */

/** What the mempool takes, beyond what blocks may contain: the strictest that Bitcoin Core and btcd share. */
export interface Policy {
  /** Least fee for 1,000 virtual bytes. */
  readonly minRelayFee: Sat;
  /** What a replacement pays for its own 1,000 virtual bytes, on top of all that it replaces (BIP125 rule 4). */
  readonly incrementalFee: Sat;
  /** Fee rate for 1,000 virtual bytes at which spending an output must be worth its value. */
  readonly dustFee: Sat;
  /** Most data in the one OP_RETURN output, bytes. */
  readonly maxData: number;
  /** Most unconfirmed ancestors and descendants of a transaction, itself included. */
  readonly maxRelatives: number;
  /** Most virtual bytes of these together, itself included. */
  readonly maxRelativesSize: number;
  /** Most unconfirmed transactions that one replacement throws out (BIP125 rule 5). */
  readonly maxReplaced: number;
  /** Most virtual bytes of all transactions together; the worst paying ones go first. */
  readonly maxPoolSize: number;
  /** Seconds after which an unconfirmed transaction is forgotten. */
  readonly expiry: number;
}

/** What a chain is made with. */
export interface RegtestOptions {
  /** The clock of the machine: Unix seconds. */
  readonly now: () => number;
  /** Regtest unless told otherwise. A network whose difficulty follows time cannot be mined here. */
  readonly network?: BitcoinNetwork;
  readonly policy?: Partial<Policy>;
}

/** An output, named as people and RPC do. */
export interface OutpointId {
  readonly txid: Id;
  readonly index: number;
}

/** An unspent output. */
export interface Coin {
  readonly outpoint: OutpointId;
  readonly value: Sat;
  readonly script: Bytes;
  /** Height of the block that made it; absent while that is unconfirmed. */
  readonly height: number | undefined;
  readonly coinbase: boolean;
}

/** What became of a block that was submitted. */
export type BlockVerdict =
  /** It is the new tip. */
  | { readonly type: 'accepted' }
  /** It is known, and was found valid or not yet judged. */
  | { readonly type: 'duplicate' }
  /** It is known, and is invalid. */
  | { readonly type: 'duplicate-invalid' }
  /** It is on a branch that does not have the most work; whether its transactions are valid shows when it has. */
  | { readonly type: 'inconclusive' }
  /** It breaks a rule: Bitcoin Core's reject reason, such as `bad-txnmrklroot`. */
  | { readonly type: 'rejected'; readonly reason: string };

/** What is known of a block. */
export interface BlockEntry {
  readonly id: Id;
  readonly header: Header;
  readonly height: number;
  /** Sum of the expected hashes up to and with this block. */
  readonly chainwork: bigint;
  /** Median time of this block and the ten before: what lock times compare with in the next block (BIP113). */
  readonly medianTime: number;
  /** `main`: in the chain with the most work. `side`: on another branch. `invalid`: it, or one before it, breaks a rule or was invalidated. */
  readonly status: 'main' | 'side' | 'invalid';
  readonly onMainChain: boolean;
  /** 1 for the tip; −1 off the main chain, as Bitcoin Core writes it. */
  readonly confirmations: number;
  readonly previous: Id | undefined;
  /** The next block on the main chain. */
  readonly next: Id | undefined;
  readonly transactions: number;
  /** Bytes with witnesses. */
  readonly size: number;
  /** Bytes without witnesses. */
  readonly strippedSize: number;
  readonly weight: number;
}

/** The last block of a branch, with the words of `getchaintips`. */
export interface ChainTip {
  readonly id: Id;
  readonly height: number;
  /** Blocks since it left the main chain; 0 for the main chain itself. */
  readonly branchLength: number;
  /** `valid-headers`: its transactions were never judged. */
  readonly status: 'active' | 'valid-fork' | 'valid-headers' | 'invalid';
}

/** Where a transaction is. */
export interface Located {
  readonly tx: Tx;
  /** The block of the main chain that it is in. */
  readonly blockId: Id | undefined;
  readonly inMempool: boolean;
}

/** Who spent an output. */
export interface Spender {
  readonly txid: Id;
  /** Index of the spending input. */
  readonly input: number;
  /** Absent while unconfirmed. */
  readonly blockId: Id | undefined;
}

/** A transaction that the mempool took, or would take. */
export interface Accepted {
  readonly txid: Id;
  readonly wtxid: Id;
  readonly vsize: number;
  readonly fee: Sat;
  /** Satoshi for 1,000 virtual bytes, rounded down. */
  readonly feeRate: Sat;
  /** Transactions that it threw out of the mempool. */
  readonly replaced: readonly Id[];
}

/** How `accept` judges. */
export interface AcceptOptions {
  /** Refuses a higher fee than this for 1,000 virtual bytes (`max-fee-exceeded`); no bound when absent or zero. */
  readonly maxFeeRate?: Sat;
  /** Judges only; nothing changes. */
  readonly test?: boolean;
}

/** An unconfirmed transaction. Sums over relatives include the transaction itself. */
export interface MempoolEntry {
  readonly tx: Tx;
  readonly txid: Id;
  readonly wtxid: Id;
  readonly fee: Sat;
  readonly vsize: number;
  readonly weight: number;
  /** When it came, and the height of the tip then. */
  readonly time: number;
  readonly height: number;
  readonly ancestorCount: number;
  readonly ancestorSize: number;
  readonly ancestorFees: Sat;
  readonly descendantCount: number;
  readonly descendantSize: number;
  readonly descendantFees: Sat;
  /** Unconfirmed transactions whose outputs it spends. */
  readonly depends: readonly Id[];
  /** Unconfirmed transactions that spend its outputs. */
  readonly spentBy: readonly Id[];
  /** Whether it, or an unconfirmed ancestor, says that it may be replaced (BIP125). */
  readonly replaceable: boolean;
}

/** The mempool as a whole. */
export interface MempoolInfo {
  readonly count: number;
  /** Virtual bytes of all transactions. */
  readonly vsize: number;
  readonly fees: Sat;
  /** Least fee for 1,000 virtual bytes that is taken now: more than the policy's when the mempool is full. */
  readonly minFee: Sat;
}

/** All unspent outputs of the main chain. */
export interface CoinStats {
  readonly height: number;
  readonly tip: Id;
  readonly count: number;
  readonly total: Sat;
  /** What blocks were allowed to make up to here: every subsidy. The genesis block's cannot be spent and is not counted. */
  readonly subsidies: Sat;
  /** What was lost for good: subsidies and fees that miners did not claim, and outputs that nobody can spend. `total = subsidies − burnt`. */
  readonly burnt: Sat;
}

/** A block joined or left the main chain. */
export interface BlockEvent {
  readonly type: 'connected' | 'disconnected';
  readonly id: Id;
  readonly height: number;
  readonly block: Block;
}

/** A transaction joined or left the mempool. */
export type TxEvent =
  | { readonly type: 'added'; readonly txid: Id; readonly tx: Tx }
  | {
      readonly type: 'removed';
      readonly txid: Id;
      readonly tx: Tx;
      /** `block`: it is confirmed. `conflict`: a block spends its inputs otherwise. `reorganised`: it is no longer valid after a reorganisation. */
      readonly why: 'block' | 'conflict' | 'replaced' | 'reorganised' | 'evicted' | 'expired';
    };

/** How a block is mined. */
export interface MineOptions {
  /** Header time, when not the present one. */
  readonly time?: number;
  /** Bytes that distinguish the coinbase from others at the same height, at most 90. */
  readonly extra?: Bytes;
}

/** A block as it could be mined now, without its proof of work. */
export interface Template {
  readonly block: Block;
  readonly height: number;
  readonly fees: Sat;
  readonly medianTimePast: number;
}

/** A dumped state: plain JSON. */
export interface Dump {
  readonly format: 'coffer-bitcoin-regtest';
  readonly version: 1;
  readonly network: string;
  /** Seconds added to the machine's clock, or the moment that it stands still at. */
  readonly clock: { readonly offset: number } | { readonly at: number };
  /** Every block that may be valid, but the first of the chain, in the order of arrival: hex. */
  readonly blocks: readonly string[];
  /** Blocks that `invalidate` named. */
  readonly invalidated: readonly Id[];
  /** Unconfirmed transactions, parents first: hex, and when they came. */
  readonly mempool: readonly { readonly tx: string; readonly time: number; readonly height: number }[];
}

/** How a dump is taken over. */
export interface LoadOptions extends RegtestOptions {
  /**
   * Whether scripts of the dumped main chain are judged again, 2.5 to 5 ms an input. All other rules always are, and so are the
   * scripts of other branches when they win. Yes unless told otherwise.
   */
  readonly judgeScripts?: boolean;
}
