import { sat } from '@coffer/core/amount';
import { idOf } from '../../../encoding/bytes.ts';
import { parseTx, type Tx, txHash, witnessHash } from '../../../transaction/transaction.ts';
import { RegtestReject } from '../../engine/error.ts';
import type { Regtest } from '../../engine/regtest.ts';
import type { Accepted } from '../../engine/types.ts';
import type { RpcContext } from '../context.ts';
import { createTransaction } from '../create.ts';
import { invalidParameter, notFound, RPC, RpcError } from '../error.ts';
import { btc, bytesOf, idFrom, isObject, type Json, kindOf, wholeOf } from '../json.ts';
import type { Args, Method, Param } from '../method.ts';
import { isUnspendable } from '../script.ts';
import { scriptView } from '../script-view.ts';
import { txHex, txView } from '../transaction.ts';

/** Transactions: finding, sending, judging them, and the outputs that they make. */

const AT_LEAST_ONE = 'Make sure the tx has at least one input.';
/** Bitcoin Core's `maxfeerate` when none is given: bitcoins for 1,000 virtual bytes. */
const MAX_FEE_RATE = 10_000_000n;
const COIN = 100_000_000n;

/** A transaction from hexadecimal. @throws RpcError -22 */
export function readTransaction(text: string, message: string): Tx {
  const bytes = bytesOf(text, RPC.deserialization, message);
  try {
    return parseTx(bytes);
  } catch {
    throw new RpcError(RPC.deserialization, message);
  }
}

function maxFeeRate(args: Args): bigint {
  if (!args.has('maxfeerate')) return MAX_FEE_RATE;
  const rate = args.amount('maxfeerate');
  if (rate >= COIN) {
    throw invalidParameter('Fee rates larger than or equal to 1BTC/kvB are not accepted');
  }
  return rate;
}

function find(chain: Regtest, id: string, args: Args): { tx: Tx; blockId: string | undefined } {
  if (args.has('blockhash')) {
    const blockId = args.id('blockhash');
    const block = chain.block(blockId);
    if (block === undefined) throw notFound('Block hash not found');
    const tx = block.transactions.find((candidate) => idOf(txHash(candidate)) === id);
    if (tx === undefined) {
      throw notFound(
        'No such transaction found in the provided block. Use gettransaction for wallet transactions.',
      );
    }
    return { tx, blockId };
  }
  if (id === idOf(chain.network.genesis.merkleRoot)) {
    throw notFound(
      'The genesis block coinbase is not considered an ordinary transaction and cannot be retrieved',
    );
  }
  const found = chain.locate(id);
  if (found === undefined) {
    throw notFound('No such mempool or blockchain transaction. Use gettransaction for wallet transactions.');
  }
  return { tx: found.tx, blockId: found.blockId };
}

function rawTransaction(chain: Regtest, args: Args): Json {
  const id = args.id('txid');
  const verbosity = args.verbosity('verbosity', 0);
  const { tx, blockId } = find(chain, id, args);
  if (verbosity <= 0) return txHex(tx);
  const entry = blockId === undefined ? undefined : chain.entry(blockId);
  const place =
    entry === undefined
      ? {}
      : {
          blockhash: entry.id,
          confirmations: Math.max(entry.confirmations, 0),
          ...(entry.onMainChain ? { time: entry.header.time, blocktime: entry.header.time } : {}),
        };
  return {
    ...(args.has('blockhash') ? { in_active_chain: entry?.onMainChain === true } : {}),
    ...txView(tx, chain.network, chain, verbosity > 1),
    hex: txHex(tx),
    ...place,
  };
}

/** Takes a transaction into the mempool as `sendrawtransaction` does. One that is there already is sent again: no error. */
export function send(
  { chain, accepted }: RpcContext,
  tx: Tx,
  limits: { readonly rate: bigint; readonly burn: bigint },
): string {
  if (tx.outputs.some(({ script, value }) => isUnspendable(script) && value > limits.burn)) {
    throw new RpcError(RPC.verify, 'Unspendable output exceeds maximum configured by user (maxburnamount)');
  }
  const id = idOf(txHash(tx));
  if (chain.mempoolEntry(id) !== undefined) return id;
  try {
    chain.accept(tx, { maxFeeRate: sat(limits.rate) });
  } catch (error) {
    if (error instanceof RegtestReject && error.code === 'REGTEST_ALREADY_CONFIRMED') {
      throw new RpcError(RPC.alreadyInChain, 'Transaction outputs already in utxo set');
    }
    if (error instanceof RegtestReject && error.code === 'REGTEST_FEE_TOO_HIGH') {
      throw new RpcError(RPC.verify, 'Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)');
    }
    throw error;
  }
  accepted();
  return id;
}

function judged(chain: Regtest, tx: Tx, rate: bigint): Json {
  const ids = { txid: idOf(txHash(tx)), wtxid: idOf(witnessHash(tx)) };
  try {
    const { vsize, fee, feeRate }: Accepted = chain.accept(tx, { maxFeeRate: sat(rate), test: true });
    const fees = { base: btc(fee), 'effective-feerate': btc(feeRate), 'effective-includes': [ids.wtxid] };
    return { ...ids, allowed: true, vsize, fees };
  } catch (error) {
    if (!(error instanceof RegtestReject)) throw error;
    const reason = error.code === 'REGTEST_MISSING_INPUTS' ? 'missing-inputs' : error.reason;
    const details = error.debug === '' ? error.reason : `${error.reason}, ${error.debug}`;
    return { ...ids, allowed: false, 'reject-reason': reason, 'reject-details': details };
  }
}

function spending(chain: Regtest, output: Json): Json {
  if (!isObject(output)) {
    throw new RpcError(RPC.type, `JSON value of type ${kindOf(output)} is not of expected type object`);
  }
  const { txid = null, vout = null, ...others } = output;
  for (const key of Object.keys(others)) throw new RpcError(RPC.type, `Unexpected key ${key.slice(0, 100)}`);
  if (typeof txid !== 'string') throw new RpcError(RPC.type, 'Missing txid');
  if (vout === null) throw new RpcError(RPC.type, 'Missing vout');
  const outpoint = { txid: idFrom(txid, 'txid'), index: wholeOf(vout) };
  if (outpoint.index < 0) throw invalidParameter('Invalid parameter, vout cannot be negative');
  const spender = chain.spender(outpoint);
  const found = spender === undefined || spender.blockId !== undefined ? {} : { spendingtxid: spender.txid };
  return { txid: outpoint.txid, vout: outpoint.index, ...found };
}

const TXID: Param = { name: 'txid', type: 'string', about: 'The id of the transaction.' };
const RATE: Param = {
  name: 'maxfeerate',
  type: 'amount',
  default: '0.10',
  about: 'Refuses a higher fee than this, bitcoins for 1,000 virtual bytes; 0 for no bound.',
};

/** Methods about transactions. */
export const TRANSACTIONS: readonly Method[] = [
  {
    name: 'getrawtransaction',
    group: 'transactions',
    params: [
      TXID,
      {
        name: 'verbosity|verbose',
        type: 'verbosity',
        default: '0',
        about: '0 for the bytes, 1 decoded, 2 with fee and with what its inputs spend.',
      },
      { name: 'blockhash', type: 'string', default: 'everywhere', about: 'Looks in this block only.' },
    ],
    about: 'A transaction, confirmed or not. All of them can be found: there is an index.',
    run: ({ chain }, args) => rawTransaction(chain, args),
  },
  {
    name: 'gettxout',
    group: 'transactions',
    params: [
      TXID,
      { name: 'n', type: 'number', about: 'The number of the output.' },
      { name: 'include_mempool', type: 'bool', default: 'true', about: 'Whether unconfirmed spends count.' },
    ],
    about: 'An unspent output, or null.',
    run: ({ chain }, args) => {
      const txid = args.id('txid');
      const index = wholeOf(args.get('n'), 0, 0xffff_ffff);
      const coin = chain.coin({ txid, index }, args.flag('include_mempool', true));
      if (coin === undefined) return null;
      return {
        bestblock: chain.tip.id,
        confirmations: coin.height === undefined ? 0 : chain.tip.height - coin.height + 1,
        value: btc(coin.value),
        scriptPubKey: scriptView(coin.script, chain.network),
        coinbase: coin.coinbase,
      };
    },
  },
  {
    name: 'sendrawtransaction',
    group: 'transactions',
    params: [
      { name: 'hexstring', type: 'string', about: 'The transaction in hexadecimal.' },
      RATE,
      {
        name: 'maxburnamount',
        type: 'amount',
        default: '0',
        about: 'Most bitcoins in an output that nobody can spend.',
      },
    ],
    about: 'Sends a transaction. Gives its id.',
    run: (context, args) => {
      const burn = args.has('maxburnamount') ? args.amount('maxburnamount') : 0n;
      const tx = readTransaction(args.text('hexstring'), `TX decode failed. ${AT_LEAST_ONE}`);
      return send(context, tx, { rate: maxFeeRate(args), burn });
    },
  },
  {
    name: 'testmempoolaccept',
    group: 'transactions',
    params: [
      { name: 'rawtxs', type: 'array', about: 'Transactions in hexadecimal, each judged by itself.' },
      RATE,
    ],
    about: 'Tells what would become of transactions, without sending them.',
    run: ({ chain }, args) => {
      const given = args.list('rawtxs');
      if (given.length < 1 || given.length > 25) {
        throw invalidParameter('Array must contain between 1 and 25 transactions.');
      }
      const rate = maxFeeRate(args);
      const transactions = given.map((text) => {
        if (typeof text !== 'string') {
          throw new RpcError(RPC.type, `JSON value of type ${kindOf(text)} is not of expected type string`);
        }
        return readTransaction(text, `TX decode failed: ${text.slice(0, 200)} ${AT_LEAST_ONE}`);
      });
      return transactions.map((tx) => judged(chain, tx, rate));
    },
  },
  {
    name: 'gettxspendingprevout',
    group: 'transactions',
    params: [{ name: 'outputs', type: 'array', about: 'Outputs: {"txid": id, "vout": number} each.' }],
    about: 'Which unconfirmed transactions spend these outputs.',
    run: ({ chain }, args) => {
      const outputs = args.list('outputs');
      if (outputs.length === 0) throw invalidParameter('Invalid parameter, outputs are missing');
      return outputs.map((output) => spending(chain, output));
    },
  },
  {
    name: 'decoderawtransaction',
    group: 'transactions',
    params: [
      { name: 'hexstring', type: 'string', about: 'The transaction in hexadecimal.' },
      {
        name: 'iswitness',
        type: 'bool',
        default: 'as it looks',
        about: 'Ignored: there is one reading only.',
      },
    ],
    about: 'A transaction in words.',
    run: ({ chain }, args) =>
      txView(readTransaction(args.text('hexstring'), `TX decode failed. ${AT_LEAST_ONE}`), chain.network),
  },
  {
    name: 'createrawtransaction',
    group: 'transactions',
    params: [
      {
        name: 'inputs',
        type: 'array',
        about: 'Inputs: {"txid": id, "vout": number, "sequence": number} each.',
      },
      {
        name: 'outputs',
        type: 'any',
        about: 'Outputs: {"address": amount} or {"data": hex}, one or a list.',
      },
      {
        name: 'locktime',
        type: 'number',
        default: '0',
        about: 'Height or time before which it is not valid.',
      },
      {
        name: 'replaceable',
        type: 'bool',
        default: 'true',
        about: 'Whether it says that it may be replaced.',
      },
    ],
    about: 'Makes a transaction that is not signed, in hexadecimal.',
    run: ({ chain }, args) => txHex(createTransaction(args, chain.network)),
  },
];
