import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../config/config.ts';
import { listenForInterrupt } from '../../../daemon/interrupt.ts';
import { playStories } from '../../../demo/play.ts';
import { succeeded, summary } from '../../../demo/runner.ts';
import { serveControl } from '../../../dev/control.ts';
import { startDevNetwork } from '../../../dev/network.ts';
import type { Context } from '../../context.ts';
import type { Result } from '../../output.ts';

/** Plays every story in a network of its own. */
export async function runDemo({ env }: Context): Promise<Result> {
  const started = performance.now();
  const interrupt = listenForInterrupt();
  const home = mkdtempSync(join(tmpdir(), 'coffer-demo-'));
  const say = (text: string): void => {
    // Narration is progress: with --json it still goes to stderr, so that nobody waits before a silent screen.
    process.stderr.write(`${text}\n`);
  };
  try {
    const config = loadConfig({ 'data-home': home, network: 'demo', wallet: 'main' }, { HOME: env.HOME });
    const dev = await startDevNetwork({ config, fresh: false, admitBroken: true, say });
    void dev.died.then(interrupt.stop);
    const control = await serveControl(dev, say);
    try {
      say(`Chain at ${dev.rpcUrl} (simulated, like all enclaves here; play money).`);
      const { report } = await playStories({ dev, say, signal: interrupt.signal, keep: false });
      const text = summary(report, (performance.now() - started) / 1_000);
      return { data: { ...report }, text, failed: !succeeded(report) };
    } finally {
      await control.close();
      await dev.close();
    }
  } finally {
    interrupt.dispose();
    rmSync(home, { recursive: true, force: true });
  }
}
