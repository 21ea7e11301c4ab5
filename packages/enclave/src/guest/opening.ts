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
 * Entries by which a journal may be ahead of its counter: one that was stored and not counted yet, and one whose count a
 * power failure took back, because the `software` counter answers before its disk does. A counter that never goes back
 * leaves no more than the first, for an entry is only written when the one before it is counted.
 */
const MOST_AHEAD = 2;

/**
 * Is this the newest state? What extends the counted head is: no answer of it that is not in these entries ever left, and
 * nothing was counted in its place.
 * @returns heads that must be counted now, in order; none when the counter has seen all
 * @throws EnclaveError `JOURNAL_ROLLED_BACK`, `JOURNAL_BROKEN`
 */
export function judge<State>(
  { chain, read }: Opened<State>,
  counter: { readonly value: number; readonly head: Bytes },
): readonly Bytes[] {
  if (equal(counter.head, chain.head)) return [];
  const ahead = read.entries.slice(-MOST_AHEAD);
  const first = ahead.findIndex(({ previous }) => equal(counter.head, previous));
  if (first >= 0) return ahead.slice(first).map(({ head }) => head);
  if (read.tail === 'damaged' && counter.value === chain.seq + 1) throw damaged();
  throw new EnclaveError(
    'JOURNAL_ROLLED_BACK',
    'These files are not the newest state of this enclave: the counter has seen a later one.',
    { money: MONEY_STAYS, next: NEXT, details: { entries: chain.seq, counted: counter.value } },
  );
}
