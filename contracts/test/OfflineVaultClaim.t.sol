// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Cancellation, Reason, Status} from "../src/OfflineTypes.sol";
import {Batches} from "../src/Batches.sol";
import {Disputes} from "../src/Disputes.sol";
import {VaultBase} from "../src/VaultBase.sol";
import {Hostile} from "./OfflineVaultCancel.t.sol";
import {DisputeFixture} from "./support/DisputeFixture.sol";
import {Item, Packing, Support} from "./support/Packing.sol";

/// @dev What is paid out of a frozen account when a payment can no longer be settled, and to whom.
contract OfflineVaultClaimTest is DisputeFixture {
    function notClaimable(Reason reason) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(Disputes.OfflineVaultNotClaimable.selector, reason);
    }

    function nothing(Item memory item) internal view returns (bytes memory) {
        return abi.encodeWithSelector(Disputes.OfflineVaultNothingPaid.selector, digestOf(item));
    }

    /// @dev A payment of Alice's that nobody settled, after its time. Alice is frozen for another one.
    function lapsed(uint88 amount, uint64 serial) internal returns (Item memory item) {
        item = pay(ALICE, BOB, amount, serial);
        freezeAlice();
        vm.warp(item.payment.settleBy + 1);
    }

    function test_pays_what_is_there_and_the_rest_later() public {
        Item memory item = lapsed(12 ether, 1);
        claim(item);
        eq(balance(ALICE), 0, "all that there is");
        eq(balance(BOB), 13 ether, "payee");
        eq(vault.account(vm.addr(BOB)).depositTotal, 13 ether, "which the deposit total tells");
        eq(received(BOB), 0, "and no receipt");
        refusedClaim(item, nothing(item));
        vault.deposit{value: 5 ether}(vm.addr(ALICE));
        claim(item);
        eq(balance(ALICE), 3 ether, "the rest");
        eq(vault.claimed(digestOf(item)), 12 ether, "paid");
        refusedClaim(item, nothing(item));
    }

    function test_in_time_there_is_settle() public {
        Item memory item = pay(ALICE, BOB, 1 ether, 1);
        freezeAlice();
        refusedClaim(item, abi.encodeWithSelector(VaultBase.OfflineVaultInvalidTimes.selector));
        vm.warp(item.payment.settleBy);
        refusedClaim(item, abi.encodeWithSelector(VaultBase.OfflineVaultInvalidTimes.selector));
        settled(item);
        vm.warp(item.payment.settleBy + 1);
        refusedClaim(item, notClaimable(Reason.SerialUsed));
    }

    function test_only_frozen_payers_are_claimed_from() public {
        Item memory item = pay(ALICE, BOB, 1 ether, 1);
        vm.warp(item.payment.settleBy + 1);
        refusedClaim(
            item, abi.encodeWithSelector(VaultBase.OfflineVaultWrongStatus.selector, vm.addr(ALICE), Status.Open)
        );
    }

    function test_both_answers_of_a_contested_serial_are_compensated_in_order() public {
        Item memory one = pay(ALICE, BOB, 8 ether, 7);
        Item memory other = pay(ALICE, CAROL, 8 ether, 7);
        freeze(one, other);
        vm.warp(one.payment.settleBy + 1);
        claim(one);
        claim(other);
        eq(balance(BOB), 11 ether, "first");
        eq(balance(CAROL), 5 ether, "second");
    }

    function test_what_was_settled_is_not_claimed() public {
        Item memory one = pay(ALICE, BOB, 1 ether, 7);
        Item memory other = pay(ALICE, CAROL, 1 ether, 7);
        freeze(one, other);
        settled(one);
        vm.warp(one.payment.settleBy + 1);
        refusedClaim(one, nothing(one));
        claim(other);
        eq(balance(ALICE), 8 ether, "each once");
    }

    function test_a_receipt_counts_as_paid() public {
        Item memory one = pay(ALICE, BOB, 1 ether, 7);
        settled(one);
        freeze(one, pay(ALICE, CAROL, 1 ether, 7), 0, new bytes32[](0));
        vm.warp(one.payment.settleBy + 1);
        refusedClaim(one, nothing(one));
    }

    function test_lapsed_payments_do_not_rise_from_the_dead() public {
        Item memory item = lapsed(1 ether, 1);
        vm.warp(uint256(item.payment.settleBy) + EXIT_DELAY + 1);
        refusedClaim(item, notClaimable(Reason.TooLate));
        vm.warp(uint256(item.payment.settleBy) + EXIT_DELAY);
        claim(item);
        yes(vault.isContested(vm.addr(ALICE), 1), "from now on it can be claimed at any time");
        vm.warp(uint256(item.payment.settleBy) + 10 * uint256(EXIT_DELAY));
        refusedClaim(item, nothing(item));
    }

    function test_supports_must_be_settled() public {
        Item memory funding = pay(CAROL, ALICE, 1 ether, 0);
        Item memory item = pay(ALICE, BOB, 1 ether, 1);
        fund(item, Support(digestOf(funding), 0, new bytes32[](0)), ALICE, BOB);
        freezeAlice();
        Item memory late = funding;
        vm.warp(item.payment.settleBy + 1);
        refusedClaim(item, notClaimable(Reason.SupportUnsettled));
        item.funding[0] = inBatch(late, 0);
        refusedClaim(item, notClaimable(Reason.SupportUnsettled));
    }

    function test_settled_supports_are_enough() public {
        Item memory funding = pay(CAROL, ALICE, 1 ether, 0);
        Item memory item = pay(ALICE, BOB, 11 ether, 1);
        fund(item, Support(digestOf(funding), 0, new bytes32[](0)), ALICE, BOB);
        freezeAlice();
        settled(funding);
        vm.warp(item.payment.settleBy + 1);
        claim(item);
        eq(balance(BOB), 14 ether, "paid");
    }

    function test_everything_else_of_a_payment_must_hold() public {
        Item memory item = pay(ALICE, ALICE, 1 ether, 1);
        sealItem(item, ALICE, ALICE);
        freezeAlice();
        vm.warp(item.payment.settleBy + 1);
        refusedClaim(item, notClaimable(Reason.PayeeIsPayer));
        item = backdated(0);
        refusedClaim(item, notClaimable(Reason.AmountZero));
        item = backdated(1 ether);
        item.payment.tGen = item.payment.expiry + 1;
        sealItem(item, ALICE, BOB);
        refusedClaim(item, notClaimable(Reason.TimesDisordered));
        item = backdated(1 ether);
        item.payment.provedAt -= LIMIT + 1 days;
        sealItem(item, ALICE, BOB);
        refusedClaim(item, notClaimable(Reason.SettleByTooLate));
        item = backdated(1 ether);
        item.payer = item.payee;
        refusedClaim(item, notClaimable(Reason.PayerSignature));
        item = backdated(1 ether);
        item.payee = malleated(item.payee);
        refusedClaim(item, notClaimable(Reason.PayeeSignature));
        item = pay(ALICE, DAVE, 1 ether, 1);
        item.payment.settleBy = uint40(block.timestamp) - 1;
        refusedClaim(
            item, abi.encodeWithSelector(VaultBase.OfflineVaultWrongStatus.selector, vm.addr(DAVE), Status.None)
        );
    }

    function backdated(uint88 amount) internal view returns (Item memory item) {
        item = pay(ALICE, BOB, amount, 1);
        item.payment.tGen -= WINDOW;
        item.payment.expiry -= WINDOW;
        item.payment.provedAt -= WINDOW;
        item.payment.settleBy = uint40(block.timestamp) - 1;
        sealItem(item, ALICE, BOB);
    }

    function test_a_claim_is_one_payment() public {
        Item memory item = lapsed(1 ether, 1);
        Item[] memory items = two(item, item);
        vm.expectRevert(Batches.OfflineVaultMalformedBatch.selector);
        vault.claim(Packing.pack(items));
        vm.expectRevert(Batches.OfflineVaultMalformedBatch.selector);
        vault.claim(abi.encodePacked(Packing.pack(one(item)), uint8(0)));
    }

    function test_closed_payees_are_paid_at_their_recovery_address() public {
        Item memory item = lapsed(1 ether, 1);
        Cancellation memory c = cancellation(BOB, address(0x77), 0);
        vault.cancel(c, sign(BOB, cancellationDigest(c)));
        claim(item);
        eq(HEIR.balance, 1 ether, "recovery address");
        eq(balance(BOB), 0, "a closed account holds nothing");
        eq(vault.claimed(digestOf(item)), 1 ether, "paid");
    }

    function test_a_refusing_recovery_address_uses_nothing_up() public {
        Item memory item = lapsed(1 ether, 1);
        Cancellation memory c = cancellation(BOB, address(0x77), 0);
        vault.cancel(c, sign(BOB, cancellationDigest(c)));
        vm.etch(HEIR, address(new Hostile(Hostile.Way.Refuse)).code);
        refusedClaim(item, nothing(item));
        vm.etch(HEIR, "");
        claim(item);
        eq(HEIR.balance, 1 ether, "later");
    }

    // ------------------------------------------------------- broken payees

    function test_payee_that_accepts_and_refuses_is_frozen() public {
        Item memory item = pay(ALICE, BOB, 1 ether, 1);
        freezePayee(item, BOB, NO_RECEIPT, new bytes32[](0));
        eq(uint256(status(BOB)), uint256(Status.Frozen), "payee");
        eq(uint256(status(ALICE)), uint256(Status.Open), "payer");
        settled(item);
        freezePayee(item, BOB, 0, new bytes32[](0));
        eq(balance(ALICE), 10 ether, "paid back");
        eq(vault.account(vm.addr(ALICE)).depositTotal, 11 ether, "which the deposit total tells");
        freezePayee(item, BOB, 0, new bytes32[](0));
        eq(balance(ALICE), 10 ether, "once");
    }

    function test_payer_is_paid_back_in_parts() public {
        Item memory item = pay(ALICE, BOB, 5 ether, 1);
        settled(item);
        settled(pay(BOB, CAROL, 7 ether, 0));
        freezePayee(item, BOB, 0, new bytes32[](0));
        eq(balance(ALICE), 6 ether, "what was there");
        vault.deposit{value: 10 ether}(vm.addr(BOB));
        freezePayee(item, BOB, 0, new bytes32[](0));
        eq(balance(ALICE), 10 ether, "the rest");
        eq(balance(BOB), 6 ether, "and no more");
    }

    function test_one_answer_alone_or_a_forged_one_freezes_nobody() public {
        Item memory item = pay(ALICE, BOB, 1 ether, 1);
        vm.expectRevert(VaultBase.OfflineVaultInvalidSignature.selector);
        vault.freezePayee(signedOf(item), item.payee, item.payee, NO_RECEIPT, new bytes32[](0));
        vm.expectRevert(VaultBase.OfflineVaultInvalidSignature.selector);
        vault.freezePayee(signedOf(item), item.payee, rejectionOf(item, ALICE), NO_RECEIPT, new bytes32[](0));
        Item memory other = pay(ALICE, BOB, 1 ether, 2);
        vm.expectRevert(VaultBase.OfflineVaultInvalidSignature.selector);
        vault.freezePayee(signedOf(item), item.payee, rejectionOf(other, BOB), NO_RECEIPT, new bytes32[](0));
    }

    function test_without_a_receipt_nothing_is_paid_back() public {
        Item memory item = pay(ALICE, BOB, 1 ether, 1);
        freezePayee(item, BOB, 0, new bytes32[](0));
        freezePayee(item, BOB, 0, new bytes32[](3));
        eq(balance(BOB), 3 ether, "not settled, not paid back");
        eq(vault.claimed(digestOf(item)), 0, "nothing used up");
    }

    function test_closed_payers_are_paid_back_at_their_recovery_address_or_later() public {
        Item memory item = pay(ALICE, BOB, 1 ether, 1);
        settled(item);
        Cancellation memory c = cancellation(ALICE, address(0x77), 0);
        vault.cancel(c, sign(ALICE, cancellationDigest(c)));
        vm.etch(HEIR, address(new Hostile(Hostile.Way.Refuse)).code);
        freezePayee(item, BOB, 0, new bytes32[](0));
        eq(uint256(status(BOB)), uint256(Status.Frozen), "the freeze stands");
        eq(vault.claimed(digestOf(item)), 0, "nothing used up");
        eq(balance(BOB), 4 ether, "nothing paid");
        vm.etch(HEIR, "");
        freezePayee(item, BOB, 0, new bytes32[](0));
        eq(HEIR.balance, 1 ether, "later");
    }

    function test_frozen_payees_still_collect() public {
        Item memory item = pay(ALICE, BOB, 1 ether, 1);
        Item memory lost = pay(ALICE, BOB, 1 ether, 2);
        freezePayee(item, BOB, NO_RECEIPT, new bytes32[](0));
        freezeAlice();
        settled(pay(CAROL, BOB, 1 ether, 0));
        vm.warp(lost.payment.settleBy + 1);
        claim(lost);
        eq(balance(BOB), 5 ether, "others were paid with that money");
    }
}
