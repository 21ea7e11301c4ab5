import type { Wei } from '@coffer/core/amount';
import { type Bytes, concat, fromBytesBE, fromHex, toBytesBE, toHex, utf8 } from '@coffer/core/bytes';
import { type Codec, decode, encode } from '@coffer/core/codec';
import { isCofferError } from '@coffer/core/error';
import type { CounterClass, Launch, Program } from '@coffer/core/program';
import { keccak256 } from '@coffer/crypto/hash';
import { address } from '@coffer/crypto/secp256k1';
import {
  certifyAttestation,
  certifyDevice,
  counterClassNumber,
  platformId,
  programId,
} from '@coffer/enclave/attestation/certificates';
import { encodeEvidence } from '@coffer/enclave/attestation/evidence';
import { buildState, buildStorage } from '@coffer/ethereum/proof/buildTrie';
import { buildHeader, parseHeader } from '@coffer/ethereum/proof/header';
import { signHeader, type TrustedHeader, trustedHeader } from '@coffer/ethereum/trust/trust';
import { offlineProgram } from '../enclave/program.ts';
import { peaksOf, receiptPath } from '../enclave/receipts.ts';
import type { OfflineState } from '../enclave/state.ts';
import { accountSlots, peakSlot, serialSlot } from '../enclave/storage.ts';
import { type AccountCertificate, PROGRAM } from '../messages/certificate.ts';
import {
  type ChainEvidence,
  type ReceiptProof,
  type Reply,
  type Request,
  replyCodec,
  requestCodec,
} from '../messages/command.ts';
import type { Answer, PaymentMessage } from '../messages/message.ts';
import {
  DEFAULT_PARAMETERS,
  networkCodec,
  networkId,
  type OfflineNetwork,
  type OfflineParameters,
  vaultDomain,
} from '../messages/network.ts';
import { paymentDigest } from '../messages/payment.ts';

/**
 * A small world for tests of the enclave program: real certificates, real headers and real Merkle proofs over vault
 * storage that the test writes as it likes. Not a model of the contract: tests say what the chain holds.
 */

/** A secret key that is nobody's but this label's. */
export function secretOf(label: string): Bytes {
  return keccak256(utf8(`test secret ${label}`));
}

export const ROOT = secretOf('root');
export const SIGNER = secretOf('header signer');
export const MEASUREMENT = keccak256(utf8('test measurement'));
export const START = 1_800_000_000;
export const ETH = 10n ** 18n;
/** The smallest payment of the test network. */
export const LEAST = 10n ** 12n;

/** A network with the default parameters, or some changed. */
export function testNetwork(change: Partial<OfflineParameters> = {}): OfflineNetwork {
  return {
    facts: {
      chainId: 31_337n,
      genesis: keccak256(utf8('genesis')),
      trust: { k: 1, signers: [address(SIGNER)] },
      roots: [address(ROOT)],
      measurements: [MEASUREMENT],
      parameters: { ...DEFAULT_PARAMETERS, ...change },
    },
    vault: fromHex('0x00000000000000000000000000000000000c0ffe'),
  };
}

interface Standing {
  balance: bigint;
  depositTotal: bigint;
  status: number;
  exitAt: number;
  recovery: Bytes;
  receipts: Bytes[];
}

/** The vault's storage under headers that the world's signer signs. */
export class TestChain {
  time = START;
  number = 100;
  readonly #network: OfflineNetwork;
  readonly #headersOf: OfflineNetwork;
  readonly #words = new Map<string, bigint>();
  readonly #accounts = new Map<string, Standing>();
  #fork = 0;

  /** @param headersOf the network that the headers are signed for, if not that of the vault */
  constructor(network: OfflineNetwork, headersOf = network) {
    this.#network = network;
    this.#headersOf = headersOf;
  }

  standing(account: Bytes): Standing {
    const key = toHex(account);
    const known = this.#accounts.get(key) ?? {
      balance: 0n,
      depositTotal: 0n,
      status: 0,
      exitAt: 0,
      recovery: new Uint8Array(20),
      receipts: [],
    };
    this.#accounts.set(key, known);
    return known;
  }

  deposit(account: Bytes, amount: bigint): void {
    const standing = this.standing(account);
    standing.status = 1;
    standing.balance += amount;
    standing.depositTotal += amount;
  }

  /** Sets a serial's bit. */
  use(account: Bytes, serial: number): void {
    const slot = toHex(serialSlot(account, serial));
    this.#words.set(slot, (this.#words.get(slot) ?? 0n) | (1n << (BigInt(serial) & 255n)));
  }

  /** Whether a serial's bit is set. */
  isUsed(account: Bytes, serial: number): boolean {
    const word = this.#words.get(toHex(serialSlot(account, serial))) ?? 0n;
    return ((word >> (BigInt(serial) & 255n)) & 1n) === 1n;
  }

  /** What the vault does when it settles, whoever asked for it. `vault.ts` refuses what the vault refuses. */
  settle({ payment }: Pick<PaymentMessage, 'payment'>): void {
    this.use(payment.payer, payment.serial);
    this.standing(payment.payer).balance -= payment.amount;
    const payee = this.standing(payment.payee);
    payee.status ||= 1;
    payee.balance += payment.amount;
    payee.receipts.push(paymentDigest(vaultDomain(this.#network), payment));
  }

  /** Moves time and height on, past a block that nobody looks at. */
  pass(seconds: number): void {
    this.time += seconds;
    this.number += 2;
    this.#fork = 0;
  }

  /** Another block at the same height. */
  fork(): void {
    this.#fork++;
  }

  #storage() {
    const words = new Map(this.#words);
    for (const [key, standing] of this.#accounts) {
      const [first, second] = accountSlots(fromHex(key));
      const low =
        standing.balance |
        (standing.depositTotal << 88n) |
        (BigInt(standing.receipts.length) << 176n) |
        (BigInt(standing.status) << 224n);
      words.set(toHex(first), low);
      words.set(toHex(second), fromBytesBE(standing.recovery) | (BigInt(standing.exitAt) << 160n));
      for (const [height, peak] of peaksOf(standing.receipts)) {
        words.set(toHex(peakSlot(fromHex(key), height)), fromBytesBE(peak));
      }
    }
    words.set(toHex(new Uint8Array(32).fill(0xee)), BigInt(this.#fork));
    return buildStorage(
      [...words]
        .filter(([, value]) => value !== 0n)
        .map(([slot, value]) => [fromHex(slot), toBytesBE(value, 32)]),
    );
  }

  #raw() {
    const storage = this.#storage();
    const state = buildState([
      [
        this.#network.vault,
        { nonce: 1n, balance: 0n, storageRoot: storage.root, codeHash: keccak256(utf8('code')) },
      ],
    ]);
    const header = buildHeader({
      parentHash: keccak256(utf8('parent')),
      stateRoot: state.root,
      number: this.number,
      timestamp: this.time,
    });
    return { storage, state, header };
  }

  /** The encoded trusted header of the present. */
  header(secret: Bytes = SIGNER): Bytes {
    return this.#encode(this.#raw().header, secret);
  }

  #encode(header: Bytes, secret: Bytes): Bytes {
    const binding = { chainId: this.#headersOf.facts.chainId, network: networkId(this.#headersOf) };
    const signature = signHeader(secret, binding, parseHeader(header));
    return encode(trustedHeader as Codec<TrustedHeader>, {
      type: 'signers',
      header,
      signatures: [signature],
    });
  }

  /** Proofs of these slots under the present header. */
  evidence(slots: readonly Bytes[], secret: Bytes = SIGNER): ChainEvidence {
    const { storage, state, header } = this.#raw();
    const distinct = [...new Map(slots.map((slot) => [toHex(slot), slot])).values()];
    return {
      header: this.#encode(header, secret),
      vault: state.prove(this.#network.vault),
      slots: distinct.map((slot) => ({ slot, nodes: storage.prove(slot) })),
    };
  }

  /** The path of a payment among its payee's receipts. */
  receipt(payee: Bytes, payment: Bytes): ReceiptProof | undefined {
    const { receipts } = this.standing(payee);
    const index = receipts.findIndex((receipt) => toHex(receipt) === toHex(payment));
    return index < 0 ? undefined : { payment, index, path: receiptPath(receipts, index) };
  }
}

/** One wallet's enclave, driven directly. */
export class TestWallet {
  time = START;
  state: OfflineState;
  readonly name: string;
  readonly chain: TestChain;
  readonly #program: Program<OfflineState>;
  #seed = 0;

  constructor(
    name: string,
    network: OfflineNetwork,
    chain: TestChain,
    options: {
      counterClass?: CounterClass;
      root?: Bytes;
      measurement?: Bytes;
      certifiedNetwork?: Bytes;
      /** Another program than the offline rail's: a broken one. */
      program?: Program<OfflineState>;
    } = {},
  ) {
    this.name = name;
    this.chain = chain;
    this.#program = options.program ?? offlineProgram;
    const attestationSecret = secretOf(`attestation ${name}`);
    const counterClass = options.counterClass ?? 'software';
    const device = { device: address(secretOf(`device ${name}`)), platform: platformId('simulated') };
    const attestation = {
      key: address(attestationSecret),
      measurement: options.measurement ?? MEASUREMENT,
      program: programId(PROGRAM),
      abi: 1,
      counterClass: counterClassNumber(counterClass),
    };
    const root = options.root ?? ROOT;
    const id = options.certifiedNetwork ?? networkId(network);
    this.state = this.#program.create(
      encode(networkCodec, network),
      {
        measurement: attestation.measurement,
        attestationSecret,
        counterClass,
        evidence: encodeEvidence({
          root: address(root),
          device,
          deviceSignature: certifyDevice(root, id, device),
          attestation,
          attestationSignature: certifyAttestation(secretOf(`device ${name}`), id, attestation),
        }),
      },
      { time: this.time, seed: this.#draw() },
    );
  }

  #draw(): Bytes {
    return keccak256(utf8(this.name), toBytesBE(BigInt(this.#seed++), 8));
  }

  launch(launch: Launch): void {
    this.state = this.#program.launched(this.state, launch);
  }

  /** One encoded request. The state changes only when it is accepted. */
  request(body: Bytes): Bytes {
    const step = this.#program.step(this.state, body, { time: this.time, seed: this.#draw() });
    this.state = step.state;
    const effect = step.effects.find(({ type }) => type === 'reply');
    if (effect === undefined) throw new Error('no reply');
    return effect.body;
  }

  /** One request, with the reply that belongs to it. */
  ask<T extends Reply['type']>(request: Request, expected: T): Extract<Reply, { type: T }> {
    const body = this.request(encode(requestCodec as Codec<Request>, request));
    const reply = decode(replyCodec as Codec<Reply>, body, {
      maxBytes: 8 << 20,
      maxDepth: 16,
      maxItems: 1 << 20,
    });
    if (reply.type !== expected) throw new Error(`expected ${expected}, got ${reply.type}`);
    return reply as Extract<Reply, { type: T }>;
  }

  init(): AccountCertificate {
    const recovery = address(secretOf(`recovery ${this.name}`));
    const { certificate } = this.ask({ type: 'init', recovery, header: this.chain.header() }, 'initialised');
    this.chain.standing(certificate.account).recovery = recovery;
    return certificate;
  }

  get certificate(): AccountCertificate {
    if (this.state.account === undefined) throw new Error('not initialised');
    return this.state.account.certificate;
  }

  get account(): Bytes {
    return this.certificate.account;
  }

  /** All slots that a `finalize` needs. */
  slots(): readonly Bytes[] {
    const own = this.account;
    const slots = [...accountSlots(own)];
    for (const serial of this.state.outgoing.keys()) slots.push(serialSlot(own, serial));
    for (const { accepted } of this.state.incoming.values()) {
      slots.push(serialSlot(accepted.payment.payer, accepted.payment.serial));
    }
    for (let height = 0; height < 8; height++) slots.push(peakSlot(own, height));
    return slots;
  }

  bookDeposit(): bigint {
    return this.ask(
      { type: 'deposit', evidence: this.chain.evidence(accountSlots(this.account)) },
      'deposited',
    ).amount;
  }

  transfer(payee: TestWallet, amount: bigint): Extract<Reply, { type: 'payment' }> {
    return this.ask({ type: 'transfer', amount: amount as Wei, payee: payee.certificate }, 'payment');
  }

  receive(message: PaymentMessage): Answer {
    return this.ask({ type: 'receive', message }, 'answer').answer;
  }

  reject(message: PaymentMessage): Answer {
    return this.ask({ type: 'reject', message }, 'answer').answer;
  }

  take(answer: Answer): void {
    this.ask({ type: 'save', answer }, 'done');
    this.ask({ type: answer.status === 'acknowledged' ? 'pay' : 'abort', answer }, 'done');
  }

  /** A whole payment, acknowledged and booked. */
  pay(payee: TestWallet, amount: bigint): Extract<Reply, { type: 'payment' }> {
    const made = this.transfer(payee, amount);
    this.take(payee.receive(made.message));
    return made;
  }

  receipts(): readonly ReceiptProof[] {
    return [...this.state.incoming.values()].flatMap(({ id }) => this.chain.receipt(this.account, id) ?? []);
  }

  finalize(receipts: readonly ReceiptProof[] = this.receipts()): Extract<Reply, { type: 'finalized' }> {
    return this.ask({ type: 'finalize', evidence: this.chain.evidence(this.slots()), receipts }, 'finalized');
  }

  status(): Extract<Reply, { type: 'status' }> {
    return this.ask({ type: 'status' }, 'status');
  }
}

/** Network, chain, and wallets with accounts; the first holds 10 ether on chain. */
export function testWorld(
  names: readonly string[] = ['alice', 'bob', 'carol'],
  change: Partial<OfflineParameters> = {},
) {
  const network = testNetwork(change);
  const chain = new TestChain(network);
  const wallets = names.map((name) => new TestWallet(name, network, chain));
  for (const wallet of wallets) wallet.init();
  chain.deposit(wallets[0]!.account, 10n * ETH);
  chain.pass(12);
  wallets[0]!.bookDeposit();
  const tick = (seconds: number): void => {
    for (const wallet of wallets) wallet.time += seconds;
  };
  return { network, chain, wallets, tick };
}

/** Flips one bit of some bytes. */
export function flipped(bytes: Bytes, bit = 0): Bytes {
  const copy = concat(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

/** The code of the typed error that `action` throws; `accepted` when it throws none. */
export function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isCofferError(error)) return error.code;
    throw error;
  }
  return 'accepted';
}
