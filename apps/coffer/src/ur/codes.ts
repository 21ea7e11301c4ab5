import encodeQR from 'qr';
import type { Modules } from './png.ts';
import { looksLikeUr } from './ur.ts';

/** QR codes (ISO/IEC 18004) of a bounded size. */

/** Largest code that is shown as one: 97 modules a side. */
export const MAX_VERSION = 20;
/** Largest code of a film: a camera has little time for each. */
export const MAX_FILM_VERSION = 10;
/** Smallest code of a film that carries more than its own heading. */
export const MIN_FILM_VERSION = 4;
/** Quiet zone on each side, modules. */
const BORDER = 2;

/** Characters that a code of version 1 to 20 carries: letters, digits and `:/-`, lowest error correction (table 7). */
const CAPACITY = [
  25, 47, 77, 114, 154, 195, 224, 279, 335, 395, 468, 535, 619, 667, 758, 854, 938, 1_046, 1_153, 1_249,
] as const;

/** Characters of a UR that a code of this version carries. */
export function urCapacity(version: number): number {
  return CAPACITY[version - 1] ?? 0;
}

/** Modules of a side, quiet zone included. */
export function sideOf(version: number): number {
  return 17 + 4 * version + 2 * BORDER;
}

/** Largest version whose side is at most `modules`; 0 when there is none. */
export function versionWithin(modules: number): number {
  return Math.max(0, Math.floor((modules - 17 - 2 * BORDER) / 4));
}

/** The modules of a text. URs are written in capitals: codes need fewer dots for them. */
export function drawCode(text: string, version?: number): Modules {
  const written = looksLikeUr(text) ? text.toUpperCase() : text;
  return encodeQR(written, 'raw', {
    ecc: 'low',
    border: BORDER,
    ...(version === undefined ? {} : { version }),
  });
}

/** A text as one code, or `undefined` when it takes more than version 20. */
export function oneCode(text: string): Modules | undefined {
  // Far above what any code carries, the encoder need not be asked.
  if (text.length > 2_000) return undefined;
  try {
    const modules = drawCode(text);
    return modules.length > sideOf(MAX_VERSION) ? undefined : modules;
  } catch {
    return undefined;
  }
}
