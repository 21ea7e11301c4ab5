import type { Sat } from '@coffer/core/amount';
import type { Bytes } from '@coffer/core/bytes';
import type { Block } from '../chain/block.ts';
import type { Header } from '../chain/header.ts';
import type { InclusionProof } from '../chain/inclusion.ts';
import type { BitcoinNetwork } from '../chain/network.ts';
import type { Id } from '../encoding/bytes.ts';
import type { FeeRate } from '../transaction/fees.ts';
import type { Tx } from '../transaction/transaction.ts';
import type { NodeCode } from './error.ts';
import type { Refusal } from './refusal.ts';

/**
 * A node of Bitcoin, as the host of a rail sees it. Whatever has a hash is checked against it: a header, block or
 * transaction is the one that was asked for. What has none (which chain is the best, what is unspent, what fees are
 * paid) is the node's word. An enclave believes neither: it gets headers and proofs.
 *
 * Every method throws a `NodeError`: `NODE_UNREACHABLE` after a few tries, `NODE_UNAUTHORIZED`, `NODE_WRONG_NETWORK`,
 * `NODE_BAD_ANSWER`, and what is named beside it.
 */
export interface BitcoinNode {
  /** Scheme, host and port: fit to print. */
  readonly origin: string;
  readonly network: BitcoinNetwork;
  /** What answers, as it names itself. */
  readonly software: () => Promise<NodeSoftware>;

  /** The last block of the node's best chain. */
  readonly tip: () => Promise<Tip>;
  /** A header by its id, of the best chain or not. @throws NodeError `NODE_NOT_FOUND` */
  readonly header: (id: Id) => Promise<ChainHeader>;
  /** The header at a height of the best chain. @throws NodeError `NODE_NOT_FOUND` above the tip */
  readonly headerAt: (height: number) => Promise<ChainHeader & { readonly height: number }>;
  /**
   * At most `count` headers of the best chain from a height on, each the successor of the one before: food for a light
   * client. Fewer at the tip, none above it. @param count at most {@link MAX_HEADERS}
   */
  readonly headers: (from: number, count: number) => Promise<readonly Header[]>;
  /** A block whose transactions belong to its header. @throws NodeError `NODE_NOT_FOUND` */
  readonly block: (id: Id) => Promise<Block>;

  /**
   * A transaction, wherever it is. A node without an index of transactions knows only those that wait; name the block
   * when it is known. @throws NodeError `NODE_NOT_FOUND`
   */
  readonly transaction: (id: Id, block?: Id) => Promise<FoundTx>;
  /** Proof that a transaction is in a block. @throws NodeError `NODE_NOT_FOUND` when the block lacks it */
  readonly prove: (txid: Id, block: Id) => Promise<TxProof>;
  /**
   * Who spends these outputs, each in its place. Spends in the chain are looked for in every block from `since` on, so
   * give the height of the oldest output: the longer ago, the longer it takes.
   */
  readonly outspends: (outpoints: readonly OutpointId[], since: number) => Promise<readonly Outspend[]>;

  /** Ids of the transactions that wait. */
  readonly mempool: () => Promise<readonly Id[]>;
  /**
   * Sends a transaction. Doing it again does no harm: one that waits or is mined already is a success.
   * @returns its id @throws NodeError `NODE_REFUSED`, with a {@link Refusal} in `details.reason`
   */
  readonly broadcast: (tx: Tx) => Promise<Id>;
  /** Whether the node would take a transaction now. Nothing is sent. */
  readonly testAccept: (tx: Tx) => Promise<Acceptance>;
  /** What to pay so that a transaction is mined within so many blocks. */
  readonly feeRate: (blocks: number) => Promise<FeeAdvice>;

  /**
   * The chain's events after a known block, in order, nothing skipped, until the signal is aborted. It survives
   * outages. @throws NodeError `NODE_WRONG_NETWORK`, and `NODE_NOT_FOUND` when the node knows none of the given blocks
   */
  readonly events: (options?: EventOptions) => AsyncIterable<ChainEvent>;
  /** How the node does. Never throws, asks once. */
  readonly health: () => Promise<NodeHealth>;
  /** Ends all connections. What is under way fails with `NODE_UNREACHABLE`. */
  readonly close: () => void;
}

/** Most headers in one answer. */
export const MAX_HEADERS = 2_000;

/** What a node is. */
export interface NodeSoftware {
  readonly kind: 'core' | 'btcd' | 'regtest' | 'other';
  /** Its own name and version, fit to print. */
  readonly name: string;
}

/** A block of the best chain. */
export interface Tip {
  readonly id: Id;
  readonly height: number;
}

/** A header with what names it. */
export interface ChainHeader {
  readonly id: Id;
  /** Absent when the node's best chain does not contain it. */
  readonly height: number | undefined;
  readonly header: Header;
}

/** A transaction, and where it was found. */
export interface FoundTx {
  readonly id: Id;
  readonly tx: Tx;
  /** Absent while it waits. */
  readonly block: Id | undefined;
}

/** An output by the id of its transaction. */
export interface OutpointId {
  readonly txid: Id;
  readonly index: number;
}

/** What became of an output. */
export type Outspend =
  | { readonly state: 'unspent'; readonly value: Sat; readonly script: Bytes }
  | {
      readonly state: 'spent';
      readonly by: Id;
      readonly input: number;
      readonly tx: Tx;
      /** Absent while the spending transaction waits. */
      readonly block: Tip | undefined;
    }
  /** No such output is known, or it was spent before the height that the search began at. */
  | { readonly state: 'unknown' };

/** A transaction with the proof that it is in a block. */
export interface TxProof {
  readonly block: Id;
  readonly tx: Tx;
  /** Made here from the block, and so true of it: no node is believed, and none needs to have `gettxoutproof`. */
  readonly proof: InclusionProof;
}

/** A node's verdict. */
export type Acceptance =
  | { readonly accepted: true; readonly fee: Sat | undefined }
  | { readonly accepted: false; readonly reason: Refusal; readonly node: string };

/** What to pay. Estimates are the node's word: they are held between our floor and our cap. */
export interface FeeAdvice {
  readonly rate: FeeRate;
  /** Below this nothing is relayed. */
  readonly floor: FeeRate;
  /** What decided the rate. */
  readonly from: 'estimate' | 'floor' | 'cap';
}

/** What happens to the chain. */
export type ChainEvent =
  /** The next block: its parent is the block of the event before. */
  | { readonly type: 'block'; readonly id: Id; readonly height: number; readonly header: Header }
  /** Blocks that are no longer in the best chain, newest first; the chain now ends at `tip`, and blocks follow. */
  | { readonly type: 'disconnected'; readonly blocks: readonly Tip[]; readonly tip: Tip };

/** Where events begin and how they come. */
export interface EventOptions {
  /**
   * Blocks that were handled already, newest first, each the parent of the one before; one is enough while the node
   * knows it. Default: the tip when the first event is asked for, which is then the next block.
   */
  readonly after?: readonly Tip[];
  readonly signal?: AbortSignal;
  /** Milliseconds between two looks. Default 1,000. */
  readonly pollMs?: number;
}

/** Why a node's view may be old. */
export type Lag =
  /** It does not answer. */
  | 'unreachable'
  /** It says that it is still catching up, or knows of headers whose blocks it lacks. */
  | 'syncing'
  /** Its chain ends before a block that was seen already, and which it does not know: it lost it, or never had it. */
  | 'behind'
  /** Its last block is older than it should be. */
  | 'old-tip';

/** How a node does. */
export interface NodeHealth {
  readonly reachable: boolean;
  /** When it last gave a good answer, milliseconds since 1970. */
  readonly lastContact: number | undefined;
  readonly tip: Tip | undefined;
  /** Seconds since the time that the tip's miner wrote. */
  readonly tipAge: number | undefined;
  /** Blocks that the node knows of and does not have yet. */
  readonly missingBlocks: number | undefined;
  readonly lag: Lag | undefined;
  /** What the last question failed with. */
  readonly error: NodeCode | undefined;
}
