// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Account, Certificate, Reason, Status, Withdrawal} from "../src/OfflineTypes.sol";
import {OfflineVault} from "../src/OfflineVault.sol";
import {OfflineFixture} from "./support/OfflineFixture.sol";
import {Item, Outcome, Support} from "./support/Packing.sol";

/// @dev Does everything that can be done to a vault, in any order, and keeps books of its own.
contract Handler is OfflineFixture {
    uint256 private constant PEOPLE = 4;
    uint8 private constant SERIALS = 32;
    address private constant PAID = address(0x99);

    uint256 public deposited;
    uint256 public paidOut;
    uint256 public lastPaid;
    mapping(address account => bytes32[]) private _receipts;
    mapping(address account => mapping(uint64 serial => uint256)) public uses;
    mapping(address account => uint256) public depositTotal;
    mapping(address account => mapping(bytes32 payment => bool)) private _settledTo;
    uint256 public settlements;
    bool public broken;

    function _person(uint256 seed) private pure returns (uint256) {
        return ALICE + seed % PEOPLE;
    }

    function openAccount(uint256 who, uint96 amount) external {
        uint256 secret = _person(who);
        uint256 value = amount % 5 ether;
        Status status = vault.account(vm.addr(secret)).status;
        try vault.open{value: value}(certificate(secret)) {
            if (status == Status.Closed && value != 0) broken = true;
            deposited += value;
            depositTotal[vm.addr(secret)] += value;
        } catch {
            if (status != Status.Closed) broken = true;
        }
    }

    function deposit(uint256 who, uint96 amount) external {
        address account = vm.addr(_person(who));
        uint256 value = amount % 5 ether;
        Status status = vault.account(account).status;
        try vault.deposit{value: value}(account) {
            if (status != Status.Open) broken = true;
            deposited += value;
            depositTotal[account] += value;
        } catch {}
    }

    /// @dev A batch of three: a payment, one that is funded by it, and either of them once more or a bad one.
    function settleBatch(uint256 seed, uint88 amount, uint8 serial) external {
        serial %= SERIALS;
        uint256 a = _person(seed);
        uint256 b = _person(seed / 7);
        uint256 c = _person(seed / 49);
        Item[] memory items = new Item[](3);
        items[0] = pay(a, b, amount % 2 ether, serial);
        items[1] = pay(b, c, amount % 3 ether, serial / 2);
        fund(items[1], inBatch(items[0], 0), b, c);
        items[2] = seed % 3 == 0 ? items[seed % 2] : pay(c, a, amount, serial / 3);
        if (seed % 5 == 0) items[2].payee.r = bytes32(seed);
        Certificate[] memory opens = new Certificate[](1);
        opens[0] = certificate(c);
        if (seed % 11 == 0) opens[0].accountSignature.r = bytes32(seed);
        _book(items, settle(opens, items));
    }

    function _book(Item[] memory items, Outcome[] memory outcomes) private {
        for (uint256 i = 0; i < items.length; ++i) {
            if (outcomes[i].reason != Reason.Settled) continue;
            bytes32 digest = outcomes[i].payment;
            if (_settledTo[outcomes[i].payee][digest] || digest != digestOf(items[i])) broken = true;
            _settledTo[outcomes[i].payee][digest] = true;
            for (uint256 k = 0; k < items[i].funding.length; ++k) {
                if (!_settledTo[items[i].payment.payer][items[i].funding[k].payment]) broken = true;
            }
            _receipts[outcomes[i].payee].push(digest);
            ++uses[items[i].payment.payer][items[i].payment.serial];
            ++settlements;
        }
    }

    function withdraw(uint256 who, uint88 amount, uint8 serial) external {
        serial %= SERIALS;
        uint256 secret = _person(who);
        Withdrawal memory w = withdrawal(secret, PAID, amount % 3 ether, serial);
        Account memory before = vault.account(w.account);
        try vault.withdraw(w, sign(secret, withdrawalDigest(w))) {
            if (before.status != Status.Open || before.exitAt != 0) broken = true;
            paidOut += w.amount;
            ++uses[w.account][w.serial];
        } catch {}
    }

    function announce(uint256 who) external {
        vm.prank(HEIR);
        try vault.announceExit(vm.addr(_person(who))) {} catch {}
    }

    function cancel(uint256 who) external {
        vm.prank(HEIR);
        try vault.cancelExit(vm.addr(_person(who))) {} catch {}
    }

    function execute(uint256 who) external {
        address account = vm.addr(_person(who));
        Account memory before = vault.account(account);
        try vault.executeExit(account) {
            if (before.exitAt == 0 || before.exitAt > block.timestamp) broken = true;
            paidOut += before.balance;
        } catch {}
    }

    function wait_(uint32 time) external {
        vm.warp(block.timestamp + time % 12 days);
    }

    // ------------------------------------------------------- for invariants

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
}

/// @dev What must hold after every call.
contract OfflineVaultInvariantTest {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    uint64 private constant SERIALS = 32;

    Handler private _handler;
    OfflineVault private _vault;
    address[] private _people;

    function setUp() public {
        _handler = new Handler();
        _handler.setUp();
        _vault = _handler.target();
        _people = _handler.people();
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        bytes4[] memory selectors = new bytes4[](8);
        selectors[0] = Handler.openAccount.selector;
        selectors[1] = Handler.deposit.selector;
        selectors[2] = Handler.settleBatch.selector;
        selectors[3] = Handler.withdraw.selector;
        selectors[4] = Handler.announce.selector;
        selectors[5] = Handler.cancel.selector;
        selectors[6] = Handler.execute.selector;
        selectors[7] = Handler.wait_.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(_handler), selectors);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev One function, so that every sequence of calls is run once and judged by everything.
    function invariant_books_close() public view {
        require(!_handler.broken(), "a handler saw a rule broken");
        _vaultHoldsExactlyTheBalances();
        _depositsAreCumulative();
        _aSerialIsUsedAtMostOnce();
        _receiptsAreTheSettledPayments();
    }

    /// @dev The handler's calls do something: without this, everything above could hold for an idle vault.
    function test_handler_settles() public {
        _handler.openAccount(0, 4 ether);
        _handler.openAccount(1, 4 ether);
        _handler.settleBatch(8, 1 ether, 8);
        require(_handler.settlements() == 2, "a payment, and one that it funds");
        invariant_books_close();
    }

    /// @dev DESIGN: money is never created, never lost.
    function _vaultHoldsExactlyTheBalances() private view {
        uint256 sum;
        for (uint256 i = 0; i < _people.length; ++i) {
            sum += _vault.account(_people[i]).balance;
        }
        require(address(_vault).balance == sum, "contract balance is the sum of balances");
        require(_handler.deposited() == sum + _handler.paidOut(), "deposited = held + paid out");
    }

    function _depositsAreCumulative() private view {
        for (uint256 i = 0; i < _people.length; ++i) {
            require(_vault.account(_people[i]).depositTotal == _handler.depositTotal(_people[i]), "depositTotal");
        }
    }

    function _aSerialIsUsedAtMostOnce() private view {
        for (uint256 i = 0; i < _people.length; ++i) {
            for (uint64 serial = 0; serial < SERIALS; ++serial) {
                uint256 uses = _handler.uses(_people[i], serial);
                require(uses <= 1, "used twice");
                require(_vault.isUsed(_people[i], serial) == (uses == 1), "bitmap");
            }
        }
    }

    /// @dev Rebuilds every mountain range from the settled payments.
    function _receiptsAreTheSettledPayments() private view {
        for (uint256 i = 0; i < _people.length; ++i) {
            bytes32[] memory leaves = _handler.receipts(_people[i]);
            require(_vault.account(_people[i]).received == leaves.length, "count");
            uint256 start = 0;
            for (uint256 above = 12; above > 0; --above) {
                uint256 size = 1 << (above - 1);
                if (leaves.length & size == 0) continue;
                require(_vault.peak(_people[i], above - 1) == _root(leaves, start, size), "peak");
                start += size;
            }
        }
    }

    function _root(bytes32[] memory leaves, uint256 start, uint256 size) private pure returns (bytes32) {
        if (size == 1) return leaves[start];
        return keccak256(abi.encode(_root(leaves, start, size / 2), _root(leaves, start + size / 2, size / 2)));
    }
}
