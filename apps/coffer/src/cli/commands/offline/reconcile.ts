import type { CommandSpec } from '../../command.ts';
import { longCall } from '../../context.ts';
import { skippedWords } from '../../reasons.ts';
import { ether, facts, plural, short } from '../../text.ts';
import type { ReconciledReply } from './views.ts';

/** Disputes that have ended; the others are shown in capitals. */
const DISPUTE_WORDS: Readonly<Record<string, string>> = {
  settled: 'dispute, settled',
  claimed: 'dispute, paid',
  lost: 'dispute, lost',
};

/** What a reconciliation did, for people. */
export function reconciledRows(done: ReconciledReply): [string, string][] {
  return [
    ['received, now settled', plural(done.settledIn.length, 'payment')],
    ['paid or withdrawn, now settled', plural(done.settledOut.length, 'item')],
    ['come back', plural(done.refunded.length, 'item')],
    ['written off', plural(done.writtenOff.length, 'payment')],
    ['deposits booked', ether(done.depositedWei)],
    ...done.txs.map((tx): [string, string] => ['tx', tx]),
    ...done.skipped.map(({ id, reason }): [string, string] => [
      'left out',
      `${short(id)}: ${skippedWords(reason)}`,
    ]),
    ...done.disputes.map((dispute): [string, string] => [
      DISPUTE_WORDS[dispute.state] ?? 'DISPUTED',
      `${short(dispute.id)}, ${ether(dispute.amountWei)}: ${dispute.state}, ${ether(dispute.paidWei)} paid out. ${dispute.next}`,
    ]),
    ...done.failures.map(({ id, message }): [string, string] => ['not done', `${short(id)}: ${message}`]),
    ...(done.accountStatus === 'frozen' || done.accountStatus === 'closed'
      ? ([['this account', done.accountStatus.toUpperCase()]] as [string, string][])
      : []),
  ];
}

/** `coffer offline reconcile` */
export const reconcile: CommandSpec = {
  usage: 'reconcile',
  summary: 'Settles everything unsettled on chain and books what became final. Needs the chain.',
  about:
    'Everybody can settle in any order: what one settles, the others find settled. Two payments with one number are proof of a broken enclave: it is frozen, and its deposit makes good for it.',
  example: 'coffer offline reconcile --wallet carol',
  run: async (context) => {
    const done = await longCall(context, (daemon) => daemon.reconcile({}));
    return { data: done, text: `Reconciled with the chain.\n${facts(reconciledRows(done))}` };
  },
};
