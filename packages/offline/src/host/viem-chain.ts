import { type Bytes, fromHex, toHex } from '@coffer/core/bytes';
import { decode } from '@coffer/core/codec';
import { offlineVaultAbi } from '@coffer/ethereum/bindings/offline-vault';
import { parseHeader } from '@coffer/ethereum/proof/header';
import { trustedHeader } from '@coffer/ethereum/trust/trust';
import {
  createPublicClient,
  type Hex,
  http,
  keccak256,
  type PublicClient,
  TransactionReceiptNotFoundError,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { AccountStatus } from '../enclave/storage.ts';
import type { OfflineNetwork } from '../messages/network.ts';
import type { ChainPort, FinalHeader, SignedTransaction, TransactionOutcome } from './chain.ts';
import { asWalletError, chainAnswer } from './viem-errors.ts';
import { encodeCall, readEvents } from './vault-abi.ts';

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
  /** For one call, milliseconds. Default 10,000. */
  readonly timeout?: number;
}

const STATUS: readonly AccountStatus[] = ['absent', 'open', 'frozen', 'closed'];
/** Storage keys in one `eth_getProof`. */
const PROOF_CHUNK = 256;

/** The chain through a node's JSON-RPC. */
export function viemChain(options: ViemChainOptions): ChainPort {
  const { network } = options;
  const vault = toHex(network.vault);
  const gasAccount = privateKeyToAccount(toHex(options.gasSecret));
  const client: PublicClient = createPublicClient({
    transport: http(options.url, { timeout: options.timeout ?? 10_000, retryCount: 1 }),
    cacheTime: 0,
  });
  const asked = <T>(work: () => Promise<T>): Promise<T> =>
    work().catch((error) => {
      throw asWalletError(error);
    });
  const finalHeader = async (): Promise<FinalHeader> => {
    const encoded = await options.latestHeader();
    const { number, timestamp } = parseHeader(decode(trustedHeader, encoded).header);
    return { number, time: timestamp, encoded };
  };
  const gasNonce = (blockNumber: number): Promise<number> =>
    client.getTransactionCount({ address: gasAccount.address, blockNumber: BigInt(blockNumber) });

  return {
    head: () =>
      asked(async () => {
        const block = await client.getBlock({ blockTag: 'latest', includeTransactions: false });
        return { number: Number(block.number), time: Number(block.timestamp) };
      }),
    finalHeader: () => asked(finalHeader),
    evidence: (header, slots) =>
      asked(async () => {
        const proofs: { slot: Bytes; nodes: readonly Bytes[] }[] = [];
        let vaultNodes: readonly Bytes[] = [];
        for (let at = 0; at === 0 || at < slots.length; at += PROOF_CHUNK) {
          const part = slots.slice(at, at + PROOF_CHUNK);
          const answer = await client.getProof({
            address: vault,
            storageKeys: part.map(toHex),
            blockNumber: BigInt(header.number),
          });
          vaultNodes = answer.accountProof.map((node) => fromHex(node));
          if (answer.storageProof.length !== part.length) throw chainAnswer('leaves out proofs');
          part.forEach((slot, i) => {
            proofs.push({ slot, nodes: answer.storageProof[i]!.proof.map((node) => fromHex(node)) });
          });
        }
        return { header: header.encoded, vault: vaultNodes, slots: proofs };
      }),
    account: (account) =>
      asked(async () => {
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
      asked(() =>
        client.readContract({
          address: vault,
          abi: offlineVaultAbi,
          functionName: 'isUsed',
          args: [toHex(account), BigInt(serial)],
        }),
      ),
    events: (from, to) =>
      asked(async () => {
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
    prepare: (call) =>
      asked(async () => {
        const { data, value } = encodeCall(call);
        const nonce = await client.getTransactionCount({ address: gasAccount.address, blockTag: 'pending' });
        const fees = await client.estimateFeesPerGas();
        const gas = await client.estimateGas({ account: gasAccount, to: vault, data, value });
        const raw = await gasAccount.signTransaction({
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
        return { hash: keccak256(raw), raw, nonce };
      }),
    broadcast: (transaction) =>
      asked(async () => {
        try {
          await client.sendRawTransaction({ serializedTransaction: transaction.raw });
        } catch (error) {
          // Known already, or mined already, or its nonce was taken: `outcome` tells.
          if (!isKnown(error)) throw error;
        }
      }),
    outcome: (transaction) =>
      asked(async () => {
        const mined = await receiptOf(client, transaction);
        if (mined !== undefined) return mined;
        const header = await finalHeader();
        if ((await gasNonce(header.number)) <= transaction.nonce) return { type: 'waiting' };
        // Its nonce is taken for good. Looked at again, because it may have been mined between the two questions.
        return (await receiptOf(client, transaction)) ?? { type: 'void' };
      }),
  };
}

async function receiptOf(
  client: PublicClient,
  { hash }: SignedTransaction,
): Promise<TransactionOutcome | undefined> {
  try {
    const receipt = await client.getTransactionReceipt({ hash });
    return { type: 'mined', ok: receipt.status === 'success', block: Number(receipt.blockNumber) };
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return undefined;
    throw error;
  }
}

function isKnown(error: unknown): boolean {
  return (
    error instanceof Error &&
    /already known|already imported|known transaction|nonce too low|nonce is too low|already in mempool/i.test(
      error.message,
    )
  );
}

/** The address that pays gas and deposits: what a user has to fund. */
export function gasAddress(gasSecret: Bytes): Hex {
  return toHex(fromHex(privateKeyToAccount(toHex(gasSecret)).address.toLowerCase(), 20));
}

