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
}

async function look(session: Session, reads: Reads): Promise<Seen> {
  const info = asObject(await session.call('getblockchaininfo', [], { once: true }), 'the chain');
  const tip = {
    id: asId(info.bestblockhash, 'the tip'),
    height: asHeight(info.blocks, 'the height of the tip'),
  };
  const missingBlocks = Math.max(0, asHeight(info.headers, 'the count of headers') - tip.height);
  const [header] = await reads.headersOf([tip.id]);
  return { tip, time: header!.time, missingBlocks, syncing: info.initialblockdownload === true };
}

/** @param maxTipAge seconds after which a tip is old; nothing where blocks come at anybody's will */
export function openHealth(
  session: Session,
  reads: Reads,
  clock: NodeClock,
  maxTipAge: number | undefined,
): () => Promise<NodeHealth> {
  let seen: Seen | undefined;

  const lagOf = (now: Seen, age: number): Lag | undefined => {
    // A header arrives before its block: one is no lag.
    if (now.syncing || now.missingBlocks > 1) return 'syncing';
    return maxTipAge !== undefined && age > maxTipAge ? 'old-tip' : undefined;
  };

  return async () => {
    let error: NodeCode | undefined;
    try {
      seen = await look(session, reads);
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
}
