import { parseBlock } from '../../../chain/block.ts';
import type { Regtest } from '../../engine/regtest.ts';
import {
  bitsText,
  blockHex,
  blockView,
  difficultyOf,
  headerHex,
  headerView,
  mustKnow,
  targetText,
  workText,
} from '../block.ts';
import type { RpcContext } from '../context.ts';
import { invalidParameter, notFound, RPC, RpcError } from '../error.ts';
import { btc, type Json } from '../json.ts';
import type { Args, Method, Param } from '../method.ts';

/** The chain of blocks: looking at it, adding to it, and taking back. */

const HASH: Param = { name: 'blockhash', type: 'string', about: 'The id of the block.' };
const TIMEOUT: Param = {
  name: 'timeout',
  type: 'number',
  default: '0',
  about: 'Milliseconds to wait at most; 0 for ten minutes, which is the most.',
};
const LONGEST_WAIT = 600_000;

/**
 * Waits until the tip is as wanted, the time is over, or the client is gone. A chain that is replaced meanwhile is looked
 * at as well: the waiting looks again from time to time.
 */
async function waitForTip(context: RpcContext, args: Args, done: (chain: Regtest) => boolean): Promise<Json> {
  const timeout = args.whole('timeout', 0);
  if (timeout < 0) throw new RpcError(RPC.misc, 'Negative timeout');
  const longest = timeout === 0 ? LONGEST_WAIT : Math.min(timeout, LONGEST_WAIT);
  if (!done(context.chain)) {
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (done(context.chain)) finish();
      };
      const finish = (): void => {
        clearTimeout(timer);
        clearInterval(again);
        unsubscribe();
        context.signal.removeEventListener('abort', finish);
        resolve();
      };
      const unsubscribe = context.chain.onBlock(look);
      const timer = setTimeout(finish, longest);
      const again = setInterval(look, 1_000);
      context.signal.addEventListener('abort', finish);
      if (context.signal.aborted) finish();
    });
  }
  const { id, height } = context.chain.tip;
  return { hash: id, height };
}

function submit({ chain, changed }: RpcContext, args: Args): Json {
  const bytes = args.bytes('hexdata', RPC.deserialization, 'Block decode failed');
  let block: ReturnType<typeof parseBlock>;
  try {
    block = parseBlock(bytes);
  } catch {
    throw new RpcError(RPC.deserialization, 'Block decode failed');
  }
  const verdict = chain.submitBlock(block);
  changed();
  if (verdict.type === 'accepted') return null;
  return verdict.type === 'rejected' ? verdict.reason : verdict.type;
}

/** Methods that look at blocks, add and take back. */
export const BLOCKS: readonly Method[] = [
  {
    name: 'getblockchaininfo',
    group: 'blocks',
    params: [],
    about: 'The state of the chain.',
    run: ({ chain }) => {
      const { tip } = chain;
      return {
        chain: chain.network.name,
        blocks: tip.height,
        headers: tip.height,
        bestblockhash: tip.id,
        bits: bitsText(tip.header),
        target: targetText(tip.header),
        difficulty: difficultyOf(tip.header),
        time: tip.header.time,
        mediantime: tip.medianTime,
        verificationprogress: 1,
        initialblockdownload: false,
        chainwork: workText(tip.chainwork),
        size_on_disk: 0,
        pruned: false,
        warnings: [],
      };
    },
  },
  {
    name: 'getblockcount',
    group: 'blocks',
    params: [],
    about: 'The height of the last block; the first one has height 0.',
    run: ({ chain }) => chain.tip.height,
  },
  {
    name: 'getbestblockhash',
    group: 'blocks',
    params: [],
    about: 'The id of the last block.',
    run: ({ chain }) => chain.tip.id,
  },
  {
    name: 'getbestblock',
    group: 'blocks',
    params: [],
    about: 'Id and height of the last block, as btcd tells them.',
    run: ({ chain }) => ({ hash: chain.tip.id, height: chain.tip.height }),
  },
  {
    name: 'getdifficulty',
    group: 'blocks',
    params: [],
    about: 'How many times harder than the easiest target of Bitcoin the last block was to mine.',
    run: ({ chain }) => difficultyOf(chain.tip.header),
  },
  {
    name: 'getblockhash',
    group: 'blocks',
    params: [{ name: 'height', type: 'number', about: 'The height of the block.' }],
    about: 'The id of the block at a height.',
    run: ({ chain }, args) => {
      const height = args.whole('height');
      const id = height < 0 ? undefined : chain.idAt(height);
      if (id === undefined) throw invalidParameter('Block height out of range');
      return id;
    },
  },
  {
    name: 'getblockheader',
    group: 'blocks',
    params: [
      HASH,
      { name: 'verbose', type: 'bool', default: 'true', about: 'False for the 80 bytes in hexadecimal.' },
    ],
    about: 'The header of a block.',
    run: ({ chain }, args) => {
      const entry = mustKnow(chain, args.id('blockhash'));
      return args.flag('verbose', true) ? headerView(entry) : headerHex(entry.header);
    },
  },
  {
    name: 'getblock',
    group: 'blocks',
    params: [
      HASH,
      {
        name: 'verbosity|verbose',
        type: 'verbosity',
        default: '1',
        about: '0 for the bytes, 1 with ids of transactions, 2 with all of them, 3 with what they spend.',
      },
    ],
    about: 'A block.',
    run: ({ chain }, args) => {
      const id = args.id('blockhash');
      const verbosity = args.verbosity('verbosity', 1);
      const entry = mustKnow(chain, id);
      const block = chain.block(id);
      if (block === undefined) throw notFound('Block not found');
      return verbosity <= 0 ? blockHex(block) : blockView(chain, entry, block, verbosity);
    },
  },
  {
    name: 'getchaintips',
    group: 'blocks',
    params: [],
    about: 'The ends of all branches.',
    run: ({ chain }) =>
      chain.tips().map(({ id, height, branchLength, status }) => ({
        height,
        hash: id,
        branchlen: branchLength,
        status,
      })),
  },
  {
    name: 'submitblock',
    group: 'blocks',
    params: [
      { name: 'hexdata', type: 'string', about: 'The block in hexadecimal.' },
      { name: 'dummy', type: 'any', default: 'ignored', about: 'Older clients send something here.' },
    ],
    about: 'Adds a block. Gives null when it is the new tip, otherwise why it is not.',
    run: (context, args) => submit(context, args),
  },
  {
    name: 'invalidateblock',
    group: 'blocks',
    params: [HASH],
    about: 'Treats a block and all after it as invalid: the chain goes back, or over to another branch.',
    run: ({ chain, changed }, args) => {
      chain.invalidate(args.id('blockhash'));
      changed();
      return null;
    },
  },
  {
    name: 'reconsiderblock',
    group: 'blocks',
    params: [HASH],
    about: 'Takes back that a block was declared invalid.',
    run: ({ chain, changed }, args) => {
      chain.reconsider(args.id('blockhash'));
      changed();
      return null;
    },
  },
  {
    name: 'waitfornewblock',
    group: 'blocks',
    params: [
      TIMEOUT,
      { name: 'current_tip', type: 'string', default: 'the last block', about: 'Waits until it is another.' },
    ],
    about: 'Waits until the last block is another one.',
    run: (context, args) => {
      const from = args.has('current_tip') ? args.id('current_tip') : context.chain.tip.id;
      return waitForTip(context, args, (chain) => chain.tip.id !== from);
    },
  },
  {
    name: 'waitforblockheight',
    group: 'blocks',
    params: [{ name: 'height', type: 'number', about: 'The height to wait for.' }, TIMEOUT],
    about: 'Waits until the chain is at least so high.',
    run: (context, args) => {
      const height = args.whole('height');
      return waitForTip(context, args, (chain) => chain.tip.height >= height);
    },
  },
  {
    name: 'waitforblock',
    group: 'blocks',
    params: [HASH, TIMEOUT],
    about: 'Waits until this block is the last one.',
    run: (context, args) => {
      const id = args.id('blockhash');
      return waitForTip(context, args, (chain) => chain.tip.id === id);
    },
  },
  {
    name: 'gettxoutsetinfo',
    group: 'blocks',
    params: [
      {
        name: 'hash_type',
        type: 'string',
        default: 'none',
        about: 'Only none: the coins are not hashed here.',
      },
      { name: 'hash_or_height', type: 'any', default: 'the tip', about: 'Not known here: only the tip is.' },
      { name: 'use_index', type: 'bool', default: 'true', about: 'Ignored.' },
    ],
    about: 'Count and total of all unspent outputs.',
    run: ({ chain }, args) => {
      if (args.has('hash_type') && args.text('hash_type') !== 'none') {
        throw invalidParameter(
          `'${args.text('hash_type').slice(0, 40)}' is not a hash_type that is known here`,
        );
      }
      if (args.has('hash_or_height')) throw invalidParameter('Only the coins at the tip are known here');
      const stats = chain.coinStats();
      return {
        height: stats.height,
        bestblock: stats.tip,
        txouts: stats.count,
        total_amount: btc(stats.total),
      };
    },
  },
];
