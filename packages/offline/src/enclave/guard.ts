import { type Bytes, equal } from '@coffer/core/bytes';
import type { AccountCertificate } from '../messages/certificate.ts';
import { OfflineError } from '../messages/error.ts';
import { MAX_ENTRIES, MAX_LUGGAGE, type OfflineState } from './state.ts';

/** This enclave's own account. */
export interface Account {
  readonly secret: Bytes;
  readonly certificate: AccountCertificate;
  readonly address: Bytes;
}

/** @throws OfflineError `NOT_INITIALISED` */
export function accountOf(state: OfflineState): Account {
  if (state.account === undefined) {
    throw new OfflineError('NOT_INITIALISED', 'This wallet has no account yet.', {
      next: 'Create one: coffer offline account create',
    });
  }
  return { ...state.account, address: state.account.certificate.account };
}

/** An enclave that may be an old copy signs no payment, answer or withdrawal (SAFETY O8). */
export function mustBeProven(state: OfflineState): void {
  if (!state.unproven) return;
  throw new OfflineError(
    'RESTORED_WITHOUT_COUNTER',
    'This wallet was restored without rollback protection: its books may be old, so it signs nothing.',
    {
      next: 'Reconcile to see what the chain holds, then announce the exit from the recovery address.',
    },
  );
}

/** Whether the account's end is signed and has not lapsed: nothing is signed after a cancellation, so it has the last serial. */
export function isLeaving(state: OfflineState): boolean {
  return state.outgoing.get(state.nextSerial - 1)?.type === 'cancellation';
}

/** What a payer or withdrawer needs besides money. @throws OfflineError */
export function mustBeAbleToSpend(state: OfflineState, time: number): void {
  mustBeProven(state);
  if (isLeaving(state)) {
    throw new OfflineError('ACCOUNT_LEAVING', 'This account’s end is signed: it does nothing more.', {
      money: 'All of it goes where the cancellation says once the vault has carried it out.',
      next: 'Reconcile. If the vault never gets the cancellation, the account is usable again after its deadline.',
    });
  }
  const { exitAt, status } = state.vault;
  if (exitAt !== 0 || status === 'closed' || status === 'frozen') {
    throw new OfflineError(
      'EXIT_ANNOUNCED',
      `The account is ${exitAt !== 0 ? 'leaving by its recovery address' : status}: it pays nothing more.`,
      {
        next: 'Receive to another account.',
      },
    );
  }
  if (time > state.provedAt + state.network.facts.parameters.offlineLimit) {
    throw new OfflineError(
      'OFFLINE_TOO_LONG',
      'The last look at the chain is too long ago for a payee to accept.',
      {
        next: 'Go online once: coffer offline reconcile',
        details: { provedAt: state.provedAt, limitSeconds: state.network.facts.parameters.offlineLimit },
      },
    );
  }
}

/** The vault pays only open accounts out. @throws OfflineError `ACCOUNT_NOT_OPEN` */
export function mustBeOpen(state: OfflineState): void {
  if (state.vault.status === 'open') return;
  throw new OfflineError(
    'ACCOUNT_NOT_OPEN',
    'The account is not open on chain yet: there is nothing to take out.',
    {
      next: 'Reconcile first: coffer offline reconcile',
    },
  );
}

/** @throws OfflineError `RECIPIENT_INVALID` for addresses that the vault refuses to pay */
export function mustBePayable(state: OfflineState, to: Bytes): void {
  const nobody = new Uint8Array(20);
  if (!equal(to, nobody) && !equal(to, state.network.vault)) return;
  throw new OfflineError(
    'RECIPIENT_INVALID',
    'The vault cannot pay this address: the money would only be set aside.',
    {
      next: 'Name an address that can take ether.',
    },
  );
}

/** Payments and certificates that the unsettled books carry, each counted once per entry. */
export function luggageOf(state: OfflineState): number {
  return state.incoming.weight + state.outgoing.weight;
}

/** Whether a further debit fits what a snapshot and a reply can hold. @throws OfflineError `BOOKS_FULL` */
export function mustHaveRoom(state: OfflineState): void {
  if (state.outgoing.size < MAX_ENTRIES) return;
  throw booksFull(`This wallet has ${state.outgoing.size} operations that the chain has not settled.`);
}

/**
 * Whether a further payment fits, with what travels with it. Withdrawals and cancellations carry nothing: whoever fills these
 * books with payments must not keep their owner from leaving.
 * @throws OfflineError `BOOKS_FULL`
 */
export function mustHaveRoomToPay(state: OfflineState): void {
  mustHaveRoom(state);
  if (luggageOf(state) < MAX_LUGGAGE) return;
  throw booksFull('What travels with the unsettled payments of this wallet is as much as it can keep.');
}

/** The books hold no more. */
export function booksFull(what: string): OfflineError {
  return new OfflineError('BOOKS_FULL', what, {
    next: 'Go online and reconcile: settled operations leave the books.',
  });
}

/** The latest `settleBy` that an operation made now may have (SAFETY O2). */
export function latestSettleBy(state: OfflineState, time: number): number {
  const { offlineLimit, settleWindow } = state.network.facts.parameters;
  return Math.min(time + settleWindow, state.provedAt + offlineLimit + settleWindow);
}
