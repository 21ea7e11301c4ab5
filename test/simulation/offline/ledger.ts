import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import { accountOf } from '@coffer/offline/enclave/guard';
import {
  type Answered,
  type Incoming,
  type OfflineState,
  type Outgoing,
  outgoingFacts,
} from '@coffer/offline/enclave/state';
import type { Answer } from '@coffer/offline/messages/message';
import type { Payment, Withdrawal } from '@coffer/offline/messages/payment';
import type { Faults } from '../kernel/fault.ts';
import { short } from '../kernel/trace.ts';
import type { Block, SimulatedChain } from './chain.ts';
import { historyOf } from './history.ts';
import {
  accountIn,
  isUsed,
  type Outcome,
  type Reason,
  STATUS_CLOSED,
  STATUS_FROZEN,
  totalBalance,
} from './vault-model.ts';

/**
 * What really happened, gathered from every enclave's books at the moment of each step, and the rules that must hold of
 * it after every event (DESIGN §1, SAFETY). No party of the world sees it.
 *
 * Whose account key is leaked signs what it wants: nothing that it promises holds, and what others lose by that is told by
 * its name ({@link Ledger.blamed}). Everybody else keeps every rule.
 */

/** A payment that an enclave made, or that somebody signed with a leaked key. */
export interface KnownPayment {
  readonly id: Bytes;
  readonly payment: Payment;
  /** Of the payer and of the payee, as hex. */
  readonly payerKey: string;
  readonly payeeKey: string;
  readonly payer: number;
  /** Known payments that fund it. */
  readonly sources: readonly KnownPayment[];
  /** What its payee answered. A payee whose key is leaked may do both. */
  acknowledged: boolean;
  rejected: boolean;
}

/** A withdrawal that an enclave signed. */
export interface KnownWithdrawal {
  readonly id: Bytes;
  readonly withdrawal: Withdrawal;
}

/** A rule of DESIGN or SAFETY was broken. */
export class Broken extends Error {}

/**
 * Times and races are nobody's fault: an account that left by its recovery address takes nothing more, and a reorganisation
 * may have taken an opening back. What is left out for good because of them shows when the books are closed.
 */
const HARMLESS: ReadonlySet<Reason> = new Set<Reason>([
  'Settled',
  'SerialUsed',
  'SupportUnsettled',
  'TooLate',
  'PayeeClosed',
  'PayeeUnknown',
  'PayerUnknown',
]);

/** Most subsets of supports that are tried out per account and event. */
const MAX_SUBSETS = 64;

function into<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** See the head of the file. */
export class Ledger {
  readonly payments = new Map<string, KnownPayment>();
  readonly #chain: SimulatedChain;
  readonly #faults: Faults;
  readonly #paymentLimit: bigint;
  readonly #serials = new Map<string, string>();
  /** Which enclave holds an account. */
  readonly #parties = new Map<string, number>();
  readonly #last = new Map<number, OfflineState>();
  /** Whose account keys are leaked. */
  readonly #leaked = new Set<number>();
  /** Accounts that a payee with a leaked key refused a payment of, which it may have accepted all the same. */
  readonly #cheated = new Set<string>();
  /** Payments and withdrawals that the chain could still carry out, by account. */
  readonly #openPayments = new Map<string, KnownPayment[]>();
  readonly #openWithdrawals = new Map<string, KnownWithdrawal[]>();
  readonly #seen = new WeakSet<Outgoing | Answered>();
  #checked: Block | undefined;
  /** Accounts whose promises have changed since they were checked. */
  readonly #dirty = new Set<string>();
  /** Acknowledged just now: the books of the payee must show it. */
  readonly #fresh = new Set<string>();

  constructor(chain: SimulatedChain, faults: Faults, paymentLimit: bigint) {
    this.#chain = chain;
    this.#faults = faults;
    this.#paymentLimit = paymentLimit;
  }

  /** The party whose enclave holds the account. */
  partyOf(account: Bytes): number | undefined {
    return this.#parties.get(toHex(account));
  }

  /** All accounts that a party ever had, as hex. */
  accountsOf(party: number): readonly string[] {
    return [...this.#parties].filter(([, holder]) => holder === party).map(([account]) => account);
  }

  /** From now on the party's host has its account key. */
  leak(party: number): void {
    this.#leaked.add(party);
  }

  /** Whether the key of this account is leaked. */
  isLeaked(account: Bytes): boolean {
    const party = this.partyOf(account);
    return party !== undefined && this.#leaked.has(party);
  }

  /** Whether a broken enclave, this payment's payer's or one behind it, is why this payment may not settle. */
  blamed({ payerKey, payer, sources }: KnownPayment, final: Block): boolean {
    if (this.#leaked.has(payer) || this.#cheated.has(payerKey)) return true;
    return sources.some((source) => !isSettled(final, source) && this.blamed(source, final));
  }

  /** The books of a party's enclave after a step. @throws Broken */
  observe(party: number, state: OfflineState | undefined): void {
    const before = this.#last.get(party);
    if (state === undefined || state === before || state.account === undefined) return;
    this.#last.set(party, state);
    const account = toHex(accountOf(state).address);
    this.#parties.set(account, party);
    this.#dirty.add(account);
    if (state.outgoing !== before?.outgoing) {
      for (const entry of state.outgoing.values()) {
        if (!this.#seen.has(entry)) this.#outgoing(party, account, entry);
        this.#seen.add(entry);
      }
    }
    if (state.answers !== before?.answers || state.incoming !== before?.incoming) this.#answers(state);
    if (state.incoming !== before?.incoming || state.outgoing !== before?.outgoing)
      this.#attribution(party, state);
  }

  #outgoing(party: number, account: string, entry: Outgoing): void {
    const id = toHex(entry.id);
    const place = `${account}/${outgoingFacts(entry).serial}`;
    const other = this.#serials.get(place);
    if (other === id) return;
    if (other !== undefined) throw new Broken(`O1, O8: ${place} (account/serial) was signed twice.`);
    this.#serials.set(place, id);
    if (entry.type === 'withdrawal') {
      into(this.#openWithdrawals, account, { id: entry.id, withdrawal: entry.withdrawal });
      return;
    }
    if (entry.type === 'cancellation') {
      this.#faults.count('op-logout');
      if (!this.#leaked.has(party)) this.#cancelled(account);
      return;
    }
    const { payment } = entry.message;
    if (this.partyOf(payment.payee) === undefined) {
      throw new Broken(`O4: wallet ${party} paid an account that no enclave holds.`);
    }
    this.#know(party, entry.id, payment);
  }

  /** A payment that was signed with a leaked key. */
  forged(party: number, id: Bytes, payment: Payment): void {
    if (!this.payments.has(toHex(id))) this.#know(party, id, payment);
  }

  #know(party: number, id: Bytes, payment: Payment): void {
    const sources = payment.supports.map((support) => {
      const source = this.payments.get(toHex(support));
      if (source === undefined) throw new Broken('O6: a payment is funded by one that no enclave made.');
      return source;
    });
    const payerKey = toHex(payment.payer);
    const known: KnownPayment = {
      id,
      payment,
      payer: party,
      payerKey,
      payeeKey: toHex(payment.payee),
      sources,
      acknowledged: false,
      rejected: false,
    };
    this.payments.set(toHex(id), known);
    into(this.#openPayments, payerKey, known);
    this.#dirty.add(payerKey);
  }

  /** O3: a cancellation is the last thing that an account signs, when nothing else is open. */
  #cancelled(account: string): void {
    const final = this.#chain.final();
    for (const known of this.#openPayments.get(account) ?? []) {
      const { payment, rejected } = known;
      const open = payment.settleBy >= final.time && !isUsed(final.vault, payment.payer, payment.serial);
      if (open && !rejected)
        throw new Broken(`O3: an account was cancelled while ${short(known.id)} is open.`);
    }
    for (const known of this.payments.values()) {
      if (known.payeeKey !== account || !known.acknowledged || this.#leaked.has(known.payer)) continue;
      if (known.payment.settleBy >= final.time && !isSettled(final, known)) {
        throw new Broken(`O3: an account was cancelled before ${short(known.id)} was settled to it.`);
      }
    }
  }

  #answers(state: OfflineState): void {
    for (const answered of state.answers.values()) {
      if (this.#seen.has(answered)) continue;
      this.#seen.add(answered);
      this.answered(answered.answer);
      const id = toHex(answered.answer.payment);
      const acknowledged = this.#fresh.delete(id);
      if (acknowledged && !state.incoming.has(id)) {
        throw new Broken(`O5: payment ${short(answered.answer.payment)} was acknowledged and not booked.`);
      }
    }
  }

  /** An answer that an enclave signed and let out, or somebody with a leaked key. */
  answered({ payment, status }: Answer): void {
    const known = this.payments.get(toHex(payment));
    if (known === undefined) throw new Broken('O4, O5: an enclave answered a payment that no enclave made.');
    const accepted = status === 'acknowledged';
    if (accepted ? known.acknowledged : known.rejected) return;
    const broken = this.isLeaked(known.payment.payee);
    if (!broken && (known.acknowledged || known.rejected))
      throw new Broken(`O5: payment ${short(known.id)} was answered both ways.`);
    known.acknowledged ||= accepted;
    known.rejected ||= !accepted;
    if (broken && known.rejected) this.#cheated.add(known.payerKey);
    this.#dirty.add(known.payerKey);
    if (!accepted || broken) return;
    if (known.payment.amount > this.#paymentLimit)
      throw new Broken(`O7: a payment above the limit was acknowledged: nothing bounds a broken enclave.`);
    this.#fresh.add(toHex(known.id));
  }

  /** O6: every unit of an incoming payment is free or in exactly one debit. */
  #attribution(party: number, state: OfflineState): void {
    if (this.#leaked.has(party)) return;
    const drawn = new Map<string, bigint>();
    for (const entry of state.outgoing.values()) {
      for (const { source, amount } of entry.draws) {
        if (amount < 0n) throw new Broken('O6: a negative draw.');
        if (source === undefined) continue;
        const key = toHex(source);
        drawn.set(key, (drawn.get(key) ?? 0n) + amount);
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
    if (account?.status === STATUS_CLOSED || this.#leaked.has(party)) return;
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
      const free = known !== undefined && this.isLeaked(known.payment.payee);
      if (!known?.acknowledged && !free) {
        if (reason === 'Settled') throw new Broken(`O4: a payment that nobody acknowledged was settled.`);
        continue;
      }
      if (this.#leaked.has(known!.payer) || this.#cheated.has(known!.payerKey) || free) continue;
      if (
        reason === 'BalanceTooLow' ||
        reason === 'SupportEndsEarlier' ||
        (honest && !HARMLESS.has(reason))
      ) {
        throw new Broken(`O6: acknowledged payment ${short(id)} was skipped: ${reason}.`);
      }
    }
  }

  /** All that must hold after every event. @throws Broken */
  check(): void {
    const head = this.#chain.head();
    if (this.#checked !== head) {
      if (this.#checked?.vault !== head.vault) {
        this.#conserved(head);
        for (const account of this.#parties.keys()) this.#dirty.add(account);
      }
      this.#forget();
      this.#checked = head;
    }
    for (const account of this.#dirty) this.#solvency(head, account);
    this.#dirty.clear();
  }

  /** Money is where it was, every part of it once; and who is frozen has earned it. */
  #conserved({ vault, deposited, paid, compensations }: Block): void {
    let out = 0n;
    for (const amount of paid.values()) out += amount;
    if (vault.ether !== totalBalance(vault)) throw new Broken('Vault: ether differs from the accounts.');
    if (vault.ether !== deposited - out) throw new Broken('Vault: ether was created or destroyed.');
    let compensated = 0n;
    for (const [id, { payee, payer, outside }] of compensations) {
      const known = this.payments.get(id);
      if (known === undefined) throw new Broken('O7: something was paid for a payment that nobody made.');
      const { amount } = known.payment;
      const receipt = historyOf(vault).settled(known.id) === undefined ? 0n : amount;
      const accomplices = this.#leaked.has(known.payer) && this.isLeaked(known.payment.payee);
      if (receipt + payee > amount && !accomplices)
        throw new Broken(`O7: ${short(known.id)} was paid more than once.`);
      if (payer > receipt) throw new Broken(`O7: ${short(known.id)} was paid back and never settled.`);
      compensated += payee + payer - outside;
    }
    let totals = 0n;
    for (const account of vault.accounts.values()) {
      totals += account.depositTotal;
      if (account.status === STATUS_FROZEN && !this.isLeaked(account.address)) {
        throw new Broken(`O7: the account ${short(account.address)} is frozen, and its enclave is whole.`);
      }
    }
    if (totals !== deposited + compensated)
      throw new Broken('O7: deposits and compensations differ from the accounts’ totals.');
  }

  /** What a final header has decided cannot change any more. */
  #forget(): void {
    const { vault, time } = this.#chain.final();
    const undecided = (payer: Bytes, serial: number, settleBy: number): boolean =>
      settleBy >= time && !isUsed(vault, payer, serial);
    for (const [account, list] of this.#openPayments) {
      if (list.every(({ payment: p }) => undecided(p.payer, p.serial, p.settleBy))) continue;
      const left = list.filter(({ payment: p }) => undecided(p.payer, p.serial, p.settleBy));
      this.#openPayments.set(account, left);
    }
    for (const [account, list] of this.#openWithdrawals) {
      if (list.every(({ withdrawal: w }) => undecided(w.account, w.serial, w.settleBy))) continue;
      const left = list.filter(({ withdrawal: w }) => undecided(w.account, w.serial, w.settleBy));
      this.#openWithdrawals.set(account, left);
    }
  }

  /**
   * No unit is spendable twice, and claims never exceed the vault: whatever part of what is under way is settled, in
   * whatever order, by whomever, each account can pay all that it then must. Payments without an answer count as if they
   * were acknowledged, because they may be.
   */
  #solvency(head: Block, key: string): void {
    const party = this.#parties.get(key)!;
    if (this.#leaked.has(party) || this.#cheated.has(key)) return;
    const account = head.vault.accounts.get(key);
    const balance = account?.balance ?? 0n;
    const alive = (this.#openPayments.get(key) ?? []).filter(
      ({ payment, rejected }) =>
        payment.settleBy >= head.time && !rejected && !isUsed(head.vault, payment.payer, payment.serial),
    );
    if (account?.status === STATUS_CLOSED) {
      const stranded = alive.find(({ acknowledged }) => acknowledged);
      if (stranded !== undefined)
        throw new Broken(`O7: the exit of wallet ${party} overtook payment ${short(stranded.id)}.`);
      return;
    }
    let unconditional = 0n;
    for (const { withdrawal } of this.#openWithdrawals.get(key) ?? []) {
      if (withdrawal.settleBy < head.time) continue;
      if (!isUsed(head.vault, withdrawal.account, withdrawal.serial)) unconditional += withdrawal.amount;
    }
    const conditional: { readonly amount: bigint; readonly needs: readonly number[] }[] = [];
    const sources: KnownPayment[] = [];
    for (const { payment, sources: all } of alive) {
      const needs: number[] = [];
      let possible = true;
      for (const source of all) {
        if (isSettled(head, source)) continue;
        if (source.payment.settleBy < head.time) possible = false;
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
    const current = state?.account !== undefined && toHex(accountOf(state).address) === key;
    if (current && !state.unproven && state.chainFree > left) {
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

/** Whether a payment stands among its payee's receipts. */
export function isSettled({ vault }: Block, { id, payment }: KnownPayment): boolean {
  // Only a used serial can have left a receipt, and that is looked up faster.
  if (!isUsed(vault, payment.payer, payment.serial)) return false;
  return historyOf(vault).settled(id) !== undefined;
}

function amountOf(entry: Incoming): bigint {
  return entry.accepted.payment.amount;
}
