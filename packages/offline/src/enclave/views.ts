import type { Wei } from '@coffer/core/amount';
import { toHex } from '@coffer/core/bytes';
import type { AccountCertificate } from '../messages/certificate.ts';
import type { Reply, Settlement } from '../messages/command.ts';
import { type AcceptedPayment, paymentDigest } from '../messages/payment.ts';
import { spendable, unsettledIncoming, withdrawable } from './books.ts';
import { isLeaving } from './guard.ts';
import { type OfflineState, outgoingFacts } from './state.ts';

/** "onchainUpdate" (§IV-A): everything unsettled, what funds before what is funded, with all certificates. */
export function onchainUpdate(state: OfflineState): Reply {
  const payments = new Map<string, AcceptedPayment>();
  const certificates = new Map<string, AccountCertificate>();
  const add = (list: readonly AcceptedPayment[], certified: readonly AccountCertificate[]): void => {
    for (const accepted of list) payments.set(toHex(paymentDigest(state.domain, accepted.payment)), accepted);
    for (const certificate of certified) certificates.set(toHex(certificate.account), certificate);
  };
  for (const entry of state.incoming.values()) add([...entry.closure, entry.accepted], entry.certificates);
  const withdrawals = [];
  let cancellation: Settlement['cancellation'];
  for (const entry of state.outgoing.values()) {
    if (entry.type === 'withdrawal')
      withdrawals.push({ withdrawal: entry.withdrawal, signature: entry.signature });
    else if (entry.type === 'cancellation')
      cancellation = { cancellation: entry.cancellation, signature: entry.signature };
    else if (entry.state === 'acknowledged' && entry.answer !== undefined) {
      const { payment, signature, supports, certificates: certified } = entry.message;
      const accepted = { payment, signature, acknowledgement: entry.answer.signature };
      add([...supports, accepted], [...certified, entry.payee]);
    }
  }
  // Last, so that nothing received can stand in the place of this account’s own.
  if (state.account !== undefined) add([], [state.account.certificate]);
  return {
    type: 'settlement',
    payments: [...payments.values()],
    certificates: [...certificates.values()],
    withdrawals,
    cancellation,
  };
}

/** Balances and standing. A payment counts once: in flight, or acknowledged, or settled (SAFETY A1). */
export function status(state: OfflineState): Reply {
  const sums = { inFlight: 0n, outgoingUnsettled: 0n, pendingWithdrawals: 0n };
  for (const entry of state.outgoing.values()) {
    const { amount } = outgoingFacts(entry);
    if (entry.type !== 'payment') sums.pendingWithdrawals += amount;
    else if (entry.state === 'in-flight') sums.inFlight += amount;
    else if (entry.state === 'acknowledged') sums.outgoingUnsettled += amount;
  }
  const { vault, anchor } = state;
  return {
    type: 'status',
    initialised: state.account !== undefined,
    certificate: state.account?.certificate,
    spendable: spendable(state, 0) as Wei,
    withdrawable: withdrawable(state) as Wei,
    unsettledIncoming: unsettledIncoming(state) as Wei,
    inFlight: sums.inFlight as Wei,
    outgoingUnsettled: sums.outgoingUnsettled as Wei,
    pendingWithdrawals: sums.pendingWithdrawals as Wei,
    onChain: vault.balance as Wei,
    depositTotal: vault.depositTotal as Wei,
    accountStatus: vault.status,
    exitAt: vault.exitAt,
    headerNumber: anchor?.number ?? 0,
    headerTime: anchor?.timestamp ?? 0,
    provedAt: state.provedAt,
    mode: state.unproven ? 'restored-without-counter' : 'normal',
    leaving: isLeaving(state),
    nextSerial: state.nextSerial,
  };
}

/** The books, entry by entry. */
export function payments(state: OfflineState): Reply {
  return {
    type: 'payments',
    outgoing: [...state.outgoing.values()].map((entry) => {
      const { id, serial, amount, settleBy } = outgoingFacts(entry);
      const common = { id, serial, amount: amount as Wei, settleBy };
      if (entry.type === 'withdrawal') {
        const { to, tGen } = entry.withdrawal;
        return { ...common, kind: 'withdrawal', to, tGen, expiry: settleBy, state: 'pending' };
      }
      if (entry.type === 'cancellation') {
        const { to, tGen } = entry.cancellation;
        return { ...common, kind: 'cancellation', to, tGen, expiry: settleBy, state: 'pending' };
      }
      const { payee, tGen, expiry } = entry.message.payment;
      return { ...common, kind: 'payment', to: payee, tGen, expiry, state: entry.state };
    }),
    incoming: [...state.incoming.values()].map(({ id, accepted: { payment }, free, disputed }) => ({
      id,
      from: payment.payer,
      serial: payment.serial,
      amount: payment.amount,
      tGen: payment.tGen,
      settleBy: payment.settleBy,
      free: free as Wei,
      state: disputed ? 'disputed' : 'unsettled',
    })),
  };
}
