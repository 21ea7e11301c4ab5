import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CofferError, isCofferError } from '@coffer/core/error';
import { type Client, createClient } from '../api/client.ts';
import { type WalletRoutes, walletRoutes } from '../api/routes.ts';
import { type Config, SETTINGS, type Setting } from '../config/config.ts';
import { AppError } from '../config/error.ts';
import { privateFolder } from '../config/files.ts';
import { networkPaths, walletPaths } from '../config/paths.ts';
import { isLocked } from './lock.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const START_TIMEOUT = 60_000;
const STOP_TIMEOUT = 15_000;

function paths(config: Config) {
  return walletPaths(networkPaths(config.dataHome, config.network), config.wallet);
}

/** A client of the wallet's daemon, whether it runs or not. */
export function connectDaemon(config: Config): Client<WalletRoutes> {
  return createClient(walletRoutes, paths(config).socket);
}

/** All settings of this command, so that the daemon finds the same wallet whatever its environment is. */
function daemonFlags(config: Config): string[] {
  const chosen: Partial<Record<Setting, string>> = {
    network: config.network,
    wallet: config.wallet,
    'data-home': config.dataHome,
  };
  return (Object.keys(SETTINGS) as Setting[]).flatMap((name) => {
    const value = chosen[name] ?? config.resolved[name].value;
    return value === undefined ? [] : [`--${name}`, value];
  });
}

/**
 * Waits for the daemon's announcement, its first line on standard output.
 * @throws the daemon's own error when it refuses to start; AppError `DAEMON_FAILED`
 */
export function announcement(child: ChildProcess, log: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const failed = (message: string, cause?: unknown): AppError =>
      new AppError('DAEMON_FAILED', message, { next: `See its log: ${log}.`, cause });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      finish(failed('The daemon did not start in time.'));
    }, START_TIMEOUT);
    const finish = (error?: Error): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      child.stdout?.removeAllListeners();
      child.stdout?.destroy();
      child.unref();
      if (error === undefined) resolve();
      else reject(error);
    };
    child.stdout?.setEncoding('utf8');
    child.stdout?.on('data', (part: string) => {
      text += part;
      if (!text.includes('\n')) return;
      finish(announced(text.slice(0, text.indexOf('\n'))) ?? undefined);
    });
    child.on('error', (cause) => finish(failed('The daemon could not be started.', cause)));
    child.on('exit', (code, signal) =>
      finish(failed(`The daemon ended while starting (${signal ?? code}).`)),
    );
  });
}

function announced(line: string): Error | undefined {
  try {
    const value = JSON.parse(line) as { ready?: boolean; error?: ReturnType<CofferError['toJSON']> };
    if (value.ready === true) return undefined;
    if (value.error !== undefined) {
      const { code, message, ...rest } = value.error;
      return new CofferError(code, message, rest);
    }
  } catch {
    // Falls through to the error below.
  }
  return new AppError('DAEMON_FAILED', 'The daemon announced something unknown while starting.');
}

/**
 * Starts the wallet's daemon in the background, in a process group of its own, unless it runs already.
 * @returns whether it had to be started
 * @throws the daemon's own error when it refuses to start; AppError `NETWORK_UNKNOWN`, `DAEMON_FAILED`
 */
export async function ensureDaemon(config: Config, note: (text: string) => void): Promise<boolean> {
  const daemon = connectDaemon(config);
  try {
    await daemon.status({}, { timeout: 10_000 });
    return false;
  } catch (error) {
    if (!isCofferError(error, 'DAEMON_NOT_RUNNING')) throw error;
  }
  const network = networkPaths(config.dataHome, config.network);
  if (!existsSync(network.network)) throw unknownNetwork(config);
  const wallet = paths(config);
  privateFolder(wallet.root);
  note(`Starting the daemon of wallet ${config.wallet} …`);
  const log = openSync(wallet.log, 'a', 0o600);
  try {
    const child = spawn(process.execPath, [MAIN, 'daemon', 'run', '--announce', ...daemonFlags(config)], {
      detached: true,
      stdio: ['ignore', 'pipe', log],
      cwd: '/',
    });
    await announcement(child, wallet.log);
  } catch (error) {
    // Two commands may start the same daemon at once: the one that lost uses the winner's.
    if (!isCofferError(error, 'WALLET_BUSY')) throw error;
    const answers = async (): Promise<boolean> => (await daemon.status({})) !== undefined;
    await waitFor(async () => !isLocked(wallet.lock) || (await answers()), START_TIMEOUT);
    // Who held the lock may have been dying.
    if (!(await answers().catch(() => false))) throw error;
    return false;
  } finally {
    closeSync(log);
  }
  return true;
}

/** Nothing is known of the network. */
export function unknownNetwork(config: Config): AppError {
  return new AppError('NETWORK_UNKNOWN', `There is no network “${config.network}” in ${config.dataHome}.`, {
    next:
      config.network === 'dev'
        ? 'Start one in another terminal: coffer dev.'
        : 'Name another with --network, or look at: coffer config show --origin.',
  });
}

async function waitFor(condition: () => Promise<boolean>, timeout: number): Promise<boolean> {
  const end = Date.now() + timeout;
  while (Date.now() < end) {
    if (await condition().catch(() => false)) return true;
    await sleep(50);
  }
  return false;
}

/**
 * Stops the wallet's daemon and waits until it and its enclave are gone.
 * @returns whether it ran
 * @throws AppError `DAEMON_TIMEOUT`
 */
export async function stopDaemon(config: Config): Promise<boolean> {
  try {
    await connectDaemon(config).stop({}, { timeout: STOP_TIMEOUT });
  } catch (error) {
    if (isCofferError(error, 'DAEMON_NOT_RUNNING')) return false;
    throw error;
  }
  const { lock } = paths(config);
  if (!(await waitFor(async () => !isLocked(lock), STOP_TIMEOUT))) {
    throw new AppError('DAEMON_TIMEOUT', `The daemon of wallet ${config.wallet} has not ended yet.`, {
      money: 'Nothing is lost: enclave and daemon go on from their journal.',
      next: `See its log: ${paths(config).log}.`,
    });
  }
  return true;
}

/** Stops the daemons of all wallets of a network. @returns the wallets whose daemon ran */
export async function stopAllDaemons(config: Config): Promise<string[]> {
  const { wallets } = networkPaths(config.dataHome, config.network);
  const names = existsSync(wallets) ? readdirSync(wallets) : [];
  const stopped = await Promise.all(
    names
      .filter((name) => existsSync(join(wallets, name, 'daemon.sock')))
      .map(async (wallet) => ((await stopDaemon({ ...config, wallet })) ? [wallet] : [])),
  );
  return stopped.flat();
}
