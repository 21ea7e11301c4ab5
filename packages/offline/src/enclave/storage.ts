import { type Bytes, fromBytesBE, toBytesBE } from '@coffer/core/bytes';
import { keccak256 } from '@coffer/crypto/hash';

/** Where the vault keeps what enclaves have proved to them. Frozen: `contracts/README.md`. */

const ACCOUNTS = toBytesBE(0n, 32);
const SERIALS = toBytesBE(1n, 32);
const PEAKS = toBytesBE(2n, 32);

function pad(address: Bytes): Bytes {
  return toBytesBE(fromBytesBE(address), 32);
}

/** The two words of an account: `[balance | depositTotal | received | status, recovery | exitAt]`. */
export function accountSlots(account: Bytes): readonly [Bytes, Bytes] {
  const first = keccak256(pad(account), ACCOUNTS);
  return [first, toBytesBE((fromBytesBE(first) + 1n) & ((1n << 256n) - 1n), 32)];
}

/** The bitmap word that holds a serial's bit. */
export function serialSlot(account: Bytes, serial: number): Bytes {
  return keccak256(toBytesBE(BigInt(serial) >> 8n, 32), keccak256(pad(account), SERIALS));
}

/** Whether the serial's bit is set in its word. */
export function serialUsed(word: Bytes, serial: number): boolean {
  return ((fromBytesBE(word) >> (BigInt(serial) & 255n)) & 1n) === 1n;
}

/** A peak of the account's receipts (`receipts.ts`). */
export function peakSlot(account: Bytes, height: number): Bytes {
  return keccak256(toBytesBE(BigInt(height), 32), keccak256(pad(account), PEAKS));
}

/** Standing of an account in the vault. */
export type AccountStatus = 'absent' | 'open' | 'frozen' | 'closed';
const STATUS: readonly AccountStatus[] = ['absent', 'open', 'frozen', 'closed'];

/** What the vault's two words say. */
export interface VaultAccount {
  readonly balance: bigint;
  readonly depositTotal: bigint;
  /** Number of receipts. */
  readonly received: number;
  readonly status: AccountStatus;
  readonly recovery: Bytes;
  /** Time from which an announced exit can be executed; 0 when none is. */
  readonly exitAt: number;
}

/** Reads the words of {@link accountSlots}. A status that this program does not know counts as frozen. */
export function parseAccount(first: Bytes, second: Bytes): VaultAccount {
  const low = fromBytesBE(first);
  const high = fromBytesBE(second);
  const field = (word: bigint, shift: bigint, bits: bigint): bigint => (word >> shift) & ((1n << bits) - 1n);
  return {
    balance: field(low, 0n, 88n),
    depositTotal: field(low, 88n, 88n),
    received: Number(field(low, 176n, 48n)),
    status: STATUS[Number(field(low, 224n, 8n))] ?? 'frozen',
    recovery: toBytesBE(field(high, 0n, 160n), 20),
    exitAt: Number(field(high, 160n, 40n)),
  };
}
