import type { Wei } from '@coffer/core/amount';
import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import type { ChainEvidence, Finalized, ReceiptProof } from '../messages/command.ts';
import { OfflineError } from '../messages/error.ts';
import { forgetAnswers } from './answers.ts';
import { chainBased, chainDraws, refund } from './books.ts';
import { type ChainView, verifyEvidence, viewAccount } from './chain.ts';
import { accountOf } from './guard.ts';
import { isReceipt, peakOf } from './receipts.ts';
import { type OfflineState, outgoingFacts } from './state.ts';
import { peakSlot, serialSlot, serialUsed, type VaultAccount } from './storage.ts';
import type { Outcome } from './transfer.ts';

/** What happened, collected while judging. */
type Report = { -readonly [K in Exclude<keyof Finalized, 'deposited'>]: Finalized[K][number][] };

/**
 * "deposit" (§IV-A): books what the account's cumulative total grew by since it was last proved, so that nothing is
 * credited twice, and renews the account proof.
 * @throws OfflineError, TrustError, ProofError
 */
export function deposit(state: OfflineState, evidence: ChainEvidence): Outcome {
  const view = verifyEvidence(state, evidence);
  const { state: booked, amount } = bookDeposits(state, view);
  return { state: forgetAnswers(booked), reply: { type: 'deposited', amount: amount as Wei } };
}

/**
 * "freeze" (§IV-A): books that the account is frozen, because somebody proved this enclave broken. It then pays, withdraws
 * and acknowledges nothing more; what it paid and was paid before still settles (SAFETY O7).
 * @throws OfflineError `NOT_FROZEN`; TrustError; ProofError
 */
export function freeze(state: OfflineState, evidence: ChainEvidence): Outcome {
  const view = verifyEvidence(state, evidence);
  const { state: booked, vault } = bookDeposits(state, view);
  if (vault.status !== 'frozen') {
    throw new OfflineError('NOT_FROZEN', `The account is ${vault.status} on chain, not frozen.`, {
      money: 'Nothing changed.',
    });
  }
  return { state: forgetAnswers(booked), reply: { type: 'done' } };
}

function bookDeposits(
  state: OfflineState,
  view: ChainView,
): { state: OfflineState; amount: bigint; vault: VaultAccount } {
  const vault = viewAccount(view, accountOf(state).address);
  const amount = vault.depositTotal - state.vault.depositTotal;
  if (vault.status !== 'absent' && !equal(vault.recovery, accountOf(state).certificate.recovery)) {
    throw booksDiffer('the account was opened with another recovery address', {});
  }
  if (amount < 0n) throw booksDiffer('the total of deposits shrank', {});
  return {
    vault,
    amount,
    state: {
      ...state,
      anchor: view.anchor,
      provedAt: view.anchor.timestamp,
      vault,
      chainFree: state.chainFree + amount,
    },
  };
}

/**
 * "finalize" (§IV-A): judges everything unsettled under one final header. Refunds come before write-offs (SAFETY O6);
 * afterwards the vault's balance must be what the books say, to the wei.
 * @throws OfflineError `PROOF_INCOMPLETE`, `PROOF_INVALID`, `BOOKS_DIFFER`; TrustError; ProofError
 */
export function finalize(
  state: OfflineState,
  evidence: ChainEvidence,
  receipts: readonly ReceiptProof[],
): Outcome {
  const view = verifyEvidence(state, evidence);
  const { state: deposited, amount, vault } = bookDeposits(state, view);
  const report: Report = {
    settledOut: [],
    refunded: [],
    settledIn: [],
    writtenOff: [],
    disputed: [],
  };
  const afterOutgoing = judgeOutgoing(deposited, view, report);
  const judged = judgeIncoming(afterOutgoing, view, vault, receipts, report);
  return {
    state: forgetAnswers(balance(judged, passedOn(deposited, report), report)),
    reply: { type: 'finalized', ...report, deposited: amount as Wei },
  };
}

/** Incoming payments that fund an outgoing one which the vault settled: so it must have settled them too (SAFETY O6). */
function passedOn(before: OfflineState, report: Report): readonly Bytes[] {
  const settled = new Set(report.settledOut.map(toHex));
  return [...before.outgoing.values()]
    .filter(({ id }) => settled.has(toHex(id)))
    .flatMap(({ draws }) => draws.flatMap(({ source }) => source ?? []));
}

/**
 * Compares the books with the vault. What is left of an account that was proved broken, or ended, the vault alone knows.
 * @throws OfflineError `BOOKS_DIFFER`
 */
function balance(state: OfflineState, settled: readonly Bytes[], report: Report): OfflineState {
  const { vault } = state;
  if (vault.status === 'closed') return { ...state, chainFree: 0n };
  if (vault.status === 'frozen') return { ...state, chainFree: vault.balance - chainDraws(state) };
  const expected = state.chainFree + chainDraws(state);
  if (vault.balance !== expected) {
    throw booksDiffer('the vault holds another amount for this account', {
      vault: vault.balance,
      books: expected,
    });
  }
  // A payment that was passed on whole leaves no trace in the balance: without its receipt it would be called disputed.
  const proved = new Set(report.settledIn.map(toHex));
  if (settled.some((id) => !proved.has(toHex(id)))) {
    throw booksDiffer('a payment was settled that funds a settled one, and its receipt is missing', {});
  }
  return state;
}

/** What had to be settled before this time never will be, in no other version of the chain's end either (SAFETY O9). */
function lapsedBefore(state: OfflineState): number {
  return (state.anchor?.timestamp ?? 0) - state.network.facts.parameters.reorgMargin;
}

function judgeOutgoing(start: OfflineState, view: ChainView, report: Report): OfflineState {
  const own = accountOf(start).address;
  const lapsed = lapsedBefore(start);
  let state = start;
  let { outgoing } = start;
  for (const entry of start.outgoing.values()) {
    const { serial, settleBy, amount, id } = outgoingFacts(entry);
    const aborted = entry.type === 'payment' && entry.state === 'aborted';
    if (serialUsed(view.word(serialSlot(own, serial)), serial)) {
      outgoing = outgoing.without(serial);
      if (aborted) {
        // The payee's broken enclave signed an acknowledgement after its rejection, and the vault settled it.
        state = { ...state, chainFree: state.chainFree - amount };
        report.disputed.push(id);
      } else report.settledOut.push(id);
    } else if (settleBy < lapsed) {
      outgoing = outgoing.without(serial);
      if (aborted) continue;
      state = refund(state, entry.draws);
      report.refunded.push(id);
    }
  }
  return { ...state, outgoing };
}

function judgeIncoming(
  start: OfflineState,
  view: ChainView,
  vault: VaultAccount,
  receipts: readonly ReceiptProof[],
  report: Report,
): OfflineState {
  const own = accountOf(start).address;
  const lapsed = lapsedBefore(start);
  const proofs = new Map<string, ReceiptProof>(receipts.map((receipt) => [toHex(receipt.payment), receipt]));
  let state = start;
  for (const [key, entry] of start.incoming) {
    const { payer, serial, settleBy } = entry.accepted.payment;
    if (!serialUsed(view.word(serialSlot(payer, serial)), serial)) {
      if (settleBy >= lapsed) continue;
      state = { ...state, incoming: state.incoming.without(key) };
      report.writtenOff.push(entry.id);
      continue;
    }
    const proof = proofs.get(key);
    if (proof === undefined) {
      // Used, but not shown to be by this payment. If it was, the vault's balance is higher than the books: refused there.
      if (settleBy < lapsed) {
        state = { ...state, incoming: state.incoming.without(key) };
        report.disputed.push(entry.id);
        continue;
      }
      if (entry.disputed) continue;
      state = {
        ...state,
        incoming: state.incoming.with(key, { ...state.incoming.get(key)!, disputed: true }),
      };
      report.disputed.push(entry.id);
      continue;
    }
    const place = peakOf(proof.index, vault.received);
    const peak = place === undefined ? undefined : view.word(peakSlot(own, place.height));
    if (peak === undefined || !isReceipt(entry.id, proof.index, vault.received, proof.path, peak)) {
      throw new OfflineError('PROOF_INVALID', 'A receipt does not prove that the payment was settled.', {
        details: { payment: key },
      });
    }
    const free = state.incoming.get(key)!.free;
    state = chainBased(
      { ...state, chainFree: state.chainFree + free, incoming: state.incoming.without(key) },
      entry.id,
    );
    report.settledIn.push(entry.id);
  }
  return state;
}

function booksDiffer(what: string, details: Record<string, bigint>): OfflineError {
  return new OfflineError('BOOKS_DIFFER', `The chain and this wallet’s books differ: ${what}.`, {
    next: 'Fetch the receipts of this account again; a settled payment without its receipt looks like this.',
    details,
  });
}
