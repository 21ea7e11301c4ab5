import { randomUUID } from 'node:crypto';
import { type Bytes, equal, type Hex, toHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import type { Settlement } from '../messages/command.ts';
import { withdrawalDigest } from '../messages/payment.ts';
import type { VaultEvent } from './chain.ts';
import type { WalletContext } from './context.ts';
import { WalletError } from './error.ts';
import { sendWithdrawal } from './funding.ts';
import { fetchHistory } from './history.ts';
import { finishOperation, startOperation } from './operation.ts';
import type { History } from './receipts.ts';
import { awaitRecorded, type Mined, submit } from './sending.ts';
import { BATCH_LIMITS, type Candidate, firstBatch, missingOpens, planSettlement } from './settlement.ts';

/** Everything signed and unsettled is brought to the vault: payments of both sides, and withdrawals. */

/** What an interrupted reconciliation has signed is brought to its end first. Gives the block that must be final for it. */
export async function finishBatches(context: WalletContext): Promise<number> {
  let upTo = 0;
  for (const operation of context.book.unfinished()) {
    if (operation.kind !== 'settle' && operation.kind !== 'dispute') continue;
    // Whatever became of it, what is not done by it is planned anew.
    const recorded = await awaitRecorded(context, operation);
    if (recorded?.outcome.type === 'mined') upTo = Math.max(upTo, recorded.outcome.block);
    finishOperation(context, context.book.operation(operation.key) ?? operation, {
      tx: recorded?.transaction.hash ?? null,
    });
  }
  return upTo;
}

async function submitBatch(
  context: WalletContext,
  key: string,
  makeCall: Parameters<typeof submit>[2],
): Promise<Mined | undefined> {
  const operation = context.book.operation(key)!;
  try {
    const mined = await submit(context, key, makeCall);
    finishOperation(context, context.book.operation(key) ?? operation, { tx: mined.transaction.hash });
    return mined;
  } catch (error) {
    if (!isCofferError(error, 'TRANSACTION_FAILED') && !isCofferError(error, 'VAULT_REFUSES')) throw error;
    finishOperation(context, context.book.operation(key) ?? operation, { tx: null });
    return undefined;
  }
}

/** What was brought to the vault. */
export interface Sent {
  readonly txs: readonly Hex[];
  readonly skipped: readonly { readonly id: Hex; readonly reason: string }[];
  /** Block that must be final for all of it to count. */
  readonly upTo: number;
  readonly history: History;
}

/** What may be cured by building the batch anew from the present state of the chain. */
const CURABLE: ReadonlySet<string> = new Set([
  'SupportUnsettled',
  'BalanceTooLow',
  'PayerUnknown',
  'PayeeUnknown',
  'ProvedInFuture',
  // A reorganisation took the batch back.
  'NO_EVENT',
]);
/** How often one payment is sent before the wallet gives up until the next reconciliation. */
const TRIES = 3;

/** Settles everything that can be settled, batch by batch, each planned from what the chain holds after the last. */
export async function settleAll(
  context: WalletContext,
  settlement: Settlement,
  candidates: readonly Candidate[],
): Promise<Sent> {
  const tries = new Map<string, number>();
  const givenUp = new Map<string, string>();
  const txs: Hex[] = [];
  let limits = BATCH_LIMITS;
  for (;;) {
    const view = await lookAt(context, candidates);
    const open = candidates.filter(({ id }) => !givenUp.has(toHex(id)));
    const plan = planSettlement(open, view);
    const opening = (account: Bytes): boolean => view.absent.has(toHex(account));
    const { items } = firstBatch(plan.ordered, view.history, opening, limits);
    if (items.length === 0) {
      const upTo = Math.max(0, ...candidates.map(({ id }) => view.history.settled(id)?.block ?? 0));
      const leftOut = plan.leftOut.filter(({ reason }) => reason !== 'settled');
      return {
        txs,
        upTo,
        history: view.history,
        skipped: [
          ...[...givenUp].map(([id, reason]) => ({ id: id as Hex, reason })),
          ...leftOut.map(({ id, reason }) => ({ id: toHex(id), reason })),
        ],
      };
    }
    const key = `settle:${randomUUID()}`;
    startOperation(context, key, 'settle', items.map(({ id }) => toHex(id)).join(' '));
    const opens = missingOpens(items, settlement.certificates, opening);
    const mined = await submitBatch(context, key, async () => ({ type: 'settle', opens, items }));
    if (mined === undefined) {
      // A whole batch never reverts for one item's sake; what is left is gas. Halve it, then give the single item up.
      if (items.length > 1) limits = { ...limits, maxItems: Math.ceil(items.length / 2) };
      else givenUp.set(toHex(items[0]!.id), 'VAULT_REFUSES');
      continue;
    }
    txs.push(mined.transaction.hash);
    const events = await context.chain.events(mined.block, mined.block);
    for (const { id } of items) {
      const name = toHex(id);
      const reason = outcomeOf(events, mined, id);
      if (reason === undefined) continue;
      const count = (tries.get(name) ?? 0) + 1;
      tries.set(name, count);
      if (count < TRIES && CURABLE.has(reason)) continue;
      givenUp.set(name, reason);
      // Perhaps its support was never where a node once said: next time the history is read anew.
      if (reason === 'SupportUnsettled') context.book.forgetEvents();
    }
  }
}

/** Why the vault left an item out; `undefined` when it settled it. */
function outcomeOf(events: readonly VaultEvent[], mined: Mined, id: Bytes): string | undefined {
  const event = events.find(
    (known) =>
      (known.type === 'settled' || known.type === 'skipped') &&
      known.tx === mined.transaction.hash &&
      equal(known.payment, id),
  );
  if (event === undefined) return 'NO_EVENT';
  return event.type === 'skipped' ? event.reason : undefined;
}

/** Most questions asked of the node at once. */
const PARALLEL = 16;

async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += PARALLEL) {
    await Promise.all(items.slice(at, at + PARALLEL).map(work));
  }
}

/** The vault as of the newest block, as far as these payments are concerned. @throws WalletError `CHAIN_ANSWER` */
async function lookAt(context: WalletContext, candidates: readonly Candidate[]) {
  const head = await context.chain.head();
  const final = await context.chain.finalHeader();
  const used = new Set<string>();
  const contested = new Set<string>();
  const absent = new Set<string>();
  const look = async (): Promise<History> => {
    used.clear();
    await forEach(candidates, async ({ accepted: { payment } }) => {
      const name = `${toHex(payment.payer)}/${payment.serial}`;
      if (await context.chain.isUsed(payment.payer, payment.serial)) used.add(name);
    });
    return fetchHistory(context.chain, context.book, finalBlock, head.number);
  };
  const isUsed = (account: Bytes, number: number): boolean => used.has(`${toHex(account)}/${number}`);
  const isContested = (account: Bytes, number: number): boolean =>
    contested.has(`${toHex(account)}/${number}`);
  const finalBlock = Math.min(final.number, head.number);
  let history = await look();
  // Settled without its serial being used: logs and state contradict each other. A payment must not stay unsettled
  // because of what some node once said.
  const contradicts = (): boolean =>
    candidates.some(
      ({ id, accepted: { payment } }) =>
        (history.settled(id)?.block ?? Number.POSITIVE_INFINITY) <= finalBlock &&
        !isUsed(payment.payer, payment.serial),
    );
  if (contradicts()) {
    context.book.forgetEvents();
    await context.clock.sleep(context.patience.interval);
    history = await look();
    if (contradicts()) {
      throw new WalletError('CHAIN_ANSWER', 'The node’s logs and its state contradict each other.', {
        money: 'Nothing was sent.',
        next: 'Use another node, then reconcile again before the earliest deadline: coffer offline activity',
      });
    }
  }
  await forEach(candidates, async ({ id, accepted: { payment } }) => {
    const { payer, serial } = payment;
    if (history.settled(id) !== undefined || !isUsed(payer, serial)) return;
    if (await context.chain.isContested(payer, serial)) contested.add(`${toHex(payer)}/${serial}`);
  });
  const accounts = new Map(
    candidates
      .filter(({ id }) => history.settled(id) === undefined)
      .flatMap(({ accepted: { payment } }) =>
        [payment.payer, payment.payee].map((account) => [toHex(account), account] as const),
      ),
  );
  await forEach([...accounts.values()], async (account) => {
    if ((await context.chain.account(account)).status === 'absent') absent.add(toHex(account));
  });
  return { history, absent, time: head.time, isUsed, isContested };
}

/** Signed withdrawals that the chain has not shown yet. */
export async function sendWithdrawals(
  context: WalletContext,
  settlement: Settlement,
  history: History,
): Promise<Sent> {
  const txs: Hex[] = [];
  const skipped: { id: Hex; reason: string }[] = [];
  let upTo = 0;
  for (const { withdrawal, signature } of settlement.withdrawals) {
    const id = toHex(withdrawalDigest(context.domain, withdrawal));
    const paid = history.withdrawn(withdrawal.account, withdrawal.serial);
    const head = await context.chain.head();
    if (paid !== undefined || (await context.chain.isUsed(withdrawal.account, withdrawal.serial))) {
      upTo = Math.max(upTo, paid?.block ?? head.number);
      continue;
    }
    if (head.time > withdrawal.settleBy) {
      skipped.push({ id, reason: 'lapsed' });
      continue;
    }
    try {
      const { tx, block } = await sendWithdrawal(context, id, { withdrawal, signature });
      txs.push(tx);
      upTo = Math.max(upTo, block);
    } catch (error) {
      if (!isCofferError(error, 'TRANSACTION_FAILED') && !isCofferError(error, 'VAULT_REFUSES')) throw error;
      skipped.push({ id, reason: error.code });
    }
  }
  return { txs, skipped, upTo, history };
}
