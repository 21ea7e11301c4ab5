import { type Bytes, equal } from '@coffer/core/bytes';
import { blob, decode, encode } from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import { type ArmourKind, armour, MAX_ARMOURED_BYTES } from '@coffer/offline/host/armour';
import { fromBytewords, toBytewords } from './bytewords.ts';
import { UrError } from './error.ts';
import { FountainDecoder, FountainEncoder, MAX_FRAGMENTS } from './fountain.ts';

/**
 * Uniform resources (BCR-2020-005) of this product: `ur:coffer-payment/…`, `ur:coffer-answer/…`, `ur:coffer-request/…`,
 * each a CBOR byte string, in one part or in many. Text that a QR code carries with half the dots of other text.
 */

const content = blob(MAX_ARMOURED_BYTES);
const LIMITS = { maxBytes: MAX_ARMOURED_BYTES + 16, maxDepth: 1, maxItems: 1 };

const TYPES: Readonly<Record<ArmourKind, string>> = {
  PAYMENT: 'coffer-payment',
  ANSWER: 'coffer-answer',
  REQUEST: 'coffer-request',
};

/** Longest text of one part, characters: two a byte, and room for type, numbers and head. */
const MAX_PART_TEXT = 2 * (MAX_ARMOURED_BYTES + 16) + 128;

/** A message on its way through codes. */
export interface UrMessage {
  readonly kind: ArmourKind;
  readonly content: Bytes;
}

/** The whole message as one text. */
export function wholeUr(message: UrMessage): string {
  return `ur:${TYPES[message.kind]}/${toBytewords(encode(content, message.content))}`;
}

/** A message as an endless row of parts. */
export interface UrParts {
  /** How many are needed at least; the same number again helps those who missed some. */
  readonly needed: number;
  /** Part `number`, from 1. */
  readonly part: (number: number) => string;
}

/** Parts of at most `maxText` characters, with numbers of up to six digits. @throws UrError `UR_TOO_LARGE` */
export function urParts(message: UrMessage, maxText: number): UrParts {
  const type = TYPES[message.kind];
  const body = encode(content, message.content);
  const frame = `ur:${type}/999999-${MAX_FRAGMENTS}/`.length;
  // Around the fragment: CBOR heads of the five fields, their numbers, and the checksum of the text form.
  const overhead = 1 + 5 + 3 + 5 + 5 + 3 + 4;
  const fountain = new FountainEncoder(body, Math.max(1, Math.floor((maxText - frame) / 2) - overhead));
  return {
    needed: fountain.seqLen,
    part: (number) => `ur:${type}/${number}-${fountain.seqLen}/${toBytewords(fountain.part(number))}`,
  };
}

/** Whether a text wants to be a part. */
export function looksLikeUr(text: string): boolean {
  return /^\s*ur:/i.test(text);
}

const PART = /^ur:([a-z0-9-]{1,40})\/(?:([1-9][0-9]{0,9})-([1-9][0-9]{0,3})\/)?([a-z]+)$/;

/** Puts together what was scanned: parts in any order, repeated or not. Memory is bounded by one message. */
export class UrReader {
  #kind: ArmourKind | undefined;
  #whole: Bytes | undefined;
  readonly #fountain = new FountainDecoder();

  /** How many independent parts there are, of how many needed. */
  get progress(): { readonly have: number; readonly need: number } {
    return this.#whole === undefined ? this.#fountain.progress : { have: 1, need: 1 };
  }

  /** Whether the message is there. */
  get complete(): boolean {
    const { have, need } = this.progress;
    return need > 0 && have === need;
  }

  /** Takes one part. @throws UrError `UR_INVALID`, `UR_MIXED`, `UR_TOO_LARGE` */
  receive(text: string): void {
    if (text.length > MAX_PART_TEXT) {
      throw new UrError('UR_TOO_LARGE', 'This is larger than any Coffer message.');
    }
    const match = PART.exec(text.trim().toLowerCase());
    const kind = (Object.keys(TYPES) as ArmourKind[]).find((name) => TYPES[name] === match?.[1]);
    if (match === null || kind === undefined) {
      throw new UrError('UR_INVALID', 'This is not a part of a Coffer message.', {
        next: 'Parts begin with ur:coffer-payment, ur:coffer-answer or ur:coffer-request, one a line.',
      });
    }
    const bytes = fromBytewords(match[4]!);
    const known = this.#whole;
    if (known !== undefined && this.#kind === kind && match[2] === undefined && equal(known, bytes)) return;
    const parts = this.#fountain.progress.need > 0;
    if (known !== undefined || (this.#kind ?? kind) !== kind || (match[2] === undefined && parts)) {
      throw new UrError('UR_MIXED', 'These are parts of different messages.', {
        next: 'Give the parts of one message only.',
      });
    }
    if (match[2] === undefined) {
      this.#whole = bytes;
    } else this.#fountain.receive(bytes);
    this.#kind = kind;
  }

  /** The message. @throws UrError `UR_INCOMPLETE`, `UR_INVALID` */
  message(): UrMessage {
    const body = this.#whole ?? this.#fountain.message();
    try {
      return { kind: this.#kind!, content: decode(content, body, LIMITS) };
    } catch (cause) {
      if (!(cause instanceof CofferError)) throw cause;
      throw new UrError('UR_INVALID', 'The parts do not carry a Coffer message.', { cause });
    }
  }
}

/** Parts as text, one a line and all of one message, to the text armour that every command reads. @throws UrError */
export function armourOfUr(text: string): string {
  const reader = new UrReader();
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.trim() !== '') reader.receive(line);
  }
  const { kind, content } = reader.message();
  return armour(kind, content);
}
