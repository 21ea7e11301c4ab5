import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '@coffer/core/bytes';
import { expect } from 'vitest';
import { encodeBlock } from '../../../chain/block.ts';
import type { Id } from '../../../encoding/bytes.ts';
import { encodeTx } from '../../../transaction/transaction.ts';
import { RegtestReject } from '../error.ts';
import type { Regtest } from '../regtest.ts';
import type { Policy } from '../types.ts';

/**
 * What tests give to their chains, written down to be given to another node: nothing unless `COFFER_RECORD` names a folder,
 * which gets one file of JSON lines for each chain.
 */

const folder = process.env.COFFER_RECORD;

/** Where the clock of every test stands: so long before the present, while recording, that no node takes the chain for stale. */
export const START = folder === undefined ? 1_750_000_000 : Math.floor(Date.now() / 1000) - 20 * 3600;

/** One line of a record. `said` is `accepted`, or why not; `now` the chain's clock. */
export type Recorded =
  | { readonly type: 'chain'; readonly test: string; readonly now: number; readonly policy: Partial<Policy> }
  /** From a dump, of which nobody asked for a verdict. */
  | { readonly type: 'loaded'; readonly now: number; readonly block?: string; readonly tx?: string }
  | { readonly type: 'block'; readonly now: number; readonly block: string; readonly said: string }
  | {
      readonly type: 'transaction';
      readonly now: number;
      readonly tx: string;
      readonly said: string;
      readonly test: boolean;
    }
  | { readonly type: 'invalidate' | 'reconsider'; readonly now: number; readonly id: Id }
  | { readonly type: 'tip'; readonly now: number; readonly id: Id };

/** Policy as JSON, of which amounts are numbers. */
const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value);

function said(error: unknown): string {
  return error instanceof RegtestReject ? error.reason : `error: ${String(error)}`;
}

/** Writes down what a chain is given from now on. @param policy what it was made with */
export function recorded(chain: Regtest, policy: Partial<Policy> = {}): Regtest {
  if (folder === undefined) return chain;
  const file = join(folder, `${process.pid}-${readdirSync(folder).length}.jsonl`);
  type Line<T> = T extends Recorded ? Omit<T, 'now'> : never;
  const write = (line: Line<Recorded>) =>
    appendFileSync(file, `${JSON.stringify({ ...line, now: chain.now() }, plain)}\n`);
  const tip = () => write({ type: 'tip', id: chain.tip.id });
  const hexOf = (id: Id) => toHex(encodeBlock(chain.block(id)!)).slice(2);
  /** Blocks that the chain makes by itself, oldest first, and its own verdict on them. */
  const mining = <T>(act: () => T): T => {
    const before = chain.tip.height;
    try {
      return act();
    } finally {
      for (let height = before + 1; height <= chain.tip.height; height++) {
        write({ type: 'block', block: hexOf(chain.idAt(height)!), said: 'accepted' });
      }
      tip();
    }
  };
  const { submitBlock, mine, mineExactly, accept, invalidate, reconsider } = chain;
  write({ type: 'chain', test: expect.getState().currentTestName ?? '', policy });
  const { blocks, invalidated, mempool } = chain.dump();
  for (const block of blocks) write({ type: 'loaded', block });
  for (const id of invalidated) write({ type: 'invalidate', id });
  for (const { tx } of mempool) write({ type: 'loaded', tx });
  return Object.assign(chain, {
    submitBlock: ((block) => {
      const verdict = submitBlock.call(chain, block);
      const word = verdict.type === 'rejected' ? verdict.reason : verdict.type;
      write({ type: 'block', block: toHex(encodeBlock(block)).slice(2), said: word });
      tip();
      return verdict;
    }) satisfies Regtest['submitBlock'],
    mine: ((...given) => mining(() => mine.apply(chain, given))) satisfies Regtest['mine'],
    mineExactly: ((...given) =>
      mining(() => mineExactly.apply(chain, given))) satisfies Regtest['mineExactly'],
    accept: ((tx, options = {}) => {
      let word = 'accepted';
      try {
        return accept.call(chain, tx, options);
      } catch (error) {
        word = said(error);
        throw error;
      } finally {
        // A bound that the caller sets is no rule.
        if (word !== 'max-fee-exceeded') {
          const bytes = toHex(encodeTx(tx)).slice(2);
          write({ type: 'transaction', tx: bytes, said: word, test: options.test === true });
        }
      }
    }) satisfies Regtest['accept'],
    invalidate: ((id) => {
      invalidate.call(chain, id);
      write({ type: 'invalidate', id });
      tip();
    }) satisfies Regtest['invalidate'],
    reconsider: ((id) => {
      reconsider.call(chain, id);
      write({ type: 'reconsider', id });
      tip();
    }) satisfies Regtest['reconsider'],
  });
}
