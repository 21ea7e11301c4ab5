// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {DeviceRegistry} from "./DeviceRegistry.sol";
import {Disputes} from "./Disputes.sol";
import {Account, Cancellation, Certificate, Reason, Status, Withdrawal} from "./OfflineTypes.sol";
import {Settlement} from "./Settlement.sol";
import {Signature} from "./Signatures.sol";
import {VaultBase} from "./VaultBase.sol";

/**
 * @title OfflineVault
 * @notice Holds the money of accounts whose keys live in enclaves, and settles what these enclaves paid each other while
 * offline. No owner, no role, no pause, no upgrade: nobody but the account's enclave and its recovery address can move
 * its money, unless the enclave is proved to be broken; and anybody may carry what enclaves signed here.
 *
 * Here: deposits, and the ways out. Payments: `Settlement`. Broken enclaves: `Disputes`.
 */
contract OfflineVault is Settlement, Disputes {
    bytes32 private constant WITHDRAWAL_TYPE = keccak256(
        "Withdrawal(address account,address to,uint88 amount,uint64 serial,uint40 tGen,uint40 settleBy,uint40 provedAt,bytes32 state)"
    );
    bytes32 private constant CANCELLATION_TYPE = keccak256(
        "Cancellation(address account,address to,uint64 serial,uint40 tGen,uint40 settleBy,uint40 provedAt,bytes32 state)"
    );

    event Deposited(address indexed account, address indexed from, uint256 amount, uint256 depositTotal);
    event Withdrawn(address indexed account, address indexed to, uint64 indexed serial, uint256 amount);
    /// @notice The account's enclave closed it for good.
    event Cancelled(address indexed account, address indexed to, uint64 indexed serial, uint256 amount);
    event ExitCancelled(address indexed account);
    event ExitExecuted(address indexed account, address indexed recovery, uint256 amount);

    /// @notice The account exists with another recovery address.
    error OfflineVaultOtherRecovery(address account, address recovery);
    /// @notice The serial was used, by a payment, a withdrawal or a conflict.
    error OfflineVaultSerialUsed(address account, uint64 serial);
    /// @notice Only the account's recovery address may do this.
    error OfflineVaultUnauthorized(address caller);
    /// @notice An exit is announced: until it is cancelled, nothing can be withdrawn.
    error OfflineVaultExitAnnounced(address account, uint256 exitAt);
    /// @notice No exit is announced, or its time has not come.
    error OfflineVaultExitNotDue(address account, uint256 exitAt);
    /// @notice The recipient did not take the money. It stays in the account.
    error OfflineVaultPayoutFailed(address to);

    /**
     * @param registry_ Registry of the same network.
     * @param network_ Id of the Coffer network.
     * @param offlineLimit_ How long after its last account proof an enclave may still pay, in seconds.
     * @param settleWindow_ How long a payment can be settled at most, in seconds.
     * @param exitDelay_ Must be longer than both together, so that an exit overtakes no payment.
     */
    constructor(
        DeviceRegistry registry_,
        bytes32 network_,
        uint40 offlineLimit_,
        uint40 settleWindow_,
        uint40 exitDelay_
    ) VaultBase(registry_, network_, offlineLimit_, settleWindow_, exitDelay_) {}

    /**
     * @notice Opens an account and deposits what is sent along, if anything. When the account is open already with the
     * same recovery address, this only deposits: it does not matter who was faster.
     */
    function open(Certificate calldata certificate) external payable {
        address account_ = certificate.account;
        Account storage stored = _accounts[account_];
        if (stored.status == Status.None) {
            _open(certificate, true);
        } else if (stored.recovery != certificate.recovery) {
            revert OfflineVaultOtherRecovery(account_, stored.recovery);
        }
        if (msg.value != 0) _deposit(account_);
    }

    /// @notice Adds what is sent along to an account, on anybody's behalf.
    function deposit(address account_) external payable {
        if (msg.value == 0) revert OfflineVaultInvalidAmount(0);
        _deposit(account_);
    }

    /**
     * @notice Pays out a withdrawal that the account's enclave signed. Anybody may submit it. If the recipient does not
     * take the money, nothing happens.
     */
    function withdraw(Withdrawal calldata withdrawal, Signature calldata signature) external nonReentrant {
        address from = withdrawal.account;
        uint256 amount = withdrawal.amount;
        if (amount == 0) revert OfflineVaultInvalidAmount(0);
        Account storage stored = _leave(
            from,
            withdrawal.serial,
            withdrawal.tGen,
            withdrawal.settleBy,
            withdrawal.provedAt,
            keccak256(abi.encode(WITHDRAWAL_TYPE, withdrawal)),
            signature
        );
        uint256 balance = stored.balance;
        if (amount > balance) revert OfflineVaultBalanceTooLow(from, balance, amount);
        // Not more than `balance`, which fits.
        // forge-lint: disable-next-line(unsafe-typecast)
        stored.balance = uint88(balance - amount);
        emit Withdrawn(from, withdrawal.to, withdrawal.serial, amount);
        _pay(withdrawal.to, amount);
    }

    /**
     * @notice Pays out everything that an account holds and closes it for good, because its enclave signed that (the paper's
     * logout). Anybody may submit it. If the recipient does not take the money, nothing happens.
     */
    function cancel(Cancellation calldata cancellation, Signature calldata signature) external nonReentrant {
        address from = cancellation.account;
        Account storage stored = _leave(
            from,
            cancellation.serial,
            cancellation.tGen,
            cancellation.settleBy,
            cancellation.provedAt,
            keccak256(abi.encode(CANCELLATION_TYPE, cancellation)),
            signature
        );
        uint256 amount = stored.balance;
        (stored.balance, stored.status) = (0, Status.Closed);
        emit Cancelled(from, cancellation.to, cancellation.serial, amount);
        if (amount != 0) _pay(cancellation.to, amount);
    }

    /**
     * @notice Starts the way out for an account whose device is lost. From now on nothing can be withdrawn, but payments
     * that the device made before still settle, and after `exitDelay` the rest goes to the recovery address.
     */
    function announceExit(address account_) external {
        Account storage stored = _onlyRecovery(account_);
        if (stored.status == Status.Closed) revert OfflineVaultWrongStatus(account_, Status.Closed);
        if (stored.exitAt != 0) revert OfflineVaultExitAnnounced(account_, stored.exitAt);
        _startExit(account_);
    }

    /// @notice Takes back the announcement of an exit, because the device was found.
    function cancelExit(address account_) external {
        Account storage stored = _onlyRecovery(account_);
        if (stored.exitAt == 0) revert OfflineVaultExitNotDue(account_, 0);
        stored.exitAt = 0;
        emit ExitCancelled(account_);
    }

    /// @notice Pays everything that the account holds to its recovery address and closes it for good. Anybody may call it.
    function executeExit(address account_) external nonReentrant {
        Account storage stored = _accounts[account_];
        uint256 exitAt = stored.exitAt;
        if (exitAt == 0 || block.timestamp < exitAt) revert OfflineVaultExitNotDue(account_, exitAt);
        address recovery = stored.recovery;
        uint256 amount = stored.balance;

        (stored.balance, stored.status) = (0, Status.Closed);
        stored.exitAt = 0;
        emit ExitExecuted(account_, recovery, amount);
        _pay(recovery, amount);
    }

    /// @notice An account as it is stored.
    function account(address account_) external view returns (Account memory) {
        return _accounts[account_];
    }

    /// @notice The peak of an account's receipts at a height. It counts while that bit of `received` is set.
    function peak(address account_, uint256 height) external view returns (bytes32) {
        return _peaks[account_][height];
    }

    // ----------------------------------------------------------------- helpers

    function _deposit(address account_) private {
        Account storage stored = _accounts[account_];
        Status status = stored.status;
        if (status == Status.None || status == Status.Closed) revert OfflineVaultWrongStatus(account_, status);
        if (!_credit(stored, msg.value)) revert OfflineVaultInvalidAmount(msg.value);
        emit Deposited(account_, msg.sender, msg.value, stored.depositTotal);
    }

    /// @dev Checks what an enclave signed to take money out, and uses its serial.
    function _leave(
        address from,
        uint64 serial,
        uint256 tGen,
        uint256 settleBy,
        uint256 provedAt,
        bytes32 structHash,
        Signature calldata signature
    ) private returns (Account storage stored) {
        stored = _accounts[from];
        if (stored.status != Status.Open) revert OfflineVaultWrongStatus(from, stored.status);
        if (stored.exitAt != 0) revert OfflineVaultExitAnnounced(from, stored.exitAt);
        if (tGen > settleBy || _checkDeadline(settleBy, provedAt) != Reason.Settled) revert OfflineVaultInvalidTimes();
        _mustBeBy(signature, _typedDigest(structHash), from);
        if (isUsed(from, serial)) revert OfflineVaultSerialUsed(from, serial);
        _use(from, serial);
    }

    function _onlyRecovery(address account_) private view returns (Account storage stored) {
        stored = _accounts[account_];
        if (stored.status == Status.None || msg.sender != stored.recovery) revert OfflineVaultUnauthorized(msg.sender);
    }

    function _pay(address to, uint256 amount) private {
        if (!_send(to, amount)) revert OfflineVaultPayoutFailed(to);
    }
}
