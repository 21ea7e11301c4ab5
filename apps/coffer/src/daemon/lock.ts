import { existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/**
 * A lock that its holder cannot forget: the kernel drops it when the process ends, however it ends, and no process id
 * has to be believed. Node offers no file locks, SQLite's exclusive mode holds a POSIX one.
 */
export interface Lock {
  /** Gives it back. */
  release(): void;
}

/** Takes the lock `path`, or returns `undefined` when another process has it. The folder must exist. */
export function takeLock(path: string): Lock | undefined {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode=MEMORY; PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE;');
  } catch (cause) {
    database.close();
    if ((cause as { errcode?: number }).errcode === 5) return undefined;
    throw cause;
  }
  return { release: () => database.close() };
}

/** Whether some process holds the lock. */
export function isLocked(path: string): boolean {
  if (!existsSync(path)) return false;
  const lock = takeLock(path);
  lock?.release();
  return lock === undefined;
}

/** Removes what a killed process left behind, such as its socket. Call with the lock held. */
export function removeLeftover(path: string): void {
  rmSync(path, { force: true });
}
