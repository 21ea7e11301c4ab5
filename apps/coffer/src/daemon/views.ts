import { type Bytes, toHex } from '@coffer/core/bytes';
import type { AccountView, OfflineWallet } from '@coffer/offline/host/wallet';
import { OfflineError } from '@coffer/offline/messages/error';
import type { z } from 'zod';
import type { accountView, activityEntry, enclaveView } from '../api/schemas.ts';

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
  return {
    ...facts,
    account: toHex(certificate.account),
    recovery: toHex(certificate.recovery),
    spendableWei: status.spendable.toString(),
    withdrawableWei: status.withdrawable.toString(),
    unsettledIncomingWei: status.unsettledIncoming.toString(),
    inFlightWei: status.inFlight.toString(),
    outgoingUnsettledWei: status.outgoingUnsettled.toString(),
    pendingWithdrawalsWei: status.pendingWithdrawals.toString(),
    onChainWei: status.onChain.toString(),
    depositTotalWei: status.depositTotal.toString(),
    accountStatus: status.accountStatus,
    mode: status.mode,
    headerNumber: status.headerNumber,
    headerTime: status.headerTime,
    provedAt: status.provedAt,
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

/** Ids for JSON. */
export function hexes(ids: readonly Bytes[]): string[] {
  return ids.map((id) => toHex(id));
}
