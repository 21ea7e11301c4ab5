import { publicKeyOf, xOnly } from '@coffer/bitcoin/script/keys';
import { leafHash, NO_TREE, taprootScript, taprootSecret } from '@coffer/bitcoin/script/taproot';
import { type Bytes, compare, concat, utf8 } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import { hash160, tagSchnorr, taprootTweakPubkey } from '@scure/btc-signer/utils.js';
import { type Signing, signLegacy, signV0, signV1 } from './signing.ts';

/** The kinds of outputs that wallets and this project make, and every way to spend each. */

/** What satisfies an output. */
export interface Unlocked {
  readonly scriptSig: Bytes;
  readonly witness: readonly Bytes[];
}

/** One way to spend an output. */
export interface Way {
  readonly name: string;
  /** Sequence that it needs: a relative lock (BIP112). */
  readonly sequence?: number;
  /** Lock time of the transaction that it needs (BIP65). */
  readonly lockTime?: number;
  readonly unlock: (signing: Signing) => Unlocked;
}

/** A kind of output. */
export interface Kind {
  readonly name: string;
  readonly script: Bytes;
  readonly ways: readonly Way[];
}

const NONE = new Uint8Array(0);
const byte = (...codes: readonly number[]): Bytes => Uint8Array.from(codes);
/** Data with its length before it. */
export const push = (data: Bytes): Bytes =>
  data.length < 0x4c
    ? concat(byte(data.length), data)
    : data.length < 0x100
      ? concat(byte(0x4c, data.length), data)
      : concat(byte(0x4d, data.length & 0xff, data.length >> 8), data);

const [IF, ELSE, ENDIF, DROP] = [0x63, 0x67, 0x68, 0x75];
const [CHECKSIG, CHECKMULTISIG, CHECKSIGADD, NUMEQUAL] = [0xac, 0xae, 0xba, 0x9c];
const [CLTV, CSV] = [0xb1, 0xb2];
/** 2 and 3 blocks, and 2 units of 512 seconds. */
const [TWO, THREE, TIME] = [2, 3, 0x40_0002];
/** A height that has long passed in every scenario. */
const PASSED = 100;

/** A secret key that depends on a number only. */
export const secretOf = (n: number): Bytes => sha256(utf8(`differential ${n}`));
const number = (value: number): Bytes => {
  if (value <= 16) return byte(0x50 + value);
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.push(rest % 256);
  if (bytes.at(-1)! >= 0x80) bytes.push(0);
  return push(Uint8Array.from(bytes));
};

const S = Array.from({ length: 6 }, (_, n) => secretOf(n));
const K = S.map(publicKeyOf);
/** Pays to a script's hash: segwit. */
export const p2wsh = (script: Bytes): Bytes => concat(byte(0, 32), sha256(script));
/** Pays to a script's hash: before segwit. */
export const p2sh = (script: Bytes): Bytes => concat(byte(0xa9, 20), hash160(script), byte(0x87));
const pkh = (key: Bytes): Bytes => concat(byte(0x76, 0xa9, 20), hash160(key), byte(0x88, CHECKSIG));
const checked = (key: Bytes): Bytes => concat(push(key), byte(CHECKSIG));
/** A witness and no unlocking script. */
export const witness = (...items: readonly Bytes[]): Unlocked => ({ scriptSig: NONE, witness: items });

function control(internal: Bytes, root: Bytes, ...path: readonly Bytes[]): Bytes {
  const [, parity] = taprootTweakPubkey(internal, root);
  return concat(byte(0xc0 | parity), internal, ...path);
}

/** A Taproot output of a key and one script. */
export function leafKind(
  name: string,
  script: Bytes,
  way: Omit<Way, 'unlock' | 'name'>,
  secret: Bytes,
): Kind {
  const internal = xOnly(K[0]!);
  const root = leafHash(script);
  return {
    name,
    script: taprootScript(internal, root),
    ways: [
      { name: 'key', unlock: (s) => witness(signV1(s, taprootSecret(S[0]!, root))) },
      {
        name: 'leaf',
        ...way,
        unlock: (s) => witness(signV1(s, secret, script), script, control(internal, root)),
      },
    ],
  };
}

/** A Taproot output with two scripts: one signature, or two of two with CHECKSIGADD. */
function treeKind(): Kind {
  const internal = xOnly(K[1]!);
  const one = checked(xOnly(K[2]!));
  const two = concat(checked(xOnly(K[3]!)), push(xOnly(K[4]!)), byte(CHECKSIGADD, 0x52, NUMEQUAL));
  const [a, b] = [leafHash(one), leafHash(two)];
  const root = tagSchnorr('TapBranch', ...(compare(a, b) < 0 ? [a, b] : [b, a]));
  return {
    name: 'p2tr tree',
    script: taprootScript(internal, root),
    ways: [
      { name: 'one', unlock: (s) => witness(signV1(s, S[2]!, one), one, control(internal, root, b)) },
      {
        name: 'two',
        unlock: (s) => witness(signV1(s, S[4]!, two), signV1(s, S[3]!, two), two, control(internal, root, a)),
      },
    ],
  };
}

/** `IF network ELSE <lock> DROP owner ENDIF CHECKSIG`, as the bank's locks in their ECDSA form. */
function branchKind(name: string, lock: Bytes, way: Omit<Way, 'unlock' | 'name'>): Kind {
  const script = concat(byte(IF), push(K[0]!), byte(ELSE), lock, push(K[1]!), byte(ENDIF, CHECKSIG));
  return {
    name,
    script: p2wsh(script),
    ways: [
      { name: 'if', unlock: (s) => witness(signV0(s, script, S[0]!), byte(1), script) },
      { name: 'else', ...way, unlock: (s) => witness(signV0(s, script, S[1]!), NONE, script) },
    ],
  };
}

const two = concat(byte(0x52), push(K[0]!), push(K[1]!), push(K[2]!), byte(0x53, CHECKMULTISIG));
const waits = (lock: number): Bytes => concat(number(lock), byte(CSV, DROP));
const after = (height: number): Bytes => concat(number(height), byte(CLTV, DROP));
const nested = concat(byte(0, 20), hash160(K[2]!));
const plain = concat(byte(0, 20), hash160(K[0]!));

/** Every kind. */
export const KINDS: readonly Kind[] = [
  {
    name: 'p2wpkh',
    script: plain,
    ways: [{ name: 'key', unlock: (s) => witness(signV0(s, pkh(K[0]!), S[0]!), K[0]!) }],
  },
  {
    name: 'p2tr',
    script: taprootScript(xOnly(K[0]!), NO_TREE),
    ways: [{ name: 'key', unlock: (s) => witness(signV1(s, taprootSecret(S[0]!, NO_TREE))) }],
  },
  {
    name: 'p2pkh',
    script: pkh(K[1]!),
    ways: [
      {
        name: 'key',
        unlock: (s) => ({
          scriptSig: concat(push(signLegacy(s, pkh(K[1]!), S[1]!)), push(K[1]!)),
          witness: [],
        }),
      },
    ],
  },
  {
    name: 'p2pk',
    script: checked(K[1]!),
    ways: [
      {
        name: 'key',
        unlock: (s) => ({ scriptSig: push(signLegacy(s, checked(K[1]!), S[1]!)), witness: [] }),
      },
    ],
  },
  {
    name: 'p2sh-p2wpkh',
    script: p2sh(nested),
    ways: [
      {
        name: 'key',
        unlock: (s) => ({ scriptSig: push(nested), witness: [signV0(s, pkh(K[2]!), S[2]!), K[2]!] }),
      },
    ],
  },
  {
    name: 'p2sh multisig',
    script: p2sh(two),
    ways: [
      {
        name: 'two',
        unlock: (s) => ({
          scriptSig: concat(
            byte(0),
            push(signLegacy(s, two, S[0]!)),
            push(signLegacy(s, two, S[2]!)),
            push(two),
          ),
          witness: [],
        }),
      },
    ],
  },
  {
    name: 'p2wsh multisig',
    script: p2wsh(two),
    ways: [
      {
        name: 'two',
        unlock: (s) => witness(NONE, signV0(s, two, S[1]!), signV0(s, two, S[2]!), two),
      },
    ],
  },
  branchKind('p2wsh csv', waits(TWO), { sequence: TWO }),
  branchKind('p2wsh cltv', after(PASSED), { lockTime: PASSED, sequence: 0xffff_fffe }),
  leafKind('p2tr csv', concat(waits(THREE), checked(xOnly(K[1]!))), { sequence: THREE }, S[1]!),
  leafKind('p2tr csv time', concat(waits(TIME), checked(xOnly(K[1]!))), { sequence: TIME }, S[1]!),
  leafKind(
    'p2tr cltv',
    concat(after(PASSED), checked(xOnly(K[1]!))),
    { lockTime: PASSED, sequence: 0xffff_fffd },
    S[1]!,
  ),
  treeKind(),
  {
    name: 'anchor',
    script: byte(0x51, 2, 0x4e, 0x73),
    ways: [{ name: 'anyone', unlock: () => ({ scriptSig: NONE, witness: [] }) }],
  },
];

/** A kind by its name. */
export function kindOf(name: string): Kind {
  const kind = KINDS.find((each) => each.name === name);
  if (kind === undefined) throw new RangeError(`no kind of output is named ${name}`);
  return kind;
}
