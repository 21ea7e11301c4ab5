import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../config/error.ts';
import { connectDaemon, ensureDaemon, stopDaemon } from '../daemon/lifecycle.ts';
import { command } from '../dev/banner.ts';
import type { DevNetwork } from '../dev/network.ts';
import { offlineStory } from './offline.ts';
import type { Actor, DemoRail, DemoReport, RailReport } from './rail.ts';
import { playRail } from './runner.ts';

/** Every rail with a story, in the order of the telling. */
export const RAILS: readonly DemoRail[] = [offlineStory];

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const READY_TIMEOUT = 60_000;

/** How stories are played. */
export interface PlayOptions {
  readonly dev: DevNetwork;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
  /** The wallets stay in use afterwards: their daemons outlive the story. */
  readonly keep: boolean;
}

/** Starts a daemon that ends with this process, however this process ends. */
function startChild(actor: { name: string; config: Actor['config'] }): Promise<ChildProcess> {
  const { dataHome, network } = actor.config;
  const child = spawn(
    process.execPath,
    [
      ...[MAIN, 'daemon', 'run', '--announce', '--follow-parent'],
      ...['--data-home', dataHome, '--network', network, '--wallet', actor.name],
    ],
    { stdio: ['pipe', 'pipe', 'ignore'], detached: true, cwd: '/' },
  );
  child.stdin?.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    let said = '';
    const failed = (why: string): void => {
      clearTimeout(timer);
      reject(new AppError('DAEMON_FAILED', `The daemon of wallet ${actor.name} did not start: ${why}`));
    };
    const timer = setTimeout(() => failed('it took too long.'), READY_TIMEOUT);
    child.stdout?.on('data', (part: Buffer) => {
      said += part.toString();
      if (!said.includes('\n')) return;
      clearTimeout(timer);
      if (said.startsWith('{"ready":true}')) resolve(child);
      else failed(said.trim().slice(0, 500));
    });
    child.once('error', (error) => failed(error.message));
    child.once('exit', (code, signal) => failed(`it ended (${signal ?? code}).`));
  });
}

/** Plays every rail's story. Never throws for what a story does. */
export async function playStories(
  options: PlayOptions,
): Promise<{ readonly report: DemoReport; readonly next: readonly string[] }> {
  const { dev, say, signal, keep } = options;
  const folder = mkdtempSync(join(tmpdir(), 'coffer-story-'));
  const actors = new Map<string, Promise<Actor>>();
  const open = async (name: string): Promise<Actor> => {
    const config = { ...dev.config, wallet: name };
    if (keep) await ensureDaemon(config, () => undefined);
    else await startChild({ name, config });
    return { name, config, daemon: connectDaemon(config) };
  };
  const actor = (name: string): Promise<Actor> => {
    const known = actors.get(name) ?? open(name);
    actors.set(name, known);
    return known;
  };
  const rails: Record<string, RailReport> = {};
  try {
    for (const rail of RAILS) {
      rails[rail.name] = await playRail(rail, { dev, actor, folder, say }, signal);
    }
  } finally {
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
