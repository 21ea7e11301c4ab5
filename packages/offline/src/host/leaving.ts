import { type Wei, wei } from '@coffer/core/amount';
import { type Bytes, equal, fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { CofferError, isCofferError } from '@coffer/core/error';
import type { OutgoingView } from '../messages/command.ts';
import { OfflineError } from '../messages/error.ts';
import type { Cancellation } from '../messages/payment.ts';
import { settledEntry } from './activity.ts';
import type { FinalHeader } from './chain.ts';
import { mustBeConnected } from './checking.ts';
import { joined, type WalletContext } from './context.ts';
import { ask } from './enclave.ts';
import { WalletError } from './error.ts';
import { fetchAccount } from './evidence.ts';
import { certificateOf, tryPaying } from './funding.ts';
import { fetchHistory } from './history.ts';
import { withNewestHeader } from './newest.ts';
import { finishOperation, startOperation } from './operation.ts';
import { recordCancellation, settleInterrupted } from './paying.ts';
import { CLOSED } from './payment-view.ts';
import type { History } from './receipts.ts';
import type { Operation } from './records.ts';
import { awaitFinal, type Progress, submit } from './sending.ts';
import { dayOf } from './words.ts';

/** The end of an account by its own enclave: the paper's logout and clean (§IV-A). */

/** An account that is closed, paid out and forgotten. */
export interface Cancelled {
  /** Digest of the cancellation. */
  readonly id: Hex;
  readonly tx: Hex;
  readonly to: Hex;
  /** What the vault paid out, wei. */
  readonly amount: Wei;
  /** The account that is closed. */
  readonly account: Hex;
}

/** What a cancellation needs: everything else has ended before. */
export interface CancelOptions {
  readonly to: Bytes;
  readonly idempotencyKey: string;
  readonly onProgress?: Progress;
}

/**
 * Ends the account: reconciles, signs everything over to `to`, brings that to the vault, and when it is final deletes the
 * account's key. Resumable after any interruption with the same key, and whoever else sends the cancellation does no harm.
 * @param reconcile first, so that nothing is left open
 * @throws OfflineError `UNSETTLED`; WalletError `RECIPIENT_REFUSES` with nothing signed; afterwards every error says that
 * the money is set aside for `to`
 */
export function cancel(
  context: WalletContext,
  { to, idempotencyKey: key, onProgress }: CancelOptions,
  reconcile: () => Promise<unknown>,
): Promise<Cancelled> {
  const asked = JSON.stringify({ to: toHex(to) });
  return joined(
    context,
    `cancel ${key}`,
    async () => {
      const operation = startOperation(context, key, 'cancel', asked);
      if (operation.result !== undefined) return cleanAfter(context, operation.result);
      await mustBeConnected(context);
      await certificateOf(context);
      if (!(await statusOf(context)).leaving) {
        await reconcile();
        await context.spending(() => settleInterrupted(context));
      }
      // A reconciliation ends what it finds signed.
      const done = context.book.operation(key)?.result;
      if (done !== undefined) return cleanAfter(context, done);
      const signed = await context.spending(() => logout(context, key, to));
      return finishCancellation(context, context.book.operation(key) ?? operation, signed, onProgress);
    },
    asked,
  );
}

async function statusOf(context: WalletContext) {
  return ask(context.enclave, { type: 'status' }, 'status');
}

interface Signed {
  readonly id: Bytes;
  readonly cancellation: Cancellation;
  readonly signature: Bytes;
}

async function logout(context: WalletContext, key: string, to: Bytes): Promise<Signed> {
  const { leaving, onChain, accountStatus, nextSerial } = await statusOf(context);
  if (accountStatus === 'absent') {
    throw new OfflineError(
      'ACCOUNT_NOT_OPEN',
      'The vault has never seen this account: there is nothing to end.',
      { next: 'Use it, or leave it as it is: it holds nothing.' },
    );
  }
  if (!leaving && onChain > 0n) await tryPaying(context, to, onChain);
  // From here on the key stands for this receiver, unless the enclave refuses.
  const operation = context.book.operation(key)!;
  context.book.putOperation({ ...operation, serial: nextSerial });
  try {
    const reply = await ask(context.enclave, { type: 'logout', to }, 'cancellation');
    recordCancellation(context, reply, onChain);
    return reply;
  } catch (error) {
    if (isCofferError(error) && !(error instanceof WalletError)) context.book.putOperation(operation);
    throw isCofferError(error, 'UNSETTLED') ? await unsettled(context, error) : error;
  }
}

/** Names what is not settled, and until when it can be. */
async function unsettled(context: WalletContext, cause: CofferError): Promise<OfflineError> {
  const { outgoing, incoming } = await ask(context.enclave, { type: 'payments' }, 'payments');
  const own = outgoing.filter(({ state }) => state !== 'aborted');
  const open = [...own, ...incoming];
  const last = Math.max(0, ...open.map(({ settleBy }) => settleBy));
  const margin = context.network.facts.parameters.reorgMargin;
  const count = (state: OutgoingView['state']): number => own.filter((view) => view.state === state).length;
  const parts = [
    ...counted(count('in-flight'), 'payment without an answer', 'payments without an answer'),
    ...counted(count('acknowledged'), 'payment that is not settled', 'payments that are not settled'),
    ...counted(count('pending'), 'withdrawal under way', 'withdrawals under way'),
    ...counted(
      incoming.length,
      'incoming payment that is not settled',
      'incoming payments that are not settled',
    ),
  ];
  return new OfflineError('UNSETTLED', `The account cannot be ended: ${parts.join(', ')}.`, {
    money: 'Nothing was signed and nothing changed.',
    next: `Get what is unanswered answered, then end the account again: it reconciles first. After ${dayOf(last + margin)} whatever is still open has come back or lapsed. What it is: coffer offline activity`,
    details: {
      payments: open
        .slice(0, 32)
        .map(({ id }) => toHex(id))
        .join(' '),
      until: last + margin,
    },
    cause,
  });
}

function counted(count: number, one: string, many: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
}

/** How often a closure that a reorganisation took back is brought to the chain again. */
const ROUNDS = 3;

async function finishCancellation(
  context: WalletContext,
  operation: Operation,
  signed: Signed,
  onProgress?: Progress,
): Promise<Cancelled> {
  const header = await close(context, signed, onProgress).catch((error: unknown) => {
    throw setAside(context, signed, error);
  });
  const to = toHex(signed.cancellation.to);
  try {
    const history = await fetchHistory(context.chain, context.book, header.number, header.number);
    const result = JSON.stringify(resultOf(signed, to, history));
    context.book.putOperation({ ...operation, transactions: [], result });
    return await cleanAfter(context, result);
  } catch (error) {
    throw paidOut(to, error);
  }
}

/** Brings a cancellation to the vault, until a final header proves the account closed. */
async function close(context: WalletContext, signed: Signed, onProgress?: Progress): Promise<FinalHeader> {
  for (let round = 1; ; round++) {
    const block = await sendCancellation(context, signed);
    const header = await awaitFinal(context, block, onProgress);
    const { account: vault } = await withNewestHeader(context, async () =>
      fetchAccount(context, await context.chain.finalHeader(), signed.cancellation.account),
    );
    if (vault.status === 'closed') return header;
    if (round === ROUNDS) throw notYet();
    await context.clock.sleep(context.patience.interval);
  }
}

/** The same failure after the account was closed: the money has arrived, and only the wallet has not forgotten the account. */
function paidOut(to: Hex, error: unknown): unknown {
  if (!isCofferError(error)) return error;
  return new CofferError(error.code, error.message, {
    money: `The account is closed: everything in it was paid to ${to}.`,
    next: 'Repeat the same command later: only the account’s key is left to be deleted here.',
    details: error.details,
    cause: error,
  });
}

function notYet(): WalletError {
  return new WalletError('HEADER_WAITS', 'The vault has not closed the account in a final block yet.', {
    next: 'Repeat the same command later: it goes on where it stopped.',
  });
}

function resultOf({ id, cancellation }: Signed, to: Hex, history: History) {
  const ended = history.ended(cancellation.account);
  return {
    id: toHex(id),
    tx: ended?.tx ?? '0x',
    to,
    amount: (ended?.amount ?? 0n).toString(),
    account: toHex(cancellation.account),
  };
}

/**
 * Brings a signed cancellation to the chain, once. Returns the block that has to be final.
 * @throws WalletError `VAULT_REFUSES`, `TRANSACTION_FAILED`, `TRANSACTION_WAITS`
 */
export async function sendCancellation(context: WalletContext, signed: Signed): Promise<number> {
  const key = `submit:${toHex(signed.id)}`;
  return joined(context, key, async () => {
    const before = await closedAt(context, signed.cancellation);
    if (before !== undefined) return before;
    const operation = startOperation(context, key, 'submit', toHex(signed.id));
    if (operation.result !== undefined) {
      // A reorganisation took back what was done: the same transaction again, or another one.
      const { result: _, ...again } = operation;
      context.book.putOperation({ ...again, transactions: [] });
    }
    try {
      const { transaction, block } = await submit(context, key, async () => ({
        type: 'cancel',
        cancellation: signed.cancellation,
        signature: signed.signature,
      }));
      finishOperation(context, context.book.operation(key)!, { tx: transaction.hash, block });
      return block;
    } catch (error) {
      // Somebody else was faster.
      const block = await closedAt(context, signed.cancellation);
      if (block === undefined) throw error;
      finishOperation(context, context.book.operation(key)!, { tx: null });
      return block;
    }
  });
}

/** The block that closed the account, whoever sent the cancellation. */
async function closedAt(
  context: WalletContext,
  { account, serial }: Cancellation,
): Promise<number | undefined> {
  const { chain, book } = context;
  const head = await chain.head();
  const { status } = await chain.account(account);
  if (status !== 'closed' && !(await chain.isUsed(account, serial))) return undefined;
  const final = await chain.finalHeader();
  const history = await fetchHistory(chain, book, Math.min(final.number, head.number), head.number);
  return history.ended(account)?.block ?? head.number;
}

/** The same failure, saying what became of the money: it was debited when the cancellation was signed. */
function setAside(context: WalletContext, { id, cancellation }: Signed, error: unknown): unknown {
  if (!isCofferError(error)) return error;
  const stuck = error.code === 'VAULT_REFUSES' || error.code === 'TRANSACTION_FAILED';
  const entry = context.book.entry(toHex(id));
  if (stuck && entry?.state === 'pending') context.book.putEntry({ ...entry, reason: error.code });
  const until = cancellation.settleBy + context.network.facts.parameters.reorgMargin;
  return new CofferError(error.code, error.message, {
    money: `The cancellation is signed and everything in the account is set aside for ${toHex(cancellation.to)}. If it cannot be sent until ${dayOf(until)}, the account is yours as before.`,
    next: stuck
      ? `The vault cannot pay this address. Reconcile after ${dayOf(until)}: the account can be used again then. Coffer cannot give it back earlier.`
      : error.code === 'GAS_MONEY_LOW'
        ? 'Send ether to the wallet’s gas account, then repeat the same command: it goes on where it stopped.'
        : 'Repeat the same command later: it goes on where it stopped.',
    details: { ...error.details, cancellation: toHex(id), until },
    cause: error,
  });
}

/** Forgets the account that a finished cancellation closed, unless that is done. */
async function cleanAfter(context: WalletContext, result: string): Promise<Cancelled> {
  const read = JSON.parse(result) as { id: Hex; tx: Hex; to: Hex; amount: string; account: Hex };
  const { certificate } = await statusOf(context);
  if (certificate !== undefined && equal(certificate.account, fromHex(read.account, 20))) {
    await clean(context).catch((error: unknown) => {
      throw paidOut(read.to, error);
    });
  }
  return { ...read, amount: wei(BigInt(read.amount)) };
}

/**
 * "clean" (§IV-A): deletes the key of an account that a final header proves closed, and ends in the book what was open.
 * The enclave can then make a new account.
 * @throws OfflineError `NOT_CLOSED`
 */
export async function clean(
  context: WalletContext,
): Promise<{ readonly cleaned: true; readonly account: Hex }> {
  const { account } = await certificateOf(context);
  await withNewestHeader(context, async () => {
    const { evidence, account: vault } = await fetchAccount(
      context,
      await context.chain.finalHeader(),
      account,
    );
    if (vault.status === 'closed') await closeEntries(context, account);
    return ask(context.enclave, { type: 'clean', evidence }, 'done');
  });
  return { cleaned: true, account: toHex(account) };
}

/** What was open ended with the account: the vault pays nothing from it and nothing to it any more. */
async function closeEntries(context: WalletContext, account: Bytes): Promise<void> {
  const header = await context.chain.finalHeader();
  const history = await fetchHistory(context.chain, context.book, header.number, header.number);
  for (const entry of context.book.entriesIn(['in-flight', 'acknowledged', 'pending', 'waiting'])) {
    if (entry.kind === 'deposit') continue;
    const state = entry.kind === 'receipt' ? 'lapsed' : 'refunded';
    context.book.putEntry(settledEntry(history, account, entry) ?? { ...entry, state, reason: CLOSED });
  }
}

/** Ends the cancellation that a reconciliation has brought to its end. */
export async function finishCancels(context: WalletContext, account: Bytes, history: History): Promise<void> {
  const ended = history.ended(account);
  if (ended === undefined) return;
  const entry = context.book.entries().find(({ kind, tx }) => kind === 'cancellation' && tx === ended.tx);
  if (entry === undefined) return;
  const result = {
    id: entry.id,
    tx: ended.tx,
    to: entry.other ?? '0x',
    amount: ended.amount.toString(),
    account: toHex(account),
  };
  const open = context.book.unfinished().filter(({ kind }) => kind === 'cancel');
  for (const operation of open) finishOperation(context, operation, result);
  if (open.length > 0) await clean(context);
}
