// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Cancellation, Reason, Status} from "../src/OfflineTypes.sol";
import {OfflineVault} from "../src/OfflineVault.sol";
import {Signature} from "../src/Signatures.sol";
import {VaultBase} from "../src/VaultBase.sol";
import {OfflineFixture} from "./support/OfflineFixture.sol";
import {Item} from "./support/Packing.sol";

/// @dev Takes no ether, or all the gas, or answers with more than anybody can copy.
contract Hostile {
    enum Way {
        Refuse,
        Burn,
        Bomb
    }

    Way private immutable _way;

    constructor(Way way) {
        _way = way;
    }

    receive() external payable {
        if (_way == Way.Refuse) revert();
        if (_way == Way.Burn) {
            while (true) {}
        }
        assembly {
            revert(0, 1000000)
        }
    }
}

/// @dev An account's enclave closes it (the paper's logout).
contract OfflineVaultCancelTest is OfflineFixture {
    address internal constant HOME = address(0x40e);

    function setUp() public override {
        super.setUp();
        open(ALICE, 10 ether);
        open(BOB, 1 ether);
    }

    function cancel(Cancellation memory c) internal {
        Signature memory signature = sign(ALICE, cancellationDigest(c));
        vault.cancel(c, signature);
    }

    function refused(Cancellation memory c, bytes memory why) internal {
        Signature memory signature = sign(ALICE, cancellationDigest(c));
        bytes32 before = fingerprint();
        vm.expectRevert(why);
        vault.cancel(c, signature);
        eq(fingerprint(), before, "nothing changed");
    }

    function test_pays_the_whole_balance_and_closes_for_good() public {
        vault.deposit{value: 1}(vm.addr(ALICE));
        cancel(cancellation(ALICE, HOME, 5));
        eq(HOME.balance, 10 ether + 1, "everything, with what came after signing");
        eq(balance(ALICE), 0, "balance");
        eq(uint256(vault.account(vm.addr(ALICE)).status), uint256(Status.Closed), "closed");
        yes(vault.isUsed(vm.addr(ALICE), 5), "serial");
        vm.expectRevert(
            abi.encodeWithSelector(VaultBase.OfflineVaultWrongStatus.selector, vm.addr(ALICE), Status.Closed)
        );
        vault.deposit{value: 1}(vm.addr(ALICE));
        skipped(pay(ALICE, BOB, 1, 1), Reason.PayerClosed);
        skipped(pay(BOB, ALICE, 1, 1), Reason.PayeeClosed);
        vm.expectRevert(
            abi.encodeWithSelector(VaultBase.OfflineVaultWrongStatus.selector, vm.addr(ALICE), Status.Closed)
        );
        vm.prank(HEIR);
        vault.announceExit(vm.addr(ALICE));
    }

    function test_a_second_time_moves_nothing() public {
        Cancellation memory c = cancellation(ALICE, HOME, 5);
        cancel(c);
        refused(c, abi.encodeWithSelector(VaultBase.OfflineVaultWrongStatus.selector, vm.addr(ALICE), Status.Closed));
    }

    function test_of_nothing_calls_nobody() public {
        settled(pay(ALICE, BOB, 10 ether, 0));
        cancel(cancellation(ALICE, address(new Hostile(Hostile.Way.Refuse)), 1));
        eq(uint256(vault.account(vm.addr(ALICE)).status), uint256(Status.Closed), "closed");
    }

    function test_used_serial() public {
        settled(pay(ALICE, BOB, 1 ether, 5));
        refused(
            cancellation(ALICE, HOME, 5),
            abi.encodeWithSelector(OfflineVault.OfflineVaultSerialUsed.selector, vm.addr(ALICE), 5)
        );
    }

    function test_announced_exit() public {
        vm.prank(HEIR);
        vault.announceExit(vm.addr(ALICE));
        refused(
            cancellation(ALICE, HOME, 5),
            abi.encodeWithSelector(
                OfflineVault.OfflineVaultExitAnnounced.selector, vm.addr(ALICE), block.timestamp + EXIT_DELAY
            )
        );
    }

    function test_times() public {
        bytes memory why = abi.encodeWithSelector(VaultBase.OfflineVaultInvalidTimes.selector);
        Cancellation memory c = cancellation(ALICE, HOME, 5);
        c.settleBy = uint40(block.timestamp) - 1;
        refused(c, why);
        c = cancellation(ALICE, HOME, 5);
        c.provedAt = uint40(block.timestamp) + 1;
        refused(c, why);
        c = cancellation(ALICE, HOME, 5);
        c.settleBy = c.provedAt + LIMIT + WINDOW + 1;
        refused(c, why);
        c = cancellation(ALICE, HOME, 5);
        c.tGen = c.settleBy + 1;
        refused(c, why);
    }

    function test_signed_by_nobody_else_and_for_nothing_else() public {
        Cancellation memory c = cancellation(ALICE, HOME, 5);
        Signature memory byBob = sign(BOB, cancellationDigest(c));
        vm.expectRevert(VaultBase.OfflineVaultInvalidSignature.selector);
        vault.cancel(c, byBob);
        Signature memory asWithdrawal = sign(ALICE, withdrawalDigest(withdrawal(ALICE, HOME, 10 ether, 5)));
        vm.expectRevert(VaultBase.OfflineVaultInvalidSignature.selector);
        vault.cancel(c, asWithdrawal);
        Signature memory right = sign(ALICE, cancellationDigest(c));
        c.to = address(0xbad);
        vm.expectRevert(VaultBase.OfflineVaultInvalidSignature.selector);
        vault.cancel(c, right);
    }

    function test_recipients_that_refuse_or_burn_or_bomb_change_nothing() public {
        for (uint256 way = 0; way < 3; ++way) {
            address to = address(new Hostile(Hostile.Way(way)));
            Cancellation memory c = cancellation(ALICE, to, 5);
            Signature memory signature = sign(ALICE, cancellationDigest(c));
            bytes32 before = fingerprint();
            try vault.cancel{gas: 3_000_000}(c, signature) {
                revert Unmet("paid");
            } catch {}
            eq(fingerprint(), before, "nothing changed");
        }
        refused(
            cancellation(ALICE, address(0), 5),
            abi.encodeWithSelector(OfflineVault.OfflineVaultPayoutFailed.selector, address(0))
        );
        cancel(cancellation(ALICE, HOME, 5));
    }
}
