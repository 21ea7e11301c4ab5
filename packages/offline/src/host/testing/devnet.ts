import { wei } from '@coffer/core/amount';
import { type Bytes, fromHex, type Hex, toHex } from '@coffer/core/bytes';
import { type Codec, encode } from '@coffer/core/codec';
import type { Program } from '@coffer/core/program';
import { address } from '@coffer/crypto/secp256k1';
import { programId } from '@coffer/enclave/attestation/certificates';
import { type Anvil, launchAnvil } from '@coffer/ethereum/anvil/launch';
import { rpc } from '@coffer/ethereum/anvil/rpc';
import { deviceRegistryAbi, deviceRegistryBytecode } from '@coffer/ethereum/bindings/device-registry';
import { offlineVaultAbi, offlineVaultBytecode } from '@coffer/ethereum/bindings/offline-vault';
import { type Chain, connect } from '@coffer/ethereum/client/connect';
import { ChainError } from '@coffer/ethereum/client/error';
import { rawHeader, tipNumber } from '@coffer/ethereum/client/read';
import { createSender } from '@coffer/ethereum/client/send';
import { signerKey } from '@coffer/ethereum/signer/record';
import { type HeaderAnswer, runSigner } from '@coffer/ethereum/signer/run';
import { signHeader, type TrustedHeader, trustedHeader } from '@coffer/ethereum/trust/trust';
import { encodeDeployData, encodeFunctionData, getContractAddress } from 'viem';
import type { OfflineState } from '../../enclave/state.ts';
import { PROGRAM } from '../../messages/certificate.ts';
import {
  type NetworkFacts,
  networkId,
  type OfflineNetwork,
  type OfflineParameters,
} from '../../messages/network.ts';
import {
  MEASUREMENT,
  ROOT,
  SIGNER,
  secretOf,
  TestChain,
  TestWallet,
  testNetwork,
} from '../../testing/world.ts';
import { openBook } from '../book.ts';
import type { ChainPort } from '../chain.ts';
import type { HostClock } from '../clock.ts';
import type { Patience } from '../context.ts';
import type { EnclavePort } from '../enclave.ts';
import type { WalletBook } from '../records.ts';
import { viemChain } from '../viem-chain.ts';
import { type OfflineWallet, openWallet } from '../wallet.ts';

/** A real development chain with the real contracts, for tests of wallets. */
export interface Devnet {
  readonly anvil: Anvil;
  readonly chain: Chain;
  readonly network: OfflineNetwork;
  /** The newest final header, signed; like the header signer service. */
  readonly latestHeader: () => Promise<Bytes>;
  /** The same chain as another network sees it. */
  readonly withNetwork: (network: OfflineNetwork) => Devnet;
  /** Moves chain and enclaves on. */
  readonly pass: (seconds: number, wallets?: readonly TestParty[]) => Promise<void>;
  /** Ether on the vault, wei. */
  readonly vaultEther: () => Promise<bigint>;
  /** Starts the chain again after `anvil.stop()`, from its state and at its port. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** What else a test may want of its chain. */
export interface DevnetOptions {
  readonly change?: Partial<OfflineParameters>;
  /** Where the chain is kept, so that it can be started again. */
  readonly stateFile?: string;
  /** Runs the real header signer service there. Default: a key in this process. */
  readonly signerDir?: string;
}

/** Starts anvil and deploys registry and vault. */
export async function startDevnet(options: DevnetOptions = {}): Promise<Devnet> {
  const launch = {
    blockMs: 25,
    idleMs: 1_000_000,
    ...(options.stateFile === undefined ? {} : { stateFile: options.stateFile }),
  };
  let anvil = await launchAnvil(launch);
  const chain = await connect({ url: anvil.url });
  // Tests count in single wei.
  const base = testNetwork({ minimumPayment: wei(1n), ...options.change });
  const signer = options.signerDir === undefined ? address(SIGNER) : signerKey(options.signerDir).address;
  const facts = {
    ...base.facts,
    chainId: BigInt(chain.chainId),
    genesis: fromHex(chain.genesisHash),
    trust: { k: 1, signers: [signer] },
  };
  const network = await deployNetwork(chain, facts);
  const service =
    options.signerDir === undefined
      ? undefined
      : await runSigner({
          rpc: anvil.url,
          stateDir: options.signerDir,
          listen: '127.0.0.1:0',
          network: { chainId: facts.chainId, network: networkId(network) },
          genesisHash: chain.genesisHash,
          confirmations: facts.parameters.confirmations,
          pollMs: 25,
          simulated: true,
        });
  const latestHeaderOf = async (network: OfflineNetwork): Promise<Bytes> => {
    if (service !== undefined) return headerOf(service.address);
    const tip = await tipNumber(chain);
    const { rlp, header } = await rawHeader(chain, tip - facts.parameters.confirmations);
    const signature = signHeader(SIGNER, { chainId: facts.chainId, network: networkId(network) }, header);
    return encode(trustedHeader as Codec<TrustedHeader>, {
      type: 'signers',
      header: rlp,
      signatures: [signature],
    });
  };
  const devnet: Devnet = {
    get anvil() {
      return anvil;
    },
    restart: async () => {
      anvil = await launchAnvil({ ...launch, port: anvil.port, genesisHash: chain.genesisHash });
    },
    chain,
    network,
    latestHeader: () => latestHeaderOf(network),
    withNetwork: (other) => ({ ...devnet, network: other, latestHeader: () => latestHeaderOf(other) }),
    vaultEther: () => chain.call((client) => client.getBalance({ address: toHex(network.vault) })),
    pass: async (seconds, wallets = []) => {
      await rpc(anvil.url, 'evm_increaseTime', [seconds]);
      await rpc(anvil.url, 'anvil_mine', ['0x4']);
      for (const { enclave } of wallets) enclave.time += seconds;
    },
    stop: async () => {
      await service?.stop();
      await anvil.stop();
    },
  };
  return devnet;
}

/** What contracts get instead of what their network says: a careless, or dishonest, operator. */
export type Deployed = Partial<Pick<OfflineParameters, 'offlineLimit' | 'settleWindow' | 'exitDelay'>> & {
  readonly network?: Hex;
};

/** Deploys registry and vault of a network. */
export async function deployNetwork(
  chain: Chain,
  facts: NetworkFacts,
  deployed: Deployed = {},
): Promise<OfflineNetwork> {
  const deployer = secretOf('deployer');
  const owner = toHex(address(deployer));
  await fund(chain.url, address(deployer));
  const sender = createSender(chain, deployer);
  const send = async (call: { to?: Hex; data: Hex }) =>
    sender.sendAndConfirm(call, { confirmations: 0, pollMs: 20 });
  const nonce = await chain.call((client) => client.getTransactionCount({ address: owner }));
  // The second transaction creates the vault: the network's id names the vault before it exists.
  const promised = getContractAddress({ from: owner, nonce: BigInt(nonce) + 1n }).toLowerCase();
  const network: OfflineNetwork = { facts, vault: fromHex(promised, 20) };
  const id = deployed.network ?? toHex(networkId(network));
  const { offlineLimit, settleWindow, exitDelay } = { ...facts.parameters, ...deployed };
  const registry = await send({
    data: encodeDeployData({ abi: deviceRegistryAbi, bytecode: deviceRegistryBytecode, args: [id, owner] }),
  });
  const vault = await send({
    data: encodeDeployData({
      abi: offlineVaultAbi,
      bytecode: offlineVaultBytecode,
      args: [registry.contractAddress!, id, offlineLimit, settleWindow, exitDelay],
    }),
  });
  if (vault.contractAddress!.toLowerCase() !== promised) throw new Error('The vault is at another address.');
  const admin = (data: Hex) => send({ to: registry.contractAddress!, data });
  await admin(
    encodeFunctionData({ abi: deviceRegistryAbi, functionName: 'addRoot', args: [toHex(address(ROOT))] }),
  );
  await admin(
    encodeFunctionData({
      abi: deviceRegistryAbi,
      functionName: 'allowMeasurement',
      args: [toHex(programId(PROGRAM)), toHex(MEASUREMENT)],
    }),
  );
  return network;
}

/** Asks the header signer service. */
async function headerOf(service: string): Promise<Bytes> {
  const response = await fetch(`${service}/header/latest`);
  if (!response.ok) throw new ChainError('CHAIN_NO_BLOCK', 'The header signer has signed nothing yet.');
  const { header, signature } = (await response.json()) as HeaderAnswer;
  return encode(trustedHeader as Codec<TrustedHeader>, {
    type: 'signers',
    header: fromHex(header),
    signatures: [fromHex(signature)],
  });
}

/** Gives an address 1,000 ether. */
export async function fund(url: string, account: Bytes): Promise<void> {
  await rpc(url, 'anvil_setBalance', [toHex(account), '0x3635c9adc5dea00000']);
}

/** One wallet with its enclave in this process. */
export interface TestParty {
  readonly name: string;
  readonly wallet: OfflineWallet;
  readonly enclave: TestWallet;
  readonly port: EnclavePort;
  readonly chain: ChainPort;
  readonly book: WalletBook;
  /** Opens the wallet again on the same book and enclave, as after a crash. */
  readonly reopen: (change?: {
    readonly chain?: ChainPort;
    readonly port?: EnclavePort;
    readonly book?: WalletBook;
    readonly clock?: HostClock;
    readonly patience?: Patience;
  }) => Promise<OfflineWallet>;
}

/** Makes a wallet with an account; its enclave is driven directly. @param program another one than an honest enclave's */
export async function makeParty(
  devnet: Devnet,
  name: string,
  program?: Program<OfflineState>,
): Promise<TestParty> {
  const gasSecret = secretOf(`gas ${name}`);
  await fund(devnet.anvil.url, address(gasSecret));
  // Its own chain is never asked: evidence comes from the real one.
  const options = program === undefined ? {} : { program };
  const enclave = new TestWallet(name, devnet.network, new TestChain(devnet.network), options);
  const head = await devnet.chain.call((client) => client.getBlock());
  enclave.time = Number(head.timestamp);
  const port: EnclavePort = { request: async (body) => enclave.request(body) };
  const chain = viemChain({
    network: devnet.network,
    url: devnet.anvil.url,
    gasSecret,
    latestHeader: devnet.latestHeader,
  });
  const book = openBook(':memory:', networkId(devnet.network));
  const reopen: TestParty['reopen'] = (change = {}) =>
    openWallet({
      network: devnet.network,
      enclave: change.port ?? port,
      chain: change.chain ?? chain,
      book: change.book ?? book,
      ...(change.clock === undefined ? {} : { clock: change.clock }),
      patience: change.patience ?? { interval: 40, limit: 20 },
    });
  const wallet = await reopen();
  await wallet.createAccount({ recovery: address(secretOf(`recovery ${name}`)) });
  return { name, wallet, enclave, port, chain, book, reopen };
}
