import { isCofferError } from '@coffer/core/error';
import { type Client, createClient } from '../../../api/client.ts';
import { type DevRoutes, devRoutes } from '../../../api/routes.ts';
import { AppError } from '../../../config/error.ts';
import { networkPaths } from '../../../config/paths.ts';
import type { CommandSpec } from '../../command.ts';
import type { Context } from '../../context.ts';

async function control<T>({ config }: Context, work: (dev: Client<DevRoutes>) => Promise<T>): Promise<T> {
  try {
    return await work(createClient(devRoutes, networkPaths(config.dataHome, config.network).control));
  } catch (error) {
    if (!isCofferError(error, 'DAEMON_NOT_RUNNING')) throw error;
    throw new AppError('NETWORK_UNKNOWN', `No development network “${config.network}” runs.`, {
      next: 'Start it in another terminal: coffer dev.',
      cause: error,
    });
  }
}

/** `coffer dev stop-chain` */
export const chainStop: CommandSpec = {
  usage: 'stop-chain',
  summary: 'Stops the chain of the running network, to see that payments go on without it.',
  example: 'coffer dev stop-chain',
  run: async (context) => {
    const { chain } = await control(context, (dev) => dev.stopChain({}));
    return { data: { chain }, text: `The chain is ${chain}. Payments go on; try one.` };
  },
};

/** `coffer dev start-chain` */
export const chainStart: CommandSpec = {
  usage: 'start-chain',
  summary: 'Starts the chain of the running network again, from its state.',
  example: 'coffer dev start-chain',
  run: async (context) => {
    const { chain } = await control(context, (dev) => dev.startChain({}));
    return { data: { chain }, text: `The chain is ${chain}.` };
  },
};
