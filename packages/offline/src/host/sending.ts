import type { FinalHeader, SignedTransaction, TransactionOutcome, VaultCall } from './chain.ts';
import { checkStatus } from './checking.ts';
import type { WalletContext } from './context.ts';
import { WalletError } from './error.ts';
import type { Operation } from './records.ts';
import type { TransactionSigner } from './signer.ts';

/** A transaction in a block. */
export interface Mined {
  readonly transaction: SignedTransaction;
  readonly block: number;
}

/** How often a transaction that failed is made anew. */
const ATTEMPTS = 3;

/**
 * Brings a call to the chain for an operation, once: every transaction is recorded before it is sent, and found again
 * after a crash. Only one that can never be mined any more, or that was reverted, is followed by another.
 * @param makeCall asked for each attempt, because what failed may have to be built otherwise now
 * @param signer default: the wallet's gas key
 * @throws WalletError `TRANSACTION_FAILED`, `TRANSACTION_WAITS`, `VAULT_REFUSES`
 */
export async function submit(
  context: WalletContext,
  key: string,
  makeCall: () => Promise<VaultCall>,
  signer?: TransactionSigner,
): Promise<Mined> {
  for (;;) {
    await context.sending(() => currentTransaction(context, key, makeCall, signer));
    const { transaction, outcome } = await awaitOutcome(context, key);
    if (outcome.type === 'mined') {
      if (outcome.ok) return { transaction, block: outcome.block };
      // A reorganisation could still make it succeed, and its successor with it.
      await awaitFinal(context, outcome.block);
      const final = await checkStatus(context, transaction);
      if (final.type === 'waiting' || (final.type === 'mined' && final.ok)) continue;
    }
    retire(context, key, transaction);
  }
}

function operationOf(context: WalletContext, key: string): Operation {
  const operation = context.book.operation(key);
  if (operation === undefined)
    throw new WalletError('BOOK_INVALID', `The book has no operation “${key.slice(0, 80)}”.`);
  return operation;
}

async function currentTransaction(
  context: WalletContext,
  key: string,
  makeCall: () => Promise<VaultCall>,
  signer: TransactionSigner | undefined,
): Promise<void> {
  const operation = operationOf(context, key);
  const known = operation.transactions.at(-1);
  if (known !== undefined && known.raw !== RETIRED) return;
  if (new Set(operation.transactions.map(({ nonce }) => nonce)).size >= ATTEMPTS) {
    throw new WalletError('TRANSACTION_FAILED', 'The vault refused the transaction several times.', {
      money: 'A refused transaction moves nothing but its fee.',
      next: 'Look at the transaction, then try again with a new key.',
      details: { tx: known?.hash ?? '' },
    });
  }
  await resendRecorded(context);
  const transaction = await context.chain.prepare(await makeCall(), signer);
  context.book.putOperation({ ...operation, transactions: [...operation.transactions, transaction] });
  await context.chain.broadcast(transaction);
}

/** In place of the bytes of a transaction that will never be mined, or was reverted. */
const RETIRED = '0x';

/** Whether something was signed for an operation that may have been done, or may still be. */
export function mayBeDone({ transactions }: Operation): boolean {
  const last = transactions.at(-1);
  return last !== undefined && last.raw !== RETIRED;
}

function retire(context: WalletContext, key: string, transaction: SignedTransaction): void {
  const operation = operationOf(context, key);
  const transactions = operation.transactions.map(
    (entry): SignedTransaction => (entry.nonce === transaction.nonce ? { ...entry, raw: RETIRED } : entry),
  );
  context.book.putOperation({ ...operation, transactions });
}

/** Sends again what was recorded, but perhaps not sent: it holds a nonce. To be called in the sending lane. */
export async function resendRecorded(context: WalletContext): Promise<void> {
  for (const operation of context.book.unfinished()) {
    const transaction = operation.transactions.at(-1);
    if (transaction === undefined || transaction.raw === RETIRED) continue;
    const outcome = await checkStatus(context, transaction);
    if (outcome.type === 'waiting') await context.chain.broadcast(transaction);
  }
}

/** A transaction and what became of it. */
export interface Current {
  readonly transaction: SignedTransaction;
  readonly outcome: TransactionOutcome;
}

/**
 * What became of an operation's current transaction: of all that were signed with its nonce, at most one is mined.
 * `undefined` when it has none.
 */
export async function currentOutcome(
  context: WalletContext,
  operation: Operation,
): Promise<Current | undefined> {
  const last = operation.transactions.at(-1);
  if (last === undefined || last.raw === RETIRED) return undefined;
  const outcomes = [];
  for (const transaction of operation.transactions.filter(({ nonce }) => nonce === last.nonce)) {
    const outcome = await checkStatus(context, transaction);
    if (outcome.type === 'mined') return { transaction, outcome };
    outcomes.push(outcome);
  }
  const waiting = outcomes.find(({ type }) => type === 'waiting');
  return { transaction: last, outcome: waiting ?? outcomes.at(-1)! };
}

/** Waits for what an interrupted operation has recorded, if anything. @throws WalletError `TRANSACTION_WAITS` */
export async function awaitRecorded(
  context: WalletContext,
  { key }: Operation,
): Promise<Current | undefined> {
  const last = operationOf(context, key).transactions.at(-1);
  if (last === undefined || last.raw === RETIRED) return undefined;
  return awaitOutcome(context, key);
}

/** How often the fee of one transaction is raised. */
const RAISES = 6;

async function awaitOutcome(context: WalletContext, key: string): Promise<Current> {
  const deadline = context.clock.now() + context.patience.limit;
  const pause = context.patience.raiseFeeAfter ?? 120;
  let raise = context.clock.now() + pause;
  for (let looks = 0; ; looks++) {
    const current = await currentOutcome(context, operationOf(context, key));
    if (current === undefined) throw new WalletError('BOOK_INVALID', 'A transaction vanished from the book.');
    if (current.outcome.type !== 'waiting') return current;
    const now = context.clock.now();
    if (now > deadline) {
      throw new WalletError('TRANSACTION_WAITS', 'The transaction is not in a block yet.', {
        money: 'It is recorded and may still be mined; it will not be made twice.',
        next: 'Repeat the same command later: it goes on where it stopped.',
        details: { tx: current.transaction.hash },
      });
    }
    // A node may forget a transaction: the same bytes again are harmless.
    if (looks % 10 === 0) await context.chain.broadcast(current.transaction);
    if (now >= raise) {
      await context.sending(() => raiseFee(context, key, current.transaction));
      raise = now + pause;
    }
    await context.clock.sleep(context.patience.interval);
  }
}

/** Offers more for the same call under the same nonce, recorded before it is sent: only one of both can be mined. */
async function raiseFee(context: WalletContext, key: string, transaction: SignedTransaction): Promise<void> {
  const operation = operationOf(context, key);
  const raised = operation.transactions.filter(({ nonce }) => nonce === transaction.nonce).length;
  if (operation.transactions.at(-1)?.hash !== transaction.hash || raised > RAISES) return;
  const dearer = await context.chain.raiseFee(transaction);
  if (dearer === undefined) return;
  context.book.putOperation({ ...operation, transactions: [...operation.transactions, dearer] });
  await context.chain.broadcast(dearer);
}

/** As {@link submit}, and waits until the block is final. @throws WalletError also `HEADER_WAITS` */
export async function submitFinally(
  context: WalletContext,
  key: string,
  makeCall: () => Promise<VaultCall>,
  onMined: (mined: Mined) => void,
  onProgress?: Progress,
  signer?: TransactionSigner,
): Promise<Mined> {
  for (;;) {
    const mined = await submit(context, key, makeCall, signer);
    onMined(mined);
    const header = await awaitFinal(context, mined.block, onProgress);
    const outcome = await checkStatus(context, mined.transaction);
    if (outcome.type === 'mined' && outcome.ok && outcome.block <= header.number) return mined;
  }
}

/** How far a wait has come. */
export type Progress = (step: {
  readonly waitingFor: 'header';
  readonly block: number;
  readonly final: number;
}) => void;

/**
 * Waits until block `number` is final.
 * @throws WalletError `HEADER_WAITS`
 */
export async function awaitFinal(
  context: WalletContext,
  number: number,
  onProgress?: Progress,
): Promise<FinalHeader> {
  const deadline = context.clock.now() + context.patience.limit;
  for (;;) {
    const header = await context.chain.finalHeader();
    if (header.number >= number) return header;
    onProgress?.({ waitingFor: 'header', block: number, final: header.number });
    if (context.clock.now() > deadline) {
      throw new WalletError(
        'HEADER_WAITS',
        `Block ${number} is not final yet; the newest final one is ${header.number}.`,
        {
          money: 'What was sent to the vault is done there; the wallet books it when the block is final.',
          next: 'Repeat the same command later: it goes on where it stopped.',
          details: { block: number, final: header.number },
        },
      );
    }
    await context.clock.sleep(context.patience.interval);
  }
}
