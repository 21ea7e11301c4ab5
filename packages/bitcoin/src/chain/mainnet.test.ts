import { existsSync, readFileSync } from 'node:fs';
import { concat, fromHex, toHex } from '@coffer/core/bytes';
import { describe, expect, test } from 'vitest';
import vectors from '../../../../test/vectors/bitcoin-headers.json' with { type: 'json' };
import { idOf } from '../encoding/bytes.ts';
import { type BitcoinCode, BitcoinError } from '../encoding/error.ts';
import { extend } from './extend.ts';
import { encodeHeader, HEADER_BYTES, type Header, headerHash, parseHeader } from './header.ts';
import { confirmations, descend, hashAt, headerAt, rulesOf, startChain, tipOf } from './headers.ts';
import { MAINNET } from './network.ts';

const rules = rulesOf(MAINNET);
const NOW = 1_710_000_000;
const RUNS = vectors.runs.map(({ height, headers }) => ({
  height,
  headers: headers.map((hex) => fromHex(hex)),
}));

/** A chain that starts at the retarget in the middle of a run, and the headers after it. */
function startOf({ height, headers }: (typeof RUNS)[number]) {
  const at = 11;
  const chain = startChain(rules, {
    height: height + at,
    header: parseHeader(headers[at]!),
    earlierTimes: headers.slice(1, at).map((bytes) => parseHeader(bytes).time),
  });
  return { chain, rest: headers.slice(at + 1) };
}

describe.each(RUNS)('mainnet from height $height on', (run) => {
  const { chain, rest } = startOf(run);

  test('is followed', () => {
    const { chain: after, change } = extend(rules, chain, concat(...rest), NOW);
    expect(change).toMatchObject({
      type: 'extended',
      undone: [],
      fork: tipOf(chain),
      tip: { height: run.height + 23 },
    });
    expect(idOf(after.tip)).toBe(idOf(headerHash(parseHeader(rest.at(-1)!))));
    expect(after.work).toBeGreaterThan(rest.length * 2 ** 77);
  });

  const spoil = (change: (header: Header) => Partial<Header>): Uint8Array => {
    const header = parseHeader(rest[3]!);
    return encodeHeader({ ...header, ...change(header) });
  };
  const flipped = (bytes: Uint8Array): Uint8Array => bytes.with(7, bytes[7]! ^ 1);
  const SPOILED: [string, BitcoinCode, (header: Header) => Partial<Header>][] = [
    ['version', 'HEADER_WORK', ({ version }) => ({ version: version ^ 0x2000 })],
    ['an old version', 'HEADER_VERSION', () => ({ version: 3 })],
    ['a version below zero', 'HEADER_VERSION', () => ({ version: -1 })],
    ['previous', 'HEADER_LINK', ({ previous }) => ({ previous: flipped(previous) })],
    ['Merkle root', 'HEADER_WORK', ({ merkleRoot }) => ({ merkleRoot: flipped(merkleRoot) })],
    ['time', 'HEADER_WORK', ({ time }) => ({ time: time + 1 })],
    ['a time of long ago', 'HEADER_TIME_OLD', ({ time }) => ({ time: time - 86_400 })],
    ['a time ahead', 'HEADER_TIME_FUTURE', () => ({ time: NOW + 7_201 })],
    ['bits: a little easier', 'HEADER_BITS', ({ bits }) => ({ bits: bits + 1 })],
    ['bits: a little harder', 'HEADER_BITS', ({ bits }) => ({ bits: bits - 1 })],
    ['bits: easiest of mainnet', 'HEADER_BITS', () => ({ bits: 0x1d00_ffff })],
    ['bits: the easiest of all', 'HEADER_BITS', () => ({ bits: 0x207f_ffff })],
    ['bits: more than 256', 'HEADER_BITS', () => ({ bits: 0xff00_ffff })],
    ['bits: below zero', 'HEADER_BITS', ({ bits }) => ({ bits: (bits | 0x80_0000) >>> 0 })],
    ['bits: zero', 'HEADER_BITS', () => ({ bits: 0 })],
    ['nonce', 'HEADER_WORK', ({ nonce }) => ({ nonce: (nonce + 1) >>> 0 })],
  ];
  test.each(SPOILED)('with %s spoiled, is refused: %s', (_, code, change) => {
    const bytes = concat(...rest.slice(0, 3), spoil(change), ...rest.slice(4));
    expect(() => extend(rules, chain, bytes, NOW)).toThrow(expect.objectContaining({ code }));
  });

  test('every single bit of a header counts', () => {
    for (let bit = 0; bit < 8 * HEADER_BYTES; bit++) {
      const header = rest[0]!.with(bit >> 3, rest[0]![bit >> 3]! ^ (1 << (bit & 7)));
      expect(() => extend(rules, chain, header, NOW), `bit ${bit}`).toThrow(BitcoinError);
    }
  });

  test('headers that are left out, swapped or of elsewhere do not link', () => {
    for (const headers of [rest.slice(1), [rest[0]!, rest[2]!], [rest[1]!, rest[0]!], [rest[0]!, rest[0]!]]) {
      expect(() => extend(rules, chain, concat(...headers), NOW)).toThrow(
        expect.objectContaining({ code: 'HEADER_LINK' }),
      );
    }
  });

  test('blocks before the checkpoint are proved by the hashes that lead to them', () => {
    const back = concat(...run.headers.slice(0, 12));
    expect(descend({ height: run.height + 11, hash: chain.tip }, back)).toMatchObject({
      height: run.height,
      hash: headerHash(parseHeader(run.headers[0]!)),
      header: { time: parseHeader(run.headers[0]!).time },
    });
    const from = { height: run.height + 11, hash: chain.tip };
    for (const wrong of [
      back.with(40, back[40]! ^ 1),
      back.subarray(0, 880),
      concat(back, back.subarray(880)),
    ]) {
      expect(() => descend(from, wrong)).toThrow(expect.objectContaining({ code: 'HEADER_LINK' }));
    }
    for (const wrong of [back.subarray(1), new Uint8Array(0)]) {
      expect(() => descend(from, wrong)).toThrow(expect.objectContaining({ code: 'BITCOIN_MALFORMED' }));
    }
    expect(() => descend({ ...from, height: 10 }, back)).toThrow(
      expect.objectContaining({ code: 'HEADER_LINK' }),
    );
  });
});

const FILE = new URL('../../../../../shared/data/bitcoin/mainnet-headers-822528.bin', import.meta.url);

test.skipIf(!existsSync(FILE))(
  '8,065 headers of mainnet with four retargets (needs ../shared/data/bitcoin/mainnet-headers-822528.bin)',
  () => {
    const all = new Uint8Array(readFileSync(FILE));
    const header = parseHeader(all.subarray(0, HEADER_BYTES));
    let chain = startChain(rules, { height: 822_528, header, earlierTimes: [] });
    for (let at = HEADER_BYTES; at < all.length; at += 1999 * HEADER_BYTES) {
      chain = extend(rules, chain, all.subarray(at, at + 1999 * HEADER_BYTES), NOW).chain;
    }
    expect(tipOf(chain).height).toBe(830_592);
    expect(idOf(chain.tip)).toBe('00000000000000000000506183a8b30fa3224b85e82a70416e1d594bdb632fdb');
    // What is older than can be undone is let go of, a whole interval at a time.
    expect([chain.base, headerAt(chain, 828_575)]).toEqual([828_576, undefined]);
    expect(confirmations(chain, hashAt(chain, 830_000)!)).toBe(593);
    expect(toHex(encodeHeader(headerAt(chain, 830_000)!))).toBe(
      toHex(all.subarray(7472 * HEADER_BYTES, 7473 * HEADER_BYTES)),
    );
  },
);
