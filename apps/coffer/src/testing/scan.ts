import decodeQR from 'qr/decode.js';

/** Pixels a module of the picture that a camera would take. */
const SCALE = 8;

/** Reads the code that a terminal shows: lines of half blocks, without colour codes. @throws when there is none */
export function scanTerminal(lines: readonly string[]): string {
  const chars = lines.map((line) => [...line]);
  const width = chars[0]!.length * SCALE;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < width; x++) {
      const row = Math.floor(y / SCALE);
      const char = chars[row >> 1]?.[Math.floor(x / SCALE)] ?? ' ';
      const dark = char === '█' || char === (row % 2 === 0 ? '▀' : '▄');
      if (dark) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return decodeQR({ width, height: width, data }, { timeLimit: 120_000 });
}
