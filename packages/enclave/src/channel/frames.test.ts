import { concat } from '@coffer/core/bytes';
import { describe, expect, it } from 'vitest';
import { seeded } from '../testing/seeded.ts';
import { FrameReader, frame, MAX_FRAME } from './frames.ts';

const header = (length: number) => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, length);
  return bytes;
};

describe('frames', () => {
  it('come back whole from any cut of the stream', () => {
    const random = seeded(5);
    const bodies = Array.from({ length: 200 }, (_, i) => new Uint8Array(1 + random(300)).fill(i));
    const stream = concat(...bodies.map(frame));
    const reader = new FrameReader();
    const seen = [];
    for (let at = 0; at < stream.length; ) {
      const next = at + 1 + random(97);
      seen.push(...reader.push(stream.subarray(at, next)));
      at = next;
    }
    expect(seen).toEqual(bodies.map((body) => ({ type: 'frame', body })));
  });

  it('skip an oversized one, without holding it, and go on', () => {
    const reader = new FrameReader();
    const size = MAX_FRAME + 5;
    const codes = (chunk: Uint8Array) =>
      reader.push(chunk).map((event) => (event.type === 'frame' ? event.body.length : event.error.code));
    expect(codes(header(size))).toEqual(['FRAME_TOO_LARGE']);
    for (let left = size; left > 0; left -= 1 << 20)
      expect(codes(new Uint8Array(Math.min(left, 1 << 20)))).toEqual([]);
    expect(codes(frame(new Uint8Array(9)))).toEqual([9]);
  });

  it('give up on a length that no frame has, once', () => {
    for (const length of [0, 0xffffffff]) {
      const reader = new FrameReader();
      expect(reader.push(header(length))).toMatchObject([{ error: { code: 'FRAME_STREAM_BROKEN' } }]);
      expect(reader.push(frame(new Uint8Array(9)))).toEqual([]);
    }
  });

  it('are refused where they are made, when empty or too large', () => {
    expect(() => frame(new Uint8Array(0))).toThrow(/does not fit/);
    expect(() => frame(new Uint8Array(MAX_FRAME + 1))).toThrow(/does not fit/);
  });
});
