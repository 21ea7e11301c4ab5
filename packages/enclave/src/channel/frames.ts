import { type Bytes, concat } from '@coffer/core/bytes';
import { EnclaveError } from '../errors.ts';

/**
 * Frames on a byte stream: a big-endian u32 length, then that many bytes. Pure; the same code runs on both sides.
 */

/**
 * Largest frame that either side builds a buffer for, bytes: the journal entry of a batch that was nearly full when the
 * largest request joined it (`MAX_BODY`, `MAX_BATCH_BYTES`), sealed.
 */
export const MAX_FRAME = 20 << 20;
/** A frame up to this size is skipped and refused; a longer claim means that the stream is garbage. */
const MAX_SKIP = 64 << 20;

/** A frame's bytes with their length before them. @throws EnclaveError `FRAME_TOO_LARGE` */
export function frame(body: Bytes): Bytes {
  if (body.length === 0 || body.length > MAX_FRAME) {
    throw new EnclaveError('FRAME_TOO_LARGE', `A message of ${body.length} bytes does not fit the channel.`);
  }
  const out = new Uint8Array(4 + body.length);
  new DataView(out.buffer).setUint32(0, body.length);
  out.set(body, 4);
  return out;
}

/** What a {@link FrameReader} made of the stream so far. */
export type FrameEvent =
  | { readonly type: 'frame'; readonly body: Bytes }
  /** Something was refused. After `FRAME_STREAM_BROKEN` the reader ignores everything. */
  | { readonly type: 'refused'; readonly error: EnclaveError };

/** Cuts a stream into frames. Holds at most one frame; an oversized one is skipped without being held. */
export class FrameReader {
  #parts: Bytes[] = [];
  #held = 0;
  #skip = 0;
  #broken = false;

  /** Frames completed by these bytes, in order. */
  push(chunk: Bytes): FrameEvent[] {
    const events: FrameEvent[] = [];
    if (this.#broken || chunk.length === 0) return events;
    this.#parts.push(chunk);
    this.#held += chunk.length;
    if (this.#skip === 0 && this.#held < this.#wanted()) return events;
    // Always a copy: frames must not share memory with a stream's buffer pool.
    let rest = concat(...this.#parts);
    for (;;) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, rest.length);
        this.#skip -= skipped;
        rest = rest.subarray(skipped);
      }
      if (rest.length < 4) break;
      const length = new DataView(rest.buffer, rest.byteOffset).getUint32(0);
      if (length === 0 || length > MAX_SKIP) {
        this.#broken = true;
        events.push({
          type: 'refused',
          error: new EnclaveError(
            'FRAME_STREAM_BROKEN',
            'The stream of messages cannot be followed any more.',
            {
              money:
                'Answered requests stand. Requests without an answer were carried out once or not at all.',
              next: 'Start the enclave again and repeat what has no answer.',
            },
          ),
        });
        rest = rest.subarray(rest.length);
        break;
      }
      if (length > MAX_FRAME) {
        events.push({
          type: 'refused',
          error: new EnclaveError('FRAME_TOO_LARGE', `A message of ${length} bytes was refused.`),
        });
        this.#skip = length;
        rest = rest.subarray(4);
        continue;
      }
      if (rest.length < 4 + length) break;
      events.push({ type: 'frame', body: rest.slice(4, 4 + length) });
      rest = rest.subarray(4 + length);
    }
    this.#parts = rest.length === 0 ? [] : [rest.slice()];
    this.#held = rest.length;
    return events;
  }

  #wanted(): number {
    const first = this.#parts[0]!;
    if (first.length < 4) return 4;
    const length = new DataView(first.buffer, first.byteOffset).getUint32(0);
    return length > MAX_FRAME ? 4 : 4 + length;
  }
}
