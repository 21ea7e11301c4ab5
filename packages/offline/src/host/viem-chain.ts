import { type Bytes, fromBytesBE, fromHex, type Hex, toBytesBE, toHex } from '@coffer/core/bytes';
import { decode } from '@coffer/core/codec';
import { isCofferError } from '@coffer/core/error';
import { keccak256 as keccak256Bytes } from '@coffer/crypto/hash';
import { offlineVaultAbi } from '@coffer/ethereum/bindings/offline-vault';
import { type Chain, connect } from '@coffer/ethereum/client/connect';
import { readProof } from '@coffer/ethereum/client/read';
import { parseHeader } from '@coffer/ethereum/proof/header';
import { MAX_SLOTS } from '@coffer/ethereum/proof/state';
import { trustedHeader } from '@coffer/ethereum/trust/trust';
import {
  keccak256,
  type PublicClient,
  parseTransaction,
  TransactionNotFoundError,
  TransactionReceiptNotFoundError,
} from 'viem';
import { type AccountStatus, serialUsed } from '../enclave/storage.ts';
import type { ChainEvidence } from '../messages/command.ts';
import type { OfflineNetwork } from '../messages/network.ts';
import { readPayments } from './carried.ts';
import type { ChainPort, FinalHeader, TransactionOutcome } from './chain.ts';
import { WalletError } from './error.ts';
import { recoverySigner } from './signer.ts';
import { encodeCall, readEvents } from './vault-abi.ts';
import { checkVault } from './vault-check.ts';
import { asWalletError, chainAnswer } from './viem-errors.ts';

/** What the wallet's view of a chain is made of. */
export interface ViemChainOptions {
  readonly network: OfflineNetwork;
  /** HTTP endpoint of a node. It is not trusted with anything but availability. */
  readonly url: string;
  /** Secret of the account that pays gas and deposits (secp256k1). Not the key of the offline account. */
  readonly gasSecret: Bytes;
  /** The newest signed header, encoded `TrustedHeader`, such as the header signer service gives it. */
  readonly latestHeader: () => Promise<Bytes>;
  /** First block that can have events of the vault. Default 0. */
  readonly firstBlock?: number;
  /** For one request, milliseconds. Default 10,000. */
  readonly timeout?: number;
}

const STATUS: readonly AccountStatus[] = ['absent', 'open', 'frozen', 'closed'];

/**
 * The chain through a node's JSON-RPC. Connects when it is first needed, and checks chain id, first block and vault then,
 * so that a wallet opens without a network, never follows another chain and never pays into another contract.
 */
export function viemChain(options: ViemChainOptions): ChainPort {
  const { network } = options;
  const vault = toHex(network.vault);
  const gasAccount = recoverySigner(options.gasSecret);
  let connected: Promise<Chain> | undefined;
  const connection = async (): Promise<Chain> => {
    connected ??= connectTo(options);
    try {
      return await connected;
    } catch (error) {
      connected = undefined;
      throw error;
    }
  };
  /** Runs calls; whatever goes wrong is a typed error. */
  const asked = async <T>(work: (client: PublicClient, chain: Chain) => Promise<T>): Promise<T> => {
    try {
      const chain = await connection();
      return await chain.call((client) => work(client, chain));
    } catch (error) {
      throw asWalletError(error);
    }
  };
  const finalHeader = async (): Promise<FinalHeader> => {
    const encoded = await options.latestHeader();
    const { number, timestamp } = parseHeader(decode(trustedHeader, encoded).header);
    return { number, time: timestamp, encoded };
  };

  return {
    head: () =>
      asked(async (client) => {
        const block = await client.getBlock({ blockTag: 'latest', includeTransactions: false });
        return { number: Number(block.number), time: Number(block.timestamp) };
      }),
    finalHeader: async () => {
      try {
        return await finalHeader();
      } catch (error) {
        throw asWalletError(error);
      }
    },
    evidence: (header, slots) =>
      asked(async (_, chain) => {
        const proofs: ChainEvidence['slots'][number][] = [];
        let vaultNodes: readonly Bytes[] = [];
        for (let at = 0; at === 0 || at < slots.length; at += MAX_SLOTS) {
          const part = await readProof(chain, network.vault, slots.slice(at, at + MAX_SLOTS), header.number);
          vaultNodes = part.account;
          proofs.push(...part.slots);
        }
        return { header: header.encoded, vault: vaultNodes, slots: proofs };
      }),
    account: (account) =>
      asked(async (client) => {
        const { status, recovery, exitAt, balance, depositTotal, received } = await client.readContract({
          address: vault,
          abi: offlineVaultAbi,
          functionName: 'account',
          args: [toHex(account)],
        });
        return {
          balance,
          depositTotal,
          received,
          exitAt,
          recovery: fromHex(recovery.toLowerCase(), 20),
          status: STATUS[status] ?? 'frozen',
        };
      }),
    isUsed: (account, serial) =>
      asked((client) =>
        client.readContract({
          address: vault,
          abi: offlineVaultAbi,
          functionName: 'isUsed',
          args: [toHex(account), BigInt(serial)],
        }),
      ),
    events: (from, to) =>
      asked(async (client) => {
        const first = Math.max(from, options.firstBlock ?? 0);
        if (first > to) return [];
        const logs = await client.getLogs({
          address: vault,
          fromBlock: BigInt(first),
          toBlock: BigInt(to),
        });
        for (const log of logs) {
          const block = Number(log.blockNumber);
          if (log.address.toLowerCase() !== vault || !(block >= first && block <= to)) {
            throw chainAnswer('has logs that were not asked for');
          }
        }
        return readEvents(logs);
      }),
    tryPaying: async (to, amount) => {
      try {
        await asked((client) => client.call({ account: vault, to: toHex(to), value: amount }));
      } catch (error) {
        const halted = isCofferError(error, 'CHAIN_REFUSED') && HALTED.test(error.message);
        if (!halted && !isCofferError(error, 'VAULT_REFUSES')) throw error;
        throw new WalletError('RECIPIENT_REFUSES', 'The receiver of this withdrawal does not take ether.', {
          money: 'Nothing was signed or set aside, and no money moved.',
          next: 'Withdraw to another address: an ordinary account takes ether, a contract only if it was made to.',
          details: { to: toHex(to) },
          cause: error,
        });
      }
    },
    sender: async () => gasAccount.address,
    carried: (tx) =>
      asked(async (client) => {
        try {
          const { to, input } = await client.getTransaction({ hash: tx });
          const { logs } = await client.getTransactionReceipt({ hash: tx });
          return readPayments(vault, { to, input, logs });
        } catch (error) {
          if (isUnknownTransaction(error)) return undefined;
          throw error;
        }
      }),
    isContested: (account, serial) =>
      asked(async (client) => {
        const slot = toHex(conflictSlot(account, serial));
        const word = await client.getStorageAt({ address: vault, slot });
        return word !== undefined && serialUsed(fromHex(word, 32), serial);
      }),
    prepare: (call, signer = gasAccount) =>
      asked(async (client) => {
        const { data, value } = encodeCall(call);
        const { address } = signer;
        const nonce = await client.getTransactionCount({ address, blockTag: 'pending' });
        const fees = await client.estimateFeesPerGas();
        const gas = await client.estimateGas({ account: address, to: vault, data, value });
        const raw = await signer.signTransaction({
          type: 'eip1559',
          chainId: Number(network.facts.chainId),
          nonce,
          to: vault,
          data,
          value,
          // What others settle meanwhile can make the same call dearer.
          gas: (gas * 13n) / 10n,
          // Survives a few blocks of rising base fee; only the actual fee is paid.
          maxFeePerGas: fees.maxFeePerGas * 2n,
          maxPriorityFeePerGas: fees.maxPriorityFeePerGas,
        });
        return { hash: keccak256(raw), raw, nonce, from: address };
      }),
    raiseFee: (transaction) =>
      asked(async (client) => {
        const { address } = gasAccount;
        if ((transaction.from ?? address) !== address) return undefined;
        const old = parseTransaction(transaction.raw);
        if (old.type !== 'eip1559') return undefined;
        const fees = await client.estimateFeesPerGas();
        const { r: _r, s: _s, v: _v, yParity: _y, ...call } = old;
        const raw = await gasAccount.signTransaction({
          ...call,
          chainId: Number(network.facts.chainId),
          type: 'eip1559',
          nonce: transaction.nonce,
          maxFeePerGas: higher(old.maxFeePerGas, fees.maxFeePerGas * 2n),
          maxPriorityFeePerGas: higher(old.maxPriorityFeePerGas, fees.maxPriorityFeePerGas),
        });
        return { hash: keccak256(raw), raw, nonce: transaction.nonce, from: address };
      }),
    broadcast: (transaction) =>
      asked(async (client) => {
        try {
          await client.sendRawTransaction({ serializedTransaction: transaction.raw });
        } catch (error) {
          // Known or mined already, or its nonce was taken, or its fee is too low just now: `outcome` tells.
          if (!(error instanceof Error && KNOWN.test(error.message))) throw error;
        }
      }),
    outcome: (transaction) =>
      asked(async (client) => {
        const mined = await receiptOf(client, transaction.hash);
        if (mined !== undefined) return mined;
        const address = transaction.from ?? gasAccount.address;
        if ((await client.getTransactionCount({ address })) <= transaction.nonce) return { type: 'waiting' };
        const { number } = await finalHeader();
        const final = await client.getTransactionCount({ address, blockNumber: BigInt(number) });
        if (final <= transaction.nonce) return { type: 'waiting' };
        // Its nonce is taken for good. Looked at again, because it may have been mined between the questions.
        return (await receiptOf(client, transaction.hash)) ?? { type: 'void' };
      }),
  };
}

/** @throws ChainError `CHAIN_UNREACHABLE`, `CHAIN_WRONG`; WalletError `NETWORK_VAULT_DIFFERS` */
async function connectTo({ network, url, timeout }: ViemChainOptions): Promise<Chain> {
  const chain = await connect({
    url,
    chainId: Number(network.facts.chainId),
    genesisHash: toHex(network.facts.genesis),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
  });
  await chain.call((client) => checkVault(client, network));
  return chain;
}

function isUnknownTransaction(error: unknown): boolean {
  return error instanceof TransactionNotFoundError || error instanceof TransactionReceiptNotFoundError;
}

/** The bitmap word of contested serials: laid out like that of used ones (`contracts/README.md`). */
function conflictSlot(account: Bytes, serial: number): Bytes {
  const inner = keccak256Bytes(toBytesBE(fromBytesBE(account), 32), toBytesBE(3n, 32));
  return keccak256Bytes(toBytesBE(BigInt(serial) >> 8n, 32), inner);
}

async function receiptOf(client: PublicClient, hash: Hex): Promise<TransactionOutcome | undefined> {
  try {
    const receipt = await client.getTransactionReceipt({ hash });
    return { type: 'mined', ok: receipt.status === 'success', block: Number(receipt.blockNumber) };
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return undefined;
    throw error;
  }
}

/** How nodes say that they have it, or will not take it for its fee. */
const KNOWN =
  /already known|already imported|known transaction|nonce too low|nonce is too low|already in mempool|underpriced|less than block base fee/i;

/** A fee that nodes accept in place of another one: they ask for a tenth more at least. */
function higher(old: bigint | undefined, now: bigint): bigint {
  const raised = ((old ?? 0n) * 5n) / 4n + 1n;
  return raised > now ? raised : now;
}

/** How nodes say that a contract stopped without reverting. */
const HALTED =
  /invalid opcode|opcodenotfound|invalidfeopcode|invalid jump|out of gas|outofgas|stack (under|over)flow|evm error/i;

/** The address that pays gas and deposits: what a user has to fund. */
export function gasAddress(gasSecret: Bytes): Hex {
  return recoverySigner(gasSecret).address;
}
