import { toHex } from '@coffer/core/bytes';
import type { Block } from './chain.ts';
import { Broken, type KnownPayment, type Ledger } from './ledger.ts';
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
 * - `reconciliation` never freezes anybody for a failed transaction: a skipped item consumes nothing (O6).
 * - `logout` is a withdrawal of everything, or the exit by the recovery address (O7, O8).
 */

/** What became of a payment. Every payment ends in one of these. */
export type End = 'settled' | 'rejected' | 'lapsed';

/** How a payment ended, by the chain's last word. @throws Broken when it has not ended, or twice */
function endOf(known: KnownPayment, final: Block): End {
  const { payment, answer, id } = known;
  if (isUsed(final.vault, payment.payer, payment.serial)) {
    if (answer !== 'acknowledged') throw new Broken('O4: a payment was settled that was never acknowledged.');
    const receipts = final.vault.accounts.get(toHex(payment.payee))?.receipts ?? [];
    if (receipts.filter((receipt) => toHex(receipt) === toHex(id)).length !== 1) {
      throw new Broken('O7: a serial was used by another payment.');
    }
    return 'settled';
  }
  if (answer === 'rejected') return 'rejected';
  if (payment.settleBy >= final.time) throw new Broken('Every payment ends: one did not.');
  return 'lapsed';
}

/** What F says each party has in the end, wei; how many payments ended how. */
export interface Verdict {
  readonly balances: ReadonlyMap<number, bigint>;
  readonly ends: Readonly<Record<End, number>>;
}

/** Replays F. @throws Broken */
export function ideal(ledger: Ledger, final: Block, wallets: readonly Wallet[]): Verdict {
  const balances = new Map<number, bigint>();
  const add = (party: number | undefined, amount: bigint): void => {
    if (party === undefined) throw new Broken('Money of an account that no enclave holds.');
    balances.set(party, (balances.get(party) ?? 0n) + amount);
  };
  for (const wallet of wallets) {
    const account =
      wallet.address === undefined ? undefined : final.vault.accounts.get(toHex(wallet.address));
    add(wallet.party, account?.depositTotal ?? 0n);
  }
  const ends = { settled: 0, rejected: 0, lapsed: 0 };
  for (const known of ledger.payments.values()) {
    const { payer, payee, amount } = known.payment;
    add(ledger.partyOf(payer), -amount);
    if (known.answer === 'acknowledged') add(ledger.partyOf(payee), amount);
    const end = endOf(known, final);
    ends[end]++;
    if (end === 'settled') continue;
    add(ledger.partyOf(payer), amount);
    if (known.answer === 'acknowledged') add(ledger.partyOf(payee), -amount);
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
  for (const known of ledger.payments.values()) {
    if (known.answer === 'acknowledged' && endOf(known, final) === 'lapsed')
      judgeLapse(known, ledger, final, wallets, healedAt);
  }
  return verdict;
}

/** An acknowledged payment that could have been settled after the faults ended, and was not, is a loss to an honest payee. */
function judgeLapse(
  { payment, id }: KnownPayment,
  ledger: Ledger,
  final: Block,
  wallets: readonly Wallet[],
  healedAt: number,
): void {
  const payee = ledger.partyOf(payment.payee);
  const wallet = wallets.find(({ party }) => party === payee);
  // Who lies to its own enclave, or gives it an old disk, hurts itself.
  const forgot = wallet === undefined || !wallet.honest || wallet.forgot;
  const gone = final.vault.accounts.get(toHex(payment.payee))?.status === STATUS_CLOSED;
  if (!forgot && !gone && payment.settleBy > healedAt + 3_600) {
    throw new Broken(`O6: acknowledged payment ${toHex(id)} was not settled although there was time.`);
  }
}
