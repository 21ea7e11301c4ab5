import { type Bytes, equal, utf8 } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import { WalletError } from './error.ts';

/**
 * Text armour: what travels by file, mail or paste. Tolerant of what mail does to text (CRLF, indentation, quoting,
 * text before and after), strict about the content: a checksum tells damage from forgery before the enclave is asked.
 */

/** What can be inside. */
export type ArmourKind = 'PAYMENT' | 'ANSWER' | 'REQUEST';
const KINDS: readonly ArmourKind[] = ['PAYMENT', 'ANSWER', 'REQUEST'];

/** Longest content, bytes. A payment with all its supports and certificates stays far below. */
export const MAX_ARMOURED_BYTES = 1 << 18;
/** Longest text that is searched for armour, characters. */
export const MAX_ARMOUR_TEXT = 1 << 20;

const LINE = 64;
const CHECKSUM_BYTES = 6;

function checksum(kind: ArmourKind, content: Bytes): Bytes {
  return sha256(utf8(`coffer armour v1 ${kind}`), content).subarray(0, CHECKSUM_BYTES);
}

function base64(bytes: Bytes): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

/** The text form of `content`, ending in a newline. @throws WalletError `ARMOUR_TOO_LARGE` */
export function armour(kind: ArmourKind, content: Bytes): string {
  if (content.length > MAX_ARMOURED_BYTES) throw tooLarge();
  const lines = base64(content).match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [
    `-----BEGIN COFFER ${kind}-----`,
    ...lines,
    `=${base64(checksum(kind, content))}`,
    `-----END COFFER ${kind}-----`,
    '',
  ].join('\n');
}

/** What `text` carries. */
export interface Armoured {
  readonly kind: ArmourKind;
  readonly content: Bytes;
}

/** Whether there is something in the text that wants to be armour. */
export function looksArmoured(text: string): boolean {
  return text.includes('-----BEGIN COFFER ');
}

/**
 * Finds and reads the armour in a text.
 * @param expected refuses everything else
 * @throws WalletError `ARMOUR_MISSING`, `ARMOUR_KIND`, `ARMOUR_MALFORMED`, `ARMOUR_CHECKSUM`, `ARMOUR_TOO_LARGE`
 */
export function dearmour(text: string, expected?: ArmourKind): Armoured {
  if (text.length > MAX_ARMOUR_TEXT) throw tooLarge();
  // What mail programs put before each line: spaces, tabs and quote marks.
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.replace(/^[\s>|]+/, '').trimEnd());
  const begins = lines.flatMap((line, at) => (line.startsWith('-----BEGIN COFFER ') ? [at] : []));
  const begin = begins[0];
  if (begin === undefined) {
    throw new WalletError('ARMOUR_MISSING', 'There is no Coffer message in this text.', {
      next: 'Paste everything from -----BEGIN COFFER to the matching -----END COFFER line.',
    });
  }
  if (begins.length > 1) {
    throw new WalletError('ARMOUR_MALFORMED', 'There is more than one Coffer message in this text.', {
      next: 'Give them one at a time.',
    });
  }
  const kind = KINDS.find((name) => lines[begin] === `-----BEGIN COFFER ${name}-----`);
  if (kind === undefined) throw malformed('its first line is not complete or not known');
  if (expected !== undefined && kind !== expected) {
    throw new WalletError('ARMOUR_KIND', `This is a Coffer ${kind}; a Coffer ${expected} is needed here.`, {
      next: NEXT[kind],
    });
  }
  const end = lines.indexOf(`-----END COFFER ${kind}-----`, begin);
  if (end < 0) throw malformed('its last line is missing');
  const body = lines.slice(begin + 1, end).filter((line) => line !== '');
  const sum = body.pop();
  if (sum === undefined || !sum.startsWith('=')) throw malformed('its checksum line is missing');
  const content = strictBase64(body.join(''), MAX_ARMOURED_BYTES);
  if (!equal(strictBase64(sum.slice(1), CHECKSUM_BYTES), checksum(kind, content))) {
    throw new WalletError('ARMOUR_CHECKSUM', 'The message was damaged on its way: its checksum is wrong.', {
      next: 'Ask its sender for the same message again; sending it twice does no harm.',
    });
  }
  return { kind, content };
}

const NEXT: Record<ArmourKind, string> = {
  PAYMENT: 'Receive it, or refuse it, as a payment.',
  ANSWER: 'Take it as the answer to a payment that you made.',
  REQUEST: 'Pay it.',
};

function strictBase64(text: string, maxBytes: number): Bytes {
  if (text.length > Math.ceil(maxBytes / 3) * 4) throw tooLarge();
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw malformed('it has characters that do not belong there');
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  // One text form per content: Node's decoder is lenient about padding and spare bits.
  if (base64(bytes) !== text) throw malformed('it is not proper base64');
  return bytes;
}

function malformed(what: string): WalletError {
  return new WalletError('ARMOUR_MALFORMED', `The Coffer message is not readable: ${what}.`, {
    next: 'Ask its sender for the same message again; sending it twice does no harm.',
  });
}

function tooLarge(): WalletError {
  return new WalletError('ARMOUR_TOO_LARGE', 'This is larger than any Coffer message.');
}
