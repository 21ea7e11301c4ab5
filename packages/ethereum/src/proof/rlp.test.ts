import { fromHex, toHex } from '@coffer/core/bytes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeRlp, encodeRlp, type Rlp, RlpError, readInteger, rlpInteger } from './rlp.ts';

const LIMITS = { maxBytes: 4096, maxDepth: 8, maxItems: 256 };

const value: fc.Arbitrary<Rlp> = fc.letrec<{ value: Rlp }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.uint8Array({ maxLength: 80 }),
    fc.array(tie('value'), { maxLength: 5 }),
  ),
})).value;

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof RlpError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('RLP, Yellow Paper appendix B', () => {
  test.each([
    ['0x80', new Uint8Array()],
    ['0x0f', Uint8Array.of(15)],
    ['0x820400', Uint8Array.of(4, 0)],
    ['0xc0', []],
    ['0xc7c0c1c0c3c0c1c0', [[], [[]], [[], [[]]]]],
    ['0xc88363617483646f67', [fromHex('0x636174'), fromHex('0x646f67')]],
  ] as [string, Rlp][])('%s', (hex, decoded) => {
    expect(toHex(encodeRlp(decoded))).toBe(hex);
    expect(encodeRlp(decodeRlp(fromHex(hex), LIMITS))).toEqual(fromHex(hex));
  });

  test('what is encoded decodes to itself', () => {
    fc.assert(
      fc.property(value, (sample) => {
        const bytes = encodeRlp(sample);
        expect(encodeRlp(decodeRlp(bytes, { maxBytes: 1e6, maxDepth: 100, maxItems: 1e5 }))).toEqual(bytes);
      }),
    );
  });

  test.each([
    ['nothing at all', '0x'],
    ['a byte below 0x80 with a prefix', '0x8100'],
    ['a long length for a short string', '0xb801ff'],
    ['leading zeros in a length', `0xb90038${'ff'.repeat(56)}`],
    ['a string longer than the input', '0x83ffff'],
    ['a list longer than the input', '0xc3c0c0'],
    ['an item longer than its list', '0xc283ffffff'],
    ['a length beyond any memory', '0xbfffffffffffffffff'],
    ['something behind the end', '0xc000'],
  ])('refuses %s', (_, hex) => {
    expect(failure(() => decodeRlp(fromHex(hex), LIMITS))).toBe('RLP_MALFORMED');
  });

  test('bounds size, depth and count', () => {
    expect(failure(() => decodeRlp(new Uint8Array(4097), LIMITS))).toBe('RLP_TOO_LARGE');
    let nested: Rlp = [];
    for (let i = 0; i < 8; i++) nested = [nested];
    expect(failure(() => decodeRlp(encodeRlp(nested), LIMITS))).toBe('RLP_TOO_DEEP');
    const many = encodeRlp(Array.from({ length: 257 }, () => new Uint8Array()));
    expect(failure(() => decodeRlp(many, LIMITS))).toBe('RLP_TOO_LARGE');
  });

  test('random bytes give their one value or a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        let decoded: Rlp;
        try {
          decoded = decodeRlp(bytes, LIMITS);
        } catch (error) {
          expect(error).toBeInstanceOf(RlpError);
          return;
        }
        expect(encodeRlp(decoded)).toEqual(bytes);
      }),
      { numRuns: 5_000 },
    );
  });

  test('integers have no leading zeros', () => {
    expect(rlpInteger(0)).toEqual(new Uint8Array());
    expect(readInteger(rlpInteger(2n ** 64n - 1n), 8, 'n')).toBe(2n ** 64n - 1n);
    expect(failure(() => readInteger(Uint8Array.of(0, 1), 8, 'n'))).toBe('RLP_MALFORMED');
    expect(failure(() => readInteger(new Uint8Array(9).fill(1), 8, 'n'))).toBe('RLP_MALFORMED');
  });
});
