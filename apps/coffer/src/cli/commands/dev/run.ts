import type { CommandSpec } from '../../command.ts';

/** `coffer dev` */
export const devRun: CommandSpec = {
  usage: 'run',
  isDefault: true,
  summary: 'Runs a development network in the foreground until Ctrl-C.',
  about:
    'Chain (anvil), contracts, header signer, faucet and a Bitcoin regtest chain on loopback, all simulated. A leftover network is continued. Ctrl-C stops everything, the wallets’ daemons too; nothing is lost.',
  example: 'coffer dev --story',
  options: [
    ['--fresh', 'put a leftover network aside and make a new one'],
    ['--story', 'play the story of alice, bob and carol first'],
  ],
  run: async (context, _args, options) => (await import('./run.handler.ts')).runDev(context, options),
};
