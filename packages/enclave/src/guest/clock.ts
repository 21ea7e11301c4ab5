import { EnclaveError } from '../errors.ts';

/** How far the host's time may be off before it is refused, seconds. */
export const DEFAULT_DRIFT = 30;

/**
 * The guest's idea of time (SAFETY O2, DESIGN §1.2). The host tells the time; it is believed only within bounds that the
 * host cannot move: the time of earlier steps, what the program has seen proved, and the guest's own monotonic clock.
 */
export interface ClockBounds {
  /** Newest time that a committed step had, seconds since 1970. */
  readonly last: number;
  /** {@link Program.provedTime} of the state, seconds since 1970. */
  readonly proved: number;
  /** Host time at launch, plus the monotonic seconds since; seconds since 1970. */
  readonly running: number;
  /** Seconds. */
  readonly drift: number;
}

/**
 * The time of a step: the host's, never earlier than that of an earlier step.
 * @param host what the host says, seconds since 1970
 * @throws EnclaveError `TIME_REFUSED`
 */
export function boundTime(host: number, bounds: ClockBounds): number {
  const refuse = (why: string, limit: number, next: string): EnclaveError =>
    new EnclaveError('TIME_REFUSED', `The enclave refuses this machine's time: ${why}.`, {
      next,
      details: { time: host, limit, drift: bounds.drift },
    });
  const set = "Check this machine's clock and repeat the request.";
  if (host < bounds.last - bounds.drift) {
    throw refuse('it went backwards', bounds.last - bounds.drift, set);
  }
  if (host < bounds.proved - bounds.drift) {
    throw refuse(
      'it is earlier than a block that the enclave has seen proved',
      bounds.proved - bounds.drift,
      set,
    );
  }
  if (host > bounds.running + bounds.drift) {
    throw refuse(
      'it runs ahead of the clock inside the enclave',
      bounds.running + bounds.drift,
      'If this machine was asleep, start the enclave again; otherwise check the clock.',
    );
  }
  return Math.max(host, bounds.last);
}
