import decodeQR from 'qr/decode.js';
import { expect, test } from 'vitest';
import { terminalQr } from './qr.ts';

/** Draws what the terminal shows as an image, eight pixels a module. */
function picture(drawn: string): { width: number; height: number; data: Uint8Array } {
  const lines = drawn
    .split('\n')
    .map((line) => [...line.slice('\u001b[30;107m'.length, -'\u001b[0m'.length)]);
  const size = lines[0]!.length;
  const scale = 8;
  const width = size * scale;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < width; x++) {
      const row = Math.floor(y / scale);
      const char = lines[row >> 1]?.[Math.floor(x / scale)] ?? ' ';
      const dark = char === '█' || char === (row % 2 === 0 ? '▀' : '▄');
      if (dark) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return { width, height: width, data };
}

test.each([30, 300, 780])('what a terminal shows for %d characters can be scanned', (length) => {
  const uri = `ethereum:0x${'ab'.repeat(length)}`.slice(0, length);
  const drawn = terminalQr(uri, 200);
  expect(decodeQR(picture(drawn!))).toBe(uri);
});

test('a code that would wrap is not drawn', () => {
  expect(terminalQr('x'.repeat(780), 80)).toBeUndefined();
});
