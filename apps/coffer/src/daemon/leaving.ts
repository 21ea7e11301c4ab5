import { type Bytes, fromHex } from '@coffer/core/bytes';
import { type ExitOptions, exitCall } from '@coffer/offline/host/exiting';
import type { Progress } from '@coffer/offline/host/sending';
import { recoverySigner } from '@coffer/offline/host/signer';
import { OfflineError } from '@coffer/offline/messages/error';
import type { WalletRoutes } from '../api/routes.ts';
import type { Handlers } from '../api/server.ts';
import { readSecret } from './gasKey.ts';
import type { OfflineDesk } from './offline.ts';
import { pointingToRecovery } from './standing.ts';
import { describeExit } from './views.ts';

/** Leaving behind the daemon's API: cancel (paper: logout), and the path for a lost device. */

type LeavingRoutes = Pick<WalletRoutes, 'cancel' | 'exit' | 'exitStep' | 'exitCall'>;

const CALLS = { announce: 'announceExit', cancel: 'cancelExit', execute: 'executeExit' } as const;

function bytesOf(account: string): Bytes {
  return fromHex(account.toLowerCase(), 20);
}

function named(account: string | undefined): { account?: Bytes } {
  return account === undefined ? {} : { account: bytesOf(account) };
}

/** The handlers of the routes by which money leaves for good. */
export function leavingHandlers({ wallet, network, progress, fuel }: OfflineDesk): Handlers<LeavingRoutes> {
  const onProgress: Progress = (step) => progress.add(`Waiting until block ${step.block} is final.`);
  return {
    cancel: async ({ to }, { idempotencyKey }) => {
      await fuel(0n);
      progress.add('Closing the account …');
      const done = await pointingToRecovery(() =>
        wallet.cancel({ to: bytesOf(to), idempotencyKey, onProgress }),
      );
      const { id, tx, amount, account } = done;
      return { ...{ id, tx, account }, to: done.to, amountWei: amount.toString() };
    },
    exit: async ({ account }) => describeExit(await wallet.exit(named(account))),
    exitStep: async ({ step, account, keyFile }) => {
      const options: ExitOptions = {
        ...named(account),
        ...(keyFile === undefined ? {} : { signer: recoverySigner(readSecret(keyFile)) }),
        onProgress,
      };
      // Play money only reaches the wallet's own key; another one has to have its gas.
      if (keyFile === undefined) await fuel(0n);
      if (step === 'execute') {
        const { tx, to, amount, ...exit } = await wallet.executeExit(options);
        return { ...describeExit(exit), tx: tx ?? null, paidTo: to, paidWei: amount.toString() };
      }
      const { tx, ...exit } = await wallet[CALLS[step]](options);
      return { ...describeExit(exit), tx: tx ?? null, paidTo: null, paidWei: null };
    },
    exitCall: async ({ step, account }) => {
      const own = account === undefined ? (await wallet.show()).certificate?.account : bytesOf(account);
      if (own === undefined)
        throw new OfflineError('NOT_INITIALISED', 'This wallet has no account: name one.');
      const { to, data, value } = exitCall(network, own, CALLS[step]);
      return { to, data, valueWei: value.toString(), chainId: network.facts.chainId.toString() };
    },
  };
}
