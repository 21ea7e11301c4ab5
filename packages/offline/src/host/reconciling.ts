import { type Bytes, fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { CofferError } from '@coffer/core/error';
import type { AccountStatus } from '../enclave/storage.ts';
import type { AccountCertificate } from '../messages/certificate.ts';
import type { Finalized, Settlement } from '../messages/command.ts';
import { cancellationDigest, paymentDigest } from '../messages/payment.ts';
import { updateEntries } from './activity.ts';
import type { FinalHeader } from './chain.ts';
import { mustBeConnected } from './checking.ts';
import type { WalletContext } from './context.ts';
import { collectDisputes, type Dispute, disputesOf, updateDisputed } from './disputes.ts';
import { type Failure, pursueDisputes } from './disputing.ts';
import { ask } from './enclave.ts';
import { fetchAccount } from './evidence.ts';
import { finalize } from './finalizing.ts';
import { certificateOf, finishDeposits } from './funding.ts';
import { finishCancels, sendCancellation } from './leaving.ts';
import { withNewestHeader } from './newest.ts';
import { settleInterrupted } from './paying.ts';
import type { History } from './receipts.ts';
import { awaitFinal, type Progress, resendRecorded } from './sending.ts';
import type { Candidate } from './settlement.ts';
import { finishBatches, sendWithdrawals, settleAll } from './settling.ts';

/** What a reconciliation did. */
export interface Reconciled {
  /** Payments that are settled now, by this wallet or by others. */
  readonly settled: readonly Hex[];
  /** Transactions that this wallet sent for it. */
  readonly txs: readonly Hex[];
  /** What the enclave booked. */
  readonly finalized: Finalized;
  /** Payments that were not settled, and why: the vault's `Reason`, or the wallet's `LeftOutReason`. */
  readonly skipped: readonly { readonly id: Hex; readonly reason: string }[];
  /** Everything contested that is known, and how far it is. */
  readonly disputes: readonly Dispute[];
  /** What one bad counterparty kept from being done: the rest went on. */
  readonly failures: readonly Failure[];
  /** Standing of the account under the header. */
  readonly accountStatus: AccountStatus;
  /** Number of the header under which it was judged. */
  readonly header: number;
}

/** How often a reconciliation goes round again after it has done something about a dispute. */
const ROUNDS = 3;

/**
 * The paper's reconciliation (§IV-A): onchainUpdate, settlement on the vault of what is not settled yet, for both sides
 * of every payment, and finalize under a final header; freeze and claims where an enclave turns out to be broken.
 * Resumable: after an interruption it starts over, and finds done what was done.
 */
export function reconcile(context: WalletContext, onProgress?: Progress): Promise<Reconciled> {
  return context.reconciling(async () => {
    await mustBeConnected(context);
    await context.spending(() => settleInterrupted(context));
    await context.sending(() => resendRecorded(context));
    await awaitFinal(context, await finishBatches(context), onProgress);
    let done = await round(context, undefined, onProgress);
    for (let rounds = 1; rounds < ROUNDS; rounds++) {
      const { txs, upTo, failures } = await pursueDisputes(context, done.certificates);
      done = { ...done, txs: [...done.txs, ...txs], failures };
      if (upTo === 0) break;
      await awaitFinal(context, upTo, onProgress);
      done = await round(context, done, onProgress);
    }
    updateDisputed(context);
    const { certificate } = await ask(context.enclave, { type: 'status' }, 'status');
    if (certificate !== undefined && done.accountStatus === 'closed') {
      await finishCancels(context, certificate.account, done.history);
    }
    const { history, certificates: _, ...reconciled } = done;
    return { ...reconciled, disputes: disputesOf(context, history) };
  });
}

type Round = Omit<Reconciled, 'disputes'> & {
  readonly history: History;
  readonly certificates: readonly AccountCertificate[];
};

/** Settles, waits until that is final, and has it judged. */
async function round(
  context: WalletContext,
  before: Round | undefined,
  onProgress: Progress | undefined,
): Promise<Round> {
  const own = (await certificateOf(context)).account;
  const settlement = await ask(context.enclave, { type: 'onchainUpdate' }, 'settlement');
  const candidates = settlement.payments.map(
    (accepted): Candidate => ({ id: paymentDigest(context.domain, accepted.payment), accepted }),
  );
  const sent = await settleAll(context, settlement, candidates);
  const withdrawn = await sendWithdrawals(context, settlement, sent.history);
  const leaving = await sendLeaving(context, settlement);
  await awaitFinal(context, Math.max(sent.upTo, withdrawn.upTo, leaving.upTo), onProgress);
  const judged = await withNewestHeader(context, async () => {
    const accountStatus = await bookFreeze(context, own);
    return { ...(await finalize(context, own)), accountStatus };
  });
  const { history, header, accountStatus } = judged;
  await updateEntries(context, history, judged.finalized);
  await finishDeposits(context, header);
  const settled = candidates.filter(({ id }) => history.settled(id) !== undefined).map(({ id }) => toHex(id));
  const isSettled = (id: Hex): boolean => history.settled(fromHex(id, 32)) !== undefined;
  const skipped = [...sent.skipped, ...withdrawn.skipped, ...leaving.skipped].filter(
    ({ id }) => !isSettled(id),
  );
  collectDisputes(context, { own, candidates, finalized: judged.finalized, skipped, history });
  return {
    settled: [...new Set([...(before?.settled ?? []), ...settled])],
    txs: [...(before?.txs ?? []), ...sent.txs, ...withdrawn.txs],
    finalized: before === undefined ? judged.finalized : merged(before.finalized, judged.finalized),
    skipped,
    failures: before?.failures ?? [],
    accountStatus,
    header: header.number,
    history,
    certificates: settlement.certificates,
  };
}

/** What two judgements of one reconciliation booked together. */
function merged(first: Finalized, second: Finalized): Finalized {
  return {
    ...second,
    settledOut: [...first.settledOut, ...second.settledOut],
    refunded: [...first.refunded, ...second.refunded],
    settledIn: [...first.settledIn, ...second.settledIn],
    writtenOff: [...first.writtenOff, ...second.writtenOff],
    disputed: [...first.disputed, ...second.disputed],
    deposited: (first.deposited + second.deposited) as Finalized['deposited'],
  };
}

/** "freeze" (§IV-A): tells the enclave that its account is frozen. Gives the account's standing under the newest header. */
async function bookFreeze(context: WalletContext, own: Bytes): Promise<AccountStatus> {
  const header: FinalHeader = await context.chain.finalHeader();
  const { evidence, account } = await fetchAccount(context, header, own);
  const { accountStatus } = await ask(context.enclave, { type: 'status' }, 'status');
  if (account.status === 'frozen' && accountStatus !== 'frozen') {
    await ask(context.enclave, { type: 'freeze', evidence }, 'done');
  }
  return account.status;
}

/** A signed cancellation that the chain has not shown yet. */
async function sendLeaving(context: WalletContext, { cancellation: signed }: Settlement) {
  const nothing = { upTo: 0, skipped: [] as { id: Hex; reason: string }[] };
  if (signed === undefined) return nothing;
  const id = cancellationDigest(context.domain, signed.cancellation);
  const skipped = (reason: string) => ({ upTo: 0, skipped: [{ id: toHex(id), reason }] });
  if ((await context.chain.head()).time > signed.cancellation.settleBy) return skipped('lapsed');
  try {
    return { ...nothing, upTo: await sendCancellation(context, { id, ...signed }) };
  } catch (error) {
    if (!(error instanceof CofferError) || !REFUSED.has(error.code)) throw error;
    return skipped(error.code);
  }
}

/** The vault does not do it, now or ever. */
const REFUSED: ReadonlySet<string> = new Set(['VAULT_REFUSES', 'TRANSACTION_FAILED']);
