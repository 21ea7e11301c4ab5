import type { BitcoinNetwork } from '../chain/network.ts';
import { systemClock } from './clock.ts';
import { chainEvents } from './events.ts';
import { FEE_BOUNDS, type FeeBounds, feeRate } from './fee-rate.ts';
import { openHealth } from './health.ts';
import { outspends } from './outspends.ts';
import type { BitcoinNode } from './port.ts';
import { openReads } from './reads.ts';
import { openRpc, type RpcOptions } from './rpc.ts';
import { broadcast, testAccept } from './sending.ts';
import { openSession } from './session.ts';
import { longPoll, type Wake } from './wake.ts';

/** Which node, and how to treat it. */
export interface NodeOptions extends RpcOptions {
  readonly network: BitcoinNetwork;
  /** Bounds for what the node says of fees. Default {@link FEE_BOUNDS}. */
  readonly fees?: FeeBounds;
  /**
   * Seconds after which a tip is old. Default: two hours where blocks cost work, which honest chance exceeds once in
   * 160,000 blocks; none on regtest.
   */
  readonly maxTipAge?: number;
  /** What tells of blocks before the next look. Default: Bitcoin Core's long poll, where the node has it. */
  readonly wake?: Wake | 'none';
}

const TWO_HOURS = 2 * 60 * 60;

/**
 * Opens a node: Bitcoin Core from version 24, btcd, or the embedded chain. Nothing is asked yet, so that it can be opened
 * while the node is down; before the first answer is given, the node is seen to follow the network.
 * @throws NodeError `NODE_SETTINGS`
 */
export function openNode(options: NodeOptions): BitcoinNode {
  const { network, clock = systemClock, fees = FEE_BOUNDS } = options;
  const rpc = openRpc(options);
  const session = openSession(rpc, network);
  const reads = openReads(session);
  const closing = new AbortController();
  const maxTipAge = options.maxTipAge ?? (network.retargets ? TWO_HOURS : undefined);
  const health = openHealth(session, reads, clock, maxTipAge);
  const wake = options.wake ?? longPoll(session, clock);
  return {
    origin: rpc.origin,
    network,
    software: session.software,
    tip: reads.tip,
    header: reads.header,
    headerAt: reads.headerAt,
    headers: reads.headers,
    block: reads.block,
    transaction: reads.transaction,
    mempool: reads.mempool,
    prove: reads.prove,
    outspends: (outpoints, since) => outspends(session, reads, outpoints, since),
    broadcast: (tx) => broadcast(session, reads, tx),
    testAccept: (tx) => testAccept(session, tx),
    feeRate: (blocks) => feeRate(session, blocks, fees),
    events: (events = {}) =>
      chainEvents(
        { session, reads, clock, saw: health.saw, wake: wake === 'none' ? undefined : wake },
        {
          ...events,
          signal:
            events.signal === undefined ? closing.signal : AbortSignal.any([closing.signal, events.signal]),
        },
      ),
    health: health.ask,
    close: () => {
      closing.abort();
      rpc.close();
    },
  };
}
