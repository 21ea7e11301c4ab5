import { headerHash } from '../../../chain/header.ts';
import { buildProof, encodeProof, type MerkleProof, matchesOf, parseProof } from '../../../chain/proof.ts';
import { hashOf, idOf } from '../../../encoding/bytes.ts';
import { BitcoinError } from '../../../encoding/error.ts';
import { txHash } from '../../../transaction/transaction.ts';
import type { Regtest } from '../../engine/regtest.ts';
import { invalidParameter, notFound, RPC, RpcError } from '../error.ts';
import { hex, idFrom, type Json, kindOf } from '../json.ts';
import type { Args, Method } from '../method.ts';

/** Proofs that transactions are in a block, for whoever has only its header. */

function idsOf(args: Args): string[] {
  const ids = args.list('txids').map((id) => {
    if (typeof id !== 'string') {
      throw new RpcError(RPC.type, `JSON value of type ${kindOf(id)} is not of expected type string`);
    }
    return idFrom(id, 'txid');
  });
  if (ids.length === 0) throw invalidParameter("Parameter 'txids' cannot be empty");
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw invalidParameter(`Invalid parameter, duplicated txid: ${twice}`);
  return ids;
}

function prove(chain: Regtest, args: Args): string {
  const ids = idsOf(args);
  const blockId = args.has('blockhash')
    ? args.id('blockhash')
    : ids.map((id) => chain.locate(id)?.blockId).find((id) => id !== undefined);
  if (blockId === undefined) throw notFound('Transaction not yet in block');
  const block = chain.block(blockId);
  if (block === undefined) throw notFound('Block not found');
  const all = block.transactions.map(txHash);
  try {
    return hex(encodeProof(buildProof(block.header, all, ids.map(hashOf))));
  } catch (error) {
    if (!(error instanceof BitcoinError)) throw error;
    throw notFound('Not all transactions found in specified or retrieved block');
  }
}

function verify(chain: Regtest, args: Args): Json {
  const text = args.text('proof');
  const bytes = args.bytes(
    'proof',
    RPC.parameter,
    `proof must be hexadecimal string (not '${text.slice(0, 100)}')`,
  );
  let proof: MerkleProof;
  let matches: ReturnType<typeof matchesOf>;
  try {
    proof = parseProof(bytes);
  } catch (error) {
    if (!(error instanceof BitcoinError)) throw error;
    throw new RpcError(RPC.misc, error.message);
  }
  try {
    matches = matchesOf(proof);
  } catch (error) {
    if (!(error instanceof BitcoinError)) throw error;
    return [];
  }
  const entry = chain.entry(idOf(headerHash(proof.header)));
  if (entry?.onMainChain !== true) throw notFound('Block not found in chain');
  // Core's answer to a tree that is not as high as the block's: a transaction of 64 bytes may be behind it.
  return entry.transactions === proof.total ? matches.map(({ hash }) => idOf(hash)) : [];
}

/** Methods about proofs. */
export const PROOFS: readonly Method[] = [
  {
    name: 'gettxoutproof',
    group: 'transactions',
    params: [
      { name: 'txids', type: 'array', about: 'Ids of transactions of one block.' },
      {
        name: 'blockhash',
        type: 'string',
        default: 'the block of the first',
        about: 'The block that they are in.',
      },
    ],
    about: 'A proof that transactions are in a block, in hexadecimal (BIP37’s merkleblock).',
    run: ({ chain }, args) => prove(chain, args),
  },
  {
    name: 'verifytxoutproof',
    group: 'transactions',
    params: [{ name: 'proof', type: 'string', about: 'What gettxoutproof gave.' }],
    about: 'The transactions that a proof proves; none when it proves nothing.',
    run: ({ chain }, args) => verify(chain, args),
  },
];
