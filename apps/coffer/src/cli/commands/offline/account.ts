import { readAddress } from '../../address.ts';
import type { CommandSpec } from '../../command.ts';
import { confirm, moneyCall, openDaemon } from '../../context.ts';
import { ether, facts, when } from '../../text.ts';
import type { AccountReply } from './views.ts';

function describe(view: AccountReply): string {
  const money: [string, string][] = [
    ['can be paid now', ether(view.payableWei)],
    ['  of it withdrawable', ether(view.withdrawableWei)],
    ...(view.stopped === null ? [] : ([['in its books', ether(view.spendableWei)]] as [string, string][])),
    ['  of it not settled yet', ether(view.unsettledIncomingWei)],
    ['in flight', ether(view.inFlightWei)],
    ['paid, not settled yet', ether(view.outgoingUnsettledWei)],
    ['withdrawals under way', ether(view.pendingWithdrawalsWei)],
    ['on chain, as last proved', `${ether(view.onChainWei)} (${view.accountStatus})`],
  ];
  return [
    `Wallet ${view.wallet} on network ${view.network}`,
    facts([
      ['account', view.account],
      ['recovery', view.recovery],
      ['gas key', view.gasAddress],
    ]),
    '',
    facts(money),
    '',
    facts([
      ['newest proved block', `${view.headerNumber}, ${when(view.headerTime)}`],
      ['enclave', view.enclave.warning],
      ['counter', view.enclave.counter],
      ...(view.stopped === null ? [] : ([['STOPPED', view.stopped]] as [string, string][])),
      ...(view.exitAt === null
        ? []
        : ([['exit announced', `can be executed from ${when(view.exitAt)}`]] as [string, string][])),
      ...(view.mode === 'normal' ? [] : ([['mode', view.mode]] as [string, string][])),
      ...(view.next === null ? [] : ([['next', view.next]] as [string, string][])),
    ]),
  ].join('\n');
}

/** `coffer offline account create` */
export const accountCreate: CommandSpec = {
  usage: 'create',
  summary: 'Makes the wallet’s account inside its enclave.',
  about:
    'The recovery address is part of the account for ever: only it can get the money out when the device is lost. Without --recovery it is the address of the wallet’s gas key, which lies on the same disk: fine for trying, not for money.',
  example: 'coffer offline account create --wallet alice',
  options: [['--recovery <address>', 'Ethereum address that can start the lost-device path']],
  run: async (context, _args, options) => {
    const recovery = readAddress('--recovery', options.recovery);
    if (recovery === undefined) {
      await confirm(
        context,
        'The recovery address will be the wallet’s own gas key, for ever. Name another with --recovery ADDRESS.',
      );
    }
    const view = await moneyCall(context, (daemon, key) =>
      daemon.createAccount(recovery === undefined ? {} : { recovery }, key),
    );
    return { data: view, text: describe(view) };
  },
};

/** `coffer offline account show` */
export const accountShow: CommandSpec = {
  usage: 'show',
  summary: 'Account, balances and standing. Works without the chain.',
  example: 'coffer offline account show --wallet alice',
  run: async (context) => {
    const view = await (await openDaemon(context)).account({});
    return { data: view, text: describe(view) };
  },
};
