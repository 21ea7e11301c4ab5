import { type Bytes, equal } from '@coffer/core/bytes';
import type { Program } from '@coffer/core/program';
import { EnclaveError, MONEY_STAYS } from '../errors.ts';
import { type Chain, emptyChain, fromSnapshot, type PlatformFacts, replay } from './chain.ts';
import { openSnapshot, type ReadJournal, readJournal, type Seals } from './journal.ts';

/**
 * Opening what the host kept: the snapshot, the journal after it, and the counter's word on whether that is the newest.
 *
 * Why the counter holds the chain's head and not a number: let two instances start on one copy of the journal, whose
 * last entry has number v. The second writes an entry with number v+1 that the host withholds; the first writes another
 * one, counts it, and its answers leave. A counter that says v+1 would then accept the withheld entry in its place.
 */

/** What the host kept, opened. */
export interface Opened<State> {
  readonly chain: Chain<State>;
  readonly read: ReadJournal;
}

const NEXT = 'Put the newest copy of the files back, or take the way for lost devices.';

function damaged(): EnclaveError {
  return new EnclaveError('JOURNAL_BROKEN', "The last entry of the enclave's journal was altered.", {
    money: MONEY_STAYS,
    next: NEXT,
  });
}

/** Opens and replays. @throws EnclaveError `JOURNAL_BROKEN` */
export function open<State>(
  program: Program<State>,
  facts: PlatformFacts,
  seals: Seals,
  snapshot: Bytes,
  journal: Bytes,
): Opened<State> {
  const start =
    snapshot.length === 0 ? emptyChain<State>() : fromSnapshot(program, openSnapshot(seals, snapshot));
  const read = readJournal(seals, journal, start.seq, start.head);
  if (facts.counter === 'none' && read.tail === 'damaged') throw damaged();
  return { chain: replay(program, facts, start, read.entries), read };
}

/**
 * Is this the newest state?
 * @returns `newest`; or `count`, when its last entry was stored but not counted: no answer of it ever left, and nothing
 * was counted in its place, so it stands and must be counted now
 * @throws EnclaveError `JOURNAL_ROLLED_BACK`, `JOURNAL_BROKEN`
 */
export function judge<State>(
  { chain, read }: Opened<State>,
  counter: { readonly value: number; readonly head: Bytes },
): 'newest' | 'count' {
  if (equal(counter.head, chain.head)) return 'newest';
  const last = read.entries.at(-1);
  if (last !== undefined && read.tail !== 'damaged' && equal(counter.head, last.previous)) return 'count';
  if (read.tail === 'damaged' && counter.value === chain.seq + 1) throw damaged();
  throw new EnclaveError(
    'JOURNAL_ROLLED_BACK',
    'These files are not the newest state of this enclave: the counter has seen a later one.',
    { money: MONEY_STAYS, next: NEXT, details: { entries: chain.seq, counted: counter.value } },
  );
}
