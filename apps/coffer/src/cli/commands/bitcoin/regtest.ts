import type { CommandSpec } from '../../command.ts';

/** `coffer bitcoin regtest` */
export const bitcoinRegtest: CommandSpec = {
  usage: 'regtest',
  summary: 'Runs a Bitcoin chain for development in the foreground until Ctrl-C.',
  about:
    'Bitcoin Core’s JSON-RPC on loopback, funded keys, blocks when you want them. Regtest: play money, blocks that prove nothing, keys that everybody knows. Without --state nothing is kept.',
  example: 'coffer bitcoin regtest --state chain.json',
  options: [
    ['--port <port>', 'port of the RPC (default: 18443; 0 for any free one)'],
    ['--host <host>', 'loopback address to listen on (default: 127.0.0.1)'],
    ['--state <file>', 'file that the chain goes on from and is kept in'],
    ['--block-time <seconds>', 'mine a block every so many seconds'],
    ['--automine', 'mine a block for every transaction that is sent'],
    ['--accounts <number>', 'how many accounts a new chain funds (default: 10)'],
    ['--rpc-user <name>', 'user name of the RPC (default: coffer)'],
    ['--rpc-password <word>', 'password of the RPC (default: coffer)'],
    ['--allow-origin <origin>', 'a web page that may use the RPC, as http://localhost:5173'],
  ],
  run: async (context, _args, options) => (await import('./regtest.handler.ts')).runRegtest(context, options),
};
