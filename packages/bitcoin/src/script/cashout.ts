import { type Bytes, concat } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import { BitcoinError } from '../encoding/error.ts';
import { xOnly } from './keys.ts';
import { leafHash, taprootScript } from './taproot.ts';

/**
 * The owner's output of an emergency cash-out (§IV-D): its owner can spend it once it has lain for `delay` blocks (BIP112),
 * the network at any time. The network's branch never expires, so it is the enclave program that must not use it against
 * an honest cash-out (SAFETY B6), and the owner should sweep soon after the lock.
 */

/** `p2tr` by default: the network spends it by key, in the smallest way there is. `p2wsh` for networks that want ECDSA. */
export type LockForm = 'p2tr' | 'p2wsh';

/** What a locked output is made of. */
export interface Lock {
  readonly form: LockForm;
  /** The network's key, compressed, 33 bytes. */
  readonly network: Bytes;
  /** The owner's emergency key, compressed, 33 bytes: a key, not an address, because the script contains it. */
  readonly owner: Bytes;
  /** Blocks that the owner waits, 1 to 65535 (BIP68). */
  readonly delay: number;
}

/** The longest relative lock in blocks (BIP68). */
export const MAX_DELAY = 0xffff;

const OP_IF = 0x63;
const OP_ELSE = 0x67;
const OP_ENDIF = 0x68;
const OP_DROP = 0x75;
const OP_CHECKSIG = 0xac;
const OP_CSV = 0xb2;

/** A number as scripts push it, in its shortest form: small ones are opcodes, others little-endian with room for a sign. */
function pushNumber(value: number): Bytes {
  if (value <= 16) return Uint8Array.of(0x50 + value);
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.push(rest % 256);
  if (bytes[bytes.length - 1]! >= 0x80) bytes.push(0);
  return Uint8Array.of(bytes.length, ...bytes);
}

function push(bytes: Bytes): Bytes {
  return concat(Uint8Array.of(bytes.length), bytes);
}

function wait(delay: number): Bytes {
  if (!Number.isInteger(delay) || delay < 1 || delay > MAX_DELAY)
    throw new BitcoinError('BITCOIN_MALFORMED', `A lock is 1 to ${MAX_DELAY} blocks long.`);
  return concat(pushNumber(delay), Uint8Array.of(OP_CSV, OP_DROP));
}

/**
 * The script behind the output: the leaf `delay CSV DROP owner CHECKSIG`, or the witness script
 * `IF network ELSE delay CSV DROP owner ENDIF CHECKSIG`.
 * @throws BitcoinError `BITCOIN_KEY`, `BITCOIN_MALFORMED` for a delay that is none
 */
export function lockScript({ form, network, owner, delay }: Lock): Bytes {
  const waited = wait(delay);
  const ownerX = xOnly(owner);
  xOnly(network);
  if (form === 'p2tr') return concat(waited, push(ownerX), Uint8Array.of(OP_CHECKSIG));
  return concat(
    Uint8Array.of(OP_IF),
    push(network),
    Uint8Array.of(OP_ELSE),
    waited,
    push(owner),
    Uint8Array.of(OP_ENDIF, OP_CHECKSIG),
  );
}

/** The output script of a lock. @throws BitcoinError `BITCOIN_KEY`, `BITCOIN_MALFORMED` */
export function lockOutput(lock: Lock): Bytes {
  const script = lockScript(lock);
  return lock.form === 'p2tr'
    ? taprootScript(xOnly(lock.network), leafHash(script))
    : concat(Uint8Array.of(0, 32), sha256(script));
}
