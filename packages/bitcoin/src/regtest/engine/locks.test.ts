import { concat } from '@coffer/core/bytes';
import { schnorr } from '@noble/curves/secp256k1.js';
import { p2tr, p2wsh, Script, Transaction } from '@scure/btc-signer';
import { describe, expect, test } from 'vitest';
import { idOf } from '../../encoding/bytes.ts';
import { parseTx, type Tx, txHash } from '../../transaction/transaction.ts';
import { forge, verdictOf } from './testing/forge.ts';
import {
  newChain,
  outputsOf,
  type Purse,
  pay,
  person,
  purse,
  refusal,
  ripe,
  START,
} from './testing/world.ts';

const alice = person('alice');
const network = person('network');
const bob = person('bob');
const id = (tx: Tx) => idOf(txHash(tx));

/** Money behind a script, confirmed in the last block. */
function locked(script: Uint8Array) {
  const chain = newChain();
  const [coin] = ripe(chain, alice.wpkh.script, 1);
  const tx = pay({ from: [coin!], to: [{ script, value: 1_000_000n }], signer: alice });
  chain.accept(tx);
  chain.mine(1, bob.wpkh.script);
  return { chain, purse: outputsOf(id(tx), tx)[0]! };
}

interface Spend {
  readonly sequence: number;
  readonly lockTime?: number;
  readonly version?: number;
}

/** The owner's cash-out in P2WSH form: the network at once, the owner after a lock. */
const csv = Script.encode([
  'IF',
  network.key,
  'ELSE',
  144,
  'CHECKSEQUENCEVERIFY',
  'DROP',
  alice.key,
  'ENDIF',
  'CHECKSIG',
]);
const hashed = p2wsh({ type: 'unknown', script: csv } as never);

function spendHashed(
  from: Purse,
  { sequence, lockTime = 0, version = 2 }: Spend,
  script = csv,
  branch: Uint8Array[] = [new Uint8Array(0)],
  signer = alice,
): Tx {
  const tx = new Transaction({ version, lockTime, allowUnknownInputs: true, allowUnknownOutputs: true });
  tx.addInput({
    txid: from.txid,
    index: from.index,
    sequence,
    witnessUtxo: { script: from.script, amount: from.value },
    witnessScript: script,
  });
  tx.addOutput({ script: bob.wpkh.script, amount: from.value - 1000n });
  tx.signIdx(signer.secret, 0);
  const signature = tx.getInput(0).partialSig![0]![1];
  tx.updateInput(0, { finalScriptWitness: [signature, ...branch, script] }, true);
  return parseTx(tx.extract());
}

describe('a relative lock of 144 blocks (BIP68, BIP112)', () => {
  test('the owner is refused at depth 143 and taken at 144, by relay and in blocks', () => {
    const { chain, purse: from } = locked(hashed.script);
    const sweep = spendHashed(from, { sequence: 144 });
    chain.mine(142, bob.wpkh.script);
    expect(refusal(() => chain.accept(sweep))).toBe('non-BIP68-final');
    expect(verdictOf(chain, forge(chain, { others: [sweep] }))).toBe('bad-txns-nonfinal');
    chain.mine(1, bob.wpkh.script);
    expect(chain.accept(sweep).txid).toBe(id(sweep));
    expect(verdictOf(chain, forge(chain, { others: [sweep] }))).toBe('accepted');
  });

  test('no shorter sequence, switched-off lock or old version gets around the script', () => {
    const { chain, purse: from } = locked(hashed.script);
    chain.mine(200, bob.wpkh.script);
    const locks: Spend[] = [
      { sequence: 143 },
      { sequence: 0xffff_fffd },
      { sequence: 0x8000_0000 | 144 },
      { sequence: 144, version: 1 },
    ];
    for (const lock of locks) {
      const tx = spendHashed(from, { ...lock, sequence: lock.sequence >>> 0 });
      expect(refusal(() => chain.accept(tx))).toBe(
        'mandatory-script-verify-flag-failed (Locktime requirement not satisfied)',
      );
      expect(verdictOf(chain, forge(chain, { others: [tx] }))).toBe(
        'mandatory-script-verify-flag-failed (Locktime requirement not satisfied)',
      );
    }
    chain.accept(spendHashed(from, { sequence: 145 }));
  });

  test('the network does not wait', () => {
    const { chain, purse: from } = locked(hashed.script);
    const remedy = spendHashed(from, { sequence: 0xffff_fffd }, csv, [Uint8Array.of(1)], network);
    expect(chain.accept(remedy).txid).toBe(id(remedy));
  });

  test('relay wants the selector of a branch to be 01 or nothing (MINIMALIF), blocks do not', () => {
    const { chain, purse: from } = locked(hashed.script);
    const odd = spendHashed(from, { sequence: 0xffff_fffd }, csv, [Uint8Array.of(2)], network);
    expect(refusal(() => chain.accept(odd))).toBe(
      'non-mandatory-script-verify-flag (OP_IF/NOTIF argument must be minimal)',
    );
    expect(verdictOf(chain, forge(chain, { others: [odd] }))).toBe('accepted');
  });

  test('behind a Taproot leaf too', () => {
    const leaf = Script.encode([144, 'CHECKSEQUENCEVERIFY', 'DROP', alice.xOnly, 'CHECKSIG']);
    const tree = p2tr(network.xOnly, { script: leaf }, undefined, true);
    const { chain, purse: from } = locked(tree.script);
    const spend = (sequence: number) => {
      const tx = new Transaction({ version: 2, allowUnknownInputs: true, allowUnknownOutputs: true });
      tx.addInput({
        txid: from.txid,
        index: from.index,
        sequence,
        witnessUtxo: { script: from.script, amount: from.value },
        tapLeafScript: tree.tapLeafScript!,
      });
      tx.addOutput({ script: bob.wpkh.script, amount: from.value - 1000n });
      const digest = tx.preimageWitnessV1(0, [from.script], 0, [from.value], undefined, leaf);
      const signature = schnorr.sign(digest, alice.secret, new Uint8Array(32));
      const [[control]] = tree.tapLeafScript as never as [
        [{ version: number; internalKey: Uint8Array; merklePath: Uint8Array[] }],
      ];
      const block = concat(Uint8Array.of(control.version), control.internalKey, ...control.merklePath);
      tx.updateInput(0, { finalScriptWitness: [signature, leaf, block] }, true);
      return parseTx(tx.extract());
    };
    chain.mine(142, bob.wpkh.script);
    expect(refusal(() => chain.accept(spend(144)))).toBe('non-BIP68-final');
    expect(refusal(() => chain.accept(spend(143)))).toMatch(/Locktime requirement/);
    chain.mine(1, bob.wpkh.script);
    chain.accept(spend(144));
    chain.mine(1, bob.wpkh.script);
    expect(chain.coin(from, false)).toBeUndefined();
  });
});

test('a relative lock in time is measured between medians of blocks (BIP113)', () => {
  const { chain, purse: from } = locked(alice.wpkh.script);
  const units = 4;
  const tx = pay({
    from: [from],
    to: [{ script: bob.wpkh.script, value: 1000n }],
    signer: alice,
    sequence: 0x40_0000 | units,
  });
  const since = chain.entry(chain.idAt(chain.tip.height - 1)!)!.medianTime;
  while (chain.tip.medianTime < since + units * 512) {
    expect(refusal(() => chain.accept(tx))).toBe('non-BIP68-final');
    chain.increaseTime(300);
    chain.mine(1, bob.wpkh.script);
  }
  chain.accept(tx);
  expect(chain.tip.medianTime - since).toBeGreaterThanOrEqual(2048);
});

describe('an absolute lock (BIP65, BIP113)', () => {
  test('a height: the last block before it refuses, the one after takes', () => {
    const chain = newChain();
    const coin = purse(ripe(chain, alice.wpkh.script, 1)[0]!);
    const until = chain.tip.height + 3;
    const tx = pay({
      from: [coin],
      to: [{ script: bob.wpkh.script, value: 1000n }],
      signer: alice,
      lockTime: until,
    });
    chain.mine(2, bob.wpkh.script);
    expect(refusal(() => chain.accept(tx))).toBe('non-final');
    expect(verdictOf(chain, forge(chain, { others: [tx] }))).toBe('bad-txns-nonfinal');
    chain.mine(1, bob.wpkh.script);
    chain.accept(tx);
  });

  test('a time: the median of blocks must be past it', () => {
    const chain = newChain();
    const coin = purse(ripe(chain, alice.wpkh.script, 1)[0]!);
    const tx = pay({
      from: [coin],
      to: [{ script: bob.wpkh.script, value: 1000n }],
      signer: alice,
      lockTime: START + 5000,
    });
    chain.setTime(START + 6000);
    chain.mine(5, bob.wpkh.script);
    expect(refusal(() => chain.accept(tx))).toBe('non-final');
    chain.mine(1, bob.wpkh.script);
    expect(chain.tip.medianTime).toBe(START + 6000);
    chain.accept(tx);
  });

  test('in a script (CHECKLOCKTIMEVERIFY)', () => {
    const script = Script.encode([130, 'CHECKLOCKTIMEVERIFY', 'DROP', alice.key, 'CHECKSIG']);
    const { chain, purse: from } = locked(p2wsh({ type: 'unknown', script } as never).script);
    chain.mine(40, bob.wpkh.script);
    const spend = (lockTime: number, sequence = 0xffff_fffe) =>
      spendHashed(from, { sequence, lockTime }, script, []);
    expect(refusal(() => chain.accept(spend(129)))).toMatch(/Locktime requirement/);
    expect(refusal(() => chain.accept(spend(130, 0xffff_ffff)))).toMatch(/Locktime requirement/);
    expect(refusal(() => chain.accept(spend(START - 1_000_000)))).toMatch(/Locktime requirement/);
    chain.accept(spend(130));
  });
});
