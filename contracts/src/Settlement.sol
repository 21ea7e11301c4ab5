// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Batches, Round} from "./Batches.sol";
import {Party} from "./Ledger.sol";
import {Account, Certificate, Reason, Status} from "./OfflineTypes.sol";
import {Range, Receipts} from "./Receipts.sol";
import {Signature, Signatures} from "./Signatures.sol";

/**
 * @title Settlement
 * @notice Opens accounts from certificates and settles batches of payments.
 */
abstract contract Settlement is Batches {
    using Receipts for Range;
    using Signatures for Signature;

    /// @notice Most certificates in one batch.
    uint256 public constant MAX_OPENS = 64;
    /// @notice Most bytes of one batch. With the other limits it keeps any batch below the 2^24 gas of a transaction.
    uint256 public constant MAX_BATCH = 64 << 10;
    /// @notice The program that an account's enclave must run.
    bytes32 public constant PROGRAM = keccak256("coffer.offline");

    bytes32 private constant ACCOUNT_TYPE =
        keccak256("AccountCertificate(bytes32 network,address account,address recovery)");
    /// @dev Where the certificates begin in the call data of `settle`, and their size.
    uint256 private constant OPENS = 100;
    uint256 private constant CERTIFICATE = 544;

    event AccountOpened(
        address indexed account,
        address indexed recovery,
        address indexed attestationKey,
        uint8 counterClass,
        bool revoked
    );
    /// @notice A certificate of a batch was not valid: no account was opened from it.
    event CertificateSkipped(uint256 indexed index, address indexed account);
    /**
     * @notice A batch was settled. `outcomes` has 53 bytes per item, in order: the payment's digest (32), its payee (20), and
     * the `Reason` (1). The receipts of an account are the payments settled to it, in the order of events.
     */
    event Settled(address indexed submitter, bytes outcomes);
    /// @notice The batch, when it is not to be found in the transaction's own call data.
    event Carried(bytes batch);

    /// @notice The certificate is for another program, or not signed by both its attestation key and its account.
    error OfflineVaultInvalidCertificate(address account);
    /// @notice The batch is longer than allowed.
    error OfflineVaultBatchTooLong(uint256 length, uint256 opens);

    /**
     * @notice Opens the accounts that are missing, then settles payments in order. What is not valid is skipped and
     * consumes nothing; the rest settles. Anybody may submit.
     * @param opens Certificates; those of accounts that exist are ignored.
     * @param batch Packed payments. What funds another one in the same batch must come before it.
     */
    function settle(Certificate[] calldata opens, bytes calldata batch) external {
        if (opens.length > MAX_OPENS || batch.length > MAX_BATCH) {
            revert OfflineVaultBatchTooLong(batch.length, opens.length);
        }
        for (uint256 i = 0; i < opens.length; ++i) {
            if (_accounts[opens[i].account].status != Status.None) continue;
            if (!_open(opens[i], false)) emit CertificateSkipped(i, opens[i].account);
        }
        Round memory round;
        uint256 cursor = _begin(round, batch);
        uint256 items = round.starts.length;
        if (items != 0) cursor = _settleAll(round, items, cursor);
        if (cursor != round.end) revert OfflineVaultMalformedBatch();
        Party[] memory parties = round.parties;
        for (uint256 i = 0; i < parties.length; ++i) {
            _store(parties[i]);
        }
        _publish(opens, batch);
        emit Settled(msg.sender, round.outcomes);
    }

    // ---------------------------------------------------------------- settling

    /// @dev Settles the items, which begin at `cursor`, or writes down why not. Returns where they end.
    function _settleAll(Round memory round, uint256 items, uint256 cursor) private returns (uint256) {
        // Any account, until `_read` has told: a batch with items has one. Without a value Solidity would allocate two more.
        Party memory from = round.parties[0];
        Party memory to = from;
        for (uint256 i = 0; i < items;) {
            (bytes32 digest, uint256 next, bool sound) = _read(round, i, cursor);
            assembly ("memory-safe") {
                from := mload(add(round, FROM))
                to := mload(add(round, TO))
            }
            if (
                (from.active && to.active || _skipMissing(round, from.status, to.status)) && sound && _checkTimes(round)
                    && (round.funding == 0 || _checkSupports(round, from, i, cursor))
                    && _checkSignatures(round, from, to, cursor, digest)
            ) _book(round, from, to, digest);
            _record(round, i, digest);
            cursor = next;
            unchecked {
                ++i;
            }
        }
        return cursor;
    }

    function _skipMissing(Round memory round, Status payer, Status payee) private pure returns (bool) {
        if (payer == Status.None) return _skip(round, Reason.PayerUnknown);
        if (payer == Status.Closed) return _skip(round, Reason.PayerClosed);
        return _skip(round, payee == Status.None ? Reason.PayeeUnknown : Reason.PayeeClosed);
    }

    function _checkTimes(Round memory round) private view returns (bool) {
        Reason reason = _checkDeadline(round.settleBy, round.provedAt);
        return reason == Reason.Settled || _skip(round, reason);
    }

    /// @dev Moves the money, uses the serial and makes the payment a receipt, if it is the first time and the money is there.
    function _book(Round memory round, Party memory from, Party memory to, bytes32 digest) private returns (bool) {
        uint256 amount = round.amount;
        uint256 serial = round.serial;
        unchecked {
            if (from.word != (serial >> 8) + 1) _loadSerials(from, serial >> 8);
        }
        uint256 serials = from.serials;
        uint256 bit = 1 << (serial & 0xff);
        bool shared = serials & bit != 0;
        if (shared && !_mayShare(from, uint64(serial), digest)) return _skip(round, Reason.SerialUsed);
        unchecked {
            uint256 balance = from.balance;
            if (balance < amount) return _skip(round, Reason.BalanceTooLow);
            uint256 raised = to.balance + amount;
            if (raised > type(uint88).max) return _skip(round, Reason.PayeeFull);
            from.balance = balance - amount;
            to.balance = raised;
        }
        from.serials = serials | bit;
        from.paid = true;
        to.receipts.append(_peaksOf(to), digest);
        if (shared) _claims[digest] = amount;
        return true;
    }

    /// @dev Whether a payment may settle although its serial is used: the serial was proved to be in several payments, and
    /// this one has not been paid.
    function _mayShare(Party memory payer, uint64 serial, bytes32 digest) private view returns (bool) {
        return payer.status == Status.Frozen && isContested(payer.account, serial) && _claims[digest] == 0;
    }

    /**
     * @dev A conflicting payment is proof against its payer, so everybody must be able to read what was settled. A plain
     * account's batch is in its transaction, at one place; whoever calls by way of a contract has it published.
     */
    function _publish(Certificate[] calldata opens, bytes calldata batch) private {
        uint256 first;
        uint256 start;
        assembly ("memory-safe") {
            first := opens.offset
            start := batch.offset
        }
        unchecked {
            // Both lengths were bounded.
            uint256 expected = OPENS + opens.length * CERTIFICATE + 32;
            uint256 padded = (batch.length + 31) & ~uint256(31);
            if (first != OPENS || start != expected || msg.data.length != start + padded) {
                revert OfflineVaultMalformedBatch();
            }
        }
        // solhint-disable-next-line avoid-tx-origin
        if (msg.sender != tx.origin || msg.sender.code.length != 0) emit Carried(batch);
    }

    // ----------------------------------------------------------------- opening

    /**
     * @dev Opens an account. Revocation does not matter here: whoever was paid must be able to collect. A certificate that
     * is not valid reverts when `strict`, else returns false.
     */
    function _open(Certificate calldata certificate, bool strict) internal returns (bool) {
        address account_ = certificate.account;
        try registry.certify(
            certificate.device, certificate.deviceSignature, certificate.attestation, certificate.attestationSignature
        ) returns (
            address key, bytes32 program, uint8 counterClass, bool revoked
        ) {
            bytes32 digest = _typedDigest(keccak256(abi.encode(ACCOUNT_TYPE, network, account_, certificate.recovery)));
            if (
                program == PROGRAM && certificate.accountSignature.isBy(digest, key)
                    && certificate.accountConsent.isBy(digest, account_)
            ) {
                Account storage stored = _accounts[account_];
                stored.status = Status.Open;
                stored.recovery = certificate.recovery;
                emit AccountOpened(account_, certificate.recovery, key, counterClass, revoked);
                return true;
            }
        } catch (bytes memory reason) {
            if (strict) {
                assembly ("memory-safe") {
                    revert(add(reason, 0x20), mload(reason))
                }
            }
        }
        if (strict) revert OfflineVaultInvalidCertificate(account_);
        return false;
    }
}
