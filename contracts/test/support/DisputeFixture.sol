// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Payment, Status} from "../../src/OfflineTypes.sol";
import {Signature} from "../../src/Signatures.sol";
import {OfflineFixture} from "./OfflineFixture.sol";
import {Item, Packing} from "./Packing.sol";

/// @dev Alice with 10 ether, Bob and Carol with 3 each, and what one does about broken enclaves.
abstract contract DisputeFixture is OfflineFixture {
    uint48 internal constant NO_RECEIPT = type(uint48).max;

    function setUp() public virtual override {
        super.setUp();
        open(ALICE, 10 ether);
        open(BOB, 3 ether);
        open(CAROL, 3 ether);
    }

    function status(uint256 secret) internal view returns (Status) {
        return vault.account(vm.addr(secret)).status;
    }

    function freeze(Item memory first, Item memory second) internal {
        freeze(first, second, NO_RECEIPT, new bytes32[](0));
    }

    function freeze(Item memory first, Item memory second, uint48 index, bytes32[] memory path) internal {
        vault.freezePayer(signedOf(first), first.payer, signedOf(second), second.payer, index, path);
    }

    function freezeAlice() internal {
        freeze(pay(ALICE, BOB, 1, 63), pay(ALICE, BOB, 2, 63));
    }

    function refusedFreeze(Item memory first, Item memory second, bytes4 why) internal {
        bytes32 before = fingerprint();
        try vault.freezePayer(
            signedOf(first), first.payer, signedOf(second), second.payer, NO_RECEIPT, new bytes32[](0)
        ) {
            revert Unmet("no proof");
        } catch (bytes memory reason) {
            eq(bytes32(bytes4(reason)), bytes32(why), "reason");
        }
        eq(fingerprint(), before, "nothing changed");
    }

    /// @dev The payee of an item refuses what it accepted.
    function rejectionOf(Item memory item, uint256 payee) internal view returns (Signature memory) {
        return sign(payee, rejection(digestOf(item)));
    }

    function freezePayee(Item memory item, uint256 payee, uint48 index, bytes32[] memory path) internal {
        vault.freezePayee(signedOf(item), item.payee, rejectionOf(item, payee), index, path);
    }

    function claim(Item memory item) internal {
        vault.claim(Packing.pack(one(item)));
    }

    function refusedClaim(Item memory item, bytes memory why) internal {
        bytes memory batch = Packing.pack(one(item));
        bytes32 before = fingerprint();
        vm.expectRevert(why);
        vault.claim(batch);
        eq(fingerprint(), before, "nothing changed");
    }

    function malleated(Signature memory signature) internal pure returns (Signature memory) {
        uint256 vs = uint256(signature.vs);
        uint256 s = ORDER - (vs & (type(uint256).max >> 1));
        return Signature(signature.r, bytes32((vs ^ (1 << 255)) & (1 << 255) | s));
    }
}
