import type { Wei } from '@coffer/core/amount';
import {
  blob,
  bool,
  count,
  fixed,
  list,
  oneOf,
  optional,
  record,
  type Typed,
  uint,
  variants,
} from '@coffer/core/codec';
import { accountCertificateCodec } from './certificate.ts';
import { answerCodec, paymentMessageCodec } from './message.ts';
import { acceptedPaymentCodec, cancellationCodec, withdrawalCodec } from './payment.ts';

/** Requests to the enclave program and its replies: the paper's commands to M_install,resume (§IV-A, Algorithms 2 to 4). */

const wei = uint<Wei>(88);

/** A storage slot of the vault with its Merkle-Patricia proof. */
const slotProofCodec = record({ slot: fixed(32), nodes: list(blob(1_024), 64) });

/** Vault storage under one final header. */
export const chainEvidenceCodec = record({
  /** Encoded `TrustedHeader` (`@coffer/ethereum/trust`): the header and its signers' signatures. */
  header: blob(8_192),
  /** Proof of the vault's account under the header's state root. */
  vault: list(blob(1_024), 64),
  /** Storage proofs, each slot once. */
  slots: list(slotProofCodec, 4_096),
});
/** Proof of what the vault stores, as of one final header. */
export type ChainEvidence = Typed<typeof chainEvidenceCodec>;

/** Where an incoming payment stands among the receipts of this account. */
const receiptCodec = record({ payment: fixed(32), index: count(2 ** 48 - 1), path: list(fixed(32), 48) });
/** Membership of a settled payment in the account's receipts. */
export type ReceiptProof = Typed<typeof receiptCodec>;

/** What can be asked of the enclave. */
export const requestCodec = variants({
  /** Makes the account key. Needs a final header and the proof that the account does not exist yet (SAFETY O2). */
  init: record({ recovery: fixed(20), header: blob(8_192) }),
  /** Proves the account's existence or absence and books deposits (§IV-A "deposit"). Evidence: the two account words. */
  deposit: record({ evidence: chainEvidenceCodec }),
  /** Makes a payment (§IV-A "transfer"). Debits at once (SAFETY O1). */
  transfer: record({ amount: wei, payee: accountCertificateCodec }),
  /** The same bytes again, for ever (SAFETY O9). */
  resend: record({ serial: count() }),
  /** Takes a payment, or refuses it for cause (§IV-A "receive"). */
  receive: record({ message: paymentMessageCodec }),
  /** Refuses a genuine payment because its receiver says so (§IV-A "reject"). */
  reject: record({ message: paymentMessageCodec }),
  /** Keeps the payee's answer (§IV-A "save"). Changes no balance. */
  save: record({ answer: answerCodec }),
  /** Books the payee's acknowledgement (§IV-A "pay"): the payment is done. */
  pay: record({ answer: answerCodec }),
  /** Books the payee's rejection (§IV-A "abort"): the money is free again. */
  abort: record({ answer: answerCodec }),
  /** Everything unsettled, ready for the vault (§IV-A "onchainUpdate"). */
  onchainUpdate: record({}),
  /** Judges everything unsettled under one final header (§IV-A "finalize"; SAFETY O6). */
  finalize: record({ evidence: chainEvidenceCodec, receipts: list(receiptCodec, 4_096) }),
  /** Signs a withdrawal of proved, uncommitted chain balance (SAFETY O3). */
  withdraw: record({ amount: wei, to: fixed(20) }),
  /** Ends the account: signs everything that it holds over to one address, for good (§IV-A "logout"; SAFETY O3). */
  logout: record({ to: fixed(20) }),
  /** Deletes the key of an account that is proved closed (§IV-A "clean"). Evidence: the two account words. */
  clean: record({ evidence: chainEvidenceCodec }),
  /** Books that the account is frozen (§IV-A "freeze"). Evidence: the two account words. */
  freeze: record({ evidence: chainEvidenceCodec }),
  /** Revokes keys for this enclave's own acceptance (offline revocation list). */
  revoke: record({ keys: list(fixed(20), 256), measurements: list(fixed(32), 64) }),
  /** Balances and counts. Reads only. */
  status: record({}),
  /** The payments in the enclave's books. Reads only. */
  payments: record({}),
});
/** A request to the enclave program. */
export type Request = Typed<typeof requestCodec>;

/** Balances, in wei. A1: a payment that its payee credited is not in flight. */
const statusCodec = record({
  initialised: bool,
  /** Set once initialised. */
  certificate: optional(accountCertificateCodec),
  /** What can be paid now: `fromChain` + unsettled incoming that is still good. */
  spendable: wei,
  /** Part of `spendable` that can be withdrawn. */
  withdrawable: wei,
  /** Part of `spendable` that depends on payments not settled yet. */
  unsettledIncoming: wei,
  /** Payments made and not answered. */
  inFlight: wei,
  /** Payments acknowledged and not settled yet. */
  outgoingUnsettled: wei,
  /** Withdrawals and a cancellation signed and not seen on chain yet. */
  pendingWithdrawals: wei,
  /** As of the last account proof. */
  onChain: wei,
  depositTotal: wei,
  accountStatus: oneOf('absent', 'open', 'frozen', 'closed'),
  exitAt: count(),
  /** Number and time of the newest proved header. */
  headerNumber: count(),
  headerTime: count(),
  /** Header time of the last account proof. */
  provedAt: count(),
  /** May it pay and acknowledge? `no` after a restore without a counter (SAFETY O8). */
  mode: oneOf('normal', 'restored-without-counter'),
  /** A cancellation is signed and has not lapsed: the account does nothing more. */
  leaving: bool,
  nextSerial: count(),
});
/** Balances and standing of the enclave. */
export type Status = Typed<typeof statusCodec>;

/** An outgoing payment, withdrawal or cancellation in the books. */
const outgoingViewCodec = record({
  kind: oneOf('payment', 'withdrawal', 'cancellation'),
  id: fixed(32),
  serial: count(),
  /** Payee's account, or the address that the money goes to. */
  to: fixed(20),
  amount: wei,
  tGen: count(),
  expiry: count(),
  settleBy: count(),
  state: oneOf('in-flight', 'acknowledged', 'aborted', 'pending'),
});
/** An incoming payment in the books. */
const incomingViewCodec = record({
  id: fixed(32),
  from: fixed(20),
  serial: count(),
  amount: wei,
  tGen: count(),
  settleBy: count(),
  /** Not passed on yet, wei. */
  free: wei,
  state: oneOf('unsettled', 'disputed'),
});
/** An outgoing entry of the enclave's books. */
export type OutgoingView = Typed<typeof outgoingViewCodec>;
/** An incoming entry of the enclave's books. */
export type IncomingView = Typed<typeof incomingViewCodec>;

/** One thing to settle, with the certificates that may be needed to open accounts. */
const settlementCodec = record({
  /** What funds comes before what is funded; each payment once. */
  payments: list(acceptedPaymentCodec, 1 << 15),
  certificates: list(accountCertificateCodec, 1 << 15),
  /** Withdrawals that the chain has not shown yet. */
  withdrawals: list(record({ withdrawal: withdrawalCodec, signature: fixed(64) }), 4_096),
  /** Signed and not shown by the chain yet. Then there is nothing else to settle. */
  cancellation: optional(record({ cancellation: cancellationCodec, signature: fixed(64) })),
});
/** Everything that this enclave can bring to the vault. */
export type Settlement = Typed<typeof settlementCodec>;

/** What became of each item under the header of a `finalize`. */
const finalizedCodec = record({
  settledOut: list(fixed(32), 8_192),
  refunded: list(fixed(32), 8_192),
  settledIn: list(fixed(32), 8_192),
  writtenOff: list(fixed(32), 8_192),
  /** Their serial was used, and not shown to be by them: newly found so, or lapsed so. */
  disputed: list(fixed(32), 8_192),
  /** Deposits newly booked, wei. */
  deposited: wei,
});
/** What a reconciliation changed. */
export type Finalized = Typed<typeof finalizedCodec>;

/** What the enclave answers; the `type` is that of the request, except where noted. */
export const replyCodec = variants({
  initialised: record({ certificate: accountCertificateCodec }),
  deposited: record({ amount: wei }),
  payment: record({ id: fixed(32), message: paymentMessageCodec }),
  answer: record({ answer: answerCodec }),
  done: record({}),
  settlement: settlementCodec,
  finalized: finalizedCodec,
  withdrawal: record({ id: fixed(32), withdrawal: withdrawalCodec, signature: fixed(64) }),
  cancellation: record({ id: fixed(32), cancellation: cancellationCodec, signature: fixed(64) }),
  status: statusCodec,
  payments: record({ outgoing: list(outgoingViewCodec, 8_192), incoming: list(incomingViewCodec, 8_192) }),
});
/** A reply of the enclave program. */
export type Reply = Typed<typeof replyCodec>;

/** Bounds on a request to the enclave: the largest is a `finalize` with many proofs. */
export const REQUEST_LIMITS = { maxBytes: 15 << 20, maxDepth: 12, maxItems: 1 << 18 } as const;
