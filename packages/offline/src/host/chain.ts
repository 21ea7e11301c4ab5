import type { Wei } from '@coffer/core/amount';
import type { Bytes, Hex } from '@coffer/core/bytes';
import type { VaultAccount } from '../enclave/storage.ts';
import type { AccountCertificate } from '../messages/certificate.ts';
import type { ChainEvidence } from '../messages/command.ts';
import type {
  AcceptedPayment,
  Cancellation,
  Payment,
  SignedPayment,
  Withdrawal,
} from '../messages/payment.ts';
import type { TransactionSigner } from './signer.ts';

/**
 * What a wallet needs of the chain. Nothing it answers is believed by the enclave without proof; a wallet checks what
 * it can, so that a lying node gives a typed error instead of a wrong plan. Implementation: `viem-chain.ts`.
 *
 * Every method may throw `CHAIN_UNREACHABLE`: offline payments go on without it.
 */
export interface ChainPort {
  /** The newest block. */
  readonly head: () => Promise<BlockPoint>;
  /** The newest header that the network's header signers vouch for. */
  readonly finalHeader: () => Promise<FinalHeader>;
  /** Vault storage under a final header. @throws WalletError `CHAIN_ANSWER` */
  readonly evidence: (header: FinalHeader, slots: readonly Bytes[]) => Promise<ChainEvidence>;
  /** An account as of the newest block. For planning only. */
  readonly account: (account: Bytes) => Promise<VaultAccount>;
  /** Whether a serial is used as of the newest block. For planning only. */
  readonly isUsed: (account: Bytes, serial: number) => Promise<boolean>;
  /** Whether two payments were proved to share a serial as of the newest block. For planning only. */
  readonly isContested: (account: Bytes, serial: number) => Promise<boolean>;
  /** What the vault did in blocks `from` to `to`, both included, in the order of the chain. */
  readonly events: (from: number, to: number) => Promise<readonly VaultEvent[]>;
  /**
   * Tries what the vault does last in a withdrawal, without sending anything: a plain transfer from the vault.
   * @throws WalletError `RECIPIENT_REFUSES`
   */
  readonly tryPaying: (to: Bytes, amount: Wei) => Promise<void>;
  /** The address that pays gas and deposits. */
  readonly sender: () => Promise<Hex>;
  /**
   * Payments that a transaction brought to the vault. Empty when it brought none; `undefined` when the node does not have
   * the transaction. Nothing of it is checked.
   */
  readonly carried: (tx: Hex) => Promise<readonly CarriedPayment[] | undefined>;
  /**
   * Signs a transaction, with the wallet's gas key when no other signer is given. Nothing leaves before {@link broadcast}.
   * @throws WalletError `VAULT_REFUSES`
   */
  readonly prepare: (call: VaultCall, signer?: TransactionSigner) => Promise<SignedTransaction>;
  /**
   * The same call with the same nonce at a higher fee, for one that no block takes. `undefined` when another key than the
   * gas account's has signed it. Nothing leaves before {@link broadcast}.
   */
  readonly raiseFee: (transaction: SignedTransaction) => Promise<SignedTransaction | undefined>;
  /** Sends a signed transaction. Sending it again does no harm; one whose fee is too low for the moment waits. */
  readonly broadcast: (transaction: SignedTransaction) => Promise<void>;
  /** What became of a transaction. */
  readonly outcome: (transaction: SignedTransaction) => Promise<TransactionOutcome>;
}

/** A place on the chain. */
export interface BlockPoint {
  readonly number: number;
  /** Seconds since 1970. */
  readonly time: number;
}

/** A header with the signatures of the network's header signers. */
export interface FinalHeader extends BlockPoint {
  /** Encoded `TrustedHeader`. */
  readonly encoded: Bytes;
}

/** What the vault did, as far as wallets care. */
export type VaultEvent =
  /** A payment was settled: the next receipt of its payee. */
  | {
      readonly type: 'settled';
      readonly block: number;
      readonly payment: Bytes;
      readonly payee: Bytes;
      readonly tx: Hex;
    }
  /** An item of a batch was left out. It consumed nothing. */
  | {
      readonly type: 'skipped';
      readonly block: number;
      readonly payment: Bytes;
      /** Name of the vault's `Reason`. */
      readonly reason: string;
      readonly tx: Hex;
    }
  /** A withdrawal was paid. */
  | {
      readonly type: 'withdrawn';
      readonly block: number;
      readonly account: Bytes;
      readonly serial: number;
      readonly tx: Hex;
    }
  /** An account was closed by its own enclave, and everything in it paid out. */
  | {
      readonly type: 'cancelled';
      readonly block: number;
      readonly account: Bytes;
      readonly to: Bytes;
      readonly serial: number;
      readonly amount: Wei;
      readonly tx: Hex;
    }
  /** An account was proved to belong to a broken enclave. Told at every proof, not only at the first. */
  | { readonly type: 'frozen'; readonly block: number; readonly account: Bytes; readonly tx: Hex }
  /**
   * Somebody whom a broken enclave harmed was paid out of its account, at least a part: into the account, whose deposit
   * total shows it, or, when that is closed, to its recovery address.
   */
  | {
      readonly type: 'compensated';
      readonly block: number;
      readonly payment: Bytes;
      readonly account: Bytes;
      readonly amount: Wei;
      readonly tx: Hex;
    }
  /** The recovery address announced an exit, or a freeze made its delay start again. */
  | {
      readonly type: 'exitAnnounced';
      readonly block: number;
      readonly account: Bytes;
      /** Seconds since 1970. */
      readonly exitAt: number;
      readonly tx: Hex;
    }
  | { readonly type: 'exitCancelled'; readonly block: number; readonly account: Bytes; readonly tx: Hex }
  /** Everything went to the recovery address, and the account is closed. */
  | {
      readonly type: 'exitExecuted';
      readonly block: number;
      readonly account: Bytes;
      readonly amount: Wei;
      readonly tx: Hex;
    };

/** Where a payment is among the receipts of its payee. */
export interface ReceiptPlace {
  readonly index: number;
  readonly path: readonly Bytes[];
}

/** How one support of an item is shown to be settled. */
export interface SupportProof {
  readonly payment: Bytes;
  /** By an earlier item of the batch, or by the payer's receipts. */
  readonly by:
    | { readonly type: 'item'; readonly item: number }
    | { readonly type: 'receipt'; readonly index: number; readonly path: readonly Bytes[] };
}

/** One payment of a settlement batch. */
export interface SettleItem {
  /** Digest. */
  readonly id: Bytes;
  readonly payment: Payment;
  readonly signature: Bytes;
  readonly acknowledgement: Bytes;
  readonly supports: readonly SupportProof[];
}

/** A transaction to the vault. */
export type VaultCall =
  | { readonly type: 'open'; readonly certificate: AccountCertificate; readonly value: Wei }
  | { readonly type: 'deposit'; readonly account: Bytes; readonly value: Wei }
  | {
      readonly type: 'settle';
      readonly opens: readonly AccountCertificate[];
      readonly items: readonly SettleItem[];
    }
  | { readonly type: 'withdraw'; readonly withdrawal: Withdrawal; readonly signature: Bytes }
  | { readonly type: 'cancel'; readonly cancellation: Cancellation; readonly signature: Bytes }
  /** By the recovery address of the account. */
  | { readonly type: 'announceExit' | 'cancelExit'; readonly account: Bytes }
  /** By anybody. */
  | { readonly type: 'executeExit'; readonly account: Bytes }
  /**
   * Two payments of one payer with one serial. When the serial is used, only the receipt of `first` makes it contested, so
   * that `second` can be settled, too.
   */
  | {
      readonly type: 'freezePayer';
      readonly first: SignedPayment;
      readonly second: SignedPayment;
      readonly receipt?: ReceiptPlace;
    }
  /** A payment that its payee both accepted and refused; with the payment's receipt, its payer is compensated. */
  | {
      readonly type: 'freezePayee';
      readonly payment: Payment;
      readonly acknowledgement: Bytes;
      readonly rejection: Bytes;
      readonly receipt?: ReceiptPlace;
    }
  /** After `settleBy`: what a frozen payer's account still holds. Supports by receipt only. */
  | {
      readonly type: 'claim';
      readonly accepted: AcceptedPayment;
      readonly supports: readonly SupportProof[];
    };

/** A payment that somebody brought to the vault. */
export interface CarriedPayment {
  readonly payment: Payment;
  /** The payer's. */
  readonly signature: Bytes;
  /** The payee's. */
  readonly acknowledgement: Bytes;
}

/** A transaction that can be sent, and sent again, as it is. */
export interface SignedTransaction {
  readonly hash: Hex;
  readonly raw: Hex;
  /** Of its sender. */
  readonly nonce: number;
  /** Its sender. Absent: the gas account. */
  readonly from?: Hex;
}

/** What became of a transaction. */
export type TransactionOutcome =
  /** Not in a block yet. */
  | { readonly type: 'waiting' }
  /** In a block. `ok` is false when it was reverted: then it moved nothing. */
  | { readonly type: 'mined'; readonly ok: boolean; readonly block: number }
  /** Another transaction took its nonce, finally: it can never be mined. */
  | { readonly type: 'void' };

/** Items of a batch at most; the vault refuses more. */
export const MAX_ITEMS = 64;
