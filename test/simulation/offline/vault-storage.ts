import { type Bytes, fromBytesBE, toBytesBE, toHex } from '@coffer/core/bytes';
import { accountSlots, peakSlot, serialSlot } from '@coffer/offline/enclave/storage';
import type { ModelAccount, VaultState } from './vault-model.ts';

/** The model of the vault as storage words: what the contract keeps, and enclaves prove. */

const STATUS_SHIFT = 224n;

/** A storage word with its slot. */
export type Word = readonly [slot: Bytes, word: Bytes];

/** Every storage word of the vault that is not zero, in the frozen layout. */
export function storageOf(vault: VaultState): readonly Word[] {
  return [...vault.accounts.values()].flatMap(wordsOf);
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
  account.peaks.forEach((peak, height) => {
    words.push([slotOf(`${name} p${height}`, () => peakSlot(address, height)), peak]);
  });
  known.set(account, words);
  return words;
}
