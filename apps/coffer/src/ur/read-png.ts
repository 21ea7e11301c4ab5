import { crc32, inflateSync } from 'node:zlib';
import { type Bytes, concat, equal } from '@coffer/core/bytes';
import { UrError } from './error.ts';
import { SIGNATURE } from './png.ts';

/** Reads PNG and animated PNG as pictures of grey. Everything is bounded before it is allocated (SAFETY A3). */

/** Most pixels of a picture: a screenshot of a large screen. */
export const MAX_PIXELS = 1 << 24;
/** Most pixels of all frames together. */
const MAX_TOTAL_PIXELS = 1 << 27;
/** Most frames of a film. */
const MAX_FRAMES = 4_096;

/** A picture: one byte a pixel, 0 is black. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Bytes;
}

interface Format {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly color: number;
  readonly palette: Bytes | undefined;
}

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: Bytes[];
}

/** Samples a pixel by colour type; the bit depths that each may have. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

function unreadable(what: string, cause?: unknown): UrError {
  return new UrError('PNG_UNREADABLE', `The picture cannot be read: ${what}.`, {
    next: 'Save it again as PNG without interlacing, or pass on the text instead.',
    cause,
  });
}

/** Whether some bytes begin as a PNG does. */
export function looksLikePng(bytes: Bytes): boolean {
  return bytes.length >= SIGNATURE.length && equal(bytes.subarray(0, SIGNATURE.length), SIGNATURE);
}

/** Chunks that are whole. */
function* chunks(file: Bytes): Generator<{ type: string; data: Bytes }> {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  for (let at = SIGNATURE.length; at < file.length; ) {
    if (at + 12 > file.length) throw unreadable('it ends too early');
    const length = view.getUint32(at);
    if (length > file.length - at - 12) throw unreadable('it ends too early');
    const body = file.subarray(at + 4, at + 8 + length);
    if (crc32(body) !== view.getUint32(at + 8 + length)) throw unreadable('a checksum in it is wrong');
    yield { type: Buffer.from(body.subarray(0, 4)).toString('latin1'), data: body.subarray(4) };
    at += 12 + length;
  }
}

function uint32(data: Bytes, at: number): number {
  if (at + 4 > data.length) throw unreadable('a part of it is too short');
  return new DataView(data.buffer, data.byteOffset).getUint32(at);
}

function readHeader(data: Bytes): Format {
  if (data.length !== 13) throw unreadable('its header has a wrong length');
  const format: Format = {
    width: uint32(data, 0),
    height: uint32(data, 4),
    depth: data[8]!,
    color: data[9]!,
    palette: undefined,
  };
  if (DEPTHS[format.color]?.includes(format.depth) !== true)
    throw unreadable('its colours are of no known kind');
  if (data[12] !== 0) throw unreadable('it is interlaced');
  checkSize(format.width, format.height);
  return format;
}

function checkSize(width: number, height: number): void {
  if (width < 1 || height < 1 || width * height > MAX_PIXELS) throw unreadable('it is empty or too large');
}

/** Undoes the line filters (PNG §9) in place. @returns lines without their filter bytes */
function unfilter(lines: Bytes, stride: number, height: number, pixelBytes: number): Bytes {
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (stride + 1)]!;
    if (filter > 4) throw unreadable('it has a filter that does not exist');
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x >= pixelBytes ? out[at - pixelBytes]! : 0;
      const up = y > 0 ? out[at - stride]! : 0;
      const corner = x >= pixelBytes && y > 0 ? out[at - stride - pixelBytes]! : 0;
      const raw = lines[y * (stride + 1) + 1 + x]!;
      out[at] = raw + predict(filter, left, up, corner);
    }
  }
  return out;
}

function predict(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** Light of a pixel from its samples, transparent over white. */
function light(color: number, sample: (channel: number) => number, palette: Bytes | undefined): number {
  if (color === 3) {
    const at = sample(0) * 3;
    if (palette === undefined || at + 2 >= palette.length) throw unreadable('it names a colour it has not');
    return luminance(palette[at]!, palette[at + 1]!, palette[at + 2]!);
  }
  const grey = color === 0 || color === 4 ? sample(0) : luminance(sample(0), sample(1), sample(2));
  const alpha = color === 4 ? sample(1) : color === 6 ? sample(3) : 255;
  return Math.round((grey * alpha + 255 * (255 - alpha)) / 255);
}

function luminance(red: number, green: number, blue: number): number {
  return (red * 299 + green * 587 + blue * 114) / 1_000;
}

function decodeFrame({ depth, color, palette }: Format, { width, height, data }: Frame): Bytes {
  const channels = CHANNELS[color]!;
  const stride = Math.ceil((width * channels * depth) / 8);
  const length = (stride + 1) * height;
  let lines: Bytes;
  try {
    lines = inflateSync(concat(...data), { maxOutputLength: length });
  } catch (cause) {
    throw unreadable('its pixels are damaged', cause);
  }
  if (lines.length !== length) throw unreadable('it has fewer pixels than it says');
  const bytes = unfilter(lines, stride, height, Math.max(1, (channels * depth) >> 3));
  const grey = new Uint8Array(width * height);
  const most = (1 << Math.min(depth, 8)) - 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sample = (channel: number): number => {
        const bit = (x * channels + channel) * depth;
        const byte = bytes[y * stride + (bit >> 3)]!;
        // Of 16 bits the upper eight are enough.
        if (depth >= 8) return byte;
        const value = (byte >> (8 - depth - (bit & 7))) & most;
        return color === 3 ? value : (value * 255) / most;
      };
      grey[y * width + x] = light(color, sample, palette);
    }
  }
  return grey;
}

/** Chunks sorted into the frames that they make. */
function collect(file: Bytes): { format: Format; frames: Frame[] } {
  let format: Format | undefined;
  let current: Frame | undefined;
  const frames: Frame[] = [];
  let pixels = 0;
  const begin = (frame: Omit<Frame, 'data'>): Frame => {
    checkSize(frame.width, frame.height);
    pixels += frame.width * frame.height;
    if (frames.length >= MAX_FRAMES || pixels > MAX_TOTAL_PIXELS) throw unreadable('it has too many frames');
    const made = { ...frame, data: [] };
    frames.push(made);
    return made;
  };
  for (const { type, data } of chunks(file)) {
    if (format === undefined) {
      if (type !== 'IHDR') throw unreadable('it does not begin with its header');
      format = readHeader(data);
    } else if (type === 'PLTE') {
      format = { ...format, palette: data };
    } else if (type === 'fcTL') {
      const [width, height, x, y] = [uint32(data, 4), uint32(data, 8), uint32(data, 12), uint32(data, 16)];
      if (x + width > format.width || y + height > format.height)
        throw unreadable('a frame is outside of it');
      if ((data[24] ?? 0) !== 0) throw unreadable('its frames are taken away again, which is not supported');
      current = begin({ x, y, width, height });
    } else if (type === 'IDAT') {
      current ??= begin({ x: 0, y: 0, width: format.width, height: format.height });
      current.data.push(data);
    } else if (type === 'fdAT') {
      if (current === undefined) throw unreadable('a frame has no beginning');
      current.data.push(data.subarray(4));
    } else if (type === 'IEND') return { format, frames };
  }
  throw unreadable('it ends too early');
}

/** The pictures of a file, one after the other, each as it would be seen. @throws UrError `PNG_UNREADABLE` */
export function* readPng(file: Bytes): Generator<GreyPicture> {
  if (!looksLikePng(file)) throw unreadable('it is not a PNG');
  const { format, frames } = collect(file);
  const { width, height } = format;
  if (frames.length === 0) throw unreadable('it has no pixels');
  const canvas = new Uint8Array(width * height).fill(255);
  for (const frame of frames) {
    const grey = decodeFrame(format, frame);
    for (let y = 0; y < frame.height; y++) {
      canvas.set(grey.subarray(y * frame.width, (y + 1) * frame.width), (frame.y + y) * width + frame.x);
    }
    yield { width, height, data: canvas.slice() };
  }
}
