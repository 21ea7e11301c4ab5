import { crc32 } from 'node:zlib';
import { type Bytes, concat } from '@coffer/core/bytes';
import { blob, count, decode, encode, record, type Typed } from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import { be32 } from './bytewords.ts';
import { UrError } from './error.ts';
import { makeSampler, Xoshiro } from './random.ts';

/**
 * Luby-transform fountain code of BCR-2020-005: a message is cut into fragments, and each part is the XOR of some of
 * them. The first parts are the fragments themselves; later ones are mixtures, so that a receiver that missed some
 * parts needs no particular others.
 */

/** Longest message, bytes: the longest armoured content and its CBOR head. */
export const MAX_MESSAGE = (1 << 18) + 16;
/** Most fragments of a message. Mixing is quadratic in it. */
export const MAX_FRAGMENTS = 1_024;
const UINT32 = 2 ** 32 - 1;

const partCodec = record({
  seqNum: count(UINT32),
  seqLen: count(UINT32),
  messageLen: count(UINT32),
  checksum: count(UINT32),
  data: blob(MAX_MESSAGE),
});
/** One part of a message. */
export type Part = Typed<typeof partCodec>;

/** Length of fragments, bytes, so that none is longer than `max`. @throws UrError `UR_TOO_LARGE` */
export function fragmentLength(messageLength: number, max: number): number {
  const fragments = Math.ceil(messageLength / max);
  if (messageLength > MAX_MESSAGE || fragments > MAX_FRAGMENTS) {
    throw new UrError('UR_TOO_LARGE', 'This message is too large for codes of this size.', {
      next: 'Pass it on as a file or as text.',
    });
  }
  return Math.ceil(messageLength / fragments);
}

/** Which fragments part `seqNum` (from 1) mixes. */
export function chooseFragments(seqNum: number, seqLen: number, checksum: number): readonly number[] {
  if (seqNum <= seqLen) return [seqNum - 1];
  const random = new Xoshiro(concat(be32(seqNum), be32(checksum)));
  const degree = degrees(seqLen)(random) + 1;
  const left = Array.from({ length: seqLen }, (_, index) => index);
  return Array.from({ length: degree }, () => left.splice(random.nextBelow(left.length), 1)[0]!);
}

let sampler: { readonly seqLen: number; readonly draw: (random: Xoshiro) => number } | undefined;

function degrees(seqLen: number): (random: Xoshiro) => number {
  if (sampler?.seqLen !== seqLen) {
    const weights = Array.from({ length: seqLen }, (_, index) => 1 / (index + 1));
    sampler = { seqLen, draw: makeSampler(weights) };
  }
  return sampler.draw;
}

function mix(into: Bytes, other: Bytes): void {
  for (let at = 0; at < into.length; at++) into[at] = into[at]! ^ other[at]!;
}

/** Parts of one message without end, by their number. */
export class FountainEncoder {
  readonly #fragments: readonly Bytes[];
  readonly #messageLen: number;
  readonly #checksum: number;

  /** @param max longest fragment, bytes. @throws UrError `UR_TOO_LARGE` */
  constructor(message: Bytes, max: number) {
    const length = fragmentLength(message.length, max);
    const padded = new Uint8Array(Math.ceil(message.length / length) * length);
    padded.set(message);
    this.#fragments = Array.from({ length: padded.length / length }, (_, index) =>
      padded.subarray(index * length, (index + 1) * length),
    );
    this.#messageLen = message.length;
    this.#checksum = crc32(message);
  }

  /** How many parts are needed at least. */
  get seqLen(): number {
    return this.#fragments.length;
  }

  /** Part `seqNum`, from 1, encoded. */
  part(seqNum: number): Bytes {
    const data = new Uint8Array(this.#fragments[0]!.length);
    for (const index of chooseFragments(seqNum, this.seqLen, this.#checksum)) {
      mix(data, this.#fragments[index]!);
    }
    return encode(partCodec, {
      seqNum,
      seqLen: this.seqLen,
      messageLen: this.#messageLen,
      checksum: this.#checksum,
      data,
    });
  }
}

function readPart(bytes: Bytes): Part {
  let part: Part;
  try {
    part = decode(partCodec, bytes);
  } catch (cause) {
    if (!(cause instanceof CofferError)) throw cause;
    throw new UrError('UR_INVALID', 'This is not a part of a message.', { cause });
  }
  const { seqNum, seqLen, messageLen, data } = part;
  if (seqLen > MAX_FRAGMENTS || messageLen > MAX_MESSAGE) {
    throw new UrError('UR_TOO_LARGE', 'This part belongs to a message larger than any Coffer message.');
  }
  if (seqNum < 1 || seqLen < 1 || messageLen < 1 || data.length !== Math.ceil(messageLen / seqLen)) {
    throw new UrError('UR_INVALID', 'This part contradicts itself.');
  }
  return part;
}

/** A mixture of fragments: which ones, and their XOR. */
interface Row {
  readonly mask: Uint32Array;
  readonly data: Bytes;
}

/**
 * Puts a message together from parts in any order. Memory is bounded by the message that the first part announces: it
 * keeps at most one mixture per fragment, linearly independent of the others, and solves for the fragments.
 */
export class FountainDecoder {
  #first: Part | undefined;
  /** By their lowest fragment. */
  #rows: (Row | undefined)[] = [];
  #known = 0;

  /** How many independent parts there are, of how many needed. */
  get progress(): { readonly have: number; readonly need: number } {
    return { have: this.#known, need: this.#first?.seqLen ?? 0 };
  }

  /** Takes a part; a repeated one changes nothing. @throws UrError `UR_INVALID`, `UR_MIXED`, `UR_TOO_LARGE` */
  receive(bytes: Bytes): void {
    const part = readPart(bytes);
    const first = this.#first ?? part;
    if (
      part.seqLen !== first.seqLen ||
      part.messageLen !== first.messageLen ||
      part.checksum !== first.checksum
    ) {
      throw new UrError('UR_MIXED', 'These are parts of different messages.', {
        next: 'Give the parts of one message only.',
      });
    }
    if (this.#first === undefined) {
      this.#first = part;
      this.#rows = new Array<Row | undefined>(part.seqLen).fill(undefined);
    }
    if (this.#known < part.seqLen) this.#add(part);
  }

  #add({ seqNum, seqLen, checksum, data }: Part): void {
    const row: Row = { mask: new Uint32Array(Math.ceil(seqLen / 32)), data: data.slice() };
    for (const index of chooseFragments(seqNum, seqLen, checksum)) {
      row.mask[index >> 5] = row.mask[index >> 5]! | (1 << (index & 31));
    }
    for (let index = 0; index < seqLen; index++) {
      if (!has(row, index)) continue;
      const pivot = this.#rows[index];
      if (pivot === undefined) {
        this.#rows[index] = row;
        this.#known += 1;
        return;
      }
      combine(row, pivot);
    }
  }

  /** The message, once enough is known. @throws UrError `UR_INCOMPLETE`, `UR_INVALID` when its parts were forged */
  message(): Bytes {
    const { have, need } = this.progress;
    const first = this.#first;
    if (first === undefined || have < need) {
      throw new UrError(
        'UR_INCOMPLETE',
        need === 0
          ? 'There is no part of a message.'
          : `Parts are missing: ${have} of ${need} that are needed have come.`,
        { next: 'Scan on, or add parts: any others of the same message do.' },
      );
    }
    const rows = this.#rows as Row[];
    for (let index = rows.length - 1; index >= 0; index--) {
      for (let other = index + 1; other < rows.length; other++) {
        if (has(rows[index]!, other)) combine(rows[index]!, rows[other]!);
      }
    }
    const message = concat(...rows.map(({ data }) => data)).subarray(0, first.messageLen);
    if (crc32(message) !== first.checksum) {
      throw new UrError('UR_INVALID', 'The parts do not make the message that they announce.', {
        next: 'Ask for it again: at least one part was damaged or forged.',
      });
    }
    return message;
  }
}

function has({ mask }: Row, index: number): boolean {
  return ((mask[index >> 5]! >>> (index & 31)) & 1) === 1;
}

function combine(into: Row, other: Row): void {
  for (let at = 0; at < into.mask.length; at++) into.mask[at] = into.mask[at]! ^ other.mask[at]!;
  mix(into.data, other.data);
}
