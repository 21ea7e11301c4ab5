// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Payment, Reason} from "../../src/OfflineTypes.sol";
import {Signature} from "../../src/Signatures.sol";

/// @dev A payment that funds another one, and where the vault finds it settled.
struct Support {
    /// Its digest.
    bytes32 payment;
    /// Number of its receipt at the payer of the funded payment, or with the top bit set (2^47) its item number in the batch.
    uint48 index;
    /// Path from the receipt to its peak. Empty for an item of the batch.
    bytes32[] path;
}

/// @dev A payment with all that the vault needs to settle it. What funds it is in `funding`, not in `payment.supportsHash`.
struct Item {
    Payment payment;
    Support[] funding;
    Signature payer;
    Signature payee;
}

/// @dev What became of an item of a batch.
struct Outcome {
    bytes32 payment;
    address payee;
    Reason reason;
}

/// @dev The packed format, written down a second time.
library Packing {
    function pack(Item[] memory items) internal pure returns (bytes memory batch) {
        address[] memory accounts = table(items);
        batch = abi.encodePacked(uint8(accounts.length), uint8(items.length));
        for (uint256 i = 0; i < accounts.length; ++i) {
            batch = abi.encodePacked(batch, accounts[i]);
        }
        for (uint256 i = 0; i < items.length; ++i) {
            batch = abi.encodePacked(batch, packItem(items[i], accounts));
        }
    }

    function packItem(Item memory item, address[] memory accounts) internal pure returns (bytes memory packed) {
        Payment memory p = item.payment;
        packed = abi.encodePacked(
            place(accounts, p.payer), place(accounts, p.payee), uint8(item.funding.length), p.amount, p.serial, p.tGen
        );
        packed = abi.encodePacked(packed, p.expiry, p.settleBy, p.provedAt, p.state);
        packed = abi.encodePacked(packed, item.payer.r, item.payer.vs, item.payee.r, item.payee.vs);
        for (uint256 k = 0; k < item.funding.length; ++k) {
            Support memory support = item.funding[k];
            packed = abi.encodePacked(packed, support.payment, support.index, uint8(support.path.length), support.path);
        }
    }

    /// @dev Everybody in these items once, in ascending order.
    function table(Item[] memory items) internal pure returns (address[] memory accounts) {
        accounts = new address[](2 * items.length);
        uint256 count = 0;
        for (uint256 i = 0; i < accounts.length; ++i) {
            address account = i % 2 == 0 ? items[i / 2].payment.payer : items[i / 2].payment.payee;
            uint256 at_ = 0;
            while (at_ < count && accounts[at_] < account) ++at_;
            if (at_ < count && accounts[at_] == account) continue;
            for (uint256 k = count++; k > at_; --k) {
                accounts[k] = accounts[k - 1];
            }
            accounts[at_] = account;
        }
        assembly ("memory-safe") {
            mstore(accounts, count)
        }
    }

    function place(address[] memory accounts, address account) private pure returns (uint8) {
        uint8 number = 0;
        while (accounts[number] != account) ++number;
        return number;
    }

    function outcomes(bytes memory told) internal pure returns (Outcome[] memory list) {
        list = new Outcome[](told.length / 53);
        for (uint256 i = 0; i < list.length; ++i) {
            bytes32 payment;
            uint256 rest;
            assembly ("memory-safe") {
                let from := add(add(told, 0x20), mul(i, 53))
                payment := mload(from)
                rest := mload(add(from, 0x20))
            }
            list[i] = Outcome(payment, address(uint160(rest >> 96)), Reason(uint8(rest >> 88)));
        }
    }
}
