import type { CommandSpec } from '../../command.ts';
import { URL_OPTION } from './option.ts';

/** `coffer bitcoin rpc` */
export const bitcoinRpc: CommandSpec = {
  usage: 'rpc <method> [params...]',
  summary: 'Calls a method of a Bitcoin node, as bitcoin-cli does.',
  about:
    'Numbers, true, false, null, lists and objects are taken as JSON, everything else as text. name=value gives a parameter by its name. What begins with a dash comes after --. See: coffer bitcoin rpc help.',
  example: 'coffer bitcoin rpc getblockhash 1',
  options: [URL_OPTION],
  run: async (_context, [method, ...params], options) =>
    (await import('./rpc.handler.ts')).callRpc(
      method ?? '',
      params.flatMap((param) => param ?? []),
      options,
    ),
};

/** `coffer bitcoin mine` */
export const bitcoinMine: CommandSpec = {
  usage: 'mine [blocks]',
  summary: 'Mines blocks on a development chain; one unless told otherwise.',
  about: 'They pay the chain’s own miner, who fills the faucet. Other nodes want --to.',
  example: 'coffer bitcoin mine 6',
  options: [['--to <address>', 'who is paid for the blocks'], URL_OPTION],
  run: async (_context, [blocks], options) =>
    (await import('./rpc.handler.ts')).mineBlocks(blocks ?? '1', options),
};

/** `coffer bitcoin fund` */
export const bitcoinFund: CommandSpec = {
  usage: 'fund <address> <amount>',
  summary: 'Pays play money to an address of a development chain, and mines a block on it.',
  example: 'coffer bitcoin fund bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080 0.5btc',
  options: [['--unconfirmed', 'leave the payment in the mempool'], URL_OPTION],
  run: async (_context, [address, amount], options) =>
    (await import('./rpc.handler.ts')).fundAddress(address ?? '', amount ?? '', options),
};
