import { createHash } from 'node:crypto';
import type { Bytes } from '@coffer/core/bytes';
import { toHex } from '@coffer/core/bytes';

/** What happened, in order: hashed, so that two runs of one seed can be compared byte for byte. */
export interface Trace {
  readonly write: (line: string) => void;
  /** SHA-256 of all lines. */
  readonly digest: () => string;
  /** The last lines, oldest first. */
  readonly tail: () => readonly string[];
}

/** Bytes as a trace names them. */
export function short(bytes: Bytes): string {
  return toHex(bytes.subarray(0, 4)).slice(2);
}

/** @param show called with every line, when somebody wants to read along */
export function trace(show?: (line: string) => void): Trace {
  const hash = createHash('sha256');
  const kept: string[] = [];
  return {
    write: (line) => {
      hash.update(`${line}\n`);
      kept.push(line);
      if (kept.length > 512) kept.splice(0, 256);
      show?.(line);
    },
    digest: () => toHex(hash.copy().digest()),
    tail: () => kept.slice(-60),
  };
}
