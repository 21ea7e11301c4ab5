import { type Hex, toHex } from '@coffer/core/bytes';
import { mnemonicToAccount } from 'viem/accounts';
import { AppError } from '../config/error.ts';

/** The well-known accounts that every anvil chain funds. Play money: everybody knows these keys. */
const MNEMONIC = 'test test test test test test test test test test test junk';

/** A funded account of the development chain. */
export interface DevAccount {
  readonly address: Hex;
  readonly secret: Hex;
}

/** Account number `index`, 0 to 9. */
export function devAccount(index: number): DevAccount {
  const account = mnemonicToAccount(MNEMONIC, { addressIndex: index });
  const key = account.getHdKey().privateKey;
  if (key === null || key === undefined) throw new AppError('INTERNAL', 'There is no such account.');
  return { address: account.address, secret: toHex(key) };
}

/** Who deploys the contracts and owns the registry. */
export const DEPLOYER = 0;
/** Whose money the faucet gives away. */
export const FAUCET = 9;
