import { resolve } from 'node:path';
import { AppError } from '../../../config/error.ts';
import { readAddress } from '../../address.ts';
import type { CommandSpec } from '../../command.ts';
import { confirm, longCall, moneyCall, openDaemon } from '../../context.ts';
import { ether, facts, when, wrap } from '../../text.ts';
import type { ExitReply } from './views.ts';

/** `coffer offline account cancel` */
export const accountCancel: CommandSpec = {
  usage: 'cancel',
  summary: 'Pays the whole account out and closes it for good. Needs the chain.',
  about:
    'Everything has to be settled first (coffer offline reconcile). The key of the account is deleted when its closing is final; the wallet can then make a new account.',
  example: 'coffer offline account cancel --to "$ADDRESS" --wallet alice',
  options: [['--to <address>', 'where everything goes; needed']],
  run: async (context, _args, options) => {
    const to = readAddress('--to', options.to);
    if (to === undefined) {
      throw new AppError('USAGE', 'Where shall the money go? It is named, never assumed.', {
        next: 'Add --to ADDRESS.',
      });
    }
    if (!context.yes) {
      const view = await (await openDaemon(context)).account({});
      await confirm(
        context,
        wrap(
          `Close account ${view.account} for good and pay everything it holds on chain, ${ether(view.onChainWei)} as last proved, to ${to}; the gas key pays the transaction’s gas.`,
        ),
      );
    }
    const done = await moneyCall(context, (daemon, key) => daemon.cancel({ to }, key));
    return {
      data: done,
      text: `Paid ${ether(done.amountWei)} to ${done.to}.\nAccount ${done.account} is closed.\n  tx ${done.tx}`,
    };
  },
};

const STEPS = ['announce', 'cancel', 'execute'] as const;
type Step = (typeof STEPS)[number];

function describe(exit: ExitReply): string {
  const standing =
    exit.exitAt === null
      ? 'not announced'
      : `announced; can be executed from ${when(exit.exitAt)}${exit.due ? ', that is now' : ''}`;
  return `${facts([
    ['account', exit.account],
    ['recovery', exit.recovery],
    ['on chain', `${ether(exit.onChainWei)} (${exit.status})`],
    ['exit', standing],
  ])}\n${wrap(`next:  ${exit.next}`, '       ')}`;
}

/** `coffer offline account recover` */
export const accountRecover: CommandSpec = {
  usage: 'recover [step]',
  summary: 'The way out of a lost or frozen device: announce, wait, execute. Needs the chain.',
  about:
    'STEP is announce, cancel or execute; without it, it shows where things stand. Only the recovery address can announce and cancel; the money goes to it and nowhere else. The time between lets everybody settle first. It works from any wallet: name the lost account.',
  example: 'coffer offline account recover announce --account "$ACCOUNT"',
  options: [
    ['--account <address>', 'the account; without it, this wallet’s own'],
    ['--key-file <file>', 'key of the recovery address (mode 0600); without it, the gas key signs'],
    ['--unsigned', 'only prints the transaction, for the wallet that has the recovery key'],
  ],
  run: async (context, [given], options) => {
    const account = readAddress('--account', options.account);
    const who = account === undefined ? {} : { account };
    if (given === undefined) {
      const exit = await longCall(context, (daemon) => daemon.exit(who));
      return { data: exit, text: describe(exit) };
    }
    const step = STEPS.find((name): name is Step => name === given);
    if (step === undefined) throw new AppError('USAGE', 'The step is announce, cancel or execute.');
    if (options.unsigned === true) {
      const call = await (await openDaemon(context)).exitCall({ step, ...who });
      return {
        data: call,
        text: `Send this with the recovery address:\n${facts([
          ['chain id', call.chainId],
          ['to', call.to],
          ['value', ether(call.valueWei)],
          ['data', call.data],
        ])}`,
      };
    }
    const keyFile = typeof options.keyFile === 'string' ? { keyFile: resolve(options.keyFile) } : {};
    await confirm(context, wrap(PREVIEW[step]));
    const done = await longCall(context, (daemon) => daemon.exitStep({ step, ...who, ...keyFile }));
    const lines = [wrap(done.tx === null ? ALREADY[step] : DONE[step])];
    if (done.paidWei !== null) lines.push(`Paid ${ether(done.paidWei)} to ${done.paidTo}.`);
    lines.push(describe(done));
    if (done.tx !== null) lines.push(`  tx ${done.tx}`);
    return { data: done, text: lines.join('\n') };
  },
};

const PREVIEW: Readonly<Record<Step, string>> = {
  announce: 'Announce that the account will be paid out to its recovery address after the delay.',
  cancel: 'Take the announcement back: the device is there after all.',
  execute: 'Pay the account out to its recovery address and close it for good.',
};
/** Nothing had to be sent. */
const ALREADY: Readonly<Record<Step, string>> = {
  announce: 'The exit was announced already.',
  cancel: 'No exit is announced: there was nothing to take back.',
  execute: 'The account is paid out and closed.',
};
const DONE: Readonly<Record<Step, string>> = {
  announce: 'The exit is announced.',
  cancel: 'The announcement is taken back.',
  execute: 'The account is paid out and closed.',
};
