import type { Wei } from '@coffer/core/amount';
import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import { type Codec, decode, encode, record, type Typed, variants } from '@coffer/core/codec';
import { CofferError } from '@coffer/core/error';
import { accountSlots } from '@coffer/offline/enclave/storage';
import { firstBatch, missingOpens, planSettlement } from '@coffer/offline/host/settlement';
import type { AccountCertificate } from '@coffer/offline/messages/certificate';
import type { Reply, Request, Settlement } from '@coffer/offline/messages/command';
import {
  type Answer,
  answerCodec,
  type PaymentMessage,
  paymentMessageCodec,
} from '@coffer/offline/messages/message';
import { type Cancellation, type Payment, paymentDigest } from '@coffer/offline/messages/payment';
import type { Random } from '../kernel/random.ts';
import { short } from '../kernel/trace.ts';
import type { Block } from './chain.ts';
import { type Computer, computer } from './computer.ts';
import { Disputes } from './disputes.ts';
import { historyOf, slotsFor } from './history.ts';
import { Broken, type KnownPayment } from './ledger.ts';
import type { Realm } from './realm.ts';
import { payoutAddress } from './setup.ts';
import {
  accountIn,
  announceExit,
  cancel,
  deposit,
  executeExit,
  isContested,
  isUsed,
  open,
  STATUS_CLOSED,
  withdraw,
} from './vault-model.ts';

/** What wallets send each other. */
export const mailCodec = variants({
  payment: record({ message: paymentMessageCodec }),
  answer: record({ answer: answerCodec }),
});
/** A message between wallets. */
export type Mail = Typed<typeof mailCodec>;

const GWEI = 10n ** 9n;
const PATIENCE = 300;
/** How often somebody looks who can only wait, seconds. */
const LONG = 4 * 3_600;

type ReplyOf<K extends Reply['type']> = Extract<Reply, { type: K }>;

/** A wallet whose host does what it should: pays, answers, retries, reconciles, and at the end leaves. */
export class Wallet {
  readonly party: number;
  readonly realm: Realm;
  readonly chance: Random;
  readonly computer: Computer;
  certificate: AccountCertificate | undefined;
  /** Messages and answers that went through this host's hands: what a hostile one can replay. */
  readonly seen: Bytes[] = [];
  readonly disputes: Disputes;
  /** Some people never deposit: they live on what they are paid. */
  readonly #funded: boolean;
  /** How often it reconciles, per turn. */
  readonly #diligence: number;
  #settleSentAt = 0;
  #depositSentAt = 0;
  #exitSentAt = 0;
  #cancelSentAt = 0;
  #leavingUntil = 0;
  /** Whether it ends its accounts by itself, or only takes the money out. */
  readonly #closes: boolean;
  #done = false;
  #finalizedAt = -1;

  constructor(realm: Realm, party: number, chance: Random) {
    this.realm = realm;
    this.party = party;
    this.chance = chance;
    this.computer = computer(realm, party, chance.fork('computer'));
    this.disputes = new Disputes(this);
    this.#closes = chance.chance(0.5);
    this.#funded = party === 0 || chance.chance(0.6);
    this.#diligence = chance.pick([0.05, 0.2, 0.5]);
  }

  get address(): Bytes | undefined {
    return this.certificate?.account;
  }
  get recovery(): Bytes {
    return payoutAddress('recovery', this.party);
  }
  get payout(): Bytes {
    return payoutAddress('payout', this.party);
  }
  /** Whether its host only ever does what it should: then it loses nothing that was acknowledged to it. */
  get honest(): boolean {
    return true;
  }
  /** True when everything that it had is out of the vault. */
  get done(): boolean {
    return this.#done;
  }

  /** Whether its account key is leaked: its enclave's books then say nothing. */
  get leaked(): boolean {
    return false;
  }

  couldClaim(known: KnownPayment): boolean {
    return this.disputes.couldClaim(known);
  }

  /** True once its enclave went on from a state that was not its newest. */
  get forgot(): boolean {
    return this.computer.forgot();
  }

  log(line: string): void {
    this.realm.kernel.trace.write(`  w${this.party} ${line}`);
  }

  /** Asks the enclave; `undefined` when it refused or is silent. */
  ask<K extends Reply['type']>(request: Request, kind: K): ReplyOf<K> | undefined {
    const said = this.computer.request(request);
    if (said.type === 'reply') {
      if (said.reply.type !== kind) throw new Error(`Asked for ${request.type}, got ${said.reply.type}.`);
      return said.reply as ReplyOf<K>;
    }
    this.log(`${request.type}: ${said.code}`);
    this.refused(request, said.code);
    return undefined;
  }

  /** What a host that hides nothing must never be told. @throws Broken */
  refused({ type }: Request, code: string): void {
    if (code !== 'BOOKS_DIFFER' || type !== 'finalize' || !this.honest || this.forgot) return;
    throw new Broken(
      `O6: the books of wallet ${this.party} differ from the vault, and its host hides nothing.`,
    );
  }

  encode(mail: Mail): Bytes {
    return encode(mailCodec as Codec<Mail>, mail);
  }

  /** Encodes and sends; a hostile host may do something else. */
  send(to: number, mail: Mail): void {
    const bytes = encode(mailCodec as Codec<Mail>, mail);
    this.remember(bytes);
    this.realm.network.send(this.party, to, bytes);
  }

  remember(bytes: Bytes): void {
    this.seen.push(bytes);
    if (this.seen.length > 48) this.seen.shift();
  }

  /** One turn of the host's own doing. */
  tick(): void {
    if (!this.computer.ensureRunning()) return;
    if (this.certificate === undefined) {
      this.#init();
      return;
    }
    const { chance } = this;
    if (chance.chance(0.3)) this.#resend(false);
    if (chance.chance(0.7) && !this.#isLeaving) this.#payments();
    if (this.realm.chain.isDown()) return;
    if (this.#clean()) return;
    if (this.#closes && chance.chance(0.01)) this.#leavingUntil = this.realm.kernel.time.now() + 86_400;
    if (this.#isLeaving) {
      this.reconcile();
      this.ask({ type: 'logout', to: this.payout }, 'cancellation');
      return;
    }
    if (this.#funded && chance.chance(0.15)) this.#deposit();
    if (chance.chance(0.05)) this.withdraw(undefined);
    if (chance.chance(this.#diligence) || this.#urgent()) this.reconcile();
  }

  /** For a while it takes and makes no payments, so that everything settles and it can end its account. */
  get #isLeaving(): boolean {
    return this.realm.kernel.time.now() < this.#leavingUntil;
  }

  /** What was acknowledged must be settled in time, whatever the person's habits. */
  #urgent(): boolean {
    const soon = this.computer.clock.read() + 2 * 3_600;
    return [...(this.computer.state()?.incoming.values() ?? [])].some(
      ({ accepted }) => accepted.payment.settleBy < soon,
    );
  }

  #init(): void {
    if (this.realm.chain.isDown()) return;
    const header = this.realm.chain.signedHeader(this.realm.chain.final());
    const reply = this.ask({ type: 'init', recovery: this.recovery, header }, 'initialised');
    // After a crash the account may be there, and only its answer be lost.
    const certificate = reply?.certificate ?? this.ask({ type: 'status' }, 'status')?.certificate;
    if (certificate === undefined) return;
    this.certificate = certificate;
    this.realm.directory.set(this.party, certificate);
    this.log(`account ${short(certificate.account)}`);
    if (this.#funded) this.#deposit();
  }

  /** Forgets an account that has ended, so that the next turn makes another one. @returns true when it did */
  #clean(): boolean {
    const { chain, kernel } = this.realm;
    const account = accountIn(chain.final().vault, this.address!);
    if (account?.status !== STATUS_CLOSED || this.forgot) return false;
    const evidence = chain.evidence(chain.final(), accountSlots(this.address!));
    this.ask({ type: 'clean', evidence }, 'done');
    if (this.ask({ type: 'status' }, 'status')?.initialised !== false) return false;
    kernel.faults.count('op-clean');
    this.certificate = undefined;
    this.#leavingUntil = 0;
    this.#finalizedAt = -1;
    return true;
  }

  #payments(): void {
    const others = [...this.realm.directory].filter(([party]) => party !== this.party);
    if (others.length === 0) return;
    for (let i = this.chance.between(1, 2); i > 0; i--) {
      const [party, payee] = this.chance.pick(others);
      const unprotected = this.computer.counter === 'none' && this.chance.chance(0.9);
      const amount = this.amount(unprotected ? 0.45 : this.chance.pick([0.01, 0.3, 2, 6]));
      const made = this.ask({ type: 'transfer', amount, payee }, 'payment');
      if (made === undefined) continue;
      this.log(`pays w${party} ${amount} by ${short(made.id)} on ${made.message.supports.length}`);
      this.send(party, { type: 'payment', message: made.message });
      this.#retry(party, made.message, 20);
    }
  }

  /** Sends again, ever more patiently, until the payment expires: the same bytes (SAFETY O9). */
  #retry(party: number, message: PaymentMessage, delay: number): void {
    this.realm.kernel.time.after(delay, `retry w${this.party}`, () => {
      if (this.realm.kernel.time.now() > message.payment.expiry || !this.#isInFlight(message)) return;
      this.send(party, { type: 'payment', message });
      this.#retry(party, message, delay * 3);
    });
  }

  #isInFlight({ payment }: PaymentMessage): boolean {
    const entry = this.computer.state()?.outgoing.get(payment.serial);
    return entry?.type === 'payment' && entry.state === 'in-flight';
  }

  /** An amount up to so many ether. */
  amount(ether: number): Wei {
    return (BigInt(1 + this.chance.int(Math.max(1, Math.floor(ether * 1e9)))) * GWEI) as Wei;
  }

  /** @param all more patiently those that no payee takes any more, to learn of an answer that was lost */
  #resend(all: boolean): void {
    const now = this.computer.clock.read();
    const books = this.ask({ type: 'payments' }, 'payments');
    for (const { kind, state, serial, expiry } of books?.outgoing ?? []) {
      if (kind !== 'payment' || state !== 'in-flight') continue;
      if (now > expiry && this.chance.chance(all ? 0.5 : 0.8)) continue;
      const again = this.ask({ type: 'resend', serial }, 'payment');
      const to = again === undefined ? undefined : this.realm.partyOf(again.message.payment.payee);
      if (again !== undefined && to !== undefined) this.send(to, { type: 'payment', message: again.message });
    }
  }

  /** A message arrived. */
  receive(from: number, bytes: Bytes): void {
    let mail: Mail;
    try {
      mail = decode(mailCodec as Codec<Mail>, bytes);
    } catch (error) {
      if (!(error instanceof CofferError)) throw error;
      this.log('got garbage');
      return;
    }
    this.remember(bytes);
    if (!this.computer.ensureRunning()) return;
    if (mail.type === 'answer') this.takeAnswer(mail.answer);
    else this.answerTo(from, mail.message);
  }

  /** Asks the enclave to take (or refuse) a payment and sends its answer. */
  answerTo(from: number, message: PaymentMessage): void {
    const type = this.#isLeaving || this.chance.chance(0.06) ? 'reject' : 'receive';
    const reply = this.ask({ type, message }, 'answer');
    if (reply === undefined) return;
    const { status, payment, reason } = reply.answer;
    this.log(`${status} ${short(payment)}${reason === 'none' ? '' : ` (${reason})`}`);
    // A late payment gives somebody who had finished something to settle again.
    if (status === 'acknowledged') {
      this.#done = false;
      this.disputes.accepted(message, reply.answer.signature);
    }
    this.send(from, { type: 'answer', answer: reply.answer });
  }

  takeAnswer(answer: Answer): void {
    if (this.chance.chance(0.3)) this.ask({ type: 'save', answer }, 'done');
    const type = answer.status === 'acknowledged' ? 'pay' : 'abort';
    if (this.ask({ type, answer }, 'done') === undefined) return;
    this.log(`${type} ${short(answer.payment)}`);
    const payment = this.made(answer.payment);
    if (payment !== undefined) this.disputes.answered(payment, answer);
  }

  /** A payment of our own. */
  made(id: Bytes): Payment | undefined {
    return this.realm.ledger.payments.get(toHex(id))?.payment;
  }

  #deposit(): void {
    const { chain } = this.realm;
    if (this.#tooSoon(this.#depositSentAt) || this.certificate === undefined) return;
    this.#depositSentAt = this.realm.kernel.time.now();
    const value = this.amount(this.chance.pick([1, 5, 9]));
    const others = [...this.realm.directory.values()];
    const certificate = this.chance.chance(0.1) ? this.chance.pick(others) : this.certificate;
    const opening = accountIn(chain.head().vault, certificate.account) === undefined;
    chain.submit(`w${this.party} deposits ${value}`, (vault) => {
      const next = opening
        ? open(vault, this.realm.judge(certificate), value)
        : deposit(vault, certificate.account, value);
      return { vault: next, deposited: value };
    });
  }

  #tooSoon(sentAt: number): boolean {
    return this.realm.kernel.time.now() < sentAt + PATIENCE;
  }

  /** Settles what can be settled, carries withdrawals to the vault, and has the enclave judge the rest. */
  reconcile(): void {
    const settlement = this.ask({ type: 'onchainUpdate' }, 'settlement');
    for (const accepted of settlement?.payments ?? []) {
      // An answer may have been lost in a crash after its enclave had booked it.
      if (!equal(accepted.payment.payee, this.address!)) continue;
      this.disputes.held(accepted, settlement!.payments, settlement!.certificates);
    }
    if (settlement !== undefined && !this.#tooSoon(this.#settleSentAt)) {
      this.settle(settlement);
      for (const entry of settlement.withdrawals) this.#carry(entry);
      if (settlement.cancellation !== undefined) this.#carryEnd(settlement.cancellation);
    }
    this.disputes.pursue();
    if (this.#finalizedAt !== this.realm.chain.final().number || this.chance.chance(0.2)) this.finalize();
  }

  /** Brings payments to the vault in a good order, by the wallet's own planner. */
  settle(settlement: Settlement): void {
    const { chain, terms } = this.realm;
    const { vault, time } = chain.head();
    const history = historyOf(vault);
    const candidates = settlement.payments.map((accepted) => ({
      id: paymentDigest(terms.domain, accepted.payment),
      accepted,
    }));
    const plan = planSettlement(candidates, {
      history,
      time,
      // Every payment of a contested serial is paid once.
      isUsed: (account, serial) => isUsed(vault, account, serial) && !isContested(vault, account, serial),
    });
    const opening = (account: Bytes): boolean => accountIn(vault, account) === undefined;
    const { items } = firstBatch(plan.ordered, history, opening);
    if (items.length === 0) return;
    this.#settleSentAt = this.realm.kernel.time.now();
    const opens = missingOpens(items, settlement.certificates, opening);
    this.realm.submitSettlement(this.party, opens, items, true);
  }

  #carry({ withdrawal, signature }: Settlement['withdrawals'][number]): void {
    const { chain, terms } = this.realm;
    const { vault, time } = chain.head();
    if (isUsed(vault, withdrawal.account, withdrawal.serial) || time > withdrawal.settleBy) return;
    if (accountIn(vault, withdrawal.account)?.exitAt !== 0) return;
    this.#settleSentAt = this.realm.kernel.time.now();
    chain.submit(`w${this.party} withdraws ${withdrawal.amount}`, (before, now) => {
      const vault = withdraw(before, terms, withdrawal, signature, now);
      this.realm.kernel.faults.count('op-withdraw');
      return { vault, paid: { to: withdrawal.to, amount: withdrawal.amount } };
    });
  }

  #carryEnd({ cancellation, signature }: NonNullable<Settlement['cancellation']>): void {
    const { chain } = this.realm;
    const { time } = chain.head();
    if (this.#tooSoon(this.#cancelSentAt) || time > cancellation.settleBy) return;
    this.#cancelSentAt = this.realm.kernel.time.now();
    this.submitCancel(cancellation, signature);
  }

  /** Brings the end of an account to the vault. */
  submitCancel(cancellation: Cancellation, signature: Bytes): void {
    const { chain, terms, kernel } = this.realm;
    chain.submit(`w${this.party} cancels`, (before, now) => {
      const { vault, to, amount } = cancel(before, terms, cancellation, signature, now);
      kernel.faults.count('op-cancel');
      const ended = { account: cancellation.account, amount };
      return { vault, paid: { to, amount }, ended, note: `${amount}` };
    });
  }

  /** Signs a withdrawal of so much, or of some. */
  withdraw(all: Wei | undefined): void {
    const status = all === undefined ? this.ask({ type: 'status' }, 'status') : undefined;
    const amount = all ?? this.#some(status?.withdrawable ?? 0n);
    if (amount > 0n) this.ask({ type: 'withdraw', amount, to: this.payout }, 'withdrawal');
  }

  #some(most: bigint): Wei {
    return ((most * BigInt(this.chance.between(1, 100))) / 100n) as Wei;
  }

  /** The slots that the enclave's books depend on, as of a block. */
  slots(block: Block): readonly Bytes[] {
    return slotsFor(block, this.address!, this.ask({ type: 'payments' }, 'payments'));
  }

  /** Asks the enclave to judge everything under the newest final header. */
  finalize(): void {
    const block = this.realm.chain.final();
    const books = this.ask({ type: 'payments' }, 'payments');
    const evidence = this.realm.chain.evidence(block, slotsFor(block, this.address!, books));
    if (this.chance.chance(0.2)) this.ask({ type: 'deposit', evidence }, 'deposited');
    const history = historyOf(block.vault);
    const receipts = (books?.incoming ?? []).flatMap(({ id }) => history.prove(this.address!, id));
    const done = this.ask({ type: 'finalize', evidence, receipts }, 'finalized');
    if (done === undefined) return;
    this.#finalizedAt = block.number;
    const { settledOut, refunded, settledIn, writtenOff, disputed } = done;
    if (disputed.length > 0 && !this.leaked) this.realm.disputed(this.party, disputed);
    this.log(
      `finalized ${block.number}: out ${settledOut.length} refunded ${refunded.length} in ${settledIn.length} off ${writtenOff.length}`,
    );
    const state = this.computer.state();
    if (state !== undefined) this.realm.ledger.finalized(this.party, state);
  }

  /** A turn when the schedule ends: finish everything, take the money out. @returns seconds until the next */
  closingTick(): number {
    if (this.#done) {
      // Whoever has finished may still be compensated.
      this.disputes.pursue();
      if (this.#holdsNothing() && !this.disputes.open) return LONG;
      this.#done = false;
    }
    if (this.leaked || !this.computer.ensureRunning()) return this.#leave();
    if (this.certificate === undefined) {
      const status = this.ask({ type: 'status' }, 'status');
      if (status?.initialised === false) this.#done = true;
      else this.#init();
      return PATIENCE;
    }
    const status = this.ask({ type: 'status' }, 'status');
    if (status === undefined) return PATIENCE;
    this.#resend(true);
    this.reconcile();
    const account = accountIn(this.realm.chain.final().vault, this.certificate.account);
    const headed = accountIn(this.realm.chain.head().vault, this.certificate.account);
    if (status.mode === 'restored-without-counter' || (headed !== undefined && headed.exitAt !== 0)) {
      return this.#leave();
    }
    const books = this.ask({ type: 'payments' }, 'payments');
    if (books === undefined) return PATIENCE;
    const open = books.incoming.length + books.outgoing.filter(({ state }) => state !== 'pending').length;
    if (open === 0 && !this.disputes.open && status.withdrawable > 0n && status.accountStatus === 'open') {
      const ends = this.#closes && this.ask({ type: 'logout', to: this.payout }, 'cancellation');
      if (!ends) this.withdraw(status.withdrawable);
      return PATIENCE;
    }
    const closed = account?.status === STATUS_CLOSED;
    const empty = !this.disputes.open && status.spendable === 0n && books.outgoing.length === 0 && open === 0;
    if (
      empty &&
      (closed || (account?.balance ?? 0n) === 0n) &&
      this.realm.settledFor(this.certificate.account)
    ) {
      this.#done = true;
      this.log('done');
    }
    return books.outgoing.some(({ state }) => state === 'pending') ? PATIENCE : 3_600;
  }

  #holdsNothing(): boolean {
    const { vault } = this.realm.chain.head();
    return this.realm.ledger
      .accountsOf(this.party)
      .every((account) => (vault.accounts.get(account)?.balance ?? 0n) === 0n);
  }

  /** The way out without the enclave (SAFETY O7, O8): by the recovery address, after the delay. */
  #leave(): number {
    const { chain, terms, kernel } = this.realm;
    const certificate = this.certificate ?? this.realm.directory.get(this.party);
    if (certificate === undefined) {
      this.#done = true;
      return 0;
    }
    const account = accountIn(chain.head().vault, certificate.account);
    const final = accountIn(chain.final().vault, certificate.account);
    // What was paid to it must settle first: afterwards the account takes nothing more.
    if (kernel.time.now() < this.realm.lastDeadline()) return LONG;
    if (account === undefined || final?.status === STATUS_CLOSED) {
      this.#done = true;
      this.log('left');
      return 0;
    }
    if (account.status === STATUS_CLOSED) return PATIENCE;
    if (this.#tooSoon(this.#exitSentAt)) return PATIENCE;
    this.#exitSentAt = kernel.time.now();
    if (account.exitAt === 0) {
      chain.submit(`w${this.party} announces its exit`, (vault, now) => ({
        vault: announceExit(vault, terms, certificate.account, this.recovery, now),
      }));
      return PATIENCE;
    }
    if (kernel.time.now() <= account.exitAt) return LONG;
    chain.submit(`w${this.party} exits`, (vault, now) => {
      const exit = executeExit(vault, certificate.account, now);
      const ended = { account: certificate.account, amount: exit.amount };
      return {
        vault: exit.vault,
        paid: { to: exit.to, amount: exit.amount },
        ended,
        note: `${exit.amount}`,
      };
    });
    return PATIENCE;
  }
}
