import { AppError } from '../../../config/error.ts';
import type { CommandSpec } from '../../command.ts';
import { longCall, openDaemon } from '../../context.ts';
import { CODE_OPTIONS, codeWish, messageOf, showCode } from '../../show-code.ts';
import { ether, facts, short, when, wrap } from '../../text.ts';
import { reconciledRows } from './reconcile.ts';
import type { PaymentReply } from './views.ts';

function describe(payment: PaymentReply): string {
  const { dispute } = payment;
  const rows: [string, string][] = [
    ['id', payment.id],
    ...(payment.party === null ? [] : ([['other party', payment.party]] as [string, string][])),
    ['recorded', when(payment.time)],
    ...(payment.serial === null ? [] : ([['number', String(payment.serial)]] as [string, string][])),
    ...(payment.expiry === null
      ? []
      : ([['can be answered until', when(payment.expiry)]] as [string, string][])),
    ...(payment.settleBy === null
      ? []
      : ([['can be settled until', when(payment.settleBy)]] as [string, string][])),
    ...(payment.tx === null ? [] : ([['tx', payment.tx]] as [string, string][])),
    ...(payment.memo === null ? [] : ([['memo', JSON.stringify(payment.memo)]] as [string, string][])),
    ...(dispute === null
      ? []
      : ([
          ['broken enclave', dispute.culprit],
          ['dispute', `${dispute.state}, ${ether(dispute.paidWei)} of ${ether(dispute.amountWei)} paid out`],
        ] as [string, string][])),
  ];
  const until = payment.deadline === null ? '' : ` Until ${when(payment.deadline)}.`;
  return [
    `${payment.kind} ${ether(payment.amountWei)}: ${payment.state}`,
    wrap(`money: ${payment.money}`, '       '),
    wrap(`next:  ${payment.next}${until}`, '       '),
    facts(rows),
  ].join('\n');
}

/** Ids are 32 bytes; people may type the beginning that lists show. @throws AppError `USAGE` */
function checkId(id: string | undefined): string {
  const given = id ?? '';
  if (!/^0x[0-9a-f]{64}$/.test(given)) {
    throw new AppError('USAGE', `“${short(given.slice(0, 80))}” is not the id of a payment.`, {
      next: 'Copy the whole id from: coffer offline activity.',
    });
  }
  return given;
}

/** `coffer offline payment show` */
export const paymentShow: CommandSpec = {
  usage: 'show <id>',
  summary: 'What happened to a payment, where its money is, until when, and what to do.',
  about: 'Works without the chain, for everything in the activity: deposits and withdrawals too.',
  example: 'coffer offline payment show 0x5c1e… --wallet alice',
  options: CODE_OPTIONS,
  run: async (context, [id], options) => {
    const wish = codeWish(context, options);
    const payment = await (await openDaemon(context)).payment({ id: checkId(id) });
    if ((wish.onTerminal || wish.png !== undefined) && payment.file === null) {
      throw new AppError('USAGE', 'There is nothing to hand over for this one.');
    }
    const picture = payment.file === null ? null : await showCode(context, wish, messageOf(payment.file));
    const lines = [describe(payment)];
    if (picture !== null) lines.push(`  Written as picture to ${picture}`);
    return { data: { ...payment, picture }, text: lines.join('\n') };
  },
};

/** `coffer offline payment resolve` */
export const paymentResolve: CommandSpec = {
  usage: 'resolve <id>',
  summary: 'Does what brings a payment to its end: delivers it again, settles it, or takes its money back.',
  about: 'Nothing is signed anew, so that it can be repeated at any time.',
  example: 'coffer offline payment resolve 0x5c1e… --wallet alice',
  run: async (context, [id]) => {
    const given = checkId(id);
    const done = await longCall(context, (daemon) => daemon.resolve({ id: given }));
    return {
      data: done,
      text: [
        wrap(done.did),
        '',
        describe(done.payment),
        ...(done.reconciled === null
          ? []
          : ['', 'Reconciled with the chain:', facts(reconciledRows(done.reconciled))]),
      ].join('\n'),
    };
  },
};
