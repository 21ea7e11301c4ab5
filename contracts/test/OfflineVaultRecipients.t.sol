// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Withdrawal} from "../src/OfflineTypes.sol";
import {OfflineVault} from "../src/OfflineVault.sol";
import {Signature} from "../src/Signatures.sol";
import {OfflineFixture} from "./support/OfflineFixture.sol";

/// @dev Burns all the gas that it gets.
contract Burning {
    receive() external payable {
        assembly {
            invalid()
        }
    }
}

/// @dev Takes the money and answers with more than anybody can afford to copy.
contract Verbose {
    receive() external payable {
        assembly {
            return(0, 200000)
        }
    }
}

/// @dev Payouts to contracts that are not kind.
contract OfflineVaultRecipientsTest is OfflineFixture {
    function setUp() public override {
        super.setUp();
        open(ALICE, 10 ether);
    }

    function test_recipient_that_burns_gas_changes_nothing() public {
        address to = address(new Burning());
        Withdrawal memory w = withdrawal(ALICE, to, 1 ether, 0);
        Signature memory signature = sign(ALICE, withdrawalDigest(w));
        bytes32 before = fingerprint();
        vm.expectRevert(abi.encodeWithSelector(OfflineVault.OfflineVaultPayoutFailed.selector, to));
        vault.withdraw{gas: 3_000_000}(w, signature);
        eq(fingerprint(), before, "money stays");
    }

    /// @dev The vault pays for the answer's memory only if it copies it: then this gas does not suffice.
    function test_recipient_that_answers_at_length_is_paid() public {
        address to = address(new Verbose());
        Withdrawal memory w = withdrawal(ALICE, to, 1 ether, 0);
        vault.withdraw{gas: 220_000}(w, sign(ALICE, withdrawalDigest(w)));
        eq(to.balance, 1 ether, "paid");
    }
}
