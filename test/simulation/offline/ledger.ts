import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import { accountOf } from '@coffer/offline/enclave/guard';
import {
  type Incoming,
  type OfflineState,
  type Outgoing,
  outgoingFacts,
} from '@coffer/offline/enclave/state';
import type { Answer } from '@coffer/offline/messages/message';
import type { Payment, Withdrawal } from '@coffer/offline/messages/payment';
import { short } from '../kernel/trace.ts';
import type { Block, SimulatedChain } from './chain.ts';
import { accountIn, isUsed, type Outcome, STATUS_CLOSED, totalBalance } from './vault-model.ts';

/**
 * What really happened, gathered from every enclave's books at the moment of each step, and the rules that must hold of
 * it after every event (DESIGN §1, SAFETY). No party of the world sees it.
 */

/** A payment that an enclave made. */
export interface KnownPayment {
  readonly id: Bytes;
  readonly payment: Payment;
  readonly payer: number;
  /** `undefined` until the payee's enclave answered. */
  answer: 'acknowledged' | 'rejected' | undefined;
}

/** A withdrawal that an enclave signed. */
export interface KnownWithdrawal {
  readonly id: Bytes;
  readonly withdrawal: Withdrawal;
}

/** A rule of DESIGN or SAFETY was broken. */
export class Broken extends Error {}

/** Most subsets of supports that are tried out per account and event. */
const MAX_SUBSETS = 64;

/** See the head of the file. */
export class Ledger {
  readonly payments = new Map<string, KnownPayment>();
  readonly withdrawals = new Map<string, KnownWithdrawal>();
  readonly #chain: SimulatedChain;
  readonly #serials = new Map<string, string>();
  /** Which enclave holds an account. */
  readonly #parties = new Map<string, number>();
  readonly #last = new Map<number, OfflineState>();
  /** Payments and withdrawals that the chain could still carry out. */
  #openPayments: KnownPayment[] = [];
  #openWithdrawals: KnownWithdrawal[] = [];
  #checked: { readonly head: Block; readonly version: number } | undefined;
  #version = 0;
  /** Acknowledged just now: the books of the payee must show it. */
  readonly #fresh = new Set<string>();

  constructor(chain: SimulatedChain) {
    this.#chain = chain;
  }

  /** The party whose enclave holds the account. */
  partyOf(account: Bytes): number | undefined {
    return this.#parties.get(toHex(account));
  }

  /** The books of a party's enclave after a step. @throws Broken */
  observe(party: number, state: OfflineState | undefined): void {
    const before = this.#last.get(party);
    if (state === undefined || state === before || state.account === undefined) return;
    this.#last.set(party, state);
    this.#parties.set(toHex(accountOf(state).address), party);
    if (state.outgoing !== before?.outgoing) {
      for (const entry of state.outgoing.values()) this.#outgoing(party, entry);
    }
    if (state.answers !== before?.answers || state.incoming !== before?.incoming) this.#answers(state);
    if (state.incoming !== before?.incoming || state.outgoing !== before?.outgoing)
      this.#attribution(party, state);
    this.#version++;
  }

  #outgoing(party: number, entry: Outgoing): void {
    const id = toHex(entry.id);
    if (this.payments.has(id) || this.withdrawals.has(id)) return;
    const serial = `${party}/${outgoingFacts(entry).serial}`;
    const other = this.#serials.get(serial);
    if (other !== undefined) throw new Broken(`O1, O8: ${serial} (wallet/serial) was signed twice.`);
    this.#serials.set(serial, id);
    this.#version++;
    if (entry.type === 'withdrawal') {
      const known = { id: entry.id, withdrawal: entry.withdrawal };
      this.withdrawals.set(id, known);
      this.#openWithdrawals.push(known);
      return;
    }
    if (entry.type === 'cancellation') return;
    const { payment } = entry.message;
    if (this.partyOf(payment.payee) === undefined) {
      throw new Broken(`O4: wallet ${party} paid an account that no enclave holds.`);
    }
    const known: KnownPayment = {
      id: entry.id,
      payment,
      payer: party,
      answer: undefined,
    };
    this.payments.set(id, known);
    this.#openPayments.push(known);
  }

  #answers(state: OfflineState): void {
    for (const { answer } of state.answers.values()) {
      this.answered(answer);
      const id = toHex(answer.payment);
      const acknowledged = this.#fresh.delete(id);
      if (acknowledged && !state.incoming.has(id)) {
        throw new Broken(`O5: payment ${short(answer.payment)} was acknowledged and not booked.`);
      }
    }
  }

  /** An answer that an enclave signed and let out; some rejections are in no books, because they last by themselves. */
  answered(answer: Answer): void {
    const known = this.payments.get(toHex(answer.payment));
    if (known === undefined) throw new Broken('O4, O5: an enclave answered a payment that no enclave made.');
    if (known.answer === answer.status) return;
    if (known.answer !== undefined)
      throw new Broken(`O5: payment ${short(known.id)} was answered both ways.`);
    known.answer = answer.status;
    this.#version++;
    if (answer.status === 'rejected') return;
    this.#fresh.add(toHex(known.id));
  }

  /** O6: every unit of an incoming payment is free or in exactly one debit. */
  #attribution(party: number, state: OfflineState): void {
    const drawn = new Map<string, bigint>();
    for (const entry of state.outgoing.values()) {
      for (const { source, amount } of entry.draws) {
        if (amount < 0n) throw new Broken('O6: a negative draw.');
        if (source === undefined) continue;
        drawn.set(toHex(source), (drawn.get(toHex(source)) ?? 0n) + amount);
      }
    }
    for (const [id, entry] of state.incoming) {
      // Its host has hidden the receipt: what was drawn on it may be settled and gone from the books before it.
      if (entry.disputed) drawn.delete(id);
      if (entry.disputed) continue;
      const expected = entry.free + (drawn.get(id) ?? 0n);
      drawn.delete(id);
      if (entry.free < 0n || expected !== entry.accepted.payment.amount) {
        throw new Broken(
          `O6: wallet ${party} attributes ${expected} of an incoming payment of ${amountOf(entry)}.`,
        );
      }
    }
    if (drawn.size > 0)
      throw new Broken(`O6: wallet ${party} spent money of a payment that it does not hold.`);
  }

  /** O6, after a `finalize`: what the vault held for the account under that header is what the books explain. */
  finalized(party: number, state: OfflineState): void {
    const block = this.#chain.blockAt(state.anchor?.number ?? 0);
    if (block === undefined || state.anchor === undefined || !equal(block.hash, state.anchor.hash)) {
      throw new Broken('O9: an enclave trusts a header that is not on the chain.');
    }
    const account = accountIn(block.vault, accountOf(state).address);
    if (account?.status === STATUS_CLOSED) return;
    let explained = state.chainFree;
    for (const entry of state.outgoing.values()) {
      for (const { source, amount } of entry.draws) if (source === undefined) explained += amount;
    }
    const held = account?.balance ?? 0n;
    if (held !== explained)
      throw new Broken(`O6: the vault holds ${held} for wallet ${party}, its books ${explained}.`);
  }

  /** What the vault made of a batch, for rules that no honest payment may meet. `honest`: who submitted is. */
  settled(outcomes: readonly Outcome[], honest: boolean): void {
    for (const { id, reason } of outcomes) {
      const known = this.payments.get(toHex(id));
      if (known?.answer !== 'acknowledged') {
        if (reason === 'Settled') throw new Broken(`O4: a payment that nobody acknowledged was settled.`);
        continue;
      }
      // Times and races are nobody's fault; an account that left by its recovery address takes nothing more.
      const harmless = ['Settled', 'SerialUsed', 'SupportUnsettled', 'TooLate', 'PayeeClosed'].includes(
        reason,
      );
      if (reason === 'BalanceTooLow' || reason === 'SupportEndsEarlier' || (honest && !harmless)) {
        throw new Broken(`O6: acknowledged payment ${short(id)} was skipped: ${reason}.`);
      }
    }
  }

  /** All that must hold after every event. @throws Broken */
  check(): void {
    const head = this.#chain.head();
    if (this.#checked?.head === head && this.#checked.version === this.#version) return;
    if (this.#checked?.head !== head) {
      let paid = 0n;
      for (const amount of head.paid.values()) paid += amount;
      if (head.vault.ether !== totalBalance(head.vault))
        throw new Broken('Vault: ether differs from the accounts.');
      if (head.vault.ether !== head.deposited - paid)
        throw new Broken('Vault: ether was created or destroyed.');
      this.#forget();
    }
    for (const account of this.#parties.keys()) this.#solvency(head, account);
    this.#checked = { head, version: this.#version };
  }

  /** What a final header has decided cannot change any more. */
  #forget(): void {
    const final = this.#chain.final();
    const undecided = (payer: Bytes, serial: number, settleBy: number): boolean =>
      settleBy >= final.time && !isUsed(final.vault, payer, serial);
    this.#openPayments = this.#openPayments.filter(({ payment }) =>
      undecided(payment.payer, payment.serial, payment.settleBy),
    );
    this.#openWithdrawals = this.#openWithdrawals.filter(({ withdrawal }) =>
      undecided(withdrawal.account, withdrawal.serial, withdrawal.settleBy),
    );
  }

  /**
   * No unit is spendable twice, and claims never exceed the vault: whatever part of what is under way is settled, in
   * whatever order, by whomever, each account can pay all that it then must. Payments without an answer count as if they
   * were acknowledged, because they may be.
   */
  #solvency(head: Block, key: string): void {
    const party = this.#parties.get(key)!;
    const account = head.vault.accounts.get(key);
    const balance = account?.balance ?? 0n;
    const alive = this.#openPayments.filter(
      ({ payment, answer }) =>
        payment.settleBy >= head.time &&
        answer !== 'rejected' &&
        toHex(payment.payer) === key &&
        !isUsed(head.vault, payment.payer, payment.serial),
    );
    if (account?.status === STATUS_CLOSED) {
      const stranded = alive.find(({ answer }) => answer === 'acknowledged');
      if (stranded !== undefined)
        throw new Broken(`O7: the exit of wallet ${party} overtook payment ${short(stranded.id)}.`);
      return;
    }
    let unconditional = 0n;
    for (const { withdrawal } of this.#openWithdrawals) {
      if (withdrawal.settleBy < head.time || toHex(withdrawal.account) !== key) continue;
      if (!isUsed(head.vault, withdrawal.account, withdrawal.serial)) unconditional += withdrawal.amount;
    }
    const conditional: { readonly amount: bigint; readonly needs: readonly number[] }[] = [];
    const sources: KnownPayment[] = [];
    for (const { payment } of alive) {
      const needs: number[] = [];
      let possible = true;
      for (const id of payment.supports) {
        const source = this.payments.get(toHex(id));
        if (source === undefined) throw new Broken('O6: a payment is funded by one that no enclave made.');
        const { payer, serial, settleBy } = source.payment;
        if (isUsed(head.vault, payer, serial)) continue;
        if (settleBy < head.time) possible = false;
        const index = sources.indexOf(source);
        needs.push(index >= 0 ? index : sources.push(source) - 1);
      }
      if (!possible) continue;
      if (needs.length === 0) unconditional += payment.amount;
      else conditional.push({ amount: payment.amount, needs });
    }
    const left = balance - unconditional;
    if (left < 0n)
      throw new Broken(`O6: wallet ${party} has promised ${unconditional} of ${balance} on chain.`);
    const state = this.#last.get(party);
    if (state !== undefined && !state.unproven && state.chainFree > left) {
      throw new Broken(`O3, O6: wallet ${party} would spend ${state.chainFree} of ${left} on chain.`);
    }
    for (let subset = 0; subset < Math.min(MAX_SUBSETS, 2 ** sources.length); subset++) {
      let sum = left;
      sources.forEach((source, i) => {
        if ((subset >> i) & 1) sum += source.payment.amount;
      });
      for (const { amount, needs } of conditional) if (needs.every((i) => (subset >> i) & 1)) sum -= amount;
      if (sum < 0n)
        throw new Broken(`O6: wallet ${party} owes more than it has when some of its supports settle.`);
    }
  }
}

function amountOf(entry: Incoming): bigint {
  return entry.accepted.payment.amount;
}
