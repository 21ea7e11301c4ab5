import { readAddress } from '../../address.ts';
import { readAmount } from '../../amount.ts';
import type { CommandSpec } from '../../command.ts';
import { confirm, moneyCall } from '../../context.ts';
import { ether, facts, wrap } from '../../text.ts';
import { reconciledRows } from './reconcile.ts';

/** `coffer offline deposit` */
export const deposit: CommandSpec = {
  usage: 'deposit <amount>',
  summary: 'Moves ether from the gas key into the vault and books it in the enclave. Needs the chain.',
  example: 'coffer offline deposit 1eth --wallet alice',
  run: async (context, [text]) => {
    const amount = readAmount(text ?? '');
    await confirm(
      context,
      wrap(`Deposit ${ether(amount)} from the wallet’s gas key into the vault, plus the transaction’s gas.`),
    );
    const done = await moneyCall(context, (daemon, key) =>
      daemon.deposit({ amountWei: amount.toString() }, key),
    );
    return {
      data: { ...done, amountWei: amount.toString() },
      text: `Deposited ${ether(amount)}; the enclave has booked ${ether(done.bookedWei)}.\n  tx ${done.tx}`,
    };
  },
};

/** `coffer offline withdraw` */
export const withdraw: CommandSpec = {
  usage: 'withdraw <amount>',
  summary: 'Pays settled money out to an Ethereum address. Needs the chain.',
  about: 'Only settled money can be withdrawn: reconcile first to settle what came in offline.',
  example: 'coffer offline withdraw 0.1eth --to 0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  options: [['--to <address>', 'where to; without it, the wallet’s gas key']],
  run: async (context, [text], options) => {
    const amount = readAmount(text ?? '');
    const to = readAddress('--to', options.to);
    await confirm(
      context,
      wrap(
        `Withdraw ${ether(amount)} to ${to ?? 'the wallet’s gas key'}; the gas key pays the transaction’s gas.`,
      ),
    );
    const done = await moneyCall(context, (daemon, key) =>
      daemon.withdraw({ amountWei: amount.toString(), ...(to === undefined ? {} : { to }) }, key),
    );
    return { data: done, text: `Withdrew ${ether(done.amountWei)} to ${done.to}.\n  tx ${done.tx}` };
  },
};

/** `coffer offline recharge` */
export const recharge: CommandSpec = {
  usage: 'recharge <amount>',
  summary: 'Settles what is unsettled and deposits in one go, before going offline. Needs the chain.',
  about: 'Afterwards everything in the wallet is settled and the time that it may stay offline begins anew.',
  example: 'coffer offline recharge 0.5eth --wallet alice',
  run: async (context, [text]) => {
    const amount = readAmount(text ?? '');
    await confirm(
      context,
      wrap(`Settle, and deposit ${ether(amount)} from the wallet’s gas key, plus the transactions’ gas.`),
    );
    const done = await moneyCall(context, (daemon, key) =>
      daemon.recharge({ amountWei: amount.toString() }, key),
    );
    return {
      data: { ...done, amountWei: amount.toString() },
      text: `Recharged with ${ether(amount)}; the enclave has booked ${ether(done.bookedWei)}.\n  tx ${done.tx}\n${facts(reconciledRows(done.reconciled))}`,
    };
  },
};
