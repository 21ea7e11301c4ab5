import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import { recover } from '@coffer/crypto/secp256k1';
import { type OfflineNetwork, vaultDomain } from '../messages/network.ts';
import {
  type AcceptedPayment,
  acknowledgementDigest,
  type Cancellation,
  cancellationDigest,
  claimDigest,
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
  /** Serials that two payments share and that were unused when that was proved. */
  readonly #contested = new Set<string>();
  /** By payment: what was paid of its claim, wei. */
  readonly #paid = new Map<string, bigint>();

  constructor(network: OfflineNetwork, chain: TestChain) {
    this.#network = network;
    this.#chain = chain;
    this.#domain = vaultDomain(network);
  }

  /** `settle` of one payment, with the certificates that open missing accounts. @throws VaultRefusal */
  settle({ payment, signature, acknowledgement }: AcceptedPayment): void {
    this.#checkPayment(payment, signature, acknowledgement);
    this.#chain.standing(payment.payer).status ||= OPEN;
    demand(this.#chain.time <= payment.settleBy, 'TooLate');
    for (const support of payment.supports) {
      demand(this.#chain.receipt(payment.payer, support) !== undefined, 'SupportUnsettled');
    }
    demand(!this.#chain.isUsed(payment.payer, payment.serial), 'SerialUsed');
    demand(this.#chain.standing(payment.payer).balance >= payment.amount, 'BalanceTooLow');
    this.#chain.settle({ payment });
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

  /** `freezePayer`: two payments with one serial. @throws VaultRefusal */
  freezePayer(first: SignedPayment, second: SignedPayment): void {
    const { payer, serial } = first.payment;
    demand(equal(payer, second.payment.payer) && serial === second.payment.serial, 'NoConflict');
    const digests = [first, second].map(({ payment }) => paymentDigest(this.#domain, payment));
    demand(!equal(digests[0]!, digests[1]!), 'NoConflict');
    demand(equal(recover(first.signature, digests[0]!), payer), 'PayerSignature');
    demand(equal(recover(second.signature, digests[1]!), payer), 'PayerSignature');
    this.#freeze(payer);
    if (this.#chain.isUsed(payer, serial)) return;
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
   * `claim`: pays a frozen payer's payment. Until `settleBy` in full, as a settlement; later as far as the balance reaches.
   * @param claim the payee's signature, needed when the serial was used before anybody proved that two payments share it
   * @returns wei @throws VaultRefusal
   */
  claim({ payment, signature, acknowledgement }: AcceptedPayment, claim?: Bytes): bigint {
    this.#checkPayment(payment, signature, acknowledgement);
    const id = paymentDigest(this.#domain, payment);
    const { payer, payee, serial, amount } = payment;
    const standing = this.#chain.standing(payer);
    demand(standing.status === FROZEN, 'NotFrozen');
    const inTime = this.#chain.time <= payment.settleBy;
    if (!this.#contested.has(`${toHex(payer)}/${serial}`)) {
      if (this.#chain.isUsed(payer, serial)) {
        const claimed = claim !== undefined && recover(claim, claimDigest(this.#domain, id));
        demand(claimed && equal(claimed, payee), 'ClaimSignature');
      } else {
        demand(!inTime, 'NotContested');
        this.#chain.use(payer, serial);
      }
    }
    if (!inTime) return this.#compensate(id, payment, payer, payee);
    demand((this.#paid.get(toHex(id)) ?? 0n) === 0n, 'ClaimPaid');
    demand(standing.balance >= amount, 'BalanceTooLow');
    this.#chain.settle({ payment });
    this.#paid.set(toHex(id), amount);
    return amount;
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
    const [payer, payee] = [this.#chain.standing(payment.payer), this.#chain.standing(payment.payee)];
    demand(payer.status !== CLOSED, 'PayerClosed');
    demand(payee.status !== CLOSED, 'PayeeClosed');
    demand(payment.tGen <= payment.expiry && payment.expiry <= payment.settleBy, 'TimesDisordered');
    demand(payment.settleBy <= payment.provedAt + offlineLimit + settleWindow, 'SettleByTooLate');
    demand(equal(recover(signature, id), payment.payer), 'PayerSignature');
    demand(
      equal(recover(acknowledgement, acknowledgementDigest(this.#domain, id)), payment.payee),
      'PayeeSignature',
    );
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
    demand(part > 0n, 'NothingToPay');
    this.#paid.set(toHex(id), paid + part);
    source.balance -= part;
    const target = this.#chain.standing(to);
    target.status ||= OPEN;
    target.balance += part;
    target.depositTotal += part;
    return part;
  }
}
