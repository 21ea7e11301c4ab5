import { CofferError } from '@coffer/core/error';
import { offlineVaultAbi } from '@coffer/ethereum/bindings/offline-vault';
import {
  BaseError,
  decodeErrorResult,
  HttpRequestError,
  InsufficientFundsError,
  isHex,
  RpcRequestError,
  TimeoutError,
} from 'viem';
import { WalletError } from './error.ts';

/** What a node's failure means for the wallet. Everything that is not understood is a bad answer, never a crash. */
export function asWalletError(error: unknown): CofferError {
  if (error instanceof CofferError) return error;
  const chain = error instanceof BaseError ? error : undefined;
  const found = <T extends Error>(type: abstract new (...args: never[]) => T): T | undefined =>
    (chain?.walk((cause) => cause instanceof type) as T | null | undefined) ?? undefined;
  const request = found(HttpRequestError);
  if (request !== undefined || found(TimeoutError) !== undefined) {
    return new WalletError('CHAIN_UNREACHABLE', 'The chain cannot be reached.', {
      money: 'Nothing moved. Offline payments go on without the chain; deposits, withdrawals and settlement wait.',
      next: 'Try again when the node answers.',
      cause: error,
    });
  }
  if (found(InsufficientFundsError) !== undefined) {
    return new WalletError('GAS_MONEY_LOW', 'The gas account has too little ether for this transaction.', {
      next: 'Send ether to the wallet’s gas account, then repeat the command.',
      cause: error,
    });
  }
  const reverted = revertReason(chain);
  if (reverted !== undefined) {
    return new WalletError('VAULT_REFUSES', `The vault would refuse this: ${reverted}.`, {
      money: 'Nothing was sent.',
      details: { reason: reverted },
      cause: error,
    });
  }
  return chainAnswer('cannot be used', error);
}

/** The node answered something else than was asked. */
export function chainAnswer(what: string, cause?: unknown): WalletError {
  return new WalletError('CHAIN_ANSWER', `The node’s answer ${what}.`, {
    money: 'Nothing was booked: the enclave believes only what is proved.',
    next: 'Check that the node follows the chain of this network, or use another node.',
    cause,
  });
}

/** Name of the vault's error, when the failure is a revert. */
function revertReason(error: BaseError | undefined): string | undefined {
  const rpc = error?.walk((cause) => cause instanceof RpcRequestError);
  if (!(rpc instanceof RpcRequestError)) return undefined;
  const { data } = rpc as { readonly data?: unknown };
  if (isHex(data) && data !== '0x') {
    try {
      return decodeErrorResult({ abi: offlineVaultAbi, data }).errorName;
    } catch {
      return 'unknown error';
    }
  }
  return /revert/i.test(rpc.details) ? 'reverted' : undefined;
}
