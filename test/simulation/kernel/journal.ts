import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { SeedResult } from './batch.ts';

/** Finished schedules in a file, a line each, so that a long run that was interrupted goes on where it was. */
export interface RunJournal {
  /** What earlier runs with the same options finished, by seed. */
  readonly done: ReadonlyMap<number, SeedResult>;
  readonly add: (result: SeedResult) => void;
}

/** Opens or begins a journal for schedules of a rail with so many events. Other schedules in the file are not looked at. */
export function runJournal(file: string, rail: string, events: number): RunJournal {
  const done = new Map<number, SeedResult>();
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  for (const line of lines) {
    // The last line of a run that was cut off may be torn: that schedule runs again.
    if (!line.endsWith('}')) continue;
    const entry: { rail: string; asked: number; result: SeedResult } = JSON.parse(line);
    if (entry.rail !== rail || entry.asked !== events) continue;
    // A violation is looked at again: by now it may be mended.
    if (entry.result.violation === undefined) done.set(entry.result.seed, entry.result);
  }
  return {
    done,
    add: (result) => appendFileSync(file, `${JSON.stringify({ rail, asked: events, result })}\n`),
  };
}
