import { CofferError, isCofferError } from '@coffer/core/error';
import { offlineVaultAbi } from '@coffer/ethereum/bindings/offline-vault';
import { BaseError, decodeErrorResult, InsufficientFundsError, isHex, RpcRequestError } from 'viem';
import { WalletError } from './error.ts';

/** What a node's failure means for the wallet. Everything that is not understood is a bad answer, never a crash. */
export function asWalletError(error: unknown): CofferError {
  if (isCofferError(error, 'CHAIN_REFUSED') && error.cause instanceof BaseError) {
    return refusal(error.cause) ?? error;
  }
  if (error instanceof CofferError) return error;
  return (error instanceof BaseError ? refusal(error) : undefined) ?? chainAnswer('cannot be used', error);
}

/** The node answered something else than was asked. */
export function chainAnswer(what: string, cause?: unknown): WalletError {
  return new WalletError('CHAIN_ANSWER', `The node’s answer ${what}.`, {
    money: 'Nothing was booked: the enclave believes only what is proved.',
    next: 'Check that the node follows the chain of this network, or use another node.',
    cause,
  });
}

/** Why the transaction would not go through, when that is what the node says. */
function refusal(error: BaseError): WalletError | undefined {
  if (
    error.walk((cause) => cause instanceof InsufficientFundsError) !== null ||
    /insufficient funds/i.test(error.message)
  ) {
    return new WalletError('GAS_MONEY_LOW', 'The gas account has too little ether for this transaction.', {
      next: 'Send ether to the wallet’s gas account, then repeat the command.',
      cause: error,
    });
  }
  const reason = revertReason(error);
  if (reason === undefined) return undefined;
  return new WalletError('VAULT_REFUSES', `The vault would refuse this: ${reason}.`, {
    money: 'Nothing was sent.',
    details: { reason },
    cause: error,
  });
}

/** Name of the vault's error, when the failure is a revert. */
function revertReason(error: BaseError): string | undefined {
  const rpc = error.walk((cause) => cause instanceof RpcRequestError);
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
