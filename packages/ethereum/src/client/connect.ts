import type { Hex } from '@coffer/core/bytes';
import { createPublicClient, defineChain, http, type PublicClient } from 'viem';
import { ChainError, chainError, redact } from './error.ts';

/** A node of the public chain that was checked to serve the expected chain. */
export interface Chain {
  readonly url: string;
  readonly chainId: number;
  /** Hash of block 0: tells a reset chain from the one that was known. */
  readonly genesisHash: Hex;
  /** viem's client, for reads of contracts through the bindings. Wrap its calls in {@link Chain.call}. */
  readonly client: PublicClient;
  /** Runs a call of `client` and turns what it throws into {@link ChainError}. */
  readonly call: <T>(run: (client: PublicClient) => Promise<T>) => Promise<T>;
}

/** What a network knows about its chain. */
export interface ConnectOptions {
  /** HTTP endpoint of a node. It is not trusted: what an enclave is told goes through proofs. */
  readonly url: string;
  /** Expected EIP-155 id, when known. */
  readonly chainId?: number;
  /** Expected hash of block 0, when known. */
  readonly genesisHash?: Hex;
  /** Milliseconds for one request. Default 10,000. */
  readonly timeoutMs?: number;
}

/**
 * Connects to a node and checks that it serves the expected chain.
 * @throws ChainError `CHAIN_UNREACHABLE`, `CHAIN_WRONG`, `CHAIN_REFUSED`
 */
export async function connect(options: ConnectOptions): Promise<Chain> {
  const { url } = options;
  const transport = http(url, { timeout: options.timeoutMs ?? 10_000, retryCount: 0 });
  const probe = createPublicClient({ transport });
  const guarded = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      throw chainError(error, url);
    }
  };
  const chainId = await guarded(() => probe.getChainId());
  const genesisHash = (await guarded(() => probe.getBlock({ blockNumber: 0n }))).hash;
  if (options.chainId !== undefined && options.chainId !== chainId) {
    throw new ChainError(
      'CHAIN_WRONG',
      `${redact(url)} serves chain ${chainId}; this network is on chain ${options.chainId}.`,
      { next: 'Correct the address of the node.' },
    );
  }
  if (options.genesisHash !== undefined && options.genesisHash !== genesisHash) {
    throw new ChainError(
      'CHAIN_WRONG',
      `${redact(url)} serves another chain with the same id: its first block is not the one that this network knows.`,
      {
        next: 'A development chain that was reset is a new chain: start its network anew, or restore its state file.',
        details: { expected: options.genesisHash, found: genesisHash },
      },
    );
  }
  const chain = defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  });
  const client: PublicClient = createPublicClient({ chain, transport, cacheTime: 0, pollingInterval: 250 });
  return { url, chainId, genesisHash, client, call: (run) => guarded(() => run(client)) };
}
