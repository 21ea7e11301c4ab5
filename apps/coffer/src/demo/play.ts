import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config/config.ts';
import { announcement, connectDaemon, ensureDaemon, stopDaemon } from '../daemon/lifecycle.ts';
import { command } from '../dev/banner.ts';
import type { DevNetwork } from '../dev/network.ts';
import { offlineStory } from './offline.ts';
import type { Actor, DemoRail, DemoReport, RailReport } from './rail.ts';
import { playRail } from './runner.ts';

/** Every rail with a story, in the order of the telling. */
export const RAILS: readonly DemoRail[] = [offlineStory];

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** How stories are played. */
export interface PlayOptions {
  readonly dev: DevNetwork;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
  /** The wallets stay in use afterwards: their daemons outlive the story. */
  readonly keep: boolean;
}

/** Starts a daemon that ends with this process, however this process ends. @throws the daemon's own error */
async function startChild(config: Config): Promise<void> {
  const { dataHome, network, wallet } = config;
  const child = spawn(
    process.execPath,
    [
      ...[MAIN, 'daemon', 'run', '--announce', '--follow-parent'],
      ...['--data-home', dataHome, '--network', network, '--wallet', wallet],
    ],
    { stdio: ['pipe', 'pipe', 'ignore'], detached: true, cwd: '/' },
  );
  child.stdin?.on('error', () => undefined);
  await announcement(child, 'none, in a story');
}

/** Plays every rail's story. Never throws for what a story does. */
export async function playStories(
  options: PlayOptions,
): Promise<{ readonly report: DemoReport; readonly next: readonly string[] }> {
  const { dev, say, signal, keep } = options;
  const folder = mkdtempSync(join(tmpdir(), 'coffer-story-'));
  const actors = new Map<string, Promise<Actor>>();
  const start = async (config: Config): Promise<void> => {
    if (keep) await ensureDaemon(config, () => undefined);
    else await startChild(config);
  };
  const open = async (name: string): Promise<Actor> => {
    const config = { ...dev.config, wallet: name };
    await start(config);
    return { name, config, daemon: connectDaemon(config) };
  };
  const switchOff = async ({ config }: Actor): Promise<void> => {
    await stopDaemon(config);
  };
  const switchOn = ({ config }: Actor): Promise<void> => start(config);
  const pending: Promise<unknown>[] = [];
  const mustFinish = (work: Promise<unknown>): void => {
    pending.push(work);
  };
  const actor = (name: string): Promise<Actor> => {
    const known = actors.get(name) ?? open(name);
    actors.set(name, known);
    return known;
  };
  const rails: Record<string, RailReport> = {};
  try {
    for (const rail of RAILS) {
      rails[rail.name] = await playRail(
        rail,
        { dev, actor, switchOff, switchOn, mustFinish, folder, say },
        signal,
      );
    }
  } finally {
    await Promise.allSettled(pending);
    if (!keep) {
      const open = await Promise.allSettled(actors.values());
      for (const result of open) {
        if (result.status === 'fulfilled') await stopDaemon(result.value.config).catch(() => false);
      }
    }
    rmSync(folder, { recursive: true, force: true });
  }
  const coffer = command(dev);
  return {
    report: { rails },
    next: RAILS.flatMap((rail) => rail.next.map((line) => line.replaceAll('coffer', coffer))),
  };
}
