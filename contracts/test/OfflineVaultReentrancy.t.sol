// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Cancellation, Status, Withdrawal} from "../src/OfflineTypes.sol";
import {Disputes} from "../src/Disputes.sol";
import {OfflineVault} from "../src/OfflineVault.sol";
import {Settlement} from "../src/Settlement.sol";
import {VaultBase} from "../src/VaultBase.sol";
import {DisputeFixture} from "./support/DisputeFixture.sol";
import {Attempt, Greedy} from "./support/Greedy.sol";
import {Item, Packing} from "./support/Packing.sol";

/// @dev Everybody's recovery address is a thief that calls the vault while it is being paid: everything that pays is refused
/// by the guard, and what is let in, `settle` and `deposit`, finds the books as they are after the payment.
contract OfflineVaultReentrancyTest is DisputeFixture {
    uint256 internal constant EVE = 0xb005;
    uint256 internal constant FRANK = 0xb006;
    /// @dev How many attempts the guard must refuse.
    uint256 internal constant GUARDED = 6;

    Greedy internal thief = Greedy(payable(HEIR));
    bytes internal owed;
    bytes internal alsoOwed;
    bytes internal takenBack;
    /// @dev What `takenBack` pays back.
    bytes32 internal returned;
    Attempt[] internal attempts;

    /// @dev Alice is frozen and owes Bob, who closed his account, 4 and 2 ether. Carol accepted and refused 1 ether of Bob's,
    /// and got it. Dave's exit is due. Eve and Frank are honest.
    function setUp() public override {
        super.setUp();
        open(DAVE, 3 ether);
        open(EVE, 5 ether);
        open(FRANK, 2 ether);
        owed = Packing.pack(one(pay(ALICE, BOB, 4 ether, 1)));
        alsoOwed = Packing.pack(one(pay(ALICE, BOB, 2 ether, 2)));
        Item memory item = pay(BOB, CAROL, 1 ether, 1);
        takenBack = abi.encodeCall(
            Disputes.freezePayee, (signedOf(item), item.payee, rejectionOf(item, CAROL), 0, new bytes32[](0))
        );
        settled(item);
        returned = digestOf(item);
        freezeAlice();
        (bool done,) = address(vault).call(cancelling(BOB, address(0x77), 2));
        yes(done, "bob is closed");
        vm.prank(HEIR);
        vault.announceExit(vm.addr(DAVE));
        vm.warp(START + EXIT_DELAY);
        vm.etch(HEIR, type(Greedy).runtimeCode);

        Withdrawal memory w = withdrawal(FRANK, HEIR, 1 ether, 0);
        attempt(abi.encodeCall(OfflineVault.withdraw, (w, sign(FRANK, withdrawalDigest(w)))), 0);
        attempt(cancelling(FRANK, HEIR, 1), 0);
        attempt(abi.encodeCall(OfflineVault.executeExit, (vm.addr(DAVE))), 0);
        attempt(abi.encodeCall(Disputes.claim, (owed)), 0);
        attempt(abi.encodeCall(Disputes.claim, (alsoOwed)), 0);
        attempt(takenBack, 0);
    }

    function attempt(bytes memory data, uint256 value) internal {
        attempts.push(Attempt(data, value, false, false, 0));
    }

    function cancelling(uint256 secret, address to, uint64 serial) internal view returns (bytes memory) {
        Cancellation memory c = cancellation(secret, to, serial);
        return abi.encodeCall(OfflineVault.cancel, (c, sign(secret, cancellationDigest(c))));
    }

    function settling(uint256 payer, uint256 payee, uint88 amount) internal view returns (bytes memory) {
        return abi.encodeCall(Settlement.settle, (noOpens(), Packing.pack(one(pay(payer, payee, amount, 9)))));
    }

    /// @dev Makes a call that pays the thief, who tries everything. The three attempts behind the guarded ones: to spend what
    /// `source` held before, to deposit to a closed account, and to deposit 1 ether to `source`.
    function attack(bytes memory call_, uint256 source, uint88 held) internal {
        attempt(settling(source, DAVE, held), 0);
        attempt(abi.encodeCall(OfflineVault.deposit, (vm.addr(BOB))), 1 ether);
        attempt(abi.encodeCall(OfflineVault.deposit, (vm.addr(source))), 1 ether);
        thief.arm(address(vault), attempts, false);
        eq(balance(source), held, "before");
        (bool done,) = address(vault).call(call_);
        yes(done, "the call itself succeeds");
        for (uint256 i = 0; i < GUARDED; ++i) {
            Attempt memory guarded = thief.attempt(i);
            yes(guarded.tried && !guarded.done, "refused");
            yes(guarded.why == VaultBase.OfflineVaultReentered.selector, "by the guard");
        }
        yes(thief.attempt(GUARDED).done, "settling is let in");
        eq(balance(DAVE), 3 ether, "and finds nothing to spend twice");
        yes(thief.attempt(GUARDED + 1).why == VaultBase.OfflineVaultWrongStatus.selector, "closed is closed");
        solvent();
    }

    function solvent() internal view {
        uint256 sum = 0;
        for (uint256 secret = ALICE; secret <= FRANK; ++secret) {
            sum += balance(secret);
        }
        eq(address(vault).balance, sum, "solvent");
    }

    /// @dev What was refused is good, once the payout is over: it was the guard, and nothing else.
    function retry(uint256 i) internal {
        (bool done,) = address(vault).call(attempts[i].data);
        yes(done, "good by itself");
        solvent();
    }

    function retryAllBut(uint256 spent) internal {
        thief.disarm();
        for (uint256 i = 0; i < GUARDED; ++i) {
            if (i != spent) retry(i);
        }
    }

    function test_reentering_from_cancel() public {
        attack(cancelling(EVE, HEIR, 1), EVE, 5 ether);
        yes(thief.attempt(GUARDED + 2).why == VaultBase.OfflineVaultWrongStatus.selector, "nothing comes after the end");
        eq(HEIR.balance, 5 ether, "paid once");
        eq(balance(EVE), 0, "eve");
        eq(uint256(status(EVE)), uint256(Status.Closed), "closed");
        retryAllBut(GUARDED);
    }

    function test_reentering_from_claim() public {
        attack(abi.encodeCall(Disputes.claim, (owed)), ALICE, 10 ether);
        eq(HEIR.balance, 3 ether, "4 paid once, 1 deposited");
        eq(balance(ALICE), 7 ether, "alice");
        thief.disarm();
        (bool again,) = address(vault).call(attempts[3].data);
        yes(!again, "nothing is due any more");
        retryAllBut(3);
    }

    function test_reentering_from_freezePayee() public {
        attack(takenBack, CAROL, 4 ether);
        eq(HEIR.balance, 0, "1 paid once, 1 deposited");
        eq(balance(CAROL), 4 ether, "carol");
        // The second time there is nothing to pay back, but the proof is as good as ever.
        retryAllBut(GUARDED);
        eq(HEIR.balance, 4 ether + 2 ether + 3 ether + 2 ether, "alice's debts, dave's exit, frank's money");
        eq(balance(CAROL), 4 ether, "once");
    }

    /// @dev Who takes part in a payout and then refuses it has done nothing: `freezePayee` goes on without paying.
    function test_reentering_and_refusing_undoes_everything() public {
        delete attempts;
        attempt(settling(CAROL, EVE, 3 ether), 0);
        attempt(abi.encodeCall(OfflineVault.deposit, (vm.addr(CAROL))), 1 ether);
        thief.arm(address(vault), attempts, true);
        (bool done,) = address(vault).call(takenBack);
        yes(done, "the freeze stands");
        eq(uint256(status(CAROL)), uint256(Status.Frozen), "carol");
        eq(balance(CAROL), 4 ether, "nothing paid");
        eq(balance(EVE), 5 ether, "nothing settled");
        eq(vault.claimed(returned), 0, "nothing used up");
        solvent();
        thief.disarm();
        (done,) = address(vault).call(takenBack);
        yes(done && HEIR.balance == 1 ether && balance(CAROL) == 3 ether, "later");
    }
}
