import { type Bytes, equal, toHex } from '@coffer/core/bytes';
import { receiptPath } from '../enclave/receipts.ts';
import type { AccountCertificate } from '../messages/certificate.ts';
import type { AcceptedPayment } from '../messages/payment.ts';
import { MAX_ITEMS, type SettleItem, type SupportProof } from './chain.ts';
import type { History } from './receipts.ts';

/**
 * Which payments to bring to the vault, in which order, in which batches (SAFETY O6: what funds comes before what is
 * funded; what cannot wait comes first). Of what can wait, what is worth more comes first: dust that somebody sends by
 * the hundred delays nothing that matters, and is what remains when the gas money does not suffice for everything.
 */

/** Until its deadline is as near as this, a payment can wait for one that is worth more. Seconds. */
const NEAR = 86_400;

/** A payment that is not sent, and why. */
export interface LeftOut {
  readonly id: Bytes;
  readonly reason: LeftOutReason;
}
/** Why a payment is not sent to the vault now. */
export type LeftOutReason =
  /** It is settled already: there is nothing to do. */
  | 'settled'
  /** `settleBy` has passed. */
  | 'lapsed'
  /** Its serial was used by another payment. */
  | 'serial-used'
  /** A payment that funds it can no longer be settled. */
  | 'support-missing';

/** What the vault looks like to a plan. */
export interface PlanView {
  readonly history: History;
  /** Serial bits as of the newest block. */
  readonly isUsed: (account: Bytes, serial: number) => boolean;
  /** Used serials that are proved to be shared by two payments: the vault settles each payment of such a serial once. */
  readonly isContested?: (account: Bytes, serial: number) => boolean;
  /** Time of the newest block. */
  readonly time: number;
}

/** A payment that can be sent, named by its digest. */
export interface Candidate {
  readonly id: Bytes;
  readonly accepted: AcceptedPayment;
}

/** The payments that can be settled, in a good order, and those that cannot. */
export interface Plan {
  readonly ordered: readonly Candidate[];
  readonly leftOut: readonly LeftOut[];
}

/** Near deadlines first, by deadline; then the rest, by worth. */
function byUrgency(time: number): (a: Candidate, b: Candidate) => number {
  return ({ accepted: { payment: a } }, { accepted: { payment: b } }) => {
    const near = a.settleBy <= time + NEAR;
    if (near !== b.settleBy <= time + NEAR) return near ? -1 : 1;
    if (near || a.amount === b.amount) return a.settleBy - b.settleBy;
    return a.amount > b.amount ? -1 : 1;
  };
}

/** Orders what can be settled: by urgency, then by worth, each after everything that funds it. */
export function planSettlement(candidates: readonly Candidate[], view: PlanView): Plan {
  const byId = new Map(candidates.map((candidate) => [toHex(candidate.id), candidate]));
  const verdicts = new Map<string, 'send' | LeftOutReason>();
  const ordered: Candidate[] = [];
  // Depth of the chain of supports is bounded by the number of candidates; marking first makes a cycle harmless.
  const judge = (candidate: Candidate): 'send' | LeftOutReason => {
    const id = toHex(candidate.id);
    const known = verdicts.get(id);
    if (known !== undefined) return known;
    verdicts.set(id, 'support-missing');
    const verdict = judgeAlone(candidate, view) ?? judgeSupports(candidate);
    verdicts.set(id, verdict);
    if (verdict === 'send') ordered.push(candidate);
    return verdict;
  };
  const judgeSupports = ({ accepted }: Candidate): 'send' | LeftOutReason => {
    for (const support of accepted.payment.supports) {
      if (isSettledTo(view.history, support, accepted.payment.payer)) continue;
      const funding = byId.get(toHex(support));
      if (funding === undefined || judge(funding) !== 'send') return 'support-missing';
    }
    return 'send';
  };
  for (const candidate of [...candidates].sort(byUrgency(view.time))) judge(candidate);
  const leftOut = candidates.flatMap(({ id }) => {
    const reason = verdicts.get(toHex(id))!;
    return reason === 'send' ? [] : [{ id, reason }];
  });
  return { ordered, leftOut };
}

function judgeAlone({ id, accepted: { payment } }: Candidate, view: PlanView): LeftOutReason | undefined {
  if (isSettledTo(view.history, id, payment.payee)) return 'settled';
  const { payer, serial } = payment;
  if (view.isUsed(payer, serial) && view.isContested?.(payer, serial) !== true) return 'serial-used';
  return view.time > payment.settleBy ? 'lapsed' : undefined;
}

function isSettledTo(history: History, payment: Bytes, payee: Bytes): boolean {
  const place = history.settled(payment);
  return place !== undefined && equal(place.payee, payee);
}

/** A batch for the vault. */
export interface Batch {
  readonly items: readonly SettleItem[];
}

/** Bounds of a batch. */
export interface BatchLimits {
  readonly maxItems: number;
  /** Upper estimate, gas. */
  readonly maxGas: bigint;
}
/** Half of what a public chain's block held in 2026, a fifth of what it holds now. */
export const BATCH_LIMITS: BatchLimits = { maxItems: MAX_ITEMS, maxGas: 12_000_000n };

/** Upper estimates of what the vault's work costs, gas. Measured figures are in `contracts/README.md`. */
const GAS = { item: 45_000n, support: 4_000n, node: 1_500n, open: 180_000n } as const;

/**
 * The first batch of an ordered plan. The proofs of supports reckon with the receipts that this very batch appends, as
 * the vault does: a path changes when the payer is paid earlier in the batch.
 */
export function firstBatch(
  ordered: readonly Candidate[],
  history: History,
  opening: (account: Bytes) => boolean,
  limits: BatchLimits = BATCH_LIMITS,
): Batch {
  const items: SettleItem[] = [];
  const places = new Map<string, number>();
  const appended = new Map<string, Bytes[]>();
  const opened = new Set<string>();
  let gas = 0n;
  for (const { id, accepted } of ordered) {
    const { payment, signature, acknowledgement } = accepted;
    if (items.length >= limits.maxItems) break;
    const supports = payment.supports.map((support): SupportProof => {
      const item = places.get(toHex(support));
      if (item !== undefined) return { payment: support, by: { type: 'item', item } };
      const leaves = [...history.receipts(payment.payer), ...(appended.get(toHex(payment.payer)) ?? [])];
      const index = history.settled(support)?.index ?? 0;
      return { payment: support, by: { type: 'receipt', index, path: receiptPath(leaves, index) } };
    });
    const fresh = [payment.payer, payment.payee].filter(
      (account) => opening(account) && !opened.has(toHex(account)),
    );
    gas += GAS.item + GAS.open * BigInt(fresh.length);
    for (const { by } of supports) {
      gas += GAS.support + (by.type === 'receipt' ? GAS.node * BigInt(by.path.length) : 0n);
    }
    if (items.length > 0 && gas > limits.maxGas) break;
    for (const account of fresh) opened.add(toHex(account));
    places.set(toHex(id), items.length);
    items.push({ id, payment, signature, acknowledgement, supports });
    const payee = toHex(payment.payee);
    appended.set(payee, [...(appended.get(payee) ?? []), id]);
  }
  return { items };
}

/** The certificates that a batch needs to open the accounts that the vault does not know. */
export function missingOpens(
  items: readonly SettleItem[],
  certificates: readonly AccountCertificate[],
  opening: (account: Bytes) => boolean,
): readonly AccountCertificate[] {
  const wanted = new Set(
    items.flatMap(({ payment }) =>
      [payment.payer, payment.payee].filter((account) => opening(account)).map((account) => toHex(account)),
    ),
  );
  const out = new Map<string, AccountCertificate>();
  for (const certificate of certificates) {
    const account = toHex(certificate.account);
    if (wanted.has(account) && !out.has(account)) out.set(account, certificate);
  }
  return [...out.values()];
}
