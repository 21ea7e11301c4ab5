// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Batches} from "../src/Batches.sol";
import {AttestationCertificate, DeviceCertificate} from "../src/DeviceRegistry.sol";
import {Certificate, Payment, Reason} from "../src/OfflineTypes.sol";
import {Receipts} from "../src/Receipts.sol";
import {Settlement} from "../src/Settlement.sol";
import {OfflineFixture} from "./support/OfflineFixture.sol";
import {Item, Outcome, Packing, Support} from "./support/Packing.sol";
import {Vm} from "./support/Test.sol";

/// @dev Settles for somebody, so that the batch is not in the transaction's own call data.
contract Carrier {
    function carry(address vault, bytes calldata call_) external {
        (bool done,) = vault.call(call_);
        require(done);
    }
}

/// @dev The packed format: what is malformed, what is hidden, and the largest batch there is.
contract OfflineVaultBatchTest is OfflineFixture {
    function setUp() public override {
        super.setUp();
        open(ALICE, 10 ether);
        open(BOB, 10 ether);
        open(CAROL, 10 ether);
    }

    function malformed(bytes memory batch) internal {
        bytes32 before = fingerprint();
        vm.expectRevert(Batches.OfflineVaultMalformedBatch.selector);
        vault.settle(noOpens(), batch);
        eq(fingerprint(), before, "nothing changed");
    }

    /// @dev Three payments, of which the third is funded by the first and by a receipt.
    function sample() internal returns (Item[] memory items) {
        Item memory before = pay(ALICE, BOB, 1 ether, 0);
        settled(before);
        items = new Item[](3);
        items[0] = pay(ALICE, BOB, 2 ether, 1);
        items[1] = pay(CAROL, ALICE, 3 ether, 0);
        items[2] = pay(BOB, CAROL, 4 ether, 0);
        Support[] memory funding = new Support[](2);
        funding[0] = inBatch(items[0], 0);
        bytes32[] memory path = new bytes32[](1);
        path[0] = digestOf(items[0]);
        funding[1] = Support(digestOf(before), 0, path);
        fund(items[2], funding, BOB, CAROL);
    }

    function test_payers_that_are_payees_in_one_batch() public {
        Item[] memory items = sample();
        Outcome[] memory outcomes = settle(items);
        for (uint256 i = 0; i < 3; ++i) {
            eq(uint256(outcomes[i].reason), uint256(Reason.Settled), "settled");
        }
        eq(balance(ALICE), 10 ether, "alice: -1 -2 +3");
        eq(balance(BOB), 9 ether, "bob: +1 +2 -4");
        eq(balance(CAROL), 11 ether, "carol: -3 +4");
    }

    /// @dev Money that comes in the same batch can be paid on, to the wei and no further.
    function test_money_goes_round_in_one_batch() public {
        Item[] memory items = new Item[](4);
        items[0] = pay(ALICE, BOB, 10 ether, 0);
        items[1] = pay(BOB, CAROL, 20 ether, 0);
        items[2] = pay(CAROL, ALICE, 30 ether, 0);
        items[3] = pay(CAROL, ALICE, 1, 1);
        Outcome[] memory outcomes = settle(items);
        for (uint256 i = 0; i < 3; ++i) {
            eq(uint256(outcomes[i].reason), uint256(Reason.Settled), "settled");
        }
        eq(uint256(outcomes[3].reason), uint256(Reason.BalanceTooLow), "nothing left");
        eq(balance(ALICE), 30 ether, "alice");
        eq(balance(BOB) + balance(CAROL), 0, "others");
    }

    // ------------------------------------------------------------ malformed

    function test_truncated_at_every_byte() public {
        bytes memory batch = Packing.pack(one(pay(ALICE, BOB, 1 ether, 0)));
        for (uint256 length = 0; length < batch.length; ++length) {
            bytes memory part = new bytes(length);
            for (uint256 i = 0; i < length; ++i) {
                part[i] = batch[i];
            }
            // No bytes at all read as no accounts and no items, but for the missing head.
            malformed(part);
        }
    }

    function test_trailing_bytes() public {
        bytes memory batch = Packing.pack(one(pay(ALICE, BOB, 1 ether, 0)));
        malformed(abi.encodePacked(batch, uint8(0)));
        malformed(abi.encodePacked(batch, new bytes(202)));
    }

    function test_accounts_out_of_order_or_twice() public {
        (address low, address high) =
            vm.addr(ALICE) < vm.addr(BOB) ? (vm.addr(ALICE), vm.addr(BOB)) : (vm.addr(BOB), vm.addr(ALICE));
        malformed(abi.encodePacked(uint8(2), uint8(0), high, low));
        malformed(abi.encodePacked(uint8(2), uint8(0), low, low));
        malformed(abi.encodePacked(uint8(3), uint8(0), low, high, low));
    }

    function test_numbers_of_accounts_that_are_not_there() public {
        Item memory item = pay(ALICE, BOB, 1 ether, 0);
        bytes memory batch = Packing.pack(one(item));
        (bytes1 payer, bytes1 payee) = (batch[42], batch[43]);
        batch[42] = 0x02;
        malformed(batch);
        (batch[42], batch[43]) = (payer, 0xff);
        malformed(batch);
        batch[43] = payee;
        vault.settle(noOpens(), batch);
        eq(balance(BOB), 11 ether, "the right ones settle");
    }

    function test_path_longer_than_the_batch() public {
        Item memory item = pay(ALICE, BOB, 1 ether, 0);
        fund(item, Support(bytes32(0), 0, new bytes32[](0)), ALICE, BOB);
        bytes memory batch = Packing.pack(one(item));
        batch[batch.length - 1] = 0xff;
        malformed(batch);
    }

    function testFuzz_noise_settles_nothing(bytes calldata noise) public {
        bytes32 before = fingerprint();
        try vault.settle(noOpens(), noise) {}
        catch (bytes memory reason) {
            yes(
                bytes4(reason) == Batches.OfflineVaultMalformedBatch.selector
                    || bytes4(reason) == Settlement.OfflineVaultBatchTooLong.selector,
                "typed"
            );
        }
        eq(fingerprint(), before, "nothing changed");
    }

    /// @dev Whatever is done to a good batch: it is refused as a whole, or what settles is what was signed.
    function testFuzz_damaged_batches_never_settle_anything_else(uint256 place, uint8 value, uint256 cut) public {
        Item[] memory items = sample();
        bytes memory batch = Packing.pack(items);
        batch[place % batch.length] = bytes1(value);
        if (cut % 4 == 0) {
            assembly ("memory-safe") {
                mstore(batch, mod(cut, add(mload(batch), 1)))
            }
        }
        uint256[3] memory before = [balance(ALICE), balance(BOB), balance(CAROL)];
        vm.recordLogs();
        vm.prank(CARRIER, CARRIER);
        try vault.settle(noOpens(), batch) {
            Vm.Log[] memory logs = vm.getRecordedLogs();
            Outcome[] memory outcomes = Packing.outcomes(abi.decode(logs[logs.length - 1].data, (bytes)));
            for (uint256 i = 0; i < outcomes.length; ++i) {
                if (outcomes[i].reason != Reason.Settled) continue;
                uint256 k = 0;
                while (digestOf(items[k]) != outcomes[i].payment) ++k;
                _move(before, items[k].payment);
            }
        } catch (bytes memory reason) {
            eq(bytes32(bytes4(reason)), bytes32(Batches.OfflineVaultMalformedBatch.selector), "typed");
        }
        eq(balance(ALICE), before[0], "alice");
        eq(balance(BOB), before[1], "bob");
        eq(balance(CAROL), before[2], "carol");
    }

    function _move(uint256[3] memory balances, Payment memory payment) private pure {
        for (uint256 i = 0; i < 3; ++i) {
            if (vm.addr(ALICE + i) == payment.payer) balances[i] -= payment.amount;
            if (vm.addr(ALICE + i) == payment.payee) balances[i] += payment.amount;
        }
    }

    // --------------------------------------------------------------- hiding

    function carried() internal returns (bool) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == Settlement.Carried.selector) return true;
        }
        return false;
    }

    function test_a_batch_is_published_unless_a_plain_account_brings_it() public {
        bytes memory batch = Packing.pack(one(pay(ALICE, BOB, 1 ether, 0)));
        vm.recordLogs();
        vm.prank(CARRIER, CARRIER);
        vault.settle(noOpens(), batch);
        yes(!carried(), "it is in the transaction");
        Carrier carrier = new Carrier();
        vm.recordLogs();
        vm.prank(CARRIER, CARRIER);
        carrier.carry(address(vault), abi.encodeCall(vault.settle, (noOpens(), batch)));
        yes(carried(), "a contract's");
        vm.etch(CARRIER, abi.encodePacked(hex"ef0100", address(carrier)));
        vm.recordLogs();
        vm.prank(CARRIER, CARRIER);
        vault.settle(noOpens(), batch);
        yes(carried(), "an account's that has code");
    }

    /// @dev Solidity would read a batch from anywhere in the call data. Whoever looks for evidence must not.
    function test_only_one_layout_of_the_call_data() public {
        bytes memory batch = Packing.pack(one(pay(ALICE, BOB, 1 ether, 0)));
        bytes4 selector = Settlement.settle.selector;
        bytes memory padded = abi.encodePacked(batch, new bytes((32 - batch.length % 32) % 32));
        bytes memory plain = abi.encodePacked(selector, uint256(64), uint256(96), uint256(0), batch.length, padded);
        notTaken(abi.encodePacked(plain, uint256(0)));
        notTaken(abi.encodePacked(plain, uint8(0)));
        notTaken(abi.encodePacked(selector, uint256(64), uint256(128), uint256(0), uint256(0), batch.length, padded));
        notTaken(
            abi.encodePacked(selector, uint256(64 + padded.length + 32), uint256(64), batch.length, padded, uint256(0))
        );
        (bool done,) = address(vault).call(plain);
        yes(done, "the plain one");
    }

    function notTaken(bytes memory call_) internal {
        (bool done, bytes memory reason) = address(vault).call(call_);
        yes(!done && bytes4(reason) == Batches.OfflineVaultMalformedBatch.selector, "refused");
    }

    // ---------------------------------------------------------- the largest

    /// @dev Most opens, most items between different accounts, most supports: still one transaction (EIP-7825).
    function test_the_largest_batch_fits_a_transaction() public {
        Certificate[] memory opens = new Certificate[](vault.MAX_OPENS());
        Item[] memory items = new Item[](vault.MAX_ITEMS());
        for (uint256 i = 0; i < opens.length; ++i) {
            opens[i] = ownChain(i);
        }
        for (uint256 i = 0; i < items.length; ++i) {
            items[i] = funded(i);
        }
        bytes memory batch = Packing.pack(items);
        yes(batch.length > vault.MAX_BATCH() * 8 / 10 && batch.length <= vault.MAX_BATCH(), "nearly full");
        bytes memory call_ = abi.encodeCall(vault.settle, (opens, batch));
        vm.cool(address(vault));
        vm.cool(address(registry));
        vm.recordLogs();
        uint256 gas = gasleft();
        (bool done,) = address(vault).call(call_);
        gas -= gasleft();
        yes(done, "settles");
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Outcome[] memory outcomes = Packing.outcomes(abi.decode(logs[logs.length - 1].data, (bytes)));
        for (uint256 i = 0; i < items.length; ++i) {
            eq(uint256(outcomes[i].reason), uint256(Reason.Settled), "settled");
        }
        uint256 tokens = 0;
        for (uint256 i = 0; i < call_.length; ++i) {
            tokens += call_[i] == 0 ? 1 : 4;
        }
        gas += 21_000 + 4 * tokens;
        yes(gas <= 1 << 24 && 21_000 + 10 * tokens <= 1 << 24, "fits");
        // If this is far off, the limits could be wider.
        yes(gas > 1 << 23, "and is no small part of it");
    }

    /// @dev A certificate with a device and an attestation key of its own, so that nothing was read before.
    function ownChain(uint256 i) internal view returns (Certificate memory c) {
        (uint256 device, uint256 key, uint256 account) = (0xd0000 + i, 0xe0000 + i, 0xb0000 + i);
        c.device = DeviceCertificate(vm.addr(device), keccak256("simulated"));
        c.attestation = AttestationCertificate(vm.addr(key), MEASUREMENT, PROGRAM, 1, 1);
        c.account = vm.addr(account);
        c.recovery = HEIR;
        c.deviceSignature = sign(ROOT, deviceDigest(c.device));
        c.attestationSignature = sign(device, keyDigest(c.attestation));
        bytes32 digest = accountDigest(NETWORK, c.account, c.recovery);
        c.accountSignature = sign(key, digest);
        c.accountConsent = sign(account, digest);
    }

    function word(address account, uint256 key, uint256 slot) internal pure returns (bytes32) {
        return keccak256(abi.encode(key, keccak256(abi.encode(account, slot))));
    }

    /// @dev A payment of a frozen account on a contested serial, with seven receipts that fund it again and again. Every
    /// payee has 63 receipts, which the next one merges.
    function funded(uint256 i) internal returns (Item memory item) {
        (uint256 secret, uint256 other) = (0xc0000 + i, 0xf0000 + i);
        address payer = vm.addr(secret);
        bytes32 slot = keccak256(abi.encode(payer, uint256(0)));
        vm.store(address(vault), slot, bytes32(uint256(2) << 224 | uint256(7) << 176 | 5 ether));
        vm.store(address(vault), word(payer, 0, 1), bytes32(uint256(1) << i));
        vm.store(address(vault), word(payer, 0, 3), bytes32(uint256(1) << i));
        address payee = vm.addr(other);
        slot = keccak256(abi.encode(payee, uint256(0)));
        vm.store(address(vault), slot, bytes32(uint256(1) << 224 | uint256(63) << 176 | 5 ether));
        for (uint256 height = 0; height < 6; ++height) {
            vm.store(address(vault), word(payee, height, 2), keccak256(abi.encode(height)));
        }
        item = pay(secret, other, 1 ether, uint64(i));
        Support[] memory funding = new Support[](16);
        for (uint256 k = 0; k < 16; ++k) {
            uint256 height = k < 3 ? k : 0;
            bytes32[] memory path = new bytes32[](height);
            bytes32 node = keccak256(abi.encode(i, height));
            // The first receipt under the peak: after all that the higher peaks stand for.
            funding[k] = Support(node, uint48(8 - (2 << height)), path);
            for (uint256 h = 0; h < height; ++h) {
                path[h] = keccak256(abi.encode(i, height, h));
                node = Receipts.hashPair(node, path[h]);
            }
            vm.store(address(vault), word(payer, height, 2), node);
        }
        fund(item, funding, secret, other);
    }
}
