// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Cancellation, Payment, Reason, Status, Withdrawal} from "../src/OfflineTypes.sol";
import {Disputes} from "../src/Disputes.sol";
import {Signature} from "../src/Signatures.sol";
import {VaultBase} from "../src/VaultBase.sol";
import {DisputeFixture} from "./support/DisputeFixture.sol";
import {Item, Outcome, Support} from "./support/Packing.sol";

/// @dev A payer that signs one serial twice: who is frozen, and what is paid (docs/decisions/0005-disputes.md).
contract OfflineVaultFreezeTest is DisputeFixture {
    // --------------------------------------------------------------- proof

    function test_two_payments_of_one_serial_freeze_their_payer_and_nobody_else() public {
        freeze(pay(ALICE, BOB, 1 ether, 7), pay(ALICE, CAROL, 2 ether, 7));
        eq(uint256(status(ALICE)), uint256(Status.Frozen), "payer");
        eq(uint256(status(BOB)), uint256(Status.Open), "payee");
        eq(uint256(status(CAROL)), uint256(Status.Open), "other payee");
        yes(vault.isUsed(vm.addr(ALICE), 7) && vault.isContested(vm.addr(ALICE), 7), "contested");
        yes(!vault.isUsed(vm.addr(ALICE), 6) && !vault.isContested(vm.addr(ALICE), 8), "no other serial");
    }

    function test_what_is_no_proof() public {
        Item memory one = pay(ALICE, BOB, 1 ether, 7);
        Item memory other = pay(ALICE, CAROL, 2 ether, 8);
        bytes4 none = Disputes.OfflineVaultNoConflict.selector;
        refusedFreeze(one, other, none);
        refusedFreeze(one, one, none);
        // The same payment with another signature that is good as well is the same payment.
        Item memory twin = pay(ALICE, BOB, 1 ether, 7);
        refusedFreeze(one, twin, none);
        Item memory fromBob = pay(BOB, CAROL, 2 ether, 7);
        refusedFreeze(one, fromBob, none);
        other = pay(ALICE, CAROL, 2 ether, 7);
        other.payer = sign(BOB, digestOf(other));
        refusedFreeze(one, other, VaultBase.OfflineVaultInvalidSignature.selector);
        refusedFreeze(other, one, VaultBase.OfflineVaultInvalidSignature.selector);
        other.payer = malleated(sign(ALICE, digestOf(other)));
        refusedFreeze(one, other, VaultBase.OfflineVaultInvalidSignature.selector);
        other.payer = sign(ALICE, digestOf(other));
        vm.chainId(4242);
        refusedFreeze(one, other, VaultBase.OfflineVaultInvalidSignature.selector);
    }

    function test_absent_and_closed_accounts_are_not_frozen() public {
        refusedFreeze(pay(DAVE, BOB, 1, 7), pay(DAVE, CAROL, 1, 7), VaultBase.OfflineVaultWrongStatus.selector);
        Cancellation memory c = cancellation(ALICE, address(0x77), 0);
        vault.cancel(c, sign(ALICE, cancellationDigest(c)));
        refusedFreeze(pay(ALICE, BOB, 1, 7), pay(ALICE, CAROL, 1, 7), VaultBase.OfflineVaultWrongStatus.selector);
    }

    // ------------------------------------------------------- what it stops

    function test_frozen_accounts_withdraw_and_cancel_nothing() public {
        freezeAlice();
        bytes memory why =
            abi.encodeWithSelector(VaultBase.OfflineVaultWrongStatus.selector, vm.addr(ALICE), Status.Frozen);
        Withdrawal memory w = withdrawal(ALICE, address(0x77), 1, 1);
        Signature memory signature = sign(ALICE, withdrawalDigest(w));
        vm.expectRevert(why);
        vault.withdraw(w, signature);
        Cancellation memory c = cancellation(ALICE, address(0x77), 1);
        signature = sign(ALICE, cancellationDigest(c));
        vm.expectRevert(why);
        vault.cancel(c, signature);
    }

    function test_frozen_accounts_receive_and_pay_what_they_promised() public {
        freezeAlice();
        settled(pay(BOB, ALICE, 1 ether, 0));
        settled(pay(ALICE, CAROL, 1 ether, 1));
        vault.deposit{value: 1 ether}(vm.addr(ALICE));
        eq(balance(ALICE), 11 ether, "balance");
    }

    function test_exit_starts_again_once() public {
        vm.prank(HEIR);
        vault.announceExit(vm.addr(ALICE));
        vm.warp(block.timestamp + EXIT_DELAY + 5);
        freeze(pay(ALICE, BOB, 1, 7), pay(ALICE, CAROL, 1, 7));
        uint256 due = block.timestamp + EXIT_DELAY;
        eq(vault.account(vm.addr(ALICE)).exitAt, due, "again, although it was due");
        vm.warp(block.timestamp + 1 days);
        freeze(pay(ALICE, BOB, 1, 8), pay(ALICE, CAROL, 1, 8));
        freeze(pay(ALICE, BOB, 1, 7), pay(ALICE, CAROL, 1, 7));
        eq(vault.account(vm.addr(ALICE)).exitAt, due, "once");
        vm.warp(due);
        vault.executeExit(vm.addr(ALICE));
        eq(HEIR.balance, 10 ether, "the rest is the owner's");
        eq(uint256(status(ALICE)), uint256(Status.Closed), "closed");
    }

    function test_exit_can_be_announced_for_a_frozen_account() public {
        freezeAlice();
        vm.prank(HEIR);
        vault.announceExit(vm.addr(ALICE));
        vm.warp(block.timestamp + EXIT_DELAY);
        vault.executeExit(vm.addr(ALICE));
        eq(HEIR.balance, 10 ether, "paid");
    }

    // -------------------------------------------------- contested serials

    function test_both_payments_of_a_contested_serial_settle_once_each() public {
        Item memory one = pay(ALICE, BOB, 1 ether, 7);
        Item memory other = pay(ALICE, CAROL, 2 ether, 7);
        freeze(one, other);
        Outcome[] memory outcomes = settle(two(one, one));
        eq(uint256(outcomes[0].reason), uint256(Reason.Settled), "once");
        eq(uint256(outcomes[1].reason), uint256(Reason.SerialUsed), "not twice in a batch");
        settled(other);
        skipped(one, Reason.SerialUsed);
        skipped(other, Reason.SerialUsed);
        eq(balance(ALICE), 7 ether, "payer");
        eq(vault.claimed(digestOf(other)), 2 ether, "booked as paid");
        eq(received(BOB) + received(CAROL), 2, "receipts");
    }

    function test_contested_payment_funds_others_in_its_batch() public {
        Item memory one = pay(ALICE, BOB, 1 ether, 7);
        freeze(one, pay(ALICE, CAROL, 2 ether, 7));
        Item memory onward = pay(BOB, DAVE, 1 ether, 0);
        fund(onward, inBatch(one, 0), BOB, DAVE);
        open(DAVE, 0);
        Outcome[] memory outcomes = settle(two(one, onward));
        eq(uint256(outcomes[1].reason), uint256(Reason.Settled), "who was paid onwards is paid");
    }

    function test_a_used_serial_without_a_receipt_only_freezes() public {
        Item memory one = pay(ALICE, BOB, 1 ether, 7);
        Item memory other = pay(ALICE, CAROL, 2 ether, 7);
        settled(one);
        freeze(one, other);
        yes(!vault.isContested(vm.addr(ALICE), 7), "not contested");
        skipped(other, Reason.SerialUsed);
        // The receipt of the wrong one proves nothing.
        freeze(other, one, 0, new bytes32[](0));
        skipped(other, Reason.SerialUsed);
    }

    function test_a_receipt_shows_which_payment_used_the_serial() public {
        Item memory one = pay(ALICE, BOB, 1 ether, 7);
        Item memory other = pay(ALICE, CAROL, 2 ether, 7);
        settled(one);
        freeze(one, other, 0, new bytes32[](0));
        eq(vault.claimed(digestOf(one)), 1 ether, "the settled one counts as paid");
        skipped(one, Reason.SerialUsed);
        settled(other);
        skipped(other, Reason.SerialUsed);
        eq(balance(ALICE), 7 ether, "each once");
    }

    function test_a_serial_used_by_a_withdrawal_stays_used() public {
        Withdrawal memory w = withdrawal(ALICE, address(0x77), 1 ether, 7);
        vault.withdraw(w, sign(ALICE, withdrawalDigest(w)));
        Item memory one = pay(ALICE, BOB, 1 ether, 7);
        freeze(one, pay(ALICE, CAROL, 2 ether, 7), 0, new bytes32[](0));
        skipped(one, Reason.SerialUsed);
    }

    /// @dev One culprit, 100 payees: freezing takes from none of them what settling would have given.
    function test_freeze_is_no_weapon_against_100_payees() public {
        uint256 count = 100;
        Item[] memory items = new Item[](count);
        for (uint256 i = 0; i < count; ++i) {
            open(0xf000 + i, 0);
            items[i] = pay(ALICE, 0xf000 + i, 0.1 ether, uint64(i));
        }
        for (uint256 i = 0; i < count; ++i) {
            Item memory junk = pay(ALICE, BOB, 9 ether, uint64(i));
            freeze(items[i], junk);
        }
        for (uint256 i = 0; i < count; i += 50) {
            Item[] memory part = new Item[](50);
            for (uint256 k = 0; k < 50; ++k) {
                part[k] = items[i + k];
            }
            Outcome[] memory outcomes = settle(part);
            for (uint256 k = 0; k < 50; ++k) {
                eq(uint256(outcomes[k].reason), uint256(Reason.Settled), "paid");
            }
        }
        eq(balance(ALICE), 0, "all of it");
        for (uint256 i = 0; i < count; ++i) {
            eq(balance(0xf000 + i), 0.1 ether, "payee");
        }
    }
}
