// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Disputes} from "../../src/Disputes.sol";
import {Account, Cancellation, Certificate, Reason, Status, Withdrawal} from "../../src/OfflineTypes.sol";
import {OfflineVault} from "../../src/OfflineVault.sol";
import {OfflineFixture} from "./OfflineFixture.sol";
import {Item, Outcome, Packing} from "./Packing.sol";
import {Vm} from "./Test.sol";

/// @dev Does everything that can be done to a vault, in any order, and keeps books of its own.
contract Handler is OfflineFixture {
    uint256 private constant PEOPLE = 6;
    address private constant PAID = address(0x99);

    uint256 public deposited;
    uint256 public paidOut;
    uint256 public settlements;
    uint256 public frozen;
    /// @dev Calls to the vault, and those of them that did not revert.
    uint256 public tried;
    uint256 public done;
    bool public broken;
    mapping(address account => uint256) public depositTotal;
    mapping(address account => mapping(uint64 serial => uint256)) public uses;
    mapping(address account => uint64) public serials;
    mapping(bytes32 payment => uint256) private _paid;
    mapping(address account => bytes32[]) private _receipts;
    mapping(address account => mapping(bytes32 payment => bool)) private _settledTo;
    /// @dev Every payment ever made, encoded.
    bytes[] private _made;

    function target() external view returns (OfflineVault) {
        return vault;
    }

    function people() external pure returns (address[] memory all) {
        all = new address[](PEOPLE);
        for (uint256 i = 0; i < PEOPLE; ++i) {
            all[i] = vm.addr(ALICE + i);
        }
    }

    function receipts(address account) external view returns (bytes32[] memory) {
        return _receipts[account];
    }

    // ------------------------------------------------------------- deposits

    function openAccount(uint256 who, uint96 amount) external {
        uint256 secret = _person(who);
        uint256 value = amount % 5 ether;
        Status status = vault.account(vm.addr(secret)).status;
        if (status == Status.Closed && who % 4 != 0) return;
        ++tried;
        try vault.open{value: value}(certificate(secret)) {
            ++done;
            if (status == Status.Closed && value != 0) broken = true;
            deposited += value;
            depositTotal[vm.addr(secret)] += value;
        } catch {
            if (status != Status.Closed) broken = true;
        }
    }

    function deposit(uint256 who, uint96 amount) external {
        address account = vm.addr(_person(who));
        uint256 value = amount % 5 ether + 1;
        Status status = vault.account(account).status;
        if (!_takes(status) && who % 4 != 0) return;
        ++tried;
        try vault.deposit{value: value}(account) {
            ++done;
            if (!_takes(status)) broken = true;
            deposited += value;
            depositTotal[account] += value;
        } catch {
            if (_takes(status)) broken = true;
        }
    }

    // ------------------------------------------------------------- payments

    /// @dev A batch of three: a payment, one that is funded by it, and either of them once more or a bad one.
    function settleBatch(uint256 seed, uint88 amount) external {
        (uint256 a, uint256 b, uint256 c) = (_person(seed), _person(seed / 7), _person(seed / 49));
        Item[] memory items = new Item[](3);
        items[0] = pay(a, b, amount % 2 ether, _serial(a, seed));
        items[1] = pay(b, c, amount % 3 ether, _serial(b, seed / 3));
        fund(items[1], inBatch(items[0], 0), b, c);
        items[2] = seed % 3 == 0 ? items[seed % 2] : pay(c, a, amount, _serial(c, seed / 9));
        if (seed % 5 == 0) items[2].payee.r = bytes32(seed);
        for (uint256 i = 0; i < 3; ++i) {
            if (i != 1) _made.push(abi.encode(items[i]));
        }
        if (seed % 4 == 1) return;
        Certificate[] memory opens = new Certificate[](1);
        opens[0] = certificate(c);
        if (seed % 11 == 0) opens[0].accountSignature.r = bytes32(seed);
        _settle(opens, items);
    }

    /// @dev Payments that were made before: settled by now, left over, or of a contested serial.
    function settleAgain(uint256 seed) external {
        if (_made.length < 2) return;
        _settle(noOpens(), two(_remembered(seed), _remembered(seed / 1000)));
    }

    function _settle(Certificate[] memory opens, Item[] memory items) private {
        ++tried;
        ++done;
        Outcome[] memory outcomes = settle(opens, items);
        for (uint256 i = 0; i < items.length; ++i) {
            if (outcomes[i].reason != Reason.Settled) continue;
            (bytes32 digest, address payer) = (outcomes[i].payment, items[i].payment.payer);
            if (_settledTo[outcomes[i].payee][digest] || digest != digestOf(items[i]) || _paid[digest] != 0) {
                broken = true;
            }
            _settledTo[outcomes[i].payee][digest] = true;
            _paid[digest] = items[i].payment.amount;
            for (uint256 k = 0; k < items[i].funding.length; ++k) {
                if (!_settledTo[payer][items[i].funding[k].payment]) broken = true;
            }
            _receipts[outcomes[i].payee].push(digest);
            ++uses[payer][items[i].payment.serial];
            ++settlements;
        }
    }

    // -------------------------------------------------------------- leaving

    function withdraw(uint256 who, uint88 amount) external {
        uint256 secret = _person(who);
        Account memory before = vault.account(vm.addr(secret));
        if ((before.status != Status.Open || before.exitAt != 0 || before.balance == 0) && who % 8 != 0) return;
        Withdrawal memory w = withdrawal(secret, PAID, amount % (before.balance / 2 + 1) + 1, _serial(secret, who));
        ++tried;
        try vault.withdraw(w, sign(secret, withdrawalDigest(w))) {
            ++done;
            if (before.status != Status.Open || before.exitAt != 0) broken = true;
            paidOut += w.amount;
            ++uses[w.account][w.serial];
        } catch {}
    }

    function cancel(uint256 who) external {
        uint256 secret = _person(who);
        Account memory before = vault.account(vm.addr(secret));
        // Rarely, or soon nobody is left.
        if (who % 8 != 0 || (before.status != Status.Open && who % 16 != 0)) return;
        Cancellation memory c = cancellation(secret, PAID, _serial(secret, who));
        ++tried;
        try vault.cancel(c, sign(secret, cancellationDigest(c))) {
            ++done;
            if (before.status != Status.Open || before.exitAt != 0) broken = true;
            paidOut += before.balance;
            ++uses[c.account][c.serial];
        } catch {}
    }

    function exit(uint256 who) external {
        address account = vm.addr(_person(who));
        Account memory before = vault.account(account);
        if (!_takes(before.status)) return;
        ++tried;
        vm.prank(HEIR);
        if (before.exitAt == 0) vault.announceExit(account);
        else vault.cancelExit(account);
        ++done;
    }

    function executeExit(uint256 who) external {
        address account = vm.addr(_person(who));
        Account memory before = vault.account(account);
        if ((before.exitAt == 0 || before.exitAt > block.timestamp) && who % 8 != 0) return;
        ++tried;
        try vault.executeExit(account) {
            ++done;
            if (before.exitAt == 0 || before.exitAt > block.timestamp) broken = true;
            paidOut += before.balance;
        } catch {}
    }

    // ------------------------------------------------------------- disputes

    /// @dev Another payment with the serial of one that was made, now and then with the receipt of the first.
    function freezePayer(uint256 seed, uint88 amount) external {
        if (_made.length == 0) return;
        Item memory first = _remembered(seed);
        if (!_takes(vault.account(first.payment.payer).status) && seed % 8 != 0) return;
        uint256 culprit = _secretOf(first.payment.payer);
        Item memory second = pay(culprit, _person(seed / 7), amount % 2 ether + 1, first.payment.serial);
        _made.push(abi.encode(second));
        Status before = vault.account(first.payment.payer).status;
        (uint48 index, bytes32[] memory path) = _proof(first);
        ++tried;
        try vault.freezePayer(signedOf(first), first.payer, signedOf(second), second.payer, index, path) {
            ++done;
            ++frozen;
            if (!_takes(before) || vault.account(first.payment.payer).status != Status.Frozen) broken = true;
        } catch {}
    }

    function freezePayee(uint256 seed) external {
        if (_made.length == 0) return;
        Item memory item = _remembered(seed);
        if (!_takes(vault.account(item.payment.payee).status) && seed % 8 != 0) return;
        bytes32 digest = digestOf(item);
        (uint48 index, bytes32[] memory path) = _proof(item);
        uint256 culprit = _secretOf(item.payment.payee);
        item.payee = sign(culprit, acknowledgement(digest));
        vm.recordLogs();
        ++tried;
        try vault.freezePayee(signedOf(item), item.payee, sign(culprit, rejection(digest)), index, path) {
            ++done;
            ++frozen;
            uint256 amount = _compensated(digest);
            if (amount != 0 && !_settledTo[item.payment.payee][digest]) broken = true;
            if (vault.claimed(digest) > item.payment.amount) broken = true;
        } catch {}
    }

    function claim(uint256 seed) external {
        if (_made.length == 0) return;
        Item memory item = _remembered(seed);
        address payer = item.payment.payer;
        bool likely = vault.account(payer).status == Status.Frozen && block.timestamp > item.payment.settleBy;
        if (!likely && seed % 8 != 0) return;
        bytes32 digest = digestOf(item);
        uint64 serial = item.payment.serial;
        bool used = vault.isUsed(payer, serial);
        bool contested = vault.isContested(payer, serial);
        vm.recordLogs();
        ++tried;
        try vault.claim(Packing.pack(one(item))) {
            ++done;
            _paid[digest] += _compensated(digest);
            if (_paid[digest] > item.payment.amount || (used && !contested)) broken = true;
            if (vault.account(payer).status != Status.Frozen || block.timestamp <= item.payment.settleBy) {
                broken = true;
            }
        } catch {}
    }

    function pass(uint32 time) external {
        vm.warp(block.timestamp + time % 12 days);
    }

    // -------------------------------------------------------------- helpers

    /// @dev What the vault says it paid, as compensation for this payment.
    function _compensated(bytes32 digest) private returns (uint256 amount) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != Disputes.Compensated.selector) continue;
            if (logs[i].topics[1] != digest) broken = true;
            address account = address(uint160(uint256(logs[i].topics[2])));
            amount += abi.decode(logs[i].data, (uint256));
            if (vault.account(account).status == Status.Closed) paidOut += amount;
            else depositTotal[account] += amount;
        }
    }

    /// @dev Where a payment is among the receipts of its payee.
    function _proof(Item memory item) private view returns (uint48 index, bytes32[] memory path) {
        bytes32[] memory leaves = _receipts[item.payment.payee];
        bytes32 digest = digestOf(item);
        while (index < leaves.length && leaves[index] != digest) ++index;
        if (index == leaves.length) return (type(uint48).max, path);
        uint256 height = 0;
        while ((index ^ leaves.length) >> (height + 1) != 0) ++height;
        path = new bytes32[](height);
        for (uint256 h = 0; h < height; ++h) {
            path[h] = root(leaves, ((uint256(index) >> h) ^ 1) << h, 1 << h);
        }
    }

    function root(bytes32[] memory leaves, uint256 start, uint256 size) public pure returns (bytes32) {
        if (size == 1) return leaves[start];
        return keccak256(abi.encode(root(leaves, start, size / 2), root(leaves, start + size / 2, size / 2)));
    }

    function _remembered(uint256 seed) private view returns (Item memory) {
        return abi.decode(_made[seed % _made.length], (Item));
    }

    function _person(uint256 seed) private pure returns (uint256) {
        return ALICE + seed % PEOPLE;
    }

    function _secretOf(address account) private pure returns (uint256 secret) {
        secret = ALICE;
        while (vm.addr(secret) != account) ++secret;
    }

    /// @dev The next one, now and then an old one.
    function _serial(uint256 secret, uint256 seed) private returns (uint64 serial) {
        address account = vm.addr(secret);
        serial = serials[account];
        if (seed % 8 == 0 && serial != 0) return serial - 1;
        serials[account] = serial + 1;
    }

    function _takes(Status status) private pure returns (bool) {
        return status == Status.Open || status == Status.Frozen;
    }
}
