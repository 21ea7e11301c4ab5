import { equal, toHex } from '@coffer/core/bytes';
import type { Header } from '../proof/header.ts';
import type { Anchor } from '../trust/trust.ts';

/**
 * The decision of a header signer (SAFETY O9), pure: only blocks that are `confirmations` deep, one per height, each the
 * child of the one before, and never again a height with another hash.
 */

/** What the signer sees of the chain in one turn. Everything may come from a node that errs. */
export interface ChainView {
  /** Height of the newest block. */
  readonly tip: number;
  /** The block that the node now has at the height of the newest signed one. */
  readonly atNewest?: Header;
  /** Candidates, ascending, from the height after the newest signed one. */
  readonly next: readonly Header[];
}

/** Why a signer has stopped for good: its operator must look. */
export interface Halt {
  readonly reason: 'REORGANISED';
  readonly height: number;
  /** Hash of the block that was signed. */
  readonly signed: string;
  /** Hash of the block that the node has in its place. */
  readonly seen: string;
}

/** What to do. */
export type Decision =
  | { readonly type: 'sign'; readonly headers: readonly Header[] }
  | { readonly type: 'wait'; readonly why: 'NOTHING_NEW' | 'NODE_BEHIND' | 'UNCLEAR' }
  | { readonly type: 'halt'; readonly halt: Halt };

/** Heights that the signer may sign next: those from `from` to `to`, at most `most`. `undefined`: none yet. */
export function wantedHeights(
  newest: Anchor | undefined,
  tip: number,
  confirmations: number,
  most: number,
): { readonly from: number; readonly to: number } | undefined {
  const deepest = tip - confirmations;
  const from = newest === undefined ? deepest : newest.number + 1;
  if (from < 0 || from > deepest) return undefined;
  return { from, to: Math.min(deepest, from + most - 1) };
}

/**
 * Decides what may be signed.
 * @param newest the newest block that was ever signed, from the durable record
 * @param confirmations blocks that must lie on top
 */
export function decide(newest: Anchor | undefined, confirmations: number, view: ChainView): Decision {
  if (newest !== undefined) {
    const { atNewest } = view;
    if (view.tip < newest.number || atNewest === undefined) return { type: 'wait', why: 'NODE_BEHIND' };
    if (atNewest.number !== newest.number) return { type: 'wait', why: 'UNCLEAR' };
    if (!equal(atNewest.hash, newest.hash)) {
      return {
        type: 'halt',
        halt: {
          reason: 'REORGANISED',
          height: newest.number,
          signed: toHex(newest.hash),
          seen: toHex(atNewest.hash),
        },
      };
    }
  }
  const headers: Header[] = [];
  let before: Pick<Header, 'number' | 'hash' | 'timestamp'> | undefined = newest;
  for (const header of view.next) {
    if (header.number > view.tip - confirmations) break;
    if (
      before !== undefined &&
      (header.number !== before.number + 1 ||
        !equal(header.parentHash, before.hash) ||
        header.timestamp < before.timestamp)
    ) {
      // The chain moved between two requests, or the node errs: the next turn sees which.
      return headers.length > 0 ? { type: 'sign', headers } : { type: 'wait', why: 'UNCLEAR' };
    }
    headers.push(header);
    before = header;
  }
  return headers.length > 0 ? { type: 'sign', headers } : { type: 'wait', why: 'NOTHING_NEW' };
}
