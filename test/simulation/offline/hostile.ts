import type { Wei } from '@coffer/core/amount';
import { type Bytes, toHex } from '@coffer/core/bytes';
import { type Codec, decode, encode } from '@coffer/core/codec';
import { address, sign } from '@coffer/crypto/secp256k1';
import { type AccountCertificate, accountCertificateDigest } from '@coffer/offline/messages/certificate';
import type { ChainEvidence, ReceiptProof, Request } from '@coffer/offline/messages/command';
import type { Answer, PaymentMessage } from '@coffer/offline/messages/message';
import {
  type AcceptedPayment,
  acknowledgementDigest,
  type Payment,
  paymentDigest,
  rejectionDigest,
} from '@coffer/offline/messages/payment';
import { submitClaim } from './disputes.ts';
import { historyOf } from './history.ts';
import { flip, mutate } from './mutate.ts';
import { freezePayee, freezePayer } from './vault-disputes.ts';
import { announceExit, cancelExit, executeExit } from './vault-model.ts';
import { type Mail, mailCodec, Wallet } from './wallet.ts';

/** A wallet whose owner attacks: everything that an honest one does, now and then, and all that the host can do besides. */
export class HostileWallet extends Wallet {
  #attacking = true;

  get attacking(): boolean {
    return this.#attacking;
  }

  override get honest(): boolean {
    return false;
  }

  /** The end of the schedule: from now on like everybody else. */
  reform(): void {
    this.#attacking = false;
  }

  override send(to: number, mail: Mail): void {
    if (this.#attacking && this.chance.chance(0.25)) {
      this.realm.kernel.faults.count(`swallowed-${mail.type}`);
      this.remember(encode(mailCodec as Codec<Mail>, mail));
      return;
    }
    super.send(to, mail);
  }

  override takeAnswer(answer: Answer): void {
    if (this.#attacking && this.chance.chance(0.25)) {
      this.realm.kernel.faults.count('hidden-answer');
      return;
    }
    super.takeAnswer(answer);
  }

  override tick(): void {
    if (!this.#attacking || this.chance.chance(0.5)) super.tick();
    if (!this.#attacking || this.certificate === undefined || !this.computer.ensureRunning()) return;
    this.attack();
  }

  /** One attack, by chance. */
  attack(): void {
    const attack = this.chance.pick(ATTACKS);
    this.realm.kernel.faults.count(attack.name);
    this.log(`attack: ${attack.name}`);
    attack.run(this);
  }

  /** Any message that this host has seen, of the wanted kind. */
  someMail(wanted: (mail: Mail) => boolean = () => true): Mail | undefined {
    for (const bytes of this.chance.shuffle(this.seen)) {
      const mail = decode(mailCodec as Codec<Mail>, bytes);
      if (wanted(mail)) return mail;
    }
    return undefined;
  }
}

interface Attack {
  readonly name: string;
  readonly run: (wallet: HostileWallet) => void;
}

const ATTACKS: readonly Attack[] = [
  {
    name: 'replay',
    run: (wallet) => {
      const mail = wallet.someMail();
      if (mail === undefined) return;
      const party = wallet.chance.pick([...wallet.realm.directory.keys()]);
      if (wallet.chance.chance(0.5)) wallet.send(party, mail);
      else if (mail.type === 'payment') wallet.answerTo(party, mail.message);
      else {
        wallet.ask({ type: 'save', answer: mail.answer }, 'done');
        wallet.ask({ type: 'pay', answer: mail.answer }, 'done');
        wallet.ask({ type: 'abort', answer: mail.answer }, 'done');
      }
    },
  },
  {
    name: 'tamper',
    run: (wallet) => {
      const mail = wallet.someMail();
      if (mail === undefined) return;
      const changed = mutate(wallet.chance, mail) as Mail;
      const [party] = wallet.chance.pick([...wallet.realm.directory]);
      if (wallet.chance.chance(0.6)) wallet.realm.network.send(wallet.party, party, encodeLoosely(changed));
      else if (changed.type === 'payment') wallet.answerTo(party, changed.message);
      else wallet.takeAnswer(changed.answer);
    },
  },
  {
    name: 'forged-answer',
    run: (wallet) => {
      const mail = wallet.someMail();
      if (mail?.type !== 'payment') return;
      const { domain } = wallet.realm.terms;
      const payment = paymentDigest(domain, mail.message.payment);
      const status = wallet.chance.pick(['acknowledged', 'rejected'] as const);
      const digest = (status === 'rejected' ? rejectionDigest : acknowledgementDigest)(domain, payment);
      const answer: Answer = {
        status,
        payment,
        signature: sign(wallet.chance.bytes(32), digest),
        reason: 'none',
      };
      wallet.takeAnswer(answer);
    },
  },
  {
    name: 'forged-account',
    run: (wallet) => {
      const { certificate, secret } = forgeAccount(wallet);
      wallet.ask({ type: 'transfer', amount: wallet.amount(0.4), payee: certificate }, 'payment');
      const [party, payee] = wallet.chance.pick([...wallet.realm.directory]);
      const message = forgePayment(wallet, certificate, secret, payee.account);
      wallet.realm.network.send(
        wallet.party,
        party,
        encode(mailCodec as Codec<Mail>, { type: 'payment', message }),
      );
    },
  },
  {
    name: 'bad-evidence',
    run: (wallet) => {
      const { chain } = wallet.realm;
      if (chain.isDown()) return;
      const final = chain.final();
      const old = chain.blockAt(wallet.chance.int(final.number + 1)) ?? final;
      const block = wallet.chance.chance(0.3) ? old : final;
      const slots = wallet.slots(block);
      let evidence = chain.evidence(block, slots);
      let receipts = receiptsOf(wallet, block.number);
      for (let i = wallet.chance.int(3); i >= 0; i--)
        [evidence, receipts] = spoil(wallet, evidence, receipts, slots);
      if (wallet.chance.chance(0.3)) wallet.ask({ type: 'deposit', evidence }, 'deposited');
      else if (wallet.ask({ type: 'finalize', evidence, receipts }, 'finalized') !== undefined) {
        const state = wallet.computer.state();
        if (state !== undefined) wallet.realm.ledger.finalized(wallet.party, state);
      }
    },
  },
  {
    name: 'settle-badly',
    run: (wallet) => {
      const { chain } = wallet.realm;
      if (chain.isDown()) return;
      const payments: AcceptedPayment[] = [];
      for (let i = 0; i < 3; i++) {
        const mail = wallet.someMail();
        if (mail?.type === 'payment') payments.push(...mail.message.supports);
      }
      const own = wallet.ask({ type: 'onchainUpdate' }, 'settlement');
      payments.push(...(own?.payments ?? []));
      const chosen = wallet.chance.shuffle(payments).slice(0, wallet.chance.between(1, 8));
      const history = historyOf(chain.head().vault);
      const items = chosen.map((accepted) => ({
        payment: accepted.payment,
        signature: accepted.signature,
        acknowledgement: accepted.acknowledgement,
        supports: accepted.payment.supports.map((id) => {
          const proof = history.prove(accepted.payment.payer, id)[0];
          const item = chosen.findIndex(
            (other) => toHex(paymentDigest(wallet.realm.terms.domain, other.payment)) === toHex(id),
          );
          return {
            payment: id,
            by:
              proof !== undefined && wallet.chance.chance(0.8)
                ? ({ type: 'receipt', index: proof.index, path: proof.path } as const)
                : ({ type: 'item', item: Math.max(0, item) } as const),
          };
        }),
      }));
      if (wallet.chance.chance(0.2) && items.length > 0) {
        items[0] = mutate(wallet.chance, items[0]!) as (typeof items)[number];
      }
      const opens = wallet.chance.chance(0.5) ? (own?.certificates ?? []) : [];
      wallet.realm.submitSettlement(wallet.party, opens, items, false);
    },
  },
  {
    // Proofs that prove nothing, and claims of others' money, in any order.
    name: 'dispute-badly',
    run: (wallet) => {
      const { chain, terms, archive } = wallet.realm;
      if (chain.isDown()) return;
      const mails = [0, 1].map(() => wallet.someMail(({ type }) => type === 'payment'));
      const [first, second] = mails.map((mail) => (mail?.type === 'payment' ? mail.message : undefined));
      if (first === undefined || second === undefined) return;
      const other = wallet.chance.pick([
        second,
        archive.conflicting(first)?.signed ?? second,
        mutate(wallet.chance, first) as PaymentMessage,
      ]);
      const id = paymentDigest(terms.domain, wallet.chance.pick([first, second]).payment);
      const place = historyOf(chain.head().vault).prove(first.payment.payee, id)[0];
      chain.submit(`w${wallet.party} accuses a payer`, (vault, now) => ({
        vault: freezePayer(vault, terms, first, other, place, now),
      }));
      const accepted = wallet.chance.pick([...first.supports, ...second.supports, undefined]);
      if (accepted !== undefined) submitClaim(wallet, accepted);
      const answer = wallet.someMail(({ type }) => type === 'answer');
      if (answer?.type !== 'answer') return;
      const { signature } = answer.answer;
      const own = archive.acknowledgement(paymentDigest(terms.domain, first.payment)) ?? signature;
      chain.submit(`w${wallet.party} accuses a payee`, (vault, now) => ({
        vault: freezePayee(vault, terms, first.payment, own, signature, undefined, now).vault,
      }));
    },
  },
  {
    // Requests that the guest carries out as one batch: each must see what the one before it has done.
    name: 'all-at-once',
    run: (wallet) => {
      const status = wallet.ask({ type: 'status' }, 'status');
      const all = (status?.spendable ?? 0n) as Wei;
      const requests: Request[] = [];
      for (let i = wallet.chance.between(2, 6); i > 0; i--) {
        const [, payee] = wallet.chance.pick([...wallet.realm.directory]);
        const mail = wallet.someMail();
        const amount = wallet.chance.chance(0.5) ? all : wallet.amount(0.4);
        requests.push({ type: 'transfer', amount, payee });
        requests.push({ type: 'withdraw', amount, to: wallet.payout });
        if (mail?.type === 'payment') requests.push({ type: 'receive', message: mail.message });
        if (mail?.type === 'answer') requests.push({ type: 'abort', answer: mail.answer });
        if (wallet.chance.chance(0.1)) requests.push({ type: 'logout', to: wallet.payout });
      }
      for (const said of wallet.computer.together(wallet.chance.shuffle(requests))) {
        if (said.type !== 'reply' || said.reply.type !== 'payment') continue;
        const { message } = said.reply;
        const to = wallet.realm.partyOf(message.payment.payee);
        if (to !== undefined) wallet.send(to, { type: 'payment', message });
      }
    },
  },
  { name: 'roll-back', run: (wallet) => wallet.computer.rollBack() },
  {
    name: 'clone',
    run: (wallet) => {
      const [, payee] = wallet.chance.pick([...wallet.realm.directory]);
      wallet.computer.clone({ type: 'transfer', amount: wallet.amount(0.4), payee });
    },
  },
  { name: 'damage', run: (wallet) => wallet.computer.damage() },
  {
    name: 'lie-about-time',
    run: (wallet) => {
      const by = wallet.chance.pick([0, 0, 15, -15, 300, -300, 3_600, -3_600, 86_400, -86_400]);
      wallet.computer.clock.shift(by);
      if (wallet.chance.chance(0.5)) wallet.computer.kill();
    },
  },
  {
    // Refuse as expired by a clock that runs ahead, so that the payer has its money back; then accept by the true time.
    name: 'two-answers',
    run: (wallet) => {
      const mail = wallet.someMail(({ type }) => type === 'payment');
      if (mail?.type !== 'payment') return;
      const party = wallet.realm.partyOf(mail.message.payment.payer) ?? wallet.party;
      for (const lie of wallet.chance.shuffle([900, 0])) {
        wallet.computer.clock.shift(lie);
        wallet.computer.kill();
        if (wallet.computer.ensureRunning()) wallet.answerTo(party, mail.message);
      }
    },
  },
  {
    name: 'exit',
    run: (wallet) => {
      const { chain, terms } = wallet.realm;
      if (chain.isDown() || wallet.chance.chance(0.6)) return;
      const account = wallet.address!;
      const what = wallet.chance.int(3);
      if (what === 0) {
        chain.submit(`w${wallet.party} announces an exit`, (vault, now) => ({
          vault: announceExit(vault, terms, account, wallet.recovery, now),
        }));
      } else if (what === 1) {
        chain.submit(`w${wallet.party} cancels its exit`, (vault) => ({
          vault: cancelExit(vault, account, wallet.recovery),
        }));
      } else {
        chain.submit(`w${wallet.party} exits`, (vault, now) => {
          const exit = executeExit(vault, account, now);
          const ended = { account, amount: exit.amount };
          return { vault: exit.vault, paid: { to: exit.to, amount: exit.amount }, ended };
        });
      }
    },
  },
  {
    name: 'overspend',
    run: (wallet) => {
      const status = wallet.ask({ type: 'status' }, 'status');
      const [, payee] = wallet.chance.pick([...wallet.realm.directory]);
      const more = (((status?.spendable ?? 0n) as bigint) + BigInt(wallet.chance.int(2))) as Wei;
      if (wallet.chance.chance(0.5)) wallet.ask({ type: 'transfer', amount: more, payee }, 'payment');
      else wallet.ask({ type: 'withdraw', amount: more, to: wallet.payout }, 'withdrawal');
    },
  },
  {
    name: 'withdraw-everything',
    run: (wallet) => {
      const status = wallet.ask({ type: 'status' }, 'status');
      const amount = (status?.withdrawable ?? 0n) as Wei;
      if (amount > 0n) wallet.ask({ type: 'withdraw', amount, to: wallet.payout }, 'withdrawal');
      if (!wallet.realm.chain.isDown()) wallet.reconcile();
    },
  },
];

/** Bytes even of a value that the codec would refuse to read. */
function encodeLoosely(mail: Mail): Bytes {
  return encode(mailCodec as Codec<Mail>, mail);
}

function receiptsOf(wallet: HostileWallet, block: number): readonly ReceiptProof[] {
  const { vault } = wallet.realm.chain.blockAt(block)!;
  const books = wallet.ask({ type: 'payments' }, 'payments');
  return (books?.incoming ?? []).flatMap(({ id }) => historyOf(vault).prove(wallet.address!, id));
}

function spoil(
  wallet: HostileWallet,
  evidence: ChainEvidence,
  receipts: readonly ReceiptProof[],
  slots: readonly Bytes[],
): [ChainEvidence, readonly ReceiptProof[]] {
  const { chance, realm } = wallet;
  const { chain } = realm;
  switch (chance.int(7)) {
    case 0:
      return [{ ...evidence, slots: evidence.slots.filter(() => chance.chance(0.8)) }, receipts];
    case 1:
      return [evidence, receipts.filter(() => chance.chance(0.5))];
    case 2: {
      // The header of one block with the storage of another.
      const other = chain.blockAt(chance.int(chain.final().number + 1))!;
      return [{ ...chain.evidence(other, slots), header: evidence.header }, receipts];
    }
    case 3: {
      const other = chain.blockAt(chance.int(chain.final().number + 1))!;
      const swapped = chain.evidence(other, slots);
      return [{ ...evidence, slots: chance.chance(0.5) ? swapped.slots : evidence.slots }, receipts];
    }
    case 4:
      return [{ ...evidence, header: flip(chance, evidence.header) }, receipts];
    case 5:
      return [mutate(chance, evidence) as ChainEvidence, receipts];
    default:
      return [evidence, mutate(chance, receipts) as readonly ReceiptProof[]];
  }
}

/** An account whose key no enclave holds, under a certificate that is as good as its owner can make it. */
function forgeAccount(wallet: HostileWallet): { certificate: AccountCertificate; secret: Bytes } {
  const secret = wallet.chance.bytes(32);
  const account = address(secret);
  const own = wallet.certificate!;
  const { setup } = wallet.realm;
  const device = wallet.chance.bytes(32);
  const key = wallet.chance.bytes(32);
  const digest = accountCertificateDigest(setup.network, account, own.recovery);
  const consent = sign(secret, digest);
  const certificate = wallet.chance.chance(0.5)
    ? { ...own, account, signature: sign(secret, digest), consent }
    : {
        account,
        recovery: own.recovery,
        signature: sign(key, digest),
        consent,
        evidence: setup.forge(device, address(key)),
      };
  return { certificate, secret };
}

function forgePayment(
  wallet: HostileWallet,
  certificate: AccountCertificate,
  secret: Bytes,
  payee: Bytes,
): PaymentMessage {
  const now = wallet.computer.clock.read();
  const { lockTime, settleWindow } = wallet.realm.setup.network.facts.parameters;
  const payment: Payment = {
    payer: certificate.account,
    payee,
    amount: wallet.amount(1),
    serial: wallet.chance.int(8),
    tGen: now,
    expiry: now + lockTime,
    settleBy: now + settleWindow,
    provedAt: now,
    supports: [],
    state: wallet.chance.bytes(32),
  };
  const signature = sign(secret, paymentDigest(wallet.realm.terms.domain, payment));
  return { payment, signature, supports: [], certificates: [certificate] };
}
