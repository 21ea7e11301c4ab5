import { Regtest } from '../../engine/regtest.ts';
import { mustBeAddress } from '../address.ts';
import { invalidParameter, RPC, RpcError } from '../error.ts';
import { btc, type Json, wholeOf, writeJson } from '../json.ts';
import type { Method } from '../method.ts';

/** What only a development chain can do. `setmocktime` is Bitcoin Core's too, the others are ours. */

const MAX_CONFIRMATIONS = 1_000;
/** Headers and lock times end here, in the year 2106. */
const MAX_TIME = 0xffff_ffff;

/** Methods for development. */
export const DEV: readonly Method[] = [
  {
    name: 'faucet',
    group: 'dev',
    params: [
      { name: 'address', type: 'string', about: 'Who gets the money.' },
      { name: 'amount', type: 'amount', about: 'How many bitcoins.' },
      {
        name: 'confirmations',
        type: 'number',
        default: '1',
        about: 'Blocks that are mined on it; 0 leaves it in the mempool.',
      },
    ],
    about: 'Pays from the money of the chain’s own miner. Mines blocks when none of it can be spent yet.',
    run: async (context, args) => {
      const { chain, faucet } = context;
      const script = mustBeAddress(args.text('address'), chain.network, 'Invalid address');
      const amount = args.amount('amount');
      const confirmations = args.whole('confirmations', 1);
      if (confirmations < 0 || confirmations > MAX_CONFIRMATIONS) {
        throw invalidParameter(`Between 0 and ${MAX_CONFIRMATIONS} blocks are mined on it`);
      }
      const txid = await faucet.pay(chain, script, amount);
      const blocks = confirmations === 0 ? [] : chain.mine(confirmations, faucet.script);
      if (confirmations === 0) context.accepted();
      return { txid, amount: btc(amount), blocks };
    },
  },
  {
    name: 'accounts',
    group: 'dev',
    params: [],
    about: 'The keys that everybody knows, with their addresses and confirmed balances.',
    run: ({ chain, accounts }) =>
      accounts.map(({ wif, segwit, taproot, segwitScript, taprootScript }) => ({
        wif,
        segwit,
        taproot,
        balance: btc(chain.scan([segwitScript, taprootScript]).reduce((sum, { value }) => sum + value, 0n)),
      })),
  },
  {
    name: 'setmocktime',
    group: 'dev',
    params: [{ name: 'timestamp', type: 'number', about: 'Unix seconds; 0 for the machine’s clock again.' }],
    about: 'Stops the clock at a moment.',
    run: ({ chain, changed }, args) => {
      const time = wholeOf(args.get('timestamp'), -(2 ** 31), MAX_TIME);
      if (time < 0) throw invalidParameter(`Mocktime cannot be negative: ${time}.`);
      chain.setTime(time === 0 ? undefined : time);
      changed();
      return null;
    },
  },
  {
    name: 'increasetime',
    group: 'dev',
    params: [{ name: 'seconds', type: 'number', about: 'How far.' }],
    about: 'Moves the clock forward. Gives the new time.',
    run: ({ chain, changed }, args) => {
      const seconds = wholeOf(args.get('seconds'), -(2 ** 31), MAX_TIME);
      if (seconds < 0) throw invalidParameter('The clock only goes forward.');
      chain.increaseTime(seconds);
      changed();
      return chain.now();
    },
  },
  {
    name: 'dumpstate',
    group: 'dev',
    params: [],
    about: 'The whole state as JSON: blocks, unconfirmed transactions, clock.',
    run: ({ chain }) => chain.dump() as unknown as Json,
  },
  {
    name: 'loadstate',
    group: 'dev',
    params: [{ name: 'state', type: 'object', about: 'What dumpstate gave.' }],
    about:
      'Replaces the chain by one that was dumped. Everything in it is judged anew. Gives its last block.',
    run: (context, args) => {
      let chain: Regtest;
      try {
        chain = Regtest.load(JSON.parse(writeJson(args.object('state'))), { now: context.clock });
      } catch (error) {
        if (!(error instanceof Error && error.name === 'RegtestError')) throw error;
        throw new RpcError(RPC.deserialization, error.message);
      }
      context.replace(chain);
      return { hash: chain.tip.id, height: chain.tip.height };
    },
  },
];
