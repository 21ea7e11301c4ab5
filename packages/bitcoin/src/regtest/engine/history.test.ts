import { isCofferError } from '@coffer/core/error';
import { expect, test } from 'vitest';
import { type Block, encodeBlock, parseBlock } from '../../chain/block.ts';
import { idOf } from '../../encoding/bytes.ts';
import { encodeTx, parseTx, type Tx, txHash } from '../../transaction/transaction.ts';
import { RegtestReject } from './error.ts';
import type { Regtest } from './regtest.ts';
import { forge, submitAll, twin, work } from './testing/forge.ts';
import { newChain, outputsOf, type Purse, pay, person, purse, ripe, seeded } from './testing/world.ts';
import type { Coin } from './types.ts';

const people = ['alice', 'bob', 'carol'].map(person);

/** No money was made and none was lost but what was burnt; sums are those of the coins. */
function mustBalance(chain: Regtest): void {
  const { total, subsidies, burnt, count } = chain.coinStats();
  expect(total).toBe(subsidies - burnt);
  const everybody = [...people, person('nobody'), person('forger')].flatMap(({ wpkh, tr }) => [
    wpkh.script,
    tr.script,
  ]);
  expect(chain.scan(everybody).reduce((sum, { value }) => sum + value, 0n)).toBe(total);
  const pool = chain.mempoolInfo();
  const entries = chain.mempool();
  expect(entries.reduce((sum, { vsize }) => sum + vsize, 0)).toBe(pool.vsize);
  expect(entries.reduce((sum, { fee }) => sum + fee, 0n)).toBe(pool.fees);
  for (const { depends, txid } of entries) {
    for (const parent of depends) expect(chain.mempoolEntry(parent)!.spentBy).toContain(txid);
  }
  expect(count).toBeGreaterThan(0);
}

/** All coins that the people have, confirmed or not. */
function purses(chain: Regtest, who: number): Purse[] {
  const { script } = people[who]!.wpkh;
  const unconfirmed = chain.mempool().flatMap(({ txid, tx }) => outputsOf(txid, tx));
  const mine = unconfirmed.filter((output) => output.script.every((byte, i) => byte === script[i]));
  const isRipe = ({ coinbase, height }: Coin) => !coinbase || chain.tip.height + 1 - height! >= 100;
  const confirmed = chain.scan([script]).filter(isRipe).map(purse);
  return [...confirmed, ...mine].filter(
    (each) => chain.coin(each, true) !== undefined || confirmed.includes(each),
  );
}

test('whatever happens, money is conserved, and a chain that saw only the outcome agrees', () => {
  for (const seed of [1, 2, 3]) {
    const random = seeded(seed);
    const chain = newChain();
    for (const { wpkh } of people) ripe(chain, wpkh.script, 3);
    let taken = 0;
    let reorganised = 0;
    chain.onBlock(({ type }) => {
      if (type === 'disconnected') reorganised += 1;
    });
    for (let step = 0; step < 120; step++) {
      const who = random(3);
      const miner = people[random(3)]!.wpkh.script;
      const deed = random(20);
      if (deed < 12) {
        const own = purses(chain, who);
        const from = own[random(own.length)];
        if (from === undefined) continue;
        const fee = 200n + BigInt(random(5000));
        const half = (from.value - fee) / 2n;
        if (half < 1000n) continue;
        const to = [random(3), random(3)].map((i) => ({ script: people[i]!.wpkh.script, value: half }));
        try {
          chain.accept(pay({ from: [from], to, signer: people[who]! }));
          taken += 1;
        } catch (error) {
          if (!(error instanceof RegtestReject)) throw error;
        }
      } else if (deed < 16) chain.mine(1 + random(3), miner);
      else if (deed < 18) {
        const rival = twin(chain);
        const depth = 1 + random(4);
        const { height } = chain.tip;
        rival.invalidate(rival.idAt(height - depth + 1)!);
        rival.mine(depth + random(2) + 1, miner);
        submitAll(rival, chain, height - depth);
      } else if (deed === 18) chain.invalidate(chain.idAt(chain.tip.height - random(3))!);
      else {
        const invalid = chain.tips().find(({ status }) => status === 'invalid');
        if (invalid !== undefined) chain.reconsider(invalid.id);
      }
      mustBalance(chain);
    }
    expect(taken).toBeGreaterThan(20);
    expect(reorganised).toBeGreaterThan(10);
    const witness = newChain();
    expect(new Set(submitAll(chain, witness, 0))).toEqual(new Set(['accepted']));
    expect(witness.coinStats()).toEqual(chain.coinStats());
    const scripts = people.map(({ wpkh }) => wpkh.script);
    expect(witness.scan(scripts)).toEqual(chain.scan(scripts));
  }
});

/** Bytes with a few of them changed, some missing, or some too many. */
function spoilt(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const out = Uint8Array.from(bytes);
  for (let i = 0; i <= random(3); i++) out[random(out.length)]! ^= 1 << random(8);
  if (random(10) === 0) return out.subarray(0, random(out.length));
  return out;
}

/** The same with one field of one part changed, so that it is still read. */
function oddTx(tx: Tx, random: (below: number) => number): Tx {
  const at = random(tx.inputs.length);
  const inputs = tx.inputs.map((input, i) => {
    if (i !== at) return input;
    const sequences = [0, 1, 144, 0x8000_0000, 0x40_0001, 0xffff_ffff];
    return [
      { ...input, sequence: sequences[random(6)]! },
      {
        ...input,
        witness: input.witness.map((item) => spoilt(item.length === 0 ? Uint8Array.of(0) : item, random)),
      },
      { ...input, witness: input.witness.slice(1) },
      { ...input, scriptSig: Uint8Array.of(random(256), random(256)) },
      { ...input, outpoint: { ...input.outpoint, index: random(4) } },
    ][random(5)]!;
  });
  const outputs = tx.outputs.map((output) => ({
    ...output,
    value: (output.value + BigInt(random(3) - 1)) as typeof output.value,
  }));
  return [
    { ...tx, inputs },
    { ...tx, outputs },
    { ...tx, version: random(5) - 1 },
    { ...tx, lockTime: [1, 400, 0xffff_ffff][random(3)]! },
    { ...tx, inputs: [...tx.inputs, ...tx.inputs] },
    { ...tx, inputs, outputs: outputs.slice(1) },
  ][random(6)]!;
}

test('20,000 spoilt blocks and transactions get a verdict each, and change nothing that they should not', () => {
  const random = seeded(7);
  const chain = newChain();
  const [alice, bob] = people;
  const coins = ripe(chain, alice!.wpkh.script, 8).map(purse);
  const txs = coins.map((coin, i) =>
    pay({
      from: [coin],
      to: [{ script: [bob!.wpkh, bob!.tr][i % 2]!.script, value: coin.value - 1000n }],
      signer: alice!,
    }),
  );
  const valid = new Set(txs.map((tx) => idOf(txHash(tx))));
  const verdicts = new Map<string, number>();
  const count = (what: string) => verdicts.set(what, (verdicts.get(what) ?? 0) + 1);
  const submit = (block: Block) => {
    const verdict = chain.submitBlock(block);
    count(verdict.type === 'rejected' ? verdict.reason : verdict.type);
  };
  const plain = encodeBlock(forge(chain, { others: txs.slice(0, 3) }));
  for (let i = 0; i < 20_000; i++) {
    const tx = txs[random(txs.length)]!;
    if (i % 4 === 0) {
      try {
        submit(parseBlock(spoilt(plain, random)));
      } catch (error) {
        if (!isCofferError(error)) throw error;
        count(error.code);
      }
    } else if (i % 40 === 1) {
      const block = forge(chain, { others: [oddTx(tx, random)] });
      submit(block);
      submit({
        ...block,
        header: work({ ...block.header, version: random(9), time: block.header.time + random(9000) }),
      });
      if (chain.tip.height > 120) chain.invalidate(chain.idAt(115)!);
    } else {
      try {
        const odd = i % 2 === 0 ? parseTx(spoilt(encodeTx(tx), random)) : oddTx(tx, random);
        const { txid } = chain.accept(odd, { test: true });
        count(valid.has(txid) ? 'same' : 'taken');
      } catch (error) {
        if (!isCofferError(error)) throw error;
        count(error instanceof RegtestReject ? error.reason.replace(/ \(.*/, '') : error.code);
      }
    }
  }
  mustBalance(chain);
  expect([...verdicts.values()].reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(20_000);
  expect(verdicts.size).toBeGreaterThan(20);
  // The amounts, sequences and outpoints of all of them are signed: what is taken under another id must be none of them.
  expect(verdicts.get('taken') ?? 0).toBe(0);
});
