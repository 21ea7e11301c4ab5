// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Settlement} from "../src/Settlement.sol";
import {VaultBase} from "../src/VaultBase.sol";
import {Certificate, Payment, Reason, Withdrawal} from "../src/OfflineTypes.sol";
import {OfflineVault} from "../src/OfflineVault.sol";
import {Signature} from "../src/Signatures.sol";
import {OfflineFixture} from "./support/OfflineFixture.sol";
import {Item, Outcome, Packing, Support} from "./support/Packing.sol";
import {Vm} from "./support/Test.sol";

/// @dev Takes money and tries to take it again while it is being paid.
contract Reentrant {
    OfflineVault private immutable _vault;
    bytes private _call;
    bool public tried;
    bool public succeeded;
    bytes4 public answer;

    constructor(OfflineVault vault) {
        _vault = vault;
    }

    function arm(bytes calldata call_) external {
        _call = call_;
    }

    function announce(address account) external {
        _vault.announceExit(account);
    }

    receive() external payable {
        if (tried || _call.length == 0) return;
        tried = true;
        bytes memory data;
        (succeeded, data) = address(_vault).call(_call);
        if (data.length >= 4) answer = bytes4(data);
    }
}

/// @dev Does not take money.
contract Refusing {
    function announce(OfflineVault vault, address account) external {
        vault.announceExit(account);
    }
}

/// @dev Attacks that go through more than one rule.
contract OfflineVaultAttacksTest is OfflineFixture {
    function setUp() public override {
        super.setUp();
        open(ALICE, 10 ether);
        open(BOB, 10 ether);
    }

    // --------------------------------------------------------- signatures

    /// @dev The other root of a signature: (r, n - s, flipped parity). Plain `ecrecover` takes it.
    function malleated(Signature memory signature) internal pure returns (Signature memory) {
        uint256 vs = uint256(signature.vs);
        uint256 s = ORDER - (vs & (type(uint256).max >> 1));
        return Signature(signature.r, bytes32((vs ^ (1 << 255)) & (1 << 255) | s));
    }

    function test_malleated_signatures() public {
        Item memory item = pay(ALICE, BOB, 1 ether, 0);
        Signature memory right = item.payer;
        item.payer = malleated(right);
        skipped(item, Reason.PayerSignature);
        item.payer = right;
        item.payee = malleated(item.payee);
        skipped(item, Reason.PayeeSignature);
        Withdrawal memory w = withdrawal(ALICE, address(0x77), 1 ether, 1);
        Signature memory twin = malleated(sign(ALICE, withdrawalDigest(w)));
        vm.expectRevert(VaultBase.OfflineVaultInvalidSignature.selector);
        vault.withdraw(w, twin);
    }

    function testFuzz_random_signatures_are_skipped_and_never_revert(bytes32 r, bytes32 vs) public {
        Item memory item = pay(ALICE, BOB, 1 ether, 0);
        item.payer = Signature(r, vs);
        eq(uint256(reason(item)), uint256(Reason.PayerSignature), "payer");
        item = pay(ALICE, BOB, 1 ether, 0);
        item.payee = Signature(r, vs);
        eq(uint256(reason(item)), uint256(Reason.PayeeSignature), "payee");
    }

    /// @dev The zero address is no payer, even when storage said so: `ecrecover` answers zero to nonsense.
    function test_zero_address_never_signs() public {
        bytes32 slot = keccak256(abi.encode(address(0), uint256(0)));
        vm.store(address(vault), slot, bytes32(uint256(1) << 224 | 5 ether));
        Item memory item = pay(ALICE, BOB, 1 ether, 0);
        item.payment.payer = address(0);
        item.payer = Signature(bytes32(0), bytes32(0));
        skipped(item, Reason.PayerSignature);
        Withdrawal memory w = withdrawal(ALICE, address(0x77), 1 ether, 0);
        w.account = address(0);
        vm.expectRevert(VaultBase.OfflineVaultInvalidSignature.selector);
        vault.withdraw(w, Signature(bytes32(0), bytes32(0)));
    }

    // ------------------------------------------------------------- replay

    function test_replay_on_another_chain() public {
        Item memory item = pay(ALICE, BOB, 1 ether, 0);
        Withdrawal memory w = withdrawal(ALICE, address(0x77), 1 ether, 1);
        Signature memory signature = sign(ALICE, withdrawalDigest(w));
        vm.chainId(4242);
        skipped(item, Reason.PayerSignature);
        vm.expectRevert(VaultBase.OfflineVaultInvalidSignature.selector);
        vault.withdraw(w, signature);
        // Made for this chain it is good: the separator follows the fork.
        settled(pay(ALICE, BOB, 1 ether, 0));
    }

    function test_replay_on_another_vault_of_the_network() public {
        Item memory item = pay(ALICE, BOB, 1 ether, 0);
        Certificate memory c = certificate(ALICE);
        vault = new OfflineVault(registry, NETWORK, LIMIT, WINDOW, EXIT_DELAY);
        vm.expectRevert(abi.encodeWithSelector(Settlement.OfflineVaultInvalidCertificate.selector, c.account));
        vault.open(c);
        open(ALICE, 10 ether);
        open(BOB, 0);
        skipped(item, Reason.PayerSignature);
    }

    /// @dev Types are part of what is signed: no withdrawal is a payment, and no certificate either.
    function test_signatures_of_one_type_are_worth_nothing_as_another() public {
        Item memory item = pay(ALICE, BOB, 1 ether, 0);
        Withdrawal memory w = withdrawal(ALICE, vm.addr(BOB), 1 ether, 0);
        item.payer = sign(ALICE, withdrawalDigest(w));
        skipped(item, Reason.PayerSignature);
        Signature memory signature = sign(ALICE, digestOf(item));
        vm.expectRevert(VaultBase.OfflineVaultInvalidSignature.selector);
        vault.withdraw(w, signature);
    }

    // ----------------------------------------------------------- poisoning

    /// @dev A batch of everything that can be wrong, around one good payment.
    function test_poisoned_batch() public {
        Certificate[] memory opens = new Certificate[](3);
        opens[0] = certificate(CAROL);
        opens[0].deviceSignature = Signature(bytes32(type(uint256).max), bytes32(type(uint256).max));
        opens[1] = certificate(CAROL);
        opens[1].account = address(0);
        opens[2] = certificate(CAROL);
        Item[] memory items = new Item[](6);
        items[0].funding = new Support[](200);
        items[1] = pay(ALICE, CAROL, type(uint88).max, type(uint64).max);
        items[2].payment = Payment({
            payer: address(type(uint160).max),
            payee: address(type(uint160).max),
            amount: type(uint88).max,
            serial: type(uint64).max,
            tGen: type(uint40).max,
            expiry: type(uint40).max,
            settleBy: type(uint40).max,
            provedAt: type(uint40).max,
            supportsHash: bytes32(type(uint256).max),
            state: bytes32(type(uint256).max)
        });
        items[3] = pay(ALICE, CAROL, 1 ether, 1);
        items[3].payer = Signature(bytes32(type(uint256).max), bytes32(type(uint256).max));
        items[4] = pay(ALICE, CAROL, 1 ether, 2);
        Support memory bent = Support(digestOf(items[4]), 0, new bytes32[](255));
        items[5] = pay(ALICE, CAROL, 1 ether, 3);
        fund(items[5], bent, ALICE, CAROL);
        Outcome[] memory outcomes = settle(opens, items);
        for (uint256 i = 0; i < 6; ++i) {
            yes((outcomes[i].reason == Reason.Settled) == (i == 4), "only the good one settles");
        }
        eq(balance(CAROL), 1 ether, "carol");
        eq(balance(ALICE), 9 ether, "alice");
    }

    /// @dev With too little gas nothing at all happens: an item is never half settled.
    function testFuzz_out_of_gas_is_all_or_nothing(uint256 gas) public {
        Item[] memory items = two(pay(ALICE, BOB, 1 ether, 0), pay(BOB, ALICE, 2 ether, 0));
        bytes32 before = fingerprint();
        try vault.settle{gas: gas % 400_000}(noOpens(), Packing.pack(items)) {
            eq(balance(ALICE), 11 ether, "both settled");
        } catch {
            eq(fingerprint(), before, "nothing");
        }
    }

    // ---------------------------------------------------------- reentrancy

    function reenter(bytes memory call_) internal returns (Reentrant thief) {
        thief = new Reentrant(vault);
        thief.arm(call_);
        Withdrawal memory w = withdrawal(ALICE, address(thief), 1 ether, 40);
        vault.withdraw(w, sign(ALICE, withdrawalDigest(w)));
        yes(thief.tried(), "the attack was tried");
        eq(address(vault).balance, balance(ALICE) + balance(BOB), "solvent");
        eq(address(thief).balance, 1 ether, "paid once");
    }

    function test_reentering_withdraw() public {
        Withdrawal memory second = withdrawal(ALICE, address(0x77), 1 ether, 41);
        Signature memory signature = sign(ALICE, withdrawalDigest(second));
        Reentrant thief = reenter(abi.encodeCall(OfflineVault.withdraw, (second, signature)));
        yes(!thief.succeeded(), "refused");
        yes(thief.answer() == VaultBase.OfflineVaultReentered.selector, "by the guard");
        vault.withdraw(second, signature);
    }

    function test_reentering_executeExit() public {
        vm.prank(HEIR);
        vault.announceExit(vm.addr(BOB));
        vm.warp(START + EXIT_DELAY);
        Reentrant thief = reenter(abi.encodeCall(OfflineVault.executeExit, (vm.addr(BOB))));
        yes(thief.answer() == VaultBase.OfflineVaultReentered.selector, "by the guard");
        eq(balance(BOB), 10 ether, "bob");
    }

    /// @dev Settling inside a payout is harmless, since everything is booked before the money leaves.
    function test_settling_while_being_paid() public {
        Item[] memory items = new Item[](2);
        items[0] = pay(ALICE, BOB, 9 ether, 0);
        items[1] = pay(ALICE, BOB, 1 ether, 1);
        Reentrant thief = reenter(abi.encodeCall(Settlement.settle, (noOpens(), Packing.pack(items))));
        yes(thief.succeeded(), "allowed");
        eq(balance(ALICE), 0, "alice: 1 withdrawn, 9 paid, and no more");
        eq(balance(BOB), 19 ether, "bob");
    }

    function test_refusing_recipient_changes_nothing() public {
        Refusing refusing = new Refusing();
        Withdrawal memory w = withdrawal(ALICE, address(refusing), 1 ether, 0);
        Signature memory signature = sign(ALICE, withdrawalDigest(w));
        bytes32 before = fingerprint();
        vm.expectRevert(abi.encodeWithSelector(OfflineVault.OfflineVaultPayoutFailed.selector, address(refusing)));
        vault.withdraw(w, signature);
        eq(fingerprint(), before, "money stays");
    }

    function test_withdrawing_to_the_vault_changes_nothing() public {
        Withdrawal memory w = withdrawal(ALICE, address(vault), 1 ether, 0);
        Signature memory signature = sign(ALICE, withdrawalDigest(w));
        vm.expectRevert(abi.encodeWithSelector(OfflineVault.OfflineVaultPayoutFailed.selector, address(vault)));
        vault.withdraw(w, signature);
    }

    function test_refusing_recovery_keeps_the_account_open() public {
        Refusing refusing = new Refusing();
        Certificate memory c = certificate(CAROL);
        c.recovery = address(refusing);
        seal(c, CAROL);
        vault.open{value: 1 ether}(c);
        refusing.announce(vault, c.account);
        vm.warp(START + EXIT_DELAY);
        vm.expectRevert(abi.encodeWithSelector(OfflineVault.OfflineVaultPayoutFailed.selector, address(refusing)));
        vault.executeExit(c.account);
        eq(balance(CAROL), 1 ether, "money stays");
    }

    // ------------------------------------------------------------- consent

    address private constant THIEF = address(0xbad);

    /// @dev All that somebody with a leaked attestation key (`KEY`, which `seal` signs with) can make for Carol's address,
    /// which he knows and whose own key he lacks: his recovery, and in place of her consent whatever he finds.
    function stolen(uint256 attempt) internal view returns (Certificate memory c) {
        c = certificate(CAROL);
        Signature memory herOwn = c.accountConsent;
        c.recovery = THIEF;
        seal(c, DAVE);
        if (attempt == 0) c.accountConsent = Signature(bytes32(0), bytes32(0));
        if (attempt == 1) c.accountConsent = c.accountSignature;
        if (attempt == 2) c.accountConsent = herOwn;
        // `attempt == 3` keeps the consent of an account of his own.
    }

    /// @dev SAFETY O7: a leaked attestation key must not name the heir of an account that is not open yet.
    function test_leaked_attestation_key_opens_no_strangers_account() public {
        address carol = vm.addr(CAROL);
        for (uint256 attempt = 0; attempt < 4; ++attempt) {
            Certificate memory c = stolen(attempt);
            vm.prank(THIEF);
            vm.expectRevert(abi.encodeWithSelector(Settlement.OfflineVaultInvalidCertificate.selector, carol));
            vault.open(c);
            yes(vault.account(carol).recovery != THIEF, "no heir by open");
        }
        // Carol's own certificate is as good as before he tried.
        open(CAROL, 1 ether);
        eq(vault.account(carol).recovery, HEIR, "her heir");
    }

    /// @dev The same by the opens of a batch, in front of Carol's own certificate and of a payment to her.
    function test_leaked_attestation_key_opens_no_strangers_account_in_a_batch() public {
        address carol = vm.addr(CAROL);
        Certificate[] memory opens = new Certificate[](5);
        for (uint256 attempt = 0; attempt < 4; ++attempt) {
            opens[attempt] = stolen(attempt);
        }
        opens[4] = certificate(CAROL);
        vm.recordLogs();
        vm.prank(THIEF);
        vault.settle(opens, Packing.pack(one(pay(ALICE, CAROL, 1 ether, 0))));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 attempt = 0; attempt < 4; ++attempt) {
            eq(logs[attempt].topics[0], Settlement.CertificateSkipped.selector, "skipped");
            eq(uint256(logs[attempt].topics[1]), attempt, "which one");
        }
        eq(logs[4].topics[0], Settlement.AccountOpened.selector, "then hers");
        eq(vault.account(carol).recovery, HEIR, "her heir");
        eq(balance(CAROL), 1 ether, "paid");
    }

    /// @dev The whole theft: he runs in front of Carol's first deposit, which she sends by `open` and others by
    /// `deposit` and `settle`, and leaves with her money by the exit.
    function test_front_running_an_opening_takes_no_money() public {
        address carol = vm.addr(CAROL);
        for (uint256 attempt = 0; attempt < 4; ++attempt) {
            Certificate[] memory opens = new Certificate[](1);
            opens[0] = stolen(attempt);
            vm.prank(THIEF);
            vault.settle(opens, Packing.pack(new Item[](0)));
            vm.prank(THIEF);
            try vault.open(opens[0]) {} catch {}
        }
        open(CAROL, 5 ether);
        settled(pay(ALICE, CAROL, 1 ether, 0));
        vm.prank(THIEF);
        vm.expectRevert(abi.encodeWithSelector(OfflineVault.OfflineVaultUnauthorized.selector, THIEF));
        vault.announceExit(carol);
        vm.warp(START + EXIT_DELAY);
        vm.expectRevert(abi.encodeWithSelector(OfflineVault.OfflineVaultExitNotDue.selector, carol, 0));
        vault.executeExit(carol);
        eq(balance(CAROL), 6 ether, "hers");
        eq(THIEF.balance, 0, "nothing for him");
    }

    /// @dev Consent is to an heir, not to an attestation key: with Carol's own certificate in hand, another key of the
    /// network can only open the very account that she wanted.
    function test_consent_under_another_attestation_key_changes_nothing_for_the_account() public {
        Certificate memory c = certificate(CAROL);
        uint256 leaked = 0xbad2;
        c.attestation.key = vm.addr(leaked);
        c.attestationSignature = sign(DEVICE, keyDigest(c.attestation));
        c.accountSignature = sign(leaked, accountDigest(NETWORK, c.account, c.recovery));
        vm.prank(THIEF);
        vault.open(c);
        eq(vault.account(c.account).recovery, HEIR, "her heir");
        open(CAROL, 1 ether);
        eq(balance(CAROL), 1 ether, "her deposit");
    }

    /// @dev And for an account that carries money already, opening it again names no other heir.
    function test_consent_does_not_make_an_account_open_twice() public {
        address carol = vm.addr(CAROL);
        open(CAROL, 1 ether);
        Certificate memory c = stolen(3);
        vm.expectRevert(abi.encodeWithSelector(OfflineVault.OfflineVaultOtherRecovery.selector, carol, HEIR));
        vault.open(c);
        Certificate[] memory opens = new Certificate[](1);
        opens[0] = c;
        vault.settle(opens, Packing.pack(new Item[](0)));
        eq(vault.account(carol).recovery, HEIR, "her heir");
    }

    // -------------------------------------------------------------- layout

    /// @dev The words that enclaves read from storage proofs, bit by bit: contracts/README.md.
    function test_storage_layout_word_by_word() public {
        settled(pay(BOB, ALICE, 3 ether, 300));
        vm.prank(HEIR);
        vault.announceExit(vm.addr(ALICE));
        bytes32 account = keccak256(abi.encode(vm.addr(ALICE), uint256(0)));
        uint256 word = uint256(vm.load(address(vault), account));
        eq(word & type(uint88).max, 13 ether, "balance");
        eq((word >> 88) & type(uint88).max, 10 ether, "depositTotal");
        eq((word >> 176) & type(uint48).max, 1, "received");
        eq(word >> 224, 1, "status, and nothing above it");
        uint256 second = uint256(vm.load(address(vault), bytes32(uint256(account) + 1)));
        eq(second & type(uint160).max, uint160(HEIR), "recovery");
        eq(second >> 160, START + EXIT_DELAY, "exitAt, and nothing above it");
        bytes32 serials = keccak256(abi.encode(vm.addr(BOB), uint256(1)));
        eq(vm.load(address(vault), keccak256(abi.encode(uint256(1), serials))), bytes32(uint256(1) << 44), "serials");
        bytes32 peaks = keccak256(abi.encode(vm.addr(ALICE), uint256(2)));
        eq(vm.load(address(vault), keccak256(abi.encode(uint256(0), peaks))), vault.peak(vm.addr(ALICE), 0), "peaks");
    }
}
