import type { Block } from '../../chain/block.ts';
import { bitsOf, encodeHeader, type Header, headerHash, parseHeader } from '../../chain/header.ts';
import type { BitcoinNetwork } from '../../chain/network.ts';
import { type Id, idOf } from '../../encoding/bytes.ts';
import { BitcoinError } from '../../encoding/error.ts';
import { checkBlock, checkHeader, checkInContext } from './check.ts';
import { CoinSet } from './coins.ts';
import { type ChainView, connect, disconnect, subsidyAt } from './connect.ts';
import { GENESIS_TX } from './genesis.ts';
import { ScriptCache } from './judge.ts';
import { type BlockNode, nodeOf } from './node.ts';
import { recordOf, type TxRecord } from './record.ts';
import type { BlockVerdict } from './types.ts';

/** The tree of blocks, and the coins of its branch with the most work. */

/** Blocks that break rules are remembered up to this many; the oldest are forgotten. */
const MAX_BROKEN = 256;

/** How the main chain changed: first blocks left, then blocks joined. In the order in which that happened. */
export interface Change {
  readonly disconnected: readonly BlockNode[];
  readonly connected: readonly BlockNode[];
}

const NO_CHANGE: Change = { disconnected: [], connected: [] };

/** Where a transaction of the main chain is. */
interface Place {
  readonly node: BlockNode;
  readonly position: number;
}

/** Which input of the main chain spent an output. */
interface Spend {
  readonly txid: Id;
  readonly input: number;
  readonly node: BlockNode;
}

/** The tree of blocks. */
export class Chain implements ChainView {
  readonly coins = new CoinSet();
  readonly scripts = new ScriptCache();
  readonly halvingInterval: number;
  readonly #network: BitcoinNetwork;
  /** The bits of every header. */
  readonly bits: number;
  readonly #nodes = new Map<Id, BlockNode>();
  readonly #main: BlockNode[] = [];
  readonly #places = new Map<Id, Place>();
  readonly #spends = new Map<string, Spend>();
  #broken: BlockNode[] = [];
  #orders = 0;
  #subsidies = 0n;
  #burnt = 0n;

  constructor(network: BitcoinNetwork) {
    this.#network = network;
    this.bits = bitsOf(network.powLimit);
    this.halvingInterval = network.halvingInterval;
    const { genesis } = network;
    const node = nodeOf(idOf(headerHash(genesis)), genesis, [recordOf(GENESIS_TX)], undefined, 0);
    node.judged = true;
    // Its coinbase is in no set of coins: nobody can spend it.
    node.undo = { spent: [], burnt: 0n };
    this.#nodes.set(node.id, node);
    this.#main.push(node);
  }

  get tip(): BlockNode {
    return this.#main.at(-1)!;
  }

  /** Number of all blocks that were ever known. */
  get orders(): number {
    return this.#orders;
  }

  /** What blocks of the main chain were allowed to make, and what of it and of fees was lost. */
  get accounts(): { readonly subsidies: bigint; readonly burnt: bigint } {
    return { subsidies: this.#subsidies, burnt: this.#burnt };
  }

  node(id: Id): BlockNode | undefined {
    return this.#nodes.get(id);
  }

  at(height: number): BlockNode | undefined {
    return this.#main[height];
  }

  nodes(): Iterable<BlockNode> {
    return this.#nodes.values();
  }

  isMain(node: BlockNode): boolean {
    return this.#main[node.height] === node;
  }

  place(txid: Id): Place | undefined {
    return this.#places.get(txid);
  }

  spend(key: string): Spend | undefined {
    return this.#spends.get(key);
  }

  readonly medianTimeAt = (height: number): number => this.#main[height]!.medianTime;

  /** Whether a block of this header is known. */
  knows(header: Header): boolean {
    return this.#nodes.has(idOf(headerHash(header)));
  }

  /**
   * Judges a block from outside. @param now Unix seconds; nothing when the block came long ago
   */
  submit(given: Block, now: number | undefined): { readonly verdict: BlockVerdict; readonly change: Change } {
    let header: Header;
    let records: TxRecord[];
    try {
      // A record of its own, before anything of it is joined to anything else.
      records = given.transactions.map(recordOf);
      header = parseHeader(encodeHeader(given.header));
    } catch (error) {
      return { verdict: { type: 'rejected', reason: malformed(error) }, change: NO_CHANGE };
    }
    return this.add(header, records, now);
  }

  /** Judges a block of which the records are made already. */
  add(
    header: Header,
    records: readonly TxRecord[],
    now: number | undefined,
  ): { readonly verdict: BlockVerdict; readonly change: Change } {
    const hash = headerHash(header);
    const id = idOf(hash);
    const known = this.#nodes.get(id);
    if (known !== undefined) {
      return { verdict: { type: known.dead ? 'duplicate-invalid' : 'duplicate' }, change: NO_CHANGE };
    }
    const previous = this.#nodes.get(idOf(header.previous));
    const reason =
      checkBlock(header, hash, records, this.#network.powLimit) ??
      this.#checkPlace(header, records, previous, now);
    if (reason !== undefined) return { verdict: { type: 'rejected', reason }, change: NO_CHANGE };
    const node = nodeOf(id, header, records, previous, ++this.#orders);
    this.#nodes.set(id, node);
    previous!.children.push(node);
    const change = this.#follow(node);
    // A branch may turn out to be invalid before its end.
    if (node.dead) return { verdict: { type: 'rejected', reason: node.broken ?? 'bad-prevblk' }, change };
    return { verdict: { type: this.isMain(node) ? 'accepted' : 'inconclusive' }, change };
  }

  #checkPlace(
    header: Header,
    records: readonly TxRecord[],
    previous: BlockNode | undefined,
    now: number | undefined,
  ): string | undefined {
    if (previous === undefined) return 'prev-blk-not-found';
    if (previous.dead) return 'bad-prevblk';
    const before = {
      height: previous.height + 1,
      medianTime: previous.medianTime,
      bits: this.bits,
    };
    return checkHeader(header, before, now) ?? checkInContext(records, before);
  }

  /** What a block on the tip would be refused for. Nothing changes. */
  test(header: Header, records: readonly TxRecord[], now: number): string | undefined {
    const reason =
      checkBlock(header, headerHash(header), records, this.#network.powLimit) ??
      this.#checkPlace(header, records, this.tip, now);
    if (reason !== undefined) return reason;
    const node = nodeOf('', header, records, this.tip, 0);
    const outcome = connect(node, this);
    if (typeof outcome === 'string') return outcome;
    disconnect(node, outcome, this.coins);
    return undefined;
  }

  /** Marks a block as invalid by decree, and leaves it. */
  ban(node: BlockNode): Change {
    node.banned = true;
    kill(node);
    return this.#activate();
  }

  /** Forgets every mark on a block, what is before it and what is after it. */
  pardon(node: BlockNode): Change {
    for (let at: BlockNode | undefined = node; at !== undefined; at = at.previous) forgive(at);
    for (const after of descendantsOf(node)) forgive(after);
    for (const each of this.#nodes.values()) {
      each.dead = each.banned || each.broken !== undefined || (each.previous?.dead ?? false);
    }
    this.#broken = this.#broken.filter(({ broken }) => broken !== undefined);
    return this.#activate();
  }

  #follow(node: BlockNode): Change {
    if (node.work <= this.tip.work) return NO_CHANGE;
    if (node.previous !== this.tip) return this.#activate();
    return this.#connect(node) ? { disconnected: [], connected: [node] } : NO_CHANGE;
  }

  /** Follows the best branch until the tip is its end. */
  #activate(): Change {
    const disconnected: BlockNode[] = [];
    const connected: BlockNode[] = [];
    for (let best = this.#best(); best !== this.tip; best = this.#best()) {
      const path: BlockNode[] = [];
      let fork = best;
      for (; !this.isMain(fork); fork = fork.previous!) path.push(fork);
      while (this.tip !== fork) {
        const left = this.tip;
        this.#disconnect();
        // A branch that turned out to be invalid was never there, for whoever watches.
        if (connected.at(-1) === left) connected.pop();
        else disconnected.push(left);
      }
      for (const node of path.reverse()) {
        if (!this.#connect(node)) break;
        if (disconnected.at(-1) === node) disconnected.pop();
        else connected.push(node);
      }
    }
    return { disconnected, connected };
  }

  #best(): BlockNode {
    let best = this.#main[0]!;
    for (const node of this.#nodes.values()) {
      if (node.dead || node.work < best.work) continue;
      if (node.work > best.work || node.order < best.order) best = node;
    }
    return best;
  }

  #connect(node: BlockNode): boolean {
    const outcome = connect(node, this);
    if (typeof outcome === 'string') {
      node.broken = outcome;
      kill(node);
      this.#remember(node);
      return false;
    }
    node.judged = true;
    node.undo = outcome;
    this.#main.push(node);
    this.#subsidies += subsidyAt(node.height, this.halvingInterval);
    this.#burnt += outcome.burnt;
    for (const [position, { txid, spends }] of node.records.entries()) {
      this.#places.set(txid, { node, position });
      if (position === 0) continue;
      for (const [input, key] of spends.entries()) this.#spends.set(key, { txid, input, node });
    }
    return true;
  }

  #disconnect(): void {
    const node = this.#main.pop()!;
    disconnect(node, node.undo!, this.coins);
    this.#subsidies -= subsidyAt(node.height, this.halvingInterval);
    this.#burnt -= node.undo!.burnt;
    node.undo = undefined;
    for (const { txid, spends } of node.records) {
      this.#places.delete(txid);
      for (const key of spends) this.#spends.delete(key);
    }
  }

  #remember(node: BlockNode): void {
    this.#broken.push(node);
    if (this.#broken.length <= MAX_BROKEN) return;
    const oldest = this.#broken.shift()!;
    for (const gone of [oldest, ...descendantsOf(oldest)]) this.#nodes.delete(gone.id);
    const siblings = oldest.previous!.children;
    siblings.splice(siblings.indexOf(oldest), 1);
  }
}

/** All blocks after one, parents first. */
export function* descendantsOf(node: BlockNode): Generator<BlockNode> {
  const open = [...node.children];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next;
    for (const child of next.children) open.push(child);
  }
}

function kill(node: BlockNode): void {
  node.dead = true;
  for (const after of descendantsOf(node)) after.dead = true;
}

function forgive(node: BlockNode): void {
  node.banned = false;
  node.broken = undefined;
}

/** The reject reason of what could not have come over the wire. */
function malformed(error: unknown): string {
  if (!(error instanceof BitcoinError)) return 'block-malformed';
  if (error.code === 'BITCOIN_AMOUNT') return 'bad-txns-vout-toolarge';
  return error.code === 'BITCOIN_TOO_LARGE' ? 'bad-blk-length' : 'block-malformed';
}
