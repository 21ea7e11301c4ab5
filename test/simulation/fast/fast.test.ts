import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Bytes } from '@coffer/core/bytes';
import type { Cbor } from '@coffer/core/codec';
import * as realHash from '@coffer/crypto/hash';
import * as real from '@coffer/crypto/secp256k1';
import * as realCbor from 'cborg';
import { expect, test } from 'vitest';
import { type Random, random } from '../kernel/random.ts';
import { flip } from '../offline/mutate.ts';
import * as fastCbor from './cbor.ts';
import * as fastHash from './hash.ts';
import * as fast from './secp256k1.ts';
import { Table } from './table.ts';

/** What a function did with its input, refusals included. */
function outcome(work: () => Bytes): unknown {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof real.SignatureError)) throw error;
    return `${error.code} ${error.message}`;
  }
}

test('functions that remember give the same bytes and the same refusals, the first time and every other', () => {
  const chance = random(5);
  for (let i = 0; i < 150; i++) {
    const secret = chance.chance(0.05) ? chance.bytes(chance.pick([0, 31, 33])) : chance.bytes(32);
    const digest = chance.chance(0.05) ? chance.bytes(chance.pick([0, 31, 33, 64])) : chance.bytes(32);
    const good = outcome(() => real.sign(secret, digest));
    const signature = good instanceof Uint8Array ? good : chance.bytes(64);
    const cases: [Bytes, Bytes][] = [
      [signature, digest],
      [flip(chance, signature), digest],
      [signature, flip(chance, digest)],
      [signature.subarray(1), digest],
      [signature, digest.subarray(1)],
    ];
    for (let again = 0; again < 2; again++) {
      expect(outcome(() => fast.sign(secret, digest))).toEqual(good);
      expect(outcome(() => fast.address(secret))).toEqual(outcome(() => real.address(secret)));
      expect(outcome(() => fast.publicKey(secret))).toEqual(outcome(() => real.publicKey(secret)));
      for (const [a, b] of cases) {
        expect(outcome(() => fast.recover(a, b))).toEqual(outcome(() => real.recover(a, b)));
      }
      const input = chance.bytes(chance.int(1_500));
      expect(fastHash.keccak256(input)).toEqual(realHash.keccak256(input));
      expect(fastHash.keccak256(input.subarray(0, 9), input.subarray(9))).toEqual(realHash.keccak256(input));
    }
  }
});

/** A value as messages have them. */
function someValue(chance: Random, depth: number): Cbor {
  const kind = chance.int(depth === 0 ? 8 : 10);
  const near = chance.pick([0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 2]);
  if (kind === 0) return chance.pick([null, true, false]);
  if (kind === 1) return near + chance.int(2);
  if (kind === 2) return -near - chance.int(2);
  if (kind === 3) return chance.pick([1n, -1n]) * (BigInt(near) * 2n ** BigInt(chance.int(11)));
  if (kind === 4)
    return chance.pick(['', 'payment', 'ü', '\ufeffx', 'x'.repeat(chance.int(300)), '😀', '\0']);
  if (kind < 8) return chance.bytes(chance.pick([0, 1, 20, 23, 24, 32, 64, 255, 256, 65_600]));
  return Array.from({ length: chance.pick([0, 1, 5, 23, 24, 30]) }, () => someValue(chance, depth - 1));
}

test('what is encoded and read here is what the library makes of it', () => {
  const chance = random(8);
  for (let i = 0; i < 400; i++) {
    const value = someValue(chance, 3);
    const bytes = realCbor.encode(value);
    // Values are large, and the runner's own comparison takes its time.
    expect(Buffer.compare(fastCbor.encode(value), bytes)).toBe(0);
    expect(isDeepStrictEqual(fastCbor.decode(bytes, {}), realCbor.decode(bytes))).toBe(true);
  }
});

test('the memory never gives the result of another input, and nobody can change what it keeps', () => {
  const chance = random(6);
  const table = new Table(2);
  const kept = new Map<string, Bytes>();
  for (let i = 0; i < 200; i++) {
    const input = chance.bytes(chance.int(3));
    const known = table.get(input);
    if (known !== undefined) expect(known).toEqual(kept.get(input.join()));
    const output = chance.bytes(8);
    kept.set(input.join(), output.slice());
    table.set(input, output);
    output.fill(0);
    table.get(input)!.fill(1);
    expect(table.get(input)).toEqual(kept.get(input.join()));
  }
});

test('a schedule has the same trace with and without functions that remember', { timeout: 120_000 }, () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const trace = (...more: string[]): string =>
    execFileSync(process.execPath, [main, 'offline', '--seed', '11', '--events', '400', '--json', ...more], {
      encoding: 'utf8',
    });
  const [remembering, plain] = [trace(), trace('--plain')].map((text) => JSON.parse(text));
  expect(remembering.digests).toEqual(plain.digests);
  expect(remembering.digests['11']).toMatch(/^0x[0-9a-f]{64}$/);
});
