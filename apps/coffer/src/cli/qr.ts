import type { Modules } from '../ur/png.ts';

/**
 * A code for a terminal, two modules per character, light on dark terminals and readable on both: the quiet zone is
 * drawn.
 */
export function terminalCode(modules: Modules): string {
  const lines: string[] = [];
  for (let y = 0; y < modules.length; y += 2) {
    const upper = modules[y]!;
    const lower = modules[y + 1];
    // Black on white by colour codes, so that the terminal's own colours do not matter.
    const line = upper.map((dark, x) => BLOCKS[(dark ? 1 : 0) + (lower?.[x] === true ? 2 : 0)]).join('');
    lines.push(`\u001b[30;107m${line}\u001b[0m`);
  }
  return lines.join('\n');
}

/** Neither, upper, lower, both dark. */
const BLOCKS = [' ', '▀', '▄', '█'] as const;
