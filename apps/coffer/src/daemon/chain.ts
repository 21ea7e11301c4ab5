import type { Bytes } from '@coffer/core/bytes';
import { toHex } from '@coffer/core/bytes';
import { isCofferError } from '@coffer/core/error';
import { connect } from '@coffer/ethereum/client/connect';
import { ChainError } from '@coffer/ethereum/client/error';
import type { ChainPort } from '@coffer/offline/host/chain';
import { viemChain } from '@coffer/offline/host/viem-chain';
import type { OfflineNetwork } from '@coffer/offline/messages/network';
import { AppError } from '../config/error.ts';

/** Where the chain is, looked up for every call: a development network may come back elsewhere. */
export interface ChainPlace {
  readonly rpcUrl: string;
  readonly headerUrl: string;
}

/** How a daemon reaches the chain. */
export interface DaemonChainOptions {
  readonly network: OfflineNetwork;
  readonly networkName: string;
  readonly gasSecret: Bytes;
  /** `undefined` when nobody knows. */
  readonly place: () => ChainPlace | undefined;
  readonly latestHeader: (headerUrl: string) => Promise<Bytes>;
}

const RECHECK = 10_000;

function reset(name: string, cause: unknown): AppError {
  return new AppError(
    'NETWORK_RESET',
    `The chain at this address is not the one that network “${name}” was made on.`,
    {
      money:
        'What this wallet holds belongs to the old chain. Nothing was changed; on the old chain everything stands.',
      next: 'If the old chain is gone for good (a development chain that was reset), make a new network: coffer dev --fresh. Otherwise correct rpc-url: coffer config show --origin.',
      cause,
    },
  );
}

/** A chain port that starts working when the chain is there, and notices when it is another one. */
export class DaemonChain {
  readonly #options: DaemonChainOptions;
  #current: { readonly key: string; readonly port: ChainPort; checked: number } | undefined;

  constructor(options: DaemonChainOptions) {
    this.#options = options;
  }

  /** The chain, checked to be this network’s. @throws ChainError `CHAIN_UNREACHABLE`, AppError `NETWORK_RESET` */
  async #open(): Promise<ChainPort> {
    const { network, networkName, gasSecret, place: find, latestHeader } = this.#options;
    const place = find();
    if (place === undefined) {
      throw new ChainError(
        'CHAIN_UNREACHABLE',
        `Nobody has said where the chain of network “${networkName}” is.`,
        {
          money:
            'Offline payments go on. Deposits, settlement and withdrawals wait; no money is lost by waiting.',
          next: 'Start the network (coffer dev), or set --rpc-url and --header-url.',
        },
      );
    }
    const key = `${place.rpcUrl} ${place.headerUrl}`;
    const now = performance.now();
    if (this.#current?.key === key && now - this.#current.checked < RECHECK) return this.#current.port;
    const { facts } = network;
    try {
      await connect({
        url: place.rpcUrl,
        chainId: Number(facts.chainId),
        genesisHash: toHex(facts.genesis),
      });
    } catch (error) {
      if (isCofferError(error, 'CHAIN_WRONG')) throw reset(networkName, error);
      throw error;
    }
    const known = this.#current?.key === key ? this.#current.port : undefined;
    // A new one compares vault and network first.
    const port =
      known ??
      viemChain({
        network,
        url: place.rpcUrl,
        gasSecret,
        latestHeader: () => latestHeader(place.headerUrl),
      });
    this.#current = { key, port, checked: now };
    return port;
  }

  async #use<T>(work: (port: ChainPort) => Promise<T>): Promise<T> {
    const port = await this.#open();
    try {
      return await work(port);
    } catch (error) {
      this.#current = undefined;
      throw error;
    }
  }

  /** What the wallet uses. */
  readonly port: ChainPort = {
    head: () => this.#use((port) => port.head()),
    finalHeader: () => this.#use((port) => port.finalHeader()),
    evidence: (header, slots) => this.#use((port) => port.evidence(header, slots)),
    account: (account) => this.#use((port) => port.account(account)),
    isUsed: (account, serial) => this.#use((port) => port.isUsed(account, serial)),
    isContested: (account, serial) => this.#use((port) => port.isContested(account, serial)),
    events: (from, to) => this.#use((port) => port.events(from, to)),
    tryPaying: (to, amount) => this.#use((port) => port.tryPaying(to, amount)),
    sender: () => this.#use((port) => port.sender()),
    carried: (tx) => this.#use((port) => port.carried(tx)),
    prepare: (call, signer) => this.#use((port) => port.prepare(call, signer)),
    raiseFee: (transaction) => this.#use((port) => port.raiseFee(transaction)),
    broadcast: (transaction) => this.#use((port) => port.broadcast(transaction)),
    outcome: (transaction) => this.#use((port) => port.outcome(transaction)),
  };

  /** Balance of an address, wei. */
  async balance(address: `0x${string}`): Promise<bigint> {
    await this.#open();
    const place = this.#options.place();
    const chain = await connect({ url: place?.rpcUrl ?? '' });
    return chain.call((client) => client.getBalance({ address }));
  }
}
