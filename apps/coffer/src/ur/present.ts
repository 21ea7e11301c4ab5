import type { Bytes } from '@coffer/core/bytes';
import { drawCode, MAX_FILM_VERSION, MIN_FILM_VERSION, oneCode, urCapacity, versionWithin } from './codes.ts';
import { codePng, type Modules } from './png.ts';
import { type UrMessage, urParts, wholeUr } from './ur.ts';

/** How a message is shown: one code when it fits, else a film of codes. */

/** What is shown. */
export type Shown =
  | { readonly type: 'still'; readonly modules: Modules }
  | {
      readonly type: 'film';
      /** Parts that are needed at least. */
      readonly needed: number;
      /** Frame `number`, from 1; without end. */
      readonly frame: (number: number) => Modules;
    };

/**
 * Chooses how to show a message.
 * @param text shown instead of the UR when it fits into one code, such as the URI of a request that other wallets read
 * @param side modules that there is room for, quiet zone included
 * @returns `undefined` when there is no room for any code
 * @throws UrError `UR_TOO_LARGE`
 */
export function present(
  message: UrMessage,
  text: string | undefined,
  side: number = Number.POSITIVE_INFINITY,
): Shown | undefined {
  for (const candidate of [...(text === undefined ? [] : [text]), wholeUr(message)]) {
    const modules = oneCode(candidate);
    if (modules !== undefined && modules.length <= side) return { type: 'still', modules };
  }
  const version = Math.min(MAX_FILM_VERSION, versionWithin(side));
  if (version < MIN_FILM_VERSION) return undefined;
  const { needed, part } = urParts(message, urCapacity(version));
  return { type: 'film', needed, frame: (number) => drawCode(part(number), version) };
}

/** A message as PNG, animated when one code is not enough: every part once, and half as many mixtures. */
export function picture(message: UrMessage, text: string | undefined, perSecond: number): Bytes {
  const shown = present(message, text)!;
  if (shown.type === 'still') return codePng([shown.modules], perSecond);
  const frames = Array.from({ length: Math.ceil(shown.needed * 1.5) }, (_, index) => shown.frame(index + 1));
  return codePng(frames, perSecond);
}
