import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import type { Answer } from '@coffer/offline/messages/message';
import { type AcceptedPayment, type Payment, paymentDigest } from '@coffer/offline/messages/payment';
import { historyOf } from './history.ts';
import type { KnownPayment } from './ledger.ts';
import { claim, freezePayee, freezePayer } from './vault-disputes.ts';
import { accountIn, isContested, isUsed, open, STATUS_CLOSED, STATUS_FROZEN } from './vault-model.ts';
import type { Wallet } from './wallet.ts';

/**
 * What a wallet's host does about broken enclaves: it keeps what was promised to it, looks for the other payment when
 * something was paid in its place, proves the conflict, and claims until it is paid or the culprit's account is closed.
 */

/** A payment of ours that was refused: should it be settled all the same, both answers are known. */
interface Refused {
  readonly payment: Payment;
  readonly rejection: Bytes;
}

const PATIENCE = 300;

/** See the head of the file. One per wallet. */
export class Disputes {
  readonly #wallet: Wallet;
  readonly #accepted = new Map<string, AcceptedPayment>();
  readonly #refused = new Map<string, Refused>();
  /** The enclave's signatures over claims. */
  readonly #signatures = new Map<string, Bytes>();
  readonly #sentAt = new Map<string, number>();

  constructor(wallet: Wallet) {
    this.#wallet = wallet;
  }

  /** A payment that our enclave acknowledged. */
  accepted(accepted: AcceptedPayment): void {
    this.#accepted.set(this.#key(accepted.payment), accepted);
  }

  /** An answer that our enclave has booked. */
  answered(payment: Payment, { status, signature }: Answer): void {
    if (status === 'rejected') this.#refused.set(this.#key(payment), { payment, rejection: signature });
  }

  /** A claim that our enclave signed. */
  signed(payment: Bytes, signature: Bytes): void {
    this.#signatures.set(toHex(payment), signature);
  }

  /** Whether this host could have proved its payer broken. */
  couldClaim({ payment, id }: KnownPayment): boolean {
    const { archive } = this.#wallet.realm;
    return archive.conflicting({ payment }) !== undefined && this.#signatures.has(toHex(id));
  }

  #key(payment: Payment): string {
    return toHex(paymentDigest(this.#wallet.realm.terms.domain, payment));
  }

  /** True while there may be something to get. */
  get open(): boolean {
    const { vault } = this.#wallet.realm.chain.final();
    return [...this.#signatures.keys()].some((key) => {
      const accepted = this.#accepted.get(key);
      if (accepted === undefined || (vault.claims.get(key) ?? 0n) >= accepted.payment.amount) return false;
      return accountIn(vault, accepted.payment.payer)?.status === STATUS_FROZEN;
    });
  }

  /** Does what can be done now. */
  pursue(): void {
    for (const [key, accepted] of this.#accepted) this.#pursuePayer(key, accepted);
    for (const [key, refused] of this.#refused) this.#pursuePayee(key, refused);
  }

  #once(name: string, submit: () => void): void {
    const now = this.#wallet.realm.kernel.time.now();
    if (now < (this.#sentAt.get(name) ?? 0) + PATIENCE) return;
    this.#sentAt.set(name, now);
    submit();
  }

  #pursuePayer(key: string, accepted: AcceptedPayment): void {
    const { chain, terms, archive } = this.#wallet.realm;
    const { payment } = accepted;
    const { vault, time } = chain.head();
    const payer = accountIn(vault, payment.payer);
    const final = chain.final();
    const finalPayer = accountIn(final.vault, payment.payer);
    const id = paymentDigest(terms.domain, payment);
    const paid = (final.vault.claims.get(key) ?? 0n) >= payment.amount;
    const lapsed =
      final.time > payment.settleBy + this.#wallet.realm.setup.network.facts.parameters.reorgMargin;
    const hopeless = lapsed && finalPayer?.status !== STATUS_FROZEN && !this.#signatures.has(key);
    if (paid || hopeless || finalPayer?.status === STATUS_CLOSED || historyOf(final.vault).settled(id)) {
      this.#accepted.delete(key);
      return;
    }
    if (payer === undefined || payer.status === STATUS_CLOSED) return;
    const used = isUsed(vault, payment.payer, payment.serial);
    const other = archive.conflicting(accepted);
    const contested = isContested(vault, payment.payer, payment.serial);
    if (other !== undefined && (payer.status !== STATUS_FROZEN || !used)) {
      this.#once(`freeze ${key}`, () => {
        this.#wallet.realm.kernel.faults.count('op-freeze-payer');
        archive.publish(accepted, accepted.acknowledgement);
        chain.submit(`w${this.#wallet.party} freezes a payer`, (before, now) => ({
          vault: freezePayer(before, terms, accepted, other, now),
        }));
      });
    }
    if (payer.status !== STATUS_FROZEN || historyOf(vault).settled(id) !== undefined) return;
    const signature = this.#signatures.get(key);
    const inTime = time <= payment.settleBy;
    const enough = inTime ? payer.balance >= payment.amount : payer.balance > 0n;
    const entitled = contested || (used ? signature !== undefined : !inTime);
    if (!enough || !entitled) return;
    if (accountIn(vault, payment.payee) === undefined) {
      // A claim brings no certificate: who was never paid on chain has to open its account first.
      const { realm, certificate } = this.#wallet;
      if (certificate === undefined || !equal(certificate.account, payment.payee)) return;
      this.#once('open', () => {
        chain.submit(`w${this.#wallet.party} opens its account`, (before) => ({
          vault: open(before, realm.judge(certificate), 0n),
        }));
      });
      return;
    }
    this.#once(`claim ${key}`, () => this.#wallet.submitClaim(accepted, signature));
  }

  #pursuePayee(key: string, { payment, rejection }: Refused): void {
    const { chain, terms, archive, kernel } = this.#wallet.realm;
    const final = chain.final();
    const id = paymentDigest(terms.domain, payment);
    const acknowledgement = archive.acknowledgement(id);
    const culprit = accountIn(final.vault, payment.payee);
    const over = final.time > payment.settleBy && acknowledgement === undefined;
    const paid = (final.vault.claims.get(key) ?? 0n) >= payment.amount;
    if (over || paid || culprit?.status === STATUS_CLOSED) {
      this.#refused.delete(key);
      return;
    }
    if (acknowledgement === undefined || culprit === undefined) return;
    const { vault } = chain.head();
    const proof = historyOf(vault).prove(payment.payee, id)[0];
    const now = accountIn(vault, payment.payee)!;
    if (now.status === STATUS_FROZEN && (proof === undefined || now.balance === 0n)) return;
    this.#once(`payee ${key}`, () => {
      kernel.faults.count('op-freeze-payee');
      chain.submit(`w${this.#wallet.party} freezes a payee`, (before, time) => {
        const done = freezePayee(before, terms, payment, acknowledgement, rejection, proof, time);
        const compensated = { id, to: 'payer', amount: done.paid } as const;
        if (done.paid > 0n) kernel.faults.count('compensated-payer');
        return done.paid === 0n ? { vault: done.vault } : { vault: done.vault, compensated };
      });
    });
  }
}

/** Brings a claim to the vault. */
export function submitClaim(wallet: Wallet, accepted: AcceptedPayment, signature: Bytes | undefined): void {
  const { chain, terms, kernel, archive } = wallet.realm;
  kernel.faults.count('op-claim');
  chain.submit(`w${wallet.party} claims`, (before, now) => {
    const done = claim(before, terms, accepted, signature, now);
    archive.publish(accepted, accepted.acknowledgement);
    kernel.faults.count(done.settled ? 'claim-settled' : 'claim-compensated');
    if (done.settled) return { vault: done.vault, note: `${done.paid}` };
    const id = paymentDigest(terms.domain, accepted.payment);
    return {
      vault: done.vault,
      note: `${done.paid}`,
      compensated: { id, to: 'payee', amount: done.paid },
    };
  });
}
