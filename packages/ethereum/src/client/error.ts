import { CofferError } from '@coffer/core/error';
import {
  BaseError,
  HttpRequestError,
  RpcRequestError,
  SocketClosedError,
  TimeoutError,
  WebSocketRequestError,
} from 'viem';

/** Stable codes of what can go wrong between us and a node of the public chain. */
export type ChainCode =
  /** The node does not answer. */
  | 'CHAIN_UNREACHABLE'
  /** The node serves another chain, or the chain was reset. */
  | 'CHAIN_WRONG'
  /** The node understood the request and refused it. */
  | 'CHAIN_REFUSED'
  /** The node does not have this block (yet, or any more). */
  | 'CHAIN_NO_BLOCK'
  /** The node's answer contradicts itself or its own hashes. */
  | 'CHAIN_BAD_ANSWER'
  /** The transaction is on the chain, and failed. */
  | 'TX_REVERTED'
  /** The transaction was sent and is not final yet. */
  | 'TX_UNCONFIRMED';
/** The public chain could not be read or written. */
export class ChainError extends CofferError<ChainCode> {}

/** Translates what viem throws. Anything that is not about the chain is passed on as it is. */
export function chainError(error: unknown, url: string): unknown {
  if (!(error instanceof BaseError)) return error;
  const outage = error.walk(
    (cause) =>
      cause instanceof HttpRequestError ||
      cause instanceof TimeoutError ||
      cause instanceof SocketClosedError ||
      cause instanceof WebSocketRequestError,
  );
  if (outage !== null) {
    return new ChainError('CHAIN_UNREACHABLE', `The public chain does not answer at ${redact(url)}.`, {
      money:
        'Offline payments go on. Deposits, settlement and withdrawals wait; no money is lost by waiting.',
      next: 'Try again when the network is back. Settle every payment before its settle-by time.',
      cause: error,
    });
  }
  const refused = error.walk((cause) => cause instanceof RpcRequestError);
  const reason = (refused instanceof RpcRequestError ? refused.details : error.shortMessage).slice(0, 300);
  return new ChainError('CHAIN_REFUSED', `The chain refused the request: ${reason}`, {
    next: 'Nothing was executed. Check the request; “cause” has the node’s own words.',
    cause: error,
  });
}

/** A URL without credentials and API keys: only its origin is printed. */
export function redact(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return 'the configured address';
  }
}
