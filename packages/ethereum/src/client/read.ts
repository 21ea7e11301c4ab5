import { type Bytes, equal, fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { encodeHeader, type Header, type HeaderFields, parseHeader } from '../proof/header.ts';
import { MAX_SLOTS, type ProvedState, type StateProof, verifyState } from '../proof/state.ts';
import { ProofError } from '../proof/trie.ts';
import type { Chain } from './connect.ts';
import { ChainError } from './error.ts';

/** Reads that give proofs: a node's answer leaves here only in the form that an enclave can verify. */

/** A block: its height, or the newest one. */
export type BlockRef = number | 'latest';

function quantity(block: BlockRef): Hex | 'latest' {
  return block === 'latest' ? 'latest' : `0x${block.toString(16)}`;
}

function badAnswer(message: string, cause?: unknown): ChainError {
  return new ChainError('CHAIN_BAD_ANSWER', `The node’s answer is not sound: ${message}.`, {
    next: 'Use another node.',
    cause,
  });
}

/** What a node's JSON has of a header, by the names of the execution API. */
interface RpcHeader {
  readonly hash: Hex;
  readonly [name: string]: unknown;
}

function headerFields(block: RpcHeader): HeaderFields {
  const bytes = (name: string): Bytes => fromHex(String(block[name]));
  const integer = (name: string): bigint => BigInt(String(block[name]));
  const has = (name: string): boolean => block[name] !== undefined && block[name] !== null;
  return {
    parentHash: bytes('parentHash'),
    ommersHash: bytes('sha3Uncles'),
    beneficiary: bytes('miner'),
    stateRoot: bytes('stateRoot'),
    transactionsRoot: bytes('transactionsRoot'),
    receiptsRoot: bytes('receiptsRoot'),
    logsBloom: bytes('logsBloom'),
    difficulty: integer('difficulty'),
    number: integer('number'),
    gasLimit: integer('gasLimit'),
    gasUsed: integer('gasUsed'),
    timestamp: integer('timestamp'),
    extraData: bytes('extraData'),
    mixHash: bytes('mixHash'),
    nonce: bytes('nonce'),
    baseFee: has('baseFeePerGas') ? integer('baseFeePerGas') : undefined,
    withdrawalsRoot: has('withdrawalsRoot') ? bytes('withdrawalsRoot') : undefined,
    blobGasUsed: has('blobGasUsed') ? integer('blobGasUsed') : undefined,
    excessBlobGas: has('excessBlobGas') ? integer('excessBlobGas') : undefined,
    parentBeaconBlockRoot: has('parentBeaconBlockRoot') ? bytes('parentBeaconBlockRoot') : undefined,
    requestsHash: has('requestsHash') ? bytes('requestsHash') : undefined,
  };
}

/** The bytes of a header, and what they say. */
export interface RawHeader {
  readonly rlp: Bytes;
  readonly header: Header;
}

/**
 * Rebuilds the RLP of a block's header from a node's JSON; its hash is checked to be the block's.
 * @throws ChainError `CHAIN_NO_BLOCK`, `CHAIN_BAD_ANSWER`, `CHAIN_UNREACHABLE`, `CHAIN_REFUSED`
 */
export async function rawHeader(chain: Chain, block: BlockRef): Promise<RawHeader> {
  const answer = (await chain.call((client) =>
    client.request({ method: 'eth_getBlockByNumber', params: [quantity(block), false] }),
  )) as RpcHeader | null;
  if (answer === null || typeof answer !== 'object') {
    throw new ChainError('CHAIN_NO_BLOCK', `The node does not have block ${block}.`, {
      next: 'Wait until the chain has grown, or until the node has caught up.',
    });
  }
  let rlp: Bytes;
  let header: Header;
  try {
    rlp = encodeHeader(headerFields(answer));
    header = parseHeader(rlp);
  } catch (cause) {
    throw badAnswer(`block ${block} has no proper header`, cause);
  }
  if (toHex(header.hash) !== answer.hash || (block !== 'latest' && header.number !== block)) {
    throw badAnswer(`block ${block} does not hash to its own hash, or is of a fork that is not known here`);
  }
  return { rlp, header };
}

/** Height of the newest block. @throws ChainError */
export async function tipNumber(chain: Chain): Promise<number> {
  return Number(await chain.call((client) => client.getBlockNumber({ cacheTime: 0 })));
}

function nodesOf(answer: unknown): Bytes[] {
  if (!Array.isArray(answer)) throw badAnswer('a proof is missing');
  const nodes = answer.map((node) => fromHex(String(node)));
  // Some nodes list embedded nodes apart although their parent has them already.
  return nodes.filter((node, i) => i === 0 || node.length >= 32);
}

/**
 * Reads the proof of an account and some of its storage slots (EIP-1186), as an enclave verifies it.
 * Nothing is verified here: see {@link readState}.
 * @param address 20 bytes
 * @param slots 32 bytes each, at most {@link MAX_SLOTS}
 * @throws ChainError `CHAIN_UNREACHABLE`, `CHAIN_REFUSED` (as when the node has pruned the state), `CHAIN_BAD_ANSWER`
 */
export async function readProof(
  chain: Chain,
  address: Bytes,
  slots: readonly Bytes[],
  block: BlockRef,
): Promise<StateProof> {
  if (slots.length > MAX_SLOTS) throw new RangeError(`At most ${MAX_SLOTS} slots in one proof.`);
  const answer: unknown = await chain.call((client) =>
    client.request({
      method: 'eth_getProof',
      params: [toHex(address), slots.map(toHex), quantity(block)],
    }),
  );
  const { accountProof, storageProof } = (answer ?? {}) as {
    readonly accountProof?: unknown;
    readonly storageProof?: unknown;
  };
  if (!Array.isArray(storageProof) || storageProof.length !== slots.length) {
    throw badAnswer('it does not prove every slot that was asked for');
  }
  try {
    return {
      account: nodesOf(accountProof),
      slots: slots.map((slot, i) => ({
        slot,
        nodes: nodesOf((storageProof[i] as { proof?: unknown }).proof),
      })),
    };
  } catch (cause) {
    if (isCofferError(cause, 'CHAIN_BAD_ANSWER')) throw cause;
    throw badAnswer('a proof is not hexadecimal', cause);
  }
}

/**
 * Reads a proof and verifies it under a header, so that a lying node is noticed before an enclave is asked.
 * @throws ChainError as {@link readProof}; `CHAIN_BAD_ANSWER` when the proof does not hold under the header
 */
export async function readState(
  chain: Chain,
  address: Bytes,
  slots: readonly Bytes[],
  header: Header,
): Promise<{ readonly proof: StateProof; readonly state: ProvedState }> {
  const proof = await readProof(chain, address, slots, header.number);
  try {
    return { proof, state: verifyState(header.stateRoot, address, absent(header, address, proof)) };
  } catch (cause) {
    if (cause instanceof ProofError) {
      throw badAnswer(`the proof does not hold under block ${header.number}`, cause);
    }
    throw cause;
  }
}

/** Nodes answer for the storage of an account that does not exist with an empty trie; the proof needs none. */
function absent(header: Header, address: Bytes, proof: StateProof): StateProof {
  return verifyState(header.stateRoot, address, { account: proof.account, slots: [] }).account === undefined
    ? { account: proof.account, slots: proof.slots.map(({ slot }) => ({ slot, nodes: [] })) }
    : proof;
}

/** True when the block is still on the node's chain. @throws ChainError */
export async function isCanonical(chain: Chain, header: Header): Promise<boolean> {
  try {
    return equal((await rawHeader(chain, header.number)).header.hash, header.hash);
  } catch (error) {
    if (isCofferError(error, 'CHAIN_NO_BLOCK')) return false;
    throw error;
  }
}
