import { ZERO } from '@coffer/core/amount';
import { type Bytes, compare, equal, toHex } from '@coffer/core/bytes';
import { OfflineError } from '../messages/error.ts';
import { type Draw, type Incoming, type OfflineState, outgoingFacts } from './state.ts';

/** Attribution of every unit to the chain balance or to one incoming payment (SAFETY O6). */

const none = ZERO as bigint;

/** Whether the money of an incoming payment may be passed on: not disputed, and settleable until `goodUntil` at least. */
function isUsable({ disputed, free, accepted }: Incoming, goodUntil: number): boolean {
  return !disputed && free > none && accepted.payment.settleBy >= goodUntil;
}

/** Wei that could be paid with coins that are good until then. A negative chain balance cannot spend. */
export function spendable(state: OfflineState, goodUntil: number): bigint {
  let total = state.chainFree;
  state.incoming.forEach((entry) => {
    if (isUsable(entry, goodUntil)) total += entry.free;
  });
  return total > none ? total : none;
}

/** Wei proved on chain and promised to nobody (SAFETY O3). */
export function withdrawable(state: OfflineState): bigint {
  return state.chainFree > none ? state.chainFree : none;
}

/** Wei that depends on payments that are not settled. */
export function unsettledIncoming(state: OfflineState): bigint {
  let sum = none;
  state.incoming.forEach((entry) => {
    if (!entry.disputed) sum += entry.free;
  });
  return sum;
}

/**
 * Chooses what a payment draws on: the chain balance first, because that needs no supports, then the fewest incoming
 * payments.
 * @throws OfflineError `BALANCE_TOO_LOW`, `COINS_EXPIRE_SOON`
 */
export function chooseDraws(state: OfflineState, amount: bigint, goodUntil: number): readonly Draw[] {
  if (spendable(state, goodUntil) < amount) {
    const later = spendable(state, 0);
    if (later >= amount) {
      throw new OfflineError(
        'COINS_EXPIRE_SOON',
        'Part of this money comes from payments that can soon no longer be settled: no payee would take it.',
        {
          next: 'Go online and reconcile: settled money has no deadline.',
          details: { good: spendable(state, goodUntil) },
        },
      );
    }
    throw new OfflineError('BALANCE_TOO_LOW', `There is less than ${amount} wei to pay with.`, {
      next: 'Deposit, or wait for a payment.',
      details: { spendable: later, wanted: amount },
    });
  }
  const draws: Draw[] = [];
  let left = amount;
  const fromChain = withdrawable(state) < left ? withdrawable(state) : left;
  if (fromChain > none) draws.push({ source: undefined, amount: fromChain });
  left -= fromChain;
  if (left === none) return draws;
  const candidates = [...state.incoming.values()]
    .filter((entry) => isUsable(entry, goodUntil))
    .sort((a, b) => (a.free === b.free ? compare(a.id, b.id) : a.free > b.free ? -1 : 1));
  for (const entry of candidates) {
    if (left === none) break;
    const part = entry.free < left ? entry.free : left;
    draws.push({ source: entry.id, amount: part });
    left -= part;
  }
  return draws;
}

/** Books a debit. */
export function debit(state: OfflineState, draws: readonly Draw[]): OfflineState {
  return book(state, draws, -1n);
}

/** Gives a debit back to where it came from. */
export function refund(state: OfflineState, draws: readonly Draw[]): OfflineState {
  return book(state, draws, 1n);
}

function book(state: OfflineState, draws: readonly Draw[], sign: bigint): OfflineState {
  let { chainFree, incoming } = state;
  for (const draw of draws) {
    if (draw.source === undefined) {
      chainFree += sign * draw.amount;
      continue;
    }
    const entry = incoming.get(toHex(draw.source));
    if (entry === undefined) {
      // Settled sources have been turned into chain draws, and no debit outlives what it lapsed with.
      throw new OfflineError('BOOKS_DIFFER', 'A debit draws on a payment that is no longer in the books.');
    }
    incoming = incoming.with(toHex(entry.id), { ...entry, free: entry.free + sign * draw.amount });
  }
  return { ...state, chainFree, incoming };
}

/** Sum of what unsettled debits drew on the chain balance: still on chain, no longer this account's to spend. */
export function chainDraws(state: OfflineState): bigint {
  let sum = none;
  for (const entry of state.outgoing.values()) {
    if (entry.type === 'payment' && entry.state === 'aborted') continue;
    for (const draw of entry.draws) if (draw.source === undefined) sum += draw.amount;
  }
  return sum;
}

/** Turns all draws on a settled incoming payment into chain draws. */
export function chainBased(state: OfflineState, source: Bytes): OfflineState {
  let outgoing = state.outgoing;
  const isOn = (draw: Draw): boolean => draw.source !== undefined && equal(draw.source, source);
  for (const entry of state.outgoing.values()) {
    if (!entry.draws.some(isOn)) continue;
    const draws = entry.draws.map((draw) => (isOn(draw) ? { source: undefined, amount: draw.amount } : draw));
    outgoing = outgoing.with(outgoingFacts(entry).serial, { ...entry, draws });
  }
  return { ...state, outgoing };
}
