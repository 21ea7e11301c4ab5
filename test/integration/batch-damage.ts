import { type Bytes, concat, toBytesBE } from '@coffer/core/bytes';
import type { Random } from '../simulation/kernel/random.ts';

/** Seeded damage to packed batches and to the call data that carries them, for `batch-decoder.test.ts`. */

const ACCOUNT = 20;
const ITEM = 202;
const SUPPORT = 39;

/** Where the parts of a batch begin, found without the decoder under test. The batch must be a good one. */
export interface Layout {
  readonly accounts: readonly number[];
  readonly items: readonly { readonly at: number; readonly supports: readonly number[] }[];
}

/** Finds the parts of a batch that the vault can read. */
export function layoutOf(batch: Bytes): Layout {
  const accounts = Array.from({ length: batch[0]! }, (_, i) => 2 + ACCOUNT * i);
  let at = 2 + ACCOUNT * batch[0]!;
  const items = Array.from({ length: batch[1]! }, () => {
    const item = at;
    at += ITEM;
    const supports = Array.from({ length: batch[item + 2]! }, () => {
      const support = at;
      at += SUPPORT + 32 * batch[support + 38]!;
      return support;
    });
    return { at: item, supports };
  });
  return { accounts, items };
}

/** The serials of a batch that the vault can read, in order. */
export function serialsOf(batch: Bytes): readonly bigint[] {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.length);
  return layoutOf(batch).items.map(({ at }) => view.getBigUint64(at + 14));
}

/** `bytes` with `count` of them at `at` replaced. */
const splice = (bytes: Bytes, at: number, count: number, by: Bytes = new Uint8Array()): Bytes =>
  concat(bytes.subarray(0, at), by, bytes.subarray(at + count));

const set = (bytes: Bytes, at: number, value: number): Bytes =>
  splice(bytes, at, 1, Uint8Array.of(value & 0xff));

function swap(bytes: Bytes, one: number, other: number, length: number): Bytes {
  const [first, second] = [bytes.slice(one, one + length), bytes.slice(other, other + length)];
  return splice(splice(bytes, one, length, second), other, length, first);
}

/** Flips some bits between two places. */
function flip(chance: Random, bytes: Bytes, from = 0, to: number = bytes.length): Bytes {
  const bent = bytes.slice();
  for (let i = chance.between(1, 3); i > 0 && from < to; i--) {
    const at = chance.between(from, to - 1);
    bent[at] = bent[at]! ^ (1 << chance.int(8));
  }
  return bent;
}

type Damage = (chance: Random, batch: Bytes, layout: Layout) => Bytes;

const DAMAGE: Readonly<Record<string, Damage>> = {
  bits: (chance, batch) => flip(chance, batch),
  truncated: (chance, batch) => batch.subarray(0, chance.int(batch.length)),
  'truncated a little': (chance, batch) => batch.subarray(0, batch.length - chance.between(1, 33)),
  extended: (chance, batch) => concat(batch, chance.bytes(chance.pick([1, 20, 32, 39, 202]))),
  'extended by nothing': (chance, batch) => concat(batch, new Uint8Array(chance.between(1, 40))),
  'counts of accounts': (chance, batch) => set(batch, 0, batch[0]! + chance.pick([-2, -1, 1, 2, 100])),
  'counts of items': (chance, batch) => set(batch, 1, batch[1]! + chance.pick([-2, -1, 1, 2, 100])),
  'counts of supports': (chance, batch, { items }) =>
    set(batch, chance.pick(items).at + 2, chance.pick([0, 1, 2, 3, 16, 17, 255])),
  'counts of hashes': (chance, batch, { items }) => {
    const supports = items.flatMap((item) => item.supports);
    return supports.length === 0
      ? flip(chance, batch)
      : set(batch, chance.pick(supports) + 38, chance.pick([0, 1, 2, 3, 255]));
  },
  'numbers of accounts': (chance, batch, { items }) =>
    set(batch, chance.pick(items).at + chance.int(2), chance.int(batch[0]! + 2)),
  'places of supports': (chance, batch, { items }) => {
    const supports = items.flatMap((item) => item.supports);
    if (supports.length === 0) return flip(chance, batch);
    const at = chance.pick(supports) + 32;
    return flip(chance, batch, at, at + 6);
  },
  serials: (chance, batch, { items }) => {
    const at = chance.pick(items).at + 14;
    return chance.chance(0.5) ? set(batch, at, chance.between(1, 255)) : flip(chance, batch, at, at + 8);
  },
  'accounts swapped': (chance, batch, { accounts }) =>
    swap(batch, chance.pick(accounts), chance.pick(accounts), ACCOUNT),
  'an account twice': (chance, batch, { accounts }) => {
    const at = chance.pick(accounts);
    const again = splice(batch, at, 0, batch.subarray(at, at + ACCOUNT));
    return set(again, 0, batch[0]! + 1);
  },
  'an account more': (chance, batch, { accounts }) => {
    const more = splice(batch, 2 + ACCOUNT * accounts.length, 0, new Uint8Array(ACCOUNT).fill(0xff));
    return set(more, 0, chance.chance(0.8) ? batch[0]! + 1 : batch[0]!);
  },
  'an account less': (chance, batch, { accounts }) =>
    set(splice(batch, chance.pick(accounts), ACCOUNT), 0, batch[0]! - 1),
  'items swapped': (chance, batch, { items }) =>
    swap(batch, chance.pick(items).at, chance.pick(items).at, ITEM),
  'an item twice': (chance, batch, { items }) => {
    const { at } = chance.pick(items.filter((item) => item.supports.length === 0));
    const again = splice(batch, at, 0, batch.subarray(at, at + ITEM));
    return set(again, 1, batch[1]! + 1);
  },
  'more items than allowed': (chance, batch, { items }) => {
    const { at } = chance.pick(items.filter((item) => item.supports.length === 0));
    const count = chance.pick([64, 65, 70]);
    const more = Array<Bytes>(count - batch[1]!).fill(batch.subarray(at, at + ITEM));
    return set(splice(batch, at, 0, concat(...more)), 1, count);
  },
  'a path where none belongs': (chance, batch, { items }) => {
    const supports = items.flatMap((item) => item.supports);
    if (supports.length === 0) return flip(chance, batch);
    const at = chance.pick(supports);
    return set(splice(batch, at + SUPPORT, 0, chance.bytes(32)), at + 38, batch[at + 38]! + 1);
  },
  'parts moved': (chance, batch) => {
    const length = chance.pick([1, 20, 32, 39, 64, 202]);
    const from = chance.int(Math.max(1, batch.length - length));
    const piece = batch.slice(from, from + length);
    const rest = splice(batch, from, length);
    return splice(rest, chance.int(rest.length + 1), 0, piece);
  },
};

/** Kinds of damage to a batch. */
export const DAMAGES = Object.keys(DAMAGE);

/** A good batch, damaged in this way. */
export function damaged(chance: Random, kind: string, batch: Bytes): Bytes {
  return DAMAGE[kind]!(chance, batch, layoutOf(batch));
}

const word = (value: number): Bytes => toBytesBE(BigInt(value), 32);

/** What a caller can lay out in more than one way: `settle(opens, batch)`. */
export interface SettleData {
  readonly selector: Bytes;
  /** Encoded certificates, one after the other. */
  readonly opens: readonly Bytes[];
  readonly batch: Bytes;
}

type Arrange = (chance: Random, data: SettleData) => Bytes;

const tail = (opens: readonly Bytes[]): Bytes => concat(word(opens.length), ...opens);
const padded = (batch: Bytes, fill = 0): Bytes =>
  concat(word(batch.length), batch, new Uint8Array((32 - (batch.length % 32)) % 32).fill(fill));
/** Call data of two offsets and whatever follows. */
const lay = ({ selector }: SettleData, first: number, second: number, ...parts: Bytes[]): Bytes =>
  concat(selector, word(first), word(second), ...parts);

const LAYOUT: Readonly<Record<string, Arrange>> = {
  canonical: (_, data) => lay(data, 64, 64 + tail(data.opens).length, tail(data.opens), padded(data.batch)),
  'other padding': (_, data) =>
    lay(data, 64, 64 + tail(data.opens).length, tail(data.opens), padded(data.batch, 7)),
  'no padding': (_, data) =>
    lay(data, 64, 64 + tail(data.opens).length, tail(data.opens), word(data.batch.length), data.batch),
  'bytes behind': (chance, data) =>
    lay(
      data,
      64,
      64 + tail(data.opens).length,
      tail(data.opens),
      padded(data.batch),
      chance.bytes(chance.pick([1, 32, 64])),
    ),
  'batch before certificates': (_, data) =>
    lay(data, 64 + padded(data.batch).length, 64, padded(data.batch), tail(data.opens)),
  'a gap before certificates': (chance, data) =>
    lay(data, 96, 96 + tail(data.opens).length, chance.bytes(32), tail(data.opens), padded(data.batch)),
  'a gap before the batch': (chance, data) =>
    lay(data, 64, 96 + tail(data.opens).length, tail(data.opens), chance.bytes(32), padded(data.batch)),
  /** Another batch stands where a batch is looked for. */
  'a decoy': (_, data) => {
    const decoy = padded(set(data.batch, data.batch.length - 1, 1));
    const opens = tail(data.opens);
    return lay(data, 64, 64 + opens.length + decoy.length, opens, decoy, padded(data.batch));
  },
  /** The offset of the certificates, 0, points at the offsets themselves: the word 0 there is their number. */
  'certificates over the offsets': (_, data) => lay(data, 0, 64, padded(data.batch)),
  'damaged offsets': (chance, data) => {
    const good = LAYOUT.canonical!(chance, data);
    return flip(chance, good, 4 + chance.pick([28, 60]), 4 + chance.pick([32, 64]) + 32);
  },
  'damaged lengths': (chance, data) => {
    const good = LAYOUT.canonical!(chance, data);
    const at = chance.pick([68, 68 + tail(data.opens).length]);
    return flip(chance, good, at + 28, at + 32);
  },
  'damaged anywhere': (chance, data) => flip(chance, LAYOUT.canonical!(chance, data), 4),
  truncated: (chance, data) => {
    const good = LAYOUT.canonical!(chance, data);
    return good.subarray(0, chance.between(4, good.length - 1));
  },
};

/** Ways to lay out the call data of `settle`. */
export const LAYOUTS = Object.keys(LAYOUT);

/** Call data, laid out in this way. */
export function laidOut(chance: Random, kind: string, data: SettleData): Bytes {
  return LAYOUT[kind]!(chance, data);
}
