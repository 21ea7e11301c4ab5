import { crc32, deflateSync } from 'node:zlib';
import { type Bytes, concat, utf8 } from '@coffer/core/bytes';
import { be32 } from './bytewords.ts';

/** Writes black-and-white pictures: PNG, and animated PNG when there are several (PNG specification, third edition). */

/** What every PNG begins with. */
export const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Modules of a code, `true` is dark. */
export type Modules = readonly (readonly boolean[])[];

function chunk(type: string, data: Bytes): Bytes {
  const body = concat(utf8(type), data);
  return concat(be32(data.length), body, be32(crc32(body)));
}

function be16(value: number): Bytes {
  return be32(value).subarray(2);
}

/** One bit a pixel, `scale` pixels a module, each line with filter 0. */
function pixels(modules: Modules, scale: number): Bytes {
  const size = modules.length * scale;
  const stride = 1 + Math.ceil(size / 8);
  const lines = new Uint8Array(stride * size).fill(0xff);
  for (let y = 0; y < size; y++) {
    const row = modules[Math.floor(y / scale)]!;
    const start = y * stride;
    lines[start] = 0;
    for (let x = 0; x < size; x++) {
      if (row[Math.floor(x / scale)] !== true) continue;
      const at = start + 1 + (x >> 3);
      lines[at] = lines[at]! & ~(0x80 >> (x & 7));
    }
  }
  return deflateSync(lines);
}

/**
 * A picture of a code, or a film of several of the same size that repeats for ever.
 * @param perSecond frames a second
 * @param scale pixels a module
 */
export function codePng(frames: readonly Modules[], perSecond: number, scale = 6): Bytes {
  const size = frames[0]!.length * scale;
  const dimensions = concat(be32(size), be32(size));
  // Bit depth 1, grey; deflate, filter method 0, no interlace.
  const header = chunk('IHDR', concat(dimensions, Uint8Array.of(1, 0, 0, 0, 0)));
  const film = frames.length > 1;
  const parts: Bytes[] = [SIGNATURE, header];
  if (film) parts.push(chunk('acTL', concat(be32(frames.length), be32(0))));
  let sequence = 0;
  for (const [index, frame] of frames.entries()) {
    if (film) {
      const timing = concat(be16(1), be16(perSecond), Uint8Array.of(0, 0));
      parts.push(chunk('fcTL', concat(be32(sequence++), dimensions, be32(0), be32(0), timing)));
    }
    const data = pixels(frame, scale);
    parts.push(index === 0 ? chunk('IDAT', data) : chunk('fdAT', concat(be32(sequence++), data)));
  }
  parts.push(chunk('IEND', new Uint8Array()));
  return concat(...parts);
}
