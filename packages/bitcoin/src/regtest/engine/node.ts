import type { Block } from '../../chain/block.ts';
import { type Header, workOf } from '../../chain/header.ts';
import type { Id } from '../../encoding/bytes.ts';
import { overhead } from './check.ts';
import type { ConfirmedCoin } from './coins.ts';
import type { TxRecord } from './record.ts';

/** Headers whose median time counts (BIP113). */
const MEDIAN_SPAN = 11;

/** What connecting a block to the main chain changed, so that it can be taken back. */
export interface Undo {
  /** Coins that it spent and that were there before it, in the order of spending. */
  readonly spent: readonly ConfirmedCoin[];
  /** Satoshi that it lost for good. */
  readonly burnt: bigint;
}

/** A block in the tree of all blocks. */
export interface BlockNode {
  readonly id: Id;
  readonly block: Block;
  readonly header: Header;
  readonly records: readonly TxRecord[];
  readonly height: number;
  readonly previous: BlockNode | undefined;
  readonly children: BlockNode[];
  readonly work: bigint;
  readonly medianTime: number;
  /** Place in the order of arrival: of branches with equal work the first seen counts. */
  readonly order: number;
  readonly size: number;
  readonly strippedSize: number;
  /** Whether its transactions were once found valid at its place. */
  judged: boolean;
  /** Why it breaks a rule by itself. */
  broken: string | undefined;
  /** Whether it was invalidated by name. */
  banned: boolean;
  /** Whether it or one before it is broken or banned. */
  dead: boolean;
  /** Set while it is on the main chain. */
  undo: Undo | undefined;
}

/** The median of the header times that end with this one. */
function medianTimeOf(time: number, previous: BlockNode | undefined): number {
  const times = [time];
  for (let node = previous; node !== undefined && times.length < MEDIAN_SPAN; node = node.previous) {
    times.push(node.header.time);
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1]!;
}

/** A new node, not yet a child of the one before. @throws BitcoinError when its bits stand for no target */
export function nodeOf(
  id: Id,
  header: Header,
  records: readonly TxRecord[],
  previous: BlockNode | undefined,
  order: number,
): BlockNode {
  const head = overhead(records.length);
  return {
    id,
    block: { header, transactions: records.map(({ tx }) => tx) },
    header,
    records,
    height: previous === undefined ? 0 : previous.height + 1,
    previous,
    children: [],
    work: (previous?.work ?? 0n) + workOf(header.bits),
    medianTime: medianTimeOf(header.time, previous),
    order,
    size: records.reduce((sum, { bytes }) => sum + bytes.length, head),
    strippedSize: records.reduce((sum, { strippedSize }) => sum + strippedSize, head),
    judged: false,
    broken: undefined,
    banned: false,
    dead: previous?.dead ?? false,
    undo: undefined,
  };
}
