import { type Bytes, toBytesBE, toHex } from '@coffer/core/bytes';
import { type Codec, encode } from '@coffer/core/codec';
import { keccak256 } from '@coffer/crypto/hash';
import { address } from '@coffer/crypto/secp256k1';
import { buildState, buildTrie, type Trie } from '@coffer/ethereum/proof/buildTrie';
import { buildHeader, parseHeader } from '@coffer/ethereum/proof/header';
import { encodeRlp } from '@coffer/ethereum/proof/rlp';
import {
  type ChainNetwork,
  signHeader,
  type TrustedHeader,
  trustedHeader,
} from '@coffer/ethereum/trust/trust';
import type { ChainEvidence } from '@coffer/offline/messages/command';
import type { Random } from '../kernel/random.ts';
import type { Kernel } from '../kernel/run.ts';
import { EMPTY_VAULT, VaultRevert, type VaultState } from './vault-model.ts';
import { storageOf } from './vault-storage.ts';

/** What a transaction does. @throws VaultRevert */
export type Execute = (vault: VaultState, time: number) => Executed;
/** What came of it. */
export interface Executed {
  readonly vault: VaultState;
  /** Ether that came from outside, wei. */
  readonly deposited?: bigint;
  /** Ether that left to an address. */
  readonly paid?: { readonly to: Bytes; readonly amount: bigint };
  /** What was paid for a payment out of a frozen account, besides receipts. */
  readonly compensated?: {
    readonly id: Bytes;
    readonly to: 'payee' | 'payer';
    readonly amount: bigint;
    /** To the recovery address of a closed account. */
    readonly outside: boolean;
  };
  /** The account that ended, with all that it held. */
  readonly ended?: { readonly account: Bytes; readonly amount: bigint };
  /** For the trace. */
  readonly note?: string;
}

/** What was paid for a payment out of a culprit's account, wei. */
export interface Compensation {
  readonly payee: bigint;
  readonly payer: bigint;
  /** Part of both that went to recovery addresses of closed accounts. */
  readonly outside: bigint;
}

/** A transaction that waits for a block. */
interface Transaction {
  readonly label: string;
  readonly execute: Execute;
}

/** A block with the world after it. */
export interface Block {
  readonly number: number;
  readonly time: number;
  readonly vault: VaultState;
  /** Wei that came in and went out since the beginning. */
  readonly deposited: bigint;
  readonly paid: ReadonlyMap<string, bigint>;
  /** By payment. */
  readonly compensations: ReadonlyMap<string, Compensation>;
  /** By account: what its owner got when it ended, and when that was. */
  readonly ended: ReadonlyMap<string, { readonly amount: bigint; readonly time: number }>;
  readonly transactions: readonly Transaction[];
  readonly header: Bytes;
  readonly hash: Bytes;
}

/** Where the vault was deployed. */
export const VAULT_ADDRESS: Bytes = toBytesBE(0xc0ffe2n, 20);
const BLOCK_SECONDS = 12;
const CODE_HASH = keccak256(Uint8Array.of(0x60));

/** The header signers of a schedule: k of n. */
export interface Signers {
  readonly k: number;
  readonly secrets: readonly Bytes[];
}

/** Signers with keys of their own, sorted by address, as a network's rule wants them. */
export function makeSigners(chance: Random): Signers {
  const n = chance.between(1, 3);
  const secrets = Array.from({ length: n }, () => chance.bytes(32));
  secrets.sort((a, b) => (toHex(address(a)) < toHex(address(b)) ? -1 : 1));
  return { k: chance.between(1, n), secrets };
}

/** A public chain with real headers and real storage proofs, around the model of the vault. */
export interface SimulatedChain {
  /** To be called once the network is known: the signers sign for it. */
  readonly join: (network: ChainNetwork) => void;
  readonly genesis: Bytes;
  readonly submit: (label: string, execute: Execute) => void;
  readonly head: () => Block;
  /** The newest block that the header signers vouch for. */
  readonly final: () => Block;
  readonly blockAt: (number: number) => Block | undefined;
  /** Evidence under `block`, which must be final. */
  readonly evidence: (block: Block, slots: readonly Bytes[]) => ChainEvidence;
  readonly signedHeader: (block: Block) => Bytes;
  /** Takes back some blocks that are not final yet; their transactions wait again, or are lost. */
  readonly reorganise: () => void;
  /** While down, nobody can read or send. */
  readonly setDown: (down: boolean) => void;
  readonly isDown: () => boolean;
  /** From now on every transaction goes into the next block. */
  readonly heal: () => void;
  readonly waiting: () => number;
}

interface Proofs {
  readonly storage: Trie;
  readonly state: Trie;
}

const hashedSlots = new Map<string, Bytes>();
function hashedSlot(slot: Bytes): Bytes {
  const key = toHex(slot);
  let hashed = hashedSlots.get(key);
  if (hashed === undefined) {
    if (hashedSlots.size > 50_000) hashedSlots.clear();
    hashed = keccak256(slot);
    hashedSlots.set(key, hashed);
  }
  return hashed;
}

const proofsOf = new WeakMap<VaultState, Proofs>();
function prove(vault: VaultState): Proofs {
  let proofs = proofsOf.get(vault);
  if (proofs === undefined) {
    const trie = buildTrie(
      storageOf(vault).map(([slot, word]) => {
        const start = word.findIndex((byte) => byte !== 0);
        return [hashedSlot(slot), encodeRlp(word.subarray(start))] as const;
      }),
    );
    const storage: Trie = { root: trie.root, prove: (slot) => trie.prove(hashedSlot(slot)) };
    const account = { nonce: 1n, balance: vault.ether, storageRoot: storage.root, codeHash: CODE_HASH };
    proofs = { storage, state: buildState([[VAULT_ADDRESS, account]]) };
    proofsOf.set(vault, proofs);
  }
  return proofs;
}

/** @param confirmations blocks on top of a block before the signers sign it */
export function simulatedChain(kernel: Kernel, signers: Signers, confirmations: number): SimulatedChain {
  const chance = kernel.random.fork('chain');
  const { time, trace, faults } = kernel;
  const blocks: Block[] = [];
  let mempool: Transaction[] = [];
  let network: ChainNetwork | undefined;
  /** Once final, always final: a reorganisation shortens the chain for a while, not what was signed. */
  let finalNumber = 0;
  let down = false;
  let healed = false;
  /** A number for the mining event in force; others do nothing. */
  let shift = 0;
  let emptyBlocks = 0;
  const signatures = new Map<string, Bytes>();

  const append = (
    parent: Block | undefined,
    stamp: number,
    vault: VaultState,
    rest: Partial<Block>,
  ): Block => {
    const number = parent === undefined ? 0 : parent.number + 1;
    const header = buildHeader({
      parentHash: parent?.hash ?? new Uint8Array(32),
      stateRoot: prove(vault).state.root,
      number,
      timestamp: stamp,
    });
    const block: Block = {
      number,
      time: stamp,
      vault,
      deposited: parent?.deposited ?? 0n,
      paid: parent?.paid ?? new Map(),
      compensations: parent?.compensations ?? new Map(),
      ended: parent?.ended ?? new Map(),
      transactions: [],
      ...rest,
      header,
      hash: keccak256(header),
    };
    blocks.push(block);
    finalNumber = Math.max(finalNumber, number - confirmations);
    return block;
  };
  append(undefined, Math.floor(time.now()) - 3_600, EMPTY_VAULT, {});

  const head = (): Block => blocks[blocks.length - 1]!;
  const final = (): Block => blocks[finalNumber]!;

  const mine = (): void => {
    const parent = head();
    const stamp = Math.max(Math.floor(time.now()), parent.time + 1);
    let { vault, deposited, compensations, ended } = parent;
    const paid = new Map(parent.paid);
    const included: Transaction[] = [];
    const later: Transaction[] = [];
    for (const transaction of healed ? mempool : chance.shuffle(mempool)) {
      if (!healed && chance.chance(0.1)) {
        faults.count('transaction-delayed');
        later.push(transaction);
        continue;
      }
      try {
        const done = transaction.execute(vault, stamp);
        vault = done.vault;
        deposited += done.deposited ?? 0n;
        if (done.paid !== undefined) {
          const to = toHex(done.paid.to);
          paid.set(to, (paid.get(to) ?? 0n) + done.paid.amount);
        }
        if (done.compensated !== undefined) {
          const { id, to, amount, outside } = done.compensated;
          const before = compensations.get(toHex(id)) ?? { payee: 0n, payer: 0n, outside: 0n };
          compensations = new Map(compensations).set(toHex(id), {
            ...before,
            [to]: before[to] + amount,
            outside: before.outside + (outside ? amount : 0n),
          });
        }
        if (done.ended !== undefined) {
          const { account, amount } = done.ended;
          ended = new Map(ended).set(toHex(account), { amount, time: stamp });
        }
        included.push(transaction);
        trace.write(
          `  ${transaction.label} in block ${parent.number + 1}${done.note ? `: ${done.note}` : ''}`,
        );
      } catch (error) {
        if (!(error instanceof VaultRevert)) throw error;
        trace.write(`  ${transaction.label} reverted: ${error.message}`);
      }
    }
    mempool = later;
    const block = append(parent, stamp, vault, {
      deposited,
      paid,
      compensations,
      ended,
      transactions: included,
    });
    emptyBlocks = included.length === 0 ? emptyBlocks + 1 : 0;
    // Reorganisations that take transactions back are the ones that matter.
    if (!healed && included.length > 0 && chance.chance(0.08)) {
      time.after(chance.between(1, 2 * BLOCK_SECONDS), 'fork', () => {
        if (!healed) reorganise();
      });
    }
    trace.write(`  block ${block.number} ${toHex(block.hash).slice(2, 10)}`);
  };

  const schedule = (delay: number): void => {
    const mineShift = ++shift;
    time.after(delay, 'mine', () => {
      if (mineShift !== shift) return;
      mine();
      const busy = mempool.length > 0 || emptyBlocks <= confirmations;
      schedule(busy ? BLOCK_SECONDS : healed ? 3_600 : chance.between(600, 7_200));
    });
  };
  schedule(BLOCK_SECONDS);

  function reorganise(): void {
    const depth = Math.min(chance.between(1, confirmations), head().number - finalNumber);
    if (depth === 0) return;
    faults.count('reorganisation');
    for (const gone of blocks.splice(blocks.length - depth)) {
      for (const transaction of gone.transactions) {
        if (chance.chance(0.8)) mempool.push(transaction);
        else faults.count('transaction-lost');
      }
    }
    trace.write(`  reorganised to block ${head().number}`);
    emptyBlocks = 0;
    schedule(1);
  }

  const signedHeader = (block: Block): Bytes => {
    const key = toHex(block.hash);
    let signed = signatures.get(key);
    if (signed === undefined) {
      if (block.number > final().number) throw new Error('The signers sign final headers only (SAFETY O9).');
      const parsed = parseHeader(block.header);
      const evidence: TrustedHeader = {
        type: 'signers',
        header: block.header,
        signatures: signers.secrets.slice(0, signers.k).map((secret) => signHeader(secret, network!, parsed)),
      };
      signed = encode(trustedHeader as Codec<TrustedHeader>, evidence);
      signatures.set(key, signed);
    }
    return signed;
  };

  return {
    genesis: blocks[0]!.hash,
    join: (joined) => {
      network = joined;
    },
    submit: (label, execute) => {
      mempool.push({ label, execute });
      emptyBlocks = 0;
      schedule(chance.between(1, BLOCK_SECONDS));
    },
    head,
    final,
    blockAt: (number) => blocks[number],
    signedHeader,
    evidence: (block, slots) => {
      const proofs = prove(block.vault);
      return {
        header: signedHeader(block),
        vault: proofs.state.prove(VAULT_ADDRESS),
        slots: slots.map((slot) => ({ slot, nodes: proofs.storage.prove(slot) })),
      };
    },
    reorganise,
    setDown: (next) => {
      down = next;
    },
    isDown: () => down,
    heal: () => {
      healed = true;
      down = false;
      schedule(1);
    },
    waiting: () => mempool.length,
  };
}
