import type { Bytes } from '@coffer/core/bytes';
import decodeQR from 'qr/decode.js';
import { UrError } from './error.ts';
import { type GreyPicture, readPng } from './read-png.ts';
import { looksLikeUr, UrReader } from './ur.ts';

/** The way back from pictures of codes. */

function scan({ width, height, data }: GreyPicture): string | undefined {
  const rgba = new Uint8Array(data.length * 4);
  for (let at = 0; at < data.length; at++) rgba.fill(data[at]!, at * 4, at * 4 + 4);
  try {
    return decodeQR({ width, height, data: rgba }, { timeLimit: 2_000 });
  } catch {
    return undefined;
  }
}

/**
 * The text of the codes in a picture or film: one text, or parts of a UR, one a line, as many as are needed.
 * @throws UrError `PNG_UNREADABLE`, `QR_NOT_FOUND`
 */
export function readCodes(file: Bytes): string {
  const found: string[] = [];
  const reader = new UrReader();
  for (const picture of readPng(file)) {
    const text = scan(picture);
    if (text === undefined || found.includes(text)) continue;
    found.push(text);
    if (!looksLikeUr(text)) break;
    reader.receive(text);
    if (reader.complete) break;
  }
  if (found.length === 0) {
    throw new UrError('QR_NOT_FOUND', 'There is no code in this picture that can be read.', {
      next: 'Take it again, sharper and with the white border around the code, or pass on the text instead.',
    });
  }
  return found.join('\n');
}
