import { type Bytes, toHex } from '@coffer/core/bytes';
import type { AcceptedPayment } from '../messages/payment.ts';
import { paymentDigest } from '../messages/payment.ts';
import type { WalletContext } from './context.ts';
import { ask } from './enclave.ts';
import { isExpired, MAX_HELD } from './receiving.ts';
import { dayOf } from './words.ts';

/** The network's limits and windows (SAFETY A4), and what this wallet has left of each. */

/** What is limited. */
export type LimitName =
  | 'holding'
  | 'payment'
  | 'smallest-payment'
  | 'payable-now'
  | 'unprotected-payer'
  | 'hops'
  | 'supports'
  | 'unsettled'
  | 'unsettled-of-one-payer'
  | 'held'
  | 'offline'
  | 'settle-window'
  | 'earliest-deadline'
  | 'lock-time'
  | 'drift'
  | 'settle-margin'
  | 'reorg-margin'
  | 'exit-delay'
  | 'confirmations';

/** One limit. Amounts in wei are `bigint`, seconds and counts are `number`. */
export type Limit = {
  readonly name: LimitName;
  /** For people. */
  readonly note: string;
} & (
  | { readonly unit: 'wei'; readonly limit: bigint; readonly used?: bigint; readonly left?: bigint }
  | {
      readonly unit: 'seconds' | 'count';
      readonly limit: number;
      readonly used?: number;
      readonly left?: number;
    }
);

/** All limits. */
export interface LimitsView {
  readonly limits: readonly Limit[];
}

/** What is left of a limit: never less than nothing. */
function of<T extends bigint | number>(limit: T, used: T): { limit: T; used: T; left: T } {
  const none = (typeof limit === 'bigint' ? 0n : 0) as T;
  const left = (limit > used ? limit - used : none) as T;
  return { limit, used, left };
}

/** All limits and windows of the network, and what is left of each now. Works offline. */
export async function limitsOf(context: WalletContext): Promise<LimitsView> {
  const p = context.network.facts.parameters;
  const now = context.clock.now();
  const status = await ask(context.enclave, { type: 'status' }, 'status');
  const { incoming, outgoing } = await ask(context.enclave, { type: 'payments' }, 'payments');
  const { payments } = await ask(context.enclave, { type: 'onchainUpdate' }, 'settlement');
  const open = incoming.filter(({ state }) => state === 'unsettled');
  const perPayer = new Map<string, number>();
  for (const { from } of open) perPayer.set(toHex(from), (perPayer.get(toHex(from)) ?? 0) + 1);
  const deadlines = [...open, ...outgoing.filter(({ state }) => state === 'acknowledged')].map(
    ({ settleBy }) => settleBy,
  );
  const earliest = deadlines.length === 0 ? undefined : Math.min(...deadlines);
  const waiting = context.book.entriesIn(['waiting']).filter((entry) => !isExpired(entry, now)).length;
  const payable = status.spendable < p.paymentLimit ? status.spendable : p.paymentLimit;
  const away = Math.max(0, now - status.provedAt);
  const seconds = { unit: 'seconds' } as const;
  const count = { unit: 'count' } as const;
  const weis = { unit: 'wei' } as const;
  const limits: readonly Limit[] = [
    {
      name: 'holding',
      ...weis,
      ...of<bigint>(p.holdingLimit, status.spendable),
      note: 'Most that this wallet may hold: more is refused by it. It bounds what a broken enclave could spend twice.',
    },
    { name: 'payment', ...weis, limit: p.paymentLimit, note: 'Largest single payment.' },
    {
      name: 'smallest-payment',
      ...weis,
      limit: p.minimumPayment,
      note: 'Smallest payment: less is not worth settling.',
    },
    {
      name: 'payable-now',
      ...weis,
      limit: payable,
      note: 'Largest payment that this wallet could make now, if its money has not passed through too many hands.',
    },
    {
      name: 'unprotected-payer',
      ...weis,
      limit: p.unprotectedLimit,
      note: 'Most that a payer without rollback protection may owe one payee unsettled.',
    },
    {
      name: 'hops',
      ...count,
      ...of<number>(
        p.maxHops,
        deepest(
          context,
          payments,
          open.map(({ id }) => id),
        ),
      ),
      note: 'Hands that money may pass before somebody settles; used: the longest way of any money held here.',
    },
    {
      name: 'supports',
      ...count,
      limit: p.maxSupports,
      note: 'Unsettled payments that may travel with one payment.',
    },
    {
      name: 'unsettled',
      ...count,
      ...of<number>(p.maxUnsettled, open.length),
      note: 'Unsettled incoming payments that this wallet keeps. Reconciling makes room.',
    },
    {
      name: 'unsettled-of-one-payer',
      ...count,
      ...of<number>(Math.floor(p.maxUnsettled / 4), Math.max(0, ...perPayer.values())),
      note: 'Unsettled incoming payments of one payer; used: of the payer with the most.',
    },
    {
      name: 'held',
      ...count,
      ...of<number>(MAX_HELD, waiting),
      note: 'Incoming payments that may wait for a decision.',
    },
    {
      name: 'offline',
      ...seconds,
      ...(status.initialised ? of<number>(p.offlineLimit, away) : { limit: p.offlineLimit }),
      note: 'How long after its last look at the chain this wallet may still pay. Reconciling starts it again.',
    },
    {
      name: 'settle-window',
      ...seconds,
      limit: p.settleWindow,
      note: 'How long after its making a payment can be settled at most. Then the claim is gone.',
    },
    {
      name: 'earliest-deadline',
      ...seconds,
      limit: earliest ?? 0,
      ...(earliest === undefined ? {} : { left: Math.max(0, earliest - now) }),
      note:
        earliest === undefined
          ? 'Nothing is unsettled: no deadline runs.'
          : `The first unsettled payment can be settled until ${dayOf(earliest)}. Reconcile before.`,
    },
    { name: 'lock-time', ...seconds, limit: p.lockTime, note: 'How long a payee may take to answer.' },
    { name: 'drift', ...seconds, limit: p.drift, note: 'How far any honest clock may be from true time.' },
    {
      name: 'settle-margin',
      ...seconds,
      limit: p.settleMargin,
      note: 'A payment that could be settled for a shorter time than this is refused.',
    },
    {
      name: 'reorg-margin',
      ...seconds,
      limit: p.reorgMargin,
      note: 'How long after its deadline money comes back that nobody settled.',
    },
    {
      name: 'exit-delay',
      ...seconds,
      limit: p.exitDelay,
      note: 'From the announcement of an exit by the recovery address to its payout.',
    },
    {
      name: 'confirmations',
      ...count,
      limit: p.confirmations,
      note: 'Blocks on top of a block before it counts as final.',
    },
  ];
  return { limits };
}

/** Hands that the money of these payments has passed, at most. */
function deepest(
  context: WalletContext,
  payments: readonly AcceptedPayment[],
  ids: readonly Bytes[],
): number {
  // What funds comes before what is funded.
  const depth = new Map<string, number>();
  for (const { payment } of payments) {
    const before = payment.supports.map((support) => depth.get(toHex(support)) ?? 0);
    depth.set(toHex(paymentDigest(context.domain, payment)), 1 + Math.max(0, ...before));
  }
  return Math.max(0, ...ids.map((id) => depth.get(toHex(id)) ?? 0));
}
