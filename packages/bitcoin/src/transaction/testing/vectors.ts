import { type Sat, sat } from '@coffer/core/amount';
import { toHex } from '@coffer/core/bytes';
import { encodeData, type NetworkData } from '../claims.ts';
import { type DataInput, dataScript, sealData } from '../data-output.ts';
import { remainder } from '../intervals.ts';
import { bytes32, part, SYSTEM } from './world.ts';

/** The cases of `test/vectors/bitcoin-data-output.json`, for who implements docs/bitcoin-data-output.md. */

const BTC = 100_000_000n;

/** A coin somewhere, told apart by `n`. */
export function input(n: number, length: bigint): DataInput {
  return { outpoint: { hash: bytes32(200, n), index: n }, length: sat(length) };
}

/** A cash-out's data. */
export function cashOut(claims: NetworkData['claims'], counter = 1n, delay = 144): NetworkData {
  return { kind: 'cash-out', counter, delay, claims };
}

/** `count` intervals in the middle of a coin of one bitcoin, which all need all of their bits. */
export const spread = (count: number) =>
  Array.from({ length: count }, (_, i) => part(1_000n + BigInt(i) * 3_000_000n, 1_234_567n));

interface Case {
  readonly name: string;
  readonly inputs: readonly DataInput[];
  readonly data: NetworkData;
}

export const CASES: readonly Case[] = [
  {
    name: 'one interval of one coin',
    inputs: [input(1, BTC)],
    data: cashOut([[part(30_000_000n, 20_000_000n)]], 77n),
  },
  { name: 'a whole coin', inputs: [input(2, BTC)], data: cashOut([[part(0n, BTC)]], 2n ** 48n - 1n, 65_535) },
  { name: 'nine intervals of a coin of 1 BTC', inputs: [input(3, BTC)], data: cashOut([spread(9)]) },
  {
    name: 'nine coins of 1 BTC, one interval each',
    inputs: Array.from({ length: 9 }, (_, i) => input(10 + i, BTC)),
    data: cashOut(Array.from({ length: 9 }, (_, i) => [part(BigInt(i), 99_000_000n)])),
  },
  {
    name: 'several coins: some intervals, all of it, nothing, the last satoshi',
    inputs: [input(20, 5_000_000n), input(21, 1n), input(22, 7n), input(23, 2n ** 32n)],
    data: cashOut([
      [part(0n, 10n), part(11n, 1n), part(13n, 4_999_987n)],
      [part(0n, 1n)],
      [],
      [part(2n ** 32n - 1n, 1n)],
    ]),
  },
  {
    name: 'a payment out of the largest coin there can be',
    inputs: [input(24, 2_100_000_000_000_000n)],
    data: { kind: 'payment', counter: 5n, delay: 0, claims: [[part(0n, 2_099_999_999_999_999n)]] },
  },
  {
    name: 'a remedy of two locked outputs',
    inputs: [input(25, 30_000_000n), input(26, 1_000n)],
    data: { kind: 'remedy', counter: 78n, delay: 0, claims: [[part(5n, 6n)], [part(0n, 1_000n)]] },
  },
];

const hex = (bytes: Uint8Array) => toHex(bytes).slice(2);
const json = (intervals: readonly { start: Sat; amount: Sat }[]) =>
  intervals.map(({ start, amount }) => ({ start: String(start), amount: String(amount) }));

/** What the file of vectors says. */
export function vectors(): object {
  return {
    system: hex(SYSTEM),
    vectors: CASES.map(({ name, inputs, data }) => {
      const sealed = sealData(SYSTEM, inputs, data);
      return {
        name,
        inputs: inputs.map(({ outpoint, length }) => ({
          hash: hex(outpoint.hash),
          index: outpoint.index,
          length: String(length),
        })),
        kind: data.kind,
        counter: String(data.counter),
        delay: data.delay,
        claims: data.claims.map(json),
        remainders: data.claims.map((claims, i) => json(remainder(claims, inputs[i]!.length))),
        plain: hex(
          encodeData(
            data,
            inputs.map(({ length }) => length),
          ),
        ),
        sealed: hex(sealed),
        script: hex(dataScript(sealed)),
      };
    }),
  };
}
