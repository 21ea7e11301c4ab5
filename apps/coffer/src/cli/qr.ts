import encodeQR from 'qr';

const BORDER = 2;

/**
 * A QR code for a terminal, two modules per character, light on dark terminals and readable on both: the quiet zone is
 * drawn. @returns `undefined` when it is wider than `columns`: a code that wraps cannot be scanned
 */
export function terminalQr(text: string, columns: number): string | undefined {
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: BORDER });
  if (rows.length > columns) return undefined;
  const lines: string[] = [];
  for (let y = 0; y < rows.length; y += 2) {
    const upper = rows[y]!;
    const lower = rows[y + 1];
    // Black on white by colour codes, so that the terminal's own colours do not matter.
    const line = upper.map((dark, x) => BLOCKS[(dark ? 1 : 0) + (lower?.[x] === true ? 2 : 0)]).join('');
    lines.push(`\u001b[30;107m${line}\u001b[0m`);
  }
  return lines.join('\n');
}

/** Neither, upper, lower, both dark. */
const BLOCKS = [' ', '▀', '▄', '█'] as const;
