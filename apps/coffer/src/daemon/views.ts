import { type Bytes, toHex } from '@coffer/core/bytes';
import type { Dispute } from '@coffer/offline/host/disputes';
import type { ExitView } from '@coffer/offline/host/exiting';
import type { PaymentView } from '@coffer/offline/host/payment-view';
import type { Reconciled } from '@coffer/offline/host/reconciling';
import type { AccountView, OfflineWallet } from '@coffer/offline/host/wallet';
import { OfflineError } from '@coffer/offline/messages/error';
import type { z } from 'zod';
import type {
  accountView,
  activityEntry,
  disputeView,
  enclaveView,
  exitView,
  paymentView,
  reconciledView,
} from '../api/schemas.ts';
import { payable, stopped } from './standing.ts';

/** How the daemon tells what wallet and enclave say. */

/** Who vouches for the enclave. */
export type EnclaveFacts = z.output<typeof enclaveView>;
/** What the daemon knows about a wallet besides the rail. */
export interface WalletFacts {
  readonly wallet: string;
  readonly network: string;
  readonly gasAddress: string;
  readonly enclave: EnclaveFacts;
}

/** Said wherever a simulated enclave could be taken for a real one. */
export const SIMULATED =
  'Simulated: a test double that protects nothing from the owner of this machine. Never use it for real money.';

/** Balances and standing. @throws OfflineError `NOT_INITIALISED` */
export function describeAccount(facts: WalletFacts, view: AccountView): z.output<typeof accountView> {
  const { status, certificate } = view;
  if (certificate === undefined) {
    throw new OfflineError('NOT_INITIALISED', 'This wallet has no account yet.', {
      next: 'Create one: coffer offline account create.',
    });
  }
  const ended = stopped(status);
  return {
    ...facts,
    account: toHex(certificate.account),
    recovery: toHex(certificate.recovery),
    spendableWei: status.spendable.toString(),
    payableWei: payable(status).toString(),
    withdrawableWei: (ended === undefined ? status.withdrawable : 0n).toString(),
    unsettledIncomingWei: status.unsettledIncoming.toString(),
    inFlightWei: status.inFlight.toString(),
    outgoingUnsettledWei: status.outgoingUnsettled.toString(),
    pendingWithdrawalsWei: status.pendingWithdrawals.toString(),
    onChainWei: status.onChain.toString(),
    depositTotalWei: status.depositTotal.toString(),
    accountStatus: status.accountStatus,
    leaving: status.leaving,
    exitAt: status.exitAt === 0 ? null : status.exitAt,
    mode: status.mode,
    headerNumber: status.headerNumber,
    headerTime: status.headerTime,
    provedAt: status.provedAt,
    stopped: ended?.why ?? null,
    next: ended?.next ?? null,
  };
}

/** The activity list. */
export function describeActivity(
  entries: Awaited<ReturnType<OfflineWallet['activity']>>,
): z.output<typeof activityEntry>[] {
  return entries.map((entry) => ({
    id: entry.id,
    what: entry.what,
    amountWei: entry.amount.toString(),
    party: entry.other ?? null,
    time: entry.time,
    state: entry.state,
    deadline: entry.deadline ?? null,
    tx: entry.tx ?? null,
    next: entry.next,
    reason: entry.reason ?? null,
    memo: entry.memo ?? null,
  }));
}

/** Something contested. */
export function describeDispute(dispute: Dispute): z.output<typeof disputeView> {
  const { id, role, culprit, amount, paid, state, txs, next, deadline, code } = dispute;
  return {
    ...{ id, role, culprit, state, next },
    amountWei: amount.toString(),
    paidWei: paid.toString(),
    txs: [...txs],
    deadline: deadline ?? null,
    code: code ?? null,
  };
}

/** What a reconciliation did. */
export function describeReconciled(done: Reconciled): z.output<typeof reconciledView> {
  const { txs, finalized, skipped, disputes, accountStatus, failures } = done;
  return {
    txs: [...txs],
    settledOut: hexes(finalized.settledOut),
    settledIn: hexes(finalized.settledIn),
    refunded: hexes(finalized.refunded),
    writtenOff: hexes(finalized.writtenOff),
    disputed: hexes(finalized.disputed),
    depositedWei: finalized.deposited.toString(),
    skipped: skipped.map(({ id, reason }) => ({ id, reason })),
    disputes: disputes.map(describeDispute),
    accountStatus,
    failures: failures.map(({ id, code, message }) => ({ id, code, message })),
  };
}

/** One payment and where its money is. */
export function describePayment(payment: PaymentView): z.output<typeof paymentView> {
  const { id, kind, state, amount, time, money, next, action, dispute } = payment;
  return {
    ...{ id, kind, state, time, money, next, action },
    amountWei: amount.toString(),
    party: payment.other ?? null,
    serial: payment.serial ?? null,
    expiry: payment.expiry ?? null,
    settleBy: payment.settleBy ?? null,
    reason: payment.reason ?? null,
    memo: payment.memo ?? null,
    tx: payment.tx ?? null,
    deadline: payment.deadline ?? null,
    file: payment.file ?? null,
    dispute: dispute === undefined ? null : describeDispute(dispute),
  };
}

/** Where a lost-device path stands. */
export function describeExit(exit: ExitView): z.output<typeof exitView> {
  const { account, recovery, status, balance, exitAt, due, next } = exit;
  return { account, recovery, status, onChainWei: balance.toString(), exitAt: exitAt ?? null, due, next };
}

/** Ids for JSON. */
export function hexes(ids: readonly Bytes[]): string[] {
  return ids.map((id) => toHex(id));
}
