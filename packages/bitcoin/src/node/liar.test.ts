import { sat } from '@coffer/core/amount';
import { type Bytes, fromHex, toHex } from '@coffer/core/bytes';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Block, encodeBlock, parseBlock } from '../chain/block.ts';
import { MAINNET, REGTEST, TESTNET } from '../chain/network.ts';
import { hashOf, idOf } from '../encoding/bytes.ts';
import { type Served, serveRegtest } from '../regtest/serve.ts';
import { encodeTx, type Tx, txHash } from '../transaction/transaction.ts';
import { ANYONE } from './compliance.ts';
import { type NodeOptions, openNode } from './node.ts';
import type { BitcoinNode } from './port.ts';
import { type Fake, fakeNode, liar, Refused } from './testing/servers.ts';

/** A node that answers well, but for one thing. What has a hash is caught; no lie moves more than a typed error. */

const hex = (bytes: Bytes): string => toHex(bytes).slice(2);
const BAD = { code: 'NODE_BAD_ANSWER' };
type Lies = Parameters<typeof liar>[1];

let served: Served;
const open: (() => unknown)[] = [];
beforeAll(async () => {
  served = await serveRegtest({ port: 0, accounts: 0 });
  served.chain.mine(140, ANYONE);
});
afterAll(() => served.close());
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function believing(lies: Lies, options: Partial<NodeOptions> = {}): Promise<BitcoinNode> {
  const { url, user, password } = served;
  const fake = await liar({ url, user, password }, lies);
  return using(fake, options);
}

function using(fake: Fake, options: Partial<NodeOptions> = {}): BitcoinNode {
  const node = openNode({ url: fake.url, network: REGTEST, retries: 0, wake: 'none', ...options });
  open.push(fake.close, node.close);
  return node;
}

/** A payment of the coin in the first block that nobody has spent. */
let next = 111;
function payment(fee = 1_000n): Tx {
  const { transactions } = served.chain.block(served.chain.idAt(next)!)!;
  next += 1;
  const [coinbase] = transactions;
  const witness = [Uint8Array.of(0x51)];
  const outpoint = { hash: txHash(coinbase!), index: 0 };
  return {
    version: 2,
    inputs: [{ outpoint, scriptSig: new Uint8Array(0), sequence: 0xffff_fffd, witness }],
    outputs: [{ value: sat(coinbase!.outputs[0]!.value - fee), script: ANYONE }],
    lockTime: 0,
  };
}

/** Tells another block instead of the true one. */
const spoilBlock = (spoil: (block: Block) => Block): Lies => ({
  getblock: (_, told) => hex(encodeBlock(spoil(parseBlock(fromHex(String(told)))))),
});

describe('the network', () => {
  test('another chain is refused, whatever is asked', async () => {
    for (const network of [MAINNET, TESTNET]) {
      const node = await believing({}, { network });
      const wrong = { code: 'NODE_WRONG_NETWORK' };
      await expect(node.tip()).rejects.toMatchObject(wrong);
      await expect(node.broadcast(payment())).rejects.toMatchObject(wrong);
      await expect(node.software()).rejects.toMatchObject(wrong);
      await expect(node.events()[Symbol.asyncIterator]().next()).rejects.toMatchObject(wrong);
      expect(await node.health()).toMatchObject({ reachable: false, error: 'NODE_WRONG_NETWORK' });
    }
  });

  test('it is looked at again after an outage: another node may have come back', async () => {
    const genesis = served.chain.idAt(0);
    const best = served.chain.tip.id;
    const answers = (first: unknown) => ({ getblockhash: () => first, getrawmempool: () => [best] });
    const before = await fakeNode(answers(genesis));
    const node = using(before);
    expect(await node.mempool()).toEqual([best]);
    await before.close();
    await expect(node.mempool()).rejects.toMatchObject({ code: 'NODE_UNREACHABLE' });
    const after = await fakeNode(answers('00'.repeat(32)), before.port);
    open.push(after.close);
    await expect(node.mempool()).rejects.toMatchObject({ code: 'NODE_WRONG_NETWORK' });
  });
});

describe('another node takes over while a question is repeated', () => {
  const best = 'ab'.repeat(32);
  test.each([
    ['answers', () => [best]],
    [
      'refuses',
      () => {
        throw new Refused(-26, 'missing-inputs');
      },
    ],
  ])('it %s, and is not believed', async (_, getrawmempool) => {
    const first = await fakeNode({ getblockhash: () => served.chain.idAt(0), getrawmempool: () => [] });
    const { port } = first;
    const clock = {
      now: () => 0,
      sleep: async () => {
        open.push((await fakeNode({ getblockhash: () => '00'.repeat(32), getrawmempool }, port)).close);
      },
    };
    const node = using(first, { retries: 1, clock });
    expect(await node.mempool()).toEqual([]);
    await first.close();
    await expect(node.mempool()).rejects.toMatchObject({ code: 'NODE_WRONG_NETWORK' });
  });
});

describe('headers and blocks', () => {
  test('a header is the one that was asked for', async () => {
    const other = String(served.chain.idAt(3));
    const { header } = await (await believing({})).header(other);
    expect(header.merkleRoot).toHaveLength(32);
    const true3 = await (await believing({})).headers(3, 1);
    expect(true3).toEqual([header]);
    const swapped: Lies = {
      getblockheader: ([id, verbose], told) =>
        verbose === false && id !== other ? hex(fromHex(`${'00'.repeat(80)}`)) : told,
    };
    const node = await believing(swapped);
    await expect(node.header(served.chain.tip.id)).rejects.toMatchObject(BAD);
    await expect(node.headers(1, 5)).rejects.toMatchObject(BAD);
    await expect(node.tip()).rejects.toMatchObject(BAD);
  });

  test('headers that do not follow each other are refused', async () => {
    // Ids of the chain, but not in its order: each header is true, and they are no chain.
    const node = await believing({
      getblockhash: ([height], told) => (height === 4 ? served.chain.idAt(7) : told),
    });
    await expect(node.headers(1, 6)).rejects.toMatchObject(BAD);
  });

  test('a block is the one that was asked for, with its own transactions and witnesses', async () => {
    const tx = payment();
    const honest = await believing({});
    await honest.broadcast(tx);
    const [id] = served.chain.mine(1, ANYONE);
    expect((await honest.block(id!)).transactions[1]).toEqual(tx);

    const other = served.chain.block(served.chain.idAt(5)!)!;
    const lies: Readonly<Record<string, (block: Block) => Block>> = {
      'another block': () => other,
      'a transaction swapped': ({ header, transactions }) => ({
        header,
        transactions: [transactions[0]!, { ...tx, outputs: [{ ...tx.outputs[0]!, value: sat(1n) }] }],
      }),
      'a transaction missing': ({ header, transactions }) => ({ header, transactions: [transactions[0]!] }),
      'a transaction twice': ({ header, transactions }) => ({
        header,
        transactions: [...transactions, transactions[1]!, ...transactions],
      }),
      'another order': ({ header, transactions }) => ({ header, transactions: [...transactions].reverse() }),
      'another witness': ({ header, transactions }) => ({
        header,
        transactions: [
          transactions[0]!,
          { ...tx, inputs: [{ ...tx.inputs[0]!, witness: [Uint8Array.of(0x52)] }] },
        ],
      }),
      'no transactions': ({ header }) => ({ header, transactions: [] }),
    };
    for (const [name, spoil] of Object.entries(lies)) {
      const node = await believing(spoilBlock(spoil));
      await expect(node.block(id!), name).rejects.toMatchObject(BAD);
      await expect(node.prove(idOf(txHash(tx)), id!), name).rejects.toMatchObject(BAD);
    }
  });

  test.each([
    ['an empty one', ''],
    ['half of one', 'half'],
    ['a number', 5],
    ['nothing', null],
    ['no hexadecimal', 'xyz'],
  ])('a block that is %s', async (_name, lie) => {
    const node = await believing({
      getblock: (_, told) => (lie === 'half' ? String(told).slice(0, 200) : lie),
    });
    await expect(node.block(served.chain.tip.id)).rejects.toMatchObject(BAD);
  });
});

describe('transactions', () => {
  test('one is the one that was asked for, and in the block that is named', async () => {
    const tx = payment();
    const id = idOf(txHash(tx));
    const other = payment();
    await (await believing({})).broadcast(tx);
    const told = (change: object): Lies => ({
      getrawtransaction: (_, truth) => ({ ...(truth as object), ...change }),
    });
    for (const change of [
      { hex: hex(encodeTx(other)) },
      { hex: '00' },
      { hex: undefined },
      { blockhash: 5 },
      { blockhash: 'no id' },
    ]) {
      const node = await believing(told(change));
      await expect(node.transaction(id), JSON.stringify(change)).rejects.toMatchObject(BAD);
    }
    const elsewhere = await believing(told({ blockhash: served.chain.idAt(5) }));
    await expect(elsewhere.transaction(id)).rejects.toMatchObject({ code: 'NODE_NOT_FOUND' });
  });

  test('a spender spends what it is said to spend', async () => {
    const tx = payment();
    await (await believing({})).broadcast(tx);
    const coin = { txid: idOf(tx.inputs[0]!.outpoint.hash), index: 0 };
    const free = {
      txid: idOf(txHash(served.chain.block(served.chain.idAt(next)!)!.transactions[0]!)),
      index: 0,
    };
    const accused = await believing({
      gettxspendingprevout: ([asked]) =>
        (asked as object[]).map((outpoint) => ({ ...outpoint, spendingtxid: idOf(txHash(tx)) })),
    });
    expect(await accused.outspends([coin], 1)).toMatchObject([{ state: 'spent' }]);
    await expect(accused.outspends([free], 1)).rejects.toMatchObject(BAD);
    const mixed = await believing({
      gettxspendingprevout: (_, told) => [...(told as unknown[])].reverse(),
    });
    await expect(mixed.outspends([coin, free], 1)).rejects.toMatchObject(BAD);
  });

  test('a node that says it sent another transaction leaves it open whether it was sent', async () => {
    const node = await believing({ sendrawtransaction: () => '22'.repeat(32) });
    await expect(node.broadcast(payment())).rejects.toMatchObject({
      ...BAD,
      money: expect.stringContaining('may have been sent'),
    });
  });

  test('no answer to a sent transaction leaves it open as well, and sending it again is right', async () => {
    const tx = payment();
    const { url, user, password } = served;
    let silent = true;
    const fake = await liar(
      { url, user, password },
      {
        sendrawtransaction: (_, told) => (silent ? new Promise(() => {}) : told),
      },
    );
    const node = using(fake, { timeoutMs: 200 });
    await expect(node.broadcast(tx)).rejects.toMatchObject({
      code: 'NODE_UNREACHABLE',
      money: expect.stringContaining('may have been sent'),
    });
    expect(await (await believing({})).mempool()).toContain(idOf(txHash(tx)));
    silent = false;
    expect(await node.broadcast(tx)).toBe(idOf(txHash(tx)));
  });

  test('“already there” is not believed when it is not there', async () => {
    const tx = payment();
    const ghost = {
      ...tx,
      inputs: [{ ...tx.inputs[0]!, outpoint: { hash: hashOf('33'.repeat(32)), index: 0 } }],
    };
    const node = await believing({
      sendrawtransaction: () => {
        throw new Refused(-27, 'Transaction already in block chain');
      },
    });
    await expect(node.broadcast(ghost)).rejects.toMatchObject({ code: 'NODE_REFUSED' });
  });

  test('a verdict is about the transaction that was asked about', async () => {
    const node = await believing({ testmempoolaccept: () => [{ txid: '22'.repeat(32), allowed: true }] });
    await expect(node.testAccept(payment())).rejects.toMatchObject(BAD);
  });
});

describe('fees', () => {
  test.each([
    ['an estimate below the floor', 0.00000001, 1_000n, 'floor'],
    ['an estimate', 0.0002, 20_000n, 'estimate'],
    ['an estimate that would burn money', 20_000, 500_000n, 'cap'],
  ] as const)('%s', async (_name, feerate, rate, from) => {
    const node = await believing({ estimatesmartfee: () => ({ feerate, blocks: 2 }) });
    expect(await node.feeRate(2)).toEqual({ rate, from, floor: 1_000n });
  });

  test.each([-5, 'much', 1e300, [], true])('the estimate %s', async (feerate) => {
    const node = await believing({ estimatesmartfee: () => ({ feerate }) });
    await expect(node.feeRate(2)).rejects.toMatchObject(BAD);
  });

  test('a floor that would burn money is no floor', async () => {
    const node = await believing({ getmempoolinfo: () => ({ mempoolminfee: 1 }) });
    expect(await node.feeRate(2)).toMatchObject({ rate: 500_000n, from: 'cap' });
  });
});
