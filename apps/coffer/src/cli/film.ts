import type { Modules } from '../ur/png.ts';
import { terminalCode } from './qr.ts';

/** A film of codes on a terminal: each frame over the last one, until it is stopped. */

/** What a film needs. */
export interface Film {
  /** Parts that are needed at least. */
  readonly needed: number;
  readonly frame: (number: number) => Modules;
}

/** Where and how it runs. */
export interface Projector {
  readonly write: (text: string) => void;
  /** Resolves when it shall stop. */
  readonly stopped: Promise<unknown>;
  /** Waits for one frame's time. */
  readonly pause: () => Promise<void>;
}

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** The line under a frame: how far the film is. */
export function progressLine(number: number, needed: number): string {
  const round = Math.floor((number - 1) / needed) + 1;
  const at = ((number - 1) % needed) + 1;
  return `part ${at} of ${needed}${round === 1 ? '' : `, round ${round}`}; any key goes on when all is scanned`;
}

/** Shows frame after frame until it is stopped. The cursor is visible again afterwards, whatever happens. */
export async function showFilm(film: Film, { write, stopped, pause }: Projector): Promise<void> {
  let running = true;
  void stopped.finally(() => {
    running = false;
  });
  write(HIDE_CURSOR);
  try {
    for (let number = 1; running; number++) {
      const drawn = terminalCode(film.frame(number));
      const lines = drawn.split('\n').length;
      const back = number === 1 ? '' : `\u001b[${lines}A\r`;
      write(`${back}${drawn}\n\u001b[2K${progressLine(number, film.needed)}\r`);
      await Promise.race([pause(), stopped]);
    }
  } finally {
    write(`\n${SHOW_CURSOR}`);
  }
}
