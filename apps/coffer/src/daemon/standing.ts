import { CofferError, isCofferError } from '@coffer/core/error';
import type { Status } from '@coffer/offline/messages/command';

/** Whether an account still does what its balance promises. */

/** Why an account pays and withdraws nothing more, and what becomes of its money. */
export interface Stopped {
  readonly why: string;
  readonly next: string;
}

/** What the standing of an account depends on. */
export type Standing = Pick<Status, 'accountStatus' | 'exitAt' | 'leaving' | 'mode'>;

const RECOVER = 'coffer offline account recover';

/** Why this account pays and withdraws nothing more; `undefined` when it does (SAFETY O7, O8). */
export function stopped({ accountStatus, exitAt, leaving, mode }: Standing): Stopped | undefined {
  if (accountStatus === 'closed') {
    return {
      why: 'The vault has closed the account: it pays and takes nothing more.',
      next: `Its money was paid out when it was closed; see: ${RECOVER}`,
    };
  }
  if (accountStatus === 'frozen') {
    return {
      why: 'Frozen: its enclave was proved to be broken. It pays, takes and withdraws nothing more.',
      next: `What is left after the claims of those harmed leaves by the recovery address: ${RECOVER}`,
    };
  }
  if (exitAt !== 0) {
    return {
      why: 'An exit is announced: it pays, takes and withdraws nothing more.',
      next: `The money leaves by the recovery address, or the exit is taken back: ${RECOVER}`,
    };
  }
  if (mode !== 'normal') {
    return {
      why: 'Restored without rollback protection: its books may be old, so it signs nothing.',
      next: `Reconcile to see what the chain holds; the money leaves by the recovery address: ${RECOVER}`,
    };
  }
  if (leaving) {
    return {
      why: 'A cancellation is signed: it pays, takes and withdraws nothing more.',
      next: 'Repeat coffer offline account cancel with its key, or reconcile. If the cancellation lapses, the account can be used again.',
    };
  }
  return undefined;
}

/** What can be paid now: nothing from an account that has stopped, wei. */
export function payable(status: Status): bigint {
  return stopped(status) === undefined ? status.spendable : 0n;
}

/** Says to the owner of a stopped account how its money leaves: the enclave knows no commands. */
export async function pointingToRecovery<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isCofferError(error, 'EXIT_ANNOUNCED') || error.next?.includes(RECOVER)) throw error;
    throw new CofferError(error.code, error.message, {
      money: error.money,
      next: `Its money leaves by its recovery address: ${RECOVER}`,
      details: error.details,
      cause: error,
    });
  }
}
