import { existsSync } from 'node:fs';
import { fromHex, toHex } from '@coffer/core/bytes';
import { openBook } from '@coffer/offline/host/book';
import { readNetwork } from '@coffer/offline/host/network-file';
import { type OfflineWallet, openWallet } from '@coffer/offline/host/wallet';
import { networkId } from '@coffer/offline/messages/network';
import { createClient } from '../api/client.ts';
import { devRoutes, type WalletRoutes, walletRoutes } from '../api/routes.ts';
import { createServer, type Handlers, listenPrivately } from '../api/server.ts';
import { VERSION } from '../cli/commands/version.ts';
import { typedError } from '../cli/output.ts';
import type { Config } from '../config/config.ts';
import { readEndpoints } from '../config/endpoints.ts';
import { AppError } from '../config/error.ts';
import { privateFolder, readText } from '../config/files.ts';
import { type NetworkPaths, networkPaths, walletPaths } from '../config/paths.ts';
import { type Endpoint, formatEndpoint, parseEndpoint, parseListen } from '../transport/endpoint.ts';
import { type Listener, listen } from '../transport/listen.ts';
import { describeEvidence } from './attestation.ts';
import { DaemonChain } from './chain.ts';
import { Deliveries } from './deliveries.ts';
import { Desk } from './desk.ts';
import { openWalletEnclave } from './enclave.ts';
import { loadGasKey } from './gasKey.ts';
import { fetchLatestHeader } from './headers.ts';
import { takeDirectPayment } from './incoming.ts';
import { listenForInterrupt } from './interrupt.ts';
import { leavingHandlers } from './leaving.ts';
import { unknownNetwork } from './lifecycle.ts';
import { removeLeftover, takeLock } from './lock.ts';
import { offlineHandlers } from './offline.ts';
import { ProgressLog } from './progress.ts';
import { SIMULATED, type WalletFacts } from './views.ts';

/** How a daemon talks to whoever started it. */
export interface DaemonOptions {
  /** One line of JSON on standard output: ready, or why not. */
  readonly announce: boolean;
  /** End when standard input ends. */
  readonly followParent: boolean;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** What has been opened, in order; closed in reverse, each whatever happens to the others. */
class Closers {
  readonly #work: (() => unknown)[] = [];
  add(work: () => unknown): void {
    this.#work.unshift(work);
  }
  async close(report: (text: string) => void): Promise<void> {
    for (const work of this.#work.splice(0)) {
      try {
        await work();
      } catch (error) {
        report(`While closing: ${typedError(error).message}`);
      }
    }
  }
}

/** A peer that is slower than this is asked again later, ms. The network’s delivery time, doubled: there and back. */
function patience(delivery: number): number {
  return Math.max(2_000, delivery * 2_000);
}

/** Keeps the port of the last start, so that requests stay payable. */
async function listenAgain(
  config: Config,
  desk: Desk,
  start: (endpoint: Endpoint) => Promise<Listener>,
): Promise<Listener | undefined> {
  const wanted = parseListen(config.listen);
  if (wanted === undefined) return undefined;
  const last = desk.fact('endpoint');
  if (wanted.type === 'tcp' && wanted.port === 0 && last !== undefined) {
    try {
      return await start(parseEndpoint(last));
    } catch {
      // Somebody else has the port now: any other will do.
    }
  }
  const listener = await start(wanted);
  desk.setFact('endpoint', formatEndpoint(listener.endpoint));
  return listener;
}

/**
 * Runs the daemon of a wallet until it is told to stop. It owns the wallet’s enclave, journal, book and lock.
 * @throws AppError `NETWORK_UNKNOWN`, `WALLET_BUSY`, `NETWORK_OUTDATED`; EnclaveError when the enclave does not start
 */
export async function runDaemon(config: Config, options: DaemonOptions): Promise<void> {
  const report = (text: string): void => options.stderr(`${new Date().toISOString()} ${text}\n`);
  // Nothing that a daemon writes is for others to read.
  process.umask(0o077);
  const interrupt = listenForInterrupt(options.followParent);
  const closers = new Closers();
  try {
    await start(config, report, interrupt.stop, closers);
    if (options.announce) options.stdout('{"ready":true}\n');
    else report(`Wallet ${config.wallet} on network ${config.network} is ready. Enclave: ${SIMULATED}`);
    report(`Stopping: ${await interrupt.reason}.`);
  } catch (error) {
    if (options.announce) options.stdout(`${JSON.stringify({ error: typedError(error).toJSON() })}\n`);
    throw error;
  } finally {
    await closers.close(report);
    interrupt.dispose();
  }
}

/** What the network’s operators say is broken is refused by every wallet here, new ones too. */
async function refuseRevoked(wallet: OfflineWallet, desk: Desk, paths: NetworkPaths): Promise<void> {
  const text = readText(paths.revoked, 64 * 1024);
  if (text === undefined || text === desk.fact('revoked')) return;
  // An enclave that has seen no block yet believes no time and keeps nothing.
  if ((await wallet.show()).certificate === undefined) return;
  const measurements = text.split('\n').filter((line) => line !== '');
  await wallet.revoke({ measurements: measurements.map((measurement) => fromHex(measurement, 32)) });
  desk.setFact('revoked', text);
}

async function start(
  config: Config,
  report: (text: string) => void,
  stop: (reason: string) => void,
  closers: Closers,
): Promise<void> {
  const paths = networkPaths(config.dataHome, config.network);
  if (!existsSync(paths.network)) throw unknownNetwork(config);
  const files = walletPaths(paths, config.wallet);
  privateFolder(files.root);
  const lock = takeLock(files.lock);
  if (lock === undefined) {
    throw new AppError('WALLET_BUSY', `Another daemon has wallet ${config.wallet} open.`, {
      next: 'Use it (every command does), or stop it: coffer daemon stop.',
    });
  }
  closers.add(() => lock.release());

  const network = readNetwork(paths.network);
  const gasKey = loadGasKey(files.gasKey, config.gasKeyFile);
  const owner = fromHex(gasKey.address, 20);
  const { enclave, died, close } = await openWalletEnclave(network, paths, files, owner, report);
  closers.add(close);
  void died.then(stop);

  const place = () => {
    const known = readEndpoints(paths);
    const rpcUrl = config.rpcUrl ?? known?.rpcUrl;
    const headerUrl = config.headerUrl ?? known?.headerUrl;
    return rpcUrl === undefined || headerUrl === undefined ? undefined : { rpcUrl, headerUrl };
  };
  const chain = new DaemonChain({
    network,
    networkName: config.network,
    gasSecret: gasKey.secret,
    place,
    latestHeader: fetchLatestHeader,
  });
  const id = networkId(network);
  const book = openBook(files.book, id);
  closers.add(() => book.close());
  const desk = new Desk(files.desk);
  closers.add(() => desk.close());
  const wallet = await openWallet({
    network,
    enclave,
    chain: chain.port,
    book,
    patience: { interval: 250, limit: 600 },
  });
  await refuseRevoked(wallet, desk, paths);

  const timeout = patience(network.facts.parameters.delivery);
  const deliveries = new Deliveries(desk, wallet, timeout);
  closers.add(() => deliveries.close());
  const listener = await listenAgain(config, desk, (endpoint) =>
    listen({
      endpoint,
      timeout,
      onPayment: (message) => takeDirectPayment(wallet, network, config.accept, message),
      report,
    }),
  );
  if (listener !== undefined) closers.add(() => listener.close());

  const evidence = describeEvidence(network, enclave.facts.evidence, enclave.facts.layers);
  const facts: WalletFacts = {
    wallet: config.wallet,
    network: config.network,
    gasAddress: gasKey.address,
    enclave: {
      platform: evidence.platform,
      counter: evidence.counter,
      launch: enclave.facts.launch,
      warning: evidence.warning,
    },
  };
  const progress = new ProgressLog();
  const endpoint = () => (listener === undefined ? undefined : formatEndpoint(listener.endpoint));
  const fuel = async (amount: bigint): Promise<void> => {
    if (!existsSync(paths.control)) return;
    const balance = await chain.balance(gasKey.address);
    if (balance >= amount + 10n ** 17n) return;
    progress.add('Asking the faucet for play money for the gas key.');
    const faucet = createClient(devRoutes, paths.control);
    await faucet.faucet({ address: gasKey.address }, { timeout: 30_000 });
  };
  const rpcUrl = () => place()?.rpcUrl;
  const rail = { facts, network, wallet, deliveries, progress, endpoint, rpcUrl, fuel };
  const offline = offlineHandlers(rail);
  const handlers: Handlers<WalletRoutes> = {
    ...offline,
    ...leavingHandlers(rail),
    createAccount: async (body, call) => {
      const view = await offline.createAccount(body, call);
      await refuseRevoked(wallet, desk, paths);
      return view;
    },
    status: async () => ({
      wallet: config.wallet,
      network: config.network,
      networkId: toHex(id),
      version: VERSION,
      processId: process.pid,
      accept: config.accept,
      endpoint: endpoint() ?? null,
      rpcUrl: rpcUrl() ?? 'not known',
      gasAddress: gasKey.address,
      enclave: facts.enclave,
    }),
    progress: async () => ({ lines: progress.lines() }),
    stop: async () => {
      // The answer goes out first.
      setTimeout(() => stop('asked to'), 50);
      return { stopping: true };
    },
    attestation: async () => {
      const { problem: _, ...view } = evidence;
      return view;
    },
  };
  const server = createServer(walletRoutes, handlers, report);
  await listenPrivately(server, files.socket);
  closers.add(async () => {
    await server.close();
    removeLeftover(files.socket);
  });
}
