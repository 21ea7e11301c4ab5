import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Wei } from '@coffer/core/amount';
import { type Bytes, type Hex, toHex } from '@coffer/core/bytes';
import { type Codec, encode } from '@coffer/core/codec';
import { sha256 } from '@coffer/crypto/hash';
import { address } from '@coffer/crypto/secp256k1';
import { certifyDevice, platformId } from '@coffer/enclave/attestation/certificates';
import { buildBundle } from '@coffer/enclave/host/bundle';
import { launchEnclave } from '@coffer/enclave/host/enclave';
import { openFileStore } from '@coffer/enclave/host/file-store';
import { memoryStore } from '@coffer/enclave/host/memory-store';
import type { Store } from '@coffer/enclave/host/store';
import { measurementOf } from '@coffer/enclave/measurement';
import { type PlatformProcess, startPlatform } from '@coffer/enclave/platforms/simulated/client';
import { type Device, provisionDevice } from '@coffer/enclave/platforms/simulated/device';
import { accountSlots, peakSlot, serialSlot } from '@coffer/offline/enclave/storage';
import { ask, type EnclavePort } from '@coffer/offline/host/enclave';
import type { AccountCertificate } from '@coffer/offline/messages/certificate';
import type { ChainEvidence, Reply, Request } from '@coffer/offline/messages/command';
import type { PaymentMessage } from '@coffer/offline/messages/message';
import {
  DEFAULT_PARAMETERS,
  networkCodec,
  networkId,
  type OfflineNetwork,
  type OfflineParameters,
} from '@coffer/offline/messages/network';
import { ROOT, SIGNER, secretOf, TestChain } from '@coffer/offline/testing/world';
import { Inside } from './inside.ts';

/**
 * Real enclaves for measurements: the production bundle, in sandboxed processes of the simulated platform, on a network
 * with the default parameters unless said otherwise. Only the chain is written by hand: real headers and real proofs over storage in memory.
 */

const ENTRY = fileURLToPath(new URL('../../packages/offline/src/enclave/bundle.ts', import.meta.url));

/**
 * `inside`: in this process, to count the time inside only. `memory` and `disk`: in a sandbox of the simulated platform,
 * with its sealed files in memory or in a directory.
 */
export type Kept = 'inside' | 'memory' | 'disk';

/** A running enclave that can be ended. */
interface RunningPort extends EnclavePort {
  readonly close: () => Promise<unknown>;
  /** Ms spent inside, where that is known. */
  readonly spent?: number;
}

/** A device of this network for enclaves in this process. */
function benchDevice(network: Bytes): Device {
  const secret = secretOf('device');
  const fields = { device: address(secret), platform: platformId('simulated') };
  const certificate = certifyDevice(ROOT, network, fields);
  return { network, secret, sealing: secretOf('sealing'), root: address(ROOT), certificate };
}

/** A machine with a network of its own. */
export class World {
  readonly chain: TestChain;
  readonly network: OfflineNetwork;
  readonly #platform: PlatformProcess;
  readonly #bundle: Bytes;
  readonly #directory: string;
  readonly #wallets: Wallet[] = [];
  #stores = 0;

  private constructor(platform: PlatformProcess, bundle: Bytes, directory: string, network: OfflineNetwork) {
    this.#platform = platform;
    this.#bundle = bundle;
    this.#directory = directory;
    this.network = network;
    this.chain = new TestChain(network);
  }

  /** @param change parameters that differ from the defaults */
  static async open(change: Partial<OfflineParameters> = {}): Promise<World> {
    const bundle = await buildBundle(ENTRY);
    const node = sha256(new Uint8Array(await readFile(process.execPath)));
    const network: OfflineNetwork = {
      facts: {
        chainId: 31_337n,
        genesis: sha256(secretOf('genesis')),
        trust: { k: 1, signers: [address(SIGNER)] },
        roots: [address(ROOT)],
        measurements: [measurementOf(sha256(bundle), node)],
        parameters: { ...DEFAULT_PARAMETERS, ...change },
      },
      vault: address(secretOf('vault')),
    };
    const directory = await mkdtemp(join(tmpdir(), 'coffer-bench-'));
    try {
      const device = join(directory, 'device');
      await provisionDevice(device, networkId(network), ROOT);
      return new World(await startPlatform({ directory: device }), bundle, directory, network);
    } catch (error) {
      await rm(directory, { recursive: true });
      throw error;
    }
  }

  /** An enclave without an account. @param wrap what stands between the enclave and its store */
  async launch(kept: Kept, wrap: (store: Store) => Store = (store) => store): Promise<Wallet> {
    const wallet = new Wallet(await this.#start(kept, wrap), this.chain);
    this.#wallets.push(wallet);
    return wallet;
  }

  async #start(kept: Kept, wrap: (store: Store) => Store): Promise<RunningPort> {
    const config = encode(networkCodec as Codec<OfflineNetwork>, this.network);
    const now = (): number => this.chain.time;
    const path = join(this.#directory, 'bundle.mjs');
    if (kept === 'inside') {
      const measurement = this.network.facts.measurements[0]!;
      await writeFile(path, this.#bundle);
      return Inside.launch({ path, device: benchDevice(networkId(this.network)), measurement, config, now });
    }
    const store =
      kept === 'memory'
        ? memoryStore(new Uint8Array(randomBytes(32)))
        : await openFileStore(join(this.#directory, `store-${this.#stores++}`));
    return launchEnclave({
      platform: this.#platform.platform,
      bundle: this.#bundle,
      store: wrap(store),
      counter: 'software',
      config,
      now,
    });
  }

  /** Wallets with accounts, and this much of each on chain. */
  async wallets(
    count: number,
    balance: bigint,
    kept: Kept,
    wrap?: (store: Store) => Store,
  ): Promise<Wallet[]> {
    const wallets: Wallet[] = [];
    // A few at a time: each start is a process, and a whole second of nothing would look like a failure.
    for (let begun = 0; begun < count; begun += 4) {
      const some = Array.from({ length: Math.min(4, count - begun) }, () => this.launch(kept, wrap));
      wallets.push(...(await Promise.all(some)));
    }
    for (const wallet of wallets) await wallet.init();
    for (const wallet of wallets) this.chain.deposit(wallet.account, balance);
    this.chain.pass(1);
    for (const wallet of wallets) await wallet.deposit();
    return wallets;
  }

  /** Brings payments to the chain, and the chain into the books of these wallets: proofs for all are made at once. */
  async settle(wallets: readonly Wallet[], made: readonly Made[]): Promise<void> {
    for (const { message } of made) this.chain.settle(message);
    this.chain.pass(0);
    const open = await Promise.all(wallets.map((wallet) => wallet.unsettled()));
    const needed = new Map(open.flatMap(({ slots }) => [...slots]));
    const { slots, ...proved } = this.chain.evidence([...needed.values()]);
    const proofs = new Map(slots.map((proof) => [toHex(proof.slot), proof]));
    for (const [at, wallet] of wallets.entries()) {
      const own = [...open[at]!.slots.keys()].map((slot) => proofs.get(slot)!);
      await wallet.ask(wallet.finalizeWith({ ...proved, slots: own }, open[at]!.incoming), 'finalized');
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#wallets.map(({ enclave }) => enclave.close()));
    await this.#platform.close();
    await rm(this.#directory, { recursive: true });
  }
}

/** A payment made and its reply. */
export type Made = Extract<Reply, { type: 'payment' }>;

/** One enclave, asked as a wallet asks it. */
export class Wallet {
  readonly enclave: RunningPort;
  readonly #chain: TestChain;
  #certificate: AccountCertificate | undefined;

  constructor(enclave: RunningPort, chain: TestChain) {
    this.enclave = enclave;
    this.#chain = chain;
  }

  ask<T extends Reply['type']>(request: Request, expected: T): Promise<Extract<Reply, { readonly type: T }>> {
    return ask(this.enclave, request, expected);
  }

  get certificate(): AccountCertificate {
    if (this.#certificate === undefined) throw new Error('This wallet has no account.');
    return this.#certificate;
  }

  get account(): Bytes {
    return this.certificate.account;
  }

  /** What `init` is asked with. */
  initRequest(): Request {
    return { type: 'init', recovery: address(secretOf('recovery')), header: this.#chain.header() };
  }

  async init(request = this.initRequest()): Promise<void> {
    const { certificate } = await this.ask(request, 'initialised');
    this.#certificate = certificate;
    this.#chain.standing(certificate.account).recovery = certificate.recovery;
  }

  async deposit(evidence = this.#chain.evidence(accountSlots(this.account))): Promise<void> {
    await this.ask({ type: 'deposit', evidence }, 'deposited');
  }

  transfer(payee: Wallet, amount: bigint): Promise<Made> {
    return this.ask({ type: 'transfer', amount: amount as Wei, payee: payee.certificate }, 'payment');
  }

  /** Payee's answer, then the payer's booking of it. */
  async finish(message: PaymentMessage, payee: Wallet): Promise<void> {
    const { answer } = await payee.ask({ type: 'receive', message }, 'answer');
    if (answer.status !== 'acknowledged') throw new Error(`A payment was refused: ${answer.reason}.`);
    await this.ask({ type: 'pay', answer }, 'done');
  }

  /** What a `finalize` of everything unsettled has to prove, as the chain will stand. */
  async unsettled(): Promise<Unsettled> {
    const { incoming, outgoing } = await this.ask({ type: 'payments' }, 'payments');
    const slots = [...accountSlots(this.account)];
    for (const { serial } of outgoing) slots.push(serialSlot(this.account, serial));
    for (const { from, serial } of incoming) slots.push(serialSlot(from, serial));
    if (incoming.length > 0) {
      for (let height = 0; height < 20; height++) slots.push(peakSlot(this.account, height));
    }
    return {
      slots: new Map(slots.map((slot) => [toHex(slot), slot])),
      incoming: incoming.map(({ id }) => id),
    };
  }

  /** What a `finalize` of everything unsettled is asked with, as the chain stands. */
  async finalizeRequest(): Promise<Request> {
    const { slots, incoming } = await this.unsettled();
    return this.finalizeWith(this.#chain.evidence([...slots.values()]), incoming);
  }

  finalizeWith(evidence: ChainEvidence, incoming: readonly Bytes[]): Request {
    const receipts = incoming.flatMap((id) => this.#chain.receipt(this.account, id) ?? []);
    return { type: 'finalize', evidence, receipts };
  }
}

/** Slots by their hex, and incoming payments. */
interface Unsettled {
  readonly slots: ReadonlyMap<Hex, Bytes>;
  readonly incoming: readonly Bytes[];
}
