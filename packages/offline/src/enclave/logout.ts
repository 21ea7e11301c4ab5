import { type Bytes, equal } from '@coffer/core/bytes';
import type { StepContext } from '@coffer/core/program';
import { sign } from '@coffer/crypto/secp256k1';
import type { ChainEvidence } from '../messages/command.ts';
import { OfflineError } from '../messages/error.ts';
import { type Cancellation, cancellationDigest, stateDigest } from '../messages/payment.ts';
import { debit, spendable, withdrawable } from './books.ts';
import { verifyEvidence, viewAccount } from './chain.ts';
import {
  accountOf,
  latestSettleBy,
  mustBeAbleToSpend,
  mustBeOpen,
  mustBePayable,
  mustHaveRoom,
} from './guard.ts';
import { type Draw, EMPTY_BOOKS, type OfflineState } from './state.ts';
import { type Outcome, resend } from './transfer.ts';

/** The end of an account: signed over to one address while nothing else is open, deleted when the chain shows it closed. */

/**
 * "logout" (§IV-A): signs all that the account holds over to `to`. Debited in the same step, like everything that is signed
 * (SAFETY O1, O3); from then on the account does nothing more, unless a final header shows that the vault can no longer carry
 * it out.
 * @throws OfflineError `UNSETTLED`, `ACCOUNT_LEAVING`, and whatever stops a withdrawal
 */
export function logout(state: OfflineState, to: Bytes, context: StepContext): Outcome {
  const account = accountOf(state);
  const last = state.outgoing.get(state.nextSerial - 1);
  // The same bytes again (SAFETY O9): a host may have lost them.
  if (last?.type === 'cancellation' && equal(last.cancellation.to, to)) {
    return resend(state, last.cancellation.serial);
  }
  mustBeAbleToSpend(state, context.time);
  mustHaveRoom(state);
  mustBePayable(state, to);
  mustBeOpen(state);
  mustBeSettled(state);
  const amount = withdrawable(state);
  const draws: readonly Draw[] = amount === 0n ? [] : [{ source: undefined, amount }];
  const debited = debit(state, draws);
  const serial = state.nextSerial;
  const cancellation: Cancellation = {
    account: account.address,
    to,
    serial,
    tGen: context.time,
    settleBy: latestSettleBy(state, context.time),
    provedAt: state.provedAt,
    state: stateDigest(spendable(debited, 0), serial, state.steps),
  };
  const id = cancellationDigest(state.domain, cancellation);
  const signature = sign(account.secret, id);
  return {
    state: {
      ...debited,
      nextSerial: serial + 1,
      outgoing: state.outgoing.with(serial, { type: 'cancellation', id, cancellation, signature, draws }),
    },
    reply: { type: 'cancellation', id, cancellation, signature },
  };
}

/**
 * A closed account settles nothing, whoever is harmed by it. What a payee refused is over: should a broken payee settle it
 * all the same, the vault pays less out, and compensates the recovery address when both answers are shown.
 */
function mustBeSettled(state: OfflineState): void {
  const open = [...state.outgoing.values()].filter(
    (entry) => entry.type !== 'payment' || entry.state !== 'aborted',
  );
  if (open.length === 0 && state.incoming.size === 0) return;
  throw new OfflineError('UNSETTLED', 'Not everything that this account paid and was paid is settled.', {
    money: 'Nothing changed.',
    next: 'Reconcile, then end the account. What nobody answers or settles comes back after its deadline.',
    details: { outgoing: open.length, incoming: state.incoming.size },
  });
}

/**
 * "clean" (§IV-A): deletes the account key and the books, once a final header proves the account closed. The enclave can then
 * make a new account; what it knows of the chain, of revocations and of its own rollback protection stays.
 * @throws OfflineError `NOT_CLOSED`; TrustError; ProofError
 */
export function clean(state: OfflineState, evidence: ChainEvidence): Outcome {
  const { address } = accountOf(state);
  const view = verifyEvidence(state, evidence);
  const { status } = viewAccount(view, address);
  if (status !== 'closed') {
    throw new OfflineError('NOT_CLOSED', `The account is ${status} on chain: its key is kept.`, {
      money: 'Nothing changed.',
      next: 'Bring the cancellation to the vault and wait until it is final.',
    });
  }
  return { state: { ...state, ...EMPTY_BOOKS, anchor: view.anchor }, reply: { type: 'done' } };
}
