// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Account, Status} from "./OfflineTypes.sol";
import {Range, Receipts} from "./Receipts.sol";
import {VaultBase} from "./VaultBase.sol";

/// @dev An account while a transaction works on it. There is never a second copy of one account: see `Settlement`.
struct Party {
    address account;
    Status status;
    /// Open or frozen: it pays and is paid.
    bool active;
    uint256 balance;
    Range receipts;
    /// Whether a payment touched it: then it must be stored.
    bool changed;
    /// Number of the word of serials in `serials`, plus one. 0: none.
    uint256 word;
    /// Serials of that word that are used.
    uint256 serials;
    /// Whether this transaction used one of them.
    bool used;
}

/**
 * @title Ledger
 * @notice Accounts in memory: a batch reads every account once and writes it once, however many of its payments are its.
 */
abstract contract Ledger is VaultBase {
    using Receipts for Range;

    function _load(Party memory party, address account_) internal view {
        Account storage stored = _accounts[account_];
        party.account = account_;
        Status status = stored.status;
        party.status = status;
        party.active = status == Status.Open || status == Status.Frozen;
        party.balance = stored.balance;
        party.receipts.count = stored.received;
    }

    function _store(Party memory party) internal {
        if (!party.changed) return;
        address account_ = party.account;
        Account storage stored = _accounts[account_];
        // Nobody holds more than all that was deposited, nor more than 2^88 - 1; 2^48 receipts are out of reach.
        // forge-lint: disable-next-line(unsafe-typecast)
        (stored.balance, stored.received) = (uint88(party.balance), uint48(party.receipts.count));
        party.receipts.store(_peaks[account_]);
        _storeSerials(party);
    }

    /// @dev Brings the word of this serial into memory, and returns the serial's bit in it.
    function _selectSerial(Party memory party, uint256 serial) internal returns (uint256 bit) {
        unchecked {
            uint256 word = (serial >> 8) + 1;
            if (party.word != word) {
                _storeSerials(party);
                party.word = word;
                party.serials = _serials[party.account][word - 1];
            }
        }
        return 1 << (serial & 0xff);
    }

    function _storeSerials(Party memory party) private {
        if (!party.used) return;
        _serials[party.account][party.word - 1] = party.serials;
        party.used = false;
    }
}
