import { join } from 'node:path';
import { DEFAULT_PORT, type Served, serveRegtest } from '@coffer/bitcoin/regtest/serve';
import { isCofferError } from '@coffer/core/error';
import { facts } from '../cli/text.ts';
import { AppError } from '../config/error.ts';
import type { NetworkPaths } from '../config/paths.ts';

/**
 * The Bitcoin chain of a development network, at the usual port or, when that is taken, at any. Its state is in the
 * network's folder. Call with the network's lock held.
 * @throws ServeError; AppError `NETWORK_RESET` when its state is damaged
 */
export async function startBitcoin(paths: NetworkPaths, report: (error: unknown) => void): Promise<Served> {
  const state = join(paths.root, 'bitcoin.json');
  const start = (port: number) => serveRegtest({ port, state, report });
  try {
    return await start(DEFAULT_PORT).catch((error) => {
      if (!isCofferError(error, 'REGTEST_PORT_TAKEN')) throw error;
      return start(0);
    });
  } catch (error) {
    if (!isCofferError(error, 'REGTEST_STATE_BROKEN')) throw error;
    throw new AppError('NETWORK_RESET', 'The state of the Bitcoin chain of this network is damaged.', {
      money: 'Play money: this is a development network. It is left as it is.',
      next: 'Move the file away for a new chain, or make a new network: coffer dev --fresh.',
      details: { file: state },
      cause: error,
    });
  }
}

/** Where it is, as one row of a banner, and how to use it. */
export function bitcoinRows(served: Served): string {
  const usual = served.port === DEFAULT_PORT;
  const url = `http://${served.user}:${served.password}@127.0.0.1:${served.port}`;
  return facts([
    ['Bitcoin RPC', `${url} (regtest, height ${served.chain.tip.height})`],
    ['try', `npx coffer bitcoin rpc accounts${usual ? '' : ` --url ${served.url}`}`],
  ]);
}
