import { isCofferError } from '@coffer/core/error';
import { walletRoutes } from '../../../api/routes.ts';
import { connectDaemon, ensureDaemon, stopDaemon } from '../../../daemon/lifecycle.ts';
import type { CommandSpec } from '../../command.ts';
import { facts } from '../../text.ts';
import { VERSION } from '../version.ts';

/** `coffer daemon start` */
export const daemonStart: CommandSpec = {
  usage: 'start',
  summary: 'Starts the wallet’s daemon in the background, unless it runs.',
  example: 'coffer daemon start --wallet alice',
  run: async ({ config, output }) => {
    const started = await ensureDaemon(config, (text) => output.note(text));
    const status = await connectDaemon(config).status({});
    return {
      data: { started, ...status },
      text: `The daemon of wallet ${config.wallet} runs (process ${status.processId}).`,
    };
  },
};

/** `coffer daemon stop` */
export const daemonStop: CommandSpec = {
  usage: 'stop',
  summary: 'Stops the wallet’s daemon and its enclave. Nothing is lost.',
  example: 'coffer daemon stop --wallet alice',
  run: async ({ config }) => {
    const stopped = await stopDaemon(config);
    return {
      data: { stopped },
      text: stopped
        ? `The daemon of wallet ${config.wallet} has stopped.`
        : `The daemon of wallet ${config.wallet} did not run.`,
    };
  },
};

/** `coffer daemon status` */
export const daemonStatus: CommandSpec = {
  usage: 'status',
  summary: 'Whether the wallet’s daemon runs, and where.',
  example: 'coffer daemon status --wallet alice',
  run: async ({ config }) => {
    try {
      const status = await connectDaemon(config).status({}, { timeout: 5_000 });
      return {
        data: { running: true, ...status },
        text: `The daemon of wallet ${config.wallet} runs.\n${facts([
          ['process', String(status.processId)],
          ['network', `${status.network} (${status.networkId})`],
          ['chain', status.rpcUrl],
          ['direct payments', status.endpoint === null ? 'off' : `${status.endpoint} (${status.accept})`],
          ['enclave', status.enclave.warning],
          ['counter', status.enclave.counter],
        ])}`,
      };
    } catch (error) {
      if (!isCofferError(error, 'DAEMON_NOT_RUNNING')) throw error;
      return {
        data: { running: false },
        text: `The daemon of wallet ${config.wallet} does not run.`,
      };
    }
  },
};

/** `coffer daemon openapi` */
export const daemonOpenApi: CommandSpec = {
  usage: 'openapi',
  summary: 'Prints the OpenAPI 3.1 description of the daemon’s API.',
  example: 'coffer daemon openapi > coffer-daemon.json',
  run: async () => {
    const { openApi } = await import('../../../api/openapi.ts');
    const data = openApi(walletRoutes, 'Coffer wallet daemon', VERSION);
    return { data, text: JSON.stringify(data, null, 2) };
  },
};
