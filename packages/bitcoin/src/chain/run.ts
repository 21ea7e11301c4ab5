import type { Bytes } from '@coffer/core/bytes';
import { HEADER_BYTES } from './header.ts';

/**
 * Many consecutive headers as their bytes, without their hashes: each names the one before. Persistent: a longer or shorter
 * run shares all but its last piece with the one that it was made of, so that one more header does not copy all others.
 */
export interface Run {
  /** Pieces of {@link PIECE} headers each; only the last may be shorter. None is empty. */
  readonly pieces: readonly Bytes[];
  /** How many headers. */
  readonly length: number;
}

/** Headers in a piece: an interval between two retargets is a whole number of pieces. */
export const PIECE = 144;
const PIECE_BYTES = PIECE * HEADER_BYTES;

/** No headers. */
export const EMPTY_RUN: Run = { pieces: [], length: 0 };

/** 32 bits at a place, little-endian, unsigned. */
export function u32At(bytes: Bytes, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

/** The bytes of one header of a run. A view. */
export function headerBytes(run: Run, index: number): Bytes {
  const at = (index % PIECE) * HEADER_BYTES;
  return run.pieces[Math.floor(index / PIECE)]!.subarray(at, at + HEADER_BYTES);
}

/** A 32-bit field of one header of a run. */
export function fieldAt(run: Run, index: number, field: number): number {
  return u32At(run.pieces[Math.floor(index / PIECE)]!, (index % PIECE) * HEADER_BYTES + field);
}

/** A run with more headers at its end. Their bytes are copied. */
export function append(run: Run, headers: Bytes): Run {
  const pieces = [...run.pieces];
  let used = 0;
  const last = pieces.at(-1);
  if (last !== undefined && last.length < PIECE_BYTES) {
    used = Math.min(headers.length, PIECE_BYTES - last.length);
    const piece = new Uint8Array(last.length + used);
    piece.set(last);
    piece.set(headers.subarray(0, used), last.length);
    pieces[pieces.length - 1] = piece;
  }
  for (; used < headers.length; used += PIECE_BYTES) pieces.push(headers.slice(used, used + PIECE_BYTES));
  return { pieces, length: run.length + headers.length / HEADER_BYTES };
}

/** The first `length` headers of a run. */
export function firstOf(run: Run, length: number): Run {
  const pieces = run.pieces.slice(0, Math.ceil(length / PIECE));
  const rest = (length % PIECE) * HEADER_BYTES;
  if (rest > 0) pieces.push(pieces.pop()!.slice(0, rest));
  return { pieces, length };
}

/** A run without its first `length` headers, which must be a whole number of pieces. */
export function withoutFirst(run: Run, length: number): Run {
  return { pieces: run.pieces.slice(length / PIECE), length: run.length - length };
}

/** The bytes of all headers from an index on. A copy. */
export function bytesFrom(run: Run, index: number): Bytes {
  const out = new Uint8Array((run.length - index) * HEADER_BYTES);
  for (let at = index; at < run.length; ) {
    const piece = run.pieces[Math.floor(at / PIECE)]!.subarray((at % PIECE) * HEADER_BYTES);
    out.set(piece, (at - index) * HEADER_BYTES);
    at += piece.length / HEADER_BYTES;
  }
  return out;
}
