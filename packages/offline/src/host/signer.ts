import type { Bytes, Hex } from '@coffer/core/bytes';
import { toHex } from '@coffer/core/bytes';
import type { TransactionSerializableEIP1559 } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

/** Whoever signs a transaction of the wallet. A `LocalAccount` of viem is one, and so is a hardware wallet behind it. */
export interface TransactionSigner {
  readonly address: Hex;
  readonly signTransaction: (transaction: TransactionSerializableEIP1559) => Promise<Hex>;
}

/** A signer with a key in this process, such as a recovery key. @param secret secp256k1 */
export function recoverySigner(secret: Bytes): TransactionSigner {
  const account = privateKeyToAccount(toHex(secret));
  return {
    address: account.address.toLowerCase() as Hex,
    signTransaction: (transaction) => account.signTransaction(transaction),
  };
}
