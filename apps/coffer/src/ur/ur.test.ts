import { createHash, randomBytes } from 'node:crypto';
import type { Bytes } from '@coffer/core/bytes';
import { blob, encode } from '@coffer/core/codec';
import { isCofferError } from '@coffer/core/error';
import { dearmour } from '@coffer/offline/host/armour';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBytewords, toBytewords } from './bytewords.ts';
import { FountainDecoder, FountainEncoder, MAX_FRAGMENTS, MAX_MESSAGE } from './fountain.ts';
import { armourOfUr, UrReader, urParts, wholeUr } from './ur.ts';

function content(length: number): Bytes {
  return Uint8Array.from({ length }, (_, at) => (at * 7 + (at >> 8) * 13) & 255);
}

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return isCofferError(error) ? error.code : `untyped: ${String(error)}`;
  }
}

describe('as others do it', () => {
  /** Made once with another implementation (`@ngraveio/bc-ur` 1.1.13) from the same contents. */
  test('one part', () => {
    expect(wholeUr({ kind: 'PAYMENT', content: content(40) })).toBe(
      'ur:coffer-payment/hddeaeatbabzcecndrehetfhfggtghhpidinjoktkblplkmunyoypdperprysssbtdtavtvdwyykztaxbkbybznyisya',
    );
  });
  test.each([
    [300, 50, 20, '3785f66dbedb07322ade44aae51091d6c24b1ddf6490b561adc4ecd7be97c013'],
    [2_000, 120, 45, '9892f74c01c43254c4726a21b2ad6881ac7ac47873156ed7fa949657aca4a4a1'],
  ])('%d bytes in fragments of at most %d: the first %d parts', (length, max, number, digest) => {
    const fountain = new FountainEncoder(encode(blob(MAX_MESSAGE), content(length)), max);
    const parts = Array.from(
      { length: number },
      (_, at) => `ur:coffer-payment/${at + 1}-${fountain.seqLen}/${toBytewords(fountain.part(at + 1))}`,
    );
    expect(createHash('sha256').update(parts.join('\n')).digest('hex')).toBe(digest);
  });
});

/** Numbers in an order that a seed decides. */
function shuffled(numbers: readonly number[], seed: number): number[] {
  const keyed = numbers.map(
    (number) => [createHash('sha256').update(`${seed} ${number}`).digest('hex'), number] as const,
  );
  return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, number]) => number);
}

test('parts may be lost, repeated and in any order', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3_000 }),
      fc.integer({ min: 120, max: 400 }),
      fc.integer({ min: 0, max: 1_000_000 }),
      (length, maxText, seed) => {
        const message = { kind: 'ANSWER', content: content(length) } as const;
        const { needed, part } = urParts(message, maxText);
        const sent = Array.from({ length: needed * 4 + 20 }, (_, at) => at + 1);
        // A third never arrives; what arrives comes twice, mixed up.
        const lost = shuffled(sent, seed).slice(0, Math.floor(sent.length / 3));
        const arrived = shuffled(
          sent.filter((number) => !lost.includes(number)),
          seed + 1,
        ).flatMap((number) => [number, number]);
        const reader = new UrReader();
        for (const number of arrived) {
          const text = part(number);
          expect(text.length).toBeLessThanOrEqual(maxText);
          reader.receive(number % 2 === 0 ? text : ` ${text.toUpperCase()}\r`);
        }
        expect(reader.complete).toBe(true);
        expect(reader.message()).toEqual(message);
      },
    ),
    { numRuns: 60 },
  );
});

test('mixtures alone are enough', () => {
  const message = { kind: 'PAYMENT', content: content(5_000) } as const;
  const { needed, part } = urParts(message, 300);
  const reader = new UrReader();
  for (let number = needed + 1; !reader.complete && number < needed * 6; number++)
    reader.receive(part(number));
  expect(reader.message()).toEqual(message);
});

test('text with one part a line becomes the armour that commands read', () => {
  const { needed, part } = urParts({ kind: 'PAYMENT', content: content(900) }, 250);
  const lines = Array.from({ length: needed }, (_, at) => part(at + 1));
  expect(dearmour(armourOfUr(`\n${lines.toReversed().join('\r\n')}\n`), 'PAYMENT').content).toEqual(
    content(900),
  );
  expect(codeOf(() => armourOfUr(lines.slice(1).join('\n')))).toBe('UR_INCOMPLETE');
  expect(codeOf(() => armourOfUr(''))).toBe('UR_INCOMPLETE');
});

describe('hostile parts', () => {
  const other = urParts({ kind: 'PAYMENT', content: content(901) }, 250);
  const twin = urParts({ kind: 'PAYMENT', content: content(900).toReversed() }, 250);
  const good = urParts({ kind: 'PAYMENT', content: content(900) }, 250);

  test('parts of two messages are told apart', () => {
    const answer = urParts({ kind: 'ANSWER', content: content(900) }, 250);
    for (const stranger of [
      other.part(1),
      twin.part(2),
      answer.part(2),
      wholeUr({ kind: 'PAYMENT', content: content(900) }),
    ]) {
      const reader = new UrReader();
      reader.receive(good.part(1));
      expect(codeOf(() => reader.receive(stranger))).toBe('UR_MIXED');
      for (let number = 2; number <= good.needed; number++) reader.receive(good.part(number));
      expect(reader.message().content).toEqual(content(900));
    }
    const reader = new UrReader();
    reader.receive(wholeUr({ kind: 'PAYMENT', content: content(9) }));
    expect(codeOf(() => reader.receive(good.part(1)))).toBe('UR_MIXED');
  });

  test('two whole messages, or one message and parts of another, are no choice to make', () => {
    const lines = Array.from({ length: good.needed + 2 }, (_, at) => good.part(at + 1));
    const whole = wholeUr({ kind: 'PAYMENT', content: content(9) });
    const given: readonly (readonly string[])[] = [
      [whole, wholeUr({ kind: 'PAYMENT', content: content(10) })],
      [whole, wholeUr({ kind: 'ANSWER', content: content(9) })],
      [...lines, twin.part(1)],
      [...lines, whole],
      [whole, ...lines],
    ];
    for (const mixed of given) expect(codeOf(() => armourOfUr(mixed.join('\n')))).toBe('UR_MIXED');
    for (const same of [lines, [whole, whole.toUpperCase()]]) {
      expect(() => armourOfUr(same.join('\n'))).not.toThrow();
    }
  });

  test('every changed letter is noticed', () => {
    const text = good.part(2);
    for (let at = 0; at < text.length; at++) {
      const letter = text[at] === 'a' ? 'e' : 'a';
      const changed = `${text.slice(0, at)}${letter}${text.slice(at + 1)}`;
      const head = text.slice(0, text.lastIndexOf('/') + 1);
      // The numbers in the heading are for people; what counts is inside and has a checksum.
      const code = codeOf(() => new UrReader().receive(changed));
      if (at >= head.length || !/\d/.test(text[at]!)) expect(code, `letter ${at}`).toBe('UR_INVALID');
    }
  });

  const forged = (part: readonly (number | Bytes)[]): string => {
    const head = Uint8Array.of(0x85);
    const bytes = part.map((field) => {
      if (typeof field !== 'number') return encode(blob(1 << 20), field);
      const wide = new Uint8Array(5);
      new DataView(wide.buffer).setUint32(1, field);
      wide[0] = 0x1a;
      if (field < 24) return wide.subarray(4);
      if (field < 256) return Uint8Array.of(0x18, field);
      if (field < 65_536) return Uint8Array.of(0x19, field >> 8, field & 255);
      return wide;
    });
    return `ur:coffer-payment/1-2/${toBytewords(Buffer.concat([head, ...bytes]))}`;
  };
  test.each<[string, readonly (number | Bytes)[], string]>([
    ['more fragments than allowed', [1, MAX_FRAGMENTS + 1, MAX_FRAGMENTS + 1, 7, content(1)], 'UR_TOO_LARGE'],
    ['four thousand million fragments', [1, 0xffffffff, 0xffffffff, 7, content(1)], 'UR_TOO_LARGE'],
    ['a message larger than any', [1, 2, MAX_MESSAGE + 2, 7, content(9)], 'UR_TOO_LARGE'],
    ['no fragments', [1, 0, 10, 7, content(10)], 'UR_INVALID'],
    ['part number zero', [0, 2, 10, 7, content(5)], 'UR_INVALID'],
    ['an empty message', [1, 1, 0, 7, content(0)], 'UR_INVALID'],
    ['a fragment of another length', [1, 2, 10, 7, content(6)], 'UR_INVALID'],
    ['a field missing', [1, 2, 10, content(5)], 'UR_INVALID'],
  ])('%s', (_name, part, code) => {
    expect(codeOf(() => new UrReader().receive(forged(part)))).toBe(code);
  });

  test('forged parts that agree with each other are found out at the end', () => {
    const reader = new UrReader();
    // A whole message, but for its checksum.
    const message = encode(blob(9), content(9));
    reader.receive(forged([1, 2, 10, 7, message.slice(0, 5)]));
    reader.receive(forged([2, 2, 10, 7, message.slice(5)]));
    expect(codeOf(() => reader.message())).toBe('UR_INVALID');
  });

  test('whatever comes, it is refused by name', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `ur:coffer-payment/1-2/${text}`),
        ),
        (text) => {
          const code = codeOf(() => new UrReader().receive(text));
          expect(code === 'UR_INVALID' || code === 'UR_TOO_LARGE', `${code} for ${text}`).toBe(true);
        },
      ),
    );
    expect(codeOf(() => new UrReader().receive('a'.repeat(1 << 21)))).toBe('UR_TOO_LARGE');
    expect(codeOf(() => urParts({ kind: 'PAYMENT', content: randomBytes(200_000) }, 150))).toBe(
      'UR_TOO_LARGE',
    );
  });

  test('memory stays that of one message, however many parts come', () => {
    const fountain = new FountainEncoder(content(2_000), 100);
    const decoder = new FountainDecoder();
    for (let number = 2; number <= 20; number++) decoder.receive(fountain.part(number));
    for (let round = 0; round < 500; round++) decoder.receive(fountain.part(2 + (round % 19)));
    expect(decoder.progress).toEqual({ have: 19, need: 20 });
    expect(codeOf(() => decoder.message())).toBe('UR_INCOMPLETE');
  });
});

test('bytewords: every byte there and back', () => {
  const all = Uint8Array.from({ length: 256 }, (_, at) => at);
  expect(fromBytewords(toBytewords(all))).toEqual(all);
});
