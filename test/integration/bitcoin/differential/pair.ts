import { type Block, encodeBlock, parseBlock } from '@coffer/bitcoin/chain/block';
import { type Id, idOf } from '@coffer/bitcoin/encoding/bytes';
import { isNodeError } from '@coffer/bitcoin/node/error';
import { RegtestReject } from '@coffer/bitcoin/regtest/engine/error';
import { Regtest } from '@coffer/bitcoin/regtest/engine/regtest';
import type { Policy } from '@coffer/bitcoin/regtest/engine/types';
import { encodeTx, parseTx, type Tx } from '@coffer/bitcoin/transaction/transaction';
import { type Bytes, fromHex, toHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import type { Btcd } from '../btcd.ts';
import { classOf } from './classes.ts';
import { type Judged, listedFor, type Words } from './listed.ts';
import { txidOf } from './make.ts';

/** The embedded chain and btcd, side by side: both are given the same, and what they say is compared. */

/** Two verdicts that are not the same. */
interface Difference extends Words {
  readonly judged: Judged;
  /** The name in the list of known ones. */
  readonly listed: string | undefined;
  /** What was going on. */
  readonly where: string;
  /** What was judged: hex, or ids. */
  readonly what: string;
}

/** How much was compared. */
interface Counts {
  transactions: number;
  transactionsAccepted: number;
  blocks: number;
  blocksAccepted: number;
  reorganisations: number;
  mempools: number;
  /** What both refused, and how much of it for a rule of the same kind. */
  refused: number;
  sameRule: number;
}

const ACCEPTED = 'accepted';
const hexOf = (bytes: Bytes): string => toHex(bytes).slice(2);
/** Rounds in which transactions that only btcd kept get valid again. */
const SETTLE_ROUNDS = 8;

/** The words of btcd, without the ids that differ each time. */
function words(error: unknown): string {
  if (!isNodeError(error, 'NODE_REFUSED')) throw error;
  return String(error.details.node).replaceAll(/[0-9a-f]{64}/g, '…');
}

/** Both chains. */
export class Pair {
  readonly chain: Regtest;
  readonly btcd: Btcd;
  readonly counts: Counts = {
    transactions: 0,
    transactionsAccepted: 0,
    blocks: 0,
    blocksAccepted: 0,
    reorganisations: 0,
    mempools: 0,
    refused: 0,
    sameRule: 0,
  };
  readonly differences: Difference[] = [];
  /** What is going on, for reports. */
  where = '';
  /** Whether both have the same tip. When not, nothing more can be learned from them. */
  together = true;
  readonly #known = new Map<Id, Tx>();

  constructor(btcd: Btcd, start: number, policy: Partial<Policy> = {}) {
    this.btcd = btcd;
    this.chain = new Regtest({ now: () => start, policy });
  }

  /** Tells a difference. */
  #differ(judged: Judged, said: Words, what: string): void {
    const listed = listedFor(judged, said);
    this.differences.push({ judged, ...said, listed, where: this.where, what });
  }

  #count({ embedded, btcd }: Words): void {
    if (embedded === ACCEPTED || btcd === ACCEPTED) return;
    this.counts.refused += 1;
    if (classOf(embedded) === classOf(btcd)) this.counts.sameRule += 1;
  }

  /** What the embedded chain would say to a transaction. */
  embeddedWould(bytes: Bytes): { readonly said: string; readonly tx?: Tx } {
    let tx: Tx;
    try {
      tx = parseTx(bytes);
    } catch (error) {
      if (!isCofferError(error)) throw error;
      return { said: `malformed: ${error.code}` };
    }
    try {
      this.chain.accept(tx, { test: true });
      return { said: ACCEPTED, tx };
    } catch (error) {
      if (!(error instanceof RegtestReject)) throw error;
      return { said: error.reason, tx };
    }
  }

  /** What btcd would say. */
  async btcdWould(bytes: Bytes): Promise<string> {
    try {
      const answer = await this.btcd.rpc.call('testmempoolaccept', [[hexOf(bytes)], 20_000_000]);
      const [item] = answer as [{ allowed: boolean; 'reject-reason'?: string }];
      return item.allowed ? ACCEPTED : String(item['reject-reason']).replaceAll(/[0-9a-f]{64}/g, '…');
    } catch (error) {
      return words(error);
    }
  }

  async #send(bytes: Bytes): Promise<string> {
    try {
      await this.btcd.rpc.call('sendrawtransaction', [hexOf(bytes)], { once: true });
      return ACCEPTED;
    } catch (error) {
      return words(error);
    }
  }

  /** Gives a transaction to both. Only what both take is taken: they stay the same. */
  async transaction(given: Tx | Bytes, { test = false } = {}): Promise<boolean> {
    const bytes = given instanceof Uint8Array ? given : encodeTx(given);
    const { said: embedded, tx } = this.embeddedWould(bytes);
    const take = embedded === ACCEPTED && !test;
    const btcd = take ? await this.#send(bytes) : await this.btcdWould(bytes);
    this.counts.transactions += 1;
    this.#count({ embedded, btcd });
    const same = (embedded === ACCEPTED) === (btcd === ACCEPTED);
    if (!same) this.#differ('transaction', { embedded, btcd }, hexOf(bytes));
    if (embedded !== ACCEPTED || btcd !== ACCEPTED) return false;
    this.counts.transactionsAccepted += 1;
    if (take) {
      this.chain.accept(tx!);
      this.#known.set(txidOf(tx!), tx!);
    }
    return true;
  }

  /** Gives a block to both. @returns whether it is the tip now */
  async block(given: Block | Bytes): Promise<boolean> {
    const bytes = given instanceof Uint8Array ? given : encodeBlock(given);
    const before = this.chain.tip.id;
    const embedded = this.#submit(bytes);
    const btcd = await this.#submitBytes(bytes);
    await this.#judged(bytes, before, { embedded, btcd });
    return this.chain.tip.id !== before;
  }

  #submit(bytes: Bytes): string {
    let block: Block;
    try {
      block = parseBlock(bytes);
    } catch (error) {
      if (!isCofferError(error)) throw error;
      return `malformed: ${error.code}`;
    }
    const verdict = this.chain.submitBlock(block);
    if (verdict.type === 'rejected') return verdict.reason;
    return verdict.type === 'inconclusive' ? ACCEPTED : verdict.type;
  }

  async #submitBytes(bytes: Bytes): Promise<string> {
    try {
      const answer = await this.btcd.rpc.call('submitblock', [hexOf(bytes)], { once: true });
      return answer === null ? ACCEPTED : String(answer).replaceAll(/[0-9a-f]{64}/g, '…');
    } catch (error) {
      return words(error);
    }
  }

  async #judged(bytes: Bytes, before: Id, { embedded, btcd }: Words): Promise<void> {
    this.counts.blocks += 1;
    this.#count({ embedded, btcd });
    if (embedded === ACCEPTED) this.counts.blocksAccepted += 1;
    const tip = await this.btcd.rpc.call('getbestblockhash');
    const { tip: own } = this.chain;
    if (own.id !== before && own.previous !== before) this.counts.reorganisations += 1;
    this.together = tip === own.id;
    const same = (embedded === ACCEPTED) === (btcd === ACCEPTED) && this.together;
    if (!same) {
      const at = (said: string, id: unknown) => (this.together ? said : `${said}; tip ${String(id)}`);
      this.#differ('block', { embedded: at(embedded, own.id), btcd: at(btcd, tip) }, hexOf(bytes));
    }
  }

  /** Mines what the embedded chain has, `count` times, and gives it to btcd. */
  async mine(count: number, script: Bytes): Promise<void> {
    for (let i = 0; i < count; i++) {
      const before = this.chain.tip.id;
      const [id] = this.chain.mine(1, script);
      const bytes = encodeBlock(this.chain.block(id!)!);
      await this.#judged(bytes, before, { embedded: ACCEPTED, btcd: await this.#submitBytes(bytes) });
    }
  }

  /** Gives a block of btcd's own to the embedded chain. */
  async take(id: Id): Promise<void> {
    const before = this.chain.tip.id;
    const hex = (await this.btcd.rpc.call('getblock', [id, 0])) as string;
    const bytes = fromHex(hex);
    await this.#judged(bytes, before, { embedded: this.#submit(bytes), btcd: ACCEPTED });
  }

  /** `invalidateblock` or `reconsiderblock` on both. Where they end on different tips, the next block decides. */
  async decree(method: 'invalidateblock' | 'reconsiderblock', id: Id, script: Bytes): Promise<void> {
    if (method === 'invalidateblock') this.chain.invalidate(id);
    else this.chain.reconsider(id);
    let said = method as string;
    try {
      await this.btcd.rpc.call(method, [id], { once: true });
    } catch (error) {
      said = `${method}: ${words(error)}`;
    }
    const tip = (await this.btcd.rpc.call('getbestblockhash')) as Id;
    if (tip === this.chain.tip.id) return;
    const work = (of: Id) => this.chain.entry(of)?.chainwork;
    const how = work(tip) === this.chain.tip.chainwork ? 'of equal work' : 'of other work';
    this.#differ('block', { embedded: `${method}: own tip`, btcd: `${said}: another tip ${how}` }, id);
    await this.mine(1, script);
  }

  async #pools(): Promise<{ readonly embedded: ReadonlySet<Id>; readonly btcd: ReadonlySet<Id> }> {
    const pool = (await this.btcd.rpc.call('getrawmempool')) as Id[];
    return { embedded: new Set(this.chain.mempool().map(({ txid }) => txid)), btcd: new Set(pool) };
  }

  /** Compares the two mempools, and makes them the same again where they are not. */
  async compareMempools(script: Bytes): Promise<void> {
    if (!this.together) return;
    this.counts.mempools += 1;
    let { embedded, btcd } = await this.#pools();
    for (const txid of embedded) {
      if (btcd.has(txid)) continue;
      const bytes = encodeTx(this.chain.mempoolEntry(txid)!.tx);
      const said = await this.btcdWould(bytes);
      this.#differ('mempool', { embedded: 'has it', btcd: `has it not: ${said}` }, txid);
      await this.#send(bytes);
    }
    for (const txid of btcd) {
      if (embedded.has(txid)) continue;
      const { said, tx } = this.embeddedWould(await this.#bytesOf(txid));
      const parents = tx?.inputs.map(({ outpoint }) => idOf(outpoint.hash)) ?? [];
      const orphaned = parents.some((parent) => btcd.has(parent) && !embedded.has(parent));
      const why = orphaned ? 'nor what it builds on' : said;
      this.#differ('mempool', { embedded: `has it not: ${why}`, btcd: 'has it' }, txid);
    }
    for (let round = 0; ; round++) {
      ({ embedded, btcd } = await this.#pools());
      const extra = [...btcd].filter((txid) => !embedded.has(txid));
      if (extra.length === 0) return;
      if (round === SETTLE_ROUNDS) throw new Error(`${this.where}: only btcd has ${extra.join()}`);
      const unpaid: Tx[] = [];
      for (const txid of extra) {
        const { said, tx } = this.embeddedWould(await this.#bytesOf(txid));
        if (said === ACCEPTED) this.chain.accept(tx!);
        else if (/fee not met/.test(said)) unpaid.push(tx!);
      }
      this.chain.increaseTime(256);
      if (unpaid.length > 0) await this.#mineWith(unpaid, script);
      else if (round > 0) await this.mine(1, script);
    }
  }

  /** Confirms the mempool, and what it does not take. */
  async #mineWith(unpaid: readonly Tx[], script: Bytes): Promise<void> {
    const pooled = this.chain.mempool().map(({ tx }) => tx);
    const before = this.chain.tip.id;
    const id = this.chain.mineExactly(script, [...pooled, ...unpaid]);
    const bytes = encodeBlock(this.chain.block(id)!);
    await this.#judged(bytes, before, { embedded: ACCEPTED, btcd: await this.#submitBytes(bytes) });
  }

  async #bytesOf(txid: Id): Promise<Bytes> {
    const known = this.#known.get(txid);
    if (known !== undefined) return encodeTx(known);
    const hex = (await this.btcd.rpc.call('getrawtransaction', [txid, 0])) as string;
    return fromHex(hex);
  }

  /** Differences that nobody has listed. */
  unexplained(): Difference[] {
    return this.differences.filter(({ listed }) => listed === undefined);
  }
}
