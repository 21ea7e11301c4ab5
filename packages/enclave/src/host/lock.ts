import { DatabaseSync } from 'node:sqlite';
import { EnclaveError } from '../errors.ts';

/**
 * An exclusive lock on a file, held until `release` or the end of the process. The kernel holds it (SQLite's file
 * locks), so that a killed process leaves nothing stale behind and no two can win a race.
 * @throws EnclaveError `STORE_LOCKED`
 */
export function lockFile(path: string, what: string): { release: () => void } {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new EnclaveError('STORE_LOCKED', `Another process uses ${what}.`, {
      next: 'Close the other process, or use another directory.',
      cause,
    });
  }
  let held = true;
  return {
    release: () => {
      if (held) database.close();
      held = false;
    },
  };
}
