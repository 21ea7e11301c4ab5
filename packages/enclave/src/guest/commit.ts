import { type Bytes, equal } from '@coffer/core/bytes';
import type { Program } from '@coffer/core/program';
import { MAX_SNAPSHOT, type PlatformMessage, type PlatformRequest } from '../channel/messages.ts';
import { EnclaveError, MAYBE_DONE } from '../errors.ts';
import { applyEntry, type Chain, emptyChain, type PlatformFacts, toSnapshot } from './chain.ts';
import { anotherInstance, outOfStep, storeFailed } from './jobs.ts';
import { type Entry, type Seals, sealEntry, sealSnapshot } from './journal.ts';
import { judge, open } from './opening.ts';
import type { Outbox } from './outbox.ts';

/**
 * Output commit (DESIGN §1.5): the chain of entries, and how one more becomes final. An entry is stored, then counted,
 * and only then does the work go on that lets answers out. One thing at a time is under way.
 */

const MAX_JOURNAL_BEFORE_SNAPSHOT = 8 << 20;

/** See the head of the file. One per guest. */
export class Commit<State> {
  readonly #program: Program<State>;
  readonly #facts: PlatformFacts;
  readonly #seals: Seals;
  readonly #random: (length: number) => Bytes;
  readonly #snapshotEvery: number;
  readonly #out: Outbox;
  #chain: Chain<State> = emptyChain();
  /** Length of the journal after the newest snapshot, bytes. */
  #offset = 0;
  #sinceSnapshot = 0;
  /** Length of the newest snapshot, bytes. */
  #snapshotSize = 0;
  #stored: { seq: number; done: () => void } | undefined;
  #answered: ((message: PlatformMessage) => void) | undefined;

  constructor(
    program: Program<State>,
    facts: PlatformFacts,
    random: (length: number) => Bytes,
    snapshotEvery: number,
    out: Outbox,
  ) {
    this.#program = program;
    this.#facts = facts;
    this.#seals = { key: facts.sealingKey, instance: facts.instance };
    this.#random = random;
    this.#snapshotEvery = snapshotEvery;
    this.#out = out;
  }

  /** The newest final state. */
  get chain(): Chain<State> {
    return this.#chain;
  }

  /** True while the store or the platform owes an answer. */
  get busy(): boolean {
    return this.#stored !== undefined || this.#answered !== undefined;
  }

  /** Opens what the host kept, and goes on when it is the newest state. @throws EnclaveError `JOURNAL_BROKEN`, `JOURNAL_ROLLED_BACK` */
  open(snapshot: Bytes, journal: Bytes, then: () => void): void {
    const opened = open(this.#program, this.#facts, this.#seals, snapshot, journal);
    const { chain, read } = opened;
    this.#chain = chain;
    this.#offset = read.length;
    this.#snapshotSize = snapshot.length;
    this.#sinceSnapshot = read.entries.length;
    if (this.#facts.counter === 'none') {
      then();
      return;
    }
    this.ask({ type: 'read' }, (message) => {
      if (message.type !== 'counter') throw outOfStep();
      this.#count(message.head, judge(opened, message), then);
    });
  }

  /** Applies, stores and counts an entry, then goes on. */
  commit(entry: Entry, then: () => void): void {
    this.store(entry, applyEntry(this.#program, this.#facts, this.#chain, entry), then);
  }

  /** Stores and counts an entry whose outcome is known, then goes on. */
  store(entry: Entry, outcome: Pick<Chain<State>, 'phase' | 'last'>, then: () => void): void {
    const { head: previous } = this.#chain;
    const seq = this.#chain.seq + 1;
    const { bytes, head } = sealEntry(this.#seals, this.#random(12), seq, previous, entry);
    const committed = (): void => {
      this.#chain = { seq, head, ...outcome };
      this.#offset += bytes.length;
      this.#sinceSnapshot += 1;
      then();
    };
    this.#out.host({ type: 'append', seq, offset: this.#offset, body: bytes });
    this.#stored = {
      seq,
      done: () => {
        if (this.#facts.counter === 'none') committed();
        else this.#advance(previous, head, committed);
      },
    };
  }

  /** Goes on if this instance is still the newest: before answers leave that no entry precedes. A clone's reads would lie. */
  check(then: () => void): void {
    if (this.#facts.counter === 'none') {
      then();
      return;
    }
    this.ask({ type: 'read' }, (message) => {
      if (message.type !== 'counter') throw outOfStep();
      if (!equal(message.head, this.#chain.head)) throw anotherInstance();
      then();
    });
  }

  /**
   * Writes a snapshot when one is due, then goes on: not before the journal is as long as the last one, so that large books
   * are not written over and over for little that is new. The counter is read first: it answers when it can no longer fall
   * back, and a snapshot must not replace the entries by which it would then be behind.
   */
  rest(then: () => void): void {
    const many = this.#sinceSnapshot >= this.#snapshotEvery && this.#offset >= this.#snapshotSize;
    const due = many || this.#offset > MAX_JOURNAL_BEFORE_SNAPSHOT;
    if (!due) then();
    else {
      this.check(() => {
        if (!this.#snapshot(then)) then();
      });
    }
  }

  #count(from: Bytes, heads: readonly Bytes[], then: () => void): void {
    const [to, ...rest] = heads;
    if (to === undefined) then();
    else this.#advance(from, to, () => this.#count(to, rest, then));
  }

  #snapshot(then: () => void): boolean {
    this.#sinceSnapshot = 0;
    const snapshot = toSnapshot(this.#program, this.#chain);
    if (snapshot === undefined) return false;
    const sealed = sealSnapshot(this.#seals, this.#random(12), snapshot);
    if (sealed.length > MAX_SNAPSHOT) {
      this.#out.complain(new EnclaveError('PROGRAM_FAILED', 'The state is too large for a snapshot.'));
      return false;
    }
    this.#snapshotSize = sealed.length;
    this.#out.parts(sealed);
    this.#out.host({ type: 'snapshot', seq: snapshot.seq });
    this.#stored = {
      seq: snapshot.seq,
      done: () => {
        this.#offset = 0;
        then();
      },
    };
    return true;
  }

  #advance(from: Bytes, to: Bytes, then: () => void): void {
    this.ask({ type: 'advance', from, to }, (message) => {
      if (message.type !== 'advanced') throw anotherInstance();
      then();
    });
  }

  /** Asks the platform, and goes on with its answer. */
  ask(request: PlatformRequest, then: (message: PlatformMessage) => void): void {
    this.#answered = then;
    this.#out.platform(request);
  }

  /** The platform answered. @throws EnclaveError `PLATFORM_FAILED`, `COUNTER_FAILED`, `ANOTHER_INSTANCE` */
  answered(message: PlatformMessage): void {
    const then = this.#answered;
    if (then === undefined) throw outOfStep();
    this.#answered = undefined;
    if (message.type === 'failed') {
      throw new EnclaveError('COUNTER_FAILED', message.error.message, {
        money: MAYBE_DONE,
        next: 'Start the enclave again and repeat what has no answer.',
      });
    }
    then(message);
  }

  /** The host stored number `seq`. @returns false when nothing of that number is under way */
  stored(seq: number): boolean {
    const stored = this.#stored;
    if (stored?.seq !== seq) return false;
    this.#stored = undefined;
    stored.done();
    return true;
  }

  /** The host could not store. @returns false when nothing is under way. @throws EnclaveError `STORE_FAILED` */
  storeFailed(why: string): boolean {
    if (this.#stored === undefined) return false;
    throw storeFailed(why);
  }
}
