// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ledger, Party} from "./Ledger.sol";
import {Reason} from "./OfflineTypes.sol";
import {Range, Receipts} from "./Receipts.sol";
import {Signature, Signatures} from "./Signatures.sol";

/// @dev A batch while the vault works on it, allocated once: an item takes the place of the one before. Code below knows
/// where its words are.
struct Round {
    // The payment at hand as it is hashed: eleven words that are hashed where they are.
    bytes32 typeHash;
    uint256 payer;
    uint256 payee;
    uint256 amount;
    uint256 serial;
    uint256 tGen;
    uint256 expiry;
    uint256 settleBy;
    uint256 provedAt;
    bytes32 supportsHash;
    bytes32 state;
    // What is signed, likewise: 0x1901 at the low end, the domain separator, the hash of what stands before.
    uint256 prefix;
    bytes32 domain;
    bytes32 structHash;
    /// Where in memory the accounts of payer and payee are.
    uint256 from;
    uint256 to;
    /// How many payments fund it.
    uint256 funding;
    /// The `Reason` why it is skipped, once a check has failed.
    uint256 reason;
    /// Everybody who pays or is paid.
    Party[] parties;
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
    /// @dev Where in a `Round` its words are. What is signed begins with the last two bytes of `prefix`.
    uint256 private constant PAYER = 0x20;
    uint256 private constant PAYEE = 0x40;
    uint256 private constant PAYMENT = 0x160;
    uint256 private constant SIGNED = 0x17e;
    uint256 private constant STRUCT_HASH = 0x1a0;
    uint256 internal constant FROM = 0x1c0;
    uint256 internal constant TO = 0x1e0;
    uint256 private constant PARTIES = 0x240;
    uint256 private constant STARTS = 0x260;

    /// @notice The batch cannot be read. Nothing of it was done.
    error OfflineVaultMalformedBatch();

    // ----------------------------------------------------------------- reading

    /// @dev Reads who takes part. Accounts stand in ascending order, so that there is one copy of each.
    function _begin(Round memory round, bytes calldata batch) internal view returns (uint256 cursor) {
        assembly ("memory-safe") {
            cursor := batch.offset
        }
        (round.typeHash, round.prefix, round.domain) = (PAYMENT_TYPE, 0x1901, _currentDomainSeparator());
        uint256 head = _word(cursor);
        uint256 count = head >> 248;
        uint256 items = (head >> 240) & 0xff;
        unchecked {
            // Call data is short, and these numbers have eight bits.
            uint256 end = cursor + batch.length;
            cursor += 2;
            if (cursor + 20 * count > end || items > MAX_ITEMS || (items != 0 && count == 0)) {
                revert OfflineVaultMalformedBatch();
            }
            round.end = end;
            Party[] memory parties = new Party[](count);
            address last = address(0);
            for (uint256 i = 0; i < count; ++i) {
                address account_ = address(uint160(_word(cursor) >> 96));
                if (i != 0 && account_ <= last) revert OfflineVaultMalformedBatch();
                _load(parties[i], account_);
                last = account_;
                cursor += 20;
            }
            round.parties = parties;
        }
        round.starts = new uint256[](items);
        // Outcomes are written by whole words: room for the last one's, which then is cut off.
        uint256 room;
        unchecked {
            room = items * OUTCOME + 11;
        }
        bytes memory outcomes = new bytes(room);
        assembly ("memory-safe") {
            mstore(outcomes, sub(room, 11))
        }
        round.outcomes = outcomes;
    }

    /**
     * @dev Reads item `i`, which begins at `cursor`, into `round`, but for signatures and paths. `next` is where it ends.
     * Not `sound` when something can be said against the payment alone, whatever the time.
     */
    function _read(Round memory round, uint256 i, uint256 cursor)
        internal
        pure
        returns (bytes32 digest, uint256 next, bool sound)
    {
        unchecked {
            uint256 head = _word(cursor);
            next = cursor + ITEM;
            // Settled, until something is found.
            (sound, round.reason) = (true, 0);
            {
                uint256 from = head >> 248;
                uint256 to = (head >> 240) & 0xff;
                uint256 parties = round.parties.length;
                if (next > round.end || from >= parties || to >= parties) revert OfflineVaultMalformedBatch();
                // Both numbers were checked just now, and `i` by whoever counts items. An account begins with its address.
                assembly ("memory-safe") {
                    mstore(add(add(mload(add(round, STARTS)), 0x20), shl(5, i)), cursor)
                    let first := add(mload(add(round, PARTIES)), 0x20)
                    from := mload(add(first, shl(5, from)))
                    to := mload(add(first, shl(5, to)))
                    mstore(add(round, FROM), from)
                    mstore(add(round, TO), to)
                    mstore(add(round, PAYER), mload(from))
                    mstore(add(round, PAYEE), mload(to))
                }
            }
            {
                uint256 times = _word(cursor + 32);
                uint256 settleBy = times >> 216;
                uint256 expiry = head & type(uint40).max;
                uint256 tGen = (head >> 40) & type(uint40).max;
                round.settleBy = settleBy;
                round.expiry = expiry;
                round.tGen = tGen;
                round.provedAt = (times >> 176) & type(uint40).max;
                // The first flaw that applies is told: so the last is looked for first.
                if (tGen > expiry || expiry > settleBy) sound = _skip(round, Reason.TimesDisordered);
            }
            // There is one copy of each account.
            if (round.from == round.to) sound = _skip(round, Reason.PayeeIsPayer);
            uint256 amount = (head >> 144) & type(uint88).max;
            if (amount == 0) sound = _skip(round, Reason.AmountZero);
            round.amount = amount;
            round.serial = (head >> 80) & type(uint64).max;
            round.state = bytes32(_word(cursor + 42));
            uint256 funding = (head >> 232) & 0xff;
            round.funding = funding;
            bytes32 supportsHash = 0;
            if (funding != 0) (next, supportsHash) = _hashSupports(round, next, funding);
            round.supportsHash = supportsHash;
        }
        assembly ("memory-safe") {
            mstore(add(round, STRUCT_HASH), keccak256(round, PAYMENT))
            digest := keccak256(add(round, SIGNED), 0x42)
        }
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
        round.reason = uint256(reason);
        return false;
    }

    /// @dev Everything that funds item `i`, which begins at `cursor`, is settled: by a receipt of its payer, or earlier in
    /// this batch.
    function _checkSupports(Round memory round, Party memory from, uint256 i, uint256 cursor)
        internal
        view
        returns (bool)
    {
        uint256 funding = round.funding;
        if (funding > MAX_SUPPORTS) return _skip(round, Reason.TooManySupports);
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
                    if (!from.receipts.contains(_peaksOf(from), digest, index, path)) {
                        return _skip(round, Reason.SupportUnsettled);
                    }
                } else {
                    index ^= IN_BATCH;
                    if (index >= i || !_isSettled(round, index, digest, from.account)) {
                        return _skip(round, Reason.SupportUnsettled);
                    }
                    if (uint40(_word(round.starts[index] + 32) >> 216) < round.settleBy) {
                        return _skip(round, Reason.SupportEndsEarlier);
                    }
                }
            }
        }
        return true;
    }

    /// @dev Whether both enclaves agreed to the payment at `cursor`.
    function _checkSignatures(Round memory round, Party memory from, Party memory to, uint256 cursor, bytes32 digest)
        internal
        view
        returns (bool)
    {
        unchecked {
            if (!_signature(cursor + PAYER_SIGNATURE).isBy(digest, from.account)) {
                return _skip(round, Reason.PayerSignature);
            }
            bytes32 agreed;
            bytes32 acknowledgement = ACKNOWLEDGEMENT_TYPE;
            assembly ("memory-safe") {
                mstore(0x00, acknowledgement)
                mstore(0x20, digest)
                mstore(add(round, STRUCT_HASH), keccak256(0x00, 0x40))
                agreed := keccak256(add(round, SIGNED), 0x42)
            }
            if (!_signature(cursor + PAYEE_SIGNATURE).isBy(agreed, to.account)) {
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
        uint256 rest = (round.payee << 96) | (round.reason << 88);
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
