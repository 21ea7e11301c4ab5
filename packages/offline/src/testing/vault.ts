import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import { recover } from '@coffer/crypto/secp256k1';
import type { ReceiptProof } from '../messages/command.ts';
import { type OfflineNetwork, vaultDomain } from '../messages/network.ts';
import {
  type AcceptedPayment,
  acknowledgementDigest,
  type Cancellation,
  cancellationDigest,
  type Payment,
  paymentDigest,
  rejectionDigest,
  type SignedPayment,
  type Withdrawal,
  withdrawalDigest,
} from '../messages/payment.ts';
import type { TestChain } from './world.ts';

/** Why the vault did nothing: the name of its reason or error. */
export class VaultRefusal extends Error {}

function demand(condition: boolean, reason: string): asserts condition {
  if (!condition) throw new VaultRefusal(reason);
}

const OPEN = 1;
const FROZEN = 2;
const CLOSED = 3;

/**
 * The rules of `OfflineVault` over the storage of a {@link TestChain}, for tests of what follows for the enclave: settlement,
 * withdrawal, cancellation, freezing and claims, one item at a time. The contract itself is tested by forge.
 */
export class TestVault {
  readonly #chain: TestChain;
  readonly #network: OfflineNetwork;
  readonly #domain: Bytes;
  /** Serials of which it is proved that two payments share them, and known which were paid. */
  readonly #contested = new Set<string>();
  /** By payment of a contested serial, or compensated: what was paid, wei. */
  readonly #paid = new Map<string, bigint>();

  constructor(network: OfflineNetwork, chain: TestChain) {
    this.#network = network;
    this.#chain = chain;
    this.#domain = vaultDomain(network);
  }

  /**
   * `settle` of one payment, with the certificates that open missing accounts. Every payment of a contested serial is settled,
   * once. @throws VaultRefusal
   */
  settle({ payment, signature, acknowledgement }: AcceptedPayment): void {
    this.#checkPayment(payment, signature, acknowledgement);
    const [payer, payee] = [this.#chain.standing(payment.payer), this.#chain.standing(payment.payee)];
    demand(payer.status !== CLOSED, 'PayerClosed');
    demand(payee.status !== CLOSED, 'PayeeClosed');
    payer.status ||= OPEN;
    demand(this.#chain.time <= payment.settleBy, 'TooLate');
    this.#checkSupports(payment);
    const id = toHex(paymentDigest(this.#domain, payment));
    const used = this.#chain.isUsed(payment.payer, payment.serial);
    const payable = this.#isContested(payment.payer, payment.serial) && !this.#paid.has(id);
    demand(!used || payable, 'SerialUsed');
    demand(payer.balance >= payment.amount, 'BalanceTooLow');
    this.#chain.settle({ payment });
    if (used) this.#paid.set(id, payment.amount);
  }

  /** `withdraw`. @throws VaultRefusal */
  withdraw(withdrawal: Withdrawal, signature: Bytes): void {
    const id = withdrawalDigest(this.#domain, withdrawal);
    const standing = this.#leave(withdrawal, id, signature);
    demand(standing.balance >= withdrawal.amount, 'BalanceTooLow');
    this.#chain.use(withdrawal.account, withdrawal.serial);
    standing.balance -= withdrawal.amount;
  }

  /** `cancel`: pays the whole balance out and closes the account. @returns wei paid out @throws VaultRefusal */
  cancel(cancellation: Cancellation, signature: Bytes): bigint {
    const id = cancellationDigest(this.#domain, cancellation);
    const standing = this.#leave(cancellation, id, signature);
    this.#chain.use(cancellation.account, cancellation.serial);
    const { balance } = standing;
    standing.balance = 0n;
    standing.status = CLOSED;
    return balance;
  }

  /**
   * `freezePayer`: two payments with one serial. If it is used, only the receipt of `first` makes the serial contested.
   * @throws VaultRefusal
   */
  freezePayer(
    first: SignedPayment,
    second: SignedPayment,
    receipt: ReceiptProof | undefined = undefined,
  ): void {
    const { payer, serial } = first.payment;
    demand(equal(payer, second.payment.payer) && serial === second.payment.serial, 'NoConflict');
    const digests = [first, second].map(({ payment }) => paymentDigest(this.#domain, payment));
    demand(!equal(digests[0]!, digests[1]!), 'NoConflict');
    demand(equal(recover(first.signature, digests[0]!), payer), 'PayerSignature');
    demand(equal(recover(second.signature, digests[1]!), payer), 'PayerSignature');
    this.#freeze(payer);
    if (this.#isContested(payer, serial)) return;
    if (this.#chain.isUsed(payer, serial)) {
      if (receipt === undefined) return;
      demand(equal(receipt.payment, digests[0]!), 'Receipt');
      const place = this.#chain.receipt(first.payment.payee, digests[0]!);
      demand(place !== undefined && place.index === receipt.index, 'Receipt');
      this.#paid.set(toHex(digests[0]!), first.payment.amount);
    }
    this.#contest(payer, serial);
  }

  #isContested(payer: Bytes, serial: number): boolean {
    return this.#contested.has(`${toHex(payer)}/${serial}`);
  }

  #contest(payer: Bytes, serial: number): void {
    this.#chain.use(payer, serial);
    this.#contested.add(`${toHex(payer)}/${serial}`);
  }

  /**
   * `freezePayee`: an acknowledgement and a rejection of one payment. A settled one compensates its payer as far as the
   * payee's balance reaches. @returns wei @throws VaultRefusal
   */
  freezePayee(payment: Payment, acknowledgement: Bytes, rejection: Bytes): bigint {
    const id = paymentDigest(this.#domain, payment);
    const { payer, payee } = payment;
    demand(equal(recover(acknowledgement, acknowledgementDigest(this.#domain, id)), payee), 'PayeeSignature');
    demand(equal(recover(rejection, rejectionDigest(this.#domain, id)), payee), 'PayeeSignature');
    this.#freeze(payee);
    return this.#chain.receipt(payee, id) === undefined ? 0n : this.#compensate(id, payment, payee, payer);
  }

  /**
   * `claim`: compensates the payee of a frozen payer's payment, after `settleBy`, as far as the payer's balance reaches; a
   * closed payee is paid at its recovery address. @returns wei @throws VaultRefusal
   */
  claim({ payment, signature, acknowledgement }: AcceptedPayment): bigint {
    this.#checkPayment(payment, signature, acknowledgement);
    const { payer, payee, serial, settleBy } = payment;
    demand(payment.amount > 0n && !equal(payer, payee), 'AmountZero');
    demand(this.#chain.standing(payer).status === FROZEN, 'NotFrozen');
    demand(this.#chain.time > settleBy, 'TooEarly');
    this.#checkSupports(payment);
    if (!this.#isContested(payer, serial)) {
      demand(!this.#chain.isUsed(payer, serial), 'SerialUsed');
      demand(this.#chain.time <= settleBy + this.#network.facts.parameters.exitDelay, 'TooLate');
      this.#contest(payer, serial);
    }
    const part = this.#compensate(paymentDigest(this.#domain, payment), payment, payer, payee);
    demand(part > 0n, 'NothingToPay');
    return part;
  }

  /** What withdrawing and cancelling need. */
  #leave(leaving: Withdrawal | Cancellation, id: Bytes, signature: Bytes) {
    const { account, serial, tGen, settleBy, provedAt } = leaving;
    const { offlineLimit, settleWindow } = this.#network.facts.parameters;
    const standing = this.#chain.standing(account);
    demand(standing.status === OPEN && standing.exitAt === 0, 'AccountNotOpen');
    demand(tGen <= settleBy && this.#chain.time <= settleBy, 'TooLate');
    demand(settleBy <= provedAt + offlineLimit + settleWindow, 'SettleByTooLate');
    demand(equal(recover(signature, id), account), 'AccountSignature');
    demand(!this.#chain.isUsed(account, serial), 'SerialUsed');
    return standing;
  }

  #checkPayment(payment: Payment, signature: Bytes, acknowledgement: Bytes): void {
    const id = paymentDigest(this.#domain, payment);
    const { offlineLimit, settleWindow } = this.#network.facts.parameters;
    demand(payment.tGen <= payment.expiry && payment.expiry <= payment.settleBy, 'TimesDisordered');
    demand(payment.settleBy <= payment.provedAt + offlineLimit + settleWindow, 'SettleByTooLate');
    demand(equal(recover(signature, id), payment.payer), 'PayerSignature');
    demand(
      equal(recover(acknowledgement, acknowledgementDigest(this.#domain, id)), payment.payee),
      'PayeeSignature',
    );
  }

  #checkSupports({ payer, supports }: Payment): void {
    for (const support of supports) {
      demand(this.#chain.receipt(payer, support) !== undefined, 'SupportUnsettled');
    }
  }

  #freeze(account: Bytes): void {
    const standing = this.#chain.standing(account);
    demand(standing.status === OPEN || standing.status === FROZEN, 'AccountNotOpen');
    if (standing.status === OPEN && standing.exitAt !== 0) {
      standing.exitAt = this.#chain.time + this.#network.facts.parameters.exitDelay;
    }
    standing.status = FROZEN;
  }

  #compensate(id: Bytes, { amount }: Payment, from: Bytes, to: Bytes): bigint {
    const paid = this.#paid.get(toHex(id)) ?? 0n;
    const source = this.#chain.standing(from);
    const open = amount - paid;
    const part = open < source.balance ? open : source.balance;
    if (part === 0n) return 0n;
    this.#paid.set(toHex(id), paid + part);
    source.balance -= part;
    const target = this.#chain.standing(to);
    if (target.status === CLOSED) return part;
    target.status ||= OPEN;
    target.balance += part;
    target.depositTotal += part;
    return part;
  }
}
