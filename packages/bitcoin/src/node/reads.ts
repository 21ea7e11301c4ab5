import { equal } from '@coffer/core/bytes';
import { type Block, MAX_BLOCK_BYTES, parseBlock } from '../chain/block.ts';
import { checkBlock } from '../chain/check-block.ts';
import { HEADER_BYTES, type Header, headerHash, parseHeader } from '../chain/header.ts';
import { proveTransactions } from '../chain/inclusion.ts';
import { hashOf, type Id, idOf } from '../encoding/bytes.ts';
import { parseTx, type Tx, txHash } from '../transaction/transaction.ts';
import { asBytes, asHeight, asId, asObject, isMissing, parsed, resultOf } from './answers.ts';
import { badAnswer, isNodeError, notFound } from './error.ts';
import { type BitcoinNode, type ChainHeader, type FoundTx, MAX_HEADERS, type Tip } from './port.ts';
import { MAX_BATCH } from './rpc.ts';
import type { Session } from './session.ts';

/** What can be read from a node and checked against its hash. */

/** Longest answer with a block or transaction: hexadecimal and a frame. */
const BLOCK_ANSWER = 2 * MAX_BLOCK_BYTES + 4_096;
/** How often something is read anew when the chain moves under it. */
const MOVES = 8;
/** Blocks that are kept: proofs and searches ask for the newest again and again. */
const KEPT_BLOCKS = 4;

/** The reading methods of the port. */
export type Reads = Pick<
  BitcoinNode,
  'tip' | 'header' | 'headerAt' | 'headers' | 'block' | 'transaction' | 'prove' | 'mempool'
> & {
  /** Ids of the best chain's blocks from a height on; fewer when it ends before. They need not follow each other. */
  readonly idsFrom: (from: number, count: number) => Promise<readonly Id[]>;
  /** Headers by their ids, each in its place. @throws NodeError */
  readonly headersOf: (ids: readonly Id[]) => Promise<readonly Header[]>;
  /** Runs a reading again until the tip is the same before and after. */
  readonly steadily: <T>(read: (tip: Tip) => Promise<T>) => Promise<T>;
};

function headerOf(id: Id, value: unknown): Header {
  const bytes = asBytes(value, 'a header');
  if (bytes.length !== HEADER_BYTES) throw badAnswer('a header has 80 bytes');
  const header = parsed('a header', () => parseHeader(bytes));
  if (!equal(headerHash(header), hashOf(id))) throw badAnswer('a header is not the one that was asked for');
  return header;
}

function txOf(id: Id, value: unknown): Tx {
  const bytes = asBytes(value, 'a transaction');
  const tx = parsed('a transaction', () => parseTx(bytes));
  if (!equal(txHash(tx), hashOf(id))) throw badAnswer('a transaction is not the one that was asked for');
  return tx;
}

async function orNotFound<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isMissing(error)) throw notFound(what, { cause: error });
    throw error;
  }
}

/** Makes the reading part of a node. */
export function openReads(session: Session): Reads {
  const { call, batch } = session;
  const kept = new Map<Id, Block>();

  const header = async (id: Id): Promise<ChainHeader> => {
    hashOf(id);
    const [raw, told] = await batch([
      { method: 'getblockheader', params: [id, false] },
      { method: 'getblockheader', params: [id, true] },
    ]);
    const read = await orNotFound('this block', async () => headerOf(id, resultOf(raw)));
    // btcd refuses the second when the block is not in the best chain; Bitcoin Core counts −1 confirmations.
    if (told === undefined || 'error' in told) return { id, height: undefined, header: read };
    const { height, confirmations } = asObject(told.result, 'a header');
    const known = Number.isSafeInteger(confirmations) && (confirmations as number) >= 1;
    return { id, height: known ? asHeight(height, 'a height') : undefined, header: read };
  };

  const idsFrom = async (from: number, count: number): Promise<readonly Id[]> => {
    const ids: Id[] = [];
    while (ids.length < count) {
      const calls = Array.from({ length: Math.min(count - ids.length, MAX_BATCH) }, (_, i) => ({
        method: 'getblockhash',
        params: [from + ids.length + i],
      }));
      for (const answer of await batch(calls)) {
        if ('error' in answer && isMissing(answer.error)) return ids;
        ids.push(asId(resultOf(answer), 'a block'));
      }
    }
    return ids;
  };

  const headersOf = async (ids: readonly Id[]): Promise<Header[]> => {
    const headers: Header[] = [];
    while (headers.length < ids.length) {
      const some = ids.slice(headers.length, headers.length + MAX_BATCH);
      const answers = await batch(some.map((id) => ({ method: 'getblockheader', params: [id, false] })));
      headers.push(...some.map((id, i) => headerOf(id, resultOf(answers[i]))));
    }
    return headers;
  };

  const tip = async (): Promise<Tip> => {
    for (let moves = 0; moves < MOVES; moves++) {
      const id = asId(await call('getbestblockhash'), 'the tip');
      try {
        const { height } = await header(id);
        if (height !== undefined) return { id, height };
      } catch (error) {
        if (!isNodeError(error, 'NODE_NOT_FOUND')) throw error;
      }
      // Between the two questions the chain went on another way.
    }
    throw badAnswer('its best block is not in its best chain');
  };

  const block = async (id: Id): Promise<Block> => {
    hashOf(id);
    const known = kept.get(id);
    if (known !== undefined) return known;
    const raw = await orNotFound('this block', () => call('getblock', [id, 0], { maxBytes: BLOCK_ANSWER }));
    const bytes = asBytes(raw, 'a block');
    const read = parsed('a block', () => parseBlock(bytes));
    if (!equal(headerHash(read.header), hashOf(id)))
      throw badAnswer('a block is not the one that was asked for');
    parsed('a block', () => checkBlock(read));
    kept.set(id, read);
    for (const old of kept.keys()) {
      if (kept.size <= KEPT_BLOCKS) break;
      kept.delete(old);
    }
    return read;
  };

  const inBlock = async (id: Id, blockId: Id): Promise<FoundTx> => {
    const wanted = hashOf(id);
    const tx = (await block(blockId)).transactions.find((each) => equal(txHash(each), wanted));
    if (tx === undefined) throw notFound('this transaction in this block');
    return { id, tx, block: blockId };
  };

  const found = async (id: Id): Promise<FoundTx> => {
    const raw = await call('getrawtransaction', [id, 1], { maxBytes: 4 * BLOCK_ANSWER });
    const { hex, blockhash } = asObject(raw, 'a transaction');
    const tx = txOf(id, hex);
    if (blockhash === undefined || blockhash === '') return { id, tx, block: undefined };
    // That it is in this block is only true when the block has it; it may just have left the best chain.
    return inBlock(id, asId(blockhash, 'the block of a transaction'));
  };

  return {
    tip,
    header,
    idsFrom,
    headersOf,
    block,
    headerAt: async (height) => {
      const [id] = await idsFrom(height, 1);
      if (id === undefined) throw notFound(`a block at height ${height}`);
      const [read] = await headersOf([id]);
      return { id, height, header: read! };
    },
    headers: async (from, count) => {
      if (!(count >= 0 && count <= MAX_HEADERS))
        throw new RangeError(`At most ${MAX_HEADERS} headers at once.`);
      for (let moves = 0; moves < MOVES; moves++) {
        const ids = await idsFrom(from, count);
        const headers = await headersOf(ids);
        // Otherwise the chain went another way between two questions.
        if (headers.every(({ previous }, i) => i === 0 || idOf(previous) === ids[i - 1])) return headers;
      }
      throw badAnswer('its headers do not follow each other');
    },
    transaction: async (id, blockId) => {
      hashOf(id);
      if (blockId !== undefined) return inBlock(id, blockId);
      return orNotFound('this transaction', () => found(id));
    },
    prove: async (txid, blockId) => {
      const { tx } = await inBlock(txid, blockId);
      const whole = await block(blockId);
      return { block: blockId, tx, proof: proveTransactions(whole, [hashOf(txid)]) };
    },
    mempool: async () => {
      const ids = await call('getrawmempool', [], { maxBytes: 64 << 20 });
      if (!Array.isArray(ids)) throw badAnswer('the mempool is no list');
      return ids.map((id) => asId(id, 'a transaction'));
    },
    steadily: async (read) => {
      for (let moves = 0; moves < MOVES; moves++) {
        const before = await tip();
        const result = await read(before);
        if ((await tip()).id === before.id) return result;
      }
      throw badAnswer('its best chain changes all the time');
    },
  };
}
