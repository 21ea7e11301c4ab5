import { randomUUID } from 'node:crypto';
import { ZERO } from '@coffer/core/amount';
import { type Bytes, equal, fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { type Codec, decode } from '@coffer/core/codec';
import { CofferError, isCofferError } from '@coffer/core/error';
import type { AccountStatus } from '../enclave/storage.ts';
import type { AccountCertificate } from '../messages/certificate.ts';
import {
  type AcceptedPayment,
  acceptedPaymentCodec,
  type Payment,
  paymentDigest,
} from '../messages/payment.ts';
import type { SupportProof, VaultCall } from './chain.ts';
import {
  knownAnswers,
  knownConflict,
  searchAcknowledgement,
  searchConflicts,
  signedOf,
  type Wanted,
} from './conflicts.ts';
import type { WalletContext } from './context.ts';
import { certificateOf } from './funding.ts';
import { fetchHistory } from './history.ts';
import { finishOperation, startOperation } from './operation.ts';
import { type History, proveReceipt } from './receipts.ts';
import type { DisputeRecord } from './records.ts';
import { type Mined, submit } from './sending.ts';

/**
 * What a wallet does about a broken enclave of somebody else (SAFETY O7): proves it to the vault, which freezes its account,
 * and has what was lost paid out of that account. Every step may have been done by somebody else before.
 */

const LIMITS = { maxBytes: 1 << 12, maxDepth: 6, maxItems: 256 };

/** What this run did. */
export interface Pursued {
  /** Transactions that were sent. */
  readonly txs: readonly Hex[];
  /** Block that must be final for all of it to count. */
  readonly upTo: number;
  /** What went wrong, culprit by culprit: the rest went on. */
  readonly failures: readonly Failure[];
}

/** One thing that could not be done. */
export interface Failure {
  /** The payment, or the culprit's account when there is none. */
  readonly id: Hex;
  readonly code: string;
  readonly message: string;
}

/**
 * Pursues everything that is contested, as far as it goes now. What becomes payable by it, the next settlement brings.
 * @param certificates of accounts that the vault may not know yet
 */
export async function pursueDisputes(
  context: WalletContext,
  certificates: readonly AccountCertificate[],
): Promise<Pursued> {
  const disputes = context.book.disputes();
  const lost = disputes.filter(({ ended, role }) => ended === 'lost' && role === 'payee');
  const conflicts = context.book.conflicts();
  if (disputes.every(({ ended }) => ended !== undefined) && lost.length + conflicts.length === 0)
    return { txs: [], upTo: 0, failures: [] };
  const run = new Run(context, certificates);
  await run.look();
  for (const dispute of lost) {
    if (!(await run.guarded(dispute.id, () => run.reopen(dispute)))) return run.report();
  }
  const open = context.book.disputes().filter(({ ended }) => ended === undefined);
  await run.search(open);
  for (const { payer, serial } of conflicts) {
    if (!(await run.guarded(payer, () => run.freezePayer(fromHex(payer, 20), serial)))) return run.report();
  }
  for (const dispute of open) {
    const work = () => (dispute.role === 'payee' ? run.claim(dispute) : run.compensate(dispute));
    if (!(await run.guarded(dispute.id, work))) return run.report();
  }
  return run.report();
}

function wantedOf({ id, culprit, serial, searched }: DisputeRecord): Wanted {
  return { payer: fromHex(culprit, 20), serial, id: fromHex(id, 32), searched: searched ?? -1 };
}

/** What makes going on pointless for now: everything else would fail alike, or wait as long. */
const ENDS_RUN: ReadonlySet<string> = new Set(['TRANSACTION_WAITS', 'CHAIN_UNREACHABLE', 'GAS_MONEY_LOW']);

class Run {
  readonly #context: WalletContext;
  readonly #certificates: readonly AccountCertificate[];
  readonly #txs: Hex[] = [];
  readonly #failures: Failure[] = [];
  #upTo = 0;
  #history!: History;
  #time = 0;

  constructor(context: WalletContext, certificates: readonly AccountCertificate[]) {
    this.#context = context;
    this.#certificates = certificates;
  }

  report(): Pursued {
    return { txs: this.#txs, upTo: this.#upTo, failures: this.#failures };
  }

  /** The vault as of the newest block. */
  async look(): Promise<void> {
    const { chain, book } = this.#context;
    const head = await chain.head();
    const final = await chain.finalHeader();
    this.#time = head.time;
    this.#history = await fetchHistory(chain, book, Math.min(final.number, head.number), head.number);
  }

  /**
   * Looks for what is missing to prove culprits broken, once for each stretch of the chain. What a node could not show is
   * looked at again next time.
   */
  async search(open: readonly DisputeRecord[]): Promise<void> {
    const upTo = Math.min(this.#context.book.scannedTo(), this.#history.upTo);
    const wanted: DisputeRecord[] = [];
    for (const dispute of open) {
      const work =
        dispute.role === 'payee'
          ? async () => {
              if (await this.#lacksProof(dispute)) wanted.push(dispute);
            }
          : () => this.#searchAcknowledgement(dispute);
      if (!(await this.guarded(dispute.id, work))) return;
    }
    try {
      const unseen = await searchConflicts(this.#context, wanted.map(wantedOf), this.#history);
      const searched = Math.min(upTo, (unseen?.from ?? Number.POSITIVE_INFINITY) - 1);
      for (const dispute of wanted) {
        this.#put(dispute, { searched: Math.max(searched, dispute.searched ?? -1) });
        if (unseen?.error !== undefined) this.#failed(dispute.id, unseen.error);
      }
    } catch (error) {
      for (const { id } of wanted.slice(0, 1)) this.#failed(id, error);
    }
  }

  /** Once its serial is contested, a payment is payable, and nothing is missing. */
  async #lacksProof({ id, culprit, serial }: DisputeRecord): Promise<boolean> {
    if (knownConflict(this.#context, culprit, serial, id) === undefined) return true;
    return !(await this.#context.chain.isContested(fromHex(culprit, 20), serial));
  }

  #searchAcknowledgement({ id, culprit }: DisputeRecord): Promise<void> {
    return searchAcknowledgement(this.#context, fromHex(id, 32), fromHex(culprit, 20), this.#history);
  }

  /** Runs work for one culprit. Its failure is written down; `false` when nothing else can be done now either. */
  async guarded(id: Hex, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      return !ENDS_RUN.has(this.#failed(id, error));
    }
  }

  #failed(id: Hex, error: unknown): string {
    if (!(error instanceof CofferError)) throw error;
    this.#failures.push({ id, code: error.code, message: error.message });
    const dispute = this.#context.book.disputes().find((known) => known.id === id);
    if (dispute !== undefined) this.#put(dispute, { code: error.code });
    return error.code;
  }

  #put(dispute: DisputeRecord, change: Partial<DisputeRecord>): void {
    const now = this.#context.book.disputes().find(({ id }) => id === dispute.id) ?? dispute;
    this.#context.book.putDispute({ ...now, ...change });
  }

  async #statusOf(account: Bytes): Promise<AccountStatus> {
    return (await this.#context.chain.account(account)).status;
  }

  /**
   * Proves that a payer used a serial twice, when that is known and there is something to gain: its account is frozen, and
   * both payments become payable. Of a serial that is used, the receipt of the settled one is needed for that.
   */
  async freezePayer(payer: Bytes, serial: number, id?: Hex): Promise<void> {
    const { chain, domain } = this.#context;
    const pair = knownConflict(this.#context, toHex(payer), serial, id, this.#history);
    if (pair === undefined) return;
    const status = await this.#statusOf(payer);
    if (status === 'closed' || (status === 'absent' && !(await this.#open(id ?? toHex(payer), payer))))
      return;
    const settledOne = [pair.second, pair.first].find(({ payment }) => this.#isSettled(payment));
    const used = await chain.isUsed(payer, serial);
    const gains = status !== 'frozen' || !used || settledOne !== undefined;
    if (!gains || (status === 'frozen' && (await chain.isContested(payer, serial)))) return;
    await this.#send(id ?? toHex(payer), async () => {
      await this.look();
      const first = settledOne ?? pair.first;
      const second = first === pair.first ? pair.second : pair.first;
      const proof = proveReceipt(this.#history, first.payment.payee, paymentDigest(domain, first.payment));
      const receipt = proof === undefined ? {} : { receipt: { index: proof.index, path: proof.path } };
      return { type: 'freezePayer', first, second, ...receipt };
    });
  }

  #isSettled(payment: Payment): boolean {
    return this.#history.settled(paymentDigest(this.#context.domain, payment)) !== undefined;
  }

  /** Opens an account that the vault does not know: the own one, or from the certificate that came with a payment. */
  async #open(id: Hex, account: Bytes): Promise<boolean> {
    const certificates = [...this.#certificates, await certificateOf(this.#context)];
    const certificate = certificates.find((known) => equal(known.account, account));
    if (certificate === undefined) return false;
    await this.#send(id, { type: 'open', certificate, value: ZERO });
    return true;
  }

  /**
   * The payee's side: the payer used the serial of this payment twice, or is frozen for another one. In time the payment
   * settles like any other; afterwards what the payer's account holds is paid as compensation.
   */
  async claim(dispute: DisputeRecord): Promise<void> {
    const { chain, network } = this.#context;
    const payer = fromHex(dispute.culprit, 20);
    if (this.#isOver(dispute) || (await this.#isLost(dispute, payer))) return;
    await this.freezePayer(payer, dispute.serial, dispute.id);
    if (dispute.accepted === undefined || this.#time <= dispute.settleBy) return;
    const { status, balance } = await chain.account(payer);
    if (status !== 'frozen') return;
    const contested = await chain.isContested(payer, dispute.serial);
    const unused = !contested && !(await chain.isUsed(payer, dispute.serial));
    const accepted = decode(acceptedPaymentCodec as Codec<AcceptedPayment>, dispute.accepted, LIMITS);
    const supportsSettled = () =>
      accepted.payment.supports.map((support) => proveReceipt(this.#history, payer, support));
    const unfunded = supportsSettled().includes(undefined);
    const { exitDelay, reorgMargin } = network.facts.parameters;
    const claimUntil = dispute.settleBy + exitDelay;
    // The vault raises nothing from the dead, and what funds it has no longer a way to settle either.
    if ((unused || unfunded) && this.#time > claimUntil + reorgMargin) this.#put(dispute, { ended: 'lost' });
    const claimable = contested || (unused && this.#time <= claimUntil);
    if (!claimable || unfunded || balance === 0n) return;
    // No batch has opened an account that was never settled to, and the vault compensates only those that it knows.
    const { payee } = accepted.payment;
    if ((await this.#statusOf(payee)) === 'absent' && !(await this.#open(dispute.id, payee))) return;
    await this.#send(dispute.id, async () => {
      await this.look();
      const supports = supportsSettled().flatMap((proof): readonly SupportProof[] =>
        proof === undefined
          ? []
          : [{ payment: proof.payment, by: { type: 'receipt', index: proof.index, path: proof.path } }],
      );
      return { type: 'claim', accepted, supports };
    });
    await this.look();
    this.#isOver(dispute);
  }

  /**
   * A payment that lapsed unused is given up when the time for claims is over; should its payer use the number for another
   * payment after that, both are payable again, however old they are.
   */
  async reopen(dispute: DisputeRecord): Promise<void> {
    const payer = fromHex(dispute.culprit, 20);
    if (dispute.accepted === undefined || this.#history.ended(payer) !== undefined) return;
    if (!(await this.#context.chain.isUsed(payer, dispute.serial))) return;
    const { payment } = decode(acceptedPaymentCodec as Codec<AcceptedPayment>, dispute.accepted, LIMITS);
    const isFunded = payment.supports.every((id) => proveReceipt(this.#history, payer, id) !== undefined);
    if (!isFunded || this.#endIn(this.#history, dispute) !== undefined) return;
    const { ended: _, ...open } = dispute;
    this.#context.book.putDispute(open);
  }

  /** The payer's side: the payee signed two answers. */
  async compensate(dispute: DisputeRecord): Promise<void> {
    const payee = fromHex(dispute.culprit, 20);
    const id = fromHex(dispute.id, 32);
    if (this.#isOver(dispute) || (await this.#isLost(dispute, payee))) return;
    const answers = knownAnswers(this.#context, dispute.id);
    const payment = signedOf(this.#context, dispute.id)?.payment;
    if (answers === undefined || payment === undefined) return;
    const receiptOf = () => proveReceipt(this.#history, payee, id);
    const { status, balance } = await this.#context.chain.account(payee);
    if (status === 'absent') return;
    if (status === 'frozen' && (receiptOf() === undefined || balance === 0n)) return;
    await this.#send(dispute.id, async () => {
      await this.look();
      const receipt = receiptOf();
      return {
        type: 'freezePayee',
        payment,
        ...answers,
        ...(receipt === undefined ? {} : { receipt: { index: receipt.index, path: receipt.path } }),
      };
    });
    await this.look();
    this.#isOver(dispute);
  }

  /** Whether it has ended as the chain shows it, and writes that down once no reorganisation can take it back. */
  #isOver(dispute: DisputeRecord): boolean {
    const { book } = this.#context;
    const seen = this.#endIn(this.#history, dispute);
    if (seen === undefined) return false;
    const { ended } = this.#endIn(book.history(book.scannedTo()), dispute) ?? {};
    if (ended === undefined) this.#upTo = Math.max(this.#upTo, seen.block);
    else {
      const { code: _, ...rest } = book.disputes().find(({ id }) => id === dispute.id) ?? dispute;
      book.putDispute({ ...rest, ended });
    }
    return true;
  }

  /** How it ended according to a history, and in which block. */
  #endIn(
    history: History,
    { id, role, amount, settleBy }: DisputeRecord,
  ): { readonly ended: NonNullable<DisputeRecord['ended']>; readonly block: number } | undefined {
    const payment = fromHex(id, 32);
    const settled = history.settled(payment);
    if (role === 'payee' && settled !== undefined) return { ended: 'settled', block: settled.block };
    const parts = history.paid(payment);
    if (parts.reduce((sum, part) => sum + part.amount, 0n) >= amount) {
      return { ended: 'claimed', block: parts.at(-1)!.block };
    }
    const { reorgMargin } = this.#context.network.facts.parameters;
    const isVoid = role === 'payer' && settled === undefined && this.#time > settleBy + reorgMargin;
    return isVoid ? { ended: 'void', block: 0 } : undefined;
  }

  /** A closed account pays nothing more. */
  async #isLost(dispute: DisputeRecord, culprit: Bytes): Promise<boolean> {
    const { book } = this.#context;
    if ((await this.#statusOf(culprit)) !== 'closed') return false;
    if (book.history(book.scannedTo()).ended(culprit) !== undefined) this.#put(dispute, { ended: 'lost' });
    return true;
  }

  /** Sends a call under an operation of its own, or goes on with the one that was interrupted. */
  async #send(id: Hex, made: VaultCall | (() => Promise<VaultCall>)): Promise<Mined> {
    const { book } = this.#context;
    const { key } = startOperation(this.#context, `dispute:${randomUUID()}`, 'dispute', id);
    const finish = (tx: Hex | null): unknown => finishOperation(this.#context, book.operation(key)!, { tx });
    try {
      const makeCall = typeof made === 'function' ? made : async () => made;
      const mined = await submit(this.#context, key, makeCall);
      finish(mined.transaction.hash);
      this.#txs.push(mined.transaction.hash);
      this.#upTo = Math.max(this.#upTo, mined.block);
      const dispute = book.disputes().find((known) => known.id === id);
      if (dispute !== undefined) {
        const { code: _, ...rest } = dispute;
        book.putDispute({ ...rest, txs: [...dispute.txs, mined.transaction.hash] });
      }
      return mined;
    } catch (error) {
      if (isCofferError(error, 'VAULT_REFUSES') || isCofferError(error, 'TRANSACTION_FAILED')) finish(null);
      throw error;
    }
  }
}
