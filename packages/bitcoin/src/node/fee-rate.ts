import type { FeeRate } from '../transaction/fees.ts';
import { asObject, asSat } from './answers.ts';
import { isNodeError } from './error.ts';
import type { FeeAdvice } from './port.ts';
import type { Session } from './session.ts';

/** Bounds that a node's word about fees is held to. */
export interface FeeBounds {
  /** Never less. Default 1,000: 1 sat/vB, what nodes relay. */
  readonly floor: FeeRate;
  /** Never more, whatever the node says: an estimate must not burn money. Default 500,000. */
  readonly cap: FeeRate;
}

/** 1 to 500 sat/vB. */
export const FEE_BOUNDS: FeeBounds = { floor: 1_000n, cap: 500_000n };

/** A rate in bitcoins for 1,000 virtual bytes; none when the node has no opinion (absent, zero or −1). */
function rateOf(value: unknown, what: string): FeeRate | undefined {
  if (value === undefined || value === null || value === 0 || value === -1) return undefined;
  return asSat(value, what);
}

/** What the node relays at least. */
async function relayFloor(session: Session): Promise<FeeRate> {
  const { mempoolminfee, minrelaytxfee } = asObject(await session.call('getmempoolinfo'), 'the mempool');
  let told = [mempoolminfee, minrelaytxfee];
  if (mempoolminfee === undefined && minrelaytxfee === undefined) {
    // btcd tells it elsewhere.
    const info = await session.optional('getinfo', []);
    told = info === undefined ? [] : [asObject(info, 'getinfo').relayfee];
  }
  return told.map((rate) => rateOf(rate, 'a fee rate') ?? 0n).reduce((a, b) => (a > b ? a : b), 0n);
}

async function estimate(session: Session, blocks: number): Promise<FeeRate | undefined> {
  try {
    const smart = await session.optional('estimatesmartfee', [blocks]);
    if (smart !== undefined) return rateOf(asObject(smart, 'an estimate').feerate, 'a fee rate');
    return rateOf(await session.optional('estimatefee', [blocks]), 'a fee rate');
  } catch (error) {
    // It has seen too few blocks, or the number is beyond its table.
    if (isNodeError(error, 'NODE_REFUSED')) return undefined;
    throw error;
  }
}

/** What to pay to be mined within so many blocks. @throws NodeError */
export async function feeRate(session: Session, blocks: number, bounds: FeeBounds): Promise<FeeAdvice> {
  const node = await relayFloor(session);
  const floor = node > bounds.floor ? node : bounds.floor;
  const guess = await estimate(session, blocks);
  const rate = guess !== undefined && guess > floor ? guess : floor;
  if (rate > bounds.cap) return { rate: bounds.cap, floor, from: 'cap' };
  return { rate, floor, from: rate === guess ? 'estimate' : 'floor' };
}
