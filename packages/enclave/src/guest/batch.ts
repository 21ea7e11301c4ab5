import type { Bytes } from '@coffer/core/bytes';
import type { Effect, Program } from '@coffer/core/program';
import { type GuestMessage, MAX_BODY, toErrorFields } from '../channel/messages.ts';
import { EnclaveError } from '../errors.ts';
import type { Chain, Phase } from './chain.ts';
import { boundTime } from './clock.ts';
import { MAX_BATCH, type StepRecord } from './journal.ts';

/** One batch of requests: carried out in order on the state so far, pure but for the random bytes that it is given. */

/** A request that waits. */
export interface WaitingRequest {
  readonly id: number;
  /** What the host says, seconds since 1970. */
  readonly time: number;
  readonly body: Bytes;
  /** Latest time that the guest's own clock allowed when the request came, before drift. */
  readonly running: number;
}

/** What a batch came to. Nothing of it may leave before `outcome` is durable. */
export interface Batch<State> {
  /** Requests that were taken from the head of the queue. */
  readonly taken: number;
  readonly answers: readonly GuestMessage[];
  /** What the journal must hold; empty when the batch changed nothing. */
  readonly records: readonly StepRecord[];
  readonly outcome: Pick<Chain<State>, 'phase' | 'last'>;
}

/** Bytes of requests after which a batch is closed: an entry must fit a frame. */
const MAX_BATCH_BYTES = 2 << 20;

/** The answer of an enclave that has no state to answer from. */
export function notRunning(phase: Phase<unknown>['type']): EnclaveError {
  if (phase === 'stopped') {
    return new EnclaveError('HANDED_OVER', 'This enclave handed its state over and answers nothing more.', {
      next: 'Use its successor.',
    });
  }
  return new EnclaveError('FRAME_UNEXPECTED', "This enclave waits for its predecessor's state.", {
    next: 'Complete the hand-over first.',
  });
}

/** Carries out the requests at the head of the queue, as many as one batch may have. */
export function runBatch<State>(
  program: Program<State>,
  chain: Chain<State>,
  queue: readonly WaitingRequest[],
  drift: number,
  random: (length: number) => Bytes,
): Batch<State> {
  const answers: GuestMessage[] = [];
  const records: StepRecord[] = [];
  let { phase, last } = chain;
  let size = 0;
  let taken = 0;
  for (const next of queue) {
    if (taken === MAX_BATCH || size >= MAX_BATCH_BYTES) break;
    taken += 1;
    try {
      if (phase.type !== 'running') throw notRunning(phase.type);
      const proved = program.provedTime(phase.state);
      const time = boundTime(next.time, { last, proved, running: next.running, drift });
      const seed = random(32);
      const step = program.step(phase.state, next.body, { time, seed });
      if (step.unchanged !== true) mustBeCredible(time, program.latestTime(step.state));
      answers.push(answer(next.id, step.effects));
      size += next.body.length;
      if (step.unchanged === true) continue;
      records.push({ time, seed, request: next.body });
      phase = { ...phase, state: step.state };
      last = time;
    } catch (error) {
      answers.push({ type: 'refused', id: next.id, error: toErrorFields(error) });
    }
  }
  return { taken, answers, records, outcome: { phase, last } };
}

/** @throws EnclaveError `TIME_REFUSED` */
function mustBeCredible(time: number, latest: number): void {
  if (time <= latest) return;
  throw new EnclaveError(
    'TIME_REFUSED',
    "This machine's time is far later than any block that the enclave has seen.",
    {
      next: 'Check the clock. If it is right, go online and reconcile first.',
      details: { time, latest },
    },
  );
}

/** @throws EnclaveError `PROGRAM_FAILED` when the effects are not exactly one reply, of a size that fits */
function answer(id: number, effects: readonly Effect[]): GuestMessage {
  const replies = effects.filter((effect) => effect.type === 'reply');
  const sends = effects.filter((effect) => effect.type === 'send');
  const reply = replies[0];
  const size = effects.reduce((sum, effect) => sum + effect.body.length, 0);
  const long = sends.some(({ to }) => to.length > 512);
  if (reply === undefined || replies.length > 1 || sends.length > 256 || size > MAX_BODY || long) {
    throw new EnclaveError(
      'PROGRAM_FAILED',
      'The program gave no answer, several, or one that is too large.',
      {
        next: 'Report this as a bug, with the request.',
      },
    );
  }
  return { type: 'reply', id, body: reply.body, sends: sends.map(({ to, body }) => ({ to, body })) };
}
