import { sat } from '@coffer/core/amount';
import { type Bytes, concat, utf8 } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js';
import { p2tr, Script, Transaction } from '@scure/btc-signer';
import { describe, expect, test } from 'vitest';
import { hash256, u32 } from '../../encoding/bytes.ts';
import { encodeStripped, parseTx, type Tx, type TxOutput } from '../../transaction/transaction.ts';
import { effortOf, MAX_EFFORT } from './effort.ts';
import { judgeScripts, ScriptCache } from './judge.ts';
import { recordOf } from './record.ts';
import { changed, person } from './testing/world.ts';

const AUX = new Uint8Array(32);
const alice = person('alice');

/** Spends one output, made up, by the given script. */
function frame(
  script: Bytes,
  scriptSig: Bytes = new Uint8Array(0),
  witness: Bytes[] = [],
): { tx: Tx; spent: TxOutput[] } {
  const input = {
    outpoint: { hash: new Uint8Array(32).fill(7), index: 1 },
    scriptSig,
    sequence: 0xffff_fffd,
    witness,
  };
  const output = { value: sat(9000n), script: alice.wpkh.script };
  return {
    tx: { version: 2, inputs: [input], outputs: [output], lockTime: 0 },
    spent: [{ value: sat(10_000n), script }],
  };
}

const errorOf = ({ tx, spent }: { tx: Tx; spent: TxOutput[] }, rules: 'consensus' | 'policy') =>
  judgeScripts(recordOf(tx), spent, rules)?.error;

/** The first seeded secret of which the x-coordinate begins with a zero byte; also after the tweak when asked. */
function zeroKey(tweaked: boolean) {
  for (let i = 0; ; i++) {
    const secret = sha256(utf8(`leading zero ${i}`));
    const key = secp256k1.getPublicKey(secret, true).slice(1);
    const shown = tweaked ? p2tr(key).tweakedPubkey : key;
    if (shown[0] === 0) return { secret, key };
  }
}

describe('Taproot keys that begin with a zero byte (bn.js below 4.12.3 refuses them)', () => {
  test('as the output key, spent by the key', () => {
    const { secret, key } = zeroKey(true);
    const { script } = p2tr(key);
    expect(script[2]).toBe(0);
    const tx = new Transaction({ version: 2, allowUnknownOutputs: true });
    tx.addInput({
      txid: new Uint8Array(32).fill(7),
      index: 1,
      witnessUtxo: { script, amount: 10_000n },
      tapInternalKey: key,
    });
    tx.addOutput({ script: alice.wpkh.script, amount: 9000n });
    tx.sign(secret, undefined, AUX);
    tx.finalize();
    const spent = [{ value: sat(10_000n), script }];
    expect(errorOf({ tx: parseTx(tx.extract()), spent }, 'policy')).toBeUndefined();
  });

  test('as the internal key and as the key in a leaf, spent by the script', () => {
    const { secret, key } = zeroKey(false);
    const leaf = Script.encode([key, 'CHECKSIG']);
    const tree = p2tr(key, { script: leaf }, undefined, true);
    const tx = new Transaction({ version: 2, allowUnknownInputs: true, allowUnknownOutputs: true });
    tx.addInput({
      txid: new Uint8Array(32).fill(7),
      index: 1,
      witnessUtxo: { script: tree.script, amount: 10_000n },
      tapLeafScript: tree.tapLeafScript!,
    });
    tx.addOutput({ script: alice.wpkh.script, amount: 9000n });
    const digest = tx.preimageWitnessV1(0, [tree.script], 0, [10_000n], undefined, leaf);
    const signature = schnorr.sign(digest, secret, AUX);
    const [[control]] = tree.tapLeafScript as never as [
      [{ version: number; internalKey: Uint8Array; merklePath: Uint8Array[] }],
    ];
    const block = concat(Uint8Array.of(control.version), control.internalKey, ...control.merklePath);
    tx.updateInput(0, { finalScriptWitness: [signature, leaf, block] }, true);
    const spend = { tx: parseTx(tx.extract()), spent: [{ value: sat(10_000n), script: tree.script }] };
    expect(errorOf(spend, 'policy')).toBeUndefined();
    const [input] = spend.tx.inputs;
    const forged = Uint8Array.from(signature);
    forged[63]! ^= 1;
    const bad = changed(spend.tx, { inputs: [{ ...input!, witness: [forged, ...input!.witness.slice(1)] }] });
    expect(errorOf({ ...spend, tx: bad }, 'consensus')).toBe('Invalid Schnorr signature');
  });
});

/** A spend through one leaf, without signatures. */
function leafSpend(leaf: Uint8Array, ...items: Uint8Array[]) {
  const tree = p2tr(alice.xOnly, { script: leaf }, undefined, true);
  const [[control]] = tree.tapLeafScript as never as [
    [{ version: number; internalKey: Uint8Array; merklePath: Uint8Array[] }],
  ];
  const block = concat(Uint8Array.of(control.version), control.internalKey, ...control.merklePath);
  return frame(tree.script, undefined, [...items, leaf, block]);
}

describe('where bitcore-lib is corrected', () => {
  test('CHECKMULTISIG is disabled in Tapscript (BIP342), unless it is not reached', () => {
    const zeroOfZero = Script.encode([0, 0, 0, 'CHECKMULTISIG']);
    expect(errorOf(leafSpend(zeroOfZero), 'consensus')).toBe(
      'OP_CHECKMULTISIG(VERIFY) is not available in tapscript',
    );
    const unreached = Script.encode([1, 0, 'IF', 'CHECKMULTISIG', 'ENDIF']);
    expect(errorOf(leafSpend(unreached), 'consensus')).toBeUndefined();
  });

  test('versions have no sign for CHECKSEQUENCEVERIFY either (BIP68)', () => {
    const lock = frame(Uint8Array.of(0x52, 0xb2));
    const after = (version: number, sequence: number) => {
      const inputs = [{ ...lock.tx.inputs[0]!, sequence }];
      return errorOf({ ...lock, tx: changed(lock.tx, { version, inputs }) }, 'consensus');
    };
    expect([2, 3, -1, -(2 ** 31)].map((version) => after(version, 2))).toEqual(Array(4).fill(undefined));
    expect([0, 1].map((version) => after(version, 2))).not.toContain(undefined);
    expect([2, -1].map((version) => after(version, 1))).not.toContain(undefined);
  });

  test('anyone spends an anchor, with nothing (BIP433)', () => {
    const anchor = Uint8Array.of(0x51, 2, 0x4e, 0x73);
    expect(errorOf(frame(anchor), 'policy')).toBeUndefined();
    expect(errorOf(frame(anchor, Uint8Array.of(0x51)), 'policy')).toBe('Witness requires empty scriptSig');
    const other = Uint8Array.of(0x51, 2, 0x4e, 0x74);
    expect(errorOf(frame(other), 'policy')).toBe('Witness version reserved for soft-fork upgrades');
  });

  test('what is left on the stack is minded by relay, not by consensus (CLEANSTACK)', () => {
    const spend = frame(Script.encode([1]), Script.encode([1]));
    expect(errorOf(spend, 'consensus')).toBeUndefined();
    expect(errorOf(spend, 'policy')).toBe('Stack size must be exactly one after execution');
  });

  test('hash types that nobody defined are minded by relay', () => {
    const tx = frame(alice.pkh.script).tx;
    const spent = [{ value: sat(10_000n), script: alice.pkh.script }];
    for (const [type, error] of [
      [1, undefined],
      [5, 'Signature hash type missing or not understood'],
    ] as const) {
      const signed = changed(tx, { inputs: [{ ...tx.inputs[0]!, scriptSig: alice.pkh.script }] });
      const digest = hash256(concat(encodeStripped(signed), u32(type)));
      const signature = secp256k1.sign(digest, alice.secret, { prehash: false, format: 'der', lowS: true });
      const scriptSig = Script.encode([concat(signature, Uint8Array.of(type)), alice.key]);
      const spend = { tx: changed(tx, { inputs: [{ ...tx.inputs[0]!, scriptSig }] }), spent };
      expect(errorOf(spend, 'consensus')).toBeUndefined();
      expect(errorOf(spend, 'policy')).toBe(error);
    }
  });
});

describe('what would take too long is refused unread', () => {
  test('a Tapscript of a hundred thousand nested conditions', () => {
    const deep = new Uint8Array(200_001).fill(0x63);
    expect(errorOf(leafSpend(deep), 'consensus')).toBe('more to hash than this development chain judges');
  });

  test('thousands of legacy inputs, each of which hashes all', () => {
    const { tx, spent } = frame(alice.pkh.script, new Uint8Array(107));
    const inputs = Array.from({ length: 5000 }, (_, index) => ({
      ...tx.inputs[0]!,
      outpoint: { hash: new Uint8Array(32), index },
    }));
    const many = { tx: changed(tx, { inputs }), spent: Array(5000).fill(spent[0]!) };
    expect(errorOf(many, 'consensus')).toBe('more to hash than this development chain judges');
  });

  test('a script of nothing but signature checks', () => {
    const checks = frame(new Uint8Array(10_000).fill(0xae), new Uint8Array(1));
    expect(errorOf(checks, 'consensus')).toBeDefined();
  });

  test.each([
    ['1ADD', 0x8b],
    ['nested IF', 0x63],
  ])('Tapscripts of a hundred thousand operations: %s', (_, code) => {
    const one = leafSpend(new Uint8Array(100_000).fill(code));
    const [input] = one.tx.inputs;
    // None of them is too long by itself, and an annex that only pushes hides none.
    const annex = concat(Uint8Array.of(0x50, 0x4e), u32(99_994), new Uint8Array(99_994));
    for (const witness of [input!.witness, [...input!.witness, annex]]) {
      const inputs = [0, 1].map((index) => ({ ...input!, witness, outpoint: { ...input!.outpoint, index } }));
      const two = { tx: changed(one.tx, { inputs }), spent: [one.spent[0]!, one.spent[0]!] };
      expect(errorOf(two, 'consensus')).toBe('more to hash than this development chain judges');
    }
  });

  test('thousands of outputs with operations of their own', () => {
    const { tx, spent } = frame(new Uint8Array(201).fill(0x61));
    const inputs = Array.from({ length: 1000 }, (_, index) => ({
      ...tx.inputs[0]!,
      outpoint: { hash: new Uint8Array(32), index },
    }));
    const many = { tx: changed(tx, { inputs }), spent: Array(1000).fill(spent[0]!) };
    expect(errorOf(many, 'consensus')).toBe('more to hash than this development chain judges');
  });
});

describe('ordinary scripts are far below what is too long', () => {
  const key = alice.xOnly;
  const wsh = (script: Bytes, ...items: Bytes[]) =>
    frame(concat(Uint8Array.of(0, 32), sha256(script)), undefined, [...items, script]);
  const signature = new Uint8Array(72).fill(0x30);
  const cashOut = Script.encode([key, 'CHECKSIGVERIFY', 144, 'CHECKSEQUENCEVERIFY', 'DROP', key, 'CHECKSIG']);
  const threeKeys = Script.encode([2, alice.key, alice.key, alice.key, 3, 'CHECKMULTISIG']);

  test.each([
    ['a cash-out leaf', leafSpend(cashOut, signature, signature)],
    ['two of three keys', wsh(threeKeys, signature, signature)],
    ['a witness script of 3,600 bytes', wsh(new Uint8Array(3_600).fill(0x61))],
    ['a Tapscript of 3,600 operations', leafSpend(new Uint8Array(3_600).fill(0x61))],
    ['a key hash', frame(alice.pkh.script, Script.encode([signature, alice.key]))],
  ])('%s', (_, { tx, spent }) => {
    expect(effortOf(recordOf(tx), spent)).toBeLessThan(MAX_EFFORT / 25);
  });
});

test('scripts and witnesses of random bytes are refused, not choked on', () => {
  for (let i = 0; i < 2000; i++) {
    const noise = (label: string) => sha256(utf8(`${label} ${i}`));
    const script = [
      concat(Uint8Array.of(0, 32), noise('a')),
      concat(Uint8Array.of(0x51, 32), noise('b')),
      noise('c').slice(0, 1 + (i % 32)),
    ][i % 3]!;
    const failure = errorOf(
      frame(script, i % 2 === 0 ? undefined : noise('d'), [noise('e'), noise('f')]),
      'policy',
    );
    expect(typeof failure).toBe('string');
  }
});

test('scripts that were judged are not judged again, and the oldest are forgotten', () => {
  const cache = new ScriptCache(2);
  const bad = frame(Script.encode([0]));
  const record = recordOf(bad.tx);
  expect(cache.judge(record, bad.spent, 'consensus')).toBeDefined();
  cache.trust(record, 'consensus');
  expect(cache.judge(record, bad.spent, 'consensus')).toBeUndefined();
  expect(cache.judge(record, bad.spent, 'policy')).toBeDefined();
  cache.trust({ wtxid: 'a' }, 'policy');
  cache.trust({ wtxid: 'b' }, 'policy');
  expect(cache.judge(record, bad.spent, 'consensus')).toBeDefined();
});
