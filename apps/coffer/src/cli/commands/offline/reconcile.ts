import type { CommandSpec } from '../../command.ts';
import { longCall } from '../../context.ts';
import { ether, facts, plural } from '../../text.ts';

/** `coffer offline reconcile` */
export const reconcile: CommandSpec = {
  usage: 'reconcile',
  summary: 'Settles everything unsettled on chain and books what became final. Needs the chain.',
  about: 'Everybody can settle in any order: what one settles, the others find settled.',
  example: 'coffer offline reconcile --wallet carol',
  run: async (context) => {
    const done = await longCall(context, (daemon) => daemon.reconcile({}));
    const rows: [string, string][] = [
      ['received, now settled', plural(done.settledIn.length, 'payment')],
      ['paid or withdrawn, now settled', plural(done.settledOut.length, 'item')],
      ['come back', plural(done.refunded.length, 'item')],
      ['written off', plural(done.writtenOff.length, 'payment')],
      ['deposits booked', ether(done.depositedWei)],
      ...done.txs.map((tx): [string, string] => ['tx', tx]),
      ...done.skipped.map(({ id, reason }): [string, string] => ['left out', `${id}: ${reason}`]),
      ...done.disputed.map((id): [string, string] => ['DISPUTED', id]),
    ];
    return { data: done, text: `Reconciled with the chain.\n${facts(rows)}` };
  },
};
