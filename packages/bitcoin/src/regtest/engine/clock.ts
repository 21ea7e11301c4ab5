import { RegtestError } from './error.ts';
import type { Dump } from './types.ts';

/** Latest time of a header, Unix seconds. */
export const LATEST = 0xffff_ffff;

/** A clock that follows the machine's at a distance, or stands still. */
export class ChainClock {
  readonly #machine: () => number;
  #state: Dump['clock'] = { offset: 0 };

  constructor(machine: () => number) {
    this.#machine = machine;
  }

  get state(): Dump['clock'] {
    return this.#state;
  }

  /** Goes on as another clock did. */
  restore(state: Dump['clock']): void {
    this.#state = state;
  }

  /** Unix seconds. */
  now(): number {
    const state = this.#state;
    return 'at' in state ? state.at : Math.floor(this.#machine()) + state.offset;
  }

  /** @throws RegtestError `REGTEST_ARGUMENT` */
  set(time: number | undefined): void {
    if (time === undefined) this.#state = { offset: 0 };
    else this.#state = { at: mustBeTime(time) };
  }

  /** @throws RegtestError `REGTEST_ARGUMENT` */
  increase(seconds: number): void {
    if (!Number.isSafeInteger(seconds) || seconds < 0) {
      throw new RegtestError('REGTEST_ARGUMENT', 'Time moves forward by whole seconds.');
    }
    mustBeTime(this.now() + seconds);
    const state = this.#state;
    this.#state = 'at' in state ? { at: state.at + seconds } : { offset: state.offset + seconds };
  }
}

/** @throws RegtestError `REGTEST_ARGUMENT` */
function mustBeTime(time: number): number {
  if (Number.isSafeInteger(time) && time >= 0 && time <= LATEST) return time;
  throw new RegtestError('REGTEST_ARGUMENT', 'A time is a whole number of Unix seconds that fits 32 bits.');
}
