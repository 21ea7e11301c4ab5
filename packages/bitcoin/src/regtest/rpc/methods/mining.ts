import { setImmediate as breathe } from 'node:timers/promises';
import type { Bytes } from '@coffer/core/bytes';
import type { Tx } from '../../../transaction/transaction.ts';
import { RegtestReject } from '../../engine/error.ts';
import { mustBeAddress, scriptOfAddress } from '../address.ts';
import { bitsText, difficultyOf, targetText } from '../block.ts';
import type { RpcContext } from '../context.ts';
import { parseDescriptor } from '../descriptor.ts';
import { invalidParameter, notFound, RPC, RpcError } from '../error.ts';
import { btc, type Json, kindOf } from '../json.ts';
import type { Args, Method, Param } from '../method.ts';
import { readTransaction } from './transactions.ts';

/** Mining: blocks whenever somebody wants one. */

/** Most blocks of one call. */
const MOST = 100_000;
/** Blocks that are mined before others get their turn. */
const AT_ONCE = 50;

/** Mines blocks, and lets other calls through in between. */
async function mine(context: RpcContext, count: number, script: Bytes): Promise<string[]> {
  if (count < 0 || count > MOST) throw invalidParameter(`Between 0 and ${MOST} blocks are mined at a time`);
  const ids: string[] = [];
  while (ids.length < count && !context.signal.aborted) {
    ids.push(...context.chain.mine(Math.min(AT_ONCE, count - ids.length), script));
    if (ids.length < count) await breathe();
  }
  return ids;
}

async function outputScript(text: string, { chain }: RpcContext): Promise<Bytes> {
  const script = scriptOfAddress(text, chain.network);
  if (script !== undefined) return script;
  try {
    return (await parseDescriptor(text, chain.network)).script;
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    throw notFound('Error: Invalid address or descriptor');
  }
}

function listed({ chain }: RpcContext, given: Json): Tx {
  if (typeof given !== 'string') {
    throw new RpcError(RPC.type, `JSON value of type ${kindOf(given)} is not of expected type string`);
  }
  if (/^[0-9a-f]{64}$/i.test(given)) {
    const entry = chain.mempoolEntry(given.toLowerCase());
    if (entry === undefined) throw notFound(`Transaction ${given} not in mempool.`);
    return entry.tx;
  }
  return readTransaction(
    given,
    `Transaction decode failed for ${given.slice(0, 200)}. Make sure the tx has at least one input.`,
  );
}

async function generateBlock(context: RpcContext, args: Args): Promise<Json> {
  const script = await outputScript(args.text('output'), context);
  const transactions = args.list('transactions').map((given) => listed(context, given));
  if (!args.flag('submit', true)) {
    throw invalidParameter('Blocks are always submitted here: take one back with invalidateblock');
  }
  try {
    return { hash: context.chain.mineExactly(script, transactions) };
  } catch (error) {
    if (!(error instanceof RegtestReject)) throw error;
    throw new RpcError(RPC.verify, `TestBlockValidity failed: ${error.reason}`);
  }
}

const COUNT: Param = { name: 'nblocks', type: 'number', about: 'How many blocks.' };
const TRIES: Param = {
  name: 'maxtries',
  type: 'number',
  default: 'no bound',
  about: 'Ignored: a block here takes two tries.',
};

/** Methods that make blocks. */
export const MINING: readonly Method[] = [
  {
    name: 'generatetoaddress',
    group: 'mining',
    params: [COUNT, { name: 'address', type: 'string', about: 'Who is paid for them.' }, TRIES],
    about: 'Mines blocks. Gives their ids.',
    run: (context, args) =>
      mine(
        context,
        args.whole('nblocks'),
        mustBeAddress(args.text('address'), context.chain.network, 'Error: Invalid address'),
      ),
  },
  {
    name: 'generatetodescriptor',
    group: 'mining',
    params: [
      { ...COUNT, name: 'num_blocks' },
      { name: 'descriptor', type: 'string', about: 'Who is paid for them.' },
      TRIES,
    ],
    about: 'Mines blocks. Gives their ids.',
    run: async (context, args) => {
      const { script } = await parseDescriptor(args.text('descriptor'), context.chain.network);
      return mine(context, args.whole('num_blocks'), script);
    },
  },
  {
    name: 'generate',
    group: 'mining',
    params: [COUNT, TRIES],
    about: 'Mines blocks for the faucet, as btcd does for its own address. Gives their ids.',
    run: (context, args) => mine(context, args.whole('nblocks'), context.faucet.script),
  },
  {
    name: 'generateblock',
    group: 'mining',
    params: [
      { name: 'output', type: 'string', about: 'Who is paid: an address or a descriptor.' },
      {
        name: 'transactions',
        type: 'array',
        about: 'Ids of unconfirmed transactions, or transactions in hexadecimal.',
      },
      { name: 'submit', type: 'bool', default: 'true', about: 'Only true.' },
    ],
    about: 'Mines one block with exactly these transactions.',
    run: generateBlock,
  },
  {
    name: 'getmininginfo',
    group: 'mining',
    params: [],
    about: 'What a miner wants to know.',
    run: ({ chain }) => ({
      blocks: chain.tip.height,
      bits: bitsText(chain.tip.header),
      difficulty: difficultyOf(chain.tip.header),
      target: targetText(chain.tip.header),
      networkhashps: 0,
      pooledtx: chain.mempoolInfo().count,
      blockmintxfee: btc(chain.policy.minRelayFee),
      chain: chain.network.name,
      warnings: [],
    }),
  },
];
