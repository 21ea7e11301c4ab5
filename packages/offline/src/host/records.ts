import type { Wei } from '@coffer/core/amount';
import type { Bytes, Hex } from '@coffer/core/bytes';
import type { SignedTransaction, VaultEvent } from './chain.ts';
import type { History } from './receipts.ts';

/**
 * The host's own records: what was asked, what came in and went out, which transactions were signed, what the chain
 * showed. The enclave decides about money; the book makes sure that no message or request is lost when the machine dies
 * at any point. SQLite in WAL mode with full synchronisation: a write that returned is on the disk.
 */
export interface WalletBook {
  /** An operation by its idempotency key. */
  readonly operation: (key: string) => Operation | undefined;
  /** Operations without a result, oldest first. */
  readonly unfinished: () => readonly Operation[];
  /** Writes an operation, new or changed. */
  readonly putOperation: (operation: Operation) => void;
  /** An entry of the activity list. */
  readonly entry: (id: Hex) => Entry | undefined;
  /** All entries, newest first. */
  readonly entries: () => readonly Entry[];
  /** Entries in one of these states, newest first. */
  readonly entriesIn: (states: readonly EntryState[]) => readonly Entry[];
  /** Writes an entry, new or changed. */
  readonly putEntry: (entry: Entry) => void;
  /** Forgets entries. Only for what nobody decided on and nobody can: nothing else is ever forgotten. */
  readonly dropEntries: (ids: readonly Hex[]) => void;
  /** The newest block up to which vault events are kept; -1 before the first. */
  readonly scannedTo: () => number;
  /** Keeps the vault's events of blocks up to `to`, which are final: all at once or not at all. */
  readonly putEvents: (events: readonly VaultEvent[], to: number) => void;
  /** What the kept events tell, as far as block `upTo`. */
  readonly history: (upTo: number) => History;
  /** Forgets all kept events: they are fetched again. */
  readonly forgetEvents: () => void;
  /** Payments of a payer under one serial that are kept as proof. Two of them prove a broken enclave. */
  readonly signed: (payer: Hex, serial: number) => readonly KeptPayment[];
  /** Serials of which two payments are kept. */
  readonly conflicts: () => readonly { readonly payer: Hex; readonly serial: number }[];
  /** Keeps a payment with its payer's signature, checked before. */
  readonly putSigned: (payment: KeptPayment) => void;
  /** Answers to a payment that are kept as proof. Two of them prove a broken enclave. */
  readonly answers: (payment: Hex) => readonly KeptAnswer[];
  /** Payments of which both answers are kept. */
  readonly answeredTwice: () => readonly Hex[];
  /** Keeps an answer, its signature checked before. */
  readonly putAnswer: (answer: KeptAnswer) => void;
  /** Everything contested, oldest first. */
  readonly disputes: () => readonly DisputeRecord[];
  /** Writes a dispute, new or changed. */
  readonly putDispute: (dispute: DisputeRecord) => void;
  readonly close: () => void;
}

/** Something that the wallet was asked to do, under an idempotency key. */
export interface Operation {
  readonly key: string;
  readonly kind: OperationKind;
  /** What exactly was asked: the same key with something else is refused. */
  readonly asked: string;
  /** The enclave's next serial when it was asked: tells afterwards whether it was done. */
  readonly serial?: number;
  /** Transactions signed for it, the last one current. Recorded before they are sent. */
  readonly transactions: readonly SignedTransaction[];
  /** The outcome as JSON, once there is one. */
  readonly result?: string;
  /** Seconds since 1970. */
  readonly created: number;
}
/** What can be asked under a key. */
export type OperationKind =
  | 'create'
  | 'deposit'
  | 'pay'
  | 'withdraw'
  | 'settle'
  | 'submit'
  | 'cancel'
  | 'exit'
  | 'dispute';

/** State of an entry. The last six are final. */
export type EntryState =
  /** Recorded, not done. */
  | 'started'
  /** Paid, not answered. */
  | 'in-flight'
  /** Received from somebody, not decided. */
  | 'waiting'
  /** Answered yes by the payee, not settled. */
  | 'acknowledged'
  /** On its way to or from the chain. */
  | 'pending'
  | 'settled'
  | 'rejected'
  | 'refunded'
  | 'lapsed'
  | 'disputed'
  | 'failed';
/** States that end by themselves or by the wallet's doing. */
export const OPEN_STATES: readonly EntryState[] = [
  'started',
  'in-flight',
  'waiting',
  'acknowledged',
  'pending',
];

/** A line of the activity list, with every message that belongs to it. */
export interface Entry {
  /** Digest of a payment, withdrawal or cancellation; hash of the key of a deposit. */
  readonly id: Hex;
  readonly kind: 'deposit' | 'payment' | 'receipt' | 'withdrawal' | 'cancellation';
  readonly state: EntryState;
  readonly amount: Wei;
  /** The other party: payee, payer, address that the money goes to; of a deposit the account that it went into. */
  readonly other?: Hex;
  readonly serial?: number;
  readonly expiry?: number;
  readonly settleBy?: number;
  /** Why it was refused or failed. */
  readonly reason?: string;
  readonly memo?: string;
  readonly tx?: Hex;
  /** The payment message, encoded. */
  readonly message?: Bytes;
  /** What the user decided about a received message, before the enclave was asked. */
  readonly decision?: 'receive' | 'reject';
  /** The answer, encoded. */
  readonly answer?: Bytes;
  /** When it was first recorded, seconds since 1970. */
  readonly time: number;
}

/** A payment with its payer's signature. */
export interface KeptPayment {
  /** Digest. */
  readonly payment: Hex;
  readonly payer: Hex;
  readonly serial: number;
  /** Encoded `SignedPayment`. */
  readonly content: Bytes;
}

/** An answer with its payee's signature. */
export interface KeptAnswer {
  /** Digest of the payment. */
  readonly payment: Hex;
  readonly status: 'acknowledged' | 'rejected';
  readonly signature: Bytes;
}

/** A payment that another enclave is to answer for. */
export interface DisputeRecord {
  /** Digest of the payment. */
  readonly id: Hex;
  /** `payee`: its payer used the serial twice. `payer`: its payee signed two answers. */
  readonly role: 'payee' | 'payer';
  readonly culprit: Hex;
  readonly serial: number;
  readonly amount: Wei;
  readonly settleBy: number;
  /** Encoded `AcceptedPayment`. Absent until the wallet has all of it. */
  readonly accepted?: Bytes;
  /** Block up to which the chain was searched for the other payment. */
  readonly searched?: number;
  /** Transactions sent for it. */
  readonly txs: readonly Hex[];
  /** Why the last step failed. */
  readonly code?: string;
  /** How it ended. `void`: nobody can settle the payment any more, and it was never paid twice. */
  readonly ended?: 'settled' | 'claimed' | 'lost' | 'void';
  /** When it was first recorded, seconds since 1970. */
  readonly time: number;
}
