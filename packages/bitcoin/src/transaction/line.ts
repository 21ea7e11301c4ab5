import { type Sat, sat } from '@coffer/core/amount';
import { BitcoinError } from '../encoding/error.ts';
import { checkIntervals, endOf, type Interval, mergeIntervals, remainder } from './intervals.ts';

/**
 * What a coin of the network consists of (SAFETY B4). Ω names (deposit, position) for ever, whatever transaction the money
 * went through since. The *line* of a coin lists the pieces of deposits that its positions stand for, in order; it follows
 * from the proven chain of the network's transactions, because each says which positions of its inputs were claimed:
 *
 * - a deposit's line is itself;
 * - a change output's line is what no input's claims took: the rest of the first input in order, then of the second, …; what
 *   fills it up to the dust limit comes last and is a deposit of its own;
 * - a locked output's line is what was claimed, in the same order. The fee, and what filled up the change, is missing at its end;
 * - a remedy's output holds the defended positions of all its inputs, then their rests, and ends where its value ends: the
 *   fees come out of the cheaters' rests first, the last one first.
 */

/** Part of a deposit: `amount` satoshi from `start` on. */
export interface Piece {
  /** What the caller calls the deposit, for instance `txid:index`. */
  readonly deposit: string;
  readonly start: Sat;
  readonly amount: Sat;
}

/** The pieces that a coin consists of, in order. */
export type Line = readonly Piece[];

/** A coin's line, and the positions of it that its transaction claims. */
export interface ClaimedLine {
  readonly line: Line;
  readonly claims: readonly Interval[];
}

/** The value of a line. */
export function lengthOf(line: Line): Sat {
  return sat(line.reduce((sum, { amount }) => sum + amount, 0n));
}

/** Pieces one after the other; those that continue each other become one. */
function join(pieces: Line): Line {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined[joined.length - 1];
    if (last?.deposit === piece.deposit && last.start + last.amount === piece.start) {
      joined[joined.length - 1] = { ...last, amount: sat(last.amount + piece.amount) };
    } else if (piece.amount > 0n) {
      joined.push(piece);
    }
  }
  return joined;
}

function slice(line: Line, interval: Interval): Line {
  const pieces: Piece[] = [];
  let position = 0n;
  for (const { deposit, start, amount } of line) {
    const from = interval.start > position ? interval.start - position : 0n;
    const until = endOf(interval) - position < amount ? endOf(interval) - position : amount;
    if (from < until) pieces.push({ deposit, start: sat(start + from), amount: sat(until - from) });
    position += amount;
  }
  return pieces;
}

/** The pieces at these positions. @throws BitcoinError `BITCOIN_INTERVALS` */
export function cut(line: Line, intervals: readonly Interval[]): Line {
  checkIntervals(intervals, lengthOf(line));
  return join(intervals.flatMap((interval) => slice(line, interval)));
}

/** The first `length` satoshi of a line. */
export function truncate(line: Line, length: Sat): Line {
  return join(slice(line, { start: sat(0n), amount: length }));
}

/** The line of what a transaction claims, in the order of its inputs. @throws BitcoinError `BITCOIN_INTERVALS` */
export function claimedLine(inputs: readonly ClaimedLine[]): Line {
  return join(inputs.flatMap(({ line, claims }) => cut(line, claims)));
}

function restLine(inputs: readonly ClaimedLine[]): Line {
  return join(inputs.flatMap(({ line, claims }) => cut(line, remainder(claims, lengthOf(line)))));
}

/**
 * The line of what a transaction leaves: its change.
 * @param value of the change output. Where it is more than the rest, the claims filled it up to the dust limit: these satoshi are a
 * deposit of their own
 * @param name what the caller calls that deposit: the place of the change output
 * @throws BitcoinError `BITCOIN_INTERVALS`, also when the output holds less than the rest
 */
export function changeLine(inputs: readonly ClaimedLine[], value: Sat, name: string): Line {
  const rest = restLine(inputs);
  const filling = value - lengthOf(rest);
  if (filling < 0n) throw new BitcoinError('BITCOIN_INTERVALS', 'The change is less than nobody claimed.');
  return join([...rest, { deposit: name, start: sat(0n), amount: sat(filling) }]);
}

/** The line of a remedy's output of this value: `claims` are the defended positions. @throws BitcoinError `BITCOIN_INTERVALS` */
export function remedyLine(inputs: readonly ClaimedLine[], value: Sat): Line {
  return truncate([...claimedLine(inputs), ...restLine(inputs)], value);
}

/**
 * The positions of a coin at which pieces of deposits lie, as far as they are in it: what an owner claims of it, or what is
 * defended of a locked output. In one form.
 * @throws BitcoinError `BITCOIN_INTERVALS` when two pieces overlap
 */
export function positionsOf(line: Line, pieces: Line): readonly Interval[] {
  const found: Interval[] = [];
  let position = 0n;
  for (const { deposit, start, amount } of line) {
    for (const piece of pieces) {
      if (piece.deposit !== deposit) continue;
      const from = piece.start > start ? piece.start : start;
      const until = endOf(piece) < start + amount ? endOf(piece) : start + amount;
      if (from < until) found.push({ start: sat(position + from - start), amount: sat(until - from) });
    }
    position += amount;
  }
  return mergeIntervals(found);
}

/** Refuses a line in which a satoshi of a deposit occurs twice. @throws BitcoinError `BITCOIN_INTERVALS` */
export function checkLine(line: Line): void {
  const byDeposit = new Map<string, Interval[]>();
  for (const piece of line) byDeposit.set(piece.deposit, [...(byDeposit.get(piece.deposit) ?? []), piece]);
  for (const pieces of byDeposit.values()) mergeIntervals(pieces);
  if (lengthOf(line) === 0n) throw new BitcoinError('BITCOIN_INTERVALS', 'A coin is worth something.');
}
