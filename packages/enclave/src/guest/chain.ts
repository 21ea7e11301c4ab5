import { type Bytes, concat } from '@coffer/core/bytes';
import type { CounterClass, Identity, Program } from '@coffer/core/program';
import { EnclaveError, MONEY_STAYS } from '../errors.ts';
import { type Entry, NO_HEAD, type ReadEntry, type Snapshot } from './journal.ts';

/** What an enclave's chain of entries amounts to: pure, the same for a live enclave and for a replay. */

/** The facts of a launch, which the platform states. */
export interface PlatformFacts {
  readonly measurement: Bytes;
  /** 32-byte id of this instance. */
  readonly instance: Bytes;
  /** 32-byte id of the Coffer network. */
  readonly network: Bytes;
  readonly sealingKey: Bytes;
  readonly counter: CounterClass;
}

/** What never changes in the life of an enclave. */
export interface Life {
  /** Secret of the attestation key. */
  readonly secret: Bytes;
  readonly evidence: Bytes;
  /** Address that may approve a hand-over; without one there is none. */
  readonly owner: Bytes | undefined;
}

/** Where in its life an enclave is. */
export type Phase<State> =
  | { readonly type: 'empty' }
  /** A successor that waits for its predecessor's state. */
  | { readonly type: 'awaiting'; readonly life: Life; readonly pieces: readonly Bytes[] }
  | { readonly type: 'running'; readonly life: Life; readonly state: State }
  /** Handed over. `order` is the hand-over's order, so that the package can be made again. */
  | {
      readonly type: 'stopped';
      readonly life: Life;
      readonly state: State;
      readonly successor: Bytes;
      readonly order: Bytes;
    };

/** A place in the chain and the state there. */
export interface Chain<State> {
  readonly seq: number;
  readonly head: Bytes;
  /** Newest time of a step, seconds since 1970. */
  readonly last: number;
  readonly phase: Phase<State>;
}

/** The chain before anything happened. */
export function emptyChain<State>(): Chain<State> {
  return { seq: 0, head: NO_HEAD, last: 0, phase: { type: 'empty' } };
}

function impossible(entry: Entry): EnclaveError {
  return new EnclaveError('JOURNAL_BROKEN', `An entry of type ${entry.type} cannot stand here.`, {
    money: MONEY_STAYS,
  });
}

/** The phase after an entry. @throws EnclaveError `JOURNAL_BROKEN`; CofferError when the program refuses */
export function applyEntry<State>(
  program: Program<State>,
  facts: PlatformFacts,
  chain: Chain<State>,
  entry: Entry,
): { phase: Phase<State>; last: number } {
  const { phase, last } = chain;
  const later = (time: number): number => Math.max(last, time);
  switch (entry.type) {
    case 'genesis': {
      if (phase.type !== 'empty') throw impossible(entry);
      const { secret, evidence, owner, time, seed } = entry;
      const identity: Identity = {
        measurement: facts.measurement,
        attestationSecret: secret,
        evidence,
        counterClass: facts.counter,
      };
      const created = program.create(entry.config, identity, { time, seed });
      const state = program.launched(created, { type: 'fresh' });
      return { phase: { type: 'running', life: { secret, evidence, owner }, state }, last: later(time) };
    }
    case 'await': {
      if (phase.type !== 'empty') throw impossible(entry);
      const { secret, evidence, owner, time } = entry;
      return {
        phase: { type: 'awaiting', life: { secret, evidence, owner }, pieces: [] },
        last: later(time),
      };
    }
    case 'piece':
      if (phase.type !== 'awaiting') throw impossible(entry);
      return { phase: { ...phase, pieces: [...phase.pieces, entry.body] }, last };
    case 'adopt': {
      if (phase.type !== 'awaiting') throw impossible(entry);
      const state = program.restore(concat(...phase.pieces));
      return { phase: { type: 'running', life: phase.life, state }, last: later(entry.time) };
    }
    case 'launch':
      if (phase.type === 'empty') throw impossible(entry);
      // Pieces of a take-over that a crash cut off are void: it begins again.
      if (phase.type === 'awaiting') return { phase: { ...phase, pieces: [] }, last };
      if (phase.type === 'stopped') return { phase, last };
      return { phase: { ...phase, state: program.launched(phase.state, { type: entry.launch }) }, last };
    case 'steps': {
      if (phase.type !== 'running') throw impossible(entry);
      let { state } = phase;
      for (const { time, seed, request } of entry.records) {
        state = program.step(state, request, { time, seed }).state;
      }
      return { phase: { ...phase, state }, last: later(entry.records.at(-1)?.time ?? last) };
    }
    case 'stop': {
      if (phase.type !== 'running') throw impossible(entry);
      const { successor, order } = entry;
      return {
        phase: { type: 'stopped', life: phase.life, state: phase.state, successor, order },
        last: later(entry.time),
      };
    }
  }
}

/** The chain after entries that were read back. @throws EnclaveError `JOURNAL_BROKEN` when a replay does not succeed */
export function replay<State>(
  program: Program<State>,
  facts: PlatformFacts,
  start: Chain<State>,
  entries: readonly ReadEntry[],
): Chain<State> {
  let chain = start;
  for (const { entry, seq, head } of entries) {
    try {
      chain = { seq, head, ...applyEntry(program, facts, chain, entry) };
    } catch (cause) {
      if (cause instanceof EnclaveError) throw cause;
      throw new EnclaveError('JOURNAL_BROKEN', `Entry ${seq} cannot be carried out again.`, {
        money: MONEY_STAYS,
        cause,
      });
    }
  }
  return chain;
}

/** The chain at a snapshot. @throws EnclaveError `JOURNAL_BROKEN` */
export function fromSnapshot<State>(program: Program<State>, snapshot: Snapshot): Chain<State> {
  const { seq, head, last, secret, evidence, owner, phase } = snapshot;
  const life: Life = { secret, evidence, owner };
  const at = { seq, head, last };
  if (phase.type === 'awaiting') return { ...at, phase: { type: 'awaiting', life, pieces: phase.pieces } };
  let state: State;
  try {
    state = program.restore(phase.state);
  } catch (cause) {
    throw new EnclaveError('JOURNAL_BROKEN', 'The program cannot read its own snapshot.', {
      money: MONEY_STAYS,
      cause,
    });
  }
  if (phase.type === 'running') return { ...at, phase: { type: 'running', life, state } };
  return { ...at, phase: { type: 'stopped', life, state, successor: phase.successor, order: phase.order } };
}

/** The snapshot of a chain; `empty` has none. */
export function toSnapshot<State>(program: Program<State>, chain: Chain<State>): Snapshot | undefined {
  const { phase, seq, head, last } = chain;
  if (phase.type === 'empty') return undefined;
  const { secret, evidence, owner } = phase.life;
  const at = { seq, head, last, secret, evidence, owner };
  if (phase.type === 'awaiting') return { ...at, phase: { type: 'awaiting', pieces: phase.pieces } };
  const state = program.snapshot(phase.state);
  if (phase.type === 'running') return { ...at, phase: { type: 'running', state } };
  return { ...at, phase: { type: 'stopped', state, successor: phase.successor, order: phase.order } };
}
