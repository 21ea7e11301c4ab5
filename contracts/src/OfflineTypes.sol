// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AttestationCertificate, DeviceCertificate} from "./DeviceRegistry.sol";
import {Signature} from "./Signatures.sol";

/// @dev Standing of an account.
enum Status {
    None,
    Open,
    Frozen,
    Closed
}

/// @dev An account as it is stored: two words, packed from the low end. Enclaves read these words from storage proofs.
struct Account {
    /// What it holds, in wei.
    uint88 balance;
    /// Everything ever deposited, in wei: only grows.
    uint88 depositTotal;
    /// How many payments were settled to it: the number of its receipts.
    uint48 received;
    Status status;
    /// Who may take the money out when the device is lost.
    address recovery;
    /// 0, or the time from which the announced exit can be executed.
    uint40 exitAt;
}

/// @dev What makes an account one that an enclave of this network holds: root → device → attestation key → account.
struct Certificate {
    DeviceCertificate device;
    /// By a root key.
    Signature deviceSignature;
    AttestationCertificate attestation;
    /// By the device key.
    Signature attestationSignature;
    address account;
    address recovery;
    /// By the attestation key, over `AccountCertificate(network, account, recovery)`.
    Signature accountSignature;
    /// By the account key, over the same: no attestation key speaks for an account that it does not hold.
    Signature accountConsent;
}

/// @dev An offline payment (the paper's tx_off, §IV-A), with the fields in the order in which they are hashed. What it
/// hashes to is its name everywhere.
struct Payment {
    address payer;
    address payee;
    uint88 amount;
    /// The payer's own number for it, shared with withdrawals and cancellations: settles at most once.
    uint64 serial;
    uint40 tGen;
    /// No payee accepts it later.
    uint40 expiry;
    /// The vault does not settle it later.
    uint40 settleBy;
    /// Header time of the payer's last account proof.
    uint40 provedAt;
    /// keccak-256 of the digests of the payments that fund it, in order, or zero when there are none.
    bytes32 supportsHash;
    /// Digest of the payer's state after it.
    bytes32 state;
}

/// @dev Money from an account to any address.
struct Withdrawal {
    address account;
    address to;
    uint88 amount;
    /// Shared with payments.
    uint64 serial;
    uint40 tGen;
    uint40 settleBy;
    uint40 provedAt;
    bytes32 state;
}

/// @dev The end of an account: all that it holds, to any address. Signed before it is known how much that will be.
struct Cancellation {
    address account;
    address to;
    /// Shared with payments.
    uint64 serial;
    uint40 tGen;
    uint40 settleBy;
    uint40 provedAt;
    bytes32 state;
}

/// @dev Why an item of a batch was skipped. Checked in this order; the first that applies is reported.
enum Reason {
    /// It was not: the payment is settled.
    Settled,
    PayerUnknown,
    PayerClosed,
    PayeeUnknown,
    PayeeClosed,
    AmountZero,
    PayeeIsPayer,
    /// Not tGen <= expiry <= settleBy.
    TimesDisordered,
    /// settleBy has passed.
    TooLate,
    /// provedAt lies in the future.
    ProvedInFuture,
    /// settleBy is later than the payer's last account proof allows.
    SettleByTooLate,
    TooManySupports,
    /// A support is not settled: no such receipt, or no such settled item earlier in this batch.
    SupportUnsettled,
    /// A support that settles in this batch could not have settled as long as this payment can.
    SupportEndsEarlier,
    PayerSignature,
    PayeeSignature,
    SerialUsed,
    BalanceTooLow,
    /// The payee's balance would pass what an account can hold.
    PayeeFull
}
