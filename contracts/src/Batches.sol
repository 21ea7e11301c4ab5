// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ledger, Party} from "./Ledger.sol";
import {Reason} from "./OfflineTypes.sol";
import {Range, Receipts} from "./Receipts.sol";
import {Signature, Signatures} from "./Signatures.sol";

/// @dev A payment as it is hashed: eleven words that are hashed where they are.
struct Draft {
    bytes32 typeHash;
    address payer;
    address payee;
    uint256 amount;
    uint256 serial;
    uint256 tGen;
    uint256 expiry;
    uint256 settleBy;
    uint256 provedAt;
    bytes32 supportsHash;
    bytes32 state;
}

/// @dev A batch while the vault works on it, allocated once: an item takes the place of the one before.
struct Round {
    bytes32 domain;
    /// Everybody who pays or is paid.
    Party[] parties;
    /// The payment at hand, who is in it, and how many payments fund it.
    Draft payment;
    Party payer;
    Party payee;
    uint256 funding;
    /// Why the payment at hand is skipped, once a check has failed.
    Reason reason;
    /// Where in the call data each item begins.
    uint256[] starts;
    /// What became of the items so far, as `Settled` tells it.
    bytes outcomes;
    /// Where in the call data the batch ends.
    uint256 end;
}

/**
 * @title Batches
 * @notice Reads packed payments, and checks what can be checked of each. contracts/README.md describes the format; every
 * byte of a batch has one meaning, and a batch that does not is refused as a whole.
 */
abstract contract Batches is Ledger {
    using Receipts for Range;
    using Signatures for Signature;

    /// @notice Most payments in one batch.
    uint256 public constant MAX_ITEMS = 64;
    /// @notice Most payments that may fund one payment.
    uint256 public constant MAX_SUPPORTS = 16;

    /// @dev Marks a support's index as an item number of the batch.
    uint256 private constant IN_BATCH = 1 << 47;
    /// @dev Bytes of an item without its supports, and of a support without its path.
    uint256 private constant ITEM = 202;
    uint256 private constant SUPPORT = 39;
    /// @dev Where in an item the signatures of payer and payee are.
    uint256 private constant PAYER_SIGNATURE = 74;
    uint256 private constant PAYEE_SIGNATURE = 138;
    /// @dev Bytes of an outcome.
    uint256 private constant OUTCOME = 53;

    /// @notice The batch cannot be read. Nothing of it was done.
    error OfflineVaultMalformedBatch();

    // ----------------------------------------------------------------- reading

    /// @dev Reads who takes part. Accounts stand in ascending order, so that there is one copy of each.
    function _begin(Round memory round, bytes calldata batch) internal view returns (uint256 cursor) {
        assembly ("memory-safe") {
            cursor := batch.offset
        }
        (round.domain, round.payment.typeHash) = (_currentDomainSeparator(), PAYMENT_TYPE);
        round.end = cursor + batch.length;
        uint256 head = _word(cursor);
        uint256 parties = head >> 248;
        uint256 items = (head >> 240) & 0xff;
        cursor += 2;
        if (cursor + 20 * parties > round.end || items > MAX_ITEMS) revert OfflineVaultMalformedBatch();
        round.parties = new Party[](parties);
        address last = address(0);
        for (uint256 i = 0; i < parties; ++i) {
            address account_ = address(uint160(_word(cursor) >> 96));
            if (i != 0 && account_ <= last) revert OfflineVaultMalformedBatch();
            _load(round.parties[i], account_);
            last = account_;
            cursor += 20;
        }
        round.starts = new uint256[](items);
        // Outcomes are written by whole words: room for the last one's, which then is cut off.
        bytes memory outcomes = new bytes(items * OUTCOME + 11);
        assembly ("memory-safe") {
            mstore(outcomes, mul(items, OUTCOME))
        }
        round.outcomes = outcomes;
    }

    /// @dev Reads the item at `cursor` into `round`, but for signatures and paths. `next` is where it ends.
    function _read(Round memory round, uint256 cursor) internal pure returns (bytes32 digest, uint256 next) {
        unchecked {
            next = cursor + ITEM;
            if (next > round.end) revert OfflineVaultMalformedBatch();
            uint256 head = _word(cursor);
            _select(round, head >> 248, (head >> 240) & 0xff);
            Draft memory payment = round.payment;
            payment.payer = round.payer.account;
            payment.payee = round.payee.account;
            payment.amount = (head >> 144) & type(uint88).max;
            payment.serial = (head >> 80) & type(uint64).max;
            payment.tGen = (head >> 40) & type(uint40).max;
            payment.expiry = head & type(uint40).max;
            uint256 funding = (head >> 232) & 0xff;
            round.funding = funding;
            head = _word(cursor + 32);
            payment.settleBy = head >> 216;
            payment.provedAt = (head >> 176) & type(uint40).max;
            payment.state = bytes32(_word(cursor + 42));
            payment.supportsHash = 0;
            if (funding != 0) (next, payment.supportsHash) = _hashSupports(round, next, funding);
            bytes32 structHash;
            assembly ("memory-safe") {
                structHash := keccak256(payment, 0x160)
            }
            digest = Signatures.typedDigest(round.domain, structHash);
        }
    }

    /// @dev Makes the accounts with these numbers payer and payee of the payment at hand.
    function _select(Round memory round, uint256 payerNumber, uint256 payeeNumber) private pure {
        Party[] memory parties = round.parties;
        uint256 count = parties.length;
        if (payerNumber >= count || payeeNumber >= count) revert OfflineVaultMalformedBatch();
        Party memory payer = round.payer;
        Party memory payee = round.payee;
        // Both numbers were checked just now. A function that returned a struct would allocate one at every call.
        assembly ("memory-safe") {
            let first := add(parties, 0x20)
            payer := mload(add(first, shl(5, payerNumber)))
            payee := mload(add(first, shl(5, payeeNumber)))
        }
        round.payer = payer;
        round.payee = payee;
    }

    /// @dev Commitment to the supports that the payer signed. Digests have one length, so that no two lists look alike.
    function _hashSupports(Round memory round, uint256 cursor, uint256 funding)
        private
        pure
        returns (uint256 next, bytes32 hash)
    {
        bytes32[] memory digests = new bytes32[](funding);
        unchecked {
            for (uint256 k = 0; k < funding; ++k) {
                digests[k] = bytes32(_word(cursor));
                cursor += SUPPORT + 32 * ((_word(cursor + 32) >> 200) & 0xff);
            }
        }
        if (cursor > round.end) revert OfflineVaultMalformedBatch();
        return (cursor, keccak256(abi.encodePacked(digests)));
    }

    function _signature(uint256 cursor) private pure returns (Signature calldata signature) {
        assembly ("memory-safe") {
            signature := cursor
        }
    }

    /// @dev The 32 bytes of call data at `cursor`; zeros behind its end.
    function _word(uint256 cursor) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(cursor)
        }
    }

    // ---------------------------------------------------------------- checking

    /// @dev Says why the payment at hand is skipped. False, so that a check can answer with it.
    function _skip(Round memory round, Reason reason) internal pure returns (bool) {
        round.reason = reason;
        return false;
    }

    /// @dev What can be said of a payment alone, whatever the time.
    function _checkPayment(Round memory round) internal pure returns (bool) {
        Draft memory payment = round.payment;
        if (payment.amount == 0) return _skip(round, Reason.AmountZero);
        if (payment.payer == payment.payee) return _skip(round, Reason.PayeeIsPayer);
        uint256 expiry = payment.expiry;
        if (payment.tGen > expiry || expiry > payment.settleBy) return _skip(round, Reason.TimesDisordered);
        return true;
    }

    /// @dev Everything that funds item `i`, which begins at `cursor`, is settled: by a receipt of its payer, or earlier in
    /// this batch.
    function _checkSupports(Round memory round, uint256 i, uint256 cursor) internal view returns (bool) {
        uint256 funding = round.funding;
        if (funding == 0) return true;
        if (funding > MAX_SUPPORTS) return _skip(round, Reason.TooManySupports);
        Party memory payer = round.payer;
        unchecked {
            cursor += ITEM;
            for (; funding != 0; --funding) {
                bytes32 digest = bytes32(_word(cursor));
                uint256 place = _word(cursor + 32);
                uint256 index = place >> 208;
                bytes32[] calldata path;
                assembly ("memory-safe") {
                    path.offset := add(cursor, SUPPORT)
                    path.length := and(shr(200, place), 0xff)
                }
                cursor += SUPPORT + 32 * path.length;
                if (index & IN_BATCH == 0) {
                    if (!payer.receipts.contains(_peaks[payer.account], digest, index, path)) {
                        return _skip(round, Reason.SupportUnsettled);
                    }
                } else {
                    index ^= IN_BATCH;
                    if (index >= i || !_isSettled(round, index, digest, payer.account)) {
                        return _skip(round, Reason.SupportUnsettled);
                    }
                    if (uint40(_word(round.starts[index] + 32) >> 216) < round.payment.settleBy) {
                        return _skip(round, Reason.SupportEndsEarlier);
                    }
                }
            }
        }
        return true;
    }

    /// @dev Whether both enclaves agreed to the payment at `cursor`.
    function _checkSignatures(Round memory round, uint256 cursor, bytes32 digest) internal view returns (bool) {
        Draft memory payment = round.payment;
        unchecked {
            if (!_signature(cursor + PAYER_SIGNATURE).isBy(digest, payment.payer)) {
                return _skip(round, Reason.PayerSignature);
            }
            bytes32 agreed = Signatures.typedDigest(round.domain, Receipts.hashPair(ACKNOWLEDGEMENT_TYPE, digest));
            if (!_signature(cursor + PAYEE_SIGNATURE).isBy(agreed, payment.payee)) {
                return _skip(round, Reason.PayeeSignature);
            }
        }
        return true;
    }

    // ----------------------------------------------------------------- telling

    /// @dev Writes down what became of item `i`, which is the payment at hand.
    function _record(Round memory round, uint256 i, bytes32 digest) internal pure {
        bytes memory outcomes = round.outcomes;
        // The second word reaches 11 bytes into the next outcome, which is written later, or into the room for that.
        uint256 rest = (uint256(uint160(round.payment.payee)) << 96) | (uint256(round.reason) << 88);
        assembly ("memory-safe") {
            let cursor := add(add(outcomes, 0x20), mul(i, OUTCOME))
            mstore(cursor, digest)
            mstore(add(cursor, 0x20), rest)
        }
    }

    /// @dev Whether this payment was settled to `payee` as item `i`.
    function _isSettled(Round memory round, uint256 i, bytes32 digest, address payee) private pure returns (bool) {
        bytes memory outcomes = round.outcomes;
        bytes32 known;
        uint256 rest;
        assembly ("memory-safe") {
            let cursor := add(add(outcomes, 0x20), mul(i, OUTCOME))
            known := mload(cursor)
            rest := shr(88, mload(add(cursor, 0x20)))
        }
        return known == digest && rest == (uint256(uint160(payee)) << 8) | uint256(Reason.Settled);
    }
}
