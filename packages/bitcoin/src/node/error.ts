import { CofferError, type ErrorFacts } from '@coffer/core/error';

/** Stable codes of what can go wrong between us and a node of Bitcoin. */
export type NodeCode =
  /** The node does not answer, or is still starting. */
  | 'NODE_UNREACHABLE'
  /** The node does not know the user, or not the password. */
  | 'NODE_UNAUTHORIZED'
  /** The node follows another chain than the one that is configured. */
  | 'NODE_WRONG_NETWORK'
  /** The node understood the request and refused it. `details.reason` says why, see {@link Refusal}. */
  | 'NODE_REFUSED'
  /** The answer is not what was asked for, contradicts its own hashes, or is larger than any true one. */
  | 'NODE_BAD_ANSWER'
  /** The node does not have this block, transaction or output (yet, or any more). */
  | 'NODE_NOT_FOUND'
  /** The node's chain ends before a block that was seen already. */
  | 'NODE_BEHIND'
  /** The address or the credentials are not usable as they are written. */
  | 'NODE_SETTINGS';

/** A node of Bitcoin could not be read or written. */
export class NodeError extends CofferError<NodeCode> {}

/** True when `error` says one of these. */
export function isNodeError(error: unknown, ...codes: readonly NodeCode[]): error is NodeError {
  return error instanceof NodeError && (codes.length === 0 || codes.includes(error.code));
}

const WAITING = 'Bitcoin waits; no money is lost by waiting. Payments between accounts go on.';

/** The node did not answer. @param why what the machine says of it, without secrets */
export function unreachable(origin: string, why: string, facts: ErrorFacts = {}): NodeError {
  return new NodeError('NODE_UNREACHABLE', `The Bitcoin node does not answer at ${origin}: ${why}.`, {
    money: WAITING,
    next: 'Is it running, and is the address right? It is asked again; nothing else has to be done.',
    ...facts,
  });
}

/** The answer cannot be true. @param why what is wrong with it */
export function badAnswer(why: string, facts: ErrorFacts = {}): NodeError {
  return new NodeError('NODE_BAD_ANSWER', `The Bitcoin node gave an answer that cannot be right: ${why}.`, {
    money: 'Nothing was done: the answer was thrown away.',
    next: 'Is this address that of a Bitcoin node’s RPC? If it is, do not trust this node; use another one.',
    ...facts,
  });
}

/** The node does not have it. @param what such as “this block” */
export function notFound(what: string, facts: ErrorFacts = {}): NodeError {
  return new NodeError('NODE_NOT_FOUND', `The Bitcoin node does not have ${what}.`, {
    money: 'Nothing was done.',
    next: 'A node that is syncing or pruned has it later or no more; another node may have it.',
    ...facts,
  });
}

/** What a node says, made fit to print: one line, no control characters, no more than 300 characters. */
export function words(text: string): string {
  return text
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 300);
}
