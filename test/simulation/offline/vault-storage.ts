import { type Bytes, concat, fromBytesBE, fromHex, toBytesBE, toHex } from '@coffer/core/bytes';
import { keccak256 } from '@coffer/crypto/hash';
import { accountSlots, peakSlot, serialSlot } from '@coffer/offline/enclave/storage';
import type { ModelAccount, VaultState } from './vault-model.ts';

/** The model of the vault as storage words: what the contract keeps, and enclaves prove. */

const STATUS_SHIFT = 224n;

/** A storage word with its slot. */
export type Word = readonly [slot: Bytes, word: Bytes];

const CONFLICTS = toBytesBE(3n, 32);
const CLAIMS = toBytesBE(4n, 32);

/** The word that holds the bits of contested serials. */
function conflictSlot(account: Bytes, index: number): Bytes {
  return keccak256(toBytesBE(BigInt(index), 32), keccak256(concat(new Uint8Array(12), account), CONFLICTS));
}

/** Every storage word of the vault that is not zero, in the frozen layout. */
export function storageOf(vault: VaultState): readonly Word[] {
  const words = [...vault.accounts.values()].flatMap(wordsOf);
  for (const [payment, paid] of vault.claims) {
    words.push([slotOf(`claim ${payment}`, () => keccak256(fromHex(payment), CLAIMS)), toBytesBE(paid, 32)]);
  }
  return words;
}

// Accounts are immutable, and most blocks change few of them.
const known = new WeakMap<ModelAccount, readonly Word[]>();
const slots = new Map<string, Bytes>();

/** A slot that was computed before: hashing is what a schedule spends most of its time on. */
function slotOf(key: string, compute: () => Bytes): Bytes {
  let slot = slots.get(key);
  if (slot === undefined) {
    if (slots.size > 50_000) slots.clear();
    slot = compute();
    slots.set(key, slot);
  }
  return slot;
}

function wordsOf(account: ModelAccount): readonly Word[] {
  const before = known.get(account);
  if (before !== undefined) return before;
  const { address } = account;
  const name = toHex(address);
  const low =
    account.balance |
    (account.depositTotal << 88n) |
    (BigInt(account.received) << 176n) |
    (BigInt(account.status) << STATUS_SHIFT);
  const high = fromBytesBE(account.recovery) | (BigInt(account.exitAt) << 160n);
  const words: Word[] = [
    [slotOf(`${name} 0`, () => accountSlots(address)[0]), toBytesBE(low, 32)],
    [slotOf(`${name} 1`, () => accountSlots(address)[1]), toBytesBE(high, 32)],
  ];
  for (const [index, word] of account.serials) {
    words.push([slotOf(`${name} s${index}`, () => serialSlot(address, index * 256)), toBytesBE(word, 32)]);
  }
  for (const [index, word] of account.conflicts) {
    words.push([slotOf(`${name} c${index}`, () => conflictSlot(address, index)), toBytesBE(word, 32)]);
  }
  account.peaks.forEach((peak, height) => {
    words.push([slotOf(`${name} p${height}`, () => peakSlot(address, height)), peak]);
  });
  known.set(account, words);
  return words;
}
