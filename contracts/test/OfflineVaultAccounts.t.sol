// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Settlement} from "../src/Settlement.sol";
import {VaultBase} from "../src/VaultBase.sol";
import {DeviceRegistry} from "../src/DeviceRegistry.sol";
import {Account, Certificate, Reason, Status, Withdrawal} from "../src/OfflineTypes.sol";
import {OfflineVault} from "../src/OfflineVault.sol";
import {Signature} from "../src/Signatures.sol";
import {OfflineFixture} from "./support/OfflineFixture.sol";
import {Item, Outcome, Packing} from "./support/Packing.sol";
import {Vm} from "./support/Test.sol";

/// @dev Opening, depositing, withdrawing and the lost-device exit.
contract OfflineVaultAccountsTest is OfflineFixture {
    // ---------------------------------------------------------------- deploy

    function test_constructor_refuses_parameters_that_contradict() public {
        bytes4 bad = VaultBase.OfflineVaultInvalidParameters.selector;
        vm.expectRevert(bad);
        new OfflineVault(registry, bytes32(0), LIMIT, WINDOW, EXIT_DELAY);
        vm.expectRevert(bad);
        new OfflineVault(registry, keccak256("other"), LIMIT, WINDOW, EXIT_DELAY);
        vm.expectRevert(bad);
        new OfflineVault(registry, NETWORK, 0, WINDOW, EXIT_DELAY);
        vm.expectRevert(bad);
        new OfflineVault(registry, NETWORK, LIMIT, 0, EXIT_DELAY);
        vm.expectRevert(bad);
        new OfflineVault(registry, NETWORK, LIMIT, WINDOW, LIMIT + WINDOW);
        new OfflineVault(registry, NETWORK, LIMIT, WINDOW, LIMIT + WINDOW + 1);
    }

    function test_plain_ether_is_refused() public {
        (bool taken,) = address(vault).call{value: 1}("");
        yes(!taken, "no receive function");
        (taken,) = address(vault).call{value: 1}(hex"12345678");
        yes(!taken, "no fallback function");
    }

    // ------------------------------------------------------------------ open

    function test_open_with_deposit() public {
        open(ALICE, 2 ether);
        Account memory account = vault.account(vm.addr(ALICE));
        eq(account.balance, 2 ether, "balance");
        eq(account.depositTotal, 2 ether, "depositTotal");
        eq(uint256(account.status), uint256(Status.Open), "status");
        eq(account.recovery, HEIR, "recovery");
        eq(account.exitAt, 0, "exitAt");
        eq(account.received, 0, "received");
    }

    function test_open_again_only_deposits() public {
        open(ALICE, 2 ether);
        open(ALICE, 1 ether);
        open(ALICE, 0);
        eq(vault.account(vm.addr(ALICE)).depositTotal, 3 ether, "depositTotal");
    }

    /// @dev SAFETY O7: whoever opens an account must not name its heir.
    function test_recovery_is_part_of_the_certificate() public {
        Certificate memory c = certificate(ALICE);
        c.recovery = address(0xbad);
        vm.expectRevert(abi.encodeWithSelector(Settlement.OfflineVaultInvalidCertificate.selector, c.account));
        vault.open(c);
        open(ALICE, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(OfflineVault.OfflineVaultOtherRecovery.selector, c.account, HEIR));
        vault.open{value: 1}(c);
        eq(vault.account(c.account).recovery, HEIR, "recovery");
    }

    function refused(Certificate memory c) internal {
        vm.expectRevert();
        vault.open(c);
        Certificate[] memory opens = new Certificate[](2);
        (opens[0], opens[1]) = (c, certificate(BOB));
        vm.recordLogs();
        vault.settle(opens, Packing.pack(new Item[](0)));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        eq(logs[0].topics[0], Settlement.CertificateSkipped.selector, "skipped with an event");
        eq(uint256(logs[0].topics[1]), 0, "index");
        eq(uint256(vault.account(c.account).status), 0, "not opened");
        eq(uint256(vault.account(vm.addr(BOB)).status), uint256(Status.Open), "the next one is opened");
    }

    function test_open_refuses_other_program() public {
        vm.prank(OWNER);
        registry.allowMeasurement(keccak256("coffer.bank"), MEASUREMENT);
        Certificate memory c = certificate(ALICE);
        c.attestation.program = keccak256("coffer.bank");
        seal(c, ALICE);
        refused(c);
    }

    function test_open_refuses_unknown_measurement() public {
        Certificate memory c = certificate(ALICE);
        c.attestation.measurement = keccak256("other");
        seal(c, ALICE);
        refused(c);
    }

    function test_open_refuses_unknown_root() public {
        Certificate memory c = certificate(ALICE);
        c.deviceSignature = sign(0xdead, deviceDigest(c.device));
        refused(c);
    }

    function test_open_refuses_key_not_of_this_device() public {
        Certificate memory c = certificate(ALICE);
        c.attestationSignature = sign(0xdead, keyDigest(c.attestation));
        refused(c);
    }

    function test_open_refuses_account_not_by_this_key() public {
        Certificate memory c = certificate(ALICE);
        c.accountSignature = sign(ALICE, accountDigest(NETWORK, c.account, c.recovery));
        refused(c);
    }

    function test_open_refuses_account_of_another_network() public {
        Certificate memory c = certificate(ALICE);
        bytes32 digest = accountDigest(keccak256("other"), c.account, c.recovery);
        (c.accountSignature, c.accountConsent) = (sign(KEY, digest), sign(ALICE, digest));
        refused(c);
    }

    function test_open_refuses_zero_signatures_everywhere() public {
        for (uint256 i = 0; i < 4; ++i) {
            Certificate memory c = certificate(ALICE);
            if (i == 0) c.deviceSignature = Signature(bytes32(0), bytes32(0));
            if (i == 1) c.attestationSignature = Signature(bytes32(0), bytes32(0));
            if (i == 2) c.accountSignature = Signature(bytes32(0), bytes32(0));
            if (i == 3) c.accountConsent = Signature(bytes32(0), bytes32(0));
            refused(c);
        }
    }

    /// @dev `ecrecover` answers zero to nonsense: no zero may stand where a signer is expected.
    function test_open_refuses_zero_signers_everywhere() public {
        Certificate memory c = certificate(ALICE);
        c.device.device = address(0);
        seal(c, ALICE);
        c.attestationSignature = Signature(bytes32(0), bytes32(0));
        refused(c);
        c = certificate(CAROL);
        c.attestation.key = address(0);
        seal(c, CAROL);
        c.accountSignature = Signature(bytes32(0), bytes32(0));
        refused(c);
        c = certificate(DAVE);
        c.account = address(0);
        seal(c, DAVE);
        c.accountConsent = Signature(bytes32(0), bytes32(0));
        vm.expectRevert(abi.encodeWithSelector(Settlement.OfflineVaultInvalidCertificate.selector, address(0)));
        vault.open(c);
    }

    /// @dev SAFETY O4: P pays shops, then gets its own device revoked.
    function test_revocation_stops_neither_opening_nor_settlement() public {
        vm.prank(OWNER);
        registry.revoke(vm.addr(DEVICE));
        vm.prank(OWNER);
        registry.revoke(vm.addr(KEY));
        vm.prank(OWNER);
        registry.retireRoot(vm.addr(ROOT));
        vm.prank(OWNER);
        registry.retireMeasurement(PROGRAM, MEASUREMENT);
        open(ALICE, 1 ether);
        Certificate[] memory opens = new Certificate[](1);
        opens[0] = certificate(BOB);
        Outcome[] memory outcomes = settle(opens, one(pay(ALICE, BOB, 1 ether, 0)));
        eq(uint256(outcomes[0].reason), 0, "settled");
        Withdrawal memory w = withdrawal(BOB, address(0x77), 1 ether, 0);
        vault.withdraw(w, sign(BOB, withdrawalDigest(w)));
        eq(address(0x77).balance, 1 ether, "withdrawn");
    }

    function test_settle_opens_both_sides_first() public {
        Certificate[] memory opens = new Certificate[](3);
        (opens[0], opens[1], opens[2]) = (certificate(ALICE), certificate(BOB), certificate(ALICE));
        Outcome[] memory outcomes = settle(opens, one(pay(ALICE, BOB, 1 ether, 0)));
        eq(uint256(outcomes[0].reason), uint256(Reason.BalanceTooLow), "both known, no money");
    }

    // --------------------------------------------------------------- deposit

    function test_deposit_by_anybody_is_cumulative() public {
        open(ALICE, 0);
        vault.deposit{value: 1 ether}(vm.addr(ALICE));
        vm.deal(address(0xbeef), 2 ether);
        vm.prank(address(0xbeef));
        vault.deposit{value: 2 ether}(vm.addr(ALICE));
        eq(vault.account(vm.addr(ALICE)).depositTotal, 3 ether, "depositTotal");
        eq(balance(ALICE), 3 ether, "balance");
    }

    function test_deposit_refusals() public {
        address alice = vm.addr(ALICE);
        vm.expectRevert(abi.encodeWithSelector(VaultBase.OfflineVaultWrongStatus.selector, alice, Status.None));
        vault.deposit{value: 1}(alice);
        open(ALICE, 0);
        vm.expectRevert(abi.encodeWithSelector(VaultBase.OfflineVaultInvalidAmount.selector, 0));
        vault.deposit(alice);
        vm.deal(address(this), type(uint128).max);
        vm.expectRevert(abi.encodeWithSelector(VaultBase.OfflineVaultInvalidAmount.selector, 1 << 88));
        vault.deposit{value: 1 << 88}(alice);
        vault.deposit{value: (1 << 88) - 1}(alice);
        vm.expectRevert(abi.encodeWithSelector(VaultBase.OfflineVaultInvalidAmount.selector, 1));
        vault.deposit{value: 1}(alice);
    }

    /// @dev Deposits that were withdrawn again count for ever: the total fills up before the balance does.
    function test_deposit_total_does_not_overflow() public {
        vm.deal(address(this), type(uint128).max);
        open(ALICE, type(uint88).max);
        Withdrawal memory w = withdrawal(ALICE, address(0x77), type(uint88).max, 0);
        vault.withdraw(w, sign(ALICE, withdrawalDigest(w)));
        vm.expectRevert(abi.encodeWithSelector(VaultBase.OfflineVaultInvalidAmount.selector, 1));
        vault.deposit{value: 1}(w.account);
    }

    /// @dev SAFETY O3: 1 wei deposited after the account was closed.
    function test_closed_account_takes_no_deposit() public {
        open(ALICE, 1 ether);
        vm.prank(HEIR);
        vault.announceExit(vm.addr(ALICE));
        vm.warp(block.timestamp + EXIT_DELAY);
        vault.executeExit(vm.addr(ALICE));
        vm.expectRevert(
            abi.encodeWithSelector(VaultBase.OfflineVaultWrongStatus.selector, vm.addr(ALICE), Status.Closed)
        );
        vault.deposit{value: 1}(vm.addr(ALICE));
        Certificate memory c = certificate(ALICE);
        vm.expectRevert(abi.encodeWithSelector(VaultBase.OfflineVaultWrongStatus.selector, c.account, Status.Closed));
        vault.open{value: 1}(c);
    }

    // -------------------------------------------------------------- withdraw

    function sendWithdrawal(uint256 secret, Withdrawal memory w) internal {
        vault.withdraw(w, sign(secret, withdrawalDigest(w)));
    }

    function test_withdraw() public {
        open(ALICE, 3 ether);
        Withdrawal memory w = withdrawal(ALICE, address(0x77), 2 ether, 9);
        sendWithdrawal(ALICE, w);
        eq(address(0x77).balance, 2 ether, "paid");
        eq(balance(ALICE), 1 ether, "rest");
        eq(vault.account(w.account).depositTotal, 3 ether, "deposits only grow");
        yes(vault.isUsed(w.account, 9), "serial used");
        Signature memory signature = sign(ALICE, withdrawalDigest(w));
        vm.expectRevert(abi.encodeWithSelector(OfflineVault.OfflineVaultSerialUsed.selector, w.account, 9));
        vault.withdraw(w, signature);
    }

    function test_withdraw_and_payment_share_serials() public {
        open(ALICE, 3 ether);
        open(BOB, 0);
        sendWithdrawal(ALICE, withdrawal(ALICE, address(0x77), 1 ether, 4));
        skipped(pay(ALICE, BOB, 1 ether, 4), Reason.SerialUsed);
        settled(pay(ALICE, BOB, 1 ether, 5));
        Withdrawal memory w = withdrawal(ALICE, address(0x77), 1 ether, 5);
        Signature memory signature = sign(ALICE, withdrawalDigest(w));
        vm.expectRevert(abi.encodeWithSelector(OfflineVault.OfflineVaultSerialUsed.selector, w.account, 5));
        vault.withdraw(w, signature);
    }

    function withdrawalRefused(uint256 secret, Withdrawal memory w, bytes memory why) internal {
        Signature memory signature = sign(secret, withdrawalDigest(w));
        vm.expectRevert(why);
        vault.withdraw(w, signature);
        yes(!vault.isUsed(w.account, w.serial), "serial not used");
    }

    function test_withdraw_refusals() public {
        open(ALICE, 3 ether);
        address alice = vm.addr(ALICE);
        bytes memory times = abi.encodePacked(VaultBase.OfflineVaultInvalidTimes.selector);
        bytes memory signature = abi.encodePacked(VaultBase.OfflineVaultInvalidSignature.selector);

        withdrawalRefused(
            BOB,
            withdrawal(BOB, address(0x77), 1, 0),
            abi.encodeWithSelector(VaultBase.OfflineVaultWrongStatus.selector, vm.addr(BOB), Status.None)
        );
        withdrawalRefused(BOB, withdrawal(ALICE, address(0x77), 1, 0), signature);
        withdrawalRefused(
            ALICE,
            withdrawal(ALICE, address(0x77), 0, 0),
            abi.encodeWithSelector(VaultBase.OfflineVaultInvalidAmount.selector, 0)
        );
        withdrawalRefused(
            ALICE,
            withdrawal(ALICE, address(0x77), 3 ether + 1, 0),
            abi.encodeWithSelector(VaultBase.OfflineVaultBalanceTooLow.selector, alice, 3 ether, 3 ether + 1)
        );
        withdrawalRefused(
            ALICE,
            withdrawal(ALICE, address(0), 1, 0),
            abi.encodeWithSelector(OfflineVault.OfflineVaultPayoutFailed.selector, address(0))
        );
        Withdrawal memory w = withdrawal(ALICE, address(0x77), 1, 0);
        w.tGen = w.settleBy + 1;
        withdrawalRefused(ALICE, w, times);
        w = withdrawal(ALICE, address(0x77), 1, 0);
        w.provedAt += 1;
        withdrawalRefused(ALICE, w, times);
        w = withdrawal(ALICE, address(0x77), 1, 0);
        w.settleBy = w.provedAt + LIMIT + WINDOW + 1;
        withdrawalRefused(ALICE, w, times);
        w = withdrawal(ALICE, address(0x77), 1, 0);
        vm.warp(uint256(w.settleBy) + 1);
        withdrawalRefused(ALICE, w, times);
    }

    function test_withdraw_every_field_is_signed() public {
        open(ALICE, 3 ether);
        open(BOB, 3 ether);
        for (uint256 field = 0; field < 8; ++field) {
            Withdrawal memory w = withdrawal(ALICE, address(0x77), 1 ether, 1);
            Signature memory signature = sign(ALICE, withdrawalDigest(w));
            if (field == 0) w.account = vm.addr(BOB);
            if (field == 1) w.to = address(0x78);
            if (field == 2) w.amount += 1;
            if (field == 3) w.serial += 1;
            if (field == 4) w.tGen -= 1;
            if (field == 5) w.settleBy -= 1;
            if (field == 6) w.provedAt -= 1;
            if (field == 7) w.state = bytes32(0);
            vm.expectRevert(VaultBase.OfflineVaultInvalidSignature.selector);
            vault.withdraw(w, signature);
        }
    }

    // ------------------------------------------------------------------ exit

    function test_exit_pays_recovery_after_the_delay_and_closes() public {
        open(ALICE, 2 ether);
        address alice = vm.addr(ALICE);
        vm.prank(HEIR);
        vault.announceExit(alice);
        eq(vault.account(alice).exitAt, START + EXIT_DELAY, "exitAt");
        vm.warp(START + EXIT_DELAY - 1);
        vm.expectRevert(abi.encodeWithSelector(OfflineVault.OfflineVaultExitNotDue.selector, alice, START + EXIT_DELAY));
        vault.executeExit(alice);
        vm.warp(START + EXIT_DELAY);
        vault.executeExit(alice);
        eq(HEIR.balance, 2 ether, "recovery");
        eq(uint256(vault.account(alice).status), uint256(Status.Closed), "closed");
        eq(vault.account(alice).balance, 0, "balance");
        vm.expectRevert(abi.encodeWithSelector(OfflineVault.OfflineVaultExitNotDue.selector, alice, 0));
        vault.executeExit(alice);
        vm.prank(HEIR);
        vm.expectRevert(abi.encodeWithSelector(VaultBase.OfflineVaultWrongStatus.selector, alice, Status.Closed));
        vault.announceExit(alice);
    }

    function test_exit_only_by_recovery() public {
        open(ALICE, 2 ether);
        address alice = vm.addr(ALICE);
        bytes memory why = abi.encodeWithSelector(OfflineVault.OfflineVaultUnauthorized.selector, alice);
        vm.prank(alice);
        vm.expectRevert(why);
        vault.announceExit(alice);
        vm.prank(HEIR);
        vault.announceExit(alice);
        vm.prank(alice);
        vm.expectRevert(why);
        vault.cancelExit(alice);
        vm.prank(HEIR);
        vm.expectRevert(
            abi.encodeWithSelector(OfflineVault.OfflineVaultExitAnnounced.selector, alice, START + EXIT_DELAY)
        );
        vault.announceExit(alice);
        // Nobody is the recovery of an account that does not exist, not even zero.
        vm.prank(address(0));
        vm.expectRevert(abi.encodeWithSelector(OfflineVault.OfflineVaultUnauthorized.selector, address(0)));
        vault.announceExit(vm.addr(BOB));
    }

    function test_during_an_exit_payments_settle_deposits_arrive_and_withdrawals_wait() public {
        open(ALICE, 2 ether);
        open(BOB, 0);
        address alice = vm.addr(ALICE);
        vm.prank(HEIR);
        vault.announceExit(alice);
        settled(pay(ALICE, BOB, 1 ether, 0));
        vault.deposit{value: 1 ether}(alice);
        Withdrawal memory w = withdrawal(ALICE, address(0x77), 1 ether, 1);
        Signature memory signature = sign(ALICE, withdrawalDigest(w));
        vm.expectRevert(
            abi.encodeWithSelector(OfflineVault.OfflineVaultExitAnnounced.selector, alice, START + EXIT_DELAY)
        );
        vault.withdraw(w, signature);
        vm.prank(HEIR);
        vault.cancelExit(alice);
        vm.prank(HEIR);
        vm.expectRevert(abi.encodeWithSelector(OfflineVault.OfflineVaultExitNotDue.selector, alice, 0));
        vault.cancelExit(alice);
        vault.withdraw(w, signature);
        eq(address(0x77).balance, 1 ether, "withdrawn");
    }

    /// @dev A payment made on a proof from before the announcement ends before the exit can be executed.
    function testFuzz_exit_overtakes_no_payment(uint40 provedAt, uint40 settleBy) public {
        open(ALICE, 2 ether);
        open(BOB, 0);
        vm.prank(HEIR);
        vault.announceExit(vm.addr(ALICE));
        Item memory item = pay(ALICE, BOB, 1 ether, 0);
        // Around the edge: proofs at the announcement and up to an hour before, deadlines around the latest allowed.
        item.payment.provedAt = uint40(START - provedAt % 1 hours);
        settleBy = uint40(START + LIMIT + WINDOW - 1 hours + settleBy % 3 days);
        item.payment.settleBy = settleBy;
        item.payment.expiry = item.payment.tGen;
        sealItem(item, ALICE, BOB);
        if (reason(item) == Reason.Settled) {
            yes(settleBy < vault.account(vm.addr(ALICE)).exitAt, "settles only before the exit");
        }
    }
}
