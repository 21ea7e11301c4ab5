import type { Wei } from '@coffer/core/amount';
import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import type { StepContext } from '@coffer/core/program';
import { sign } from '@coffer/crypto/secp256k1';
import {
  type AccountCertificate,
  policyOf,
  type Revocations,
  verifyAccountCertificate,
} from '../messages/certificate.ts';
import type { Reply } from '../messages/command.ts';
import { OfflineError } from '../messages/error.ts';
import type { PaymentMessage } from '../messages/message.ts';
import {
  type AcceptedPayment,
  type Payment,
  paymentDigest,
  stateDigest,
  type Withdrawal,
  withdrawalDigest,
} from '../messages/payment.ts';
import { chooseDraws, debit, spendable, withdrawable } from './books.ts';
import {
  accountOf,
  latestSettleBy,
  mustBeAbleToSpend,
  mustBeOpen,
  mustBePayable,
  mustHaveRoom,
  mustHaveRoomToPay,
} from './guard.ts';
import { answerKey, type Draw, type Incoming, type OfflineState, outgoingFacts } from './state.ts';
import { supportBytes } from './supports.ts';

/** A new state with the reply that it caused. */
export interface Outcome {
  readonly state: OfflineState;
  readonly reply: Reply;
}

/**
 * "transfer" (§IV-A): makes tx_off. The amount leaves the balance in this very step (SAFETY O1); it comes back only on the
 * payee's signed rejection or a final proof that the vault can no longer settle it.
 * @throws OfflineError
 */
export function transfer(
  state: OfflineState,
  request: { readonly amount: Wei; readonly payee: AccountCertificate },
  context: StepContext,
): Outcome {
  const account = accountOf(state);
  const { parameters } = state.network.facts;
  mustBeAbleToSpend(state, context.time);
  mustHaveRoomToPay(state);
  if (request.amount < parameters.minimumPayment) {
    throw new OfflineError(
      'UNDER_MINIMUM',
      `This network’s smallest payment is ${parameters.minimumPayment} wei.`,
    );
  }
  if (request.amount > parameters.paymentLimit) {
    throw new OfflineError(
      'OVER_PAYMENT_LIMIT',
      `This network limits a payment to ${parameters.paymentLimit} wei.`,
    );
  }
  if (equal(request.payee.account, account.address)) {
    throw new OfflineError('PAYMENT_TO_SELF', 'The request is for this wallet’s own account.');
  }
  // O4: a key outside any enclave could sign both the rejection, which refunds, and the acknowledgement, which claims.
  verifyAccountCertificate(
    state.network,
    policyOf(state.network, revoked(state)),
    request.payee,
    state.certified,
  );

  const acceptable = context.time + parameters.lockTime + parameters.drift + parameters.settleMargin;
  const draws = chooseDraws(state, request.amount, acceptable);
  const funding = fundingOf(state, draws);
  const settleBy = Math.min(
    latestSettleBy(state, context.time),
    ...funding.map(({ accepted }) => accepted.payment.settleBy),
  );
  const serial = state.nextSerial;
  const debited = debit(state, draws);
  const payment: Payment = {
    payer: account.address,
    payee: request.payee.account,
    amount: request.amount,
    serial,
    tGen: context.time,
    expiry: context.time + parameters.lockTime,
    settleBy,
    provedAt: state.provedAt,
    supports: funding.map(({ id }) => id),
    state: stateDigest(spendable(debited, 0), serial, state.steps),
  };
  const id = paymentDigest(state.domain, payment);
  const message: PaymentMessage = {
    payment,
    signature: sign(account.secret, id),
    ...luggage(state, account.certificate, funding),
  };
  return {
    state: {
      ...debited,
      nextSerial: serial + 1,
      outgoing: state.outgoing.with(serial, {
        type: 'payment',
        id,
        message,
        payee: request.payee,
        draws,
        answer: undefined,
        state: 'in-flight',
      }),
    },
    reply: { type: 'payment', id, message },
  };
}

/** Keys and measurements that this enclave no longer accepts. */
export function revoked(state: OfflineState): Revocations {
  return { keys: state.revokedKeys, measurements: state.revokedMeasurements };
}

function fundingOf(state: OfflineState, draws: readonly Draw[]): readonly Incoming[] {
  return draws.flatMap(({ source }) => (source === undefined ? [] : [state.incoming.get(toHex(source))!]));
}

/** The supports and certificates that travel with a payment funded by these. @throws OfflineError `SUPPORTS_TOO_MANY` */
function luggage(
  state: OfflineState,
  own: AccountCertificate,
  funding: readonly Incoming[],
): Pick<PaymentMessage, 'supports' | 'certificates'> {
  const { maxSupports, maxSupportBytes, maxHops } = state.network.facts.parameters;
  const supports = new Map<string, AcceptedPayment>();
  const known = new Map<string, AccountCertificate>();
  for (const entry of funding) {
    for (const support of [...entry.closure, entry.accepted]) {
      supports.set(toHex(paymentDigest(state.domain, support.payment)), support);
    }
    for (const certificate of entry.certificates) known.set(toHex(certificate.account), certificate);
  }
  // Last, so that nothing received can stand in the place of this account’s own.
  known.set(toHex(own.account), own);
  const needed = new Set([toHex(own.account)]);
  for (const { payment } of supports.values()) needed.add(toHex(payment.payer)).add(toHex(payment.payee));
  const all = [...supports.values()];
  const serials = new Set(all.map(({ payment }) => answerKey(payment.payer, payment.serial)));
  if (serials.size !== all.length) {
    throw new OfflineError(
      'SERIAL_CONFLICT',
      'Two of the payments that would fund this one have one serial: at most one is good.',
      {
        money:
          'Nothing was paid. The money of one of the two may be lost to a broken enclave; the other is safe.',
        next: 'Pay a smaller amount, or reconcile: the chain shows which of the two is good.',
      },
    );
  }
  const hops = 1 + Math.max(0, ...funding.map((entry) => entry.hops));
  if (all.length > maxSupports || hops > maxHops || supportBytes(all) > maxSupportBytes) {
    throw new OfflineError(
      'SUPPORTS_TOO_MANY',
      'This money has passed through too many hands since anybody settled.',
      {
        next: 'Pay a smaller amount, or go online and reconcile: settled money carries no history.',
        details: { payments: all.length, hops, maxHops, maxSupports },
      },
    );
  }
  return { supports: all, certificates: [...needed].map((account) => known.get(account)!) };
}

/** The same bytes again, for ever (SAFETY O9). @throws OfflineError `UNKNOWN_PAYMENT` */
export function resend(state: OfflineState, serial: number): Outcome {
  const entry = state.outgoing.get(serial);
  if (entry === undefined) {
    throw new OfflineError('UNKNOWN_PAYMENT', 'There is no unsettled payment with this serial.', {
      money: 'Settled and refunded payments are not sent again.',
    });
  }
  const { id } = entry;
  if (entry.type === 'payment') return { state, reply: { type: 'payment', id, message: entry.message } };
  const { signature } = entry;
  return entry.type === 'withdrawal'
    ? { state, reply: { type: 'withdrawal', id, withdrawal: entry.withdrawal, signature } }
    : { state, reply: { type: 'cancellation', id, cancellation: entry.cancellation, signature } };
}

/**
 * A withdrawal to any Ethereum address: only of chain balance that is proved and promised to nobody; debited when signed
 * (SAFETY O1, O3).
 * @throws OfflineError
 */
export function withdraw(
  state: OfflineState,
  request: { readonly amount: Wei; readonly to: Bytes },
  context: StepContext,
): Outcome {
  const account = accountOf(state);
  mustBeAbleToSpend(state, context.time);
  mustHaveRoom(state);
  if (request.amount === 0n)
    throw new OfflineError('UNDER_MINIMUM', 'A withdrawal of nothing is not a withdrawal.');
  mustBePayable(state, request.to);
  mustBeOpen(state);
  if (request.amount > withdrawable(state)) {
    throw new OfflineError(
      'WITHDRAWABLE_TOO_LOW',
      'Less than this is settled on chain and not promised to anybody.',
      {
        next: 'Reconcile: incoming payments can be withdrawn once they are settled.',
        details: { withdrawable: withdrawable(state), wanted: request.amount },
      },
    );
  }
  const draws: readonly Draw[] = [{ source: undefined, amount: request.amount }];
  const debited = debit(state, draws);
  const serial = state.nextSerial;
  const withdrawal: Withdrawal = {
    account: account.address,
    to: request.to,
    amount: request.amount,
    serial,
    tGen: context.time,
    settleBy: latestSettleBy(state, context.time),
    provedAt: state.provedAt,
    state: stateDigest(spendable(debited, 0), serial, state.steps),
  };
  const id = withdrawalDigest(state.domain, withdrawal);
  const signature = sign(account.secret, id);
  const entry = { type: 'withdrawal', id, withdrawal, signature, draws } as const;
  return {
    state: {
      ...debited,
      nextSerial: serial + 1,
      outgoing: state.outgoing.with(outgoingFacts(entry).serial, entry),
    },
    reply: { type: 'withdrawal', id, withdrawal, signature },
  };
}
