import type { WalletContext } from './context.ts';
import { keyConflict } from './error.ts';
import type { Operation, OperationKind } from './records.ts';

/**
 * Starts an operation under its idempotency key, or finds it as it was left.
 * @throws WalletError `IDEMPOTENCY_CONFLICT` when the key was used for something else
 */
export function startOperation(
  context: WalletContext,
  key: string,
  kind: OperationKind,
  asked: string,
): Operation {
  const known = context.book.operation(key);
  if (known?.kind === kind && known.asked === asked) return known;
  const nothingDone =
    known !== undefined &&
    known.kind === kind &&
    known.serial === undefined &&
    known.transactions.length === 0 &&
    known.result === undefined;
  if (known !== undefined && !nothingDone) {
    throw keyConflict(key, { was: known.kind });
  }
  const operation: Operation = { key, kind, asked, transactions: [], created: context.clock.now() };
  context.book.putOperation(operation);
  return operation;
}

/** Records the outcome: the same key gives it again, for ever. */
export function finishOperation(context: WalletContext, operation: Operation, result: unknown): Operation {
  const finished: Operation = { ...operation, result: JSON.stringify(result) };
  context.book.putOperation(finished);
  return finished;
}
