import { fromHex, type Hex } from '@coffer/core/bytes';
import type { Chain } from '@coffer/ethereum/client/connect';
import { createSender, type Sender } from '@coffer/ethereum/client/send';
import { devAccount, FAUCET } from './accounts.ts';

/** What an address is filled up to, wei. */
export const FILL = 20n * 10n ** 18n;

/** Gives play money to gas keys of a development network. */
export interface Faucet {
  /** Fills an address up to {@link FILL}. @returns the transaction, and the wei that were given */
  fill(address: Hex): Promise<{ tx: string; amount: bigint }>;
}

/** A faucet on a chain: one per chain, because it counts nonces. */
export function createFaucet(chain: Chain): Faucet {
  const sender: Sender = createSender(chain, fromHex(devAccount(FAUCET).secret, 32));
  return {
    fill: async (address) => {
      const balance = await chain.call((client) => client.getBalance({ address }));
      const amount = FILL - balance;
      if (amount <= 0n) return { tx: '', amount: 0n };
      const { transactionHash } = await sender.sendAndConfirm(
        { to: address, value: amount },
        { confirmations: 0, pollMs: 50 },
      );
      return { tx: transactionHash, amount };
    },
  };
}
