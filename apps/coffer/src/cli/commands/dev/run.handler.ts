import type { Served } from '@coffer/bitcoin/regtest/serve';
import { AppError } from '../../../config/error.ts';
import { listenForInterrupt } from '../../../daemon/interrupt.ts';
import { playStories } from '../../../demo/play.ts';
import { succeeded, summary } from '../../../demo/runner.ts';
import { afterFailure, banner, firstSteps } from '../../../dev/banner.ts';
import { bitcoinRows, startBitcoin } from '../../../dev/bitcoin.ts';
import { serveControl } from '../../../dev/control.ts';
import { startDevNetwork } from '../../../dev/network.ts';
import type { Options } from '../../command.ts';
import type { Context } from '../../context.ts';
import { type Result, typedError } from '../../output.ts';
import { wrap } from '../../text.ts';

/** Runs a development network until it is told to stop. */
export async function runDev({ config, output }: Context, options: Options): Promise<Result | undefined> {
  process.umask(0o077);
  const interrupt = listenForInterrupt();
  const say = (text: string): void => output.note(text);
  let why = '';
  try {
    const starting = startDevNetwork({
      config,
      fresh: options.fresh === true,
      admitBroken: options.story === true,
      say,
    });
    const dev = await starting;
    const unexpected = dev.died.then((reason) => {
      why = reason;
      interrupt.stop(reason);
    });
    const control = await serveControl(dev, say);
    let bitcoin: Served | undefined;
    try {
      bitcoin = await startBitcoin(dev.paths, (error) => say(typedError(error).message));
      say(banner(dev));
      say(`${bitcoinRows(bitcoin)}\n`);
      let next = firstSteps(dev);
      if (options.story === true && !interrupt.signal.aborted) {
        const started = performance.now();
        const played = await playStories({ dev, say, signal: interrupt.signal, keep: true });
        say(`\n${summary(played.report, (performance.now() - started) / 1_000)}`);
        if (!interrupt.signal.aborted) next = succeeded(played.report) ? played.next : afterFailure(dev);
      }
      if (!interrupt.signal.aborted) {
        say(`\nTry next, in another terminal:\n\n${next.map((line) => `  ${line}`).join('\n')}\n`);
        say('Ctrl-C stops the network. Its state is kept; start it again the same way.');
        output.result({
          data: {
            network: config.network,
            rpcUrl: dev.rpcUrl,
            headerUrl: dev.headerUrl,
            bitcoinUrl: bitcoin.url,
            root: dev.paths.root,
          },
          text: `\nReady: ${dev.rpcUrl}`,
        });
      }
      const reason = await interrupt.reason;
      say(wrap(`\nStopping (${reason}) …`));
    } finally {
      await control.close();
      await bitcoin?.close();
      const stopped = await dev.close();
      if (stopped.length > 0) say(`Stopped the daemons of ${stopped.join(', ')}.`);
      say('Stopped. Nothing runs any more; everything is kept.');
    }
    void unexpected;
    if (why !== '') {
      throw new AppError('CHILD_DIED', `The network was stopped because ${why}.`, {
        money: 'Nothing is lost: what wallets hold is in their enclaves’ sealed state.',
        next: 'Start it again: coffer dev.',
      });
    }
  } finally {
    interrupt.dispose();
  }
  return undefined;
}
