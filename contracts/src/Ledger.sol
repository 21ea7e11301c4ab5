// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Account, Status} from "./OfflineTypes.sol";
import {Range, Receipts} from "./Receipts.sol";
import {VaultBase} from "./VaultBase.sol";

/// @dev An account while a transaction works on it. There is never a second copy of one account: see `Settlement`.
struct Party {
    /// First: `Batches` reads it there.
    address account;
    Status status;
    /// Open or frozen: it pays and is paid.
    bool active;
    /// Whether it paid in this transaction, and so used a serial.
    bool paid;
    uint256 balance;
    Range receipts;
    /// Where the account, the peaks of its receipts, and the word in `serials` are stored.
    uint256 slot;
    uint256 peaksSlot;
    uint256 serialsSlot;
    /// The account's first word as it was read.
    uint256 stored;
    /// Number of the word of serials in `serials`, plus one. 0: none.
    uint256 word;
    /// Serials of that word that are used.
    uint256 serials;
}

/**
 * @title Ledger
 * @notice Accounts in memory: a batch reads every account once and writes it once, however many of its payments are its.
 * Words are read and written whole, where Solidity would read an account again for every field.
 */
abstract contract Ledger is VaultBase {
    using Receipts for Range;

    /// @dev Where in an account's first word `received` and `status` begin; `balance` is at its low end.
    uint256 private constant RECEIVED = 176;
    uint256 private constant STATUS = 224;

    function _load(Party memory party, address account_) internal view {
        Account storage account = _accounts[account_];
        mapping(uint256 height => bytes32) storage peaks = _peaks[account_];
        uint256 slot;
        uint256 peaksSlot;
        uint256 stored;
        assembly ("memory-safe") {
            slot := account.slot
            peaksSlot := peaks.slot
            stored := sload(slot)
        }
        uint256 status = (stored >> STATUS) & 0xff;
        party.account = account_;
        party.slot = slot;
        party.peaksSlot = peaksSlot;
        party.stored = stored;
        party.status = Status(status);
        party.active = status == uint256(Status.Open) || status == uint256(Status.Frozen);
        party.balance = stored & type(uint88).max;
        party.receipts.count = (stored >> RECEIVED) & type(uint48).max;
    }

    function _store(Party memory party) internal {
        Range memory receipts = party.receipts;
        if (!party.paid && receipts.written == 0) return;
        uint256 slot = party.slot;
        // Nobody holds more than all that was deposited, nor more than 2^88 - 1; 2^48 receipts are out of reach.
        uint256 kept = party.stored & ~(uint256(type(uint88).max) | uint256(type(uint48).max) << RECEIVED);
        uint256 word = kept | party.balance | (receipts.count & type(uint48).max) << RECEIVED;
        assembly ("memory-safe") {
            sstore(slot, word)
        }
        receipts.store(_peaksOf(party));
        _storeSerials(party);
    }

    /// @dev The stored peaks of an account.
    function _peaksOf(Party memory party) internal pure returns (mapping(uint256 height => bytes32) storage peaks) {
        uint256 slot = party.peaksSlot;
        assembly ("memory-safe") {
            peaks.slot := slot
        }
    }

    /// @dev Brings the word of serials with this number into memory.
    function _loadSerials(Party memory party, uint256 place) internal {
        _storeSerials(party);
        mapping(uint256 word => uint256) storage all = _serials[party.account];
        uint256 slot;
        uint256 serials;
        assembly ("memory-safe") {
            mstore(0x00, place)
            mstore(0x20, all.slot)
            slot := keccak256(0x00, 0x40)
            serials := sload(slot)
        }
        party.serials = serials;
        party.serialsSlot = slot;
        unchecked {
            party.word = place + 1;
        }
    }

    function _storeSerials(Party memory party) private {
        if (!party.paid) return;
        uint256 slot = party.serialsSlot;
        uint256 serials = party.serials;
        assembly ("memory-safe") {
            sstore(slot, serials)
        }
    }
}
