import { type Bytes, concat, equal, toBytesBE, toHex, utf8 } from '@coffer/core/bytes';
import { decode, encode } from '@coffer/core/codec';
import { keccak256 } from '@coffer/crypto/hash';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildSecureTrie, buildState, buildStorage, buildTrie, type Trie, TrieError } from './buildTrie.ts';
import { encodeRlp } from './rlp.ts';
import { stateProof, verifyAccount, verifyState, verifyStorage } from './state.ts';
import { EMPTY_ROOT, ProofError, verifyProof } from './trie.ts';

const word = (n: number | bigint): Bytes => toBytesBE(BigInt(n), 32);

/** What verification says: the value as hex, `absent`, or the error's code. Anything else is a bug and is thrown. */
function verdict(root: Bytes, key: Bytes, nodes: readonly Bytes[]): string {
  try {
    const value = verifyProof(root, key, nodes);
    return value === undefined ? 'absent' : toHex(value);
  } catch (error) {
    if (error instanceof ProofError) return error.code;
    throw error;
  }
}

/** A small reproducible generator: the seed is the test. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function withByte(nodes: readonly Bytes[], at: number, offset: number, flip: number): Bytes[] {
  const node = Uint8Array.from(nodes[at]!);
  node[offset]! ^= flip;
  return nodes.with(at, node);
}

const slots = Array.from({ length: 500 }, (_, i) => [word(i), word(i * i + 1)] as const);
const storage = buildStorage(slots);

describe('Merkle-Patricia proofs, Yellow Paper appendix D', () => {
  test('roots of the reference tests (ethereum/tests, TrieTests)', () => {
    const text = (entries: Record<string, string>): string =>
      toHex(buildTrie(Object.entries(entries).map(([k, v]) => [utf8(k), utf8(v)] as const)).root);
    expect(text({ A: 'a'.repeat(50) })).toBe(
      '0xd23786fb4a010da3ce639d66d5e904a11dbc02746d1ce25029e53290cabf28ab',
    );
    expect(text({ do: 'verb', dog: 'puppy', doge: 'coin', horse: 'stallion' })).toBe(
      '0x5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84',
    );
    expect(text({ foo: 'bar', food: 'bass' })).toBe(
      '0x17beaa1648bafa633cda809c90c04af50fc8aed3cb40d16efbddee6fdf63c4c3',
    );
    expect(toHex(buildTrie([]).root)).toBe(toHex(EMPTY_ROOT));
  });

  test('proves every entry and every absence, with keys of any length and embedded nodes', () => {
    const key = fc.uint8Array({ minLength: 1, maxLength: 4 });
    const entries = fc.uniqueArray(fc.tuple(key, fc.uint8Array({ minLength: 1, maxLength: 40 })), {
      minLength: 1,
      maxLength: 30,
      selector: ([k]) => toHex(k),
    });
    fc.assert(
      fc.property(entries, key, (list, other) => {
        const trie = buildTrie(list);
        for (const [k, v] of list) expect(verdict(trie.root, k, trie.prove(k))).toBe(toHex(v));
        const known = list.find(([k]) => equal(k, other));
        expect(verdict(trie.root, other, trie.prove(other))).toBe(known ? toHex(known[1]) : 'absent');
      }),
      { numRuns: 500 },
    );
  });

  test('an empty trie proves absence with no node, or with the empty one', () => {
    expect(verdict(EMPTY_ROOT, word(1), [])).toBe('absent');
    expect(verdict(EMPTY_ROOT, word(1), [Uint8Array.of(0x80)])).toBe('absent');
    expect(verdict(storage.root, word(1), [])).toBe('PROOF_INCOMPLETE');
    expect(verdict(storage.root, word(1), [Uint8Array.of(0x80)])).toBe('PROOF_MISMATCH');
  });

  test('every node flipped, removed, doubled, swapped or extended is refused', () => {
    for (const slot of [word(3), word(77), word(100_000)]) {
      const key = keccak256(slot);
      const nodes = storage.prove(slot);
      expect(nodes.length).toBeGreaterThan(2);
      nodes.forEach((node, i) => {
        for (let offset = 0; offset < node.length; offset++) {
          expect(verdict(storage.root, key, withByte(nodes, i, offset, 1))).toBe('PROOF_MISMATCH');
        }
        expect(verdict(storage.root, key, nodes.toSpliced(i, 1))).toMatch(/PROOF_(MISMATCH|INCOMPLETE)/);
        expect(verdict(storage.root, key, nodes.toSpliced(i, 0, node))).toMatch(/PROOF_(MISMATCH|SURPLUS)/);
        expect(verdict(storage.root, key, nodes.with(i, concat(node, Uint8Array.of(0))))).toBe(
          'PROOF_MISMATCH',
        );
        expect(verdict(storage.root, key, nodes.with(i, node.subarray(0, -1)))).toBe('PROOF_MISMATCH');
      });
      expect(verdict(storage.root, key, nodes.toReversed())).toBe('PROOF_MISMATCH');
      expect(verdict(storage.root, key, [...nodes, nodes[0]!])).toBe('PROOF_SURPLUS');
      expect(verdict(storage.root, key, [...nodes, new Uint8Array()])).toBe('PROOF_SURPLUS');
    }
  });

  test('a proof of one slot proves nothing of another', () => {
    const nodes = storage.prove(word(5));
    for (let other = 0; other < 500; other++) {
      if (other === 5) continue;
      // It may prove where the other one is not, but only if that is true.
      expect(verdict(storage.root, keccak256(word(other)), nodes)).toMatch(/^PROOF_/);
    }
  });

  test('absence is not provable of what is there: no prefix of its proof will do', () => {
    for (const [slot] of slots.slice(0, 100)) {
      const nodes = storage.prove(slot);
      for (let length = 0; length < nodes.length; length++) {
        expect(verdict(storage.root, keccak256(slot), nodes.slice(0, length))).toBe('PROOF_INCOMPLETE');
      }
    }
  });

  test('20,000 random mutations never change what is proved', () => {
    const below = generator(20_261_121);
    for (let round = 0; round < 20_000; round++) {
      const index = below(700);
      const slot = word(index);
      const truth = index < 500 ? toHex(rlpWord(index * index + 1)) : 'absent';
      let nodes: Bytes[] = [...storage.prove(slot)];
      for (let edits = 1 + below(3); edits > 0; edits--) nodes = mutate(nodes, below);
      const said = verdict(storage.root, keccak256(slot), nodes);
      if (said.startsWith('PROOF_')) continue;
      expect(said).toBe(truth);
      expect(nodes.map(toHex)).toEqual(storage.prove(slot).map(toHex));
    }
  });

  test('20,000 random nodes under their own root give a verdict', () => {
    const below = generator(7);
    const seen = new Set<string>();
    const pool = [...storage.prove(word(1)), ...buildState([]).prove(word(0))];
    for (let round = 0; round < 20_000; round++) {
      const source = round % 2 === 0 ? pool[below(pool.length)]! : new Uint8Array(below(60));
      const node = Uint8Array.from(source, (byte) => (below(20) === 0 ? below(256) : byte));
      // The root is made to match, so that the bytes reach the parser.
      seen.add(verdict(keccak256(node), keccak256(word(1)), [node]).replace(/^0x.*/, 'value'));
    }
    expect(seen).toContain('PROOF_MALFORMED');
    expect(seen).toContain('PROOF_INCOMPLETE');
  });

  test.each([
    ['an extension without path', [Uint8Array.of(0x00), word(1)]],
    ['an extension to a short string', [Uint8Array.of(0x16), Uint8Array.of(1)]],
    ['an extension to a leaf inside it', [Uint8Array.of(0x11), [Uint8Array.of(0x20), Uint8Array.of(9)]]],
    ['a path with unknown flags', [Uint8Array.of(0x40), word(1)]],
    ['a path with dirty padding', [Uint8Array.of(0x05), word(1)]],
    ['an empty path', [new Uint8Array(), word(1)]],
    ['a leaf without value', [Uint8Array.of(0x20), new Uint8Array()]],
    ['a leaf with a list as value', [Uint8Array.of(0x20), []]],
    ['three fields', [Uint8Array.of(0x20), Uint8Array.of(1), Uint8Array.of(1)]],
    ['no fields', []],
    ['a branch of one', [...Array.from({ length: 16 }, () => new Uint8Array()), Uint8Array.of(1)]],
    [
      'a branch with a list as value',
      [...Array.from({ length: 16 }, () => word(1)), [Uint8Array.of(0x20), Uint8Array.of(1)]],
    ],
    [
      'a branch with a child of 31 bytes',
      [...Array.from({ length: 16 }, () => word(1).subarray(1)), new Uint8Array()],
    ],
  ])('%s is no node', (_, node) => {
    const encoded = encodeRlp(node);
    expect(verdict(keccak256(encoded), Uint8Array.of(0x11), [encoded])).toBe('PROOF_MALFORMED');
  });

  test('a long node inside its parent, and a short one outside, are refused', () => {
    const leaf = (bytes: number) => [Uint8Array.of(0x31), new Uint8Array(bytes).fill(7)];
    const branch = (child: Bytes | Bytes[]) =>
      encodeRlp([new Uint8Array(), child, word(1), ...Array.from({ length: 14 }, () => new Uint8Array())]);
    const key = Uint8Array.of(0x11);
    const inside = branch(leaf(8));
    expect(verdict(keccak256(inside), key, [inside])).toBe(toHex(new Uint8Array(8).fill(7)));
    const long = branch(leaf(40));
    expect(verdict(keccak256(long), key, [long])).toBe('PROOF_MALFORMED');
    const short = encodeRlp(leaf(8));
    const outside = branch(keccak256(short));
    expect(verdict(keccak256(outside), key, [outside, short])).toBe('PROOF_MALFORMED');
  });

  test('too many and too long nodes are refused before they are read', () => {
    const many = Array.from({ length: 66 }, () => new Uint8Array(32));
    expect(verdict(word(1), word(1), many)).toBe('PROOF_TOO_LARGE');
    expect(verdict(word(1), word(1), [new Uint8Array(1025)])).toBe('PROOF_TOO_LARGE');
  });

  test('a trie of two values for one key, or of nothing, is not built', () => {
    expect(() =>
      buildTrie([
        [word(1), word(1)],
        [word(1), word(2)],
      ]),
    ).toThrow(TrieError);
    expect(() => buildTrie([[word(1), new Uint8Array()]])).toThrow(TrieError);
  });
});

describe('accounts and storage', () => {
  const address = toBytesBE(0xabcn, 20);
  const account = { nonce: 3n, balance: 10n ** 18n, storageRoot: storage.root, codeHash: keccak256() };
  const others = Array.from(
    { length: 200 },
    (_, i) => [toBytesBE(BigInt(i + 1), 20), { ...account, balance: BigInt(i) }] as const,
  );
  const state: Trie = buildState([[address, account], ...others]);

  test('reads an account and its slots', () => {
    expect(verifyAccount(state.root, address, state.prove(address))).toEqual(account);
    const nobody = toBytesBE(0xdeadn, 20);
    expect(verifyAccount(state.root, nobody, state.prove(nobody))).toBeUndefined();
    expect(verifyStorage(storage.root, word(9), storage.prove(word(9)))).toEqual(word(82));
    expect(verifyStorage(storage.root, word(900), storage.prove(word(900)))).toEqual(word(0));
  });

  test('a state proof travels, and covers only what it names', () => {
    const sent = encode(stateProof, {
      account: state.prove(address),
      slots: [word(9), word(900)].map((slot) => ({ slot, nodes: storage.prove(slot) })),
    });
    const proof = decode(stateProof, sent);
    const proved = verifyState(state.root, address, proof);
    expect(proved.at(word(9))).toEqual(word(82));
    expect(proved.at(word(900))).toEqual(word(0));
    expect(() => proved.at(word(10))).toThrow(ProofError);
    const twice = { ...proof, slots: [proof.slots[0]!, proof.slots[0]!] };
    expect(() => verifyState(state.root, address, twice)).toThrow(ProofError);
    const swapped = { ...proof, slots: [{ ...proof.slots[0]!, slot: word(900) }] };
    expect(() => verifyState(state.root, address, swapped)).toThrow(ProofError);
  });

  test('an account that does not exist has no storage, and nodes for it are refused', () => {
    const nobody = toBytesBE(0xdeadn, 20);
    const nodes = storage.prove(word(9));
    const bare = verifyState(state.root, nobody, {
      account: state.prove(nobody),
      slots: [{ slot: word(9), nodes: [] }],
    });
    expect(bare.account).toBeUndefined();
    expect(bare.at(word(9))).toEqual(word(0));
    expect(() =>
      verifyState(state.root, nobody, { account: state.prove(nobody), slots: [{ slot: word(9), nodes }] }),
    ).toThrow(ProofError);
  });

  test('a slot that a node keeps although it holds zero is zero', () => {
    const trie = buildSecureTrie([[word(1), Uint8Array.of(0x80)]]);
    expect(verifyStorage(trie.root, word(1), trie.prove(word(1)))).toEqual(new Uint8Array(32));
  });

  test.each([
    ['a zero byte', Uint8Array.of(0)],
    ['leading zeros', Uint8Array.of(0x82, 0, 1)],
    ['33 bytes', encodeRlp(new Uint8Array(33).fill(1))],
    ['a list', encodeRlp([Uint8Array.of(1)])],
    ['bytes that are no RLP', Uint8Array.of(0x85, 1)],
  ])('a slot that holds %s is refused', (_, value) => {
    const trie = buildSecureTrie([[word(1), value]]);
    expect(() => verifyStorage(trie.root, word(1), trie.prove(word(1)))).toThrow(ProofError);
  });

  test.each([
    ['three fields', [word(1), word(1), word(1)]],
    ['a root of 31 bytes', [word(1).subarray(31), new Uint8Array(), word(1).subarray(1), word(1)]],
    ['a nonce with leading zeros', [new Uint8Array(2), new Uint8Array(), word(1), word(1)]],
    ['a nested list', [[], new Uint8Array(), word(1), word(1)]],
  ])('an account with %s is refused', (_, fields) => {
    const trie = buildSecureTrie([[address, encodeRlp(fields)]]);
    expect(() => verifyAccount(trie.root, address, trie.prove(address))).toThrow(ProofError);
  });
});

function rlpWord(n: number): Bytes {
  const bytes = word(n);
  return encodeRlp(bytes.subarray(bytes.findIndex((byte) => byte !== 0)));
}

function mutate(nodes: readonly Bytes[], below: (n: number) => number): Bytes[] {
  if (nodes.length === 0) return [new Uint8Array(below(40))];
  const at = below(nodes.length);
  const node = nodes[at]!;
  switch (below(7)) {
    case 0:
      return node.length === 0 ? [...nodes] : withByte(nodes, at, below(node.length), 1 + below(255));
    case 1:
      return nodes.toSpliced(at, 1);
    case 2:
      return nodes.toSpliced(at, 0, nodes[below(nodes.length)]!);
    case 3:
      return nodes.with(at, nodes[below(nodes.length)]!);
    case 4:
      return nodes.with(at, node.subarray(0, below(node.length + 1)));
    case 5:
      return nodes.with(at, concat(node, Uint8Array.of(below(256))));
    default:
      return [...nodes, ...storage.prove(word(below(500)))];
  }
}
