import { publicKeyOf, xOnly } from '@coffer/bitcoin/script/keys';
import type { Tx } from '@coffer/bitcoin/transaction/transaction';
import { type Bytes, concat } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import { hash160 } from '@scure/btc-signer/utils.js';
import { type Random, random } from '../../../simulation/kernel/random.ts';
import { type Kind, leafKind, p2sh, p2wsh, push, secretOf, type Unlocked, witness } from './kinds.ts';
import { type Held, make, paying } from './make.ts';
import { type Signing, signLegacy, signV0, signV1 } from './signing.ts';
import { fund, nextBlock, type World } from './world.ts';

/** Scripts that nobody would write, in outputs of every form, and spends of them: what two interpreters think of the same program. */

type Form = 'p2wsh' | 'p2sh' | 'p2tr';

/** A program, and the data that it is given. */
interface Program {
  readonly code: Bytes;
  readonly given: readonly Given[];
}

/** Data as it is, or a signature by the first or second key. */
type Given = Bytes | 'first' | 'second';

const byte = (...codes: readonly number[]): Bytes => Uint8Array.from(codes);
const SECRETS = [secretOf(21), secretOf(22)] as const;
const KEYS = SECRETS.map(publicKeyOf);
const UNTOUCHED = [0x61, 0xb0, 0xb3, 0xb9, 0x7e, 0x8d, 0x62, 0x50, 0x65, 0x89, 0x6a];

/** Numbers as scripts write them, at their borders. */
const NUMBERS: readonly Bytes[] = [
  byte(),
  byte(1),
  byte(2),
  byte(16),
  byte(17),
  byte(0x7f),
  byte(0x81),
  byte(0xff),
  byte(0x80),
  byte(0, 0x80),
  byte(1, 0),
  byte(0xff, 0xff, 0xff, 0x7f),
  byte(0xff, 0xff, 0xff, 0xff),
  byte(0, 0, 0, 0x80, 0),
  byte(0, 0, 0x40, 0),
];

/** Operations, with how many items they need and leave more. */
const OPERATIONS: readonly (readonly [code: number, needs: number, more: number])[] = [
  [0x6b, 1, -1],
  [0x6c, 0, 1],
  [0x6d, 2, -2],
  [0x6e, 2, 2],
  [0x6f, 3, 3],
  [0x70, 4, 2],
  [0x71, 6, 0],
  [0x72, 4, 0],
  [0x73, 1, 0],
  [0x74, 0, 1],
  [0x75, 1, -1],
  [0x76, 1, 1],
  [0x77, 2, -1],
  [0x78, 2, 1],
  [0x79, 2, 0],
  [0x7a, 3, -1],
  [0x7b, 3, 0],
  [0x7c, 2, 0],
  [0x7d, 2, 1],
  [0x82, 1, 1],
  [0x87, 2, -1],
  [0x8b, 1, 0],
  [0x8c, 1, 0],
  [0x8f, 1, 0],
  [0x90, 1, 0],
  [0x91, 1, 0],
  [0x92, 1, 0],
  [0x93, 2, -1],
  [0x94, 2, -1],
  [0x9a, 2, -1],
  [0x9b, 2, -1],
  [0x9c, 2, -1],
  [0x9e, 2, -1],
  [0x9f, 2, -1],
  [0xa0, 2, -1],
  [0xa1, 2, -1],
  [0xa2, 2, -1],
  [0xa3, 2, -1],
  [0xa4, 2, -1],
  [0xa5, 3, -2],
  [0xa6, 1, 0],
  [0xa7, 1, 0],
  [0xa8, 1, 0],
  [0xa9, 1, 0],
  [0xaa, 1, 0],
  [0xab, 0, 0],
  [0x61, 0, 0],
  [0xb1, 1, 0],
  [0xb2, 1, 0],
  [0x4f, 0, 1],
  [0x00, 0, 1],
  [0x51, 0, 1],
  [0x52, 0, 1],
  [0x60, 0, 1],
  [0x69, 1, -1],
  [0x88, 2, -2],
];

/** Pushes a number in its shortest form, or in another. */
function pushed(bytes: Bytes, random: Random): Bytes {
  if (random.chance(0.03)) return concat(byte(0x4c, bytes.length), bytes);
  const [only] = bytes;
  if (bytes.length === 0) return byte(0);
  if (bytes.length === 1 && only! >= 1 && only! <= 16) return byte(0x50 + only!);
  return bytes.length === 1 && only === 0x81 ? byte(0x4f) : push(bytes);
}

/** A signature check of any kind that ends with one item, and what it is given. */
function check(form: Form, random: Random): Program {
  const key = (n: 0 | 1) => (form === 'p2tr' ? xOnly(KEYS[n]!) : KEYS[n]!);
  const odd = random.pick([
    key(0),
    key(0),
    key(0),
    byte(),
    byte(2),
    key(0).subarray(1),
    concat(byte(5), key(0).subarray(1)),
  ]);
  const choices: (() => Program)[] = [
    () => ({ code: concat(push(key(0)), byte(0xac)), given: ['first'] }),
    () => ({ code: concat(push(odd), byte(0xac)), given: ['first'] }),
    () => ({ code: concat(push(key(0)), byte(0xad, 0x51)), given: ['first'] }),
    () => ({
      code: concat(push(key(0)), byte(0xac, 0x91)),
      given: [random.pick([byte(), byte(0), 'second' as const])],
    }),
    () => ({
      code: concat(push(key(0)), byte(0xac, 0x7c), push(key(1)), byte(0xba)),
      given: ['second', 'first'],
    }),
    () => ({
      code: concat(byte(0x7c, 0x00), push(key(1)), byte(0xba, 0x7c), push(key(0)), byte(0xba, 0x52, 0x9c)),
      given: ['first', 'second'],
    }),
    () => ({
      code: concat(byte(random.pick([0x51, 0x52, 0x50, 0x53])), push(key(0)), push(key(1)), byte(0x52, 0xae)),
      given: random.pick([
        [byte(), 'first', 'second'],
        [byte(), 'first'],
        [byte(1), 'first'],
        [byte(), 'second', 'first'],
      ]),
    }),
    () => ({ code: concat(byte(0xab), push(key(0)), byte(0xac)), given: ['first'] }),
    () => ({
      code: concat(byte(0x76, 0xa9), push(hash160(key(0))), byte(0x88, 0xac)),
      given: ['first', key(0)],
    }),
    () => ({ code: concat(byte(0xa8), push(sha256(byte(7))), byte(0x87)), given: [byte(7)] }),
  ];
  return random.pick(choices)();
}

/** Some operations that come out even, most of the time, and leave one item that is true. */
function program(form: Form, random: Random): Program {
  const given: Given[] = [];
  const code: Bytes[] = [];
  let depth = 0;
  const wild = () => byte(random.chance(0.5) ? random.pick(UNTOUCHED) : random.int(256));
  const some = (count: number) => {
    for (let i = 0; i < count; i++) {
      const fitting = OPERATIONS.filter(([, needs]) => needs <= depth);
      if (depth === 0 || random.chance(0.35)) {
        const number = random.chance(0.9)
          ? random.pick(NUMBERS)
          : random.bytes(random.pick([1, 4, 5, 20, 75, 76, 80]));
        code.push(pushed(number, random));
        depth += 1;
      } else {
        const [operation, , more] = random.pick(fitting);
        code.push(byte(operation));
        depth += more;
      }
      if (random.chance(0.02)) code.push(wild());
    }
  };
  if (random.chance(0.3)) {
    const selector = random.pick([byte(), byte(1), byte(1), byte(2), byte(0x80), byte(1, 0)]);
    given.push(selector);
    const known = byte(random.pick([0x51, 0x61, 0x75, 0xac, 0xae, 0x69]));
    code.push(
      byte(random.pick([0x63, 0x64])),
      byte(0x61),
      byte(0x67),
      known,
      ...(random.chance(0.2) ? [byte(0x67)] : []),
      byte(0x68),
    );
    if (random.chance(0.3)) code.splice(2, 0, known);
  }
  some(random.between(1, 8));
  for (; depth > 0; depth--) code.push(byte(0x75));
  const last = random.chance(0.7)
    ? check(form, random)
    : { code: byte(random.pick([0x51, 0x51, 0x52, 0x00])), given: [] };
  code.push(last.code);
  return { code: concat(...code), given: [...last.given, ...given] };
}

const SIGNERS = { first: SECRETS[0], second: SECRETS[1] };

function unlockWith(
  form: Form,
  { code, given }: Program,
  hashType: number | undefined,
): (signing: Signing) => Unlocked {
  const sign = { p2wsh: signV0, p2sh: signLegacy, p2tr: (s: Signing, c: Bytes, k: Bytes) => signV1(s, k, c) }[
    form
  ];
  return (signing) => {
    const full = hashType === undefined ? signing : { ...signing, hashType };
    const items = given.map((each) => (typeof each === 'string' ? sign(full, code, SIGNERS[each]) : each));
    if (form === 'p2sh') {
      const pushes = items.map((each) =>
        each.length === 1 && each[0]! >= 1 && each[0]! <= 16
          ? byte(0x50 + each[0]!)
          : each.length === 1 && each[0] === 0x81
            ? byte(0x4f)
            : push(each),
      );
      return { scriptSig: concat(...pushes, push(code)), witness: [] };
    }
    return witness(...items, code);
  };
}

/** An output with a random program, and the way to spend it. */
function kindOf(chance: Random): Kind {
  const form: Form = chance.pick(['p2wsh', 'p2sh', 'p2tr', 'p2tr']);
  const made = program(form, chance);
  const hashType = chance.chance(0.2)
    ? chance.pick(form === 'p2tr' ? [1, 2, 0x81, 0x83] : [1, 2, 0x81, 0x82])
    : undefined;
  const unlock = unlockWith(form, made, hashType);
  const name = `${form} ${Buffer.from(made.code).toString('hex')}`;
  if (form !== 'p2tr')
    return { name, script: (form === 'p2wsh' ? p2wsh : p2sh)(made.code), ways: [{ name: 'it', unlock }] };
  const leaf = leafKind(name, made.code, {}, SECRETS[0]);
  const [, way] = leaf.ways;
  return {
    ...leaf,
    ways: [
      {
        name: 'it',
        unlock: (signing) => ({
          scriptSig: new Uint8Array(0),
          witness: [...unlock(signing).witness, way!.unlock(signing).witness.at(-1)!],
        }),
      },
    ],
  };
}

const BATCH = 50;

/** Tries programs from one seed up to another. */
export async function runScripts(world: World, from: number, to: number): Promise<void> {
  const { pair, miner } = world;
  for (let first = from; first < to; first += BATCH) {
    const seeds = Array.from({ length: Math.min(BATCH, to - first) }, (_, i) => first + i);
    pair.where = `programs from ${first}, funding`;
    const chances = seeds.map((seed) => random(2 ** 41 + seed));
    const coins = await fund(
      world,
      chances.map((chance) => ({ kind: kindOf(chance), value: 20_000n })),
    );
    for (const [i, coin] of coins.entries()) {
      pair.where = `program ${seeds[i]}, ${coin.kind.name}`;
      const tx = spendOf(coin, chances[i]!, miner);
      await pair.transaction(tx, { test: true });
      await pair.block(nextBlock(world, [tx]));
      if (!pair.together) throw new Error(`${pair.where}: the chains are no longer together`);
    }
  }
}

function spendOf(coin: Held, chance: Random, to: Kind): Tx {
  const sequence = chance.pick([0xffff_fffd, 0xffff_fffe, 0, 1]);
  return make({
    uses: [{ coin, way: coin.kind.ways[0]!, sequence }],
    outputs: [paying(to, 18_000n)],
    lockTime: chance.pick([0, 0, 100]),
  });
}
