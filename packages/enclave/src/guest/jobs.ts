import type { Bytes } from '@coffer/core/bytes';
import type { HostMessage } from '../channel/messages.ts';
import { EnclaveError, MAYBE_DONE } from '../errors.ts';

/** What waits inside a guest, and how the guest refuses or ends. */

/** The host's first message. */
export type Begin = Extract<HostMessage, { type: 'begin' }>;
/** A request to the program. */
export type Request = Extract<HostMessage, { type: 'request' }>;
/** The order to hand the state over. */
export type HandOver = Extract<HostMessage, { type: 'handOver' }>;
/** A predecessor's package, complete. */
export interface TakeOver {
  readonly type: 'takeOver';
  readonly id: number;
  readonly time: number;
  readonly body: Bytes;
}
/** What waits for its turn. `running`: the latest time that the guest's own clock allowed when the job came, before drift. */
export type Waiting<J> = J & { readonly running: number };
/** What a host may ask of an enclave. */
export type Job = Request | HandOver | TakeOver;

/** The platform is not the one that this guest was written for. The enclave ends. */
export function outOfStep(): EnclaveError {
  return new EnclaveError('PLATFORM_FAILED', 'The platform gave another answer than was asked for.', {
    money: MAYBE_DONE,
  });
}

/** A message that has no place now. The enclave lives. */
export function outOfTurn(what: string): EnclaveError {
  return new EnclaveError('FRAME_UNEXPECTED', `A message of type ${what} came out of turn and was dropped.`);
}

/** The host could not store. The enclave ends. */
export function storeFailed(why: string): EnclaveError {
  return new EnclaveError('STORE_FAILED', `The journal could not be written: ${why}`, {
    money: MAYBE_DONE,
    next: 'Make room or repair the disk, start the enclave again and repeat what has no answer.',
  });
}

/** The counter moved without this enclave, which ends. */
export function anotherInstance(): EnclaveError {
  return new EnclaveError(
    'ANOTHER_INSTANCE',
    'Another instance of this enclave was started on the same state.',
    {
      money: MAYBE_DONE,
      next: 'Use the other instance, and repeat there what has no answer.',
    },
  );
}
