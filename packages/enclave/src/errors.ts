import { CofferError, type ErrorFacts } from '@coffer/core/error';

/** Stable codes of everything that the enclave runtime refuses or reports. */
export type EnclaveCode =
  /** A frame is larger than the channel allows. The frame is skipped and the enclave lives. */
  | 'FRAME_TOO_LARGE'
  /** A frame is not a message of this channel. The frame is dropped and the enclave lives. */
  | 'FRAME_MALFORMED'
  /** A message came out of turn. It is dropped and the enclave lives. */
  | 'FRAME_UNEXPECTED'
  /** The stream of frames cannot be followed any more. The enclave ends. */
  | 'FRAME_STREAM_BROKEN'
  /** More requests wait than the enclave holds. Ask again later. */
  | 'TOO_MANY_REQUESTS'
  /** The host's time is outside what the enclave can believe. */
  | 'TIME_REFUSED'
  /** The program broke its own rules on this request. Nothing changed. */
  | 'PROGRAM_FAILED'
  /** The host could not store a journal entry or snapshot. The enclave ends. */
  | 'STORE_FAILED'
  /** The counter moved without this enclave: another instance runs on a copy of the state. The enclave ends. */
  | 'ANOTHER_INSTANCE'
  /** The counter is out of reach. The enclave ends. */
  | 'COUNTER_FAILED'
  /** The journal was altered, or is of another enclave, program or machine. */
  | 'JOURNAL_BROKEN'
  /** The journal is older than what the counter has seen. */
  | 'JOURNAL_ROLLED_BACK'
  /** The state was handed over to a successor: this enclave answers nothing more. */
  | 'HANDED_OVER'
  /** The conditions of a hand-over are not met. */
  | 'HANDOVER_REFUSED'
  /** Evidence is not a genuine chain for an allowed program. */
  | 'EVIDENCE_REFUSED'
  /** The enclave could not be started. */
  | 'LAUNCH_FAILED'
  /** The enclave process is gone, or was closed. Requests without an answer may or may not have been carried out. */
  | 'ENCLAVE_ENDED'
  /** The platform process is out of reach or refused. */
  | 'PLATFORM_FAILED'
  /** Another process has this store open. */
  | 'STORE_LOCKED'
  /** Files of the store are missing or not readable. */
  | 'STORE_BROKEN'
  /** The bundle differs from the one that was published. */
  | 'BUNDLE_DIFFERS';

/** Every error that the runtime itself throws or reports. */
export class EnclaveError extends CofferError<EnclaveCode> {}

/** An error that an enclave answered with: code, message and money as the program or the guest shell gave them. */
export class RemoteError extends CofferError {}

/** Said when it is open whether a request was carried out. */
export const MAYBE_DONE =
  'It is not known yet whether this was carried out. It was carried out once or not at all.';

/** Said when the state of an enclave cannot be opened. */
export const MONEY_STAYS = 'No money moved. What is on the chain stays on the chain.';

/** {@link EnclaveError} from anything thrown, so that a shell can report it without leaking internals. */
export function asEnclaveError(error: unknown, code: EnclaveCode, facts: ErrorFacts = {}): EnclaveError {
  if (error instanceof EnclaveError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new EnclaveError(code, text, { ...facts, cause: error });
}
