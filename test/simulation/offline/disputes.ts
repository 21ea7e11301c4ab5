import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import type { SupportProof } from '@coffer/offline/host/chain';
import type { AccountCertificate } from '@coffer/offline/messages/certificate';
import type { Settlement } from '@coffer/offline/messages/command';
import type { Answer, PaymentMessage } from '@coffer/offline/messages/message';
import { type AcceptedPayment, type Payment, paymentDigest } from '@coffer/offline/messages/payment';
import type { Published } from './archive.ts';
import type { Executed } from './chain.ts';
import { historyOf } from './history.ts';
import type { KnownPayment } from './ledger.ts';
import type { Realm } from './realm.ts';
import { type Compensated, claim, freezePayee, freezePayer } from './vault-disputes.ts';
import {
  accountIn,
  claimed,
  isContested,
  isUsed,
  open,
  STATUS_CLOSED,
  STATUS_FROZEN,
} from './vault-model.ts';

/**
 * What a wallet's host does about broken enclaves: it keeps what was promised to it, looks for the other payment when
 * something was paid in its place, proves the conflict, settles and claims until it is paid or nothing can be had.
 */

/** A payment to us that our enclave has acknowledged, with all that settling it takes. */
interface Promised {
  readonly accepted: AcceptedPayment;
  readonly supports: readonly AcceptedPayment[];
  readonly certificates: readonly AccountCertificate[];
}

/** A payment of ours that was refused: should it be settled all the same, both answers are known. */
interface Refused {
  readonly payment: Payment;
  readonly rejection: Bytes;
}

/** The wallet that this belongs to, as far as it concerns it. */
interface Owner {
  readonly party: number;
  readonly realm: Realm;
  readonly certificate: AccountCertificate | undefined;
  readonly settle: (settlement: Settlement) => void;
}

const PATIENCE = 300;

/** See the head of the file. One per wallet. */
export class Disputes {
  readonly #wallet: Owner;
  readonly #promised = new Map<string, Promised>();
  readonly #refused = new Map<string, Refused>();
  readonly #sentAt = new Map<string, number>();

  constructor(wallet: Owner) {
    this.#wallet = wallet;
  }

  /** A payment that our enclave acknowledged. */
  accepted(message: PaymentMessage, acknowledgement: Bytes): void {
    const { payment, signature, supports, certificates } = message;
    const accepted = { payment, signature, acknowledgement };
    this.#promised.set(this.#key(payment), { accepted, supports, certificates });
  }

  /** A payment that our enclave holds, as it tells when asked what to settle. */
  held(
    accepted: AcceptedPayment,
    supports: readonly AcceptedPayment[],
    certificates: readonly AccountCertificate[],
  ): void {
    const key = this.#key(accepted.payment);
    if (!this.#promised.has(key)) this.#promised.set(key, { accepted, supports, certificates });
  }

  /** An answer that our enclave has booked. */
  answered(payment: Payment, { status, signature }: Answer): void {
    if (status === 'rejected') this.#refused.set(this.#key(payment), { payment, rejection: signature });
  }

  /** Whether this host could have proved its payer broken, and its payment paid. */
  couldClaim({ payment }: KnownPayment): boolean {
    const { archive, chain } = this.#wallet.realm;
    const { vault } = chain.final();
    const other = archive.conflicting({ payment });
    if (other === undefined || !this.#funded(payment, historyOf(vault))) return false;
    // What was used by a withdrawal freezes its account, and pays nobody.
    if (isContested(vault, payment.payer, payment.serial)) return true;
    return !isUsed(vault, payment.payer, payment.serial) || historyOf(vault).settled(other.id) !== undefined;
  }

  #funded(payment: Payment, history: ReturnType<typeof historyOf>): boolean {
    return payment.supports.every((id) => {
      const place = history.settled(id);
      return place !== undefined && equal(place.payee, payment.payer);
    });
  }

  #key(payment: Payment): string {
    return toHex(paymentDigest(this.#wallet.realm.terms.domain, payment));
  }

  /** True while there may be something to get. */
  get open(): boolean {
    const { chain } = this.#wallet.realm;
    const { vault } = chain.final();
    for (const { accepted } of this.#promised.values()) {
      const { status } = accountIn(vault, accepted.payment.payer) ?? {};
      if (status === STATUS_FROZEN && !this.#rests(accepted)) return true;
    }
    return false;
  }

  /** Does what can be done now. */
  pursue(): void {
    for (const [key, promised] of this.#promised) this.#pursuePayer(key, promised);
    for (const [key, refused] of this.#refused) this.#pursuePayee(key, refused);
  }

  #submit(name: string, label: string, execute: (...input: Parameters<Execute>) => Executed): void {
    const { chain, kernel } = this.#wallet.realm;
    const now = kernel.time.now();
    if (now < (this.#sentAt.get(name) ?? 0) + PATIENCE) return;
    this.#sentAt.set(name, now);
    chain.submit(`w${this.#wallet.party} ${label}`, execute);
  }

  #open(account: Bytes, certificates: readonly AccountCertificate[]): void {
    const certificate = certificates.find((one) => equal(one.account, account));
    if (certificate === undefined) return;
    this.#submit(`open ${toHex(account)}`, 'opens an account', (vault) => ({
      vault: open(vault, this.#wallet.realm.judge(certificate), 0n),
    }));
  }

  /** True when nothing more can be had of a payment. */
  #over(key: string, { payment }: AcceptedPayment): boolean {
    const { chain, terms, archive } = this.#wallet.realm;
    const { vault, time } = chain.final();
    const id = paymentDigest(terms.domain, payment);
    const payer = accountIn(vault, payment.payer);
    if (historyOf(vault).settled(id) !== undefined || payer?.status === STATUS_CLOSED) return true;
    if ((vault.claims.get(key) ?? 0n) >= payment.amount) return true;
    if (time <= payment.settleBy) return false;
    // What lapsed and is not funded never will be.
    if (!this.#funded(payment, historyOf(vault))) return true;
    if (isContested(vault, payment.payer, payment.serial)) return false;
    if (archive.conflicting({ payment }) !== undefined && payer?.status !== undefined) return false;
    return isUsed(vault, payment.payer, payment.serial);
  }

  /** True once a payment on an unused serial is too old to be claimed: only another payment with that serial wakes it. */
  #rests({ payment }: AcceptedPayment): boolean {
    const { chain, terms, archive } = this.#wallet.realm;
    const { vault, time } = chain.final();
    if (isContested(vault, payment.payer, payment.serial)) return false;
    return time > payment.settleBy + terms.exitDelay && archive.conflicting({ payment }) === undefined;
  }

  #pursuePayer(key: string, promised: Promised): void {
    const { chain, archive, kernel } = this.#wallet.realm;
    const { accepted, certificates } = promised;
    const { payment } = accepted;
    if (this.#over(key, accepted)) {
      this.#promised.delete(key);
      return;
    }
    if (this.#rests(accepted)) return;
    const { vault, time } = chain.head();
    const payer = accountIn(vault, payment.payer);
    const contested = isContested(vault, payment.payer, payment.serial);
    const other = archive.conflicting(accepted);
    if (other !== undefined && payer === undefined) this.#open(payment.payer, certificates);
    if (payer === undefined || payer.status === STATUS_CLOSED) return;
    if (other !== undefined && !contested) this.#freezePayer(key, accepted, other);
    if (payer.status !== STATUS_FROZEN || payer.balance === 0n) return;
    if (historyOf(vault).settled(paymentDigest(this.#wallet.realm.terms.domain, payment)) !== undefined)
      return;
    const own = this.#wallet.certificate;
    if (time <= payment.settleBy) {
      if (!contested || payer.balance < payment.amount) return;
      kernel.faults.count('op-settle-contested');
      this.#wallet.settle({
        payments: [...promised.supports, accepted],
        certificates: own === undefined ? certificates : [...certificates, own],
        withdrawals: [],
        cancellation: undefined,
      });
      return;
    }
    // A claim brings no certificate: who was never paid on chain has to open its account first.
    if (accountIn(vault, payment.payee) === undefined)
      this.#open(payment.payee, own === undefined ? [] : [own]);
    else if (contested || !isUsed(vault, payment.payer, payment.serial)) {
      const now = kernel.time.now();
      if (now < (this.#sentAt.get(`claim ${key}`) ?? 0) + PATIENCE) return;
      this.#sentAt.set(`claim ${key}`, now);
      submitClaim(this.#wallet, accepted);
    }
  }

  #freezePayer(key: string, accepted: AcceptedPayment, other: Published): void {
    const { terms, archive, chain, kernel } = this.#wallet.realm;
    const { vault } = chain.head();
    const receipt = historyOf(vault).prove(other.signed.payment.payee, other.id)[0];
    // A used serial without a receipt was used by something else: then the freeze is all there is, and it is done once.
    const frozen = accountIn(vault, accepted.payment.payer)?.status === STATUS_FROZEN;
    if (frozen && receipt === undefined && isUsed(vault, accepted.payment.payer, accepted.payment.serial))
      return;
    this.#submit(`freeze ${key}`, 'freezes a payer', (before, now) => {
      const after = freezePayer(before, terms, other.signed, accepted, receipt, now);
      kernel.faults.count('op-freeze-payer');
      archive.publish(accepted, accepted.acknowledgement);
      return { vault: after };
    });
  }

  #pursuePayee(key: string, { payment, rejection }: Refused): void {
    const { chain, terms, archive, kernel } = this.#wallet.realm;
    const final = chain.final();
    const id = paymentDigest(terms.domain, payment);
    const acknowledgement = archive.acknowledgement(id);
    const culprit = accountIn(final.vault, payment.payee);
    const over = final.time > payment.settleBy && acknowledgement === undefined;
    if (over || claimed(final.vault, id) >= payment.amount || culprit?.status === STATUS_CLOSED) {
      this.#refused.delete(key);
      return;
    }
    if (acknowledgement === undefined || culprit === undefined) return;
    const { vault } = chain.head();
    const proof = historyOf(vault).prove(payment.payee, id)[0];
    const now = accountIn(vault, payment.payee)!;
    if (now.status === STATUS_FROZEN && (proof === undefined || now.balance === 0n)) return;
    this.#submit(`payee ${key}`, 'freezes a payee', (before, time) => {
      const done = freezePayee(before, terms, payment, acknowledgement, rejection, proof, time);
      kernel.faults.count('op-freeze-payee');
      if (done.paid > 0n) kernel.faults.count('compensated-payer');
      return executed(id, 'payer', done);
    });
  }
}

type Execute = Parameters<Realm['chain']['submit']>[1];

function executed(id: Bytes, to: 'payee' | 'payer', { vault, paid, payout }: Compensated): Executed {
  if (paid === 0n) return { vault };
  const compensated = { id, to, amount: paid, outside: payout !== undefined };
  return { vault, compensated, note: `${paid}`, ...(payout === undefined ? {} : { paid: payout }) };
}

/** Brings a claim to the vault. */
export function submitClaim(wallet: Pick<Owner, 'party' | 'realm'>, accepted: AcceptedPayment): void {
  const { chain, terms, kernel, archive } = wallet.realm;
  const id = paymentDigest(terms.domain, accepted.payment);
  kernel.faults.count('op-claim');
  chain.submit(`w${wallet.party} claims`, (before, now) => {
    const history = historyOf(before);
    const supports = accepted.payment.supports.map((payment): SupportProof => {
      const { index, path } = history.prove(accepted.payment.payer, payment)[0] ?? { index: 0, path: [] };
      return { payment, by: { type: 'receipt', index, path } };
    });
    const done = claim(before, terms, accepted, supports, now);
    archive.publish(accepted, accepted.acknowledgement);
    kernel.faults.count(done.payout === undefined ? 'claim-paid' : 'claim-paid-to-recovery');
    return executed(id, 'payee', done);
  });
}
