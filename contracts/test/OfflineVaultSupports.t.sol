// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Reason} from "../src/OfflineTypes.sol";
import {OfflineFixture} from "./support/OfflineFixture.sol";
import {Item, Outcome, Support} from "./support/Packing.sol";

/// @dev Supports (SAFETY O6): a payment settles only when everything that funds it is settled.
contract OfflineVaultSupportsTest is OfflineFixture {
    function setUp() public override {
        super.setUp();
        open(ALICE, 10 ether);
        open(BOB, 0);
        open(CAROL, 0);
        open(DAVE, 5 ether);
    }

    /// @dev Alice pays Bob; Bob pays Carol out of it.
    function chain() internal view returns (Item memory first, Item memory second) {
        first = pay(ALICE, BOB, 3 ether, 0);
        second = pay(BOB, CAROL, 3 ether, 0);
        fund(second, inBatch(first, 0), BOB, CAROL);
    }

    function receipt(Item memory item, uint48 index, bytes32[] memory proof) internal view returns (Support memory) {
        return Support(digestOf(item), index, proof);
    }

    function test_in_one_batch() public {
        (Item memory first, Item memory second) = chain();
        Outcome[] memory outcomes = settle(two(first, second));
        eq(uint256(outcomes[0].reason), 0, "first");
        eq(uint256(outcomes[1].reason), 0, "second");
        eq(balance(CAROL), 3 ether, "carol");
    }

    function test_chain_of_four_in_one_batch() public {
        Item[] memory items = new Item[](3);
        (items[0], items[1]) = chain();
        items[2] = pay(CAROL, DAVE, 2 ether, 0);
        fund(items[2], inBatch(items[1], 1), CAROL, DAVE);
        Outcome[] memory outcomes = settle(items);
        eq(uint256(outcomes[2].reason), 0, "third");
        eq(balance(DAVE), 7 ether, "dave");
    }

    function test_settled_earlier_by_receipt() public {
        (Item memory first, Item memory second) = chain();
        settled(first);
        second.funding[0].index = 0;
        settled(second);
    }

    function test_an_empty_list_and_a_list_are_signed_differently() public {
        (Item memory first, Item memory second) = chain();
        settled(first);
        second.funding = new Support[](0);
        skipped(second, Reason.PayerSignature);
    }

    function test_not_settled_at_all() public {
        (, Item memory second) = chain();
        second.funding[0].index = 0;
        skipped(second, Reason.SupportUnsettled);
        second.funding[0].index = IN_BATCH;
        skipped(second, Reason.SupportUnsettled);
    }

    /// @dev Bob has money of his own, so that only the rule on supports stands between Carol and the money.
    function test_skipped_support_does_not_satisfy() public {
        vault.deposit{value: 3 ether}(vm.addr(BOB));
        Item memory first = pay(ALICE, BOB, 11 ether, 0);
        Item memory second = pay(BOB, CAROL, 3 ether, 0);
        fund(second, inBatch(first, 0), BOB, CAROL);
        Outcome[] memory outcomes = settle(two(first, second));
        eq(uint256(outcomes[0].reason), uint256(Reason.BalanceTooLow), "first");
        eq(uint256(outcomes[1].reason), uint256(Reason.SupportUnsettled), "second");
        yes(!vault.isUsed(vm.addr(BOB), 0), "consumes nothing");
    }

    /// @dev SAFETY O6: P has 10, pays B 10, receives 5 from X, pays C 5 out of it; X's payment lapses; B must settle.
    function test_lapsed_support_does_not_spend_another_payees_money() public {
        Item memory toBob = pay(ALICE, BOB, 10 ether, 0);
        Item memory fromDave = pay(DAVE, ALICE, 5 ether, 0);
        fromDave.payment.settleBy = fromDave.payment.expiry;
        sealItem(fromDave, DAVE, ALICE);
        Item memory toCarol = pay(ALICE, CAROL, 5 ether, 1);
        fund(toCarol, inBatch(fromDave, 0), ALICE, CAROL);
        vm.warp(uint256(fromDave.payment.settleBy) + 1);
        Outcome[] memory outcomes = settle(two(fromDave, toCarol));
        eq(uint256(outcomes[0].reason), uint256(Reason.TooLate), "lapsed");
        eq(uint256(outcomes[1].reason), uint256(Reason.SupportUnsettled), "what it funded");
        settled(toBob);
        eq(balance(BOB), 10 ether, "bob has all of it");
    }

    function test_support_after_the_payment_or_itself() public {
        (Item memory first, Item memory second) = chain();
        second.funding[0].index = IN_BATCH | 1;
        Outcome[] memory outcomes = settle(two(second, first));
        eq(uint256(outcomes[0].reason), uint256(Reason.SupportUnsettled), "not yet settled");
        (first, second) = chain();
        second.funding[0].index = IN_BATCH;
        skipped(second, Reason.SupportUnsettled);
    }

    function test_support_number_beyond_the_batch() public {
        (, Item memory second) = chain();
        second.funding[0].index = type(uint48).max;
        skipped(second, Reason.SupportUnsettled);
    }

    function test_wrong_number_of_the_batch() public {
        (Item memory first, Item memory second) = chain();
        Item[] memory items = new Item[](3);
        items[0] = pay(DAVE, BOB, 1 ether, 0);
        items[1] = first;
        items[2] = second; // says item 0
        eq(uint256(settle(items)[2].reason), uint256(Reason.SupportUnsettled), "another payment");
    }

    /// @dev A payment to somebody else cannot fund mine, in the batch or by receipt.
    function test_foreign_support() public {
        vault.deposit{value: 3 ether}(vm.addr(BOB));
        Item memory toDave = pay(ALICE, DAVE, 3 ether, 0);
        Item memory second = pay(BOB, CAROL, 3 ether, 0);
        fund(second, inBatch(toDave, 0), BOB, CAROL);
        Outcome[] memory outcomes = settle(two(toDave, second));
        eq(uint256(outcomes[0].reason), 0, "it settles");
        eq(uint256(outcomes[1].reason), uint256(Reason.SupportUnsettled), "but funds nothing of Bob's");
        second.funding[0].index = 0;
        skipped(second, Reason.SupportUnsettled);
    }

    function test_SupportEndsEarlier() public {
        (Item memory first, Item memory second) = chain();
        first.payment.settleBy -= 1;
        sealItem(first, ALICE, BOB);
        fund(second, inBatch(first, 0), BOB, CAROL);
        Outcome[] memory outcomes = settle(two(first, second));
        eq(uint256(outcomes[0].reason), 0, "first");
        eq(uint256(outcomes[1].reason), uint256(Reason.SupportEndsEarlier), "second");
        // Once it is settled, its deadline is history.
        second.funding[0].index = 0;
        settled(second);
    }

    function test_TooManySupports() public {
        Item memory item = pay(ALICE, BOB, 1, 9);
        fund(item, new Support[](17), ALICE, BOB);
        skipped(item, Reason.TooManySupports);
    }

    function test_sixteen_supports_each_needed() public {
        Item[] memory items = new Item[](17);
        Support[] memory funding = new Support[](16);
        for (uint48 i = 0; i < 16; ++i) {
            items[i] = pay(ALICE, BOB, 0.1 ether, i);
            funding[i] = inBatch(items[i], i);
        }
        items[16] = pay(BOB, CAROL, 1.6 ether, 0);
        fund(items[16], funding, BOB, CAROL);
        items[7].payee.r = bytes32(0);
        eq(uint256(settle(items)[16].reason), uint256(Reason.SupportUnsettled), "one is missing");
        sealItem(items[7], ALICE, BOB);
        // The others are settled now: show their receipts. They were appended in order, without number 7.
        for (uint48 i = 0; i < 16; ++i) {
            if (i == 7) continue;
            uint48 index = i < 7 ? i : i - 1;
            (items[16].funding[i].index, items[16].funding[i].path) = (index, pathOf(items, index));
        }
        items[16].funding[7].index = IN_BATCH;
        Outcome[] memory outcomes = settle(two(items[7], items[16]));
        eq(uint256(outcomes[0].reason), 0, "number 7");
        // Appending it made 16 receipts, one peak: the paths for 15 are too short now.
        eq(uint256(outcomes[1].reason), uint256(Reason.SupportUnsettled), "stale paths");
        eq(received(BOB), 16, "receipts");
    }

    /// @dev Paths among 15 receipts: the payments 0 to 15 without 7.
    function pathOf(Item[] memory items, uint48 index) internal view returns (bytes32[] memory) {
        bytes32[] memory leaves = new bytes32[](15);
        for (uint256 i = 0; i < 15; ++i) {
            leaves[i] = digestOf(items[i < 7 ? i : i + 1]);
        }
        uint256 start = index < 8 ? 0 : index < 12 ? 8 : index < 14 ? 12 : 14;
        uint256 size = index < 8 ? 8 : index < 12 ? 4 : index < 14 ? 2 : 1;
        return path(leaves, start, size, index - start);
    }

    function path(bytes32[] memory leaves, uint256 start, uint256 size, uint256 local)
        internal
        pure
        returns (bytes32[] memory out)
    {
        bytes32[] memory row = new bytes32[](size);
        for (uint256 i = 0; i < size; ++i) {
            row[i] = leaves[start + i];
        }
        uint256 height = 0;
        while (1 << height < size) ++height;
        out = new bytes32[](height);
        for (uint256 k = 0; k < height; ++k) {
            out[k] = row[local ^ 1];
            for (uint256 i = 0; i < row.length >> (k + 1); ++i) {
                row[i] = keccak256(abi.encode(row[2 * i], row[2 * i + 1]));
            }
            local >>= 1;
        }
    }

    /// @dev Some peaks then are in storage and some in memory: to be merged with new receipts, and to be proved under.
    function test_receipts_of_two_batches() public {
        Item[] memory before = new Item[](2);
        Item[] memory items = new Item[](7);
        bytes32[] memory leaves = new bytes32[](7);
        for (uint64 i = 0; i < 7; ++i) {
            Item memory item = pay(ALICE, BOB, 0.1 ether, i);
            leaves[i] = digestOf(item);
            if (i < 2) before[i] = item;
            else items[i == 2 ? 0 : i - 1] = item;
        }
        items[1] = pay(BOB, CAROL, 0.1 ether, 0);
        fund(items[1], Support(leaves[0], 0, path(leaves, 0, 2, 0)), BOB, CAROL);
        items[6] = pay(BOB, CAROL, 0.1 ether, 1);
        fund(items[6], Support(leaves[4], 4, path(leaves, 4, 2, 0)), BOB, CAROL);
        settle(before);
        Outcome[] memory outcomes = settle(items);
        for (uint256 i = 0; i < 7; ++i) {
            eq(uint256(outcomes[i].reason), uint256(Reason.Settled), "settled");
        }
        bytes32 left = keccak256(abi.encode(leaves[0], leaves[1]));
        bytes32 right = keccak256(abi.encode(leaves[2], leaves[3]));
        eq(vault.peak(vm.addr(BOB), 2), keccak256(abi.encode(left, right)), "four");
        eq(vault.peak(vm.addr(BOB), 1), keccak256(abi.encode(leaves[4], leaves[5])), "two");
        eq(vault.peak(vm.addr(BOB), 0), leaves[6], "one");
    }

    function test_receipt_paths_all_indices() public {
        Item[] memory items = new Item[](16);
        for (uint64 i = 0; i < 16; ++i) {
            items[i] = pay(ALICE, BOB, 0.1 ether, i);
        }
        items[7].payee.r = bytes32(0);
        settle(items);
        for (uint48 index = 0; index < 15; ++index) {
            Item memory onward = pay(BOB, CAROL, 0.01 ether, index);
            bytes32[] memory proof = pathOf(items, index);
            uint256 number = index < 7 ? index : index + 1;
            fund(onward, receipt(items[number], index, proof), BOB, CAROL);
            for (uint48 wrong = 0; wrong < 17; ++wrong) {
                if (wrong == index) continue;
                onward.funding[0].index = wrong;
                skipped(onward, Reason.SupportUnsettled);
            }
            onward.funding[0].index = index;
            settled(onward);
        }
    }

    function test_forged_receipt_paths() public {
        Item[] memory items = new Item[](4);
        for (uint64 i = 0; i < 4; ++i) {
            items[i] = pay(ALICE, BOB, 0.1 ether, i);
        }
        settle(items);
        bytes32 left = keccak256(abi.encode(digestOf(items[0]), digestOf(items[1])));
        bytes32 right = keccak256(abi.encode(digestOf(items[2]), digestOf(items[3])));
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = right;
        Item memory onward = pay(BOB, CAROL, 0.1 ether, 0);

        // An inner node as if it were a payment.
        fund(onward, Support(left, 0, proof), BOB, CAROL);
        skipped(onward, Reason.SupportUnsettled);
        // The peak itself.
        fund(onward, Support(keccak256(abi.encode(left, right)), 0, new bytes32[](0)), BOB, CAROL);
        skipped(onward, Reason.SupportUnsettled);
        fund(onward, Support(keccak256(abi.encode(left, right)), 2, new bytes32[](0)), BOB, CAROL);
        skipped(onward, Reason.SupportUnsettled);
        // One hash too many.
        proof = new bytes32[](3);
        (proof[0], proof[1]) = (digestOf(items[1]), right);
        fund(onward, Support(digestOf(items[0]), 0, proof), BOB, CAROL);
        skipped(onward, Reason.SupportUnsettled);
        // An index beyond the receipts, with the path of the one that it folds like.
        proof = new bytes32[](2);
        (proof[0], proof[1]) = (digestOf(items[1]), right);
        fund(onward, Support(digestOf(items[0]), 4, proof), BOB, CAROL);
        skipped(onward, Reason.SupportUnsettled);
        // The truth.
        fund(onward, Support(digestOf(items[0]), 0, proof), BOB, CAROL);
        settled(onward);
    }

    /// @dev A peak that was merged into a higher one stays in storage, but counts no more.
    function test_stale_peak_is_no_proof() public {
        settled(pay(ALICE, BOB, 1 ether, 0));
        Item memory second = pay(ALICE, BOB, 1 ether, 1);
        settled(second);
        Item memory onward = pay(BOB, CAROL, 1 ether, 0);
        fund(onward, receipt(pay(ALICE, BOB, 1 ether, 0), 0, new bytes32[](0)), BOB, CAROL);
        skipped(onward, Reason.SupportUnsettled);
    }

    /// @dev Somebody settled the support a moment before. The batch loses nothing and settles with a receipt proof.
    function test_race_where_the_support_was_settled_just_before() public {
        (Item memory first, Item memory second) = chain();
        settled(first);
        Outcome[] memory outcomes = settle(two(first, second));
        eq(uint256(outcomes[0].reason), uint256(Reason.SerialUsed), "first");
        eq(uint256(outcomes[1].reason), uint256(Reason.SupportUnsettled), "second");
        second.funding[0].index = 0;
        settled(second);
    }

    /// @dev A broken payer signs two payments with one serial. The one that did not settle funds nothing.
    function test_conflicting_payment_is_no_support() public {
        vault.deposit{value: 3 ether}(vm.addr(BOB));
        settled(pay(ALICE, BOB, 1 ether, 0));
        Item memory twin = pay(ALICE, BOB, 3 ether, 0);
        Item memory onward = pay(BOB, CAROL, 3 ether, 0);
        fund(onward, receipt(twin, 0, new bytes32[](0)), BOB, CAROL);
        skipped(onward, Reason.SupportUnsettled);
    }

    /// @dev Packing: no two lists of supports have one commitment.
    function test_order_and_split_of_supports_are_signed() public {
        vault.deposit{value: 3 ether}(vm.addr(BOB));
        Item memory first = pay(ALICE, BOB, 1 ether, 0);
        Item memory second = pay(ALICE, BOB, 1 ether, 1);
        settle(two(first, second));
        Support[] memory funding = new Support[](2);
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = digestOf(second);
        funding[0] = receipt(first, 0, proof);
        proof = new bytes32[](1);
        proof[0] = digestOf(first);
        funding[1] = receipt(second, 1, proof);
        Item memory onward = pay(BOB, CAROL, 1 ether, 0);
        fund(onward, funding, BOB, CAROL);
        (onward.funding[0], onward.funding[1]) = (funding[1], funding[0]);
        skipped(onward, Reason.PayerSignature);
        onward.funding = one(funding[0]);
        skipped(onward, Reason.PayerSignature);
        onward.funding = funding;
        (onward.funding[0], onward.funding[1]) = (onward.funding[1], onward.funding[0]);
        settled(onward);
    }
}
