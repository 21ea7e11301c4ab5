import type { Id } from '../encoding/bytes.ts';
import { asHeight, asId, asObject } from './answers.ts';
import type { NodeClock } from './clock.ts';
import { isNodeError, type NodeCode } from './error.ts';
import type { Lag, NodeHealth, Tip } from './port.ts';
import type { Reads } from './reads.ts';
import type { Session } from './session.ts';

/** How a node does, as a question that never fails. */

interface Seen {
  readonly tip: Tip;
  /** Unix seconds. */
  readonly time: number;
  readonly missingBlocks: number;
  readonly syncing: boolean;
  readonly behind: boolean;
}

/** How a node does, and what it is measured by. */
export interface Health {
  readonly ask: () => Promise<NodeHealth>;
  /** A block was seen at the end of the chain. */
  readonly saw: (tip: Tip) => void;
}

async function knows(reads: Reads, id: Id): Promise<boolean> {
  try {
    await reads.header(id);
    return true;
  } catch (error) {
    if (isNodeError(error, 'NODE_NOT_FOUND')) return false;
    throw error;
  }
}

async function look(session: Session, reads: Reads, newest: Tip | undefined): Promise<Seen> {
  const info = asObject(await session.call('getblockchaininfo', [], { once: true }), 'the chain');
  const tip = {
    id: asId(info.bestblockhash, 'the tip'),
    height: asHeight(info.blocks, 'the height of the tip'),
  };
  const missingBlocks = Math.max(0, asHeight(info.headers, 'the count of headers') - tip.height);
  const [header] = await reads.headersOf([tip.id]);
  const behind = newest !== undefined && tip.height < newest.height && !(await knows(reads, newest.id));
  return { tip, time: header!.time, missingBlocks, syncing: info.initialblockdownload === true, behind };
}

/** @param maxTipAge seconds after which a tip is old; nothing where blocks come at anybody's will */
export function openHealth(
  session: Session,
  reads: Reads,
  clock: NodeClock,
  maxTipAge: number | undefined,
): Health {
  let seen: Seen | undefined;
  let newest: Tip | undefined;

  const lagOf = (now: Seen, age: number): Lag | undefined => {
    // A header arrives before its block: one is no lag.
    if (now.syncing || now.missingBlocks > 1) return 'syncing';
    if (now.behind) return 'behind';
    return maxTipAge !== undefined && age > maxTipAge ? 'old-tip' : undefined;
  };

  const ask = async (): Promise<NodeHealth> => {
    let error: NodeCode | undefined;
    try {
      seen = await look(session, reads, newest);
      if (!seen.behind) newest = seen.tip;
    } catch (cause) {
      if (!isNodeError(cause)) throw cause;
      error = cause.code;
    }
    const tipAge = seen === undefined ? undefined : Math.max(0, Math.floor(clock.now() / 1_000) - seen.time);
    return {
      reachable: error === undefined,
      lastContact: session.rpc.lastContact(),
      tip: seen?.tip,
      tipAge,
      missingBlocks: seen?.missingBlocks,
      lag: error === undefined ? lagOf(seen!, tipAge!) : 'unreachable',
      error,
    };
  };
  return {
    ask,
    saw: (tip) => {
      newest = tip;
    },
  };
}
