import { existsSync } from 'node:fs';
import type { Bytes } from '@coffer/core/bytes';
import { looksArmoured } from '@coffer/offline/host/armour';
import { AppError } from '../config/error.ts';
import { readBytes } from '../config/files.ts';
import { looksLikePng } from '../ur/read-png.ts';
import { armourOfUr, looksLikeUr } from '../ur/ur.ts';

/** What commands are given to read: files, pictures of codes, standard input, or the text itself. */

const MAX_TEXT = 400_000;
const MAX_PICTURE = 16 << 20;
/** Things to read at most: photographs of every frame of a film. */
const MAX_GIVEN = 1_024;

async function readStandardInput(): Promise<Bytes> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of process.stdin) {
    length += (part as Buffer).length;
    if (length > MAX_PICTURE) {
      throw new AppError('FILE_UNREADABLE', `The input is longer than ${MAX_PICTURE} bytes.`);
    }
    parts.push(part as Buffer);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** A file's text, or that of the codes in a picture; standard input for `-`. @throws AppError `FILE_UNREADABLE`; UrError */
export async function readInput(path: string): Promise<string> {
  const bytes = path === '-' ? await readStandardInput() : readBytes(path, MAX_PICTURE);
  if (bytes === undefined) {
    throw new AppError('FILE_UNREADABLE', `There is no file ${path}.`, {
      next: 'Check its path; use - to read from standard input.',
    });
  }
  if (looksLikePng(bytes)) {
    // Loaded only here: it takes longer than the rest of the command.
    const { readCodes } = await import('../ur/scan.ts');
    return readCodes(bytes);
  }
  if (bytes.length > MAX_TEXT) {
    throw new AppError('FILE_UNREADABLE', `${path} is longer than ${MAX_TEXT} characters.`);
  }
  return new TextDecoder().decode(bytes);
}

async function readOne(given: string, orText: boolean): Promise<string> {
  // What names a scheme is the thing itself.
  const itself = /^[a-z][a-z0-9+-]*:/i.test(given) || (orText && given !== '-' && !existsSync(given));
  return itself ? given : readInput(given);
}

/**
 * A message from what was typed after a command: files, pictures, `-`, or its text. Several are parts of one message.
 * @param orText takes what names no file as the message itself
 * @returns text armour, or a request's URI
 * @throws AppError `USAGE`, `FILE_UNREADABLE`; UrError
 */
export async function readMessage(given: readonly (string | undefined)[], orText = false): Promise<string> {
  const paths = given.flatMap((path) => (path === undefined ? [] : [path]));
  if (paths.length > MAX_GIVEN) throw new AppError('USAGE', `More than ${MAX_GIVEN} files were given.`);
  const texts: string[] = [];
  for (const path of paths) texts.push((await readOne(path, orText)).trim());
  const parts = texts.filter((text) => looksLikeUr(text) && !looksArmoured(text));
  if (parts.length > 0 && parts.length === texts.length) return armourOfUr(parts.join('\n'));
  if (texts.length !== 1) {
    throw new AppError('USAGE', 'Several files are only taken when they are parts of one message.', {
      next: 'Give one file, or the pictures or texts of one film of codes.',
    });
  }
  return texts[0]!;
}
