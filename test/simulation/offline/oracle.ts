import { equal, toHex } from '@coffer/core/bytes';
import type { Block } from './chain.ts';
import { Broken, isSettled, type KnownPayment, type Ledger } from './ledger.ts';
import { isUsed, STATUS_CLOSED } from './vault-model.ts';
import type { Wallet } from './wallet.ts';

/**
 * The paper's ideal functionality F (Algorithm 1), corrected by SAFETY, replayed over what the enclaves accepted. It
 * knows nothing of draws, supports, proofs or journals: only who paid whom, what was answered, and what the chain says in
 * the end. Where it leaves Algorithm 1:
 *
 * - `transfer` debits the payer (O1); the paper debits at `pay`, when the acknowledgement is back.
 * - `pay` therefore changes nothing; `abort` gives the amount back; the paper's `abort` changes nothing.
 * - A payment that is not settled by its `settleBy` is void (O2): the payer has the amount back, and the payee, if it had
 *   been credited, has not. The paper knows no deadline.
 * - A withdrawal is debited when signed, and comes back when it lapses (O3). In the paper it is a negative deposit.
 * - `reconciliation` never freezes anybody for a failed transaction: a skipped item consumes nothing (O6). Frozen is only
 *   whose key signed twice (O7), and what others are compensated with comes out of its account.
 * - `logout` takes what the account holds when the vault carries it out (O3); or the exit by the recovery address does
 *   (O7, O8).
 */

/** What became of a payment. Every payment ends in one of these. */
export type End = 'settled' | 'compensated' | 'partly-compensated' | 'rejected' | 'lapsed';

function timesSettled({ id, payeeKey }: KnownPayment, final: Block): number {
  const receipts = final.vault.accounts.get(payeeKey)?.receipts ?? [];
  return receipts.filter((receipt) => equal(receipt, id)).length;
}

/** How a payment ended, by the chain's last word. @throws Broken when it has not ended, or twice */
function endOf(ledger: Ledger, known: KnownPayment, final: Block): End {
  const { payment, acknowledged, rejected, id } = known;
  const leakedPayee = ledger.isLeaked(payment.payee);
  const wholePayer = !ledger.isLeaked(payment.payer);
  if (isSettled(final, known)) {
    if (!acknowledged && !leakedPayee)
      throw new Broken('O4: a payment was settled that was never acknowledged.');
    if (timesSettled(known, final) !== 1) throw new Broken('O7: a payment was settled twice.');
    return 'settled';
  }
  if (isUsed(final.vault, payment.payer, payment.serial) && wholePayer)
    throw new Broken('O7: a serial was used by another payment.');
  const compensated = final.compensations.get(toHex(id))?.payee ?? 0n;
  if (compensated >= payment.amount) return 'compensated';
  if (compensated > 0n) return 'partly-compensated';
  if (rejected) return 'rejected';
  if (payment.settleBy >= final.time && wholePayer) throw new Broken('Every payment ends: one did not.');
  return 'lapsed';
}

/** What F says each party has in the end, wei; how many payments ended how. */
export interface Verdict {
  readonly balances: ReadonlyMap<number, bigint>;
  readonly ends: Readonly<Record<End, number>>;
  /** What honest payees lost to broken enclaves, wei, in how many payments. */
  readonly lost: { readonly amount: bigint; readonly payments: number };
}

/** Replays F. @throws Broken */
export function ideal(
  ledger: Ledger,
  final: Block,
  wallets: readonly Wallet[],
): Pick<Verdict, 'balances' | 'ends'> {
  const balances = new Map<number, bigint>();
  const add = (party: number | undefined, amount: bigint): void => {
    if (party === undefined) throw new Broken('Money of an account that no enclave holds.');
    balances.set(party, (balances.get(party) ?? 0n) + amount);
  };
  for (const { party } of wallets) {
    for (const account of ledger.accountsOf(party)) {
      add(party, final.vault.accounts.get(account)?.depositTotal ?? 0n);
    }
  }
  const ends = { settled: 0, compensated: 0, 'partly-compensated': 0, rejected: 0, lapsed: 0 };
  for (const known of ledger.payments.values()) {
    const { payer, payee, amount } = known.payment;
    add(ledger.partyOf(payer), -amount);
    if (known.acknowledged) add(ledger.partyOf(payee), amount);
    const end = endOf(ledger, known, final);
    ends[end]++;
    // Whoever accepted it without its enclave's knowledge has it all the same.
    if (end === 'settled' && !known.acknowledged) add(ledger.partyOf(payee), amount);
    if (end === 'settled') continue;
    add(ledger.partyOf(payer), amount);
    if (known.acknowledged) add(ledger.partyOf(payee), -amount);
  }
  for (const [id, { payee, payer, outside }] of final.compensations) {
    // Its receiver's deposits show what did not go to a recovery address.
    const { payment } = ledger.payments.get(id)!;
    add(ledger.partyOf(payment.payer), -payee);
    add(ledger.partyOf(payment.payee), -payer);
    if (payee > 0n && payer > 0n) throw new Broken('O7: a payment was compensated to both sides.');
    add(ledger.partyOf(payee > 0n ? payment.payee : payment.payer), outside);
  }
  return { balances, ends };
}

/** Compares the world at quiescence with F. @throws Broken */
export function closeBooks(
  ledger: Ledger,
  final: Block,
  wallets: readonly Wallet[],
  healedAt: number,
): Verdict {
  const verdict = ideal(ledger, final, wallets);
  if (final.vault.ether !== 0n)
    throw new Broken(`The vault still holds ${final.vault.ether} wei in the end.`);
  let total = 0n;
  for (const wallet of wallets) {
    const expected = verdict.balances.get(wallet.party) ?? 0n;
    const got = (final.paid.get(toHex(wallet.payout)) ?? 0n) + (final.paid.get(toHex(wallet.recovery)) ?? 0n);
    total += got;
    if (expected !== got)
      throw new Broken(`Wallet ${wallet.party} got ${got} out; the ideal world says ${expected}.`);
  }
  if (total !== final.deposited) throw new Broken(`${final.deposited} went in, ${total} came out.`);
  let amount = 0n;
  let payments = 0;
  for (const known of ledger.payments.values()) {
    const lost = known.acknowledged ? judgeLoss(known, ledger, final, wallets, healedAt) : 0n;
    if (lost === 0n) continue;
    amount += lost;
    payments++;
  }
  return { ...verdict, lost: { amount, payments } };
}

/**
 * An acknowledged payment that could have been settled after the faults ended, and was not, is a loss to an honest payee:
 * only a broken enclave can cause one, and only as far as its account could not pay for it. @returns wei
 */
function judgeLoss(
  known: KnownPayment,
  ledger: Ledger,
  final: Block,
  wallets: readonly Wallet[],
  healedAt: number,
): bigint {
  const { payment, id } = known;
  if (isSettled(final, known)) return 0n;
  const lost = payment.amount - (final.compensations.get(toHex(id))?.payee ?? 0n);
  const payee = ledger.partyOf(payment.payee);
  const wallet = wallets.find(({ party }) => party === payee);
  // Who lies to its own enclave, or gives it an old disk, hurts itself; so does who had not settled in time.
  const careless = wallet === undefined || !wallet.honest || wallet.forgot;
  const gone = final.vault.accounts.get(known.payeeKey)?.status === STATUS_CLOSED;
  if (lost === 0n || careless) return 0n;
  if (!ledger.blamed(known, final)) {
    if (!gone && payment.settleBy > healedAt + 3_600)
      throw new Broken(`O6: acknowledged payment ${toHex(id)} was not settled although there was time.`);
    return 0n;
  }
  const left = final.ended.get(known.payerKey);
  if (ledger.isLeaked(payment.payer) && !gone && wallet.couldClaim(known) && (left?.amount ?? 0n) > 0n) {
    if (left!.time > healedAt + 7_200)
      throw new Broken(`O7: a broken payer kept ${left!.amount} that ${toHex(id)} could have claimed.`);
  }
  return lost;
}
