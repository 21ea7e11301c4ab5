import { resolve } from 'node:path';
import { DEFAULT_PORT, type ServeOptions, serveRegtest } from '@coffer/bitcoin/regtest/serve';
import { AppError } from '../../../config/error.ts';
import { listenForInterrupt } from '../../../daemon/interrupt.ts';
import { bitcoinBanner, bitcoinSteps } from '../../../dev/bitcoin-banner.ts';
import type { Options } from '../../command.ts';
import type { Context } from '../../context.ts';
import { type Result, typedError } from '../../output.ts';

function text(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

function number(options: Options, name: string, flag: string): number | undefined {
  const value = text(options, name);
  if (value === undefined) return undefined;
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(value)) throw new AppError('USAGE', `${flag} takes a number.`);
  return Number(value);
}

/** What was typed as options of the server. */
function serveOptions(options: Options, report: (error: unknown) => void): ServeOptions {
  const [port, blockTime, accounts, host, state, user, password, origin] = [
    number(options, 'port', '--port') ?? DEFAULT_PORT,
    number(options, 'blockTime', '--block-time'),
    number(options, 'accounts', '--accounts'),
    text(options, 'host'),
    text(options, 'state'),
    text(options, 'rpcUser'),
    text(options, 'rpcPassword'),
    text(options, 'allowOrigin'),
  ];
  return {
    port,
    report,
    automine: options.automine === true,
    access: {
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password }),
      origins: origin === undefined ? [] : [origin],
    },
    ...(host === undefined ? {} : { host }),
    ...(state === undefined ? {} : { state: resolve(state) }),
    ...(blockTime === undefined ? {} : { blockTime }),
    ...(accounts === undefined ? {} : { accounts }),
  };
}

/** Runs a development chain until it is told to stop. */
export async function runRegtest({ output }: Context, options: Options): Promise<Result | undefined> {
  const interrupt = listenForInterrupt();
  try {
    const wanted = serveOptions(options, (error) => {
      const { code, message } = typedError(error);
      output.note(`Not done: ${message} (${code})`);
    });
    const served = await serveRegtest(wanted);
    try {
      output.note(bitcoinBanner(served, wanted));
      output.note(
        `Try next, in another terminal:\n\n${bitcoinSteps(served)
          .map((line) => `  ${line}`)
          .join('\n')}\n`,
      );
      output.note(
        wanted.state === undefined
          ? 'Ctrl-C stops the chain, and it is gone. With --state FILE it is kept.'
          : 'Ctrl-C stops the chain. It is kept; start it again the same way.',
      );
      output.result({
        data: { url: served.url, user: served.user, height: served.chain.tip.height },
        text: `\nReady: ${served.url}`,
      });
      void served.asked.then(() => interrupt.stop('a client has asked for it'));
      output.note(`\nStopping (${await interrupt.reason}) …`);
    } finally {
      await served.close();
    }
    output.note(wanted.state === undefined ? 'Stopped.' : `Stopped. The chain is kept in ${wanted.state}.`);
  } finally {
    interrupt.dispose();
  }
  return undefined;
}
