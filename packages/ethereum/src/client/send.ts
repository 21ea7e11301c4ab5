import { setTimeout as sleep } from 'node:timers/promises';
import type { Bytes, Hex } from '@coffer/core/bytes';
import { toHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import type { TransactionReceipt } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { Chain } from './connect.ts';
import { ChainError } from './error.ts';

/** What to execute. */
export interface Call {
  readonly to?: Hex;
  readonly data?: Hex;
  /** Wei. */
  readonly value?: bigint;
  /** Upper bound of gas; estimated when absent. */
  readonly gas?: bigint;
}

/** How long to wait for a transaction. */
export interface ConfirmOptions {
  /** Blocks on top of the transaction's block. */
  readonly confirmations: number;
  /** Default 120,000. */
  readonly timeoutMs?: number;
  /** Default 250. */
  readonly pollMs?: number;
  /** Called once, when the node has taken the transaction. */
  readonly onSent?: (hash: Hex) => void;
}

/**
 * Sends transactions of one key. Concurrent sends get consecutive nonces; a transaction that a reorganisation or a
 * restart of the node has thrown out is broadcast again, the same bytes.
 */
export interface Sender {
  readonly address: Hex;
  /**
   * Sends and waits until the transaction is `confirmations` deep on the canonical chain.
   * @throws ChainError `CHAIN_UNREACHABLE`, `CHAIN_REFUSED` (nothing was sent), `TX_REVERTED`, `TX_UNCONFIRMED` (it
   * may still be executed: `details.tx`)
   */
  readonly sendAndConfirm: (call: Call, options: ConfirmOptions) => Promise<TransactionReceipt>;
}

/** Makes a sender. Only one per key and chain may be in use: it hands out the nonces. */
export function createSender(chain: Chain, secret: Bytes): Sender {
  const account = privateKeyToAccount(toHex(secret));
  const inFlight = new Set<number>();
  let next = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const exclusive = <T>(run: () => Promise<T>): Promise<T> => {
    const result = turn.then(run, run);
    turn = result.catch(() => undefined);
    return result;
  };

  const send = async (call: Call): Promise<{ nonce: number; raw: Hex; hash: Hex }> => {
    const pending = await chain.call((client) =>
      client.getTransactionCount({ address: account.address, blockTag: 'pending' }),
    );
    // The node forgets what it has thrown out; our own transactions in flight still own their nonces.
    const nonce = inFlight.size === 0 ? pending : Math.max(pending, next);
    const request = await chain.call((client) =>
      client.prepareTransactionRequest({
        account,
        nonce,
        chain: client.chain,
        type: 'eip1559',
        ...call,
        parameters: ['gas', 'fees'],
      }),
    );
    const { gas, maxFeePerGas, maxPriorityFeePerGas } = request;
    const raw = await account.signTransaction({
      type: 'eip1559',
      chainId: chain.chainId,
      nonce,
      gas,
      maxFeePerGas,
      maxPriorityFeePerGas,
      ...call,
    });
    const hash = await chain.call((client) => client.sendRawTransaction({ serializedTransaction: raw }));
    inFlight.add(nonce);
    next = nonce + 1;
    return { nonce, raw, hash };
  };

  const sendAndConfirm = async (call: Call, options: ConfirmOptions): Promise<TransactionReceipt> => {
    const { nonce, raw, hash } = await exclusive(() => send(call));
    options.onSent?.(hash);
    try {
      return await confirm(chain, hash, raw, options);
    } finally {
      inFlight.delete(nonce);
    }
  };
  return { address: account.address, sendAndConfirm };
}

async function look(chain: Chain, hash: Hex): Promise<TransactionReceipt | undefined> {
  const found = await chain.call((client) =>
    client.getTransactionReceipt({ hash }).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'TransactionReceiptNotFoundError') return undefined;
      throw error;
    }),
  );
  if (found === undefined) return undefined;
  const block = await chain.call((client) => client.getBlock({ blockNumber: found.blockNumber }));
  return block.hash === found.blockHash ? found : undefined;
}

async function confirm(
  chain: Chain,
  hash: Hex,
  raw: Hex,
  options: ConfirmOptions,
): Promise<TransactionReceipt> {
  const deadline = performance.now() + (options.timeoutMs ?? 120_000);
  const pollMs = options.pollMs ?? 250;
  let cause: unknown;
  for (let polls = 1; performance.now() < deadline; polls++) {
    try {
      const receipt = await look(chain, hash);
      if (receipt === undefined) {
        // A node answers “already known” or “nonce too low” when it has it: the receipt decides.
        if (polls % 8 === 0) {
          await chain
            .call((client) => client.sendRawTransaction({ serializedTransaction: raw }))
            .catch((error: unknown) => {
              if (!isCofferError(error, 'CHAIN_REFUSED')) throw error;
            });
        }
      } else {
        const tip = await chain.call((client) => client.getBlockNumber({ cacheTime: 0 }));
        if (tip - receipt.blockNumber >= BigInt(options.confirmations)) {
          if (receipt.status === 'success') return receipt;
          throw new ChainError(
            'TX_REVERTED',
            'The contract refused the transaction; only its fee was paid.',
            {
              details: { tx: hash, block: receipt.blockNumber },
            },
          );
        }
      }
    } catch (error) {
      if (error instanceof ChainError && error.code === 'TX_REVERTED') throw error;
      if (!(error instanceof ChainError) && !(error instanceof Error && error.name.endsWith('NotFoundError')))
        throw error;
      cause = error;
    }
    await sleep(pollMs);
  }
  throw new ChainError('TX_UNCONFIRMED', 'The transaction was sent and is not final yet.', {
    money: 'It may still be executed: it is neither done nor refused.',
    next: 'Look at the transaction again before you send another one.',
    details: { tx: hash },
    cause,
  });
}
