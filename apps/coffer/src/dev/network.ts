import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Bytes, equal, fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { address, isSecret } from '@coffer/crypto/secp256k1';
import { type Anvil, launchAnvil } from '@coffer/ethereum/anvil/launch';
import { type Chain, connect } from '@coffer/ethereum/client/connect';
import { ChainError } from '@coffer/ethereum/client/error';
import { signerKey } from '@coffer/ethereum/signer/record';
import { readNetwork, writeNetwork } from '@coffer/offline/host/network-file';
import { DEFAULT_PARAMETERS, type NetworkFacts, type OfflineNetwork } from '@coffer/offline/messages/network';
import type { Config } from '../config/config.ts';
import { readEndpoints, writeEndpoints } from '../config/endpoints.ts';
import { AppError } from '../config/error.ts';
import { privateFolder, readText, writeWhole } from '../config/files.ts';
import { type NetworkPaths, networkPaths } from '../config/paths.ts';
import { offlineMeasurement } from '../daemon/enclave.ts';
import { fetchLatestHeader } from '../daemon/headers.ts';
import { stopAllDaemons } from '../daemon/lifecycle.ts';
import { type Lock, takeLock } from '../daemon/lock.ts';
import { DEPLOYER, devAccount } from './accounts.ts';
import { brokenProgram } from './broken.ts';
import { deployContracts } from './deploy.ts';
import { createFaucet, type Faucet } from './faucet.ts';
import { type DevSigner, startSigner } from './signer.ts';

/** How to start a development network. */
export interface DevOptions {
  readonly config: Config;
  /** Puts a leftover network aside and makes a new one. */
  readonly fresh: boolean;
  /**
   * A new network also admits the broken test enclave, which the story catches and revokes. Only for networks that the
   * story is played on.
   */
  readonly admitBroken?: boolean;
  readonly say: (text: string) => void;
}

const SIGNED_TIMEOUT = 20_000;

/** A running development network: chain, contracts, header signer, faucet. Owns its child processes. */
export class DevNetwork {
  readonly config: Config;
  readonly paths: NetworkPaths;
  readonly network: OfflineNetwork;
  readonly resumed: boolean;
  readonly #lock: Lock;
  readonly #signer: DevSigner;
  #anvil: Anvil | undefined;
  #port: number;
  #faucet: Faucet | undefined;
  #closing = false;
  #died: (why: string) => void = () => undefined;
  #switching: Promise<unknown> = Promise.resolve();
  /** Resolves with plain words when a child process ends without being asked to. */
  readonly died: Promise<string>;

  /** Use {@link startDevNetwork}. */
  constructor(parts: {
    config: Config;
    paths: NetworkPaths;
    network: OfflineNetwork;
    resumed: boolean;
    lock: Lock;
    anvil: Anvil;
    signer: DevSigner;
  }) {
    this.config = parts.config;
    this.paths = parts.paths;
    this.network = parts.network;
    this.resumed = parts.resumed;
    this.#lock = parts.lock;
    this.#signer = parts.signer;
    this.#port = parts.anvil.port;
    this.died = new Promise((resolve) => {
      this.#died = resolve;
    });
    this.#watch(parts.anvil);
    void parts.signer.exited.then(() => {
      if (!this.#closing) this.#died('the header signer has ended');
    });
  }

  /** The chain’s RPC, whether it runs or not: it comes back at the same place. */
  get rpcUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The header signer. */
  get headerUrl(): string {
    return this.#signer.url;
  }

  /** Whether the chain runs. */
  get running(): boolean {
    return this.#anvil !== undefined;
  }

  #watch(anvil: Anvil): void {
    this.#anvil = anvil;
    void anvil.exited.then(() => {
      if (this.#anvil !== anvil) return;
      this.#anvil = undefined;
      if (!this.#closing) this.#died('the chain has ended');
    });
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#switching.then(work, work);
    this.#switching = done.catch(() => undefined);
    return done;
  }

  /** Stops the chain. Its state is kept. */
  stopChain(): Promise<void> {
    return this.#exclusively(async () => {
      const anvil = this.#anvil;
      this.#anvil = undefined;
      this.#faucet = undefined;
      await anvil?.stop();
    });
  }

  /** Starts the chain again from its state, at the same place, and waits until a new block is final. */
  startChain(): Promise<void> {
    return this.#exclusively(async () => {
      if (this.#anvil !== undefined) return;
      const { chainId, genesis } = this.network.facts;
      const before = await newestSigned(this.headerUrl);
      const anvil = await launchAnvil({
        stateFile: stateFile(this.paths),
        port: this.#port,
        chainId: Number(chainId),
        genesisHash: toHex(genesis),
        confirmations: this.network.facts.parameters.confirmations,
      });
      this.#port = anvil.port;
      this.#watch(anvil);
      await waitSigned(this.headerUrl, before);
    });
  }

  /** The chain, checked to be this network’s. @throws ChainError `CHAIN_UNREACHABLE` */
  chain(): Promise<Chain> {
    const { chainId, genesis } = this.network.facts;
    return connect({ url: this.rpcUrl, chainId: Number(chainId), genesisHash: toHex(genesis) });
  }

  /** Play money. @throws ChainError `CHAIN_UNREACHABLE` */
  async faucet(): Promise<Faucet> {
    const chain = await this.chain();
    // One for all: it counts the nonces of its key.
    this.#faucet ??= createFaucet(chain);
    return this.#faucet;
  }

  /** Stops wallets’ daemons, signer and chain. @returns the wallets whose daemon was stopped */
  async close(): Promise<string[]> {
    this.#closing = true;
    const wallets = await stopAllDaemons(this.config).catch(() => []);
    await this.#switching;
    await this.#signer.stop();
    await this.#anvil?.stop();
    this.#lock.release();
    return wallets;
  }
}

function stateFile(paths: NetworkPaths): string {
  return join(paths.chainState, 'state.json');
}

async function newestSigned(headerUrl: string): Promise<Bytes | undefined> {
  try {
    return await fetchLatestHeader(headerUrl);
  } catch (error) {
    if (error instanceof ChainError) return undefined;
    throw error;
  }
}

async function waitSigned(headerUrl: string, other?: Bytes): Promise<void> {
  const end = Date.now() + SIGNED_TIMEOUT;
  while (Date.now() < end) {
    const newest = await newestSigned(headerUrl);
    if (newest !== undefined && (other === undefined || !equal(newest, other))) return;
    await sleep(100);
  }
  throw new AppError('CHILD_DIED', 'The header signer has not signed a block in time.', {
    next: 'Stop the network and start it again: coffer dev.',
  });
}

function takeNetworkLock(paths: NetworkPaths, name: string): Lock {
  privateFolder(paths.root);
  const lock = takeLock(paths.lock);
  if (lock === undefined) {
    throw new AppError('NETWORK_BUSY', `Network “${name}” runs already, in another terminal.`, {
      next: 'Use it from here, or start another one: coffer --network NAME dev.',
    });
  }
  return lock;
}

/** Puts a leftover network aside; nothing of it is deleted. */
async function putAside(config: Config, paths: NetworkPaths, say: (text: string) => void): Promise<void> {
  if (!existsSync(paths.root)) return;
  takeNetworkLock(paths, config.network).release();
  await stopAllDaemons(config);
  let number = 1;
  while (existsSync(`${paths.root}.old-${number}`)) number += 1;
  renameSync(paths.root, `${paths.root}.old-${number}`);
  say(`The old network is kept in ${paths.root}.old-${number}; delete it when you like.`);
}

function rootSecret(paths: NetworkPaths): Bytes {
  const known = readText(paths.rootKey, 200);
  if (known !== undefined) return fromHex(known.trim(), 32);
  let secret: Bytes;
  do secret = new Uint8Array(randomBytes(32));
  while (!isSecret(secret));
  writeWhole(paths.rootKey, `${toHex(secret)}\n`);
  return secret;
}

async function createNetwork(
  paths: NetworkPaths,
  anvil: Anvil,
  admitBroken: boolean,
  say: (text: string) => void,
): Promise<OfflineNetwork> {
  const broken = admitBroken ? [(await brokenProgram()).measurement] : [];
  const facts: NetworkFacts = {
    chainId: BigInt(anvil.chainId),
    genesis: fromHex(anvil.genesisHash, 32),
    trust: { k: 1, signers: [signerKey(paths.signer).address] },
    roots: [address(rootSecret(paths))],
    measurements: [await offlineMeasurement(), ...broken],
    parameters: DEFAULT_PARAMETERS,
  };
  const chain = await connect({ url: anvil.url });
  const network = await deployContracts(chain, devAccount(DEPLOYER).secret, facts, say);
  writeNetwork(paths.network, network);
  return network;
}

function lastPort(url: string | undefined): number {
  return url === undefined ? 0 : Number(new URL(url).port);
}

/** The port of the last run when it is free, so that wallets find everything where it was; else any. */
async function launchAtLastPort(port: number, launch: (port: number) => Promise<Anvil>): Promise<Anvil> {
  if (port === 0) return launch(0);
  try {
    return await launch(port);
  } catch (error) {
    if (!isCofferError(error, 'ANVIL_FAILED')) throw error;
    return launch(0);
  }
}

function launchChain(paths: NetworkPaths, known: OfflineNetwork | undefined): Promise<Anvil> {
  if (known !== undefined && !existsSync(stateFile(paths))) {
    throw new AppError(
      'NETWORK_RESET',
      'The state of the chain is gone; only the wallets of this network are left.',
      {
        money:
          'What the wallets hold belongs to the lost chain. Play money, if this is a development network.',
        next: 'Put the state back, or make a new network: coffer dev --fresh.',
        details: { missing: stateFile(paths) },
      },
    );
  }
  const port = lastPort(readEndpoints(paths)?.rpcUrl);
  return launchAtLastPort(port, (wanted) =>
    launchAnvil({
      stateFile: stateFile(paths),
      port: wanted,
      // A fresh chain id per network: what was signed for one chain is worth nothing on another.
      chainId: known === undefined ? randomInt(1_000_000, 2_000_000_000) : Number(known.facts.chainId),
      ...(known === undefined ? {} : { genesisHash: toHex(known.facts.genesis) as Hex }),
      confirmations: DEFAULT_PARAMETERS.confirmations,
    }),
  );
}

/**
 * Starts a development network: a leftover one is resumed, otherwise a new one is made.
 * @throws AppError `NETWORK_BUSY`, `NETWORK_RESET`, `NETWORK_OUTDATED`, `CHILD_DIED`; AnvilError
 */
export async function startDevNetwork({
  config,
  fresh,
  admitBroken = false,
  say,
}: DevOptions): Promise<DevNetwork> {
  const paths = networkPaths(config.dataHome, config.network);
  if (fresh) await putAside(config, paths, say);
  const lock = takeNetworkLock(paths, config.network);
  let anvil: Anvil | undefined;
  let signer: DevSigner | undefined;
  try {
    const known = existsSync(paths.network) ? readNetwork(paths.network) : undefined;
    if (known !== undefined) await checkProgram(known);
    else if (existsSync(stateFile(paths))) {
      // A start that was interrupted before the network existed: nothing on that chain belongs to anybody.
      renameSync(paths.chainState, `${paths.chainState}.unfinished-${Date.now()}`);
    }
    say(known === undefined ? 'Starting a new chain …' : 'Continuing the chain from its state …');
    anvil = await launchChain(paths, known);
    const network = known ?? (await createNetwork(paths, anvil, admitBroken, say));
    const port = lastPort(readEndpoints(paths)?.headerUrl);
    const start = { network, rpcUrl: anvil.url, stateDir: paths.signer };
    say('Starting the header signer (simulated) …');
    signer = await startSigner({ ...start, port }).catch((error) => {
      if (port === 0) throw error;
      return startSigner({ ...start, port: 0 });
    });
    writeEndpoints(paths, { rpcUrl: anvil.url, headerUrl: signer.url });
    await waitSigned(signer.url);
    return new DevNetwork({ config, paths, network, resumed: known !== undefined, lock, anvil, signer });
  } catch (error) {
    await signer?.stop();
    await anvil?.stop();
    lock.release();
    if (isCofferError(error, 'CHAIN_WRONG')) {
      throw new AppError('NETWORK_RESET', 'The kept chain is not the one that this network was made on.', {
        money:
          'What the wallets hold belongs to the other chain. Play money, if this is a development network.',
        next: 'Put the right state back, or make a new network: coffer dev --fresh.',
        cause: error,
      });
    }
    throw error;
  }
}

async function checkProgram(network: OfflineNetwork): Promise<void> {
  const measurement = await offlineMeasurement();
  if (network.facts.measurements.some((allowed) => equal(allowed, measurement))) return;
  throw new AppError(
    'NETWORK_OUTDATED',
    'This network was made with another version of the enclave program, or of Node.',
    {
      money: 'Nothing is lost: what its wallets hold stays in their enclaves’ sealed state.',
      next: 'Run the version that it was made with, or make a new network: coffer dev --fresh.',
      details: { measurement: toHex(measurement), node: process.versions.node },
    },
  );
}
