import { fromHex, toHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { type Block, encodeBlock, parseBlock } from '../../chain/block.ts';
import { headerHash } from '../../chain/header.ts';
import { type Id, idOf } from '../../encoding/bytes.ts';
import { parseTx, type Tx } from '../../transaction/transaction.ts';
import type { Chain } from './chain.ts';
import { RegtestError, RegtestReject } from './error.ts';
import type { Mempool } from './mempool.ts';
import type { PoolEntry } from './pool.ts';
import { recordOf } from './record.ts';
import type { Dump } from './types.ts';
import { blocksOf } from './view.ts';

/** A chain's state as plain JSON, and back: any JSON gives a state or a typed error. */

/** A dump that was read, with nothing in it judged yet. */
export interface DumpedState {
  readonly clock: Dump['clock'];
  readonly blocks: readonly Block[];
  readonly invalidated: readonly Id[];
  readonly mempool: readonly { readonly tx: Tx; readonly time: number; readonly height: number }[];
}

/** Most blocks, and most transactions, that a dump is read of. */
const MAX_ITEMS = 1_000_000;

/** A dump is not one. @param where the item, such as `blocks[3]` */
export function dumpError(where: string, why: string): RegtestError {
  return new RegtestError('REGTEST_DUMP_INVALID', `The dumped chain is damaged at ${where}: ${why}.`, {
    money: 'Nothing was loaded.',
    next: 'Take another dump, or start a new chain without one.',
    details: { where },
  });
}

/** Writes a state. */
export function writeDump(
  chain: Chain,
  pool: Iterable<PoolEntry>,
  network: string,
  clock: Dump['clock'],
): Dump {
  const nodes = blocksOf(chain);
  return {
    format: 'coffer-bitcoin-regtest',
    version: 1,
    network,
    clock,
    // What breaks a rule by itself, and what follows it, says nothing of the chain.
    blocks: nodes.filter((node) => !isBroken(node)).map(({ block }) => toHex(encodeBlock(block)).slice(2)),
    invalidated: nodes.filter((node) => node.banned && !isBroken(node)).map(({ id }) => id),
    mempool: Array.from(pool, ({ record, time, height }) => ({
      tx: toHex(record.bytes).slice(2),
      time,
      height,
    })),
  };
}

function isBroken(node: ReturnType<typeof blocksOf>[number]): boolean {
  if (!node.dead) return false;
  for (let at: typeof node | undefined = node; at?.dead; at = at.previous) {
    if (at.broken !== undefined) return true;
  }
  return false;
}

function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw dumpError(where, 'a list is missing');
  if (value.length > MAX_ITEMS) throw dumpError(where, 'the list is too long');
  return value;
}

function natural(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 0xffff_ffff)
    return value;
  throw dumpError(where, 'a whole number of at most 32 bits is missing');
}

function parsed<T>(value: unknown, where: string, parse: (bytes: Uint8Array) => T): T {
  if (typeof value !== 'string') throw dumpError(where, 'hexadecimal is missing');
  try {
    return parse(fromHex(value));
  } catch (error) {
    if (isCofferError(error)) throw dumpError(where, error.message.replace(/\.$/, ''));
    throw error;
  }
}

function record(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw dumpError(where, 'an object is missing');
  }
  return value as Readonly<Record<string, unknown>>;
}

function readClock(value: unknown): Dump['clock'] {
  const clock = record(value, 'clock');
  return 'at' in clock
    ? { at: natural(clock.at, 'clock.at') }
    : { offset: natural(clock.offset, 'clock.offset') };
}

/** Reads what a file held. @throws RegtestError `REGTEST_DUMP_INVALID` */
export function readDump(value: unknown, network: string): DumpedState {
  const dump = record(value, 'its top');
  if (dump.format !== 'coffer-bitcoin-regtest' || dump.version !== 1) {
    throw dumpError('format', 'this is not a dump of this version');
  }
  if (dump.network !== network) throw dumpError('network', `it is not of ${network}`);
  return {
    clock: readClock(dump.clock),
    blocks: list(dump.blocks, 'blocks').map((hex, i) => parsed(hex, `blocks[${i}]`, parseBlock)),
    invalidated: list(dump.invalidated, 'invalidated').map((id, i) => {
      if (typeof id === 'string' && /^[0-9a-f]{64}$/.test(id)) return id;
      throw dumpError(`invalidated[${i}]`, 'an id is missing');
    }),
    mempool: list(dump.mempool, 'mempool').map((item, i) => {
      const where = `mempool[${i}]`;
      const entry = record(item, where);
      return {
        tx: parsed(entry.tx, `${where}.tx`, parseTx),
        time: natural(entry.time, `${where}.time`),
        height: natural(entry.height, `${where}.height`),
      };
    }),
  };
}

/** A block of a dump, and where it stands. */
interface Placed {
  readonly block: Block;
  readonly previous: Placed | undefined;
  readonly height: number;
  readonly dead: boolean;
}

/**
 * The blocks of the branch that was followed when the state was written. Their scripts were judged then; those of other branches
 * perhaps never. All blocks here have the same work, so the highest branch has the most.
 */
function followed({ blocks, invalidated }: DumpedState): ReadonlySet<Block> {
  const banned = new Set(invalidated);
  const placed = new Map<Id, Placed>();
  let best: Placed | undefined;
  for (const block of blocks) {
    const id = idOf(headerHash(block.header));
    const previous = placed.get(idOf(block.header.previous));
    const height = (previous?.height ?? 0) + 1;
    const here = { block, previous, height, dead: banned.has(id) || previous?.dead === true };
    placed.set(id, here);
    if (!here.dead && height > (best?.height ?? 0)) best = here;
  }
  const found = new Set<Block>();
  for (let at = best; at !== undefined; at = at.previous) found.add(at.block);
  return found;
}

/** Brings a chain, new and empty, to a dumped state. @throws RegtestError `REGTEST_DUMP_INVALID` */
export function takeOver(state: DumpedState, chain: Chain, mempool: Mempool, judgeScripts: boolean): void {
  const trusted = judgeScripts ? new Set<Block>() : followed(state);
  for (const [i, block] of state.blocks.entries()) {
    if (trusted.has(block))
      for (const tx of block.transactions) chain.scripts.trust(recordOf(tx), 'consensus');
    const { verdict } = chain.submit(block, undefined);
    if (verdict.type === 'accepted' || verdict.type === 'inconclusive') continue;
    throw dumpError(`blocks[${i}]`, verdict.type === 'rejected' ? verdict.reason : 'it is there twice');
  }
  for (const [i, id] of state.invalidated.entries()) {
    const node = chain.node(id);
    if (node?.previous === undefined) throw dumpError(`invalidated[${i}]`, 'there is no such block');
    chain.ban(node);
  }
  for (const { tx, time, height } of state.mempool) {
    try {
      mempool.accept(recordOf(tx), { time, height }, false);
    } catch (error) {
      if (!(error instanceof RegtestReject)) throw error;
    }
  }
}
