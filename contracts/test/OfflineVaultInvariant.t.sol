// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {OfflineVault} from "../src/OfflineVault.sol";
import {Handler} from "./support/Handler.sol";

/// @dev What must hold whoever calls what in whatever order.
contract OfflineVaultInvariantTest {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

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
        bytes4[] memory selectors = new bytes4[](12);
        selectors[0] = Handler.openAccount.selector;
        selectors[1] = Handler.deposit.selector;
        selectors[2] = Handler.settleBatch.selector;
        selectors[3] = Handler.settleAgain.selector;
        selectors[4] = Handler.withdraw.selector;
        selectors[5] = Handler.cancel.selector;
        selectors[6] = Handler.exit.selector;
        selectors[7] = Handler.executeExit.selector;
        selectors[8] = Handler.freezePayer.selector;
        selectors[9] = Handler.freezePayee.selector;
        selectors[10] = Handler.claim.selector;
        selectors[11] = Handler.pass.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(_handler), selectors);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev DESIGN: money is never created, never lost. After every call.
    function invariant_money() public view {
        require(!_handler.broken(), "a handler saw a rule broken");
        uint256 sum;
        for (uint256 i = 0; i < _people.length; ++i) {
            sum += _vault.account(_people[i]).balance;
            require(_vault.account(_people[i]).depositTotal == _handler.depositTotal(_people[i]), "depositTotal");
        }
        require(address(_vault).balance == sum, "contract balance is the sum of balances");
        require(_handler.deposited() == sum + _handler.paidOut(), "deposited = held + paid out");
    }

    /// @dev What takes long to look at, at the end of every sequence.
    function afterInvariant() public view {
        _serialsAreUsedOnceUnlessContested();
        _receiptsAreTheSettledPayments();
    }

    /// @dev The handler's calls do something: without this, everything above could hold for an idle vault.
    function test_handler_meets_every_function() public {
        _handler.openAccount(0, 4 ether);
        _handler.openAccount(1, 4 ether);
        _handler.openAccount(2, 4 ether);
        _handler.settleBatch(8, 1 ether);
        require(_handler.settlements() == 3, "a payment, one that it funds, and another");
        _handler.withdraw(1, 1 gwei);
        _handler.freezePayer(0, 0);
        _handler.freezePayee(1);
        _handler.pass(type(uint32).max);
        _handler.claim(2);
        _handler.cancel(2);
        _handler.exit(0);
        _handler.pass(type(uint32).max);
        _handler.executeExit(0);
        require(_handler.frozen() >= 2, "freezes");
        invariant_money();
        afterInvariant();
    }

    /// @dev Over many sequences like those of the invariant, more than half of what is tried at the vault is done. Here and
    /// not in each sequence: one in which everybody is soon frozen or gone refuses most of what follows.
    function test_fewer_than_half_of_the_calls_revert() public {
        bytes4[] memory selectors = this.targetSelectors()[0].selectors;
        uint256 tried = 0;
        uint256 done = 0;
        for (uint256 sequence = 0; sequence < 16; ++sequence) {
            setUp();
            for (uint256 call = 0; call < 100; ++call) {
                uint256 chance = uint256(keccak256(abi.encode(sequence, call)));
                bytes memory data =
                    abi.encodeWithSelector(selectors[chance % 12], uint32(chance >> 8), uint32(chance >> 40));
                (bool ok,) = address(_handler).call(data);
                require(ok, "a handler failed");
            }
            tried += _handler.tried();
            done += _handler.done();
            invariant_money();
            afterInvariant();
        }
        require(2 * done > tried, "most calls revert");
        require(tried > 500, "too little was tried");
    }

    function _serialsAreUsedOnceUnlessContested() private view {
        for (uint256 i = 0; i < _people.length; ++i) {
            for (uint64 serial = 0; serial < _handler.serials(_people[i]); ++serial) {
                uint256 uses = _handler.uses(_people[i], serial);
                bool contested = _vault.isContested(_people[i], serial);
                require(uses <= 1 || contested, "used twice");
                require(_vault.isUsed(_people[i], serial) == (uses != 0 || contested), "bitmap");
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
                require(_vault.peak(_people[i], above - 1) == _handler.root(leaves, start, size), "peak");
                start += size;
            }
        }
    }
}
