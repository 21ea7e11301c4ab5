import type { Wei } from '@coffer/core/amount';
import { type Bytes, toHex } from '@coffer/core/bytes';
import { sign } from '@coffer/crypto/secp256k1';
import { accountOf } from '@coffer/offline/enclave/guard';
import { accountSlots } from '@coffer/offline/enclave/storage';
import type { AccountCertificate } from '@coffer/offline/messages/certificate';
import type { Answer, PaymentMessage } from '@coffer/offline/messages/message';
import {
  type AcceptedPayment,
  acknowledgementDigest,
  type Cancellation,
  cancellationDigest,
  type Payment,
  paymentDigest,
  rejectionDigest,
  type Withdrawal,
  withdrawalDigest,
} from '@coffer/offline/messages/payment';
import type { Random } from '../kernel/random.ts';
import { submitClaim } from './disputes.ts';
import { HostileWallet } from './hostile.ts';
import { Broken } from './ledger.ts';
import type { Realm } from './realm.ts';
import { accountIn, STATUS_FROZEN, withdraw } from './vault-model.ts';

/**
 * A wallet whose enclave has leaked its account key (the paper's leakState): its host signs whatever it likes, besides all
 * that a hostile host does. Payees do not know; what bounds it are the limits, and what answers it are freezes and claims.
 */
export class BrokenWallet extends HostileWallet {
  /** Payments to it that it has answered by itself. */
  readonly taken: { readonly message: PaymentMessage; readonly accepted: AcceptedPayment }[] = [];
  readonly #secrets = new Map<string, Bytes>();

  constructor(realm: Realm, party: number, chance: Random) {
    super(realm, party, chance);
    realm.ledger.leak(party);
  }

  override get leaked(): boolean {
    return true;
  }

  /** The key of its account. */
  get secret(): Bytes | undefined {
    const state = this.computer.state();
    if (state?.account !== undefined) {
      const { address, secret } = accountOf(state);
      this.#secrets.set(toHex(address), secret);
    }
    return this.address === undefined ? undefined : this.#secrets.get(toHex(this.address));
  }

  override attack(): void {
    if (this.secret === undefined || this.chance.chance(0.6)) {
      super.attack();
      return;
    }
    const attack = this.chance.pick(ATTACKS);
    this.realm.kernel.faults.count(`broken-${attack.name}`);
    this.log(`attack: ${attack.name}`);
    attack.run(this, this.secret);
  }

  override answerTo(from: number, message: PaymentMessage): void {
    const { secret } = this;
    const mine = this.address !== undefined && toHex(message.payment.payee) === toHex(this.address);
    const known = this.realm.ledger.payments.has(toHex(paymentDigest(this.domain, message.payment)));
    if (!this.attacking || secret === undefined || !mine || !known || this.chance.chance(0.5)) {
      super.answerTo(from, message);
      return;
    }
    this.take(secret, message);
    const { accepted } = this.taken.at(-1)!;
    const payment = paymentDigest(this.domain, message.payment);
    const answers: Answer[] = [];
    if (this.chance.chance(0.6))
      answers.push(this.#answer('acknowledged', payment, accepted.acknowledgement));
    if (this.chance.chance(0.6)) {
      const signature = sign(secret, rejectionDigest(this.domain, payment));
      answers.push(this.#answer('rejected', payment, signature));
    }
    for (const answer of this.chance.shuffle(answers)) {
      this.realm.ledger.answered(answer);
      this.send(from, { type: 'answer', answer });
    }
  }

  get domain(): Bytes {
    return this.realm.terms.domain;
  }

  /** Accepts a payment with the leaked key, and keeps that for later. */
  take(secret: Bytes, message: PaymentMessage): void {
    const id = paymentDigest(this.domain, message.payment);
    const { payment, signature } = message;
    const acknowledgement = sign(secret, acknowledgementDigest(this.domain, id));
    this.taken.push({ message, accepted: { payment, signature, acknowledgement } });
    if (this.taken.length > 16) this.taken.shift();
    this.realm.ledger.answered(this.#answer('acknowledged', id, acknowledgement));
  }

  #answer(status: Answer['status'], payment: Bytes, signature: Bytes): Answer {
    return { status, payment, signature, reason: status === 'rejected' ? 'refused' : 'none' };
  }

  /** Times that payees and the vault take. */
  times(): Pick<Payment, 'tGen' | 'settleBy' | 'provedAt'> {
    const { lockTime, settleWindow, offlineLimit } = this.realm.setup.network.facts.parameters;
    const tGen = Math.floor(this.realm.kernel.time.now());
    const provedAt = this.realm.chain.final().time;
    const late = this.chance.chance(0.1) ? settleWindow : 0;
    const settleBy = Math.min(tGen + settleWindow, provedAt + offlineLimit + settleWindow) + late;
    return { tGen, settleBy: Math.max(settleBy, tGen + lockTime), provedAt };
  }

  /** Signs a payment and sends it to its payee. */
  pay(secret: Bytes, serial: number, party: number, payee: AccountCertificate): void {
    const { lockTime } = this.realm.setup.network.facts.parameters;
    const times = this.times();
    const payment: Payment = {
      payer: this.address!,
      payee: payee.account,
      amount: this.amount(this.chance.pick([0.3, 2, 6, 20])),
      serial,
      ...times,
      expiry: times.tGen + lockTime,
      supports: [],
      state: this.chance.bytes(32),
    };
    const id = paymentDigest(this.domain, payment);
    this.realm.ledger.forged(this.party, id, payment);
    const message = {
      payment,
      signature: sign(secret, id),
      supports: [],
      certificates: [this.certificate!],
    };
    this.realm.network.send(this.party, party, this.encode({ type: 'payment', message }));
  }

  /** A serial that the account has used for something, or will. */
  someSerial(): number {
    const next = this.computer.state()?.nextSerial ?? 0;
    return this.chance.chance(0.7) ? this.chance.int(next + 1) : next + this.chance.int(300);
  }

  someone(): readonly [number, AccountCertificate] | undefined {
    const others = [...this.realm.directory].filter(([party]) => party !== this.party);
    return others.length === 0 ? undefined : this.chance.pick(others);
  }
}

interface Attack {
  readonly name: string;
  readonly run: (wallet: BrokenWallet, secret: Bytes) => void;
}

const ATTACKS: readonly Attack[] = [
  {
    // The same serial to two people at once.
    name: 'pay-twice',
    run: (wallet, secret) => {
      const serial = wallet.someSerial();
      for (let i = 0; i < 2; i++) {
        const to = wallet.someone();
        if (to !== undefined) wallet.pay(secret, serial, ...to);
      }
    },
  },
  {
    name: 'pay-from-nothing',
    run: (wallet, secret) => {
      const to = wallet.someone();
      if (to !== undefined) wallet.pay(secret, wallet.someSerial(), ...to);
    },
  },
  {
    name: 'settle-refused',
    run: (wallet) => {
      if (wallet.realm.chain.isDown() || wallet.taken.length === 0) return;
      const { message, accepted } = wallet.chance.pick(wallet.taken);
      const own = wallet.certificate === undefined ? [] : [wallet.certificate];
      const certificates = [...message.certificates, ...own];
      wallet.settle({
        payments: [...message.supports, accepted],
        certificates,
        withdrawals: [],
        cancellation: undefined,
      });
    },
  },
  {
    name: 'withdraw',
    run: (wallet, secret) => {
      const { chain, terms, kernel } = wallet.realm;
      const { tGen, settleBy, provedAt } = wallet.times();
      const held = accountIn(chain.head().vault, wallet.address!)?.balance ?? 0n;
      const amount = ((held * BigInt(wallet.chance.between(1, 100))) / 100n) as Wei;
      const withdrawal: Withdrawal = {
        account: wallet.address!,
        to: wallet.payout,
        amount,
        serial: wallet.someSerial(),
        tGen,
        settleBy,
        provedAt,
        state: wallet.chance.bytes(32),
      };
      const signature = sign(secret, withdrawalDigest(wallet.domain, withdrawal));
      if (chain.isDown() || wallet.chance.chance(0.5)) return;
      chain.submit(`w${wallet.party} withdraws with a leaked key`, (vault, now) => {
        const frozen = accountIn(vault, withdrawal.account)?.status === STATUS_FROZEN;
        const after = withdraw(vault, terms, withdrawal, signature, now);
        if (frozen) throw new Broken('O7: a frozen account withdrew.');
        kernel.faults.count('broken-withdrawn');
        return { vault: after, paid: { to: withdrawal.to, amount } };
      });
    },
  },
  {
    name: 'cancel',
    run: (wallet, secret) => {
      if (wallet.realm.chain.isDown() || wallet.chance.chance(0.9)) return;
      const cancellation: Cancellation = {
        account: wallet.address!,
        to: wallet.payout,
        serial: wallet.someSerial(),
        ...wallet.times(),
        state: wallet.chance.bytes(32),
      };
      wallet.submitCancel(cancellation, sign(secret, cancellationDigest(wallet.domain, cancellation)));
    },
  },
  {
    name: 'claim',
    run: (wallet) => {
      if (wallet.realm.chain.isDown() || wallet.taken.length === 0) return;
      submitClaim(wallet, wallet.chance.pick(wallet.taken).accepted);
    },
  },
  {
    // Its own enclave is told, and must stop.
    name: 'told-frozen',
    run: (wallet) => {
      const { chain } = wallet.realm;
      if (chain.isDown()) return;
      const final = chain.final();
      const frozen = accountIn(final.vault, wallet.address!)?.status === STATUS_FROZEN;
      const evidence = chain.evidence(final, accountSlots(wallet.address!));
      const told = wallet.ask({ type: 'freeze', evidence }, 'done') !== undefined;
      if (told && !frozen) throw new Broken('O7: an enclave believes that it is frozen, and is not.');
      if (!told) return;
      const to = wallet.someone();
      const amount = wallet.amount(0.001);
      const paid = to !== undefined && wallet.ask({ type: 'transfer', amount, payee: to[1] }, 'payment');
      const left = wallet.ask({ type: 'withdraw', amount, to: wallet.payout }, 'withdrawal');
      if (paid || left !== undefined) throw new Broken('O7: a frozen enclave pays on.');
    },
  },
];
