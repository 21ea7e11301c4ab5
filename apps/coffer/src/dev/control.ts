import type { Hex } from '@coffer/core/bytes';
import { type DevRoutes, devRoutes } from '../api/routes.ts';
import { createServer, type Handlers, listenPrivately } from '../api/server.ts';
import { removeLeftover } from '../daemon/lock.ts';
import type { DevNetwork } from './network.ts';

/** A served control socket. */
export interface DevControl {
  close(): Promise<void>;
}

/** Serves the network’s control socket: chain on and off, faucet. Owner only. */
export async function serveControl(dev: DevNetwork, report: (text: string) => void): Promise<DevControl> {
  const state = () => ({ chain: dev.running ? ('running' as const) : ('stopped' as const) });
  const handlers: Handlers<DevRoutes> = {
    status: async () => ({
      network: dev.config.network,
      processId: process.pid,
      ...state(),
      rpcUrl: dev.rpcUrl,
    }),
    stopChain: async () => {
      await dev.stopChain();
      report('The chain is stopped. Start it again: coffer dev start-chain.');
      return state();
    },
    startChain: async () => {
      await dev.startChain();
      report('The chain runs again.');
      return state();
    },
    faucet: async ({ address }) => {
      const faucet = await dev.faucet();
      const { tx, amount } = await faucet.fill(address.toLowerCase() as Hex);
      return { tx, amountWei: amount.toString() };
    },
  };
  const server = createServer(devRoutes, handlers, report);
  await listenPrivately(server, dev.paths.control);
  return {
    close: async () => {
      await server.close();
      removeLeftover(dev.paths.control);
    },
  };
}
