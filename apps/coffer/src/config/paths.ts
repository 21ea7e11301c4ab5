import { homedir } from 'node:os';
import { join } from 'node:path';
import { AppError } from './error.ts';

/** Where things are kept (XDG base directories): one folder per network, one per wallet inside, all 0700. */

/** The environment that decides about paths. */
export type Env = Readonly<Record<string, string | undefined>>;

function absolute(value: string | undefined): string | undefined {
  // The XDG specification: relative paths are invalid and must be ignored.
  return value?.startsWith('/') ? value : undefined;
}

/** `$XDG_DATA_HOME/coffer`, or `~/.local/share/coffer`. */
export function defaultDataHome(env: Env): string {
  return join(absolute(env.XDG_DATA_HOME) ?? join(env.HOME ?? homedir(), '.local', 'share'), 'coffer');
}

/** `$XDG_CONFIG_HOME/coffer/config.toml`, or `~/.config/coffer/config.toml`. */
export function defaultConfigFile(env: Env): string {
  return join(
    absolute(env.XDG_CONFIG_HOME) ?? join(env.HOME ?? homedir(), '.config'),
    'coffer',
    'config.toml',
  );
}

/** Names of wallets and networks become folders: a short alphabet, so that none escapes its parent. @throws AppError `NAME_INVALID` */
export function checkName(kind: 'wallet' | 'network', name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(name)) {
    throw new AppError('NAME_INVALID', `“${name.slice(0, 40)}” is not a name of a ${kind}.`, {
      next: 'Use 1 to 32 lower-case letters, digits and dashes, for example alice.',
    });
  }
  return name;
}

/** Files of one network. */
export interface NetworkPaths {
  readonly root: string;
  /** What the network is: facts, contracts, genesis. Public. */
  readonly network: string;
  /** Where its chain, header signer and faucet are to be found now. */
  readonly endpoints: string;
  /** Development networks: the process that runs it, its control socket and its children's state. */
  readonly lock: string;
  readonly control: string;
  readonly chainState: string;
  readonly signer: string;
  readonly rootKey: string;
  /** Measurements that this network admits and its wallets refuse, one a line. */
  readonly revoked: string;
  readonly wallets: string;
}

/** Files of one network under a data home. */
export function networkPaths(dataHome: string, network: string): NetworkPaths {
  const root = join(dataHome, checkName('network', network));
  return {
    root,
    network: join(root, 'network.json'),
    endpoints: join(root, 'endpoints.json'),
    lock: join(root, 'dev.lock'),
    control: join(root, 'dev.sock'),
    chainState: join(root, 'chain'),
    signer: join(root, 'signer'),
    rootKey: join(root, 'simulated-root'),
    revoked: join(root, 'revoked'),
    wallets: join(root, 'wallets'),
  };
}

/** Files of one wallet. */
export interface WalletPaths {
  readonly root: string;
  readonly lock: string;
  /** The daemon's API: HTTP + JSON, 0600. */
  readonly socket: string;
  readonly log: string;
  /** The rail's durable records of the host. */
  readonly book: string;
  /** The daemon's own: idempotency, held payments, deliveries. */
  readonly desk: string;
  /** Key that pays for gas, 0600. */
  readonly gasKey: string;
  /** The enclave's sealed journal. */
  readonly enclave: string;
  /** State of the simulated device. */
  readonly device: string;
}

/** Files of one wallet in a network. */
export function walletPaths(network: NetworkPaths, wallet: string): WalletPaths {
  return walletFiles(join(network.wallets, checkName('wallet', wallet)));
}

/** Files of a wallet whose folder is `root`. */
export function walletFiles(root: string): WalletPaths {
  return {
    root,
    lock: join(root, 'daemon.lock'),
    socket: join(root, 'daemon.sock'),
    log: join(root, 'daemon.log'),
    book: join(root, 'offline.sqlite'),
    desk: join(root, 'daemon.sqlite'),
    gasKey: join(root, 'gas.key'),
    enclave: join(root, 'enclave'),
    device: join(root, 'device'),
  };
}
