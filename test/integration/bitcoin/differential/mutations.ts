import type { Tx, TxInput, TxOutput } from '@coffer/bitcoin/transaction/transaction';
import { encodeTx } from '@coffer/bitcoin/transaction/transaction';
import { sat } from '@coffer/core/amount';
import { type Bytes, concat } from '@coffer/core/bytes';
import type { Random } from '../../../simulation/kernel/random.ts';
import { KINDS, push } from './kinds.ts';
import { type Held, make, paying } from './make.ts';

/** Valid spends, changed in one place. Whether that makes them invalid is for both chains to say. */

/** What a mutation works on: a valid spend of one coin, and another coin that could be meant. */
export interface Subject {
  readonly coin: Held;
  readonly other: Held;
  readonly tx: Tx;
}

type Mutation = (subject: Subject, random: Random) => Tx | Bytes;

const EMPTY = new Uint8Array(0);

function first(tx: Tx, change: Partial<TxInput>): Tx {
  return { ...tx, inputs: [{ ...tx.inputs[0]!, ...change }, ...tx.inputs.slice(1)] };
}

function flip(bytes: Bytes, random: Random): Bytes {
  if (bytes.length === 0) return Uint8Array.of(1);
  const out = Uint8Array.from(bytes);
  out[random.int(out.length)]! ^= 1 << random.int(8);
  return out;
}

/** Changes one item of the witness, or the script that stands in its place. */
function item(
  change: (bytes: Bytes, random: Random) => Bytes,
  from: 'any' | 'last' | 'first' = 'any',
): Mutation {
  return ({ tx }, random) => {
    const { witness, scriptSig } = tx.inputs[0]!;
    if (witness.length === 0) return first(tx, { scriptSig: change(scriptSig, random) });
    const at = from === 'last' ? witness.length - 1 : from === 'first' ? 0 : random.int(witness.length);
    return first(tx, { witness: witness.map((each, i) => (i === at ? change(each, random) : each)) });
  };
}

/** Signs again after a change, so that only the change is wrong. */
function signed(
  change: (
    subject: Subject,
    random: Random,
  ) => Partial<Parameters<typeof make>[0]> & { sequence?: number; hashType?: number },
): Mutation {
  return (subject, random) => {
    const { coin, tx } = subject;
    const way = random.pick(coin.kind.ways);
    const { sequence, hashType, ...order } = change(subject, random);
    const use = {
      coin,
      way,
      ...(sequence === undefined ? {} : { sequence }),
      ...(hashType === undefined ? {} : { hashType }),
    };
    return make({ uses: [use], outputs: tx.outputs, ...order });
  };
}

const swap = (tx: Tx, change: (output: TxOutput) => TxOutput): Tx => ({
  ...tx,
  outputs: [change(tx.outputs[0]!), ...tx.outputs.slice(1)],
});

/** Replaces the byte that names the hash type, or adds one. */
const typeByte = (bytes: Bytes, random: Random): Bytes => {
  const type = random.pick([0, 1, 2, 3, 4, 0x80, 0x81, 0x82, 0x83, 0x84, 0xff]);
  return bytes.length === 64
    ? concat(bytes, Uint8Array.of(type))
    : concat(bytes.subarray(0, -1), Uint8Array.of(type));
};

/** Writes s as its complement: as valid by the curve, but not relayed (BIP146). */
function highS(bytes: Bytes): Bytes {
  if (bytes[0] !== 0x30) return bytes;
  const rLength = bytes[3]!;
  const s = BigInt(
    `0x${Buffer.from(bytes.subarray(6 + rLength, 6 + rLength + bytes[5 + rLength]!)).toString('hex')}`,
  );
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const high = Buffer.from(`00${(order - s).toString(16).padStart(64, '0')}`, 'hex');
  const body = concat(bytes.subarray(2, 4 + rLength), Uint8Array.of(2, high.length), high);
  return concat(Uint8Array.of(0x30, body.length), body, bytes.subarray(-1));
}

/** The same in a script that pushes a signature first. */
const highSIn = (bytes: Bytes): Bytes => {
  if (bytes[0] === 0x30) return highS(bytes);
  const length = bytes[0] ?? 0;
  if (length < 60 || length > 73) return bytes;
  return concat(push(highS(bytes.subarray(1, 1 + length))), bytes.subarray(1 + length));
};

/** Every mutation, by its name. */
export const MUTATIONS: readonly (readonly [string, Mutation])[] = [
  ['nothing', ({ tx }) => tx],
  ['version', ({ tx }, random) => ({ ...tx, version: random.pick([-1, 0, 1, 3, 0x7fff_ffff]) })],
  ['version, signed', signed((_, random) => ({ version: random.pick([-(2 ** 31), -1, 0, 1, 2, 3]) }))],
  [
    'sequence',
    ({ tx }, random) =>
      first(tx, {
        sequence: random.pick([0, 1, 2, 3, 4, 0x40_0001, 0x40_0002, 0x8000_0002, 0xffff_fffe, 0xffff_ffff]),
      }),
  ],
  [
    'sequence, signed',
    signed((_, random) => ({
      sequence: random.pick([
        0, 1, 2, 3, 4, 0x1_0002, 0x40_0001, 0x40_0002, 0x40_0003, 0x8000_0003, 0xffff_fffe, 0xffff_ffff,
      ]),
    })),
  ],
  [
    'lock time',
    ({ tx }, random) => ({ ...tx, lockTime: random.pick([0, 1, 99, 100, 101, 500_000_000, 0xffff_ffff]) }),
  ],
  [
    'lock time, signed',
    signed((_, random) => ({ lockTime: random.pick([0, 1, 99, 100, 101, 500_000_000, 0xffff_ffff]) })),
  ],
  [
    'lock time and sequence, signed',
    signed((_, random) => ({
      lockTime: random.pick([99, 100, 101, 500_000_001]),
      sequence: random.pick([0, 3, 0xffff_fffe, 0xffff_ffff]),
      version: random.pick([1, 2]),
    })),
  ],
  [
    'amount',
    ({ tx }, random) =>
      swap(tx, (output) => ({
        ...output,
        value: sat(output.value + BigInt(random.pick([-1, 1, -500, 50_000]))),
      })),
  ],
  [
    'amount, signed',
    signed(({ tx }, random) => ({
      outputs: [
        {
          ...tx.outputs[0]!,
          value: sat(BigInt(random.pick([0, 1, 293, 294, 329, 330, 546, 99_999, 100_000, 100_001]))),
        },
      ],
    })),
  ],
  [
    'output script',
    ({ tx }, random) => swap(tx, (output) => ({ ...output, script: flip(output.script, random) })),
  ],
  [
    'output script, signed',
    signed(({ tx }, random) => ({
      outputs: [{ ...tx.outputs[0]!, script: flip(tx.outputs[0]!.script, random) }],
    })),
  ],
  [
    'another output',
    ({ tx }, random) => ({ ...tx, outputs: [...tx.outputs, paying(random.pick(KINDS), 600n)] }),
  ],
  [
    'outpoint index',
    ({ tx, other }) => first(tx, { outpoint: { ...tx.inputs[0]!.outpoint, index: other.outpoint.index } }),
  ],
  [
    'outpoint',
    ({ tx }, random) =>
      first(tx, { outpoint: { ...tx.inputs[0]!.outpoint, hash: flip(tx.inputs[0]!.outpoint.hash, random) } }),
  ],
  [
    'another coin too',
    ({ tx, other }) => ({ ...tx, inputs: [...tx.inputs, { ...tx.inputs[0]!, outpoint: other.outpoint }] }),
  ],
  ['bit of an item', item(flip)],
  ['bit of the first item', item(flip, 'first')],
  ['bit of the last item', item(flip, 'last')],
  ['item cut', item((bytes, random) => bytes.subarray(0, random.int(bytes.length + 1)))],
  ['item longer', item((bytes, random) => concat(bytes, random.bytes(random.pick([1, 1, 32, 33]))))],
  ['item empty', item(() => EMPTY)],
  ['item long', item((_, random) => random.bytes(random.pick([80, 81, 520, 521])))],
  ['item a number', item((_, random) => Uint8Array.of(random.pick([0, 1, 2, 0x80, 0x81])))],
  ['zeros before', item((bytes) => concat(Uint8Array.of(0), bytes))],
  ['hash type', item(typeByte, 'first')],
  ['hash type, signed', signed((_, random) => ({ hashType: random.pick([1, 2, 3, 0x81, 0x82, 0x83]) }))],
  [
    'hash type nobody defined, signed',
    signed(({ coin }, random) => ({
      hashType: coin.kind.name.startsWith('p2tr')
        ? random.pick([1, 2, 3])
        : random.pick([0, 4, 0x1f, 0x80, 0x84]),
    })),
  ],
  [
    'hash type, then another output',
    (subject, random) => {
      const hashType = random.pick([2, 3, 0x82, 0x83, 0x81, 1]);
      const tx = make({
        uses: [{ coin: subject.coin, way: random.pick(subject.coin.kind.ways), hashType }],
        outputs: subject.tx.outputs,
      });
      return { ...tx, outputs: [tx.outputs[0]!, paying(KINDS[0]!, 700n)] };
    },
  ],
  ['high s', item(highSIn, 'first')],
  ['items swapped', ({ tx }) => first(tx, { witness: [...tx.inputs[0]!.witness].reverse() })],
  [
    'item doubled',
    ({ tx }, random) => {
      const { witness } = tx.inputs[0]!;
      return first(tx, { witness: [...witness, witness[random.int(Math.max(1, witness.length))] ?? EMPTY] });
    },
  ],
  [
    'item before',
    ({ tx }, random) =>
      first(tx, { witness: [random.bytes(random.pick([0, 1, 64])), ...tx.inputs[0]!.witness] }),
  ],
  [
    'item missing',
    ({ tx }, random) => {
      const { witness } = tx.inputs[0]!;
      const at = random.int(Math.max(1, witness.length));
      return first(tx, { witness: witness.filter((_, i) => i !== at) });
    },
  ],
  ['no witness', ({ tx }) => first(tx, { witness: [] })],
  [
    'annex',
    ({ tx }, random) =>
      first(tx, {
        witness: [...tx.inputs[0]!.witness, concat(Uint8Array.of(0x50), random.bytes(random.int(4)))],
      }),
  ],
  [
    'script and control of another leaf version',
    ({ tx }, random) => {
      const { witness } = tx.inputs[0]!;
      const last = witness.at(-1) ?? EMPTY;
      const changed = concat(
        Uint8Array.of((last[0] ?? 0) ^ random.pick([1, 2, 4, 0x10, 0x40])),
        last.subarray(1),
      );
      return first(tx, { witness: [...witness.slice(0, -1), changed] });
    },
  ],
  [
    'unlocking script',
    ({ tx }, random) =>
      first(tx, {
        scriptSig: concat(
          tx.inputs[0]!.scriptSig,
          Uint8Array.of(random.pick([0, 0x51, 0x61, 0xac, 0x75, 0x4c])),
        ),
      }),
  ],
  [
    'unlocking script before',
    ({ tx }, random) =>
      first(tx, { scriptSig: concat(Uint8Array.of(random.pick([0, 0x51, 0x61])), tx.inputs[0]!.scriptSig) }),
  ],
  [
    'unlocking script with a long push',
    ({ tx }) => {
      const { scriptSig } = tx.inputs[0]!;
      const length = scriptSig[0] ?? 0;
      if (length === 0 || length >= 0x4c) return first(tx, { scriptSig: Uint8Array.of(0x4c, 1, 5) });
      return first(tx, { scriptSig: concat(Uint8Array.of(0x4c), scriptSig) });
    },
  ],
  ['bit of the transaction', ({ tx }, random) => flip(encodeTx(tx), random)],
  ['bits of the transaction', ({ tx }, random) => flip(flip(encodeTx(tx), random), random)],
  [
    'byte of the transaction missing',
    ({ tx }, random) => {
      const bytes = encodeTx(tx);
      const at = random.int(bytes.length);
      return concat(bytes.subarray(0, at), bytes.subarray(at + 1));
    },
  ],
  [
    'byte more in the transaction',
    ({ tx }, random) => {
      const bytes = encodeTx(tx);
      const at = random.int(bytes.length + 1);
      return concat(bytes.subarray(0, at), random.bytes(1), bytes.subarray(at));
    },
  ],
];
