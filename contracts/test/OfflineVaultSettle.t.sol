// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Settlement} from "../src/Settlement.sol";
import {Account, Certificate, Reason, Status} from "../src/OfflineTypes.sol";
import {Batches} from "../src/Batches.sol";
import {OfflineVault} from "../src/OfflineVault.sol";
import {OfflineFixture} from "./support/OfflineFixture.sol";
import {Item, Outcome, Packing} from "./support/Packing.sol";

/// @dev Settlement of payments between open accounts: one test per rule.
contract OfflineVaultSettleTest is OfflineFixture {
    function setUp() public override {
        super.setUp();
        open(ALICE, 10 ether);
        open(BOB, 0);
        open(CAROL, 0);
    }

    function test_moves_the_money_and_writes_a_receipt() public {
        Item memory item = pay(ALICE, BOB, 4 ether, 7);
        Outcome[] memory outcomes = settle(one(item));
        eq(outcomes.length, 1, "outcomes");
        eq(outcomes[0].payment, digestOf(item), "payment");
        eq(outcomes[0].payee, vm.addr(BOB), "payee");
        eq(uint256(outcomes[0].reason), 0, "reason");
        eq(balance(ALICE), 6 ether, "payer");
        eq(balance(BOB), 4 ether, "payee");
        eq(received(BOB), 1, "received");
        eq(received(ALICE), 0, "payer receives nothing");
        eq(vault.peak(vm.addr(BOB), 0), digestOf(item), "receipt");
        yes(vault.isUsed(vm.addr(ALICE), 7), "serial used");
        yes(!vault.isUsed(vm.addr(ALICE), 6) && !vault.isUsed(vm.addr(ALICE), 8), "no other serial used");
        eq(vault.account(vm.addr(BOB)).depositTotal, 0, "a payment is no deposit");
        eq(vault.account(vm.addr(ALICE)).depositTotal, 10 ether, "deposits only grow");
    }

    function test_anybody_may_submit() public {
        vm.prank(address(0xbeef));
        vault.settle(noOpens(), Packing.pack(one(pay(ALICE, BOB, 1 ether, 0))));
        eq(balance(BOB), 1 ether, "payee");
    }

    function test_empty_batch() public {
        eq(settle(new Item[](0)).length, 0, "outcomes");
    }

    function test_PayerUnknown() public {
        skipped(pay(DAVE, BOB, 1, 0), Reason.PayerUnknown);
    }

    function test_PayeeUnknown() public {
        skipped(pay(ALICE, DAVE, 1, 0), Reason.PayeeUnknown);
    }

    function exit(uint256 secret) internal {
        vm.prank(HEIR);
        vault.announceExit(vm.addr(secret));
        vm.warp(block.timestamp + EXIT_DELAY);
        vault.executeExit(vm.addr(secret));
    }

    function test_PayerClosed() public {
        exit(ALICE);
        skipped(pay(ALICE, BOB, 1, 0), Reason.PayerClosed);
    }

    function test_PayeeClosed() public {
        exit(BOB);
        skipped(pay(ALICE, BOB, 1, 0), Reason.PayeeClosed);
    }

    function test_frozen_accounts_still_settle() public {
        setStatus(ALICE, Status.Frozen);
        setStatus(BOB, Status.Frozen);
        settled(pay(ALICE, BOB, 1 ether, 0));
    }

    function setStatus(uint256 secret, Status status) internal {
        bytes32 slot = keccak256(abi.encode(vm.addr(secret), uint256(0)));
        uint256 word = uint256(vm.load(address(vault), slot)) & ~(uint256(0xff) << 224);
        vm.store(address(vault), slot, bytes32(word | uint256(status) << 224));
    }

    function test_AmountZero() public {
        skipped(pay(ALICE, BOB, 0, 0), Reason.AmountZero);
    }

    function test_PayeeIsPayer() public {
        skipped(pay(ALICE, ALICE, 1, 0), Reason.PayeeIsPayer);
    }

    function test_TimesDisordered_expiry_before_tGen() public {
        Item memory item = pay(ALICE, BOB, 1, 0);
        item.payment.expiry = item.payment.tGen - 1;
        sealItem(item, ALICE, BOB);
        skipped(item, Reason.TimesDisordered);
        item.payment.expiry = item.payment.tGen;
        sealItem(item, ALICE, BOB);
        settled(item);
    }

    function test_TimesDisordered_settleBy_before_expiry() public {
        Item memory item = pay(ALICE, BOB, 1, 0);
        item.payment.settleBy = item.payment.expiry - 1;
        sealItem(item, ALICE, BOB);
        skipped(item, Reason.TimesDisordered);
        item.payment.settleBy = item.payment.expiry;
        sealItem(item, ALICE, BOB);
        settled(item);
    }

    function test_TooLate() public {
        Item memory item = pay(ALICE, BOB, 1, 0);
        vm.warp(uint256(item.payment.settleBy) + 1);
        skipped(item, Reason.TooLate);
        vm.warp(item.payment.settleBy);
        settled(item);
    }

    function test_ProvedInFuture() public {
        Item memory item = pay(ALICE, BOB, 1, 0);
        item.payment.provedAt += 1;
        sealItem(item, ALICE, BOB);
        skipped(item, Reason.ProvedInFuture);
        vm.warp(START + 1);
        settled(item);
    }

    function test_SettleByTooLate() public {
        Item memory item = pay(ALICE, BOB, 1, 0);
        item.payment.settleBy = item.payment.provedAt + LIMIT + WINDOW + 1;
        sealItem(item, ALICE, BOB);
        skipped(item, Reason.SettleByTooLate);
        item.payment.settleBy -= 1;
        sealItem(item, ALICE, BOB);
        settled(item);
    }

    function test_times_at_the_end_of_their_range_do_not_overflow() public {
        Item memory item = pay(ALICE, BOB, 1, 0);
        item.payment.settleBy = type(uint40).max;
        item.payment.expiry = type(uint40).max;
        sealItem(item, ALICE, BOB);
        skipped(item, Reason.SettleByTooLate);
        item.payment.provedAt = type(uint40).max;
        sealItem(item, ALICE, BOB);
        skipped(item, Reason.ProvedInFuture);
    }

    function test_PayerSignature_by_another_key() public {
        Item memory item = pay(ALICE, BOB, 1, 0);
        sealItem(item, CAROL, BOB);
        skipped(item, Reason.PayerSignature);
    }

    function test_PayerSignature_for_every_altered_field() public {
        for (uint256 field = 0; field < 9; ++field) {
            Item memory item = pay(ALICE, BOB, 2, 3);
            if (field == 0) (item.payment.payer) = vm.addr(CAROL);
            if (field == 1) item.payment.payee = vm.addr(CAROL);
            if (field == 2) item.payment.amount += 1;
            if (field == 3) item.payment.serial += 1;
            if (field == 4) item.payment.tGen -= 1;
            if (field == 5) item.payment.expiry += 1;
            if (field == 6) item.payment.settleBy -= 1;
            if (field == 7) item.payment.provedAt -= 1;
            if (field == 8) item.payment.state = bytes32(0);
            skipped(item, Reason.PayerSignature);
        }
    }

    function test_PayeeSignature_by_another_key() public {
        Item memory item = pay(ALICE, BOB, 1, 0);
        sealItem(item, ALICE, CAROL);
        skipped(item, Reason.PayeeSignature);
    }

    function test_PayeeSignature_over_the_payment_itself() public {
        Item memory item = pay(ALICE, BOB, 1, 0);
        item.payee = sign(BOB, digestOf(item));
        skipped(item, Reason.PayeeSignature);
    }

    function test_PayeeSignature_a_rejection_is_no_acknowledgement() public {
        Item memory item = pay(ALICE, BOB, 1, 0);
        bytes32 typeHash = keccak256("Rejection(bytes32 payment)");
        item.payee = sign(BOB, vaultDigest(keccak256(abi.encode(typeHash, digestOf(item)))));
        skipped(item, Reason.PayeeSignature);
    }

    function test_SerialUsed() public {
        settled(pay(ALICE, BOB, 1 ether, 5));
        skipped(pay(ALICE, BOB, 1 ether, 5), Reason.SerialUsed);
        skipped(pay(ALICE, CAROL, 2 ether, 5), Reason.SerialUsed);
        eq(balance(BOB), 1 ether, "paid once");
    }

    function test_SerialUsed_twice_in_one_batch() public {
        Item memory item = pay(ALICE, BOB, 1 ether, 5);
        Outcome[] memory outcomes = settle(two(item, item));
        eq(uint256(outcomes[0].reason), 0, "first");
        eq(uint256(outcomes[1].reason), uint256(Reason.SerialUsed), "second");
        eq(balance(BOB), 1 ether, "paid once");
        eq(received(BOB), 1, "one receipt");
    }

    /// @dev A word of storage has 256 serials, and a batch holds one word of each payer: there, away and back again, and at
    /// the end away for a payment that is skipped.
    function test_SerialUsed_when_a_batch_changes_words() public {
        uint64[6] memory serials = [uint64(5), 256, 6, 256, 5, type(uint64).max];
        Item[] memory items = new Item[](6);
        for (uint256 i = 0; i < 6; ++i) {
            items[i] = pay(ALICE, BOB, i < 5 ? 1 ether : 8 ether, serials[i]);
        }
        Outcome[] memory outcomes = settle(items);
        for (uint256 i = 0; i < 6; ++i) {
            Reason wanted = i < 3 ? Reason.Settled : i < 5 ? Reason.SerialUsed : Reason.BalanceTooLow;
            eq(uint256(outcomes[i].reason), uint256(wanted), "reason");
            eq(vault.isUsed(vm.addr(ALICE), serials[i]) ? 1 : 0, i < 5 ? 1 : 0, "used");
        }
        for (uint256 i = 0; i < 3; ++i) {
            skipped(items[i], Reason.SerialUsed);
        }
        eq(balance(BOB), 3 ether, "paid once each");
    }

    function test_serials_of_different_payers_are_independent() public {
        vault.deposit{value: 1 ether}(vm.addr(CAROL));
        settled(pay(ALICE, BOB, 1 ether, 5));
        settled(pay(CAROL, BOB, 1 ether, 5));
    }

    function testFuzz_any_serial_settles_once(uint64 serial) public {
        settled(pay(ALICE, BOB, 1, serial));
        eq(uint256(reason(pay(ALICE, BOB, 1, serial))), uint256(Reason.SerialUsed), "reason");
        yes(serial == 0 || !vault.isUsed(vm.addr(ALICE), serial - 1), "below");
        yes(serial == type(uint64).max || !vault.isUsed(vm.addr(ALICE), serial + 1), "above");
    }

    function test_BalanceTooLow() public {
        skipped(pay(ALICE, BOB, 10 ether + 1, 0), Reason.BalanceTooLow);
        settled(pay(ALICE, BOB, 10 ether, 0));
        eq(balance(ALICE), 0, "all of it");
        skipped(pay(ALICE, BOB, 1, 1), Reason.BalanceTooLow);
    }

    function test_PayeeFull() public {
        vm.deal(address(this), type(uint96).max);
        vault.deposit{value: type(uint88).max}(vm.addr(BOB));
        skipped(pay(ALICE, BOB, 1, 0), Reason.PayeeFull);
    }

    function testFuzz_amounts(uint88 amount) public {
        Item memory item = pay(ALICE, BOB, amount, 1);
        Reason got = reason(item);
        if (amount == 0) {
            eq(uint256(got), uint256(Reason.AmountZero), "zero");
        } else if (amount > 10 ether) {
            eq(uint256(got), uint256(Reason.BalanceTooLow), "too much");
        } else {
            eq(uint256(got), 0, "settled");
            eq(balance(BOB), amount, "payee");
        }
        eq(balance(ALICE) + balance(BOB), 10 ether, "conserved");
    }

    function test_batch_bounds() public {
        vm.expectRevert(Batches.OfflineVaultMalformedBatch.selector);
        vault.settle(noOpens(), abi.encodePacked(uint8(0), uint8(65)));
        vm.expectRevert(abi.encodeWithSelector(Settlement.OfflineVaultBatchTooLong.selector, 2, 65));
        vault.settle(new Certificate[](65), hex"0000");
        bytes memory long = new bytes(vault.MAX_BATCH() + 1);
        vm.expectRevert(abi.encodeWithSelector(Settlement.OfflineVaultBatchTooLong.selector, long.length, 0));
        vault.settle(noOpens(), long);
    }

    function test_largest_batch_settles_in_order() public {
        Item[] memory items = new Item[](64);
        for (uint64 i = 0; i < 64; ++i) {
            items[i] = pay(ALICE, BOB, 1, i);
        }
        Outcome[] memory outcomes = settle(items);
        for (uint256 i = 0; i < 64; ++i) {
            eq(uint256(outcomes[i].reason), 0, "settled");
            eq(outcomes[i].payment, digestOf(items[i]), "order");
        }
        eq(received(BOB), 64, "receipts");
    }

    /// @dev A payer who is paid and pays on within one batch: a cached balance would lose one of the two.
    function test_payer_is_also_payee_in_the_same_batch() public {
        vault.deposit{value: 1 ether}(vm.addr(BOB));
        Item[] memory items = new Item[](4);
        items[0] = pay(ALICE, BOB, 4 ether, 0);
        items[1] = pay(BOB, CAROL, 5 ether, 0);
        items[2] = pay(CAROL, ALICE, 3 ether, 0);
        items[3] = pay(ALICE, CAROL, 9 ether, 1);
        Outcome[] memory outcomes = settle(items);
        for (uint256 i = 0; i < 4; ++i) {
            eq(uint256(outcomes[i].reason), 0, "settled");
        }
        eq(balance(ALICE), 0, "alice");
        eq(balance(BOB), 0, "bob");
        eq(balance(CAROL), 11 ether, "carol");
    }

    function test_one_bad_item_of_each_kind_leaves_the_rest_alone() public {
        Item[] memory items = new Item[](5);
        items[0] = pay(ALICE, BOB, 1 ether, 0);
        items[1] = pay(ALICE, DAVE, 1 ether, 1);
        items[2] = pay(ALICE, BOB, 100 ether, 2);
        items[3] = pay(ALICE, BOB, 1 ether, 3);
        items[3].payer.r = bytes32(0);
        items[4] = pay(ALICE, CAROL, 1 ether, 4);
        Outcome[] memory outcomes = settle(items);
        eq(uint256(outcomes[0].reason), 0, "0");
        eq(uint256(outcomes[1].reason), uint256(Reason.PayeeUnknown), "1");
        eq(uint256(outcomes[2].reason), uint256(Reason.BalanceTooLow), "2");
        eq(uint256(outcomes[3].reason), uint256(Reason.PayerSignature), "3");
        eq(uint256(outcomes[4].reason), 0, "4");
        eq(balance(ALICE), 8 ether, "alice");
    }
}
