import type { Dump } from './engine/types.ts';
import type { StateFile } from './state.ts';

/** Milliseconds between a change and its being kept. */
const SAVE_DELAY = 100;
/** Saving takes at most one part in so many of the time. */
const SAVE_SHARE = 10;

/** Keeps a chain in its file. */
export interface Keeper {
  /** Writes it now. @throws ServeError `REGTEST_STATE_UNREADABLE`, `REGTEST_STATE_TOO_LARGE` */
  save(): void;
  /** Something changed: it is written soon, and not more often than its size allows. */
  changed(): void;
}

/**
 * Keeps a chain.
 * @param dump the state as it is now
 * @param report takes what went wrong while nobody waited
 */
export function createKeeper(file: StateFile, dump: () => Dump, report: (error: unknown) => void): Keeper {
  let timer: NodeJS.Timeout | undefined;
  let rests = 0;
  const save = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const began = performance.now();
    try {
      file.save(dump());
    } finally {
      // Also when it was refused: a chain that cannot be kept is not held up by it.
      const ended = performance.now();
      rests = ended + SAVE_SHARE * (ended - began);
    }
  };
  const saveLater = (): void => {
    try {
      save();
    } catch (error) {
      report(error);
    }
  };
  return {
    save,
    changed: (): void => {
      timer ??= setTimeout(saveLater, Math.max(SAVE_DELAY, rests - performance.now()));
    },
  };
}
