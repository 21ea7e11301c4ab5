import type { Regtest } from '../../engine/regtest.ts';
import type { MempoolEntry } from '../../engine/types.ts';
import { invalidParameter, notFound } from '../error.ts';
import { btc, type Json } from '../json.ts';
import type { Args, Method, Param } from '../method.ts';

/** The mempool: unconfirmed transactions. */

function entryView(entry: MempoolEntry): { readonly [key: string]: Json } {
  return {
    vsize: entry.vsize,
    weight: entry.weight,
    time: entry.time,
    height: entry.height,
    descendantcount: entry.descendantCount,
    descendantsize: entry.descendantSize,
    ancestorcount: entry.ancestorCount,
    ancestorsize: entry.ancestorSize,
    wtxid: entry.wtxid,
    fees: {
      base: btc(entry.fee),
      modified: btc(entry.fee),
      ancestor: btc(entry.ancestorFees),
      descendant: btc(entry.descendantFees),
    },
    depends: entry.depends,
    spentby: entry.spentBy,
    'bip125-replaceable': entry.replaceable,
    unbroadcast: false,
  };
}

function mustHave(chain: Regtest, args: Args): MempoolEntry {
  const entry = chain.mempoolEntry(args.id('txid'));
  if (entry === undefined) throw notFound('Transaction not in mempool');
  return entry;
}

function several(chain: Regtest, ids: readonly string[], verbose: boolean): Json {
  if (!verbose) return ids;
  const entries = ids.flatMap((id) => chain.mempoolEntry(id) ?? []);
  return Object.fromEntries(entries.map((entry) => [entry.txid, entryView(entry)]));
}

const TXID: Param = { name: 'txid', type: 'string', about: 'The id of an unconfirmed transaction.' };
const VERBOSE: Param = {
  name: 'verbose',
  type: 'bool',
  default: 'false',
  about: 'True for what is known of each, by id.',
};

/** Methods about the mempool. */
export const MEMPOOL: readonly Method[] = [
  {
    name: 'getrawmempool',
    group: 'mempool',
    params: [
      VERBOSE,
      { name: 'mempool_sequence', type: 'bool', default: 'false', about: 'Not counted here: only false.' },
    ],
    about: 'The ids of all unconfirmed transactions.',
    run: ({ chain }, args) => {
      if (args.flag('mempool_sequence', false)) {
        throw invalidParameter('Changes of the mempool are not counted here');
      }
      const ids = chain.mempool().map(({ txid }) => txid);
      return several(chain, ids, args.flag('verbose', false));
    },
  },
  {
    name: 'getmempoolentry',
    group: 'mempool',
    params: [TXID],
    about: 'What is known of an unconfirmed transaction.',
    run: ({ chain }, args) => entryView(mustHave(chain, args)),
  },
  {
    name: 'getmempoolancestors',
    group: 'mempool',
    params: [TXID, VERBOSE],
    about: 'The unconfirmed transactions that one rests on.',
    run: ({ chain }, args) =>
      several(chain, chain.ancestors(mustHave(chain, args).txid), args.flag('verbose', false)),
  },
  {
    name: 'getmempooldescendants',
    group: 'mempool',
    params: [TXID, VERBOSE],
    about: 'The unconfirmed transactions that rest on one.',
    run: ({ chain }, args) =>
      several(chain, chain.descendants(mustHave(chain, args).txid), args.flag('verbose', false)),
  },
  {
    name: 'getmempoolinfo',
    group: 'mempool',
    params: [],
    about: 'The mempool as a whole, and what it takes.',
    run: ({ chain }) => {
      const { count, vsize, fees, minFee } = chain.mempoolInfo();
      return {
        loaded: true,
        size: count,
        bytes: vsize,
        usage: vsize,
        total_fee: btc(fees),
        maxmempool: chain.policy.maxPoolSize,
        mempoolminfee: btc(minFee),
        minrelaytxfee: btc(chain.policy.minRelayFee),
        incrementalrelayfee: btc(chain.policy.incrementalFee),
        unbroadcastcount: 0,
        fullrbf: false,
      };
    },
  },
];
