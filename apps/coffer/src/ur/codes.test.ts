import { deflateSync } from 'node:zlib';
import { type Bytes, concat, utf8 } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { dearmour } from '@coffer/offline/host/armour';
import { expect, test } from 'vitest';
import { be32 } from './bytewords.ts';
import { drawCode, oneCode, sideOf, urCapacity } from './codes.ts';
import { codePng, SIGNATURE } from './png.ts';
import { picture, present } from './present.ts';
import { MAX_PIXELS, readPng } from './read-png.ts';
import { readCodes } from './scan.ts';
import { armourOfUr, urParts } from './ur.ts';

function content(length: number): Bytes {
  return Uint8Array.from({ length }, (_, at) => (at * 7 + (at >> 8) * 13) & 255);
}
function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return isCofferError(error) ? error.code : `untyped: ${String(error)}`;
  }
}
const PAYMENT = { kind: 'PAYMENT', content: content(2_600) } as const;

test.each(Array.from({ length: 20 }, (_, at) => at + 1))(
  'version %d carries what its table says',
  (version) => {
    const text = `UR:${'A'.repeat(urCapacity(version) - 3)}`;
    expect(drawCode(text).length).toBe(sideOf(version));
    expect(drawCode(`${text}A`).length).toBeGreaterThan(sideOf(version));
  },
);

test('one code up to version 20, a film above', () => {
  expect(oneCode(`UR:${'A'.repeat(urCapacity(20) - 3)}`)?.length).toBe(sideOf(20));
  expect(oneCode(`UR:${'A'.repeat(urCapacity(20) - 2)}`)).toBeUndefined();
  expect(oneCode('x'.repeat(100_000))).toBeUndefined();
  expect(present({ kind: 'ANSWER', content: content(400) }, undefined)?.type).toBe('still');
  expect(present(PAYMENT, undefined)?.type).toBe('film');
});

test.each([37, 57, 80, 97, 200])('in %d columns every frame fits', (columns) => {
  const shown = present({ kind: 'REQUEST', content: content(700) }, 'x'.repeat(780), columns)!;
  const frames = shown.type === 'still' ? [shown.modules] : [1, 2, 40].map((number) => shown.frame(number));
  for (const frame of frames) expect(frame.length).toBeLessThanOrEqual(columns);
  expect(shown.type).toBe(columns < 97 ? 'film' : 'still');
});
test('without room there is no code', () => {
  expect(present(PAYMENT, undefined, 36)).toBeUndefined();
});

test('a text of other wallets is shown as it is when it fits', () => {
  const uri = `ethereum:0x${'ab'.repeat(20)}@1/deposit?x=1`;
  expect(readCodes(picture({ kind: 'REQUEST', content: utf8(uri) }, uri, 5))).toBe(uri);
});

test('a payment goes through a film and back', () => {
  const film = picture(PAYMENT, undefined, 5);
  expect([...readPng(film)].length).toBeGreaterThan(10);
  expect(dearmour(armourOfUr(readCodes(film)), 'PAYMENT').content).toEqual(PAYMENT.content);
});

test('frames that were missed do not matter, and single pictures of them do too', () => {
  const { needed, part } = urParts(PAYMENT, urCapacity(10));
  // Every third is missed.
  const frames = Array.from({ length: needed * 3 }, (_, at) => at + 1).filter((number) => number % 3 !== 0);
  const texts = frames.map((number) => readCodes(codePng([drawCode(part(number))], 5, 3)));
  expect(dearmour(armourOfUr(texts.join('\n')), 'PAYMENT').content).toEqual(PAYMENT.content);
});

/** A PNG of given pixels in another format than ours. */
function png(
  header: { width: number; height: number; depth: number; color: number; interlace?: number },
  lines: Bytes,
  extra: readonly Bytes[] = [],
): Bytes {
  const { width, height, depth, color, interlace = 0 } = header;
  return concat(
    SIGNATURE,
    chunk('IHDR', concat(be32(width), be32(height), Uint8Array.of(depth, color, 0, 0, interlace))),
    ...extra,
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', new Uint8Array()),
  );
}
function chunk(type: string, data: Bytes): Bytes {
  const body = concat(utf8(type), data);
  return concat(be32(data.length), body, be32(crc(body)));
}
function crc(bytes: Bytes): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ ((sum & 1) === 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** How screenshots come: colour, alpha, palettes, and lines that are told by their difference. */
test.each([
  ['grey', 0, [10], [240]],
  ['colours', 2, [10, 20, 30], [250, 240, 230]],
  ['palette', 3, [1], [0]],
  ['grey with alpha', 4, [0, 255], [77, 0]],
  ['colours with alpha', 6, [0, 10, 0, 255], [0, 0, 0, 0]],
])('a picture in %s can be scanned', (_name, color, dark, bright) => {
  const modules = drawCode('COFFER');
  const scale = 4;
  const size = modules.length * scale;
  const raw = Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) =>
      modules[Math.floor(y / scale)]![Math.floor(x / scale)] === true ? dark : bright,
    ).flat(),
  );
  const step = dark.length;
  const lines = raw.flatMap((line, y) => {
    const up = (x: number): number => (y > 0 ? raw[y - 1]![x]! : 0);
    const left = (x: number): number => (x >= step ? line[x - step]! : 0);
    const corner = (x: number): number => (y > 0 && x >= step ? raw[y - 1]![x - step]! : 0);
    const filter = y % 5;
    const guess = (x: number): number => {
      if (filter === 0) return 0;
      if (filter === 1) return left(x);
      if (filter === 2) return up(x);
      if (filter === 3) return Math.floor((left(x) + up(x)) / 2);
      const sum = left(x) + up(x) - corner(x);
      const near = [left(x), up(x), corner(x)].map((value) => [Math.abs(sum - value), value] as const);
      return near.reduce((best, next) => (next[0] < best[0] ? next : best))[1];
    };
    return [filter, ...line.map((value, x) => (value - guess(x)) & 255)];
  });
  const palette = chunk('PLTE', Uint8Array.of(255, 255, 255, 0, 0, 0));
  const file = png(
    { width: size, height: size, depth: 8, color },
    Uint8Array.from(lines),
    color === 3 ? [palette] : [],
  );
  expect(readCodes(file)).toBe('COFFER');
});

const small = { width: 2, height: 2, depth: 8, color: 0 };
const pixels = Uint8Array.of(0, 1, 2, 0, 3, 4);
test.each<[string, Bytes]>([
  ['nothing', new Uint8Array()],
  ['a text', utf8('-----BEGIN COFFER PAYMENT-----')],
  ['a signature only', SIGNATURE],
  ['too large', png({ ...small, width: 70_000, height: 70_000 }, pixels)],
  ['empty', png({ ...small, width: 0 }, pixels)],
  ['interlaced', png({ ...small, interlace: 1 }, pixels)],
  ['an unknown colour type', png({ ...small, color: 5 }, pixels)],
  ['a bomb', png(small, new Uint8Array(MAX_PIXELS))],
  ['too few pixels', png(small, pixels.subarray(0, 4))],
  ['an unknown filter', png(small, Uint8Array.of(9, 1, 2, 0, 3, 4))],
  ['a colour beyond its palette', png({ ...small, color: 3 }, pixels, [chunk('PLTE', new Uint8Array(3))])],
  ['a cut end', png(small, pixels).subarray(0, -6)],
  [
    'a frame outside',
    png(small, pixels, [chunk('fcTL', concat(be32(0), be32(9), be32(9), new Uint8Array(14)))]),
  ],
])('refused by name: %s', (_name, file) => {
  expect(codeOf(() => readCodes(file))).toBe('PNG_UNREADABLE');
});
test('a damaged picture is refused, and one without code too', () => {
  const file = png(small, pixels);
  file[30] = file[30]! ^ 1;
  expect(codeOf(() => readCodes(file))).toBe('PNG_UNREADABLE');
  expect(codeOf(() => readCodes(png(small, pixels)))).toBe('QR_NOT_FOUND');
});
