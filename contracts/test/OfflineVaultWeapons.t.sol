// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Reason, Status, Withdrawal} from "../src/OfflineTypes.sol";
import {VaultBase} from "../src/VaultBase.sol";
import {OfflineFixture} from "./support/OfflineFixture.sol";
import {Item, Outcome} from "./support/Packing.sol";

/// @dev Freezing as a weapon: whoever has a payer's key proves it broken, to hurt those whom it paid.
contract OfflineVaultWeaponsTest is OfflineFixture {
    uint256 internal constant PAYEES = 100;
    uint256 internal constant FIRST = 0xc001;

    function setUp() public override {
        super.setUp();
        open(ALICE, 10 ether);
        for (uint256 i = 0; i < PAYEES; ++i) {
            open(FIRST + i, 0);
        }
    }

    /// @dev Contests a serial with a second payment that nobody ever accepted.
    function contest(Item memory item, uint64 serial) internal {
        Item memory junk = pay(ALICE, DAVE, 1, serial);
        vault.freezePayer(signedOf(item), item.payer, signedOf(junk), junk.payer, type(uint48).max, new bytes32[](0));
    }

    function test_freeze_against_100_payees_hurts_none_of_them() public {
        open(CAROL, 0);
        Item[] memory paid = new Item[](PAYEES);
        for (uint64 i = 0; i < PAYEES; ++i) {
            paid[i] = pay(ALICE, FIRST + i, 0.05 ether, i);
            contest(paid[i], i);
        }
        // The first payee has passed its money on: what funds the onward payment settles in the same batch.
        Item[] memory batch = new Item[](51);
        for (uint64 i = 0; i < 50; ++i) {
            batch[i] = paid[i];
        }
        batch[50] = pay(FIRST, CAROL, 0.05 ether, 0);
        fund(batch[50], inBatch(paid[0], 0), FIRST, CAROL);
        Outcome[] memory outcomes = settle(batch);
        for (uint256 i = 0; i < 51; ++i) {
            yes(outcomes[i].reason == Reason.Settled, "settled although contested");
        }
        Item[] memory rest = new Item[](50);
        for (uint64 i = 0; i < 50; ++i) {
            rest[i] = paid[50 + i];
        }
        settle(rest);

        eq(balance(CAROL), 0.05 ether, "paid onwards");
        for (uint256 i = 1; i < PAYEES; ++i) {
            eq(balance(FIRST + i), 0.05 ether, "paid");
            yes(vault.account(vm.addr(FIRST + i)).status == Status.Open, "nobody else is frozen");
        }
        Withdrawal memory w = withdrawal(FIRST + 1, address(0x77), 0.05 ether, 0);
        vault.withdraw(w, sign(FIRST + 1, withdrawalDigest(w)));
        eq(address(0x77).balance, 0.05 ether, "withdrawn");
        // Each once: the second payment of a serial takes no more than it says, and the first is not paid again.
        skipped(paid[0], Reason.SerialUsed);
    }

    function test_freeze_stops_nobody_but_the_culprit() public {
        contest(pay(ALICE, FIRST, 1 ether, 0), 0);
        yes(vault.account(vm.addr(ALICE)).status == Status.Frozen, "frozen");
        settled(pay(ALICE, FIRST, 1 ether, 1));
        settled(pay(FIRST, ALICE, 0.5 ether, 0));
        eq(balance(ALICE), 9.5 ether, "paid and was paid");
        Withdrawal memory w = withdrawal(ALICE, address(0x77), 1 ether, 2);
        bytes32 digest = withdrawalDigest(w);
        vm.expectRevert(abi.encodeWithSelector(VaultBase.OfflineVaultWrongStatus.selector, w.account, Status.Frozen));
        vault.withdraw(w, sign(ALICE, digest));
    }
}
