import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Bytes, concat, equal, fromBytesBE, toBytesBE } from '@coffer/core/bytes';
import { sha256 } from '@coffer/crypto/hash';
import { EnclaveError, MONEY_STAYS } from '../errors.ts';
import type { Counter, CounterState } from './counter.ts';

/**
 * The `software` counter: a file of the platform process. **A test double.** It protects from crashes, not from its owner,
 * who can put an old file back. Two slots are written in turn, so that a torn write leaves the other.
 *
 * `advance` answers when the operating system has the step, before the disk has: a payment then waits for one disk, the
 * journal's. No killed process takes such a step back; a power failure takes back the newest at most, because the next one
 * waits for it. A restart accepts a journal that is ahead by that one (`guest/opening.ts`). `read` waits for the disk.
 */
export interface SoftwareCounter extends Counter {
  readonly close: () => Promise<void>;
}

const SLOT = 128;
const BODY = 40;

function slotBytes({ value, head }: CounterState): Bytes {
  const body = concat(toBytesBE(BigInt(value), 8), head);
  return concat(body, sha256(body), new Uint8Array(SLOT - BODY - 32));
}

function readSlot(bytes: Bytes): CounterState | undefined {
  const body = bytes.subarray(0, BODY);
  if (bytes.length < BODY + 32 || !equal(sha256(body), bytes.subarray(BODY, BODY + 32))) return undefined;
  return { value: Number(fromBytesBE(body.subarray(0, 8))), head: body.slice(8) };
}

async function openOrCreate(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  // Made whole under another name first: a crash must not leave a counter that holds nothing.
  const temporary = `${path}.tmp`;
  const created = await open(temporary, 'w', 0o600);
  await created.write(slotBytes({ value: 0, head: new Uint8Array(32) }), 0, SLOT, 0);
  await created.sync();
  await created.close();
  await rename(temporary, path);
  const directory = await open(dirname(path), 'r');
  await directory.sync();
  await directory.close();
  return open(path, 'r+');
}

/**
 * Opens the counter in this file, made when absent. One process at a time may have it open.
 * @throws EnclaveError `COUNTER_FAILED` when neither slot is whole
 */
export async function openSoftwareCounter(path: string): Promise<SoftwareCounter> {
  const file = await openOrCreate(path);
  const bytes = new Uint8Array(2 * SLOT);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
  const slots = [bytes.subarray(0, SLOT), bytes.subarray(SLOT, bytesRead)].map(readSlot);
  const whole = slots.flatMap((slot) => slot ?? []).sort((a, b) => b.value - a.value);
  const newest = whole[0];
  if (newest === undefined) {
    await file.close();
    throw new EnclaveError('COUNTER_FAILED', `The counter in ${path} is damaged.`, { money: MONEY_STAYS });
  }
  let state = newest;
  let queue: Promise<unknown> = Promise.resolve();
  let onDisk: Promise<void> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    queue = result.catch(() => {});
    return result;
  };
  return {
    read: () =>
      inTurn(async () => {
        await onDisk;
        return state;
      }),
    advance: (from, to) =>
      inTurn(async () => {
        if (!equal(from, state.head)) return undefined;
        await onDisk;
        const next: CounterState = { value: state.value + 1, head: to };
        await file.write(slotBytes(next), 0, SLOT, (next.value % 2) * SLOT);
        state = next;
        onDisk = file.datasync();
        // Whoever comes next waits for it and hears of a failure; until then it must not end the process.
        onDisk.catch(() => {});
        return next.value;
      }),
    close: () => inTurn(() => onDisk.catch(() => {}).then(() => file.close())),
  };
}
