// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Batches, Round} from "./Batches.sol";
import {Party} from "./Ledger.sol";
import {Account, Payment, Reason, Status} from "./OfflineTypes.sol";
import {Range, Receipts} from "./Receipts.sol";
import {Signature} from "./Signatures.sol";

/**
 * @title Disputes
 * @notice What happens when an enclave is proved to be broken. It is frozen, and nobody else is; then those whom it harmed
 * are paid out of its account, in the order in which they come, up to what it holds (docs/decisions/0005-disputes.md).
 * Anybody may carry a proof or a claim here.
 */
abstract contract Disputes is Batches {
    using Receipts for Range;

    bytes32 private constant REJECTION_TYPE = keccak256("Rejection(bytes32 payment)");

    /// @dev Index of a receipt that there is not: the number of receipts has 48 bits, so none has this one.
    uint256 private constant NO_RECEIPT = type(uint48).max;

    /// @notice An account was proved to be broken: it signed both payments, or both accepted and refused one (`first` = `second`).
    event Frozen(address indexed account, bytes32 first, bytes32 second);
    /// @notice Somebody was paid for a payment out of a frozen account, into an account or to the recovery address of a closed one.
    event Compensated(bytes32 indexed payment, address indexed account, uint256 amount);

    /// @notice The payments are one and the same, or differ in payer or serial: no proof of anything.
    error OfflineVaultNoConflict();
    /// @notice The payment is not one that can be claimed now.
    error OfflineVaultNotClaimable(Reason reason);
    /// @notice Nothing is due for this payment, or nothing is there, or its recipient does not take it.
    error OfflineVaultNothingPaid(bytes32 payment);

    /**
     * @notice Freezes a payer that signed two payments with one serial, and lets `settle` pay both, once each. If something
     * has used the serial already, only a receipt of `first` shows what did; without it, this freezes and no more.
     * @param index Number of the receipt of `first` at its payee, or 2^48 - 1 when there is none.
     * @param path From the receipt to its peak.
     */
    function freezePayer(
        Payment calldata first,
        Signature calldata firstSignature,
        Payment calldata second,
        Signature calldata secondSignature,
        uint48 index,
        bytes32[] calldata path
    ) external {
        address culprit = first.payer;
        uint64 serial = first.serial;
        bytes32 one = _paymentDigest(first);
        bytes32 other = _paymentDigest(second);
        if (second.payer != culprit || second.serial != serial || one == other) revert OfflineVaultNoConflict();
        _mustBeBy(firstSignature, one, culprit);
        _mustBeBy(secondSignature, other, culprit);
        _freeze(culprit, one, other);
        if (!isUsed(culprit, serial)) {
            _contest(culprit, serial);
        } else if (!isContested(culprit, serial) && _isReceipt(first.payee, one, index, path)) {
            _contest(culprit, serial);
            _claims[one] = first.amount;
        }
    }

    /**
     * @notice Freezes a payee that both accepted and refused a payment, and pays the payer back when a receipt proves that
     * the payment was settled all the same. May be called again with a newer proof, or when there is more to pay.
     * @param index Number of the receipt, or 2^48 - 1 when there is none.
     * @param path From the receipt to its peak.
     */
    function freezePayee(
        Payment calldata payment,
        Signature calldata acknowledgement,
        Signature calldata rejection,
        uint48 index,
        bytes32[] calldata path
    ) external nonReentrant {
        address culprit = payment.payee;
        bytes32 digest = _paymentDigest(payment);
        _mustBeBy(acknowledgement, _statementDigest(ACKNOWLEDGEMENT_TYPE, digest), culprit);
        _mustBeBy(rejection, _statementDigest(REJECTION_TYPE, digest), culprit);
        _freeze(culprit, digest, digest);
        if (_isReceipt(culprit, digest, index, path)) _compensate(digest, payment.amount, culprit, payment.payer);
    }

    /**
     * @notice After `settleBy`: pays a payee what is there of its frozen payer's account, as compensation, and again when
     * there is more. Everything that funded the payment must be settled. The serial must be contested, or unused, and then
     * no older than an exit takes: later, the money of a lapsed payment is long spent again.
     * @param batch Packed as for `settle`, one payment, all its supports by receipts.
     */
    function claim(bytes calldata batch) external nonReentrant {
        Round memory round;
        uint256 cursor = _begin(round, batch);
        if (round.starts.length != 1) revert OfflineVaultMalformedBatch();
        (bytes32 digest, uint256 next, bool sound) = _read(round, 0, cursor);
        if (next != round.end) revert OfflineVaultMalformedBatch();
        // Any account, as in `_settleAll`: there is one payment, so there is one.
        Party memory payer = round.parties[0];
        Party memory payee = payer;
        assembly ("memory-safe") {
            payer := mload(add(round, FROM))
            payee := mload(add(round, TO))
        }
        if (payer.status != Status.Frozen) revert OfflineVaultWrongStatus(payer.account, payer.status);
        if (payee.status == Status.None) revert OfflineVaultWrongStatus(payee.account, Status.None);
        uint256 settleBy = round.settleBy;
        if (block.timestamp <= settleBy) revert OfflineVaultInvalidTimes();
        _demand(round, sound);
        _require(_checkProof(settleBy, round.provedAt));
        _demand(round, _checkSupports(round, payer, 0, cursor));
        _demand(round, _checkSignatures(round, payer, payee, cursor, digest));
        uint64 serial = uint64(round.serial);
        if (!isUsed(payer.account, serial)) {
            if (block.timestamp > settleBy + exitDelay) _require(Reason.TooLate);
            _contest(payer.account, serial);
        } else if (!isContested(payer.account, serial)) {
            _require(Reason.SerialUsed);
        }
        if (!_compensate(digest, round.amount, payer.account, payee.account)) revert OfflineVaultNothingPaid(digest);
    }

    /// @notice What was paid for a payment of a contested serial, or as compensation, in wei.
    function claimed(bytes32 payment) external view returns (uint256) {
        return _claims[payment];
    }

    // ----------------------------------------------------------------- helpers

    function _freeze(address culprit, bytes32 first, bytes32 second) private {
        Account storage stored = _accounts[culprit];
        Status status = stored.status;
        if (status == Status.Open) {
            stored.status = Status.Frozen;
            // Once: if each proof did, whoever holds a leaked key could keep the owner waiting for ever.
            if (stored.exitAt != 0) _startExit(culprit);
        } else if (status != Status.Frozen) {
            revert OfflineVaultWrongStatus(culprit, status);
        }
        emit Frozen(culprit, first, second);
    }

    function _contest(address account_, uint64 serial) private {
        _use(account_, serial);
        _conflicts[account_][serial >> 8] |= 1 << (serial & 0xff);
    }

    function _isReceipt(address account_, bytes32 digest, uint256 index, bytes32[] calldata path)
        private
        view
        returns (bool)
    {
        // Without a proof, the account need not be read.
        if (index == NO_RECEIPT) return false;
        Party memory party;
        _load(party, account_);
        return party.receipts.contains(_peaksOf(party), digest, index, path);
    }

    function _require(Reason reason) private pure {
        if (reason != Reason.Settled) revert OfflineVaultNotClaimable(reason);
    }

    function _demand(Round memory round, bool held) private pure {
        if (!held) revert OfflineVaultNotClaimable(Reason(round.reason));
    }

    /// @dev Moves as much as is due and there, without a receipt. False, and nothing changes, when nothing can be moved.
    function _compensate(bytes32 digest, uint256 amount, address from, address to) private returns (bool) {
        uint256 paid = _claims[digest];
        uint256 balance = _accounts[from].balance;
        amount -= paid;
        if (amount > balance) amount = balance;
        if (amount == 0) return false;
        Account storage recipient = _accounts[to];
        _claims[digest] = paid + amount;
        // Not more than `balance`, which fits.
        // forge-lint: disable-next-line(unsafe-typecast)
        _accounts[from].balance = uint88(balance - amount);
        bool taken = recipient.status == Status.Closed ? _send(recipient.recovery, amount) : _credit(recipient, amount);
        if (taken) {
            emit Compensated(digest, to, amount);
        } else {
            // Whoever refused has undone all that it did meanwhile, so these are as they were.
            // forge-lint: disable-next-line(unsafe-typecast)
            (_claims[digest], _accounts[from].balance) = (paid, uint88(balance));
        }
        return taken;
    }
}
