import { type Sat, sat } from '@coffer/core/amount';
import { type Bytes, concat, equal } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headerHash } from '../chain/header.ts';
import { verifyInclusion } from '../chain/inclusion.ts';
import { hashOf, type Id, idOf } from '../encoding/bytes.ts';
import { isCoinbase, type Tx, type TxInput, txHash } from '../transaction/transaction.ts';
import { isNodeError } from './error.ts';
import type { BitcoinNode, ChainEvent, Tip } from './port.ts';
import type { Refusal } from './refusal.ts';

/** What a test gives the suite: a node of its own on a fresh regtest chain, and what moves that chain. */
export interface NodeUnderTest {
  readonly node: BitcoinNode;
  /** Mines blocks that pay {@link ANYONE}, with whatever waits. */
  readonly mine: (count: number) => Promise<void>;
  /** Undoes the newest blocks and mines others in their place. */
  readonly reorganise: (undo: number, redo: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A script that needs no key, and is relayed all the same: P2WSH of OP_TRUE. */
const TRUE = Uint8Array.of(0x51);
/** Pays whoever comes. */
export const ANYONE: Bytes = concat(Uint8Array.of(0x00, 0x20), sha256(TRUE));

const REPLACEABLE = 0xffff_fffd;
const FEE = 1_000n;
const NONE = '11'.repeat(32);

interface Coin {
  readonly txid: Id;
  readonly index: number;
  readonly value: Sat;
}

const inputOf = ({ txid, index }: Coin, sequence = REPLACEABLE): TxInput => ({
  outpoint: { hash: hashOf(txid), index },
  scriptSig: new Uint8Array(0),
  sequence,
  witness: [TRUE],
});

/** Pays a coin back to anyone, less a fee. */
function pay(coin: Coin, fee: bigint = FEE, change: Partial<Tx> = {}): Tx {
  return {
    version: 2,
    inputs: [inputOf(coin)],
    outputs: [{ value: sat(coin.value - fee), script: ANYONE }],
    lockTime: 0,
    ...change,
  };
}

const nameOf = (tx: Tx): Id => idOf(txHash(tx));
const coinOf = (tx: Tx): Coin => ({ txid: nameOf(tx), index: 0, value: tx.outputs[0]!.value });

/** The next events, so many. */
async function take(events: AsyncIterable<ChainEvent>, count: number): Promise<ChainEvent[]> {
  const taken: ChainEvent[] = [];
  for await (const event of events) if (taken.push(event) === count) break;
  return taken;
}

/** The chain that events lead to; each must fit the chain so far. */
function replay(before: readonly Tip[], events: readonly ChainEvent[]): readonly Tip[] {
  const chain = [...before];
  for (const event of events) {
    if (event.type === 'disconnected') {
      expect(event.blocks).toEqual([...chain].reverse().slice(0, event.blocks.length));
      chain.splice(chain.length - event.blocks.length);
      expect(event.tip).toEqual(chain.at(-1));
    } else {
      expect(idOf(event.header.previous)).toBe(chain.at(-1)!.id);
      expect(event.height).toBe(chain.at(-1)!.height + 1);
      chain.push({ id: event.id, height: event.height });
    }
  }
  return chain;
}

/** The rules of the {@link BitcoinNode} port. Every backend's test calls this. */
export function nodeCompliance(name: string, setup: () => Promise<NodeUnderTest>): void {
  describe(`node port: ${name}`, () => {
    let under: NodeUnderTest;
    let node: BitcoinNode;
    /** The suite's first block, and then the first whose coin is not spent. */
    let first = 1;
    let spare = 1;
    beforeAll(async () => {
      under = await setup();
      node = under.node;
      first = (await node.tip()).height + 1;
      spare = first;
      // Each of the first blocks gives the suite a coin once 100 are on top.
      await under.mine(130);
    });
    afterAll(() => under?.close());

    /** A coin that nobody has spent. */
    const fund = async (): Promise<Coin> => {
      const { transactions } = await node.block((await node.headerAt(spare)).id);
      spare += 1;
      return coinOf(transactions[0]!);
    };
    const tipAt = async (height: number): Promise<Tip> => ({ id: (await node.headerAt(height)).id, height });
    const unsigned = (tx: Tx): Tx => ({
      ...tx,
      inputs: tx.inputs.map((input) => ({ ...input, witness: [Uint8Array.of(0x52)] })),
    });

    it('says what it is', async () => {
      expect((await node.software()).name).not.toBe('');
      expect(node.origin).toMatch(/^https?:\/\/[^@]+$/);
    });

    it('serves headers that follow each other from the first to the tip', async () => {
      const tip = await node.tip();
      const headers = await node.headers(0, 2_000);
      expect(headers).toHaveLength(tip.height + 1);
      expect(headers[0]).toEqual(node.network.genesis);
      for (const [i, header] of headers.entries()) {
        if (i > 0) expect(equal(header.previous, headerHash(headers[i - 1]!))).toBe(true);
      }
      expect(idOf(headerHash(headers.at(-1)!))).toBe(tip.id);
      expect(await node.headerAt(tip.height)).toEqual({ ...tip, header: headers.at(-1) });
      expect(await node.header(tip.id)).toEqual({ ...tip, header: headers.at(-1) });
      expect(await node.headers(tip.height - 1, 2)).toEqual(headers.slice(-2));
      expect(await node.headers(tip.height + 1, 5)).toEqual([]);
    });

    it('does not find what is not there', async () => {
      const tip = await node.tip();
      await expect(node.headerAt(tip.height + 1)).rejects.toMatchObject({ code: 'NODE_NOT_FOUND' });
      await expect(node.header(NONE)).rejects.toMatchObject({ code: 'NODE_NOT_FOUND' });
      await expect(node.block(NONE)).rejects.toMatchObject({ code: 'NODE_NOT_FOUND' });
      await expect(node.transaction(NONE)).rejects.toMatchObject({ code: 'NODE_NOT_FOUND' });
      await expect(node.transaction(NONE, tip.id)).rejects.toMatchObject({ code: 'NODE_NOT_FOUND' });
      await expect(node.prove(NONE, tip.id)).rejects.toMatchObject({ code: 'NODE_NOT_FOUND' });
      const [never, late] = await node.outspends(
        [
          { txid: NONE, index: 0 },
          { txid: (await fund()).txid, index: 77 },
        ],
        0,
      );
      expect(never).toEqual({ state: 'unknown' });
      expect(late).toEqual({ state: 'unknown' });
    });

    it('serves blocks', async () => {
      const { id, header } = await node.headerAt(first);
      const block = await node.block(id);
      expect(block.header).toEqual(header);
      expect(isCoinbase(block.transactions[0]!)).toBe(true);
      expect(block.transactions[0]!.outputs[0]!.script).toEqual(ANYONE);
    });

    it('proves that a transaction is in its block', async () => {
      const { id, header } = await node.headerAt(first + 1);
      const { transactions } = await node.block(id);
      const hash = txHash(transactions[0]!);
      const { tx, proof } = await node.prove(idOf(hash), id);
      expect(tx).toEqual(transactions[0]);
      expect(verifyInclusion(header, proof, hash)).toEqual({ index: 0 });
    });

    it('follows a transaction from being sent to being mined', async () => {
      const coin = await fund();
      const since = first;
      expect(await node.outspends([coin], since)).toEqual([
        { state: 'unspent', value: coin.value, script: ANYONE },
      ]);
      const tx = pay(coin);
      const id = nameOf(tx);
      expect(await node.testAccept(tx)).toMatchObject({ accepted: true });
      await expect(node.transaction(id)).rejects.toMatchObject({ code: 'NODE_NOT_FOUND' });

      expect(await node.broadcast(tx)).toBe(id);
      expect(await node.broadcast(tx)).toBe(id);
      expect(await node.mempool()).toContain(id);
      expect(await node.transaction(id)).toEqual({ id, tx, block: undefined });
      expect(await node.outspends([coin, coinOf(tx)], since)).toEqual([
        { state: 'spent', by: id, input: 0, tx, block: undefined },
        { state: 'unspent', value: tx.outputs[0]!.value, script: ANYONE },
      ]);

      await under.mine(1);
      const tip = await node.tip();
      expect(await node.mempool()).not.toContain(id);
      expect(await node.transaction(id, tip.id)).toEqual({ id, tx, block: tip.id });
      const { header } = await node.header(tip.id);
      expect(verifyInclusion(header, (await node.prove(id, tip.id)).proof, hashOf(id))).toEqual({ index: 1 });
      expect(await node.outspends([coin], since)).toEqual([
        { state: 'spent', by: id, input: 0, tx, block: tip },
      ]);
      expect(await node.outspends([coin], tip.height + 1)).toEqual([{ state: 'unknown' }]);
      expect(await node.broadcast(tx), 'a mined transaction').toBe(id);

      await node.broadcast(pay(coinOf(tx)));
      await under.mine(1);
      // The node without an index no longer knows a spent transaction; either answer is right, a success is not needed.
      await node.broadcast(tx).catch((error) => expect(error.details.reason).toBe('missing-inputs'));
    });

    it('finds many spends in one search, in the order of the question', async () => {
      const coins = [await fund(), await fund(), await fund()];
      const txs = [pay(coins[0]!), pay(coins[2]!)];
      await node.broadcast(txs[0]!);
      await under.mine(1);
      await node.broadcast(txs[1]!);
      await under.mine(1);
      const { height } = await node.tip();
      expect(await node.outspends(coins, first)).toMatchObject([
        { state: 'spent', by: nameOf(txs[0]!), block: { height: height - 1 } },
        { state: 'unspent' },
        { state: 'spent', by: nameOf(txs[1]!), block: { height } },
      ]);
    });

    it('refuses with the reason, and says the same when only asked', async () => {
      const coin = await fund();
      const { height } = await node.tip();
      const { transactions } = await node.block((await tipAt(height)).id);
      const small = { value: sat(100n), script: ANYONE };
      const cases: readonly [Refusal, Tx][] = [
        ['missing-inputs', pay({ ...coin, txid: NONE })],
        ['fee-too-low', pay(coin, 1n)],
        ['invalid', unsigned(pay(coin))],
        ['immature', pay(coinOf(transactions[0]!))],
        ['locked', pay(coin, FEE, { lockTime: height + 50 })],
        ['locked', pay(coin, FEE, { inputs: [inputOf(coin, 200)] })],
        ['dust', pay(coin, FEE, { outputs: [...pay(coin, 2n * FEE).outputs, small] })],
        ['invalid', pay({ ...coin, value: sat(coin.value + 5_000n) })],
      ];
      for (const [reason, tx] of cases) {
        const error = await node.broadcast(tx).catch((caught: unknown) => caught);
        const said = isNodeError(error, 'NODE_REFUSED') ? error.details : {};
        expect(said, String(said.node ?? error)).toMatchObject({ reason });
        const verdict = await node.testAccept(tx);
        expect(verdict, JSON.stringify(verdict)).toMatchObject({ accepted: false, reason });
      }
      expect(await node.outspends([coin], first)).toMatchObject([{ state: 'unspent' }]);
    });

    it('shows the replacement, and the replaced transaction no more', async () => {
      const coin = await fund();
      const older = pay(coin);
      const newer = pay(coin, 5n * FEE);
      await node.broadcast(older);
      await expect(node.broadcast(pay(coin, FEE + 1n))).rejects.toMatchObject({
        details: { reason: 'replacement' },
      });
      await node.broadcast(newer);
      await expect(node.transaction(nameOf(older))).rejects.toMatchObject({ code: 'NODE_NOT_FOUND' });
      expect(await node.outspends([coin], first)).toMatchObject([{ state: 'spent', by: nameOf(newer) }]);
      await expect(node.broadcast(older)).rejects.toMatchObject({ code: 'NODE_REFUSED' });
      await under.mine(1);
      const { height } = await node.tip();
      expect(await node.outspends([coin], first)).toMatchObject([{ by: nameOf(newer), block: { height } }]);
      // What conflicts with a mined transaction can never be sent again, and is no success.
      await expect(node.broadcast(older)).rejects.toMatchObject({ details: { reason: 'missing-inputs' } });
    });

    it('advises a fee between floor and cap', async () => {
      const advice = await node.feeRate(2);
      expect(advice.floor).toBeGreaterThanOrEqual(1_000n);
      expect(advice.rate).toBeGreaterThanOrEqual(advice.floor);
      expect(advice.rate).toBeLessThanOrEqual(500_000n);
    });

    it('is healthy', async () => {
      const health = await node.health();
      expect(health).toMatchObject({
        reachable: true,
        tip: await node.tip(),
        missingBlocks: 0,
        error: undefined,
      });
      expect(health.lastContact).toBeGreaterThan(0);
    });

    it('tells every block after a known one, once and in order', async () => {
      const tip = await node.tip();
      const events = await take(node.events({ after: [await tipAt(1)] }), tip.height - 1);
      expect(events.map((event) => (event.type === 'block' ? event.height : event))).toEqual(
        Array.from({ length: tip.height - 1 }, (_, i) => i + 2),
      );
      expect(events.at(-1)).toMatchObject({ id: tip.id });
      const next = take(node.events({ after: [tip], pollMs: 20 }), 3);
      await under.mine(3);
      expect((await next).map((event) => event.type === 'block' && event.height)).toEqual(
        [1, 2, 3].map((more) => tip.height + more),
      );
    });

    it('tells a reorganisation: what is gone, newest first, then what came instead', async () => {
      const tip = await node.tip();
      const gone = [tip, await tipAt(tip.height - 1), await tipAt(tip.height - 2)];
      const fork = await tipAt(tip.height - 3);
      const live = node.events({ after: [fork], pollMs: 20 })[Symbol.asyncIterator]();
      for (let i = 0; i < 3; i++) await live.next();
      await under.reorganise(3, 4);
      const now = await node.tip();
      expect(now.height).toBe(tip.height + 1);

      // For whoever listens, and for whoever comes back later with blocks that are stale by now.
      const heard: ChainEvent[] = [];
      while (heard.at(-1)?.type !== 'block' || (heard.at(-1) as Tip).id !== now.id) {
        const { value } = await live.next();
        if (value !== undefined) heard.push(value);
      }
      await live.return?.();
      const resumed = await take(node.events({ after: [tip] }), 5);
      expect(resumed[0]).toEqual({ type: 'disconnected', blocks: gone, tip: fork });
      const chain = await Promise.all([1, 2, 3, 4].map((more) => tipAt(fork.height + more)));
      const before = [fork, ...[...gone].reverse()];
      // A listener may see the way back in several steps; the chain fits together after each.
      expect(replay(before, heard)).toEqual([fork, ...chain]);
      expect(replay(before, resumed)).toEqual([fork, ...chain]);
      expect(await node.header(gone[0]!.id), 'a stale header').toMatchObject({ height: undefined });
      expect(await node.headerAt(tip.height)).not.toMatchObject({ id: tip.id });
    });

    it('does not know where events go on after blocks of another chain', async () => {
      const events = node.events({ after: [{ id: NONE, height: 5 }] });
      await expect(take(events, 1)).rejects.toMatchObject({ code: 'NODE_NOT_FOUND' });
    });
  });
}
